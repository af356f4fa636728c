"""The names of effect sizes in a sentence."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_TRIGGER = re.compile(
    r"ratio|risk|hazard|odds|[dD]iffer|effect|efficac|[rR]eduction|[rR]elative|adjusted|corrected|subtracted|gap |[eE]stimate|edges|beat"
    r"|outperform|exceed|surpass|bettered|needed to|[Hh]azard|Risk|Ratio|Odds|Effect|Efficac|Adjusted"
    r"|\b[ac]?[HORI]RRs?\b|\b[ac]?[HORI]Rs?\b|\b(?:RRR|[ac]?RD|MD|SMD|L?SMD|ETD|GMR|ETR|MTR|NNT|NNH|WR|VE|ES|RtR|ARR)s?\b|Δ|HRadj|sHR"
)
_BEFORE, _BEHIND = 70, 80
_NONE_BEFORE = re.compile(r"\b(?:no|not|without|any|little|few|neither|nor)\s(?:[\w-]+\s){0,3}$", re.IGNORECASE)


class Name(NamedTuple):
    """A name of an effect size: offsets and its measure, or `difference`, `efficacy`, `same`, still to resolve."""

    start: int
    end: int
    measure: str


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    data = tomllib.loads(files("extractor.language").joinpath("data/estimates.toml").read_text(encoding="utf-8"))
    groups: dict[str, str] = {}
    parts = []
    for index, (measure, entry) in enumerate(data.items()):
        kinds = []
        if entry["words"]:
            words = "|".join(word.replace(" ", "[ \u00a0-]") for word in entry["words"])
            kinds.append(rf"(?i:{words})(?!\w)")
        if entry["letters"]:
            kinds.append(rf"(?:{'|'.join(entry['letters'])})(?![\w-])")
        parts.append(rf"(?P<g{index}>{'|'.join(kinds)})")
        groups[f"g{index}"] = measure
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})"), groups


def find_names(text: str, start: int, end: int) -> list[Name]:
    """The names in one sentence, in order; "no difference" is none."""
    pattern, groups = _names()
    names = []
    for match in _matches(pattern, text, start, end):
        measure = groups[match.lastgroup or ""]
        if measure == "difference" and _NONE_BEFORE.search(text, max(start, match.start() - 40), match.start()):
            continue
        names.append(Name(match.start(), match.end(), measure))
    return names


def _matches(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The names around the words that hint at one."""
    done = start
    for trigger in _TRIGGER.finditer(text, start, end):
        if trigger.start() < done:
            continue
        for match in pattern.finditer(text, max(done, trigger.start() - _BEFORE), min(end, trigger.end() + _BEHIND)):
            done = match.end()
            yield match
