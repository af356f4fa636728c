"""The formats, and the one function that writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TextIO

from extractor.exporting.corrections_csv import write_corrections
from extractor.exporting.files import whole_file
from extractor.exporting.gold import write_gold
from extractor.exporting.jsonl import write_jsonl
from extractor.exporting.tidy_csv import write_csv
from extractor.reviewing.corrections import all_corrections
from extractor.reviewing.desk import Desk
from extractor.reviewing.reviewed import reviewed_records, with_files
from extractor.storing import Store, StoredRecord

Writer = Callable[[Iterable[StoredRecord], TextIO], int]
"""Writes records in the order given; how many lines of data it wrote."""

FORMATS: Mapping[str, Writer] = MappingProxyType({"csv": write_csv, "jsonl": write_jsonl})


def export(store: Store, format: str, path: Path, reviewed_only: bool = False) -> int:
    """Write the store's records to a file, in full or not at all; how many lines of data it has.

    With `reviewed_only`: the documents that curators have finished, as they left them. The same records give
    the same bytes. Raises OSError, whose `filename` is the path.
    """
    with whole_file(path) as stream:
        return FORMATS[format](reviewed_records(store) if reviewed_only else store.records(), stream)


def export_gold(store: Store, folder: Path) -> int:
    """Write the finished documents as gold into a folder, with the documents beside; how many there are.

    Raises OSError, whose `filename` is the path.
    """
    return write_gold(with_files(store, reviewed_records(store)), folder)


def export_corrections(store: Store, path: Path) -> int:
    """Write what curators changed to a CSV file; how many changes.

    Raises OSError, whose `filename` is the path.
    """
    with whole_file(path) as stream:
        return write_corrections(all_corrections(Desk(store.path), store), stream)
