"""The sets of words by which outcomes are recognised."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _sets() -> dict[str, str]:
    text = files("extractor.language").joinpath("data/outcome_words.toml").read_text(encoding="utf-8")
    sets: dict[str, str] = tomllib.loads(text)
    return sets


@cache
def word_set(name: str) -> frozenset[str]:
    """The words of one set of `outcome_words.toml`; KeyError for an unknown name."""
    return frozenset(_sets()[name].split())
