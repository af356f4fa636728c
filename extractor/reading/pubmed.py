"""Abstracts in PubMed XML."""

from __future__ import annotations

from lxml import etree

from extractor.reading.builder import CanonicalBuilder, collapse
from extractor.reading.html_tables import inline_text
from extractor.reading.source import Source
from extractor.reading.xml_dates import date_of


def read_pubmed_article(citation: etree._Element, id: str, many: bool) -> Source:
    """One abstract; its id gets the PubMed number behind it where the file holds `many`."""
    builder = CanonicalBuilder()
    pmid = collapse(citation.findtext("PMID") or "")
    metadata = {"pmid": pmid} if pmid else {}
    for key, path in (("journal", "Article/Journal/Title"), ("doi", "Article/ELocationID[@EIdType='doi']")):
        value = citation.findtext(path)
        if value:
            metadata[key] = collapse(value)
    element = citation.find("Article/ArticleTitle")
    title = inline_text(element, []) if element is not None else ""
    builder.add("title", title)
    for part in citation.iterfind("Article/Abstract/AbstractText"):
        label = part.get("Label")
        if label and label.upper() != "UNLABELLED":
            builder.add("heading", collapse(label))
        builder.add("paragraph", inline_text(part, []))
    numbers = [collapse(number.text) for number in citation.iterfind(".//AccessionNumber") if number.text]
    if numbers:
        builder.add("heading", "Trial registration")
        builder.add("paragraph", ", ".join(dict.fromkeys(numbers)))
    date = citation.find("Article/ArticleDate")
    if date is None:
        date = citation.find("Article/Journal/JournalIssue/PubDate")
    published = date_of(date) if date is not None else None
    return builder.build(
        f"{id}-{pmid}" if many and pmid else id, "pubmed", title or None, published, metadata
    )
