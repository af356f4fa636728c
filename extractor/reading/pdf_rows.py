"""Rows of a PDF page: words that stand side by side, and the gaps that part them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.reading.pdf_cells import Region
from extractor.reading.pdf_words import Word, join_raised

BULLET_ALONE = re.compile(r"(?:[•‣◦▪●○·∙►▸➢✓→*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))$")
"""A word that is nothing but the mark of a list's item."""
_WIDE_GAP = 0.43
_FAR_GAP = 2.0


@dataclass(slots=True)
class Segment:
    """Words of one row that stand close together."""

    words: list[Word]
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(word.text for word in self.words if not word.mark)

    @property
    def size(self) -> float:
        """Height of most of its words."""
        sizes = sorted(word.size for word in self.words)
        return sizes[len(sizes) // 2]


@dataclass(slots=True)
class Row:
    """Segments side by side in one column of text, or a table that stands in their place."""

    segments: list[Segment]
    region: Region | None = None

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.segments[-1].x1

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(segment.bottom for segment in self.segments)

    @property
    def size(self) -> float:
        """Height of its text."""
        return max(segment.size for segment in self.segments)

    @property
    def text(self) -> str:
        """Its segments' text."""
        return " ".join(segment.text for segment in self.segments)


def segments_of(words: Sequence[Word]) -> list[Segment]:
    """Segments of a column from top to bottom; a gap wider than a blank parts them."""
    rows: list[list[Word]] = []
    row_of: dict[Word, list[Word]] = {}
    known = set(words)
    small = [word for word in words if word.base in known]
    for word in sorted((w for w in words if w.base not in known), key=lambda w: w.top + w.bottom):
        middle = (word.top + word.bottom) / 2
        for row in reversed(rows[-4:]):
            anchor = row[0]
            overlap = min(anchor.bottom, word.bottom) - max(anchor.top, word.top)
            if anchor.top < middle < anchor.bottom and overlap > 0.5 * min(word.size, anchor.size):
                row.append(word)
                break
        else:
            rows.append(row := [word])
        row_of[word] = row
    for word in small:
        base = word.base
        while base is not None and base not in row_of:
            base = base.base
        (row_of[base] if base is not None else rows[0]).append(word)
    segments = []
    for row in rows:
        row.sort(key=lambda word: word.x0)
        limit = _widest_blank(row)
        run: list[Word] = []
        for word in row:
            if run and word.x0 - run[-1].x1 > limit * max(run[-1].size, word.size):
                segments.append(_segment(run))
                run = []
            run.append(word)
        segments.append(_segment(run))
    return sorted(segments, key=lambda segment: (segment.top, segment.x0))


def _widest_blank(row: Sequence[Word]) -> float:
    """The widest gap between words of one cell, in heights of the type."""
    gaps = sorted(max(b.x0 - a.x1, 0.0) / max(a.size, b.size, 1.0) for a, b in pairwise(row))
    gaps = [gap for gap in gaps if gap > 0.1]
    if len(gaps) < 3:
        return _WIDE_GAP
    usual = gaps[len(gaps) // 3]
    numbers = sum(any(char.isdigit() for char in word.text) for word in row)
    if usual > 0.6 and numbers >= len(row) / 2:
        return _WIDE_GAP
    # Justified lines have wide blanks, but all of them are.
    return min(max(_WIDE_GAP, 1.8 * usual), _FAR_GAP)


def _segment(words: list[Word]) -> Segment:
    words = join_raised(words)
    return Segment(
        words,
        words[0].x0,
        max(word.x1 for word in words),
        min(word.top for word in words),
        max(word.bottom for word in words),
    )


def rows_of(words: Sequence[Word]) -> list[Row]:
    """Words as rows from top to bottom; the mark of a list's item is part of the item."""
    rows: list[Row] = []
    for segment in segments_of(words):
        if rows:
            above = rows[-1].segments[0]
            overlap = min(above.bottom, segment.bottom) - max(above.top, segment.top)
            if overlap > 0.5 * min(above.bottom - above.top, segment.bottom - segment.top):
                rows[-1].segments.append(segment)
                rows[-1].segments.sort(key=lambda s: s.x0)
                continue
        rows.append(Row([segment]))
    for row in rows:
        if len(row.segments) > 1 and BULLET_ALONE.match(row.segments[0].text):
            row.segments[:2] = [_segment(row.segments[0].words + row.segments[1].words)]
    return rows
