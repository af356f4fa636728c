"""One fact told several times is one fact; weak links that contradict a strong one are none."""

from __future__ import annotations

from extractor.linking.comparisons import ComparisonDraft
from extractor.linking.context import ResultDraft


def distinct_results(results: list[ResultDraft]) -> list[ResultDraft]:
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
    return sorted(_uncontradicted(list(kept.values())), key=lambda result: result.subgroup is not None)


_WEAK = 0.5
"""Links below it do not stand against a stronger one that says another number of the same."""
_NEAR = 0.02


def _uncontradicted(results: list[ResultDraft]) -> list[ResultDraft]:
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
            best = max(result.confidence for result in group)
            dropped |= {id(r) for r in group if r.confidence < min(_WEAK, best - _NEAR)}
    return [result for result in results if id(result) not in dropped]


def distinct_comparisons(comparisons: list[ComparisonDraft]) -> list[ComparisonDraft]:
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
        if known is None:
            kept[key] = item
            continue
        known.evidence += item.evidence
        known.interval = known.interval or item.interval
        known.p = known.p or item.p
        known.confidence = max(known.confidence, item.confidence)
    return list(kept.values())
