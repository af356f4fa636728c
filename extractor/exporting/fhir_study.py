"""A trial as a FHIR ResearchStudy, and what its numbers speak of as EvidenceVariables and Groups."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any

from extractor.rendering.wording import design_words, dose_words, time_words, timepoint_words
from schemas import Arm, DocumentRecord, Endpoint, Quantity, Trial

UCUM = "http://unitsofmeasure.org"
UCUM_TIME = {"minute": "min", "hour": "h", "day": "d", "week": "wk", "month": "mo", "year": "a"}
_PHASES = "http://terminology.hl7.org/CodeSystem/research-study-phase"
_OBJECTIVES = "http://terminology.hl7.org/CodeSystem/research-study-objective-type"
_ROLES = {
    "primary": "primary",
    "key_secondary": "secondary",
    "secondary": "secondary",
    "exploratory": "exploratory",
}
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "trialfacts")
_REGISTRY = re.compile(r"NCT\d{8}")


def words(text: str | None) -> str:
    """Text as FHIR wants it: not empty (a dash then), white space as single spaces."""
    return " ".join((text or "").split()) or "-"


def concept(text: str, system: str = "", code: str = "", display: str = "") -> dict[str, Any]:
    """A CodeableConcept: the words, and a code where there is one."""
    if not code:
        return {"text": words(text)}
    return {"coding": [{"system": system, "code": code, "display": display or code}], "text": words(text)}


def time_quantity(time: Quantity) -> dict[str, Any]:
    """A length of time with its UCUM unit."""
    return {"value": time.value, "unit": time.unit, "system": UCUM, "code": UCUM_TIME[time.unit]}


class Variables:
    """The EvidenceVariables (and Groups) of a trial; each is made when something first speaks of it."""

    def __init__(self, base: str, trial: Trial) -> None:
        self._base, self._trial = base, trial
        self._made: dict[str, dict[str, Any]] = {}

    def made(self) -> Iterable[dict[str, Any]]:
        """The resources that were asked for."""
        return self._made.values()

    def id(self, name: str) -> str:
        """The id of a resource of this trial: the same for the same document, trial and name."""
        return str(uuid.uuid5(_NAMESPACE, f"{self._base}/{name}"))

    def population(self, subgroup: str | None = None) -> dict[str, str]:
        """Who took part, or a part of them."""
        trial = self._trial
        text = trial.population or (f"patients with {trial.condition}" if trial.condition else "participants")
        return self._variable(f"population/{subgroup}", f"{text}: {subgroup}" if subgroup else text)

    def arm(self, arm: Arm) -> dict[str, str]:
        """What an arm's participants got."""
        doses = "; ".join(dose_words(dose) for dose in arm.doses)
        return self._variable(f"arm/{arm.id}", f"{arm.label} ({doses})" if doses else arm.label)

    def endpoint(self, endpoint: Endpoint, time: Quantity | None) -> dict[str, str]:
        """What was measured, and when."""
        name = f"endpoint/{endpoint.id}/{time.value if time else ''} {time.unit if time else ''}"
        title = f"{endpoint.name} at {timepoint_words(time)}" if time else endpoint.name
        return self._variable(name, title, endpoint.name, time)

    def group(self, arm: Arm) -> dict[str, str] | None:
        """The participants of an arm, where their number is known."""
        if arm.n is None:
            return None
        id = self.id(f"group/{arm.id}")
        self._made[id] = {
            "resourceType": "Group",
            "id": id,
            "type": "person",
            "membership": "enumerated",
            "name": words(arm.label),
            "quantity": arm.n,
        }
        return {"reference": f"urn:uuid:{id}", "type": "Group"}

    def _variable(
        self, name: str, title: str, definition: str | None = None, time: Quantity | None = None
    ) -> dict[str, str]:
        id = self.id(name)
        if id not in self._made:
            characteristic: dict[str, Any] = {"definitionCodeableConcept": concept(definition or title)}
            if time is not None:
                characteristic["timeFromEvent"] = [
                    {"description": "since the start of treatment", "quantity": time_quantity(time)}
                ]
            self._made[id] = {
                "resourceType": "EvidenceVariable",
                "id": id,
                "status": "draft",
                "title": words(title),
                "characteristic": [characteristic],
            }
        return {
            "reference": f"urn:uuid:{id}",
            "type": "EvidenceVariable",
            "display": words(title),
        }


def study_of(record: DocumentRecord, trial: Trial, variables: Variables) -> dict[str, Any]:
    """The trial's ResearchStudy."""
    study: dict[str, Any] = {
        "resourceType": "ResearchStudy",
        "id": variables.id("study"),
        "status": "active",
        "title": words(trial.acronym or record.document.title or record.document.id),
    }
    if trial.registry_ids:
        study["identifier"] = [_identifier(id) for id in trial.registry_ids]
    if trial.acronym:
        study["label"] = [{"type": concept("acronym"), "value": words(trial.acronym)}]
    if trial.phase:
        study["phase"] = _phase(trial.phase)
    if trial.condition:
        study["condition"] = [concept(trial.condition)]
    if trial.interventions:
        study["focus"] = [{"concept": concept(drug.name)} for drug in trial.interventions]
    if design := design_words(trial):
        study["studyDesign"] = [concept(word) for word in design]
    study["recruitment"] = {
        "eligibility": variables.population(),
        **({} if trial.enrollment is None else {"actualNumber": trial.enrollment}),
    }
    if trial.arms:
        study["comparisonGroup"] = [_group(arm, variables) for arm in trial.arms]
    if trial.endpoints:
        study["outcomeMeasure"] = [_outcome(endpoint, variables) for endpoint in trial.endpoints]
    study["note"] = [{"text": words(note)} for note in _notes(record, trial)]
    return study


def _notes(record: DocumentRecord, trial: Trial) -> Iterable[str]:
    """What the study's elements have no place for."""
    yield f"Read out of the document {record.document.id}."
    yield f"Status as the document tells it: {trial.status}."
    if trial.pooled:
        yield "Results pooled over several trials."
    if trial.duration:
        yield f"Treatment for {time_words(trial.duration)}."
    for drug in trial.interventions:
        about = [
            f"{name}: {text}"
            for name, text in (
                ("role", drug.role),
                ("also called", ", ".join(drug.aliases)),
                ("targets", ", ".join(drug.targets)),
                ("developer", drug.developer),
            )
            if text
        ]
        yield f"{drug.name} ({'; '.join(about)})"


def _identifier(id: str) -> dict[str, str]:
    if _REGISTRY.fullmatch(id):
        return {"system": "http://clinicaltrials.gov", "value": id}
    return {"value": words(id)}


def _phase(phase: str) -> dict[str, Any]:
    """The phase; FHIR has no code for 2b and its kind, whose number's code it gets."""
    code = "-".join(f"phase-{number}" for number in re.sub(r"[ab]", "", phase).split("/"))
    display = "/".join(part.title() for part in code.replace("phase-", "phase ").split("-"))
    return concept(f"phase {phase}", _PHASES, code, display)


def _group(arm: Arm, variables: Variables) -> dict[str, Any]:
    group: dict[str, Any] = {
        "linkId": arm.id,
        "name": words(arm.label),
        "intendedExposure": [variables.arm(arm)],
    }
    observed = variables.group(arm)
    return group | {"observedGroup": observed} if observed else group


def _outcome(endpoint: Endpoint, variables: Variables) -> dict[str, Any]:
    outcome: dict[str, Any] = {
        "name": words(endpoint.name),
        "reference": variables.endpoint(endpoint, endpoint.timepoint),
    }
    if endpoint.role:
        code = _ROLES.get(endpoint.role, "")
        outcome["type"] = [concept(endpoint.role.replace("_", " "), _OBJECTIVES, code, code.title())]
    return outcome
