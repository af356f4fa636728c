"""Values of facts: which model describes them, and whether they fit it."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from extractor.reviewing.draft import PLAIN_FIELDS, REFERENCES, TRIAL_FIELDS, Draft
from schemas import Arm, ArmResult, Comparison, Design, Dose, Endpoint, Intervention, Trial
from schemas.base import Grounded
from schemas.review import FactKind

MODELS: dict[FactKind, type[Grounded]] = {
    "drug": Intervention,
    "arm": Arm,
    "dose": Dose,
    "endpoint": Endpoint,
    "result": ArmResult,
    "comparison": Comparison,
}
_NOT_OWN = {"id", "evidence", "confidence", "derived", "quote", "doses"}


class ValueProblem(ValueError):
    """A value that does not fit its model; `problems` has a sentence for each field, by the field's name."""

    def __init__(self, problems: dict[str, str]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{name}: {words}" if name else words for name, words in problems.items()))


def annotation_of(name: str) -> Any:
    """The type of a plain value of a trial, by its name in `PLAIN_FIELDS`; None is no value of a fact."""
    model, field = (Design, name.removeprefix("design.")) if name.startswith("design.") else (Trial, name)
    info = model.model_fields[field]
    kinds = [kind for kind in get_args(info.annotation) if kind is not type(None)]
    return kinds[0] if kinds else info.annotation


def checked(draft: Draft, kind: FactKind, trial: str, name: str, value: dict[str, Any]) -> dict[str, Any]:
    """The value as its model writes it. Raises ValueProblem."""
    try:
        return _fitted(draft, kind, trial, name, value)
    except ValidationError as error:
        problems: dict[str, str] = {}
        for item in error.errors():
            place = ".".join(str(part) for part in item["loc"] if not _is_branch(part))
            problems.setdefault(place, _sentence(item["msg"]))
        raise ValueProblem(problems) from None


def _fitted(draft: Draft, kind: FactKind, trial: str, name: str, value: dict[str, Any]) -> dict[str, Any]:
    if kind == "design":
        if name not in PLAIN_FIELDS:
            raise ValueProblem({"": f"there is no field {name}"})
        if set(value) != {"value"} or value["value"] is None:
            raise ValueProblem({"value": "is missing"})
        adapter: TypeAdapter[Any] = TypeAdapter(annotation_of(name))
        return {"value": adapter.dump_python(adapter.validate_python(value["value"]), mode="json")}
    if kind == "trial":
        made = Trial.model_validate({"id": "trial"} | value)
        return made.model_dump(mode="json", include=set(TRIAL_FIELDS))
    _check_references(draft, kind, trial, value)
    extra = {"arm": value["arm"]} if kind == "dose" else {}
    own = {key: item for key, item in value.items() if key not in extra}
    model = MODELS[kind]
    if "id" in model.model_fields:
        own = {"id": "new"} | own
    return extra | model.model_validate(own).model_dump(mode="json", exclude=_NOT_OWN)


def _check_references(draft: Draft, kind: FactKind, trial: str, value: dict[str, Any]) -> None:
    problems = {}
    for name, wanted in REFERENCES.get(kind, {}).items():
        key = value.get(name)
        if key is None:
            if name != "reference":
                problems[name] = f"choose the {wanted}"
        elif not _is(draft, key, wanted, trial):
            problems[name] = f"there is no such {wanted} in this trial"
    if kind == "arm":
        for key in value.get("interventions") or []:
            if not _is(draft, key, "drug", trial):
                problems["interventions"] = "there is no such drug in this trial"
    if problems:
        raise ValueProblem(problems)


def _is(draft: Draft, key: object, kind: str, trial: str) -> bool:
    fact = draft.facts.get(key) if isinstance(key, str) else None
    return fact is not None and (fact.kind, fact.trial) == (kind, trial) and fact.status != "merged"


def _is_branch(part: object) -> bool:
    """Whether a part of a place is pydantic's name for a branch of a union, and no field."""
    return isinstance(part, str) and (part in ("int", "float", "str") or "[" in part)


def _sentence(words: str) -> str:
    """Pydantic's message in the page's style."""
    return words.removeprefix("Value error, ").replace("Input should be", "should be")
