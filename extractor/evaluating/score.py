"""Precision, recall and F1 of records against gold, per kind of fact.

Kinds: `slots` (phase, status, acronym, enrollment, duration, condition, registry ids, design), `drugs`,
`targets`, `doses` (drug, amount, unit) and `dosing` (with frequency), `arms` and `arm_n`, `endpoints` and
`primary`; `numbers` (arm results by value and unit alone), `results` (at the right arm and endpoint too),
`results_full` (with timepoint and statistic too); `effects` and `p_values` alone, and `comparisons` (either,
at the right arms and endpoint). Counts are added up over all documents. Derived facts are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeVar

from rapidfuzz import fuzz

from extractor.evaluating.matching import (
    arm_likeness,
    arm_links,
    best_pairs,
    drug_names,
    endpoint_links,
    first_pairs,
    primary_endpoints,
    same_drug,
    shared_slots,
    slots,
    stated,
    trial_likeness,
)
from extractor.evaluating.normalise import alike, same_number, same_time, same_unit, unit, words
from schemas import ArmResult, Comparison, DocumentRecord, Intervention, Trial

Gold = TypeVar("Gold")
Found = TypeVar("Found")

KINDS = (
    "slots", "drugs", "targets", "doses", "dosing", "arms", "arm_n", "endpoints", "primary",
    "numbers", "results", "results_full", "effects", "p_values", "comparisons",
)  # fmt: skip
HEADLINE = ("slots", "drugs", "doses", "primary"), ("results", "comparisons")
"""The headline is the mean of two means of F1: what a trial is, and what it found."""

ABSENT = Trial.model_construct(id="", status=None)
"""Stands for the missing partner of a trial: it says nothing, not even a status."""


class Score(NamedTuple):
    """The figures of one kind of fact: shares from 0 to 1, and the counts of gold and found facts."""

    precision: float
    recall: float
    f1: float
    gold: int
    found: int


@dataclass(frozen=True, slots=True)
class JudgedFact:
    """A found arm result or comparison, and whether the gold bears it out."""

    document: str
    trial: str
    kind: Literal["results", "comparisons"]
    fact: ArmResult | Comparison
    correct: bool


@dataclass
class Scores:
    """Counts of hits, gold and found facts per kind, and the verdict on each found number."""

    hits: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    gold: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    facts: list[JudgedFact] = field(default_factory=list)
    documents: int = 0
    missing: list[str] = field(default_factory=list)
    """Ids of gold documents without a record; they count as empty records."""

    def add(self, kind: str, hits: int, gold: int, found: int) -> None:
        """Add the counts of one trial."""
        self.hits[kind] += hits
        self.gold[kind] += gold
        self.found[kind] += found

    @property
    def table(self) -> dict[str, Score]:
        """The score of each kind, in the order of `KINDS`."""
        return {kind: self._score(kind) for kind in KINDS}

    @property
    def headline(self) -> float:
        """One figure from 0 to 1; see `HEADLINE`."""
        means = [sum(self._score(kind).f1 for kind in half) / len(half) for half in HEADLINE]
        return sum(means) / len(means)

    def _score(self, kind: str) -> Score:
        hits, gold, found = self.hits[kind], self.gold[kind], self.found[kind]
        precision = hits / found if found else 0.0
        recall = hits / gold if gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
        return Score(precision, recall, f1, gold, found)


def score(golds: Iterable[DocumentRecord], records: Mapping[str, DocumentRecord]) -> Scores:
    """Score records, by document id, against gold; records without gold are not looked at."""
    scores = Scores()
    for gold in golds:
        record = records.get(gold.document.id)
        scores.documents += 1
        if record is None:
            scores.missing.append(gold.document.id)
        _score_document(scores, gold, record)
    return scores


def _score_document(scores: Scores, gold: DocumentRecord, record: DocumentRecord | None) -> None:
    found = record.trials if record is not None else []
    pairs = dict(best_pairs(gold.trials, found, trial_likeness, floor=2))
    document = gold.document.id
    for i, trial in enumerate(gold.trials):
        partner = found[pairs[i]] if i in pairs else ABSENT
        _TrialScorer(scores, document, trial, partner).run()
    for j, trial in enumerate(found):
        if j not in pairs.values():
            _TrialScorer(scores, document, ABSENT, trial).run()


class _TrialScorer:
    """Scores one found trial against the gold trial that it stands for; either may be an empty one."""

    def __init__(self, scores: Scores, document: str, gold: Trial, found: Trial) -> None:
        self.scores = scores
        self.document = document
        self.gold = gold
        self.found = found
        self.arms: defaultdict[str | None, set[str]] = defaultdict(set)
        self.endpoints: dict[tuple[str, str | None], set[str]] = {}

    def run(self) -> None:
        gold_slots, found_slots = slots(self.gold), slots(self.found)
        self.scores.add("slots", shared_slots(gold_slots, found_slots), len(gold_slots), len(found_slots))
        self._drugs()
        self._doses()
        self._arms()
        self._endpoints()
        self._results()
        self._comparisons()

    def _count(
        self, kind: str, gold: Sequence[Gold], found: Sequence[Found], fits: Callable[[Gold, Found], bool]
    ) -> set[int]:
        """Add the counts of a kind; the places of the found facts that are right."""
        pairs = first_pairs(gold, found, fits)
        self.scores.add(kind, len(pairs), len(gold), len(found))
        return {j for _, j in pairs}

    def _drugs(self) -> None:
        gold, found = (
            [drug for drug in stated(trial.interventions) if "placebo" not in drug_names(drug)]
            for trial in (self.gold, self.found)
        )
        self._count("drugs", gold, found, same_drug)
        gold_targets, found_targets = (
            [(drug, words(target)) for drug in side for target in drug.targets] for side in (gold, found)
        )
        self._count("targets", gold_targets, found_targets, _same_target)

    def _doses(self) -> None:
        gold, found = _doses(self.gold), _doses(self.found)
        self._count("dosing", gold, found, lambda a, b: _same_dose(a, b) and _same_frequency(a, b))
        self._count("doses", _without_frequency(gold), _without_frequency(found), _same_dose)

    def _arms(self) -> None:
        gold, found = stated(self.gold.arms), stated(self.found.arms)
        likeness = arm_likeness(self.gold, self.found)
        pairs = best_pairs(gold, found, likeness, floor=45)
        self.scores.add("arms", len(pairs), len(gold), len(found))
        hits = sum(same_number(gold[i].n, found[j].n) for i, j in pairs)
        printed = [sum(arm.n is not None for arm in side) for side in (gold, found)]
        self.scores.add("arm_n", hits, *printed)
        self.arms = arm_links(gold, found, pairs, likeness)

    def _endpoints(self) -> None:
        gold, found = stated(self.gold.endpoints), stated(self.found.endpoints)
        for kind, sides, floor in (
            ("endpoints", (gold, found), 60),
            ("primary", (primary_endpoints(gold), primary_endpoints(found)), 55),
        ):
            pairs = best_pairs(*sides, lambda a, b: alike(a.name, b.name), floor)
            self.scores.add(kind, len(pairs), len(sides[0]), len(sides[1]))
        rows: list[ArmResult | Comparison] = [
            *stated(self.found.arm_results),
            *stated(self.found.comparisons),
        ]
        self.endpoints = endpoint_links(gold, found, {(row.endpoint, row.subgroup) for row in rows})

    def _results(self) -> None:
        gold, found = stated(self.gold.arm_results), stated(self.found.arm_results)
        self._count("numbers", gold, found, _same_value)
        right = self._count("results", gold, found, self._same_result)
        self._count(
            "results_full",
            gold,
            found,
            lambda a, b: (
                self._same_result(a, b) and same_time(a.timepoint, b.timepoint) and a.statistic == b.statistic
            ),
        )
        self._judge("results", found, right)

    def _comparisons(self) -> None:
        gold, found = stated(self.gold.comparisons), stated(self.found.comparisons)
        effects = [[row for row in side if row.value is not None] for side in (gold, found)]
        self._count("effects", effects[0], effects[1], _same_effect)
        p_values = [[row for row in side if row.p is not None] for side in (gold, found)]
        self._count("p_values", p_values[0], p_values[1], _same_p)
        self._judge("comparisons", found, self._count("comparisons", gold, found, self._same_comparison))

    def _judge(
        self,
        kind: Literal["results", "comparisons"],
        found: Sequence[ArmResult | Comparison],
        right: set[int],
    ) -> None:
        self.scores.facts += [
            JudgedFact(self.document, self.found.id, kind, row, index in right)
            for index, row in enumerate(found)
        ]

    def _same_place(self, gold: ArmResult | Comparison, found: ArmResult | Comparison) -> bool:
        return gold.arm in self.arms[found.arm] and gold.endpoint in self.endpoints.get(
            (found.endpoint, found.subgroup), ()
        )

    def _same_result(self, gold: ArmResult, found: ArmResult) -> bool:
        return _same_value(gold, found) and self._same_place(gold, found)

    def _same_comparison(self, gold: Comparison, found: Comparison) -> bool:
        return (
            (found.value is None if gold.value is None else _same_effect(gold, found))
            and (gold.p is None or _same_p(gold, found))
            and self._same_place(gold, found)
            and (gold.reference is None or gold.reference in self.arms[found.reference])
        )


class _Dose(NamedTuple):
    drug: Intervention
    amount: float
    unit: str
    frequency: str


def _doses(trial: Trial) -> list[_Dose]:
    """The trial's different dose levels, whichever arm they are given in."""
    drugs = {drug.id: drug for drug in trial.interventions}
    levels = {}
    for arm in stated(trial.arms):
        for dose in stated(arm.doses):
            level = (dose.intervention, float(dose.amount), unit(dose.unit), words(dose.frequency))
            levels[level] = _Dose(drugs[dose.intervention], *level[1:])
    return list(levels.values())


def _without_frequency(doses: list[_Dose]) -> list[_Dose]:
    return list({(dose.drug.id, dose.amount, dose.unit): dose for dose in doses}.values())


def _same_dose(gold: _Dose, found: _Dose) -> bool:
    return (gold.amount, gold.unit) == (found.amount, found.unit) and same_drug(gold.drug, found.drug)


def _same_frequency(gold: _Dose, found: _Dose) -> bool:
    if not gold.frequency:
        return not found.frequency
    return fuzz.token_sort_ratio(gold.frequency, found.frequency) >= 90


def _same_target(gold: tuple[Intervention, str], found: tuple[Intervention, str]) -> bool:
    return same_drug(gold[0], found[0]) and (
        gold[1] == found[1] or fuzz.token_set_ratio(gold[1], found[1]) >= 90
    )


def _same_value(gold: ArmResult, found: ArmResult) -> bool:
    return same_number(gold.value, found.value) and same_unit(gold.unit, found.unit)


def _same_effect(gold: Comparison, found: Comparison) -> bool:
    if not same_number(gold.value, found.value) or gold.measure != found.measure:
        return False
    if gold.ci is None or found.ci is None:
        return gold.ci is found.ci
    return _same_limit(gold.ci.low, found.ci.low) and _same_limit(gold.ci.high, found.ci.high)


def _same_limit(gold: float | None, found: float | None) -> bool:
    return same_number(gold, found) or gold is found


def _same_p(gold: Comparison, found: Comparison) -> bool:
    if gold.p is None or found.p is None:
        return False
    return gold.p.operator == found.p.operator and same_number(gold.p.value, found.p.value)
