"""The source as the page shows it: text with the evidence marked, and PDF pages as pictures with boxes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.reading.source import Place, Source
from extractor.rendering.parts import Part, parts_of
from extractor.rendering.segments import Highlighter, Span
from extractor.reviewing.draft import Draft
from extractor.reviewing.words import KIND_WORDS
from schemas.review import FactKind

KINDS: tuple[FactKind, ...] = (
    "trial",
    "design",
    "drug",
    "arm",
    "dose",
    "endpoint",
    "result",
    "comparison",
)
"""Where facts overlap in the text, the later kind gives the colour."""
_SAME_LINE = 0.5


@dataclass(slots=True)
class Box:
    """A marked run of words on one line of a page, in points."""

    x: float
    y: float
    width: float
    height: float
    facts: tuple[str, ...]


@dataclass(slots=True)
class Word:
    """A word of a page, for selecting; `y` is its baseline."""

    text: str
    start: int
    x: float
    y: float
    width: float
    size: float


@dataclass(slots=True)
class Page:
    """A page of a PDF, from 1."""

    number: int
    width: float
    height: float
    boxes: list[Box] = field(default_factory=list)


@dataclass(slots=True)
class DocumentView:
    """The document in parts, and its pages where it has any; `kinds` says what each fact is about."""

    parts: list[Part]
    pages: list[Page]
    kinds: dict[str, FactKind]

    def kind_of(self, facts: tuple[str, ...]) -> FactKind:
        """What gives a stretch its colour."""
        return max((self.kinds[key] for key in facts), key=KINDS.index)

    def words_for(self, facts: tuple[str, ...]) -> str:
        """What a stretch is evidence of, in words: "arm, 2 arm results"."""
        counts = Counter(self.kinds[key] for key in facts)
        named = ((counts[kind], KIND_WORDS[kind]) for kind in KINDS if counts[kind])
        return ", ".join(words if number == 1 else f"{number} {words}s" for number, words in named)


def document_view(source: Source, draft: Draft, sizes: list[tuple[float, float]]) -> DocumentView:
    """The document with the evidence of all facts; `sizes` are those of a PDF's pages."""
    facts = [fact for fact in draft.facts.values() if fact.status != "merged"]
    spans = [Span(item.start, item.end, fact.key) for fact in facts for item in fact.evidence]
    highlighter = Highlighter(source.text, spans)
    pages = [Page(number, *size) for number, size in enumerate(sizes, 1)]
    for place, keys in _marked(source, highlighter):
        if place.page <= len(pages):
            _add_box(pages[place.page - 1].boxes, place, keys)
    return DocumentView(list(parts_of(source, highlighter)), pages, {fact.key: fact.kind for fact in facts})


def page_words(source: Source, number: int) -> list[Word]:
    """The words of a page, for selecting."""
    return [_word(source, place) for place in source.places if place.page == number]


def _word(source: Source, place: Place) -> Word:
    left, top, right, bottom = place.bbox
    height = bottom - top
    text = source.text[place.start : place.end]
    return Word(text, place.start, left, round(bottom - 0.22 * height, 2), round(right - left, 2), height)


def _marked(source: Source, highlighter: Highlighter) -> Iterator[tuple[Place, tuple[str, ...]]]:
    for place in source.places:
        keys = [key for part in highlighter.segments(place.start, place.end) for key in part.facts]
        if keys:
            yield place, tuple(dict.fromkeys(keys))


def _add_box(boxes: list[Box], place: Place, facts: tuple[str, ...]) -> None:
    """A new box, or the last one made longer when the word goes on in its line with the same facts."""
    left, top, right, bottom = place.bbox
    last = boxes[-1] if boxes else None
    if (
        last is not None
        and last.facts == facts
        and abs(last.y - top) < _SAME_LINE * last.height
        and 0 <= left - (last.x + last.width) < last.height
    ):
        last.width = right - last.x
        last.height = max(last.height, bottom - last.y)
        return
    boxes.append(Box(left, top, right - left, bottom - top, facts))
