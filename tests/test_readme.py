"""Every command and program in the README and docs/exports.md runs as printed (but for installing)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).resolve().parent.parent / "README.md"
PAGES = (README, README.parent / "docs" / "exports.md")
BLOCKS = [
    block
    for page in PAGES
    for block in re.findall(r"(?ms)^```(sh|python)\n(.*?)^```", page.read_text(encoding="utf-8"))
]


def _commands() -> list[str]:
    """The shell commands, one a line; the set-up in front of the first command of a line is left out."""
    lines = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]
    steps = [line for line in lines if line and not line.startswith("#")]
    runs = [" && ".join(part for part in line.split(" && ") if not _is_setup(part)) for line in steps]
    return [run for run in runs if "pytest" not in run]


def _is_setup(part: str) -> bool:
    return "-m venv" in part or "pip install" in part


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the repository after its set-up."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(README.parent / "corpus", folder / "corpus")
    bin_folder = folder / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    python = bin_folder / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    program = bin_folder / "trialfacts"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m extractor.cli "$@"\n')
    for script in (python, program):
        script.chmod(0o755)
    return folder


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(README.parent)}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_the_readme_says_how_to_extract_and_how_to_test() -> None:
    setups = [line for _, block in BLOCKS for line in block.splitlines() if "pip install" in line]
    assert any(line.endswith("trialfacts extract corpus --out out") for line in setups)
    assert any(line.endswith("python -m pytest") for line in setups)


@pytest.mark.parametrize("command", _commands())
def test_a_command(command: str, copy: Path) -> None:
    before = set(copy.rglob("*"))
    done = _run(["sh", "-c", command], copy)
    assert done.returncode == 0, done.stderr
    assert done.stdout or set(copy.rglob("*")) > before


def test_the_main_job_gives_a_record_per_article(copy: Path) -> None:
    [command] = [command for command in _commands() if command.endswith("extract corpus --out out")]
    shutil.rmtree(copy / "out", ignore_errors=True)
    assert _run(["sh", "-c", command], copy).returncode == 0
    articles = {path.name.removesuffix(".gold.json") for path in (copy / "corpus").glob("*.gold.json")}
    assert articles <= {path.stem for path in (copy / "out").glob("*.json")}


@pytest.mark.parametrize("program", [block for kind, block in BLOCKS if kind == "python"])
def test_a_program(program: str, copy: Path) -> None:
    done = _run([sys.executable, "-c", program], copy)
    assert done.returncode == 0, done.stderr
    assert done.stdout
