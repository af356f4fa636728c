"""Confidence as a probability: the linker's evidence and the checks' findings, weighed by what proved right.

The weights are data (`data/confidence.json`), one set for arm results and one for comparisons; the script
`benchmarks/train_confidence.py` learns them from annotated documents.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractor.checking.evidence_features import Features, features_of
from schemas import ArmResult, Comparison, DocumentRecord, Trial

_LEAST, _MOST = 0.02, 0.98
"""No number is so plainly right or wrong that the few annotated documents could tell more."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The logistic model of one kind of fact: a constant, and a weight by feature."""

    constant: float
    features: dict[str, float]

    def probability(self, features: Features) -> float:
        """The probability that a number with these features is right, to three decimals."""
        score = self.constant
        score += sum(weight * features.get(name, 0.0) for name, weight in self.features.items())
        return round(min(max(1 / (1 + math.exp(-score)), _LEAST), _MOST), 3)


@cache
def weights() -> dict[str, Weights]:
    """The weights by the record's list: "arm_results" and "comparisons"."""
    text = files("extractor.checking").joinpath("data/confidence.json").read_text(encoding="utf-8")
    kinds = json.loads(text)["kinds"]
    return {listed: Weights(item["constant"], item["features"]) for listed, item in kinds.items()}


def with_confidence(record: DocumentRecord) -> DocumentRecord:
    """A copy of a record, as the linker and the checks left it, with calibrated confidences of its printed
    numbers; nothing else is changed. Not to be applied twice: the linker's confidence is one of the inputs.
    """
    found: dict[tuple[int, str], dict[int, float]] = {}
    for listed, index, place, features in features_of(record):
        found.setdefault((index, listed), {})[place] = weights()[listed].probability(features)
    trials = [_updated(trial, index, found) for index, trial in enumerate(record.trials)]
    return record.model_copy(update={"trials": trials})


def _updated(trial: Trial, index: int, found: dict[tuple[int, str], dict[int, float]]) -> Trial:
    lists: dict[str, list[ArmResult | Comparison]] = {}
    for listed in ("arm_results", "comparisons"):
        known = found.get((index, listed))
        if known:
            lists[listed] = [
                fact if place not in known else fact.model_copy(update={"confidence": known[place]})
                for place, fact in enumerate(getattr(trial, listed))
            ]
    return trial.model_copy(update=lists) if lists else trial
