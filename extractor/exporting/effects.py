"""A reported effect on the scale of a meta-analysis: estimate and standard error, as `conv.wald` has them."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, log
from statistics import NormalDist
from typing import Literal

from schemas import Comparison

MEASURES = {
    "hazard_ratio": "HR",
    "odds_ratio": "OR",
    "risk_ratio": "RR",
    "rate_ratio": "IRR",
    "risk_difference": "RD",
    "mean_difference": "MD",
    "ratio_of_means": "ROM",
    "standardized_mean_difference": "SMD",
}
"""metafor's names; HR is the usual one of a hazard ratio, for which `escalc` itself has none."""
RATIOS = frozenset(("hazard_ratio", "odds_ratio", "risk_ratio", "rate_ratio", "ratio_of_means"))
DEFAULT_LEVEL = 95


@dataclass(frozen=True, slots=True)
class Estimate:
    """`yi` (log of a ratio; a fraction for a difference in percentage points) and its standard error.

    `source` says what the standard error was computed from.
    """

    yi: float
    sei: float | None
    source: Literal["ci", "pval", ""]


def estimate(item: Comparison) -> Estimate | None:
    """The effect for pooling; None where it has no such scale (a ratio of zero, a kind without a name)."""
    if item.value is None or item.measure not in MEASURES:
        return None
    yi = on_scale(item, item.value)
    if yi is None:
        return None
    sei = _from_interval(item)
    if sei is not None:
        return Estimate(yi, sei, "ci")
    sei = _from_p(item, yi)
    return Estimate(yi, sei, "pval" if sei is not None else "")


def on_scale(item: Comparison, value: float) -> float | None:
    """A printed number of the effect on the scale of `yi`."""
    if item.measure in RATIOS:
        return log(value) if value > 0 else None
    return value / 100 if item.measure == "risk_difference" and item.unit == "%" else float(value)


def _from_interval(item: Comparison) -> float | None:
    if item.ci is None or item.ci.low is None or item.ci.high is None:
        return None
    low, high = on_scale(item, item.ci.low), on_scale(item, item.ci.high)
    if low is None or high is None or high <= low:
        return None
    level = item.ci.level or DEFAULT_LEVEL
    return (high - low) / (2 * NormalDist().inv_cdf(0.5 + level / 200))


def _from_p(item: Comparison, yi: float) -> float | None:
    """From an exact two-sided p-value; "p<0.001" gives none."""
    if item.p is None or item.p.operator != "=" or not 0 < item.p.value < 1 or yi == 0:
        return None
    sei = abs(yi) / NormalDist().inv_cdf(1 - item.p.value / 2)
    return sei if isfinite(sei) else None
