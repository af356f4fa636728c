"""The command line end to end: exit codes, one line per failure, other documents unaffected."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import extractor
from extractor import cli
from extractor.reading import Source
from schemas import Arm, ArmResult, DocumentInfo, DocumentRecord, Endpoint, Evidence, Trial, json_schema_text

ARTICLE = """Zelvorex helps in asthma

In a phase 2 trial, 42% of patients in the 20 mg group responded at week 12.
"""


class SmallExtractor:
    """Finds one percentage, so that these tests are about the command line and not about rules."""

    def extract_source(self, source: Source) -> DocumentRecord:
        if "break down" in source.text:
            raise RuntimeError("a rule\nbroke")
        found = re.search(r"(\d+)%", source.text)
        trials = []
        if found:
            evidence = [Evidence(start=found.start(), end=found.end(), text=found[0])]
            arm, endpoint = Arm(id="arm-1", label="20 mg"), Endpoint(id="endpoint-1", name="response")
            result = ArmResult(
                arm="arm-1",
                endpoint="endpoint-1",
                statistic="proportion",
                value=int(found[1]),
                unit="%",
                evidence=evidence,
                confidence=0.9,
            )
            trials = [Trial(id="trial-1", phase="2", arms=[arm], endpoints=[endpoint], arm_results=[result])]
        return DocumentRecord(document=DocumentInfo(id=source.id, title=source.title), trials=trials)

    def extract(self, path: Path) -> DocumentRecord:
        from extractor.reading import read

        return self.extract_source(read(path))

    def explain(self, source: Source) -> list[str]:
        return [f"42% of {source.id}: the nearest group"]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extractor, "Extractor", SmallExtractor)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "zelvorex.txt"
    path.parent.mkdir()
    path.write_text(ARTICLE)
    return path


Run = Callable[..., tuple[int, str, str]]


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


def pdf(extra: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF of one page without text, with more objects and trailer entries on demand."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    if extra:
        objects.append(extra)
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(body)
    return (
        body
        + table
        + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            trailer,
            start,
        )
    )


def encrypted_pdf() -> bytes:
    """A PDF that opens with a password only."""
    digits = b"<" + b"5a" * 32 + b">"
    encrypt = b"<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O " + digits + b" /U " + digits + b" >>"
    return pdf(
        encrypt, b"/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]"
    )


BAD_FILES = {
    "empty.txt": b"",
    "blank.txt": b" \n\n\t \n",
    "photo.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
    "program.bin": b"\x7fELF" + bytes(range(256)) * 40,
    "truncated.pdf": pdf()[:60],
    "encrypted.pdf": encrypted_pdf(),
}


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


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_gets_one_line_and_the_others_are_written(
    run: Run, article: Path, tmp_path: Path, name: str
) -> None:
    bad = article.with_name(name)
    bad.write_bytes(BAD_FILES[name])
    out = tmp_path / "out"
    code, _, err = run("extract", bad, article, "--out", out)
    assert code == 1
    line = one_failure(err)
    assert name in line
    assert "please report" not in line
    assert ";" in line
    assert [path.name for path in out.iterdir()] == ["zelvorex.json"]


def test_a_batch_with_every_kind_of_bad_file(run: Run, article: Path) -> None:
    for name, data in BAD_FILES.items():
        article.with_name(name).write_bytes(data)
    code, out, err = run(
        "extract", *(article.with_name(name) for name in BAD_FILES), article.parent, "missing.txt"
    )
    assert code == 1
    assert len(out.splitlines()) == 1
    assert len(err.splitlines()) == len(BAD_FILES) + 1


def test_a_missing_path_is_a_failed_document(run: Run, article: Path, tmp_path: Path) -> None:
    code, out, err = run("extract", tmp_path / "gone.txt", article)
    assert code == 1
    assert "gone.txt" in one_failure(err)
    assert len(out.splitlines()) == 1


def test_a_folder_without_documents(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.json").write_text("{}")
    code, out, err = run("extract", tmp_path)
    assert (code, out) == (1, "")
    assert str(tmp_path) in one_failure(err)


def test_an_error_that_nobody_foresaw_is_one_line_too(run: Run, article: Path) -> None:
    article.with_name("a.txt").write_text("Please break down.")
    code, out, err = run("extract", article.parent)
    assert code == 1
    assert "RuntimeError: a rule broke" in one_failure(err)
    assert len(out.splitlines()) == 1


def test_an_unwritable_target_fails_its_document_only(run: Run, article: Path, tmp_path: Path) -> None:
    article.with_name("other.txt").write_text("9% did.")
    (tmp_path / "out" / "zelvorex.json").mkdir(parents=True)
    code, _, err = run("extract", article.parent, "--out", tmp_path / "out")
    assert code == 1
    assert "zelvorex.json" in one_failure(err)
    assert (tmp_path / "out" / "other.json").is_file()


def test_a_file_name_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    code, _, err = run("extract", tmp_path / "a\x1b[31m\nb.txt")
    assert code == 1
    assert "\x1b" not in one_failure(err)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["extract"],
        ["extract", "--nonsense", "x.txt"],
        ["extract", "x.txt", "--format", "yaml"],
        ["extract", "x.txt", "--out"],
        ["evaluate"],
        ["schema", "surplus"],
        ["transmogrify"],
    ],
)
def test_wrong_usage(run: Run, words: list[str]) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert "usage: trialfacts" in err


def test_options_that_do_not_go_together(run: Run, article: Path) -> None:
    code, _, err = run("extract", article, "--out", article)
    assert code == 2
    assert "name a folder" in one_failure(err)
    article.with_name("b.txt").write_text("9% did.")
    code, out, err = run("extract", article.parent, "--format", "html")
    assert (code, out) == (2, "")
    assert "--out" in one_failure(err)


def test_help_is_quick_and_names_the_commands() -> None:
    start = time.perf_counter()
    done = python("-m", "extractor.cli", "--help")
    assert time.perf_counter() - start < 3
    assert done.returncode == 0
    for word in ("extract", "evaluate", "schema", "exit codes"):
        assert word in done.stdout
    modules = python("-c", "import sys, extractor.cli; print(*sys.modules)").stdout.split()
    assert not {"spacy", "pydantic", "rich", "jinja2", "scipy", "pdfplumber", "lxml"} & set(modules)


def test_output_is_utf8_whatever_the_locale() -> None:
    program = (
        "from extractor.commands.streams import use_utf8, say; "
        "use_utf8(); print('\\u00b5 \\u2265'); say('\\u00b5')"
    )
    done = python("-c", program, LC_ALL="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.stdout == "µ ≥\n"
    assert done.stderr == "trialfacts: µ\n"


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX shells")
def test_a_reader_that_leaves_is_no_drama() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "extractor.cli", "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.wait(timeout=60)
    process.stderr.close()


def test_schema(run: Run, tmp_path: Path) -> None:
    assert run("schema") == (0, json_schema_text(), "")
    assert run("schema", "--out", tmp_path / "s.json") == (0, "", "")
    assert (tmp_path / "s.json").read_text() == json_schema_text()
    code, _, err = run("schema", "--out", tmp_path / "no" / "s.json")
    assert code == 1
    assert "s.json" in one_failure(err)


GOLD = {
    "schema_version": "1.0",
    "document": {"id": "zelvorex"},
    "trials": [
        {
            "id": "trial-1",
            "phase": "2",
            "arms": [{"id": "arm-1", "label": "20 mg"}],
            "endpoints": [{"id": "endpoint-1", "name": "response"}],
            "arm_results": [
                {
                    "arm": "arm-1",
                    "endpoint": "endpoint-1",
                    "statistic": "proportion",
                    "value": 42,
                    "unit": "%",
                    "quote": "42%",
                }
            ],
        }
    ],
}


def test_evaluate_extracts_the_documents_beside_the_gold(run: Run, article: Path) -> None:
    article.with_name("zelvorex.gold.json").write_text(json.dumps(GOLD))
    code, out, err = run("evaluate", article.parent, "--calibration")
    assert (code, err) == (0, "")
    assert re.search(r"results +1\.000 +1\.000 +1\.000 +1 +1", out)
    assert "headline" in out
    assert "1 gold documents, 1 with a record" in out
    assert "0.9 to 1.0" in out
    assert "comparisons: precision of the surer half" in out


def test_evaluate_draws_the_calibration(run: Run, article: Path, tmp_path: Path) -> None:
    article.with_name("zelvorex.gold.json").write_text(json.dumps(GOLD))
    picture = tmp_path / "calibration.svg"
    code, _, err = run("evaluate", article.parent, "--calibration", "--picture", picture)
    assert (code, err) == (0, "")
    assert picture.read_text().startswith("<svg")
    code, _, err = run("evaluate", article.parent, "--calibration", "--picture", tmp_path)
    assert code == 1 and "cannot be written" in one_failure(err)
    code, _, err = run("evaluate", article.parent, "--picture", picture)
    assert code == 2 and "--calibration" in err


def test_evaluate_records_written_earlier(run: Run, article: Path, tmp_path: Path) -> None:
    article.with_name("zelvorex.gold.json").write_text(json.dumps(GOLD))
    records = tmp_path / "records"
    records.mkdir()
    code, out, _ = run("evaluate", article.parent, "--records", records)
    assert code == 0
    assert "1 gold documents, 0 with a record" in out
    (records / "all.jsonl").write_text(json.dumps(GOLD) + "\n")
    code, out, _ = run("evaluate", article.parent, "--records", records)
    assert re.search(r"slots +1\.000 +1\.000 +1\.000", out)


def test_evaluate_says_what_is_wrong(run: Run, article: Path, tmp_path: Path) -> None:
    code, out, err = run("evaluate", tmp_path / "gone")
    assert (code, out) == (1, "")
    assert "no such folder" in one_failure(err)
    code, _, err = run("evaluate", article.parent)
    assert code == 1
    assert "no gold" in one_failure(err)
    article.with_name("lonely.gold.json").write_text(json.dumps(GOLD))
    article.with_name("broken.gold.json").write_text('{"document": {"id": "x"}, "trials": 3}')
    code, out, err = run("evaluate", article.parent)
    assert code == 1
    assert len(err.splitlines()) == 2
    assert "broken.gold.json" in err
    assert "lonely.gold.json" in err
    assert "headline" in out


def test_the_real_thing(tmp_path: Path) -> None:
    """The real extractor behind the real command, in a process of its own."""
    path = tmp_path / "quorizant.txt"
    path.write_text(
        "Quorizumab helps adults with asthma\n\nIn a randomized, double-blind, placebo-controlled phase 3 "
        "trial of 310 adults with asthma, 41% of patients in the quorizumab 20 mg group and 12% in the "
        "placebo group had a clinical response at week 16 (P<0.001).\n"
    )
    done = python("-m", "extractor.cli", "extract", str(path))
    assert (done.returncode, done.stderr) == (0, "")
    record = DocumentRecord.model_validate_json(done.stdout)
    assert record.trials[0].phase == "3"
    assert {41, 12} <= {result.value for result in record.trials[0].arm_results}


def one_failure(err: str) -> str:
    """The one line on standard error."""
    lines = err.splitlines()
    assert len(lines) == 1, err
    assert lines[0].startswith("trialfacts")
    return lines[0]


def python(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | environment,
        timeout=120,
        check=False,
    )
