"""Every fact's evidence is exact: the text between its offsets, in every document that ships."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extractor import Extractor
from extractor.reading import read_many

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
DOCUMENTS = sorted(path for path in CORPUS.iterdir() if path.suffix in (".txt", ".html"))


def evidences(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "evidence" in value:
            yield from value["evidence"]
        for item in value.values():
            yield from evidences(item)
    elif isinstance(value, list):
        for item in value:
            yield from evidences(item)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_evidence_is_the_text_at_its_offsets(path: Path, extractor: Extractor) -> None:
    for source in read_many(path):
        record = extractor.extract_source(source)
        found = list(evidences(record.model_dump()))
        assert all(source.text[item["start"] : item["end"]] == item["text"] for item in found)
        facts = [fact for trial in record.trials for fact in [*trial.arm_results, *trial.comparisons]]
        assert all(fact.evidence for fact in facts)
