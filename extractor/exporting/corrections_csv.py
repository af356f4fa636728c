"""CSV: one row for each thing that curators changed, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import astuple, fields
from typing import TextIO

from extractor.exporting.tidy_csv import cell
from extractor.reviewing.corrections import Correction


def write_corrections(corrections: Iterable[Correction], stream: TextIO) -> int:
    """Write the corrections, sorted by kind of fact and of error; how many there are."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(field.name for field in fields(Correction))
    count = 0
    for item in sorted(corrections, key=lambda one: (one.kind, one.error, one.document, one.key)):
        writer.writerow([cell(value) for value in astuple(item)])
        count += 1
    return count
