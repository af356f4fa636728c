"""Cells of tables that are printed as aligned runs of text, in text files and on PDF pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line between wide gaps, with its extent across the page (any unit)."""

    left: float
    right: float


def assign_columns(rows: Sequence[Sequence[Run]]) -> list[list[tuple[int, int]]]:
    """For each row, the (column, colspan) of its runs."""
    strips = column_strips(rows)
    return [place_runs(row, strips) for row in rows]


def column_strips(rows: Sequence[Sequence[Run]]) -> list[tuple[float, float]]:
    """The columns as clear vertical strips of the fullest rows, from left to right."""
    fullest = max(len(row) for row in rows)
    body = [row for row in rows if len(row) >= max(2, fullest - 1)] or list(rows)
    strips: list[tuple[float, float]] = []
    for left, right in sorted((run.left, run.right) for row in body for run in row):
        if strips and left < strips[-1][1]:
            strips[-1] = (strips[-1][0], max(strips[-1][1], right))
        else:
            strips.append((left, right))
    return strips


def place_runs(row: Sequence[Run], strips: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """The (column, colspan) of each run of a row; a run that lies over several strips spans them."""
    line: list[tuple[int, int]] = []
    used = -1
    for run in row:
        hits = [i for i, (left, right) in enumerate(strips) if run.left < right and run.right > left]
        if not hits:
            middle = (run.left + run.right) / 2
            hits = [min(range(len(strips)), key=lambda i: abs(sum(strips[i]) / 2 - middle))]
        first = max(hits[0], used + 1)
        last = max(hits[-1], first)
        line.append((first, last - first + 1))
        used = last
    return line
