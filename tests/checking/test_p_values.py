"""P-values: violations, and correct prints of several tests."""

from __future__ import annotations

import pytest
from checking_records import codes, comparison, result, trial

INTERVAL = {"p-interval", "p-contradicts-interval"}


@pytest.mark.parametrize(
    "measure, value, low, high, p, operator",
    [
        ("hazard_ratio", 0.67, 0.48, 0.94, 0.019, "="),
        ("hazard_ratio", 0.62, 0.51, 0.75, 0.0001, "<"),
        ("hazard_ratio", 0.84, 0.69, 1.02, 0.0362, "="),  # One-sided.
        ("mean_difference", -0.2, -0.7, 0.3, 0.43, "="),
        ("mean_difference", -3.0, -4.9, -1.1, 0.001, "="),  # One-sided.
        ("odds_ratio", 1.84, 1.0, 3.41, 0.0511, "="),
        ("risk_difference", 13.4, 7.6, 19.2, 0.0001, "="),  # A stratified test.
        ("hazard_ratio", 1.0, 0.7, 1.4, 0.99, "="),
        ("hazard_ratio", 0.95, 0.7, 1.3, 0.05, ">"),
    ],
)
def test_a_p_value_that_fits_its_interval(
    measure: str, value: float, low: float, high: float, p: float, operator: str
) -> None:
    record = trial(comparisons=[comparison(measure, value, low=low, high=high, p=p, operator=operator)])
    assert not codes(record) & INTERVAL


@pytest.mark.parametrize(
    "measure, value, low, high, p, code",
    [
        ("hazard_ratio", 0.62, 0.51, 0.75, 0.2, "p-contradicts-interval"),
        ("mean_difference", -5.2, -7.5, -2.9, 0.3, "p-contradicts-interval"),
        ("mean_difference", -0.2, -0.7, 0.3, 0.043, "p-interval"),
        ("hazard_ratio", 0.67, 0.48, 0.94, 0.0019, "p-interval"),
        ("mean_difference", 0.02, -0.11, 0.15, 0.0001, "p-interval"),  # As of non-inferiority.
    ],
)
def test_a_p_value_that_does_not(
    measure: str, value: float, low: float, high: float, p: float, code: str
) -> None:
    found = codes(trial(comparisons=[comparison(measure, value, low=low, high=high, p=p)]))
    assert found & INTERVAL == {code}


def test_noninferiority_in_words_and_other_levels() -> None:
    quote = "0.02 (95% CI -0.11 to 0.15; p<0.0001 for non-inferiority)"
    fields = {"low": -0.11, "high": 0.15, "p": 0.0001, "operator": "<"}
    assert (
        not codes(trial(comparisons=[comparison("mean_difference", 0.02, quote=quote, **fields)])) & INTERVAL
    )
    wide = comparison("mean_difference", -2.0, low=-4.0, high=0.0, level=97.5, p=0.025)
    assert not codes(trial(comparisons=[wide])) & INTERVAL
    assert (
        codes(trial(comparisons=[comparison("mean_difference", -2.0, low=-4.0, high=0.0, p=0.001)]))
        & INTERVAL
    )


def two_shares(p: float, **fields: object) -> set[str]:
    results = [result("drug", 57, events=33, n=58), result("placebo", 33, events=19, n=58)]
    return codes(trial(results, [comparison(p=p, **fields)], design=fields.pop("design", {})))


@pytest.mark.parametrize(
    "p, fits",
    [
        (0.009, True),  # Chi-square: 0.009; with correction: 0.015; Fisher: 0.015.
        (0.015, True),
        (0.03, True),
        (0.2, False),
        (0.00001, False),
    ],
)
def test_two_proportions_from_counts(p: float, fits: bool) -> None:
    assert ("p-proportions" not in two_shares(p)) is fits


def test_two_proportions_from_percentages_and_derived_n() -> None:
    results = [result("drug", 22.1), result("placebo", 5.1)]
    for p, fits in ((0.002, True), (0.2, False)):
        record = trial(results, [comparison(p=p)], sizes=(77, 79))
        for arm in record.trials[0].arms:
            arm.derived = True
        assert ("p-proportions" not in codes(record)) is fits


def test_proportions_of_other_measures_are_left_out() -> None:
    results = [result("drug", 57, events=33, n=58), result("placebo", 33, events=19, n=58)]
    assert "p-proportions" not in codes(trial(results, [comparison("hazard_ratio", 0.9, p=0.7)]))
    crossover = trial(results, [comparison(p=0.7)], design={"model": "crossover"})
    assert "p-proportions" not in codes(crossover)


@pytest.mark.parametrize("kind, spreads", [("sd", (11.3, 10.4)), ("se", (1.06, 0.97))])
@pytest.mark.parametrize("p, fits", [(0.13, True), (0.154, True), (0.00154, False)])
def test_two_means(kind: str, spreads: tuple[float, float], p: float, fits: bool) -> None:
    results = [
        result(arm, value, "change_from_baseline", n=n, spread={"kind": kind, "value": spread})
        for arm, value, n, spread in (("drug", 15.1, 113, spreads[0]), ("placebo", 12.9, 114, spreads[1]))
    ]
    record = trial(results, [comparison("mean_difference", 2.2, p=p)])
    assert ("p-means" not in codes(record)) is fits
