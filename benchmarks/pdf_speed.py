"""What reading a PDF costs, as a share of the time in which pdfplumber extracts its text and tables.

Usage: python benchmarks/pdf_speed.py [FILE.pdf] [--repeats N] [--limit RATIO]

Without a file, a ten-page paper in two columns with ruled tables is written and read. The two take turns, and
each keeps its median, so that a busy machine slows both. With --limit the exit code is 1 when the ratio is
above it.
"""

from __future__ import annotations

import argparse
import io
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber

from extractor.reading import read_bytes

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "tools"))
from write_pdf import PlacedLine, PlacedText, justified, pdf_bytes  # noqa: E402

PAGES = 10
_COLUMN, _LEFTS, _TOP, _BOTTOM, _PITCH, _SIZE = 246.0, (48.0, 318.0), 730.0, 62.0, 11.5, 9.5
_SENTENCES = (
    "In the {a}-week period, {b}% of the participants on the {c} mg tablet reached the threshold.",
    "The least-squares mean change in the score was -{a}.{c} points (95% CI, -{b}.4 to -{a}.1; P=.0{c}).",
    "Dizziness was reported by {a} of {b} people, and none of them left the study because of it.",
    "Sites in {c} countries screened adults who had had symptoms on at least {a} days of the last month.",
    "A mixed model for repeated measures was fitted with terms for visit, region, and baseline severity.",
)


def paper() -> bytes:
    """A ten-page paper in two columns, justified, with a ruled table on every third page."""
    chance = random.Random(7)
    pages: list[list[PlacedText]] = []
    lines: list[list[PlacedLine]] = []
    for number in range(1, PAGES + 1):
        page: list[PlacedText] = [(48.0, 764.0, 8.0, "A study in ten pages"), (300.0, 34.0, 8.0, str(number))]
        drawn: list[PlacedLine] = []
        for left in _LEFTS:
            y = _TOP
            if number % 3 == 0 and left == _LEFTS[0]:
                y = _table(page, drawn, left, y, number // 3, chance)
            while y > _BOTTOM + 6 * _PITCH:
                y = _paragraph(page, left, y, chance)
        pages.append(page)
        lines.append(drawn)
    return pdf_bytes(pages, lines=lines)


def _paragraph(page: list[PlacedText], left: float, y: float, chance: random.Random) -> float:
    words: list[str] = []
    for _ in range(3):
        numbers = {name: chance.randint(2, 60) for name in "abc"}
        words += chance.choice(_SENTENCES).format(**numbers).split()
    for line in justified(words, left, _COLUMN, _SIZE):
        page += [(x, y, _SIZE, word + " ") for x, word in line]
        y -= _PITCH
    return y - 4


def _table(
    page: list[PlacedText], drawn: list[PlacedLine], left: float, y: float, number: int, chance: random.Random
) -> float:
    page.append((left, y, 8.5, f"Table {number}. Outcomes at week {number}2"))
    top = y - 6
    edges = [left, left + 96, left + 171, left + _COLUMN]
    rows = [("Outcome", "Tablet (n=120)", "Placebo (n=118)")]
    rows += [
        (f"Outcome {row}, %", f"{chance.randint(20, 60)}.4", f"{chance.randint(5, 20)}.1")
        for row in range(12)
    ]
    for row, cells in enumerate(rows):
        for x, cell in zip(edges, cells, strict=False):
            page.append((x + 3, top - 10 - 14 * row, 8.5, cell))
    bottom = top - 14 * len(rows)
    drawn += [(left, top - 14 * row, left + _COLUMN, top - 14 * row) for row in range(len(rows) + 1)]
    drawn += [(x, top, x, bottom) for x in edges]
    return bottom - 18


def main() -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description="reading a PDF against pdfplumber")
    parser.add_argument("file", nargs="?", type=Path)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--limit", type=float)
    arguments = parser.parse_args()
    data = arguments.file.read_bytes() if arguments.file else paper()

    def ours() -> None:
        read_bytes(data, "paper")

    def theirs() -> None:
        with pdfplumber.open(io.BytesIO(data)) as document:
            for page in document.pages:
                page.extract_text()
                page.extract_tables()
                page.close()

    ours()
    mine: list[float] = []
    plumber: list[float] = []
    for _ in range(arguments.repeats):
        plumber.append(_seconds(theirs))
        mine.append(_seconds(ours))
    source = read_bytes(data, "paper")
    ratio = statistics.median(mine) / statistics.median(plumber)
    print(f"{len(source.text.split())} words, {len(source.tables)} tables, median of {arguments.repeats}")
    print(f"pdfplumber, text and tables: {statistics.median(plumber):.2f} s")
    print(f"reading:                     {statistics.median(mine):.2f} s")
    print(f"ratio:                       {ratio:.3f}")
    return 1 if arguments.limit is not None and ratio > arguments.limit else 0


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
