"""What a linker of one trial reads, carries from sentence to sentence, and gives: context and drafts."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Doc

from extractor.language.mentions import Interval, PValue, Spread, Time
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.clause_outcomes import Clauses
from extractor.linking.compared_arms import compared_arms
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.endpoint_list import EndpointList
from extractor.linking.groups import GroupMention
from extractor.linking.outcomes import EndpointMention
from extractor.linking.runs import Link
from extractor.linking.subgroups import SubgroupMention
from extractor.linking.values import ValueUnit

When = tuple[float, str] | None
TIME_UNITS = ("month", "week", "day", "year", "hour", "minute")


@dataclass(slots=True, eq=False)
class ResultDraft:
    """One number of one arm with all that it is tied to, and why."""

    arm: ArmDraft
    endpoint: EndpointDraft
    timepoint: When
    statistic: str
    value: float
    unit: str | None
    direction: str | None
    interval: Interval | None
    spread: Spread | None
    events: int | None
    n: int | None
    subgroup: str | None
    analysis: str | None
    evidence: list[Chars]
    confidence: float
    why: str


@dataclass(slots=True, eq=False)
class ComparisonDraft:
    """One effect size and/or p-value with what it compares, and why."""

    arm: ArmDraft
    reference: ArmDraft | None
    endpoint: EndpointDraft
    timepoint: When
    measure: str | None
    value: float | None
    unit: str | None
    interval: Interval | None
    p: PValue | None
    subgroup: str | None
    analysis: str | None
    evidence: list[Chars]
    confidence: float
    why: str


@dataclass(slots=True)
class Linked:
    """What a sentence's values were tied to: the ground on which its comparisons are built."""

    link: Link
    endpoint: EndpointDraft
    timepoint: When
    subgroup: str | None
    confidence: float
    statistic: str


@dataclass(slots=True)
class Context:
    """What a linker of one trial reads, and what it carries from sentence to sentence.

    `titled` says that a heading or a short sentence without numbers named the last endpoint; `measured` are
    the endpoints and units of the values bound so far.
    """

    doc: Doc
    arms: ArmSet
    groups: list[GroupMention]
    values: list[ValueUnit]
    endpoints: EndpointList
    mentions: list[EndpointMention]
    times: list[tuple[Chars, Time]]
    subgroups: list[SubgroupMention]
    section_times: dict[int, When] = field(default_factory=dict)
    last_endpoint: EndpointDraft | None = None
    last_block: int = -1
    last_time: When = None
    order: list[ArmDraft] = field(default_factory=list)
    endpoint_block: int = -1
    titled: bool = False
    measured: set[tuple[int, str | None]] = field(default_factory=set)
    only_time: When = None
    plain: set[int] = field(default_factory=set)
    clauses: Clauses = field(default_factory=lambda: Clauses("", (), (), ()))
    alone: bool = False
    compared: ArmSet = field(init=False)

    def __post_init__(self) -> None:
        self.compared = compared_arms(self.arms)

    def remember(self, endpoint: EndpointDraft, titled: bool = False) -> None:
        """Keep an endpoint for the sentences that follow."""
        self.last_endpoint = endpoint
        self.titled = titled
        self.endpoint_block = self.last_block


def confidence_of(arm_score: float, endpoint_score: float) -> float:
    """A first confidence from the two links' scores; monotone in both."""
    raw = 0.35 + 0.11 * min(max(arm_score, 0.0), 4.0) + 0.09 * min(max(endpoint_score, 0.0), 3.0)
    return round(min(raw, 0.97), 3)
