"""Sentences of results by themselves: groups and outcomes from the sentence, invented names and figures."""

from __future__ import annotations

import pytest

from extractor import Extractor

CASES = [
    (
        "Wound leakage was less frequent after kelotomy (12%) compared with Duraseal-X (31%; P = 0.02).",
        {("kelotomy", "Wound leakage", 12.0), ("Duraseal-X", "Wound leakage", 31.0)},
    ),
    (
        "Graft patency was higher in the stapled group than in the sutured group (81% vs 64%, P = .01).",
        {("stapled", "Graft patency", 81.0), ("sutured", "Graft patency", 64.0)},
    ),
    (
        "Of the eyes in the laser and control groups, 44% and 29%, respectively, had complete drainage.",
        {("laser", "complete drainage", 44.0), ("control group", "complete drainage", 29.0)},
    ),
    (
        "Mean intraocular pressure fell from 24.1 to 17.3 mm Hg (28%) with ocunost and from 24.4 to 19.0"
        " mm Hg (22%) with timolol.",
        {
            ("ocunost", "change from baseline in intraocular pressure", 17.3),
            ("ocunost", "change from baseline in intraocular pressure", 28.0),
            ("timolol", "change from baseline in intraocular pressure", 19.0),
            ("timolol", "change from baseline in intraocular pressure", 22.0),
        },
    ),
    (
        "Three (7.5%) of 40 patients in the trained group converted to dependence, compared with 9 (22.0%)"
        " of 41 patients in the untrained group.",
        {
            ("trained", "converted to dependence", 7.5),
            ("untrained", "converted to dependence", 22.0),
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_groups_and_outcomes_of_a_lone_sentence(text: str, expected: set[tuple[str, str, float]]) -> None:
    (trial,) = Extractor().extract_text(text).trials
    arms = {arm.id: arm.label for arm in trial.arms}
    names = {endpoint.id: endpoint.name for endpoint in trial.endpoints}
    found = {(arms[r.arm], names[r.endpoint], float(r.value)) for r in trial.arm_results}
    assert found == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sales of the product grew 12% in Europe versus 8% in Asia.",
        "In mice, tumor volume fell by 34% with the antibody versus 3% with saline.",
    ],
)
def test_a_sentence_of_no_trial_gives_none(text: str) -> None:
    assert Extractor().extract_text(text).trials == []


def test_an_unknown_outcome_is_read_from_its_clause_in_an_article() -> None:
    text = (
        "Glue against leaks\n\n"
        "In a randomized, double-blind phase 3 trial, 320 adults received fibrexin or placebo.\n\n"
        "Mesh dislocation occurred in 4.1% of patients on fibrexin and 9.3% on placebo (P = .04).\n"
    )
    (trial,) = Extractor().extract_text(text).trials
    names = {endpoint.id: endpoint.name for endpoint in trial.endpoints}
    assert {(names[r.endpoint], float(r.value)) for r in trial.arm_results} == {
        ("Mesh dislocation", 4.1),
        ("Mesh dislocation", 9.3),
    }


def test_the_evidence_of_a_p_value_holds_the_words_that_it_judges() -> None:
    text = (
        "Swelling after extraction\n\n"
        "In a randomized phase 2 trial, 90 adults received velodrinal or placebo.\n\n"
        "Pain was significantly lower with velodrinal than with placebo (P = .01).\n"
    )
    (trial,) = Extractor().extract_text(text).trials
    (comparison,) = trial.comparisons
    assert any("significantly lower with velodrinal" in place.text for place in comparison.evidence)
