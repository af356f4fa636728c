"""Worker processes side by side, each a standard pool of one.

With one process a pool, it is known at once which document a broken or overdue worker had in hand; the others
never notice. A pool of several would lose all that was in work.
"""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from typing import Any

from extractor.running.jobs import Settings, StartError, Task
from extractor.running.worker import Outcome, extract_document, set_up, warm_up

_ATTEMPTS = 2
"""A worker may die of something else (the system short of memory): its document gets a second try."""
_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def work(tasks: Iterable[Task], settings: Settings) -> Generator[tuple[Task, Outcome], None, None]:
    """Each task with its outcome, in the order in which they finish. Closing it stops all workers.

    Raises StartError when a worker cannot load the pipeline.
    """
    waiting = deque(tasks)
    lanes = [_Lane(settings) for _ in range(min(settings.workers, len(waiting)))]
    finished: list[tuple[Task, Outcome]] = []
    try:
        while True:
            for lane in lanes:
                if waiting and lane.ready():
                    lane.give(waiting.popleft())
            # The workers have their next documents while the caller stores these.
            yield from finished
            finished = []
            busy = [lane.future for lane in lanes if lane.task is not None or (waiting and lane.starting)]
            if not busy:
                return
            left = min(lane.deadline for lane in lanes) - time.monotonic()
            wait(busy, None if left == float("inf") else max(left, 0), FIRST_COMPLETED)
            for lane in lanes:
                result = lane.collect()
                if isinstance(result, Task):
                    waiting.appendleft(result)
                elif result is not None:
                    finished.append(result)
    finally:
        for lane in lanes:
            lane.stop()


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """A process that is started here does not hear Ctrl-C; ours does when the block ends."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Lane:
    """One worker process after another, each with at most one document in hand."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.task: Task | None = None
        self._start()

    def _start(self) -> None:
        self._pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=set_up)
        self._pid: int | None = None
        self._count = 0
        self._worn = False
        self.deadline = float("inf")
        with _no_interrupts():
            self.future: Future[Any] = self._pool.submit(
                warm_up, self._settings.factory, self._settings.memory
            )

    @property
    def starting(self) -> bool:
        """Whether the worker still loads the pipeline."""
        return self._pid is None

    def ready(self) -> bool:
        """Whether a document can be given. Replaces a worker that is not fit for another."""
        if self.task is None and self._worn:
            self.stop()
            self._start()
        if self.starting and self.future.done():
            try:
                self._pid = self.future.result()
            except BrokenProcessPool:
                raise StartError("a worker process died while it loaded; is there enough memory?") from None
            except Exception as error:
                raise StartError(f"a worker cannot load ({type(error).__name__}: {error})") from error
        return self.task is None and not self.starting

    def give(self, task: Task) -> None:
        """Start on a document."""
        settings = self._settings
        task.attempts += 1
        self.task = task
        self._count += 1
        if settings.timeout is not None:
            self.deadline = time.monotonic() + settings.timeout
        try:
            self.future = self._pool.submit(extract_document, settings.factory, task.job(), settings.memory)
        except BrokenProcessPool as error:
            self.future = Future()
            self.future.set_exception(error)

    def collect(self) -> tuple[Task, Outcome] | Task | None:
        """The finished task with its outcome, a task to be done again, or None while it is at work."""
        task = self.task
        if task is None or not (self.future.done() or time.monotonic() >= self.deadline):
            return None
        self.task = None
        self.deadline = float("inf")
        if not self.future.done():
            self._kill()
            self._worn = True
            return task, task.overdue(self._settings)
        try:
            outcome: Outcome = self.future.result()
        except Exception as error:
            self._worn = True
            if isinstance(error, BrokenProcessPool) and task.attempts < _ATTEMPTS:
                return task
            return task, task.ended()
        self._worn = not outcome.sound or self._count >= self._settings.documents_a_worker
        return task, outcome

    def stop(self) -> None:
        """End the worker, at once if it has a document in hand."""
        if self.task is not None and not self.future.done():
            self._kill()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _kill(self) -> None:
        if self._pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self._pid, _KILL)
