"""Values and groups of one sentence: which value goes to which group, without the language pipeline."""

from __future__ import annotations

import re

import pytest

from extractor.linking.align import align
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.groups import GroupMention
from extractor.linking.runs import find_runs
from extractor.linking.values import ValueUnit

LOW = ArmDraft("low", [], [], "experimental")
HIGH = ArmDraft("high", [], [], "experimental")
PLACEBO = ArmDraft("placebo", [], [], "control")
BY_WORD = {"low": LOW, "high": HIGH, "placebo": PLACEBO}


def aligned(text: str, order: list[ArmDraft] | None = None, series: tuple[int, ...] = ()) -> dict[str, str]:
    """Value to arm, where every percentage is a value and the words low, high and placebo are groups."""
    values = [
        ValueUnit(m.start(), m.end(), m.span(), float(m.group(1)), "%") for m in re.finditer(r"(\d+)%", text)
    ]
    groups = [
        GroupMention(m.start(), m.end(), (BY_WORD[m.group().lower()],), "one", True)
        for m in re.finditer(r"low|high|placebo", text, re.I)
    ]
    arms = ArmSet([LOW, HIGH], [PLACEBO])
    links = align(text, find_runs(text, 0, len(text), values, groups), arms, order or [], series)
    return {f"{link.value.value:g}": "+".join(arm.label for arm in link.arms) for link in links}


@pytest.mark.parametrize(
    "text",
    [
        "Response was seen in 11% with low, 22% with high and 3% with placebo.",
        "The rates were 11%, 22% and 3% in the low, high and placebo groups, respectively.",
        "In the low, high and placebo groups, respectively, the rates were 11%, 22% and 3%.",
        "Response was 11% (low), 22% (high) and 3% (placebo).",
        "The low group had 11%, the high group 22% and the placebo group 3%.",
        "Response was 11% and 22% in the low and high groups, respectively, against 3% in the placebo group.",
        "low: 11%; high: 22%; placebo: 3%.",
    ],
)
def test_three_arms_in_every_order(text: str) -> None:
    assert aligned(text) == {"11": "low", "22": "high", "3": "placebo"}


@pytest.mark.parametrize(
    "text",
    [
        "More patients on high responded than on placebo (22% vs 3%).",
        "high versus placebo: 22% versus 3%.",
        "Response was reached by 22% of the high group compared with 3% of the placebo group.",
        "A response occurred in 22% of patients given high and in 3% of those given placebo.",
        "On high, 22% responded, whereas on placebo 3% did.",
    ],
)
def test_two_arms_side_by_side(text: str) -> None:
    assert aligned(text) == {"22": "high", "3": "placebo"}


def test_a_list_without_arms_follows_the_order_named_last() -> None:
    assert aligned("Nausea was seen (9%, 8% and 7%).", [PLACEBO, LOW, HIGH]) == {
        "9": "placebo",
        "8": "low",
        "7": "high",
    }


def test_a_list_of_another_length_than_the_arms_is_left_alone() -> None:
    assert aligned("Nausea was seen in 9% and 8% of sites.") == {}


def test_a_course_over_time_belongs_to_one_arm() -> None:
    text = "The rates were 10%, 15% and 20% with high and 1%, 2% and 4% with placebo."
    assert aligned(text, series=(3,)) == {
        "10": "high",
        "15": "high",
        "20": "high",
        "1": "placebo",
        "2": "placebo",
        "4": "placebo",
    }


def test_a_range_over_arms_belongs_to_no_arm() -> None:
    assert aligned("Rash was seen in 11% to 14% of treated patients and 5% with placebo.") == {"5": "placebo"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "On high the two rates were 31% and 18% vs 21% and 13% on placebo.",
            ["high", "high", "placebo", "placebo"],
        ),
        ("For high vs placebo they were 31% vs 18%, and 21% vs 13%.", ["high", "placebo", "high", "placebo"]),
    ],
)
def test_four_values_of_two_arms(text: str, expected: list[str]) -> None:
    assert list(aligned(text).values()) == expected


def test_a_value_between_two_groups_belongs_to_the_one_before_it() -> None:
    text = "The rate in the low group was 60%, compared to 18% for high and 14% for placebo."
    assert aligned(text) == {"60": "low", "18": "high", "14": "placebo"}


def test_a_longer_list_than_the_groups_beside_it_is_nobodys() -> None:
    assert (
        aligned("Response rates with high and two other regimens were 31%, 22% and 13%, respectively.") == {}
    )


def test_the_group_that_opens_a_clause_has_its_numbers() -> None:
    text = "In the high group one died, and among all the rate is 19%; in the low group none, rate 3%."
    assert aligned(text)["19"] == "high"
