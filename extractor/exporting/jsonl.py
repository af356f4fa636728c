"""JSON Lines: one record a line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from extractor.exporting.left_out import LeftOut
from extractor.storing import StoredRecord


def write_jsonl(records: Iterable[StoredRecord], stream: TextIO, left_out: LeftOut) -> int:
    """Write the records as they are stored; how many there are."""
    count = 0
    for record in records:
        stream.write(record.json + "\n")
        count += 1
    return count
