"""Rows of PDF columns to paragraphs, headings, lists and tables, each word with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from statistics import median

from extractor.reading.builder import CellDraft
from extractor.reading.grid import Run, column_strips, place_runs
from extractor.reading.headline import iso_date
from extractor.reading.pdf_layout import Column, Row
from extractor.reading.pdf_words import Word, pdf_characters
from extractor.reading.sections import heading_shape, is_furniture, is_label
from extractor.reading.source import BlockKind, Place

_BULLET = re.compile(r"(?:[•‣◦▪●○·∙►▸➢✓→]|[-–—*](?=\s)|\(?\d{1,2}[.)](?=\s)|\(?[a-z]\)(?=\s))\s*")
_CAPTION = re.compile(
    r"(?:Supplementary |Extended Data |e)?(?:Table|TABLE|Figure|FIGURE|Fig\.)\s?[A-Z]?\d{1,2}\b"
)
_HYPHEN = re.compile(r"[A-Za-z\d][-\u00ad\u2010]$")
_NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z]")
_END = tuple(".?!:;")


@dataclass(slots=True)
class Line:
    """A row of text in a column with the page that it stands on."""

    row: Row
    page: int
    column: Column


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
    pitch = _pitch(lines)
    index = 0
    while index < len(lines):
        stop = _table_end(lines, index)
        if stop > index:
            _add_table(result, lines[index:stop])
            index = stop
            continue
        line = lines[index]
        if result and result[-1].kind != "table" and _continues(result[-1], line, pitch):
            result[-1].lines.append(line)
        else:
            result.append(Paragraph("paragraph", [line]))
        index += 1
    for paragraph, following in zip_longest(result, result[1:]):
        if paragraph.kind == "paragraph":
            paragraph.kind = _kind(paragraph, following, body_size)
    return result


def _pitch(lines: Sequence[Line]) -> float:
    """Distance of a paragraph's lines from baseline to baseline, in heights of their type."""
    steps = [
        (below.row.bottom - above.row.bottom) / below.row.size
        for above, below in pairwise(lines)
        if above.column is below.column and abs(above.row.size - below.row.size) < 0.05 * below.row.size
    ]
    steps = sorted(step for step in steps if 0.8 < step < 2.5)
    return steps[len(steps) // 3] if steps else 1.2


def _kind(paragraph: Paragraph, following: Paragraph | None, body_size: float) -> BlockKind:
    text = paragraph.text
    if _CAPTION.match(text):
        return "caption"
    if len(paragraph.lines) <= 2 and heading_shape(text) and not is_furniture(text):
        larger = paragraph.lines[0].row.size > 1.08 * body_size
        if is_label(text) or larger or (_NUMBERED.match(text) and len(text) < 80):
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


def _continues(paragraph: Paragraph, line: Line, pitch: float) -> bool:
    last = paragraph.lines[-1]
    above, row = last.row, line.row
    text = row.text
    if abs(above.size - row.size) > 0.1 * max(above.size, row.size):
        return False
    before = above.text
    if last.column is not line.column:
        # Into the next column or page goes only a sentence that is not finished.
        return not before.endswith(_END) and (
            text[:1].islower() or text[:1].isdigit() or before.endswith("-")
        )
    if row.bottom - above.bottom > 1.22 * pitch * row.size:
        return False
    if _BULLET.match(text) or is_label(before) or is_label(text) or _CAPTION.match(text):
        return False
    width = line.column.x1 - line.column.x0
    indented = row.x0 - min(above.x0, paragraph.lines[-1].row.x0) > 0.6 * row.size
    if indented and len(paragraph.lines) > 1 and before.endswith(_END):
        return False
    # A line that stops early ends its paragraph when the next word would have fitted.
    room = line.column.x1 - above.x1
    first = row.segments[0].words[0]
    fits = room > (first.x1 - first.x0) + 0.8 * row.size and room > 0.06 * width
    return not (fits and (before.endswith(_END) or room > 0.35 * width))


def _table_end(lines: Sequence[Line], start: int) -> int:
    """Where the rows of a table that begins here end; `start` where none does."""
    if len(lines[start].row.segments) < 2:
        return start
    stop = start
    several = 0
    index = start
    while index < len(lines) and lines[index].page == lines[start].page:
        row = lines[index].row
        if lines[index].column is not lines[start].column:
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
    digits = sum(any(char.isdigit() for char in line.row.text) for line in lines[start:stop])
    return stop if digits >= 1 else start


def _add_table(result: list[Paragraph], rows: Sequence[Line]) -> None:
    """A table of its own, or the rest of the one that the last page broke off."""
    if result and result[-1].kind == "table" and result[-1].lines[-1].page + 1 == rows[0].page:
        above = result[-1].lines
        repeated = 0
        while repeated < min(len(rows), len(above)) and rows[repeated].row.text == above[repeated].row.text:
            repeated += 1
        above.extend(rows[repeated:])
    else:
        result.append(Paragraph("table", list(rows)))


Piece = tuple[list[Word], int, int]
"""Words of a cell in one row, their column, and how many columns they span."""


def table_cells(lines: Sequence[Line]) -> list[CellDraft]:
    """The cells of a table's rows; lines of one cell that stand close together make one."""
    rows = _split_at_columns(lines)
    inner = _close_rows(lines)
    left = min(line.row.x0 for line in lines)
    merged: list[dict[int, list[tuple[Piece, int]]]] = []
    for index, (line, row) in enumerate(zip(lines, rows, strict=True)):
        if index not in inner:
            merged.append({})
        for piece in row:
            merged[-1].setdefault(piece[1], []).append((piece, line.page))
    cells: list[CellDraft] = []
    head = True
    for number, pieces in enumerate(merged):
        head = number == 0 or (head and 0 not in pieces)
        for column in sorted(pieces):
            parts = pieces[column]
            words = [([word for word in piece[0] if not word.mark], page) for piece, page in parts]
            marks = tuple(word.text for piece, _ in parts for word in piece[0] if word.mark)
            text, boxes = place_words(words)
            first = parts[0][0][0][0]
            indent = 1 if column == 0 and not head and first.x0 - left > 0.6 * first.size else 0
            span = max(piece[2] for piece, _ in parts)
            cells.append(CellDraft(text, number, column, 1, span, head, indent, marks, tuple(boxes)))
    return cells


def _split_at_columns(lines: Sequence[Line]) -> list[list[Piece]]:
    """Each row's words by column; cells that stand too close for a gap are parted at the columns' edges."""
    strips = column_strips([[Run(s.x0, s.x1) for s in line.row.segments] for line in lines])
    rows = []
    for line in lines:
        pieces: list[list[Word]] = []
        for segment in line.row.segments:
            run: list[Word] = []
            for word in segment.words:
                if run and _strip_between(strips, run, word):
                    pieces.append(run)
                    run = []
                run.append(word)
            pieces.append(run)
        places = place_runs([Run(words[0].x0, words[-1].x1) for words in pieces], strips)
        rows.append([(words, *place) for words, place in zip(pieces, places, strict=True)])
    return rows


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


def _close_rows(lines: Sequence[Line]) -> set[int]:
    """Rows that carry on the cells of the row above, where a table sets its rows apart by space."""
    gaps = [
        (below.row.top - above.row.bottom) / below.row.size if below.page == above.page else 9.0
        for above, below in pairwise(lines)
    ]
    if len(gaps) < 3:
        return set()
    ordered = sorted(gaps)
    low, high = ordered[0], ordered[int(0.75 * (len(ordered) - 1))]
    if high - low < 0.25:
        return set()
    return {index for index, gap in enumerate(gaps, 1) if gap < (low + high) / 2}


def place_words(
    lines: Sequence[tuple[Sequence[Word], int]], vocabulary: frozenset[str] = frozenset()
) -> tuple[str, list[Place]]:
    """Text of some lines' words (each with its page), hyphenation undone, and each word's place in it."""
    parts: list[str] = []
    places: list[Place] = []
    length = 0
    for number, (words, page) in enumerate(lines):
        for index, word in enumerate(words):
            text = word.text
            last = index == len(words) - 1
            separator = " "
            if last and number + 1 < len(lines) and _HYPHEN.search(text) and lines[number + 1][0]:
                following = lines[number + 1][0][0].text
                keep = _keeps_hyphen(text, following, vocabulary)
                text = text if keep else text[:-1]
                separator = ""
            elif last and text.endswith("–") and text[-2:-1].isdigit():
                # An interval broken behind its dash.
                separator = ""
            elif text.endswith("\u00ad"):
                text = text[:-1]
            if not text:
                continue
            parts.append(text)
            places.append(Place(length, length + len(text), page, _box(word)))
            parts.append(separator)
            length += len(text) + len(separator)
    joined = "".join(parts)
    return (joined[:-1] if joined.endswith(" ") else joined), places


def _box(word: Word) -> tuple[float, float, float, float]:
    return round(word.x0, 2), round(word.top, 2), round(word.x1, 2), round(word.bottom, 2)


def _keeps_hyphen(left: str, right: str, vocabulary: frozenset[str]) -> bool:
    if left.endswith("\u00ad"):
        return False
    head = re.split(r"[^A-Za-z\d]", left[:-1])[-1].lower()
    tail = re.match(r"[A-Za-z\d]*", right)
    rest = tail.group().lower() if tail else ""
    if not rest or not right[0].islower() or not head.isalpha():
        return True
    if f"{head}-{rest}" in vocabulary:
        return True
    if head + rest in vocabulary:
        return False
    return head in pdf_characters().compounds


def vocabulary_of(lines: Sequence[Line]) -> frozenset[str]:
    """Words inside the lines, in lower case, by which hyphens at line ends are judged."""
    return frozenset(_inner_words(lines))


def _inner_words(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        for segment in line.row.segments:
            for word in segment.words[:-1]:
                yield word.text.strip(".,;:()[]").lower()


def body_size_of(lines: Sequence[Line]) -> float:
    """Height of most of the text."""
    sizes = [line.row.size for line in lines for _ in range(1 + len(line.row.text) // 20)]
    return median(sizes) if sizes else 10.0
