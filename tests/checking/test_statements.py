"""Words of success and failure against the numbers beside them."""

from __future__ import annotations

from typing import Any

import pytest
from checking_records import codes, comparison, trial


def found(quote: str, measure: str | None = None, value: float | None = None, **fields: Any) -> bool:
    record = trial(comparisons=[comparison(measure, value, quote=quote, **fields)])
    return "statement-significance" in codes(record)


@pytest.mark.parametrize(
    "quote, p, operator",
    [
        ("was not statistically significant (p=0.011)", 0.011, "="),
        ("no significant difference (p<0.001)", 0.001, "<"),
        ("the trial did not meet its primary endpoint (p=0.004)", 0.004, "="),
        ("the trial met its primary endpoint (p=0.41)", 0.41, "="),
        ("a statistically significant improvement (p>0.05)", 0.05, ">"),
    ],
)
def test_words_that_the_p_value_denies(quote: str, p: float, operator: str) -> None:
    assert found(quote, p=p, operator=operator)


@pytest.mark.parametrize(
    "quote, p, operator",
    [
        ("was not statistically significant (p=0.11)", 0.11, "="),
        ("met its primary endpoint (p=0.02)", 0.02, "="),
        ("significantly more (p<0.05)", 0.05, "<"),
        ("not significant (p=0.05)", 0.05, "="),
        ("met its primary endpoint of non-inferiority (p=0.3 for superiority)", 0.3, "="),
        ("not significant after adjustment for multiplicity (nominal p=0.03)", 0.03, "="),
        ("42% vs 31% (p=0.6)", 0.6, "="),
        ("significantly more pain (p=0.002), but not more falls (p=0.3)", 0.3, "="),
        ("neither gap was statistically significant (p=0.28)", 0.28, "="),
        ("the median was not reached (p=0.001)", 0.001, "="),
    ],
)
def test_words_that_fit_or_say_nothing(quote: str, p: float, operator: str) -> None:
    assert not found(quote, p=p, operator=operator)


def test_words_against_the_interval() -> None:
    quote = "met its primary endpoint (HR 0.91, 0.78 to 1.07)"
    assert found(quote, "hazard_ratio", 0.91, low=0.78, high=1.07)
    assert not found(quote.replace("1.07", "0.99"), "hazard_ratio", 0.91, low=0.78, high=0.99)
    assert not found("a mean difference that was significant", "other", 0.91, low=0.78, high=1.07)
