"""Headings of a table's columns: wrapped ones put together, and those that span several columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.reading.pdf_cells import PlacedCell
from extractor.reading.pdf_words import Box, Word

Piece = tuple[list[Word], int, int]
"""Words of a cell in one row, their column, and how many columns they span."""


@dataclass(slots=True)
class _Spanner:
    """A heading over several columns."""

    first: int
    last: int
    line: int
    level: int
    parts: list[tuple[list[Word], int]] = field(default_factory=list)

    @property
    def middle(self) -> float:
        words = self.parts[0][0]
        return (words[0].x0 + words[-1].x1) / 2


def head_cells(
    lines: Sequence[Sequence[Piece]],
    pages: Sequence[int],
    strips: Sequence[tuple[float, float]],
    rules: Sequence[Box] = (),
) -> tuple[list[PlacedCell], int]:
    """The heading cells of some lines of text, and how many rows of the grid they take.

    `strips` are the left and right edges of the columns. `rules` are short lines under headings; a heading
    above one spans the columns that lie under it.
    """
    if not lines:
        return [], 0
    spanners: list[_Spanner] = []
    leaves: dict[int, list[tuple[list[Word], int]]] = {}
    spans: dict[int, int] = {}
    for number, line in enumerate(lines):
        last = number == len(lines) - 1
        taken = {column for _, first, span in line for column in range(first, first + span)}
        for words, first, span in line:
            over = _carried(spanners, number, words, first, span, taken)
            if over is not None:
                over.parts.append((words, pages[number]))
                over.line = number
                continue
            lower = [rule for rule in rules if not last and rule[1] < _top(lines[-1])]
            first, end = _reach(words, first, span, line, lower, strips)
            if end > first and not last:
                above = [s.level for s in spanners if s.first <= end and s.last >= first]
                level = max(above, default=-1) + 1
                spanners.append(_Spanner(first, end, number, level, [(words, pages[number])]))
            else:
                leaves.setdefault(first, []).append((words, pages[number]))
                spans[first] = max(spans.get(first, 1), end - first + 1)
    depth = max((spanner.level for spanner in spanners), default=-1) + 2
    cells = [
        PlacedCell(spanner.level, spanner.first, spanner.parts, 1, spanner.last - spanner.first + 1, True)
        for spanner in spanners
    ]
    for column, parts in leaves.items():
        row = max((s.level for s in spanners if s.first <= column <= s.last), default=-1) + 1
        cells.append(PlacedCell(row, column, parts, depth - row, spans[column], True))
    return cells, depth


def _top(line: Sequence[Piece]) -> float:
    return min((word.top + word.bottom) / 2 for words, _, _ in line for word in words)


def _carried(
    spanners: Sequence[_Spanner], line: int, words: Sequence[Word], first: int, span: int, taken: set[int]
) -> _Spanner | None:
    """The heading over several columns whose second line this piece is, or None."""
    middle = (words[0].x0 + words[-1].x1) / 2
    for spanner in spanners:
        inside = spanner.first <= first and first + span - 1 <= spanner.last
        others = any(spanner.first <= c <= spanner.last for c in taken - set(range(first, first + span)))
        if spanner.line == line - 1 and inside and not others:
            left_aligned = abs(words[0].x0 - spanner.parts[0][0][0].x0) < 2
            if left_aligned or abs(middle - spanner.middle) < words[0].size:
                return spanner
    return None


def _reach(
    words: Sequence[Word],
    first: int,
    span: int,
    line: Sequence[Piece],
    rules: Sequence[Box],
    strips: Sequence[tuple[float, float]],
) -> tuple[int, int]:
    """First and last column that a heading stands over."""
    left, right = words[0].x0, words[-1].x1
    middle, size = (left + right) / 2, words[0].size
    bottom = max(word.bottom for word in words)
    for x0, y, x1, _ in rules:
        if -0.4 * size < y - bottom < 1.2 * size and x0 <= middle <= x1:
            under = [c for c, (a, b) in enumerate(strips) if min(b, x1) - max(a, x0) > 0.5 * (b - a)]
            if len(under) > 1:
                return under[0], under[-1]
    last = first + span - 1
    if last >= len(strips):
        return first, last
    # Centred over more columns than it is wide: as many as bring the middle of them under its own.
    before = max((piece for piece in line if piece[1] < first), key=lambda piece: piece[1], default=None)
    behind = min((piece for piece in line if piece[1] > first), key=lambda piece: piece[1], default=None)
    free_from = before[1] + before[2] if before is not None else 1
    free_to = behind[1] - 1 if behind is not None else len(strips) - 1
    best = (_off(strips, first, last, middle), first, last)
    for start in range(min(free_from, first), first + 1):
        for end in range(last, max(free_to, last) + 1):
            off = _off(strips, start, end, middle)
            if off < best[0] - 0.5 * size:
                best = (off, start, end)
    start, end = best[1], best[2]
    if end > start and before is not None:
        # Where headings of single columns stand level with it, columns without one there are its own.
        if _single(before, strips):
            start = min(free_from, start)
        if behind is None or _single(behind, strips):
            end = max(free_to, end)
    return start, end


def _single(piece: Piece, strips: Sequence[tuple[float, float]]) -> bool:
    """Whether a heading stands over its own column alone."""
    words, column, span = piece
    left, right = words[0].x0, words[-1].x1
    if span > 1 or column >= len(strips):
        return False
    return (
        abs(left - strips[column][0]) < 3 or _off(strips, column, column, (left + right) / 2) < words[0].size
    )


def _off(strips: Sequence[tuple[float, float]], first: int, last: int, middle: float) -> float:
    return abs((strips[first][0] + strips[last][1]) / 2 - middle)
