"""How components store what they find: typed spans in groups named after the kind of mention."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from spacy.attrs import IDX
from spacy.tokens import Doc, Span

from extractor.language.word_index import WordIndex, word_index

Found = tuple[int, int, object]
"""Start and end offset (half-open, in `doc.text`) and the parsed value of one mention."""

_STORE = "trialfacts.mentions"
_KINDS = "trialfacts.kinds"
_TEXT = "trialfacts.text"
_OFFSETS = "trialfacts.offsets"


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


def _mention(span: Span) -> Found | None:
    """The mention behind a span; a span's `id` is its place in the doc's list of mentions, from 1."""
    mentions = span.doc.user_data.get(_STORE, ())
    return mentions[span.id - 1] if 0 < span.id <= len(mentions) else None


def _value(span: Span) -> object:
    mention = _mention(span)
    return None if mention is None else mention[2]


def _chars(span: Span) -> tuple[int, int]:
    mention = _mention(span)
    return (span.start_char, span.end_char) if mention is None else mention[:2]


def register_extensions() -> None:
    """Give spans the attributes `value` (the parsed value) and `chars` (exact offsets), once a process.

    spaCy keeps plain extension values by token offsets alone, where a time and a measure over the same
    words would overwrite each other; so both read the doc's list of mentions.
    """
    if not Span.has_extension("value"):
        Span.set_extension("value", getter=_value)
    if not Span.has_extension("chars"):
        Span.set_extension("chars", getter=_chars)


def add_spans(doc: Doc, kind: str, found: Iterable[Found]) -> None:
    """Add mentions to the span group `kind`, which stays sorted by start.

    Tokens that a mention covers in part are taken in whole; `span._.chars` keeps the exact offsets.
    """
    store: list[Found] = doc.user_data.setdefault(_STORE, [])
    known: dict[str, list[Found]] = doc.user_data.setdefault(_KINDS, {})
    kept = known.setdefault(kind, [])
    starts = _token_starts(doc)
    label = doc.vocab.strings.add(kind)
    made: list[tuple[Found, Span]] = [
        (mention, span) for mention, span in zip(kept, doc.spans.get(kind, ()), strict=True)
    ]
    for mention in found:
        if starts and 0 <= mention[0] <= mention[1] <= len(doc_text(doc)):
            store.append(mention)
            first = max(bisect_right(starts, mention[0]) - 1, 0)
            behind = max(bisect_left(starts, mention[1]), first + 1)
            made.append((mention, Span(doc, first, behind, label=label, span_id=len(store))))
    made.sort(key=_offsets)
    kept[:] = [mention for mention, _ in made]
    doc.spans[kind] = [span for _, span in made]


def _token_starts(doc: Doc) -> list[int]:
    """Where the document's tokens start, read once."""
    starts: list[int] | None = doc.user_data.get(_OFFSETS)
    if starts is None:
        starts = doc.user_data[_OFFSETS] = [int(start) for start in doc.to_array([IDX]).ravel().tolist()]
    return starts


def mentions(doc: Doc, kind: str) -> list[Found]:
    """The mentions of a kind with offsets and value, in the order of its span group; not to be changed."""
    known: dict[str, list[Found]] = doc.user_data.get(_KINDS, {})
    return known.get(kind, [])


def _offsets(item: tuple[Found, Span]) -> tuple[int, int]:
    return item[0][:2]


register_extensions()
