"""P-values that stand in a table's footnotes only."""

from __future__ import annotations

import pytest

from extractor import Extractor
from extractor.reading import read_bytes

INTRO = (
    "In this double-blind phase 3 trial, 400 adults with psoriasis were randomized to velzumab 150 mg or "
    "placebo. The primary endpoint was PASI 75 at week 16."
)


@pytest.mark.parametrize(
    ("cell", "note", "expected"),
    [
        ("73.6%<sup>*</sup>", "<sup>*</sup>P&lt;0.001 vs placebo.", {("placebo", "<", 0.001)}),
        ("73.6%*", "* P < 0.001 compared with the control group", {("placebo", "<", 0.001)}),
        ("73.6%*", "* Significant difference between groups, P = 0.003", {("placebo", "=", 0.003)}),
        ("73.6%*", "* P < 0.05 vs baseline", {(None, "<", 0.05)}),
        ("73.6%*", "* P < 0.05", set()),
        ("73.6%", "* P < 0.001 vs placebo", set()),
    ],
)  # fmt: skip
def test_mark_of_a_number(cell: str, note: str, expected: set[tuple[object, ...]]) -> None:
    page = (
        f"<html><body><h1>Velzumab trial</h1><p>{INTRO}</p><table><caption>Table 2. Week 16</caption>"
        "<tr><th>Outcome</th><th>Velzumab 150 mg</th><th>Placebo</th></tr>"
        f"<tr><td>PASI 75 response</td><td>{cell}</td><td>9.0%</td></tr>"
        f"<tr><td>PASI 90 response</td><td>51.2%</td><td>4.0%</td></tr></table><p class='footnote'>{note}</p>"
        "</body></html>"
    )
    (trial,) = Extractor().extract_source(read_bytes(page.encode(), "page.html")).trials
    labels = {arm.id: arm.label for arm in trial.arms}
    found = {
        (labels.get(c.reference or ""), c.p.operator, c.p.value) for c in trial.comparisons if c.p is not None
    }
    assert found == expected
    assert all(labels[c.arm] == "velzumab 150 mg" for c in trial.comparisons)
