"""Words of trial design in many spellings."""

from __future__ import annotations

import pytest

from extractor.language.pipeline import build_pipeline


def terms(text: str, slot: str) -> list[str]:
    doc = build_pipeline()(text)
    return [span._.value.value for span in doc.spans["design"] if span._.value.slot == slot]


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("a phase 3 trial", "3"),
        ("a Phase III trial", "3"),
        ("the phase IIb study", "2b"),
        ("in this phase 2B study", "2b"),
        ("a phase 1/2 study", "1/2"),
        ("a phase I/II study", "1/2"),
        ("a seamless phase 2b-3 trial", "2/3"),
        ("a Phase 2/Phase 3 study", "2/3"),
        ("a phase-4 trial", "4"),
        ("phase 3a programme", "3a"),
        ("It is now in Phase 3.", "3"),
    ],
)
def test_phases(text: str, phase: str) -> None:
    assert terms(text, "phase") == [phase]


@pytest.mark.parametrize(
    "text",
    ["a first-in-human study", "the recommended phase 2 dose", "the withdrawal phase", "a phase of 3 weeks"],
)
def test_what_is_no_phase(text: str) -> None:
    assert terms(text, "phase") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("was an open-label study", "open-label"),
        ("an open label trial", "open-label"),
        ("a double-masked trial", "double-blind"),
        ("this double blind trial", "double-blind"),
        ("a triple-blind trial", "triple-blind"),
        ("an evaluator-masked trial", "single-blind"),
        ("an assessor-blinded study", "single-blind"),
        ("outcomes were read by a rater blinded to assignment", "single-blind"),
        ("neither the nurses nor the parents knew who got what", "double-blind"),
    ],
)
def test_masking(text: str, value: str) -> None:
    assert terms(text, "masking")[:1] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("120 women were randomly assigned", "randomized"),
        ("were allocated at random", "randomized"),
        ("a single-arm study", "single-arm"),
        ("a non-randomised comparison", "non-randomized"),
    ],
)
def test_allocation(text: str, value: str) -> None:
    assert terms(text, "allocation")[:1] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a placebo-controlled trial", "placebo"),
        ("a sham-controlled trial", "placebo"),
        ("tablets or matching placebo", "placebo"),
        ("randomised to exercise or usual care", "standard-of-care"),
        ("yoga versus a waiting-list control", "no-treatment"),
        ("an active-controlled trial", "active"),
        ("chemotherapy of physician's choice", "active"),
    ],
)
def test_control(text: str, value: str) -> None:
    assert value in terms(text, "control")


def test_treatment_related_events_are_no_control() -> None:
    assert terms("There were no treatment-related deaths.", "control") == []


@pytest.mark.parametrize(
    ("text", "ratio"),
    [
        ("patients were randomized 2:1 to the drug", "2:1"),
        ("randomised in a 1 : 1 : 1 ratio", "1:1:1"),
        ("assigned in a 3-to-1 ratio", "3:1"),
        ("received one of two doses or vehicle (1:1:1)", "1:1:1"),
    ],
)
def test_ratios(text: str, ratio: str) -> None:
    assert terms(text, "ratio") == [ratio]


@pytest.mark.parametrize(
    "text",
    [
        "The call starts at 4:30 p.m. for the study",
        "plasma LPA C18:2 fell in the trial",
        "2012, 13:26 (trial)",
    ],
)
def test_what_is_no_ratio(text: str) -> None:
    assert terms(text, "ratio") == []


def test_a_phase_outside_the_vocabulary_is_none() -> None:
    assert terms("This phase 3/4 study and a phase 2/3 study enrolled adults.", "phase") == ["2/3"]
