"""What a finished record tells about how sure each of its numbers is: the linker's own confidence, how near
the words stand that the number was tied by, how crowded the place is, and what the checks found."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator

from schemas import ArmResult, Comparison, DocumentRecord, Evidence, Trial

Features = dict[str, float]
"""Values by name, most of them from -1 to 2; one that is not named is 0."""

_FAR = 4.0
_CROWD = 160
"""Characters on each side in which other numbers make a crowd."""
_HEADLINE = 200
"""A number that starts before this many characters stands in the headline or the lead."""


def features_of(record: DocumentRecord) -> Iterator[tuple[str, int, int, Features]]:
    """Of every printed number with a confidence: its list, its trial's and its own place, and features."""
    found = Counter((check.path, check.severity) for check in record.checks)
    for index, trial in enumerate(record.trials):
        surroundings = _Surroundings(trial)
        for listed in ("arm_results", "comparisons"):
            facts: list[ArmResult | Comparison] = getattr(trial, listed)
            for place, fact in enumerate(facts):
                if not fact.derived and fact.confidence is not None:
                    path = f"/trials/{index}/{listed}/{place}"
                    features = surroundings.features(fact)
                    for severity in ("error", "warning", "note"):
                        features[severity] = float(min(found[path, severity], 2))
                    yield listed, index, place, features


class _Surroundings:
    """A trial of a record, looked over once for all its numbers."""

    def __init__(self, trial: Trial) -> None:
        self._trial = trial
        self._arms = {arm.id: arm for arm in trial.arms}
        self._endpoints = {endpoint.id: endpoint for endpoint in trial.endpoints}
        facts: list[ArmResult | Comparison] = [*trial.arm_results, *trial.comparisons]
        placed = sorted((fact.evidence[0].start, fact.endpoint) for fact in facts if fact.evidence)
        self._starts = [start for start, _ in placed]
        self._names = [name for _, name in placed]
        self._at = Counter(self._starts)
        self._of_endpoint = Counter(fact.endpoint for fact in facts)
        self._shown = {(result.endpoint, result.arm) for result in trial.arm_results}
        self._same = Counter(_setting(result) for result in trial.arm_results)

    def features(self, fact: ArmResult | Comparison) -> Features:
        arm, endpoint = self._arms[fact.arm], self._endpoints[fact.endpoint]
        first = fact.evidence[0] if fact.evidence else None
        confidence = fact.confidence or 0.0
        near = self._near(first)
        features = {
            "linked": 4 * (confidence - 0.7),
            "linked low": 4 * max(0.0, 0.7 - confidence),
            "arm distance": _distance(first, arm.evidence),
            "arm words": float(len(fact.evidence) > 1),
            "arm size": float(arm.n is not None),
            "arms": math.log1p(len(self._arms)) - 1,
            "no doses": float(not arm.doses),
            "no drugs": float(not arm.interventions),
            "endpoint": 4 * ((endpoint.confidence or 0.7) - 0.7),
            "endpoint numbers": math.log1p(self._of_endpoint[fact.endpoint]) - 1,
            "endpoint words": math.log1p(len(endpoint.name.split())) - 1.5,
            "endpoints": math.log1p(len(self._endpoints)) - 2,
            "role": float(endpoint.role in ("primary", "key_secondary")),
            "safety": float(endpoint.role == "safety"),
            "crowd": math.log1p(len(near)) - 1,
            "shared": float(first is not None and self._at[first.start] > 1),
            "short": float(first is not None and len(first.text) <= 3),
            "headline": float(first is not None and first.start < _HEADLINE),
            "section": float(first is not None and first.section is not None),
            "analysis": float(fact.analysis is not None),
            "interval": float(fact.ci is not None),
            "unit": float(fact.unit is not None),
            "percent": float(fact.unit == "%"),
        }
        others = len(near) - (0 if first is None else self._at[first.start])
        if others and first is not None:
            of_endpoint = sum(
                self._names[place] == fact.endpoint for place in near if self._starts[place] != first.start
            )
            features["neighbours"] = 2 * of_endpoint / others - 1
        features |= self._of_result(fact) if isinstance(fact, ArmResult) else self._of_comparison(fact)
        return features

    def _of_result(self, fact: ArmResult) -> Features:
        return {
            f"statistic {fact.statistic}": 1.0,
            "direction": float(fact.direction is not None),
            "spread": float(fact.spread is not None),
            "rivals": float(min(self._same[_setting(fact)] - 1, 3)),
        }

    def _of_comparison(self, fact: Comparison) -> Features:
        sides = ((fact.endpoint, arm) in self._shown for arm in (fact.arm, fact.reference))
        return {
            f"measure {fact.measure}": 1.0,
            "p": float(fact.p is not None),
            "sides shown": float(sum(sides)) - 1,
            "enrollment": float(self._trial.enrollment is not None),
            "randomized": float(self._trial.design.allocation == "randomized"),
        }

    def _near(self, first: Evidence | None) -> range:
        """The places of the numbers around a piece of evidence, itself included."""
        if first is None:
            return range(0)
        starts = self._starts
        return range(bisect_left(starts, first.start - _CROWD), bisect_right(starts, first.start + _CROWD))


def _distance(first: Evidence | None, others: list[Evidence]) -> float:
    """The distance in characters to the nearest of the others on a log scale: 0 within a clause."""
    if first is None or not others:
        return _FAR
    gap = min(max(other.start - first.end, first.start - other.end, 0) for other in others)
    return min(math.log1p(gap / 40), _FAR)


def _setting(result: ArmResult) -> tuple[object, ...]:
    time = None if result.timepoint is None else (result.timepoint.value, result.timepoint.unit)
    return result.arm, result.endpoint, time, result.subgroup, result.statistic, result.unit
