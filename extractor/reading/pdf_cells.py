"""What the readers of PDF tables hand over: cells with their words, and the part of a page that they fill."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.reading.pdf_words import Word


@dataclass(slots=True)
class PlacedCell:
    """A cell in its place in the grid; its words line by line, each line with its page."""

    row: int
    column: int
    lines: list[tuple[list[Word], int]]
    rowspan: int = 1
    colspan: int = 1
    header: bool = False


@dataclass(slots=True, eq=False)
class Region:
    """A part of a page that ruling lines mark as a table, in points from the top left corner."""

    x0: float
    top: float
    x1: float
    bottom: float
    cells: list[PlacedCell] = field(default_factory=list)

    @property
    def columns(self) -> int:
        """Columns of its grid."""
        return max(cell.column + cell.colspan for cell in self.cells)

    @property
    def text(self) -> str:
        """Raw text, to look at."""
        return " ".join(word.text for cell in self.cells for words, _ in cell.lines for word in words)

    def holds(self, word: Word) -> bool:
        """Whether a word's middle lies in it."""
        x, y = (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2
        return self.x0 <= x <= self.x1 and self.top <= y <= self.bottom
