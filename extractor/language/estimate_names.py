"""The names of effect sizes in a sentence."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from extractor.language.word_index import word_index

_NONE_BEFORE = re.compile(
    r"\b(?:no|not|without|any|little|few|neither|nor)\s(?:[\w-]+\s){0,3}$", re.IGNORECASE
)
_ENDS = r"(?:(?![\w-])|(?<=[HOR]R)(?=\d{1,3}[.·]\d))"
"""The end of an abbreviation, or its number glued to it as in "RR1.16"."""
_HEART_RATE = re.compile(r"(?i:heart rate) ?\(HR\b|\bHR[:,=] (?i:heart rate)")
"""Where HR is not the hazard ratio."""


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
            kinds.append(rf"(?:{'|'.join(entry['letters'])}){_ENDS}")
        parts.append(rf"(?P<g{index}>{'|'.join(kinds)})")
        groups[f"g{index}"] = measure
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})"), groups


def find_names(text: str) -> list[Name]:
    """All names of a text, in order; "no difference" is none."""
    pattern, groups = _names()
    names = []
    pulse = "heart rate" in word_index(text).lower and _HEART_RATE.search(text) is not None
    for match in word_index(text).finditer(pattern):
        measure = groups[match.lastgroup or ""]
        if pulse and match.group() == "HR":
            continue
        if measure == "difference" and _NONE_BEFORE.search(text, max(0, match.start() - 40), match.start()):
            continue
        names.append(Name(match.start(), match.end(), measure))
    return names
