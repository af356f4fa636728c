"""What the scorer takes as equal."""

from __future__ import annotations

import pytest

from extractor.evaluating.normalise import alike, same_number, same_time, same_unit, words
from schemas import Quantity


def test_words() -> None:
    assert words("EASI-75® ≥2 points (50%)") == "easi 75 >= 2 points 50 percent"
    assert words(None) == ""


@pytest.mark.parametrize(
    ("first", "second", "floor"),
    [
        ("overall survival", "OS", 99),
        ("PFS", "progression-free survival", 99),
        ("Overall Survival", "survival, overall", 99),
        ("change in HbA1c", "change from baseline in HbA1c", 78),
    ],
)
def test_phrases_that_are_alike(first: str, second: str, floor: float) -> None:
    assert alike(first, second) >= floor
    assert alike(second, first) >= floor


@pytest.mark.parametrize(("first", "second"), [("overall survival", "headache"), ("", ""), ("x", None)])
def test_phrases_that_are_not(first: str, second: str | None) -> None:
    assert alike(first, second) < 55


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("%", "percentage points"),
        ("mcg", "µg"),
        ("ug", "μg"),
        ("months", "month"),
        ("mg per kilogram of body weight", "mg/kg"),
        ("mg/m²", "milligrams per square metre"),
        ("events per year", "per year"),
        ("patients", None),
        ("points", ""),
        ("mm Hg", "mmHg"),
        ("g/dL", None),
    ],
)
def test_units_that_agree(first: str | None, second: str | None) -> None:
    assert same_unit(first, second)
    assert same_unit(second, first)


@pytest.mark.parametrize(("first", "second"), [("%", None), ("%", "mg"), ("week", "month"), ("mg", "mg/kg")])
def test_units_that_differ(first: str | None, second: str | None) -> None:
    assert not same_unit(first, second)
    assert not same_unit(second, first)


def test_numbers_agree_whatever_their_sign() -> None:
    assert same_number(-13.8, 13.8)
    assert same_number(80, 80.0)
    assert not same_number(0.72, 0.73)
    assert not same_number(None, None)


def test_times_agree_across_units() -> None:
    week_12, day_84 = Quantity(value=12, unit="week"), Quantity(value=84, unit="day")
    assert same_time(week_12, day_84)
    assert same_time(Quantity(value=1, unit="year"), Quantity(value=12, unit="month"))
    assert same_time(None, None)
    assert not same_time(week_12, None)
    assert not same_time(week_12, Quantity(value=16, unit="week"))
