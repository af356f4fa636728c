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
