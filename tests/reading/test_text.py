"""Plain text and Markdown: paragraphs, headings, lists, flattened tables, what is boilerplate."""

from __future__ import annotations

import pytest

from extractor.reading import Source, read_bytes, read_text
from extractor.reading.sections import inline_label

LONG = "In this trial 120 adults with plaque psoriasis took one of two doses or placebo for sixteen weeks."


def kinds(source: Source) -> list[tuple[str, str]]:
    """Kind and text of each block."""
    return [(block.kind, source.text[block.start : block.end]) for block in source.blocks]


def kind_of(source: Source, part: str) -> str:
    """Kind of the block that holds a piece of text."""
    block = source.block_at(source.text.index(part))
    assert block is not None
    return block.kind


def test_title_heading_paragraph_and_section() -> None:
    source = read_text(f"Drug Clears Skin in Two Trials\n\nWhat was found\n\n{LONG}\n", "x")
    assert [kind for kind, _ in kinds(source)] == ["title", "heading", "paragraph"]
    assert source.blocks[-1].section == "What was found"


def test_hard_wrapped_paragraphs_are_joined() -> None:
    text = (
        "Once-Weekly Tablet Lowers Blood Pressure\n\n"
        "A tablet taken once a week lowered systolic pressure by 9.4 mm Hg at week 12\n"
        "compared with 2.1 mm Hg for placebo in a randomized, double-blind, placebo-\n"
        "controlled trial of 240 adults. The difference was significant (P=0.002), said\n"
        "the investigators.\n\n"
        "- Dizziness occurred in 4% of those on the tablet and 3% of those on placebo.\n"
        "- No deaths.\n"
    )
    source = read_text(text, "wrapped")
    assert "at week 12 compared with 2.1 mm Hg" in source.text
    assert "placebo-controlled trial" in source.text
    assert [kind for kind, _ in kinds(source)] == ["title", "paragraph", "list_item", "list_item"]


def test_lines_that_matter_stay_apart() -> None:
    source = read_text(
        "Trial Summary for Readers Here\n\nDesign: randomized\nMasking: none\nSites: 14\n", "x"
    )
    assert [text for _, text in kinds(source)][1:] == ["Design: randomized", "Masking: none", "Sites: 14"]


@pytest.mark.parametrize("mark", ["•", "-", "–", "*", "1.", "(2)", "a)", "→"])
def test_list_items(mark: str) -> None:
    source = read_text(f"Topline Results From a Phase 2 Trial\n\n{mark} Response was 40% at week 8.\n", "x")
    assert kinds(source)[-1] == ("list_item", "Response was 40% at week 8.")


@pytest.mark.parametrize(
    ("start", "label"),
    [
        ("Methods: We enrolled", "Methods"),
        ("RESULTS: Of 40", "RESULTS"),
        ("Findings Between May 1 and June 3", "Findings"),
        ("Purpose. To test", "Purpose"),
        ("Main Outcomes and Measures: Pain", "Main Outcomes and Measures"),
        ("Results by trial are given below", None),
        ("The results: none", None),
    ],
)
def test_labels_of_abstracts(start: str, label: str | None) -> None:
    assert inline_label(start) == label


def test_a_whole_abstract_in_one_paragraph_is_split() -> None:
    text = (
        "A Trial of Ginger Against Nausea After Surgery\n\n"
        "Objective. To learn whether ginger helps against nausea after surgery of the knee. "
        "Methods. Sixty adults were randomized to ginger or placebo and followed for one day. "
        "Results. Nausea occurred in 20% and 43%, respectively (P=0.04)."
    )
    source = read_text(text, "x")
    assert [block.section for block in source.blocks[1:]] == ["Objective", "Methods", "Results"]
    assert len(source.text) == len(text)


@pytest.mark.parametrize(
    ("heading", "body", "kind"),
    [
        (
            "About Velmora",
            "Velmora is a clinical-stage biotechnology company with 40 employees.",
            "boilerplate",
        ),
        ("About Velmora Therapeutics", "Velmora makes antibodies.", "boilerplate"),
        ("About lumestrat", "Lumestrat is an oral inhibitor of TYK2 that is taken once daily.", "paragraph"),
        (
            "About the HALCYON-2 Trial",
            "HALCYON-2 randomized 412 adults 1:1 to the drug or placebo.",
            "paragraph",
        ),
        ("Forward-Looking Statements", "Words such as expects mark such statements.", "boilerplate"),
        ("Media Contacts", "Ann Lee, press office", "boilerplate"),
        ("Funding", "The trial was paid for by a foundation.", "boilerplate"),
        ("References", "Lee A, et al. A trial. J Skin. 2021;3:4-9.", "references"),
    ],
)
def test_parts_below_headings(heading: str, body: str, kind: str) -> None:
    source = read_text(f"Drug Clears Skin in Two Trials\n\n{LONG}\n\n{heading}\n\n{body}\n", "x")
    assert kind_of(source, body) == kind


@pytest.mark.parametrize(
    "line",
    [
        "© 2024 Some House. All rights reserved.",
        "Share this article: Facebook X",
        "Like this story? Sign up for our letter.",
        "Filed under: Asthma, Children",
        "This release contains forward-looking statements about 2026.",
        "For further information: Ann Lee, +1 555 0100",
        "Disclosures: The study was funded by a company.",
        "Funding Some Foundation.",
        "https://example.org/news/1",
    ],
)
def test_furniture_lines(line: str) -> None:
    source = read_text(f"Drug Clears Skin in Two Trials\n\n{LONG}\n\n{line}\n", "x")
    assert kind_of(source, line) == "boilerplate"


def test_table_of_tabs() -> None:
    source = read_text(
        "Two Doses of a Tablet Against Placebo\n\nTable 1. Response at week 8\n"
        "\tLow dose (n=40)\tHigh dose (n=41)\nRemission\t17.6%\t20.8%\n   Deep\t3%\t4%\n"
        "CI, confidence interval; NE, not estimable.\n",
        "x",
    )
    (table,) = source.tables
    assert (table.rows, table.columns, table.caption) == (3, 3, "Table 1. Response at week 8")
    assert table.footnotes == ("CI, confidence interval; NE, not estimable.",)
    grid = table.grid()
    assert [cell.text if cell else None for cell in grid[1]] == ["Remission", "17.6%", "20.8%"]
    assert grid[0][1] is not None and grid[0][1].header
    assert grid[2][0] is not None and grid[2][0].indent == 1


def test_headings_over_headings_span_the_empty_cells_behind_them() -> None:
    source = read_text(
        "Two Doses of a Tablet Against Placebo\n\n"
        "\tTrial A\t\tTrial B\n\tTablet\tPlacebo\tTablet\tPlacebo\nRemission, %\t20.8\t4.4\t17.6\t3.1\n",
        "x",
    )
    (table,) = source.tables
    top = table.grid()[0]
    assert [cell.text if cell else None for cell in top] == ["", "Trial A", "Trial A", "Trial B", "Trial B"]


def test_one_heading_alone_spans_nothing() -> None:
    source = read_text(
        "Two Doses of a Tablet Against Placebo\n\n\tWeek 8\t\n\tTablet\tPlacebo\nRemission, %\t20.8\t4.4\n",
        "x",
    )
    (table,) = source.tables
    assert [cell.text if cell else None for cell in table.grid()[0]] == ["", "Week 8", None]


def test_table_of_blanks() -> None:
    source = read_text(
        "Two Doses of a Tablet Against Placebo\n\n"
        "Outcome             Tablet     Placebo    P\n"
        "Remission, %        20.8       4.4        <0.001\n"
        "Response, %         62.1       31.2       <0.001\n"
        "Time to relief, d              9.5        0.04\n",
        "x",
    )
    (table,) = source.tables
    assert (table.rows, table.columns) == (4, 4)
    last = table.grid()[3]
    assert [cell.text if cell else None for cell in last] == ["Time to relief, d", None, "9.5", "0.04"]


def test_table_of_bars() -> None:
    source = read_bytes(
        b"# Two Doses of a Tablet Against Placebo\n\nText of **some** [length](http://x.y).\n\n"
        b"| Outcome | Tablet | Placebo |\n|---|---|---|\n| Remission | 20.8% | 4.4% |\n",
        "x",
        "x.md",
    )
    (table,) = source.tables
    assert [cell.text for cell in table.cells] == [
        "Outcome",
        "Tablet",
        "Placebo",
        "Remission",
        "20.8%",
        "4.4%",
    ]
    assert source.title == "Two Doses of a Tablet Against Placebo"
    assert "Text of some length." in source.text


def test_wide_blanks_alone_make_no_table() -> None:
    source = read_text(
        "A12-7   Poster Session 3: Lungs\n\nA Trial of an Inhaler in Adults With COPD\n\n" + LONG, "x"
    )
    assert not source.tables
