"""What an engine works on, the same for all engines."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

from extractor.running.worker import Factory, Job, Outcome

DOCUMENTS_A_WORKER = 1_000
"""A worker is replaced after this many, so that what libraries keep does not pile up."""


class StartError(Exception):
    """The workers cannot start or cannot go on; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How documents are worked on. `timeout`: seconds; `memory`: megabytes beyond the loaded pipeline."""

    factory: Factory
    workers: int
    timeout: float | None = None
    memory: int | None = None
    documents_a_worker: int = DOCUMENTS_A_WORKER


@dataclass(slots=True)
class Task:
    """One file to extract; `key` is the caller's own, `name` is said in failures, `id` is the document's."""

    key: int
    path: Path
    sha: str
    name: str
    id: str
    attempts: int = 0

    def job(self, data: bytes | None = None) -> Job:
        """What a worker gets; with `data` where it may not see the file."""
        return Job(self.name, self.id, self.sha, self.path, data)

    def overdue(self, settings: Settings) -> Outcome:
        """The outcome where the time is over."""
        limit = f"{settings.timeout:g} seconds"
        return Outcome(
            failure=f"{self.name}: took more than the limit of {limit}; raise --timeout or split the file"
        )

    def ended(self) -> Outcome:
        """The outcome where the worker died of it."""
        return Outcome(failure=f"{self.name}: ended its worker process; please report it")


Engine = Callable[[Iterable[Task], Settings], Generator[tuple[Task, Outcome], None, None]]
"""Gives each task with its outcome, in the order in which they finish. Closing it stops the work."""
