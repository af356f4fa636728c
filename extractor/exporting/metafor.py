"""CSV for R's metafor: the columns that `escalc` and `conv.wald` read, one row a contrast of two arms."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any, TextIO

from extractor.exporting.contrasts import Contrast, contrasts
from extractor.exporting.effects import DEFAULT_LEVEL, MEASURES, estimate
from extractor.exporting.left_out import LeftOut
from extractor.exporting.studies import study_label, year_of
from extractor.exporting.tidy_csv import cell
from extractor.storing import StoredRecord
from schemas import DocumentRecord, read_record

COLUMNS = (
    "slab",
    "year",
    "document",
    "trial",
    "registry_ids",
    "pooled",
    "endpoint",
    "endpoint_role",
    "timepoint_value",
    "timepoint_unit",
    "subgroup",
    "analysis",
    "arm",
    "reference",
    "data",
    "statistic",
    "unit",
    "measure",
    "ai",
    "n1i",
    "ci",
    "n2i",
    "m1i",
    "sd1i",
    "m2i",
    "sd2i",
    "out",
    "ci.lb",
    "ci.ub",
    "pval",
    "level",
    "yi",
    "sei",
    "sei_from",
    "p_printed",
    "computed",
    "sha256",
)
"""`data` says which columns a row fills: "2x2" (ai, n1i, ci, n2i), "means" (m1i, sd1i, n1i, m2i, sd2i, n2i)
or "effect" (out, ci.lb, ci.ub, pval, level and yi, sei). `computed` names what is not printed itself."""


def write_metafor(records: Iterable[StoredRecord], stream: TextIO, left_out: LeftOut) -> int:
    """Write the contrasts of the records in their order; how many rows, the heading not counted."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    count = 0
    for stored in records:
        record = read_record(stored.json)
        for contrast in contrasts(record, left_out):
            numbers = _numbers(contrast, left_out)
            if numbers is not None:
                row = _about(record, contrast) | numbers | {"sha256": stored.sha}
                writer.writerow([cell(row.get(column)) for column in COLUMNS])
                count += 1
    return count


def _about(record: DocumentRecord, contrast: Contrast) -> dict[str, Any]:
    trial, time = contrast.trial, contrast.timepoint
    return {
        "slab": study_label(record, trial),
        "year": year_of(record),
        "document": record.document.id,
        "trial": trial.id,
        "registry_ids": "; ".join(trial.registry_ids),
        "pooled": trial.pooled,
        "endpoint": contrast.endpoint.name,
        "endpoint_role": contrast.endpoint.role,
        "timepoint_value": time.value if time else None,
        "timepoint_unit": time.unit if time else None,
        "subgroup": contrast.subgroup,
        "analysis": contrast.analysis,
        "arm": contrast.arm.label,
        "reference": contrast.reference.label,
        "data": contrast.kind,
        "statistic": contrast.statistic,
        "unit": contrast.unit,
    }


def _numbers(contrast: Contrast, left_out: LeftOut) -> dict[str, Any] | None:
    first, second = contrast.first, contrast.second
    if contrast.kind == "effect":
        return _effect(contrast, left_out)
    computed = [f"{name} (arm)" for name in first.computed] + [
        f"{name} (reference)" for name in second.computed
    ]
    numbers: dict[str, Any] = {"n1i": first.n, "n2i": second.n, "computed": "; ".join(computed)}
    if contrast.kind == "2x2":
        return numbers | {"ai": first.events, "ci": second.events}
    return numbers | {"m1i": first.mean, "sd1i": first.sd, "m2i": second.mean, "sd2i": second.sd}


def _effect(contrast: Contrast, left_out: LeftOut) -> dict[str, Any] | None:
    item = contrast.effect
    assert item is not None
    made = estimate(item)
    if made is None:
        kind = (item.measure or "unnamed").replace("_", " ")
        left_out.add(f"effects of the kind {kind!r} (no scale to pool them on)")
        return None
    if made.sei is None:
        left_out.add("standard errors of effects (no interval, no exact p-value); the rows have yi alone")
    numbers: dict[str, Any] = {
        "measure": MEASURES[item.measure or "other"],
        "out": item.value,
        "yi": made.yi,
        "sei": made.sei,
        "sei_from": made.source,
        "computed": "yi; sei" if made.sei is not None else "yi",
        # `conv.wald` stops where a level is missing, even that of a row without an interval.
        "level": (item.ci.level if item.ci else None) or DEFAULT_LEVEL,
    }
    if item.ci is not None:
        numbers |= {"ci.lb": item.ci.low, "ci.ub": item.ci.high}
    if item.p is not None:
        numbers |= {"p_printed": f"p{item.p.operator}{item.p.value}"}
        if item.p.operator == "=":
            numbers |= {"pval": item.p.value}
    return numbers
