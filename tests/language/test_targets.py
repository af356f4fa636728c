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
        ("blocks FGFR1-3 in tumours", ["FGFR1", "FGFR2", "FGFR3"]),
        ("an inhibitor of the helicase WRN", ["WRN"]),
        ("blocks the sodium channel Nav1.8", ["Nav1.8"]),
        ("cuts the liver's production of factor XI", ["factor XI"]),
        ("highly selective for TYK2", ["TYK2"]),
        ("intercepts APRIL, a cytokine", ["APRIL"]),
        ("activates the GLP-1 and glucagon receptors", ["GLP-1 receptor", "glucagon receptor"]),
        ("an antibody that binds both forms of interleukin-33.", ["interleukin-33"]),
        ("a small interfering RNA against PCSK9", ["PCSK9"]),
        ("partial agonists at nicotinic acetylcholine receptors", ["nicotinic acetylcholine receptor"]),
        ("an oligonucleotide that silences the hepatitis B surface antigen (HBsAg)", ["HBsAg"]),
        ("a TROP2-directed antibody-drug conjugate", ["TROP2"]),
        ("a xanthine oxidase inhibitor", ["xanthine oxidase"]),
        ("a degrader that tags the transcription factor STAT3 for disposal", ["STAT3"]),
        ("a splicing modulator aimed at HTT mRNA", ["HTT"]),
        ("one molecule that mimics GLP-1 and amylin", ["GLP-1", "amylin"]),
        ("a pill that shuts down an enzyme called PRMT5", ["PRMT5"]),
        ("an IgG1 that mops up TSLP", ["TSLP"]),
        ("a conjugate that homes in on TROP2", ["TROP2"]),
        ("the cathepsin-sparing DPP1 (cathepsin C) inhibitor", ["DPP1"]),
        ("a PEGylated FGF21 analogue", ["FGF21"]),
        ("a bispecific against PD-1 and VEGF", ["PD-1", "VEGF"]),
        ("an anti-TL1A bispecific", ["TL1A"]),
        ("an ADC directed at integrin beta-6 (ITGB6)", ["ITGB6"]),
        ("FXIa Inhibition After Stroke", ["FXIa"]),
        ("Factor XI Antibody Tested", ["factor XI"]),
        ("an inhibitor of the ON and OFF states of KRAS G12D", ["KRAS G12D"]),
        ("a TSLP-blocking antibody", ["TSLP"]),
        ("an M4 PAM", ["M4"]),
        ("traps interleukin-1α (IL-1α) and interleukin-1β (IL-1β)", ["IL-1α", "IL-1β"]),
        ("an FGFR2-selective inhibitor", ["FGFR2"]),
        ("its selective blocker of the orexin-2 receptor (OX2R)", ["OX2R"]),
        ("a NaV1.8 sodium channel blocker", ["NaV1.8"]),
        ("an autologous anti-CD19 CAR T-cell therapy", ["CD19"]),
        ("an antisense medicine against prekallikrein mRNA", ["prekallikrein"]),
        ("a pill that blocks an immune enzyme called TYK2", ["TYK2"]),
        ("engages BCMA on myeloma cells and CD3 on T cells", ["BCMA", "CD3"]),
        ("a thyroid hormone receptor-beta agonist", ["thyroid hormone receptor-beta"]),
        ("a partial agonist of the α4β2 nicotinic receptor", ["α4β2 nicotinic receptor"]),
        ("an antagonist of the melanocortin-2 receptor", ["melanocortin-2 receptor"]),
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
        "a drug aimed at NSCLC",
        "targets PD-L1-positive tumours",
        "the trial hits its HbA1c goal",
        "it acts on pain at night",
        "a small interfering RNA directed against the X region of the viral genome",
        "a potassium-competitive acid blocker",
    ],
)
def test_what_names_no_molecule_is_no_target(text: str) -> None:
    assert find_targets(text) == []
