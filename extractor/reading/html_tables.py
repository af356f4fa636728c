"""Tables of web pages: spans resolved, header cells, caption, footnotes."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from extractor.reading.builder import CellDraft, collapse
from extractor.reading.limits import MAX_TABLE_CELLS, MAX_TABLE_COLUMNS
from extractor.reading.markup import raised

_BLOCKISH = frozenset(
    ("p", "div", "br", "break", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "dd", "dt")
)
_REFERENCES = frozenset(("bibr", "fn", "table-fn"))
_NOTE_SIGN = "\ue000"
_INDENT = re.compile(r"^[ \t\n\r]*([\xa0\u2002\u2003\u2009]+)")
_PADDING = re.compile(r"(?:padding-left|text-indent|margin-left)\s*:\s*([\d.]+)", re.IGNORECASE)


@dataclass(slots=True)
class PageTable:
    """A table as cells, not yet placed in a text."""

    cells: list[CellDraft] = field(default_factory=list)
    caption: str | None = None
    footnotes: list[str] = field(default_factory=list)


def inline_text(
    element: HtmlElement,
    marks: list[str] | None = None,
    skip: Set[HtmlElement] = frozenset(),
    mark_sign: str = "",
) -> str:
    """The text of an element on one line; raised footnote marks go to `marks`, or stay in as "a ".

    `mark_sign` is put before each mark that stays.
    Blocks and line breaks inside become blanks.
    """
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end"))
    for event, node in walk:
        tag = node.tag
        if event == "start":
            if not isinstance(tag, str) or (node in skip and node is not element):
                walk.skip_subtree()
            elif tag == "xref" and node.get("ref-type") in _REFERENCES:
                walk.skip_subtree()
                if marks is not None and node.get("ref-type") != "bibr":
                    marks.append(collapse("".join(node.itertext())).strip("()[]., "))
            elif tag == "sup":
                walk.skip_subtree()
                content = collapse("".join(node.itertext()))
                added = raised(content, "".join(parts[-3:]), node.tail or "")
                if added is not None:
                    parts.append(added)
                elif marks is not None:
                    marks.append(content.strip("()[]., "))
                else:
                    parts.append(f" {mark_sign}{content} ")
            else:
                if tag in _BLOCKISH:
                    parts.append(" ")
                if node.text:
                    parts.append(node.text)
        else:
            if tag in _BLOCKISH:
                parts.append(" ")
            if node.tail and node is not element:
                parts.append(node.tail)
    return collapse("".join(parts))


def is_layout(table: HtmlElement) -> bool:
    """Whether a table only lays out a page: its cells hold tables, headings or many paragraphs."""
    if table.get("role") == "presentation":
        return True
    if next(table.iterfind(".//table"), None) is not None:
        return True
    for tag in ("h1", "h2"):
        if next(table.iter(tag), None) is not None:
            return True
    rows = sum(1 for _ in table.iter("tr"))
    cells = sum(1 for _ in table.iter("td", "th"))
    return rows == 0 or cells <= 1 or cells <= rows or cells > MAX_TABLE_CELLS


def read_table(table: HtmlElement, skip: Set[HtmlElement]) -> PageTable | None:
    """The table's cells, caption and footnotes, or None where it is too wide to be a table."""
    result = PageTable()
    caption = table.find("caption")
    if caption is not None:
        result.caption = inline_text(caption, [], skip) or None
    rows = [row for row in table.iter("tr") if row not in skip]
    number = 0
    width = 0
    body_seen = False
    grid: list[tuple[int, HtmlElement, int, int, int, bool]] = []
    taken: set[tuple[int, int]] = set()
    for row in rows:
        column = 0
        section = row.getparent()
        section_tag = section.tag if section is not None else ""
        cells = [cell for cell in row if cell.tag in ("td", "th") and cell not in skip]
        heads = [cell.tag == "th" for cell in cells]
        header_row = section_tag == "thead" or (bool(heads) and all(heads) and not body_seen)
        body_seen = body_seen or not header_row
        if header_row and len(cells) > 1:
            taken.update(_left_out(grid, cells, number, width, taken))
        for cell in cells:
            while (number, column) in taken:
                column += 1
            rowspan = _span(cell.get("rowspan"), 500)
            colspan = _span(cell.get("colspan"), MAX_TABLE_COLUMNS)
            if column + colspan > MAX_TABLE_COLUMNS:
                return None
            if rowspan > 1 or colspan > 1:
                taken.update(
                    (number + down, column + right) for down in range(rowspan) for right in range(colspan)
                )
                if len(taken) > 5 * MAX_TABLE_CELLS:
                    return None
            grid.append((number, cell, column, rowspan, colspan, header_row or cell.tag == "th"))
            column += colspan
            width = max(width, column)
        number += 1
    for place, (row_number, cell, column, rowspan, colspan, header) in enumerate(grid):
        section = cell.getparent().getparent()
        full = colspan >= width > 1 and column == 0
        last = all(later[0] == row_number for later in grid[place:])
        if full and (section is not None and section.tag == "tfoot" or (last and place)):
            result.footnotes.extend(split_footnotes(cell, skip))
            continue
        marks: list[str] = []
        text = inline_text(cell, marks, skip)
        result.cells.append(
            CellDraft(
                text, row_number, column, min(rowspan, number - row_number), colspan, header,
                _indent(cell) if column == 0 else 0, tuple(marks),
            )
        )  # fmt: skip
    return result


def _left_out(
    grid: list[tuple[int, HtmlElement, int, int, int, bool]],
    cells: list[HtmlElement],
    number: int,
    width: int,
    taken: set[tuple[int, int]],
) -> set[tuple[int, int]]:
    """Places of a row of headings that are left empty where it has just as many as stand under spans.

    An author who writes "| Drug (two columns)" and below it "5 mg | 10 mg" forgot the empty first cell.
    """
    above = [item for item in grid if item[0] == number - 1 and item[3] == 1 and item[4] > 1]
    under = {column for _, _, first, _, span, _ in above for column in range(first, first + span)}
    free = [column for column in range(width) if (number, column) not in taken]
    held = sum(_span(cell.get("colspan"), MAX_TABLE_COLUMNS) for cell in cells)
    if not under or held != len(under) or held >= len(free):
        return set()
    return {(number, column) for column in free if column not in under}


def split_footnotes(element: HtmlElement, skip: Set[HtmlElement]) -> list[str]:
    """The footnotes that stand in one cell or paragraph, each from its raised mark on."""
    text = inline_text(element, None, skip, mark_sign=_NOTE_SIGN)
    return [note.strip() for note in text.split(_NOTE_SIGN) if note.strip()]


def _span(value: str | None, most: int) -> int:
    if value is None:
        return 1
    digits = value.strip()[:6]
    return max(1, min(int(digits), most)) if digits.isdecimal() else 1


def _indent(cell: HtmlElement) -> int:
    text = next((part for part in cell.itertext() if part.strip(" \t\r\n")), "")
    blanks = _INDENT.match(text)
    if blanks is not None:
        wide = sum(2 if char == "\u2003" else 1 for char in blanks.group(1))
        if wide >= 2:
            return max(1, min(wide // 2, 4))
    padding = _PADDING.search(cell.get("style", ""))
    if padding is not None and float(padding.group(1).rstrip(".") or 0) >= 0.8:
        return 1
    names = cell.get("class", "").lower()
    return 1 if "indent" in names else 0
