"""Names of drugs and other interventions in running text."""

from __future__ import annotations

import pytest

from extractor.language.drug_brackets import abbreviates, read_items
from extractor.language.drug_lexicon import names, stems
from extractor.language.drugs import find_names


def surfaces(text: str) -> list[str]:
    return [name.surface for _, _, name in find_names(text)]


@pytest.mark.parametrize(
    "word",
    ["velotinib", "marinumab", "sordigliptin", "tarvoxaban", "quelosiran", "pivogepant", "brenorexant",
     "oxamostat",
     "lumitecan", "nexiparib", "dorsidazole", "zelimycin"],
)  # fmt: skip
def test_an_unseen_name_is_known_by_its_stem(word: str) -> None:
    assert surfaces(f"Patients took {word} or nothing.") == [word]


@pytest.mark.parametrize(
    "text",
    ["The peptide was measured.", "We accept the concept.", "Total cholesterol fell in April.",
     "A cryostat was used.",
     "Immunoglobulin and tubulin were stained."],
)  # fmt: skip
def test_ordinary_words_with_such_an_ending_are_no_drugs(text: str) -> None:
    assert surfaces(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("She injected insulin glargine and took vitamin D3.", ["insulin glargine", "vitamin D3"]),
        ("nab-paclitaxel with 5-fluorouracil", ["nab-paclitaxel", "5-fluorouracil"]),
        ("Sulfadoxine-pyrimethamine was given.", ["Sulfadoxine", "pyrimethamine"]),
        ("lorvedamab vedotin once", ["lorvedamab vedotin"]),
        ("elosulfase alfa weekly", ["elosulfase alfa"]),
    ],
)
def test_names_of_several_words(text: str, found: list[str]) -> None:
    assert surfaces(text) == found


@pytest.mark.parametrize(
    "text",
    ["serum calcium rose", "estrogen receptor status", "estrogen and progesterone receptors",
     "dopamine agonists",
     "cisplatin-resistant tumors", "naproxen-induced ulcers", "iron deficiency"],
)  # fmt: skip
def test_what_is_measured_or_to_blame_is_not_given(text: str) -> None:
    assert surfaces(text) == []


@pytest.mark.parametrize(
    ("text", "names_"),
    [
        ("Velotinib (VLT-204; Nordbay) was tested. VLT-204 is oral.", ["Velotinib", "VLT-204", "VLT-204"]),
        ("Velotinib, formerly VLT-204, was tested.", ["Velotinib", "VLT-204"]),
        ("ZORVANA® (velotinib) is sold. ZORVANA helps.", ["ZORVANA", "velotinib", "ZORVANA"]),
        ("Arsenic trioxide (ATO) cured; ATO is infused.", ["Arsenic trioxide", "ATO", "ATO"]),
        ("a trial of QRS-1182 in adults", ["QRS-1182"]),
        ("QRS1182, an oral menin inhibitor, was given", ["QRS1182"]),
    ],
)
def test_codes_brands_and_abbreviations(text: str, names_: list[str]) -> None:
    assert surfaces(text) == names_


@pytest.mark.parametrize(
    "text",
    [
        "Trial NCT01234567 used EASI-75.",
        "KEYNOTE-789 trial",
        "supported by grant G-2021-114",
        "HER2 and CD47",
    ],
)
def test_registry_ids_instruments_and_grants_are_no_codes(text: str) -> None:
    assert surfaces(text) == []


def test_an_unknown_intervention_is_found_where_arms_stand() -> None:
    text = (
        "Effect of barley kefir drink on sleep\n"
        "Adults were randomised to barley kefir drink or water. The barley kefir drink group slept longer."
    )
    assert surfaces(text).count("barley kefir drink") == 3


def test_offsets_are_exact_in_the_text() -> None:
    text = "Patients took velotinib (VLT-204) or placebo."
    assert all(text[start:end] == name.surface for start, end, name in find_names(text))


def test_abbreviations_keep_the_order_of_letters() -> None:
    assert abbreviates("TCV", "typhoid conjugate vaccine")
    assert abbreviates("DMARDs", "disease-modifying antirheumatic drugs")
    assert not abbreviates("SPAZ", "azithromycin")


def test_a_bracket_tells_code_brand_and_company_apart() -> None:
    text = "velotinib (VLT-204; Zorvana; Nordbay Therapeutics)"
    assert [(item.name, item.kind) for item in read_items(text, 0, 9)] == [
        ("VLT-204", "code"),
        ("Zorvana", "brand"),
        ("Nordbay Therapeutics", "company"),
    ]


def test_a_group_size_in_a_bracket_is_no_name() -> None:
    assert read_items("velotinib (n = 45; group A)", 0, 9) == []


def test_lexicons_hold_no_empty_or_doubtful_entries() -> None:
    assert all(len(name) > 1 for name in names().kinds)
    assert not stems().names_drug("concept")


@pytest.mark.parametrize(
    ("text", "named", "unnamed"),
    [
        (
            "Effects of guided forest walks (GFW) on mood\nAdults were randomised to GFW or none. GFW helped "
            "and GFW was safe.",
            "guided forest walks",
            "mood",
        ),
        (
            "Adults were randomised to sea mud wraps or no sea mud wraps. Sea mud wraps eased pain.",
            "sea mud wraps",
            "no sea mud wraps",
        ),
        (
            "Comparing copper bracelets with magnetic bracelets in gout\nCopper bracelets did no better. The "
            "copper bracelets slipped. Magnetic bracelets broke, and magnetic bracelets rust.",
            "magnetic bracelets",
            "gout",
        ),
        (
            "Comparing chronic pain with metabolic syndrome\nChronic pain hurts. The chronic pain of men "
            "with metabolic syndrome is worse than chronic pain; metabolic syndrome is no syndrome.",
            "",
            "metabolic syndrome",
        ),
    ],
)
def test_interventions_by_what_the_text_does_with_them(text: str, named: str, unnamed: str) -> None:
    found = [surface.lower() for surface in surfaces(text)]
    assert (named in found) is bool(named)
    assert unnamed not in found


def test_the_partner_of_a_fixed_combination_is_a_drug() -> None:
    text = "Xydonaridine-artesunate in fever\nXydonaridine-artesunate cured 98%, mefloquine-artesunate 96%."
    assert [surface.lower() for surface in surfaces(text)].count("xydonaridine") == 2
    assert "controls" not in surfaces("Placebo-controls, artesunate-controls and artesunate-controls.")
