"""Reviewed records as gold annotations: what an annotator fills in, and nothing that the program adds."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from extractor.exporting.files import whole_file
from extractor.storing import StoredRecord
from schemas import DocumentRecord, Grounded, Trial, read_record

GOLD_SUFFIX = ".gold.json"
_PROVENANCE = {"evidence", "confidence", "derived"}
_UNSAFE = re.compile(r"[^\w.+-]+")


def write_gold(records: Iterable[tuple[StoredRecord, Path | None]], folder: Path) -> int:
    """Write NAME.gold.json for each record, with the document's file (where it is given) beside it; how many.

    Raises OSError, whose `filename` is the path.
    """
    folder.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for item, file in records:
        record = read_record(item.json)
        name = _name(record.document.id, item, taken)
        gold = gold_of(record)
        gold["document"]["id"] = name
        with whole_file(folder / f"{name}{GOLD_SUFFIX}") as stream:
            stream.write(json.dumps(gold, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
        if file is not None:
            copy = folder / f"{name}{file.suffix.lower()}"
            with suppress(shutil.SameFileError):
                shutil.copyfile(file, copy)
    return len(taken)


def _name(id: str, item: StoredRecord, taken: set[str]) -> str:
    """The document's id as a file name that no other one has."""
    stem = _UNSAFE.sub("_", id).strip("._")[:150] or "document"
    name = stem if stem.casefold() not in taken else f"{stem}-{item.sha[:8]}-{item.position}"
    taken.add(name.casefold())
    return name


def gold_of(record: DocumentRecord) -> dict[str, Any]:
    """The record as an annotation. What was computed and is not printed is left out."""
    return {
        "schema_version": record.schema_version,
        "document": record.document.model_dump(mode="json"),
        "trials": [_trial(trial) for trial in record.trials],
    }


def _trial(trial: Trial) -> dict[str, Any]:
    data: dict[str, Any] = trial.model_dump(mode="json", exclude={"fields"})
    for name, about in trial.fields.items():
        if about.derived:
            *outer, last = name.split(".")
            (data[outer[0]] if outer else data)[last] = [] if name == "registry_ids" else None
    for listed in ("interventions", "arms", "endpoints"):
        data[listed] = [_bare(item) for item in data[listed]]
    for arm, model in zip(data["arms"], trial.arms, strict=True):
        if model.derived:
            arm["n"] = None
        arm["doses"] = [_bare(dose) for dose in arm["doses"] if not dose["derived"]]
    endpoints = _Endpoints(data["endpoints"])
    for listed, models in (("arm_results", trial.arm_results), ("comparisons", trial.comparisons)):
        data[listed] = [
            _result(item, model, endpoints)
            for item, model in zip(data[listed], models, strict=True)
            if not model.derived
        ]
    return data


def _bare(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if name not in _PROVENANCE}


def _result(item: dict[str, Any], model: Grounded, endpoints: _Endpoints) -> dict[str, Any]:
    """A number with its quote; a subgroup goes into the endpoint's name, the data cut is not annotated."""
    bare = _bare(item)
    subgroup, _ = bare.pop("subgroup"), bare.pop("analysis")
    if subgroup:
        bare["endpoint"] = endpoints.of_subgroup(bare["endpoint"], subgroup)
    quote = bare.pop("quote") or " … ".join(dict.fromkeys(piece.text for piece in model.evidence))
    return bare | {"quote": quote or None}


class _Endpoints:
    """A trial's endpoints; those of a subgroup are made when a result asks for them."""

    def __init__(self, listed: list[dict[str, Any]]) -> None:
        self._listed = listed
        self._by_id = {item["id"]: item for item in listed}
        self._made: dict[tuple[str, str], str] = {}

    def of_subgroup(self, id: str, subgroup: str) -> str:
        """The id of the endpoint in a subgroup: "overall survival (women)"."""
        if (id, subgroup) not in self._made:
            number = len(self._listed) + 1
            while f"endpoint-{number}" in self._by_id:
                number += 1
            made = self._by_id[id] | {
                "id": f"endpoint-{number}",
                "name": f"{self._by_id[id]['name']} ({subgroup})",
            }
            self._listed.append(made)
            self._by_id[made["id"]] = made
            self._made[id, subgroup] = made["id"]
        return self._made[id, subgroup]
