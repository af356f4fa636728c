"""Every command and program in the README and the pages under docs/ runs as printed (without installations).

The blocks of a page run in their order in one folder, so that a command finds what those before it made. What
serves, such as the review or a cluster's scheduler, is started and stopped.
"""

from __future__ import annotations

import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PAGES = [README, *sorted((ROOT / "docs").glob("*.md"))]
FOLDERS = ("corpus", "articles", "folder")
"""What the pages call a folder with documents."""


def _blocks(page: Path) -> list[tuple[str, str]]:
    """The kind and the text of each block that can run."""
    return re.findall(r"(?ms)^```(sh|python)\n(.*?)^```", page.read_text(encoding="utf-8"))


def _steps(page: Path) -> list[tuple[str, str]]:
    """Commands, one a line, and programs; the set-up in front of the first command of a line is left out."""
    steps = []
    for kind, block in _blocks(page):
        if kind == "python":
            steps.append((kind, block))
            continue
        for line in block.splitlines():
            run = " && ".join(part for part in line.split(" && ") if not _is_setup(part))
            if run and not run.startswith("#") and "pytest" not in run:
                steps.append((kind, run))
    return steps


def _is_setup(part: str) -> bool:
    return "-m venv" in part or "pip install" in part


def _folder(path: Path) -> Path:
    """A folder that looks like the repository after its set-up, with a few of its articles."""
    pages = sorted(file.stem for file in (ROOT / "corpus").glob("*.html"))
    chosen = ["soficitinib-tyk2-ad-report", pages[0]]
    for name in FOLDERS:
        (path / name).mkdir()
        for stem in chosen:
            for file in (ROOT / "corpus").glob(f"{stem}.*"):
                shutil.copy(file, path / name)
    for name in ("examples", "benchmarks"):
        (path / name).symlink_to(ROOT / name)
    bin_folder = path / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    for name, words in (("python", ""), ("trialfacts", "-m extractor.cli ")):
        script = bin_folder / name
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}" {words}"$@"\n')
        script.chmod(0o755)
    return path


def _environment(folder: Path) -> dict[str, str]:
    search = os.pathsep.join([str(folder / ".venv" / "bin"), os.environ["PATH"]])
    return os.environ | {"PYTHONPATH": str(ROOT), "PATH": search}


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def _serve(command: str, folder: Path) -> None:
    """A command that serves pages says where, and goes on until it is stopped."""
    words = ["sh", "-c", f"exec {re.sub(' --port [0-9]+', '', command)} --port 0"]
    process = subprocess.Popen(
        words, cwd=folder, env=_environment(folder), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    said, end = b"", time.monotonic() + 60
    try:
        while b"http://127.0.0.1:" not in said:
            assert process.poll() is None and time.monotonic() < end, said.decode()
            if select.select([process.stdout], [], [], 0.2)[0]:
                said += os.read(process.stdout.fileno(), 4096)
        process.send_signal(signal.SIGINT)
        process.wait(20)
    finally:
        process.kill()
        process.communicate()


def _is_service(step: str) -> bool:
    return step.startswith(("dask scheduler", "dask worker"))


class _Cluster:
    """The scheduler and the workers that a page starts, for as long as the page's commands run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder.parent / f"{folder.name}-scheduler.json"
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, command: str) -> None:
        """A command of the page, less its comment, at a free port of this machine."""
        line = self.here(command.partition("#")[0]).replace("--nworkers 8", "--nworkers 1")
        if "scheduler" in line.split()[:2]:
            line += f" --port 0 --scheduler-file {self._file}"
        words = [sys.executable, "-m", *line.split(), "--host", "127.0.0.1", "--no-dashboard"]
        self._started.append(
            subprocess.Popen(
                words,
                cwd=self._folder,
                env=_environment(self._folder),
                start_new_session=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )
        end = time.monotonic() + 60
        while not self._file.exists():
            assert time.monotonic() < end, "no scheduler"
            time.sleep(0.05)

    def here(self, command: str) -> str:
        """The command with this machine's address in place of the page's."""
        if not self._file.exists():
            return command
        address = json.loads(self._file.read_text(encoding="utf-8"))["address"]
        return command.replace("tcp://HOST:8786", address)

    def stop(self) -> None:
        for process in reversed(self._started):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _package_files() -> dict[Path, int]:
    """When the files of the program were written: pages work in a folder of their own."""
    folders = ("extractor", "schemas", "corpus", "benchmarks", "examples")
    found = [path for name in folders for path in (ROOT / name).rglob("*")]
    return {path: path.stat().st_mtime_ns for path in found if path.is_file() and path.suffix != ".pyc"}


def _prepare(step: str, folder: Path) -> None:
    """What a page takes for granted: a store, and annotations that curators have finished."""
    if "--store trials.db" in step and " run " not in step and not (folder / "trials.db").exists():
        assert _run([".venv/bin/trialfacts", "run", "corpus", "--store", "trials.db"], folder).returncode == 0
    if step == "trialfacts evaluate gold":
        shutil.copytree(folder / "corpus", folder / "gold", dirs_exist_ok=True)


def test_the_readme_says_how_to_extract_and_how_to_test() -> None:
    setups = [line for _, block in _blocks(README) for line in block.splitlines() if "pip install" in line]
    assert any(line.endswith("trialfacts extract corpus --out out") for line in setups)
    assert any(line.endswith("python -m pytest") for line in setups)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_is_of_a_kind_that_runs_or_is_no_program(page: Path) -> None:
    """Without a kind a block would not be run: `text` is output, `json` and `toml` are checked as data."""
    marks = re.findall(r"(?m)^```(.*)$", page.read_text(encoding="utf-8"))
    assert set(marks[::2]) <= {"sh", "python", "json", "toml", "text", "r"} and set(marks[1::2]) <= {""}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_a_page_says_runs(page: Path, tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    folder, before = _folder(tmp_path / "page"), _package_files()
    cluster = _Cluster(folder)
    try:
        _run_steps(page, folder, cluster)
    finally:
        cluster.stop()
    assert _package_files() == before, "a page changed the program itself"


def _run_steps(page: Path, folder: Path, cluster: _Cluster) -> None:
    for kind, step in _steps(page):
        if _is_service(step):
            cluster.start(step)
            continue
        step = cluster.here(step)
        _prepare(step, folder)
        if "trialfacts review --store" in step:
            _serve(step, folder)
            continue
        before = set(folder.rglob("*"))
        if kind == "python":
            program = folder / "program.py"
            program.write_text(step, encoding="utf-8")
            done = _run([sys.executable, str(program)], folder)
        else:
            done = _run(["sh", "-c", step], folder)
        assert done.returncode == 0, f"{step}\n{done.stderr}"
        assert done.stdout or set(folder.rglob("*")) > before or "--out" in step, step


def test_the_main_job_gives_a_record_per_article(tmp_path: Path) -> None:
    folder = _folder(tmp_path)
    [command] = [step for _, step in _steps(README) if step.endswith("extract corpus --out out")]
    assert _run(["sh", "-c", command], folder).returncode == 0
    articles = {path.name.removesuffix(".gold.json") for path in (folder / "corpus").glob("*.gold.json")}
    assert articles <= {path.stem for path in (folder / "out").glob("*.json")}
