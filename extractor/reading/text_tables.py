"""Tables flattened into text: rows separated by tabs, by bars (Markdown) or aligned with blanks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.reading.grid import Run, assign_columns
from extractor.reading.limits import MAX_TABLE_CELLS, MAX_TABLE_COLUMNS
from extractor.reading.source import BlockKind, Cell, Table

_GAP = re.compile(r"\s{2,}|\t")
_RULE = re.compile(r"[\s|:+=_-]{3,}$")
_DIGIT = re.compile(r"\d")
_CAPTION = re.compile(r"(?:Supplementary |Extended Data )?(?:Table|TABLE|Tab\.)\s?[A-Z]?\d{0,2}\b")
_NOTE = re.compile(
    r"(?:[*†‡§¶#]|[a-e][ )]|Notes?\b|Abbreviations?\b|Δ|Data are\b|Values are\b"
    r"|(?=\w{1,13}[A-Z0-9])[A-Za-z0-9/-]{2,14}, [a-z]|[A-Z]\w{0,9}, [^.;]{3,60}; )"
)

_BARS = " | "
"""Bars between the cells of a row only: "Nausea | 12% | 4%"."""
_FEWEST_BARS = 2

Bounds = tuple[int, int]


def find_tables(text: str, lines: Sequence[Bounds]) -> tuple[list[Table], list[BlockKind | None]]:
    """The tables among a text's lines, and for each line its kind where it belongs to a table."""
    kinds: list[BlockKind | None] = [None] * len(lines)
    tables: list[Table] = []
    if "\t" not in text and "  " not in text and "|" not in text:
        return tables, kinds
    modes = [_mode(text, start, end) for start, end in lines]
    index = 0
    while index < len(lines):
        mode = modes[index]
        if mode is None:
            index += 1
            continue
        stop = index + 1
        while stop < len(lines) and modes[stop] == mode and _adjacent(text, lines[stop - 1], lines[stop]):
            stop += 1
        table = _table(text, lines, index, stop, mode)
        if table is not None:
            tables.append(table)
            kinds[index:stop] = ["table"] * (stop - index)
            if index and table.caption is not None:
                kinds[index - 1] = "caption"
            for offset in range(len(table.footnotes)):
                kinds[stop + offset] = "caption"
        index = stop
    return tables, kinds


def _mode(text: str, start: int, end: int) -> str | None:
    """How a line's cells are separated, or None where it does not look like a row."""
    if end - start > 2000:
        return None
    content = text[start:end]
    if content[0] == "|" and content.count("|") >= 2:
        return "|"
    if content[0] != "|" and content.count(" | ") >= _FEWEST_BARS:
        return _BARS
    if "\t" in content:
        return "\t"
    if "  " in content and len(_GAP.split(content)) >= 2 and content[0] not in "•-–—*→·":
        return " "
    return None


def _adjacent(text: str, above: Bounds, below: Bounds) -> bool:
    return text.count("\n", above[1], below[0]) <= 1


def _table(text: str, lines: Sequence[Bounds], first: int, stop: int, mode: str) -> Table | None:
    rows: list[list[tuple[Bounds, int, int]]] = []
    for start, end in lines[first:stop]:
        content = text[start:end]
        if mode in "| " and _RULE.match(content):
            continue
        rows.append(_fields(content, start, mode))
    if len(rows) < 2 or (mode == _BARS and not _even(text, rows)):
        return None
    if mode == " ":
        placed = _align(text, rows)
        if placed is None:
            return None
        rows = placed
    columns = max(column + span for row in rows for _, column, span in row)
    if not 2 <= columns <= MAX_TABLE_COLUMNS or columns * len(rows) > MAX_TABLE_CELLS:
        return None
    digits = sum(any(_DIGIT.search(text, *bounds) for bounds, _, _ in row[1:]) for row in rows)
    if digits < 1:
        return None
    head = _header_rows(text, rows)
    rows[: head - 1] = [_spread(row, columns) for row in rows[: head - 1]]
    cells = []
    for number, row in enumerate(rows):
        for bounds, column, span in row:
            line_start = text.rfind("\n", 0, bounds[0]) + 1
            indent = 1 if column == 0 and number >= head and bounds[0] - line_start >= 2 else 0
            cells.append(Cell(*bounds, text[slice(*bounds)], number, column, 1, span, number < head, indent))
    caption = _caption(text, lines, first)
    return Table(
        lines[first][0], lines[stop - 1][1], tuple(cells), len(rows), columns, caption,
        _footnotes(text, lines, stop),
    )  # fmt: skip


def _even(text: str, rows: Sequence[list[tuple[Bounds, int, int]]]) -> bool:
    """Whether rows without bars at their ends are a table: as many cells in each, numbers in most."""
    told = sum(any(_DIGIT.search(text, *bounds) for bounds, _, _ in row[1:]) for row in rows[1:])
    return len({len(row) for row in rows}) == 1 and len(rows) >= 3 and told >= len(rows) - 2


def _fields(content: str, start: int, mode: str) -> list[tuple[Bounds, int, int]]:
    separator = {"|": "|", _BARS: "|", "\t": "\t"}.get(mode)
    fields: list[tuple[Bounds, int, int]] = []
    if separator is None:
        position = 0
        for column, gap in enumerate([*_GAP.finditer(content), None]):
            end = gap.start() if gap else len(content)
            fields.append(((start + position, start + end), column, 1))
            position = gap.end() if gap else end
        return fields
    position = 0
    if mode == "|":
        position = 1
        content = content[:-1] if content.endswith("|") else content
    column = 0
    while position <= len(content):
        end = content.find(separator, position)
        end = len(content) if end < 0 else end
        left, right = position, end
        while left < right and content[left].isspace():
            left += 1
        while right > left and content[right - 1].isspace():
            right -= 1
        fields.append(((start + left, start + right), column, 1))
        column += 1
        position = end + 1
    return fields


def _align(
    text: str, rows: Sequence[list[tuple[Bounds, int, int]]]
) -> list[list[tuple[Bounds, int, int]]] | None:
    """Columns of blank-aligned rows, or None when the lines only happen to hold wide blanks."""
    counts = [len(row) for row in rows]
    if max(counts) < 3 and len(rows) < 3:
        return None
    runs = []
    for row in rows:
        line_start = text.rfind("\n", 0, row[0][0][0]) + 1
        runs.append([Run(bounds[0] - line_start, bounds[1] - line_start) for bounds, _, _ in row])
    places = assign_columns(runs)
    if max(column + span for line in places for column, span in line) < 2:
        return None
    return [
        [(bounds, column, span) for (bounds, _, _), (column, span) in zip(row, line, strict=True)]
        for row, line in zip(rows, places, strict=True)
    ]


def _header_rows(text: str, rows: Sequence[list[tuple[Bounds, int, int]]]) -> int:
    """How many rows at the top name the columns: those whose first cell is empty, and at least one."""
    head = 1
    for row in rows[1:3]:
        first, column, _ = row[0]
        if column == 0 and first[0] < first[1]:
            break
        head += 1
    return head if head < len(rows) else 1


def _spread(row: list[tuple[Bounds, int, int]], columns: int) -> list[tuple[Bounds, int, int]]:
    """A row of headings over headings: each spans the empty cells behind it, up to the next one."""
    filled = [field for field in row if field[0][0] < field[0][1]]
    if len(filled) < 2 or filled[0][1] != 1 or any(span > 1 for _, _, span in row):
        return row
    ends = [*(column for _, column, _ in filled[1:]), columns]
    wide = [(bounds, column, end - column) for (bounds, column, _), end in zip(filled, ends, strict=True)]
    return [field for field in row if field[1] == 0] + wide


def _caption(text: str, lines: Sequence[Bounds], first: int) -> str | None:
    if first == 0:
        return None
    start, end = lines[first - 1]
    if end - start <= 400 and (
        _CAPTION.match(text, start) or _adjacent(text, lines[first - 1], lines[first])
    ):
        content = text[start:end]
        if content[-1] not in ".;" or _CAPTION.match(content):
            return content
    return None


def _footnotes(text: str, lines: Sequence[Bounds], stop: int) -> tuple[str, ...]:
    notes: list[str] = []
    for start, end in lines[stop : stop + 6]:
        if end - start > 1500 or not _NOTE.match(text, start):
            break
        notes.append(text[start:end])
    return tuple(notes)
