"""Numbers of participants of each arm, as sentences give them."""

from __future__ import annotations

import pytest

from extractor import Extractor

OPENING = "Montelukast or budesonide in asthma: a randomised trial\n\n"
CASES = {
    "who received what": (
        "Of 201 children with asthma, 101 children received montelukast and 100 received budesonide.",
        (101, 100),
    ),
    "numbers in words": (
        "Thirty children with asthma were randomly assigned to receive montelukast, and thirty-two children "
        "were assigned to receive budesonide.",
        (30, 32),
    ),
    "people in a bracket behind the arm": (
        "Children with asthma were randomised to montelukast (41 children) or budesonide (39 children).",
        (41, 39),
    ),
    "bare numbers of each arm": (
        "A total of 80 children with asthma were randomised (41 montelukast, 39 budesonide).",
        (41, 39),
    ),
    "how many were in the groups": (
        "Children with asthma were randomised and 80 analysed; 41 were in the montelukast group and 39 in "
        "the budesonide group.",
        (41, 39),
    ),
    "the same for each": (
        "Children with asthma were randomised to montelukast or budesonide (n = 25 in each group).",
        (25, 25),
    ),
    "the whole trial's number is no arm's": (
        "80 children with asthma were randomly assigned to montelukast or budesonide.",
        (None, None),
    ),
    "events are no sizes": (
        "Children with asthma were randomised to montelukast or budesonide. Deaths occurred in 12 in the "
        "montelukast group and 9 in the budesonide group.",
        (None, None),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_sizes_of_arms(name: str) -> None:
    text, expected = CASES[name]
    (trial,) = Extractor().extract_text(OPENING + text + " Symptom scores fell by 10% and 12%.").trials
    sizes = {arm.label.split()[0]: None if arm.derived else arm.n for arm in trial.arms}
    assert (sizes["montelukast"], sizes["budesonide"]) == expected


def test_a_letter_and_a_size_in_one_bracket_and_amounts_that_are_no_sizes() -> None:
    text = (
        "Children with asthma were assigned to a montelukast group (Group M; n = 16) receiving montelukast 4 "
        "mg, or a budesonide group (Group B; n = 15) receiving budesonide 12 mg. Symptoms fell by 10% and 9%."
    )
    (trial,) = Extractor().extract_text(OPENING + text).trials
    assert [arm.n for arm in trial.arms] == [16, 15]


def test_the_aim_of_a_trial_lists_no_arms() -> None:
    text = (
        "The objectives of this randomised trial were to assess the effect of montelukast on functioning and "
        "functional remission. Children got montelukast or placebo (n = 20). Functional remission came in "
        "10% and 12%."
    )
    (trial,) = Extractor().extract_text("Montelukast and remission\n\n" + text).trials
    assert [arm.label for arm in trial.arms] == ["montelukast", "placebo"]


def test_groups_called_for_short_by_what_they_were_given() -> None:
    text = (
        "In this randomised trial, shoppers assigned to intervention received tailored advice. Those "
        "assigned to control received a general leaflet. In all, 497 were "
        "randomised (251 intervention and 246 control). "
        "Spending on sweets fell by 12% in the intervention group and by 3% in the control group."
    )
    (trial,) = Extractor().extract_text(text).trials
    labels = {arm.id: arm.label for arm in trial.arms}
    assert {arm.label: arm.n for arm in trial.arms} == {"tailored advice": 251, "control group": 246}
    found = {(labels[r.arm], r.value) for r in trial.arm_results}
    assert found == {("tailored advice", 12), ("control group", 3)}


def test_groups_with_one_number_for_each() -> None:
    text = (
        "Twenty hens with mites were randomly divided into two groups (n = 10) and given acarol or placebo. "
        "Mite counts fell by 40% with acarol and by 5% with placebo (p = 0.01)."
    )
    (trial,) = Extractor().extract_text(text).trials
    assert {arm.n for arm in trial.arms} == {10}
