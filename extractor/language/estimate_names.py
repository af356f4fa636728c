"""The names of effect sizes in a sentence."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from extractor.language.anchors import find_all, matches_near

_TRIGGERS = (
    "ratio", "risk", "hazard", "odds", "differ", "effect", "efficac", "reduction", "adjusted", "corrected",
    "subtracted", "gap ", "estimate", "hedges", "beat", "outperform", "exceed", "surpass", "bettered",
    "needed to", "relative rate", "relative benefit",
)  # fmt: skip
_LETTERS = re.compile(r"(?:HR|OR|RR|RD|MD|ETD|GMR|ETR|MTR|NNT|NNH|WR|VE|ES|Δ|RtR)")
_BEFORE, _BEHIND = 50, 80
_NONE_BEFORE = re.compile(
    r"\b(?:no|not|without|any|little|few|neither|nor)\s(?:[\w-]+\s){0,3}$", re.IGNORECASE
)


class Name(NamedTuple):
    """A name of an effect size: offsets and measure, which may be `difference` or `same`, to be resolved."""

    start: int
    end: int
    measure: str


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    data = tomllib.loads(
        files("extractor.language").joinpath("data/estimates.toml").read_text(encoding="utf-8")
    )
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


def find_names(text: str) -> list[Name]:
    """All names of a text, in order; "no difference" is none."""
    places = find_all(text.lower(), _TRIGGERS) + [match.start() for match in _LETTERS.finditer(text)]
    pattern, groups = _names()
    names = []
    for match in matches_near(pattern, text, sorted(places), _BEFORE, _BEHIND):
        measure = groups[match.lastgroup or ""]
        if measure == "difference" and _NONE_BEFORE.search(text, max(0, match.start() - 40), match.start()):
            continue
        names.append(Name(match.start(), match.end(), measure))
    return names
