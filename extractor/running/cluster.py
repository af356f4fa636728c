"""The documents of a run on the workers of a Dask cluster.

Contents travel with their tasks, so the workers need no file system of ours. Dask gives a lost worker's
documents to others; a document that several workers died of fails. What comes back is stored by the caller.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Generator, Iterable
from queue import SimpleQueue
from typing import Any

from extractor.reading import ReadError
from extractor.reading.limits import read_limited
from extractor.running.jobs import Settings, StartError, Task
from extractor.running.version import extractor_version
from extractor.running.worker import Factory, Job, Outcome, extract_document

Client = Any
Future = Any
"""distributed's own, which is imported where it is used: it is an extra, and its types are partial."""
_SECONDS_TO_CONNECT = 15
_SECONDS_FOR_WORKERS = 60
_TASKS_A_THREAD = 3
"""Tasks on their way for each thread of the cluster: enough to keep it busy, few enough to hold."""
_OVERDUE = "trialfacts-overdue"
_ONE_AT_A_TIME = threading.Lock()
"""A worker with several threads still reads one document at a time; the libraries are not made for more."""


class VersionError(Exception):
    """The worker would make other records than this program."""


def work_at(
    address: str, tasks: Iterable[Task], settings: Settings
) -> Generator[tuple[Task, Outcome], None, None]:
    """Each task with its outcome, in the order in which they finish, from the cluster of a scheduler.

    Raises StartError when there is no scheduler or worker, or one with another version, or it is lost.
    """
    client = _connect(address)
    try:
        yield from _Work(client, settings).all(deque(tasks))
    finally:
        client.close(timeout=2)


def _connect(address: str) -> Client:
    try:
        import distributed
    except ImportError:
        raise StartError("--engine dask needs a further package; pip install 'trialfacts[cluster]'") from None
    try:
        connect: Any = distributed.Client
        client: Client = connect(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        about = " ".join(str(error).split())
        raise StartError(f"{address}: no scheduler answers ({about}); check --scheduler") from None
    try:
        client.wait_for_workers(1, timeout=_SECONDS_FOR_WORKERS)
    except TimeoutError:
        client.close(timeout=2)
        raise StartError(f"{address}: has no workers; start some with 'dask worker {address}'") from None
    return client


class _Work:
    """The tasks that are on their way, and what comes back."""

    def __init__(self, client: Client, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        self._events: SimpleQueue[Future | int] = SimpleQueue()
        self._sent: dict[int, tuple[Task, Future]] = {}
        self._run = os.urandom(8).hex()

    def all(self, waiting: deque[Task]) -> Generator[tuple[Task, Outcome], None, None]:
        self._client.subscribe_topic(_OVERDUE, self._hear)
        try:
            while waiting or self._sent:
                while waiting and len(self._sent) < self._room():
                    failed = self._send(waiting.popleft())
                    if failed is not None:
                        yield failed
                if self._sent:
                    done = self._collect(self._events.get())
                    if done is not None:
                        yield done
        finally:
            self._client.unsubscribe_topic(_OVERDUE)
            self._client.cancel([future for _, future in self._sent.values()], force=True)

    def _room(self) -> int:
        return max(_TASKS_A_THREAD * sum(self._client.nthreads().values()), 1)

    def _send(self, task: Task) -> tuple[Task, Outcome] | None:
        try:
            job = task.job(read_limited(task.path))
        except ReadError as error:
            return task, Outcome(failure=str(error))
        future = self._client.submit(
            extract_there,
            self._settings.factory,
            job,
            self._settings.timeout,
            extractor_version(),
            (self._run, task.key),
            key=f"trialfacts-{self._run}-{task.key}",
            pure=False,
        )
        self._sent[task.key] = task, future
        future.add_done_callback(self._events.put)
        return None

    def _hear(self, event: tuple[float, Any]) -> None:
        run, key = event[1]
        if run == self._run:
            self._events.put(key)

    def _collect(self, event: Future | int) -> tuple[Task, Outcome] | None:
        """The outcome that an event brings: a task's end, or the key of one that took too long."""
        key = event if isinstance(event, int) else int(event.key.rpartition("-")[2])
        if key not in self._sent:
            return None
        task, future = self._sent.pop(key)
        if isinstance(event, int):
            future.cancel(force=True)
            return task, task.overdue(self._settings)
        from distributed.scheduler import KilledWorker

        try:
            outcome: Outcome = future.result()
            return task, outcome
        except KilledWorker:
            return task, task.ended()
        except VersionError as error:
            raise StartError(str(error)) from None
        except Exception as error:
            about = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            if future.status == "error":
                raise StartError(f"the workers cannot do the work ({about})") from error
            raise StartError(
                f"the scheduler was lost ({about}); the same command goes on from there"
            ) from error


def extract_there(
    factory: Factory, job: Job, timeout: float | None, version: str, key: tuple[str, int]
) -> Outcome:
    """What a worker does with a document. Past its time the worker says so and ends its process."""
    from distributed import get_worker

    worker = get_worker()
    if extractor_version() != version:
        raise VersionError(
            f"{worker.address}: has trialfacts {extractor_version()}, not {version}; "
            "install the same everywhere"
        )

    def end() -> None:
        worker.log_event(_OVERDUE, list(key))
        time.sleep(1)  # The event goes out first.
        os._exit(1)

    with _ONE_AT_A_TIME:
        watch = threading.Timer(timeout, end) if timeout is not None else None
        if watch is not None:
            watch.daemon = True
            watch.start()
        try:
            return extract_document(factory, job, None)
        finally:
            if watch is not None:
                watch.cancel()
