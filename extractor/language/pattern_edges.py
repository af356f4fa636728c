"""What all that a pattern matches begins or ends with, read from the pattern itself.

A pattern and the plain strings that are looked up for it so never disagree. The parsed forms of regular
expressions are Python's own; only this module and those that build on it know them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

# the standard library's parser of regular expressions: the only exact reader of what a pattern matches
code: Any = import_module("re._constants")
_parser: Any = import_module("re._parser")

Item = tuple[Any, Any]
Edges = set[tuple[str, bool]]
"""Beginnings, or ends, of what a pattern matches; true where the edge is all that is matched."""

ANYTHING: Edges = {("", False)}
_SIMPLE = frozenset([code.LITERAL, code.NOT_LITERAL, code.IN, code.ANY, code.AT, code.RANGE, code.CATEGORY])
_WIDEST = 400
"""Characters; what may be wider counts as without a limit."""
_FEW_TIMES = 3
"""What is repeated no more than so often is read as often."""
DIGIT = "\0"
"""Stands for a first character that is a digit, whichever."""


def parse(pattern: str, flags: int) -> list[Item]:
    """The items of a pattern in order."""
    return list(_parser.parse(pattern, flags))


def widths(pattern: str, flags: int) -> tuple[int, int] | None:
    """The most characters that a match takes, and that it looks at behind itself; None without a limit."""
    items = _parser.parse(pattern, flags)
    widest, ahead = items.getwidth()[1], _ahead(items)
    return None if max(widest, ahead) >= _WIDEST else (widest, ahead)


def _ahead(items: Sequence[Item]) -> int:
    """The most characters that the conditions on what follows look at."""
    most = 0
    for operator, value in items:
        if operator in (code.ASSERT, code.ASSERT_NOT):
            inner = value[1]
            most = max(most, (inner.getwidth()[1] if value[0] > 0 else 0) + _ahead(inner))
        elif operator is code.SUBPATTERN:
            most = max(most, _ahead(value[3]))
        elif operator is code.BRANCH:
            most = max(most, *map(_ahead, value[1]))
        elif operator in (code.MAX_REPEAT, code.MIN_REPEAT):
            most = max(most, _ahead(value[2]))
        elif operator not in _SIMPLE:
            return _WIDEST
    return most


@dataclass(frozen=True, slots=True)
class EdgeReader:
    """Reads edges of at most `reach` characters, and no more than about `most` of them.

    `backwards` reads ends, else beginnings. `letter` gives the edge of one character, `member` the edges of
    one member of a class, or None where they can be anything. `blank_runs` takes a run of blanks
    of any length for one blank.
    """

    reach: int
    most: int
    backwards: bool
    letter: Callable[[int], tuple[str, bool]]
    member: Callable[[Item], Edges | None]
    blank_runs: bool = False

    def of_sequence(self, items: Sequence[Item]) -> Edges:
        """The edges of what a sequence of pattern items matches."""
        done: Edges = set()
        growing = {""}
        for item in reversed(items) if self.backwards else items:
            parts = self._of_item(item)
            joined = [self._joined(known, part, whole) for known in growing for part, whole in parts]
            growing = {edge for edge, whole in joined if whole and len(edge) < self.reach}
            done |= {(edge, False) for edge, whole in joined if not whole or len(edge) == self.reach}
            if len(done) + len(growing) > 4 * self.most:
                return done | {(edge, False) for edge in growing}
            if not growing:
                break
        return done | {(edge, True) for edge in growing}

    def _joined(self, known: str, part: str, whole: bool) -> tuple[str, bool]:
        """An edge with what stands beside it; a digit is told apart at the first place only."""
        if part[:1] == DIGIT:
            return known or DIGIT, False
        return ((part + known)[-self.reach :] if self.backwards else (known + part)[: self.reach]), whole

    def _of_item(self, item: Item) -> Edges:
        operator, value = item
        if operator in (code.AT, code.ASSERT, code.ASSERT_NOT):
            return {("", True)}
        if operator is code.LITERAL:
            return {self.letter(value)}
        if operator is code.IN:
            members = [self.member(member) for member in value]
            return ANYTHING if None in members else set().union(*(edges for edges in members if edges))
        if operator is code.SUBPATTERN:
            return self.of_sequence(value[3])
        if operator is code.BRANCH:
            return set().union(*(self.of_sequence(branch) for branch in value[1]))
        if operator in (code.MAX_REPEAT, code.MIN_REPEAT):
            return self._of_repeat(*value)
        return ANYTHING

    def _of_repeat(self, least: int, most: int, inner: Sequence[Item]) -> Edges:
        edges = self.of_sequence(inner)
        if most <= _FEW_TIMES and all(whole for _, whole in edges):
            times = range(max(least, 1), most + 1)
            edges = set().union(*(self.of_sequence([*inner] * count) for count in times))
        else:
            one = self.blank_runs and edges == {(" ", True)}
            edges = {(edge, whole and one) for edge, whole in edges}
        return edges | {("", True)} if least == 0 else edges
