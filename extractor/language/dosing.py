"""How often and by which way a medicine is given: the words of `data/dosing.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from extractor.language.drug_lexicon import read_data
from extractor.language.word_index import word_index

_LEAST_INDEXED = 400
_DIGITS = {
    word: str(number)
    for number, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)
} | {"twelve": "12"}
_NUMBERED_DAYS = re.compile(r"\bD(?=\d)")


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often, in words, and where the text says so."""

    start: int
    end: int
    words: str


@cache
def _lexicon() -> tuple[re.Pattern[str], tuple[str, ...], re.Pattern[str], dict[str, str]]:
    data = tomllib.loads(read_data("dosing.toml"))
    parts, says = [], []
    for index, entry in enumerate(data["frequency"]):
        pattern = entry["pattern"].replace("?P<n>", f"?P<n{index}>").replace("?P<u>", f"?P<u{index}>")
        parts.append(f"(?P<f{index}>{pattern})")
        says.append(entry["says"])
    frequency = re.compile(r"(?<![\w-])(?:" + "|".join(parts) + r")(?!\w)", re.IGNORECASE)
    routes = {word: route for route, words in data["routes"].items() for word in words}
    options = "|".join(re.escape(word) for word in sorted(routes, key=len, reverse=True))
    return (
        frequency,
        tuple(says),
        re.compile(rf"(?<![\w-])(?:{options}|IV|SC|IM|PO)(?!\w|-(?!dose))", re.IGNORECASE),
        routes,
    )


_ABBREVIATED = {"IV": "intravenous", "SC": "subcutaneous", "IM": "intramuscular", "PO": "oral"}


def in_digits(words: str) -> str:
    """A frequency with its number in digits: what "every four weeks" and "every 4 weeks" have in common."""
    return " ".join(_DIGITS.get(word, word) for word in words.lower().split())


def frequencies(text: str, start: int = 0, end: int | None = None) -> list[Frequency]:
    """All statements of frequency in a stretch of text."""
    pattern, says, _, _ = _lexicon()
    found = []
    for match in _matches(pattern, text, start, end):
        index = int((match.lastgroup or "f0")[1:]) if match.lastgroup and match.lastgroup[0] == "f" else -1
        if index < 0:
            index = next(i for i in range(len(says)) if match.group(f"f{i}") is not None)
        words = says[index]
        if "{n}" in words:
            words = words.replace("{n}", match.group(f"n{index}").lower())
        if "{u}" in words:
            words = words.replace("{u}", match.group(f"u{index}").lower())
        if not words:
            words = _NUMBERED_DAYS.sub(
                "", _NUMBERED_DAYS.sub("days ", match.group().replace("days (D) ", "days "), count=1)
            )
            if "cycle" in words:
                words = words.removeprefix("on ")
        found.append(Frequency(match.start(), match.end(), words))
    return found


def _matches(pattern: re.Pattern[str], text: str, start: int, end: int | None) -> Iterator[re.Match[str]]:
    """The matches in a stretch; an index is worth its making for a whole document only."""
    if len(text) < _LEAST_INDEXED:
        return pattern.finditer(text, start, len(text) if end is None else end)
    return word_index(text).finditer(pattern, start, end)


def routes(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, str]]:
    """All words for a route in a stretch of text: offsets and the route."""
    _, _, pattern, lexicon = _lexicon()
    found = []
    for match in _matches(pattern, text, start, end):
        word = match.group()
        route = lexicon.get(word.lower()) or _ABBREVIATED.get(word)
        if route is not None:
            found.append((match.start(), match.end(), route))
    return found
