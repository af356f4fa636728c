"""PDF files: text in reading order, tables, and the place on the page of each word."""

from __future__ import annotations

import re

import pypdfium2 as pdfium

from extractor.reading.builder import CanonicalBuilder
from extractor.reading.errors import ReadError
from extractor.reading.headline import find_headline, find_published
from extractor.reading.limits import MAX_PAGES
from extractor.reading.pdf_blocks import (
    Paragraph,
    body_size_of,
    paragraphs,
    table_cells,
)
from extractor.reading.pdf_cells import Region
from extractor.reading.pdf_columns import Line, columns_of, gutters_of
from extractor.reading.pdf_furniture import drop_furniture
from extractor.reading.pdf_regions import regions_of
from extractor.reading.pdf_rows import BULLET_ALONE
from extractor.reading.pdf_rules import Rules, bullets, page_rules
from extractor.reading.pdf_tables import cell_drafts
from extractor.reading.pdf_text import place_words, tell_hyphens, vocabulary_of
from extractor.reading.pdf_words import Word, page_words
from extractor.reading.source import Source

_NOTE = re.compile(
    r"(?:[*†‡§¶#]|[a-e]\s|Notes?\b|Abbreviations?\b|Data are\b|Values are\b"
    r"|(?=\w{1,13}[A-Z0-9])[A-Za-z0-9/-]{2,14}, [a-z])"
)


def read_pdf(data: bytes, id: str, name: str) -> Source:
    """The Source of a PDF; raises ReadError for encrypted, damaged, cut and scanned ones."""
    if b"%%EOF" not in data[-4096:]:
        raise ReadError(f"{name}: is a PDF cut short; download or save it again")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or b"/Encrypt" in data:
            raise ReadError(f"{name}: is encrypted; save it without a password") from None
        raise ReadError(f"{name}: is a damaged PDF; download or save it again") from None
    try:
        lines = _lines(document, name)
    except pdfium.PdfiumError:
        raise ReadError(f"{name}: is a damaged PDF; download or save it again") from None
    finally:
        document.close()
    if sum(len(line.row.region.text if line.row.region else line.row.text) for line in lines) < 3:
        raise ReadError(
            f"{name}: holds no readable text (a scan, or fonts without character codes); "
            "run text recognition (OCR) on it first"
        )
    return _source(lines, id)


def _lines(document: pdfium.PdfDocument, name: str) -> list[Line]:
    count = len(document)
    if count > MAX_PAGES:
        raise ReadError(f"{name}: has {count} pages, more than the limit of {MAX_PAGES}; split it")
    widths: list[float] = []
    pages: list[tuple[float, list[Word]]] = []
    rules: list[Rules] = []
    for page in document:
        width, height = page.get_size()
        textpage = page.get_textpage()
        rules.append(page_rules(page))
        words = page_words(page, textpage)
        pages.append((height, words + bullets(words, rules[-1])))
        widths.append(width)
        textpage.close()
        page.close()
    texts: list[list[Word]] = []
    regions: list[list[Region]] = []
    for number, words in enumerate(drop_furniture(pages)):
        tables = regions_of(words, rules[number], widths[number], number + 1)
        regions.append(tables)
        texts.append([word for word in words if not any(table.holds(word) for table in tables)])
    lines = []
    gutters = gutters_of(list(zip(widths, texts, strict=True)))
    for number, (words, gutter, tables) in enumerate(zip(texts, gutters, regions, strict=True), 1):
        for column in columns_of(words, gutter, tables):
            lines += [Line(row, number, column) for row in column.rows]
    return lines


def _source(lines: list[Line], id: str) -> Source:
    size = body_size_of(lines)
    blocks = paragraphs(lines, size)
    texts = [block.text for block in blocks]
    title = _title(blocks, texts, size)
    runs = [segment.words for line in lines for segment in line.row.segments]
    tell_hyphens(runs)
    vocabulary = vocabulary_of(runs)
    builder = CanonicalBuilder()
    headline = None
    caption: str | None = None
    after_table = False
    for index, block in enumerate(blocks):
        if block.kind == "table":
            builder.add_table(cell_drafts(table_cells(block.lines), vocabulary), caption)
            caption, after_table = None, True
            continue
        words = [
            ([word for s in line.row.segments for word in s.words if not word.mark], line.page)
            for line in block.lines
        ]
        bullet = block.kind == "list_item" and words[0][0] and BULLET_ALONE.match(words[0][0][0].text)
        if bullet and not (after_table and _NOTE.match(words[0][0][0].text)):
            words[0] = (words[0][0][1:], words[0][1])
        text, places = place_words(words, vocabulary)
        if index == title:
            headline = text
            builder.add("title", text, places)
        elif after_table and _NOTE.match(text) and builder.add_footnote(text, places):
            continue
        else:
            builder.add(block.kind, text, places)
        caption = text if block.kind == "caption" else None
        after_table = False
    return builder.build(id, "pdf", headline, find_published(texts))


def _title(blocks: list[Paragraph], texts: list[str], size: float) -> int | None:
    """The headline: the largest type of some words on the first page, else what looks like one."""
    first = [i for i, block in enumerate(blocks) if block.lines[0].page == 1 and block.kind != "table"][:15]
    large = [i for i in first if blocks[i].lines[0].row.size > 1.15 * size and len(texts[i].split()) >= 3]
    if large:
        return max(large, key=lambda i: (round(blocks[i].lines[0].row.size, 1), -i))
    found = find_headline([texts[i] for i in first])
    return first[found[0]] if found else None
