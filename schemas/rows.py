"""Tidy rows of a record: one row per reported number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schemas.parts import Quantity
from schemas.results import ArmResult, Comparison, Result
from schemas.trial import Trial

if TYPE_CHECKING:
    from schemas.record import DocumentRecord

COLUMNS = (
    "document",
    "trial",
    "acronym",
    "kind",
    "arm",
    "reference",
    "endpoint",
    "endpoint_role",
    "timepoint_value",
    "timepoint_unit",
    "subgroup",
    "analysis",
    "measure",
    "value",
    "unit",
    "direction",
    "ci_level",
    "ci_low",
    "ci_high",
    "spread_kind",
    "spread_value",
    "spread_low",
    "spread_high",
    "events",
    "n",
    "p_operator",
    "p_value",
    "confidence",
    "derived",
    "evidence",
    "evidence_start",
    "evidence_end",
)
"""The columns, in order. `kind` is "arm_result" or "comparison"; `measure` holds the statistic of the one
and the effect measure of the other; `evidence` is the first stretch of text that the fact was made from
(the quote, in gold) with its offsets. What does not apply or is not printed is None."""


def rows_of(record: DocumentRecord) -> list[dict[str, Any]]:
    """The record's arm results and comparisons, in the record's order, each with all of `COLUMNS`."""
    rows = []
    for trial in record.trials:
        results: list[ArmResult | Comparison] = [*trial.arm_results, *trial.comparisons]
        rows += [_row(record.document.id, trial, result) for result in results]
    return rows


def _row(document: str, trial: Trial, result: ArmResult | Comparison) -> dict[str, Any]:
    arms = {arm.id: arm.label for arm in trial.arms}
    endpoint = next(item for item in trial.endpoints if item.id == result.endpoint)
    row: dict[str, Any] = dict.fromkeys(COLUMNS)
    timepoint = result.timepoint or endpoint.timepoint
    row |= {
        "document": document,
        "trial": trial.id,
        "acronym": trial.acronym,
        "arm": arms[result.arm],
        "endpoint": endpoint.name,
        "endpoint_role": endpoint.role,
        **_timepoint(timepoint),
        "subgroup": result.subgroup,
        "analysis": result.analysis,
        "value": result.value,
        "unit": result.unit,
        "confidence": result.confidence,
        "derived": result.derived,
        **_evidence(result),
    }
    if result.ci is not None:
        row |= {"ci_level": result.ci.level, "ci_low": result.ci.low, "ci_high": result.ci.high}
    if isinstance(result, ArmResult):
        row |= {
            "kind": "arm_result",
            "measure": result.statistic,
            "direction": result.direction,
            "events": result.events,
            "n": result.n,
        }
        if result.spread is not None:
            row |= {f"spread_{name}": value for name, value in result.spread.model_dump().items()}
    else:
        row |= {
            "kind": "comparison",
            "measure": result.measure,
            "reference": None if result.reference is None else arms[result.reference],
        }
        if result.p is not None:
            row |= {"p_operator": result.p.operator, "p_value": result.p.value}
    return row


def _timepoint(timepoint: Quantity | None) -> dict[str, Any]:
    if timepoint is None:
        return {}
    return {"timepoint_value": timepoint.value, "timepoint_unit": timepoint.unit}


def _evidence(result: Result) -> dict[str, Any]:
    if not result.evidence:
        return {"evidence": result.quote}
    first = result.evidence[0]
    return {"evidence": first.text, "evidence_start": first.start, "evidence_end": first.end}
