"""A trial as the checks look at it: facts with their paths, grouped so that like meets like."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from extractor.checking.printed import Precision, Range
from schemas import Arm, ArmResult, Comparison, ConfidenceInterval, Endpoint, Quantity, Result, Trial

DAYS = {
    "minute": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "month": 365.25 / 12,
    "year": 365.25,
}

T = TypeVar("T", ArmResult, Comparison)


class Setting(NamedTuple):
    """What two numbers must share to be compared: the endpoint, when, in whom and in which data cut."""

    endpoint: str
    days: float | None
    subgroup: str | None
    analysis: str | None


class Fact(Generic[T]):
    """A printed arm result or comparison with its JSON pointer, setting and printed precision."""

    __slots__ = ("it", "path", "precision", "setting")

    def __init__(self, it: T, path: str, setting: Setting) -> None:
        self.it: T = it
        self.path = path
        self.setting = setting
        self.precision = Precision(_texts(it))

    def says(self, word: str) -> bool:
        """Whether the text that the fact was made from has the word, in lower case."""
        return any(word in text.lower() for text in _texts(self.it))

    @property
    def value(self) -> Range | None:
        """The values that the printed one may stand for."""
        return None if self.it.value is None else self.precision.range(self.it.value)

    @property
    def limits(self) -> tuple[Range, Range] | None:
        """The ranges of the interval's two limits, when both are printed."""
        ci = self.it.ci
        if ci is None or ci.low is None or ci.high is None:
            return None
        return self.precision.range(ci.low), self.precision.range(ci.high)


@dataclass(frozen=True)
class TrialView:
    """A trial of a record. Facts that were computed and not printed (`derived`) are left out."""

    trial: Trial
    path: str

    @cached_property
    def arms(self) -> dict[str, Arm]:
        return {arm.id: arm for arm in self.trial.arms}

    @cached_property
    def endpoints(self) -> dict[str, Endpoint]:
        return {endpoint.id: endpoint for endpoint in self.trial.endpoints}

    @cached_property
    def results(self) -> list[Fact[ArmResult]]:
        return [
            Fact(result, f"{self.path}/arm_results/{index}", self._setting(result))
            for index, result in enumerate(self.trial.arm_results)
            if not result.derived
        ]

    @cached_property
    def comparisons(self) -> list[Fact[Comparison]]:
        return [
            Fact(comparison, f"{self.path}/comparisons/{index}", self._setting(comparison))
            for index, comparison in enumerate(self.trial.comparisons)
            if not comparison.derived
        ]

    @cached_property
    def results_of(self) -> dict[tuple[Setting, str], list[Fact[ArmResult]]]:
        """The arm results by setting and arm."""
        found: dict[tuple[Setting, str], list[Fact[ArmResult]]] = defaultdict(list)
        for fact in self.results:
            found[fact.setting, fact.it.arm].append(fact)
        return dict(found)

    @cached_property
    def comparisons_of(self) -> dict[tuple[Setting, str, str | None], list[Fact[Comparison]]]:
        """The comparisons by setting, arm and reference."""
        found: dict[tuple[Setting, str, str | None], list[Fact[Comparison]]] = defaultdict(list)
        for fact in self.comparisons:
            found[fact.setting, fact.it.arm, fact.it.reference].append(fact)
        return dict(found)

    def pairs(self, fact: Fact[Comparison]) -> list[tuple[Fact[ArmResult], Fact[ArmResult]]]:
        """The results of the comparison's two arms in its own setting, of one statistic and unit each."""
        if fact.it.reference is None:
            return []
        return [
            (first, second)
            for first in self.results_of.get((fact.setting, fact.it.arm), ())
            for second in self.results_of.get((fact.setting, fact.it.reference), ())
            if first.it.statistic == second.it.statistic and first.it.unit == second.it.unit
        ]

    def printed_n(self, arm: str) -> int | None:
        """The arm's n when it is printed."""
        found = self.arms[arm]
        return None if found.derived else found.n

    def whole_arm(self, fact: Fact[ArmResult]) -> bool:
        """Whether the result is of its whole arm, and not of a subgroup (which some records name in the
        brackets of the endpoint's name)."""
        return fact.it.subgroup is None and "(" not in self.endpoints[fact.it.endpoint].name

    def label(self, arm: str | None) -> str:
        """The arm's label, for sentences."""
        return "baseline" if arm is None else self.arms[arm].label

    def name(self, fact: Fact[ArmResult] | Fact[Comparison]) -> str:
        """The fact's endpoint and arm, for sentences."""
        arms = self.label(fact.it.arm)
        if isinstance(fact.it, Comparison) and fact.it.reference is not None:
            arms += f" against {self.label(fact.it.reference)}"
        return f"{self.endpoints[fact.it.endpoint].name}, {arms}"

    def _setting(self, result: Result) -> Setting:
        timepoint = result.timepoint or self.endpoints[result.endpoint].timepoint
        days = None if timepoint is None else days_of(timepoint)
        return Setting(result.endpoint, days, result.subgroup, result.analysis)


def days_of(quantity: Quantity) -> float:
    """A length of time in days; months and years are mean ones."""
    return round(quantity.value * DAYS[quantity.unit], 3)


def signed(fact: Fact[ArmResult]) -> Range:
    """The values of a result with the sign that its direction gives: "fell by 7.5" is -7.5."""
    values = fact.precision.range(fact.it.value)
    return -values if fact.it.direction == "decrease" and fact.it.value > 0 else values


def interval(ci: ConfidenceInterval) -> str:
    """An interval for sentences: "95% CI 0.48 to 0.94"."""
    level = "" if ci.level is None else f"{ci.level:g}% "
    low, high = ("not estimable" if end is None else f"{end:g}" for end in (ci.low, ci.high))
    return f"{level}CI {low} to {high}"


def _texts(result: Result) -> list[str]:
    texts = [evidence.text for evidence in result.evidence]
    return [*texts, result.quote] if result.quote else texts
