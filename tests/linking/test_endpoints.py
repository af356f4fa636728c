"""Endpoints named as such: role, name, timepoint."""

from __future__ import annotations

import pytest
import spacy

import extractor.language.abbreviations
import extractor.language.endpoints
import extractor.language.sentences  # noqa: F401
from extractor.linking.drafts import EndpointDraft
from extractor.linking.endpoints import canonical_endpoint, find_endpoints
from extractor.reading.source import Block, Source


@pytest.fixture(scope="module")
def nlp() -> spacy.Language:
    pipeline = spacy.blank("en")
    for factory in ("trialfacts_sentences", "trialfacts_abbreviations", "trialfacts_endpoints"):
        pipeline.add_pipe(factory)
    return pipeline


def found(nlp: spacy.Language, text: str) -> list[EndpointDraft]:
    blocks, start = [], 0
    for line in text.split("\n"):
        if line:
            blocks.append(Block("paragraph", start, start + len(line)))
        start += len(line) + 1
    return find_endpoints(nlp(text), Source("x", text, tuple(blocks)))


def named(nlp: spacy.Language, text: str, role: str) -> list[str]:
    return [draft.name.lower() for draft in found(nlp, text) if draft.role == role]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The primary endpoint was change from baseline in HbA1c.", ["change from baseline in hba1c"]),
        ("The primary end point, overall survival, was reached.", ["overall survival"]),
        ("Overall survival was the primary endpoint.", ["overall survival"]),
        ("Progression-free survival, the primary outcome, was longer.", ["progression-free survival"]),
        ("It missed its primary endpoint of clinical remission at week 12.", ["clinical remission"]),
        ("Primary outcome measure: pain intensity at 6 weeks.", ["pain intensity"]),
        ("Neither PFS nor OS, the dual primary endpoints, improved.",
         ["progression-free survival", "overall survival"]),
        ("It met both co-primary endpoints, PASI 90 and IGA 0/1.", ["pasi 90", "iga 0/1"]),
        ("The co-primary endpoints were changes from baseline in MADRS and HAM-D.",
         ["changes from baseline in madrs", "changes from baseline in ham-d"]),
        ("The primary efficacy measure was 6-minute walk distance.", ["6-minute walk distance"]),
        ("• Body weight (primary endpoint). The loss was 9%.", ["body weight"]),
        ("There were two main measures. The first was body weight. The second was HbA1c.",
         ["body weight", "hba1c"]),
        ("The primary outcome was the incidence of delirium, assessed daily.", ["incidence of delirium"]),
        ("The primary outcome was wound infection and dehiscence, a composite of two signs.",
         ["wound infection and dehiscence"]),
        ("The primary outcome was a composite of death, stroke or amputation.",
         ["composite of death, stroke or amputation"]),
        ("The primary endpoint was met (P<0.001).", []),
        ("The primary endpoint was not reached at either dose.", []),
        ("The primary aims were to assess safety and tolerability.", []),
    ],
)  # fmt: skip
def test_primary(nlp: spacy.Language, text: str, expected: list[str]) -> None:
    assert named(nlp, text, "primary") == expected


@pytest.mark.parametrize(
    ("text", "role", "expected"),
    [
        ("Secondary endpoints included fasting plasma glucose, body weight, and time in range.",
         "secondary",
         ["fasting plasma glucose", "body weight", "time in range"]),
        ("Key secondary endpoints at week 8 were clinical response and endoscopic improvement.",
         "key_secondary",
         ["clinical response", "endoscopic improvement"]),
        ("Quality of life and grip strength were secondary endpoints.", "secondary",
         ["quality of life", "grip strength"]),
        ("That was EASI-75, a key secondary endpoint.", "key_secondary", ["easi-75"]),
        ("Sleep quality was an exploratory outcome.", "exploratory", ["sleep quality"]),
        ("Inflammation (exploratory): hsCRP dropped by 30%.", "exploratory",
         ["change from baseline in hscrp"]),
        ("Objective response and duration of response were secondary.", "secondary",
         ["objective response", "duration of response"]),
        ("Secondary endpoints cover motor and non-motor symptoms and quality of life.", "secondary",
         ["motor symptoms", "non-motor symptoms", "quality of life"]),
    ],
)  # fmt: skip
def test_other_roles(nlp: spacy.Language, text: str, role: str, expected: list[str]) -> None:
    assert named(nlp, text, role) == expected


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("The primary endpoint was EASI-75 at week 16.", (16.0, "week")),
        ("The primary endpoint was the change in IRLS from baseline to week 12.", (12.0, "week")),
        ("The primary outcome was the exacerbation rate over 52 weeks.", (52.0, "week")),
        ("The primary endpoint was overall survival.", None),
    ],
)
def test_timepoint(nlp: spacy.Language, text: str, when: tuple[float, str] | None) -> None:
    assert found(nlp, text)[0].timepoint == when


def test_named_twice_is_one_draft_with_its_mentions(nlp: spacy.Language) -> None:
    drafts = found(
        nlp,
        "The primary endpoint was overall survival (OS).\nOS, the primary endpoint, rose. Median OS: 9 mo.",
    )
    assert [draft.role for draft in drafts] == ["primary"]
    assert len(drafts[0].mentions) >= 3


@pytest.mark.parametrize(
    ("name", "listed", "expected"),
    [
        ("OS", ["overall survival", "progression-free survival"], "overall survival"),
        ("EASI-75", ["percent change in EASI", "EASI-75 response"], "EASI-75 response"),
        ("EASI-75", ["percent change in EASI"], None),
        ("HbA1c", ["change from baseline in HbA1c"], "change from baseline in HbA1c"),
        ("overall survival", ["event-free survival"], None),
        ("serious adverse events", ["adverse events"], None),
        ("clinical response", ["clinical remission"], None),
        ("adverse events", ["serious adverse events"], None),
        ("nausea", ["overall survival"], None),
    ],
)
def test_canonical(name: str, listed: list[str], expected: str | None) -> None:
    drafts = [EndpointDraft(item) for item in listed]
    match = canonical_endpoint(name, drafts, {"OS": "overall survival"})
    assert (match.name if match else None) == expected
