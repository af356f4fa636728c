"""Short forms with their long forms."""

from __future__ import annotations

import pytest

from extractor.language.abbreviations import find_abbreviations


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("median progression-free survival (PFS) rose", "PFS", "progression-free survival"),
        ("the Eczema Area and Severity Index (EASI; 0-72) fell", "EASI", "Eczema Area and Severity Index"),
        ("monthly migraine days (MMDs) fell", "MMD", "monthly migraine days"),
        ("body mass index [BMI] was high", "BMI", "body mass index"),
        ("6-minute walk distance (6MWD) grew", "6MWD", "6-minute walk distance"),
        ("LDL-C (low-density lipoprotein cholesterol) fell", "LDL-C", "low-density lipoprotein cholesterol"),
    ],
)
def test_defined(text: str, short: str, long: str) -> None:
    assert find_abbreviations(text)[short] == long


@pytest.mark.parametrize(
    "text", ["in 12 of 40 (30%)", "the trial (NCT00000001)", "placebo (n = 12)", "a mean (SD) of 3", ""]
)
def test_nothing_defined(text: str) -> None:
    assert find_abbreviations(text) == {}
