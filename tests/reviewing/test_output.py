"""What leaves the program after review: reviewed records, gold, and the corrections by kind of error."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from extractor.cli import main
from extractor.reviewing.corrections import corrections_in
from schemas import read_record


def export(case: Any, *words: str) -> int:
    return main(["export", "--store", str(case.path), *words])


def test_only_finished_documents_leave_as_reviewed(case: Any, curator: Any, tmp_path: Path) -> None:
    case.put("other.txt", "In a phase 3 trial, 300 patients with asthma took examplumab or placebo.")
    out = tmp_path / "out.jsonl"
    assert export(case, "--to", "jsonl", "--out", str(out), "--reviewed-only") == 0
    assert out.read_text() == ""
    ann = curator("Ann")
    ann.do("reject", fact=ann.key("result", value=8.3), reason="other")
    assert export(case, "--to", "jsonl", "--out", str(out), "--reviewed-only") == 0
    assert out.read_text() == ""
    ann.finish()
    assert export(case, "--to", "jsonl", "--out", str(out), "--reviewed-only") == 0
    [line] = out.read_text().splitlines()
    [trial] = read_record(line).trials
    assert 8.3 not in {result.value for result in trial.arm_results}
    assert all(result.confidence == 1.0 for result in trial.arm_results)
    assert export(case, "--to", "jsonl", "--out", str(out)) == 0
    assert "8.3" in out.read_text() and len(out.read_text().splitlines()) == 2


def test_gold_goes_to_a_folder_with_the_document_beside(case: Any, curator: Any, tmp_path: Path) -> None:
    curator("Ann").finish()
    out = tmp_path / "gold"
    assert export(case, "--to", "gold", "--out", str(out)) == 0
    assert sorted(path.name for path in out.iterdir()) == ["asthma.gold.json", "asthma.txt"]
    assert (out / "asthma.txt").read_bytes() == (case.folder / "asthma.txt").read_bytes()
    (case.folder / "asthma.txt").unlink()
    assert export(case, "--to", "gold", "--out", str(tmp_path / "again")) == 0
    assert [path.name for path in (tmp_path / "again").iterdir()] == ["asthma.gold.json"]
    assert export(case, "--to", "gold", "--out", str(out / "asthma.txt")) == 2


def test_corrections_by_kind_of_error(case: Any, curator: Any, tmp_path: Path) -> None:
    ann = curator("Ann")
    one, two = ann.key("result", value=45.2), ann.key("result", value=20.4)
    placebo = ann.key("arm", label="placebo")
    ann.do("correct", fact=one, form=ann.form(one, arm=placebo, value="45.3"))
    ann.do("correct", fact=two, form=ann.form(two, value="20.5"))
    ann.do("reject", fact=ann.key("result", value=8.3), reason="baseline", note="table 1")
    ann.do("add", kind="endpoint", trial="trial-1", form={"name": "=cmd()"})
    with case.desk.store() as store:
        groups = corrections_in(case.desk, store)
    told = {(group.kind, group.error): len(group.corrections) for group in groups}
    assert told == {
        ("arm result", "wrong value"): 2,
        ("arm result", "wrong arm"): 1,
        ("arm result", "not a fact: a baseline value or characteristic, no result"): 1,
        ("endpoint", "missed"): 1,
    }
    assert groups[0].error == "wrong value"
    out = tmp_path / "corrections.csv"
    assert export(case, "--to", "corrections", "--out", str(out)) == 0
    with out.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    [arm] = [row for row in rows if row["error"] == "wrong arm"]
    assert (arm["before"], arm["after"], arm["reviewer"]) == ("examplumab 200 mg", "placebo", "Ann")
    assert [row["after"] for row in rows if row["error"] == "missed"] == ["'=cmd()"]
