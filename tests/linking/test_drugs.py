"""Which drugs belong to a document's trials, with their names, targets and doses."""

from __future__ import annotations

import pytest

from extractor.language.pipeline import build_pipeline
from extractor.linking.doses import find_doses
from extractor.linking.drafts import DoseDraft, DrugDraft
from extractor.linking.drugs import find_drugs
from extractor.reading.documents import read_text


def link(text: str) -> tuple[list[DrugDraft], list[DoseDraft]]:
    source = read_text(text, id="x")
    doc = build_pipeline()(source.text)
    drugs = find_drugs(doc, source)
    return drugs, find_doses(doc, source, drugs)


def named(text: str) -> list[str]:
    return [drug.name for drug in link(text)[0]]


TITLE = "Velotinib eases plaque psoriasis in a phase 2 trial\n\n"


def test_names_of_one_drug_come_together() -> None:
    drugs, _ = link(
        TITLE + "Velotinib (VLT-204; Nordbay), a TYK2 inhibitor, beat placebo. Adults were randomized to "
        "VLT-204 or placebo. Response was seen in 60% with velotinib."
    )
    assert [(drug.name, drug.aliases, drug.targets, drug.developer, drug.role) for drug in drugs] == [
        ("velotinib", ["VLT-204"], ["TYK2"], "Nordbay", "experimental"),
        ("placebo", [], [], None, "comparator"),
    ]
    assert len(drugs[0].mentions) == 5


@pytest.mark.parametrize(
    "quoted",
    [
        "In MARBLE-2, deucravacitinib led to response in 58%.",
        "A rival, sordimumab, is sold by another company.",
        "One in ten had had adalimumab before.",
        "It follows brodalumab, approved last year.",
        "How does it compare with guselkumab? Nobody knows.",
    ],
)
def test_drugs_quoted_as_background_are_left_out(quoted: str) -> None:
    text = TITLE + f"Adults were randomized to velotinib 5 mg or placebo. {quoted} Velotinib was safe."
    assert named(text) == ["velotinib", "placebo"]


@pytest.mark.parametrize(
    ("sentence", "others"),
    [
        ("Patients were randomized to velotinib plus methotrexate or methotrexate alone.", ["methotrexate"]),
        ("Patients were randomly assigned to velotinib or apremilast.", ["apremilast"]),
        ("Velotinib was added to cisplatin and gemcitabine.", ["cisplatin", "gemcitabine"]),
        ("Velotinib was tested. Everyone received pemetrexed plus carboplatin or cisplatin.",
         ["pemetrexed", "carboplatin", "cisplatin"]),
        ("A trial of velotinib versus apremilast is recruiting.", ["apremilast"]),
    ],
)  # fmt: skip
def test_what_arms_receive_belongs(sentence: str, others: list[str]) -> None:
    assert [name for name in named(TITLE + sentence) if name != "placebo"] == ["velotinib", *others]


def test_patients_on_dialysis_are_not_an_arm() -> None:
    title = "Pregabalin for itch in people on hemodialysis\n\n"
    text = title + "Adults on hemodialysis were randomized to pregabalin or placebo."
    assert named(text) == ["pregabalin", "placebo"]


def test_an_operation_that_brings_patients_is_not_an_arm() -> None:
    title = "Ropivacaine against morphine in total knee arthroplasty\n\n"
    text = "Adults with total knee arthroplasty under spinal anesthesia were randomized to ropivacaine or "
    assert named(title + text + "morphine. Pain was less with ropivacaine.") == ["ropivacaine", "morphine"]


def test_care_is_compared_with_or_no_drug_of_the_trial() -> None:
    title = "Stepped counselling by phone for asthma: a randomised trial\n\n"
    text = "Adults were randomised to stepped counselling (n = 50) or usual care (n = 52). "
    roles = {drug.name: drug.role for drug in link(title + text + "Usual care fared worse.")[0]}
    assert roles["usual care"] == "comparator"
    title = "Velotinib in asthma: a randomised trial\n\nVelotinib is the standard of care in asthma. "
    assert named(title + "Adults were randomised to velotinib or placebo.") == ["velotinib", "placebo"]


def test_a_document_without_drugs_has_none() -> None:
    assert link("The company reported revenue of $5 million.") == ([], [])


def test_doses_go_to_their_own_drug() -> None:
    _, doses = link(
        TITLE + "Patients were randomized to velotinib 5 mg or 10 mg once daily, or "
        "to apremilast 30 mg twice daily. "
        "In the 10 mg group 60% responded, against 40% with apremilast."
    )
    assert [(dose.drug.name, dose.amount, dose.unit, dose.frequency) for dose in doses] == [
        ("velotinib", 5, "mg", "once daily"),
        ("velotinib", 10, "mg", "once daily"),
        ("apremilast", 30, "mg", "twice daily"),
    ]


@pytest.mark.parametrize(
    "sentence",
    ["Patients were randomized to velotinib 5 mg or placebo, taken by mouth once daily.",
     "Patients were randomized to once-daily oral velotinib (5 mg) or placebo.",
     "Patients received 5 mg of oral velotinib once daily or placebo.",
     "Patients were randomized to velotinib 5 mg or placebo. Tablets were given orally once daily."],
)  # fmt: skip
def test_frequency_and_route_from_wherever_they_stand(sentence: str) -> None:
    _, doses = link(TITLE + sentence)
    assert [(dose.amount, dose.frequency, dose.route) for dose in doses] == [(5, "once daily", "oral")]


def test_one_amount_at_two_intervals_is_two_doses() -> None:
    _, doses = link(
        TITLE + "Patients were randomized to velotinib 64 mg every 2 weeks or 64 mg every 4 weeks."
    )
    assert [(dose.amount, dose.frequency) for dose in doses] == [(64, "every 2 weeks"), (64, "every 4 weeks")]


@pytest.mark.parametrize(
    "sentence",
    ["The 4-mg dose of baricitinib worked in BRAVE.", "Hemoglobin below 8 g/dL was excluded.",
     "The mean daily dose was 7 mg.", "Apremilast 30 mg had done less in an earlier trial."],
)  # fmt: skip
def test_other_amounts_are_left_out(sentence: str) -> None:
    _, doses = link(TITLE + f"Patients were randomized to velotinib 5 mg or placebo. {sentence}")
    assert [dose.amount for dose in doses] == [5]


@pytest.mark.parametrize(
    ("sentence", "targets"),
    [
        ("Velotinib, an oral TYK2 inhibitor, was given.", ["TYK2"]),
        ("Velotinib blocks the enzyme TYK2.", ["TYK2"]),
        ("The TYK2 inhibitor velotinib was given.", ["TYK2"]),
        ("A third had failed a TNF inhibitor.", []),
        ("Sordimumab, an IL-17 antibody, is a rival.", []),
    ],
)
def test_targets_belong_to_their_own_drug(sentence: str, targets: list[str]) -> None:
    drugs, _ = link(TITLE + f"Patients were randomized to velotinib or placebo. {sentence}")
    assert drugs[0].targets == targets


@pytest.mark.parametrize(
    ("text", "name", "aliases"),
    [
        ("Velopenem HBr tablets (ALP-22; Altamar Antiinfectives) are a prodrug.", "velopenem", ["ALP-22"]),
        ("Velotremon ophthalmic solution 0.003% (Tryvista, Alcon) was approved.", "velotremon", ["Tryvista"]),
        ("Velpacibart zoxlosiran (VDY-20) binds TfR1.", "velpacibart zoxlosiran", ["VDY-20"]),
        ("Velciminib (TGX-701) is an allosteric inhibitor.", "velciminib", ["TGX-701"]),
        ("BRX-008 (benzoate salt of mebufotenin; Beckhurst Neuro) is a psychedelic.", "BRX-008", []),
    ],
)
def test_names_in_news(text: str, name: str, aliases: list[str]) -> None:
    short = "velotremon" if "tremon" in name else name
    told = f"In a trial, 200 adults were randomized to {short} or placebo, and 40% on {short} improved."
    drugs, _ = link(f"A study in brief\n\n{text} {told}")
    found = {drug.name: drug.aliases for drug in drugs}
    assert set(aliases) <= set(found[name])


def test_codes_of_one_maker_come_together() -> None:
    drugs, _ = link(
        "Shot beats vaccine\n\nThe vaccine, VXM-2120 (Vexil Biologics), was given to 900 adults. Of those on "
        "VXM-2120, 2% fell ill. A combination shot, VXM-2183, is a year behind it."
    )
    assert {"VXM-2120", "VXM-2183"} <= {drug.name for drug in drugs}


NEWS = """Oral STAT6 degrader from Harrow Bio clears skin in midstage study

Harrow Bio said Monday that HRB-621, a degrader that tags the transcription factor STAT6, met the goal \
of a phase 2 study in atopic dermatitis. The study randomized 240 adults to HRB-621 50 mg or placebo \
once daily for 16 weeks. EASI fell by 70% with HRB-621 and by 40% with placebo.

The drug is well ahead. Kestrel's own STAT6 degrader, KST-102, is in a phase 2 trial called BROADWAY, \
and Otter Therapeutics' veltimab hit its goal in ROUNDEL, with 52% against 21% on placebo.
"""


def test_a_rival_companys_drug_is_not_the_trials() -> None:
    found = {drug.name: drug for drug in link(NEWS)[0]}
    assert set(found) == {"HRB-621", "placebo"}
    assert found["HRB-621"].targets == ["STAT6"]
