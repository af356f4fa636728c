"""Short records for the tests of the checks: two arms, one endpoint."""

from __future__ import annotations

from typing import Any

from extractor.checking import check_record
from schemas import DocumentRecord


def result(arm: str, value: float, statistic: str = "proportion", **fields: Any) -> dict[str, Any]:
    """One arm result of the endpoint "response"; percentages get their unit."""
    unit = "%" if statistic == "proportion" else None
    base = {"arm": arm, "endpoint": "response", "statistic": statistic, "value": value, "unit": unit}
    return {**base, **fields}


def comparison(measure: str | None = None, value: float | None = None, **fields: Any) -> dict[str, Any]:
    """One comparison of the arm "drug" with "placebo". `low`, `high` and `level` make its interval, `p` and
    `operator` its p-value."""
    low, high, level = (fields.pop(name, None) for name in ("low", "high", "level"))
    p, operator = fields.pop("p", None), fields.pop("operator", "=")
    base: dict[str, Any] = {"arm": "drug", "reference": "placebo", "endpoint": "response"}
    base |= {"measure": measure, "value": value}
    if low is not None or high is not None:
        base["ci"] = {"level": level or 95, "low": low, "high": high}
    if p is not None:
        base["p"] = {"operator": operator, "value": p}
    return {**base, **fields}


def trial(
    results: list[dict[str, Any]] | None = None,
    comparisons: list[dict[str, Any]] | None = None,
    sizes: tuple[int | None, ...] = (None, None),
    endpoints: tuple[str, ...] = (),
    **fields: Any,
) -> DocumentRecord:
    """A record of one trial. Arms are "drug", "placebo" and then "arm-3" and so on, of the given sizes;
    `endpoints` are added to "response", each with its name as its id."""
    names = ["drug", "placebo", *(f"arm-{number}" for number in range(3, len(sizes) + 1))]
    return DocumentRecord.model_validate(
        {
            "document": {"id": "test"},
            "trials": [
                {
                    "id": "trial-1",
                    "interventions": [{"id": "drug-1", "name": "examplemab"}],
                    "arms": [
                        {"id": name, "label": name, "n": n} for name, n in zip(names, sizes, strict=False)
                    ],
                    "endpoints": [{"id": name, "name": name} for name in ("response", *endpoints)],
                    "arm_results": results or [],
                    "comparisons": comparisons or [],
                    **fields,
                }
            ],
        }
    )


def codes(record: DocumentRecord) -> set[str]:
    """The codes of the findings."""
    return {check.code for check in check_record(record)}
