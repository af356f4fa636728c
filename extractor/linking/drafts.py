"""What the linkers hand to each other before the record is assembled."""

from __future__ import annotations

from dataclasses import dataclass, field

Chars = tuple[int, int]


@dataclass(slots=True, eq=False)
class DrugDraft:
    """One drug of the document. `mentions` are all places that name it, aliases included."""

    name: str
    aliases: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    developer: str | None = None
    role: str = "experimental"
    mentions: list[Chars] = field(default_factory=list)
    evidence: list[Chars] = field(default_factory=list)
    confidence: float = 0.8


@dataclass(slots=True, eq=False)
class DoseDraft:
    """A dose tied to its drug."""

    drug: DrugDraft
    amount: float
    unit: str
    frequency: str | None
    route: str | None
    evidence: list[Chars] = field(default_factory=list)
    confidence: float = 0.8


@dataclass(slots=True)
class Slot:
    """A plain value of a trial with the places that say so."""

    value: object
    evidence: list[Chars] = field(default_factory=list)
    confidence: float = 0.8
    derived: bool = False


@dataclass(slots=True, eq=False)
class EndpointDraft:
    """An endpoint named by the document, with its role and the timepoint of its definition."""

    name: str
    role: str | None = None
    timepoint: tuple[float, str] | None = None
    kind: str = "other"
    mentions: list[Chars] = field(default_factory=list)
    evidence: list[Chars] = field(default_factory=list)
    confidence: float = 0.7


@dataclass(slots=True, eq=False)
class TrialDraft:
    """One trial. `slots` maps a field's name ("phase", "design.masking", "enrollment") to its value.

    `covers` are the stretches of the text that speak of this trial, in order; results there are its own.
    `mentions` are all places that name it.
    """

    slots: dict[str, Slot] = field(default_factory=dict)
    registry_ids: list[Slot] = field(default_factory=list)
    pooled: bool = False
    covers: list[Chars] = field(default_factory=list)
    drugs: list[DrugDraft] = field(default_factory=list)
    mentions: list[Chars] = field(default_factory=list)
