"""Arms and drugs of each trial, as a whole document gives them."""

from __future__ import annotations

import pytest

from extractor.extract import Extractor
from schemas import Trial

EXTRACTOR = Extractor()


def trials(text: str) -> list[Trial]:
    return EXTRACTOR.extract_text(text, id="x").trials


def arms(trial: Trial) -> dict[str, list[tuple[float, str, str | None]]]:
    return {
        arm.label: [(dose.amount, dose.unit, dose.frequency) for dose in arm.doses if dose.amount is not None]
        for arm in trial.arms
    }


def drugs(trial: Trial) -> dict[str, str | None]:
    return {drug.name: drug.role for drug in trial.interventions}


ADULTS = "In a double-blind phase 3 trial, 600 adults with gout were randomly assigned"
FLARES = " Flares fell by 40% with the drug and by 20% with placebo."


@pytest.mark.parametrize(
    ("given", "amounts"),
    [
        (
            "1:1:1 to urotinib 75 mg, urotinib 45 mg or placebo, once a day.",
            [[45], [75]],
        ),
        ("to urotinib 10, 20 or 40 mg once daily, or placebo.", [[10], [20], [40]]),
        ("to urotinib 5 mg titrated to 20 mg once daily, or placebo.", [[5, 20]]),
        (
            "to one of three doses of urotinib (6 mg, 18 mg or 36 mg) once daily or to placebo. All "
            "started on 1.5 mg, raised every four weeks until the target was reached.",
            [[1.5, 6], [1.5, 18], [1.5, 36]],
        ),
    ],
)
def test_dose_levels(given: str, amounts: list[list[float]]) -> None:
    trial = trials(f"A pill for gout\n\n{ADULTS} {given}{FLARES}")[0]
    found = sorted([amount for amount, _, _ in doses] for doses in arms(trial).values() if doses)
    assert found == amounts
    assert not any("four" in (often or "") for doses in arms(trial).values() for _, _, often in doses)


def test_cohorts_of_an_escalation_are_arms() -> None:
    (trial,) = trials(
        "First test of zolderasib\n\nThis open-label phase 1 study enrolled 41 patients with solid "
        "tumours. Dose escalation: 100 mg QD \u2192 200 mg QD \u2192 400 mg QD of zolderasib (HX-904), plus "
        "300 mg BID. In all, 41 patients were treated: 100 mg, n = 4; 200 mg, n = 7; 400 mg, n = 16; "
        "300 mg BID, n = 14.\n\n"
        "Nausea occurred in 53%."
    )
    assert [arm.n for arm in trial.arms if arm.doses] == [4, 7, 16, 14]
    assert [result.value for result in trial.arm_results] == [53]


PIPELINE = """Marlin Bio Reports Second Quarter Results

MRB-220 (selective NaV1.8 inhibitor, oral, once daily)

- In COASTLINE, a Phase 2b, randomized, double-blind, placebo-controlled trial, 240 adults with \
diabetic neuropathy were assigned to MRB-220 10 mg, MRB-220 30 mg or placebo. Pain fell by 2.2 \
points with 30 mg, 1.6 points with 10 mg and 1.4 points with placebo.

Tolvisiran (MRB-105; siRNA targeting PCSK9)

- The first patient was dosed in HEADLAND, a Phase 3, randomized, double-blind, placebo-controlled \
trial in patients with heterozygous familial hypercholesterolemia (planned N=480).
"""


def test_a_trial_below_a_drugs_heading_gives_that_drug() -> None:
    named = {trial.acronym: drugs(trial) for trial in trials(PIPELINE)}
    assert set(named["COASTLINE"]) == {"MRB-220", "placebo"}
    assert set(named["HEADLAND"]) == {"tolvisiran", "placebo"}


AGAINST = """Tandaglutide cuts weight in a phase 3 trial

Corvid Pharma said its weekly injection tandaglutide (CVD-31) cut weight by 16% in DUNES-1, in which \
900 adults with obesity were randomized to tandaglutide 12 mg or placebo once weekly. Weight fell by \
2% with placebo.

A phase 3 trial against tirzepatide, DUNES-5, is due to begin early next year with 1,200 volunteers.
"""


def test_a_trial_against_another_drug_has_it_as_comparator() -> None:
    _, planned = trials(AGAINST)
    assert drugs(planned) == {"tandaglutide": "experimental", "tirzepatide": "comparator"}
    assert planned.design.control == "active" and planned.enrollment == 1200


BESTS = """Factor XI Antibody Bests Rivaroxaban on Bleeding

Bleeding was less common among patients with atrial fibrillation given monthly osteximab than among \
those taking daily rivaroxaban (Xarelto). In the phase 2b trial, 900 adults were randomized 1:1 to \
subcutaneous osteximab 150 mg once monthly (n=450) or oral rivaroxaban 20 mg once daily (n=450; 15 \
mg in those with kidney disease). Bleeding occurred in 2.1% with osteximab compared with 5.4% in the \
rivaroxaban group.
"""


def test_the_drug_that_beats_another_is_the_tested_one() -> None:
    (trial,) = trials(BESTS)
    assert drugs(trial) == {"osteximab": "experimental", "rivaroxaban": "comparator"}
    assert {drug.name: drug.targets for drug in trial.interventions}["osteximab"] == ["factor XI"]
    assert trial.design.control == "active"
    amounts = {label: [amount for amount, _, _ in doses] for label, doses in arms(trial).items()}
    assert amounts["osteximab 150 mg"] == [150]


def test_background_therapy_is_no_part_of_the_arms() -> None:
    (trial,) = trials(
        "Anticoagulant after a heart attack\n\nIn a double-blind phase 3 trial, 9,000 patients with acute "
        "coronary syndrome were randomly assigned to garexian 25 mg twice daily, garexian 75 mg twice daily "
        "or placebo. Aspirin plus ticagrelor or clopidogrel served as background therapy in most. Events "
        "occurred in 4.0% with 75 mg, 4.6% with 25 mg and 4.7% with placebo."
    )
    roles = drugs(trial)
    assert roles["aspirin"] == roles["clopidogrel"] == "background"
    assert all("aspirin" not in arm.label for arm in trial.arms)


DUMMY = """Pill holds its own against drip

A double-blind, double-dummy trial, HARBOUR randomized 1,690 adults with pneumonia 1:1. One group took \
velopenem 600 mg by mouth every 6 hours, the other received ertapenem 1 g IV q24h. Response was seen \
in 58.5% with velopenem and 60.2% with ertapenem.
"""


def test_a_dummy_that_only_masks_is_no_arm() -> None:
    (trial,) = trials(DUMMY)
    assert drugs(trial) == {"velopenem": "experimental", "ertapenem": "comparator"}
    assert len(trial.arms) == 2


LEVELS = """Pill in diabetes

In a randomized, open-label phase 3 trial, 1,500 adults with type 2 diabetes were assigned to sorbaglipron \
36 mg, oral semaglutide 7 mg or oral semaglutide 14 mg once daily. A1C fell by 2.1% with sorbaglipron, \
1.2% with semaglutide 7 mg and 1.5% with semaglutide 14 mg.
"""


def test_the_amounts_of_a_comparator_are_arms_of_their_own() -> None:
    trial = trials(LEVELS)[0]
    amounts = sorted(amount for doses in arms(trial).values() for amount, _, _ in doses)
    assert amounts == [7, 14, 36] and len(trial.arms) == 3
