"""What goes into the store and comes out of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A content: its SHA-256 in hex, its size in bytes, and the files that hold it (at least one)."""

    sha: str
    size: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be stored: its document's id and its JSON on one line."""

    document_id: str
    json: str


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """A record of the store: `position` counts the records of one file from 0."""

    sha: str
    position: int
    document_id: str
    version: str
    json: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A file without a record, and why; `sha` is None where the file could not be read at all."""

    path: str
    sha: str | None
    reason: str
    run: int
