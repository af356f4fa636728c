"""`trialfacts run`: exit codes, one line a failure, a summary."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from extractor import cli

TEXT = "In a phase 2 trial, 40 adults with asthma were randomized to examplumab or placebo.\n"


def run(*words: object) -> int:
    try:
        return cli.main(["run", *map(str, words)])
    except SystemExit as stop:
        return int(stop.code or 0)


def test_a_run_and_another(folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "trial.txt").write_text(TEXT)
    store, out = tmp_path / "trials.db", tmp_path / "out.jsonl"
    assert run(folder, "--store", store, "--workers", 1) == 0
    first, errors = capfd.readouterr()
    assert first.startswith("1 file: 1 extracted, 0 unchanged, 0 copies of others, 0 failed (")
    assert f"\n{store}: 1 record; checks: 0 errors, 0 warnings, " in first and errors == ""
    assert run(folder, tmp_path / "nowhere", "--store", store) == 1
    second, errors = capfd.readouterr()
    assert second.startswith("2 files: 0 extracted, 1 unchanged, 0 copies of others, 1 failed (")
    assert errors.startswith("trialfacts: ") and errors.count("\n") == 1 and "nowhere: no such file" in errors
    assert cli.main(["export", "--store", str(store), "--to", "jsonl", "--out", str(out)]) == 0
    assert cli.main(["extract", str(folder)]) == 0
    assert capfd.readouterr().out == out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [("--workers", "0"), ("--timeout", "nan"), ("--memory", "-1"), ("--engine", "none"), ()]
    + [("--engine", "dask"), ("--scheduler", "tcp://127.0.0.1:9")],
)
def test_wrong_usage(folder: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    no_store = tmp_path / "no.db"
    no_store.write_bytes(b"certainly no database " * 100)
    assert run(folder, "--store", no_store, *words) == 2


def test_stopped(
    folder: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "trial.txt").write_text(TEXT)

    def interrupt(*_: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("extractor.running.batch._extract", interrupt)
    assert run(folder, "--store", tmp_path / "trials.db") == 130
    assert "the same command goes on from there" in capfd.readouterr().err
