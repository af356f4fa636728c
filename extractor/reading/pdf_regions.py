"""Tables that lines mark on a page: framed cells, or rows between lines across the table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from extractor.reading.pdf_cells import Region
from extractor.reading.pdf_columns import column_of
from extractor.reading.pdf_grids import grids_of
from extractor.reading.pdf_rows import Row
from extractor.reading.pdf_rules import Rules
from extractor.reading.pdf_tables import cells_of_rows
from extractor.reading.pdf_words import Box, Word

_SAME = 5.0
_LONG_TEXT = 8
_MOST_HEAD_ROWS = 6


def regions_of(words: Sequence[Word], rules: Rules, width: float, page: int) -> list[Region]:
    """The tables of a page that are ruled, from top to bottom; they do not overlap."""
    regions = grids_of(words, rules, page)
    rest = [word for word in words if not any(region.holds(word) for region in regions)]
    for lines in _families(_joined(rules.horizontal), width):
        for region in _bands(rest, lines, rules, page):
            if not any(_overlap(region, other) for other in regions):
                regions.append(region)
    return sorted(regions, key=lambda region: (region.top, region.x0))


def _overlap(one: Region, other: Region) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return across > 1 and down > 1


def _joined(edges: Sequence[Box]) -> list[Box]:
    """Horizontal lines with their pieces put together, from top to bottom."""
    joined: list[Box] = []
    for x0, top, x1, _ in sorted(edges, key=lambda edge: (round(edge[1]), edge[0])):
        if joined and abs(joined[-1][1] - top) < 1.5 and x0 <= joined[-1][2] + 3:
            last = joined[-1]
            joined[-1] = (min(last[0], x0), last[1], max(last[2], x1), last[1])
        else:
            joined.append((x0, top, x1, top))
    return sorted(joined, key=lambda edge: edge[1])


def _families(lines: Sequence[Box], width: float) -> list[list[Box]]:
    """Long lines that begin and end at the same places, widest first."""
    families: list[list[Box]] = []
    for line in lines:
        if line[2] - line[0] < 0.2 * width:
            continue
        for family in families:
            if abs(family[0][0] - line[0]) < _SAME and abs(family[0][2] - line[2]) < _SAME:
                if line[1] - family[-1][1] > 3:
                    family.append(line)
                break
        else:
            families.append([line])
    families = [family for family in families if len(family) > 1]
    return sorted(families, key=lambda family: family[0][0] - family[0][2])


def _bands(words: Sequence[Word], lines: Sequence[Box], rules: Rules, page: int) -> list[Region]:
    """Runs of strips between neighbouring lines that hold the rows of a table."""
    strips = [_rows_between(words, above, below) for above, below in pairwise(lines)]
    fits = [_tabular(rows, lines[0][2] - lines[0][0]) for rows in strips]
    for index in range(1, len(strips) - 1):
        # A heading inside the table stands between its rows.
        short = len(strips[index]) <= 1 and all(len(row.text) < 60 for row in strips[index])
        if short and fits[index - 1] and fits[index + 1]:
            fits[index] = True
    regions = []
    start = 0
    while start < len(strips):
        stop = start
        while stop < len(strips) and fits[stop]:
            stop += 1
        if stop > start:
            region = _band(strips[start:stop], lines[start : stop + 1], rules, page)
            if region is not None:
                regions.append(region)
        start = max(stop, start + 1)
    return regions


def _rows_between(words: Sequence[Word], above: Box, below: Box) -> list[Row]:
    left, right = above[0] - 3, above[2] + 3
    inside = [
        word
        for word in words
        if left <= (word.x0 + word.x1) / 2 <= right and above[1] <= (word.top + word.bottom) / 2 <= below[1]
    ]
    return column_of(inside).rows if inside else []


def _tabular(rows: Sequence[Row], width: float) -> bool:
    """Whether rows are cells side by side, and no running text in one or two columns."""
    several = sum(len(row.segments) > 1 for row in rows)
    prose = sum(_filled(row, width) for row in rows)
    return several > 0 and several >= 0.4 * len(rows) and prose <= 0.25 * len(rows)


def _filled(row: Row, width: float) -> bool:
    """Whether a row is full of words, as running text is."""
    if any(len(segment.words) >= _LONG_TEXT for segment in row.segments):
        return True
    long = sum(len(segment.words) >= 5 for segment in row.segments)
    return long > 1 and sum(segment.x1 - segment.x0 for segment in row.segments) > 0.8 * width


def _band(strips: Sequence[Sequence[Row]], lines: Sequence[Box], rules: Rules, page: int) -> Region | None:
    rows = [row for strip in strips for row in strip]
    several = sum(len(row.segments) > 1 for row in rows)
    if several < 2 or not any(char.isdigit() for row in rows for char in row.text):
        return None
    heads = None
    if len(strips) > 1 and 0 < len(strips[0]) <= min(_MOST_HEAD_ROWS, len(rows) - 1):
        heads = len(strips[0])
    whole = lines[0][2] - lines[0][0]
    short = [edge for edge in _joined(rules.horizontal) if 10 < edge[2] - edge[0] < 0.9 * whole]
    bounds = [line[1] for line in lines] if len(strips) > 3 else None
    region = Region(lines[0][0] - 3, lines[0][1], lines[0][2] + 3, lines[-1][1])
    region.cells = cells_of_rows([(row, page) for row in rows], heads, short, bounds)
    return region if region.columns > 1 else None
