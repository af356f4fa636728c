"""The models: what they refuse, what they keep, and that they name the field."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from schemas import DocumentRecord, read_record


def record() -> dict[str, Any]:
    """A small valid record, as the program writes it."""
    evidence = [{"start": 10, "end": 15, "text": "40.5%"}]
    return {
        "schema_version": "1.0",
        "document": {"id": "made-up", "title": "A title", "published": "2024-02-29", "genre": "trade_news"},
        "trials": [
            {
                "id": "trial-1",
                "phase": "2b",
                "status": "reported",
                "enrollment": 80,
                "interventions": [
                    {"id": "drug-1", "name": "examplumab"},
                    {"id": "drug-2", "name": "placebo", "role": "comparator"},
                ],
                "arms": [
                    {
                        "id": "arm-1",
                        "label": "examplumab 10 mg",
                        "interventions": ["drug-1"],
                        "doses": [{"intervention": "drug-1", "amount": 10, "unit": "mg"}],
                    },
                    {"id": "arm-2", "label": "placebo", "interventions": ["drug-2"]},
                ],
                "endpoints": [
                    {"id": "endpoint-1", "name": "response", "timepoint": {"value": 12, "unit": "week"}}
                ],
                "arm_results": [
                    {
                        "arm": "arm-1",
                        "endpoint": "endpoint-1",
                        "statistic": "proportion",
                        "value": 40.5,
                        "unit": "%",
                        "evidence": evidence,
                        "confidence": 0.9,
                    }
                ],
                "comparisons": [
                    {
                        "arm": "arm-1",
                        "reference": "arm-2",
                        "endpoint": "endpoint-1",
                        "measure": "odds_ratio",
                        "value": 2,
                        "ci": {"level": 95, "low": 1.1, "high": 3.4},
                        "p": {"operator": "<", "value": 0.05},
                    }
                ],
                "fields": {"phase": {"evidence": evidence, "confidence": 1}},
            }
        ],
        "checks": [
            {"code": "sum", "severity": "warning", "message": "does not add up", "path": "/trials/0/arms/0/n"}
        ],
    }


def put(data: dict[str, Any], path: str, value: object) -> None:
    """Set the value at a dotted path."""
    *parents, last = path.split(".")
    place: Any = data
    for name in parents:
        place = place[int(name)] if isinstance(place, list) else place[name]
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value


def test_a_record_comes_back_as_it_was_written() -> None:
    made = DocumentRecord.model_validate(record())
    assert read_record(made.to_json()) == made
    assert read_record(made.to_json()).to_json() == made.to_json()


def test_integers_and_decimals_stay_as_printed() -> None:
    written = json.loads(DocumentRecord.model_validate(record()).to_json())
    trial = written["trials"][0]
    assert json.dumps(trial["comparisons"][0]["value"]) == "2"
    assert json.dumps(trial["arm_results"][0]["value"]) == "40.5"
    data = record()
    put(data, "trials.0.arm_results.0.value", 64.0)
    again = json.loads(DocumentRecord.model_validate(data).to_json())
    assert json.dumps(again["trials"][0]["arm_results"][0]["value"]) == "64.0"


def test_a_record_is_read_from_a_path_its_name_or_text(tmp_path: Path) -> None:
    file = tmp_path / "made-up.json"
    made = DocumentRecord.model_validate(record())
    file.write_text(made.to_json(indent=2), encoding="utf-8")
    assert read_record(file) == read_record(str(file)) == read_record(file.read_text()) == made


def test_gold_with_quotes_is_read_by_the_same_reader() -> None:
    data = record()
    del data["checks"], data["trials"][0]["fields"]
    result = data["trials"][0]["arm_results"][0]
    del result["evidence"], result["confidence"]
    result["quote"] = "40.5% of patients"
    read = read_record(json.dumps(data))
    assert read.trials[0].arm_results[0].quote == "40.5% of patients"
    assert json.loads(read.to_json())["trials"][0]["arm_results"][0]["quote"] == "40.5% of patients"


def test_the_programs_own_records_carry_no_quote() -> None:
    assert '"quote"' not in DocumentRecord.model_validate(record()).to_json()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("trials.0.arm_results.0.value", 120),
        ("trials.0.arm_results.0.value", -3.5),
        ("trials.0.enrollment", 0),
        ("trials.0.comparisons.0.p", None),
        ("trials.0.comparisons.0.reference", None),
        ("trials.0.comparisons.0.ci", {"level": 97.5, "low": 0.2, "high": None}),
        ("trials.0.comparisons.0.ci", {"level": 95, "low": 1.0, "high": 1.0}),
        ("trials.0.comparisons.0.p", {"operator": "<=", "value": 0}),
        ("trials.0.arm_results.0.spread", {"kind": "iqr", "low": 3, "high": 11}),
        ("document.published", None),
    ],
)
def test_the_unlikely_is_kept(path: str, value: object) -> None:
    data = record()
    put(data, path, value)
    DocumentRecord.model_validate(data)


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("surprise", 1, "surprise"),
        ("trials.0.surprise", 1, "trials.0.surprise"),
        ("trials.0.arm_results.0.surprise", 1, "trials.0.arm_results.0.surprise"),
        ("schema_version", "2.0", "schema_version"),
        ("document.genre", "novel", "document.genre"),
        ("document.published", "29 February 2024", "document.published"),
        ("document.published", "2023-02-29", "document.published"),
        ("trials.0.phase", "II", "trials.0.phase"),
        ("trials.0.status", "finished", "trials.0.status"),
        ("trials.0.design", {"masking": "blinded"}, "trials.0.design.masking"),
        ("trials.0.enrollment", -1, "trials.0.enrollment"),
        ("trials.0.enrollment", 80.5, "trials.0.enrollment"),
        ("trials.0.duration", {"value": 4, "unit": "weeks"}, "trials.0.duration.unit"),
        ("trials.0.interventions.0.role", "control", "trials.0.interventions.0.role"),
        ("trials.0.endpoints.0.role", "main", "trials.0.endpoints.0.role"),
        ("trials.0.arm_results.0.statistic", "percentage", "trials.0.arm_results.0.statistic"),
        ("trials.0.arm_results.0.value", "40.5", "trials.0.arm_results.0.value"),
        ("trials.0.arm_results.0.value", float("nan"), "trials.0.arm_results.0.value"),
        ("trials.0.arm_results.0.direction", "up", "trials.0.arm_results.0.direction"),
        ("trials.0.arm_results.0.confidence", 1.2, "trials.0.arm_results.0.confidence"),
        ("trials.0.arm_results.0.spread", {"kind": "sd"}, "trials.0.arm_results.0.spread"),
        ("trials.0.arm_results.0.evidence.0.text", "40%", "trials.0.arm_results.0.evidence.0"),
        ("trials.0.comparisons.0.measure", "HR", "trials.0.comparisons.0.measure"),
        ("trials.0.comparisons.0.p.operator", "≤", "trials.0.comparisons.0.p.operator"),
        ("trials.0.comparisons.0.p.value", 1.01, "trials.0.comparisons.0.p.value"),
        ("trials.0.comparisons.0.ci", {"level": 95, "low": 3, "high": 2}, "trials.0.comparisons.0.ci"),
        ("checks.0.severity", "bad", "checks.0.severity"),
    ],
)
def test_a_wrong_value_is_refused_and_named(path: str, value: object, named: str) -> None:
    data = record()
    put(data, path, value)
    with pytest.raises(ValidationError) as caught:
        DocumentRecord.model_validate(data)
    places = {".".join(map(str, error["loc"])) for error in caught.value.errors()}
    assert any(place == named or place.startswith(named + ".") for place in places), places


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("trials.0.arms.0.interventions", ["drug-9"], "arms.0.interventions.0"),
        ("trials.0.arms.0.doses.0.intervention", "drug-9", "arms.0.doses.0.intervention"),
        ("trials.0.arm_results.0.arm", "arm-9", "arm_results.0.arm"),
        ("trials.0.arm_results.0.endpoint", "endpoint-9", "arm_results.0.endpoint"),
        ("trials.0.comparisons.0.arm", "arm-9", "comparisons.0.arm"),
        ("trials.0.comparisons.0.reference", "arm-9", "comparisons.0.reference"),
        ("trials.0.comparisons.0.endpoint", "endpoint-9", "comparisons.0.endpoint"),
        ("trials.0.arms.1.id", "arm-1", "arms.1.id"),
        ("trials.0.interventions.1.id", "drug-1", "interventions.1.id"),
    ],
)
def test_a_reference_to_nothing_is_refused_and_named(path: str, value: object, named: str) -> None:
    data = record()
    put(data, path, value)
    with pytest.raises(ValidationError, match=named.replace(".", r"\.")):
        DocumentRecord.model_validate(data)


def test_two_trials_of_one_id_are_refused() -> None:
    data = record()
    data["trials"] *= 2
    with pytest.raises(ValidationError, match=r"trials\.1\.id: 'trial-1' stands twice"):
        DocumentRecord.model_validate(data)


def test_a_comparison_must_say_something() -> None:
    data = record()
    put(data, "trials.0.comparisons.0.value", None)
    put(data, "trials.0.comparisons.0.p", None)
    with pytest.raises(ValidationError, match="value and p are both missing"):
        DocumentRecord.model_validate(data)
