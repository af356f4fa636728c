"""`trialfacts extract`: where the records go, in each format."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from command_line import ARTICLE, Run, one_failure


def test_one_record_a_line(run: Run, article: Path) -> None:
    second = article.with_name("beta.md")
    second.write_text("# Nothing in it\n\nNo number here.\n")
    code, out, err = run("extract", article.parent)
    assert (code, err) == (0, "")
    records = [json.loads(line) for line in out.splitlines()]
    assert [record["document"]["id"] for record in records] == ["beta", "zelvorex"]
    assert records[1]["trials"][0]["arm_results"][0]["value"] == 42


def test_a_document_named_twice_is_extracted_once(run: Run, article: Path) -> None:
    code, out, _ = run("extract", article, article.parent, article)
    assert code == 0
    assert len(out.splitlines()) == 1


def test_out_writes_a_file_a_document(run: Run, article: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "out"
    code, out, err = run("extract", article, "--out", target)
    assert (code, out, err) == (0, "", "")
    assert [path.name for path in target.iterdir()] == ["zelvorex.json"]
    assert json.loads((target / "zelvorex.json").read_text())["document"]["id"] == "zelvorex"


@pytest.mark.parametrize(("form", "suffix"), [("json", ".json"), ("table", ".txt"), ("html", ".html")])
def test_each_format_has_its_suffix(run: Run, article: Path, tmp_path: Path, form: str, suffix: str) -> None:
    code, _, _ = run("extract", article, "--format", form, "--out", tmp_path / "out")
    assert code == 0
    assert "42" in (tmp_path / "out" / f"zelvorex{suffix}").read_text()


def test_same_stems_do_not_overwrite_each_other(run: Run, tmp_path: Path) -> None:
    for place in ("may/report.txt", "june/report.txt", "june/report.md", "old/june/Report.txt"):
        path = tmp_path / "in" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{len(place)}% in {place} responded.")
    names = []
    for attempt in ("first", "second"):
        out = tmp_path / attempt
        assert run("extract", tmp_path / "in", "--out", out)[0] == 0
        names.append(sorted(path.name for path in out.iterdir()))
        values = {json.loads(p.read_text())["trials"][0]["arm_results"][0]["value"] for p in out.iterdir()}
        assert values == {len("may/report.txt"), len("june/report.txt"), 14, len("old/june/Report.txt")}
    assert names[0] == names[1]
    assert len(names[0]) == 4
    assert "report.json" in names[0]
    assert "may-report.json" in names[0]


def test_the_output_never_replaces_an_input(run: Run, article: Path) -> None:
    code, _, err = run("extract", article, "--format", "table", "--out", article.parent)
    assert code == 1
    assert one_failure(err).startswith(f"trialfacts: {article}: ")
    assert article.read_text() == ARTICLE


def test_no_part_files_are_left(run: Run, article: Path, tmp_path: Path) -> None:
    run("extract", article, "--out", tmp_path / "out")
    run("schema", "--out", tmp_path / "out" / "schema.json")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["schema.json", "zelvorex.json"]


def test_text_on_standard_input(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def give(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))

    give("Après 8 semaines, 55% des patients.".encode())
    code, out, err = run("extract", "-")
    assert (code, err) == (0, "")
    record = json.loads(out)
    assert record["document"]["id"] == "stdin"
    assert record["trials"][0]["arm_results"][0]["value"] == 55

    give(b"")
    code, out, err = run("extract", "-")
    assert (code, out) == (1, "")
    assert "standard input" in one_failure(err)

    give(b"7% did.")
    assert run("extract", "-", "--out", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "stdin.json").is_file()


def test_table_and_html_on_standard_output(run: Run, article: Path) -> None:
    code, out, _ = run("extract", article, "--format", "table")
    assert code == 0
    assert "42%" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "\x1b" not in out
    code, out, _ = run("extract", article, "--format", "html")
    assert code == 0
    assert out.lstrip().startswith("<!doctype html>")
    assert out.rstrip().endswith("</html>")


def test_explain_goes_to_standard_error(run: Run, article: Path) -> None:
    code, out, err = run("extract", article, "--explain")
    assert code == 0
    assert len(out.splitlines()) == 1
    assert err == "# zelvorex\n  42% of zelvorex: the nearest group\n"
