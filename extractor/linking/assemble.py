"""Drafts to the validated record: ids, evidence, order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.context import ComparisonDraft, ResultDraft, When
from extractor.linking.drafts import Chars, DoseDraft, DrugDraft, EndpointDraft, TrialDraft
from extractor.reading.source import Source
from schemas import (
    Arm,
    ArmResult,
    Comparison,
    ConfidenceInterval,
    Design,
    Dose,
    Endpoint,
    Evidence,
    FieldProvenance,
    Intervention,
    PValue,
    Quantity,
    Spread,
    Trial,
)


def number(value: float) -> int | float:
    """An integer where the printed number is one, so that 80 is not written as 80.0."""
    return int(value) if float(value).is_integer() and abs(value) < 1e15 else value


class Grounding:
    """Makes evidence objects for offsets of one source."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._made: dict[Chars, Evidence] = {}

    def of(self, spans: Iterable[Chars]) -> list[Evidence]:
        """Evidence for each distinct span, in the order given."""
        return [
            made
            for span in dict.fromkeys(spans)
            if (made := self._made.get(span) or self._evidence(*span)) is not None
        ]

    def _evidence(self, start: int, end: int) -> Evidence | None:
        """The evidence object of a span, made once; None for an empty one."""
        text = self._source.text[start:end]
        if not text:
            return None
        block = self._source.block_at(start)
        place = self._source.place(start, end)
        made = self._made[start, end] = Evidence(
            start=start,
            end=end,
            text=text,
            section=block.section if block else None,
            page=place[0] if place else None,
            bbox=place[1] if place else None,
        )
        return made


def _quantity(when: When) -> Quantity | None:
    return Quantity(value=number(when[0]), unit=when[1]) if when else None  # type: ignore[arg-type]


def _interval(interval: Any) -> ConfidenceInterval | None:
    if interval is None:
        return None
    low, high = interval.low, interval.high
    if low is not None and high is not None and low > high:
        low, high = high, low
    return ConfidenceInterval(
        level=number(interval.level if interval.level is not None else 95.0),
        low=None if low is None else number(low),
        high=None if high is None else number(high),
    )


def _spread(spread: Any) -> Spread | None:
    if spread is None:
        return None
    low, high = spread.low, spread.high
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Spread(
        kind=spread.kind,
        value=None if spread.value is None else number(spread.value),
        low=None if low is None else number(low),
        high=None if high is None else number(high),
    )


def _unit(unit: str | None) -> str | None:
    return "%" if unit == "percentage points" else unit


def assemble_trial(
    index: int,
    draft: TrialDraft,
    drugs: Sequence[DrugDraft],
    arms: ArmSet,
    endpoints: Sequence[EndpointDraft],
    results: Sequence[ResultDraft],
    comparisons: Sequence[ComparisonDraft],
    grounding: Grounding,
) -> Trial:
    """One trial of the record. Objects are numbered in the order given; endpoints that nothing names are kept
    only when the document lists them."""
    drug_ids = {id(drug): f"drug-{i}" for i, drug in enumerate(drugs, 1)}
    listed_arms = [arm for arm in arms.all if all(id(drug) in drug_ids for drug in arm.drugs)]
    arm_ids = {id(arm): f"arm-{i}" for i, arm in enumerate(listed_arms, 1)}
    endpoint_ids = {id(endpoint): f"endpoint-{i}" for i, endpoint in enumerate(endpoints, 1)}
    slots = draft.slots
    fields: dict[str, FieldProvenance] = {}
    for name, known in slots.items():
        fields[name] = FieldProvenance(
            evidence=grounding.of(known.evidence), confidence=known.confidence, derived=known.derived
        )
    if draft.registry_ids:
        fields["registry_ids"] = FieldProvenance(
            evidence=grounding.of(span for found in draft.registry_ids for span in found.evidence),
            confidence=0.95,
        )

    def slot(name: str) -> Any:
        return slots[name].value if name in slots else None

    duration = slot("duration")
    return Trial(
        id=f"trial-{index}",
        pooled=draft.pooled,
        acronym=slot("acronym"),
        registry_ids=[str(s.value) for s in draft.registry_ids],
        phase=slot("phase"),
        status=slot("status") or "reported",
        design=Design(
            allocation=slot("design.allocation"),
            masking=slot("design.masking"),
            control=slot("design.control"),
            model=slot("design.model"),
            allocation_ratio=slot("design.allocation_ratio"),
        ),
        condition=slot("condition"),
        population=slot("population"),
        enrollment=slot("enrollment"),
        duration=_quantity(duration) if duration else None,
        interventions=[_intervention(drug_ids[id(drug)], drug, grounding) for drug in drugs],
        arms=[_arm(arm_ids[id(arm)], arm, drug_ids, grounding) for arm in listed_arms],
        endpoints=[
            Endpoint(
                id=endpoint_ids[id(endpoint)],
                name=re.sub(r"\s+", " ", endpoint.name).strip(),
                role=endpoint.role,  # type: ignore[arg-type]
                timepoint=_quantity(endpoint.timepoint),
                evidence=grounding.of((endpoint.evidence or endpoint.mentions)[:2]),
                confidence=endpoint.confidence,
            )
            for endpoint in endpoints
        ],
        arm_results=[
            ArmResult(
                arm=arm_ids[id(result.arm)],
                endpoint=endpoint_ids[id(result.endpoint)],
                timepoint=_quantity(result.timepoint),
                statistic=result.statistic,  # type: ignore[arg-type]
                value=number(result.value),
                unit=_unit(result.unit),
                direction=result.direction,  # type: ignore[arg-type]
                ci=_interval(result.interval),
                spread=_spread(result.spread),
                events=result.events,
                n=result.n,
                subgroup=result.subgroup,
                analysis=result.analysis,
                evidence=grounding.of(result.evidence),
                confidence=result.confidence,
            )
            for result in results
            if id(result.arm) in arm_ids
        ],
        comparisons=[
            Comparison(
                arm=arm_ids[id(item.arm)],
                reference=arm_ids[id(item.reference)] if item.reference is not None else None,
                endpoint=endpoint_ids[id(item.endpoint)],
                timepoint=_quantity(item.timepoint),
                measure=item.measure,  # type: ignore[arg-type]
                value=None if item.value is None else number(item.value),
                unit=_unit(item.unit),
                ci=_interval(item.interval),
                p=PValue(operator=item.p.operator, value=number(item.p.value)) if item.p else None,
                subgroup=item.subgroup,
                analysis=item.analysis,
                evidence=grounding.of(item.evidence),
                confidence=item.confidence,
            )
            for item in comparisons
            if id(item.arm) in arm_ids and (item.reference is None or id(item.reference) in arm_ids)
        ],
        fields=fields,
    )


def _intervention(name: str, drug: DrugDraft, grounding: Grounding) -> Intervention:
    return Intervention(
        id=name,
        name=drug.name,
        aliases=list(drug.aliases),
        targets=list(drug.targets),
        developer=drug.developer,
        role=drug.role,  # type: ignore[arg-type]
        evidence=grounding.of((drug.evidence or drug.mentions)[:3]),
        confidence=drug.confidence,
    )


def _arm(name: str, arm: ArmDraft, drug_ids: dict[int, str], grounding: Grounding) -> Arm:
    doses: list[DoseDraft] = list({(id(d.drug), d.amount, d.unit): d for d in arm.doses}.values())
    return Arm(
        id=name,
        label=arm.label,
        interventions=[drug_ids[id(drug)] for drug in arm.drugs],
        doses=[
            Dose(
                intervention=drug_ids[id(dose.drug)],
                amount=number(dose.amount),
                unit=dose.unit,
                frequency=dose.frequency,
                route=dose.route,
                evidence=grounding.of(dose.evidence[:2]),
                confidence=dose.confidence,
            )
            for dose in doses
            if id(dose.drug) in drug_ids
        ],
        n=arm.n,
        evidence=grounding.of(arm.evidence),
        confidence=0.8 if arm.kind != "pooled" else 0.6,
    )
