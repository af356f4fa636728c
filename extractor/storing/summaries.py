"""One row a record with what the review queue shows, and the search over them."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, Literal

ReviewStatus = Literal["unreviewed", "in_progress", "done"]
SORTS = {
    "worth": "worth DESC",
    "title": "title COLLATE NOCASE",
    "status": "CASE status WHEN 'in_progress' THEN 0 WHEN 'unreviewed' THEN 1 ELSE 2 END, worth DESC",
    "facts": "facts DESC",
    "open": "open DESC",
    "checks": "errors DESC, warnings DESC, notes DESC",
    "confidence": "coalesce(lowest, 2)",
    "disagreements": "disagreements DESC",
}
"""The orders of the queue, each in its useful direction."""
_WORD = re.compile(r"\w{1,60}")


@dataclass(frozen=True, slots=True)
class Summary:
    """What the queue shows of one record; the columns are explained in `data/002_review.sql`."""

    sha: str
    position: int
    document_id: str
    title: str
    file: str
    status: ReviewStatus
    facts: int
    open: int
    accepted: int
    corrected: int
    rejected: int
    added: int
    errors: int
    warnings: int
    notes: int
    lowest: float | None
    doubt: float
    minutes: float
    worth: float
    reviewers: tuple[str, ...] = ()
    disagreements: int = 0


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rows of the queue to show, in which order."""

    status: ReviewStatus | None = None
    checks: bool = False
    below: float | None = None
    facts: int = 0
    words: str = ""
    sort: str = "worth"
    reverse: bool = False


_COLUMNS = tuple(field.name for field in fields(Summary))
_UPDATES = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)


class Summaries:
    """The rows of the queue; `stale` says which of them have to be made again."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def stale(self, limit: int = 500) -> list[tuple[str, int]]:
        """Some of the records whose row is not up to date."""
        return self._db.execute("SELECT sha, position FROM stale LIMIT ?", (limit,)).fetchall()

    def stale_count(self) -> int:
        """How many records have no row that is up to date."""
        count: int = self._db.execute("SELECT count(*) FROM stale").fetchone()[0]
        return count

    def put(self, summary: Summary, names: str | None = None, text: str | None = None) -> None:
        """Write a row; with `names` and `text` also what the search looks through."""
        values = [getattr(summary, name) for name in _COLUMNS]
        values[_COLUMNS.index("reviewers")] = json.dumps(list(summary.reviewers), ensure_ascii=False)
        row = self._db.execute(
            f"INSERT INTO summaries ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(values))})"
            f" ON CONFLICT (sha, position) DO UPDATE SET {_UPDATES} RETURNING id",
            values,
        ).fetchone()
        if names is not None:
            self._db.execute("DELETE FROM search WHERE rowid = ?", row)
            self._db.execute(
                "INSERT INTO search (rowid, title, names, text) VALUES (?, ?, ?, ?)",
                (row[0], f"{summary.title} {summary.file}", names, text or ""),
            )
        self._settle(summary.sha, summary.position)

    def drop(self, sha: str, position: int) -> None:
        """Take a row out: its record is gone, or stands in no file any more."""
        found = self._db.execute(
            "DELETE FROM summaries WHERE sha = ? AND position = ? RETURNING id", (sha, position)
        ).fetchone()
        if found:
            self._db.execute("DELETE FROM search WHERE rowid = ?", found)
        self._settle(sha, position)

    def _settle(self, sha: str, position: int) -> None:
        self._db.execute("DELETE FROM stale WHERE sha = ? AND position = ?", (sha, position))

    def get(self, sha: str, position: int) -> Summary | None:
        """One row, or None."""
        return next(self._select("WHERE sha = ? AND position = ?", (sha, position)), None)

    def page(self, selection: Selection, offset: int, limit: int) -> list[Summary]:
        """Some of the selected rows."""
        where, values = _where(selection)
        order = SORTS.get(selection.sort, SORTS["worth"])
        if selection.reverse:
            order = ", ".join(_turned(part) for part in _order_parts(order))
        return list(self._select(f"{where} ORDER BY {order}, id LIMIT ? OFFSET ?", (*values, limit, offset)))

    def count(self, selection: Selection) -> int:
        """How many rows are selected."""
        where, values = _where(selection)
        count: int = self._db.execute(f"SELECT count(*) FROM summaries {where}", values).fetchone()[0]
        return count

    def totals(self) -> dict[str, Any]:
        """The whole collection: documents by status, and sums of the facts by what was decided."""
        names = (
            "facts",
            "open",
            "accepted",
            "corrected",
            "rejected",
            "added",
            "errors",
            "warnings",
            "notes",
            "minutes",
            "disagreements",
        )
        sums = ", ".join(f"coalesce(sum({name}), 0)" for name in names)
        row = self._db.execute(f"SELECT count(*), {sums} FROM summaries").fetchone()
        totals: dict[str, Any] = dict(zip(("documents", *names), row, strict=True))
        counts = dict(self._db.execute("SELECT status, count(*) FROM summaries GROUP BY status"))
        return totals | {status: counts.get(status, 0) for status in ("unreviewed", "in_progress", "done")}

    def tiles(self, limit: int) -> list[tuple[str, ReviewStatus, float]]:
        """Title, status and share of decided facts of each document, done ones first; none if too many."""
        if self.count(Selection()) > limit:
            return []
        return self._db.execute(
            "SELECT title, status, CASE facts WHEN 0 THEN status = 'done' ELSE 1.0 - 1.0 * open / facts END"
            " FROM summaries ORDER BY CASE status WHEN 'done' THEN 0 WHEN 'in_progress' THEN 1 ELSE 2 END,"
            " worth DESC, id"
        ).fetchall()

    def next(self, after: tuple[str, int] | None = None) -> Summary | None:
        """The document where a minute helps most, other than `after`."""
        sha, position = after or ("", -1)
        return next(
            self._select(
                "WHERE status <> 'done' AND NOT (sha = ? AND position = ?) ORDER BY worth DESC, id LIMIT 1",
                (sha, position),
            ),
            None,
        )

    def _select(self, rest: str, values: tuple[Any, ...]) -> Iterator[Summary]:
        rows = self._db.execute(f"SELECT {', '.join(_COLUMNS)} FROM summaries {rest}", values)
        for row in rows:
            columns: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
            columns["reviewers"] = tuple(json.loads(columns["reviewers"]))
            yield Summary(**columns)


def _where(selection: Selection) -> tuple[str, tuple[Any, ...]]:
    parts: list[str] = []
    values: list[Any] = []
    if selection.status:
        parts.append("status = ?")
        values.append(selection.status)
    if selection.checks:
        parts.append("errors + warnings > 0")
    if selection.facts:
        parts.append("facts >= ?")
        values.append(selection.facts)
    if selection.below is not None:
        parts.append("lowest < ?")
        values.append(selection.below)
    words = _WORD.findall(selection.words)[:20]
    if words:
        parts.append("id IN (SELECT rowid FROM search WHERE search MATCH ?)")
        values.append(" ".join(f'"{word}"*' for word in words))
    return (f"WHERE {' AND '.join(parts)}" if parts else ""), tuple(values)


def _order_parts(order: str) -> list[str]:
    """The terms of an order, without cutting inside brackets."""
    return re.split(r",\s*(?![^(]*\))", order)


def _turned(term: str) -> str:
    return term.removesuffix(" DESC") if term.endswith(" DESC") else f"{term} DESC"
