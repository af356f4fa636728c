"""The index of words gives what the patterns' own methods give."""

from __future__ import annotations

import re

import pytest

from extractor.language.word_index import Heads, WordIndex, heads_of, word_index

TEXT = (
    "Ninety adults took 25 mg daily; the Higher dose and the lower-dose arms, 12-week data, were pooled. "
    "On Day 3 (n = 40) \u201cboth arms\u201d of NOVA_2 fell, or rose\u2014AUC 5. Any dose"
)
PATTERNS = [
    r"\b(?:the )?(?:higher|low(?:er)?)[- ]dose\b",
    r"(?<![\w-])(?:arms?|week|dose)(?!\w)",
    r"\b(?:both|each|any) (?:arms|dose)",
    r"(?<!\w)\d+(?:[- ](?:mg|week))?",
    r"\b[A-D]?(?:UC|ay)\b",
    r"\b(?:of|on|or) ",
    r"\b(?:re)?pool(?:ed)?|\bfell\b",
    r"\b\w+ed\b",
    r"dose",
]


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
@pytest.mark.parametrize("source", PATTERNS)
def test_finds_what_the_pattern_finds(source: str, flags: int) -> None:
    pattern, index = re.compile(source, flags), WordIndex(TEXT)
    expected = [match.span() for match in pattern.finditer(TEXT)]
    assert [match.span() for match in index.finditer(pattern)] == expected
    for start, end in ((0, len(TEXT)), (30, 70), (60, 61)):
        found, plain = index.search(pattern, start, end), pattern.search(TEXT, start, end)
        assert (found and found.span()) == (plain and plain.span())


def test_searches_the_lower_case_text_on_request() -> None:
    pattern = re.compile(r"\bhigher dose\b")
    index = word_index(TEXT)
    assert not list(index.finditer(pattern))
    assert [match.group() for match in index.finditer(pattern, within=index.lower)] == ["higher dose"]


def test_plain_blanks_and_hyphens_are_searched_on_request() -> None:
    index = WordIndex("a follow\u2011up of 12\u00a0weeks")
    pattern = re.compile(r"\bfollow-up of 12 weeks\b")
    assert index.search(pattern, 0, len(index.text)) is None
    assert index.search(pattern, 0, len(index.text), index.plain) is not None
    printed = re.compile(r"\bfollow[\u2011-]up of \d+[\u00a0 ]weeks\b")
    assert index.search(printed, 0, len(index.text)) is not None


def test_beginnings_of_patterns() -> None:
    assert heads_of(r"\b(?:the )?low(?:er)?\b", 0) == Heads({"the": ("the low",), "low": ("low",)}, (), False)
    assert heads_of(r"\bq\d+w\b", 0) == Heads({}, ("q",), False)
    assert heads_of(r"\b(?:\d+|OR)\b", re.IGNORECASE) == Heads({}, ("or",), True)
    assert heads_of(r"\b\w+ dose", 0) is None
    assert heads_of(r"dose", 0) is None


def test_short_repeats_and_digits_are_read_as_printed() -> None:
    assert heads_of(r"\b[ac]{0,2}MD\b", 0) == Heads(
        {head[:3]: (head,) for head in ("aamd", "acmd", "amd", "camd", "ccmd", "cmd")}, ("md",), False
    )
    assert heads_of(r"\b(?:2|two) doses\b", 0) == Heads(
        {"2 d": ("2 doses",), "two": ("two doses",)}, (), False
    )
    assert heads_of(r"\b[0-9] doses|\b2 doses", 0) == Heads({}, (), True)
