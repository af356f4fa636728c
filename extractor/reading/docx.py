"""Word documents (.docx): paragraphs, headings, lists and tables of the main part."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from lxml import etree

from extractor.reading.builder import CanonicalBuilder, CellDraft, collapse
from extractor.reading.errors import ReadError
from extractor.reading.headline import find_headline, find_published
from extractor.reading.limits import MAX_TABLE_CELLS, MAX_TABLE_COLUMNS, MAX_UNPACKED_BYTES, megabytes
from extractor.reading.markup import raised
from extractor.reading.source import BlockKind, Source
from extractor.reading.xml_safe import parse_xml

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"


def read_docx(data: bytes, id: str, name: str) -> Source:
    """The Source of a Word document; ReadError for a damaged, encrypted or swollen package."""
    root = parse_xml(_main_part(data, name), name)
    body = root.find(f"{_W}body")
    blocks: list[tuple[BlockKind, str] | list[CellDraft]] = []
    for element in body if body is not None else ():
        if element.tag == f"{_W}p":
            text = _paragraph(element)
            if text:
                blocks.append((_kind(element), text))
        elif element.tag == f"{_W}tbl":
            blocks.append(_table(element))
    lines = [block[1] for block in blocks if isinstance(block, tuple)]
    if not lines and not any(blocks):
        raise ReadError(f"{name}: holds no text; save the document again")
    titled = next((block[1] for block in blocks if isinstance(block, tuple) and block[0] == "title"), None)
    if titled is None:
        found = find_headline(lines)
        titled = lines[found[0]][found[1] :].strip() if found else None
    builder = CanonicalBuilder()
    named = False
    for block in blocks:
        if isinstance(block, list):
            builder.add_table(block)
            continue
        kind, text = block
        if not named and titled is not None and text.endswith(titled):
            kind, named = "title", True
        builder.add(kind, text)
    return builder.build(id, "docx", titled, find_published(lines))


def _main_part(data: bytes, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entry = package.getinfo(_MAIN)
            if entry.flag_bits & 1:
                raise ReadError(f"{name}: is encrypted; save it without a password")
            with package.open(entry) as stream:
                content = stream.read(MAX_UNPACKED_BYTES + 1)
    except KeyError:
        raise ReadError(f"{name}: is a packed file, not a Word document; unpack it first") from None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise ReadError(f"{name}: is a damaged .docx; save it again") from None
    if len(content) > MAX_UNPACKED_BYTES:
        limit = megabytes(MAX_UNPACKED_BYTES)
        raise ReadError(f"{name}: unpacks to more than the limit of {limit}; save it without pictures")
    return content


def _kind(paragraph: etree._Element) -> BlockKind:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    value = (style.get(f"{_W}val", "") if style is not None else "").lower()
    if value == "title":
        return "title"
    if value.startswith("heading"):
        return "heading"
    if value == "caption":
        return "caption"
    if "list" in value or paragraph.find(f"{_W}pPr/{_W}numPr") is not None:
        return "list_item"
    return "paragraph"


def _paragraph(element: etree._Element, marks: list[str] | None = None) -> str:
    parts: list[str] = []
    for run in element.iter(f"{_W}r"):
        text = ""
        for part in run:
            if part.tag == f"{_W}t":
                text += part.text or ""
            elif part.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
                text += " "
            elif part.tag == f"{_W}noBreakHyphen":
                text += "-"
        position = run.find(f"{_W}rPr/{_W}vertAlign")
        if position is not None and position.get(f"{_W}val") == "superscript" and parts:
            added = raised(text, "".join(parts[-3:]), "")
            if added is None and marks is not None:
                marks.append(text.strip("()[]., "))
            parts.append(added or "")
        else:
            parts.append(text)
    return collapse("".join(parts))


def _table(table: etree._Element) -> list[CellDraft]:
    cells: list[CellDraft] = []
    open_above: dict[int, int] = {}
    for number, row in enumerate(table.findall(f"{_W}tr")):
        column = 0
        header = number == 0 or row.find(f"{_W}trPr/{_W}tblHeader") is not None
        for cell in row.findall(f"{_W}tc"):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = span.get(f"{_W}val", "1") if span is not None else "1"
            columns = (
                max(1, min(int(width), MAX_TABLE_COLUMNS)) if width.isdecimal() and len(width) < 5 else 1
            )
            merge = cell.find(f"{_W}tcPr/{_W}vMerge")
            if merge is not None and merge.get(f"{_W}val") != "restart" and column in open_above:
                above = open_above[column]
                cells[above] = replace(cells[above], rowspan=number - cells[above].row + 1)
                column += columns
                continue
            marks: list[str] = []
            text = collapse(" ".join(_paragraph(part, marks) for part in cell.iter(f"{_W}p")))
            open_above[column] = len(cells)
            cells.append(CellDraft(text, number, column, 1, columns, header, 0, tuple(marks)))
            column += columns
            if len(cells) > MAX_TABLE_CELLS:
                return cells
    return cells
