"""The façade: read, annotate, link, check. What a script imports."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language

    from extractor.reading.source import Source
    from schemas import DocumentRecord

_MOST_STRINGS = 400_000
"""spaCy keeps every string it meets; beyond this many (about 100 MB) a new pipeline is made."""


class Extractor:
    """Turns documents into validated records. The pipeline is loaded once, on first use.

    With `calibrated` false, numbers keep the linker's own confidence, which the calibration is learnt from.
    """

    def __init__(self, calibrated: bool = True) -> None:
        self._calibrated = calibrated

    def extract(self, path: str | Path) -> DocumentRecord:
        """The record of one file (text, Markdown, HTML, PDF, Word, JATS or PubMed XML), or of an address.

        Raises `extractor.reading.ReadError`, whose message names the file and what to do, when the file
        cannot be read, and when it holds more than one document (use `extract_all` then).
        """
        from extractor.reading import ReadError

        records = self.extract_all(path)
        if len(records) != 1:
            raise ReadError(f"{path}: holds {len(records)} documents; use Extractor.extract_all")
        return records[0]

    def extract_all(self, path: str | Path) -> list[DocumentRecord]:
        """The records of all documents in one file: a PubMed file may hold many abstracts."""
        from extractor.reading import read_many

        return [self.extract_source(source) for source in read_many(path)]

    def extract_bytes(self, data: bytes, id: str, name: str | None = None) -> list[DocumentRecord]:
        """The records of a file's content; `name` (by default the id) is named in errors."""
        from extractor.reading import read_all

        return [self.extract_source(source) for source in read_all(data, id, name or id)]

    def extract_text(self, text: str, id: str = "text") -> DocumentRecord:
        """The record of a plain text; `id` names it."""
        from extractor.reading import read_text

        return self.extract_source(read_text(text, id))

    def extract_many(self, paths: Iterable[str | Path], workers: int = 1) -> Iterator[DocumentRecord]:
        """The records of many files, in order. Raises `ReadError` at the first file that cannot be read.

        With more than one worker the files are extracted in processes of their own; a script that asks for
        them must stand under `if __name__ == "__main__":`, as each process imports it anew.
        """
        if workers < 1:
            raise ValueError(f"workers is {workers}; give 1 or more")
        if workers == 1:
            for path in paths:
                yield from self.extract_all(path)
            return
        from extractor.many import side_by_side

        for records in side_by_side(paths, workers):
            yield from records

    def extract_source(self, source: Source) -> DocumentRecord:
        """The record of a document that has been read already, with the findings of the checks."""
        from extractor.checking import with_checks, with_confidence

        record = with_checks(self._link(source)[0])
        return with_confidence(record) if self._calibrated else record

    def explain(self, source: Source) -> list[str]:
        """One line a number: what it was tied to, and what decided."""
        return self._link(source)[1]

    def _link(self, source: Source) -> tuple[DocumentRecord, list[str]]:
        from extractor.language.pipeline import annotate, build_pipeline
        from extractor.linking.link import link

        if len(build_pipeline().vocab.strings) > _MOST_STRINGS:
            build_pipeline.cache_clear()
        with _uncollected():
            return link(annotate(source.text), source)


def load_pipeline() -> Language:
    """A spaCy pipeline of the caller's own that finds the mentions: spans in `doc.spans`, by kind.

    `span._.value` is what was parsed. Use it as any pipeline, as in `for doc in nlp.pipe(texts)`.
    """
    from extractor.language.pipeline import new_pipeline

    return new_pipeline()


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python's collector of cycles wait for the end of a document.

    The objects of a document are many, none of them are cycles, and all of them go with it: the collector
    would walk over them, and over all that the program holds, for nothing.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
