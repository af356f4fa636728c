"""Numbers of participants as sentences give them."""

from __future__ import annotations

import pytest

from extractor.linking.enrollment import totals


def best(text: str) -> int | None:
    found = totals(text.lower())
    return found[0].n if found else None


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("A total of 212 adults were randomized 2:1 to the drug or placebo.", 212),
        ("We randomly assigned 1,204 children with malaria to two regimens.", 1204),
        ("Of 640 patients screened, 402 were randomised.", 402),
        ("Of the 318 participants randomised, 300 finished.", 318),
        ("The trial enrolled 96 men with gout.", 96),
        ("It is a phase 2 study in 64 women with lupus.", 64),
        ("Forty-eight patients with tinnitus were randomly divided into two groups.", 48),
        ("One hundred and twenty nurses were allocated to two groups.", 120),
        ("Patients, 88 in all, were randomized to one of two doses.", 88),
        ("Eighty-one of a planned 150 patients had been enrolled.", 81),
        ("Patients with gout (n = 72) were randomised to three arms.", 72),
        ("For 90 patients with gout (45 placebo, 45 drug), flares fell.", 90),
        ("The study will recruit about 450 adults.", 450),
        ("A 26-week trial (planned n=240) opens soon.", 240),
        ("A total of 310 adults with scores between 70 and 110 were randomized to two doses.", 310),
        ("The trial randomized 1,250 hospitalized adults 1:1 at 80 sites.", 1250),
        ("The study put 231 adults with gout on the pill or placebo for a year.", 231),
        ("Ninety patients were split evenly among three doses and placebo.", 90),
        ("It opened in May and will randomize 390.", 390),
        ("The trial aims to include 9,500.", 9500),
        ("A phase 3 trial (HILLSIDE; 450 patients; drug vs placebo) is under way.", 450),
        ("The smaller study (80 people, 48 weeks) had shown less.", 80),
        ("The phase 3 trial (target enrollment, 8,000) started in May.", 8000),
        ("A trial is due to begin next year with 1,200 volunteers.", 1200),
        ("Early results from 39 people came out in June.", 39),
        ("Adults aged 50 and up in six countries, 9,204 of them, were randomised to a shot.", 9204),
        ("Responders — 256 of them — entered the maintenance study.", 256),
        ("An open-label extension, with 840 enrolled to date, goes on.", 840),
        ("A sister study in asthma has completed enrollment with 412 patients.", 412),
        ("In a crossover trial, 26 atopic asthmatics received the drug and a placebo.", 26),
        ("Participants were 44 treatment-naive HIV-infected patients with low counts.", 44),
        ("In the 4,114-patient trial, deaths fell.", 4114),
        ("It has 46 of a planned 130 children enrolled.", 130),
        ("Of 186 participants, 94 were randomised to the drug and 92 to placebo.", 186),
        ("Seven infants who had had heart surgery were studied.", 7),
    ],
)
def test_wordings(text: str, n: int) -> None:
    assert best(text) == n


@pytest.mark.parametrize(
    "text",
    [
        "In the subgroup of 120 patients with diabetes the effect was larger.",
        "Over 900,000 adults live with the disease.",
        "The dose was 75 mg a day for 12 weeks.",
        "Screening took in 38 clinics.",
        "340 people were screened.",
        "In this trial, 24 patients had a serious adverse event.",
        "The immunogenicity subset, 612 of them, gave blood.",
    ],
)
def test_numbers_of_something_else(text: str) -> None:
    assert best(text) is None


def test_offsets_point_at_the_number() -> None:
    text = "in all (between may and june 2020), 58 patients (mean age 40.5 years) were randomised."
    total = totals(text)[0]
    assert text[total.start : total.end] == "58"


def test_digits_without_end_take_linear_time() -> None:
    assert totals("1234567890" * 20_000) == []
