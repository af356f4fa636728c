"""The formats, and the one function that writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import cast

from extractor.exporting.corrections_csv import write_corrections
from extractor.exporting.files import whole_file, whole_path
from extractor.exporting.gold import write_gold
from extractor.exporting.left_out import LeftOut
from extractor.exporting.revman_web import web_writer
from extractor.reviewing.corrections import all_corrections
from extractor.reviewing.desk import Desk
from extractor.reviewing.reviewed import reviewed_records, with_decisions, with_files
from extractor.storing import Store, StoredRecord

FORMATS: Mapping[str, str] = MappingProxyType(
    {
        "csv": "tidy_csv:write_csv",
        "parquet": "parquet:write_parquet",
        "jsonl": "jsonl:write_jsonl",
        "metafor": "metafor:write_metafor",
        "revman": "revman:write_revman",
        "fhir": "fhir:write_fhir",
        "report": "report:write_report",
    }
)
"""The function that writes a format, loaded when it is asked for: some need libraries of their own."""
_TO_PATH = frozenset(("parquet",))

Writer = Callable[[Iterable[StoredRecord], object, LeftOut], int]
"""Writes records in the order given, to a stream or (`_TO_PATH`) a file; how many things it wrote."""


class MissingLibrary(Exception):
    """A format's library is not installed; the message says how to get it."""


def export(
    store: Store,
    format: str,
    path: Path,
    reviewed_only: bool = False,
    left_out: LeftOut | None = None,
    template: Path | None = None,
) -> int:
    """Write the store's records to a file, in full or not at all; how many lines of data it has.

    With `reviewed_only`: the documents that curators have finished, as they left them. The same records give
    the same bytes. What the format cannot carry is counted in `left_out`. Raises OSError, whose `filename` is
    the path, and MissingLibrary. With a `template` of RevMan Web that is filled; raises TemplateError.
    """
    write = _writer(format) if template is None else cast(Writer, web_writer(template))
    left_out = LeftOut() if left_out is None else left_out
    records = reviewed_records(store) if reviewed_only else with_decisions(store, store.records())
    if format in _TO_PATH:
        with whole_path(path) as part:
            return write(records, part, left_out)
    with whole_file(path) as stream:
        return write(records, stream, left_out)


def _writer(format: str) -> Writer:
    module, _, name = FORMATS[format].partition(":")
    try:
        return cast(Writer, getattr(import_module(f"extractor.exporting.{module}"), name))
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] in ("extractor", "schemas"):
            raise
        raise MissingLibrary(
            f"--to {format}: needs {error.name}; install it with pip install 'trialfacts[{format}]'"
        ) from None


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
