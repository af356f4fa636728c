"""Word documents."""

from __future__ import annotations

from collections.abc import Callable

from extractor.reading import read_bytes


def paragraph(text: str, style: str = "") -> str:
    """A paragraph's XML."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def test_paragraphs_and_table(make_docx: Callable[[str], bytes]) -> None:
    cells = [["Outcome", "Tablet"], ["Attacks", "12"]]
    rows = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in cells
    )
    body = (
        paragraph("Tablet Against Gout", "Title")
        + paragraph("Results", "Heading1")
        + paragraph("Attacks fell by 40%.")
        + paragraph("Nausea in 5%", "ListParagraph")
        + f"<w:tbl>{rows}</w:tbl>"
    )
    source = read_bytes(make_docx(body), "gout", "gout.docx")
    assert (source.format, source.title) == ("docx", "Tablet Against Gout")
    assert [block.kind for block in source.blocks] == [
        "title",
        "heading",
        "paragraph",
        "list_item",
        "table",
        "table",
    ]
    assert source.blocks[2].section == "Results"
    assert [cell.text for cell in source.tables[0].cells] == ["Outcome", "Tablet", "Attacks", "12"]


def test_raised_text(make_docx: Callable[[str], bytes]) -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{}</w:t></w:r>'
    body = (
        "<w:p><w:r><w:t>At 10</w:t></w:r>"
        + raised.format("9")
        + "<w:r><w:t> cells, 12.3</w:t></w:r>"
        + raised.format("a")
        + "<w:r><w:t> points</w:t></w:r></w:p>"
    )
    assert read_bytes(make_docx(body), "x").text == "At 10^9 cells, 12.3 points"
