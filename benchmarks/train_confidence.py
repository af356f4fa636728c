"""Learns the confidence of arm results and comparisons from annotated documents.

Usage: python benchmarks/train_confidence.py GOLD_FOLDER... [--out FILE] [--folds N] [--strength X]

GOLD_FOLDER holds NAME.gold.json beside each document, as for `trialfacts evaluate`. The documents are
extracted, every number found is judged against its gold, and a logistic model (ridge penalty) of each kind
learns which are right from the features of `extractor/checking/evidence_features.py`. Features that do not
help are left out: the weakest goes first, and the set with the least cross-validated loss is taken. A finding
of the checks can only lower a confidence.

The figures printed are cross-validated over documents, the choice of features included: no number is judged
by a model that has seen its document. The weights go to `--out` (default: the package's data file).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from extractor import Extractor
from extractor.checking.confidence import Weights
from extractor.checking.evidence_features import Features, features_of
from extractor.evaluating import Calibration, JudgedFact, calibrate, score
from extractor.evaluating.golds import document_beside, find_gold
from schemas import read_record

DATA = Path(__file__).resolve().parent.parent / "extractor" / "checking" / "data" / "confidence.json"
LISTS = {"arm_results": "results", "comparisons": "comparisons"}
LOWERING = {"error", "warning"}
SELDOM = 8
"""A feature that fewer numbers have is not learnt from."""


@dataclass(frozen=True)
class Example:
    """A number that was found, what is known of it, and whether it is right."""

    judged: JudgedFact
    features: Features


def examples(folders: Sequence[Path]) -> dict[str, list[Example]]:
    """Every number found in the annotated documents, by the record's list."""
    extractor = Extractor(calibrated=False)
    paths = {path.name: path for folder in folders for path in find_gold(folder)}
    found: dict[str, list[Example]] = {listed: [] for listed in LISTS}
    for path in paths.values():
        document = document_beside(path)
        if document is None:
            continue
        gold, record = read_record(path), extractor.extract(document)
        judged = {id(fact.fact): fact for fact in score([gold], {gold.document.id: record}).facts}
        for listed, index, place, features in features_of(record):
            fact = judged.get(id(getattr(record.trials[index], listed)[place]))
            if fact is not None:
                found[listed].append(Example(fact, features))
    return found


def split(given: Sequence[Example], folds: int, seed: int) -> np.ndarray:
    """The fold of each example; the examples of a document are in one."""
    documents = sorted({example.judged.document for example in given})
    random.Random(seed).shuffle(documents)
    fold = {document: place % folds for place, document in enumerate(documents)}
    return np.array([fold[example.judged.document] for example in given])


def matrix(given: Sequence[Example], names: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The features with a leading 1, and the truth."""
    rows = [[1.0, *(example.features.get(name, 0.0) for name in names)] for example in given]
    return np.array(rows), np.array([float(example.judged.correct) for example in given])


def fit(x: np.ndarray, truth: np.ndarray, names: Sequence[str], strength: float) -> np.ndarray:
    """The weights of greatest penalised likelihood."""

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores = x @ weights
        penalty = weights.copy()
        penalty[0] = 0.0
        value = np.sum(np.logaddexp(0, scores) - truth * scores) + strength / 2 * penalty @ penalty
        return value, x.T @ (1 / (1 + np.exp(-scores)) - truth) + strength * penalty

    bounds = [(None, None), *((None, 0.0 if name in LOWERING else None) for name in names)]
    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x


def choose(given: Sequence[Example], strength: float, folds: int = 8) -> list[str]:
    """The features to use: the weakest is left out, again and again; the best of these sets is taken."""
    counts: dict[str, int] = {}
    for example in given:
        for name, value in example.features.items():
            counts[name] = counts.get(name, 0) + (value != 0)
    names = sorted(name for name, count in counts.items() if count >= SELDOM)
    x, truth = matrix(given, names)
    splits = [split(given, folds, seed) for seed in (1, 2)]
    best, chosen = np.inf, names
    while names:
        loss = np.mean([_held_out(x, truth, names, strength, fold) for fold in splits])
        if loss < best:
            best, chosen = loss, names
        effects = np.abs(fit(x, truth, names, strength)[1:]) * x[:, 1:].std(axis=0)
        weakest = int(np.argmin(effects))
        x = np.delete(x, weakest + 1, axis=1)
        names = [name for place, name in enumerate(names) if place != weakest]
    return chosen


def _held_out(x: np.ndarray, truth: np.ndarray, names: list[str], strength: float, fold: np.ndarray) -> float:
    losses = np.zeros(len(truth))
    for number in np.unique(fold):
        out = fold == number
        scores = x[out] @ fit(x[~out], truth[~out], names, strength)
        losses[out] = np.logaddexp(0, scores) - truth[out] * scores
    return float(losses.mean())


def train(given: Sequence[Example], strength: float) -> Weights:
    """A model of one kind."""
    names = choose(given, strength)
    constant, *values = (round(float(value), 3) for value in fit(*matrix(given, names), names, strength))
    return Weights(constant, dict(zip(names, values, strict=True)))


def cross_validated(given: Sequence[Example], strength: float, folds: int) -> list[JudgedFact]:
    """The numbers with the confidence that a model gives which has not seen their document."""
    fold = split(given, folds, seed=0)
    judged = []
    for number in np.unique(fold):
        model = train([one for one, place in zip(given, fold, strict=True) if place != number], strength)
        for example, place in zip(given, fold, strict=True):
            if place == number:
                confidence = model.probability(example.features)
                fact = example.judged.fact.model_copy(update={"confidence": confidence})
                judged.append(replace(example.judged, fact=fact))
    return judged


def line(name: str, facts: Sequence[JudgedFact]) -> tuple[str, Calibration]:
    """The figures of cross-validated facts, for people."""
    found = calibrate(facts)
    wrong = sum(not fact.correct for fact in facts)
    review = ", ".join(f"{share:.0%}: {errors:.0%}" for share, errors in found.review)
    text = f"{name:<12}{len(facts):>6}{wrong:>7}{found.error:>8.3f}   {review}"
    return text, found


def main() -> int:
    """Train, cross-validate and write; see the module's docstring."""
    parser = argparse.ArgumentParser(description="learn the confidence of results and comparisons")
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_FOLDER")
    parser.add_argument("--out", type=Path, default=DATA)
    parser.add_argument("--folds", type=int, default=10)
    parser.add_argument("--strength", type=float, default=8.0, help="of the ridge penalty")
    arguments = parser.parse_args()
    given = examples(arguments.folders)
    if any(len({one.judged.document for one in found}) < 2 for found in given.values()):
        parser.error("needs two annotated documents or more with results, and with comparisons")
    together: list[JudgedFact] = []
    kinds, figures = {}, {}
    print(f"{'cross-validated':<12}{'facts':>6}{'wrong':>7}{'ECE':>8}   errors in the least certain")
    for listed, name in LISTS.items():
        judged = cross_validated(given[listed], arguments.strength, arguments.folds)
        together += judged
        text, found = line(name, judged)
        print(text, flush=True)
        figures[name] = {"facts": len(judged), "calibration_error": round(found.error, 3)}
        model = train(given[listed], arguments.strength)
        kinds[listed] = {"constant": model.constant, "features": model.features}
    print(line("together", together)[0])
    documents = len({fact.document for fact in together})
    data = {
        "about": "Logistic weights of the confidence of arm results and comparisons, by feature "
        "(extractor/checking/evidence_features.py). Learnt by benchmarks/train_confidence.py.",
        "documents": documents,
        "cross_validated": figures,
        "kinds": kinds,
    }
    arguments.out.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
