"""Words at the ends of PDF lines: hyphens that stay, hyphens that go, dashes, and odd glyphs."""

from __future__ import annotations

import pytest
from write_pdf import pdf_bytes

from extractor.reading import read_bytes


def joined(first: str, second: str, before: str = "") -> str:
    """How two lines of one paragraph are read, below a line that the document may print before."""
    lines = [before] if before else []
    lines += [f"The people who took part were given {first}", f"{second} and were seen by a nurse each week."]
    page = [(72.0, 700.0 - 12 * number, 10.0, line) for number, line in enumerate(lines)]
    return read_bytes(pdf_bytes([page]), "hyphens").text.split("given ")[1].split(" and were")[0]


@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("a respec-", "tively chosen dose", "a respectively chosen dose"),
        ("an in-", "hibitor", "an inhibitor"),
        ("the clinical-", "stage drug", "the clinical-stage drug"),
        ("a placebo-", "controlled course", "a placebo-controlled course"),
        ("a treatment-", "emergent rash", "a treatment-emergent rash"),
        ("an over-", "all score", "an overall score"),
        ("IL-", "13 blockers", "IL-13 blockers"),
        ("a CTLA-", "Ig fusion", "a CTLA-Ig fusion"),
        ("a change of -", "1.18 points", "a change of -1.18 points"),
        ("scores (9.0–", "11.3)", "scores (9.0–11.3)"),
        ("75 mg/", "kg", "75 mg/kg"),
        ("care – as", "usual", "care – as usual"),
    ],
)
def test_end_of_a_line(first: str, second: str, text: str) -> None:
    assert joined(first, second) == text


def test_hyphen_stays_where_the_document_prints_the_compound() -> None:
    before = "Many visits were nurse-led visits at the homes of those who had been chosen."
    assert joined("the nurse-", "led visits", before) == "the nurse-led visits"


def test_unknown_glyphs_are_left_out() -> None:
    page = [(72.0, 700.0, 10.0, "Pain fell by 12(cid:3) points (cid:127) at week 8")]
    assert read_bytes(pdf_bytes([page]), "glyphs").text == "Pain fell by 12 points at week 8"
