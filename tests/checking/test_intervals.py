"""Intervals and spreads: violations, and correct prints at the edge of rounding."""

from __future__ import annotations

from typing import Any

import pytest
from checking_records import codes, comparison, result, trial


@pytest.mark.parametrize(
    "value, low, high, inside",
    [
        (0.67, 0.48, 0.94, True),
        (0.7, 0.70, 0.99, True),
        (0.8, 0.81, 0.9, True),  # 0.8 may be 0.84
        (0.57, 0.67, 0.94, False),
        (1.97, 0.48, 0.94, False),
    ],
)
def test_an_estimate_lies_inside_its_interval(value: float, low: float, high: float, inside: bool) -> None:
    record = trial(comparisons=[comparison("hazard_ratio", value, low=low, high=high)])
    assert ("estimate-in-interval" not in codes(record)) is inside


def test_open_limits_and_arm_results() -> None:
    reached = {"level": 95, "low": 17.2, "high": None}
    assert codes(trial([result("drug", 19.7, "median", ci=reached)])) == set()
    assert codes(trial([result("drug", 16.7, "median", ci=reached)])) == {"estimate-in-interval"}


def test_a_minus_that_prose_leaves_out_is_a_note() -> None:
    record = trial(comparisons=[comparison("mean_difference", 7.5, low=-8.5, high=-6.5)])
    assert codes(record) == {"estimate-sign"}


@pytest.mark.parametrize(
    "measure, value, low, high, symmetric",
    [
        ("hazard_ratio", 0.67, 0.48, 0.94, True),
        ("hazard_ratio", 0.67, 0.48, 0.74, False),
        ("hazard_ratio", 0.1, 0.0, 0.9, True),  # No logarithm.
        ("hazard_ratio", 0.5, 0.4, 0.7, True),  # Within rounding.
        ("odds_ratio", 1.87, 1.01, 3.44, True),
        ("odds_ratio", 1.87, 1.01, 34.4, False),
        ("relative_reduction", 82.6, 57.9, 94.1, True),
        ("relative_reduction", 35.1, 19.9, 50.23, True),
        ("relative_reduction", 82.6, 17.9, 84.1, False),
    ],
)
def test_ratios_are_symmetric_in_logarithms(
    measure: str, value: float, low: float, high: float, symmetric: bool
) -> None:
    unit = "%" if measure == "relative_reduction" else None
    record = trial(comparisons=[comparison(measure, value, low=low, high=high, unit=unit)])
    assert ("ratio-symmetric" not in codes(record)) is symmetric


@pytest.mark.parametrize(
    "measure, value, low, high, symmetric",
    [
        ("mean_difference", -8.7, -11.5, -5.8, True),
        ("mean_difference", -8.7, -11.5, -2.8, False),
        ("mean_difference", 1, 0, 3, True),  # 1.4 of 0.4 to 2.5
        ("risk_difference", 13.4, 7.6, 19.2, True),
        ("risk_difference", 13.4, 12.6, 19.2, False),
    ],
)
def test_differences_are_symmetric(
    measure: str, value: float, low: float, high: float, symmetric: bool
) -> None:
    record = trial(comparisons=[comparison(measure, value, low=low, high=high)])
    assert ("difference-symmetric" not in codes(record)) is symmetric


def test_means_are_in_the_middle() -> None:
    def found(low: float, **fields: Any) -> set[str]:
        interval = {"level": 95, "low": low, "high": -5.03}
        return codes(trial([result("drug", -6.02, "change_from_baseline", ci=interval, **fields)]))

    assert found(-7.01) == set()
    assert found(-17.01) == {"mean-symmetric"}
    assert found(-17.01, quote="a median change of -6.02 (-17.01 to -5.03)") == set()


@pytest.mark.parametrize(
    "statistic, kind, value, low, high, inside",
    [
        ("median", "iqr", 24, 15, 38, True),
        ("median", "iqr", 15, 15, 38, True),
        ("median", "iqr", 2.4, 2.45, 3.8, True),
        ("median", "iqr", 24, 15, 20, False),
        ("mean", "iqr", 24, 15, 20, True),  # A mean can lie outside its quartiles.
        ("mean", "range", 24, 15, 20, False),
        ("change_from_baseline", "iqr", 6, -9, -4, True),  # Fell by 6.
    ],
)
def test_spreads_hold_their_centres(
    statistic: str, kind: str, value: float, low: float, high: float, inside: bool
) -> None:
    spread = {"kind": kind, "low": low, "high": high}
    assert (codes(trial([result("drug", value, statistic, spread=spread)])) == set()) is inside


def test_ratios_are_not_negative() -> None:
    assert "ratio-positive" in codes(trial(comparisons=[comparison("hazard_ratio", -0.62)]))
    assert "ratio-positive" not in codes(trial(comparisons=[comparison("mean_difference", -0.62)]))


def test_a_percentage_beside_an_interval_of_fractions() -> None:
    inside = result("drug", 38.7, ci={"level": 95, "low": 0.21, "high": 0.57})
    outside = result("drug", 68.7, ci={"level": 95, "low": 0.21, "high": 0.57})
    assert "estimate-in-interval" not in codes(trial([inside]))
    assert "estimate-in-interval" in codes(trial([outside]))
