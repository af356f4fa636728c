"""How far a confidence can be trusted: the share of found numbers that is right, by confidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from extractor.evaluating.score import JudgedFact


class Bin(NamedTuple):
    """Facts with a confidence from `low` up to, but not including, `high` (1 belongs to the last bin)."""

    low: float
    high: float
    facts: int
    confidence: float
    """Their mean confidence; 0 in an empty bin."""
    precision: float
    """The share of them that is right; 0 in an empty bin."""


@dataclass(frozen=True)
class Calibration:
    """The reliability of confidences from 0 to 1.

    `error` is the expected calibration error: the mean distance between confidence and precision over the
    bins, weighted by their facts. `top` and `bottom` are the precision of the surer and the less sure half
    of the facts (None without facts).
    """

    bins: tuple[Bin, ...]
    error: float
    top: float | None
    bottom: float | None


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
    return Calibration(rows, error, _precision(judged[:half]), _precision(judged[half:]))


def _bin(low: float, high: float, group: list[tuple[float, bool]]) -> Bin:
    mean = sum(confidence for confidence, _ in group) / max(len(group), 1)
    return Bin(low, high, len(group), mean, _precision(group) or 0.0)


def _precision(group: list[tuple[float, bool]]) -> float | None:
    return sum(correct for _, correct in group) / len(group) if group else None
