"""Reading order of a PDF page: its columns, from band to band."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from extractor.reading.pdf_cells import Region
from extractor.reading.pdf_rows import Row, Segment, rows_of
from extractor.reading.pdf_words import Word

_FEW_WORDS = 60


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
    rows = rows_of([word for word in words if word in wide])
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
    for row in reversed(rows_of(above)):
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
        rows += rows_of(above)
        place = Word("", region.x0, region.top, region.x1, region.bottom)
        rows.append(Row([Segment([place], place.x0, place.x1, place.top, place.bottom)], region))
    rows += rows_of(words)
    return Column(rows, min(row.x0 for row in rows), max(row.x1 for row in rows))
