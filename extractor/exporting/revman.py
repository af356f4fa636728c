"""The analysis CSV of RevMan 5, as R's `meta::read.rm5` reads it: comparisons, outcomes, studies."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TextIO

from extractor.exporting.contrasts import Contrast, contrasts
from extractor.exporting.effects import MEASURES, estimate
from extractor.exporting.left_out import LeftOut
from extractor.exporting.studies import outcome_label, study_label, year_of
from extractor.exporting.tidy_csv import cell
from extractor.storing import StoredRecord
from schemas import read_record

COLUMNS = (
    "Comparison Number",
    "Outcome Number",
    "Subgroup Number",
    "Name",
    "Data Type",
    "Statistical Method",
    "Effect Measure",
    "Analysis Model",
    "Events 1",
    "Mean 1",
    "SD 1",
    "Total 1",
    "Events 2",
    "Mean 2",
    "SD 2",
    "Total 2",
    "Effect Estimate",
    "SE",
    "CI Start",
    "CI End",
    "Weight",
    "Q",
    "P(Q)",
    "I²(Q)",
    "Tau²",
    "Z",
    "P(Z)",
    "Qint",
    "P(Qint)",
    "I²(Qint)",
    "df",
    "Group Label 1",
    "Group Label 2",
    "Left Graph Label",
    "Right Graph Label",
    "Year of study",
    "User defined order",
)
"""In RevMan's order: the reader finds I²(Q) and Tau² by their places between P(Q) and Z. The column that says
whether ratios are entered on the log scale is left out: without it the reader takes them as logarithms, which
they are, and with it some versions take YES for no."""

_ZEROS = (
    "Events 1",
    "Mean 1",
    "SD 1",
    "Total 1",
    "Events 2",
    "Mean 2",
    "SD 2",
    "Total 2",
)
"""What RevMan fills with 0 where a kind of data does not use it."""
_DICHOTOMOUS, _CONTINUOUS, _GENERIC = "DIC", "CON", "IV"
"""RevMan's kinds of data; the reader looks at the first letter."""
_MEASURES = frozenset(("OR", "RR", "RD", "MD", "SMD", "HR"))


@dataclass(frozen=True, slots=True)
class _Line:
    """A study's numbers under an outcome: `type` and `measure` are RevMan's words."""

    type: str
    measure: str
    study: str
    year: str
    contrast: Contrast
    numbers: dict[str, Any]


def write_revman(records: Iterable[StoredRecord], stream: TextIO, left_out: LeftOut) -> int:
    """Write the contrasts under their comparisons (a pair of arms) and outcomes; how many studies' lines."""
    tree: dict[tuple[str, str], dict[tuple[str, str, str], list[_Line]]] = {}
    for stored in records:
        record = read_record(stored.json)
        for contrast in contrasts(record, left_out):
            made = _numbers(contrast, left_out)
            if made is None:
                continue
            type, measure, numbers = made
            study = study_label(record, contrast.trial)
            line = _Line(type, measure, study, year_of(record), contrast, numbers)
            pair = (_key(contrast.arm.label), _key(contrast.reference.label))
            outcome = (_key(outcome_label(contrast)), type, measure)
            tree.setdefault(pair, {}).setdefault(outcome, []).append(line)
    writer = csv.writer(stream, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(COLUMNS)
    count = 0
    for number, outcomes in enumerate(tree.values(), 1):
        first = next(iter(outcomes.values()))[0].contrast
        name = f"{first.arm.label} versus {first.reference.label}"
        _write(writer, {"Comparison Number": number, "Outcome Number": 0, "Name": name})
        for place, lines in enumerate(outcomes.values(), 1):
            where = {"Comparison Number": number, "Outcome Number": place}
            _write(writer, where | _outcome(lines))
            for order, line in enumerate(lines, 1):
                _write(writer, where | _study(line, order))
                count += 1
    return count


def _key(words: str) -> str:
    return " ".join(words.split()).casefold()


def _write(writer: Any, row: dict[str, Any]) -> None:
    """One line; all have a subgroup number, which is 0 since subgroups are outcomes of their own."""
    row = {"Subgroup Number": 0} | row
    values = [row.get(column) for column in COLUMNS]
    writer.writerow([None if value is None else _safe(value) for value in values])


def _safe(value: Any) -> Any:
    """Numbers as they are; text on one line, which the reader counts the fields of."""
    return cell(" ".join(value.split())) if isinstance(value, str) else value


def _outcome(lines: list[_Line]) -> dict[str, Any]:
    line = lines[0]
    return dict.fromkeys(_ZEROS, 0) | {
        "Name": outcome_label(line.contrast),
        "Data Type": line.type,
        "Statistical Method": "MH" if line.type == _DICHOTOMOUS else "IV",
        "Effect Measure": line.measure,
        "Analysis Model": "Random",
        "df": len(lines) - 1,
        "Group Label 1": line.contrast.arm.label,
        "Group Label 2": line.contrast.reference.label,
    }


def _study(line: _Line, order: int) -> dict[str, Any]:
    year = int(line.year) if line.year else None
    about = {"Name": line.study, "Year of study": year, "User defined order": order}
    return dict.fromkeys(_ZEROS, 0) | about | line.numbers


def _numbers(contrast: Contrast, left_out: LeftOut) -> tuple[str, str, dict[str, Any]] | None:
    """RevMan's kind of data, its effect measure, and the study's numbers."""
    first, second = contrast.first, contrast.second
    totals = {"Total 1": first.n, "Total 2": second.n}
    if contrast.kind == "2x2":
        return _DICHOTOMOUS, "RR", totals | {"Events 1": first.events, "Events 2": second.events}
    if contrast.kind == "means":
        means = {"Mean 1": first.mean, "SD 1": first.sd, "Mean 2": second.mean, "SD 2": second.sd}
        return _CONTINUOUS, "MD", totals | means
    item = contrast.effect
    assert item is not None
    made = estimate(item)
    measure = MEASURES.get(item.measure or "other")
    if measure not in _MEASURES or made is None:
        kind = (item.measure or "unnamed").replace("_", " ")
        left_out.add(f"effects of the kind {kind!r} (RevMan has no such measure)")
        return None
    if made.sei is None:
        left_out.add("effects without a standard error (no interval, no exact p-value)")
        return None
    return _GENERIC, measure, {"Effect Estimate": made.yi, "SE": made.sei}
