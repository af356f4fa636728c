"""The names of effect sizes in a sentence."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_TRIGGERS = (
    "ratio", "risk", "hazard", "odds", "differ", "effect", "efficac", "reduction", "relative", "adjusted", "corrected",
    "subtracted", "gap ", "estimate", "hedges", "beat", "outperform", "exceed", "surpass", "bettered", "needed to",
)  # fmt: skip
_LETTERS = re.compile(r"(?:[ac]?[HORI]R|RRR|RD|MD|SMD|ETD|GMR|ETR|MTR|NNT|NNH|WR|VE|ES|Δ)")
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
    lower = text[start:end].lower()
    if not any(trigger in lower for trigger in _TRIGGERS) and not _LETTERS.search(text, start, end):
        return []
    pattern, groups = _names()
    names = []
    for match in pattern.finditer(text, start, end):
        measure = groups[match.lastgroup or ""]
        if measure == "difference" and _NONE_BEFORE.search(text, max(start, match.start() - 40), match.start()):
            continue
        names.append(Name(match.start(), match.end(), measure))
    return names
