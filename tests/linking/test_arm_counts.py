"""Sizes of arms that a sentence counts for all of them."""

from __future__ import annotations

import pytest

from extractor import Extractor

INTRO = "Velzumab in gout\n\nIn this randomised trial, adults with gout were given velzumab or placebo. "


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("We enrolled 146 adults (velzumab group: 76 [52.1%], placebo group: 70 [47.9%]).", [70, 76]),
        ("Of 146 randomised, 76 were in the velzumab group and 70 in the placebo group.", [70, 76]),
        ("The velzumab group had 76 men (52.1%) and the placebo group 70 men (47.9%).", [70, 76]),
        ("Flares occurred in 12 in the velzumab group and 30 in the placebo group.", [None, None]),
        ("Nausea was seen in the velzumab group (12 [15.8%]) and the placebo (9 [12.9%]).", [None, None]),
    ],
)  # fmt: skip
def test_counts_that_add_up(sentence: str, expected: list[int | None]) -> None:
    (trial,) = Extractor().extract_text(f"{INTRO}{sentence} Flares fell by 40% and 20%.").trials
    assert sorted((arm.n for arm in trial.arms), key=lambda n: n or 0) == expected
