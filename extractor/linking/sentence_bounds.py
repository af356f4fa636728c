"""Where a document's sentences stand, computed once."""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Doc

from extractor.language.sentences import sentence_offsets
from extractor.language.spans import doc_text
from extractor.linking.drafts import Chars

_QUESTION = 60
_STORE = "trialfacts.sentence_bounds"
_SPANS = "trialfacts.sentence_spans"


def sentence_bounds(doc: Doc) -> list[Chars]:
    """Half-open offsets of all sentences in order; they cover the whole text.

    `doc.sents` walks over every token on each call, which costs more than the linkers' own work.
    """
    bounds: list[Chars] | None = doc.user_data.get(_STORE)
    if bounds is None:
        text = doc_text(doc)
        starts = sentence_offsets(doc)
        bounds = list(zip(starts, [*starts[1:], len(text)], strict=True))
        doc.user_data[_STORE] = bounds
    return bounds


def sentence_spans(doc: Doc) -> list[Chars]:
    """The sentences that hold more than white space, as `doc.sents` bounds them, found once.

    Each starts at its first letter or sign; white space behind it belongs to it, a single space does not.
    """
    spans: list[Chars] | None = doc.user_data.get(_SPANS)
    if spans is None:
        text = doc_text(doc)
        starts = []
        for start, end in sentence_bounds(doc):
            words = text[start:end].lstrip()
            if words:
                starts.append(end - len(words))
        starts = _with_questions(text, starts)
        stops = [*starts[1:], len(text)]
        spans = [
            (start, stop - (text[stop - 1] == " " and not text[stop - 2].isspace()))
            for start, stop in zip(starts, stops, strict=True)
        ]
        doc.user_data[_SPANS] = spans
    return spans


def _with_questions(text: str, starts: list[int]) -> list[int]:
    """Less the starts behind a short question, which its answer depends on: "In the placebo arm? 4%."."""
    return [
        start
        for index, start in enumerate(starts)
        if not (
            index
            and start - starts[index - 1] < _QUESTION
            and text[starts[index - 1] : start].rstrip(" ").endswith("?")
        )
    ]


def sentence_at(bounds: list[Chars], offset: int) -> Chars:
    """The sentence that holds the offset."""
    return bounds[max(bisect_right(bounds, offset, key=lambda bound: bound[0]) - 1, 0)] if bounds else (0, 0)
