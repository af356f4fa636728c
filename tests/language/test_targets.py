"""Molecular targets, by symbol and in words, in many ways of saying what a medicine hits."""

from __future__ import annotations

import pytest

from extractor.language.targets import find_targets


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("an oral M1/M4 muscarinic agonist", ["M1", "M4"]),
        ("a complement factor B inhibitor", ["complement factor B"]),
        ("a factor XIa inhibitor", ["factor XIa"]),
        ("the glucagon-like peptide-1 receptor agonist", ["glucagon-like peptide-1 receptor"]),
        ("a vasopressin V2 receptor antagonist", ["vasopressin V2 receptor"]),
        ("a nonsteroidal mineralocorticoid receptor antagonist", ["mineralocorticoid receptor"]),
        ("a dual orexin receptor antagonist", ["orexin receptor"]),
        ("a neurokinin 1 and 3 receptor antagonist", ["neurokinin 1 receptor", "neurokinin 3 receptor"]),
        ("a GABA-A positive allosteric modulator", ["GABA-A"]),
        ("a CD20xCD3 bispecific antibody", ["CD20", "CD3"]),
        ("an antibody that binds both forms of interleukin-33.", ["interleukin-33"]),
        ("a small interfering RNA against PCSK9", ["PCSK9"]),
        ("partial agonists at nicotinic acetylcholine receptors", ["nicotinic acetylcholine receptor"]),
        ("an oligonucleotide that silences the hepatitis B surface antigen (HBsAg)", ["HBsAg"]),
        ("a TROP2-directed antibody-drug conjugate", ["TROP2"]),
        ("a xanthine oxidase inhibitor", ["xanthine oxidase"]),
    ],
)
def test_targets_said_in_many_ways(text: str, names: list[str]) -> None:
    assert [name for _, _, name in find_targets(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "after a checkpoint inhibitor",
        "targets adults with heart failure (HF)",
        "a first-in-class inhibitor",
        "the company targets growth in Asia (APAC)",
        "a novel oral inhibitor",
    ],
)
def test_what_names_no_molecule_is_no_target(text: str) -> None:
    assert find_targets(text) == []
