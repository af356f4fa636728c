"""Needles are read from patterns, and a pattern with needles finds what it finds without."""

from __future__ import annotations

import re

import pytest

from extractor.language.needles import Needled, needles_of

TEXT = (
    "in all, 120 adults were randomised to a daily tablet (n = 60) or placebo; the study went on for "
    "12 weeks, and 3% of the tablet group left it early. analysts spoke of net sales worldwide."
)
PATTERNS = [
    r"\b(?:tablets?|capsules?) group\b",
    r"(?<!\w)(?:net (?:sales|loss)|analysts?)(?!\w)",
    r"\brandomi[sz]ed to (?:a|the) \w+",
    r"(?:\w+ ){0,3}placebo",
    r"\d ?(?:%|percent)",
    r"\bin all, \d+ [a-z]+",
    r"\b(?:ran|went on) for \d+ (?:days|weeks)",
]
UNTELLING = [r"(?:early|late)?", r"[^.]{0,40}\bof\b", r"\w+ed\b"]


@pytest.mark.parametrize("source", PATTERNS)
def test_every_match_holds_a_needle(source: str) -> None:
    needles = needles_of(source, 0)
    assert needles
    matches = list(re.finditer(source, TEXT))
    assert matches
    for match in matches:
        assert any(needle in match.group() for needle in needles)


@pytest.mark.parametrize("source", UNTELLING)
def test_common_strings_are_no_needles(source: str) -> None:
    assert needles_of(source, 0) is None


@pytest.mark.parametrize("source", [*PATTERNS, *UNTELLING])
def test_finds_what_the_pattern_finds(source: str) -> None:
    pattern = re.compile(source)
    quick = Needled(pattern)
    for start, end in ((0, len(TEXT)), (40, 120), (60, 60)):
        expected = [match.span() for match in pattern.finditer(TEXT, start, end)]
        assert [match.span() for match in quick.finditer(TEXT, start, end)] == expected
        found = quick.search(TEXT, start, end)
        assert (found and found.span()) == (expected[0] if expected else None)


def test_needles_that_begin_alike_are_one() -> None:
    assert needles_of(r"enrollment (?:target|goal|of)", 0) == ("enrollment ",)


LONG = "  ".join([TEXT, "The day went by. " * 60, TEXT, "Nothing more was told. " * 60, TEXT]).lower()
NARROW = [
    *PATTERNS,
    r"\btablets?\b(?! group)",
    r"(?<=daily )tablet\b|placebo(?=; the study)",
    r"\bwent by\. the day\b|\banalysts spoke\b",
    r"worldwide\.?$",
]


@pytest.mark.parametrize("source", NARROW)
def test_long_texts_are_searched_around_the_needles(source: str) -> None:
    pattern = re.compile(source)
    quick = Needled(pattern)
    for start, end in ((0, len(LONG)), (150, len(LONG)), (300, len(LONG) - 30), (0, 1300)):
        found, plain = quick.search(LONG, start, end), pattern.search(LONG, start, end)
        assert (found and found.span()) == (plain and plain.span())
