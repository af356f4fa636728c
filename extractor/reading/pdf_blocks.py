"""Rows of PDF columns to paragraphs, headings, lists and tables, each word with its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from statistics import median

from extractor.reading.headline import iso_date
from extractor.reading.pdf_cells import PlacedCell
from extractor.reading.pdf_columns import Line
from extractor.reading.pdf_tables import cells_of_rows
from extractor.reading.sections import heading_shape, is_furniture, is_label
from extractor.reading.source import BlockKind

_BULLET = re.compile(r"(?:[•‣◦▪●○·∙►▸➢✓→]|[-–—*](?=\s)|\(?\d{1,2}[.)](?=\s)|\(?[a-z]\)(?=\s))\s*")
_CAPTION = re.compile(
    r"(?:Supplementary |Extended Data |e)?(?:Table|TABLE|Figure|FIGURE|Fig\.)"
    r"(?:\s?[A-Z]?\d{1,2}\b|[.:]\s[A-Z])"
)
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z]")
_END = tuple(".?!:;")
_FLOATS = 8
_LARGE = 1.08
_MOST_HEADING_LINES = 4


@dataclass(slots=True)
class Paragraph:
    """Lines that make one block, or the rows of a table."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    bold: bool = False

    @property
    def text(self) -> str:
        """Raw text, to look at."""
        return " ".join(line.row.text for line in self.lines)


def paragraphs(lines: Sequence[Line], body_size: float) -> list[Paragraph]:
    """The blocks of a document, in reading order."""
    result: list[Paragraph] = []
    current: Paragraph | None = None
    pitch = _pitch(lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        stop = index + 1 if line.row.region is not None else _table_end(lines, index)
        if stop > index:
            _add_table(result, lines[index:stop])
            current = None
            index = stop
            continue
        if current is None or not _continues(current, line, pitch, body_size):
            current = _broken_off(result, line)
        if current is None:
            current = Paragraph("paragraph")
            result.append(current)
        current.lines.append(line)
        index += 1
    for paragraph, following in zip_longest(result, result[1:]):
        if paragraph.kind == "paragraph":
            paragraph.kind = _kind(paragraph, following, body_size)
    return result


def _broken_off(result: Sequence[Paragraph], line: Line) -> Paragraph | None:
    """The paragraph that a line carries on behind a table, figure or footnote set between them, or None."""
    if not line.row.text[:1].islower() or not result:
        return None
    newest = result[-1].lines[-1]
    if result[-1].kind != "table" and newest.column is line.column:
        return None
    for paragraph in reversed(result[-_FLOATS:]):
        last = paragraph.lines[-1]
        if paragraph.kind == "table" or _CAPTION.match(paragraph.text):
            continue
        if abs(last.row.size - line.row.size) > 0.05 * line.row.size:
            continue
        finished = last.row.text.endswith(_END) or last.column is line.column or is_label(last.row.text)
        return None if finished or len(paragraph.text) < 40 else paragraph
    return None


def _pitch(lines: Sequence[Line]) -> float:
    """Distance of a paragraph's lines from baseline to baseline, in heights of their type."""
    steps = [
        (below.row.bottom - above.row.bottom) / below.row.size
        for above, below in pairwise(lines)
        if above.column is below.column
        and above.row.region is below.row.region is None
        and abs(above.row.size - below.row.size) < 0.05 * below.row.size
    ]
    steps = sorted(step for step in steps if 0.8 < step < 2.5)
    return steps[len(steps) // 3] if steps else 1.2


def _kind(paragraph: Paragraph, following: Paragraph | None, body_size: float) -> BlockKind:
    text = paragraph.text
    if _CAPTION.match(text):
        return "caption"
    large = paragraph.lines[0].row.size > _LARGE * body_size
    if (
        len(paragraph.lines) <= (_MOST_HEADING_LINES if large else 2)
        and heading_shape(text)
        and not is_furniture(text)
    ):
        if is_label(text) or large or (_NUMBERED.match(text) and len(text) < 80):
            return "heading"
        below = "" if following is None or following.kind == "table" else following.text
        narrow = paragraph.lines[0].row.x1 - paragraph.lines[0].column.x0 < 0.8 * (
            paragraph.lines[0].column.x1 - paragraph.lines[0].column.x0
        )
        stands_over = len(below) > 120 or _BULLET.match(below) is not None
        if len(paragraph.lines) == 1 and narrow and stands_over and iso_date(text) is None:
            return "heading"
    if _BULLET.match(text):
        return "list_item"
    return "paragraph"


def _continues(paragraph: Paragraph, line: Line, pitch: float, body_size: float) -> bool:
    last = paragraph.lines[-1]
    above, row = last.row, line.row
    text = row.text
    if abs(above.size - row.size) > 0.1 * max(above.size, row.size):
        return False
    before = above.text
    if last.column is not line.column:
        return _goes_on(paragraph, line)
    if row.bottom - above.bottom > 1.22 * pitch * row.size:
        return False
    if _is_item(text, paragraph, last) or is_label(before) or is_label(text) or _CAPTION.match(text):
        return False
    if row.size > _LARGE * body_size and row.bottom - above.bottom < 1.5 * row.size and not is_label(before):
        return len(paragraph.lines) < _MOST_HEADING_LINES
    width = line.column.x1 - line.column.x0
    indented = row.x0 - min(above.x0, paragraph.lines[-1].row.x0) > 0.6 * row.size
    if indented and len(paragraph.lines) > 1 and before.endswith(_END):
        return False
    # A line that stops early ends its paragraph when the next word would have fitted.
    room = line.column.x1 - above.x1
    first = row.segments[0].words[0]
    fits = room > (first.x1 - first.x0) + 0.8 * row.size and room > 0.06 * width
    broken = before[-1] in "-\u00ad\u2010" and before[-2:-1].isalnum()
    return broken or not (fits and (before.endswith(_END) or room > 0.35 * width))


def _table_end(lines: Sequence[Line], start: int) -> int:
    """Where the rows of a table that begins here end; `start` where none does."""
    if len(lines[start].row.segments) < 2:
        return start
    stop = start
    several = 0
    index = start
    while index < len(lines) and lines[index].page == lines[start].page:
        row = lines[index].row
        if lines[index].column is not lines[start].column or row.region is not None:
            break
        if index > start and row.top - lines[index - 1].row.bottom > 2.5 * row.size:
            break
        if len(row.segments) >= 2:
            several += 1
            stop = index + 1
        elif index - stop >= 2 or len(row.text) > 90 or _CAPTION.match(row.text):
            break
        index += 1
    if several < 2 or (several == 2 and max(len(line.row.segments) for line in lines[start:stop]) < 3):
        return start
    if _justified(lines[start:stop]):
        return start
    digits = sum(any(char.isdigit() for char in line.row.text) for line in lines[start:stop])
    return stop if digits >= 1 else start


def _justified(lines: Sequence[Line]) -> bool:
    """Whether lines are running text that is set with wide blanks to fill its column."""
    count = 0
    for line in lines:
        words = [word for segment in line.row.segments for word in segment.words]
        gaps = sorted(right.x0 - left.x1 for left, right in pairwise(words))
        even = len(gaps) > 1 and gaps[-1] < 1.4 * gaps[0] + 0.5
        count += _fills(line, line.row.size) and (even or (bool(gaps) and gaps[-1] < 1.6 * line.row.size))
    return count >= 0.75 * len(lines)


def _fills(line: Line, indent: float = 1.0) -> bool:
    """Whether a line runs from one edge of its column to the other."""
    return line.row.x0 - line.column.x0 < indent and line.column.x1 - line.row.x1 < 1.5


def _is_item(text: str, paragraph: Paragraph, last: Line) -> bool:
    """Whether a line begins a list's item, and not with a number that the line above leads to."""
    if not _BULLET.match(text):
        return False
    if text[0].isalnum() and not last.row.text.endswith(_END):
        whole = paragraph.text
        if whole.count("(") > whole.count(")") or last.column.x1 - last.row.x1 < 2 * last.row.size:
            return False
    return True


def _goes_on(paragraph: Paragraph, line: Line) -> bool:
    """Whether a paragraph at the end of its column or page goes on with the first line of the next."""
    last, text = paragraph.lines[-1], line.row.text
    before = last.row.text
    if _BULLET.match(text) or _CAPTION.match(text) or is_label(text) or is_label(before):
        return False
    unfinished = not before.endswith(_END)
    if unfinished and (text[:1].islower() or text[:1].isdigit() or before.endswith("-")):
        return True
    if len(paragraph.lines) < 2 or not _fills(last) or line.row.x0 - line.column.x0 > 1:
        return False
    # A justified column stretches every line but the last of a paragraph.
    rows = [row for row in last.column.rows if row.region is None]
    even = sum(last.column.x1 - row.x1 < 1.5 for row in rows) > 0.6 * len(rows)
    return even or (unfinished and text[:1] in '([“"')


def _add_table(result: list[Paragraph], rows: Sequence[Line]) -> None:
    """A table of its own, or the rest of the one that the last page broke off."""
    if result and result[-1].kind == "table" and result[-1].lines[-1].page + 1 == rows[0].page:
        above = result[-1].lines
        last, first = above[-1].row.region, rows[0].row.region
        if last is None and first is None:
            repeated = 0
            while (
                repeated < min(len(rows), len(above)) and rows[repeated].row.text == above[repeated].row.text
            ):
                repeated += 1
            above.extend(rows[repeated:])
            return
        if last is not None and first is not None and last.columns == first.columns:
            above.extend(rows)
            return
    result.append(Paragraph("table", list(rows)))


def table_cells(lines: Sequence[Line]) -> list[PlacedCell]:
    """The cells of a table: of its rows, or of the framed parts that it has on some pages."""
    if lines[0].row.region is None:
        return cells_of_rows([(line.row, line.page) for line in lines])
    cells: list[PlacedCell] = []
    for line in lines:
        part = line.row.region
        if part is None:
            continue
        start, skip = 0, 0
        if cells:
            start = max(cell.row + cell.rowspan for cell in cells)
            skip = max((cell.row + cell.rowspan for cell in part.cells if cell.header), default=0)
            if not _same_heads(cells, part.cells, skip):
                skip = 0
        cells += [
            replace(cell, row=cell.row + start - skip, header=cell.header and not cells)
            for cell in part.cells
            if cell.row >= skip
        ]
    return cells


def _same_heads(cells: Sequence[PlacedCell], others: Sequence[PlacedCell], rows: int) -> bool:
    """Whether a table's part on the next page repeats its headings."""

    def heads(table: Sequence[PlacedCell]) -> list[str]:
        return [
            " ".join(word.text for words, _ in cell.lines for word in words)
            for cell in table
            if cell.row < rows
        ]

    return rows > 0 and heads(cells) == heads(others)


def body_size_of(lines: Sequence[Line]) -> float:
    """Height of most of the text."""
    sizes = [
        line.row.size
        for line in lines
        if line.row.region is None
        for _ in range(1 + len(line.row.text) // 20)
    ]
    return median(sizes) if sizes else 10.0
