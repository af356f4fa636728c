"""The objects inside a trial: quantities, intervals, spreads, p-values, design, drugs, arms, endpoints."""

from __future__ import annotations

from pydantic import Field, model_validator

from schemas.base import Count, Grounded, Model, Number
from schemas.vocabularies import (
    Allocation,
    Control,
    DesignModel,
    EndpointRole,
    InterventionRole,
    Masking,
    Operator,
    SpreadKind,
    TimeUnit,
)


class Quantity(Model):
    """A length of time or a timepoint since the start of treatment: `{"value": 4, "unit": "week"}`."""

    value: Number
    unit: TimeUnit


class ConfidenceInterval(Model):
    """A confidence interval: `level` in percent (95); a limit that is not estimable is None."""

    level: Number | None = Field(default=95, gt=0, lt=100)
    low: Number | None
    high: Number | None

    @model_validator(mode="after")
    def _ordered(self) -> ConfidenceInterval:
        _require_order(self.low, self.high)
        return self


class Spread(Model):
    """A spread as printed: `sd` and `se` have `value`; `iqr` and `range` have `low` and `high`, or `value`
    when only their width is printed."""

    kind: SpreadKind
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Spread:
        _require_order(self.low, self.high)
        if self.value is None and self.low is None and self.high is None:
            raise ValueError("value, low and high are all missing")
        return self


class PValue(Model):
    """A p-value: the printed operator and number, from 0 to 1."""

    operator: Operator
    value: Number = Field(ge=0, le=1)


class Design(Model):
    """The design as the document states it; what it does not say is None."""

    allocation: Allocation | None = None
    masking: Masking | None = None
    control: Control | None = None
    model: DesignModel | None = None
    allocation_ratio: str | None = None


class Intervention(Grounded):
    """A drug of the trial, placebo included; a fixed combination is one object per drug."""

    id: str
    name: str
    aliases: list[str] = []
    targets: list[str] = []
    developer: str | None = None
    role: InterventionRole = "experimental"


class Dose(Grounded):
    """A dose level of an arm: `unit` and `frequency` in words as printed ("mg/kg", "every 2 weeks")."""

    intervention: str
    amount: Number
    unit: str
    frequency: str | None = None
    route: str | None = None


class Arm(Grounded):
    """A group of participants; `n` only if printed (or derived, and then marked so)."""

    id: str
    label: str
    interventions: list[str] = []
    doses: list[Dose] = []
    n: Count | None = None


class Endpoint(Grounded):
    """A measure of the trial, named in the document's words."""

    id: str
    name: str
    role: EndpointRole | None = None
    timepoint: Quantity | None = None


def _require_order(low: Number | None, high: Number | None) -> None:
    if low is not None and high is not None and low > high:
        raise ValueError(f"low {low} is above high {high}")
