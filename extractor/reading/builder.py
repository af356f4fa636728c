"""Collects a document's blocks and tables into canonical text with exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from extractor.reading.sections import Draft, finish_blocks
from extractor.reading.source import BlockKind, Cell, Place, Source, Table

_SPACES = re.compile(r"[ \t\n\r\f\v\x00-\x08\x0e-\x1f\x7f\x85\xa0\u2028\u2029]+")


def collapse(text: str) -> str:
    """Text with each run of blanks, line ends and control characters as one space, ends trimmed."""
    return _SPACES.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class CellDraft:
    """A cell before it has its place in the canonical text."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    indent: int = 0
    marks: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()


class CanonicalBuilder:
    """Appends blocks one after the other; `build` gives the Source.

    Offsets of `places` given with a block or cell count from the start of that block's or cell's text.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._drafts: list[Draft] = []
        self._tables: list[Table] = []
        self._places: list[Place] = []

    def add(
        self, kind: BlockKind, text: str, places: Iterable[Place] = (), section: str | None = None
    ) -> None:
        """Append one block; empty text adds nothing. `text` holds no line feed."""
        if not text:
            return
        start = self._append(text)
        self._drafts.append(Draft(kind, start, start + len(text), section))
        self._shift(places, start)
        self._append("\n")

    def add_table(
        self, cells: Sequence[CellDraft], caption: str | None = None, footnotes: Sequence[str] = ()
    ) -> None:
        """Append a table: one block a row, cells separated by tabs. Cells come in reading order."""
        filled = {cell.row for cell in cells if cell.text}
        cells = [cell for cell in cells if cell.row in filled]
        if not cells:
            return
        begin = self._length
        placed: list[Cell] = []
        row_start, row = self._length, cells[0].row
        for index, draft in enumerate(cells):
            if draft.row != row:
                self._end_row(row_start)
                row_start, row = self._length, draft.row
            elif index:
                self._append("\t")
            start = self._append(draft.text)
            self._shift(draft.places, start)
            placed.append(
                Cell(
                    start, start + len(draft.text), draft.text, draft.row, draft.column,
                    draft.rowspan, draft.colspan, draft.header, draft.indent, draft.marks,
                )
            )  # fmt: skip
        self._end_row(row_start)
        rows = max(cell.row + cell.rowspan for cell in placed)
        columns = max(cell.column + cell.colspan for cell in placed)
        self._tables.append(
            Table(begin, self._length - 1, tuple(placed), rows, columns, caption, tuple(footnotes))
        )

    def after_table(self) -> bool:
        """Whether the last block is a table or one of its footnotes."""
        if not self._tables or not self._drafts or self._drafts[-1].kind not in ("table", "caption"):
            return False
        return self._drafts[-1].start >= self._tables[-1].start

    def add_footnote(self, text: str, places: Iterable[Place] = ()) -> bool:
        """Append a footnote of the table that stands right above; False where there is none."""
        if not self.after_table():
            return False
        table = self._tables[-1]
        self._tables[-1] = replace(table, footnotes=(*table.footnotes, text))
        self.add("caption", text, places)
        return True

    def build(
        self,
        id: str,
        format: str,
        title: str | None = None,
        published: str | None = None,
        metadata: Mapping[str, str] | None = None,
    ) -> Source:
        """The finished document."""
        text = "".join(self._parts).rstrip("\n")
        blocks = finish_blocks(text, self._drafts)
        return Source(
            id=id,
            text=text,
            blocks=tuple(blocks),
            tables=tuple(self._tables),
            format=format,
            title=title,
            published=published,
            metadata=dict(metadata or {}),
            places=tuple(self._places),
        )

    def _append(self, text: str) -> int:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start

    def _end_row(self, start: int) -> None:
        if self._length > start:
            self._drafts.append(Draft("table", start, self._length, None))
        self._append("\n")

    def _shift(self, places: Iterable[Place], by: int) -> None:
        for place in places:
            self._places.append(Place(place.start + by, place.end + by, place.page, place.bbox))
