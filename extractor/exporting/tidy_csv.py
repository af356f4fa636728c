"""CSV: one row a reported number, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from extractor.exporting.left_out import LeftOut
from extractor.reviewing.reviewed import DecidedRecord
from extractor.storing import StoredRecord
from schemas import COLUMNS, read_record

FILE_COLUMNS = (*COLUMNS, "sha256", "review_status")
"""The columns of `record.to_rows()`; the content's hash, as two files may have one name; and what curators
decided about the number ("unreviewed" where nothing is decided)."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(records: Iterable[StoredRecord], stream: TextIO, left_out: LeftOut) -> int:
    """Write the rows of the records in their order; how many there are, the heading not counted."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(FILE_COLUMNS)
    count = 0
    for row in tidy_rows(records):
        writer.writerow([cell(row[column]) for column in FILE_COLUMNS])
        count += 1
    return count


def tidy_rows(records: Iterable[StoredRecord]) -> Iterator[dict[str, Any]]:
    """The rows of the records in their order, with `FILE_COLUMNS`."""
    for record in records:
        rows = read_record(record.json).to_rows()
        statuses = record.statuses if isinstance(record, DecidedRecord) else ("unreviewed",) * len(rows)
        for row, status in zip(rows, statuses, strict=True):
            yield row | {"sha256": record.sha, "review_status": status}


def cell(value: Any) -> str:
    """A value as a cell: numbers as they are, nothing for None, and no text that a spreadsheet would compute.

    Such a text gets an apostrophe in front, which spreadsheets do not show. A sign alone (the operator of a
    p-value) is no formula and stays.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}" if len(value) > 1 and value.startswith(_STARTS_FORMULA) else value
    return repr(value)
