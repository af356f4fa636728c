"""Parquet reads back in polars and Arrow with the rows of the record."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import polars
import pyarrow.parquet
import pytest
from stores import record, store_of

from extractor import cli
from extractor.exporting.tidy_csv import FILE_COLUMNS


def _export(tmp_path: Path) -> Path:
    store, out = store_of(tmp_path / "trials.db", record()), tmp_path / "out.parquet"
    assert cli.main(["export", "--store", str(store), "--to", "parquet", "--out", str(out)]) == 0
    return out


def test_polars_reads_the_rows(tmp_path: Path) -> None:
    frame = polars.read_parquet(_export(tmp_path))
    assert tuple(frame.columns) == FILE_COLUMNS
    for row, expected in zip(frame.to_dicts(), record().to_rows(), strict=True):
        assert {name: row[name] for name in expected} == expected
    assert frame["n"].dtype == polars.Int64 and frame["p_value"].dtype == polars.Float64


def test_the_same_store_gives_the_same_bytes(tmp_path: Path) -> None:
    first = _export(tmp_path).read_bytes()
    (tmp_path / "trials.db").unlink()
    assert _export(tmp_path).read_bytes() == first


def test_an_empty_store_gives_a_table_without_rows(tmp_path: Path) -> None:
    store, out = store_of(tmp_path / "empty.db"), tmp_path / "out.parquet"
    assert cli.main(["export", "--store", str(store), "--to", "parquet", "--out", str(out)]) == 0
    assert pyarrow.parquet.read_table(out).num_rows == 0


def test_without_the_library_the_command_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(__import__("sys").modules, "extractor.exporting.parquet", raising=False)
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **named: Any) -> Any:
        if name.startswith("pyarrow"):
            raise ModuleNotFoundError(name, name=name)
        return real(name, *rest, **named)

    monkeypatch.setattr(builtins, "__import__", refuse)
    store, out = store_of(tmp_path / "trials.db", record()), tmp_path / "out.parquet"
    assert cli.main(["export", "--store", str(store), "--to", "parquet", "--out", str(out)]) == 2
    assert "pip install 'trialfacts[parquet]'" in capsys.readouterr().err
    assert not out.exists()
