"""Combinations of drugs by their short forms, and amounts printed for them together."""

from __future__ import annotations

from extractor import Extractor
from extractor.language.combinations import find_combinations
from extractor.language.drugs import find_names


def shorts(text: str) -> dict[str, list[str]]:
    found = find_combinations(text, find_names(text))
    return {value.short: [text[a:b].lower() for a, b in value.drugs] for _, _, value in found}


def test_a_bracket_behind_drugs_names_their_combination() -> None:
    text = "Artemether-lumefantrine (AL) was compared with mefloquine plus artesunate (MQ+AS)."
    assert shorts(text) == {"AL": ["artemether", "lumefantrine"], "MQ+AS": ["mefloquine", "artesunate"]}


def test_a_regimen_holds_the_drugs_in_its_bracket() -> None:
    text = "They got ZELOCAP (capecitabine 800 mg/m2 twice daily and oxaliplatin 85 mg/m2) or nothing."
    assert shorts(text) == {"ZELOCAP": ["capecitabine", "oxaliplatin"]}


def test_other_brackets_name_no_combination() -> None:
    assert shorts("Capecitabine and irinotecan (n = 40) were given in the study (CAIRO).") == {}
    assert shorts("The MARCH trial (metformin) tested metformin and acarbose (MARCH) trial centres.") == {}


def test_arms_by_short_forms_and_their_paired_amounts() -> None:
    text = (
        "Randomised trial of boosted protease inhibitors\n\n"
        "Ritonavir-boosted darunavir (DRV/r) was compared with ritonavir-boosted atazanavir (ATV/r). "
        "Adults with HIV infection were randomised to 800/100 mg DRV/r or 300/100 mg ATV/r once daily. "
        "Each treatment group also received tenofovir 300 mg + emtricitabine 200 mg. "
        "At week 48, viral suppression was seen in 80% of the DRV/r group and 76% of the ATV/r group."
    )
    (trial,) = Extractor().extract_text(text).trials
    names = {drug.id: drug.name for drug in trial.interventions}
    arms = [{(names[dose.intervention], dose.amount) for dose in arm.doses} for arm in trial.arms]
    shared = {("ritonavir", 100.0), ("tenofovir", 300.0), ("emtricitabine", 200.0)}
    assert arms == [{("darunavir", 800.0), *shared}, {("atazanavir", 300.0), *shared}]
    labels = {arm.id: arm.label for arm in trial.arms}
    values = {result.value: labels[result.arm].split()[0] for result in trial.arm_results}
    assert values == {80.0: "darunavir", 76.0: "atazanavir"}


def test_substances_of_the_body_are_drugs_in_a_combination() -> None:
    text = (
        "Glucose-insulin-potassium (GIK) before heart surgery: a randomised trial\n\n"
        "A total of 90 adults were randomised to the GIK group or the non-GIK group. Arrhythmia occurred in "
        "12% of the GIK group and 20% of the non-GIK group."
    )
    (trial,) = Extractor().extract_text(text).trials
    assert [drug.name for drug in trial.interventions] == ["glucose", "insulin", "potassium"]
    assert [len(arm.interventions) for arm in trial.arms] == [3, 0]


def test_a_phrase_and_its_abbreviation_are_one_drug_and_a_placebo_is_no_oil() -> None:
    text = (
        "Isoniazid for contacts of tuberculosis: a randomised trial\n\n"
        "Isoniazid preventive therapy (IPT) was tested. In all, 80 contacts were randomised to IPT or olive "
        "oil placebo. Tuberculosis occurred in 2% with IPT and 5% with placebo."
    )
    (trial,) = Extractor().extract_text(text).trials
    named = [(drug.name, drug.aliases) for drug in trial.interventions]
    assert named == [("isoniazid", ["IPT"]), ("placebo", [])]
