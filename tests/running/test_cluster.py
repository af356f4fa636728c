"""A run on a Dask cluster: a real scheduler and real worker processes on this machine."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractor.running import Counts, StartError
from extractor.storing import Store

pytest.importorskip("distributed")

if TYPE_CHECKING:
    from conftest import Batch

Write = Callable[..., None]
HERE = Path(__file__).resolve().parent


class Cluster:
    """A scheduler, and workers in process groups of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        self._started: list[subprocess.Popen[bytes]] = []
        self.start("scheduler", "--host", "127.0.0.1", "--port", "0")
        end = time.monotonic() + 30
        while not self._file.exists():
            assert time.monotonic() < end, "no scheduler"
            time.sleep(0.05)
        self.address: str = json.loads(self._file.read_text())["address"]

    def start(self, what: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", what, "--scheduler-file", str(self._file), "--no-dashboard"]
        paths = [str(HERE.parent.parent), str(HERE)]
        process = subprocess.Popen(
            [*command, *words],
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            cwd=self._folder,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._started.append(process)
        return process

    def worker(self, *words: str) -> subprocess.Popen[bytes]:
        return self.start("worker", "--nthreads", "1", "--host", "127.0.0.1", *words)

    def workers(self) -> int:
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return len(client.nthreads())

    def stop(self) -> None:
        for process in reversed(self._started):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path)
    try:
        yield cluster
    finally:
        cluster.stop()


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


@pytest.mark.skipif(os.name != "posix", reason="kills by signals")
def test_a_killed_worker_costs_nothing(
    batch: Batch, write: Write, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cluster.worker("--no-nanny")
    cluster.worker("--nanny")
    write(**{f"d{number}": f"text {number % 55}" for number in range(60)}, bad="raise an error")
    batch.run("Slow", workers=2)
    uninterrupted = batch.lines()
    local = batch.run("Bad", workers=2, fresh=True)
    records, failed = batch.lines(), batch.failed
    wait_for(lambda: cluster.workers() == 2)

    batch.path = tmp_path / "cluster.db"
    with Store(batch.path):
        pass

    def kill() -> None:
        with Store(batch.path) as store:
            wait_for(lambda: store.record_count() >= 5)
        first.kill()

    killer = threading.Thread(target=kill)
    killer.start()
    assert batch.run("Slow", scheduler=cluster.address) == Counts(extracted=56, copies=5)
    killer.join()
    assert first.wait() == -signal.SIGKILL and cluster.workers() == 1
    assert batch.lines() == uninterrupted
    assert batch.run("Bad", scheduler=cluster.address, fresh=True) == local
    assert (batch.lines(), batch.failed) == (records, failed)

    # A document past its time ends its worker, which the nanny starts again; the others are done.
    write(hang="hang here", after="well")
    again = batch.run("Bad", scheduler=cluster.address, timeout=1)
    assert again == Counts(extracted=1, unchanged=55, copies=5, failed=2)
    assert any("hang.txt: took more than the limit of 1 seconds" in line for line in batch.failed)

    # Workers with other rules would make other records.
    monkeypatch.setattr("extractor.running.cluster.extractor_version", lambda: "another")
    with pytest.raises(StartError, match="install the same everywhere"):
        batch.run("Quick", scheduler=cluster.address, fresh=True)


def test_no_scheduler(batch: Batch, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write(a="one")
    monkeypatch.setattr("extractor.running.cluster._SECONDS_TO_CONNECT", 1)
    with pytest.raises(StartError, match="no scheduler answers"):
        batch.run(scheduler="tcp://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StartError, match=r"pip install 'trialfacts\[cluster\]'"):
        batch.run(scheduler="tcp://127.0.0.1:9")
