"""Weak links that contradict strong ones."""

from __future__ import annotations

from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import ResultDraft
from extractor.linking.distinct import distinct_results
from extractor.linking.drafts import EndpointDraft

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
    kept = distinct_results([result(40, 0.9), result(12, 0.45)])
    assert [item.value for item in kept] == [40]


def test_two_strong_values_both_stay() -> None:
    kept = distinct_results([result(40, 0.9), result(42, 0.8)])
    assert [item.value for item in kept] == [40, 42]


def test_a_subgroup_contradicts_nothing() -> None:
    kept = distinct_results([result(40, 0.9), result(12, 0.45, "aged 65 or over")])
    assert [item.value for item in kept] == [40, 12]
