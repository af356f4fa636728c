"""Which characters of a document other mentions already hold, so that every number has one kind."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

from extractor.language.mentions import Estimate
from extractor.language.spans import Found, doc_text, mentions


class Claims:
    """A map of taken characters; an estimate holds its number only, every other mention its whole text."""

    def __init__(self, length: int, found: Iterable[Found] = ()) -> None:
        self._taken = bytearray(length + 1)
        self.add(found)

    @classmethod
    def of(cls, doc: Doc, kinds: Iterable[str]) -> Claims:
        """The claims of the span groups named."""
        claims = cls(len(doc_text(doc)))
        for kind in kinds:
            claims.add(mentions(doc, kind))
        return claims

    def add(self, found: Iterable[Found]) -> None:
        """Take the characters of mentions."""
        for start, end, value in found:
            if isinstance(value, Estimate):
                start, end = value.core
            self.take(start, end)

    def take(self, start: int, end: int) -> None:
        """Take a stretch."""
        self._taken[start:end] = b"\x01" * (end - start)

    def hold(self, start: int, end: int) -> bool:
        """Whether any character of the stretch is taken."""
        return 1 in self._taken[start:end]
