"""How long the treatment of a trial lasted, as sentences say it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractor.language.needles import Needled
from extractor.linking.number_words import VALUES, number_of

_WORD = "|".join(sorted(VALUES, key=len, reverse=True))
_NUMBER = rf"(?P<n>\b\d{{1,3}}(?:\.5)?|\b(?:{_WORD})(?:-(?:one|two|four|six|eight))?)"
_UNIT = "minute|hour|day|week|wk|month|mo|year|yr"
_HYPHEN = rf"{_NUMBER}[ -]{{1,2}}(?P<u>{_UNIT})\b"
_PLAIN = rf"{_NUMBER} (?:consecutive |full |monthly )?(?P<u>{_UNIT}|cycle)s?\b"
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_IN_BRACKETS = re.compile(
    rf"\([^()]{{0,120}}(?:placebo|daily|weekly|mg|dose)[^()]{{0,80}}?"
    rf" for {_NUMBER} (?P<u>week|month|year)s?(?=[;,)])"
)
_SIZE_AND_LENGTH = re.compile(
    rf"(?:\b(?:trial|study) \(|\(n ?= ?)\d[\d,]*(?: [a-z]+)?[,;] {_NUMBER} (?P<u>week|month|year)s?(?=[;,)])"
)
_FOR = re.compile(rf" for {_NUMBER} (?P<u>{_UNIT})s?\b")
_UNITS = {"wk": "week", "mo": "month", "yr": "year", "cycle": "month"}
_AFTER, _HYPHENED, _GIVEN = 4, 7, 8
"""Ranks with rules of their own: "after 12-week supplementation" counts, doses for unequal times do not."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of treatment: value and unit, offsets in the sentence, and how sure the wording is."""

    value: float
    unit: str
    start: int
    end: int
    rank: int


@dataclass(frozen=True, slots=True)
class _Rules:
    """The compiled file `data/durations.toml`."""

    checks: dict[str, re.Pattern[str]]
    rules: tuple[tuple[int, Needled], ...]


@cache
def _rules() -> _Rules:
    data = tomllib.loads(files("extractor.linking").joinpath("data/durations.toml").read_text("utf-8"))
    fragments = {f"<{name}>": pattern for name, pattern in data["fragments"].items()}
    fragments |= {"<HYPHEN>": _HYPHEN, "<PLAIN>": _PLAIN}

    def compiled(pattern: str) -> re.Pattern[str]:
        for name, fragment in fragments.items():
            pattern = pattern.replace(name, fragment)
        return re.compile(pattern)

    return _Rules(
        {name: re.compile(pattern) for name, pattern in data["checks"].items()},
        tuple((rule["rank"], Needled(compiled(rule["pattern"]))) for rule in data["rules"]),
    )


def durations(text: str) -> list[Duration]:
    """Lengths of treatment that a sentence (lower case) gives, surest first."""
    rules = _rules()
    if rules.checks["cue"].search(text) is None:
        return []
    plain = _BRACKETS.sub(lambda match: "#" * len(match.group()), text)
    found: dict[int, Duration] = {}
    for rank, pattern in rules.rules:
        for match in pattern.finditer(plain):
            duration = _read(match, rank)
            if duration is None or not _is_treatment(text, duration, rules.checks):
                continue
            if duration.start not in found or found[duration.start].rank < rank:
                found[duration.start] = duration
    if "(" in text:
        for match in (*_IN_BRACKETS.finditer(text), *_SIZE_AND_LENGTH.finditer(text)):
            duration = _read(match, 6)
            if duration is not None:
                found.setdefault(duration.start, duration)
    best = sorted(found.values(), key=lambda duration: (-duration.rank, duration.start))
    if len({match.groups() for match in _FOR.finditer(plain)}) > 1:
        return [duration for duration in best if duration.rank != _GIVEN]
    return best


def _read(match: re.Match[str], rank: int) -> Duration | None:
    unit = match.group("u")
    if unit == "cycle" and "monthly" not in match.group():
        return None
    unit = _UNITS.get(unit, unit)
    word = match.group("n")
    value = float(word) if word[0].isdigit() else float(word in ("a", "an") or number_of(word) or 0)
    if value == 0 or unit in ("minute", "hour"):
        return None
    return Duration(value, unit, match.start("n"), match.end("u"), rank)


def _is_treatment(text: str, duration: Duration, checks: dict[str, re.Pattern[str]]) -> bool:
    """Whether nothing around the time makes it a follow-up, a washout, a schedule or an age."""
    start, end = duration.start, duration.end
    if checks["not_behind"].match(text[end : end + 60]):
        return False
    if duration.rank not in (_HYPHENED, _AFTER) and checks["not_before"].search(
        text[max(0, start - 24) : start]
    ):
        return False
    if checks["skip"].search(text[max(0, start - 70) : start]):
        return False
    if checks["repeated"].match(text[end : end + 20]):
        return False
    every = "every" in text[max(0, start - 30) : start]
    return not (every and checks["schedule"].match(text[end : end + 30]))
