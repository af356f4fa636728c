"""Where a table's headings stand, and which of them a cell of data is under."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.linking.table_cells import has_number, is_missing
from extractor.linking.table_headings import is_size_only
from extractor.reading.source import Cell, Table


@dataclass(slots=True)
class Row:
    """A row of data: its labels, the row that it is set in under, the section above it, its data by column.

    `above` is the nearest row with data that this one is set in under, or None. `section` are the labels of
    the rows without data that it belongs to, outermost first. `heads` are its columns' headings. `sizes` are
    cells above it that hold nothing but the n of its columns.
    """

    labels: list[Cell]
    cells: list[tuple[int, Cell]]
    section: list[Cell]
    heads: dict[int, list[Cell]]
    above: Row | None = None
    indent: int = 0
    covered: dict[int, list[int]] = field(default_factory=dict)
    sizes: dict[int, Cell] = field(default_factory=dict)


def read_rows(table: Table) -> list[Row]:
    """The rows of data of a table with their headings; empty where it has none or no headings."""
    grid = table.grid()
    head = _head_rows(grid)
    if head == 0 or head >= len(grid):
        return []
    labels = _label_columns(grid, head)
    heads = {column: _distinct([grid[row][column] for row in range(head)]) for column in range(table.columns)}
    rows: list[Row] = []
    sections: list[tuple[float, Cell]] = []
    sizes: dict[int, Cell] = {}
    said = {cell.text.strip().lower() for path in heads.values() for cell in path}
    firm = {id(cell) for path in heads.values() for cell in path if cell.header}
    lead: Cell | None = None
    for row in grid[head:]:
        label = [cell for cell in _distinct(row[:labels]) if cell.text.strip()]
        data = _data(row, labels)
        words = [cell for cell in data if not _is_data(cell[1].text)]
        if not any(cell.text.strip() for cell in row if cell is not None):
            sections = []
        elif label and not any(cell.text.strip() for _, cell in data if cell not in label):
            first = label[0]
            sections = [kept for kept in sections if kept[0] < first.indent] + [(first.indent, first)]
        elif data and len(words) == len(data):
            if all(is_size_only(cell.text) for _, cell in data) and (label or sections or sizes or rows):
                sizes = {column: cell for column, cell in data}
                if label:
                    depth = label[0].indent - 0.5
                    sections = [kept for kept in sections if kept[0] < depth] + [(depth, label[0])]
            elif not label or not rows or _repeats(said, data):
                if label and rows:
                    sections = [kept for kept in sections if kept[0] < label[0].indent]
                    sections += [(label[0].indent, label[0])]
                alone = not label and len(data) == 1
                if not rows and not alone:
                    firm |= {id(cell) for _, cell in data}
                said |= {cell.text.strip().lower() for _, cell in data}
                heads, sizes = _new_heads(heads, data, firm, labels if alone else None), {}
        elif label:
            corner = row[0]
            if corner is not None and corner.text.strip():
                lead = corner
            elif labels > 1 and lead is not None and lead not in label:
                label = [lead, *label]
            indent = label[0].indent
            if sections and any(rows[i].indent > sections[-1][0] for i in _since(rows, sections[-1][1])):
                sections = [kept for kept in sections if kept[0] < indent]
            made = Row(label, data, [cell for _, cell in sections], heads, None, indent, sizes=sizes)
            made.above = (
                next((earlier for earlier in reversed(rows) if earlier.indent < indent), None)
                if indent
                else None
            )
            if made.above is not None and sections and sections[-1][1].start > made.above.labels[0].start:
                made.above = None
            for _, cell in data:
                made.covered[cell.start] = [
                    column for column in range(labels, table.columns) if row[column] is cell
                ]
            rows.append(made)
    return rows


def _since(rows: list[Row], section: Cell) -> list[int]:
    return [index for index, row in enumerate(rows) if row.labels[0].start > section.start]


def _head_rows(grid: list[list[Cell | None]]) -> int:
    head = 0
    for row in grid:
        cells = [cell for cell in row if cell is not None]
        if cells and not all(cell.header for cell in cells):
            break
        head += 1
    if head == len(grid):
        head = 1
    return head or int(_is_plain_head(grid))


def _is_plain_head(grid: list[list[Cell | None]]) -> bool:
    """Whether the first row of a table without marked headings holds words over columns of numbers."""
    first = [cell for cell in grid[0][1:] if cell is not None and cell.text.strip()] if grid else []
    if len(first) < 2 or any(_is_data(cell.text) for cell in first) or len(grid) < 3:
        return False
    body = [cell for row in grid[1:] for cell in row[1:] if cell is not None and cell.text.strip()]
    return 2 * sum(_is_data(cell.text) for cell in body) > len(body)


def _label_columns(grid: list[list[Cell | None]], head: int) -> int:
    """How many columns on the left hold words: one, or more where the next ones hold no data at all."""
    columns = len(grid[0]) if grid else 0
    count = 1
    while count < columns - 1:
        column = [(row[count], row[0]) for row in grid[head:]]
        texts = [cell.text for cell, first in column if cell is not None and cell is not first]
        filled = [text for text in texts if text.strip()]
        if not filled or any(_is_data(text) for text in filled):
            break
        count += 1
    return count if count < columns - 1 or columns == 2 else 1


_TIMED_HEADING = re.compile(
    r"\d{1,3}[- –]?(?:week|wk|month|mo|day|year|yr|hour|h|min)\w*\b.{0,30}(?:\b(?:[nN]|means?|medians?|SD"
    r"|SE|changes?|values?|scores?)\b|%)"
)
"""A heading that begins with a number: "6-month N (%)"."""


def _is_data(text: str) -> bool:
    if _TIMED_HEADING.match(text):
        return False
    return has_number(text) and not is_size_only(text) or is_missing(text) and bool(text.strip())


def _data(row: list[Cell | None], labels: int) -> list[tuple[int, Cell]]:
    """The filled cells behind the labels with their first column, a spanned cell once."""
    found: list[tuple[int, Cell]] = []
    for column in range(labels, len(row)):
        cell = row[column]
        if (
            cell is None
            or not cell.text.strip()
            or cell is row[0]
            or any(cell is known for _, known in found)
        ):
            continue
        found.append((column, cell))
    return found


def _repeats(known: set[str], data: list[tuple[int, Cell]]) -> bool:
    """Whether cells beside a label are headings over again: "Compliance | Mean before | Mean change"."""
    same = sum(cell.text.strip().lower() in known for _, cell in data)
    return same > 1 and 2 * same >= len(data)


def _new_heads(
    heads: dict[int, list[Cell]], data: list[tuple[int, Cell]], firm: set[int], first: int | None
) -> dict[int, list[Cell]]:
    """Headings in the middle of a table, which stand in place of earlier ones there, but not of firm ones.

    A heading that is alone in its row is of all columns from `first` on.
    """
    changed = dict(heads)
    for column, cell in data:
        for covered in range(column, column + cell.colspan) if first is None else range(first, len(heads)):
            path = [known for known in changed.get(covered, []) if id(known) in firm]
            changed[covered] = [*path, cell]
    return changed


def _distinct(cells: list[Cell | None]) -> list[Cell]:
    kept: list[Cell] = []
    for cell in cells:
        if cell is not None and not any(cell is known for known in kept):
            kept.append(cell)
    return kept
