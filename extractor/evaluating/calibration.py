"""How far a confidence can be trusted: the share of found numbers that is right, by confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from extractor.evaluating.score import JudgedFact

REVIEWED = (0.1, 0.2, 0.3, 0.5)
"""The shares of the facts, the least certain first, for which the review curve is told."""


class Bin(NamedTuple):
    """Facts with a confidence from `low` up to, but not including, `high` (1 belongs to the last bin)."""

    low: float
    high: float
    facts: int
    confidence: float
    """Their mean confidence; 0 in an empty bin."""
    precision: float
    """The share of them that is right; 0 in an empty bin."""


class Reviewed(NamedTuple):
    """A person who looks at the least certain `share` of the facts meets `errors`, a share of all errors."""

    share: float
    errors: float


@dataclass(frozen=True)
class Calibration:
    """The reliability of confidences from 0 to 1.

    `error` is the expected calibration error: the mean distance between confidence and precision over the
    bins, weighted by their facts. `top` and `bottom` are the precision of the surer and the less sure half
    of the facts (None without facts). `review` has a point for each of `REVIEWED`, `curve` one for each
    percent; both are empty when there is no error to find.
    """

    bins: tuple[Bin, ...]
    error: float
    top: float | None
    bottom: float | None
    review: tuple[Reviewed, ...] = ()
    curve: tuple[Reviewed, ...] = ()


def calibrate(facts: Iterable[JudgedFact], bins: int = 10) -> Calibration:
    """The calibration of judged facts; those without a confidence are left out."""
    judged = [(fact.fact.confidence, fact.correct) for fact in facts if fact.fact.confidence is not None]
    judged.sort(key=lambda pair: -pair[0])
    groups: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, correct in judged:
        groups[min(int(confidence * bins), bins - 1)].append((confidence, correct))
    rows = tuple(_bin(place / bins, (place + 1) / bins, group) for place, group in enumerate(groups))
    error = sum(row.facts * abs(row.confidence - row.precision) for row in rows) / max(len(judged), 1)
    half = (len(judged) + 1) // 2
    rising = [not correct for _, correct in reversed(judged)]
    return Calibration(
        rows,
        error,
        _precision(judged[:half]),
        _precision(judged[half:]),
        _review(rising, REVIEWED),
        _review(rising, [percent / 100 for percent in range(101)]),
    )


def _review(wrong: list[bool], shares: Iterable[float]) -> tuple[Reviewed, ...]:
    """Points of the review curve; `wrong` has the least certain fact first."""
    total = sum(wrong)
    if not total:
        return ()
    return tuple(Reviewed(share, sum(wrong[: round(share * len(wrong))]) / total) for share in shares)


def _bin(low: float, high: float, group: list[tuple[float, bool]]) -> Bin:
    mean = sum(confidence for confidence, _ in group) / max(len(group), 1)
    return Bin(low, high, len(group), mean, _precision(group) or 0.0)


def _precision(group: list[tuple[float, bool]]) -> float | None:
    return sum(correct for _, correct in group) / len(group) if group else None
