"""Calibrated confidences: a probability for each printed number, and nothing else changed."""

from __future__ import annotations

from typing import Any

from checking_records import comparison, result, trial

from extractor.checking import with_checks, with_confidence
from extractor.checking.confidence import weights
from extractor.checking.evidence_features import features_of
from schemas import DocumentRecord


def linked(confidence: float = 0.9, value: float = 45.5, **fields: Any) -> DocumentRecord:
    """A record as the linker and the checks leave it."""
    return with_checks(
        trial(
            [
                result("drug", value, confidence=confidence, **fields),
                result("placebo", 30.2, confidence=confidence),
                result("placebo", 31.0, confidence=0.5, derived=True),
            ],
            [comparison("odds_ratio", 1.9, p=0.01, confidence=confidence)],
        )
    )


def test_only_confidences_of_printed_numbers_change() -> None:
    before = linked()
    plain = before.to_json()
    after = with_confidence(before)
    assert before.to_json() == plain
    for one, other in zip(after.trials[0].arm_results, before.trials[0].arm_results, strict=True):
        assert one.model_copy(update={"confidence": other.confidence}) == other
        assert one.confidence is not None and 0 < one.confidence < 1
    assert after.trials[0].arm_results[2].confidence == 0.5
    assert after.checks == before.checks
    assert with_confidence(before) == after


def test_annotations_have_no_confidence_and_get_none() -> None:
    gold = trial([result("drug", 45.5)])
    assert with_confidence(gold) == gold


def test_a_finding_never_raises_a_confidence() -> None:
    for model in weights().values():
        assert all(model.features.get(name, 0) <= 0 for name in ("error", "warning"))


def test_every_weight_is_of_a_feature_that_records_can_have() -> None:
    rich = linked(events=42, n=77)
    for listed, _, _, features in features_of(rich):
        kinds = ("statistic ", "measure ")
        named = {name for name in weights()[listed].features if not name.startswith(kinds)}
        assert named <= {*features, "neighbours"}
