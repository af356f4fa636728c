"""Counts: violations, and correct prints at the edge of rounding."""

from __future__ import annotations

import pytest
from checking_records import codes, result, trial

from extractor.checking import check_record


@pytest.mark.parametrize("value, wrong", [(104.3, True), (-2.0, True), (100, False), (0, False)])
def test_a_share_is_between_0_and_100(value: float, wrong: bool) -> None:
    assert ("percentage-range" in codes(trial([result("drug", value)]))) is wrong


def test_events_are_at_most_n() -> None:
    assert "events-above-n" in codes(trial([result("drug", 108.0, events=27, n=25)]))
    assert "events-above-n" in codes(trial([result("drug", 13, "count", n=12)]))
    assert "events-above-n" not in codes(trial([result("drug", 100, events=25, n=25)]))
    assert "events-above-n" not in codes(trial([result("drug", 31, "count", n=12, unit="events")]))


@pytest.mark.parametrize(
    "value, events, n, found",
    [
        (64.0, 16, 25, set()),
        (1, 4, 291, set()),  # 1.37%
        (54.5, 42, 77, set()),  # 54.545...
        (12.5, 1, 8, set()),
        (12, 1, 8, set()),  # 12.5% rounded to even
        (13, 1, 8, set()),
        (54.6, 42, 77, {"events-percentage-rounding"}),
        (45.5, 42, 77, {"events-percentage"}),
        (54.5, 24, 77, {"events-percentage"}),
        (545.0, 42, 77, {"events-percentage", "percentage-range"}),
    ],
)
def test_events_against_percentage(value: float, events: int, n: int, found: set[str]) -> None:
    assert codes(trial([result("drug", value, events=events, n=n)])) == found


def test_the_message_has_the_numbers_and_the_path() -> None:
    (check,) = check_record(trial([result("drug", 45.5, events=42, n=77)]))
    assert check.path == "/trials/0/arm_results/0" and check.severity == "error"
    assert check.message == "response, drug: 42 of 77 is 54.545%, but 45.5% is printed."


@pytest.mark.parametrize(
    "value, n, possible",
    [(64.0, 25, True), (64.2, 25, False), (33.3, 3, True), (67, 3, True), (50.4, 10, False)],
)
def test_a_percentage_is_possible_for_its_n(value: float, n: int, possible: bool) -> None:
    assert ("percentage-possible" not in codes(trial([result("drug", value, n=n)]))) is possible


def test_trailing_zeros_are_taken_from_the_text() -> None:
    quote = "a response in 64.00% (n=11)"
    assert "percentage-possible" not in codes(trial([result("drug", 64, n=11)]))
    assert "percentage-possible" in codes(trial([result("drug", 64.0, n=11, quote=quote)]))


def test_one_percentage_among_many_that_fit_the_arm() -> None:
    fitting = [result("drug", value) for value in (2.5, 5.0, 12.5, 37.5, 62.5, 87.5)]
    record = trial([*fitting, result("drug", 51.3, timepoint={"value": 4, "unit": "week"})], sizes=(40, 40))
    assert "percentage-possible-for-arm" in codes(record)
    others = [result("drug", value) for value in (2.6, 5.1, 12.8, 37.5, 62.5, 87.5)]
    assert "percentage-possible-for-arm" not in codes(trial(others, sizes=(40, 40)))


@pytest.mark.parametrize(
    "value, events, found",
    [
        (24.0, 206, set()),  # of 860: 23.95%
        (24.0, 205, {"events-other-denominator"}),
        (24.0, 502, {"events-percentage-arm"}),
        (24.0, 105, {"events-percentage-arm"}),
        (24.0, 0, {"events-percentage-arm"}),
        (0, 0, set()),
    ],
)
def test_events_and_percentage_against_the_arms_n(value: float, events: int, found: set[str]) -> None:
    assert codes(trial([result("drug", value, events=events)], sizes=(860, None))) == found


def test_a_derived_n_does_not_accuse() -> None:
    record = trial([result("drug", 24.0, events=502)], sizes=(860, None))
    record.trials[0].arms[0].derived = True
    assert codes(record) == set()


def test_a_subgroup_is_no_larger_than_its_arm() -> None:
    subgroup = {"subgroup": "women", "n": 41}
    assert "n-above-arm" in codes(trial([result("drug", 100, **subgroup)], sizes=(40, 40)))
    assert "n-above-arm" not in codes(trial([result("drug", 100, **subgroup)], sizes=(41, 40)))


@pytest.mark.parametrize(
    "sizes, enrollment, found",
    [
        ((100, 100), 200, set()),
        ((100, 98), 200, {"arms-enrollment-exact"}),
        ((100, 104), 200, {"arms-enrollment-exact"}),
        ((100, 109), 200, {"arms-enrollment"}),
        ((100, 50), 200, {"arms-enrollment"}),
        ((100, None), 200, set()),
        ((100, 100, 200), 200, set()),  # The last is both together.
        ((318, 160, 158), 636, set()),  # 318 is a sum by chance.
        ((412, 206), 206, {"arm-above-enrollment", "arms-enrollment"}),
    ],
)
def test_arms_against_enrollment(sizes: tuple[int | None, ...], enrollment: int, found: set[str]) -> None:
    assert codes(trial(sizes=sizes, enrollment=enrollment)) == found


def test_arms_of_a_crossover_overlap() -> None:
    assert codes(trial(sizes=(40, 40), enrollment=40, design={"model": "crossover"})) == set()


@pytest.mark.parametrize(
    "sizes, ratio, fits",
    [
        ((257, 262, 259), "1:1:1", True),
        ((160, 158, 318), "2:1:1", True),
        ((9, 11), "1:1", True),
        ((91, 90, 259), "1:1:1", False),
        ((100, 200), "1:1", False),
        ((100, 200), "one to one", True),
        ((100, 200), "1:1:1", True),
    ],
)
def test_arms_against_the_allocation(sizes: tuple[int, ...], ratio: str, fits: bool) -> None:
    record = trial(sizes=sizes, design={"allocation_ratio": ratio})
    assert ("allocation-ratio" not in codes(record)) is fits
