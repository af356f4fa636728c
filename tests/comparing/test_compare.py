"""Trials of several documents: which are one, and where they differ."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.comparing import Comparing, compare
from schemas import DocumentRecord


def record(document: str, *trials: dict[str, Any]) -> DocumentRecord:
    return DocumentRecord.model_validate(
        {
            "document": {"id": document},
            "trials": [{"id": f"trial-{n}", **trial} for n, trial in enumerate(trials, 1)],
        }
    )


def trial(**fields: Any) -> dict[str, Any]:
    """A phase 3 trial of examplumab in asthma with two arms and their response rates."""
    rates = fields.pop("rates", (48.2, 30.1))
    base: dict[str, Any] = {
        "phase": "3",
        "condition": "asthma",
        "enrollment": 412,
        "interventions": [
            {"id": "drug-1", "name": "examplumab"},
            {"id": "drug-2", "name": "placebo", "role": "comparator"},
        ],
        "arms": [
            {"id": "a", "label": "examplumab", "interventions": ["drug-1"]},
            {"id": "b", "label": "placebo", "interventions": ["drug-2"]},
        ],
        "endpoints": [{"id": "e", "name": "asthma control response"}],
        "arm_results": [
            {"arm": arm, "endpoint": "e", "statistic": "proportion", "value": value, "unit": "%",
             "evidence": [{"start": 0, "end": len(f"{value}%"), "text": f"{value}%"}]}
            for arm, value in zip("ab", rates, strict=True)
        ],
    }  # fmt: skip
    return {**base, **fields}


def compared(*records: DocumentRecord) -> Comparing:
    return compare((one.document.id, one) for one in records)


def facts(found: Comparing) -> list[tuple[str, str, str]]:
    return [
        (difference.fact, *(side.value for side in difference.sides))
        for group in found.groups
        for difference in group.differences
    ]


@pytest.mark.parametrize(
    "first, second, why",
    [
        ({"registry_ids": ["NCT00000017"]}, {"registry_ids": ["NCT 00000017"], "phase": "2"}, "registry id"),
        ({"acronym": "NORTH-1"}, {"acronym": "NORTH 1", "enrollment": 380}, "same name NORTH-1"),
        ({"acronym": "NORTH-1"}, {"enrollment": 415}, "same drug, phase 3"),
        ({"condition": "asthma"}, {"condition": "severe asthma"}, "same drug, phase 3"),
        ({}, {"interventions": [{"id": "drug-1", "name": "EXA-12", "aliases": ["examplumab"]},
                                {"id": "drug-2", "name": "placebo"}]}, "same drug, phase 3"),
    ],
)  # fmt: skip
def test_one_trial(first: dict[str, Any], second: dict[str, Any], why: str) -> None:
    found = compared(record("paper", trial(**first)), record("release", trial(**second)))
    assert len(found.groups) == 1
    assert why in found.groups[0].why


@pytest.mark.parametrize(
    "first, second",
    [
        ({"registry_ids": ["NCT00000017"]}, {"registry_ids": ["NCT00000018"]}),
        ({"acronym": "NORTH-1"}, {"acronym": "NORTH-2"}),
        ({"acronym": "NORTH"}, {"acronym": "SOUTH"}),
        ({}, {"phase": "2"}),
        ({}, {"enrollment": 300}),
        ({}, {"enrollment": None}),
        ({}, {"condition": "psoriasis"}),
        ({}, {"interventions": [{"id": "drug-1", "name": "otherumab"}, {"id": "drug-2", "name": "placebo"}]}),
        ({"acronym": "NORTH", "pooled": True}, {"acronym": "NORTH"}),
    ],
)
def test_two_trials(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert not compared(record("paper", trial(**first)), record("release", trial(**second))).groups


def test_trials_of_one_document_stay_apart() -> None:
    twins = record("paper", trial(), trial())
    assert not compared(twins).groups
    found = compared(twins, record("release", trial()))
    assert [[entry.document for entry in group.entries] for group in found.groups] == [["paper", "release"]]


def test_three_reports_in_one_group() -> None:
    found = compared(
        record("a", trial(registry_ids=["NCT00000017"])),
        record("b", trial(acronym="NORTH")),
        record("c", trial(acronym="NORTH", registry_ids=["NCT00000017"])),
    )
    assert [len(group.entries) for group in found.groups] == [3]
    assert found.groups[0].name == "NORTH"


def test_numbers_that_differ_are_listed_with_both_pieces_of_evidence() -> None:
    found = compared(record("paper", trial()), record("release", trial(rates=(52.8, 30.1), enrollment=415)))
    assert facts(found) == [
        ("enrollment", "412", "415"),
        ("asthma control response, examplumab", "48.2%", "52.8%"),
    ]
    sides = found.groups[0].differences[1].sides
    assert [side.evidence[0].text for side in sides] == ["48.2%", "52.8%"]
    assert [side.path for side in sides] == ["/trials/0/arm_results/0"] * 2


def test_what_rounding_or_silence_explains_is_no_difference() -> None:
    rounded = trial(rates=(48, 30))
    silent = trial(arm_results=[], condition=None, acronym="NORTH")
    assert facts(compared(record("paper", trial(acronym="NORTH")), record("release", rounded))) == []
    assert facts(compared(record("paper", trial(acronym="NORTH")), record("release", silent))) == []


def test_other_times_groups_and_choices_are_not_compared() -> None:
    def at(weeks: int, value: float, subgroup: str | None = None) -> dict[str, Any]:
        return {"arm": "a", "endpoint": "e", "statistic": "proportion", "value": value, "unit": "%",
                "subgroup": subgroup, "timepoint": {"value": weeks, "unit": "week"}}  # fmt: skip

    paper = record("paper", trial(arm_results=[at(12, 40.0), at(24, 50.0), at(24, 60.0, "smokers")]))
    release = record("release", trial(arm_results=[at(52, 55.0), at(24, 61.0, "women")]))
    assert facts(compared(paper, release)) == []


def test_estimates_intervals_and_p_values() -> None:
    def effect(value: float, low: float, high: float, operator: str, p: float) -> dict[str, Any]:
        return {"arm": "a", "reference": "b", "endpoint": "e", "measure": "hazard_ratio", "value": value,
                "ci": {"low": low, "high": high}, "p": {"operator": operator, "value": p}}  # fmt: skip

    paper = record("paper", trial(comparisons=[effect(0.72, 0.61, 0.85, "=", 0.0004)]))
    same = record("release", trial(comparisons=[effect(0.72, 0.61, 0.85, "<", 0.001)]))
    other = record("release", trial(comparisons=[effect(0.75, 0.61, 0.95, "=", 0.01)]))
    assert facts(compared(paper, same)) == []
    assert facts(compared(paper, other)) == [
        ("hazard ratio: asthma control response, examplumab against placebo", "0.72", "0.75"),
        ("confidence interval: asthma control response, examplumab against placebo",
         "95% CI 0.61 to 0.85", "95% CI 0.61 to 0.95"),
        ("p-value: asthma control response, examplumab against placebo", "p=0.0004", "p=0.01"),
    ]  # fmt: skip


def test_primary_endpoints_that_have_nothing_in_common() -> None:
    def named(name: str) -> dict[str, Any]:
        return trial(endpoints=[{"id": "e", "name": name, "role": "primary"}], arm_results=[])

    found = compared(record("paper", named("annual exacerbation rate")), record("release", named("FEV1")))
    assert facts(found) == [("primary endpoint", "annual exacerbation rate", "FEV1")]
