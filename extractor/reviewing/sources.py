"""The documents behind the records: read again from their files, as long as those are unchanged."""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from extractor.reading import ReadError, Source, read_many
from extractor.running.inputs import content_hash
from extractor.storing import Store
from schemas import Evidence

_PIXELS_A_POINT = 1.8
_MOST_PIXELS = 12_000_000
_PDFIUM = threading.Lock()
"""PDFium must not be used by two threads at once."""

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """The values that were used last, by key."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[object, Value] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object, make: Callable[[], Value]) -> Value:
        """The value of a key; made now if it is not there."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._values.clear()


class MissingSource(Exception):
    """The document's file is gone, changed or unreadable; the message says so."""


class Sources:
    """Documents and page pictures by content hash. Files are found through the store alone."""

    def __init__(self) -> None:
        self._sources: Recent[list[Source]] = Recent(16)
        self._pages: Recent[bytes] = Recent(48)
        self._sizes: Recent[list[tuple[float, float]]] = Recent(64)

    def get(self, store: Store, sha: str, position: int) -> Source:
        """The document of a record. Raises MissingSource."""
        found = self._sources.get(sha, lambda: self._read(store, sha))
        if position >= len(found):
            raise MissingSource("the file holds fewer documents than the store says; run again over it")
        return found[position]

    def _read(self, store: Store, sha: str) -> list[Source]:
        with _PDFIUM:
            try:
                return read_many(file_of(store, sha))
            except ReadError as error:
                raise MissingSource(str(error)) from None

    def page(self, store: Store, sha: str, number: int) -> bytes:
        """A page (from 1) of a PDF as PNG. Raises MissingSource."""
        return self._pages.get((sha, number), lambda: _picture(file_of(store, sha), number))

    def page_sizes(self, store: Store, sha: str) -> list[tuple[float, float]]:
        """Width and height of a PDF's pages in points. Raises MissingSource."""
        return self._sizes.get(sha, lambda: _sizes(file_of(store, sha)))


def file_of(store: Store, sha: str) -> Path:
    """A file that still holds this content."""
    paths = store.paths_of(sha)
    for path in map(Path, paths):
        try:
            if content_hash(path)[0] == sha:
                return path
        except (OSError, ValueError):
            continue
    name = Path(paths[0]).name if paths else "the file"
    raise MissingSource(f"{name} was moved, changed or deleted; run again over the folder that it is in now")


def _picture(path: Path, number: int) -> bytes:
    import pypdfium2 as pdfium

    with _PDFIUM:
        try:
            document = pdfium.PdfDocument(path)
        except pdfium.PdfiumError:
            raise MissingSource("the page cannot be shown") from None
        try:
            if not 1 <= number <= len(document):
                raise MissingSource("the document has no such page")
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(_PIXELS_A_POINT, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
            picture = page.render(scale=scale).to_pil()
        finally:
            document.close()
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def _sizes(path: Path) -> list[tuple[float, float]]:
    import pypdfium2 as pdfium

    with _PDFIUM:
        document = pdfium.PdfDocument(path)
        try:
            return [page.get_size() for page in document]
        finally:
            document.close()


def evidence_at(source: Source, start: int, end: int) -> Evidence:
    """A stretch of a document as evidence. Raises ValueError when it is none."""
    if not 0 <= start < end <= len(source.text):
        raise ValueError("the selected text is not in the document")
    block = source.block_at(start)
    place = source.place(start, end)
    return Evidence(
        start=start,
        end=end,
        text=source.text[start:end],
        section=block.section if block else None,
        page=place[0] if place else None,
        bbox=place[1] if place else None,
    )
