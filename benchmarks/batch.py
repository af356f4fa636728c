"""What a run over many documents costs, and what is left of it when its main process is killed.

Usage: python benchmarks/batch.py FOLDER... [--documents N] [--kills N] [--kill-documents N] [--seed N]

All documents of the folders are taken once; those with annotations beside them are then multiplied, with
the names of their trials and drugs changed in every copy, until there are N (default: 2000). One worker does
them, and two; a second run finds nothing to do; the memory of the main process and of the workers is sampled
meanwhile. Then a run over fewer documents (default: 400) is started and its main process killed at a random
moment of its work (default: 10 times), each time with a store of its own, and the same command goes on from
there. The exit code is 1 when a store differs from that of an uninterrupted run. Linux only: it reads /proc.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from extractor.reading import find_documents
from schemas import read_record

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
SECONDS_BETWEEN_SAMPLES = 0.5
MEGABYTE = 1_000_000
CONTENT = {
    "documents": "sha, size, first_path, version, checks",
    "paths": "path, sha",
    "records": "sha, position, document_id, json",
    "failures": "path, sha, reason",
}
"""What a store holds, less the times and the numbers of the runs."""
_VOWELS, _CONSONANTS = "aeiou", "bcdfghklmnprstvz"


def main() -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description="a run over many documents: speed, memory, kills")
    parser.add_argument("folders", nargs="*", type=Path, default=[CORPUS])
    parser.add_argument("--documents", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--kill-documents", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with TemporaryDirectory(prefix="trialfacts-batch-") as name:
        work = Path(name)
        good = True
        if arguments.documents:
            folder = work / "many"
            made = make_documents(arguments.folders, folder, arguments.documents)
            print(f"{made} documents, {sum(file.stat().st_size for file in folder.iterdir()) / 1e6:.1f} MB")
            good = measure(folder, work)
        if arguments.kills:
            folder = work / "fewer"
            made = make_documents(arguments.folders, folder, arguments.kill_documents, short=True)
            print(f"kills, over {made} documents:")
            good = kill_and_resume(folder, work, arguments.kills, random.Random(arguments.seed)) and good
    return 0 if good else 1


def make_documents(folders: list[Path], target: Path, most: int, short: bool = False) -> int:
    """Fill a folder with documents, each with a content of its own; how many. `short`: small files first."""
    target.mkdir()
    found = [path for folder in folders for path in find_documents(folder)]
    if short:
        found.sort(key=lambda path: (path.stat().st_size, path.name))
    numbers = count()
    for path in found[:most]:
        shutil.copy(path, target / f"{next(numbers):05}-{path.name}")
    annotated = [path for path in found if (path.parent / f"{path.stem}.gold.json").exists()]
    if not annotated:
        return len(list(target.iterdir()))
    for copy in count(1):
        for path in annotated:
            number = next(numbers)
            if number >= most:
                return most
            changed = rename(path.read_text(encoding="utf-8", errors="replace"), names_of(path), copy)
            (target / f"{number:05}-{copy}-{path.name}").write_text(changed, encoding="utf-8")
    raise AssertionError("count() ends never")


def names_of(path: Path) -> set[str]:
    """The drugs', trials' and registries' names in the annotations beside a document."""
    record = read_record(path.parent / f"{path.stem}.gold.json")
    names: set[str] = set()
    for trial in record.trials:
        names.update(drug.name for drug in trial.interventions)
        names.update(trial.registry_ids)
        names.update([trial.acronym] if trial.acronym else [])
    return {name for name in names if len(name) > 3 and name != "placebo"}


def rename(text: str, names: set[str], copy: int) -> str:
    """The text with other names: each letter of the first three and each digit is moved on by `copy`."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(re.escape(name), lambda found: _moved(found[0], copy), text, flags=re.IGNORECASE)
    # A text without any of the names has to differ all the same.
    note = f"<!-- {copy} -->" if text.lstrip().startswith("<") else f"\n\nCopy {copy}.\n"
    return text.rstrip() + note


def _moved(name: str, copy: int) -> str:
    return "".join(
        _next(letter, copy) if place < 3 or letter.isdigit() else letter for place, letter in enumerate(name)
    )


def _next(letter: str, copy: int) -> str:
    for ring in (_VOWELS, _CONSONANTS, _VOWELS.upper(), _CONSONANTS.upper(), "0123456789"):
        if letter in ring:
            return ring[(ring.index(letter) + copy) % len(ring)]
    return letter


def measure(folder: Path, work: Path) -> bool:
    """Print the times and the memory of runs with one worker and two; whether both gave the same."""
    contents, seconds = [], []
    for workers in (1, 2):
        store = work / f"{workers}.db"
        samples, spent = watched(folder, store, workers)
        seconds.append(spent)
        contents.append(content(store))
        print(f"{workers} worker(s): {spent:.1f} s; memory in MB (main, largest worker):")
        for share in (10, 25, 50, 75, 100):
            main_size, worker_size = samples[min(len(samples) - 1, len(samples) * share // 100)]
            print(f"  at {share:3} %: {main_size:.0f}, {worker_size:.0f}")
        print(f"  at most: {max(m for m, _ in samples):.0f}, {max(w for _, w in samples):.0f}")
    _, again = watched(folder, work / "2.db", 2)
    print(f"two workers against one: {seconds[0] / seconds[1]:.2f} times as fast")
    print(f"second run, nothing changed: {again:.1f} s, {100 * again / seconds[1]:.1f} % of the first")
    same = contents[0] == contents[1]
    print(f"stores of one worker and of two: {'the same' if same else 'DIFFERENT'}")
    print(f"  {len(contents[0]['records'])} records, {len(contents[0]['failures'])} failures")
    return same


def start(folder: Path, store: Path, workers: int) -> subprocess.Popen[bytes]:
    """`trialfacts run` in a process group of its own."""
    command = [sys.executable, "-m", "extractor.cli", "run", str(folder), "--store", str(store)]
    return subprocess.Popen(
        [*command, "--workers", str(workers)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def watched(folder: Path, store: Path, workers: int) -> tuple[list[tuple[float, float]], float]:
    """Samples of the megabytes of the main process and of its largest worker, and the seconds of a run."""
    started = time.monotonic()
    process = start(folder, store, workers)
    samples = []
    while process.poll() is None:
        sizes = dict(group_sizes(process.pid))
        own = sizes.pop(process.pid, 0.0)
        samples.append((own, max(sizes.values(), default=0.0)))
        time.sleep(SECONDS_BETWEEN_SAMPLES)
    return samples, time.monotonic() - started


def group_sizes(group: int) -> Iterator[tuple[int, float]]:
    """The processes of a group with their resident megabytes."""
    page = os.sysconf("SC_PAGE_SIZE")
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            state = (entry / "stat").read_text().rpartition(") ")[2].split()
            if int(state[2]) == group and state[0] != "Z":
                pages = int((entry / "statm").read_text().split()[1])
                yield int(entry.name), pages * page / MEGABYTE
        except (OSError, IndexError):
            continue


def content(store: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that a store holds, after a look at its soundness."""
    connection = sqlite3.connect(store)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return {
            table: sorted(connection.execute(f"SELECT {columns} FROM {table}"), key=repr)
            for table, columns in CONTENT.items()
        }
    finally:
        connection.close()


def kill_and_resume(folder: Path, work: Path, kills: int, chance: random.Random) -> bool:
    """Kill runs at random moments, go on, and compare the stores; whether all were the same."""
    whole = work / "whole.db"
    _, seconds = watched(folder, whole, 2)
    expected, good = content(whole), True
    print(f"  uninterrupted: {seconds:.1f} s, {len(expected['records'])} records")
    for number in range(1, kills + 1):
        store, enough = work / f"killed-{number}.db", chance.randrange(len(expected["records"]))
        process = start(folder, store, 2)
        while process.poll() is None and _records(store) < enough:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.1))
        os.kill(process.pid, signal.SIGKILL)
        ended = process.wait() != -signal.SIGKILL
        left_at = time.monotonic()
        while dict(group_sizes(process.pid)) and time.monotonic() - left_at < 30:
            time.sleep(0.05)
        orphans = len(dict(group_sizes(process.pid)))
        before = _records(store)
        watched(folder, store, 2)
        same = content(store) == expected
        good = good and same and not orphans
        print(
            f"  killed{' too late' if ended else ''} with {before:4} records, {orphans} workers left behind, "
            f"after the resume {'the same' if same else 'DIFFERENT'}",
            flush=True,
        )
        store.unlink()
    return good


def _records(store: Path) -> int:
    """How many records are safe; 0 as long as there is no store."""
    if not store.exists():
        return 0
    connection = sqlite3.connect(store)
    try:
        return int(connection.execute("SELECT count(*) FROM records").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
