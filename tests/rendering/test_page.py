"""The page with the evidence marked."""

from __future__ import annotations

import base64
import hashlib
import re

from lxml import html

from extractor.reading import Block, Cell, Source, Table, read_text
from extractor.rendering.html import render_html
from schemas import DocumentInfo, DocumentRecord, Endpoint, Evidence, Trial


def page_of(record: DocumentRecord, document: Source) -> html.HtmlElement:
    return html.document_fromstring(render_html(record, document))


def test_the_document_stands_there_whole(two_arms: DocumentRecord, document: Source) -> None:
    page = page_of(two_arms, document)
    article = page.get_element_by_id("source")
    for block in document.blocks:
        assert document.text[block.start : block.end] in article.text_content()
    assert [item.text_content() for item in article.iter("li")] == [
        "Headache was seen in 7% of the placebo group."
    ]


def test_every_fact_with_evidence_points_to_exactly_its_text(
    two_arms: DocumentRecord, document: Source
) -> None:
    page = page_of(two_arms, document)
    marked: dict[str, str] = {}
    for mark in page.iter("mark"):
        for key in mark.get("data-facts").split():
            marked[key] = marked.get(key, "") + mark.text_content()
    buttons = {button.get("data-fact"): button for button in page.iter("button")}
    assert marked.keys() == buttons.keys()
    by_words = {button.text_content(): marked[key] for key, button in buttons.items()}
    assert by_words["48%"] == "48% on brelozimab 30 mg"
    assert by_words["7% ?"] == "7%"
    assert by_words["phase 3"] == "phase 3"
    assert by_words["OR 3.4 (1.9 to NE), p<0.001"] == two_arms.trials[0].comparisons[0].evidence[0].text


def test_facts_without_evidence_are_shown_but_point_nowhere(
    two_arms: DocumentRecord, document: Source
) -> None:
    page = page_of(two_arms, document)
    bare = [element.text_content() for element in page.find_class("bare")]
    assert "210 participants" in bare
    assert "quality of life" in bare


def test_the_page_loads_nothing_and_allows_just_its_own_style_and_script(
    two_arms: DocumentRecord, document: Source
) -> None:
    text = render_html(two_arms, document)
    assert not re.search(r"(?i)\b(?:src|href)\s*=\s*[\"'](?!#)|@import|url\(|https?:", text)
    assert " style=" not in text
    assert not re.search(r"\son\w+=", text)
    page = html.document_fromstring(text)
    [policy] = [meta.get("content") for meta in page.iter("meta") if meta.get("http-equiv")]
    assert "default-src 'none'" in policy
    for tag in ("style", "script"):
        [element] = page.iter(tag)
        digest = hashlib.sha256((element.text or "").encode()).digest()
        assert f"{tag}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy


def test_hostile_words_are_never_markup() -> None:
    hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 7 * 7 }}</style>&lt;b&gt;"
    text = f"Rise {hostile} fall."
    document = Source(id=hostile, text=text, blocks=(Block("paragraph", 0, len(text)),), title=hostile)
    evidence = [Evidence(start=5, end=5 + len(hostile), text=hostile)]
    trial = Trial(
        id="trial-1",
        acronym=hostile,
        condition=hostile,
        endpoints=[Endpoint(id="endpoint-1", name=hostile, evidence=evidence)],
    )
    record = DocumentRecord(document=DocumentInfo(id=hostile, title=hostile), trials=[trial])
    page = page_of(record, document)
    assert len(list(page.iter("script"))) == 1
    assert not list(page.iter("img"))
    assert page.get_element_by_id("source").text_content().strip() == text
    [mark] = page.iter("mark")
    assert mark.text_content() == hostile
    assert page.findtext(".//title") == hostile


def test_a_table_is_a_table_with_its_evidence() -> None:
    text = "Before.\nResult\tDrug\nResponse\t48%\nAfter."
    cells = [
        Cell(text.index(words), text.index(words) + len(words), words, row, column, header=row == 0)
        for words, row, column in (("Result", 0, 0), ("Drug", 0, 1), ("Response", 1, 0), ("48%", 1, 1))
    ]
    table = Table(8, text.index("\nAfter"), tuple(cells), 2, 2)
    second = text.index("Response")
    document = Source(
        id="t",
        text=text,
        blocks=(
            Block("paragraph", 0, 7),
            Block("table", 8, second - 1),
            Block("table", second, table.end),
            Block("paragraph", table.end + 1, len(text)),
        ),
        tables=(table,),
    )
    start = text.index("48%")
    evidence = [Evidence(start=start, end=start + 3, text="48%")]
    trial = Trial(id="trial-1", endpoints=[Endpoint(id="e", name="response", evidence=evidence)])
    article = page_of(
        DocumentRecord(document=DocumentInfo(id="t"), trials=[trial]), document
    ).get_element_by_id("source")
    assert [[cell.text_content() for cell in row] for row in article.iter("tr")] == [
        ["Result", "Drug"],
        ["Response", "48%"],
    ]
    assert [cell.text_content() for cell in article.iter("th")] == ["Result", "Drug"]
    assert [mark.text_content() for mark in article.iter("mark")] == ["48%"]
    assert [p.text_content() for p in article.iter("p")] == ["Before.", "After."]


def test_marks_and_facts_can_be_reached_by_keyboard(two_arms: DocumentRecord, document: Source) -> None:
    page = page_of(two_arms, document)
    assert all(mark.get("tabindex") == "0" for mark in page.iter("mark"))
    assert all(fact.tag == "button" for fact in page.xpath("//*[@data-fact]"))


def test_a_document_without_trials() -> None:
    document = read_text("The two firms signed a licence.", "deal")
    page = page_of(DocumentRecord(document=DocumentInfo(id="deal")), document)
    assert "No trial is reported" in page.text_content()
    assert "signed a licence" in page.text_content()
