"""The scales of effect measures: where no effect lies, and on which scale an interval is symmetric."""

from __future__ import annotations

import math

from extractor.checking.printed import Range
from extractor.checking.view import Fact
from schemas import ArmResult, Comparison

RATIOS = frozenset({"hazard_ratio", "odds_ratio", "risk_ratio", "rate_ratio", "ratio_of_means"})
DIFFERENCES = frozenset({"risk_difference", "mean_difference", "standardized_mean_difference"})


def logarithm(values: Range) -> Range | None:
    """The range of the logarithms; None when it reaches 0 or below."""
    return None if values.low <= 0 else Range(math.log(values.low), math.log(values.high))


def remaining(values: Range) -> Range:
    """A relative reduction in percent as the ratio it leaves: 28% is 0.72."""
    return Range(1 - values.high / 100, 1 - values.low / 100)


def effect_scales(fact: Fact[Comparison]) -> list[tuple[Range, Range, Range]]:
    """Estimate, lower and upper limit on each scale on which they may be symmetric around no effect at 0:
    logarithms for ratios, plain for differences, both for a relative reduction. Empty when a part is
    missing or the measure has no known scale."""
    value, limits, measure = fact.value, fact.limits, fact.it.measure
    if value is None or limits is None:
        return []
    parts = (value, *limits)
    if measure in RATIOS:
        return _logarithms(*parts)
    if measure in DIFFERENCES:
        return [parts]
    if measure == "relative_reduction" and fact.it.unit == "%":
        value, low, high = (remaining(part) for part in parts)
        return [parts, *_logarithms(value, high, low)]
    return []


def position(value: Range, low: Range, high: Range) -> Range:
    """Where the estimate lies between the limits, from 0 (the lower) to 1 (the upper), with rounding."""
    found = [
        (estimate - lower) / (upper - lower)
        for estimate in (value.low, value.high)
        for lower in (low.low, low.high)
        for upper in (high.low, high.high)
        if upper > lower
    ]
    return Range(min(found), max(found)) if found else Range(0.0, 1.0)


def sign_flipped(fact: Fact[Comparison] | Fact[ArmResult]) -> bool:
    """Whether only the estimate's sign keeps it out of its interval ("fell by 7.5 (95% CI -8.5 to -6.5)")."""
    value, limits = fact.value, fact.limits
    if value is None or limits is None:
        return False
    return (-value).gap(Range(limits[0].low, limits[1].high)) == 0


def _logarithms(*parts: Range) -> list[tuple[Range, Range, Range]]:
    value, low, high = (logarithm(part) for part in parts)
    return [] if value is None or low is None or high is None else [(value, low, high)]
