"""One spelling for words, units, numbers and times, so that gold and records can be compared."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from rapidfuzz import fuzz

from schemas import Quantity

DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}

_MARKS = re.compile(r"[®™*†‡]")
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?|>=|<=|/")
_PER_KILOGRAM = re.compile(r"\s*(?:per|/) ?kilogram(?: of body[- ]weight)?")
_PER_SQUARE_METRE = re.compile(r"\s*(?:per|/) ?square met(?:er|re)(?: of body[- ]surface area)?")
_RATE = re.compile(r"^/\s*|^(?:[a-z-]{4,} )+per ")


def words(text: str | None) -> str:
    """The text's words and numbers in lower case with one space between; signs of trade are left out."""
    plain = (text or "").lower().replace("≥", ">=").replace("≤", "<=").replace("%", " percent ")
    return " ".join(_WORD.findall(_MARKS.sub("", plain)))


def alike(first: str | None, second: str | None) -> float:
    """Likeness of two phrases from 0 to 100; an abbreviation is like the words it stands for."""
    return _alike(words(first), words(second))


@cache
def _alike(first: str, second: str) -> float:
    first = _spelled_out(first, second)
    second = _spelled_out(second, first)
    if not first or not second:
        return 0.0
    return (fuzz.token_sort_ratio(first, second) + fuzz.token_set_ratio(first, second)) / 2


def _spelled_out(phrase: str, other: str) -> str:
    """The phrase with each abbreviation replaced by the run of the other's words that it abbreviates."""
    others = other.split()
    result: list[str] = []
    for word in phrase.split():
        run = None
        if 2 <= len(word) <= 6 and word.isalpha() and word not in others:
            run = _run_with_initials(others, word)
        result += run or [word]
    return " ".join(result)


def _run_with_initials(run_words: list[str], initials: str) -> list[str] | None:
    size = len(initials)
    for start in range(len(run_words) - size + 1):
        run = run_words[start : start + size]
        if all(word[0] == letter for word, letter in zip(run, initials, strict=True)):
            return run
    return None


@cache
def _units() -> tuple[dict[str, str], frozenset[str]]:
    text = files("extractor.evaluating").joinpath("data/units.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    counted = frozenset(form for word in data["counted"] for form in (word, f"{word}s"))
    return data["spellings"], counted


@cache
def unit(text: str | None) -> str:
    """A unit in one spelling; what is counted is no unit ("patients" is "", "events per year" "per year")."""
    spellings, counted = _units()
    plain = (text or "").strip().lower().replace("mm hg", "mmhg")
    plain = spellings.get(plain, plain)
    plain = _PER_KILOGRAM.sub("/kg", plain)
    plain = _PER_SQUARE_METRE.sub("/m2", plain)
    plain = plain.replace("milligrams", "mg").replace("milligram", "mg")
    plain = _RATE.sub("per ", plain)
    return "" if plain in counted else plain


def same_unit(first: str | None, second: str | None) -> bool:
    """Whether two units are equal or one is not said; a percent sign must be said on both sides."""
    units = {unit(first), unit(second)}
    return len(units) == 1 or ("" in units and "%" not in units)


def same_number(first: float | None, second: float | None) -> bool:
    """Whether both are given and equal but for the sign."""
    return first is not None and second is not None and abs(abs(first) - abs(second)) < 1e-9


def days(time: Quantity | None) -> float | None:
    """A length of time in days, to five decimals; None when it is not given."""
    return None if time is None else round(float(time.value) * DAYS[time.unit], 5)


def same_time(first: Quantity | None, second: Quantity | None) -> bool:
    """Whether both are not given, or they differ by two percent at most (12 months and 1 year agree)."""
    one, other = days(first), days(second)
    if one is None or other is None:
        return one is other
    return one == other or abs(one - other) <= 0.02 * max(one, other)
