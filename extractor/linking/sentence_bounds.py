"""Where a document's sentences stand, computed once."""

from __future__ import annotations

from bisect import bisect_right

from spacy.tokens import Doc

from extractor.language.sentences import sentence_starts
from extractor.language.spans import doc_text
from extractor.linking.drafts import Chars

_STORE = "trialfacts.sentence_bounds"


def sentence_bounds(doc: Doc) -> list[Chars]:
    """Half-open offsets of all sentences in order; they cover the whole text.

    `doc.sents` walks over every token on each call, which costs more than the linkers' own work.
    """
    bounds: list[Chars] | None = doc.user_data.get(_STORE)
    if bounds is None:
        text = doc_text(doc)
        starts = sorted({0, *sentence_starts(text)})
        bounds = list(zip(starts, [*starts[1:], len(text)], strict=True))
        doc.user_data[_STORE] = bounds
    return bounds


def sentence_at(bounds: list[Chars], offset: int) -> Chars:
    """The sentence that holds the offset."""
    return bounds[max(bisect_right(bounds, offset, key=lambda bound: bound[0]) - 1, 0)] if bounds else (0, 0)
