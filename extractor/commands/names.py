"""Names of output files: no two documents share one, and none is that of an input."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_UNSAFE = re.compile(r"[^\w.+-]+")


class OverwriteError(Exception):
    """An output file that would replace an input; the message names it and says what to do."""


class OutputNames:
    """Gives each document its file in a folder: STEM, or PARENT-STEM when another document has that one."""

    def __init__(self, folder: Path, suffix: str, inputs: Iterable[Path]) -> None:
        self._folder = folder
        self._suffix = suffix
        self._inputs = {path.resolve() for path in inputs}
        self._taken: set[str] = set()

    def path(self, stem: str, parent: Path) -> Path:
        """The file for a document named `stem` in the folder `parent`; the same calls give the same files.

        Raises OverwriteError when that is one of the inputs.
        """
        for name in _candidates(stem, parent):
            # Some file systems take "A" and "a" for one name.
            if name.casefold() not in self._taken:
                break
        self._taken.add(name.casefold())
        path = self._folder / f"{name}{self._suffix}"
        if path.resolve() in self._inputs:
            raise OverwriteError(f"{path}: the output would replace this document; give another --out")
        return path


def _candidates(stem: str, parent: Path) -> Iterator[str]:
    name = _UNSAFE.sub("_", stem).lstrip(".") or "document"
    yield name
    for folder in [parent.resolve(), *parent.resolve().parents]:
        if folder.name:
            name = f"{_UNSAFE.sub('_', folder.name)}-{name}"
            yield name
    count = 2
    while True:
        yield f"{_UNSAFE.sub('_', stem)}-{count}"
        count += 1
