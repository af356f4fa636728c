"""Words of table headings, read once from `data/tables.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

EFFECTS = {
    "hazard_ratio": "hazard_ratio",
    "rate_ratio": "rate_ratio",
    "odds_ratio": "odds_ratio",
    "risk_ratio": "risk_ratio",
    "relative_reduction": "relative_reduction",
    "risk_difference": "risk_difference",
    "smd": "standardized_mean_difference",
    "mean_ratio": "ratio_of_means",
    "difference": "mean_difference",
    "other_effect": "other",
}
"""Kinds of forms that are effect sizes, and the measure of a comparison that each stands for."""

VALUES = ("mean", "median", "percent", "count", "fraction", "rate")
"""Kinds of forms that are an arm's own number."""

SPREADS = ("sd", "se", "iqr", "range", "ci")
"""Kinds of forms that stand beside another number."""


def is_effect(kinds: Iterable[str]) -> bool:
    """Whether kinds of forms are of an effect: a size, or a p-value."""
    return any(kind in EFFECTS or kind in ("p", "within", "interaction") for kind in kinds)


@cache
def _data() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("extractor.linking").joinpath("data/tables.toml").read_text("utf-8"))


@cache
def forms() -> re.Pattern[str]:
    """One pattern for all kinds of numbers; the kind is the name of the group that matched."""
    kinds = [f"(?P<{kind}>{'|'.join(words)})" for kind, words in _data()["forms"].items()]
    return re.compile(rf"(?<![\w\u2019])(?:{'|'.join(kinds)})(?!\w)", re.IGNORECASE)


@cache
def words(name: str) -> re.Pattern[str]:
    """The forms of one list as one pattern of whole words."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_data()['words'][name])})(?!\w)", re.IGNORECASE)


def is_only(name: str, text: str) -> bool:
    """Whether a text is nothing but one of the list's forms."""
    return words(name).fullmatch(text.strip(" \t:;,.–—-•")) is not None


_AT_BASELINE = re.compile(
    r"\b(?:at|measured at|prior to) (?:the )?baseline\b(?! (?:and|to|or|through|visit))", re.I
)
_LATER = re.compile(
    r"\b(?:after|following|follow-?up|changes?|post\w*|end of|weeks?|months?|days?|years?|then|final|during"
    r"|by|improve\w*|at \d|predict\w*|without .{1,30} at baseline|with .{1,30} at baseline)\b",
    re.I,
)


def is_of_baseline(title: str) -> bool:
    """Whether a title is that of a table of what participants were like, and not of what became of them."""
    if _AT_BASELINE.search(title) and not _LATER.search(title):
        return True
    return words("baseline_table").search(title) is not None and not words("outcome_table").search(title)
