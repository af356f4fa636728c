"""What stands behind a number: a unit, a noun that it counts, or nothing."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

UnitKind = Literal["percent", "percentage_points", "dose", "time", "unit", "people", "events"]

_TIME_UNITS = {
    word: name
    for name, words in {
        "minute": "minute minutes min mins",
        "hour": "hour hours hr hrs h",
        "day": "day days",
        "week": "week weeks wk wks",
        "month": "month months mo mos",
        "year": "year years yr yrs",
    }.items()
    for word in words.split()
}
_BLANKS = " \u00a0\u2009\u202f"
_BLANK = r"[ \u00a0\u2009\u202f]{0,2}"
_CLASS_OR_BLANK = re.compile(r"\[[^\]]*\]| ")
_LETTERS = re.compile(r"[^\W\d_]{1,30}")
_WORD = re.compile(r"[^\W\d_][\w'’/-]{0,30}")
_NEVER = frozenset(",.;:()[]=<>+?!\"'’“”\n\t±≥≤&*†‡§")
_HYPHENS = "-–‐‑"
_MOST_ADJECTIVES = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit behind a number: its kind, its normal form and the offset where it ends.

    `name` is `%`, `percentage points`, a time unit in the singular, `patients` for people, `events` for
    what else is counted, or the unit as printed.
    """

    kind: UnitKind
    name: str
    end: int


@cache
def _tables() -> dict[str, list[str]]:
    data = files("extractor.language").joinpath("data/units.toml").read_text(encoding="utf-8")
    return tomllib.loads(data)


@cache
def _words(name: str) -> frozenset[str]:
    words = _tables()[name]
    return frozenset(words) | frozenset(f"{word}s" for word in words)


@cache
def function_words() -> frozenset[str]:
    """Words that never are or begin a unit."""
    return frozenset(_tables()["function_words"])


def _alternatives(name: str) -> str:
    return "|".join(
        _CLASS_OR_BLANK.sub(lambda found: _BLANK if found.group() == " " else found.group(), entry)
        for entry in _tables()[name]
    )


@cache
def _pattern() -> re.Pattern[str]:
    kinds = ("percentage_points", "percent", "dose", "unit")
    return re.compile("|".join(f"(?P<{kind}>{_alternatives(kind)})" for kind in kinds))


def time_unit(word: str) -> str | None:
    """The singular name of a printed time unit: "yrs" is `year`, "h" is `hour`; None for any other word."""
    return _TIME_UNITS.get(word.lower())


def unit_at(text: str, position: int) -> Unit | None:
    """The unit that stands at the end of a number; a blank or hyphen may part them."""
    at = position
    while at < position + 2 and text[at : at + 1] in _BLANKS and at < len(text):
        at += 1
    hyphen = text[at : at + 1] in _HYPHENS and at < len(text)
    if hyphen:
        at += 1
    mark = text[at : at + 1]
    if not mark or mark in _NEVER or mark.isdigit() or mark.isspace():
        return None
    letters = _LETTERS.match(text, at)
    word = letters.group().lower() if letters else ""
    if word in function_words() and word not in ("per", "a"):
        return None
    unit = _measured(text, at, word, letters.end() if letters else at)
    if unit is None and not hyphen and at > position and letters:
        unit = _counted(text, at)
    return unit


def _measured(text: str, at: int, word: str, word_end: int) -> Unit | None:
    follower = text[word_end : word_end + 1]
    if (
        word in _TIME_UNITS
        and not (follower.isdigit() or follower == "_" or follower == "/" and len(word) < 3)
        and not (len(word) == 1 and follower in _HYPHENS and follower)
    ):
        return Unit("time", _TIME_UNITS[word], word_end)
    match = _pattern().match(text, at, min(len(text), at + 90))
    if match is None:
        return None
    if match.lastgroup == "percent":
        return Unit("percent", "%", match.end())
    if match.lastgroup == "percentage_points":
        return Unit("percentage_points", "percentage points", match.end())
    kind: UnitKind = "dose" if match.lastgroup == "dose" else "unit"
    return Unit(kind, " ".join(match.group().split()).lstrip("-"), match.end())


def _counted(text: str, at: int) -> Unit | None:
    """The noun that a number counts, at most three adjectives away."""
    for _ in range(_MOST_ADJECTIVES + 1):
        match = _WORD.match(text, at)
        if match is None:
            return None
        word = match.group()
        lower = word.lower()
        if lower in _words("people"):
            return Unit("people", "patients", match.end())
        if lower in _words("events"):
            return Unit("events", "events", match.end())
        if (
            lower in function_words()
            or (word != lower and not word.isupper())
            or "patient-" in lower
            or "person-" in lower
        ):
            return None
        at = match.end()
        if text[at : at + 1] not in (" ", "\u00a0"):
            return None
        at += 1
    return None
