"""Reading order of a PDF page: rows, columns, and what runs along its edges."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from extractor.reading.pdf_cells import Region
from extractor.reading.pdf_words import Word, join_raised

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—|]?\s*(?:[A-Za-z]?\d{1,5}|[ivxlc]{1,6})\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,5})?$", re.I
)
BULLET_ALONE = re.compile(r"(?:[•‣◦▪●○·∙►▸➢✓→*–—-]|\(?\d{1,2}[.)]|\(?[a-z]\))$")
"""A word that is nothing but the mark of a list's item."""
_PAGE_AT_END = re.compile(r"(?:\bpage|\bp\.|\|)\s?\d{1,5}(?:\s?(?:of|/)\s?\d{1,5})?$", re.I)
_EDGE = 0.09
_WIDE_GAP = 0.43
_FAR_GAP = 2.0
_FEW_WORDS = 60


@dataclass(slots=True)
class Segment:
    """Words of one row that stand close together."""

    words: list[Word]
    x0: float
    x1: float
    top: float
    bottom: float

    @property
    def text(self) -> str:
        """The words with blanks between them."""
        return " ".join(word.text for word in self.words if not word.mark)

    @property
    def size(self) -> float:
        """Height of most of its words."""
        sizes = sorted(word.size for word in self.words)
        return sizes[len(sizes) // 2]


@dataclass(slots=True)
class Row:
    """Segments side by side in one column of text, or a table that stands in their place."""

    segments: list[Segment]
    region: Region | None = None

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.segments[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return self.segments[-1].x1

    @property
    def top(self) -> float:
        """Upper edge."""
        return min(segment.top for segment in self.segments)

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return max(segment.bottom for segment in self.segments)

    @property
    def size(self) -> float:
        """Height of its text."""
        return max(segment.size for segment in self.segments)

    @property
    def text(self) -> str:
        """Its segments' text."""
        return " ".join(segment.text for segment in self.segments)


@dataclass(slots=True)
class Column:
    """Rows that are read one below the other."""

    rows: list[Row]
    x0: float
    x1: float


@dataclass(slots=True)
class Line:
    """A row of text in a column with the page that it stands on."""

    row: Row
    page: int
    column: Column


def segments_of(words: Sequence[Word]) -> list[Segment]:
    """Segments of a column from top to bottom; a gap wider than a blank parts them."""
    rows: list[list[Word]] = []
    row_of: dict[Word, list[Word]] = {}
    known = set(words)
    small = [word for word in words if word.base in known]
    for word in sorted((w for w in words if w.base not in known), key=lambda w: w.top + w.bottom):
        middle = (word.top + word.bottom) / 2
        for row in reversed(rows[-4:]):
            anchor = row[0]
            overlap = min(anchor.bottom, word.bottom) - max(anchor.top, word.top)
            if anchor.top < middle < anchor.bottom and overlap > 0.5 * min(word.size, anchor.size):
                row.append(word)
                break
        else:
            rows.append(row := [word])
        row_of[word] = row
    for word in small:
        base = word.base
        while base is not None and base not in row_of:
            base = base.base
        (row_of[base] if base is not None else rows[0]).append(word)
    segments = []
    for row in rows:
        row.sort(key=lambda word: word.x0)
        limit = _widest_blank(row)
        run: list[Word] = []
        for word in row:
            if run and word.x0 - run[-1].x1 > limit * max(run[-1].size, word.size):
                segments.append(_segment(run))
                run = []
            run.append(word)
        segments.append(_segment(run))
    return sorted(segments, key=lambda segment: (segment.top, segment.x0))


def _widest_blank(row: Sequence[Word]) -> float:
    """The widest gap between words of one cell, in heights of the type."""
    gaps = sorted(max(b.x0 - a.x1, 0.0) / max(a.size, b.size, 1.0) for a, b in pairwise(row))
    gaps = [gap for gap in gaps if gap > 0.1]
    if len(gaps) < 3:
        return _WIDE_GAP
    usual = gaps[len(gaps) // 3]
    numbers = sum(any(char.isdigit() for char in word.text) for word in row)
    if usual > 0.6 and numbers >= len(row) / 2:
        return _WIDE_GAP
    # Justified lines have wide blanks, but all of them are.
    return min(max(_WIDE_GAP, 1.8 * usual), _FAR_GAP)


def _segment(words: list[Word]) -> Segment:
    words = join_raised(words)
    return Segment(
        words,
        words[0].x0,
        max(word.x1 for word in words),
        min(word.top for word in words),
        max(word.bottom for word in words),
    )


def drop_furniture(pages: Sequence[tuple[float, list[Word]]]) -> list[list[Word]]:
    """Pages (height, words) without running heads, page numbers and line numbers."""
    edges = [segments_of([w for w in words if _at_edge(w, height)]) for height, words in pages]
    seen = Counter(key for segments in edges for key in {_running_head(segment) for segment in segments})
    often = max(2, 0.3 * len(pages))
    kept = []
    for (height, words), segments in zip(pages, edges, strict=True):
        lowest = max((w.bottom for w in words), default=0.0)
        highest = min((w.top for w in words), default=0.0)
        boxes = []
        numbered = [_outermost(s, highest, lowest) and _with_page_number(s) for s in segments]
        for segment in segments:
            key = _running_head(segment)
            beside = any(
                number and abs(other.top - segment.top) < 3
                for other, number in zip(segments, numbered, strict=True)
            )
            if (key is not None and seen[key] >= often) or (beside and len(segment.words) <= 12):
                boxes.append(segment)
        numbers = _line_numbers(words)
        kept.append(
            [
                word
                for word in words
                if word not in numbers
                and not (
                    _at_edge(word, height)
                    and any(
                        box.x0 - 1 <= word.x0
                        and word.x1 <= box.x1 + 1
                        and box.top - 1 <= word.top <= box.bottom
                        for box in boxes
                    )
                )
            ]
        )
    return kept


def _outermost(segment: Segment, highest: float, lowest: float) -> bool:
    return segment.bottom >= lowest - 2 or segment.top <= highest + 2


def _with_page_number(segment: Segment) -> bool:
    text = segment.text
    return bool(_PAGE_NUMBER.match(text)) or (len(text) < 100 and bool(_PAGE_AT_END.search(text)))


def _running_head(segment: Segment) -> tuple[str, int] | None:
    """By what a running head is known on other pages: its words and height; None without words.

    Only its first and last word may hold another number on each page.
    """
    words = segment.text.split()
    words[0], words[-1] = _DIGITS.sub("#", words[0]), _DIGITS.sub("#", words[-1])
    text = " ".join(words)
    return (text, round(segment.top / 8)) if any(char.isalpha() for char in text) else None


def _at_edge(word: Word, height: float) -> bool:
    return word.bottom < _EDGE * height or word.top > (1 - _EDGE) * height


def _line_numbers(words: Sequence[Word]) -> set[Word]:
    """Numbers down the left margin of a manuscript, counted up by one or five."""
    numbered = [word for word in words if word.text.isdecimal() and len(word.text) < 5]
    if len(numbered) < 8:
        return set()
    left = min(word.x0 for word in numbered)
    margin = sorted((word for word in numbered if word.x0 - left < 12), key=lambda word: word.top)
    others = sorted(word.x0 for word in words if not word.text.isdecimal())
    if len(margin) < 8 or (others and others[len(others) // 50] < max(word.x1 for word in margin) + 4):
        return set()
    steps = Counter(int(b.text) - int(a.text) for a, b in pairwise(margin))
    step, count = steps.most_common(1)[0]
    if step not in (1, 5) or count < 0.7 * (len(margin) - 1):
        return set()
    return set(margin)


def columns_of(words: Sequence[Word], gutter: float | None, regions: Sequence[Region] = ()) -> list[Column]:
    """Columns in reading order: bands from top to bottom, in each the left column before the right one.

    `gutter` is where the page's columns are parted, None for a page of one column. `regions` are tables whose
    words are not among the words; each becomes a row of its own.
    """
    if not words:
        return [column_of(regions)] if regions else []
    if gutter is None:
        return [column_of([*words, *regions])]
    crossing = [word for word in words if word.x0 < gutter - 1 and word.x1 > gutter + 1]
    crossing += _bridges(words, gutter)
    wide: set[Word | Region] = set(crossing)
    for anchor in crossing:
        row = [w for w in words if min(w.bottom, anchor.bottom) - max(w.top, anchor.top) > 0.5 * w.size]
        wide.update(_connected(anchor, row))
    wide.update(_last_lines(wide, words, gutter))
    for region in regions:
        if region.x0 < gutter - 1 and region.x1 > gutter + 1:
            wide.add(region)
            wide.update(_caption_of(region, words))
    columns: list[Column] = []
    band: list[Word | Region] = []
    full: list[Word | Region] = []
    items: list[Word | Region] = [*words, *regions]
    for item in sorted(items, key=lambda item: (item.top + item.bottom, item.x0)):
        if item in wide:
            if band and item.top > min(other.bottom for other in band) - 1:
                columns += _band(band, gutter)
                band = []
            full.append(item)
        else:
            if full:
                columns.append(column_of(full))
                full = []
            band.append(item)
    if full:
        columns.append(column_of(full))
    return columns + _band(band, gutter)


def _last_lines(wide: set[Word | Region], words: Sequence[Word], gutter: float) -> list[Word]:
    """The words of a short last line below lines that run over both columns."""
    found: list[Word] = []
    rows = _rows([word for word in words if word in wide])
    rest = [word for word in words if word not in wide]
    for row, below in zip_longest(rows, rows[1:]):
        if below is not None and below.bottom - row.bottom < 1.7 * row.size:
            continue
        line = [word for word in rest if row.bottom - 1 < word.bottom < row.bottom + 1.6 * row.size]
        if not line or any(word.x1 > gutter for word in line):
            continue
        alike = [word for word in line if abs(word.size - row.size) < 0.05 * row.size]
        if alike and abs(min(word.x0 for word in alike) - row.x0) < 2 and row.x1 > gutter + 4 * row.size:
            found += alike
    return found


def _caption_of(region: Region, words: Sequence[Word]) -> list[Word]:
    """The words of the caption right above a table."""
    inside = [word for word in words if region.x0 - 3 < word.x0 and word.x1 < region.x1 + 3]
    above = [word for word in inside if region.top - 60 < word.top and word.bottom < region.top + 3]
    found: list[Word] = []
    edge = region.top
    for row in reversed(_rows(above)):
        if edge - row.bottom > row.size or row.x0 - region.x0 > 12:
            return []
        found += [word for segment in row.segments for word in segment.words]
        edge = row.top
        if row.text.startswith(("Table", "TABLE")):
            places = {(word.x0, word.top) for word in found}
            return [word for word in above if (word.x0, word.top) in places]
    return []


def _bridges(words: Sequence[Word], gutter: float) -> list[Word]:
    """Words that end just before the gutter and have their next word just behind it."""
    near = [word for word in words if gutter - 12 < word.x1 <= gutter + 1]
    behind = [word for word in words if gutter - 1 <= word.x0 < gutter + 12]
    return [
        word
        for word in near
        if any(
            other.x0 - word.x1 < 0.4 * min(word.size, other.size)
            and min(other.bottom, word.bottom) - max(other.top, word.top) > 0.7 * word.size
            for other in behind
        )
    ]


def _connected(anchor: Word, row: Sequence[Word]) -> set[Word]:
    """Words of a row that follow each other without a wide gap, around one of them."""
    found = {anchor}
    for step in (1, -1):
        edge = anchor
        for word in sorted(row, key=lambda w: w.x0, reverse=step < 0):
            gap = (word.x0 - edge.x1) if step > 0 else (edge.x0 - word.x1)
            if -0.5 * word.size <= gap <= 1.0 * word.size:
                found.add(word)
                edge = word
    return found


def _band(band: Sequence[Word | Region], gutter: float) -> list[Column]:
    """The two columns of a band, or one where it is a table over both."""
    left = [word for word in band if word.x0 + word.x1 <= 2 * gutter]
    right = [word for word in band if word.x0 + word.x1 > 2 * gutter]
    sides = [column_of(side) for side in (left, right) if side]
    if len(sides) == 2 and not any(_is_prose(side) for side in sides) and len(sides[0].rows) > 2:
        return [column_of(band)]
    return sides


def _is_prose(column: Column) -> bool:
    """Whether a fair part of a column's rows are filled from side to side with words."""
    width = column.x1 - column.x0
    rows = [row for row in column.rows if row.region is None]
    filled = sum(any(s.x1 - s.x0 > 0.7 * width and len(s.words) >= 4 for s in row.segments) for row in rows)
    return filled >= 0.3 * len(rows)


def gutters_of(pages: Sequence[tuple[float, Sequence[Word]]]) -> list[float | None]:
    """For each page (width, words) where the blank strip between its columns lies; None where it has none.

    A page with few words takes the strip of the other pages when no word lies over it.
    """
    found = [_gutter(words, width) if len(words) >= _FEW_WORDS else None for width, words in pages]
    known = sorted(gutter for gutter in found if gutter is not None)
    if not known:
        return found
    usual = known[len(known) // 2]
    for number, (_, words) in enumerate(pages):
        if found[number] is None and 0 < len(words) < _FEW_WORDS:
            both = any(word.x1 <= usual for word in words) and any(word.x0 >= usual for word in words)
            if both and not any(word.x0 < usual < word.x1 for word in words):
                found[number] = usual
    return found


def _gutter(words: Sequence[Word], width: float) -> float | None:
    best: tuple[float, float] | None = None
    half = 1.5
    counts = []
    lefts, rights = sorted(word.x0 for word in words), sorted(word.x1 for word in words)
    position = 0.38 * width
    while position < 0.62 * width:
        crossing = bisect_left(lefts, position + half) - bisect_right(rights, position - half)
        counts.append(crossing)
        score = crossing + 0.01 * abs(position - width / 2)
        if best is None or score < best[0]:
            best = (score, position)
        position += 1.0
    if best is None or min(counts) > 0.4 * sorted(counts)[len(counts) // 2]:
        return None
    gutter = best[1]
    left = [word for word in words if word.x1 <= gutter]
    right = [word for word in words if word.x0 >= gutter]
    if min(len(left), len(right)) < 0.12 * len(words):
        return None
    return gutter if any(_is_prose(column_of(side)) for side in (left, right)) else None


def column_of(items: Sequence[Word | Region]) -> Column:
    """Words and tables as the rows of one column."""
    regions = sorted((item for item in items if isinstance(item, Region)), key=lambda region: region.top)
    words = [item for item in items if isinstance(item, Word)]
    rows: list[Row] = []
    for region in regions:
        middle = region.top + region.bottom
        above = [word for word in words if word.top + word.bottom < middle]
        words = [word for word in words if word.top + word.bottom >= middle]
        rows += _rows(above)
        place = Word("", region.x0, region.top, region.x1, region.bottom)
        rows.append(Row([Segment([place], place.x0, place.x1, place.top, place.bottom)], region))
    rows += _rows(words)
    return Column(rows, min(row.x0 for row in rows), max(row.x1 for row in rows))


def _rows(words: Sequence[Word]) -> list[Row]:
    rows: list[Row] = []
    for segment in segments_of(words):
        if rows:
            above = rows[-1].segments[0]
            overlap = min(above.bottom, segment.bottom) - max(above.top, segment.top)
            if overlap > 0.5 * min(above.bottom - above.top, segment.bottom - segment.top):
                rows[-1].segments.append(segment)
                rows[-1].segments.sort(key=lambda s: s.x0)
                continue
        rows.append(Row([segment]))
    for row in rows:
        if len(row.segments) > 1 and BULLET_ALONE.match(row.segments[0].text):
            row.segments[:2] = [_segment(row.segments[0].words + row.segments[1].words)]
    return rows
