"""How components store what they find: mentions by kind, with exact offsets and parsed values."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from spacy.tokens import Doc

from extractor.language.word_index import WordIndex, word_index

Found = tuple[int, int, object]
"""Start and end offset (half-open, in `doc.text`) and the parsed value of one mention."""

_KINDS = "trialfacts.kinds"
_TEXT = "trialfacts.text"


def doc_text(doc: Doc) -> str:
    """The document's text, put together once: spaCy's own `doc.text` joins all tokens at every call."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text


def doc_lower(doc: Doc) -> str:
    """The document's text in lower case, every character in its place, made once.

    Patterns in lower case search it several times faster than patterns for any case search the text.
    """
    return doc_words(doc).lower


def doc_words(doc: Doc) -> WordIndex:
    """The index of the document's words."""
    return word_index(doc_text(doc))


def keep_text(doc: Doc, text: str) -> None:
    """Leave a document's text with it, for `doc_text`."""
    doc.user_data[_TEXT] = text


def add_spans(doc: Doc, kind: str, found: Iterable[Found]) -> None:
    """Add mentions to the kind's, which stay sorted by offsets; those outside the text are passed over."""
    known: dict[str, list[Found]] = doc.user_data.setdefault(_KINDS, {})
    kept = known.setdefault(kind, [])
    length = len(doc_text(doc)) if len(doc) else -1
    kept += [mention for mention in found if 0 <= mention[0] <= mention[1] <= length]
    kept.sort(key=_chars)


def mentions(doc: Doc, kind: str) -> list[Found]:
    """The mentions of a kind with offsets and value, in order; not to be changed."""
    known: dict[str, list[Found]] = doc.user_data.get(_KINDS, {})
    return known.get(kind, [])


def kinds(doc: Doc) -> dict[str, list[Found]]:
    """All mentions by kind; not to be changed."""
    known: dict[str, list[Found]] = doc.user_data.get(_KINDS, {})
    return known


_chars = itemgetter(0, 1)
