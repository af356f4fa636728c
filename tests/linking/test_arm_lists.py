"""Arms read from the sentence that allocates people to them."""

from __future__ import annotations

import pytest

from extractor import Extractor

CASES = {
    "drugs joined by and against none": (
        "A total of 90 adults with fever were randomised to receive either ibuprofen 400 mg and "
        "paracetamol 500 mg (n = 45) or no premedication (n = 45). Fever resolved in 40% and 20%.",
        [({"ibuprofen", "paracetamol"}, 45), (set(), 45)],
    ),
    "several drugs and a placebo": (
        "In this trial, 120 patients with asthma were randomly assigned (1:1:1) to montelukast 10 mg, "
        "budesonide 200 µg or placebo for 12 weeks. Exacerbations occurred in 10%, 12% and 25%.",
        [({"montelukast"}, None), ({"budesonide"}, None), ({"placebo"}, None)],
    ),
    "semicolons and letters": (
        "Patients with gout (n=80) were randomly allocated to one of two groups: (A) allopurinol 300 mg; "
        "(B) febuxostat 80 mg. Flares occurred in 12% of group A and 10% of group B.",
        [({"allopurinol"}, None), ({"febuxostat"}, None)],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_listed_arms(name: str) -> None:
    text, expected = CASES[name]
    record = Extractor().extract_text("Randomised trial of two treatments\n\n" + text)
    (trial,) = record.trials
    names = {drug.id: drug.name for drug in trial.interventions}
    arms = [({names[i] for i in arm.interventions}, arm.n) for arm in trial.arms]
    assert len(arms) == len(expected)
    assert all(arm in arms for arm in expected), arms
