"""The one document model that every reader produces and every later room reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

BlockKind = Literal[
    "title", "heading", "paragraph", "list_item", "table", "caption", "boilerplate", "references"
]


@dataclass(frozen=True, slots=True)
class Block:
    """A run of the canonical text that a reader sees as one unit: half-open offsets, no line feed inside.

    `section` is the nearest heading above it, as printed, or None.
    """

    kind: BlockKind
    start: int
    end: int
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; a spanned cell stands once, at its top left place in the grid.

    `indent` is how deep a row's label is set in from the left (0: not, 1: a row under the row above).
    `marks` are the raised footnote marks of the cell, which its text leaves out; a footnote of the table
    begins with its mark and a blank.
    """

    start: int
    end: int
    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    indent: int = 0
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the document; its cells' texts stand in the canonical text at their offsets."""

    start: int
    end: int
    cells: tuple[Cell, ...]
    rows: int
    columns: int
    caption: str | None = None
    footnotes: tuple[str, ...] = ()

    def grid(self) -> list[list[Cell | None]]:
        """Rows of cells with each spanned cell repeated in every place that it covers."""
        grid: list[list[Cell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, min(cell.row + cell.rowspan, self.rows)):
                for column in range(cell.column, min(cell.column + cell.colspan, self.columns)):
                    grid[row][column] = cell
        return grid


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run of text stands on paper: `bbox` is x0, top, x1, bottom in points from the top left."""

    start: int
    end: int
    page: int
    bbox: tuple[float, float, float, float]


@dataclass(frozen=True)
class Source:
    """A document as read.

    `text` is the canonical text: all evidence offsets point into it. Blocks are separated by line
    feeds and hold none themselves, so that a line feed always ends a sentence. `places` (PDF only)
    are sorted by `start` and do not overlap.
    """

    id: str
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    format: str = "text"
    title: str | None = None
    published: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    places: tuple[Place, ...] = ()

    @cached_property
    def _block_starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def block_at(self, offset: int) -> Block | None:
        """The block that holds the offset, or None between blocks."""
        index = bisect_right(self._block_starts, offset) - 1
        if index < 0 or offset >= self.blocks[index].end:
            return None
        return self.blocks[index]

    def place(self, start: int, end: int) -> tuple[int, tuple[float, float, float, float]] | None:
        """Page and bounding box of a run of text on its first page, or None without a page map."""
        index = max(bisect_right(self.places, start, key=lambda place: place.start) - 1, 0)
        hits = []
        for place in self.places[index:]:
            if place.start >= end:
                break
            if place.end > start:
                hits.append(place)
        if not hits:
            return None
        boxes = [hit.bbox for hit in hits if hit.page == hits[0].page]
        return hits[0].page, (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        )
