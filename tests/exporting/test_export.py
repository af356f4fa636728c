"""Exports read back: same rows, nothing that a spreadsheet computes, the old file until the new is whole."""

from __future__ import annotations

import csv
from pathlib import Path

import polars
import pytest
from stores import record as made_record
from stores import store_of

from extractor import cli
from extractor.commands import export as command
from extractor.exporting import export as exports
from extractor.exporting.tidy_csv import cell
from extractor.reviewing.desk import Desk
from extractor.storing import Document, Record, Store
from schemas import (
    COLUMNS,
    Arm,
    ArmResult,
    Comparison,
    DocumentInfo,
    DocumentRecord,
    Endpoint,
    Evidence,
    PValue,
    Trial,
    read_record,
)
from schemas.review import Accept, Finish, Reject


def record(id: str) -> DocumentRecord:
    arms = [Arm(id="arm-1", label="=examplumab"), Arm(id="arm-2", label="placebo")]
    endpoint = Endpoint(id="endpoint-1", name="change, “weight”")
    evidence = [Evidence(start=3, end=20, text="-7.5 kg\nat week 4")]
    common = {"endpoint": "endpoint-1", "evidence": evidence, "confidence": 0.8}
    return DocumentRecord(
        document=DocumentInfo(id=id),
        trials=[
            Trial(
                id="trial-1",
                arms=arms,
                endpoints=[endpoint],
                arm_results=[
                    ArmResult(arm="arm-1", statistic="change_from_baseline", value=-7.5, unit="kg", **common)
                ],
                comparisons=[
                    Comparison(
                        arm="arm-1",
                        reference="arm-2",
                        measure="mean_difference",
                        value=-2,
                        p=PValue(operator="=", value=0.03),
                        **common,
                    )
                ],
            )
        ],
    )


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "trials.db"
    with Store(path) as store:
        run = store.start_run("1", {})
        for number, id in enumerate(["b", "a", "a"]):
            made = Record(id, record(id).to_json())
            store.add_result(run, "1", Document(f"{9 - number}" * 64, 1, (f"/{number}",)), [made], {})
    return path


def run(store: Path, to: str, out: Path) -> int:
    return cli.main(["export", "--store", str(store), "--to", to, "--out", str(out)])


def test_json_lines(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert run(store, "jsonl", out) == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    assert [read_record(line) for line in lines] == [record("a"), record("a"), record("b")]


def test_csv(store: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert run(store, "csv", out) == 0
    with out.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == (*COLUMNS, "sha256", "review_status")
    assert {row["review_status"] for row in rows} == {"unreviewed"}
    assert [row["document"] for row in rows] == ["a", "a", "a", "a", "b", "b"]
    assert [row["sha256"][0] for row in rows] == ["7", "7", "8", "8", "9", "9"]
    first, second = rows[:2]
    assert first["arm"] == "'=examplumab" and first["evidence"] == "'-7.5 kg\nat week 4"
    assert float(first["value"]) == -7.5 and float(second["value"]) == -2
    assert (second["p_operator"], second["p_value"], second["derived"]) == ("=", "0.03", "false")
    assert first["endpoint"] == "change, “weight”" and first["p_value"] == ""


def test_polars_reads_the_csv_with_numbers_as_numbers(tmp_path: Path) -> None:
    """Columns of numbers are such to a tool that guesses, and each is what the record has."""
    store, out = store_of(tmp_path / "trials.db", made_record()), tmp_path / "out.csv"
    assert run(store, "csv", out) == 0
    frame = polars.read_csv(out)
    rows = made_record().to_rows()
    assert len(frame) == len(rows)
    for column in COLUMNS:
        expected = [row[column] for row in rows]
        if any(isinstance(value, int | float) for value in expected):
            assert frame[column].dtype.is_numeric() or frame[column].dtype == polars.Boolean, column
            assert frame[column].to_list() == expected
        else:
            assert [text or None for text in frame[column].cast(polars.String)] == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (-0.5, "-0.5"),
        (12, "12"),
        (True, "true"),
        ("plain", "plain"),
        ("-5%", "'-5%"),
        ("+1", "'+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1+1", "'\t=1+1"),
        ("a=b", "a=b"),
        ("<", "<"),
    ],
)
def test_cells(value: object, text: str) -> None:
    assert cell(value) == text


def test_the_old_file_stays_when_the_export_fails(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("before")

    def fail(records: object, stream: object, left_out: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(exports, "_writer", lambda format: fail)
    assert run(store, "csv", out) == 1
    assert out.read_text() == "before"
    assert not list(tmp_path.glob(".trialfacts-*"))


def test_refusals(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path / "missing.db", "csv", tmp_path / "out.csv") == 2
    assert run(store, "csv", tmp_path) == 2
    assert run(store, "csv", store) == 2
    assert run(store, "csv", tmp_path / "nowhere" / "out.csv") == 1
    assert capsys.readouterr().err.count("\n") == 4
    with pytest.raises(SystemExit):
        run(store, "xlsx", tmp_path / "out.xlsx")


def test_the_command_offers_all_formats() -> None:
    assert (*exports.FORMATS, "gold", "corrections") == command.FORMATS


def test_what_curators_decided_stands_beside_each_number(store: Path, tmp_path: Path) -> None:
    where, out = ("7" * 64, 0), tmp_path / "out.csv"
    first = [Accept(facts=["trial-1/result-1"]), Reject(fact="trial-1/comparison-1", reason="other")]
    rest = ["trial-1", "trial-1/arm-1", "trial-1/arm-2", "trial-1/endpoint-1"]
    for actions, options, expected in (
        (first, [], ["accepted", "rejected", *["unreviewed"] * 4]),
        ([Accept(facts=rest), Finish()], ["--reviewed-only"], ["accepted"]),
    ):
        desk = Desk(store)
        with desk.store() as opened:
            for action in actions:
                desk.decide(opened, where, "first", "ann", action, 0)
        words = ["export", "--store", str(store), "--to", "csv", "--out", str(out)]
        assert cli.main([*words, *options]) == 0
        with out.open(encoding="utf-8", newline="") as stream:
            assert [row["review_status"] for row in csv.DictReader(stream)] == expected
