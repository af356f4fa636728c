"""The FHIR Bundle by the models of fhir.resources: valid, no reference out of it, the numbers inside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources import get_fhir_model_class
from fhir.resources.bundle import Bundle
from stores import record, store_of

from extractor import cli
from schemas import DocumentRecord, read_record


def _export(tmp_path: Path, *records: DocumentRecord) -> dict[str, Any]:
    store, out = store_of(tmp_path / "trials.db", *records), tmp_path / "out.json"
    assert cli.main(["export", "--store", str(store), "--to", "fhir", "--out", str(out)]) == 0
    return json.loads(out.read_text(encoding="utf-8"))


def _valid(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    """The resources, once the models have taken the Bundle and each of them."""
    Bundle.model_validate(bundle)
    resources = [entry["resource"] for entry in bundle.get("entry", [])]
    for resource in resources:
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resources


def _references(data: Any) -> set[str]:
    if isinstance(data, dict):
        own = {data["reference"]} if isinstance(data.get("reference"), str) else set()
        return own.union(*(_references(value) for value in data.values()))
    return set().union(*(_references(item) for item in data)) if isinstance(data, list) else set()


def test_the_models_take_the_bundle(tmp_path: Path) -> None:
    bundle = _export(tmp_path, record(), record(acronym=None))
    resources = _valid(bundle)
    urls = {entry["fullUrl"] for entry in bundle["entry"]}
    assert len(urls) == len(resources)
    assert _references(bundle) <= urls
    kinds = [resource["resourceType"] for resource in resources]
    assert kinds.count("ResearchStudy") == 2 and kinds.count("Evidence") == 20 and kinds.count("Group") == 4


def test_the_study(tmp_path: Path) -> None:
    study = _valid(_export(tmp_path, record()))[0]
    assert study["identifier"] == [{"system": "http://clinicaltrials.gov", "value": "NCT00000001"}]
    assert study["phase"]["coding"][0]["code"] == "phase-2" and study["phase"]["text"] == "phase 2b"
    assert study["recruitment"]["actualNumber"] == 200
    assert [group["name"] for group in study["comparisonGroup"]] == ["examplumab 20 mg", "placebo"]
    assert study["outcomeMeasure"][0]["type"][0]["coding"][0]["code"] == "primary"


def test_the_numbers(tmp_path: Path) -> None:
    resources = _valid(_export(tmp_path, record()))
    statistics = [item["statistic"][0] for item in resources if item["resourceType"] == "Evidence"]
    first, ratio, difference, alone = statistics[0], statistics[5], statistics[6], statistics[9]
    assert first["quantity"]["value"] == 64 and first["numberOfEvents"] == 64
    assert first["sampleSize"]["knownDataCount"] == 100
    assert "64 of 100" in first["note"][0]["text"]
    interval, p = ratio["attributeEstimate"]
    assert ratio["statisticType"]["coding"][0]["code"] == "C16932"
    assert (interval["level"], interval["range"]["low"]["value"]) == (0.95, 1.51)
    assert p["quantity"] == {"value": 0.0007}
    assert difference["attributeEstimate"][1]["quantity"] == {"value": 0.001, "comparator": "<"}
    assert "quantity" not in alone


def test_what_a_number_speaks_of(tmp_path: Path) -> None:
    resources = {f"urn:uuid:{item['id']}": item for item in _valid(_export(tmp_path, record()))}
    evidence = [item for item in resources.values() if item["resourceType"] == "Evidence"][6]
    said = {
        item["variableRole"]["text"]: resources[item["observed"]["reference"]]
        for item in evidence["variableDefinition"]
    }
    assert said["exposure"]["title"] == "examplumab 20 mg (20 mg once daily, oral)"
    assert said["referenceExposure"]["title"] == "placebo"
    [measured] = said["measuredVariable"]["characteristic"]
    assert measured["timeFromEvent"][0]["quantity"]["code"] == "wk"


def test_an_empty_store_and_a_record_without_trials(tmp_path: Path) -> None:
    assert _valid(_export(tmp_path)) == []
    (tmp_path / "trials.db").unlink()
    assert _valid(_export(tmp_path, record().model_copy(update={"trials": []}))) == []


@pytest.mark.parametrize("part", [0, 1, 2])
def test_the_annotated_articles(tmp_path: Path, corpus: Path, part: int) -> None:
    """Whatever the annotations hold, the models take."""
    records = [read_record(path) for path in sorted(corpus.glob("*.gold.json"))[part::3]]
    assert _valid(_export(tmp_path, *records[:9]))
