"""How endpoints' names relate: exclusive categories, parts and wholes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_LEVEL = re.compile(r"([a-z-]{2,12}?)[- ]?(\d{2,3})(?: (?:response|responders|response rate))?")
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
        parts=frozenset((key_of(part), key_of(whole)) for part, whole in data["parts"]),
    )


def key_of(name: str) -> str:
    """An endpoint's name in the form in which names are compared: lower case, singular."""
    return _PLURAL.sub(r"\1", name.lower().strip())


def wholes_of(part: str, keys: Iterable[str]) -> list[str]:
    """Those of `keys` that everyone who has `part` has as well, as far as the names say. All are keys as
    `key_of` gives them."""
    known, present = categories(), set(keys)
    found = {whole for whole in present if (part, whole) in known.parts}
    found |= {part.removeprefix(f"{prefix} ") for prefix in known.part_prefixes} & present
    level = _level(part, known.ladders)
    if level is not None:
        lower = ((key, _level(key, known.ladders)) for key in present)
        found |= {key for key, other in lower if other and other[0] == level[0] and other[1] < level[1]}
    return sorted(found - {part})


def _level(name: str, ladders: frozenset[str]) -> tuple[str, int] | None:
    """The score and level of a response: ("easi", 75)."""
    match = _LEVEL.fullmatch(name)
    return (match[1], int(match[2])) if match and match[1] in ladders else None
