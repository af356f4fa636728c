"""Finds documents and chooses the reader of each by its content."""

from __future__ import annotations

from pathlib import Path

from extractor.reading.detect import decode, detect, detect_text
from extractor.reading.errors import ReadError
from extractor.reading.limits import check_size, read_limited
from extractor.reading.remote import fetch, located, stem_of
from extractor.reading.source import Source
from extractor.reading.text import read_plain

SUFFIXES = (".txt", ".md", ".markdown", ".html", ".htm", ".xhtml", ".pdf", ".xml", ".nxml", ".docx")


def find_documents(path: str | Path) -> list[Path]:
    """The documents of a folder and the folders in it, sorted; a file stands for itself.

    Raises ReadError when the path does not exist or the folder holds no document.
    """
    path = Path(path)
    if path.is_file():
        return [path]
    if not path.exists():
        raise ReadError(f"{path}: no such file or folder; check the path")
    found = sorted(
        file
        for file in path.rglob("*")
        if file.suffix.lower() in SUFFIXES and file.is_file() and file.name[0] != "."
    )
    if not found:
        kinds = ", ".join(SUFFIXES)
        raise ReadError(f"{path}: holds no documents; supported are files that end in {kinds}")
    return found


def read(path: str | Path) -> Source:
    """The one document of a file, or of an address such as `s3://...`; its id is the file's stem.

    Raises ReadError when it cannot be read, or holds several documents (`read_many` reads those).
    """
    return read_bytes(*_load(path))


def read_many(path: str | Path) -> list[Source]:
    """All documents of a file: one, or the many abstracts of a PubMed file. Raises ReadError."""
    return read_all(*_load(path))


def _load(path: str | Path) -> tuple[bytes, str, str]:
    """The bytes behind a path or an address, the document's id and the name for errors."""
    place = located(path)
    if isinstance(place, str):
        return fetch(place), stem_of(place), place
    return read_limited(place), place.stem, str(place)


def read_bytes(data: bytes, id: str, name: str | None = None) -> Source:
    """The document in some bytes. `name` (a file name, by default the id) is named in errors."""
    sources = read_all(data, id, name or id)
    if len(sources) > 1:
        raise ReadError(f"{name or id}: holds {len(sources)} documents; read it with read_many")
    return sources[0]


def read_text(text: str, id: str) -> Source:
    """The document in a text, which may also be HTML, Markdown or XML."""
    check_size(text.encode("utf-8", "replace"), id)
    if not text.strip():
        raise ReadError(f"{id}: is empty; give it some text")
    kind = detect_text(text, id)
    if kind in ("text", "markdown"):
        return read_plain(text, id, kind == "markdown")
    return read_bytes(text.encode("utf-8", "replace"), id)


def read_all(data: bytes, id: str, name: str) -> list[Source]:
    """All documents in some bytes; `name` is named in errors."""
    check_size(data, name)
    kind = detect(data, name)
    if kind == "pdf":
        from extractor.reading.pdf import read_pdf

        return [read_pdf(data, id, name)]
    if kind == "docx":
        from extractor.reading.docx import read_docx

        return [read_docx(data, id, name)]
    if kind == "xml":
        from extractor.reading.jats import read_xml

        return read_xml(data, id, name)
    text = decode(data, markup=kind == "html")
    if kind == "html":
        from extractor.reading.html import read_html

        return [read_html(text, id, name)]
    if not text.strip():
        raise ReadError(f"{name}: is empty; save the document again")
    return [read_plain(text, id, kind == "markdown")]
