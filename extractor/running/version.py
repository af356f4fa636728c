"""Which extractor made a record: two programs that may give different records have different versions."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ROOMS = ("reading", "language", "linking", "checking", "extract.py")
"""The parts of the package that decide what is in a record."""


@cache
def extractor_version() -> str:
    """The package's version and a digest of its rules and lexicons, such as "0.1.0+1a2b3c4d5e6f"."""
    import extractor
    import schemas

    package = Path(extractor.__file__).parent
    digest = hashlib.sha256()
    for root in [*(package / room for room in _ROOMS), Path(schemas.__file__).parent]:
        for file in [root] if root.is_file() else sorted(root.rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.relative_to(root.parent).as_posix()}\0".encode())
                digest.update(file.read_bytes())
    try:
        release = version("trialfacts")
    except PackageNotFoundError:
        release = "0"
    return f"{release}+{digest.hexdigest()[:12]}"
