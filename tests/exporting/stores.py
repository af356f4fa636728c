"""A store with one made-up document that holds something for each format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from extractor.storing import Document, Record, Store
from schemas import DocumentRecord

EVIDENCE = [{"start": 3, "end": 12, "text": "64 of 100"}]


def record(**changes: Any) -> DocumentRecord:
    """A trial of two arms with counts, means, a median and reported effects of several kinds."""
    trial = {
        "id": "trial-1",
        "acronym": "EXAMPLE <1>",
        "registry_ids": ["NCT00000001"],
        "phase": "2b",
        "condition": "example itch & rash",
        "enrollment": 200,
        "design": {"allocation": "randomized", "masking": "double-blind", "control": "placebo"},
        "interventions": [
            {"id": "drug-1", "name": "examplumab", "targets": ["IL-0"]},
            {"id": "drug-2", "name": "placebo", "role": "comparator"},
        ],
        "arms": [
            {
                "id": "arm-1",
                "label": "examplumab 20 mg",
                "interventions": ["drug-1"],
                "doses": [
                    {
                        "intervention": "drug-1",
                        "amount": 20,
                        "unit": "mg",
                        "frequency": "once daily",
                        "route": "oral",
                    }
                ],
                "n": 100,
            },
            {"id": "arm-2", "label": "placebo", "interventions": ["drug-2"], "n": 100},
        ],
        "endpoints": [
            {"id": "endpoint-1", "name": "response <50%>", "role": "primary"},
            {"id": "endpoint-2", "name": "change in itch score", "timepoint": {"value": 8, "unit": "week"}},
            {"id": "endpoint-3", "name": "relapse"},
        ],
        "arm_results": [
            _arm(1, 1, "proportion", 64, unit="%", events=64, n=100),
            _arm(2, 1, "proportion", 40.0, unit="%"),
            _arm(
                1,
                2,
                "change_from_baseline",
                4.5,
                direction="decrease",
                n=98,
                spread={"kind": "sd", "value": 2.5},
            ),
            _arm(
                2,
                2,
                "change_from_baseline",
                1.5,
                direction="decrease",
                n=96,
                spread={"kind": "se", "value": 0.25},
            ),
            _arm(1, 3, "median", 9.5, unit="month"),
        ],
        "comparisons": [
            _pair(1, measure="odds_ratio", value=2.67, ci=_ci(1.51, 4.72), p=_p("=", 0.0007)),
            _pair(2, measure="mean_difference", value=-3, ci=_ci(-3.7, -2.3), p=_p("<", 0.001)),
            _pair(3, measure="hazard_ratio", value=0.7, ci=_ci(0.5, 0.98)),
            _pair(3, measure="relative_reduction", value=30, unit="%"),
            _pair(3, p=_p("=", 0.04)),
        ],
    }
    return DocumentRecord.model_validate(
        {
            "document": {
                "id": "example-news",
                "title": "News <b>of</b> the example",
                "published": "2026-01-05",
            },
            "trials": [trial | changes],
            "checks": [
                {"code": "example", "severity": "warning", "message": "odd <number>", "path": "/trials/0"}
            ],
        }
    )


def _ci(low: float, high: float) -> dict[str, Any]:
    return {"level": 95, "low": low, "high": high}


def _p(operator: str, value: float) -> dict[str, Any]:
    return {"operator": operator, "value": value}


def _arm(arm: int, endpoint: int, statistic: str, value: float, **more: Any) -> dict[str, Any]:
    return {
        "arm": f"arm-{arm}",
        "endpoint": f"endpoint-{endpoint}",
        "statistic": statistic,
        "value": value,
        "evidence": EVIDENCE,
        "confidence": 0.9,
        **more,
    }


def _pair(endpoint: int, **more: Any) -> dict[str, Any]:
    return {
        "arm": "arm-1",
        "reference": "arm-2",
        "endpoint": f"endpoint-{endpoint}",
        "evidence": EVIDENCE,
        "confidence": 0.4,
        **more,
    }


def store_of(path: Path, *records: DocumentRecord) -> Path:
    """A store with these records, each of its own file."""
    with Store(path) as store:
        run = store.start_run("1", {})
        for number, item in enumerate(records):
            document = Document(f"{number}" * 64, 1, (f"/{number}",))
            store.add_result(run, "1", document, [Record(item.document.id, item.to_json())], {})
    return path
