"""Text of PDF lines: hyphenation undone, each word with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractor.reading.pdf_words import Word, pdf_characters
from extractor.reading.source import Place

_HYPHEN = re.compile(r"[A-Za-z\d][-\u00ad\u2010]$")


def place_words(
    lines: Sequence[tuple[Sequence[Word], int]], vocabulary: frozenset[str] = frozenset()
) -> tuple[str, list[Place]]:
    """Text of some lines' words (each with its page), hyphenation undone, and each word's place in it."""
    parts: list[str] = []
    places: list[Place] = []
    length = 0
    for number, (words, page) in enumerate(lines):
        for index, word in enumerate(words):
            text = word.text
            last = index == len(words) - 1
            separator = " "
            if last and number + 1 < len(lines) and _HYPHEN.search(text) and lines[number + 1][0]:
                following = lines[number + 1][0][0].text
                keep = _keeps_hyphen(text, following, vocabulary)
                text = text if keep else text[:-1]
                separator = ""
            elif last and text.endswith("–") and text[-2:-1].isdigit():
                # An interval broken behind its dash.
                separator = ""
            elif text.endswith("\u00ad"):
                text = text[:-1]
            if not text:
                continue
            parts.append(text)
            places.append(Place(length, length + len(text), page, _box(word)))
            parts.append(separator)
            length += len(text) + len(separator)
    joined = "".join(parts)
    return (joined[:-1] if joined.endswith(" ") else joined), places


def _box(word: Word) -> tuple[float, float, float, float]:
    return round(word.x0, 2), round(word.top, 2), round(word.x1, 2), round(word.bottom, 2)


def _keeps_hyphen(left: str, right: str, vocabulary: frozenset[str]) -> bool:
    if left.endswith("\u00ad"):
        return False
    head = re.split(r"[^A-Za-z\d]", left[:-1])[-1].lower()
    tail = re.match(r"[A-Za-z\d]*", right)
    rest = tail.group().lower() if tail else ""
    if not rest or not right[0].islower() or not head.isalpha():
        return True
    if f"{head}-{rest}" in vocabulary:
        return True
    if head + rest in vocabulary:
        return False
    return head in pdf_characters().compounds


def vocabulary_of(lines: Sequence[Line]) -> frozenset[str]:
    """Words inside the lines, in lower case, by which hyphens at line ends are judged."""
    return frozenset(_inner_words(lines))


def _inner_words(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        for segment in line.row.segments:
            for word in segment.words[:-1]:
                yield word.text.strip(".,;:()[]").lower()


