"""A trial: its plain facts and the lists of objects that refer to one another."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import Field, model_validator

from schemas.base import Count, FieldProvenance, Model
from schemas.parts import Arm, Design, Endpoint, Intervention, Quantity
from schemas.results import ArmResult, Comparison
from schemas.vocabularies import Phase, Status


class Trial(Model):
    """One trial of the document. All references between its objects are checked."""

    id: str
    pooled: bool = False
    acronym: str | None = None
    registry_ids: list[str] = []
    phase: Phase | None = None
    status: Status = "reported"
    design: Design = Field(default_factory=Design)
    condition: str | None = None
    population: str | None = None
    enrollment: Count | None = None
    duration: Quantity | None = None
    interventions: list[Intervention] = []
    arms: list[Arm] = []
    endpoints: list[Endpoint] = []
    arm_results: list[ArmResult] = []
    comparisons: list[Comparison] = []
    fields: dict[str, FieldProvenance] = {}
    """Provenance of the plain values, by the field's name: "phase", "design.masking"."""

    @model_validator(mode="after")
    def _references_resolve(self) -> Trial:
        problems = list(self._broken_references())
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _broken_references(self) -> Iterator[str]:
        yield from _duplicates("interventions", [drug.id for drug in self.interventions])
        yield from _duplicates("arms", [arm.id for arm in self.arms])
        yield from _duplicates("endpoints", [endpoint.id for endpoint in self.endpoints])
        drugs = {drug.id for drug in self.interventions}
        arms = {arm.id for arm in self.arms}
        endpoints = {endpoint.id for endpoint in self.endpoints}
        for index, arm in enumerate(self.arms):
            for place, name in enumerate(arm.interventions):
                if name not in drugs:
                    yield f"arms.{index}.interventions.{place}: no intervention {name!r} in this trial"
            for place, dose in enumerate(arm.doses):
                if dose.intervention not in drugs:
                    yield (
                        f"arms.{index}.doses.{place}.intervention: "
                        f"no intervention {dose.intervention!r} in this trial"
                    )
        for listed, results in (("arm_results", self.arm_results), ("comparisons", self.comparisons)):
            for index, result in enumerate(results):
                if result.arm not in arms:
                    yield f"{listed}.{index}.arm: no arm {result.arm!r} in this trial"
                if result.endpoint not in endpoints:
                    yield f"{listed}.{index}.endpoint: no endpoint {result.endpoint!r} in this trial"
                if isinstance(result, Comparison) and result.reference not in arms | {None}:
                    yield f"{listed}.{index}.reference: no arm {result.reference!r} in this trial"


def _duplicates(listed: str, ids: list[str]) -> Iterator[str]:
    if len(set(ids)) < len(ids):
        for index, name in enumerate(ids):
            if name in ids[:index]:
                yield f"{listed}.{index}.id: {name!r} stands twice"
