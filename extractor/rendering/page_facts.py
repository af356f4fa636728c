"""The facts of a record as the page shows them: words, a key, and the evidence to highlight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from extractor.rendering.grid import Grid, GridRow, build_grid
from extractor.rendering.segments import Span
from extractor.rendering.wording import (
    comparison_arms,
    dose_words,
    drug_notes,
    effect_words,
    endpoint_notes,
    result_words,
    time_words,
    trial_name,
    unsure,
)
from schemas import DocumentRecord, Grounded, Trial

KINDS = ("design", "drug", "arm", "endpoint", "result", "comparison")
"""What a fact is about; where facts overlap in the text, the later kind gives the colour."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One fact on the page; `key` is "" when it has no evidence to point at."""

    key: str
    kind: str
    words: str
    hint: str
    unsure: bool = False
    derived: bool = False


@dataclass
class ResultRow:
    """A row of the result grid: the endpoint, what sets the row apart, a cell an arm, the comparisons."""

    endpoint: Shown
    role: str
    note: str
    cells: list[list[Shown]]
    comparisons: list[tuple[str, list[Shown]]]


@dataclass
class TrialView:
    """A trial laid out for the page."""

    name: Shown
    tags: list[Shown]
    plain: list[tuple[str, list[Shown]]]
    drugs: list[tuple[Shown, str]]
    arms: list[tuple[Shown, list[Shown], str]]
    columns: list[str]
    rows: list[ResultRow]
    named: list[tuple[Shown, str]]


@dataclass
class PageFacts:
    """All trials of a record, and the evidence of their facts by key."""

    trials: list[TrialView] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)


def collect(record: DocumentRecord) -> PageFacts:
    """The record laid out for the page."""
    page = PageFacts()
    page.trials = [_TrialCollector(page, trial).view() for trial in record.trials]
    return page


class _TrialCollector:
    def __init__(self, page: PageFacts, trial: Trial) -> None:
        self.page = page
        self.trial = trial
        self.endpoints: dict[str, Shown] = {}

    def view(self) -> TrialView:
        trial, grid = self.trial, build_grid(self.trial)
        self.endpoints = {item.id: self._shown("endpoint", item.name, item) for item in trial.endpoints}
        reported = {row.endpoint.id for row in grid.rows}
        name_field = "acronym" if trial.acronym else "registry_ids"
        return TrialView(
            name=self._shown("design", trial_name(trial), trial.fields.get(name_field)),
            tags=list(self._tags()),
            plain=list(self._plain()),
            drugs=[
                (self._shown("drug", drug.name, drug), "; ".join(drug_notes(drug)))
                for drug in trial.interventions
            ],
            arms=list(self._arms()),
            columns=[arm.label for arm in grid.arms],
            rows=[self._row(row, grid) for row in grid.rows],
            named=[
                (self.endpoints[item.id], ", ".join(endpoint_notes(item)))
                for item in trial.endpoints
                if item.id not in reported
            ],
        )

    def _tags(self) -> Iterator[Shown]:
        trial = self.trial
        phase = f"phase {trial.phase}" if trial.phase else None
        pooled = "pooled" if trial.pooled else None
        for path, words in (("phase", phase), ("status", trial.status), ("pooled", pooled)):
            if words:
                yield self._shown("design", words, trial.fields.get(path))

    def _arms(self) -> Iterator[tuple[Shown, list[Shown], str]]:
        names = {drug.id: drug.name for drug in self.trial.interventions}
        for arm in self.trial.arms:
            doses = [self._shown("arm", f"{names[d.intervention]} {dose_words(d)}", d) for d in arm.doses]
            yield self._shown("arm", arm.label, arm), doses, "" if arm.n is None else str(arm.n)

    def _row(self, row: GridRow, grid: Grid) -> ResultRow:
        return ResultRow(
            endpoint=self.endpoints[row.endpoint.id],
            role=(row.endpoint.role or "").replace("_", " "),
            note=row.note,
            cells=[
                [self._shown("result", result_words(item), item) for item in row.cells.get(arm.id, [])]
                for arm in grid.arms
            ],
            comparisons=[
                (who, [self._shown("comparison", effect_words(item), item) for item in group])
                for who, group in groupby(row.comparisons, partial(comparison_arms, self.trial))
            ],
        )

    def _plain(self) -> Iterator[tuple[str, list[Shown]]]:
        trial, design = self.trial, self.trial.design
        size = None if trial.enrollment is None else f"{trial.enrollment} participants"
        values: tuple[tuple[str, tuple[tuple[str, str | None], ...]], ...] = (
            ("Registry", (("registry_ids", ", ".join(trial.registry_ids)),)),
            ("Condition", (("condition", trial.condition),)),
            ("Population", (("population", trial.population),)),
            ("Size", (("enrollment", size),)),
            ("Duration", (("duration", time_words(trial.duration) if trial.duration else None),)),
            (
                "Design",
                (
                    ("design.allocation", design.allocation),
                    ("design.allocation_ratio", design.allocation_ratio),
                    ("design.masking", design.masking),
                    ("design.control", f"{design.control} control" if design.control else None),
                    ("design.model", design.model),
                ),
            ),
        )
        for name, fields in values:
            shown = [self._shown("design", words, trial.fields.get(path)) for path, words in fields if words]
            if shown:
                yield name, shown

    def _shown(self, kind: str, words: str, fact: Grounded | None) -> Shown:
        if fact is None:
            return Shown("", kind, words, "")
        key = ""
        if fact.evidence:
            key = f"f{len(self.page.kinds) + 1}"
            self.page.kinds[key] = kind
            self.page.spans += [Span(item.start, item.end, key) for item in fact.evidence]
        return Shown(key, kind, words, ", ".join(_hint(fact)), unsure(fact), fact.derived)


def _hint(fact: Grounded) -> Iterable[str]:
    if fact.confidence is not None:
        yield f"confidence {fact.confidence:.2f}"
    if fact.derived:
        yield "computed, not printed"
    if fact.evidence and fact.evidence[0].page is not None:
        yield f"page {fact.evidence[0].page}"
