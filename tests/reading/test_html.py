"""Web pages: the article, its tables and what it declares of itself."""

from __future__ import annotations

import pytest

from extractor.reading import Source, read_text

BODY = (
    "<p>Some 120 adults with eczema were assigned to a cream or its vehicle for eight weeks, the"
    " investigators said.</p><p>Clear skin was seen in 40% with the cream and 12% with the vehicle.</p>"
)


def page(body: str, head: str = "") -> Source:
    """A page read."""
    return read_text(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", "page")


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><a href=#>FURNITURE</a></nav>",
        "<header><b>FURNITURE</b></header>",
        "<footer>FURNITURE</footer>",
        "<aside><h3>FURNITURE</h3><p>FURNITURE</p></aside>",
        "<script>FURNITURE</script>",
        "<style>FURNITURE</style>",
        "<form>FURNITURE <button>FURNITURE</button></form>",
        "<!-- FURNITURE -->",
        "<div hidden>FURNITURE</div>",
        "<p style='display: none'>FURNITURE</p>",
        "<span aria-hidden='true'>FURNITURE</span>",
        "<div class='share-bar'>FURNITURE</div>",
        "<div class='post_related'>FURNITURE</div>",
        "<div id=cookieConsent>FURNITURE</div>",
        "<div class='ad'>FURNITURE</div>",
        "<section role=complementary>FURNITURE</section>",
        "<ul><li><a>FURNITURE</a></li><li><a>FURNITURE</a></li><li><a>FURNITURE</a></li></ul>",
    ],
)
def test_furniture_is_left_out(furniture: str) -> None:
    source = page(f"<article><h1>Cream Clears Eczema</h1>{furniture}{BODY}</article>{furniture}")
    assert "FURNITURE" not in source.text
    assert source.title == "Cream Clears Eczema"
    assert [block.kind for block in source.blocks] == ["title", "paragraph", "paragraph"]


def test_article_without_helpful_tags() -> None:
    source = page(
        f"<div><div class=c7><div class=x>{BODY}</div></div></div>",
        "<title>Cream Clears Eczema | Site</title>",
    )
    assert source.title == "Cream Clears Eczema"
    assert source.text.startswith("Some 120 adults")


def test_class_words_do_not_remove_the_article() -> None:
    assert "Clear skin" in page(f"<div class='related page-menu'><h1>Cream</h1>{BODY}</div>").text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("12.3<sup>a</sup> points", "12.3 points"),
        ("reported before<sup>3,4</sup>.", "reported before."),
        ("10<sup>9</sup> cells", "10^9 cells"),
        ("5 × 10<sup>−3</sup>", "5 × 10^−3"),
        ("30 kg/m<sup>2</sup>", "30 kg/m2"),
        ("FEV<sub>1</sub> rose", "FEV1 rose"),
        ("the 4<sup>th</sup> week", "the 4th week"),
        ("Brand<sup>®</sup> tablets", "Brand® tablets"),
        ("<sup>177</sup>Lu therapy", "177Lu therapy"),
        ("CD4<sup>+</sup> cells", "CD4+ cells"),
        ("&lt;0.001 &ndash; &ge;5&nbsp;mg", "<0.001 – ≥5 mg"),
        ("in<br>two", "in\ntwo"),
        ("a<b>b</b>c <i>d</i>", "abc d"),
    ],
)
def test_inline_markup(markup: str, text: str) -> None:
    assert page(f"<h1>Title of it</h1><p>{markup}</p>").text == f"Title of it\n{text}"


def test_headings_and_lists() -> None:
    source = page(f"<h1>Cream</h1><h2>Safety</h2><ul><li>Itch in 3%</li><li>Burning in 1%</li></ul>{BODY}")
    assert [block.kind for block in source.blocks][:4] == ["title", "heading", "list_item", "list_item"]
    assert {block.section for block in source.blocks[1:]} == {"Safety"}


def test_table_with_spans_marks_and_footnotes() -> None:
    source = page(
        "<h1>Cream</h1>" + BODY + "<table><caption>Table 1. Outcomes</caption><thead>"
        "<tr><th rowspan=2>Outcome</th><th colspan=2>Week 8<sup>a</sup></th></tr>"
        "<tr><th>Cream<br>(n=60)</th><th>Vehicle (n=60)</th></tr></thead>"
        "<tbody><tr><td>Clear skin, %</td><td>40.0<sup>b</sup></td><td>12.0</td></tr>"
        "<tr><td>&nbsp;&nbsp;Face</td><td colspan=2>5.1 (2.0&ndash;9.9)</td></tr></tbody>"
        "<tfoot><tr><td colspan=3><sup>a</sup>Day 56. <sup>b</sup>P=0.001.</td></tr></tfoot></table>"
    )
    (table,) = source.tables
    assert (table.rows, table.columns, table.caption) == (4, 3, "Table 1. Outcomes")
    assert table.footnotes == ("a Day 56.", "b P=0.001.")
    grid = [[(cell.text if cell else None) for cell in row] for row in table.grid()]
    assert grid[0] == ["Outcome", "Week 8", "Week 8"]
    assert grid[1] == ["Outcome", "Cream (n=60)", "Vehicle (n=60)"]
    assert grid[3] == ["Face", "5.1 (2.0–9.9)", "5.1 (2.0–9.9)"]
    marks = {cell.text: cell.marks for cell in table.cells if cell.marks}
    assert marks == {"Week 8": ("a",), "40.0": ("b",)}
    assert [cell.indent for cell in table.cells if cell.text == "Face"] == [1]
    assert all(cell.header == (cell.row < 2) for cell in table.cells)


def test_footnote_paragraph_below_a_table() -> None:
    source = page(
        f"<h1>Cream</h1>{BODY}<table><tr><th>Event</th><th>Cream</th></tr>"
        "<tr><td>Itch</td><td>3</td></tr></table>\n"
        f"<p class=fn><sup>*</sup>All grades.</p>{BODY}"
    )
    assert source.tables[0].footnotes == ("* All grades.",)


def test_layout_tables_are_read_as_text() -> None:
    source = page(f"<table><tr><td><h1>Cream</h1>{BODY}</td></tr></table>")
    assert not source.tables and "Clear skin" in source.text


def test_very_wide_table_is_no_table() -> None:
    source = page(f"<h1>Cream</h1>{BODY}<table><tr>{'<td>1</td>' * 10_000}</tr><tr><td>2</td></tr></table>")
    assert not source.tables


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        ('<meta property="article:published_time" content="2024-03-03T08:00:00Z">', "", "2024-03-03"),
        ('<meta name="citation_publication_date" content="2024/3/3">', "", "2024-03-03"),
        (
            '<script type="application/ld+json">{"@type":"Report","datePublished":"2024-03-03"}</script>',
            "",
            "2024-03-03",
        ),
        ('<script type="application/ld+json">{broken</script>', "<p>March 3, 2024</p>", "2024-03-03"),
        ("", "<p>By Ann Lee | March 3, 2024</p>", "2024-03-03"),
        ("", "", None),
    ],
)
def test_published(head: str, body: str, date: str | None) -> None:
    assert page(f"<h1>Cream Clears Eczema</h1>{body}{BODY}", head).published == date


def test_metadata() -> None:
    source = page(
        f"<h1>Cream</h1>{BODY}",
        '<meta name="citation_doi" content="10.1/x"><meta property="og:site_name" content="Skin Site">'
        '<link rel="canonical" href="https://example.org/a">',
    )
    assert source.metadata["doi"] == "10.1/x"
    assert source.metadata["publisher"] == "Skin Site"
    assert source.metadata["url"] == "https://example.org/a"
