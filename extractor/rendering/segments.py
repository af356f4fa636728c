"""A stretch of the document cut where evidence begins and ends, so that overlapping facts can be shown."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


class Span(NamedTuple):
    """A run of the canonical text that one fact was made from; half-open offsets."""

    start: int
    end: int
    fact: str


class Segment(NamedTuple):
    """A run of text that the same facts rest on (none, for plain text)."""

    text: str
    facts: tuple[str, ...]


class Highlighter:
    """Cuts stretches of a text into segments. `spans` may overlap, and may cross the stretches' borders."""

    def __init__(self, text: str, spans: Iterable[Span]) -> None:
        self._text = text
        self._spans = sorted(span for span in spans if 0 <= span.start < span.end <= len(text))
        self._cuts = sorted({edge for span in self._spans for edge in (span.start, span.end)})
        self._facts = self._facts_by_cut()

    def segments(self, start: int, end: int) -> list[Segment]:
        """The text from `start` to `end`, whole and in order; control characters show as U+FFFD."""
        first, last = bisect_left(self._cuts, start), bisect_left(self._cuts, end)
        edges = [start, *(cut for cut in self._cuts[first:last] if cut > start), end]
        return [
            Segment(_CONTROL.sub("\ufffd", self._text[left:right]), self._facts_at(left))
            for left, right in zip(edges, edges[1:], strict=False)
            if left < right
        ]

    def _facts_by_cut(self) -> list[tuple[str, ...]]:
        """The facts that rest on the text from each cut to the next."""
        starting: dict[int, list[Span]] = {}
        for span in self._spans:
            starting.setdefault(span.start, []).append(span)
        active: list[Span] = []
        result = []
        for cut in self._cuts:
            active = [span for span in active if span.end > cut] + starting.get(cut, [])
            result.append(tuple(dict.fromkeys(span.fact for span in active)))
        return result

    def _facts_at(self, offset: int) -> tuple[str, ...]:
        place = bisect_left(self._cuts, offset + 1) - 1
        return self._facts[place] if place >= 0 else ()
