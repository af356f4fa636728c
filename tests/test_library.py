"""What a script imports: quick to load, the same with any number of workers, the pipeline on its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from extractor import Extractor, load_pipeline
from extractor.language.pipeline import build_pipeline
from extractor.reading import ReadError, find_documents

IMPORT = """
import sys, time
start = time.perf_counter()
import extractor
extractor.Extractor()
seconds = time.perf_counter() - start
assert not {"spacy", "pydantic", "lxml", "fsspec"} & set(sys.modules), "loaded at once"
print(seconds)
"""
TEXT = "At week 4, EASI-75 was reached by 64.0% of patients on soficitinib 80 mg (P = .002)."


def test_the_import_is_quick_and_loads_nothing(root: Path) -> None:
    seconds = []
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", IMPORT], cwd=root, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        seconds.append(float(done.stdout))
    assert min(seconds) < 0.3


def test_many_documents_with_workers(corpus: Path) -> None:
    paths = [path for path in find_documents(corpus) if path.name != "README.md"][:3]
    one = [record.to_json() for record in Extractor().extract_many(paths)]
    assert [record.to_json() for record in Extractor().extract_many(iter(paths), workers=2)] == one
    assert list(Extractor().extract_many([], workers=2)) == []


def test_a_bad_document_ends_it_in_its_place(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    article = next(corpus.glob("soficitinib*.txt"))
    paths = [article, tmp_path / "empty.txt", tmp_path / "none.txt"]
    for workers in (1, 2):
        records = Extractor().extract_many(paths, workers=workers)
        assert next(records).trials
        with pytest.raises(ReadError, match="empty"):
            next(records)
    with pytest.raises(ValueError, match="workers"):
        next(Extractor().extract_many(paths, workers=0))


def test_a_pipeline_of_one_s_own() -> None:
    nlp = load_pipeline()
    assert nlp is not load_pipeline() and nlp is not build_pipeline()
    docs = list(nlp.pipe([TEXT, TEXT.replace("64.0", "12.5")], batch_size=1))
    values = [[span._.value for span in doc.spans["p_value"]] for doc in docs]
    assert values[0] == values[1] and len(values[0]) == 1
    assert [doc.text for doc in docs][0] == TEXT
    assert any(span.text.startswith("EASI-75") for span in docs[0].spans["endpoint"])
    with nlp.select_pipes(disable=["trialfacts_p_values"]):
        assert not nlp(TEXT).spans.get("p_value")


def test_rows(corpus: Path) -> None:
    record = Extractor().extract_text(TEXT)
    rows = record.to_rows()
    assert [row["value"] for row in rows if row["kind"] == "arm_result"] == [64.0]
