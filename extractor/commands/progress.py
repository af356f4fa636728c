"""How far a long command has come, on standard error."""

from __future__ import annotations

import sys
import time
from datetime import timedelta
from types import TracebackType
from typing import TYPE_CHECKING

from extractor.commands.streams import failure_line

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """A bar on a terminal, else a plain line from time to time; nothing for a single document.

    Failure lines go through `fail`, so that they do not break the bar. `quiet` shows failures alone: for
    output that scrolls by on the same terminal.
    """

    def __init__(self, total: int, noun: str = "documents", quiet: bool = False) -> None:
        self.failures = 0
        self._total = 1 if quiet else total
        self._noun = noun
        self._done = 0
        self._first = self._said = time.monotonic()
        self._bar: Bar | None = None

    def __enter__(self) -> Progress:
        if self._total > 1 and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            self._bar = Bar(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[rate]}", markup=False),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._bar.add_task(self._noun, total=self._total, rate="")
            self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def step(self) -> None:
        """One more is done."""
        self._done += 1
        if self._done == 1:
            # Programs load before the first document: that says nothing about the others.
            self._first = time.monotonic()
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], advance=1, rate=f"{self._rate():.1f}/s")
        elif 1 < self._done < self._total and time.monotonic() - self._said >= SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            left = (self._total - self._done) / self._rate()
            self.line(
                f"trialfacts: {self._done} of {self._total} {self._noun}, {self._rate():.1f} a second, "
                f"{timedelta(seconds=round(left))} left"
            )

    def _rate(self) -> float:
        return (self._done - 1) / max(time.monotonic() - self._first, 1e-6)

    def fail(self, message: object) -> None:
        """Count a failure and say it in one line."""
        self.failures += 1
        self.line(failure_line(message))

    def line(self, text: str) -> None:
        """Write a line (or several) to standard error."""
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        else:
            print(text, file=sys.stderr, flush=True)
