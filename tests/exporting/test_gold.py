"""Finished reviews as gold: the contract's fields, nothing computed, names that are safe, files beside."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extractor.evaluating import score
from extractor.exporting.gold import gold_of, write_gold
from extractor.storing import StoredRecord
from schemas import DocumentRecord, read_record

EVIDENCE = [{"start": 0, "end": 4, "text": "64 %"}, {"start": 9, "end": 13, "text": "arm1"}]


def record(id: str = "a") -> DocumentRecord:
    result = {"arm": "arm-1", "endpoint": "endpoint-1", "statistic": "proportion", "value": 64, "unit": "%"}
    about = {"evidence": EVIDENCE, "confidence": 0.9}
    return DocumentRecord.model_validate(
        {
            "document": {"id": id},
            "trials": [
                {
                    "id": "trial-1",
                    "phase": "2",
                    "enrollment": 75,
                    "design": {"masking": "open-label"},
                    "fields": {
                        "phase": about,
                        "enrollment": {"derived": True},
                        "design.masking": {"derived": True},
                    },
                    "interventions": [{"id": "drug-1", "name": "examplumab", **about}],
                    "arms": [
                        {
                            "id": "arm-1",
                            "label": "examplumab",
                            "interventions": ["drug-1"],
                            "doses": [{"intervention": "drug-1", "amount": 80, "unit": "mg", **about}],
                            "n": 25,
                            "derived": True,
                        }
                    ],
                    "endpoints": [{"id": "endpoint-1", "name": "response", "role": "primary", **about}],
                    "arm_results": [
                        {**result, **about},
                        {**result, **about, "subgroup": "women", "analysis": "final analysis"},
                        {**result, **about, "value": 16, "subgroup": "women"},
                        {**result, **about, "value": 48, "derived": True},
                    ],
                    "comparisons": [
                        {
                            "arm": "arm-1",
                            "endpoint": "endpoint-1",
                            "p": {"operator": "<", "value": 0.05},
                            **about,
                        }
                    ],
                }
            ],
            "checks": [{"code": "x", "severity": "note", "message": "m", "path": "/trials/0"}],
        }
    )


def test_only_what_an_annotator_fills_in() -> None:
    gold = gold_of(record())
    text = json.dumps(gold)
    for word in ("evidence", "confidence", "derived", "checks", "subgroup", "analysis", "fields"):
        assert f'"{word}"' not in text
    [trial] = gold["trials"]
    assert (trial["phase"], trial["enrollment"], trial["design"]["masking"]) == ("2", None, None)
    assert trial["arms"][0]["n"] is None and len(trial["arms"][0]["doses"]) == 1
    assert [result["value"] for result in trial["arm_results"]] == [64, 64, 16]
    assert trial["arm_results"][0]["quote"] == "64 % … arm1"
    assert [endpoint["name"] for endpoint in trial["endpoints"]] == ["response", "response (women)"]
    assert [result["endpoint"] for result in trial["arm_results"]] == [
        "endpoint-1",
        "endpoint-2",
        "endpoint-2",
    ]
    again = read_record(text)
    scores = score([again], {"a": again})
    assert scores.headline == 1.0


def test_the_form_is_that_of_the_corpus(corpus: Path) -> None:
    def shape(data: Any) -> Any:
        return {key: shape(value) for key, value in data.items()} if isinstance(data, dict) else None

    ours = gold_of(record())
    theirs = json.loads((corpus / "soficitinib-tyk2-ad-report.gold.json").read_text(encoding="utf-8"))
    assert list(ours) == list(theirs)
    trial, other = ours["trials"][0], theirs["trials"][1]
    assert list(trial) == list(other)
    for name in ("interventions", "arms", "endpoints", "arm_results", "comparisons"):
        assert set(trial[name][0]) == set(other[name][0]), name
    assert list(trial["arms"][0]["doses"][0]) == list(other["arms"][0]["doses"][0])
    assert shape(trial["design"]) == shape(other["design"])


def test_names_are_safe_and_differ(tmp_path: Path) -> None:
    file = tmp_path / "source.TXT"
    file.write_text("64 % in arm1")
    ids = ["../../evil", "a b", "a/b", "", "..", "same", "SAME", "n" * 400]
    items = [(StoredRecord(f"{n}" * 64, 0, id, "1", record(id).to_json()), file) for n, id in enumerate(ids)]
    out = tmp_path / "gold"
    assert write_gold(items, out) == len(ids)
    written = sorted(path.name for path in out.iterdir())
    assert len([name for name in written if name.endswith(".gold.json")]) == len(ids)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["gold", "source.TXT"]
    for path in out.glob("*.gold.json"):
        stem = path.name.removesuffix(".gold.json")
        assert read_record(path).document.id == stem
        assert (out / f"{stem}.txt").read_text() == "64 % in arm1"
