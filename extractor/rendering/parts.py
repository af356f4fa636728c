"""A document as a person reads it: headings, paragraphs, lists and tables, cut into highlighted segments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from extractor.reading.source import Block, Source, Table
from extractor.rendering.segments import Highlighter, Segment


@dataclass
class Cell:
    """A cell of a table; `start` is the offset of its text."""

    start: int
    segments: list[Segment]
    header: bool
    rowspan: int
    colspan: int


@dataclass
class Part:
    """A block of the document, a run of list items, or a table; `start` is the offset of its text."""

    kind: Literal["text", "list", "table"]
    start: int
    name: str = "paragraph"
    segments: list[Segment] = field(default_factory=list)
    items: list[Part] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


def parts_of(source: Source, highlighter: Highlighter) -> Iterator[Part]:
    """The document part by part, in reading order."""
    tables = {table.start: table for table in source.tables}
    table_end = -1
    items: list[Part] = []
    for block in source.blocks:
        if block.start < table_end:
            continue
        segments = highlighter.segments(block.start, block.end)
        if block.kind == "list_item":
            items.append(Part("text", block.start, block.kind, segments))
            continue
        if items:
            yield Part("list", items[0].start, items=items)
            items = []
        table = _table_at(tables, block)
        if table is not None:
            table_end = table.end
            yield Part("table", table.start, rows=_rows(table, highlighter))
        else:
            yield Part("text", block.start, block.kind, segments)
    if items:
        yield Part("list", items[0].start, items=items)


def _table_at(tables: dict[int, Table], block: Block) -> Table | None:
    if block.kind != "table":
        return None
    return next((tables[start] for start in tables if block.start <= start < block.end), None)


def _rows(table: Table, highlighter: Highlighter) -> list[list[Cell]]:
    rows: list[list[Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        segments = highlighter.segments(cell.start, cell.end)
        rows[cell.row].append(Cell(cell.start, segments, cell.header, cell.rowspan, cell.colspan))
    return rows
