"""The formats, and the one function that writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from extractor.exporting.files import whole_file
from extractor.exporting.jsonl import write_jsonl
from extractor.exporting.tidy_csv import write_csv
from extractor.storing import Store, StoredRecord

Writer = Callable[[Iterable[StoredRecord], TextIO], int]
"""Writes records in the order given; how many lines of data it wrote."""

FORMATS: Mapping[str, Writer] = MappingProxyType({"csv": write_csv, "jsonl": write_jsonl})


def export(store: Store, format: str, path: Path) -> int:
    """Write the store's records to a file, in full or not at all; how many lines of data it has.

    The same records give the same bytes. Raises OSError, whose `filename` is the path.
    """
    with whole_file(path) as stream:
        return FORMATS[format](store.records(), stream)
