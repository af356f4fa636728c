"""Lengths of treatment as sentences give them."""

from __future__ import annotations

import pytest

from extractor.linking.durations import durations


def best(text: str) -> tuple[float, str] | None:
    found = durations(text.lower())
    return (found[0].value, found[0].unit) if found else None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Patients received the drug or placebo for 26 weeks.", (26, "week")),
        ("A 12-week, randomized, double-blind trial.", (12, "week")),
        ("Treatment lasted six months.", (6, "month")),
        ("The drug was given over an 8-week treatment period.", (8, "week")),
        ("They were randomised to one tablet daily for twelve weeks.", (12, "week")),
        ("It is a randomized phase 3 trial lasting 44 weeks.", (44, "week")),
        ("The 1-year prospective study compared two diets.", (1, "year")),
        ("Treatment was double-blind through week 16.", (16, "week")),
        ("A 12-week Phase I/II study of 88 people.", (12, "week")),
        ("It was a double-blind, parallel-group, 6-week inpatient trial.", (6, "week")),
        ("They lost a fifth of their weight over 64 weeks in a late-stage trial.", (64, "week")),
        ("The earlier study (80 people, 48 weeks) was smaller.", (48, "week")),
        ("Patients took the tablets once a day for a year.", (1, "year")),
        ("The longer data come from ALPHA, a 12-month safety study.", (12, "month")),
        ("Symptoms were scored after 10-week supplementation with zinc.", (10, "week")),
        ("Urate was measured after 12 weeks of treatment.", (12, "week")),
        ("It should enroll 1,600 adults and run for 72 weeks.", (72, "week")),
        ("In the phase 2b trial (n=318, 24 weeks), lipids fell.", (24, "week")),
        ("In an open-label pilot, 24 weeks of rovalocept cut flares.", (24, "week")),
    ],
)
def test_wordings(text: str, length: tuple[float, str]) -> None:
    assert best(text) == length


@pytest.mark.parametrize(
    "text",
    [
        "Patients were followed for 24 months.",
        "After a 2-week run-in they were randomized.",
        "The periods were parted by a 4-week washout.",
        "Adults treated for at least 3 months were eligible.",
        "Median survival was 14 months.",
        "That is one event prevented for every 120 patients treated for 2 years.",
        "The drug was infused every week for 8 weeks, every 2 weeks for 16 weeks, and monthly "
        "until progression.",
        "Women took 400 mg for 6 days, or 800 mg for 3 days.",
        "It was injected twice a day for five consecutive days every 8 weeks.",
        "The same 120 mg was reached over 20 weeks.",
        "The drug was taken until surgery, and then patients were monitored for six months.",
    ],
)
def test_times_of_something_else(text: str) -> None:
    assert best(text) is None
