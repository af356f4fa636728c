"""The command line with an extractor of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import ARTICLE, Run, SmallExtractor

import extractor
from extractor import cli


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractor, "Extractor", SmallExtractor)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "zelvorex.txt"
    path.parent.mkdir()
    path.write_text(ARTICLE)
    return path


@pytest.fixture
def run(small: None, capfd: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as stop:
            code = int(stop.code or 0)
        out, err = capfd.readouterr()
        return code, out, err

    return call
