"""PDF pages: reading order, hyphenation, furniture, tables and places."""

from __future__ import annotations

from collections.abc import Callable

from extractor.reading import read_bytes

MakePdf = Callable[..., bytes]
LEFT = [
    "Some forty adults with gout took",
    "a tablet each morning, while the",
    "other half took placebo. Attacks",
    "fell by 40% and by 12%, respec-",
    "tively, in this placebo-controlled",
    "trial that was done at two sites.",
    "Nobody left before the last visit,",
    "and all were seen once a week by a",
    "nurse who counted painful joints.",
]
RIGHT = [
    "Adverse events were rare. Nausea",
    "was seen in 5% of the tablet arm",
    "and in 4% of the placebo arm, and",
    "headache in 2% of both of the two",
    "arms. Three people in all stopped",
    "early because of an adverse event",
    "that was judged to be mild in the",
    "eyes of the doctors. No one died,",
    "and no one was taken to hospital.",
]


def two_columns(make_pdf: MakePdf) -> bytes:
    """Three pages of two columns with a running head and page numbers."""
    pages = []
    for number in range(1, 4):
        page = [(72.0, 760.0, 8.0, f"Journal of Gout, page {number}"), (300.0, 30.0, 8.0, str(number))]
        if number == 1:
            page.append((72.0, 720.0, 18.0, "Morning Tablet Against Gout Attacks"))
        for row in range(9):
            page.append((72.0, 680.0 - 12 * row, 10.0, LEFT[row]))
            page.append((320.0, 680.0 - 12 * row, 10.0, RIGHT[row]))
        pages.append(page)
    return make_pdf(pages)


def test_two_columns_are_read_one_after_the_other(make_pdf: MakePdf) -> None:
    source = read_bytes(two_columns(make_pdf), "gout")
    assert source.title == "Morning Tablet Against Gout Attacks"
    assert "fell by 40% and by 12%, respectively, in this placebo-controlled trial" in source.text
    assert source.text.index("painful joints.") < source.text.index("Adverse events were rare.")
    assert "Journal of Gout" not in source.text
    assert not source.tables


def test_each_word_has_its_place(make_pdf: MakePdf) -> None:
    source = read_bytes(two_columns(make_pdf), "gout")
    start = source.text.index("Nausea")
    place = source.place(start, start + len("Nausea"))
    assert place is not None
    page, (x0, top, x1, bottom) = place
    assert page == 1 and 400 < x0 < x1 < 500 and 90 < top < bottom < 125
    again = source.text.rindex("Nausea")
    assert source.place(again, again + 6) == (3, place[1])
    for place_ in source.places:
        assert source.text[place_.start : place_.end].strip()


def test_table_of_aligned_cells(make_pdf: MakePdf) -> None:
    rows = [("Outcome", "Tablet", "Placebo"), ("Attacks, n", "12", "20"), ("Remission, %", "41.5", "20.3")]
    page = [
        (72.0, 720.0, 16.0, "Morning Tablet Against Gout Attacks"),
        (72.0, 690.0, 10.0, "Table 1. Main outcomes"),
    ]
    for number, row in enumerate(rows):
        for x, cell in zip((72.0, 220.0, 320.0), row, strict=True):
            page.append((x, 670.0 - 14 * number, 10.0, cell))
    source = read_bytes(make_pdf([page]), "gout")
    (table,) = source.tables
    assert table.caption == "Table 1. Main outcomes"
    assert [[cell.text if cell else None for cell in row] for row in table.grid()] == [
        list(row) for row in rows
    ]
    cell = table.cells[4]
    assert source.place(cell.start, cell.end) is not None


def test_raised_marks_are_no_digits(make_pdf: MakePdf) -> None:
    page = [
        (72.0, 700.0, 10.0, "The mean was 12.3"),
        (153.0, 704.0, 6.0, "2"),
        (160.0, 700.0, 10.0, "points at week 8."),
    ]
    text = read_bytes(make_pdf([page]), "x").text
    assert "12.3 points" in text or "12.3 2 points" in text
    assert "12.32" not in text
