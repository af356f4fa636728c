"""PDF tables: framed or with a few lines across, merged and wrapped headings, columns of text around."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from write_pdf import PlacedLine, PlacedText, justified, pdf_bytes

from extractor.reading import Table, read_bytes

LEFTS = (72.0, 180.0, 270.0, 360.0, 450.0)
EDGES = (68.0, 176.0, 266.0, 356.0, 446.0, 540.0)
PROSE = (
    "Adults with gout were seen at nine sites in two countries and took a tablet or placebo each morning for "
    "the whole of one winter while a nurse counted their painful joints and noted each attack that they had."
)


def grid(table: Table) -> list[list[str]]:
    """The table's texts, row by row."""
    return [[cell.text if cell else "" for cell in row] for row in table.grid()]


def heads(table: Table) -> int:
    """How many rows hold headings."""
    return 1 + max(cell.row + cell.rowspan - 1 for cell in table.cells if cell.header)


def only_table(pages: Sequence[Sequence[PlacedText]], lines: Sequence[Sequence[PlacedLine]]) -> Table:
    """The one table of a PDF."""
    (table,) = read_bytes(pdf_bytes(pages, lines=lines), "table").tables
    return table


def body(top: float, rows: Sequence[Sequence[str]], pitch: float = 16.0) -> list[PlacedText]:
    """Rows of cells, each at the left edge of its column."""
    return [
        (x, top - pitch * number, 9.0, cell)
        for number, row in enumerate(rows)
        for x, cell in zip(LEFTS, row, strict=False)
        if cell
    ]


def framed(open_sides: bool = False) -> tuple[list[PlacedText], list[PlacedLine]]:
    """A table with merged headings, all cells framed."""
    texts = body(700, [["", "North", "", "South", ""]])
    texts += [
        (72, 676, 9, "Outcome"), (180, 684, 9, "Tablet"), (180, 674, 9, "(n=40)"), (270, 684, 9, "Placebo"),
        (270, 674, 9, "(n=41)"), (360, 684, 9, "Tablet"), (360, 674, 9, "(n=52)"), (450, 684, 9, "Placebo"),
        (450, 674, 9, "(n=50)"), (72, 652, 9, "Attacks per"), (72, 642, 9, "year"), (180, 652, 9, "1.2"),
        (270, 652, 9, "2.4"), (360, 652, 9, "1.1"), (450, 652, 9, "2.6"),
    ]  # fmt: skip
    texts += body(622, [["Free of attacks, %", "40.5", "20.1", "44.0", "19.9"]])
    drawn: list[PlacedLine] = [(EDGES[0], y, EDGES[-1], y) for y in (712, 665, 636, 612)]
    drawn += [(EDGES[1], 694, EDGES[-1], 694)]
    drawn += [(x, 712, x, 612) for x in (EDGES[1], EDGES[3])]
    drawn += [(x, 694, x, 612) for x in (EDGES[2], EDGES[4])]
    if not open_sides:
        drawn += [(x, 712, x, 612) for x in (EDGES[0], EDGES[-1])]
    return texts, drawn


@pytest.mark.parametrize("open_sides", [False, True])
def test_framed_cells_with_merged_and_wrapped_headings(open_sides: bool) -> None:
    texts, drawn = framed(open_sides)
    table = only_table([texts], [drawn])
    assert grid(table) == [
        ["Outcome", "North", "North", "South", "South"],
        ["Outcome", "Tablet (n=40)", "Placebo (n=41)", "Tablet (n=52)", "Placebo (n=50)"],
        ["Attacks per year", "1.2", "2.4", "1.1", "2.6"],
        ["Free of attacks, %", "40.5", "20.1", "44.0", "19.9"],
    ]
    assert heads(table) == 2


def test_frames_around_whole_columns_hold_one_row_a_line() -> None:
    rows = [[f"Joint {number}", f"{number}.5", f"{number}.9"] for number in range(1, 6)]
    texts = body(700, [["Pain", "Tablet", "Placebo"]]) + body(680, rows)
    drawn: list[PlacedLine] = [(EDGES[0], y, EDGES[3], y) for y in (712, 692, 608)]
    drawn += [(x, 712, x, 608) for x in EDGES[:4]]
    assert grid(only_table([texts], [drawn])) == [["Pain", "Tablet", "Placebo"], *rows]


def test_lines_above_and_below_only() -> None:
    texts = [(72.0, 720.0, 9.0, "Table 3. What changed by week 20")]
    texts += [(214.0, 700.0, 9.0, "Northern sites"), (394.0, 700.0, 9.0, "Southern sites")]
    texts += body(686, [["Outcome", "Tablet", "Placebo", "Tablet", "Placebo"]])
    texts += body(664, [["Attacks", "1.2 (0.3)", "2.4 (0.5)", "1.1 (0.2)", "2.6 (0.4)"]])
    texts += [(72.0, 650.0, 9.0, "Mean change in score")]
    texts += body(640, [["from baseline", "-4.1", "-1.2", "-4.4", "-1.0"]], pitch=0)
    texts += [
        (72.0, 600.0, 9.0, "* Adjusted for sex and for the number of joints that hurt at the first visit.")
    ]
    drawn: list[PlacedLine] = [(68, y, 540, y) for y in (712, 678, 632)]
    drawn += [(180, 697, 320, 697), (360, 697, 500, 697)]
    source = read_bytes(pdf_bytes([texts], lines=[drawn]), "table")
    (table,) = source.tables
    assert grid(table) == [
        ["Outcome", "Northern sites", "Northern sites", "Southern sites", "Southern sites"],
        ["Outcome", "Tablet", "Placebo", "Tablet", "Placebo"],
        ["Attacks", "1.2 (0.3)", "2.4 (0.5)", "1.1 (0.2)", "2.6 (0.4)"],
        ["Mean change in score from baseline", "-4.1", "-1.2", "-4.4", "-1.0"],
    ]
    assert heads(table) == 2 and table.caption == "Table 3. What changed by week 20"
    assert table.footnotes and table.footnotes[0].startswith("* Adjusted")


def test_table_over_both_columns_of_text() -> None:
    texts: list[PlacedText] = []
    lines = justified((PROSE + " ").split() * 7, 0, 225, 9.0)
    # Above the table the left column and then the right one, below it again.
    for number, line in enumerate(lines):
        part, row = divmod(number, 10)
        left, top = (72.0, 315.0)[part % 2], (740, 540)[min(part // 2, 1)]
        texts += [(left + x, top - 11 * row, 9.0, word) for x, word in line]
    texts += [(72.0, 610.0, 9.0, "Table 1. Attacks")]
    texts += body(
        590, [["Outcome", "Tablet", "Placebo", "Ratio", "P"], ["Attacks", "12", "25", "0.48", ".03"]]
    )
    drawn: list[PlacedLine] = [(68, y, 540, y) for y in (602, 584, 566)]
    source = read_bytes(pdf_bytes([texts], lines=[drawn]), "paper")
    (table,) = source.tables
    assert grid(table)[1] == ["Attacks", "12", "25", "0.48", ".03"]
    assert table.caption == "Table 1. Attacks"
    prose = [block for block in source.blocks if block.kind == "paragraph"]
    assert [source.text[block.start : block.end] for block in prose] == [" ".join([PROSE] * 7)]


def test_table_on_two_pages_repeats_its_headings() -> None:
    head = ["Outcome", "Tablet", "Placebo"]
    first = body(100, [head, ["Attacks", "12", "25"], ["Days lost", "3", "9"]])
    second = body(730, [head, ["Visits", "30", "31"], ["Falls", "2", "1"]])
    drawn = [[(68.0, y, 356.0, y) for y in edges] for edges in ((112, 96, 80, 64), (742, 726, 710, 694))]
    drawn[0] += [(x, 112.0, x, 64.0) for x in EDGES[:4]]
    drawn[1] += [(x, 742.0, x, 694.0) for x in EDGES[:4]]
    table = only_table([first, second], drawn)
    assert [row[0] for row in grid(table)] == ["Outcome", "Attacks", "Days lost", "Visits", "Falls"]


def test_boxed_text_is_no_table() -> None:
    lines = justified(PROSE.split(), 72, 400, 10)
    texts = [(x, 700 - 12 * n, 10.0, word) for n, line in enumerate(lines) for x, word in line]
    drawn = [(60.0, y, 500.0, y) for y in (720, 640)] + [(x, 640.0, x, 720.0) for x in (60, 500)]
    source = read_bytes(pdf_bytes([texts], lines=[drawn]), "box")
    assert not source.tables and source.text == PROSE


def test_page_full_of_lines_is_read_quickly() -> None:
    drawn = [(10.0, 1.5 * n, 600.0, 1.5 * n) for n in range(500)]
    drawn += [(1.2 * n, 10.0, 1.2 * n, 780.0) for n in range(500)]
    source = read_bytes(pdf_bytes([[(72, 700, 10, "Graph paper of week 12")]], lines=[drawn]), "graph")
    assert source.text == "Graph paper of week 12" and not source.tables
