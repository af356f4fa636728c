"""A record under review: its facts one by one, each with a key, a value and what was decided about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from schemas import DocumentInfo, DocumentRecord, Evidence, Grounded, Trial
from schemas.review import FactKind

FactStatus = Literal["unreviewed", "accepted", "corrected", "rejected", "added", "merged"]

PLAIN_FIELDS = (
    "phase",
    "condition",
    "population",
    "enrollment",
    "duration",
    "design.allocation",
    "design.allocation_ratio",
    "design.masking",
    "design.control",
    "design.model",
)
"""The plain values of a trial that are facts of their own."""
TRIAL_FIELDS = ("acronym", "registry_ids", "pooled", "status")
"""The values that make up the fact "this is a trial of the document"."""
REFERENCES = {
    "dose": {"arm": "arm", "intervention": "drug"},
    "result": {"arm": "arm", "endpoint": "endpoint"},
    "comparison": {"arm": "arm", "reference": "arm", "endpoint": "endpoint"},
}
"""The fields that hold the key of another fact, and its kind; an arm has a list of drugs besides."""
_PROVENANCE = {"evidence", "confidence", "derived", "quote"}


@dataclass(slots=True)
class Fact:
    """One fact. `machine` is the program's value (None: a curator added the fact); `value` is in force.

    `name` is the field's name for a plain value of a trial. `asks` says why a fact that was decided on has
    to be looked at again. `entry` is the log's last entry about the fact. `into` names the fact that a merged
    one went into; `grounded`: a curator chose the evidence. `home` is the trial in which the program has it.
    """

    key: str
    kind: FactKind
    trial: str
    value: dict[str, Any]
    machine: dict[str, Any] | None
    name: str = ""
    evidence: list[Evidence] = field(default_factory=list)
    confidence: float | None = None
    derived: bool = False
    status: FactStatus = "unreviewed"
    reason: str = ""
    note: str = ""
    by: str = ""
    made: str = ""
    entry: int = 0
    asks: str = ""
    into: str = ""
    grounded: bool = False
    home: str = ""

    def references(self) -> Iterator[str]:
        """The keys of the facts that this one speaks of."""
        for name in REFERENCES.get(self.kind, ()):
            if self.value.get(name) is not None:
                yield self.value[name]
        if self.kind == "arm":
            yield from self.value["interventions"]


@dataclass(slots=True)
class Draft:
    """The facts in reading order by key; `finished` when a curator has closed the review."""

    document: DocumentInfo
    facts: dict[str, Fact] = field(default_factory=dict)
    finished: bool = False

    def followed(self, key: str) -> str:
        """The fact that stands for this one: itself, or what it was merged into."""
        while (fact := self.facts.get(key)) is not None and fact.status == "merged" and fact.into:
            key = fact.into
        return key

    def machine_value(self, fact: Fact) -> dict[str, Any] | None:
        """The program's value, with what it refers to followed through merges: it means the same."""
        return None if fact.machine is None else referring(fact, fact.machine, self.followed)

    def copy(self) -> Draft:
        """A draft that can be changed without changing this one."""
        facts = {key: replace(fact) for key, fact in self.facts.items()}
        return Draft(self.document, facts, self.finished)

    def excluded(self) -> dict[str, str]:
        """The facts that are not in the reviewed record, with the key of the rejected fact that decides.

        What speaks of a rejected arm, endpoint, drug or trial goes with it; an arm without its drug stays.
        """
        out = {key: key for key, fact in self.facts.items() if fact.status in ("rejected", "merged")}
        for key, fact in self.facts.items():
            if key not in out and fact.trial in out:
                out[key] = out[fact.trial]
        for key, fact in self.facts.items():
            if key not in out and fact.kind != "arm":
                lost = next((out[other] for other in fact.references() if other in out), None)
                if lost is not None:
                    out[key] = lost
        return out

    def of_kind(self, kind: FactKind, trial: str) -> list[Fact]:
        """The facts of a kind in a trial, merged ones left out."""
        return [f for f in self.facts.values() if (f.kind, f.trial) == (kind, trial) and f.status != "merged"]

    def trials(self) -> list[Fact]:
        """The trials, merged ones left out."""
        return [f for f in self.facts.values() if f.kind == "trial" and f.status != "merged"]


def referring(fact: Fact, value: dict[str, Any], rename: Callable[[str], str]) -> dict[str, Any]:
    """A value of the fact in which the keys of other facts are renamed."""
    value = dict(value)
    for name in REFERENCES.get(fact.kind, ()):
        if value.get(name) is not None:
            value[name] = rename(value[name])
    if fact.kind == "arm":
        value["interventions"] = list(dict.fromkeys(rename(key) for key in value["interventions"]))
    return value


def draft_of(record: DocumentRecord) -> Draft:
    """The program's record as a draft in which nothing is decided."""
    draft = Draft(record.document.model_copy())
    for trial in record.trials:
        for fact in _facts(trial):
            draft.facts[fact.key] = fact
    return draft


def _facts(trial: Trial) -> Iterator[Fact]:
    prefix = trial.id
    yield _trial_fact(trial)
    for name in PLAIN_FIELDS:
        value = plain_value(trial, name)
        if value is not None:
            about = trial.fields.get(name, Grounded())
            yield _fact(f"{prefix}/{name}", "design", prefix, {"value": value}, about, name)
    for drug in trial.interventions:
        yield _fact(f"{prefix}/{drug.id}", "drug", prefix, _own(drug, {"id"}), drug)
    for arm in trial.arms:
        key = f"{prefix}/{arm.id}"
        value = _own(arm, {"id", "doses"})
        value["interventions"] = [f"{prefix}/{name}" for name in arm.interventions]
        yield _fact(key, "arm", prefix, value, arm)
        for place, dose in enumerate(arm.doses, 1):
            own = {"arm": key} | _own(dose, set()) | {"intervention": f"{prefix}/{dose.intervention}"}
            yield _fact(f"{key}/dose-{place}", "dose", prefix, own, dose)
    for endpoint in trial.endpoints:
        yield _fact(f"{prefix}/{endpoint.id}", "endpoint", prefix, _own(endpoint, {"id"}), endpoint)
    for kind, results in (("result", trial.arm_results), ("comparison", trial.comparisons)):
        for place, result in enumerate(results, 1):
            value = _own(result, set())
            for name in ("arm", "endpoint", "reference"):
                if value.get(name) is not None:
                    value[name] = f"{prefix}/{value[name]}"
            yield _fact(f"{prefix}/{kind}-{place}", kind, prefix, value, result)  # type: ignore[arg-type]


def _trial_fact(trial: Trial) -> Fact:
    abouts = [trial.fields[name] for name in TRIAL_FIELDS if name in trial.fields]
    surest = [about.confidence for about in abouts if about.confidence is not None]
    about = Grounded(
        evidence=[item for about in abouts for item in about.evidence],
        confidence=min(surest) if surest else None,
    )
    value = {name: trial.model_dump(mode="json", include={name})[name] for name in TRIAL_FIELDS}
    return _fact(trial.id, "trial", "", value, about)


def plain_value(trial: Trial, name: str) -> Any:
    """A plain value of a trial as JSON, by its name in `PLAIN_FIELDS`."""
    if name.startswith("design."):
        return getattr(trial.design, name.removeprefix("design."))
    value = getattr(trial, name)
    return value.model_dump(mode="json") if name == "duration" and value is not None else value


def _own(model: Grounded, without: set[str]) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude=_PROVENANCE | without)


def _fact(
    key: str, kind: FactKind, trial: str, value: dict[str, Any], about: Grounded, name: str = ""
) -> Fact:
    return Fact(
        key=key,
        kind=kind,
        trial=trial,
        home=trial,
        value=value,
        machine=value,
        name=name,
        evidence=list(about.evidence),
        confidence=about.confidence,
        derived=about.derived,
    )
