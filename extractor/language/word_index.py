"""Where a text's words begin, by their first letters, so that long patterns are tried at few places only.

Python's `re` tries a pattern that begins with a word limit at every character. Most of our patterns are long
lists of wordings: looking up the places where a word begins as one of the wordings does, and trying the
pattern there, finds the same in a fraction of the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import chain
from typing import Any

from spacy.tokens import Doc

from extractor.language.spans import doc_lower

_DEPTH = 3
_MOST = 500
_WORD = re.compile(r"\w+")
_STORE = "trialfacts.word_index"

# the standard library's parser of regular expressions: the only exact reader of what a pattern begins with
_code: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

_Item = tuple[Any, Any]
_Heads = set[tuple[str, bool]]
"""Beginnings of at most three characters; true where the beginning is all that is matched."""

_ANYTHING: _Heads = {("", False)}


class WordIndex:
    """The starts of a text's words, by the first three characters there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._places: dict[str, list[int]] = {}
        for match in _WORD.finditer(text):
            start = match.start()
            lead = text[start : start + _DEPTH]
            if lead in self._places:
                self._places[lead].append(start)
            else:
                self._places[lead] = [start]
        self._longer: dict[str, list[str]] = {}
        for lead in self._places:
            for length in range(1, _DEPTH):
                self._longer.setdefault(lead[:length], []).append(lead)

    def finditer(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """All that `pattern.finditer` gives for the text."""
        leads = leads_of(pattern.pattern, pattern.flags)
        if leads is None:
            yield from pattern.finditer(self.text)
            return
        there = {lead for lead in leads if lead in self._places}
        there.update(*(self._longer[lead] for lead in leads if lead in self._longer))
        places = sorted(chain.from_iterable(self._places[lead] for lead in there))
        done = 0
        for place in places:
            if place >= done and (match := pattern.match(self.text, place)) is not None:
                done = match.end()
                yield match


def lower_index(doc: Doc) -> WordIndex:
    """The index of the document's text in lower case, made once."""
    index: WordIndex | None = doc.user_data.get(_STORE)
    if index is None:
        index = doc.user_data[_STORE] = WordIndex(doc_lower(doc))
    return index


@cache
def leads_of(pattern: str, flags: int) -> frozenset[str] | None:
    """The first one to three characters of all that a pattern can match.

    None where it need not begin at the start of a word, matches in any case, or has too many beginnings.
    """
    items = list(_parser.parse(pattern, flags))
    if flags & re.I or not items or not _starts_word(items[0]):
        return None
    leads = {head for head, _ in _heads(items)}
    plain = all(head[:1].isalnum() for head in leads)
    return frozenset(leads) if plain and 0 < len(leads) <= _MOST else None


def _starts_word(item: _Item) -> bool:
    r"""Whether a pattern's first item is a word limit: `\b`, or that no letter stands before."""
    operator, value = item
    if operator is _code.AT:
        return value is _code.AT_BOUNDARY
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
        joined = [((left + right)[:_DEPTH], whole) for left in growing for right, whole in heads]
        growing = {head for head, whole in joined if whole and len(head) < _DEPTH}
        done |= {(head, False) for head, whole in joined if not whole or len(head) == _DEPTH}
        if not growing or len(done) + len(growing) > 4 * _MOST:
            break
    return done | {(head, True) for head in growing}


def _heads_of(item: _Item) -> _Heads:
    """The beginnings of what one pattern item matches."""
    operator, value = item
    if operator in (_code.AT, _code.ASSERT, _code.ASSERT_NOT):
        return {("", True)}
    if operator is _code.LITERAL:
        return {(chr(value), True)}
    if operator is _code.IN and all(kind is _code.LITERAL for kind, _ in value):
        return {(chr(letter), True) for _, letter in value}
    if operator is _code.SUBPATTERN and not value[1] & re.I:
        return _heads(value[3])
    if operator is _code.BRANCH:
        return set().union(*(_heads(branch) for branch in value[1]))
    if operator in (_code.MAX_REPEAT, _code.MIN_REPEAT):
        least, most, inner = value
        heads = {(head, whole and most == 1) for head, whole in _heads(inner)}
        return heads | {("", True)} if least == 0 else heads
    return _ANYTHING
