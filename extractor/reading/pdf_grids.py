"""Tables with lines around their cells, from the lines alone: pdfplumber's geometry on pdfium's paths."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from extractor.reading.pdf_cells import PlacedCell, Region
from extractor.reading.pdf_columns import column_of
from extractor.reading.pdf_rows import Row
from extractor.reading.pdf_rules import Rules
from extractor.reading.pdf_words import Box, Word

_MOST_CROSSINGS = 2500
_NUMBER = re.compile(r"[-−–+<>≤≥(]?\.?\d")
_LONG_CELL = 40

Edge = dict[str, Any]
"""A line in the form that pdfplumber's functions take."""


def grids_of(words: Sequence[Word], rules: Rules, page: int) -> list[Region]:
    """The tables of a page whose cells are framed by lines."""
    if len(rules.vertical) < 2 or len(rules.horizontal) < 2:
        return []
    found = []
    for cells in _framed(rules):
        region = Region(
            min(c[0] for c in cells), min(c[1] for c in cells),
            max(c[2] for c in cells), max(c[3] for c in cells),
        )  # fmt: skip
        inside = [word for word in words if region.holds(word)]
        region.cells = _cells(cells, inside, page)
        if region.cells:
            found.append(region)
    return found


def _framed(rules: Rules) -> list[list[Box]]:
    """The boxes of each table's cells."""
    from pdfplumber.table import (
        cells_to_tables,
        edges_to_intersections,
        intersections_to_cells,
        merge_edges,
    )

    edges = [_edge(box, "h") for box in rules.horizontal] + [_edge(box, "v") for box in rules.vertical]
    edges = merge_edges(edges, 3, 3, 3, 3)
    across = [edge for edge in edges if edge["orientation"] == "h"]
    inner = [edge for edge in edges if edge["orientation"] == "v"]
    if len(across) * len(inner) > 20 * _MOST_CROSSINGS:
        return []
    crossings = edges_to_intersections(edges + _open_sides(across, inner), 3, 3)
    if len(crossings) > _MOST_CROSSINGS:
        return []
    return cells_to_tables(intersections_to_cells(crossings))


def _edge(box: Box, orientation: str) -> Edge:
    x0, top, x1, bottom = box
    return {
        "x0": x0, "top": top, "x1": x1, "bottom": bottom, "doctop": top,
        "width": x1 - x0, "height": bottom - top, "orientation": orientation,
    }  # fmt: skip


def _open_sides(across: Sequence[Edge], inner: Sequence[Edge]) -> list[Edge]:
    """Left and right edges of tables that have lines between their columns but none at their sides."""
    sides: list[Edge] = []
    known: list[list[Edge]] = []
    for edge in across:
        for group in known:
            if abs(group[0]["x0"] - edge["x0"]) < 3 and abs(group[0]["x1"] - edge["x1"]) < 3:
                group.append(edge)
                break
        else:
            known.append([edge])
    for group in known:
        top, bottom = min(e["top"] for e in group), max(e["top"] for e in group)
        x0, x1 = group[0]["x0"], group[0]["x1"]
        between = [
            e for e in inner if x0 + 3 < e["x0"] < x1 - 3 and e["top"] < bottom - 3 and e["bottom"] > top + 3
        ]
        if len(group) < 2 or not between:
            continue
        for x in (x0, x1):
            if not any(abs(e["x0"] - x) < 3 and e["bottom"] > top and e["top"] < bottom for e in inner):
                sides.append(_edge((x, top, x, bottom), "v"))
    return sides


def _cells(boxes: Sequence[Box], words: Sequence[Word], page: int) -> list[PlacedCell]:
    """The cells of a table with their words; none when the boxes hold no table."""
    lefts, tops = _marks(boxes, 0), _marks(boxes, 1)
    rights, bottoms = _marks(boxes, 2), _marks(boxes, 3)
    if len(lefts) < 2 or len(tops) < 2 or not words:
        return []
    filled: list[list[Word]] = [[] for _ in boxes]
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        for number, (x0, top, x1, bottom) in enumerate(boxes):
            if x0 <= x <= x1 and top <= y <= bottom:
                filled[number].append(word)
                break
        else:
            # A word outside of the cells: the lines are not those of a table.
            return []
    used = [inside for inside in filled if inside]
    long = sum(len(inside) > _LONG_CELL for inside in used)
    numbers = any(char.isdigit() for inside in used for word in inside for char in word.text)
    if len(used) < max(3, 0.4 * len(boxes)) or long > 0.25 * len(used) or not numbers:
        return []
    cells = []
    for (x0, top, x1, bottom), inside in zip(boxes, filled, strict=True):
        row, column = bisect_left(tops, top - 1), bisect_left(lefts, x0 - 1)
        rowspan = max(bisect_left(bottoms, bottom - 1) - row + 1, 1)
        colspan = max(bisect_left(rights, x1 - 1) - column + 1, 1)
        cells.append(PlacedCell(row, column, _lines(inside, page), rowspan, colspan))
    cells = _part_rows(cells)
    _mark_heads(cells)
    return cells


def _marks(boxes: Sequence[Box], side: int) -> list[float]:
    values = sorted({box[side] for box in boxes})
    return [value for index, value in enumerate(values) if not index or value - values[index - 1] > 1]


def _lines(words: Sequence[Word], page: int) -> list[tuple[list[Word], int]]:
    if not words:
        return []
    return [(_words(row), page) for row in column_of(words).rows]


def _words(row: Row) -> list[Word]:
    return [word for segment in row.segments for word in segment.words]


def _part_rows(cells: list[PlacedCell]) -> list[PlacedCell]:
    """Cells of frames that hold several rows of numbers each, parted into those rows."""
    parted: list[PlacedCell] = []
    added = 0
    for row in range(max(cell.row for cell in cells) + 1):
        inside = [cell for cell in cells if cell.row == row]
        count = _rows_in(inside)
        for cell in inside:
            if count == 1:
                parted.append(PlacedCell(row + added, cell.column, cell.lines, cell.rowspan, cell.colspan))
            else:
                parted += [
                    PlacedCell(row + added + number, cell.column, [line], 1, cell.colspan)
                    for number, line in enumerate(cell.lines)
                ]
        added += count - 1
    return parted


def _rows_in(cells: Sequence[PlacedCell]) -> int:
    """How many rows the cells of one framed row hold: more than one only where their numbers stand level."""
    counts = {len(cell.lines) for cell in cells if cell.lines}
    if len(counts) != 1 or any(cell.rowspan > 1 for cell in cells):
        return 1
    [count] = counts
    numeric = [cell for cell in cells if cell.column > 0 and cell.lines]
    if count < 3 or not numeric:
        return 1
    level = all(
        abs(line[0][0].bottom - first[0][0].bottom) < 3
        for cell in numeric
        for line, first in zip(cell.lines, numeric[0].lines, strict=True)
    )
    figures = [bool(_NUMBER.match(line[0][0].text)) for cell in numeric for line in cell.lines]
    return count if level and sum(figures) > 0.8 * len(figures) else 1


def _mark_heads(cells: Sequence[PlacedCell]) -> None:
    """Marks the rows at the top that hold headings."""
    rows = max(cell.row for cell in cells) + 1
    depth = max(cell.row + cell.rowspan for cell in cells if cell.row == 0)
    depth = depth if depth < rows else 1
    if depth == 1 and any(cell.row == 0 and cell.colspan > 1 for cell in cells) and rows > 2:
        label = next((cell for cell in cells if cell.row == 1 and cell.column == 0), None)
        if label is None or not label.lines:
            depth = 2
    title = [cell for cell in cells if cell.row == 0]
    if len(title) == 1 and rows > 2:
        depth = max(depth, 2)
    for cell in cells:
        cell.header = cell.row < depth
    for above, below in pairwise(sorted(cells, key=lambda cell: (cell.column, cell.row))):
        # An empty frame under a heading belongs to it.
        if above.header and below.header and above.column == below.column and not below.lines:
            above.rowspan = max(above.rowspan, below.row + below.rowspan - above.row)
