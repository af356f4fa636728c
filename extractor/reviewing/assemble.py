"""A draft as a record again: all facts for the page, or only those that stand for what leaves the program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from extractor.checking import with_checks
from extractor.reviewing.draft import Draft, Fact
from schemas import DocumentRecord, Trial

_LISTS = {
    "drug": "interventions",
    "arm": "arms",
    "endpoint": "endpoints",
    "result": "arm_results",
    "comparison": "comparisons",
}
"""The list of a trial in which facts of a kind stand; doses stand in their arm."""


@dataclass
class Assembled:
    """The record, and for each fact in it the JSON pointer of its object."""

    record: DocumentRecord
    paths: dict[str, str] = field(default_factory=dict)

    @cached_property
    def keys(self) -> dict[str, str]:
        """The facts by their pointers."""
        return {path: key for key, path in self.paths.items()}

    def key_at(self, pointer: str) -> str | None:
        """The fact that a pointer into the record is in: the object itself, or the nearest around it."""
        while pointer:
            if pointer in self.keys:
                return self.keys[pointer]
            pointer = pointer.rpartition("/")[0]
        return None


def assemble(draft: Draft, everything: bool = False, checks: bool = True) -> Assembled:
    """The record of the facts that stand; with `everything` also of the rejected ones, for the page.

    Objects are numbered anew. Raises ValueError (pydantic's ValidationError) when the facts do not fit
    together.
    """
    builder = _Builder(draft, set() if everything else set(draft.excluded()))
    trials = [builder.trial(fact) for fact in builder.kept(draft.trials())]
    record = DocumentRecord(document=draft.document, trials=trials)
    return Assembled(with_checks(record) if checks else record, builder.paths)


class _Builder:
    def __init__(self, draft: Draft, out: set[str]) -> None:
        self.draft = draft
        self.out = out | {key for key, fact in draft.facts.items() if fact.status == "merged"}
        self.paths: dict[str, str] = {}
        self.by_trial: dict[str, list[Fact]] = {}
        for fact in draft.facts.values():
            if fact.key not in self.out:
                self.by_trial.setdefault(fact.trial, []).append(fact)
        self.count = 0

    def kept(self, facts: list[Fact]) -> Iterator[Fact]:
        return (fact for fact in facts if fact.key not in self.out)

    def trial(self, fact: Fact) -> Trial:
        path = f"/trials/{self.count}"
        self.count += 1
        self.paths[fact.key] = path
        children: dict[str, list[Fact]] = {}
        for child in self.by_trial.get(fact.key, []):
            children.setdefault(child.kind, []).append(child)
        data: dict[str, Any] = {"id": f"trial-{self.count}", "design": {}, "fields": {}, **fact.value}
        if fact.evidence:
            name = "acronym" if fact.value.get("acronym") else "registry_ids"
            data["fields"][name if fact.value.get(name) else "status"] = _about(fact)
        for plain in children.get("design", []):
            target = data["design"] if plain.name.startswith("design.") else data
            target[plain.name.removeprefix("design.")] = plain.value["value"]
            data["fields"][plain.name] = _about(plain)
            self.paths[plain.key] = f"{path}/{plain.name.replace('.', '/')}"
        self._objects(path, data, children)
        return Trial.model_validate(data)

    def _objects(self, path: str, data: dict[str, Any], children: dict[str, list[Fact]]) -> None:
        ids: dict[str, str] = {}
        for kind in ("drug", "arm", "endpoint"):
            for place, child in enumerate(children.get(kind, []), 1):
                ids[child.key] = f"{kind}-{place}"
        doses: dict[str, list[Fact]] = {}
        for dose in children.get("dose", []):
            doses.setdefault(dose.value["arm"], []).append(dose)
        for kind, listed in _LISTS.items():
            data[listed] = []
            for place, child in enumerate(children.get(kind, [])):
                self.paths[child.key] = f"{path}/{listed}/{place}"
                item = self._item(child, ids)
                if kind == "arm":
                    item["doses"] = []
                    for number, dose in enumerate(doses.get(child.key, [])):
                        self.paths[dose.key] = f"{path}/{listed}/{place}/doses/{number}"
                        item["doses"].append(self._item(dose, ids))
                data[listed].append(item)

    def _item(self, fact: Fact, ids: dict[str, str]) -> dict[str, Any]:
        value = dict(fact.value)
        if fact.kind == "dose":
            del value["arm"]
        for name in ("arm", "reference", "endpoint", "intervention"):
            if value.get(name) is not None:
                value[name] = ids.get(value[name], value[name])
        if fact.kind == "arm":
            value["interventions"] = [ids[key] for key in value["interventions"] if key in ids]
        if fact.key in ids:
            value["id"] = ids[fact.key]
        return value | _about(fact)


def _about(fact: Fact) -> dict[str, Any]:
    """A fact's provenance. What a curator has stood for is as sure as can be."""
    stood_for = fact.status in ("accepted", "corrected", "added")
    return {
        "evidence": fact.evidence,
        "confidence": 1.0 if stood_for else fact.confidence,
        "derived": fact.derived and fact.status != "corrected",
    }
