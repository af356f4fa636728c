"""A pattern that must end with the text finds what it finds when asked through its endings."""

from __future__ import annotations

import re

import pytest

from extractor.language.endings import Ending, Endings, tails_of

PATTERNS = [
    r"(?:at least|more than|[≥≤<>])\s?(?:an?\s)?$",
    r"\b(?:for|over)\s(?:the\s)?(?:first\s){0,2}$",
    r"\b(each|both)\s+$",
    r"(?:dose|arm)s?\s?-?$|\bn\s?=$",
    r"\b\w+ed to $",
]
TEXTS = [
    *("with a drop of at least ", "more than a ", "MORE THAN\u00a0", "≥", "at least 3"),
    *("over the first first ", "randomised to ", "to ", ""),
    *("for", "for ", "in each  ", "each\n", "both ", "two arms-", "dose ", "(n ="),
]


@pytest.mark.parametrize("flags", [0, re.IGNORECASE])
@pytest.mark.parametrize("source", PATTERNS)
def test_finds_what_the_pattern_finds(source: str, flags: int) -> None:
    pattern = re.compile(source, flags)
    for text in TEXTS:
        for start, end in ((0, len(text)), (3, len(text)), (0, max(0, len(text) - 1))):
            expected = pattern.search(text, start, end)
            found = Ending(pattern).search(text, start, end)
            assert (found and found.span()) == (expected and expected.span()), text


def test_what_patterns_end_with() -> None:
    assert tails_of(r"\b(?:at|by)\s$", 0) == {" ": ("at ", "by ")}
    assert tails_of(r"\d+\s?mg$", 0) == {"g": (" mg", "mg")}
    assert tails_of(r"\w+$", 0) is None
    assert tails_of(r"(?:by)?$", 0) is None
    assert tails_of(r"\bby\s", 0) is None
    assert tails_of(r"\bby$", re.MULTILINE) is None


def test_which_of_several_patterns_can_match_before_a_place() -> None:
    text = "split 60 adults (n = 30)"
    endings = Endings([r"\b(?:split|put) $", r"\(n ?= ?$", r"\w*$", r"\bof $"])
    assert endings.before(text, [text.index("60")]) == [0, 2]
    assert endings.before(text, [text.index("30")]) == [1, 2]
    assert endings.before(text, [0]) == [2]
