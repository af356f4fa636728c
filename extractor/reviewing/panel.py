"""The facts of a review as the page shows them: as people read trials, each with what was decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from extractor.rendering.grid import build_grid
from extractor.rendering.wording import (
    comparison_arms,
    dose_words,
    drug_notes,
    effect_words,
    result_words,
    timepoint_words,
    trial_name,
)
from extractor.reviewing.apply import open_facts
from extractor.reviewing.changes import Change, changes
from extractor.reviewing.draft import Draft, Fact
from extractor.reviewing.forms import field_words, label_of
from extractor.reviewing.history import State
from extractor.reviewing.words import KIND_WORDS, REASONS, STATUS_WORDS
from schemas import Check, Trial

LOW, MIDDLE = 0.5, 0.8
"""Confidences under these are shown as low and as middling."""
ROLES = ("primary", "key_secondary", "secondary", "exploratory", "safety", None)


@dataclass(slots=True)
class Shown:
    """One fact on the page. `out` says why a fact that was not rejected itself is out of the record."""

    key: str
    kind: str
    words: str
    status: str
    status_words: str
    kind_words: str
    level: str
    confidence: float | None
    derived: bool
    open: bool
    checks: list[Check]
    changes: list[Change]
    quotes: list[str]
    page: int | None
    by: str
    made: str
    reason: str
    note: str
    asks: str
    out: str
    structural: bool

    @property
    def confidence_words(self) -> str:
        """The confidence in words: "confidence 0.42, low"."""
        if self.confidence is None:
            return "no confidence given"
        return f"confidence {self.confidence:.2f}" + (", low" if self.level == "low" else "")


@dataclass(slots=True)
class Row:
    """A row of the results grid."""

    endpoint: str
    endpoint_key: str
    role: str
    note: str
    cells: list[list[Shown]]
    comparisons: list[tuple[str, list[Shown]]]


@dataclass(slots=True)
class TrialPanel:
    """A trial laid out."""

    fact: Shown
    tags: list[str]
    plain: list[tuple[str, Shown]]
    drugs: list[tuple[Shown, str]]
    arms: list[tuple[Shown, list[Shown], str]]
    endpoints: list[tuple[str, list[tuple[Shown, str]]]]
    columns: list[str]
    rows: list[Row]
    merged: list[tuple[Shown, str]]


@dataclass(slots=True)
class Panel:
    """All facts of a document, and its findings with the fact that each is about."""

    trials: list[TrialPanel] = field(default_factory=list)
    facts: dict[str, Shown] = field(default_factory=dict)
    checks: list[tuple[Check, Shown | None]] = field(default_factory=list)

    def count(self, status: str) -> int:
        """How many facts have a status."""
        return sum(fact.status == status for fact in self.facts.values())

    @property
    def open(self) -> int:
        """How many facts wait for a decision."""
        return sum(fact.open for fact in self.facts.values())


def panel_of(state: State) -> Panel:
    """The panel of a review's state."""
    return _Collector(state).panel()


class _Collector:
    def __init__(self, state: State) -> None:
        self.state = state
        self.draft: Draft = state.draft
        self.out = state.draft.excluded()
        self.open = {fact.key for fact in open_facts(state.draft)}
        self.checks: dict[str, list[Check]] = {}
        for check in state.final.record.checks:
            key = state.final.key_at(check.path)
            if key:
                self.checks.setdefault(key, []).append(check)
        self.keys = dict(_objects(state))
        self.result = Panel()

    def panel(self) -> Panel:
        trials = {trial.id: trial for trial in self.state.all.record.trials}
        for place, fact in enumerate(self.draft.trials(), 1):
            self.result.trials.append(self._trial(fact, trials[f"trial-{place}"]))
        for check in self.state.final.record.checks:
            key = self.state.final.key_at(check.path)
            self.result.checks.append((check, self.result.facts.get(key or "")))
        return self.result

    def _trial(self, fact: Fact, trial: Trial) -> TrialPanel:
        return TrialPanel(
            fact=self._show(fact, trial_name(trial).replace("trial-", "Trial ")),
            tags=[trial.status] + (["pooled"] if trial.pooled else []),
            plain=[
                (field_words(item.name).replace("allocation ratio", "ratio"), self._show(item, _plain(item)))
                for item in self.draft.of_kind("design", fact.key)
            ],
            drugs=[
                (self._object(drug, drug.name), "; ".join(drug_notes(drug))) for drug in trial.interventions
            ],
            arms=list(self._arms(trial)),
            endpoints=list(self._endpoints(trial)),
            **self._grid(trial),
            merged=[
                (self._show(item, label_of(item)), label_of(self.draft.facts[item.into]))
                for item in self.draft.facts.values()
                if item.status == "merged" and item.into in self.draft.facts and item.trial == fact.key
            ],
        )

    def _arms(self, trial: Trial) -> Iterator[tuple[Shown, list[Shown], str]]:
        names = {drug.id: drug.name for drug in trial.interventions}
        for arm in trial.arms:
            doses = [self._object(d, f"{names[d.intervention]} {dose_words(d)}") for d in arm.doses]
            yield self._object(arm, arm.label), doses, "" if arm.n is None else str(arm.n)

    def _endpoints(self, trial: Trial) -> Iterator[tuple[str, list[tuple[Shown, str]]]]:
        for role in ROLES:
            listed = [
                (self._object(item, item.name), timepoint_words(item.timepoint) if item.timepoint else "")
                for item in trial.endpoints
                if item.role == role
            ]
            if listed:
                yield (role or "role not said").replace("_", " "), listed

    def _grid(self, trial: Trial) -> dict[str, Any]:
        grid = build_grid(trial)
        rows = [
            Row(
                endpoint=row.endpoint.name,
                endpoint_key=self.keys[id(row.endpoint)],
                role=(row.endpoint.role or "").replace("_", " "),
                note=row.note,
                cells=[
                    [self._object(item, result_words(item)) for item in row.cells.get(arm.id, [])]
                    for arm in grid.arms
                ],
                comparisons=[
                    (who, [self._object(item, effect_words(item)) for item in group])
                    for who, group in groupby(row.comparisons, _arms_of(trial))
                ],
            )
            for row in grid.rows
        ]
        return {"columns": [arm.label for arm in grid.arms], "rows": rows}

    def _object(self, item: object, words: str) -> Shown:
        return self._show(self.draft.facts[self.keys[id(item)]], words)

    def _show(self, fact: Fact, words: str) -> Shown:
        out = self.out.get(fact.key, "")
        shown = Shown(
            key=fact.key,
            kind=fact.kind,
            words=words,
            status=fact.status,
            status_words=STATUS_WORDS[fact.status],
            kind_words=KIND_WORDS[fact.kind],
            level=_level(fact),
            confidence=fact.confidence,
            derived=fact.derived,
            open=fact.key in self.open,
            checks=self.checks.get(fact.key, []),
            changes=changes(self.draft, fact),
            quotes=list(dict.fromkeys(item.text for item in fact.evidence)),
            page=fact.evidence[0].page if fact.evidence else None,
            by=fact.by,
            made=fact.made.replace("T", " ").removesuffix("+00:00"),
            reason=REASONS.get(fact.reason, ""),
            note=fact.note,
            asks=fact.asks,
            out=label_of(self.draft.facts[out]) if out and out != fact.key else "",
            structural=fact.kind in ("trial", "drug", "arm", "endpoint"),
        )
        self.result.facts[fact.key] = shown
        return shown


def _objects(state: State) -> Iterator[tuple[int, str]]:
    """The identity of each object of the page's record, with its fact."""
    for key, path in state.all.paths.items():
        item: Any = state.all.record
        for part in path.removeprefix("/").split("/"):
            if isinstance(item, list):
                item = item[int(part)]
            elif hasattr(item, part):
                item = getattr(item, part)
        yield id(item), key


def _arms_of(trial: Trial) -> Callable[[Any], str]:
    return lambda comparison: comparison_arms(trial, comparison)


def _level(fact: Fact) -> str:
    if fact.confidence is None or fact.status in ("accepted", "corrected", "added"):
        return "sure"
    return "low" if fact.confidence < LOW else "middle" if fact.confidence < MIDDLE else "high"


def _plain(fact: Fact) -> str:
    value = fact.value["value"]
    if fact.name == "phase":
        return f"phase {value}"
    if fact.name == "duration":
        number, unit = value["value"], value["unit"]
        return f"{number} {unit}{'' if number == 1 else 's'}"
    return f"{value} participants" if fact.name == "enrollment" else str(value)
