"""Coherence: violations, and what only looks like one."""

from __future__ import annotations

import pytest
from checking_records import codes, comparison, result, trial

WEEK = {"unit": "week"}


@pytest.mark.parametrize(
    "shares, wrong", [((41.0, 71.5), True), ((33.4, 66.7), False), ((41, 59.4), False), ((30.0, 41.5), False)]
)
def test_exclusive_categories(shares: tuple[float, float], wrong: bool) -> None:
    names = ("complete response", "partial response")
    results = [result("drug", share, endpoint=name) for share, name in zip(shares, names, strict=True)]
    assert ("exclusive-percentages" in codes(trial(results, endpoints=names))) is wrong


@pytest.mark.parametrize(
    "part, whole, related",
    [
        ("EASI-90", "EASI-75", True),
        ("EASI-90 response", "EASI-75 response", True),
        ("ACR50", "ACR20", True),
        ("serious adverse events", "adverse events", True),
        ("grade ≥3 neutropenia", "neutropenia", True),
        ("complete response", "objective response rate", True),
        ("EASI-90", "PASI-75", False),
        ("neutropenia", "anemia", False),
        ("EASI-75", "EASI-90", False),
    ],
)
def test_a_part_is_no_larger_than_its_whole(part: str, whole: str, related: bool) -> None:
    def found(ours: float, theirs: float, arm: str = "drug") -> set[str]:
        results = [result("drug", ours, endpoint=part), result(arm, theirs, endpoint=whole)]
        return codes(trial(results, endpoints=(part, whole)))

    assert ("part-above-whole" in found(54, 45)) is related
    assert "part-above-whole" not in found(45.4, 45)
    assert "part-above-whole" not in found(54, 45, arm="placebo")


def test_survival_without_progression_is_no_longer_than_survival() -> None:
    names = ("progression-free survival", "overall survival")
    results = [
        result("drug", value, "median", endpoint=name, unit="month")
        for value, name in zip((19.2, 12.4), names, strict=True)
    ]
    assert codes(trial(results, endpoints=names)) == {"part-above-whole"}


@pytest.mark.parametrize("week, late", [(12, False), (13, False), (24, True)])
def test_timepoints_after_the_treatment(week: int, late: bool) -> None:
    record = trial(
        [result("drug", 40, timepoint={"value": week, **WEEK})], duration={"value": 3, "unit": "month"}
    )
    assert ("timepoint-beyond-duration" in codes(record)) is late


@pytest.mark.parametrize(
    "doses, wrong",
    [
        (((100, "mg"), (100, "µg")), True),
        (((0.1, "mg"), (100, "µg")), False),
        (((30, "mg"), (600, "mg")), False),
        (((2, "g"), (2, "mg")), True),
        (((5, "mg/kg"), (5, "µg")), False),
    ],
)
def test_doses_a_thousand_times_apart(doses: tuple[tuple[float, str], ...], wrong: bool) -> None:
    record = trial(
        arms=[
            {
                "id": f"arm-{place}",
                "label": "arm",
                "doses": [{"intervention": "drug-1", "amount": amount, "unit": unit}],
            }
            for place, (amount, unit) in enumerate(doses)
        ]
    )
    assert ("dose-units" in codes(record)) is wrong


def test_the_same_fact_twice() -> None:
    assert codes(trial([result("drug", 34.4), result("drug", 31.9)])) == {"same-fact"}
    assert codes(trial([result("drug", 34.4), result("drug", 34)])) == set()
    assert codes(trial([result("drug", 34.4, analysis="interim"), result("drug", 31.9)])) == set()
    assert codes(trial([result("drug", 34.4, subgroup="women"), result("drug", 31.9)])) == set()
    two = [comparison("hazard_ratio", 0.62), comparison("hazard_ratio", 0.26)]
    assert codes(trial(comparisons=two)) == {"same-fact"}
    fell = [
        result("drug", -5.2, "change_from_baseline"),
        result("drug", 5.2, "change_from_baseline", direction="decrease"),
    ]
    assert codes(trial(fell)) == set()


def test_words_against_signs() -> None:
    assert codes(trial([result("drug", -3.2, "change_from_baseline", direction="increase")])) == {
        "direction-sign"
    }
    assert codes(trial([result("drug", -3.2, "change_from_baseline", direction="decrease")])) == set()
