"""Where a text's words begin, by their first letters, so that long patterns are tried at few places only.

Python's `re` tries a pattern that begins with a word limit at every character. Most of our patterns are long
lists of wordings: looking up the places where a word begins as one of the wordings does, and trying the
pattern there, finds the same in a fraction of the time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate

from extractor.language.lower import PLAIN_SIGNS, lower_same_length, replace_characters
from extractor.language.pattern_edges import DIGIT, EdgeReader, Edges, Item, code, parse

_DEPTH = 3
_DEPTHS = (12, 8, 6, 4, _DEPTH)
"""How many characters of a pattern's beginnings are read: the most that give no more than `_MOST` of them."""
_MOST = 1000
_GAPS = re.compile(r"(\W+)")

_WIDEST_CLASS = 70
_DIGITS = (ord("0"), ord("9"))


class WordIndex:
    """The words of a text, and where they start by their first three characters in lower case.

    `lower` is the text in lower case, every character in its place, `plain` the same with plain blanks and
    hyphens; `places` are the starts of each of its words (runs of letters, digits and underscores). Searches
    are in `text`, or in one of its other forms that is given as `within`, and give what the pattern's own
    method gives.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lower = lower_same_length(text)
        self.plain = replace_characters(self.lower, PLAIN_SIGNS)
        self.places: dict[str, list[int]] = {}
        plain, places = self.plain, self.places
        parts = _GAPS.split(plain)
        starts = list(accumulate(map(len, parts), initial=0))
        for word, start in zip(parts[::2], starts[::2], strict=False):
            if word in places:
                places[word].append(start)
            elif word:
                places[word] = [start]
        self._leads: dict[str, list[int]] = {}
        leads = self._leads
        for word, found in places.items():
            if len(word) >= _DEPTH:
                leads.setdefault(word[:_DEPTH], []).extend(found)
            else:
                for start in found:
                    leads.setdefault(plain[start : start + _DEPTH], []).append(start)
        self._by_first: dict[str, list[str]] = {}
        for lead in leads:
            self._by_first.setdefault(lead[0], []).append(lead)
        self._found: dict[tuple[str, int], list[int] | None] = {}

    def finditer(
        self, pattern: re.Pattern[str], start: int = 0, end: int | None = None, within: str | None = None
    ) -> Iterator[re.Match[str]]:
        """Like `pattern.finditer(text, start, end)`."""
        text = self.text if within is None else within
        stop = len(text) if end is None else end
        places = self.where(pattern)
        if places is None:
            yield from pattern.finditer(text, start, stop)
            return
        done = start
        for index in range(bisect_left(places, start), len(places)):
            place = places[index]
            if place >= stop:
                break
            if place >= done and (match := pattern.match(text, place, stop)) is not None:
                done = match.end()
                yield match

    def search(
        self, pattern: re.Pattern[str], start: int, end: int, within: str | None = None
    ) -> re.Match[str] | None:
        """Like `pattern.search(text, start, end)`."""
        text = self.text if within is None else within
        places = self.where(pattern)
        if places is None:
            return pattern.search(text, start, end)
        for index in range(bisect_left(places, start), len(places)):
            if places[index] >= end:
                break
            if (match := pattern.match(text, places[index], end)) is not None:
                return match
        return None

    def where(self, pattern: re.Pattern[str]) -> list[int] | None:
        """The places where the pattern can match, in order; None when that is not known."""
        key = pattern.pattern, pattern.flags
        try:
            return self._found[key]
        except KeyError:
            pass
        heads = heads_of(*key)
        found = self._found[key] = None if heads is None else self.starting(heads)
        return found

    def starting(self, heads: Heads) -> list[int]:
        """Where words begin with one of the heads, in order."""
        plain, leads = self.plain, self._leads
        found: list[int] = []
        for lead in heads.long.keys() & leads.keys():
            longer = heads.long[lead]
            found += [place for place in leads[lead] if plain.startswith(longer, place)]
        for head in heads.short:
            for lead in self._by_first.get(head[0], ()):
                if lead.startswith(head):
                    found += leads[lead]
        if heads.digits:
            for first in self._by_first:
                if first.isdecimal():
                    for lead in self._by_first[first]:
                        found += leads[lead]
        found.sort()
        return found


@lru_cache(maxsize=4)
def word_index(text: str) -> WordIndex:
    """The index of a text, which the components of one document share."""
    return WordIndex(text)


@dataclass(frozen=True, slots=True)
class Heads:
    """Beginnings in lower case: those of three and more characters by the first three, the shorter ones,
    and whether a digit is one. No place in a text begins with two of the heads of different lengths."""

    long: dict[str, tuple[str, ...]]
    short: tuple[str, ...]
    digits: bool

    @classmethod
    def sort(cls, heads: Iterable[str]) -> Heads:
        """Sort beginnings; of two where one begins with the other the shorter one is enough."""
        long: dict[str, list[str]] = {}
        short: list[str] = []
        digits = False
        last = None
        for head in sorted(heads):
            if head == DIGIT:
                digits = True
            elif digits and head[0].isdecimal():
                continue
            elif last is None or not head.startswith(last):
                last = head
                if len(head) < _DEPTH:
                    short.append(head)
                else:
                    long.setdefault(head[:_DEPTH], []).append(head)
        return cls({lead: tuple(all_) for lead, all_ in long.items()}, tuple(short), digits)


@cache
def heads_of(pattern: str, flags: int) -> Heads | None:
    """What all that a pattern can match begins with.

    None where it need not begin at the start of a word, or has too many beginnings.
    """
    items = parse(pattern, flags)
    if not items or not _starts_word(items[0]):
        return None
    for reader in _READERS:
        heads = {head for head, _ in reader.of_sequence(items)}
        if not all(head[:1].isalnum() or head == DIGIT for head in heads):
            return None
        if 0 < len(heads) <= _MOST:
            return Heads.sort(heads)
    return None


def _starts_word(item: Item) -> bool:
    r"""Whether a pattern's first item is a word limit: `\b`, or that no letter stands before."""
    operator, value = item
    if operator is code.AT:
        return value is code.AT_BOUNDARY
    if operator is code.BRANCH:
        return all(branch and _starts_word(branch[0]) for branch in value[1])
    if operator is not code.ASSERT_NOT or value[0] > 0 or len(value[1]) != 1:
        return False
    kind, members = value[1][0]
    return kind is code.IN and (code.CATEGORY, code.CATEGORY_WORD) in members


def _letter(value: int) -> tuple[str, bool]:
    letter = chr(value)
    return PLAIN_SIGNS.get(letter, letter.lower()[:1]), True


def _member(member: Item) -> Edges | None:
    kind, value = member
    if kind is code.LITERAL:
        return {_letter(value)}
    if kind is code.RANGE and value == _DIGITS:
        return {(DIGIT, False)}
    if kind is code.RANGE and value[1] - value[0] < _WIDEST_CLASS:
        return {_letter(letter) for letter in range(value[0], value[1] + 1)}
    return {(DIGIT, False)} if kind is code.CATEGORY and value is code.CATEGORY_DIGIT else None


_READERS = tuple(EdgeReader(depth, _MOST, False, _letter, _member) for depth in _DEPTHS)
