"""The script and the notebook under examples/ run; files side by side give the same records in order."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from extractor import Extractor
from extractor.reading import ReadError


@pytest.fixture
def folder(corpus: Path, tmp_path: Path) -> Path:
    """A few articles of the corpus, which are small."""
    made = tmp_path / "articles"
    made.mkdir()
    for path in sorted(corpus.glob("*.txt"), key=lambda path: path.stat().st_size)[:3]:
        shutil.copy(path, made)
    return made


def test_the_script(root: Path, folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    command = [sys.executable, str(root / "examples" / "curate.py"), str(folder), str(table), "2"]
    environment = os.environ | {"PYTHONPATH": str(root)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    with table.open(encoding="utf-8", newline="") as stream:
        documents = {row["document"] for row in csv.DictReader(stream)}
    assert documents and documents <= {path.stem for path in folder.iterdir()}


def test_the_notebook(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    notebook = json.loads((root / "examples" / "article.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    assert names["rows"]


def test_files_side_by_side(folder: Path) -> None:
    files = sorted(folder.iterdir())
    alone = list(Extractor().extract_many(files))
    assert list(Extractor().extract_many(files, workers=2)) == alone
    assert [record.document.id for record in alone] == [path.stem for path in files]


def test_a_file_that_cannot_be_read_is_told_in_its_turn(folder: Path) -> None:
    files = [*sorted(folder.iterdir())[:1], folder / "missing.txt"]
    records = Extractor().extract_many(files, workers=2)
    assert next(records).document.id == files[0].stem
    with pytest.raises(ReadError, match="missing.txt"):
        next(records)


def test_no_workers(folder: Path) -> None:
    with pytest.raises(ValueError, match="workers"):
        next(Extractor().extract_many(folder.iterdir(), workers=0))
