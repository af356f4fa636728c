"""Values that a course started from, and those that it reached: "from 5.1 to 6.2"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import zip_longest

from extractor.linking.values import ValueUnit

_MOVED = re.compile(
    r"\b(?:increas|decreas|reduc|improv|declin|fell|fall|rose|ris(?:e|ing)|dropp|chang|worsen|gain|lost|rais|lower)\w*",
    re.I,
)
_RISK = re.compile(r"\b(?:risks?|odds|chances?|likelihood|incidence|hazards?)\b", re.I)
"""What falls from one arm to another rather than from one time to another."""
_FROM = re.compile(r"\bfrom (?:an? |the )?(?:[\w-]+ ){0,5}?$", re.I)
_TO = re.compile(
    r"(?:\s?(?!at\b)[A-Za-z/%]{1,12}){0,4}?\s?(?:(?:up |down )?to|→|->)\s(?:an? |about |only )?",
    re.I,
)
_SIGNS = ("to", "To", "TO", "→", "->")
_LONGEST = 80
"""Characters; the two values of a course stand closer."""


def reached_values(text: str, values: Sequence[ValueUnit], start: int) -> list[ValueUnit]:
    """The values without those that a course started from: of "from 5.1 to 6.2" the second alone."""
    kept = []
    for value, following in zip_longest(values, values[1:]):
        if following is None or not _is_course(text, value, following, start):
            kept.append(value)
        else:
            following.reached = True
    return kept


def _is_course(text: str, value: ValueUnit, following: ValueUnit, start: int) -> bool:
    if value.family not in ("", following.family) or following.start - value.end > _LONGEST:
        return False
    gap = text[value.end : following.start]
    if not any(sign in gap for sign in _SIGNS) or not _TO.fullmatch(gap):
        return False
    if value.spread is not None and following.spread is not None:
        return True
    left = text[max(start, value.start - 60) : value.start]
    if _RISK.search(left) is not None:
        return False
    return _FROM.search(left) is not None and _MOVED.search(text, start, following.end + 60) is not None
