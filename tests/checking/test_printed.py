"""Printed precision and ranges."""

from __future__ import annotations

import math
import time

import pytest

from extractor.checking.printed import Precision, Range


@pytest.mark.parametrize(
    "value, text, decimals",
    [
        (0.8, "HR 0.80 (0.65-0.97)", 2),
        (0.8, "HR 0.80, that is 0.8", 1),
        (0.8, "nothing here", 1),
        (3, "nothing here", 0),
        (0.044, "P = .044", 3),
        (0.05, "p=0·050", 3),
        (-5.2, "–5·20 (SE 0·7)", 2),
        (1250, "1,250 participants", 0),
        (1.25, "ratio 1,25", 2),
        (1.25, "ratio 1,250", 3),
        (1e-05, "", 5),
    ],
)
def test_decimals(value: float, text: str, decimals: int) -> None:
    assert Precision([text]).decimals(value) == decimals


def test_gaps_between_ranges() -> None:
    assert Range(0, 1).gap(Range(1, 2)) == 0
    assert Range(0, 0.1 + 0.2).gap(Range(0.3, 1)) == Range(0.3, 1).gap(Range(0, 0.1 + 0.2)) == 0
    assert Range(0, 1).gap(Range(3, math.inf)) == 2
    assert Range(5, math.inf).gap(Range(0, 1)) == 4


def test_long_rows_of_digits_are_quick() -> None:
    start = time.perf_counter()
    Precision(["1" * 200_000, "1," * 100_000, "123,456" * 30_000]).decimals(1)
    assert time.perf_counter() - start < 2
