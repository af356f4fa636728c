"""What all commands share: UTF-8 streams, failure lines, files written whole or not at all."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

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
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".trialfacts-", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
                file.write(text)
            os.chmod(name, 0o666 & ~_umask())
            os.replace(name, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        error.filename, error.filename2 = str(path), None
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def reason(error: OSError) -> str:
    """Why the system refused, without the path."""
    return error.strerror or str(error)
