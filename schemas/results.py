"""The reported numbers: of one arm, or between arms."""

from __future__ import annotations

from pydantic import model_validator

from schemas.base import Count, Grounded, Number
from schemas.parts import ConfidenceInterval, PValue, Quantity, Spread
from schemas.vocabularies import Direction, EffectMeasure, Statistic


class Result(Grounded):
    """What both kinds of reported number have in common.

    `quote` stands in gold annotations, where the program's records carry `evidence`. `subgroup` and
    `analysis` name the participants and the data cut that the number belongs to, as worded.
    """

    arm: str
    endpoint: str
    timepoint: Quantity | None = None
    subgroup: str | None = None
    analysis: str | None = None
    quote: str | None = None


class ArmResult(Result):
    """One number of one arm at one timepoint: sign, scale and unit as printed, `direction` as worded."""

    statistic: Statistic
    value: Number
    unit: str | None = None
    direction: Direction | None = None
    ci: ConfidenceInterval | None = None
    spread: Spread | None = None
    events: Count | None = None
    n: Count | None = None


class Comparison(Result):
    """One effect size and/or p-value; `reference` is None for a comparison with baseline within the arm."""

    reference: str | None = None
    measure: EffectMeasure | None = None
    value: Number | None = None
    unit: str | None = None
    ci: ConfidenceInterval | None = None
    p: PValue | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Comparison:
        if self.value is None and self.p is None:
            raise ValueError("value and p are both missing")
        return self
