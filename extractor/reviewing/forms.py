"""Forms for the values of facts: made from the models, so that each field and each choice is theirs."""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from extractor.reviewing.draft import REFERENCES, TRIAL_FIELDS, Draft, Fact
from extractor.reviewing.values import MODELS, ValueProblem, annotation_of
from schemas import Trial
from schemas.review import FactKind

FieldForm = Literal["text", "number", "choice", "many", "list", "yes_no"]
_SKIPPED = {"id", "evidence", "confidence", "derived", "quote", "doses"}
_INTEGER = re.compile(r"[+-]?\d{1,15}")
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})")
_LONG = ("name", "label", "value")
_FIRST = ("value", "unit", "statistic", "measure", "direction", "p", "ci", "arm", "reference", "endpoint")
"""What is corrected most stands first in the form of a result."""
_WORDS = {"n": "n", "ci": "confidence interval", "p": "p-value", "registry_ids": "registry numbers"}


@dataclass(slots=True)
class Field:
    """One input. `name` is the place in the value ("ci.low"); choices are (value, words)."""

    name: str
    words: str
    form: FieldForm
    value: str = ""
    values: tuple[str, ...] = ()
    choices: list[tuple[str, str]] = field(default_factory=list)
    required: bool = False
    group: str = ""

    @property
    def wide(self) -> bool:
        """Whether the input needs a line of its own."""
        return self.form in ("list", "many") or (self.form == "text" and self.name in _LONG)


def fields_of(draft: Draft, kind: FactKind, trial: str, name: str, value: Mapping[str, Any]) -> list[Field]:
    """The inputs for a fact of this kind, filled with a value."""
    found = list(_fields(draft, kind, trial, name, value))
    if kind in ("result", "comparison"):
        found.sort(key=lambda item: _place(item.name.partition(".")[0]))
    return found


def _place(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _fields(draft: Draft, kind: FactKind, trial: str, name: str, value: Mapping[str, Any]) -> Iterator[Field]:
    if kind == "design":
        yield from _inputs("value", annotation_of(name), value.get("value"), field_words(name), True)
        return
    model: type[BaseModel] = Trial if kind == "trial" else MODELS[kind]
    links = dict(REFERENCES.get(kind, {}))
    if kind == "dose":
        yield _reference(draft, trial, "arm", "arm", value.get("arm"), True)
        del links["arm"]
    for own, info in model.model_fields.items():
        if own in _SKIPPED or (kind == "trial" and own not in TRIAL_FIELDS):
            continue
        if own in links:
            yield _reference(draft, trial, own, links[own], value.get(own), info.is_required())
        elif kind == "arm" and own == "interventions":
            chosen = tuple(value.get(own) or ())
            drugs = [(fact.key, label_of(fact)) for fact in draft.of_kind("drug", trial)]
            yield Field(own, "drugs", "many", values=chosen, choices=drugs)
        else:
            default = None if info.is_required() else info.get_default(call_default_factory=True)
            yield from _inputs(
                own, info.annotation, value.get(own, default), field_words(own), info.is_required()
            )


def _reference(draft: Draft, trial: str, name: str, kind: str, value: Any, required: bool) -> Field:
    choices = [(fact.key, label_of(fact)) for fact in draft.of_kind(kind, trial)]  # type: ignore[arg-type]
    if not required:
        choices.insert(0, ("", "none: with baseline" if name == "reference" else "none"))
    return Field(name, field_words(name), "choice", value or "", choices=choices, required=required)


def _inputs(
    name: str, annotation: Any, value: Any, words: str, required: bool, group: str = ""
) -> Iterator[Field]:
    kinds = _branches(annotation)
    if not required and not group and type(None) not in kinds:
        required = not (str in kinds or get_origin(kinds[0]) is list)
    kinds = [kind for kind in kinds if kind is not type(None)]
    first = kinds[0]
    if get_origin(first) is Literal:
        choices = [(str(item), str(item).replace("_", " ")) for item in get_args(first)]
        if not required:
            choices.insert(0, ("", "not said"))
        shown = "" if value is None else str(value)
        yield Field(name, words, "choice", shown, choices=choices, required=required, group=group)
    elif isinstance(first, type) and issubclass(first, BaseModel):
        parts = value if isinstance(value, Mapping) else {}
        for own, info in first.model_fields.items():
            default = None if value is not None or info.is_required() else info.get_default()
            yield from _inputs(
                f"{name}.{own}", info.annotation, parts.get(own, default), field_words(own), False, words
            )
    elif first is bool:
        yield Field(
            name,
            words,
            "yes_no",
            "yes" if value else "no",
            choices=[("no", "no"), ("yes", "yes")],
            group=group,
        )
    elif get_origin(first) is list:
        yield Field(name, words, "list", "; ".join(value or ()), group=group)
    else:
        form: FieldForm = "text" if first is str else "number"
        shown = "" if value is None else str(value)
        yield Field(name, words, form, shown, required=required, group=group)


def _branches(annotation: Any) -> list[Any]:
    """The types that a union is made of, without their constraints."""
    if get_origin(annotation) in (Union, types.UnionType):
        return [kind for part in get_args(annotation) for kind in _branches(part)]
    if hasattr(annotation, "__metadata__"):
        return _branches(get_args(annotation)[0])
    if hasattr(annotation, "__value__"):
        return _branches(annotation.__value__)
    return [annotation]


def parse(fields: list[Field], form: Mapping[str, Any]) -> dict[str, Any]:
    """The value that a filled form says, to be checked against the model. Raises ValueProblem."""
    value: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for item in fields:
        raw = form.get(item.name)
        try:
            _put(value, item.name, _read(item, raw))
        except ValueError as error:
            problems[item.name] = str(error)
    if problems:
        raise ValueProblem(problems)
    return {name: _or_none(part, fields, name) for name, part in value.items()}


def _read(item: Field, raw: Any) -> Any:
    if item.form == "many":
        return [word for word in raw if isinstance(word, str)] if isinstance(raw, list) else []
    text = raw.strip() if isinstance(raw, str) else ""
    if item.form == "yes_no":
        return text == "yes"
    if item.form == "list":
        return [part.strip() for part in text.split(";") if part.strip()]
    if not text:
        if item.required:
            raise ValueError("is missing")
        return None
    return number(text) if item.form == "number" else text


def number(text: str) -> int | float:
    """A number as a person writes it: "78.2", "−13,8" is none, "1,234" is 1234. Raises ValueError."""
    plain = text.strip().replace("\u2212", "-").replace("\u2013", "-").replace("·", ".")
    if re.fullmatch(r"[+-]?\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,15})?", plain):
        plain = plain.replace(",", "")
    if _INTEGER.fullmatch(plain):
        return int(plain)
    if _NUMBER.fullmatch(plain):
        return float(plain)
    raise ValueError("give a number, such as 78.2")


def _put(value: dict[str, Any], name: str, item: Any) -> None:
    *outer, last = name.split(".")
    for part in outer:
        value = value.setdefault(part, {})
    value[last] = item


def _or_none(part: Any, fields: list[Field], name: str) -> Any:
    """An object of which only what is preset is filled in is not there at all."""
    if not isinstance(part, dict):
        return part
    presets = {"level"}
    if all(item is None for key, item in part.items() if key not in presets):
        return None
    return part


def field_words(name: str) -> str:
    """A field's name as a label."""
    last = name.rpartition(".")[2]
    return _WORDS.get(last, last.replace("_", " "))


def place_words(place: str) -> str:
    """The place of a value in words that stand alone: "p-value", "confidence interval, low"."""
    if place == "p.value":
        return field_words("p")
    return ", ".join(field_words(part) for part in place.split(".") if part != "design")


def label_of(fact: Fact) -> str:
    """What to call a fact that others refer to."""
    value = fact.value
    if fact.kind == "trial":
        registry = next(iter(value["registry_ids"]), None)
        return str(value["acronym"] or registry or fact.key.split("/")[-1].replace("-", " "))
    return str(value.get("label") or value.get("name") or fact.key)
