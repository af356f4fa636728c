"""What happens inside a worker process: the pipeline is loaded once, then one document a call."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from extractor.storing import Record

if TYPE_CHECKING:
    from schemas import DocumentRecord

MEGABYTE = 1_000_000


class DocumentExtractor(Protocol):
    """The part of `extractor.Extractor` that a worker needs."""

    def extract_text(self, text: str, id: str = ...) -> DocumentRecord:
        """The record of a text."""

    def extract_bytes(self, data: bytes, id: str, name: str | None = ...) -> list[DocumentRecord]:
        """The records of a file's content."""


Factory = Callable[[], DocumentExtractor]
"""Makes the extractor of a worker; a class or function that a fresh process can import."""


@dataclass(frozen=True, slots=True)
class Job:
    """One document: what it is called in failures, its id, the hash of its content, and its content.

    The content is `data`, or stands in the file `path`.
    """

    name: str
    id: str
    sha: str
    path: Path
    data: bytes | None = None

    def read(self) -> bytes:
        """The content. Raises ReadError."""
        from extractor.reading.limits import read_limited

        return self.data if self.data is not None else read_limited(self.path)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Records, or the reason why there are none.

    `sound` is false where the worker met something unforeseen and should not be used again.
    """

    records: tuple[Record, ...] = ()
    checks: Mapping[str, int] = field(default_factory=dict)
    failure: str | None = None
    sound: bool = True


@cache
def _extractor(factory: Factory) -> DocumentExtractor:
    return factory()


def set_up() -> None:
    """Leave Ctrl-C to the main process, and do not outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def warm_up(factory: Factory, memory: int | None) -> int:
    """Load the pipeline, then set the limit of `memory` megabytes for what comes on top; the process id."""
    _extractor(factory).extract_text("Warm up.", id="warm-up")
    if memory is not None:
        _limit_memory(memory * MEGABYTE)
    return os.getpid()


def _limit_memory(more: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit.
        return
    size = 0
    with suppress(OSError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        size = pages * os.sysconf("SC_PAGE_SIZE")
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (size + more, resource.getrlimit(resource.RLIMIT_AS)[1]))


def extract_document(factory: Factory, job: Job, memory: int | None) -> Outcome:
    """The records of one document whose content should have this hash. Raises nothing."""
    from extractor.reading import ReadError

    try:
        data = job.read()
        if hashlib.sha256(data).hexdigest() != job.sha:
            return Outcome(failure=f"{job.name}: was changed during the run; run again")
        made = _extractor(factory).extract_bytes(data, job.id, job.name)
        checks = Counter[str](check.severity for record in made for check in record.checks)
        records = tuple(Record(_utf8(item.document.id), _utf8(item.to_json())) for item in made)
        return Outcome(records, dict(checks))
    except ReadError as error:
        return Outcome(failure=str(error))
    except OSError as error:
        return Outcome(failure=f"{job.name}: cannot be read ({error.strerror}); check its permissions")
    except MemoryError:
        limit = "than there is" if memory is None else f"than the limit of {memory} MB"
        return Outcome(
            failure=f"{job.name}: needs more memory {limit}; raise --memory or split the file", sound=False
        )
    except Exception as error:
        about = " ".join(str(error).split())[:300]
        reason = f"{job.name}: could not be extracted ({type(error).__name__}: {about}); please report it"
        return Outcome(failure=reason, sound=False)


def _utf8(text: str) -> str:
    """The text with escapes (which JSON understands) for half characters, from names that are not UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
