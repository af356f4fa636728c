"""Web pages: the article's text without the page around it."""

from __future__ import annotations

from lxml import etree, html
from lxml.html import HtmlElement

from extractor.reading.builder import CanonicalBuilder, collapse
from extractor.reading.errors import ReadError
from extractor.reading.headline import find_headline, find_published
from extractor.reading.html_main import Page
from extractor.reading.html_metadata import page_metadata
from extractor.reading.html_tables import inline_text, is_layout, read_table, split_footnotes
from extractor.reading.markup import raised
from extractor.reading.source import BlockKind, Source

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BLOCKS = _HEADINGS | frozenset(
    (
        *("p", "div", "section", "article", "main", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "pre"),
        *(
            "figure",
            "figcaption",
            "table",
            "hr",
            "address",
            "body",
            "html",
            "header",
            "tr",
            "td",
            "th",
            "tbody",
        ),
        *("thead", "center", "details", "summary", "fieldset", "hgroup", "caption", "tfoot"),
    )
)
_KINDS: dict[str, BlockKind] = {"li": "list_item", "figcaption": "caption", "caption": "caption"}
_NOTE_WORDS = ("fn", "note", "footnote", "legend")


def read_html(text: str, id: str, name: str) -> Source:
    """The Source of a web page; raises ReadError where it holds no text."""
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = html.document_fromstring(_clean(text).encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError):
        raise ReadError(f"{name}: holds no text; save the page with its content") from None
    if any("RESOURCE" in entry.type_name for entry in parser.error_log):
        raise ReadError(f"{name}: is broken HTML, nested thousands of tags deep; save the page again")
    metadata = page_metadata(root)
    page = Page(root)
    reader = _Walk(page)
    reader.read(page.main())
    if not reader.lines:
        raise ReadError(f"{name}: holds no text; save the page with its content (not a page that loads it)")
    declared = metadata.pop("published", None)
    title = reader.title or _fallback_title(reader, metadata)
    published = declared or find_published(reader.lines)
    return reader.builder.build(id, "html", title, published, metadata)


def _clean(text: str) -> str:
    return text.replace("\x00", " ")


def _fallback_title(reader: _Walk, metadata: dict[str, str]) -> str | None:
    if metadata.get("title"):
        return metadata["title"]
    found = find_headline(reader.lines)
    return reader.lines[found[0]][found[1] :].strip() if found else None


class _Walk:
    """Walks down the article without recursion and hands its blocks to the builder."""

    def __init__(self, page: Page) -> None:
        self.builder = CanonicalBuilder()
        self.lines: list[str] = []
        self.title: str | None = None
        self._page = page
        self._parts: list[str] = []
        self._kinds: list[BlockKind] = ["paragraph"]

    def read(self, main: HtmlElement) -> None:
        """Read the article below `main`, and its headline where it stands outside."""
        dropped = self._page.dropped
        h1 = next((node for node in main.iter("h1") if node not in dropped), None)
        if h1 is None:
            h1 = next((node for node in self._page.root.iter("h1") if node not in dropped), None)
            if h1 is not None:
                self._heading(h1)
        walk = etree.iterwalk(main, events=("start", "end"))
        for event, node in walk:
            tag = node.tag
            if event == "start":
                if node in dropped and node is not main:
                    walk.skip_subtree()
                    if tag in _BLOCKS:
                        self._flush()
                elif tag in _HEADINGS:
                    walk.skip_subtree()
                    self._flush()
                    self._heading(node)
                elif tag == "table" and not is_layout(node):
                    self._flush()
                    if self._table(node):
                        walk.skip_subtree()
                elif tag == "p" and self._is_note(node):
                    walk.skip_subtree()
                    self._flush()
                    for note in split_footnotes(node, dropped):
                        self.builder.add_footnote(note)
                elif tag == "sup":
                    walk.skip_subtree()
                    self._raise(node)
                else:
                    self._open(tag, node)
            else:
                if tag in _BLOCKS:
                    self._flush()
                    if tag in _KINDS and len(self._kinds) > 1:
                        self._kinds.pop()
                if node.tail and node is not main:
                    self._text(node.tail)
        self._flush()

    def _open(self, tag: str, node: HtmlElement) -> None:
        if tag in _BLOCKS:
            self._flush()
            if tag in _KINDS:
                self._kinds.append(_KINDS[tag])
        elif tag == "br":
            self._flush()
        if node.text:
            self._text(node.text, preserve=tag == "pre")

    def _text(self, text: str, preserve: bool = False) -> None:
        if preserve:
            for line in text.split("\n"):
                self._parts.append(line)
                self._flush()
        else:
            self._parts.append(text)

    def _raise(self, node: HtmlElement) -> None:
        content = collapse("".join(node.itertext()))
        before = "".join(self._parts[-3:])
        added = raised(content, before, node.tail or "")
        if added is not None:
            self._parts.append(added)
        elif not before.strip():
            self._parts.append(f"{content} ")

    def _flush(self) -> None:
        if not self._parts:
            return
        text = collapse("".join(self._parts))
        self._parts.clear()
        if text:
            self.builder.add(self._kinds[-1], text)
            self.lines.append(text)

    def _heading(self, node: HtmlElement) -> None:
        text = inline_text(node, [], self._page.dropped)
        if not text:
            return
        if node.tag == "h1" and self.title is None:
            self.title = text
            self.builder.add("title", text)
        else:
            self.builder.add("heading", text)
        self.lines.append(text)

    def _table(self, node: HtmlElement) -> bool:
        table = read_table(node, self._page.dropped)
        if table is None or not table.cells:
            return False
        if table.caption:
            self.builder.add("caption", table.caption)
            self.lines.append(table.caption)
        self.builder.add_table(table.cells, table.caption)
        for note in table.footnotes:
            self.builder.add_footnote(note)
        return True

    def _is_note(self, node: HtmlElement) -> bool:
        """Whether a paragraph right below a table is its footnote."""
        if not self.builder.after_table() or any(part.strip() for part in self._parts):
            return False
        names = node.get("class", "").lower().replace("-", " ").replace("_", " ").split()
        if any(word.startswith(_NOTE_WORDS) for word in names):
            return True
        first = next(iter(node), None)
        return first is not None and first.tag == "sup" and not (node.text or "").strip()
