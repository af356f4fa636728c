"""Phrases that name outcomes, in sentences of many forms."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

import extractor.language.abbreviations
import extractor.language.endpoints
import extractor.language.sentences
import extractor.language.span_groups  # noqa: F401
from extractor.language.mentions import EndpointName


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    pipeline = spacy.blank("en")
    for name in ("sentences", "abbreviations", "endpoints", "spans"):
        pipeline.add_pipe(f"trialfacts_{name}")
    return pipeline


def values(doc: Doc) -> list[EndpointName]:
    return [span._.value for span in doc.spans["endpoint"]]


def names(doc: Doc) -> list[str]:
    return [value.name for value in values(doc) if not value.reference]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("An EASI-75 response was seen in 40% of the group.", "EASI-75 response"),
        ("PASI 90 was reached by 61% and 4%.", "PASI 90"),
        ("At week 12, ACR50 responses stood at 33%.", "ACR50 responses"),
        ("More patients had a SALT score of 20 or less (31% vs 2%).", "SALT score of 20 or less"),
        ("An HbA1c below 7.0% was attained by 55%.", "HbA1c below 7.0%"),
        ("IGA 0/1 was recorded for 25% of adults.", "IGA 0/1"),
        ("Change from baseline in NT-proBNP was -300 pg/mL.", "Change from baseline in NT-proBNP"),
        ("The percent change from baseline in LDL-C was -52%.", "percent change from baseline in LDL-C"),
        ("The time to first exacerbation was longer.", "time to first exacerbation"),
        ("Grade 3 or higher neutropenia occurred in 12%.", "Grade 3 or higher neutropenia"),
        ("Serious adverse events were rare (2% vs 3%).", "Serious adverse events"),
        ("Diarrhoea (12.0%) and oedema (3.0%) led the list.", "Diarrhoea"),
        ("AEs leading to study withdrawal hit 4%.", "adverse events leading to study withdrawal"),
        ("Three people quit because of nausea.", "discontinuation because of nausea"),
        ("Five discontinued treatment due to adverse events.", "discontinuation because of adverse events"),
        ("Nine participants died in the first year.", "deaths"),
        ("At 24 months 60% were alive.", "overall survival"),
        ("At 2 years, 45% were alive without progression.", "progression-free survival"),
        ("MMDs fell by 4.1 with the drug.", "change from baseline in monthly migraine days"),
    ],
)  # fmt: skip
def test_name(nlp: spacy.Language, sentence: str, name: str) -> None:
    assert name in names(nlp(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Corneal haze occurred in 4% of eyes.",
        "Corneal haze (4% vs 1%) was mild.",
        "The incidence of corneal haze was 4%.",
    ],
)
def test_unknown_outcome_by_its_frame(nlp: spacy.Language, sentence: str) -> None:
    assert "corneal haze" in [name.lower() for name in names(nlp(sentence))]


def test_short_forms_take_the_documents_meaning(nlp: spacy.Language) -> None:
    doc = nlp(
        "Low birthweight (LBW) was common. LBW fell.\nOverall survival (OS) rose. Median OS was 9 months."
    )
    assert [name.lower() for name in names(doc)].count("overall survival") == 2
    assert "low birthweight" in [name.lower() for name in names(doc)]
    assert not [span for span in doc.spans["endpoint"] if span.text == "OS" and span._.value.name == "OS"]


@pytest.mark.parametrize(
    "sentence",
    [
        "She has hypertension and takes two drugs.",
        "Adults with chronic migraine were enrolled.",
        "Patients with depression took part.",
        "The influenza vaccine was licensed.",
    ],
)
def test_what_is_treated_is_no_outcome(nlp: spacy.Language, sentence: str) -> None:
    assert not [value for value in values(nlp(sentence)) if value.strength == "lexicon"]


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("The primary endpoint was not met.", "primary"),
        ("This key secondary end point favoured the drug.", "key_secondary"),
        ("The same measure stood at 12% at week 24.", None),
        ("The corresponding rates were 12% and 4%.", None),
        ("Rates were 12% and 4%.", None),
        ("In the others it was 7%.", None),
    ],
)
def test_reference(nlp: spacy.Language, sentence: str, role: str | None) -> None:
    found = [value for value in values(nlp(sentence)) if value.reference]
    assert [value.role for value in found] == [role]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Median progression-free survival was 8 months.", "time_to_event"),
        ("The objective response rate was 30%.", "responder"),
        ("The reduction in systolic blood pressure was 9 mm Hg.", "change"),
        ("The annualized relapse rate was 0.2.", "rate"),
        ("Headache was seen in 9%.", "safety"),
    ],
)
def test_kind(nlp: spacy.Language, sentence: str, kind: str) -> None:
    assert [value.kind for value in values(nlp(sentence)) if not value.reference][0] == kind


def test_spans_do_not_cross_lines_and_are_exact(nlp: spacy.Language) -> None:
    doc = nlp("Overall survival\nNausea 12%\n\nBody weight, kg")
    for span in doc.spans["endpoint"]:
        start, end = span._.chars
        assert "\n" not in doc.text[start:end]
    assert {name.lower() for name in names(doc)} >= {"overall survival", "nausea", "body weight"}


@pytest.mark.parametrize("text", ["", "1" * 200_000, "( " * 20_000, "rate of " * 20_000])
def test_odd_text_is_quick(nlp: spacy.Language, text: str) -> None:
    assert extractor.language.endpoints.find_outcomes(nlp.make_doc(text)) is not None
