"""What all commands share: UTF-8 streams, failure lines, files written whole or not at all."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from extractor.exporting.files import whole_file
from extractor.rendering.plain import printable

OK, FAILED, USAGE = 0, 1, 2
"""Exit codes: all done, some documents failed, wrong usage."""


class UsageError(Exception):
    """Options that do not go together; the message is one line that says what to do."""


def use_utf8() -> None:
    """Write UTF-8 whatever the locale is; what cannot be encoded is shown as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def failure_line(message: object) -> str:
    """The one line that a failure gets: "trialfacts: NAME: reason; what to do"."""
    return printable(f"trialfacts: {message}")


def say(message: object) -> None:
    """Write a failure line to standard error."""
    print(failure_line(message), file=sys.stderr, flush=True)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there in full or not at all. Raises OSError, whose `filename` is `path`."""
    with whole_file(path) as file:
        file.write(text)


def reason(error: OSError) -> str:
    """Why the system refused, without the path."""
    return error.strerror or str(error)
