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
from extractor.exporting.revman_numbers import effect_numbers, fits, result_numbers
from extractor.exporting.studies import study_label, with_notes, year_of
from extractor.exporting.tidy_csv import cell
from extractor.rendering.wording import dose_words, timepoint_words
from extractor.storing import StoredRecord
from schemas import Arm, ArmResult, Comparison, DocumentRecord, Trial, read_record

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

    known = {field for field in fields if field}
    unknown = [repr(heading) for heading, field in zip(headings, fields, strict=True) if field is None]

    def write(records: Iterable[StoredRecord], stream: TextIO, left_out: LeftOut) -> int:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        writer.writerow(headings)
        left_out.add(f"headings that nothing in a record answers: {', '.join(unknown)}", len(unknown))
        count = 0
        for stored in records:
            for row in _rows(read_record(stored.json), known, left_out):
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


def _rows(record: DocumentRecord, known: set[str], left_out: LeftOut) -> Iterator[dict[str, Any]]:
    for trial in record.trials:
        about = {
            "study": study_label(record, trial),
            "year": year_of(record),
            "registry_ids": "; ".join(trial.registry_ids),
            "condition": trial.condition,
            "population": trial.population,
        }
        arms = {arm.id: _arm(trial, arm) for arm in trial.arms}
        if "outcome" not in known:
            yield from (about | arm for arm in arms.values())
            left_out.add("results (the template is one of study arms)", len(trial.arm_results))
            left_out.add("comparisons (the template is one of study arms)", len(trial.comparisons))
            continue
        for result in trial.arm_results:
            numbers = result_numbers(result, next(arm for arm in trial.arms if arm.id == result.arm))
            if fits(numbers, known, left_out):
                yield about | arms[result.arm] | _setting(trial, result, known, numbers) | numbers
        for item in trial.comparisons:
            numbers = effect_numbers(trial, item, known)
            if item.reference is None:
                left_out.add("effects against baseline")
            elif fits(numbers, known, left_out):
                yield about | arms[item.arm] | _setting(trial, item, known, numbers) | numbers


def _arm(trial: Trial, arm: Arm) -> dict[str, Any]:
    given = [drug for drug in trial.interventions if drug.id in arm.interventions]
    active = any(drug.role == "experimental" for drug in given)
    return {
        "arm": arm.label,
        "intervention": "; ".join(drug.name for drug in given),
        "dose": "; ".join(dose_words(dose) for dose in arm.doses),
        "role": "experimental" if active else "control" if given else None,
        "arm_n": arm.n,
    }


def _setting(
    trial: Trial, result: ArmResult | Comparison, known: set[str], numbers: dict[str, Any]
) -> dict[str, Any]:
    """What a result is about. What no heading asks for stands with the outcome: a part is not the whole."""
    endpoint = next(item for item in trial.endpoints if item.id == result.endpoint)
    time = result.timepoint or endpoint.timepoint
    about = {
        "timepoint": timepoint_words(time) if time else None,
        "subgroup": result.subgroup,
        "analysis": result.analysis,
    }
    quote = result.evidence[0].text if result.evidence else result.quote
    computed = numbers.get("computed")
    return about | {
        "outcome": with_notes(endpoint.name, *(words for name, words in about.items() if name not in known)),
        "quote": f"{quote or ''} [computed: {computed}]".strip() if computed else quote,
    }
