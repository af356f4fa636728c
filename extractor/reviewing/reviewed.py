"""What leaves the program after review: records as curators left them, what they decided about numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from extractor.reviewing.desk import Desk
from extractor.reviewing.sources import MissingSource, file_of
from extractor.storing import Store, StoredRecord
from schemas import DocumentRecord, read_record


@dataclass(frozen=True, slots=True)
class DecidedRecord(StoredRecord):
    """A record with what was decided about each row of `to_rows()`."""

    statuses: tuple[str, ...] = ()


def with_decisions(store: Store, records: Iterable[StoredRecord]) -> Iterator[StoredRecord]:
    """The program's records in their order; those that curators looked at with what they decided."""
    desk, decided = Desk(store.path), set(store.decisions.decided())
    for record in records:
        if (record.sha, record.position) in decided:
            draft = desk.outcome(store, record.sha, record.position).draft
            keys = _keys(read_record(record.json))
            yield _decided(record, record.json, [draft.facts[key].status for key in keys])
        else:
            yield record


def _keys(record: DocumentRecord) -> Iterator[str]:
    """The facts behind the rows of a record that the program made, by key."""
    for trial in record.trials:
        for kind, results in (("result", trial.arm_results), ("comparison", trial.comparisons)):
            yield from (f"{trial.id}/{kind}-{place}" for place in range(1, len(results) + 1))


def _pointers(record: DocumentRecord) -> Iterator[str]:
    """Where the rows of a record stand in it."""
    for number, trial in enumerate(record.trials):
        for listed, results in (("arm_results", trial.arm_results), ("comparisons", trial.comparisons)):
            yield from (f"/trials/{number}/{listed}/{place}" for place in range(len(results)))


def _decided(record: StoredRecord, json: str, statuses: Iterable[str]) -> DecidedRecord:
    return DecidedRecord(
        record.sha, record.position, record.document_id, record.version, json, tuple(statuses)
    )


def reviewed_records(store: Store) -> Iterator[StoredRecord]:
    """The finished documents' records with all decisions, in the order of `Store.records`.

    Where two reviews were adjudicated, the outcome counts; else the first review.
    """
    desk = Desk(store.path)
    for where in store.decisions.decided():
        state = desk.outcome(store, *where)
        if state.draft.finished:
            final, facts = state.final, state.draft.facts
            statuses = [facts[final.keys[path]].status for path in _pointers(final.record)]
            yield _decided(desk.record(store, *where), final.record.to_json(), statuses)


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
