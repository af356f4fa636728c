"""Facts of a trial that cannot all be true together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import product

from extractor.checking.categories import categories, key_of, wholes_of
from extractor.checking.findings import Finding, Rule
from extractor.checking.view import Fact, TrialView, days_of
from schemas import ArmResult, Comparison

_DURATION_ROOM = 1.1
"""A visit window: timepoints this much beyond the duration are not noted."""
_MASSES = {"ng": 1e-6, "µg": 1e-3, "μg": 1e-3, "ug": 1e-3, "mcg": 1e-3, "mg": 1.0, "g": 1e3}
"""Units of mass in milligrams."""
_ESCALATION = 900
"""No trial gives doses of one drug this many times apart."""


def exclusive_percentages(view: TrialView) -> Iterator[Finding]:
    """Percentages of exclusive categories (complete and partial response, stable and progressive disease)
    add up to 100% at most, within rounding. Source: a partition's shares add up to 1."""
    for group in _by_occasion(view).values():
        for exclusive in categories().exclusive:
            members = [fact for fact in group if _name(view, fact) in exclusive]
            if len({fact.setting.endpoint for fact in members}) < max(2, len(members)):
                continue
            lowest = sum(fact.precision.range(fact.it.value).low for fact in members)
            if lowest > 100:
                shares = " + ".join(f"{fact.it.value:g}%" for fact in members)
                yield Finding(
                    members[-1].path,
                    f"{view.label(members[0].it.arm)}: {', '.join(_name(view, fact) for fact in members)} "
                    f"exclude each other, but {shares} is more than 100%.",
                )


def part_above_whole(view: TrialView) -> Iterator[Finding]:
    """A part has no larger share, or longer time, than its whole: EASI-90 and EASI-75, serious and all
    adverse events, survival without progression and survival.

    Source: a part is no larger than its whole. Different analysis sets or data cuts can break it.
    """
    for group in _by_occasion(view).values():
        named: dict[str, list[Fact[ArmResult]]] = defaultdict(list)
        for fact in group:
            named[key_of(_name(view, fact))].append(fact)
        for name, parts in named.items():
            for whole_name in wholes_of(name, named):
                for part, whole in product(parts, named[whole_name]):
                    if _above(part, whole):
                        yield _part_finding(view, part, whole)


def timepoint_beyond_duration(view: TrialView) -> Iterator[Finding]:
    """A result's timepoint lies within the trial's treatment period, with 10% for the visit's window.

    Source: ICH E9, section 3; follow-up after treatment breaks it without an error, hence a note.
    """
    duration = view.trial.duration
    if duration is None:
        return
    seen = set()
    facts: list[Fact[ArmResult] | Fact[Comparison]] = [*view.results, *view.comparisons]
    for fact in facts:
        days, timepoint = fact.setting.days, fact.it.timepoint
        if timepoint is None or days is None or days in seen:
            continue
        seen.add(days)
        if days > _DURATION_ROOM * days_of(duration):
            yield Finding(
                fact.path,
                f"{view.name(fact)}: {timepoint.value:g} {timepoint.unit}s is after the treatment period of "
                f"{duration.value:g} {duration.unit}s.",
            )


def dose_units(view: TrialView) -> Iterator[Finding]:
    """Doses of one drug do not differ by a factor of 1,000, as mg and µg do.

    Source: ISMP list of error-prone abbreviations (µg read as mg).
    """
    doses = defaultdict(list)
    for index, arm in enumerate(view.trial.arms):
        for place, dose in enumerate(arm.doses):
            mass, _, per = dose.unit.partition("/")
            if mass in _MASSES and dose.amount > 0 and not dose.derived:
                path = f"{view.path}/arms/{index}/doses/{place}"
                doses[dose.intervention, per].append((dose.amount * _MASSES[mass], dose, path))
    for found in doses.values():
        low, high = min(found, key=lambda item: item[0]), max(found, key=lambda item: item[0])
        if high[0] >= _ESCALATION * low[0]:
            yield Finding(
                high[2],
                f"Doses of one drug are {low[1].amount:g} {low[1].unit} and {high[1].amount:g} "
                f"{high[1].unit}, {high[0] / low[0]:.0f} times as much.",
            )


def same_fact(view: TrialView) -> Iterator[Finding]:
    """A fact that stands in two places has the same value in both, within rounding.

    Source: coherence of a document. Data cuts and analysis sets that the record does not tell apart can
    break it.
    """
    groups: dict[Hashable, list[Fact[ArmResult] | Fact[Comparison]]] = defaultdict(list)
    for result in view.results:
        one = result.it
        groups[result.setting, one.arm, one.statistic, one.unit].append(result)
    for comparison in view.comparisons:
        two = comparison.it
        if two.measure not in (None, "other"):
            groups[comparison.setting, two.arm, two.reference, two.measure].append(comparison)
    for group in groups.values():
        for other in group[1:]:
            first = group[0]
            if _differ(first, other):
                values = f"{other.it.value:g} here, but {first.it.value:g} in another place of the document."
                yield Finding(other.path, f"{view.name(other)}: {values}")


def direction_sign(view: TrialView) -> Iterator[Finding]:
    """A change that is worded as an increase has no minus.

    Source: coherence of words and signs; a decrease may be printed with or without its minus.
    """
    for fact in view.results:
        if fact.it.direction == "increase" and fact.it.value < 0:
            message = f"{view.name(fact)}: worded as an increase, but {fact.it.value:g} is printed."
            yield Finding(fact.path, message)


def _by_occasion(view: TrialView) -> dict[Hashable, list[Fact[ArmResult]]]:
    """Percentages and medians of one arm, time, subgroup and data cut."""
    found: dict[Hashable, list[Fact[ArmResult]]] = defaultdict(list)
    for fact in view.results:
        if fact.it.statistic in ("proportion", "median"):
            _, days, subgroup, analysis = fact.setting
            aside = view.endpoints[fact.it.endpoint].name.partition("(")[2]
            found[fact.it.arm, fact.it.statistic, fact.it.unit, days, subgroup, analysis, aside].append(fact)
    return found


def _part_finding(view: TrialView, part: Fact[ArmResult], whole: Fact[ArmResult]) -> Finding:
    unit = part.it.unit if part.it.unit == "%" else f" {part.it.unit or ''}".rstrip()
    return Finding(
        part.path,
        f"{view.name(part)}: {part.it.value:g}{unit}, but {view.endpoints[whole.it.endpoint].name}, which "
        f"includes it, has {whole.it.value:g}{unit}.",
    )


def _above(first: Fact[ArmResult], second: Fact[ArmResult]) -> bool:
    return first.precision.range(first.it.value).low > second.precision.range(second.it.value).high


def _name(view: TrialView, fact: Fact[ArmResult]) -> str:
    return view.endpoints[fact.it.endpoint].name.partition("(")[0].strip().lower()


def _differ(first: Fact[ArmResult] | Fact[Comparison], second: Fact[ArmResult] | Fact[Comparison]) -> bool:
    ours, theirs = first.value, second.value
    if ours is None or theirs is None:
        return False
    if isinstance(first.it, ArmResult) and isinstance(second.it, ArmResult):
        sizes = (first.it.n, second.it.n)
        if None not in sizes and sizes[0] != sizes[1]:
            return False
        return ours.absolute().gap(theirs.absolute()) > 0
    return ours.gap(theirs) > 0


RULES = (
    Rule("exclusive-percentages", "error", exclusive_percentages),
    Rule("part-above-whole", "warning", part_above_whole),
    Rule("timepoint-beyond-duration", "note", timepoint_beyond_duration),
    Rule("dose-units", "warning", dose_units),
    Rule("same-fact", "warning", same_fact),
    Rule("direction-sign", "warning", direction_sign),
)
"""The checks of this file, in the order in which they run."""
