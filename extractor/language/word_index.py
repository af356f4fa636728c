"""Where a text's words begin, by their first letters, so that long patterns are tried at few places only.

Python's `re` tries a pattern that begins with a word limit at every character. Most of our patterns are long
lists of wordings: looking up the places where a word begins as one of the wordings does, and trying the
pattern there, finds the same in a fraction of the time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import import_module
from itertools import chain
from typing import Any

from extractor.language.lower import lower_same_length

_DEPTH = 3
_MOST = 500
_DIGIT = "\0"
"""Stands for a first character that is a digit, whichever."""
_WORD = re.compile(r"\w+")

# the standard library's parser of regular expressions: the only exact reader of what a pattern begins with
_code: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

_Item = tuple[Any, Any]
_Heads = set[tuple[str, bool]]
"""Beginnings of at most three characters; true where the beginning is all that is matched."""

_ANYTHING: _Heads = {("", False)}
_WIDEST_CLASS = 70


class WordIndex:
    """The starts of a text's words, by the first three characters there in lower case.

    `lower` is the text in lower case, every character in its place. All searches are for `text`, or for
    `lower` where `lowered` is true, and give what the pattern's own method gives.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = lower_same_length(text)
        self._places: dict[str, list[int]] = {}
        self._found: dict[str, list[int] | None] = {}
        lower, places = self.lower, self._places
        for match in _WORD.finditer(lower):
            start = match.start()
            lead = lower[start : start + _DEPTH]
            if lead in places:
                places[lead].append(start)
            else:
                places[lead] = [start]
        self._longer: dict[str, list[str]] = {}
        for lead in places:
            if lead[0].isdecimal():
                self._longer.setdefault(_DIGIT, []).append(lead)
            for length in range(1, _DEPTH):
                self._longer.setdefault(lead[:length], []).append(lead)

    def finditer(self, pattern: re.Pattern[str], lowered: bool = False) -> Iterator[re.Match[str]]:
        """Like `pattern.finditer(text)`."""
        text = self.lower if lowered else self.text
        places = self._places_of(pattern)
        if places is None:
            yield from pattern.finditer(text)
            return
        done = 0
        for place in places:
            if place >= done and (match := pattern.match(text, place)) is not None:
                done = match.end()
                yield match

    def search(
        self, pattern: re.Pattern[str], start: int, end: int, lowered: bool = False
    ) -> re.Match[str] | None:
        """Like `pattern.search(text, start, end)`."""
        text = self.lower if lowered else self.text
        places = self._places_of(pattern)
        if places is None:
            return pattern.search(text, start, end)
        for index in range(bisect_left(places, start), len(places)):
            if places[index] >= end:
                break
            if (match := pattern.match(text, places[index], end)) is not None:
                return match
        return None

    def _places_of(self, pattern: re.Pattern[str]) -> list[int] | None:
        """Where the pattern may match; None when that is not known."""
        if pattern.pattern not in self._found:
            leads = leads_of(pattern.pattern, pattern.flags)
            self._found[pattern.pattern] = None if leads is None else self.starting(leads)
        return self._found[pattern.pattern]

    def starting(self, leads: frozenset[str]) -> list[int]:
        """Where words begin with one of these one to three characters, in order."""
        there = {lead for lead in leads if lead in self._places}
        there.update(*(self._longer[lead] for lead in leads if lead in self._longer))
        return sorted(chain.from_iterable(self._places[lead] for lead in there))


@lru_cache(maxsize=4)
def word_index(text: str) -> WordIndex:
    """The index of a text, which the components of one document share."""
    return WordIndex(text)


@cache
def leads_of(pattern: str, flags: int) -> frozenset[str] | None:
    """The first one to three characters of all that a pattern can match, in lower case.

    None where it need not begin at the start of a word, or has too many beginnings.
    """
    items = list(_parser.parse(pattern, flags))
    if not items or not _starts_word(items[0]):
        return None
    leads = {head for head, _ in _heads(items)}
    plain = all(head[:1].isalnum() or head == _DIGIT for head in leads)
    return frozenset(leads) if plain and 0 < len(leads) <= _MOST else None


def _starts_word(item: _Item) -> bool:
    r"""Whether a pattern's first item is a word limit: `\b`, or that no letter stands before."""
    operator, value = item
    if operator is _code.AT:
        return value is _code.AT_BOUNDARY
    if operator is _code.BRANCH:
        return all(branch and _starts_word(branch[0]) for branch in value[1])
    if operator is not _code.ASSERT_NOT or value[0] > 0 or len(value[1]) != 1:
        return False
    kind, members = value[1][0]
    return kind is _code.IN and (_code.CATEGORY, _code.CATEGORY_WORD) in members


def _heads(items: Sequence[_Item]) -> _Heads:
    """The beginnings of what a sequence of pattern items matches."""
    done: _Heads = set()
    growing = {""}
    for item in items:
        heads = _heads_of(item)
        joined = [_joined(left, right, whole) for left in growing for right, whole in heads]
        growing = {head for head, whole in joined if whole and len(head) < _DEPTH}
        done |= {(head, False) for head, whole in joined if not whole or len(head) == _DEPTH}
        if not growing or len(done) + len(growing) > 4 * _MOST:
            break
    return done | {(head, True) for head in growing}


def _joined(left: str, right: str, whole: bool) -> tuple[str, bool]:
    """A beginning with what follows it; a digit is told apart at the first place only."""
    if right[:1] == _DIGIT:
        return left or _DIGIT, False
    return (left + right)[:_DEPTH], whole


def _heads_of(item: _Item) -> _Heads:
    """The beginnings of what one pattern item matches."""
    operator, value = item
    if operator in (_code.AT, _code.ASSERT, _code.ASSERT_NOT):
        return {("", True)}
    if operator is _code.LITERAL:
        return {_letter(value)}
    if operator is _code.IN:
        return _class(value)
    if operator is _code.SUBPATTERN:
        return _heads(value[3])
    if operator is _code.BRANCH:
        return set().union(*(_heads(branch) for branch in value[1]))
    if operator in (_code.MAX_REPEAT, _code.MIN_REPEAT):
        least, most, inner = value
        heads = {(head, whole and most == 1) for head, whole in _heads(inner)}
        return heads | {("", True)} if least == 0 else heads
    return _ANYTHING


def _class(members: Sequence[_Item]) -> _Heads:
    heads: _Heads = set()
    for kind, value in members:
        if kind is _code.LITERAL:
            heads.add(_letter(value))
        elif kind is _code.RANGE and value[1] - value[0] < _WIDEST_CLASS:
            heads |= {_letter(letter) for letter in range(value[0], value[1] + 1)}
        elif kind is _code.CATEGORY and value is _code.CATEGORY_DIGIT:
            heads.add((_DIGIT, False))
        else:
            return _ANYTHING
    return heads


def _letter(value: int) -> tuple[str, bool]:
    letter = chr(value)
    return (_DIGIT, False) if letter.isdecimal() else (letter.lower()[:1], True)
