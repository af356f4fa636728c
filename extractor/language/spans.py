"""How components store what they find: typed spans in groups named after the kind of mention."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc, Span

Found = tuple[int, int, object]
"""Start and end offset (half-open, in `doc.text`) and the parsed value of one mention."""

_STORE = "trialfacts.mentions"
_KINDS = "trialfacts.kinds"
_TEXT = "trialfacts.text"


def doc_text(doc: Doc) -> str:
    """The document's text, put together once: spaCy's own `doc.text` joins all tokens at every call."""
    text: str | None = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return text


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
    spans = list(doc.spans[kind]) if kind in doc.spans else []
    kept = known.setdefault(kind, [])
    for mention in found:
        span = doc.char_span(
            mention[0], mention[1], label=kind, alignment_mode="expand", span_id=len(store) + 1
        )
        if span is not None:
            store.append(mention)
            kept.append(mention)
            spans.append(span)
    spans.sort(key=_chars)
    kept.sort(key=_offsets)
    doc.spans[kind] = spans


def mentions(doc: Doc, kind: str) -> list[Found]:
    """The mentions of a kind with offsets and value, in the order of its span group; not to be changed."""
    known: dict[str, list[Found]] = doc.user_data.get(_KINDS, {})
    return known.get(kind, [])


def _offsets(mention: Found) -> tuple[int, int]:
    return mention[:2]


register_extensions()
