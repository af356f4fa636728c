"""A folder of documents, a store, and runs over them with real worker processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from extractor.running import BatchOptions, Counts, run_batch
from extractor.storing import Store

HERE = Path(__file__).resolve().parent


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes import the made extractors by name."""
    monkeypatch.syspath_prepend(str(HERE))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


class Batch:
    """Runs over one folder into one store; `failed` has the failure lines of the last run."""

    def __init__(self, folder: Path, path: Path) -> None:
        self.folder = folder
        self.path = path
        self.failed: list[str] = []
        self.total = 0
        self.steps = 0

    def begin(self, total: int) -> None:
        self.total = total

    def step(self) -> None:
        self.steps += 1

    def fail(self, message: str) -> None:
        self.failed.append(message)

    def run(
        self, extractor: str = "Quick", version: str = "1", inputs: Sequence[str] = (), **options: object
    ) -> Counts:
        import made_extractors

        self.failed, self.total, self.steps = [], 0, 0
        chosen = BatchOptions(extractor=getattr(made_extractors, extractor), **options)  # type: ignore[arg-type]
        with Store(self.path) as store:
            return run_batch(inputs or [self.folder], store, chosen, self, lambda: version)

    def lines(self) -> list[str]:
        with Store(self.path) as store:
            return [record.json for record in store.records()]

    def titles(self) -> dict[str, str]:
        import json

        documents = [json.loads(line)["document"] for line in self.lines()]
        return {document["id"]: document["title"] for document in documents}


@pytest.fixture
def batch(folder: Path, tmp_path: Path) -> Batch:
    return Batch(folder, tmp_path / "trials.db")


@pytest.fixture
def write(folder: Path) -> Callable[..., None]:
    """Writes documents: their names without suffix, and their texts."""

    def write(**texts: str) -> None:
        for name, text in texts.items():
            (folder / f"{name}.txt").write_text(text)

    return write
