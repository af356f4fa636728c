"""Values in words."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.rendering.explain import explain_text
from extractor.rendering.plain import printable
from extractor.rendering.wording import dose_words, effect_words, result_words
from schemas import ArmResult, Comparison, Dose


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"statistic": "proportion", "value": 64.0, "unit": "%"}, "64.0%"),
        ({"statistic": "proportion", "value": 64, "unit": "%", "events": 16, "n": 25}, "64% (16/25)"),
        ({"statistic": "count", "value": 1, "n": 12}, "1 of 12"),
        (
            {"statistic": "percent_change_from_baseline", "value": 7, "unit": "%", "direction": "decrease"},
            "change 7% ↓",
        ),
        (
            {"statistic": "median", "value": 9.2, "unit": "month", "ci": {"low": 7, "high": None}},
            "median 9.2 month (7 to NE)",
        ),
        ({"statistic": "mean", "value": 5, "spread": {"kind": "sd", "value": 2.1}}, "mean 5 (SD 2.1)"),
        (
            {"statistic": "median", "value": 5, "spread": {"kind": "iqr", "low": 3, "high": 8}},
            "median 5 (IQR 3 to 8)",
        ),
        ({"statistic": "rate", "value": 0.4, "unit": "per year"}, "0.4 per year"),
    ],
)
def test_results(fields: dict[str, Any], words: str) -> None:
    assert result_words(ArmResult(arm="a", endpoint="e", **fields)) == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"measure": "hazard_ratio", "value": 0.72, "ci": {"low": 0.6, "high": 0.9}}, "HR 0.72 (0.6 to 0.9)"),
        (
            {"measure": "risk_difference", "value": 5, "unit": "%", "ci": {"level": 90, "low": 1, "high": 9}},
            "difference 5% (90% CI 1 to 9)",
        ),
        ({"p": {"operator": ">=", "value": 0.2}}, "p≥0.2"),
        ({"value": 3, "p": {"operator": "=", "value": 0.04}}, "effect 3, p=0.04"),
    ],
)
def test_effects(fields: dict[str, Any], words: str) -> None:
    assert effect_words(Comparison(arm="a", endpoint="e", **fields)) == words


def test_doses() -> None:
    dose = Dose(intervention="d", amount=80, unit="mg", frequency="once daily", route="oral")
    assert dose_words(dose) == "80 mg once daily, oral"
    assert dose_words(Dose(intervention="d", amount=2.5, unit="mg/kg")) == "2.5 mg/kg"


def test_printable_keeps_the_length() -> None:
    assert printable("a\x1b[0m\tµ\u202e") == "a [0m µ "


def test_explanations() -> None:
    assert explain_text("x", ["one", "two\nthree"]) == "# x\n  one\n  two\n  three\n"
    assert "nothing to explain" in explain_text("x", [])
