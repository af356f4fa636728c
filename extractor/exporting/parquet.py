"""Parquet: the rows of the tidy CSV with typed columns, for pandas, polars, DuckDB or Arrow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.exporting.left_out import LeftOut
from extractor.exporting.tidy_csv import FILE_COLUMNS, tidy_rows
from extractor.storing import StoredRecord

_WHOLE = ("events", "n", "evidence_start", "evidence_end")
_NUMBERS = (
    "timepoint_value",
    "value",
    "ci_level",
    "ci_low",
    "ci_high",
    "spread_value",
    "spread_low",
    "spread_high",
    "p_value",
    "confidence",
)
_ROWS_A_GROUP = 20_000
_TYPES = {
    **dict.fromkeys(FILE_COLUMNS, pa.string()),
    **dict.fromkeys(_WHOLE, pa.int64()),
    **dict.fromkeys(_NUMBERS, pa.float64()),
    "derived": pa.bool_(),
}
SCHEMA = pa.schema([(name, _TYPES[name]) for name in FILE_COLUMNS])


def write_parquet(records: Iterable[StoredRecord], path: Path, left_out: LeftOut) -> int:
    """Write the rows of the records in their order; how many there are. Text stands as it is."""
    rows, count = tidy_rows(records), 0
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for group in _groups(rows):
            writer.write_table(pa.Table.from_pylist(group, SCHEMA))
            count += len(group)
    return count


def _groups(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while group := [_typed(row) for row in islice(rows, _ROWS_A_GROUP)]:
        yield group


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: None if row[name] is None else float(row[name]) for name in _NUMBERS}
