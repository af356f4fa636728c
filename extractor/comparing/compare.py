"""Records to groups of documents that report one trial, with their differences."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from extractor.comparing.differences import Difference, Side, differences
from extractor.comparing.grouping import Entry, group_trials
from schemas import DocumentRecord


@dataclass(frozen=True, slots=True)
class Group:
    """One trial that several documents report, why they count as one, and where they differ."""

    why: str
    entries: tuple[Entry, ...]
    differences: tuple[Difference, ...]

    @property
    def name(self) -> str:
        """The trial's acronym, else its registry id, else its first drug."""
        trials = [entry.trial for entry in self.entries]
        for names in (
            [trial.acronym for trial in trials if trial.acronym],
            [number for trial in trials for number in trial.registry_ids],
            [drug.name for trial in trials for drug in trial.interventions],
        ):
            if names:
                return names[0]
        return trials[0].id


@dataclass(frozen=True, slots=True)
class Comparing:
    """What the comparison of a store's documents gives."""

    documents: int
    groups: tuple[Group, ...]

    def to_dict(self) -> dict[str, Any]:
        """The plain values of the JSON output."""
        return {"documents": self.documents, "groups": [_group(group) for group in self.groups]}


def compare(records: Iterable[tuple[str, DocumentRecord]]) -> Comparing:
    """Group the trials of records, each with a text that tells it from all others, and list differences.

    The same records in the same order give the same result.
    """
    given = list(records)
    entries = [
        Entry(record.document.id, content, place, trial)
        for content, record in given
        for place, trial in enumerate(record.trials)
    ]
    groups = tuple(
        Group(
            why,
            tuple(members),
            tuple(found for pair in combinations(members, 2) for found in differences(*pair)),
        )
        for why, members in group_trials(entries)
    )
    return Comparing(len(given), groups)


def _group(group: Group) -> dict[str, Any]:
    return {
        "trial": group.name,
        "why": group.why,
        "reports": [
            {"document": entry.document, "path": f"/trials/{entry.place}"} for entry in group.entries
        ],
        "differences": [
            {"fact": difference.fact, "sides": [_side(side) for side in difference.sides]}
            for difference in group.differences
        ],
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "document": side.document,
        "value": side.value,
        "path": side.path,
        "evidence": [evidence.model_dump(mode="json") for evidence in side.evidence],
    }
