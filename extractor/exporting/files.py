"""Files that are there in full or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A UTF-8 stream whose content takes the file's place when the block ends well.

    Raises OSError, whose `filename` is `path`.
    """
    with (
        whole_path(path) as part,
        part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file,
    ):
        yield file


@contextmanager
def whole_path(path: Path) -> Iterator[Path]:
    """An empty file to write to, which takes the place of the one at `path` when the block ends well.

    Raises OSError, whose `filename` is `path`.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".trialfacts-", suffix=".part")
        os.close(handle)
        try:
            yield Path(name)
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
