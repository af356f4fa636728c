"""Plain strings of which every match of a pattern holds one, so that most texts are passed over quickly.

Python's `re` tries a list of wordings at every character of a text; looking for a plain string is a hundred
times faster. The strings are read from the pattern itself, so that a pattern and its strings never disagree.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from os.path import commonprefix
from typing import Any

from extractor.language.pattern_edges import Item, code, parse, widths

_MOST_WORDINGS = 24
_ALIKE = 7
"""Needles that begin with as many characters in common are as good as one."""
_MOST_NEEDLES = 60
_LONG = 600
"""Characters of a text that is worth searching in parts."""
_TOO_COMMON = 6.0
_COMMONNESS = (1.0, 1.0, 0.8, 0.3, 0.12, 0.06)
"""How often a string of so many characters stands in a passage it was not looked for in."""
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789 .,-()\n")


class Needled:
    """A pattern for text in lower case that looks for its needles before it searches.

    `search` and `finditer` give what the pattern's own give; all else is the pattern's own.
    """

    __slots__ = ("pattern", "needles", "_widths", "search", "match", "fullmatch", "findall", "sub", "groups")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.needles = needles_of(pattern.pattern, pattern.flags)
        self._widths = None if self.needles is None else widths(pattern.pattern, pattern.flags)
        self.match: Callable[..., re.Match[str] | None] = pattern.match
        self.fullmatch: Callable[..., re.Match[str] | None] = pattern.fullmatch
        self.findall: Callable[..., list[Any]] = pattern.findall
        self.groups: int = pattern.groups
        self.sub: Callable[..., str] = pattern.sub
        self.search: Callable[..., re.Match[str] | None] = (
            pattern.search if self.needles is None else self._search
        )

    def _search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        if self._widths is not None and min(end, len(text)) - start > _LONG:
            return self._search_near(text, start, end, *self._widths)
        for needle in self.needles or ():
            if text.find(needle, start, end) >= 0:
                return self.pattern.search(text, start, end)
        return None

    def _search_near(self, text: str, start: int, end: int, widest: int, ahead: int) -> re.Match[str] | None:
        """The first match, looked for around the needles only: a match holds one and is not wide."""
        places = []
        for needle in self.needles or ():
            place = text.find(needle, start, end)
            while place >= 0:
                places.append(place)
                place = text.find(needle, place + 1, end)
        places.sort()
        index = 0
        while index < len(places):
            first = last = places[index]
            while index < len(places) and places[index] - last <= 2 * widest:
                last = places[index]
                index += 1
            stop = min(end, last + widest + ahead + 2)
            match = self.pattern.search(text, max(start, first - widest), stop)
            if match is not None and match.start() <= last:
                return match
        return None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Like the pattern's own."""
        if self.needles is None:
            return self.pattern.finditer(text, start, end)
        for needle in self.needles:
            if text.find(needle, start, end) >= 0:
                return self.pattern.finditer(text, start, end)
        return iter(())


@cache
def needles_of(pattern: str, flags: int) -> tuple[str, ...] | None:
    """Strings of which every match, put in lower case, holds one; None where there are no telling ones."""
    needles = _required(parse(pattern, flags))
    if needles is None or len(needles) > _MOST_NEEDLES or _badness(needles) > _TOO_COMMON:
        return None
    alike: dict[str, list[str]] = {}
    for needle in needles:
        alike.setdefault(needle[:_ALIKE], []).append(needle)
    shorter = _least({commonprefix(all_) for all_ in alike.values()})
    return tuple(sorted(shorter, key=lambda needle: (-_commonness(needle), needle)))


def _least(needles: Collection[str]) -> frozenset[str]:
    """The needles less those that hold another one."""
    return frozenset(n for n in needles if not any(other != n and other in n for other in needles))


def _commonness(needle: str) -> float:
    if len(needle) == 1:
        return 1.0 if needle in _PLAIN else 0.3
    return _COMMONNESS[min(len(needle), len(_COMMONNESS) - 1)]


def _badness(needles: frozenset[str]) -> float:
    """How likely a passage without a match holds one of the needles; high for what stands everywhere."""
    worst = max(map(_commonness, needles), default=1.0)
    return 99.0 if worst >= 0.8 else sum(map(_commonness, needles))


def _required(items: Sequence[Item]) -> frozenset[str] | None:
    """The most telling set of strings of which all that a sequence matches holds one."""
    found: list[frozenset[str]] = []
    run = frozenset([""])
    for item in items:
        wordings = _wordings_of(item)
        if wordings is not None and len(run) * len(wordings) <= _MOST_WORDINGS:
            run = frozenset(left + right for left in run for right in wordings)
            continue
        found.append(run)
        run = frozenset([""]) if wordings is None or len(wordings) > _MOST_WORDINGS else wordings
        inner = _required_of(item)
        if inner is not None:
            found.append(inner)
    found.append(run)
    telling = [_least(needles) for needles in found if "" not in needles]
    return min(telling, key=_badness, default=None)


def _required_of(item: Item) -> frozenset[str] | None:
    operator, value = item
    if operator is code.SUBPATTERN:
        return _required(value[3])
    if operator is code.BRANCH:
        parts = [_required(branch) for branch in value[1]]
        return None if None in parts else frozenset().union(*(part for part in parts if part))
    if operator in (code.MAX_REPEAT, code.MIN_REPEAT) and value[0] > 0:
        return _required(value[2])
    return None


def _wordings(items: Sequence[Item]) -> frozenset[str] | None:
    """All that a sequence matches, in lower case, where it is little."""
    run = frozenset([""])
    for item in items:
        wordings = _wordings_of(item)
        if wordings is None or len(run) * len(wordings) > _MOST_WORDINGS:
            return None
        run = frozenset(left + right for left in run for right in wordings)
    return run


def _joined_wordings(branches: Sequence[Sequence[Item]]) -> frozenset[str] | None:
    """All that one of the branches matches, where it is little."""
    joined: frozenset[str] = frozenset()
    for branch in branches if len(branches) <= _MOST_WORDINGS else ():
        wordings = _wordings(branch)
        if wordings is None or len(joined) + len(wordings) > _MOST_WORDINGS:
            return None
        joined |= wordings
    return joined or None


def _wordings_of(item: Item) -> frozenset[str] | None:
    operator, value = item
    if operator in (code.AT, code.ASSERT, code.ASSERT_NOT):
        return frozenset([""])
    if operator is code.LITERAL:
        return frozenset([chr(value).lower()])
    if operator is code.IN and all(kind is code.LITERAL for kind, _ in value):
        return frozenset(chr(member).lower() for _, member in value)
    if operator is code.SUBPATTERN:
        return _wordings(value[3])
    if operator is code.BRANCH:
        return _joined_wordings(value[1])
    if operator in (code.MAX_REPEAT, code.MIN_REPEAT) and value[1] == 1:
        inner = _wordings(value[2])
        return inner if inner is None or value[0] else inner | {""}
    return None
