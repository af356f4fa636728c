"""Patterns that must end where a text ends, asked only where the text ends as one of their wordings does.

Python's `re` looks for such a pattern ("at least $") from every character of the text before a number. What
its matches end with is read from the pattern itself; most texts end otherwise, which one look at their last
characters tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain

from extractor.language.pattern_edges import EdgeReader, Edges, Item, code, parse

_REACH = 10
_MOST = 1000


class Ending:
    """A pattern that ends with `$`; `search` gives what the pattern's own gives."""

    __slots__ = ("pattern", "_tails")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self._tails = tails_of(pattern.pattern, pattern.flags)

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """Like the pattern's own."""
        stop = len(text) if end is None else min(end, len(text))
        if self._tails is not None and start < stop:
            mark = text[stop - 1].lower()
            tails = self._tails.get(mark)
            if tails is None and not mark.isspace():
                return None
            last = text[max(start, stop - _REACH) : stop].lower()
            if (tails is None or not last.endswith(tails)) and last.isprintable() and "  " not in last:
                return None
        return self.pattern.search(text, start, stop)


class Endings:
    """Several patterns that end with `$`: which of them can match right before a place."""

    _LONGEST = 4

    def __init__(self, patterns: Iterable[str]) -> None:
        self._always: list[int] = []
        self._known: list[dict[str, list[tuple[str, int]]]] = [{} for _ in range(self._LONGEST)]
        for number, pattern in enumerate(patterns):
            tails = tails_of(pattern, 0)
            if tails is None:
                self._always.append(number)
            for tail in chain.from_iterable((tails or {}).values()):
                length = min(len(tail), self._LONGEST)
                self._known[length - 1].setdefault(tail[-length:], []).append((tail, number))

    def before(self, text: str, places: Iterable[int]) -> list[int]:
        """The numbers of the patterns, from 0, that can match right before one of the places."""
        found = set(self._always)
        for place in places:
            last = text[max(0, place - _REACH) : place]
            for length, known in enumerate(self._known, 1):
                for tail, number in known.get(last[-length:], ()):
                    if last.endswith(tail):
                        found.add(number)
        return sorted(found)


@cache
def tails_of(pattern: str, flags: int) -> dict[str, tuple[str, ...]] | None:
    """What all that a pattern can match ends with, in lower case, by the last character.

    White space of any length is one blank. None where the pattern need not end with the text, or can end
    with anything.
    """
    items = parse(pattern, flags)
    if flags & re.MULTILINE or not _is_anchored(items):
        return None
    tails = {tail for tail, _ in _READER.of_sequence(items)}
    if "" in tails or len(tails) > _MOST:
        return None
    found: dict[str, list[str]] = {}
    for tail in sorted(tails):
        found.setdefault(tail[-1], []).append(tail)
    return {last: tuple(all_) for last, all_ in found.items()}


def _is_anchored(items: Sequence[Item]) -> bool:
    """Whether a sequence of pattern items ends with `$`, in each of its branches."""
    if not items:
        return False
    operator, value = items[-1]
    if operator is code.AT:
        return value is code.AT_END
    if operator is code.SUBPATTERN:
        return _is_anchored(value[3])
    return operator is code.BRANCH and all(_is_anchored(branch) for branch in value[1])


def _letter(value: int) -> tuple[str, bool]:
    letter = chr(value)
    return (" " if letter.isspace() else letter.lower()[:1]), True


def _member(member: Item) -> Edges | None:
    kind, value = member
    if kind is code.LITERAL:
        return {_letter(value)}
    return {(" ", True)} if kind is code.CATEGORY and value is code.CATEGORY_SPACE else None


_READER = EdgeReader(_REACH, _MOST, True, _letter, _member, blank_runs=True)
