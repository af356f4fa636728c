"""`trialfacts compare` over a real store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractor.cli import main
from extractor.extract import Extractor
from extractor.storing import Document, Record, Store

RELEASE = """\
Examplumab improves asthma control in phase 3 NORTHLIGHT trial

In the phase 3 NORTHLIGHT trial (NCT00000017), 412 adults with asthma were randomized to examplumab 30 mg or \
placebo. At week 24, 52.8% of patients in the examplumab group had an asthma control response, compared with \
30.1% in the placebo group.
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reports of one trial, with one number that differs, and a report of another trial."""
    path = tmp_path_factory.mktemp("compare") / "trials.db"
    texts = {
        "paper": RELEASE.replace("52.8%", "48.2%"),
        "release": RELEASE,
        "other": RELEASE.replace("NORTHLIGHT", "SOUTHWIND").replace("NCT00000017", "NCT00000018"),
    }
    extractor = Extractor()
    with Store(path) as store:
        run = store.start_run("1", {})
        for place, (name, text) in enumerate(texts.items()):
            json_line = extractor.extract_text(text, id=name).to_json()
            document = Document(str(place) * 64, len(text), (f"/in/{name}.txt",))
            store.add_result(run, "1", document, [Record(name, json_line)], {})
    return path


def test_text(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--store", str(store)]) == 0
    out = capsys.readouterr().out
    assert "NORTHLIGHT: paper, release\n  one trial by the same registry id NCT00000017" in out
    assert '    paper: 48.2% ("48.2%" at ' in out and '    release: 52.8% ("52.8%" at ' in out
    assert "3 documents, 1 trial in more than one of them, 1 difference" in out
    assert "other" not in out


def test_json_has_the_evidence_of_both(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--store", str(store), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["documents"] == 3
    (group,) = found["groups"]
    assert [report["document"] for report in group["reports"]] == ["paper", "release"]
    (difference,) = group["differences"]
    for side, number in zip(difference["sides"], ("48.2%", "52.8%"), strict=True):
        piece = side["evidence"][0]
        assert side["value"] == number == piece["text"]
        assert RELEASE.replace("52.8%", number)[piece["start"] : piece["end"]] == number


def test_the_same_store_gives_the_same_output(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outputs = set()
    for _ in range(2):
        main(["compare", "--store", str(store), "--format", "json"])
        outputs.add(capsys.readouterr().out)
    assert len(outputs) == 1


def test_exit_codes(store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--store", str(tmp_path / "gone.db")]) == 2
    assert "no such store" in capsys.readouterr().err
    broken = tmp_path / "broken.db"
    with Store(broken) as writable:
        run = writable.start_run("1", {})
        document = Document("1" * 64, 2, ("/in/a.txt",))
        writable.add_result(run, "1", document, [Record("a", '{"document": 1}')], {})
    assert main(["compare", "--store", str(broken)]) == 1
    captured = capsys.readouterr()
    assert "trialfacts: a: its record in the store cannot be read" in captured.err
    assert captured.out.startswith("0 documents")
    with pytest.raises(SystemExit) as leaving:
        main(["compare"])
    assert leaving.value.code == 2
