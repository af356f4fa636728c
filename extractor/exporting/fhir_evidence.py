"""A reported number as a FHIR Evidence: what it speaks of, the statistic, interval, spread and p-value."""

from __future__ import annotations

from typing import Any

from extractor.exporting.fhir_study import UCUM, Variables, concept, words
from schemas import ArmResult, Comparison, ConfidenceInterval, DocumentRecord, PValue, Spread, Trial

_VARIABLE_ROLES = "http://terminology.hl7.org/CodeSystem/variable-role"
_STATISTICS = "http://terminology.hl7.org/CodeSystem/statistic-type"
_ATTRIBUTES = "http://terminology.hl7.org/CodeSystem/attribute-estimate-type"
_STATISTIC_CODES = {
    "proportion": ("C44256", "Proportion"),
    "mean": ("C53319", "Mean"),
    "median": ("C28007", "Median"),
    "count": ("C25463", "Count"),
    "hazard_ratio": ("C93150", "Hazard Ratio"),
    "odds_ratio": ("C16932", "Odds Ratio"),
    "risk_ratio": ("C93152", "Relative Risk"),
    "rate_ratio": ("rate-ratio", "Incidence Rate Ratio"),
    "risk_difference": ("0000424", "Risk Difference"),
    "mean_difference": ("0000457", "Mean Difference"),
    "standardized_mean_difference": ("0000100", "Standardized Mean Difference"),
}
"""The codes of R5's value set; the other kinds of numbers are told in words."""
_SPREAD_CODES = {
    "sd": ("C53322", "Standard deviation"),
    "se": ("0000037", "Standard error of the mean"),
    "iqr": ("C53245", "Interquartile range"),
    "range": ("C38013", "Range"),
}


def evidence_of(
    record: DocumentRecord,
    trial: Trial,
    variables: Variables,
    kind: str,
    place: int,
    result: ArmResult | Comparison,
) -> dict[str, Any]:
    """The number's Evidence; `kind` and `place` make its id."""
    arms = {arm.id: arm for arm in trial.arms}
    endpoint = next(item for item in trial.endpoints if item.id == result.endpoint)
    defined = [_defined("population", variables.population())]
    if result.subgroup:
        defined.append(_defined("subpopulation", variables.population(result.subgroup)))
    defined.append(_defined("exposure", variables.arm(arms[result.arm])))
    if isinstance(result, Comparison) and result.reference is not None:
        defined.append(_defined("referenceExposure", variables.arm(arms[result.reference])))
    time = result.timepoint or endpoint.timepoint
    defined.append(_defined("measuredVariable", variables.endpoint(endpoint, time)))
    return {
        "resourceType": "Evidence",
        "id": variables.id(f"{kind}/{place}"),
        "status": "draft",
        "relatedArtifact": [
            {
                "type": "derived-from",
                "label": words(record.document.id),
                "display": words(record.document.title or record.document.id),
            }
        ],
        "variableDefinition": defined,
        "statistic": [_statistic(result)],
    }


def _defined(role: str, variable: dict[str, str]) -> dict[str, Any]:
    return {"variableRole": concept(role, _VARIABLE_ROLES, role), "observed": variable}


def _statistic(result: ArmResult | Comparison) -> dict[str, Any]:
    name = result.statistic if isinstance(result, ArmResult) else result.measure or "p-value alone"
    code, display = _STATISTIC_CODES.get(name, ("", ""))
    statistic: dict[str, Any] = {
        "statisticType": concept(name.replace("_", " "), _STATISTICS, code, display),
        "note": [{"text": words(note)} for note in _notes(result)],
    }
    if result.value is not None:
        statistic["quantity"] = _quantity(result.value, result.unit)
    attributes = [_interval(result.ci, result.unit)] if result.ci else []
    if isinstance(result, ArmResult):
        if result.events is not None:
            statistic["numberOfEvents"] = result.events
        if result.n is not None:
            statistic["sampleSize"] = {"knownDataCount": result.n}
        if result.spread:
            attributes.append(_spread(result.spread, result.unit))
    elif result.p:
        attributes.append(_p_value(result.p))
    if attributes:
        statistic["attributeEstimate"] = attributes
    return statistic


def _notes(result: ArmResult | Comparison) -> list[str]:
    """What has no element of its own: direction, data cut, confidence, where it stands in the text."""
    notes = [
        f'Evidence: "{item.text}" (characters {item.start} to {item.end} of the text)'
        for item in result.evidence
    ]
    if isinstance(result, ArmResult) and result.direction:
        notes.append(f"Direction as worded: {result.direction}.")
    if isinstance(result, Comparison) and result.reference is None:
        notes.append("Compared with baseline within the arm.")
    if result.analysis:
        notes.append(f"Data cut: {result.analysis}.")
    if result.confidence is not None:
        notes.append(f"Confidence of the extraction, from 0 to 1: {result.confidence}.")
    if result.derived:
        notes.append("Computed from printed numbers, not printed itself.")
    return notes or ["No evidence given."]


def _quantity(value: float, unit: str | None = None) -> dict[str, Any]:
    if unit == "%":
        return {"value": value, "unit": "%", "system": UCUM, "code": "%"}
    return {"value": value, "unit": words(unit)} if unit else {"value": value}


def _range(low: float | None, high: float | None, unit: str | None) -> dict[str, Any]:
    limits = {"low": low, "high": high}
    return {name: _quantity(limit, unit) for name, limit in limits.items() if limit is not None}


def _interval(ci: ConfidenceInterval, unit: str | None) -> dict[str, Any]:
    estimate: dict[str, Any] = {
        "type": concept("confidence interval", _ATTRIBUTES, "C53324", "Confidence interval")
    }
    if ci.level is not None:
        estimate["level"] = round(ci.level / 100, 6)
    if limits := _range(ci.low, ci.high, unit):
        estimate["range"] = limits
    if ci.low is None or ci.high is None:
        estimate["description"] = "a limit that is not given is not estimable"
    return estimate


def _spread(spread: Spread, unit: str | None) -> dict[str, Any]:
    code, display = _SPREAD_CODES[spread.kind]
    estimate: dict[str, Any] = {"type": concept(display, _ATTRIBUTES, code, display)}
    if spread.value is not None:
        estimate["quantity"] = _quantity(spread.value, unit)
    if limits := _range(spread.low, spread.high, unit):
        estimate["range"] = limits
    return estimate


def _p_value(p: PValue) -> dict[str, Any]:
    quantity: dict[str, Any] = {"value": p.value}
    if p.operator != "=":
        quantity["comparator"] = p.operator
    return {"type": concept("p-value", _ATTRIBUTES, "C44185", "P-value"), "quantity": quantity}
