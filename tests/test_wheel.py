"""The built wheel holds everything the program needs, and works from another folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TEXT = (
    "In a phase 2 trial, 120 adults with asthma were randomized 1:1 to examplumab 200 mg or placebo. "
    "At week 12, 45.0% of patients in the examplumab group responded, compared with 20.0% on placebo."
)


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy of what it is made of."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in ("extractor", "schemas"):
        shutil.copytree(root / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(root / name, source)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    [built] = out.glob("trialfacts-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which nothing but the wheel is installed."""
    target = tmp_path_factory.mktemp("target")
    offline = ["--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check"]
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        *offline,
        "--target",
        str(target),
        str(wheel),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return target


def _run(installed: Path, folder: Path, *words: str) -> str:
    program = (
        "import extractor, schemas, sys; "
        f"assert extractor.__file__.startswith({str(installed)!r}), extractor.__file__; "
        f"assert schemas.__file__.startswith({str(installed)!r}), schemas.__file__; "
        "from extractor.cli import main; sys.exit(main())"
    )
    environment = os.environ | {"PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", program, *words]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_all_files_of_the_packages(wheel: Path, root: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    for package in ("extractor", "schemas"):
        for path in (root / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert path.relative_to(root).as_posix() in held


def test_it_prints_the_schema_from_another_folder(installed: Path, tmp_path: Path) -> None:
    assert json.loads(_run(installed, tmp_path, "schema"))["title"] == "DocumentRecord"


def test_it_extracts_from_another_folder(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text(TEXT, encoding="utf-8")
    record = json.loads(_run(installed, tmp_path, "extract", "note.txt"))
    assert record["document"]["id"] == "note"
    assert record["trials"][0]["phase"] == "2"
    values = {result["value"] for result in record["trials"][0]["arm_results"]}
    assert values == {45.0, 20.0}
