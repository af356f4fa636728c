"""Articles printed by a browser give the record of the article, and each box holds its evidence's words."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_agreement import evidences, facts, misplaced, shared_facts
from print_pdf import browser, print_pdf

from extractor import Extractor
from extractor.reading import read

SAMPLE = (
    ("obefazimod-uc-pr.txt", 2),
    ("tdxd-her2low-congress.html", 1),
    ("inavo120-os-congress.html", 2),
    ("pregabalin-pramipexole-rls-dialysis-paper.txt", 2),
)


@pytest.mark.skipif(browser() is None, reason="no Chromium on this machine to print with")
def test_printed_articles(corpus: Path, tmp_path: Path) -> None:
    extractor = Extractor()
    same = every = boxes = wrong = 0
    for name, columns in SAMPLE:
        source = read(corpus / name)
        target = tmp_path / f"{source.id}.pdf"
        print_pdf(source, target, columns)
        record = extractor.extract(target)
        shared, count = shared_facts(facts(extractor.extract_source(source)), facts(record))
        same, every = same + shared, every + count
        boxes += sum(1 for _ in evidences(record))
        wrong += len(misplaced(record, target.read_bytes()))
    assert same >= 0.95 * every and every > 100, f"{same} of {every} facts are the same"
    assert wrong <= 0.01 * boxes and boxes > 100, f"{wrong} of {boxes} boxes do not hold their words"
