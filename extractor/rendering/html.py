"""A record and its document as one self-contained page: the text with the evidence marked, the facts beside.

The page loads nothing: style and script stand in it, and its content security policy allows just these two
by their hashes. Words from the document are escaped wherever they appear.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from extractor.reading.source import Block, Source, Table
from extractor.rendering.page_facts import KINDS, PageFacts, collect
from extractor.rendering.segments import Highlighter, Segment
from schemas import DocumentRecord


@dataclass
class _Cell:
    segments: list[Segment]
    header: bool
    rowspan: int
    colspan: int


@dataclass
class _Part:
    """A block of the document, a run of list items, or a table."""

    kind: Literal["text", "list", "table"]
    name: str = "paragraph"
    segments: list[Segment] = field(default_factory=list)
    items: list[list[Segment]] = field(default_factory=list)
    rows: list[list[_Cell]] = field(default_factory=list)


def render_html(record: DocumentRecord, source: Source) -> str:
    """The page as HTML text; evidence offsets must point into `source.text`."""
    facts = collect(record)
    highlighter = Highlighter(source.text, facts.spans)
    style, script = _asset("page.css"), _asset("page.js")
    return (
        _environment()
        .get_template("page.html")
        .render(
            record=record,
            title=record.document.title or record.document.id,
            facts=facts,
            parts=list(_parts(source, highlighter)),
            kind_of=lambda keys: _kind_of(facts, keys),
            kinds=[kind for kind in KINDS if kind in facts.kinds.values()],
            style=Markup(style),
            script=Markup(script),
            policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
            "base-uri 'none'; form-action 'none'",
        )
    )


def _kind_of(facts: PageFacts, keys: tuple[str, ...]) -> str:
    return max((facts.kinds[key] for key in keys), key=KINDS.index)


def _parts(source: Source, highlighter: Highlighter) -> Iterator[_Part]:
    tables = {table.start: table for table in source.tables}
    table_end = -1
    items: list[list[Segment]] = []
    for block in source.blocks:
        if block.start < table_end:
            continue
        segments = highlighter.segments(block.start, block.end)
        if block.kind == "list_item":
            items.append(segments)
            continue
        if items:
            yield _Part("list", items=items)
            items = []
        table = _table_at(tables, block)
        if table is not None:
            table_end = table.end
            yield _Part("table", rows=_rows(table, highlighter))
        else:
            yield _Part("text", name=block.kind, segments=segments)
    if items:
        yield _Part("list", items=items)


def _table_at(tables: dict[int, Table], block: Block) -> Table | None:
    if block.kind != "table":
        return None
    return next((tables[start] for start in tables if block.start <= start < block.end), None)


def _rows(table: Table, highlighter: Highlighter) -> list[list[_Cell]]:
    rows: list[list[_Cell]] = [[] for _ in range(table.rows)]
    for cell in table.cells:
        segments = highlighter.segments(cell.start, cell.end)
        rows[cell.row].append(_Cell(segments, cell.header, cell.rowspan, cell.colspan))
    return rows


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("extractor.rendering"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _asset(name: str) -> str:
    return files("extractor.rendering").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
