"""One fact told several times is one fact; weak links that contradict a strong one are none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.linking.context import ComparisonDraft, ResultDraft

_LEAST_CONFIDENCE = 0.42
"""Results of sentences below it are wrong more often than right."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A number that is no result of the record, and why not."""

    result: ResultDraft
    reason: str


def believed_results(results: list[ResultDraft], left_out: list[LeftOut]) -> list[ResultDraft]:
    """Less those whose link is too weak."""
    for result in results:
        if result.confidence < _LEAST_CONFIDENCE:
            reason = f"too weak a link ({result.confidence:.2f}, below {_LEAST_CONFIDENCE})"
            left_out.append(LeftOut(result, reason))
    return [result for result in results if result.confidence >= _LEAST_CONFIDENCE]


def distinct_results(results: list[ResultDraft], left_out: list[LeftOut]) -> list[ResultDraft]:
    """The same number of the same arm, endpoint and subgroup told twice is one fact with more evidence."""
    kept: dict[tuple[object, ...], ResultDraft] = {}
    for result in results:
        key = (id(result.arm), id(result.endpoint), result.value, result.unit, result.subgroup)
        known = kept.get(key)
        if known is None or (known.timepoint and result.timepoint and known.timepoint != result.timepoint):
            kept[key if known is None else (*key, result.timepoint)] = result
            continue
        known.evidence += result.evidence
        known.timepoint = known.timepoint or result.timepoint
        known.interval = known.interval or result.interval
        known.spread = known.spread or result.spread
        known.events = known.events if known.events is not None else result.events
        known.n = known.n if known.n is not None else result.n
        known.confidence = max(known.confidence, result.confidence)
    settled = _uncontradicted(_told_again(list(kept.values())), left_out)
    return sorted(settled, key=lambda result: result.subgroup is not None)


def _told_again(results: list[ResultDraft]) -> list[ResultDraft]:
    """Less those that repeat an arm's mean and deviation under another wording: "pain", "knee pain"."""
    same: dict[tuple[object, ...], list[ResultDraft]] = {}
    dropped: set[int] = set()
    for result in results:
        if result.spread is None or result.spread.value is None or result.value == int(result.value):
            continue
        key = (id(result.arm), result.value, result.unit, result.spread.value, result.subgroup)
        known = next((other for other in same.get(key, []) if _one_measure(other, result)), None)
        if known is None:
            same.setdefault(key, []).append(result)
            continue
        known.evidence += result.evidence
        known.timepoint = known.timepoint or result.timepoint
        known.n = known.n if known.n is not None else result.n
        known.confidence = max(known.confidence, result.confidence)
        dropped.add(id(result))
    return [result for result in results if id(result) not in dropped]


_WORD = re.compile(r"[a-z]{4,}")
_NO_MEASURE = frozenset(
    {"mean", "change", "from", "baseline", "score", "scores", "level", "levels", "total", "with"}
)


def _one_measure(one: ResultDraft, other: ResultDraft) -> bool:
    """Whether one endpoint's words are all among the other's, and no time tells the two apart."""
    if one.timepoint and other.timepoint and one.timepoint != other.timepoint:
        return False
    left, right = (set(_WORD.findall(r.endpoint.name.lower())) - _NO_MEASURE for r in (one, other))
    return bool(left and right) and (left <= right or right <= left)


_WEAK = 0.5
"""Links below it do not stand against a stronger one that says another number of the same."""
_NEAR = 0.02


def _uncontradicted(results: list[ResultDraft], left_out: list[LeftOut]) -> list[ResultDraft]:
    """Less the weak ones where a stronger result gives another number of the same thing.

    Two values that are both well linked stay: documents do contradict themselves, and a check says so.
    """
    same: dict[tuple[object, ...], list[ResultDraft]] = {}
    for result in results:
        if result.statistic != "count":
            key = (
                *(id(result.arm), id(result.endpoint), result.timepoint, result.subgroup),
                *(result.analysis, result.statistic, result.unit),
            )
            same.setdefault(key, []).append(result)
    dropped: set[int] = set()
    for group in same.values():
        if len({result.value for result in group}) > 1:
            best = max(group, key=lambda result: result.confidence)
            for result in group:
                if result.confidence < min(_WEAK, best.confidence - _NEAR):
                    dropped.add(id(result))
                    stronger = f"{best.value:g}{best.unit or ''} with {best.confidence:.2f}"
                    reason = f"a weak link ({result.confidence:.2f}) against a stronger one ({stronger})"
                    left_out.append(LeftOut(result, reason))
    return [result for result in results if id(result) not in dropped]


def distinct_comparisons(comparisons: list[ComparisonDraft]) -> list[ComparisonDraft]:
    """The same effect or p-value of the same arms, endpoint and subgroup told twice is one fact."""
    kept: dict[tuple[object, ...], ComparisonDraft] = {}
    for item in comparisons:
        p = (item.p.operator, item.p.value) if item.p and item.value is None else None
        key = (
            id(item.arm),
            id(item.reference),
            id(item.endpoint),
            item.measure,
            item.value,
            p,
            item.subgroup,
        )
        known = kept.get(key)
        if known is None or (item.value is None and _at_other_time(known, item)):
            kept[key if known is None else (*key, item.timepoint)] = item
            continue
        known.evidence += item.evidence
        known.interval = known.interval or item.interval
        known.p = known.p or item.p
        known.confidence = max(known.confidence, item.confidence)
    return _without_repeated_p(list(kept.values()))


def _at_other_time(one: ComparisonDraft, other: ComparisonDraft) -> bool:
    return None not in (one.timepoint, other.timepoint) and one.timepoint != other.timepoint


def _without_repeated_p(comparisons: list[ComparisonDraft]) -> list[ComparisonDraft]:
    """Less the p-values told by themselves of what an effect size with the same p-value tells more of."""

    def told(item: ComparisonDraft) -> tuple[object, ...]:
        p = (item.p.operator, item.p.value) if item.p else None
        return (id(item.arm), id(item.reference), id(item.endpoint), p, item.subgroup)

    sized = {told(i): i for i in comparisons if i.value is not None and i.p and i.p.operator == "="}
    kept = []
    for item in comparisons:
        other = sized.get(told(item)) if item.value is None else None
        if other is None or _at_other_time(item, other):
            kept.append(item)
        else:
            other.evidence += item.evidence
    return kept
