"""Text of PDF lines: hyphenation undone, each word with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractor.reading.pdf_words import Box, Word, pdf_characters
from extractor.reading.source import Place

_ODD_HYPHEN = re.compile(r"[A-Za-z]\u2010$")
_HYPHEN = re.compile(r"[A-Za-z\d][-\u00ad\u2010]$")
_GLUED = re.compile(r"(?:[A-Za-z\d)%+][–—/]|[^\s/]/|(?:^|[\s(\[<>=±])[-−–]|[(\[])$")
"""The end of a line after which the next line's first word follows without a blank."""
_REAL = "\u2011"
_TAIL = re.compile(r"[A-Za-z\d]*")
_PLAIN = ".,;:()[]\"'“”‘’"


def place_words(
    lines: Sequence[tuple[Sequence[Word], int]], vocabulary: frozenset[str] = frozenset()
) -> tuple[str, list[Place]]:
    """Text of some lines' words (each with its page), hyphenation undone, and each word's place in it.

    `vocabulary` holds the document's words, by which a hyphen at the end of a line is judged.
    """
    parts: list[str] = []
    places: list[Place] = []
    length = 0
    lines = [line for line in lines if line[0]]
    for number, (words, page) in enumerate(lines):
        for index, word in enumerate(words):
            text = word.text
            separator = " "
            if index == len(words) - 1 and number + 1 < len(lines):
                text, separator = _end_of_line(text, lines[number + 1][0][0].text, vocabulary)
            elif text.endswith("\u00ad"):
                text = text[:-1]
            text = text.replace("\u00ad", "").replace("\u2010", "-").replace(_REAL, "-")
            if not text:
                continue
            parts.append(text)
            places.append(Place(length, length + len(text), page, _box(word)))
            parts.append(separator)
            length += len(text) + len(separator)
    joined = "".join(parts)
    return (joined[:-1] if joined.endswith(" ") else joined), places


def _end_of_line(text: str, following: str, vocabulary: frozenset[str]) -> tuple[str, str]:
    """The last word of a line as it is read, and what stands between it and the next line."""
    if text.endswith(_REAL):
        return text, ""
    if _HYPHEN.search(text):
        return (text if _keeps_hyphen(text, following, vocabulary) else text[:-1]), ""
    if _GLUED.search(text) and (len(text) > 1 or following[0].isdigit()):
        alone = text[-1] in "-−–" and not text[-2:-1].isalnum()
        if not alone or following[0].isdigit() or following[0] == ".":
            return text, ""
    return text, " "


def _box(word: Word) -> Box:
    return round(word.x0, 2), round(word.top, 2), round(word.x1, 2), round(word.bottom, 2)


def _keeps_hyphen(left: str, right: str, vocabulary: frozenset[str]) -> bool:
    """Whether the hyphen between two lines belongs to the word, and is no hyphenation."""
    if left.endswith("\u00ad"):
        return False
    head = re.split(r"[^A-Za-z\d]", left[:-1])[-1].lower()
    tail = _TAIL.match(right)
    rest = tail.group().lower() if tail else ""
    if not rest or not right[0].islower() or not head.isalpha():
        return True
    characters = pdf_characters()
    if f"{head}-{rest}" in vocabulary:
        return True
    if head + rest in vocabulary or head + rest in characters.solid:
        return False
    if head in characters.compounds or (len(head) > 2 and rest in characters.tails):
        return True
    if head in characters.prefixes:
        return False
    # Two halves that are words of their own make a compound.
    return len(head) > 2 and len(rest) > 3 and head in vocabulary and rest in vocabulary


def tell_hyphens(lines: Sequence[Sequence[Word]]) -> None:
    """Marks real hyphens at line ends in documents that print hyphenation with a character of its own."""
    ends = [words[-1] for words in lines if words]
    broken = [word for word in ends if _ODD_HYPHEN.search(word.text)]
    inside = sum("\u2010" in word.text for words in lines for word in words) - len(broken)
    if not broken or inside > 0:
        return
    for word in broken:
        word.text = word.text[:-1] + "\u00ad"
    for word in ends:
        if len(word.text) > 1 and word.text[-1] == "-" and word.text[-2].isalnum():
            word.text = word.text[:-1] + _REAL


def vocabulary_of(lines: Iterable[Sequence[Word]]) -> frozenset[str]:
    """Words inside the lines, in lower case, by which hyphens at line ends are judged."""
    return frozenset(word.text.strip(_PLAIN).lower() for words in lines for word in words[:-1])
