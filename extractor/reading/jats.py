"""Journal articles in JATS XML, as PubMed Central has them, and the choice of the XML reader."""

from __future__ import annotations

import re

from lxml import etree

from extractor.reading.builder import CanonicalBuilder, collapse
from extractor.reading.errors import ReadError
from extractor.reading.html_tables import inline_text, read_table
from extractor.reading.markup import raised
from extractor.reading.pubmed import read_pubmed_article
from extractor.reading.source import BlockKind, Source
from extractor.reading.xml_dates import date_of
from extractor.reading.xml_safe import local_name, parse_xml

_SKIPPED = frozenset(
    (
        *("ref-list", "tex-math", "graphic", "media", "inline-graphic", "object-id", "contrib-group"),
        *("permissions", "trans-abstract", "email", "supplementary-material", "related-article"),
    )
)
_BLOCKS = frozenset(
    (
        *("p", "sec", "list", "list-item", "disp-quote", "boxed-text", "disp-formula", "fig", "def-list"),
        *("def-item", "term", "def", "body", "abstract", "statement", "verse-group", "break", "ack", "fn"),
        *("fn-group", "app", "app-group", "notes", "glossary", "table-wrap", "label", "title", "caption"),
    )
)
_EMPTY_BRACKETS = re.compile(r"\s?[\[(][\s,;–-]*[\])]")
_DATE_ORDER = ("epub", "pub", "ppub", "collection")


def read_xml(data: bytes, id: str, name: str) -> list[Source]:
    """The documents of a JATS or PubMed XML file; a PubMed file's are `<id>-<pmid>` where it holds many."""
    root = parse_xml(data, name)
    kind = local_name(root)
    if kind in ("PubmedArticleSet", "PubmedArticle", "MedlineCitation", "MedlineCitationSet"):
        found = list(root.iter("MedlineCitation"))
        sources = [read_pubmed_article(entry, id, many=len(found) > 1) for entry in found]
    else:
        articles = (
            [root]
            if kind == "article"
            else [node for node in root.iter("{*}article") if local_name(node) == "article"]
        )
        if not articles:
            raise ReadError(f"{name}: is XML of an unknown kind (<{kind}>); JATS and PubMed XML are read")
        sources = [
            _article(node, id, number if len(articles) > 1 else 0) for number, node in enumerate(articles, 1)
        ]
    sources = [source for source in sources if source.text]
    if not sources:
        raise ReadError(f"{name}: holds no text; save it with its abstract or body")
    return sources


def _article(article: etree._Element, id: str, number: int) -> Source:
    meta = article.find("{*}front/{*}article-meta")
    metadata = _metadata(article, meta)
    builder = CanonicalBuilder()
    title = None
    if meta is not None:
        element = meta.find("{*}title-group/{*}article-title")
        if element is not None:
            title = inline_text(element, []) or None
            builder.add("title", title or "")
        for abstract in meta.findall("{*}abstract"):
            if abstract.get("abstract-type") in ("graphical", "teaser", "toc"):
                continue
            if abstract.find("{*}title") is None:
                builder.add("heading", "Abstract")
            _Walk(builder).read(abstract)
    for part in ("body", "floats-group"):
        for element in article.findall(f"{{*}}{part}"):
            _Walk(builder).read(element)
    for element in article.findall("{*}back"):
        _Walk(builder, "boilerplate").read(element)
    suffix = f"-{metadata.get('pmcid') or metadata.get('pmid') or number}" if number else ""
    published = metadata.pop("published", None)
    return builder.build(id + suffix, "jats", title, published, metadata)


class _Walk:
    """Walks a part of an article without recursion and hands its blocks to the builder."""

    def __init__(self, builder: CanonicalBuilder, kind: BlockKind = "paragraph") -> None:
        self._builder = builder
        self._plain = kind
        self._kinds: list[BlockKind] = [kind]
        self._parts: list[str] = []

    def read(self, top: etree._Element) -> None:
        """Add the blocks below an element."""
        walk = etree.iterwalk(top, events=("start", "end"))
        for event, node in walk:
            tag = local_name(node)
            if event == "start":
                self._start(walk, node, tag)
            else:
                if tag in _BLOCKS:
                    self._flush()
                    if tag in ("list-item", "caption") and len(self._kinds) > 1:
                        self._kinds.pop()
                if node.tail and node is not top:
                    self._parts.append(node.tail)
        self._flush()

    def _start(self, walk: etree.iterwalk, node: etree._Element, tag: str) -> None:
        if not tag or tag in _SKIPPED:
            walk.skip_subtree()
        elif tag == "title" and _is_section_title(node):
            walk.skip_subtree()
            self._flush()
            self._builder.add("heading", inline_text(node, []))
        elif (
            tag == "label"
            and (parent := node.getparent()) is not None
            and local_name(parent) not in ("fig", "table-wrap")
        ):
            walk.skip_subtree()
        elif tag == "table-wrap":
            walk.skip_subtree()
            self._flush()
            self._table(node)
        elif tag == "sup":
            walk.skip_subtree()
            content = collapse("".join(node.itertext()))
            added = raised(content, "".join(self._parts[-3:]), node.tail or "")
            if added:
                self._parts.append(added)
        elif tag == "xref" and node.get("ref-type") in ("bibr", "fn", "table-fn", "aff", "corresp"):
            walk.skip_subtree()
        else:
            if tag in _BLOCKS:
                self._flush()
                if tag == "list-item":
                    self._kinds.append("list_item" if self._plain == "paragraph" else self._plain)
                elif tag == "caption":
                    self._kinds.append("caption")
            if node.text:
                self._parts.append(node.text)

    def _flush(self) -> None:
        if not self._parts:
            return
        text = collapse("".join(self._parts))
        self._parts.clear()
        if "[" in text or "(" in text:
            text = _EMPTY_BRACKETS.sub("", text)
        self._builder.add(self._kinds[-1], text)

    def _table(self, wrap: etree._Element) -> None:
        label = wrap.find("{*}label")
        caption = wrap.find("{*}caption")
        words = [inline_text(part, []) for part in (label, caption) if part is not None]
        printed = collapse(". ".join(word.rstrip(".") for word in words if word)) or None
        if printed:
            self._builder.add("caption", printed)
        notes = [note for foot in wrap.findall("{*}table-wrap-foot") for note in _notes(foot)]
        for element in wrap.iterfind(".//{*}table"):
            table = read_table(element, frozenset())
            if table is None or not table.cells:
                continue
            self._builder.add_table(table.cells, printed)
            notes[:0] = table.footnotes
        for note in notes:
            if not self._builder.add_footnote(note):
                self._builder.add("caption", note)


def _is_section_title(node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is not None and local_name(parent) not in ("caption", "list", "ref-list", "fig")


def _notes(foot: etree._Element) -> list[str]:
    """Footnotes of a table, each with its mark in front."""
    notes = []
    for element in foot:
        label = element.find("{*}label")
        mark = collapse("".join(label.itertext())) if label is not None else ""
        text = inline_text(element, None)
        if text and mark and not text.startswith(mark):
            text = f"{mark} {text}"
        if text:
            notes.append(text)
    return notes


def _metadata(article: etree._Element, meta: etree._Element | None) -> dict[str, str]:
    found: dict[str, str] = {}
    journal = article.find("{*}front/{*}journal-meta//{*}journal-title")
    if journal is not None:
        found["journal"] = collapse("".join(journal.itertext()))
    if meta is None:
        return found
    for identifier in meta.findall("{*}article-id"):
        key = {"pmc": "pmcid", "pmcid": "pmcid", "pmid": "pmid", "doi": "doi"}.get(
            identifier.get("pub-id-type", "")
        )
        if key and identifier.text:
            found[key] = identifier.text.strip()
    dates = {
        date.get("pub-type") or date.get("date-type") or "": date for date in meta.findall("{*}pub-date")
    }
    for kind in _DATE_ORDER:
        published = date_of(dates[kind]) if kind in dates else None
        if published:
            found["published"] = published
            break
    return found
