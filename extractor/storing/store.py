"""The store: everything that is reported as done has been committed, and no record is ever half there."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from extractor.storing.decisions import DecisionLog
from extractor.storing.migrations import migrate, newest, version_of
from extractor.storing.models import Document, Failure, Record, StoredRecord
from extractor.storing.summaries import Summaries

SECONDS_TO_WAIT = 60.0
"""How long a write waits for another process that is writing."""


_REMEDIES = {
    sqlite3.SQLITE_FULL: "the disk is full; make room, and the same command goes on from there",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written; see that it has room and is in order",
    sqlite3.SQLITE_BUSY: "another program has been writing to it for a minute; try again when that has ended",
    sqlite3.SQLITE_READONLY: "may not be written; check the permissions of the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check the permissions of the file and its folder",
}
"""What to do, by SQLite's code of the failure. Other failures are errors of ours."""


class StoreError(Exception):
    """A file that cannot be used as a store; the message names it and says what to do."""


class StoreFailure(StoreError):
    """The system refuses: the disk is full, another program holds the file, it may not be written."""


class Store:
    """One SQLite file. Use it in a `with` block, from one thread.

    Raises StoreError when the file is no store, comes from a newer program, cannot be opened, or is not
    there and `create` is false. Its methods raise StoreFailure when they cannot write; what earlier calls
    have written is safe.
    """

    def __init__(self, path: str | Path, create: bool = True) -> None:
        self.path = Path(path)
        if not create and not self.path.is_file():
            raise StoreError(f"{path}: no such store; make one with 'trialfacts run FOLDER --store {path}'")
        try:
            self._db = sqlite3.connect(self.path, timeout=SECONDS_TO_WAIT, isolation_level=None)
        except sqlite3.OperationalError as error:
            raise StoreError(
                f"{path}: cannot be opened ({error}); check the folder and permissions"
            ) from None
        try:
            with self._refusals():
                self._open()
        except sqlite3.DatabaseError as error:
            self._db.close()
            raise StoreError(f"{path}: is not a store of trialfacts ({error}); name another file") from None
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        version = version_of(self._db)
        if version > newest():
            raise StoreError(f"{self.path}: was written by a newer trialfacts; install that version or later")
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        if version == 0 and tables:
            raise StoreError(f"{self.path}: is a database of another program; name another file")
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        self._db.execute("PRAGMA foreign_keys = ON")
        migrate(self._db)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        """Say what to do where the system refuses."""
        try:
            yield
        except sqlite3.OperationalError as error:
            remedy = _REMEDIES.get(error.sqlite_errorcode & 0xFF)
            if remedy is None:
                raise
            raise StoreFailure(f"{self.path}: {remedy}") from error

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; every finished call has been committed already."""
        self._db.close()

    @property
    def decisions(self) -> DecisionLog:
        """The curators' decisions."""
        return DecisionLog(self._db)

    @property
    def summaries(self) -> Summaries:
        """The rows of the review queue."""
        return Summaries(self._db)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Nobody else writes meanwhile; all that the block writes is safe when it ends, or none of it is."""
        with self._transaction():
            yield

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._refusals():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def start_run(self, version: str, options: Mapping[str, Any]) -> int:
        """Note that a run begins; its number."""
        with self._transaction():
            cursor = self._db.execute(
                "INSERT INTO runs (version, options, started) VALUES (?, ?, ?)",
                (version, json.dumps(dict(options), ensure_ascii=True), _now()),
            )
        assert cursor.lastrowid is not None
        return cursor.lastrowid

    def end_run(
        self, run: int, status: Literal["finished", "interrupted"], counts: Mapping[str, int]
    ) -> None:
        """Note how a run ended, and what it did."""
        with self._transaction():
            self._db.execute(
                "UPDATE runs SET ended = ?, status = ?, counts = ? WHERE id = ?",
                (_now(), status, json.dumps(dict(counts)), run),
            )

    def runs(self) -> list[dict[str, Any]]:
        """All runs, the oldest first: id, version, options, started, ended, status, counts."""
        cursor = self._db.execute("SELECT * FROM runs ORDER BY id")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        for row in rows:
            row["options"] = json.loads(row["options"])
            row["counts"] = json.loads(row["counts"]) if row["counts"] else None
        return rows

    def done(self, sha: str, version: str) -> bool:
        """Whether this content has records of this extractor version."""
        query = "SELECT 1 FROM documents WHERE sha = ? AND version = ?"
        return self._db.execute(query, (sha, version)).fetchone() is not None

    def paths(self) -> dict[str, str]:
        """The content hash of each file that the store knows."""
        return dict(self._db.execute("SELECT path, sha FROM paths"))

    def set_paths(self, present: Iterable[tuple[str, str]], gone: Iterable[str] = ()) -> None:
        """Note which file holds which content that has records (path and hash), and which files are gone."""
        pairs, gone = list(present), list(gone)
        with self._transaction():
            self._db.executemany("DELETE FROM paths WHERE path = ?", [(path,) for path in gone])
            self._clear_failures([*gone, *(path for path, _ in pairs)])
            self._set_paths(pairs)

    def _set_paths(self, present: Iterable[tuple[str, str]]) -> None:
        self._db.executemany("INSERT OR REPLACE INTO paths VALUES (?, ?)", present)

    def add_result(
        self, run: int, version: str, document: Document, records: Sequence[Record], checks: Mapping[str, int]
    ) -> None:
        """Store a document with its records in place of earlier ones; on return they are safe on the disk.

        `checks` says how many findings of each severity the records have.
        """
        with self._transaction():
            self._add_document(run, document)
            self._db.execute(
                "UPDATE documents SET version = ?, extracted = ?, checks = ? WHERE sha = ?",
                (version, _now(), json.dumps(dict(checks)), document.sha),
            )
            self._db.execute("DELETE FROM records WHERE sha = ?", (document.sha,))
            self._db.executemany(
                "INSERT INTO records VALUES (?, ?, ?, ?)",
                [(document.sha, place, item.document_id, item.json) for place, item in enumerate(records)],
            )
            self._db.execute("DELETE FROM failures WHERE sha = ?", (document.sha,))
            self._clear_failures(document.paths)

    def add_failure(self, run: int, document: Document, reason: str) -> None:
        """Note why a content has no records. Records that an earlier version made of it are taken away."""
        with self._transaction():
            self._add_document(run, document)
            self._db.execute(
                "UPDATE documents SET version = NULL, checks = NULL WHERE sha = ?", (document.sha,)
            )
            self._db.execute("DELETE FROM records WHERE sha = ?", (document.sha,))
            self._clear_failures(document.paths)
            self._db.executemany(
                "INSERT INTO failures VALUES (?, ?, ?, ?)",
                [(path, document.sha, _utf8(reason), run) for path in document.paths],
            )

    def add_unreadable(self, run: int, path: str, reason: str) -> None:
        """Note why a file could not be read at all; what was known of it before stays."""
        with self._transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO failures VALUES (?, NULL, ?, ?)", (path, _utf8(reason), run)
            )

    def _add_document(self, run: int, document: Document) -> None:
        self._db.execute(
            "INSERT OR IGNORE INTO documents (sha, size, first_path, first_run) VALUES (?, ?, ?, ?)",
            (document.sha, document.size, document.paths[0], run),
        )
        self._set_paths((path, document.sha) for path in document.paths)

    def _clear_failures(self, paths: Iterable[str]) -> None:
        self._db.executemany("DELETE FROM failures WHERE path = ?", [(path,) for path in paths])

    def failures(self) -> list[Failure]:
        """The files that have no record now, by path."""
        rows = self._db.execute("SELECT path, sha, reason, run FROM failures ORDER BY path")
        return [Failure(*row) for row in rows]

    def records(self) -> Iterator[StoredRecord]:
        """The records of all contents that still stand somewhere, by document id, hash and position."""
        rows = self._db.execute(
            "SELECT sha, position, document_id, version, json FROM records JOIN documents USING (sha)"
            " WHERE EXISTS (SELECT 1 FROM paths WHERE paths.sha = records.sha)"
            " ORDER BY document_id, sha, position"
        )
        return (StoredRecord(*row) for row in rows)

    def record(self, sha: str, position: int) -> StoredRecord | None:
        """One record, or None where there is none now."""
        row = self._db.execute(
            "SELECT sha, position, document_id, version, json FROM records JOIN documents USING (sha)"
            " WHERE sha = ? AND position = ?",
            (sha, position),
        ).fetchone()
        return StoredRecord(*row) if row else None

    def paths_of(self, sha: str) -> list[str]:
        """The files that hold this content, as far as the store knows."""
        return [
            path for (path,) in self._db.execute("SELECT path FROM paths WHERE sha = ? ORDER BY path", (sha,))
        ]

    def record_count(self) -> int:
        """How many records `records` gives."""
        query = "SELECT count(*) FROM records WHERE sha IN (SELECT sha FROM paths)"
        count: int = self._db.execute(query).fetchone()[0]
        return count

    def check_counts(self) -> Counter[str]:
        """How many findings of each severity those records have."""
        query = "SELECT checks FROM documents WHERE checks IS NOT NULL AND sha IN (SELECT sha FROM paths)"
        total: Counter[str] = Counter()
        for (checks,) in self._db.execute(query):
            total.update(json.loads(checks))
        return total


def _utf8(reason: str) -> str:
    """A reason with escapes for names that are not UTF-8, which SQLite cannot hold."""
    return reason.encode("utf-8", "backslashreplace").decode("utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
