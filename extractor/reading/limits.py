"""Limits that keep one hostile or broken file from stalling a batch."""

from __future__ import annotations

from pathlib import Path

from extractor.reading.errors import ReadError

MAX_BYTES = 50_000_000
"""Largest file that is read."""
MAX_UNPACKED_BYTES = 60_000_000
"""Largest content of a packed file (.docx) after unpacking."""
MAX_PAGES = 400
"""Largest number of PDF pages that are read."""
MAX_TABLE_COLUMNS = 200
"""Columns of a table beyond which the table is read as plain text."""
MAX_TABLE_CELLS = 20_000
"""Cells of a table beyond which the table is read as plain text."""


def megabytes(count: int) -> str:
    """A size in words for messages."""
    return f"{count / 1_000_000:.0f} MB"


def read_limited(path: Path) -> bytes:
    """The bytes of a file; ReadError when it is missing, no file, unreadable or too large."""
    try:
        if path.is_dir():
            raise ReadError(f"{path}: is a folder; name a file in it, or give the folder to a command")
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ReadError(
                f"{path}: has {megabytes(size)}, more than the limit of {megabytes(MAX_BYTES)}; split it"
            )
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ReadError(f"{path}: no such file; check the path") from None
    except OSError as error:
        raise ReadError(f"{path}: cannot be opened ({error.strerror}); check its permissions") from None
    check_size(data, str(path))
    return data


def check_size(data: bytes, name: str) -> None:
    """ReadError when there is nothing to read, or too much."""
    if not data:
        raise ReadError(f"{name}: is empty; save the document again")
    if len(data) > MAX_BYTES:
        raise ReadError(f"{name}: is larger than the limit of {megabytes(MAX_BYTES)}; split it")
