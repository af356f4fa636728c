"""Effects against each other and against the arms: violations, and correct prints."""

from __future__ import annotations

import pytest
from checking_records import codes, comparison, result, trial


@pytest.mark.parametrize(
    "ratio, reduction, found",
    [
        (0.62, 38, set()),
        (0.615, 39, set()),
        (0.615, 38, set()),
        (0.62, 39, set()),  # Both may be 38.5.
        (0.62, 40, {"reduction-ratio-rounding"}),
        (0.62, 29, {"reduction-ratio"}),
        (0.62, 83, {"reduction-ratio"}),
    ],
)
def test_a_reduction_restates_its_ratio(ratio: float, reduction: float, found: set[str]) -> None:
    comparisons = [comparison("hazard_ratio", ratio), comparison("relative_reduction", reduction, unit="%")]
    assert codes(trial(comparisons=comparisons)) == found


def test_reductions_of_another_time_or_subgroup_are_not_compared() -> None:
    reduction = comparison("relative_reduction", 29, unit="%", subgroup="women")
    assert codes(trial(comparisons=[comparison("hazard_ratio", 0.62), reduction])) == set()


@pytest.mark.parametrize(
    "ours, theirs, difference, found",
    [
        (54.5, 22.8, 31.7, set()),
        (54.5, 22.8, 31.8, set()),  # Rounded before and after.
        (21.7, 2.5, 19.3, set()),
        (21.7, 2.5, 20.2, {"difference-arms-exact"}),
        (11.3, 6.3, 13.4, {"difference-arms"}),
        (2.5, 21.7, 19.2, {"difference-sign-unsigned"}),
        (21.7, 2.5, -19.2, {"difference-sign"}),
    ],
)
def test_differences_of_proportions(ours: float, theirs: float, difference: float, found: set[str]) -> None:
    results = [result("drug", ours), result("placebo", theirs)]
    assert codes(trial(results, [comparison("risk_difference", difference, unit="%")])) == found


@pytest.mark.parametrize(
    "ours, theirs, value, low, high, found",
    [
        (-14.5, -5.8, -8.7, -11.5, -5.8, set()),
        (-11.2, -5.9, -5.2, -7.5, -2.9, set()),
        (-11.2, -5.9, -4.9, -7.2, -2.6, {"difference-arms-exact"}),
        (-11.2, -9.5, -5.2, -7.5, -2.9, {"difference-arms"}),
        (-5.8, -14.5, -8.7, -11.5, -5.8, {"difference-sign"}),
    ],
)
def test_differences_of_means(
    ours: float, theirs: float, value: float, low: float, high: float, found: set[str]
) -> None:
    results = [
        result("drug", ours, "change_from_baseline"),
        result("placebo", theirs, "change_from_baseline"),
    ]
    record = trial(results, [comparison("mean_difference", value, low=low, high=high)])
    assert codes(record) == found


def test_directions_give_signs() -> None:
    results = [
        result("drug", 3.1, "change_from_baseline", direction="decrease"),
        result("placebo", 1.9, "change_from_baseline", direction="increase"),
    ]
    assert codes(trial(results, [comparison("mean_difference", -5.0, low=-9.6, high=-0.4)])) == set()
    assert codes(trial(results, [comparison("mean_difference", -1.2, low=-2.2, high=-0.2)])) == {
        "difference-arms"
    }


@pytest.mark.parametrize(
    "measure, statistic, ours, theirs, value, low, high, found",
    [
        ("risk_ratio", "proportion", 55.0, 19.7, 2.8, 1.6, 4.88, set()),
        ("risk_ratio", "proportion", 55.0, 19.7, 2.6, 1.5, 4.51, {"ratio-arms-exact"}),
        ("risk_ratio", "proportion", 19.7, 55.0, 2.8, 1.6, 4.88, {"ratio-arms"}),
        ("odds_ratio", "proportion", 26.5, 25.2, 1.07, 0.73, 1.57, set()),
        ("odds_ratio", "proportion", 56.5, 25.2, 1.07, 0.73, 1.57, {"ratio-arms"}),
        ("odds_ratio", "proportion", 100, 25.2, 1.07, 0.73, 1.57, set()),
        ("rate_ratio", "rate", 0.46, 1.11, 0.42, 0.3, 0.59, set()),
        ("rate_ratio", "rate", 1.11, 0.46, 0.42, 0.3, 0.59, {"ratio-arms"}),
        ("ratio_of_means", "mean", 514, 559, 0.92, 0.85, 0.99, set()),
        ("hazard_ratio", "median", 9.7, 6.8, 0.62, 0.51, 0.75, set()),
        ("hazard_ratio", "median", 6.8, 9.7, 0.62, 0.51, 0.75, {"hazard-medians"}),
        ("hazard_ratio", "median", 6.8, 9.7, 0.9, 0.71, 1.14, set()),  # Says nothing either way.
        ("hazard_ratio", "median", 5.5, 5.5, 0.68, 0.5, 0.92, set()),
    ],
)
def test_ratios_against_the_arms(
    measure: str,
    statistic: str,
    ours: float,
    theirs: float,
    value: float,
    low: float,
    high: float,
    found: set[str],
) -> None:
    results = [result("drug", ours, statistic), result("placebo", theirs, statistic)]
    assert codes(trial(results, [comparison(measure, value, low=low, high=high)])) == found


def test_a_reduction_against_rates() -> None:
    results = [result("drug", 0.02, "rate"), result("placebo", 0.09, "rate")]
    assert codes(trial(results, [comparison("relative_reduction", 72, unit="%")])) == set()
    assert codes(trial(results, [comparison("relative_reduction", 27, unit="%")])) == {"ratio-arms"}


def test_derived_comparisons_are_not_judged() -> None:
    results = [result("drug", 11.3), result("placebo", 6.3)]
    assert codes(trial(results, [comparison("risk_difference", 13.4, unit="%", derived=True)])) == set()
