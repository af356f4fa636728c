"""Where the system refuses to write: one line that says what to do, and what was stored before is there."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from extractor import cli
from extractor.storing import Document, Record, Store, StoreFailure, store

TEXT = "In a phase 2 trial, {} adults with asthma were randomized to examplumab or placebo.\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trials.db"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SECONDS_TO_WAIT", 0.05)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program is writing."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def add(opened: Store, number: int) -> None:
    run = opened.start_run("1", {})
    document = Document(f"{number:064}", 1, (f"/{number}",))
    opened.add_result(run, "1", document, [Record("x", '"' + "long " * 5000 + '"')], {})


def test_a_full_disk_keeps_what_was_stored(path: Path) -> None:
    with Store(path) as opened:
        add(opened, 1)
        pages = opened._db.execute("PRAGMA page_count").fetchone()[0]
        opened._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(StoreFailure, match="the disk is full; make room"):
            add(opened, 2)
    with Store(path) as opened:
        assert opened.record_count() == 1 and opened.done(f"{1:064}", "1")


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "write",
    [
        lambda opened: opened.start_run("1", {}),
        lambda opened: opened.end_run(1, "finished", {}),
        lambda opened: opened.add_unreadable(1, "/x", "locked"),
        lambda opened: opened.set_paths([]),
        lambda opened: add(opened, 1),
    ],
)
def test_another_program_that_writes_on_and_on(path: Path, write: Callable[[Store], object]) -> None:
    with Store(path) as opened, locked(path), pytest.raises(StoreFailure, match="another program has been"):
        write(opened)


@pytest.mark.usefixtures("impatient")
def test_a_run_says_it_in_a_line(path: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(TEXT.format(40))
    Store(path).close()
    with locked(path):
        assert cli.main(["run", str(tmp_path / "in"), "--store", str(path), "--workers", "1"]) == 1
    [line] = capfd.readouterr().err.splitlines()
    assert line.startswith(f"trialfacts: {path}: another program has been writing to it")


@pytest.mark.skipif(sys.platform != "linux", reason="sets a limit that other systems lack")
def test_a_run_whose_disk_fills_up_goes_on_when_there_is_room(path: Path, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk, in a process of its own."""
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}.txt").write_text(TEXT.format(40 + number))
    limit = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)); "
    words = ["-m", "extractor.cli", "run", str(folder), "--store", str(path), "--workers", "1"]
    program = (
        f"{limit}import sys; sys.argv[1:] = {words[2:]!r}; from extractor.cli import main; sys.exit(main())"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(cli.__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    *_, line = done.stderr.splitlines()
    assert line.startswith(f"trialfacts: {path}: the disk ")
    with Store(path) as opened:
        before = opened.record_count()
    assert 0 < before < 30
    again = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=True
    )
    assert f"{30 - before} extracted, {before} unchanged" in again.stdout


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(path: Path, tmp_path: Path) -> None:
    Store(path).close()
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StoreFailure, match="check the permissions"):
            Store(path)
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("command", ["run", "export", "compare", "review"])
def test_a_store_of_a_newer_program(
    path: Path, tmp_path: Path, command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    Store(path).close()
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("PRAGMA user_version = 999")
    (tmp_path / "a.txt").write_text(TEXT.format(40))
    words = {
        "run": [str(tmp_path / "a.txt")],
        "export": ["--to", "csv", "--out", str(tmp_path / "x")],
        "compare": [],
        "review": ["--port", "0"],
    }
    assert cli.main([command, *words[command], "--store", str(path)]) == 2
    [line] = capfd.readouterr().err.splitlines()
    assert line.startswith(f"trialfacts {command}: error: {path}: was written by a newer trialfacts")
