"""Result tables of made-up trials, read from HTML or from flattened text."""

from __future__ import annotations

import pytest

from extractor import Extractor
from extractor.reading import read_bytes
from schemas import DocumentRecord, Trial

_EXTRACTOR = Extractor()
_INTRO = (
    "<p>In the randomized, double-blind phase 3 trial, 400 adults with psoriasis received velzumab 150 mg or "
    "placebo once daily. The primary endpoint was PASI 75 at week 16.</p>"
)


def html(table: str, intro: str = _INTRO) -> Trial:
    page = f"<html><body><h1>Velzumab trial</h1>{intro}{table}</body></html>"
    return _only(_EXTRACTOR.extract_source(read_bytes(page.encode(), "page.html")))


def _only(record: DocumentRecord) -> Trial:
    assert len(record.trials) == 1
    return record.trials[0]


def table(head: list[list[str]], body: list[list[str]], caption: str = "Table 1. Efficacy results") -> str:
    rows = "".join(f"<tr>{''.join(_cell('th', text) for text in row)}</tr>" for row in head)
    data = "".join(f"<tr>{''.join(_cell('td', text) for text in row)}</tr>" for row in body)
    return f"<table><caption>{caption}</caption><thead>{rows}</thead><tbody>{data}</tbody></table>"


def _cell(tag: str, text: str) -> str:
    """A cell; `2*text` spans two columns."""
    span, _, words = text.rpartition("*") if text[1:2] == "*" and text[0].isdigit() else ("", "", text)
    return f'<{tag} colspan="{span or 1}">{words}</{tag}>'


def results(trial: Trial) -> set[tuple]:
    labels = {arm.id: arm.label.split()[0] for arm in trial.arms}
    names = {endpoint.id: endpoint.name for endpoint in trial.endpoints}
    return {(labels[r.arm], names[r.endpoint], r.statistic, r.value, r.unit) for r in trial.arm_results}


def comparisons(trial: Trial) -> set[tuple]:
    labels = {arm.id: arm.label.split()[0] for arm in trial.arms}
    return {
        (
            labels[c.arm],
            labels.get(c.reference or ""),
            c.measure,
            c.value,
            (c.ci.low, c.ci.high) if c.ci else None,
            (c.p.operator, c.p.value) if c.p else None,
        )
        for c in trial.comparisons
    }


TWO_ARMS = [["Outcome", "Velzumab 150 mg (n=200)", "Placebo (n=200)", "P value"]]


@pytest.mark.parametrize(
    ("label", "first", "second", "expected"),
    [
        ("Nausea, n (%)", "30 (15.0)", "12 (6.0)", ("proportion", 15.0, "%")),
        ("Nausea, % (n)", "15.0 (30)", "6.0 (12)", ("proportion", 15.0, "%")),
        ("Nausea, n/N (%)", "30/200 (15.0)", "12/200 (6.0)", ("proportion", 15.0, "%")),
        ("Nausea", "15.0% (30/200)", "6.0% (12/200)", ("proportion", 15.0, "%")),
        ("Nausea", "30 (15.0)", "12 (6.0)", ("proportion", 15.0, "%")),
        ("Body weight, mean (SD), kg", "81.3 (4.2)", "82.0 (3.9)", ("mean", 81.3, "kg")),
        ("Body weight (kg), mean ± SD", "81.3 ± 4.2", "82.0 ± 3.9", ("mean", 81.3, "kg")),
        ("Median OS, months (95% CI)", "21.4 (18.0–NR)", "15.1 (12.2–17.9)", ("median", 21.4, "month")),
    ],
)  # fmt: skip
def test_cells_with_several_numbers(label: str, first: str, second: str, expected: tuple) -> None:
    trial = html(
        table(TWO_ARMS, [[label, first, second, "0.004"], ["Fatigue, n (%)", "9 (4.5)", "8 (4.0)", "–"]])
    )
    found = [r for r in results(trial) if r[0] == "velzumab" and r[3] == expected[1]]
    assert [r[2:] for r in found] == [expected]
    assert ("velzumab", "placebo", None, None, None, ("=", 0.004)) in comparisons(trial)
    assert len(trial.comparisons) == 1


def test_details_of_a_cell() -> None:
    trial = html(
        table(TWO_ARMS, [["PASI 75 response, n/N (%)", "150/198 (75.8)", "20/199 (10.1)", "<0.001"],
                         ["DLQI, change from baseline, mean (SE)", "−7.9 (0.31)", "−2.0 (0.30)", "<0.001"]])
    )  # fmt: skip
    share = next(r for r in trial.arm_results if r.value == 75.8)
    assert (share.events, share.n) == (150, 198)
    change = next(r for r in trial.arm_results if r.value == -7.9)
    assert change.statistic == "change_from_baseline"
    assert change.spread is not None and (change.spread.kind, change.spread.value) == ("se", 0.31)
    assert {arm.label.split()[0]: arm.n for arm in trial.arms} == {"velzumab": 200, "placebo": 200}


def test_evidence_holds_the_cell_and_its_headings() -> None:
    trial = html(table(TWO_ARMS, [["Nausea, n (%)", "30 (15.0)", "12 (6.0)", "0.004"]]))
    texts = [evidence.text for evidence in trial.arm_results[0].evidence]
    assert texts[0] == "30 (15.0)"
    assert "Nausea, n (%)" in texts
    assert any("Velzumab" in text for text in texts)


def test_missing_numbers_give_nothing() -> None:
    body = [["Median overall survival, months", "NR", "15.1", "NE"], ["Death, n (%)", "–", "12 (6.0)", "NS"]]
    trial = html(table(TWO_ARMS, body))
    assert {r[3] for r in results(trial)} == {15.1, 6.0}
    assert not trial.comparisons


@pytest.mark.parametrize(
    ("label", "cell", "expected"),
    [
        ("HR (95% CI)", "0.62 (0.50–0.77)", ("hazard_ratio", 0.62, (0.5, 0.77), None)),
        ("HR (95% CI); P value", "0.6 (0.5 to 0.7); <.01", ("hazard_ratio", 0.6, (0.5, 0.7), ("<", 0.01))),
        ("Odds ratio [95% CI]", "1.9 [1.2, 3.0], p=0.006", ("odds_ratio", 1.9, (1.2, 3.0), ("=", 0.006))),
    ],
)  # fmt: skip
def test_effect_row_under_both_arms(label: str, cell: str, expected: tuple) -> None:
    head = [["", "Velzumab", "Placebo"]]
    trial = html(table(head, [["Progression-free survival, median, mo", "9.1", "6.0"], [label, f"2*{cell}"]]))
    assert comparisons(trial) == {("velzumab", "placebo", *expected)}
    assert len(trial.arm_results) == 2


def test_difference_row_under_its_arm_in_flattened_text() -> None:
    text = (
        "Velzumab succeeds\n\nAdults with psoriasis were randomized to velzumab 50 mg, velzumab 150 mg or "
        "placebo. "
        "The 50 mg group and the 150 mg group were compared with placebo.\n\nResults at Week 16\n\n"
        "\tVelzumab 50 mg (n=90)\tVelzumab 150 mg (n=91)\tPlacebo (n=89)\n"
        "PASI 75 response\t61.1%\t73.6%\t9.0%\n"
        "   Difference from placebo (p)\t52.1% (<0.001)\t64.6% (<0.001)\t–\n"
    )
    trial = _only(_EXTRACTOR.extract_text(text))
    assert {c[3] for c in comparisons(trial)} == {52.1, 64.6}
    assert all(c[2] == "risk_difference" and c[5] == ("<", 0.001) for c in comparisons(trial))
    assert {r.timepoint.value for r in trial.arm_results if r.timepoint} == {16}


def test_spanned_headings_of_subgroups_and_statistics() -> None:
    head = [
        ["Event", "2*Velzumab (N=200)", "2*Placebo (N=200)"],
        ["", "Cases", "Rate per 100 patient-years", "Cases", "Rate per 100 patient-years"],
    ]
    trial = html(table(head, [["Serious infection", "4", "2.1", "7", "3.6"]], "Safety"))
    assert {r[2:] for r in results(trial)} == {
        ("count", 4, None),
        ("rate", 2.1, "per 100 patient-years"),
        ("count", 7, None),
        ("rate", 3.6, "per 100 patient-years"),
    }


def test_count_and_percentage_in_two_columns_are_one_fact() -> None:
    head = [["Event", "2*Velzumab", "2*Placebo"], ["", "n", "%", "n", "%"]]
    trial = html(table(head, [["Nausea", "30", "15.0", "12", "6.0"]], "Adverse events"))
    assert {(r.value, r.unit, r.events) for r in trial.arm_results} == {(15.0, "%", 30), (6.0, "%", 12)}


def test_arms_in_rows_and_timepoints_in_columns() -> None:
    head = [["PASI 75 response, %", "Week 4", "Week 16"]]
    trial = html(table(head, [["Velzumab", "21.5", "73.6"], ["Placebo", "3.0", "9.0"]], "Response over time"))
    times = {(r.value, r.timepoint.value if r.timepoint else None) for r in trial.arm_results}
    assert times == {(21.5, 4), (73.6, 16), (3.0, 4), (9.0, 16)}


def test_baseline_values_are_left_out() -> None:
    head = [["HbA1c, mean (SD), %", "Velzumab", "Placebo"]]
    trial = html(table(head, [["Baseline", "8.1 (0.9)", "8.0 (0.8)"], ["Week 16", "7.0 (0.7)", "7.9 (0.8)"]]))
    assert {r.value for r in trial.arm_results} <= {7.0, 7.9}


@pytest.mark.parametrize(
    "caption", ["Table 1. Baseline characteristics", "Demographics", "Patient disposition"]
)
def test_tables_about_participants_give_nothing(caption: str) -> None:
    body = [["Body weight, kg, mean (SD)", "80.1 (9.0)", "79.5 (9.2)", "0.7"]]
    trial = html(table(TWO_ARMS, body, caption))
    assert not trial.arm_results and not trial.comparisons


def test_characteristics_without_a_telling_caption() -> None:
    body = [
        ["Age, years", "45.2 (9.1)", "44.0 (9.9)", "0.4"],
        ["Female, n (%)", "80 (40.0)", "84 (42.0)", "0.6"],
    ]
    assert not html(table(TWO_ARMS, body, "Table 2")).arm_results


def test_one_p_value_over_three_arms_belongs_to_no_pair() -> None:
    intro = (
        "<p>In the randomized, double-blind phase 2 trial, 270 adults with psoriasis received velzumab "
        "50 mg, velzumab 150 mg or placebo once daily. The 50 mg group and the 150 mg group did well.</p>"
    )
    head = [["Outcome", "Velzumab 50 mg", "Velzumab 150 mg", "Placebo", "P value"]]
    trial = html(table(head, [["PASI 75, %", "61.1", "73.6", "9.0", "<0.001"]]), intro)
    assert len(trial.arm_results) == 3
    assert not trial.comparisons


def test_grade_of_a_safety_table_stands_in_its_endpoints() -> None:
    caption = "Table 3. Adverse events of grade ≥3, n (%)"
    head = [["Event", "Velzumab (n=200)", "Placebo (n=200)"]]
    trial = html(table(head, [["Any", "40 (20.0)", "30 (15.0)"], ["Anemia", "8 (4.0)", "2 (1.0)"]], caption))
    names = {endpoint.name.lower() for endpoint in trial.endpoints if endpoint.role == "safety"}
    assert "grade ≥3 anemia" in names
    assert any("adverse events" in name and "≥3" in name for name in names)


def test_columns_that_cannot_be_told_apart_give_nothing() -> None:
    head = [["Outcome", "Velzumab", "Velzumab"]]
    assert not html(table(head, [["PASI 75, %", "61.1", "73.6"]])).arm_results
