"""Counts: events, percentages and group sizes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from extractor.checking.findings import Finding, Rule
from extractor.checking.printed import Range
from extractor.checking.view import Fact, TrialView
from schemas import Arm, ArmResult

_SAFETY_SHARE = 0.8
"""An analysis set smaller than this share of its arm is worth a look."""
_RATIO_DEVIATION = 3.5
"""Binomial standard deviations that an arm's size may differ from its share of the allocation."""


_MOST_ARMS = 8
"""With more arms than these, sums of arms are not looked for."""
_ENOUGH, _OUTLIERS = 5, 0.2
"""An arm's percentages speak for its n when there are so many, and no more than this share fails."""


def percentage_range(view: TrialView) -> Iterator[Finding]:
    """A share of participants lies between 0% and 100%. Source: definition of a proportion."""
    for fact in _percentages(view):
        if not 0 <= fact.it.value <= 100:
            yield Finding(
                fact.path, f"{view.name(fact)}: {fact.it.value:g}% is not a possible share of participants."
            )


def events_above_n(view: TrialView) -> Iterator[Finding]:
    """No more participants have an event than there are. Source: definition of a proportion."""
    for fact in view.results:
        result = fact.it
        if result.statistic == "proportion" and result.events is not None and result.n is not None:
            events: float = result.events
        elif result.statistic == "count" and result.n is not None and "event" not in (result.unit or ""):
            events = result.value
        else:
            continue
        if events > result.n:
            yield Finding(
                fact.path, f"{view.name(fact)}: {events:g} participants with an event, but n is {result.n}."
            )


def events_percentage(view: TrialView) -> Iterator[Finding]:
    """events / n is the printed percentage, give or take one unit of its last digit beyond rounding.

    Source: percentage = 100 * events / n; Brown & Heathers, "The GRIM test", Soc Psychol Personal Sci
    2017;8:363-369, for the treatment of rounding.
    """
    for fact, share in _shares(view):
        if fact.precision.range(fact.it.value).gap(Range(share, share)) > fact.precision.unit(fact.it.value):
            yield Finding(fact.path, _share_message(view, fact, share))


def events_percentage_rounding(view: TrialView) -> Iterator[Finding]:
    """events / n rounds to the printed percentage (its neighbours in the last digit are noted here).

    Source: as `events_percentage`; some authors cut digits off instead of rounding.
    """
    for fact, share in _shares(view):
        gap = fact.precision.range(fact.it.value).gap(Range(share, share))
        if 0 < gap <= fact.precision.unit(fact.it.value):
            yield Finding(fact.path, _share_message(view, fact, share))


def percentage_possible(view: TrialView) -> Iterator[Finding]:
    """Some whole number of the result's n participants gives the printed percentage.

    Source: the GRIM test (Brown & Heathers 2017) for proportions. Multiple imputation and
    Kaplan-Meier estimates can break it without an error.
    """
    for fact in _percentages(view):
        n = fact.it.n
        if n and fact.it.events is None and _impossible(fact, n):
            yield Finding(fact.path, _impossible_message(view, fact, n, "participants"))


def percentage_possible_for_arm(view: TrialView) -> Iterator[Finding]:
    """Some whole number of the arm's participants gives the percentage (no n of its own is printed).

    Source: the GRIM test (Brown & Heathers 2017) for proportions. A smaller analysis set breaks it
    without an error, hence it is a note, and only where nearly all other percentages of the arm pass.
    """
    of_arm: dict[str, list[tuple[Fact[ArmResult], bool]]] = defaultdict(list)
    for fact in _percentages(view):
        n = view.printed_n(fact.it.arm)
        plain = fact.it.n is None and fact.it.events is None and fact.it.ci is None
        if n and plain and view.whole_arm(fact):
            of_arm[fact.it.arm].append((fact, _impossible(fact, n)))
    for arm, facts in of_arm.items():
        failing = [fact for fact, fails in facts if fails]
        if len(facts) >= _ENOUGH and len(failing) <= _OUTLIERS * len(facts):
            for fact in failing:
                n = view.printed_n(arm) or 0
                yield Finding(fact.path, _impossible_message(view, fact, n, "participants of the arm"))


def events_percentage_arm(view: TrialView) -> Iterator[Finding]:
    """The denominator that events and percentage imply is at most the arm's n, and not far below it.

    Source: n = 100 * events / percentage, with the percentage's rounding; 80% of the arm as the least
    usual analysis set is our choice.
    """
    for fact, implied, n in _implied(view):
        if implied.low > n or implied.high < _SAFETY_SHARE * n:
            yield Finding(fact.path, _implied_message(view, fact, implied, n))


def events_other_denominator(view: TrialView) -> Iterator[Finding]:
    """events / percentage gives the arm's n (analysis sets a little smaller than the arm are noted).

    Source: as `events_percentage_arm`.
    """
    for fact, implied, n in _implied(view):
        if implied.high < n and implied.high >= _SAFETY_SHARE * n:
            yield Finding(fact.path, _implied_message(view, fact, implied, n))


def n_above_arm(view: TrialView) -> Iterator[Finding]:
    """A result's n, a subgroup's included, is at most its arm's n. Source: a part is no larger than its
    whole."""
    for fact in view.results:
        n = view.printed_n(fact.it.arm)
        if n is not None and fact.it.n is not None and fact.it.n > n:
            yield Finding(
                fact.path, f"{view.name(fact)}: the result has n {fact.it.n}, but the arm's n is {n}."
            )


def arm_above_enrollment(view: TrialView) -> Iterator[Finding]:
    """No arm is larger than the trial. Source: a part is no larger than its whole."""
    total = view.trial.enrollment
    if total is None:
        return
    for index, arm in enumerate(view.trial.arms):
        if arm.n is not None and not arm.derived and arm.n > total:
            yield Finding(
                f"{view.path}/arms/{index}/n",
                f"{arm.label}: n is {arm.n}, but the whole trial has {total} participants.",
            )


def arms_enrollment(view: TrialView) -> Iterator[Finding]:
    """The arms' n add up to about the enrollment: at most 2% above it, and not below 80% of it.

    Source: CONSORT 2010, item 13 (flow of participants); the tolerances are our choice, since
    randomised and analysed numbers differ.
    """
    for total, sizes in _partition(view):
        if sum(sizes) > 1.02 * total or sum(sizes) < _SAFETY_SHARE * total:
            yield _sum_finding(view, total, sizes)


def arms_enrollment_exact(view: TrialView) -> Iterator[Finding]:
    """The arms' n add up to the enrollment exactly. Source: CONSORT 2010, item 13; participants who were
    randomised and not analysed break it without an error, hence a note."""
    for total, sizes in _partition(view):
        if _SAFETY_SHARE * total <= sum(sizes) <= 1.02 * total and sum(sizes) != total:
            yield _sum_finding(view, total, sizes)


def allocation_ratio(view: TrialView) -> Iterator[Finding]:
    """The arms' sizes follow the allocation ratio, within 3.5 binomial standard deviations or 5%.

    Source: the size of an arm under simple randomisation is binomial; blocks only make it more exact.
    """
    ratio = _ratio(view.trial.design.allocation_ratio)
    sizes = [arm.n for arm in _disjoint(view) if arm.n]
    if ratio is None or len(sizes) != len(ratio):
        return
    total, parts = sum(sizes), sum(ratio)
    for size, part in zip(sorted(sizes), sorted(ratio), strict=True):
        share = part / parts
        slack = max(_RATIO_DEVIATION * math.sqrt(total * share * (1 - share)), 0.05 * total * share, 1.0)
        if abs(size - total * share) > slack:
            yield Finding(
                f"{view.path}/design/allocation_ratio",
                f"Arms of {_listed(sizes)} do not fit an allocation of {view.trial.design.allocation_ratio}: "
                f"about {total * share:.0f} are expected where {size} stands.",
            )
            return


def _percentages(view: TrialView) -> Iterator[Fact[ArmResult]]:
    for fact in view.results:
        if fact.it.statistic == "proportion" and fact.it.unit == "%":
            yield fact


def _shares(view: TrialView) -> Iterator[tuple[Fact[ArmResult], float]]:
    """Percentages with their events and n, and 100 * events / n."""
    for fact in _percentages(view):
        if fact.it.n and fact.it.events is not None and fact.it.events <= fact.it.n:
            yield fact, 100 * fact.it.events / fact.it.n


def _share_message(view: TrialView, fact: Fact[ArmResult], share: float) -> str:
    result = fact.it
    decimals = fact.precision.decimals(result.value) + 2
    return (
        f"{view.name(fact)}: {result.events} of {result.n} is {share:.{decimals}f}%, "
        f"but {result.value:g}% is printed."
    )


def _impossible(fact: Fact[ArmResult], n: int) -> bool:
    values = fact.precision.range(fact.it.value)
    counts = Range(values.low * n / 100, values.high * n / 100)
    return 0 <= fact.it.value <= 100 and Range(*_nearest(counts)).gap(counts) > 0


def _nearest(counts: Range) -> tuple[float, float]:
    """A whole number inside the range, or the whole number nearest to its middle."""
    nearest = float(round((counts.low + counts.high) / 2))
    return nearest, nearest


def _impossible_message(view: TrialView, fact: Fact[ArmResult], n: int, whom: str) -> str:
    decimals = fact.precision.decimals(fact.it.value)
    below = math.floor(fact.it.value * n / 100)
    return (
        f"{view.name(fact)}: {fact.it.value:.{decimals}f}% of {n} {whom} is no whole number: {below} are "
        f"{100 * below / n:.{decimals + 1}f}%, {below + 1} are {100 * (below + 1) / n:.{decimals + 1}f}%."
    )


def _implied(view: TrialView) -> Iterator[tuple[Fact[ArmResult], Range, int]]:
    """Percentages with events and no n: the denominators they imply, and the arm's n."""
    for fact in _percentages(view):
        n = view.printed_n(fact.it.arm)
        events, plain = fact.it.events, fact.it.n is None and view.whole_arm(fact)
        values = fact.precision.range(fact.it.value)
        if n and events is not None and plain and 0 <= fact.it.value <= 100 and (events or values.low > 0):
            low = 100 * events / values.high
            yield fact, Range(low, 100 * events / values.low if values.low > 0 else math.inf), n


def _implied_message(view: TrialView, fact: Fact[ArmResult], implied: Range, n: int) -> str:
    low = math.ceil(implied.low - 1e-9)
    high = low if math.isinf(implied.high) else math.floor(implied.high + 1e-9)
    about = f"{low}" if low >= high else f"{low} to {high}"
    if fact.it.events == 0:
        return f"{view.name(fact)}: 0 participants cannot be {fact.it.value:g}% of an arm of {n}."
    return (
        f"{view.name(fact)}: {fact.it.events} participants are {fact.it.value:g}% of about {about}, "
        f"but the arm has {n}."
    )


def _disjoint(view: TrialView) -> list[Arm]:
    """The arms with a printed n, without those that are other arms taken together: an arm as large as a
    sum of others is left out when the rest comes nearer to the enrollment then."""
    sized, total = [arm for arm in view.trial.arms if arm.n and not arm.derived], view.trial.enrollment
    for arm in sorted(sized, key=lambda arm: -(arm.n or 0)):
        others = [other for other in sized if other is not arm]
        rest = sum(other.n or 0 for other in others)
        if len(others) < 2 or len(others) > _MOST_ARMS or not _is_sum(arm, others):
            continue
        if rest == arm.n if total is None else abs(rest - total) < abs(rest + (arm.n or 0) - total):
            sized = others
    return sized


def _is_sum(arm: Arm, others: list[Arm]) -> bool:
    sizes = [other.n or 0 for other in others]
    groups = (group for size in range(2, len(sizes) + 1) for group in combinations(sizes, size))
    return any(sum(group) == arm.n for group in groups)


def _partition(view: TrialView) -> Iterator[tuple[int, list[int]]]:
    """The enrollment and the arms' n, when every arm of a parallel comparison has one."""
    total, arms = view.trial.enrollment, _disjoint(view)
    sizes = [arm.n for arm in arms if arm.n]
    parallel = view.trial.design.model in (None, "parallel")
    if total and len(sizes) > 1 and parallel and all(arm.n for arm in view.trial.arms):
        yield total, sizes


def _sum_finding(view: TrialView, total: int, sizes: list[int]) -> Finding:
    return Finding(
        f"{view.path}/enrollment",
        f"The arms have {_listed(sizes)} participants, {sum(sizes)} together, but the trial has {total}.",
    )


def _listed(sizes: list[int]) -> str:
    return ", ".join(map(str, sizes[:-1])) + f" and {sizes[-1]}"


def _ratio(text: str | None) -> list[float] | None:
    parts = (text or "").split(":")
    try:
        found = [float(part) for part in parts]
    except ValueError:
        return None
    return found if len(found) > 1 and min(found) > 0 else None


RULES = (
    Rule("percentage-range", "error", percentage_range),
    Rule("events-above-n", "error", events_above_n),
    Rule("events-percentage", "error", events_percentage),
    Rule("events-percentage-rounding", "note", events_percentage_rounding),
    Rule("percentage-possible", "warning", percentage_possible),
    Rule("percentage-possible-for-arm", "note", percentage_possible_for_arm),
    Rule("events-percentage-arm", "warning", events_percentage_arm),
    Rule("events-other-denominator", "note", events_other_denominator),
    Rule("n-above-arm", "warning", n_above_arm),
    Rule("arm-above-enrollment", "error", arm_above_enrollment),
    Rule("arms-enrollment", "warning", arms_enrollment),
    Rule("arms-enrollment-exact", "note", arms_enrollment_exact),
    Rule("allocation-ratio", "warning", allocation_ratio),
)
"""The checks of this file, in the order in which they run."""
