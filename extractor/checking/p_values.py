"""P-values against intervals, proportions and means."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import product

from extractor.checking.findings import Finding, Rule
from extractor.checking.printed import Range, span
from extractor.checking.significance import (
    mean_tests,
    p_of_z,
    p_range,
    printed_p,
    proportion_tests,
    z_of_interval,
    z_of_p,
    z_of_proportions,
    z_range,
)
from extractor.checking.view import Fact, TrialView, interval, signed
from schemas import ArmResult, Comparison

_Z_ROOM = 0.35
"""Other tests than Wald's (log-rank, score, likelihood ratio) move z by about this much."""
_Z_SHARE = 0.12
"""And by this share of z where z is large."""
_Z_CLASH = 1.0
"""Beyond the room by more than this, no usual pair of test and interval agrees."""
_CRUDE_ROOM, _CRUDE_SHARE = 0.6, 0.35
"""The same for a crude test against the trial's adjusted or stratified one."""
_HOPELESS = 3.0
"""Beyond the room by more than this, no exact test can bring the two together, and none is computed."""
_CRUDE_MEASURES = frozenset({None, "risk_difference", "risk_ratio", "odds_ratio", "relative_reduction"})
_MOST_COUNTS = 40
"""With more counts than these behind a rounded percentage, only its ends and middle are tried."""


def p_interval(view: TrialView) -> Iterator[Finding]:
    """The p-value that the interval implies is about the printed one.

    Source: Altman & Bland, BMJ 2011;343:d2304. Ratios on the log scale; two-sided or one-sided; tests of
    non-inferiority left out where their words stand in the evidence.
    """
    for fact, implied, gap, clash in _interval_gaps(view):
        if gap > 0 and not clash:
            yield _interval_finding(view, fact, implied)


def p_contradicts_interval(view: TrialView) -> Iterator[Finding]:
    """Printed p and interval agree on whether there is an effect at all.

    Source: as `p_interval`. Findings are far beyond what different tests can explain, and a small p
    beside an interval that includes no effect (which a non-inferiority test gives) is not among them.
    """
    for fact, implied, gap, clash in _interval_gaps(view):
        if gap > 0 and clash:
            yield _interval_finding(view, fact, implied)


def p_proportions(view: TrialView) -> Iterator[Finding]:
    """The p-value of two proportions, from events and n or from percentages and n, is about the printed
    one; of chi-square with and without correction and Fisher's test the nearest to the print counts.

    Source: Pearson's chi-square, Yates 1934, Fisher 1922, by scipy.stats. Stratified and adjusted tests
    differ somewhat, hence the wide room. Crossover trials and time-to-event measures are left out.
    """
    if view.trial.design.model == "crossover":
        return
    for fact in view.comparisons:
        if fact.it.p is None or fact.it.measure not in _CRUDE_MEASURES or _noninferiority(fact):
            continue
        pairs = [pair for pair in view.pairs(fact) if pair[0].it.statistic in ("proportion", "count")]
        found = [implied for pair in pairs if (implied := _from_proportions(view, fact, *pair)) is not None]
        if found and len(found) == len(pairs):
            yield _test_finding(view, fact, found[0], "the two proportions give")


def p_means(view: TrialView) -> Iterator[Finding]:
    """The p-value of two means, from their SDs (or SEs) and n, is about the printed one.

    Source: Student's and Welch's t-test, by scipy.stats.ttest_ind_from_stats. Adjustment for baseline
    makes trials' own tests sharper, hence the wide room. Crossover trials are left out.
    """
    if view.trial.design.model == "crossover":
        return
    for fact in view.comparisons:
        if fact.it.p is None or fact.it.measure not in (None, "mean_difference") or _noninferiority(fact):
            continue
        pairs = view.pairs(fact)
        found = [implied for pair in pairs if (implied := _from_means(view, fact, *pair)) is not None]
        if found and len(found) == len(pairs):
            yield _test_finding(view, fact, found[0], "means, spreads and group sizes give")


def _interval_gaps(view: TrialView) -> Iterator[tuple[Fact[Comparison], Range, float, bool]]:
    """Comparisons with p and interval: the implied z, how far beyond the room the printed p's z lies, and
    whether that is a contradiction."""
    for fact in view.comparisons:
        if fact.it.p is None or fact.it.ci is None or _noninferiority(fact):
            continue
        implied = z_of_interval(fact)
        if implied is None or fact.it.ci.level is None:
            continue
        printed = z_range(p_range(fact.it.p, fact.precision))
        gap = _beyond(implied, printed, _Z_ROOM, _Z_SHARE)
        yield fact, implied, gap, gap > _Z_CLASH and not _like_noninferiority(fact, implied, printed)


def _like_noninferiority(fact: Fact[Comparison], implied: Range, printed: Range) -> bool:
    """Whether p is small beside an interval that includes no effect, as in a test of non-inferiority."""
    level = fact.it.ci.level if fact.it.ci is not None else None
    return level is not None and printed.low > implied.high and implied.low < z_of_p(1 - level / 100)


def _beyond(implied: Range, printed: Range, room: float, share: float) -> float:
    nearest = implied.high if printed.low > implied.high else implied.low
    if math.isinf(nearest):
        return 0.0
    return max(0.0, implied.gap(printed) - max(room, share * nearest))


def _interval_finding(view: TrialView, fact: Fact[Comparison], implied: Range) -> Finding:
    assert fact.it.p is not None and fact.it.ci is not None
    printed = z_range(p_range(fact.it.p, fact.precision))
    unless = " (unless it tests non-inferiority)" if _like_noninferiority(fact, implied, printed) else ""
    return Finding(
        fact.path,
        f"{view.name(fact)}: {fact.it.value:g} ({interval(fact.it.ci)}) implies p of about "
        f"{_p_words(implied)}, but {printed_p(fact.it.p)} is printed{unless}.",
    )


def _test_finding(view: TrialView, fact: Fact[Comparison], implied: Range, words: str) -> Finding:
    assert fact.it.p is not None
    return Finding(
        fact.path,
        f"{view.name(fact)}: {words} p of about {_p_words(implied)}, but {printed_p(fact.it.p)} is printed.",
    )


def _p_words(z: Range) -> str:
    return span(Range(p_of_z(z.high), p_of_z(z.low)), decimals=2)


def _noninferiority(fact: Fact[Comparison]) -> bool:
    return fact.says("inferior") or fact.says("equivalen")


def _from_proportions(
    view: TrialView, fact: Fact[Comparison], first: Fact[ArmResult], second: Fact[ArmResult]
) -> Range | None:
    """The implied z when no count behind the print agrees with the printed p; None when one does, or
    when nothing can be said."""
    ours, theirs = _counts(view, first), _counts(view, second)
    if not ours or not theirs or fact.it.p is None:
        return None
    printed = z_range(p_range(fact.it.p, fact.precision))
    tables = list(product(ours, theirs))
    scores = [z_of_proportions(*table) for table in tables]
    implied = Range(min(z.low for z in scores), max(z.high for z in scores))
    gap = _beyond(implied, printed, _CRUDE_ROOM, _CRUDE_SHARE)
    if gap == 0 or gap > _HOPELESS:
        return implied if gap > 0 else None
    exact = [z_of_p(p) for p in proportion_tests(*tables[_place(scores, low=printed.high < implied.low)])]
    implied = Range(min(implied.low, *exact), max(implied.high, *exact))
    return implied if _beyond(implied, printed, _CRUDE_ROOM, _CRUDE_SHARE) > 0 else None


def _place(scores: list[Range], low: bool) -> int:
    """The place of the smallest or the largest z."""
    places = range(len(scores))
    return min(places, key=lambda i: scores[i].low) if low else max(places, key=lambda i: scores[i].high)


def _counts(view: TrialView, fact: Fact[ArmResult]) -> list[tuple[int, int]]:
    """The events / n that a result may stand for; the arm's n (a derived one too) where it has none."""
    result = fact.it
    n = result.n or (view.arms[result.arm].n if result.subgroup is None else None)
    if not n:
        return []
    if result.statistic == "count":
        return [(int(result.value), n)] if result.n and 0 <= result.value <= n else []
    if result.unit != "%" or not 0 <= result.value <= 100 or result.ci is not None:
        return []
    if result.events is not None:
        return [(result.events, n)] if result.events <= n else []
    values = fact.precision.range(result.value)
    low, high = max(0, math.floor(values.low * n / 100)), min(n, math.ceil(values.high * n / 100))
    counts = range(low, high + 1)
    if len(counts) > _MOST_COUNTS:
        return [(low, n), ((low + high) // 2, n), (high, n)]
    return [(count, n) for count in counts]


def _from_means(
    view: TrialView, fact: Fact[Comparison], first: Fact[ArmResult], second: Fact[ArmResult]
) -> Range | None:
    """As `_from_proportions`, for means with SD or SE."""
    ours, theirs = _mean(view, first), _mean(view, second)
    if ours is None or theirs is None or fact.it.p is None:
        return None
    printed = z_range(p_range(fact.it.p, fact.precision))
    values = (signed(first) - signed(second)).absolute()
    error = math.hypot(ours[1] / math.sqrt(ours[2]), theirs[1] / math.sqrt(theirs[2]))
    if error == 0:
        return None
    implied = Range(values.low / error, values.high / error)
    if _beyond(implied, printed, _CRUDE_ROOM, _CRUDE_SHARE) == 0:
        return None
    for difference in (values.low, values.high):
        scores = [z_of_p(p) for p in mean_tests((difference, *ours[1:]), (0.0, *theirs[1:]))]
        implied = Range(min(implied.low, *scores), max(implied.high, *scores))
    return implied if _beyond(implied, printed, _CRUDE_ROOM, _CRUDE_SHARE) > 0 else None


def _mean(view: TrialView, fact: Fact[ArmResult]) -> tuple[float, float, int] | None:
    """Mean, SD and n of a result."""
    result, spread = fact.it, fact.it.spread
    n = result.n or (view.arms[result.arm].n if result.subgroup is None else None)
    plain = result.statistic in ("mean", "change_from_baseline", "percent_change_from_baseline")
    if not plain or spread is None or not spread.value or spread.value < 0 or not n or n < 2:
        return None
    if spread.kind == "sd":
        return result.value, spread.value, n
    return (result.value, spread.value * math.sqrt(n), n) if spread.kind == "se" else None


RULES = (
    Rule("p-interval", "warning", p_interval),
    Rule("p-contradicts-interval", "error", p_contradicts_interval),
    Rule("p-proportions", "warning", p_proportions),
    Rule("p-means", "warning", p_means),
)
"""The checks of this file, in the order in which they run."""
