"""Four values of two arms in one list: which arm, and which of two outcomes, each of them has.

"31 and 18 vs 21 and 13 months" tells all of one arm before the other; "72% vs 47%, and 88% vs 67%" sets the
arms against each other outcome by outcome.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

from extractor.linking.values import ValueUnit

AGAINST = re.compile(r"\b(?:vs\.?|versus|v|against|as opposed to|compared (?:with|to)|than)(?!\w)", re.I)
"""Between two values that are set against each other."""

_T = TypeVar("_T")


def _against(text: str, values: Sequence[ValueUnit]) -> list[bool]:
    pairs = zip(values, values[1:], strict=False)
    return [AGAINST.search(text, first.end, second.start) is not None for first, second in pairs]


def arms_of_four(text: str, values: Sequence[ValueUnit], arms: Sequence[_T]) -> list[_T]:
    """The arm of each of four values, of two arms told in order; empty where the values say no such thing."""
    if len(values) != 4 or len(arms) != 2:
        return []
    first, second = arms
    against = _against(text, values)
    if against == [False, True, False]:
        return [first, first, second, second]
    return [first, second, first, second] if against == [True, False, True] else []


def outcomes_of_four(text: str, values: Sequence[ValueUnit], outcomes: Sequence[_T]) -> list[_T]:
    """The outcome of each of four values, of two outcomes told in order."""
    if len(values) != 4 or len(outcomes) != 2:
        return []
    first, second = outcomes
    against = _against(text, values)
    if against == [False, True, False]:
        return [first, second, first, second]
    return [first, first, second, second] if against == [True, False, True] else []
