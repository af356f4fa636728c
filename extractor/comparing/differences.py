"""Where two reports of one trial differ: plain values, sizes of arms, and the numbers of one setting."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extractor.checking.printed import Precision, Range
from extractor.checking.significance import p_range, printed_p
from extractor.checking.view import interval
from extractor.comparing.grouping import Entry, like_phases
from extractor.evaluating.matching import arm_likeness, best_pairs, primary_endpoints, stated
from extractor.evaluating.normalise import alike, same_time, same_unit
from schemas import ArmResult, Comparison, Evidence, Quantity, Result, Trial

R = TypeVar("R", ArmResult, Comparison)

_LIKE_ARMS = 60
_LIKE_ENDPOINTS = 75
_LIKE_PRIMARY = 55
_LIKE_GROUPS = 80
_LIKE_CONDITION = 75


@dataclass(frozen=True, slots=True)
class Side:
    """What one document says: the value in words, its JSON pointer in the record, and the evidence."""

    document: str
    value: str
    path: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that two documents tell differently: `fact` is what it is of ("enrollment", "ORR, placebo")."""

    fact: str
    sides: tuple[Side, Side]


def differences(first: Entry, second: Entry) -> list[Difference]:
    """Where two reports of one trial differ; what only one of them says is no difference."""
    return list(_Pair(first, second).find())


class _Pair:
    """Two reports of one trial with their arms and endpoints matched one to one."""

    def __init__(self, first: Entry, second: Entry) -> None:
        self._entries = (first, second)
        ours, theirs = first.trial, second.trial
        self._ours, self._theirs = ours, theirs
        arms = best_pairs(ours.arms, theirs.arms, arm_likeness(ours, theirs), _LIKE_ARMS)
        self._arm_places = arms
        self._arms: dict[str | None, str | None] = {ours.arms[i].id: theirs.arms[j].id for i, j in arms}
        self._arms[None] = None
        endpoints = best_pairs(
            ours.endpoints, theirs.endpoints, lambda a, b: alike(a.name, b.name), _LIKE_ENDPOINTS
        )
        self._endpoints = {ours.endpoints[i].id: theirs.endpoints[j].id for i, j in endpoints}
        self._names = {endpoint.id: endpoint.name for endpoint in ours.endpoints}
        self._labels: dict[str | None, str] = {arm.id: arm.label for arm in ours.arms}
        self._when = tuple({e.id: e.timepoint for e in trial.endpoints} for trial in (ours, theirs))

    def find(self) -> Iterator[Difference]:
        yield from self._plain_values()
        yield from self._primaries()
        for i, j in self._arm_places:
            one, other = self._ours.arms[i], self._theirs.arms[j]
            if one.n and other.n and one.n != other.n and not one.derived and not other.derived:
                yield self._difference(
                    f"n of {one.label}",
                    (f"{one.n}", f"arms/{i}/n", one.evidence),
                    (f"{other.n}", f"arms/{j}/n", other.evidence),
                )
        yield from self._arm_results()
        yield from self._comparisons()

    def _plain_values(self) -> Iterator[Difference]:
        ours, theirs = _plain(self._ours), _plain(self._theirs)
        for name, value in ours.items():
            other = theirs.get(name)
            if value is None or other is None or self._agree(name, value, other):
                continue
            provenance = [trial.fields.get(name) for trial in (self._ours, self._theirs)]
            if any(about is not None and about.derived for about in provenance):
                continue
            evidence = [[] if about is None else about.evidence for about in provenance]
            path = name.replace(".", "/")
            yield self._difference(
                name.removeprefix("design.").replace("_", " "),
                (_shown(value), path, evidence[0]),
                (_shown(other), path, evidence[1]),
            )

    def _agree(self, name: str, value: object, other: object) -> bool:
        if isinstance(value, Quantity) and isinstance(other, Quantity):
            return same_time(value, other)
        if name == "phase":
            return like_phases(self._ours, self._theirs)
        if name == "condition":
            return alike(str(value), str(other)) >= _LIKE_CONDITION
        return value == other

    def _primaries(self) -> Iterator[Difference]:
        """Both name primary endpoints, and no name of the one is like one of the other."""
        ours = primary_endpoints(stated(self._ours.endpoints))
        theirs = primary_endpoints(stated(self._theirs.endpoints))
        if ours and theirs and not any(alike(a.name, b.name) >= _LIKE_PRIMARY for a in ours for b in theirs):
            yield self._difference(
                "primary endpoint",
                (ours[0].name, f"endpoints/{self._ours.endpoints.index(ours[0])}", ours[0].evidence),
                (theirs[0].name, f"endpoints/{self._theirs.endpoints.index(theirs[0])}", theirs[0].evidence),
            )

    def _arm_results(self) -> Iterator[Difference]:
        ours, theirs = self._ours.arm_results, self._theirs.arm_results
        for i, j in self._counterparts(ours, theirs, lambda a, b: self._same_measurement(a, b)):
            one, other = ours[i], theirs[j]
            if _range(one, one.value).absolute().gap(_range(other, other.value).absolute()) > 0:
                yield self._difference(
                    self._name(one),
                    (_with_unit(one.value, one.unit), f"arm_results/{i}", one.evidence),
                    (_with_unit(other.value, other.unit), f"arm_results/{j}", other.evidence),
                )

    def _comparisons(self) -> Iterator[Difference]:
        ours, theirs = self._ours.comparisons, self._theirs.comparisons
        for i, j in self._counterparts(ours, theirs, lambda a, b: self._same_effect(a, b)):
            one, other = ours[i], theirs[j]
            for part, value, counter in _unlike_parts(one, other):
                yield self._difference(
                    f"{part}: {self._name(one)}",
                    (value, f"comparisons/{i}", one.evidence),
                    (counter, f"comparisons/{j}", other.evidence),
                )

    def _same_measurement(self, one: ArmResult, other: ArmResult) -> bool:
        return one.statistic == other.statistic and same_unit(one.unit, other.unit)

    def _same_effect(self, one: Comparison, other: Comparison) -> bool:
        return self._arms.get(one.reference, "") == other.reference and one.measure == other.measure

    def _counterparts(
        self, ours: Sequence[R], theirs: Sequence[R], alike_in_kind: Callable[[R, R], bool]
    ) -> Iterator[tuple[int, int]]:
        """Pairs of numbers of one setting, where each document has one such number: with several, which
        one stands for which is not known."""
        fitting = [
            [
                j
                for j, other in enumerate(theirs)
                if not one.derived and not other.derived and self._same_setting(one, other)
                and alike_in_kind(one, other)
            ]
            for one in ours
        ]  # fmt: skip
        taken = [j for places in fitting for j in places]
        for i, places in enumerate(fitting):
            if len(places) == 1 and taken.count(places[0]) == 1:
                yield i, places[0]

    def _same_setting(self, one: Result, other: Result) -> bool:
        if self._arms.get(one.arm, "") != other.arm or self._endpoints.get(one.endpoint) != other.endpoint:
            return False
        if not _same_group(one.subgroup, other.subgroup) or not _same_cut(one.analysis, other.analysis):
            return False
        ours = one.timepoint or self._when[0][one.endpoint]
        theirs = other.timepoint or self._when[1][other.endpoint]
        return ours is None or theirs is None or same_time(ours, theirs)

    def _name(self, fact: ArmResult | Comparison) -> str:
        parts = [self._names[fact.endpoint], self._labels[fact.arm]]
        if isinstance(fact, Comparison) and fact.reference is not None:
            parts[1] += f" against {self._labels[fact.reference]}"
        if fact.timepoint is not None:
            parts.append(_shown(fact.timepoint))
        return ", ".join([*parts, *([fact.subgroup] if fact.subgroup else [])])

    def _difference(
        self, fact: str, one: tuple[str, str, list[Evidence]], other: tuple[str, str, list[Evidence]]
    ) -> Difference:
        first, second = (
            Side(entry.document, value, f"/trials/{entry.place}/{path}", tuple(evidence))
            for entry, (value, path, evidence) in zip(self._entries, (one, other), strict=True)
        )
        return Difference(fact, (first, second))


def _plain(trial: Trial) -> dict[str, object]:
    design = trial.design
    return {
        "phase": trial.phase,
        "enrollment": trial.enrollment,
        "duration": trial.duration,
        "condition": trial.condition,
        "design.allocation": design.allocation,
        "design.masking": design.masking,
        "design.control": design.control,
        "design.model": design.model,
        "design.allocation_ratio": design.allocation_ratio,
    }


def _unlike_parts(one: Comparison, other: Comparison) -> Iterator[tuple[str, str, str]]:
    """The estimates, intervals and p-values that do not fit each other after rounding."""
    if one.value is not None and other.value is not None:
        values = [_range(fact, value) for fact, value in ((one, one.value), (other, other.value))]
        if values[0].absolute().gap(values[1].absolute()) > 0:
            name = (one.measure or "estimate").replace("_", " ")
            yield name, _with_unit(one.value, one.unit), _with_unit(other.value, other.unit)
    if one.ci is not None and other.ci is not None and one.ci.level == other.ci.level:
        limits = ((one.ci.low, other.ci.low), (one.ci.high, other.ci.high))
        if any(
            a is not None and b is not None and _range(one, a).gap(_range(other, b)) > 0 for a, b in limits
        ):
            yield "confidence interval", interval(one.ci), interval(other.ci)
    if one.p is not None and other.p is not None:
        values = [p_range(fact.p, _precision(fact)) for fact in (one, other) if fact.p is not None]
        if values[0].gap(values[1]) > 0:
            yield "p-value", printed_p(one.p), printed_p(other.p)


def _precision(fact: Result) -> Precision:
    texts = [evidence.text for evidence in fact.evidence]
    return Precision([*texts, fact.quote] if fact.quote else texts)


def _range(fact: Result, value: float) -> Range:
    return _precision(fact).range(value)


def _same_group(one: str | None, other: str | None) -> bool:
    if one is None or other is None:
        return one is other
    return alike(one, other) >= _LIKE_GROUPS


def _same_cut(one: str | None, other: str | None) -> bool:
    return one is None or other is None or alike(one, other) >= _LIKE_GROUPS


def _shown(value: object) -> str:
    if isinstance(value, Quantity):
        return f"{value.value:g} {value.unit}{'' if value.value == 1 else 's'}"
    return str(value)


def _with_unit(value: float, unit: str | None) -> str:
    return f"{value:g}{'' if unit is None else unit if unit == '%' else f' {unit}'}"
