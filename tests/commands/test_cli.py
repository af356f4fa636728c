"""The command line as a whole: usage, help, streams, and the real extractor behind it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from command_line import Run, one_failure, python

from schemas import DocumentRecord, json_schema_text


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
