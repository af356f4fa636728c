"""RevMan 5: the analysis CSV by the rules of `meta::read.rm5`."""

from __future__ import annotations

import csv
from math import exp
from pathlib import Path

import pytest
from stores import record, store_of

from extractor import cli


def _export(tmp_path: Path, *options: str) -> list[dict[str, str]]:
    store, out = store_of(tmp_path / "trials.db", record(), record(acronym="OTHER")), tmp_path / "out.csv"
    assert cli.main(["export", "--store", str(store), "--to", "revman", "--out", str(out), *options]) == 0
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len({len(row) for row in rows}) == 1, "the reader wants the same number of fields in each line"
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _levels(rows: list[dict[str, str]]) -> list[str]:
    """What `read.rm5` takes each line for: by where the numbers change, and whether a type is given."""
    levels, before = [], ("", "", "")
    for row in rows:
        now = (row["Comparison Number"], row["Outcome Number"], row["Subgroup Number"])
        if now[0] != before[0]:
            levels.append("comparison")
        elif now[1] != before[1]:
            levels.append("outcome")
        elif now[2] != before[2] and row["Data Type"]:
            levels.append("group")
        else:
            levels.append("study")
        before = now
    return levels


def test_the_reader_finds_comparisons_outcomes_and_studies(tmp_path: Path) -> None:
    rows = _export(tmp_path)
    outcome = ["outcome", "study", "study"]
    assert _levels(rows) == ["comparison", *outcome * 5]
    names = list(rows[0])
    assert names.index("Z") - names.index("P(Q)") == 3 and names.index("df") - names.index("P(Qint)") == 2
    assert rows[0]["Name"] == "examplumab 20 mg versus placebo"
    for row, level in zip(rows, _levels(rows), strict=True):
        assert bool(row["Data Type"]) == (level == "outcome")


def test_the_numbers_of_each_kind(tmp_path: Path) -> None:
    rows = _export(tmp_path)
    kinds = [row["Data Type"] + " " + row["Effect Measure"] for row in rows if row["Data Type"]]
    assert kinds == ["DIC RR", "CON MD", "IV OR", "IV MD", "IV HR"]
    two = next(row for row in rows if row["Events 1"] == "64")
    assert (two["Total 1"], two["Events 2"], two["Total 2"]) == ("100", "40", "100")
    means = next(row for row in rows if row["Mean 1"] == "-4.5")
    assert (means["SD 1"], means["Total 1"], means["Mean 2"]) == ("2.5", "98", "-1.5")
    effects = [row for row in rows if row["SE"]]
    assert exp(float(effects[0]["Effect Estimate"])) == pytest.approx(2.67)
    assert float(effects[2]["Effect Estimate"]) == -3
