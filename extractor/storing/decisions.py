"""The log of the curators' decisions in a store: it only grows."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from schemas.review import ACTION, Action, Entry, Track


class DecisionLog:
    """Decisions on the records of a store; a record is named by its content's hash and its position."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def add(
        self,
        sha: str,
        position: int,
        track: Track,
        reviewer: str,
        version: str,
        base: str,
        action: Action,
    ) -> Entry:
        """Append a decision. `base` is the JSON of the record of this version that the curator saw."""
        made = datetime.now(UTC).isoformat(timespec="seconds")
        self._db.execute("INSERT OR IGNORE INTO bases VALUES (?, ?, ?, ?)", (sha, position, version, base))
        cursor = self._db.execute(
            "INSERT INTO decisions (sha, position, track, reviewer, made, version, action)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (sha, position, track, reviewer, made, version, action.model_dump_json()),
        )
        assert cursor.lastrowid is not None
        return Entry(
            id=cursor.lastrowid, track=track, reviewer=reviewer, made=made, version=version, action=action
        )

    def entries(self, sha: str, position: int) -> list[Entry]:
        """All decisions on a record, the oldest first."""
        rows = self._db.execute(
            "SELECT id, track, reviewer, made, version, action FROM decisions"
            " WHERE sha = ? AND position = ? ORDER BY id",
            (sha, position),
        )
        return [_entry(row) for row in rows]

    def last(self, sha: str, position: int) -> int:
        """The number of the newest decision on a record; 0 when there is none."""
        query = "SELECT coalesce(max(id), 0) FROM decisions WHERE sha = ? AND position = ?"
        number: int = self._db.execute(query, (sha, position)).fetchone()[0]
        return number

    def adjudicated(self, sha: str, position: int) -> bool:
        """Whether two reviews of a record have been adjudicated, in full or in part."""
        query = "SELECT 1 FROM decisions WHERE sha = ? AND position = ? AND track = 'final' LIMIT 1"
        return self._db.execute(query, (sha, position)).fetchone() is not None

    def bases(self, sha: str, position: int) -> dict[str, str]:
        """The records (JSON) that decisions were made on, by extractor version."""
        query = "SELECT version, json FROM bases WHERE sha = ? AND position = ?"
        return dict(self._db.execute(query, (sha, position)))

    def decided(self, track: Track | None = None) -> list[tuple[str, int]]:
        """The records of `Store.records` that have a decision (on this track), in the same order."""
        return self._db.execute(
            "SELECT sha, position FROM records"
            " WHERE EXISTS (SELECT 1 FROM paths WHERE paths.sha = records.sha)"
            " AND EXISTS (SELECT 1 FROM decisions WHERE decisions.sha = records.sha"
            " AND decisions.position = records.position AND track = coalesce(?, track))"
            " ORDER BY document_id, sha, position",
            (track,),
        ).fetchall()


def _entry(row: tuple[int, Track, str, str, str, str]) -> Entry:
    number, track, reviewer, made, version, action = row
    return Entry(
        id=number,
        track=track,
        reviewer=reviewer,
        made=made,
        version=version,
        action=ACTION.validate_json(action),
    )
