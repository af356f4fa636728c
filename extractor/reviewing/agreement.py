"""Two reviews of one document side by side: where they disagree, and how much they agree beyond chance."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from extractor.reviewing.draft import Draft, Fact
from schemas.review import FactKind

KINDS: tuple[FactKind, ...] = (
    "trial",
    "design",
    "drug",
    "arm",
    "dose",
    "endpoint",
    "result",
    "comparison",
)
_LABELS = {"accepted": "accept", "rejected": "reject", "corrected": "correct", "merged": "merge"}


@dataclass(frozen=True, slots=True)
class Pair:
    """What two reviewers made of one fact; one is None where only the other one added it."""

    key: str
    kind: FactKind
    first: Fact | None
    second: Fact | None
    labels: tuple[str, str]

    @property
    def agree(self) -> bool:
        """Whether both made the same of it."""
        return self.labels[0] == self.labels[1]


@dataclass
class Agreement:
    """How often two reviewers said the same of the program's facts, and of those that they added."""

    labels: Counter[tuple[str, str]] = field(default_factory=Counter)
    added_by_both: int = 0
    added_by_one: int = 0

    @property
    def count(self) -> int:
        """How many of the program's facts both have decided on."""
        return self.labels.total()

    @property
    def share(self) -> float | None:
        """The share of equal decisions."""
        same = sum(number for (one, other), number in self.labels.items() if one == other)
        return same / self.count if self.count else None

    @property
    def kappa(self) -> float | None:
        """Cohen's kappa; None where it is not defined, as when both always say the same one thing."""
        share = self.share
        if share is None:
            return None
        ones: Counter[str] = Counter()
        others: Counter[str] = Counter()
        for (one, other), number in self.labels.items():
            ones[one] += number
            others[other] += number
        chance = sum(ones[label] * others[label] for label in ones) / self.count**2
        return None if chance == 1 else (share - chance) / (1 - chance)

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.labels + other.labels,
            self.added_by_both + other.added_by_both,
            self.added_by_one + other.added_by_one,
        )


def pairs(first: Draft, second: Draft) -> list[Pair]:
    """The facts that both have decided on, and those that either has added, in the first one's order.

    What only goes with a rejected arm or drug is no decision of its own.
    """
    found = []
    for key, fact in first.facts.items():
        other = second.facts.get(key)
        if other is not None and fact.machine is not None:
            one, two = _LABELS.get(fact.status, ""), _LABELS.get(other.status, "")
            if one and two:
                found.append(Pair(key, fact.kind, fact, other, _told_apart(fact, other, one, two)))
    return found + _added(first, second)


def figures(found: Iterable[Pair]) -> dict[FactKind, Agreement]:
    """Agreement by kind of fact."""
    table = {kind: Agreement() for kind in KINDS}
    for pair in found:
        row = table[pair.kind]
        if pair.first is not None and pair.first.machine is not None:
            row.labels[pair.labels] += 1
        elif pair.agree:
            row.added_by_both += 1
        else:
            row.added_by_one += 1
    return table


def total(table: dict[FactKind, Agreement]) -> Agreement:
    """All kinds together."""
    return sum(table.values(), Agreement())


def _told_apart(first: Fact, second: Fact, one: str, two: str) -> tuple[str, str]:
    """Labels that are equal only when the outcome is: two corrections to different values are not."""
    if one == two == "correct" and first.value != second.value:
        return "correct (one way)", "correct (another way)"
    if one == two == "merge" and first.into != second.into:
        return "merge (one way)", "merge (another way)"
    return one, two


def _added(first: Draft, second: Draft) -> list[Pair]:
    out_first, out_second = first.excluded(), second.excluded()
    theirs: dict[str, list[Fact]] = {}
    for fact in second.facts.values():
        if fact.machine is None and fact.key not in out_second:
            theirs.setdefault(_content(second, fact), []).append(fact)
    found = []
    for fact in first.facts.values():
        if fact.machine is None and fact.key not in out_first:
            same = theirs.get(_content(first, fact))
            other = same.pop(0) if same else None
            labels = ("added", "added" if other else "missing")
            found.append(Pair(fact.key, fact.kind, fact, other, labels))
    for rest in theirs.values():
        found += [Pair(fact.key, fact.kind, None, fact, ("missing", "added")) for fact in rest]
    return found


def _content(draft: Draft, fact: Fact, depth: int = 0) -> str:
    """What a fact says, whatever the keys: references are replaced by what they refer to."""
    value = dict(fact.value)
    if depth < 3:
        for name, item in value.items():
            if isinstance(item, str) and item in draft.facts:
                value[name] = _content(draft, draft.facts[item], depth + 1)
            elif name == "interventions":
                value[name] = sorted(_content(draft, draft.facts[key], depth + 1) for key in item)
    trial = fact.trial if fact.trial and draft.facts[fact.trial].machine is not None else ""
    return f"{fact.kind} {fact.name} {trial} {json.dumps(value, sort_keys=True)}"
