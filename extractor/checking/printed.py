"""Printed numbers: what true values a rounded number may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

_NUMBER = re.compile(
    r"(?<![\d.,·])(?:(\d{1,15})((?:,\d{3}){0,4})(?:([.,·])(\d{1,12}))?|[.·](\d{1,12}))(?!\d)"
)
_SLACK = 1e-9
"""Relative slack of comparisons, so that 0.1 + 0.2 is not above 0.3."""


@dataclass(frozen=True, slots=True)
class Range:
    """The values from `low` to `high`, both included."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.gap(Range(value, value)) == 0

    def gap(self, other: Range) -> float:
        """How far apart the two ranges are; 0 when they touch or overlap."""
        above, below = self.low - other.high, other.low - self.high
        distance, edge = max((above, self.low), (below, self.high))
        return distance if distance > _SLACK * max(1.0, abs(edge)) else 0.0

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low)

    def __sub__(self, other: Range) -> Range:
        return Range(self.low - other.high, self.high - other.low)

    def absolute(self) -> Range:
        """The range of the absolute values."""
        if self.low <= 0 <= self.high:
            return Range(0.0, max(-self.low, self.high))
        return Range(*sorted((abs(self.low), abs(self.high))))

    def over(self, other: Range) -> Range | None:
        """The range of the quotients of two ranges of values that are not negative; None when the other
        reaches 0."""
        if other.low <= 0:
            return None
        return Range(max(self.low, 0.0) / other.high, max(self.high, 0.0) / other.low)


class Precision:
    """The decimals that numbers were printed with.

    JSON numbers lose trailing zeros, so the texts that a fact was made from are asked first (a number
    that stands there twice counts with its fewer decimals); a number that is not found there has the
    decimals of its own shortest form, which can only be too lenient.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts

    @cached_property
    def _decimals(self) -> dict[float, int]:
        found: dict[float, int] = {}
        for text in self._texts:
            for whole, thousands, mark, after, alone in _NUMBER.findall(text):
                fraction = after or alone
                readings = [(f"{whole or 0}{thousands.replace(',', '')}.{fraction or 0}", len(fraction))]
                if thousands and not mark:
                    readings.append((f"{whole}.{thousands.lstrip(',').split(',')[0]}", 3))
                for digits, decimals in readings:
                    value = float(digits)
                    found[value] = min(decimals, found.get(value, decimals))
        return found

    def decimals(self, value: float) -> int:
        """How many decimals `value` was printed with."""
        printed = self._decimals.get(abs(float(value)))
        if printed is not None:
            return printed
        if isinstance(value, int):
            return 0
        exponent = Decimal(repr(value)).as_tuple().exponent
        return max(0, -exponent) if isinstance(exponent, int) else 0

    def unit(self, value: float) -> float:
        """One unit of the last printed digit."""
        return float(10.0 ** -self.decimals(value))

    def range(self, value: float) -> Range:
        """The true values that may have been rounded to `value`."""
        half = self.unit(value) / 2
        return Range(value - half, value + half)


def number(value: float) -> str:
    """A number as a curator writes it: four significant digits at most, no exponent for common sizes."""
    return f"{value:.4g}" if abs(value) < 10000 else f"{value:.0f}"


def span(values: Range, decimals: int = 3) -> str:
    """A range in words: one number when both ends look alike."""
    low, high = (f"{end:.{decimals}g}" for end in (values.low, values.high))
    return low if low == high else f"{low} to {high}"
