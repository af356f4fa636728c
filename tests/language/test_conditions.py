"""Names of diseases and conditions."""

from __future__ import annotations

import pytest

from extractor.language.conditions import find_conditions


def conditions(text: str) -> list[str]:
    return [value for _, _, value in find_conditions(text)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("adults with moderate to severe ulcerative colitis", "ulcerative colitis"),
        ("people with severe Alzheimer’s disease", "Alzheimer’s disease"),
        ("children with uncomplicated falciparum malaria", "falciparum malaria"),
        ("patients with newly diagnosed multiple myeloma", "multiple myeloma"),
        ("untreated extensive-stage small-cell lung cancer", "small-cell lung cancer"),
        ("women with HER2-low metastatic breast cancer", "HER2-low breast cancer"),
        (
            "HR+, HER2-negative locally advanced or metastatic breast cancer",
            "HR+, HER2-negative breast cancer",
        ),
        ("adults with KRAS-mutated advanced solid tumors", "KRAS-mutated solid tumors"),
        ("relapsed or refractory FLT3-mutated acute myeloid leukemia", "FLT3-mutated acute myeloid leukemia"),
        ("estrogen receptor–positive (ER+) early breast cancer", "estrogen receptor–positive breast cancer"),
    ],
)
def test_lexicon_and_biomarkers(text: str, name: str) -> None:
    assert conditions(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("patients with ocular cicatricial disease", "ocular cicatricial disease"),
        ("adults with chronic eosinophilic vasculitis", "chronic eosinophilic vasculitis"),
        ("treatment of lingual carcinoma", "lingual carcinoma"),
    ],
)
def test_names_built_of_a_head_and_adjectives(text: str, name: str) -> None:
    assert conditions(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "many patients have this disease",
        "the diagnosis was made",
        "a meta-analysis",
        "experience inadequate disease control",
    ],
)
def test_words_that_name_no_condition(text: str) -> None:
    assert conditions(text) == []


def test_instruments_are_no_conditions() -> None:
    assert conditions("the Anxiety Rating and the Rheumatoid Arthritis Quality of Life score") == []


def test_offsets_are_exact() -> None:
    text = "Adults with PIK3CA-mutated breast cancer took part."
    assert [text[start:end] for start, end, _ in find_conditions(text)] == ["PIK3CA-mutated breast cancer"]
