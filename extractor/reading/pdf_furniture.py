"""What runs along the edges of PDF pages: running heads, page numbers and line numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from extractor.reading.pdf_rows import Segment, segments_of
from extractor.reading.pdf_words import Word

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—|]?\s*(?:[A-Za-z]?\d{1,5}|[ivxlc]{1,6})\s*[-–—|]?(?:\s*(?:of|/)\s*\d{1,5})?$", re.I
)
_PAGE_AT_END = re.compile(r"(?:\bpage|\bp\.|\|)\s?\d{1,5}(?:\s?(?:of|/)\s?\d{1,5})?$", re.I)
_EDGE = 0.09


def drop_furniture(pages: Sequence[tuple[float, list[Word]]]) -> list[list[Word]]:
    """Pages (height, words) without running heads, page numbers and line numbers."""
    edges = [segments_of([w for w in words if _at_edge(w, height)]) for height, words in pages]
    seen = Counter(key for segments in edges for key in {_running_head(segment) for segment in segments})
    often = max(2, 0.3 * len(pages))
    kept = []
    for (height, words), segments in zip(pages, edges, strict=True):
        lowest = max((w.bottom for w in words), default=0.0)
        highest = min((w.top for w in words), default=0.0)
        boxes = []
        numbered = [_outermost(s, highest, lowest) and _with_page_number(s) for s in segments]
        for segment in segments:
            key = _running_head(segment)
            beside = any(
                number and abs(other.top - segment.top) < 3
                for other, number in zip(segments, numbered, strict=True)
            )
            if (key is not None and seen[key] >= often) or (beside and len(segment.words) <= 12):
                boxes.append(segment)
        numbers = _line_numbers(words)
        kept.append(
            [
                word
                for word in words
                if word not in numbers
                and not (
                    _at_edge(word, height)
                    and any(
                        box.x0 - 1 <= word.x0
                        and word.x1 <= box.x1 + 1
                        and box.top - 1 <= word.top <= box.bottom
                        for box in boxes
                    )
                )
            ]
        )
    return kept


def _outermost(segment: Segment, highest: float, lowest: float) -> bool:
    return segment.bottom >= lowest - 2 or segment.top <= highest + 2


def _with_page_number(segment: Segment) -> bool:
    text = segment.text
    return bool(_PAGE_NUMBER.match(text)) or (len(text) < 100 and bool(_PAGE_AT_END.search(text)))


def _running_head(segment: Segment) -> tuple[str, int] | None:
    """By what a running head is known on other pages: its words and height; None without words.

    Only its first and last word may hold another number on each page.
    """
    words = segment.text.split()
    words[0], words[-1] = _DIGITS.sub("#", words[0]), _DIGITS.sub("#", words[-1])
    text = " ".join(words)
    return (text, round(segment.top / 8)) if any(char.isalpha() for char in text) else None


def _at_edge(word: Word, height: float) -> bool:
    return word.bottom < _EDGE * height or word.top > (1 - _EDGE) * height


def _line_numbers(words: Sequence[Word]) -> set[Word]:
    """Numbers down the left margin of a manuscript, counted up by one or five."""
    numbered = [word for word in words if word.text.isdecimal() and len(word.text) < 5]
    if len(numbered) < 8:
        return set()
    left = min(word.x0 for word in numbered)
    margin = sorted((word for word in numbered if word.x0 - left < 12), key=lambda word: word.top)
    others = sorted(word.x0 for word in words if not word.text.isdecimal())
    if len(margin) < 8 or (others and others[len(others) // 50] < max(word.x1 for word in margin) + 4):
        return set()
    steps = Counter(int(b.text) - int(a.text) for a, b in pairwise(margin))
    step, count = steps.most_common(1)[0]
    if step not in (1, 5) or count < 0.7 * (len(margin) - 1):
        return set()
    return set(margin)
