"""`trialfacts run`: folders of documents into a store, as often as one likes."""

from __future__ import annotations

import argparse
import math
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from extractor.commands.progress import Progress
from extractor.commands.streams import FAILED, OK, UsageError, say

if TYPE_CHECKING:
    from extractor.running import Counts
    from extractor.storing import Store

SEVERITIES = ("error", "warning", "note")

DESCRIPTION = """\
Extract the documents of folders into a store, one SQLite file, with several processes at a time.

Run it again to go on after a stop, or after files have come, changed or moved: what is in the store and
unchanged is left alone. A document that fails is listed and kept in the store with its reason; it costs the
others nothing, and the next run tries it again. 'trialfacts export' takes the results out of the store."""

EPILOG = """\
examples:
  trialfacts run articles --store trials.db
  trialfacts run s3://bucket/articles --store trials.db --engine dask --scheduler tcp://host:8786
  trialfacts run 'inbox/**/*.html' more/ --store trials.db --workers 8
  trialfacts export --store trials.db --to csv --out trials.csv"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this command to the program's parser."""
    parser = commands.add_parser(
        "run",
        help="folders of documents into a store; resumes where it was stopped",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "inputs",
        metavar="FOLDER|GLOB|URL",
        nargs="+",
        help="a folder (taken with the folders in it), a document, a pattern with * ? [] and ** in quotes, "
        "or an address: https://, s3://, gs:// (extras https, s3, gcs; the latter two also for folders and "
        "patterns)",
    )
    parser.add_argument(
        "--store", metavar="FILE", type=Path, required=True, help="the store; made if it is not there"
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=_workers,
        help="worker processes (default: one a processor); the results do not depend on it",
    )
    parser.add_argument(
        "--engine",
        choices=["local", "dask"],
        default="local",
        help="local (default): processes of this machine; dask: the workers of a cluster (the extra cluster)",
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="the Dask scheduler, such as tcp://host:8786")
    parser.add_argument("--fresh", action="store_true", help="extract every document again")
    parser.add_argument(
        "--timeout",
        metavar="SECONDS",
        type=_seconds,
        default=300.0,
        help="longest time for one document, beyond which it fails (default: 300)",
    )
    parser.add_argument(
        "--memory",
        metavar="MB",
        type=_megabytes,
        default=2000,
        help="most memory for one document, beside the program's own, beyond which it fails (default: 2000); "
        "a cluster's workers have their own limit",
    )
    parser.set_defaults(run=run)


def _workers(word: str) -> int:
    return int(_positive(word, int(word)))


def _megabytes(word: str) -> int:
    return int(_positive(word, int(word)))


def _seconds(word: str) -> float:
    return _positive(word, float(word))


def _positive(word: str, number: float) -> float:
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"{word}: must be more than 0")
    return number


def run(args: argparse.Namespace) -> int:
    """Run over what the options name; the exit code."""
    from extractor.running import BatchOptions, StartError, run_batch
    from extractor.storing import Store, StoreError, StoreFailure

    if (args.engine == "dask") != (args.scheduler is not None):
        raise UsageError("--engine dask and --scheduler ADDRESS go together")
    if args.scheduler is not None and args.workers is not None:
        raise UsageError("--workers is for --engine local; a cluster's workers are those of its scheduler")
    options = BatchOptions(args.workers, args.fresh, args.timeout, args.memory, scheduler=args.scheduler)
    started = time.monotonic()
    try:
        with Store(args.store) as store, _Report() as report:
            try:
                counts = run_batch(args.inputs, store, options, report)
            except KeyboardInterrupt:
                report.close()
                say(f"stopped; what was done is in {args.store}, and the same command goes on from there")
                raise
            report.close()
            sys.stdout.write(_summary(counts, store, args.store, time.monotonic() - started))
            return FAILED if counts.failed else OK
    except StoreFailure as error:
        say(error)
        return FAILED
    except (StoreError, StartError) as error:
        raise UsageError(str(error)) from None


class _Report:
    """Shows progress and failures on standard error."""

    def __init__(self) -> None:
        self._progress: Progress | None = None

    def __enter__(self) -> _Report:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def begin(self, total: int) -> None:
        self._progress = Progress(total).__enter__()

    def step(self) -> None:
        if self._progress is not None:
            self._progress.step()

    def fail(self, message: str) -> None:
        if self._progress is not None:
            self._progress.fail(message)
        else:
            say(message)

    def close(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.__exit__(None, None, None)
            self._progress = None


def _summary(counts: Counts, store: Store, path: Path, seconds: float) -> str:
    """What the run did and what the store holds now, a few lines."""
    rate = f", {counts.extracted / seconds:.1f} a second" if counts.extracted and seconds > 0 else ""
    checks = store.check_counts()
    found = ", ".join(f"{_some(checks[severity], severity)}" for severity in SEVERITIES)
    return (
        f"{_some(counts.files, 'file')}: {counts.extracted} extracted, {counts.unchanged} unchanged, "
        f"{_some(counts.copies, 'copy', 'copies')} of others, {counts.failed} failed "
        f"({seconds:.1f} s{rate})\n"
        f"{path}: {_some(store.record_count(), 'record')}; checks: {found}\n"
    )


def _some(count: int, noun: str, plural: str | None = None) -> str:
    return f"{count} {noun if count == 1 else plural or noun + 's'}"
