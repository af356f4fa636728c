"""Effect sizes against each other and against the two arms' values."""

from __future__ import annotations

import math
from collections.abc import Iterator

from extractor.checking.findings import Finding, Rule
from extractor.checking.printed import Range, number, span
from extractor.checking.scales import RATIOS, logarithm, remaining
from extractor.checking.significance import z_of_p
from extractor.checking.view import Fact, TrialView, interval, signed
from schemas import ArmResult, Comparison

_REDUCTION_ROOM = 2.0
"""Percentage points by which prose rounds a reduction ("nearly 30%")."""
_POINTS_ROOM = 1.5
"""Percentage points by which a stratified difference of proportions may leave the crude one."""
_MEAN_ROOM_ERRORS = 0.75
"""Standard errors by which an adjusted difference of means may leave the crude one."""
_MEAN_ROOM_SHARE = 0.25
"""The same as a share of the difference, where no interval is printed."""
_RATIO_ROOM = 0.25
"""Difference of logarithms by which an adjusted ratio may leave the crude one without an interval."""
_MEANS = frozenset({"mean", "change_from_baseline", "percent_change_from_baseline"})
_STATISTICS = {
    "risk_difference": frozenset({"proportion"}),
    "mean_difference": _MEANS,
    "risk_ratio": frozenset({"proportion"}),
    "odds_ratio": frozenset({"proportion"}),
    "rate_ratio": frozenset({"rate"}),
    "ratio_of_means": frozenset({"mean"}),
    "relative_reduction": frozenset({"proportion", "rate"}),
}
"""The statistics of the arms that an effect measure is computed from."""


def reduction_ratio(view: TrialView) -> Iterator[Finding]:
    """A relative reduction is about 100 * (1 - ratio), to 2 percentage points.

    Source: definition of the relative risk reduction.
    """
    for fact, ratios, gap in _reductions(view):
        if gap > _REDUCTION_ROOM:
            yield _reduction_finding(view, fact, ratios)


def reduction_ratio_rounding(view: TrialView) -> Iterator[Finding]:
    """A relative reduction is 100 * (1 - ratio) within the rounding of both.

    Source: definition of the relative risk reduction; prose rounds freely.
    """
    for fact, ratios, gap in _reductions(view):
        if 0 < gap <= _REDUCTION_ROOM:
            yield _reduction_finding(view, fact, ratios)


def difference_arms(view: TrialView) -> Iterator[Finding]:
    """A difference is about that of the two arms' values: to 1.5 points for proportions, to 0.75 standard
    errors (or 25% where no interval is printed) for means.

    Source: definition of a difference; the room for stratified and adjusted estimates is our choice.
    """
    for fact, crude, gap in _differences(view):
        if gap > _difference_room(fact):
            yield _difference_finding(view, fact, crude)


def difference_arms_exact(view: TrialView) -> Iterator[Finding]:
    """A difference is that of the two arms' values within the rounding of all three.

    Source: definition of a difference; adjusted estimates differ without an error, hence a note.
    """
    for fact, crude, gap in _differences(view):
        if 0 < gap <= _difference_room(fact):
            yield _difference_finding(view, fact, crude)


def difference_sign(view: TrialView) -> Iterator[Finding]:
    """A difference printed with a minus, or with an interval, has the sign of arm minus reference.

    Source: definition of a difference. Values printed as the size of a change ("fell by 7.5") and
    differences printed as an advantage ("9.0 greater") have no sign to compare and are left out.
    """
    for fact, crude in _signs(view):
        own_signs = all(first.it.direction is None for first, _ in _arms(view, fact))
        if fact.it.value is not None and (fact.it.value < 0 or fact.it.ci is not None) and own_signs:
            yield _sign_finding(view, fact, crude)


def difference_sign_unsigned(view: TrialView) -> Iterator[Finding]:
    """A difference printed without a minus and without an interval has the sign of arm minus reference.

    Source: definition of a difference; an "absolute reduction of 4.5%" breaks it without an error.
    """
    for fact, crude in _signs(view):
        own_signs = all(first.it.direction is None for first, _ in _arms(view, fact))
        if fact.it.value is not None and fact.it.value >= 0 and fact.it.ci is None and own_signs:
            yield _sign_finding(view, fact, crude)


def ratio_arms(view: TrialView) -> Iterator[Finding]:
    """The ratio of the two arms' values lies inside the printed ratio's interval, or within 25% of the
    ratio where none is printed. Relative reductions count as the ratio that they leave.

    Source: definitions of risk ratio, odds ratio, rate ratio and ratio of means; the room for adjusted
    estimates is our choice.
    """
    for fact, printed, crude, gap in _ratios(view):
        bounds = _log_interval(fact)
        outside = bounds.gap(_log(crude)) > 0 if bounds is not None else gap > _RATIO_ROOM
        if gap > 0 and outside:
            yield _ratio_finding(view, fact, printed, crude)


def ratio_arms_exact(view: TrialView) -> Iterator[Finding]:
    """A ratio is that of the two arms' values within the rounding of all three.

    Source: as `ratio_arms`; adjusted estimates differ without an error, hence a note.
    """
    for fact, printed, crude, gap in _ratios(view):
        bounds = _log_interval(fact)
        outside = bounds.gap(_log(crude)) > 0 if bounds is not None else gap > _RATIO_ROOM
        if gap > 0 and not outside:
            yield _ratio_finding(view, fact, printed, crude)


def hazard_medians(view: TrialView) -> Iterator[Finding]:
    """A hazard ratio whose interval excludes 1 points the way of the two median times.

    Source: with proportional hazards the ratio of medians lies on the other side of 1 than the hazard
    ratio (Spruance et al., Antimicrob Agents Chemother 2004;48:2787). Crossing curves can break it.
    """
    for fact in view.comparisons:
        limits = fact.limits
        if fact.it.measure != "hazard_ratio" or limits is None:
            continue
        below, above = limits[1].high < 1, limits[0].low > 1
        pairs = [pair for pair in view.pairs(fact) if pair[0].it.statistic == "median"]
        gaps = [
            first.precision.range(first.it.value) - second.precision.range(second.it.value)
            for first, second in pairs
        ]
        if gaps and all((below and gap.high < 0) or (above and gap.low > 0) for gap in gaps):
            first, second = pairs[0]
            yield Finding(
                fact.path,
                f"{view.name(fact)}: a hazard ratio of {fact.it.value:g} goes with "
                f"{'longer' if below else 'shorter'} times, but the medians are {first.it.value:g} against "
                f"{second.it.value:g}.",
            )


def _reductions(view: TrialView) -> Iterator[tuple[Fact[Comparison], list[float], float]]:
    """Relative reductions, the ratios of the same arms in the same setting, and the distance in points of
    the nearest."""
    for fact in view.comparisons:
        value = fact.value
        if fact.it.measure != "relative_reduction" or fact.it.unit != "%" or value is None:
            continue
        alike = view.comparisons_of[fact.setting, fact.it.arm, fact.it.reference]
        ratios = [other for other in alike if other.it.measure in RATIOS]
        ranges = [other.value for other in ratios if other.value is not None]
        if ranges:
            gap = min(Range(100 * (1 - r.high), 100 * (1 - r.low)).gap(value.absolute()) for r in ranges)
            yield fact, [other.it.value for other in ratios if other.it.value is not None], gap


def _reduction_finding(view: TrialView, fact: Fact[Comparison], ratios: list[float]) -> Finding:
    ratio = min(ratios, key=lambda ratio: abs(100 * (1 - ratio) - (fact.it.value or 0)))
    return Finding(
        fact.path,
        f"{view.name(fact)}: a ratio of {ratio:g} is a reduction by {number(100 * (1 - ratio))}%, "
        f"but {fact.it.value:g}% is printed.",
    )


def _arms(view: TrialView, fact: Fact[Comparison]) -> list[tuple[Fact[ArmResult], Fact[ArmResult]]]:
    """The arms' results that the comparison's measure is computed from."""
    wanted = _STATISTICS.get(fact.it.measure or "", frozenset())
    return [pair for pair in view.pairs(fact) if pair[0].it.statistic in wanted] if wanted else []


def _exact(fact: Fact[ArmResult]) -> Range:
    """The value's range: events / n where both are printed and agree with it, else the rounded print."""
    printed, result = signed(fact), fact.it
    if result.statistic == "proportion" and result.unit == "%" and result.events is not None and result.n:
        share = 100 * result.events / result.n
        if share in printed:
            return Range(share, share)
    return printed


def _differences(view: TrialView) -> Iterator[tuple[Fact[Comparison], Range, float]]:
    """Differences, the arms' nearest one, and the distance between their sizes."""
    for fact in view.comparisons:
        value = fact.value
        if fact.it.measure not in ("risk_difference", "mean_difference") or value is None:
            continue
        crude = [
            _exact(first) - _exact(second)
            for first, second in _arms(view, fact)
            if None in (first.it.unit, fact.it.unit) or first.it.unit == fact.it.unit
        ]
        if crude:
            sizes = [(difference.absolute().gap(value.absolute()), difference) for difference in crude]
            gap, nearest = min(sizes, key=lambda pair: pair[0])
            yield fact, nearest, gap


def _difference_room(fact: Fact[Comparison]) -> float:
    if fact.it.measure == "risk_difference":
        return _POINTS_ROOM
    ci = fact.it.ci
    if ci is not None and ci.level is not None and ci.low is not None and ci.high is not None:
        return _MEAN_ROOM_ERRORS * (ci.high - ci.low) / (2 * z_of_p(1 - ci.level / 100))
    return _MEAN_ROOM_SHARE * abs(fact.it.value or 0)


def _difference_finding(view: TrialView, fact: Fact[Comparison], crude: Range) -> Finding:
    first, second = _arms(view, fact)[0]
    return Finding(
        fact.path,
        f"{view.name(fact)}: the arms' values {first.it.value:g} and {second.it.value:g} differ by "
        f"{span(crude.absolute())}, but a difference of {fact.it.value:g} is printed.",
    )


def _signs(view: TrialView) -> Iterator[tuple[Fact[Comparison], Range]]:
    """Differences whose size fits the arms' values, and whose sign does not."""
    for fact, crude, gap in _differences(view):
        value = fact.value
        if value is None or gap > _difference_room(fact):
            continue
        if (value.low > 0 and crude.high < 0) or (value.high < 0 and crude.low > 0):
            yield fact, crude


def _sign_finding(view: TrialView, fact: Fact[Comparison], crude: Range) -> Finding:
    first, second = _arms(view, fact)[0]
    return Finding(
        fact.path,
        f"{view.name(fact)}: {first.it.value:g} minus {second.it.value:g} is "
        f"{number((crude.low + crude.high) / 2)}, but {fact.it.value:g} is printed: are the arms swapped, "
        "or a minus left out?",
    )


def _ratios(view: TrialView) -> Iterator[tuple[Fact[Comparison], Range, Range, float]]:
    """Ratios (or what a relative reduction leaves), the arms' nearest one, and their distance in
    logarithms."""
    for fact in view.comparisons:
        value, measure = fact.value, fact.it.measure
        if value is None or measure in (None, "risk_difference", "mean_difference"):
            continue
        printed = remaining(value) if measure == "relative_reduction" else value
        ours = logarithm(printed)
        if ours is None:
            continue
        pairs = _arms(view, fact)
        crude = [ratio for pair in pairs if (ratio := _ratio_of(measure or "", *pair)) is not None]
        if crude:
            nearest = min(crude, key=lambda ratio: _log(ratio).gap(ours))
            yield fact, printed, nearest, _log(nearest).gap(ours)


def _ratio_of(measure: str, first: Fact[ArmResult], second: Fact[ArmResult]) -> Range | None:
    ours, theirs = _exact(first), _exact(second)
    if measure == "odds_ratio":
        if ours.high >= 100 or theirs.high >= 100:
            return None
        ours, theirs = (Range(r.low / (100 - r.low), r.high / (100 - r.high)) for r in (ours, theirs))
    if ours.low <= 0:
        return None
    return ours.over(theirs)


def _log(values: Range) -> Range:
    return Range(math.log(values.low), math.log(values.high))


def _log_interval(fact: Fact[Comparison]) -> Range | None:
    limits = fact.limits
    if limits is None:
        return None
    values = Range(limits[0].low, limits[1].high)
    return logarithm(remaining(values) if fact.it.measure == "relative_reduction" else values)


def _ratio_finding(view: TrialView, fact: Fact[Comparison], printed: Range, crude: Range) -> Finding:
    first, second = _arms(view, fact)[0]
    words = (fact.it.measure or "").replace("_", " ")
    ci = f" ({interval(fact.it.ci)})" if fact.it.ci is not None else ""
    as_ratio = f", a ratio of {span(printed)}," if fact.it.measure == "relative_reduction" else ""
    return Finding(
        fact.path,
        f"{view.name(fact)}: the arms' values {first.it.value:g} and {second.it.value:g} give a ratio of "
        f"{span(crude)}, but a {words} of {fact.it.value:g}{ci}{as_ratio} is printed.",
    )


RULES = (
    Rule("reduction-ratio", "error", reduction_ratio),
    Rule("reduction-ratio-rounding", "warning", reduction_ratio_rounding),
    Rule("difference-arms", "warning", difference_arms),
    Rule("difference-arms-exact", "note", difference_arms_exact),
    Rule("difference-sign", "warning", difference_sign),
    Rule("difference-sign-unsigned", "note", difference_sign_unsigned),
    Rule("ratio-arms", "warning", ratio_arms),
    Rule("ratio-arms-exact", "note", ratio_arms_exact),
    Rule("hazard-medians", "warning", hazard_medians),
)
"""The checks of this file, in the order in which they run."""
