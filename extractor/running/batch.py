"""A run: what is new in the inputs is extracted and stored; what is known and unchanged is left alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from extractor.extract import Extractor
from extractor.reading.remote import is_url, stem_of
from extractor.running.inputs import Inputs, find_inputs
from extractor.running.jobs import DOCUMENTS_A_WORKER, Engine, Settings, Task
from extractor.running.lanes import work
from extractor.running.version import extractor_version
from extractor.running.worker import Factory
from extractor.storing import Document, Store


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """How to run. `timeout`: seconds a document; `memory`: megabytes a document, beyond the loaded program.

    `fresh` extracts every document again. `workers`: None for one a processor. `scheduler`: the address of a
    Dask scheduler, whose workers then do the work in place of processes of this machine.
    """

    workers: int | None = None
    fresh: bool = False
    timeout: float | None = 300
    memory: int | None = 2000
    extractor: Factory = Extractor
    documents_a_worker: int = DOCUMENTS_A_WORKER
    scheduler: str | None = None


@dataclass(slots=True)
class Counts:
    """What a run did: contents that were extracted, left alone or failed, and further files of the same."""

    extracted: int = 0
    unchanged: int = 0
    copies: int = 0
    failed: int = 0

    @property
    def files(self) -> int:
        """All files and arguments that the run looked at."""
        return self.extracted + self.unchanged + self.copies + self.failed


class Observer(Protocol):
    """Is told how a run goes on."""

    def begin(self, total: int) -> None:
        """So many documents will be worked on."""

    def step(self) -> None:
        """One of them is done, well or not."""

    def fail(self, message: str) -> None:
        """A document or an argument has failed; the message is one line."""


def run_batch(
    inputs: Sequence[str | Path],
    store: Store,
    options: BatchOptions,
    observer: Observer,
    version: Callable[[], str] = extractor_version,
) -> Counts:
    """Extract what is new or changed in files, folders, glob patterns and addresses, and store it.

    A document that fails is noted in the store with its reason, is tried again in the next run, and costs
    nothing else. On KeyboardInterrupt, which is passed on, all that was counted is in the store.
    Raises `StartError` when the workers cannot load.
    """
    made_by = version()
    counts = Counts()
    stored = {
        "inputs": [str(word) for word in inputs],
        "workers": options.workers or processors(),
        "fresh": options.fresh,
        "timeout": options.timeout,
        "memory": options.memory,
        "scheduler": options.scheduler,
    }
    run = store.start_run(made_by, stored)
    try:
        with TemporaryDirectory(prefix="trialfacts-") as spool:
            found = find_inputs(inputs, Path(spool))
            for problem in found.problems:
                counts.failed += 1
                if problem.path is not None:
                    store.add_unreadable(run, problem.path, problem.reason)
                observer.fail(problem.reason)
            documents = _plan(found, store, options, made_by, counts)
            observer.begin(len(documents))
            if documents:
                _extract(documents, found, store, options, observer, run, made_by, counts)
    except BaseException:
        store.end_run(run, "interrupted", asdict(counts))
        raise
    store.end_run(run, "finished", asdict(counts))
    return counts


def _plan(found: Inputs, store: Store, options: BatchOptions, version: str, counts: Counts) -> list[Document]:
    """The documents to extract. Notes where the others stand now."""
    known: dict[str, list[str]] = {}
    before = store.paths()
    failing = {failure.path for failure in store.failures()}
    for path, sha in before.items():
        known.setdefault(sha, []).append(path)
    pending = []
    present: list[tuple[str, str]] = []
    gone: list[str] = []
    for document in found.documents:
        counts.copies += len(document.paths) - 1
        # A file that was moved away leaves its content to its new place alone.
        gone += [path for path in known.get(document.sha, ()) if not _stands(path)]
        if not options.fresh and store.done(document.sha, version):
            counts.unchanged += 1
            present += [
                (path, document.sha)
                for path in document.paths
                if before.get(path) != document.sha or path in failing
            ]
        else:
            pending.append(document)
    if present or gone:
        store.set_paths(present, gone)
    return pending


def _stands(path: str) -> bool:
    return is_url(path) or os.path.lexists(path)


def _extract(
    documents: list[Document],
    found: Inputs,
    store: Store,
    options: BatchOptions,
    observer: Observer,
    run: int,
    version: str,
    counts: Counts,
) -> None:
    settings = Settings(
        options.extractor,
        options.workers or processors(),
        options.timeout,
        options.memory,
        options.documents_a_worker,
    )
    tasks = [_task(key, item, found.files[item.paths[0]]) for key, item in enumerate(documents)]
    with closing(_engine(options)(tasks, settings)) as results:
        for task, outcome in results:
            document = documents[task.key]
            if outcome.failure is None:
                store.add_result(run, version, document, outcome.records, outcome.checks)
                counts.extracted += 1
            else:
                store.add_failure(run, document, outcome.failure)
                counts.failed += 1
                observer.fail(outcome.failure)
            observer.step()


def _task(key: int, document: Document, file: Path) -> Task:
    name = document.paths[0]
    if is_url(name):
        return Task(key, file, document.sha, name, stem_of(name))
    return Task(key, file, document.sha, str(file), file.stem)


def _engine(options: BatchOptions) -> Engine:
    if options.scheduler is None:
        return work
    from extractor.running.cluster import work_at

    return partial(work_at, options.scheduler)
