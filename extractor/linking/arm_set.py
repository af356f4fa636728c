"""The arms of one trial as the linkers share them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.linking.drafts import Chars, DoseDraft, DrugDraft

_RANKS = (
    re.compile(r"\blow(?:er|est)?[- ]dose\b", re.I),
    re.compile(r"\b(?:middle|mid|medium|intermediate)[- ]dose\b", re.I),
    re.compile(r"\bhigh(?:er|est)?[- ]dose\b", re.I),
)


@dataclass(slots=True, eq=False)
class ArmDraft:
    """One arm. `kind` is `experimental`, `control` or `pooled` (several arms reported as one)."""

    label: str
    drugs: list[DrugDraft]
    doses: list[DoseDraft]
    kind: str
    n: int | None = None
    evidence: list[Chars] = field(default_factory=list)
    parts: list[ArmDraft] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    used: bool = False
    closed: bool = False
    names: list[Chars] = field(default_factory=list)

    def level(self) -> float:
        """The largest dose of the arm's own drug, to order arms by dose; without one by the label's words."""
        named = next((rank for rank, word in enumerate(_RANKS) if word.search(self.label)), 0)
        return max((dose.amount for dose in self.doses if dose.drug in self.drugs[:1]), default=float(named))


@dataclass(slots=True)
class ArmSet:
    """The arms of one trial; `pooled` arms are made when a result is first reported for them.

    `cohorts` is true for dose levels that people were not randomised to: what is told of no level in
    particular is then told of all. `factorial` is true where each of some treatments is given with each of
    some others: what is told of one treatment is told of all its arms together.
    """

    experimental: list[ArmDraft]
    control: list[ArmDraft]
    pooled: list[ArmDraft] = field(default_factory=list)
    cohorts: bool = False
    factorial: bool = False

    @property
    def all(self) -> list[ArmDraft]:
        return [*self.experimental, *self.control, *self.pooled]

    @property
    def going(self) -> list[ArmDraft]:
        """The experimental arms less those that were dropped."""
        return [arm for arm in self.experimental if not arm.closed] or self.experimental

    def reference_of(self, arm: ArmDraft) -> ArmDraft | None:
        """The comparator of an experimental arm, or None where it is not clear."""
        if arm in self.control:
            return None
        return self.control[0] if len(self.control) == 1 else None

    def together(self, arms: list[ArmDraft], label: str | None = None) -> ArmDraft:
        """The pooled arm for these arms, made on first use."""
        for pooled in self.pooled:
            if set(map(id, pooled.parts)) == set(map(id, arms)):
                return pooled
        drugs = list({id(drug): drug for arm in arms for drug in arm.drugs}.values())
        name = label or self._name_of(arms, drugs)
        arm = ArmDraft(name, drugs, [], "pooled", parts=list(arms))
        self.pooled.append(arm)
        return arm

    def _name_of(self, arms: list[ArmDraft], drugs: list[DrugDraft]) -> str:
        """ "X, all" for a factorial trial's arms with X, "all comparators", else "X, all doses"."""
        rest = [drug for arm in [*self.experimental, *self.control] if arm not in arms for drug in arm.drugs]
        common = [drug for drug in drugs if all(drug in arm.drugs for arm in arms) and drug not in rest]
        if self.factorial and common:
            return f"{common[0].name}, all"
        if all(arm in self.control for arm in arms) and not self.factorial:
            return "all comparators"
        return f"{drugs[0].name}, all doses" if drugs else "all groups"


def arm_label(drugs: list[DrugDraft], doses: list[DoseDraft]) -> str:
    own = [dose for dose in doses if drugs and dose.drug is drugs[0]]
    parts = [drugs[0].name if drugs else "control"]
    if len(own) == 1:
        parts[0] += f" {own[0].amount:g} {own[0].unit}"
    elif len(own) == 2:
        parts[0] += f" {own[0].amount:g} {own[0].unit} then {own[1].amount:g} {own[1].unit}"
    parts += [drug.name for drug in drugs[1:]]
    if len(parts) < 3:
        return " plus ".join(parts)
    return f"{parts[0]} plus {', '.join(parts[1:-1])} and {parts[-1]}"


def tell_apart(arms: list[ArmDraft]) -> None:
    """Arms of the same drug and amount are named by their frequency."""
    for arm in arms:
        if sum(other.label == arm.label for other in arms) > 1 and arm.doses and arm.doses[0].frequency:
            arm.label = f"{arm.label} {arm.doses[0].frequency}"
