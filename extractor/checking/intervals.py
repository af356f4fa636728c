"""Intervals and spreads around their estimates."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checking.findings import Finding, Rule
from extractor.checking.printed import Range
from extractor.checking.scales import DIFFERENCES, RATIOS, effect_scales, position, sign_flipped
from extractor.checking.view import Fact, TrialView, interval
from schemas import ArmResult, Comparison

_MIDDLE = Range(0.4, 0.6)
"""Where in its interval an estimate with a normal error lies, with some room for other methods."""
_WIDE_MIDDLE = Range(0.25, 0.75)
"""The same for intervals that are often exact or by score: proportions, few events."""
_SYMMETRIC_STATISTICS = frozenset({"mean", "change_from_baseline", "percent_change_from_baseline"})


def estimate_in_interval(view: TrialView) -> Iterator[Finding]:
    """An estimate lies inside its confidence interval.

    Source: by construction of every usual interval; Altman & Bland, BMJ 2011;343:d2090.
    """
    for fact in _all(view):
        value, ci = fact.value, fact.it.ci
        if value is None or ci is None:
            continue
        low = fact.precision.range(ci.low).low if ci.low is not None else float("-inf")
        high = fact.precision.range(ci.high).high if ci.high is not None else float("inf")
        if value.gap(Range(low, high)) > 0 and not sign_flipped(fact) and not _as_fraction(fact, low, high):
            yield Finding(
                fact.path,
                f"{view.name(fact)}: {fact.it.value:g} lies outside its interval ({interval(ci)}).",
            )


def _as_fraction(fact: Fact[ArmResult] | Fact[Comparison], low: float, high: float) -> bool:
    """Whether a percentage lies in its interval when that is read as fractions: "38.7% (0.21 to 0.57)"."""
    value = fact.value
    if value is None or fact.it.unit != "%" or not 0 <= low <= high <= 1:
        return False
    return value.gap(Range(100 * low, 100 * high)) == 0


def estimate_sign(view: TrialView) -> Iterator[Finding]:
    """Estimate and interval have the same sign.

    Source: as `estimate_in_interval`. Prose drops the sign of a decrease ("fell by 7.5"), hence a note.
    """
    for fact in _all(view):
        value, limits, ci = fact.value, fact.limits, fact.it.ci
        if value is None or limits is None or ci is None:
            continue
        if value.gap(Range(limits[0].low, limits[1].high)) > 0 and sign_flipped(fact):
            yield Finding(
                fact.path,
                f"{view.name(fact)}: {fact.it.value:g} and its interval ({interval(ci)}) differ in sign.",
            )


def ratio_symmetric(view: TrialView) -> Iterator[Finding]:
    """A ratio lies near the middle of its interval on the logarithmic scale.

    Source: Wald intervals of ratios are exp(log(ratio) +- z * SE); Bland & Altman, BMJ 2000;320:1468.
    Exact intervals of few events are skewed, hence wide room for relative reductions.
    """
    for fact in view.comparisons:
        if fact.it.measure in RATIOS:
            yield from _skewed(view, fact, _MIDDLE, "on the logarithmic scale")
        elif fact.it.measure == "relative_reduction":
            yield from _skewed(view, fact, _WIDE_MIDDLE, "on the logarithmic scale or its own")


def difference_symmetric(view: TrialView) -> Iterator[Finding]:
    """A difference lies near the middle of its interval.

    Source: Wald intervals are estimate +- z * SE; score intervals of proportions (Newcombe, Stat Med
    1998;17:873-890) are somewhat skewed.
    """
    for fact in view.comparisons:
        if fact.it.measure in DIFFERENCES:
            middle = _WIDE_MIDDLE if fact.it.measure == "risk_difference" else _MIDDLE
            yield from _skewed(view, fact, middle, "on its own scale")


def mean_symmetric(view: TrialView) -> Iterator[Finding]:
    """An arm's mean lies near the middle of its interval.

    Source: as `difference_symmetric`. Medians, rates and proportions are left out: their intervals are
    skewed.
    """
    for fact in view.results:
        limits, ci, value = fact.limits, fact.it.ci, fact.value
        plain = fact.it.statistic in _SYMMETRIC_STATISTICS and "median" not in view.name(fact).lower()
        if ci is None or limits is None or value is None or not plain or fact.says("median"):
            continue
        if _outside(value, limits) or position(value, *limits).gap(_WIDE_MIDDLE) == 0:
            continue
        yield Finding(
            fact.path,
            f"{view.name(fact)}: {fact.it.value:g} is far from the middle of its interval ({interval(ci)}).",
        )


def inside_spread(view: TrialView) -> Iterator[Finding]:
    """A median lies inside its quartiles and range, and a mean inside its range.

    Source: definition of quantiles.
    """
    for fact in view.results:
        spread, value = fact.it.spread, fact.value
        if spread is None or value is None or spread.kind not in ("iqr", "range"):
            continue
        if spread.kind == "iqr" and fact.it.statistic in ("mean", "proportion", "rate", "count"):
            continue
        low = fact.precision.range(spread.low).low if spread.low is not None else float("-inf")
        high = fact.precision.range(spread.high).high if spread.high is not None else float("inf")
        if value.gap(Range(low, high)) > 0 and (-value).gap(Range(low, high)) > 0:
            limits = " to ".join("?" if end is None else f"{end:g}" for end in (spread.low, spread.high))
            words = "quartiles" if spread.kind == "iqr" else "range"
            yield Finding(
                fact.path, f"{view.name(fact)}: {fact.it.value:g} lies outside its {words} ({limits})."
            )


def ratio_positive(view: TrialView) -> Iterator[Finding]:
    """A ratio and its limits are not negative. Source: definition of a ratio of rates, odds or hazards."""
    for fact in view.comparisons:
        ci = fact.it.ci
        numbers = [fact.it.value, *((ci.low, ci.high) if ci is not None else ())]
        if fact.it.measure in RATIOS - {"ratio_of_means"} and any(n is not None and n < 0 for n in numbers):
            yield Finding(
                fact.path, f"{view.name(fact)}: a {_words(fact)} cannot be negative, but a minus is printed."
            )


def _all(view: TrialView) -> Iterator[Fact[ArmResult] | Fact[Comparison]]:
    yield from view.results
    yield from view.comparisons


def _outside(value: Range, limits: tuple[Range, Range]) -> bool:
    return value.gap(Range(limits[0].low, limits[1].high)) > 0


def _skewed(view: TrialView, fact: Fact[Comparison], middle: Range, scale: str) -> Iterator[Finding]:
    scales, value, limits, ci = effect_scales(fact), fact.value, fact.limits, fact.it.ci
    if not scales or value is None or limits is None or ci is None or _outside(value, limits):
        return
    places = [position(*parts) for parts in scales]
    if all(place.gap(middle) > 0 for place in places):
        nearest = min(places, key=lambda place: place.gap(middle))
        share = nearest.low if nearest.low > middle.high else nearest.high
        yield Finding(
            fact.path,
            f"{view.name(fact)}: the {_words(fact)} {fact.it.value:g} lies at {100 * share:.0f}% of the way "
            f"through its interval ({interval(ci)}) {scale}, where about 50% is expected.",
        )


def _words(fact: Fact[Comparison]) -> str:
    return (fact.it.measure or "comparison").replace("_", " ")


RULES = (
    Rule("estimate-in-interval", "error", estimate_in_interval),
    Rule("estimate-sign", "note", estimate_sign),
    Rule("ratio-symmetric", "warning", ratio_symmetric),
    Rule("difference-symmetric", "warning", difference_symmetric),
    Rule("mean-symmetric", "warning", mean_symmetric),
    Rule("inside-spread", "error", inside_spread),
    Rule("ratio-positive", "error", ratio_positive),
)
"""The checks of this file, in the order in which they run."""
