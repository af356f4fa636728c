"""The index of words gives what the patterns' own methods give."""

from __future__ import annotations

import re

import pytest

from extractor.language.word_index import WordIndex, leads_of, word_index

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
    assert not list(word_index(TEXT).finditer(pattern))
    assert [match.group() for match in word_index(TEXT).finditer(pattern, lowered=True)] == ["higher dose"]


def test_beginnings_of_patterns() -> None:
    assert leads_of(r"\b(?:the )?low(?:er)?\b", 0) == {"the", "low"}
    assert leads_of(r"\bq\d+w\b", 0) == {"q"}
    assert leads_of(r"\bor\b", re.IGNORECASE) == {"or"}
    assert leads_of(r"\b\w+ dose", 0) is None
    assert leads_of(r"dose", 0) is None
