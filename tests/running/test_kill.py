"""The same bytes whatever happens: with any number of workers, and after the main process was killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractor.running import Counts
from extractor.storing import Store

if TYPE_CHECKING:
    from conftest import Batch

Write = Callable[..., None]
HERE = Path(__file__).resolve().parent
MANY = 40


@pytest.fixture
def documents(write: Write) -> None:
    write(**{f"d{number}": f"text {number % 35}" for number in range(MANY)})


def start(batch: Batch, workers: int = 2) -> subprocess.Popen[bytes]:
    """A main process of its own, in a process group of its own."""
    command = [sys.executable, str(HERE / "made_extractors.py"), batch.folder, batch.path, str(workers)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE.parent.parent), str(HERE)])}
    return subprocess.Popen(command, env=environment, start_new_session=True, stderr=subprocess.PIPE)


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def stored(batch: Batch) -> int:
    with Store(batch.path) as store:
        return store.record_count()


def group_is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.usefixtures("documents")
def test_one_and_two_workers_give_the_same(batch: Batch) -> None:
    batch.run(workers=1)
    one = batch.lines()
    batch.run(workers=2, fresh=True)
    assert batch.lines() == one and len(one) == 35


@pytest.mark.skipif(os.name != "posix", reason="kills by signals")
@pytest.mark.usefixtures("documents")
def test_kill_and_resume(batch: Batch, tmp_path: Path) -> None:
    batch.run(workers=2)
    uninterrupted = batch.lines()
    batch.path = tmp_path / "killed.db"
    for enough in (1, 14):
        process = start(batch)
        wait_for(lambda enough=enough: stored(batch) >= enough)  # type: ignore[misc]
        process.kill()
        process.communicate()
        before = stored(batch)
        assert enough <= before < 35
        assert set(batch.lines()) <= set(uninterrupted)
        wait_for(lambda process=process: group_is_gone(process.pid))  # type: ignore[misc]
    assert batch.run(workers=2) == Counts(extracted=35 - before, unchanged=before, copies=5)
    assert batch.lines() == uninterrupted
    with Store(batch.path) as store:
        assert [run["status"] for run in store.runs()] == ["running", "running", "finished"]


@pytest.mark.skipif(os.name != "posix", reason="kills by signals")
@pytest.mark.usefixtures("documents")
def test_interrupt(batch: Batch) -> None:
    process = start(batch)
    wait_for(lambda: stored(batch) >= 1)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode != 0
    assert errors.count(b"Traceback") == 1  # that of this main process; the workers say nothing
    with Store(batch.path) as store:
        [run] = store.runs()
    # The signal may come between the storing of a record and its counting.
    assert run["status"] == "interrupted" and stored(batch) - run["counts"]["extracted"] in (0, 1)
    wait_for(lambda: group_is_gone(process.pid))
