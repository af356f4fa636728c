"""A number given by abstract, text and table is one fact; where they disagree, both stay and a check says."""

from __future__ import annotations

from extractor import Extractor
from extractor.reading import read_bytes
from schemas import DocumentRecord

HEAD = (
    "<article><front><article-meta><title-group>"
    "<article-title>Velzumab in psoriasis: a randomised trial</article-title></title-group><abstract><p>In a "
    "double-blind phase 3 trial, 400 adults with psoriasis were randomised to velzumab 150 mg or placebo. At "
    "week 16, PASI 75 response was 73.6% with velzumab 150 mg and 9.0% with placebo.</p></abstract>"
    "</article-meta></front><body><sec><title>Results</title><p>PASI 75 response at week 16 was achieved by "
    "73.6% in the velzumab 150 mg group and by 9.0% in the placebo group.</p></sec><sec><title>Tables</title>"
    "<table-wrap><label>Table 2</label><caption><p>Efficacy at week 16</p></caption><table><thead><tr>"
    "<th>Outcome</th><th>Velzumab 150 mg</th><th>Placebo</th></tr></thead><tbody>"
)
TAIL = "</tbody></table></table-wrap></sec></body></article>"


def record(cell: str) -> DocumentRecord:
    row = f"<tr><td>PASI 75 response, %</td><td>{cell}</td><td>9.0</td></tr>"
    return Extractor().extract_source(read_bytes(f"{HEAD}{row}{TAIL}".encode(), "paper.nxml"))


def test_agreeing_places_are_one_fact_with_several_pieces_of_evidence() -> None:
    found = record("73.6")
    (trial,) = found.trials
    assert sorted(r.value for r in trial.arm_results) == [9.0, 73.6]
    for result in trial.arm_results:
        sections = {evidence.section for evidence in result.evidence}
        assert {"Abstract", "Results", "Tables"} <= sections
    assert not [check for check in found.checks if check.code == "same-fact"]


def test_places_that_disagree_are_both_kept_and_told() -> None:
    found = record("70.1")
    (trial,) = found.trials
    assert sorted(r.value for r in trial.arm_results) == [9.0, 70.1, 73.6]
    assert [check.code for check in found.checks].count("same-fact") == 1
