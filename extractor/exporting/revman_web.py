"""RevMan Web's import templates, filled: headings belong to a review, so its own file is asked for."""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TextIO

from extractor.exporting.left_out import LeftOut
from extractor.exporting.studies import study_label, year_of
from extractor.exporting.tidy_csv import cell
from extractor.rendering.wording import dose_words, p_words, timepoint_words
from extractor.storing import StoredRecord
from schemas import ArmResult, Comparison, DocumentRecord, Trial, read_record

_SIGNS = re.compile(r"[\W_]+")
_MOST_HEADINGS = 100_000


class TemplateError(ValueError):
    """A file that is no template; the message says what to give."""


def web_writer(template: Path) -> Callable[[Iterable[StoredRecord], TextIO, LeftOut], int]:
    """What fills this template: study results where it has an outcome, study arms otherwise.

    Raises TemplateError, and OSError when the file cannot be read.
    """
    headings, delimiter = _read(template)
    fields = [_fields().get(_plain(heading)) for heading in headings]
    if "study" not in fields or not {"arm", "outcome"} & set(fields):
        raise TemplateError(
            f"--template {template}: no heading for the study and the arm or outcome in its first line; "
            "give the CSV template that RevMan Web offers for study arms or study results"
        )

    def write(records: Iterable[StoredRecord], stream: TextIO, left_out: LeftOut) -> int:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        writer.writerow(headings)
        for heading, field in zip(headings, fields, strict=True):
            if field is None:
                left_out.add(f"values for the heading {heading!r} (nothing in a record answers it)")
        count = 0
        for stored in records:
            for row in _rows(read_record(stored.json), set(fields), left_out):
                writer.writerow([cell(row.get(field)) if field else "" for field in fields])
                count += 1
        return count

    return write


def _read(template: Path) -> tuple[list[str], str]:
    """The headings as they stand, and what separates them."""
    with template.open(encoding="utf-8-sig", newline="", errors="replace") as stream:
        line = stream.readline(_MOST_HEADINGS)
    delimiter = max(",;\t", key=line.count)
    return next(csv.reader([line], delimiter=delimiter), []), delimiter


@cache
def _fields() -> dict[str, str]:
    """The record's field for each known heading."""
    text = files("extractor.exporting").joinpath("data", "revman_web.toml").read_text(encoding="utf-8")
    return {heading: field for field, headings in tomllib.loads(text).items() for heading in headings}


def _plain(heading: str) -> str:
    return _SIGNS.sub("", heading).casefold()


def _rows(record: DocumentRecord, fields: set[str | None], left_out: LeftOut) -> Iterator[dict[str, Any]]:
    for trial in record.trials:
        about = {
            "study": study_label(record, trial),
            "year": year_of(record),
            "registry_ids": "; ".join(trial.registry_ids),
            "condition": trial.condition,
            "population": trial.population,
        }
        arms = dict(_arms(trial))
        if "outcome" not in fields:
            yield from (about | arm for arm in arms.values())
            left_out.add("results (the template is one of study arms)", len(trial.arm_results))
            left_out.add("comparisons (the template is one of study arms)", len(trial.comparisons))
            continue
        for result in trial.arm_results:
            yield about | arms[result.arm] | _setting(trial, result) | _numbers(result)
        if "effect" in fields:
            for item in trial.comparisons:
                yield about | arms[item.arm] | _setting(trial, item) | _effect(trial, item)
        else:
            left_out.add("comparisons (the template has no heading for an effect)", len(trial.comparisons))


def _arms(trial: Trial) -> Iterator[tuple[str, dict[str, Any]]]:
    drugs = {drug.id: drug for drug in trial.interventions}
    for arm in trial.arms:
        given = [drugs[id] for id in arm.interventions]
        active = any(drug.role == "experimental" for drug in given)
        yield (
            arm.id,
            {
                "arm": arm.label,
                "intervention": "; ".join(drug.name for drug in given),
                "dose": "; ".join(dose_words(dose) for dose in arm.doses),
                "role": "experimental" if active else "control" if given else None,
                "arm_n": arm.n,
            },
        )


def _setting(trial: Trial, result: ArmResult | Comparison) -> dict[str, Any]:
    endpoint = next(item for item in trial.endpoints if item.id == result.endpoint)
    time = result.timepoint or endpoint.timepoint
    ci = result.ci
    return {
        "outcome": endpoint.name,
        "timepoint": timepoint_words(time) if time else None,
        "subgroup": result.subgroup,
        "analysis": result.analysis,
        "unit": result.unit,
        "ci_low": ci.low if ci else None,
        "ci_high": ci.high if ci else None,
        "ci_level": ci.level if ci else None,
        "quote": result.evidence[0].text if result.evidence else result.quote,
    }


def _numbers(result: ArmResult) -> dict[str, Any]:
    """An arm's numbers as printed; a decrease that is printed without its sign gets it."""
    numbers: dict[str, Any] = {"statistic": result.statistic.replace("_", " "), "n": result.n}
    value: float = result.value
    if result.statistic in ("mean", "change_from_baseline", "percent_change_from_baseline"):
        numbers["mean"] = -value if result.direction == "decrease" and value > 0 else value
    elif result.statistic == "median":
        numbers["median"] = value
    elif result.statistic == "count":
        numbers["events"] = result.events if result.events is not None else value
    else:
        numbers["events"] = result.events
    if result.spread is not None and result.spread.kind in ("sd", "se"):
        numbers[result.spread.kind] = result.spread.value
    return numbers | {"value": value}


def _effect(trial: Trial, item: Comparison) -> dict[str, Any]:
    labels = {arm.id: arm.label for arm in trial.arms}
    return {
        "reference": labels[item.reference] if item.reference else "baseline",
        "measure": item.measure.replace("_", " ") if item.measure else None,
        "effect": item.value,
        "p": p_words(item.p) if item.p else None,
    }
