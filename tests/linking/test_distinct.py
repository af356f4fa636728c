"""Weak links that contradict strong ones."""

from __future__ import annotations

import pytest

from extractor import Extractor
from extractor.linking import distinct
from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import ResultDraft
from extractor.linking.distinct import LeftOut, believed_results, distinct_results
from extractor.linking.drafts import EndpointDraft
from extractor.reading import read_text

ARM = ArmDraft("drug", [], [], "experimental")
ENDPOINT = EndpointDraft("response")


def result(value: float, confidence: float, subgroup: str | None = None) -> ResultDraft:
    return ResultDraft(
        arm=ARM,
        endpoint=ENDPOINT,
        timepoint=None,
        statistic="proportion",
        value=value,
        unit="%",
        direction=None,
        interval=None,
        spread=None,
        events=None,
        n=None,
        subgroup=subgroup,
        analysis=None,
        evidence=[(0, 1)],
        confidence=confidence,
        why="",
    )


def test_a_weak_link_gives_way_to_a_strong_one() -> None:
    left_out: list[LeftOut] = []
    kept = distinct_results([result(40, 0.9), result(12, 0.45)], left_out)
    assert [item.value for item in kept] == [40]
    assert [(item.result.value, item.reason) for item in left_out] == [
        (12, "a weak link (0.45) against a stronger one (40% with 0.90)")
    ]


def test_two_strong_values_both_stay() -> None:
    kept = distinct_results([result(40, 0.9), result(42, 0.8)], [])
    assert [item.value for item in kept] == [40, 42]


def test_a_subgroup_contradicts_nothing() -> None:
    kept = distinct_results([result(40, 0.9), result(12, 0.45, "aged 65 or over")], [])
    assert [item.value for item in kept] == [40, 12]


def test_what_is_hardly_linked_is_left_out_with_its_reason() -> None:
    left_out: list[LeftOut] = []
    assert [item.value for item in believed_results([result(40, 0.9), result(12, 0.3)], left_out)] == [40]
    assert [item.reason for item in left_out] == ["too weak a link (0.30, below 0.42)"]


def test_explain_lists_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "In a phase 2 trial, 60 adults with asthma were randomized to examplumab or placebo. "
        "At week 12, a response was seen in 45.0% of patients on examplumab and 20.0% on placebo."
    )
    before = Extractor().explain(read_text(text, "x"))
    assert len(before) == 2 and not any("left out" in line for line in before)
    monkeypatch.setattr(distinct, "_LEAST_CONFIDENCE", 1.1)
    lines = Extractor().explain(read_text(text, "x"))
    assert [trial.arm_results for trial in Extractor().extract_text(text).trials] == [[]]
    assert len(lines) == 2 and all(" left out: too weak a link (" in line for line in lines)
    assert "'45.0%' left out" in lines[0] and "-> examplumab | " in lines[0]
