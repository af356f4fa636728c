"""Amounts with their unit, frequency and route."""

from __future__ import annotations

import pytest

from extractor.language.doses import find_doses
from extractor.language.dosing import frequencies, routes


def read(text: str) -> list[tuple[float, str, str | None, str | None]]:
    return [(dose.amount, dose.unit, dose.frequency, dose.route) for _, _, dose in find_doses(text)]


@pytest.mark.parametrize(
    ("text", "doses"),
    [
        (
            "at doses of 80 or 120 mg once daily",
            [(80, "mg", "once daily", None), (120, "mg", "once daily", None)],
        ),
        (
            "62.5 mg, 125 mg, or 250 mg",
            [(62.5, "mg", None, None), (125, "mg", None, None), (250, "mg", None, None)],
        ),
        ("2.5, 5 or 7.5 mg b.i.d.", [(n, "mg", "twice daily", None) for n in (2.5, 5, 7.5)]),
        ("the 1- and 2-mg groups", [(1, "mg", None, None), (2, "mg", None, None)]),
        ("a 500-mg loading dose", [(500, "mg", None, None)]),
        ("0.15 mg/kg intravenously once daily", [(0.15, "mg/kg", "once daily", "intravenous")]),
        ("2 mg per kilogram of body weight every 3 weeks", [(2, "mg/kg", "every 3 weeks", None)]),
        ("1,000 mg/m2 twice daily on days 1-14", [(1000, "mg/m2", "twice daily on days 1-14", None)]),
        ("carboplatin AUC 5 every 3 weeks", [(5, "AUC", "every 3 weeks", None)]),
        ("10 mg/kg Q3W", [(10, "mg/kg", "every 3 weeks", None)]),
        ("50,000 IU monthly", [(50000, "IU", "monthly", None)]),
        ("10 mg/day for 14 days", [(10, "mg", "daily", None)]),
        ("480 g/day of oats", [(480, "g", "daily", None)]),
        ("6 x 10^12 vg/kg", [(6, "x 10^12 vg/kg", None, None)]),
        ("hydrocortisone 0.05% cream", [(0.05, "%", None, "topical")]),
        ("a capsaicin 8% patch", [(8, "%", None, None)]),
        ("received 0.25% ropivacaine", [(0.25, "%", None, None)]),
        (
            "15 million international units (MIU) per day or 9 MIU/day",
            [(15, "MIU", "daily", None), (9, "MIU", "daily", None)],
        ),
        ("dorzolamide 2% three times daily", [(2, "%", "three times daily", None)]),
    ],
)
def test_forms_of_doses(text: str, doses: list[tuple[float, str, str | None, str | None]]) -> None:
    assert read(text) == doses


@pytest.mark.parametrize(
    "text",
    ["hemoglobin 8 g/dL", "glucose of 126 mg/dL", "140 mm Hg", "29% of patients",
     "velotinib 29% and placebo 12%", "nausea in 8% with velotinib", "seen in 9% velotinib patients",
     "$25 million", "5 mg/L"],
)  # fmt: skip
def test_what_is_measured_is_no_dose(text: str) -> None:
    assert read(text) == []


def test_doses_between_shares_of_a_list() -> None:
    text = "UPCR fell 27.5% on 75 mg, 41.8% on 150 mg and 52.3% on 300 mg"
    assert [dose[0] for dose in read(text)] == [75, 150, 300]


def test_after_a_loading_phase_the_later_frequency_counts() -> None:
    text = "velotug 4 mg (three monthly loading injections, then one every 24 weeks)"
    assert [dose[2] for dose in read(text)] == ["every 24 weeks"]


def test_a_day_before_a_dose_is_no_amount() -> None:
    assert [dose[0] for dose in read("75 mg on day 1 and 25 mg once daily")] == [75, 25]


@pytest.mark.parametrize(
    ("text", "words"),
    [("q2w", "every 2 weeks"), ("every other week", "every other week"), ("once a week", "once weekly"),
     ("every three weeks", "every three weeks"), ("qow", "every other week"), ("once-daily", "once daily"),
     ("one tablet daily", "once daily"), ("a once-a-month shot", "once monthly"),
     ("one drop in each eye daily", "once daily"), ("twice a year", "twice yearly"),
     ("a one-time gene therapy", "once"), ("a single 40-mg oral dose", "single dose"),
     ("on D1, D8 and D15 of a 28-day cycle", "days 1, 8 and 15 of a 28-day cycle")],
)  # fmt: skip
def test_frequencies_in_words(text: str, words: str) -> None:
    assert [one.words for one in frequencies(f"given {text}, as planned")] == [words]


def test_routes() -> None:
    text = "by mouth, subcutaneously, IV and intravitreal"
    assert [route for _, _, route in routes(text)] == ["oral", "subcutaneous", "intravenous", "intravitreal"]


@pytest.mark.parametrize(
    "text",
    ["a heart mass of 316 g, range 213 to 517 g", "288 g (range 177 to 479 g)", "22.7 ± 1.9 mg in all",
     "22.7 mg ± 1.9 mg", "a median of 12 mg [IQR 9 to 14 mg]", "an output of 14 mg · mL−1"],
)  # fmt: skip
def test_amounts_that_were_measured_are_no_doses(text: str) -> None:
    assert read(text) == []


def test_long_runs_of_digits_take_no_time() -> None:
    assert read("9" * 200_000) == []
