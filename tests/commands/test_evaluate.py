"""`trialfacts evaluate` end to end."""

from __future__ import annotations

import json
import re
from pathlib import Path

from command_line import Run, one_failure

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
