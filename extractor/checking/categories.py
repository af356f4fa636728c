"""How endpoints' names relate: exclusive categories, parts and wholes."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_TRAILING = re.compile(r"\s(?:rate|response|responders)$")
_PLURAL = re.compile(r"\b(event|reaction|death|infection)s\b")


@dataclass(frozen=True, slots=True)
class Categories:
    """The lexicon of `data/categories.toml`; names in lower case."""

    exclusive: tuple[frozenset[str], ...]
    part_prefixes: tuple[str, ...]
    ladders: frozenset[str]
    parts: frozenset[tuple[str, str]]


@cache
def categories() -> Categories:
    """The lexicon, read once."""
    data = tomllib.loads(files("extractor.checking").joinpath("data/categories.toml").read_text("utf-8"))
    return Categories(
        exclusive=tuple(frozenset(group) for group in data["exclusive"]),
        part_prefixes=tuple(data["part_prefixes"]),
        ladders=frozenset(data["ladders"]),
        parts=frozenset((part, whole) for part, whole in data["parts"]),
    )


def is_part(part: str, whole: str) -> bool:
    """Whether everyone who has `part` has `whole` as well, as far as the two names say."""
    known = categories()
    part, whole = part.lower().strip(), whole.lower().strip()
    if (part, whole) in known.parts:
        return True
    for prefix in known.part_prefixes:
        rest = part.removeprefix(f"{prefix} ")
        if rest != part and _PLURAL.sub(r"\1", rest) == _PLURAL.sub(r"\1", whole):
            return True
    return _higher_level(part, whole, known.ladders)


def _higher_level(part: str, whole: str, ladders: frozenset[str]) -> bool:
    levels = [_level(name) for name in (part, whole)]
    first, second = levels
    if first is None or second is None or first[0] != second[0] or first[0] not in ladders:
        return False
    return first[1] > second[1]


def _level(name: str) -> tuple[str, int] | None:
    score, _, level = _TRAILING.sub("", name).rpartition("-")
    if not score:
        score, _, level = name.partition(" ")
    if level.isdecimal() and len(level) <= 3:
        return score, int(level)
    return None
