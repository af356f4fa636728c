"""Arms that the headings of tables name: made-up papers, read from HTML."""

from __future__ import annotations

import pytest

from extractor import Extractor
from extractor.reading import read_bytes
from schemas import DocumentRecord, Trial

_EXTRACTOR = Extractor()


def paper(intro: str, *tables: str) -> Trial:
    """The one trial of a paper."""
    page = f"<html><body><h1>A trial of walking</h1><p>{intro}</p>{''.join(tables)}</body></html>"
    record: DocumentRecord = _EXTRACTOR.extract_source(read_bytes(page.encode(), "page.html"))
    assert len(record.trials) == 1
    return record.trials[0]


def table(caption: str, *rows: str) -> str:
    """A table of rows with bars between cells; the first row, and rows that begin with `!`, are headings."""
    made = []
    for number, row in enumerate(rows):
        tag = "th" if number == 0 or row.startswith("!") else "td"
        cells = [cell.strip() for cell in row.removeprefix("!").split("|")]
        made.append(f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in cells)}</tr>")
    return f"<table><caption>{caption}</caption>{''.join(made)}</table>"


WALKING = (
    "We randomly assigned 90 adults with chronic back pain to a walking programme or to usual care. Pain "
    "was measured after 8 weeks."
)
BASELINE = table(
    "Table 1. Baseline characteristics of participants",
    "Characteristic | Walking group (n = 46) | Usual care group (n = 44)",
    "Age, years | 51.2 (8.1) | 50.7 (7.9)",
    "Pain score | 6.1 (1.2) | 6.0 (1.4)",
)


def arms(trial: Trial) -> dict[str, int | None]:
    return {arm.label: arm.n for arm in trial.arms}


def values(trial: Trial) -> set[tuple[str, float]]:
    labels = {arm.id: arm.label for arm in trial.arms}
    return {(labels[r.arm], r.value) for r in trial.arm_results}


def test_sizes_in_the_table_of_characteristics_are_the_arms() -> None:
    trial = paper(WALKING, BASELINE)
    assert sorted(n or 0 for n in arms(trial).values()) == [44, 46]
    assert not trial.arm_results


@pytest.mark.parametrize(
    ("first", "second"),
    [("Group I", "Group II"), ("Intervention", "Control"), ("Group A", "Group B"), ("Walkers", "Controls")],
)  # fmt: skip
def test_groups_that_only_headings_name(first: str, second: str) -> None:
    intro = (
        "Ninety adults with back pain were randomised into two groups. Pain fell in both groups. There was a "
        "difference between the groups of 1.2 points (P = 0.03)."
    )
    outcome = table(
        "Table 2. Pain after treatment, mean (SD)",
        f"Outcome | {first} (n = 46) | {second} (n = 44) | P",
        "Pain score | 3.1 (1.1) | 4.3 (1.5) | 0.03",
        "Walking speed | 1.31 (0.2) | 1.12 (0.3) | 0.04",
    )
    trial = paper(intro, outcome)
    assert sorted(n or 0 for n in arms(trial).values()) == [44, 46]
    assert {value for _, value in values(trial)} == {3.1, 4.3, 1.31, 1.12}
    assert len({arm for arm, _ in values(trial)}) == 2
    assert {c.p.value for c in trial.comparisons if c.p} == {0.03, 0.04}


def test_the_n_may_stand_below_a_heading_or_in_the_first_row() -> None:
    below = table(
        "Table 2. Falls after treatment",
        "Outcome | Intervention | Control",
        "! | N = 46 | N = 44",
        "Any fall, n (%) | 6 (13.0) | 11 (25.0)",
    )
    first = table(
        "Table 2. Falls after treatment",
        "Outcome | Intervention | Control",
        "Number of patients | 46 | 44",
        "Any fall, n (%) | 6 (13.0) | 11 (25.0)",
    )
    for kind in (below, first):
        trial = paper(WALKING, kind)
        assert sorted(n or 0 for n in arms(trial).values()) == [44, 46]
        assert {(r.value, r.events) for r in trial.arm_results} == {(13.0, 6), (25.0, 11)}


def test_the_n_of_one_analysis_goes_to_its_results() -> None:
    outcome = table(
        "Table 2. Pain after treatment, mean (SD)",
        "Outcome | Walking group (n = 40) | Usual care group (n = 41)",
        "Pain score | 3.1 (1.1) | 4.3 (1.5)",
    )
    trial = paper(WALKING, BASELINE, outcome)
    assert sorted(n or 0 for n in arms(trial).values()) == [44, 46]
    assert {(r.value, r.n) for r in trial.arm_results} == {(3.1, 40), (4.3, 41)}


def test_dose_levels_that_no_heading_tells_apart_are_one_arm() -> None:
    intro = (
        "In this double-blind trial 92 children were randomized to velzumab (2 mg, 5 mg or 10 mg "
        "daily) or placebo."
    )
    baseline = table(
        "Table 1. Baseline characteristics",
        "Characteristic | Placebo (n = 45) | Velzumab (n = 47)",
        "Age, years | 9.9 (3.1) | 10.3 (3.3)",
    )
    outcome = table(
        "Table 2. Change from baseline at week 8, mean (SE)",
        "Outcome | Placebo (n = 45) | Velzumab (n = 47)",
        "Irritability score | −7.5 (1.4) | −11.4 (1.3)",
    )
    trial = paper(intro, baseline, outcome)
    assert arms(trial) == {"velzumab": 47, "placebo": 45}
    assert values(trial) == {("placebo", -7.5), ("velzumab", -11.4)}


def test_columns_of_strata_and_of_everybody_are_no_arms() -> None:
    outcome = table(
        "Table 2. Pain after treatment, mean (SD)",
        "Outcome | Total (n = 90) | Men (n = 40) | Women (n = 50)",
        "Pain score | 3.6 (1.4) | 3.9 (1.2) | 3.3 (1.5)",
    )
    trial = paper(WALKING, BASELINE, outcome)
    assert sorted(n or 0 for n in arms(trial).values()) == [44, 46]
    assert not trial.arm_results


def test_a_title_of_baseline_and_after_is_of_results() -> None:
    outcome = table(
        "Table 2. Pain at baseline and after 8 weeks, mean (SD)",
        "Outcome | Walking group, baseline | Walking group, week 8 | Usual care group, baseline "
        "| Usual care group, week 8",
        "Pain score | 6.1 (1.2) | 3.1 (1.1) | 6.0 (1.4) | 4.3 (1.5)",
    )
    trial = paper(WALKING, BASELINE, outcome)
    assert {value for _, value in values(trial)} == {3.1, 4.3}
    assert {r.spread.value for r in trial.arm_results if r.spread} == {1.1, 1.5}


def test_two_percentages_in_a_cell_are_no_count() -> None:
    outcome = table(
        "Table 2. Accuracy after treatment",
        "Outcome | Walking group | Usual care group",
        "Recall, mean (SD) | 80% (19.9%) | 74% (23.1%)",
    )
    trial = paper(WALKING, BASELINE, outcome)
    assert all(r.events is None for r in trial.arm_results)
    assert {value for _, value in values(trial)} <= {80, 74}


def test_labels_under_a_section_are_parts_of_the_measure_or_of_the_people() -> None:
    outcome = table(
        "Table 2. Pain after treatment, mean (SD)",
        "Outcome | Walking group | Usual care group",
        "Pain score | |",
        "at rest | 3.1 (1.1) | 4.3 (1.5)",
        "women | 3.3 (1.0) | 4.1 (1.3)",
    )
    trial = paper(WALKING, BASELINE, outcome)
    names = {endpoint.id: endpoint.name for endpoint in trial.endpoints}
    found = {(r.value, "rest" in names[r.endpoint], r.subgroup) for r in trial.arm_results}
    assert (3.1, True, None) in found
    assert (3.3, False, "women") in found


def test_a_bare_name_is_told_by_what_the_group_was_given() -> None:
    intro = (
        "Ninety adults with back pain were randomised into two groups. Group I (n = 46) received laser "
        "therapy for 3 weeks. Group II (n = 44) received sham laser therapy. Pain fell in both "
        "groups (P = 0.03)."
    )
    outcome = table(
        "Table 2. Pain after treatment, mean (SD)",
        "Outcome | Group I | Group II | P",
        "Pain score | 3.1 (1.1) | 4.3 (1.5) | 0.03",
        "Walking speed | 1.31 (0.2) | 1.12 (0.3) | 0.04",
    )
    trial = paper(intro, outcome, outcome)
    assert ("laser therapy (Group I)", 3.1) in values(trial)
    assert ("sham laser therapy (Group II)", 4.3) in values(trial)


def test_two_arms_in_one_cell() -> None:
    outcome = table(
        "Table 2. Pain after treatment",
        "Outcome | Post-test, mean ± SD; walking group (usual care group)",
        "Pain score | 3.1 ± 1.1 (4.3 ± 1.5)",
        "Walking speed | 1.31 ± 0.2 (1.12 ± 0.3)",
    )
    trial = paper(WALKING, BASELINE, outcome)
    assert {(value, arm.startswith("usual")) for arm, value in values(trial)} == {
        (3.1, False),
        (4.3, True),
        (1.31, False),
        (1.12, True),
    }


def test_numbers_of_patients_beside_percentages_are_counts() -> None:
    outcome = (
        "<table><caption>Table 2. Adverse events</caption>"
        "<tr><th></th><th colspan='2'>Walking group</th><th colspan='2'>Usual care group</th></tr>"
        "<tr><th></th><th>No. of patients</th><th>(%)</th><th>No. of patients</th><th>(%)</th></tr>"
        "<tr><td>Nausea</td><td>6</td><td>(13.0)</td><td>11</td><td>(25.0)</td></tr></table>"
    )
    trial = paper(WALKING, BASELINE, outcome)
    assert {(r.value, r.unit, r.events) for r in trial.arm_results} == {(13.0, "%", 6), (25.0, "%", 11)}


def test_columns_that_are_no_arms_make_no_comparison_of_the_arms() -> None:
    factors = table(
        "Table 3. Factors by infection",
        "Variable | Infection (n = 13) | No infection (n = 77) | P",
        "Body weight, kg | 81.1 (11.1) | 74.3 (10.5) | 0.03",
        "Diabetes, n (%) | 6 (46.2) | 11 (14.3) | 0.01",
    )
    assert not paper(WALKING, BASELINE, factors).comparisons


def test_columns_of_times_are_no_groups() -> None:
    outcome = table(
        "Table 2. Pain over time, mean (SD)",
        "Outcome | Prior to release (n = 90) | One year after release (n = 71)",
        "Pain score | 3.1 (1.1) | 4.3 (1.5)",
    )
    trial = paper(WALKING, BASELINE, outcome)
    assert sorted(n or 0 for n in arms(trial).values()) == [44, 46]


def test_values_beside_baseline_values_are_levels() -> None:
    intro = WALKING + " The primary endpoint was change from baseline in pain score at week 8."
    outcome = table(
        "Table 2. Changes in pain, mean (SD)",
        "Outcome | Walking group, baseline | Walking group, week 8 | Usual care group, baseline "
        "| Usual care group, week 8",
        "Pain score | 6.1 (1.2) | 3.1 (1.1) | 6.0 (1.4) | 4.3 (1.5)",
    )
    trial = paper(intro, BASELINE, outcome)
    assert {(r.value, r.statistic) for r in trial.arm_results} == {(3.1, "mean"), (4.3, "mean")}


def test_tables_are_the_own_trials_where_an_earlier_trial_is_cited() -> None:
    cited = (
        "</p><h2>Discussion</h2><p>In an earlier randomised trial of swimming in 60 adults with back pain, "
        "pain fell by 20% in the swimming group and by 12% in the control group."
    )
    outcome = table(
        "Table 2. Pain after treatment, mean (SD)",
        "Outcome | Group I (n = 46) | Group II (n = 44) | P",
        "Pain score | 3.1 (1.1) | 4.3 (1.5) | 0.03",
    )
    intro = (
        "Ninety adults with back pain were randomised into two groups. Pain fell in both groups by 30% and "
        "10% (P = 0.03)."
    )
    page = f"<html><body><h1>Walking trial</h1><p>{intro}</p>{outcome}<p>Rest.{cited}</p></body></html>"
    record = _EXTRACTOR.extract_source(read_bytes(page.encode(), "page.html"))
    assert sorted(arm.n or 0 for arm in record.trials[0].arms) == [44, 46]
    assert {3.1, 4.3} <= {r.value for r in record.trials[0].arm_results}


def test_the_text_leaves_out_what_all_headings_begin_with() -> None:
    trial = paper(
        "We randomly assigned 300 adults with asthma to one of three inhalers for 52 weeks. The risk of "
        "death was lower in the MistMax 5 µg versus the PuffHaler group (HR 0.62; 95% CI 0.43 to 0.89).",
        table(
            "Table 1. Baseline characteristics of participants",
            "Characteristic | Airotrop MistMax 2.5 μg (n = 101) | Airotrop MistMax 5 μg (n = 99) "
            "| Airotrop PuffHaler 18 μg (n = 100)",
            "Age, years | 51.2 (8.1) | 50.7 (7.9) | 50.9 (8.0)",
            "FEV1, L | 1.1 (0.2) | 1.2 (0.2) | 1.1 (0.3)",
        ),
    )
    labels = {arm.id: arm.label for arm in trial.arms}
    [told] = trial.comparisons
    assert told.value == 0.62
    assert (labels[told.arm], labels[told.reference or ""]) == (
        "Airotrop MistMax 5 μg",
        "Airotrop PuffHaler 18 μg",
    )
