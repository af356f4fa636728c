"""Many files side by side, their records in order, without a store (`trialfacts run` has one)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas import DocumentRecord

_AHEAD = 4
"""So many files a worker are in work or finished before the caller takes the next record."""
_FILES_A_WORKER = 500
"""Then a fresh process takes its place, since spaCy keeps every string it meets."""


def records_of(path: str | Path) -> list[DocumentRecord]:
    """The records of one file, in a worker process."""
    from extractor.extract import Extractor

    return Extractor().extract_all(path)


def side_by_side(paths: Iterable[str | Path], workers: int) -> Iterator[list[DocumentRecord]]:
    """The records of each file, in the files' order. What a file raises, is raised when its turn comes."""
    files = iter(paths)
    waiting: deque[Future[list[DocumentRecord]]] = deque()
    pool = ProcessPoolExecutor(workers, get_context("spawn"), max_tasks_per_child=_FILES_A_WORKER)
    try:
        waiting.extend(pool.submit(records_of, path) for path in islice(files, workers * _AHEAD))
        while waiting:
            records = waiting.popleft().result()
            waiting.extend(pool.submit(records_of, path) for path in islice(files, 1))
            yield records
    finally:
        pool.shutdown(cancel_futures=True)
