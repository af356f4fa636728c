"""A record and its document as one self-contained page: the text with the evidence marked, the facts beside.

The page loads nothing: style and script stand in it, and its content security policy allows just these two
by their hashes. Words from the document are escaped wherever they appear.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from extractor.reading.source import Source
from extractor.rendering.page_facts import KINDS, PageFacts, collect
from extractor.rendering.parts import parts_of
from extractor.rendering.segments import Highlighter
from schemas import DocumentRecord


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
            parts=list(parts_of(source, highlighter)),
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
