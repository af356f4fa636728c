"""Brings a store to the newest schema: one numbered SQL file a step, `PRAGMA user_version` says how far."""

from __future__ import annotations

import sqlite3
from importlib.resources import files


def newest() -> int:
    """The version of the schema that this program writes."""
    return len(_steps())


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps that are missing, all of them or none.

    The connection must be in autocommit mode (`isolation_level=None`).
    """
    if version_of(connection) == newest():
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have taken the steps while this one waited for the lock.
        for number, step in enumerate(_steps()[version_of(connection) :], version_of(connection) + 1):
            for statement in step.split(";\n"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the schema in the file; 0 for a new file."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _steps() -> list[str]:
    folder = files("extractor.storing") / "data"
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".sql")), key=lambda i: i.name)
    return [item.read_text(encoding="utf-8") for item in found]
