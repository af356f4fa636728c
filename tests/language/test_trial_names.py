"""Short names of trials and registry numbers."""

from __future__ import annotations

import pytest

from extractor.language.trial_names import find_registry_ids, find_trial_names


def names(text: str) -> list[str]:
    return [value for _, _, value in find_trial_names(text)]  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Results of the KESTREL trial were shown.", "KESTREL"),
        ("the HERON randomised, double-blind trial", "HERON"),
        ("LAPWING-3 (NCT09000001) took in 300 adults.", "LAPWING-3"),
        ("PLOVER was a phase 3 trial in adults.", "PLOVER"),
        ("It is tested in SISKIN, a global phase 2b study.", "SISKIN"),
        ("Aspirin after stroke (DUNLIN 2): a randomised trial", "DUNLIN 2"),
        ("Data come from FinchCARD-1, its phase 3 programme trial, in gout.", "FinchCARD-1"),
        ("In GODWIT, the drug lowered pressure.", "GODWIT"),
        ("DOTTEREL II randomized 412 patients to two arms.", "DOTTEREL II"),
        ("AVOCET Lung-02, a phase 2 trial of the pair, goes on.", "AVOCET Lung-02"),
    ],
)
def test_frames_that_prove_a_name(text: str, name: str) -> None:
    assert name in names(text)


def test_all_mentions_of_a_proven_name_count() -> None:
    text = "The CURLEW trial is large. Nobody left CURLEW early."
    assert names(text) == ["CURLEW", "CURLEW"]
    for start, end, _ in find_trial_names(text):
        assert text[start:end] == "CURLEW"


def test_twins_prove_each_other() -> None:
    assert set(names("REDSHANK-1 was a phase 3 trial. Rates in REDSHANK-2 were alike.")) == {
        "REDSHANK-1",
        "REDSHANK-2",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Patients with COPD took part in the COPD trial.",
        "The VX-204 trial drug was given.",
        "Changes in Symptom Severity Index Score (SSISCO) were seen in SSISCO at week 4.",
        "a Placebo-Controlled Trial of vitamin C",
        "FDA study requirements were met in EGFR disease.",
        "A RANDOMISED TWO-PERIOD CROSSOVER TRIAL OF TEA",
    ],
)
def test_capitals_that_name_no_trial(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "number",
    [
        "NCT01234567",
        "ISRCTN12345678",
        "EudraCT 2015-001234-12",
        "ChiCTR2000012345",
        "ChiCTR-IPR-15006789",
        "jRCT2031200001",
        "UMIN000012345",
        "ACTRN12612000123456",
        "CTRI/2018/05/013579",
        "DRKS00012345",
        "PACTR201801234567890",
        "IRCT20120101012345N1",
        "KCT0001234",
    ],
)
def test_registry_numbers(number: str) -> None:
    text = f"The trial was registered ({number})."
    assert [text[start:end] for start, end, _ in find_registry_ids(text)] == [number]


def test_long_lines_take_linear_time() -> None:
    assert names("A1-" * 20_000) == []
    assert find_registry_ids("1234567890" * 20_000) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A companion study, EdelThal, has treated nine people.", "EdelThal"),
        ("CALDERA-1 met its primary endpoint, the company said.", "CALDERA-1"),
        ("CORMORANT is testing the pill in men.", "CORMORANT"),
        ("It worked in PELVOfore, in which 410 patients took part.", "PELVOfore"),
        ("It is preparing a trial called Bright BP.", "Bright BP"),
        ("Doubt came after TULIP-KD. In that phase 2 trial, nothing changed.", "TULIP-KD"),
    ],
)
def test_looser_frames(text: str, name: str) -> None:
    assert name in {found for _, _, found in find_trial_names(text)}


@pytest.mark.parametrize(
    "text",
    [
        "First CGRP Antibody Trial in Children Succeeds",
        "An IRB-approved study enrolled 40 people.",
        "ONTARA, the company that makes it, is preparing a randomized trial.",
    ],
)
def test_looks_of_names_that_are_none(text: str) -> None:
    assert not find_trial_names(text)
