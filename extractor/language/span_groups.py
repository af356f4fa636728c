"""Component `trialfacts_spans`: all mentions as spaCy's spans, in groups named after their kinds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from spacy.attrs import IDX
from spacy.language import Language
from spacy.tokens import Doc, Span

from extractor.language.spans import Found, kinds

_STORE = "trialfacts.mentions"


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


@Language.component("trialfacts_spans")
def write_spans(doc: Doc) -> Doc:
    """Writes the span groups, each sorted by start.

    Tokens that a mention covers in part are taken in whole; `span._.chars` keeps the exact offsets.
    """
    starts = [int(start) for start in doc.to_array([IDX]).ravel().tolist()]
    store: list[Found] = doc.user_data.setdefault(_STORE, [])
    for kind, found in kinds(doc).items():
        label = doc.vocab.strings.add(kind)
        spans = []
        for mention in found:
            store.append(mention)
            first = max(bisect_right(starts, mention[0]) - 1, 0)
            behind = max(bisect_left(starts, mention[1]), first + 1)
            spans.append(Span(doc, first, behind, label=label, span_id=len(store)))
        doc.spans[kind] = spans
    return doc


register_extensions()
