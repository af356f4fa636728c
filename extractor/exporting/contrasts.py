"""What a meta-analysis takes from a record: two arms side by side, or an effect as it was reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from typing import Literal

from extractor.exporting.left_out import LeftOut
from schemas import Arm, ArmResult, Comparison, DocumentRecord, Endpoint, Quantity, Trial

Kind = Literal["2x2", "means", "effect"]

MEANS = ("mean", "change_from_baseline", "percent_change_from_baseline")
_NOT_POOLED = {
    "median": "medians (no mean and SD)",
    "rate": "rates of one arm (no person-time)",
    "other": "results of one arm of another kind",
}


@dataclass(frozen=True, slots=True)
class Group:
    """One arm's side of a contrast. `computed` names the numbers that are not printed themselves."""

    events: int | None = None
    mean: float | None = None
    sd: float | None = None
    n: int | None = None
    computed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contrast:
    """One row of a meta-analysis: `first` and `second` of two arms side by side, or a reported `effect`."""

    kind: Kind
    trial: Trial
    endpoint: Endpoint
    timepoint: Quantity | None
    subgroup: str | None
    analysis: str | None
    arm: Arm
    reference: Arm
    statistic: str
    unit: str | None
    first: Group = Group()
    second: Group = Group()
    effect: Comparison | None = None


def contrasts(record: DocumentRecord, left_out: LeftOut) -> Iterator[Contrast]:
    """The contrasts of all trials in the record's order: those of two arms, then the reported effects."""
    for trial in record.trials:
        yield from _of_arms(trial, left_out)
        yield from _reported(trial, left_out)


def _of_arms(trial: Trial, left_out: LeftOut) -> Iterator[Contrast]:
    arms = {arm.id: arm for arm in trial.arms}
    endpoints = {endpoint.id: endpoint for endpoint in trial.endpoints}
    settings: dict[tuple[object, ...], dict[str, tuple[ArmResult, Group]]] = {}
    for result in trial.arm_results:
        group = _group(result, arms[result.arm], left_out)
        if group is not None:
            time = result.timepoint or endpoints[result.endpoint].timepoint
            key = (
                result.endpoint,
                (time.value, time.unit) if time else None,
                result.subgroup,
                result.analysis,
                "2x2" if group.events is not None else result.statistic,
                result.direction is None,
            )
            if result.arm in settings.setdefault(key, {}):
                left_out.add("second numbers of one arm, endpoint and time")
            else:
                settings[key][result.arm] = (result, group)
    for sides in settings.values():
        pairs = _pairs(trial, list(sides))
        paired = {id for pair in pairs for id in pair}
        left_out.add("results of one arm without a second arm to compare with", len(sides.keys() - paired))
        for one, other in pairs:
            (result, first), (_, second) = sides[one], sides[other]
            yield Contrast(
                kind="2x2" if first.events is not None else "means",
                trial=trial,
                endpoint=endpoints[result.endpoint],
                timepoint=result.timepoint or endpoints[result.endpoint].timepoint,
                subgroup=result.subgroup,
                analysis=result.analysis,
                arm=arms[one],
                reference=arms[other],
                statistic=result.statistic,
                unit=result.unit,
                first=first,
                second=second,
            )


def _pairs(trial: Trial, present: list[str]) -> list[tuple[str, str]]:
    """The pairs of arms to compare: as the trial compares them, else each with its one comparator."""
    said = dict.fromkeys(
        (item.arm, item.reference)
        for item in trial.comparisons
        if item.reference is not None and item.arm in present and item.reference in present
    )
    pairs = [pair for pair in said if (pair[1], pair[0]) not in said or pair[0] < pair[1]]
    if pairs:
        return pairs
    controls = [id for id in present if _is_comparator(trial, id)]
    if len(controls) == 1:
        return [(id, controls[0]) for id in present if id != controls[0]]
    return []


def _is_comparator(trial: Trial, id: str) -> bool:
    """Whether the arm gets no experimental drug, and does get a comparator."""
    roles = {drug.id: drug.role for drug in trial.interventions}
    arm = next(arm for arm in trial.arms if arm.id == id)
    given = {roles[drug] for drug in arm.interventions}
    return "comparator" in given and "experimental" not in given


def _group(result: ArmResult, arm: Arm, left_out: LeftOut) -> Group | None:
    """The arm's numbers, or None where the format has no place for them (and why is noted)."""
    n, computed = participants(result, arm)
    if result.statistic in ("proportion", "count"):
        events, how = events_in(result, n)
        computed += how
        if n is None:
            left_out.add("proportions and counts without the number of participants")
        elif events is None:
            left_out.add("proportions from which the number of events is not certain")
        elif events > n:
            left_out.add("counts of more events than participants")
        else:
            return Group(events=events, n=n, computed=tuple(computed))
        return None
    if result.statistic not in MEANS:
        left_out.add(_NOT_POOLED[result.statistic])
        return None
    sd = result.spread.value if result.spread and result.spread.kind in ("sd", "se") else None
    if n is None or sd is None:
        left_out.add("means without " + ("the number of participants" if sd is not None else "an SD or SE"))
        return None
    if result.spread and result.spread.kind == "se":
        sd = sd * sqrt(n)
        computed.append("SD from SE")
    mean, how = signed_mean(result)
    return Group(mean=mean, sd=float(sd), n=n, computed=(*computed, *how))


def participants(result: ArmResult, arm: Arm) -> tuple[int | None, list[str]]:
    """How many participants a result is about, and what of that is not printed with it."""
    whole_arm = result.subgroup is None and result.statistic != "count"
    if result.n is None and arm.n is not None and whole_arm and not arm.derived:
        return arm.n, ["n of the arm"]
    return result.n, []


def events_in(result: ArmResult, n: int | None) -> tuple[int | None, list[str]]:
    """The events of a proportion or count, and what of them is not printed."""
    if result.events is not None:
        return result.events, []
    if result.statistic == "count":
        return (result.value if isinstance(result.value, int) and result.value >= 0 else None), []
    if n is not None and result.unit == "%":
        return events_of(result.value, n), ["events from %"]
    return None, []


def signed_mean(result: ArmResult) -> tuple[float, list[str]]:
    """A mean with the sign that its words give it (a change alone has one), and whether they do."""
    if result.statistic != "mean" and result.direction == "decrease" and result.value > 0:
        return -float(result.value), ["sign from words"]
    return float(result.value), []


def events_of(percentage: float, n: int) -> int | None:
    """The one number of events out of n that prints as this percentage; None where none or several do."""
    decimals = len(repr(percentage).partition(".")[2]) if isinstance(percentage, float) else 0
    nearest = round(percentage * n / 100)
    fitting = [
        events
        for events in range(max(0, nearest - 2), min(n, nearest + 2) + 1)
        if abs(events * 100 / n - percentage) <= 0.5 * 10**-decimals + 1e-9
    ]
    return fitting[0] if len(fitting) == 1 else None


def _reported(trial: Trial, left_out: LeftOut) -> Iterator[Contrast]:
    arms = {arm.id: arm for arm in trial.arms}
    endpoints = {endpoint.id: endpoint for endpoint in trial.endpoints}
    for item in trial.comparisons:
        if item.value is None:
            left_out.add("p-values without an effect")
        elif item.reference is None:
            left_out.add("effects against baseline")
        else:
            yield Contrast(
                kind="effect",
                trial=trial,
                endpoint=endpoints[item.endpoint],
                timepoint=item.timepoint or endpoints[item.endpoint].timepoint,
                subgroup=item.subgroup,
                analysis=item.analysis,
                arm=arms[item.arm],
                reference=arms[item.reference],
                statistic=item.measure or "other",
                unit=item.unit,
                effect=item,
            )
