"""What leaves the program after review: the records of finished documents as curators left them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from extractor.reviewing.desk import Desk
from extractor.reviewing.sources import MissingSource, file_of
from extractor.storing import Store, StoredRecord


def reviewed_records(store: Store) -> Iterator[StoredRecord]:
    """The finished documents' records with all decisions, in the order of `Store.records`.

    Where two reviews were adjudicated, the outcome counts; else the first review.
    """
    desk = Desk(store.path)
    for where in store.decisions.decided():
        state = desk.outcome(store, *where)
        if state.draft.finished:
            yield replace(desk.record(store, *where), json=state.final.record.to_json())


def with_files(store: Store, records: Iterator[StoredRecord]) -> Iterator[tuple[StoredRecord, Path | None]]:
    """Records with the file of each, where it is unchanged and holds no other document."""
    for record in records:
        file = None
        if record.position == 0 and store.record(record.sha, 1) is None:
            try:
                file = file_of(store, record.sha)
            except MissingSource:
                file = None
        yield record, file
