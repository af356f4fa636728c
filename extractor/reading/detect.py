"""What kind of document some bytes are, decided by their content, and their text."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Literal

from charset_normalizer import from_bytes

from extractor.reading.errors import ReadError

Format = Literal["text", "markdown", "html", "pdf", "xml", "docx"]

_SAMPLE = 65_536
_CONTROL = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27} | {127})
_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"SQLite format 3", "a SQLite database"),
    (b"{\\rtf", "an RTF file"),
)
_ROOT = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:(?:<!--.{0,5000}?-->|<\?[^>]{0,500}\?>)\s*)*"
    r"(?:<!DOCTYPE\s+([\w:-]{1,60})|<([\w:-]{1,60}))",
    re.DOTALL | re.IGNORECASE,
)
_HTML_TAG = re.compile(
    r"<(?:html|head|body|div|p|table|h[1-6]|article|main|section|span|ul|br)\b[^<>]{0,300}>", re.I
)
_XML_ROOTS = frozenset(
    ("article", "pubmedarticle", "pubmedarticleset", "pmc-articleset", "articles", "medlinecitation",
     "oai-pmh", "medlinecitationset", "pmc-article")
)  # fmt: skip
_XML_HINT = re.compile(
    r"<(?:article-meta|front|journal-meta|sec|PubmedArticle|MedlineCitation)\b|dtd-version=|<!DOCTYPE\s+article"
)
_MARKDOWN = re.compile(r"^#{1,6} \S", re.MULTILINE)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{2,40})""")
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


def detect(data: bytes, name: str) -> Format:
    """The format of a document; `name` helps to tell Markdown from text and is named in errors.

    Raises ReadError for an empty document, a binary file and a packed file that is no .docx.
    """
    if not data.strip(b" \t\r\n\0\x0c\xef\xbb\xbf"):
        raise ReadError(f"{name}: is empty; save the document again")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        if b"word/" in data[:_SAMPLE] or b"word/document.xml" in data:
            return "docx"
        raise ReadError(f"{name}: is a packed file, not a document; unpack it first")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadError(f"{name}: is {what}, not a document; save it as text, HTML, PDF, XML or .docx")
    if _is_binary(data):
        raise ReadError(f"{name}: is a binary file, not a document; save it as text, HTML, PDF, XML or .docx")
    return detect_text(decode(data[:_SAMPLE]), name)


def detect_text(text: str, name: str) -> Format:
    """The format of a document that is known to be text."""
    suffix = PurePath(name).suffix.lower()
    head = text[:_SAMPLE].lstrip("\ufeff")
    root = _ROOT.match(head)
    if root is not None:
        tag = (root.group(1) or root.group(2)).lower().rpartition(":")[2]
        if tag in ("html", "head", "body"):
            return "html"
        if tag in _XML_ROOTS and (tag != "article" or _XML_HINT.search(head) or suffix in (".xml", ".nxml")):
            return "xml"
        if suffix in (".xml", ".nxml"):
            return "xml"
    if suffix in (".html", ".htm", ".xhtml"):
        return "html"
    if suffix in (".md", ".markdown"):
        return "markdown"
    if "<" in head:
        tags = 0
        for tags, _ in enumerate(_HTML_TAG.finditer(head[:8192]), 1):
            if tags >= 5:
                return "html"
        if root is not None and tags >= 2:
            return "html"
    if suffix != ".txt" and len(_MARKDOWN.findall(head)) >= 2:
        return "markdown"
    return "text"


def decode(data: bytes, markup: bool = False) -> str:
    """The text of some bytes: byte order mark, UTF-8, a declared encoding (`markup`), then the likeliest."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace").lstrip("\ufeff")
    sideways = _sideways(data)
    if sideways is not None:
        return data.decode(sideways, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8")
    if markup:
        declared = _META_CHARSET.search(data[:4096]) or _XML_ENCODING.match(data[:200])
        if declared is not None:
            try:
                return data.decode(declared.group(1).decode("ascii"), errors="replace")
            except LookupError:
                pass
    return data.decode(_likely_encoding(data), errors="replace")


def _likely_encoding(data: bytes) -> str:
    sample = data[:_SAMPLE]
    if len(sample.translate(None, bytes(range(128)))) > 0.15 * len(sample):
        guesses = [guess.encoding for guess in from_bytes(sample)]
        if guesses:
            return next((guess for guess in guesses if not guess.startswith("mac")), guesses[0])
    # Mostly ASCII: Western text, where Windows-1252 has Latin-1's letters plus dashes and quotes.
    return "cp1252"


def _sideways(data: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of mostly Latin text is zero."""
    sample = data[:4096]
    if len(sample) < 8 or sample.count(0) < 0.3 * len(sample):
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > 0.7 * len(sample) / 2 and even < 0.1 * len(sample):
        return "utf-16-le"
    if even > 0.7 * len(sample) / 2 and odd < 0.1 * len(sample):
        return "utf-16-be"
    return None


def _is_binary(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    if any(sample.startswith(bom) for bom, _ in _BOMS) or _sideways(data) is not None:
        return False
    controls = len(sample) - len(sample.translate(None, _CONTROL))
    if controls > 0.3 * len(sample):
        return True
    if controls <= 0.02 * len(sample):
        return False
    try:
        sample.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start < len(sample) - 3
    return False
