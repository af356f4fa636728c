"""RevMan Web: templates filled, those of study arms and of study results, and other files refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from stores import record, store_of

from extractor import cli
from schemas import DocumentRecord

ARMS = ["Study", "Arm", "Description", "Intervention"]
RESULTS = [
    *("Study", "Outcome", "Data type", "Effect measure", "Arm", "Reference arm", "Sample size", "Cases"),
    *("Mean", "SD", "SE", "Variance", "CI level", "CI start", "CI end", "Exp mean", "Exp CI start"),
    *("Exp CI end", "t-test", "z-test", "P value", "Covariance method", "Covariance", "Footnotes"),
]
"""The headings of RevMan Web's own templates, as public files that fill them show."""


def _fill(
    tmp_path: Path, headings: list[str], *records: DocumentRecord, delimiter: str = ","
) -> list[dict[str, str]]:
    template, out = tmp_path / "template.csv", tmp_path / "out.csv"
    template.write_text("\ufeff" + delimiter.join(headings) + "\r\n", encoding="utf-8")
    store = store_of(tmp_path / "trials.db", *(records or (record(),)))
    words = ["export", "--store", str(store), "--to", "revman", "--out", str(out)]
    assert cli.main([*words, "--template", str(template)]) == 0
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=delimiter))
    assert all(list(row) == headings for row in rows)
    return rows


def test_study_arms(tmp_path: Path) -> None:
    rows = _fill(tmp_path, ARMS, record(), record(acronym="OTHER"))
    assert [tuple(row.values()) for row in rows[:2]] == [
        ("EXAMPLE <1> 2026", "examplumab 20 mg", "20 mg once daily, oral", "examplumab"),
        ("EXAMPLE <1> 2026", "placebo", "", "placebo"),
    ]
    assert len(rows) == 4 and rows[2]["Study"] == "OTHER 2026"


def test_study_results_of_arms(tmp_path: Path) -> None:
    rows = [row for row in _fill(tmp_path, RESULTS) if not row["Reference arm"]]
    said = ("Outcome", "Data type", "Arm", "Sample size", "Cases", "Mean", "SD", "SE")
    assert [tuple(row[name] for name in said) for row in rows] == [
        ("response <50%>", "Dichotomous", "examplumab 20 mg", "100", "64", "", "", ""),
        ("response <50%>", "Dichotomous", "placebo", "100", "40", "", "", ""),
        ("change in itch score (week 8)", "Continuous", "examplumab 20 mg", "98", "", "-4.5", "2.5", ""),
        ("change in itch score (week 8)", "Continuous", "placebo", "96", "", "-1.5", "", "0.25"),
    ]
    assert rows[0]["Footnotes"] == "64 of 100"
    assert rows[1]["Footnotes"] == "64 of 100 [computed: n of the arm; events from %]"


def test_study_results_between_arms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ratios stand as printed under "Exp mean", differences under "Mean"."""
    rows = [row for row in _fill(tmp_path, RESULTS) if row["Reference arm"]]
    said = (
        "Effect measure",
        "Mean",
        "CI start",
        "CI end",
        "Exp mean",
        "Exp CI start",
        "Exp CI end",
        "P value",
    )
    assert [tuple(row[name] for name in said) for row in rows] == [
        ("OR", "", "", "", "2.67", "1.51", "4.72", "0.0007"),
        ("MD", "-3.0", "-3.7", "-2.3", "", "", "", ""),
        ("HR", "", "", "", "0.7", "0.5", "0.98", ""),
    ]
    assert {row["Reference arm"] for row in rows} == {"placebo"}
    assert [row["Data type"] for row in rows] == ["Dichotomous", "Continuous", "Dichotomous"]
    errors = capsys.readouterr().err
    for words in ("'Variance', 't-test'", "'median'", "'relative reduction between arms'", "'p-value alone'"):
        assert words in errors


def test_a_part_of_the_trial_is_never_taken_for_the_whole(tmp_path: Path) -> None:
    part = {"arm": "arm-1", "endpoint": "endpoint-3", "statistic": "count", "value": 3, "n": 40}
    made = record(arm_results=[part | {"subgroup": "women", "analysis": "interim"}], comparisons=[])
    [row] = _fill(tmp_path, RESULTS, made)
    assert (row["Outcome"], row["Cases"], row["Sample size"]) == ("relapse (women, interim)", "3", "40")
    (tmp_path / "trials.db").unlink()
    [row] = _fill(tmp_path, [*RESULTS, "Subgroup"], made)
    assert (row["Outcome"], row["Subgroup"]) == ("relapse (interim)", "women")


def test_what_is_no_number_of_the_template_is_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pair = {"arm": "arm-1", "reference": None, "endpoint": "endpoint-3", "measure": "hazard_ratio"}
    made = record(arm_results=[], comparisons=[pair | {"value": 0.7}])
    assert _fill(tmp_path, RESULTS, made) == []
    assert "1 effects against baseline" in capsys.readouterr().err


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_template_of_the_team(tmp_path: Path, delimiter: str, capsys: pytest.CaptureFixture[str]) -> None:
    names = "Study,Arm,Outcome,Time point,Cases,N,Mean,SD,Effect estimate,Mood"
    rows = _fill(tmp_path, names.split(","), delimiter=delimiter)
    assert len(rows) == 8 and rows[0]["Study"] == "EXAMPLE <1> 2026"
    assert (rows[0]["Cases"], rows[0]["N"], rows[1]["Cases"]) == ("64", "100", "40")
    assert (rows[2]["Mean"], rows[2]["SD"], rows[2]["Time point"]) == ("-4.5", "2.5", "week 8")
    assert rows[4]["Effect estimate"] == "2.67" and {row["Mood"] for row in rows} == {""}
    assert "'Mood'" in capsys.readouterr().err


def test_no_template(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store, out = store_of(tmp_path / "trials.db", record()), tmp_path / "out.csv"
    words = ["export", "--store", str(store), "--out", str(out), "--template"]
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("colour,size\n")
    assert cli.main([*words, str(wrong), "--to", "revman"]) == 2
    assert cli.main([*words, str(tmp_path / "missing.csv"), "--to", "revman"]) == 2
    assert cli.main([*words, str(wrong), "--to", "csv"]) == 2
    assert capsys.readouterr().err.count("--template") == 3
