"""Cells of a table that is set in rows and columns without lines around its cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractor.reading.builder import CellDraft
from extractor.reading.grid import Run, column_strips, place_runs
from extractor.reading.pdf_cells import PlacedCell
from extractor.reading.pdf_heads import Piece, head_cells
from extractor.reading.pdf_rows import Row
from extractor.reading.pdf_text import place_words
from extractor.reading.pdf_words import Box, Word

_OPEN_ENDS = (
    ",",
    "/",
    "–",
    "-",
    " of",
    " and",
    " or",
    " with",
    " in",
    " the",
    " for",
    " to",
    " from",
    " at",
    " by",
)


def cells_of_rows(
    rows: Sequence[tuple[Row, int]],
    heads: int | None = None,
    rules: Sequence[Box] = (),
    bounds: Sequence[float] | None = None,
) -> list[PlacedCell]:
    """The cells of some rows (each with its page).

    `heads` is how many rows are known to stand above the body, `rules` are lines under headings that span
    columns, and `bounds` the heights of lines that part every row from the next.
    """
    strips = column_strips([[Run(s.x0, s.x1) for s in row.segments] for row, _ in rows])
    pieces = _split_at_columns([row for row, _ in rows], strips)
    pages = [page for _, page in rows]
    if heads is None:
        heads = 1
        while heads < len(rows) and all(piece[1] > 0 for piece in pieces[heads]):
            heads += 1
        heads = heads if heads < len(rows) else 1
    cells, first = head_cells(pieces[:heads], pages, strips, rules)
    joined = _joined_to_above(rows, pieces, heads, bounds)
    merged: list[dict[int, list[tuple[Piece, int]]]] = []
    for index in range(heads, len(rows)):
        if index not in joined:
            merged.append({})
        for piece in pieces[index]:
            merged[-1].setdefault(piece[1], []).append((piece, pages[index]))
    for number, columns in enumerate(merged, first):
        for column in sorted(columns):
            parts = columns[column]
            span = max(piece[2] for piece, _ in parts)
            lines = [(piece[0], page) for piece, page in parts]
            cells.append(PlacedCell(number, column, lines, 1, span))
    return cells


def cell_drafts(cells: Iterable[PlacedCell], vocabulary: frozenset[str]) -> list[CellDraft]:
    """Cells with their text, footnote marks, indents and places, in reading order."""
    cells = sorted(cells, key=lambda cell: (cell.row, cell.column))
    labels = [cell.lines[0][0][0].x0 for cell in cells if cell.column == 0 and cell.lines and not cell.header]
    left = min(labels, default=0.0)
    drafts = []
    for cell in cells:
        lines = [([word for word in words if not word.mark], page) for words, page in cell.lines]
        marks = tuple(word.text for words, _ in cell.lines for word in words if word.mark)
        text, places = place_words(lines, vocabulary)
        indent = 0
        if cell.column == 0 and not cell.header and cell.lines:
            word = cell.lines[0][0][0]
            indent = 1 if word.x0 - left > 0.6 * word.size else 0
        drafts.append(
            CellDraft(
                text,
                cell.row,
                cell.column,
                cell.rowspan,
                cell.colspan,
                cell.header,
                indent,
                marks,
                tuple(places),
            )
        )
    return drafts


def _split_at_columns(rows: Sequence[Row], strips: Sequence[tuple[float, float]]) -> list[list[Piece]]:
    """Each row's words by column; cells that stand too close for a gap are parted at the columns' edges."""
    found = []
    for row in rows:
        runs: list[list[Word]] = []
        for segment in row.segments:
            run: list[Word] = []
            for word in segment.words:
                if run and _strip_between(strips, run, word):
                    runs.append(run)
                    run = []
                run.append(word)
            runs.append(run)
        places = place_runs([Run(words[0].x0, words[-1].x1) for words in runs], strips)
        found.append([(words, *place) for words, place in zip(runs, places, strict=True)])
    return found


def _strip_between(strips: Sequence[tuple[float, float]], run: Sequence[Word], word: Word) -> bool:
    """Whether a new column begins just with this word, and the words before it end in the one before."""
    if word.mark or word.x0 - run[-1].x1 < 0.33 * word.size:
        return False
    return any(
        run[-1].x1 <= right_left + 1
        and abs(word.x0 - right_left) < 0.8 * word.size
        and run[0].x0 < left_right
        for (_, left_right), (right_left, _) in pairwise(strips)
    )


def _joined_to_above(
    rows: Sequence[tuple[Row, int]],
    pieces: Sequence[Sequence[Piece]],
    heads: int,
    bounds: Sequence[float] | None,
) -> set[int]:
    """Rows of the body that carry on the cells of the row above."""
    close = _close_rows(rows)
    joined = set()
    width = max(piece[1] + piece[2] for row in pieces for piece in row)
    for index in range(heads + 1, len(rows)):
        above, below = rows[index - 1][0], rows[index][0]
        if rows[index - 1][1] != rows[index][1]:
            continue
        if bounds is not None:
            parted = any(above.bottom - 2 < y < below.top + 2 for y in bounds)
            if not parted and not (_filled(pieces[index - 1], width) and _filled(pieces[index], width)):
                joined.add(index)
        elif index in close or _carries_on(pieces[index - 1], pieces[index], above, below):
            joined.add(index)
    return joined


def _filled(row: Sequence[Piece], width: int) -> bool:
    """Whether most columns behind the labels hold a number."""
    numbers = sum(piece[1] > 0 and any(c.isdigit() for word in piece[0] for c in word.text) for piece in row)
    return numbers > 0 and numbers >= 0.5 * (width - 1)


def _carries_on(above: Sequence[Piece], below: Sequence[Piece], upper: Row, lower: Row) -> bool:
    """Whether one of two rows holds nothing but the other half of a label that was too long."""
    if lower.top - upper.bottom > 0.5 * lower.size or not above or not below:
        return False
    if above[0][1] or below[0][1]:
        return False
    if len(above) > 1 and len(below) > 1:
        return False
    first, second = (" ".join(word.text for word in row[0][0] if not word.mark) for row in (above, below))
    if not first or not second or below[0][0][0].x0 > above[0][0][0].x0 + 2 * lower.size:
        return False
    open_bracket = first.count("(") > first.count(")")
    return open_bracket or second[0].islower() or second[0] == "(" or first.endswith(_OPEN_ENDS)


def _close_rows(rows: Sequence[tuple[Row, int]]) -> set[int]:
    """Rows that carry on the cells of the row above, where a table sets its rows apart by space."""
    gaps = [
        (below.top - above.bottom) / below.size if page == page_above else 9.0
        for (above, page_above), (below, page) in pairwise(rows)
    ]
    if len(gaps) < 3:
        return set()
    ordered = sorted(gaps)
    low, high = ordered[0], ordered[int(0.75 * (len(ordered) - 1))]
    if high - low < 0.25:
        return set()
    return {index for index, gap in enumerate(gaps, 1) if gap < (low + high) / 2}
