"""Tables as papers print them: headings inside, times before and after, kinds that differ from row to row."""

from __future__ import annotations

from extractor import Extractor
from extractor.reading import read_bytes
from schemas import Trial

_EXTRACTOR = Extractor()
_INTRO = (
    "<p>In this randomized, double-blind trial, 60 smokers with gingivitis received melzinol 20 mg or "
    "placebo. Plaque index and bleeding score were measured at 8 weeks.</p>"
)


def read(table: str, intro: str = _INTRO) -> Trial:
    page = f"<html><body><h1>Melzinol in gingivitis</h1>{intro}{table}</body></html>"
    record = _EXTRACTOR.extract_source(read_bytes(page.encode(), "page.html"))
    assert len(record.trials) == 1
    return record.trials[0]


def rows(*lines: str, head: int = 1, caption: str = "Table 1. Outcomes") -> str:
    """A table of lines whose cells stand between bars; `3*text` spans three columns."""

    def cell(tag: str, text: str) -> str:
        span, star, words = text.partition("*")
        if star and span.isdigit():
            return f'<{tag} colspan="{span}">{words}</{tag}>'
        return f"<{tag}>{text}</{tag}>"

    made = [
        f"<tr>{''.join(cell('th' if number < head else 'td', part.strip()) for part in line.split('|'))}</tr>"
        for number, line in enumerate(lines)
    ]
    return (
        f"<table><caption>{caption}</caption><thead>{''.join(made[:head])}</thead>"
        f"<tbody>{''.join(made[head:])}</tbody></table>"
    )


def facts(trial: Trial) -> set[tuple]:
    """Arm, endpoint, statistic, value and subgroup of each result."""
    arms = {arm.id: arm.label.split()[0] for arm in trial.arms}
    names = {endpoint.id: endpoint.name for endpoint in trial.endpoints}
    return {(arms[r.arm], names[r.endpoint], r.statistic, r.value, r.subgroup) for r in trial.arm_results}


def compared(trial: Trial) -> set[tuple]:
    """Arm, reference, measure, value and p of each comparison."""
    arms = {arm.id: arm.label.split()[0] for arm in trial.arms}
    return {
        (arms[c.arm], arms.get(c.reference or ""), c.measure, c.value, c.p.value if c.p else None)
        for c in trial.comparisons
    }


def test_a_lone_heading_inside_is_of_all_columns() -> None:
    trial = read(
        rows(
            "Weeks | 4*Albumin (g/L)",
            " | 2*Nonsmokers | 2*Smokers",
            " | Placebo, n = 16 | Melzinol, n = 18 | Placebo, n = 13 | Melzinol, n = 13",
            "0 | 40.1 ± 2.0 | 40.2 ± 2.1 | 39.0 ± 2.2 | 39.1 ± 2.0",
            "8 | 40.4 ± 2.1 | 43.5 ± 2.2 | 39.2 ± 2.3 | 42.8 ± 2.4",
            " | | 2*Globulin (g/L) | ",
            " | n = 15 | n = 17 | n = 12 | n = 11",
            "0 | 28.1 ± 1.1 | 28.4 ± 1.2 | 27.9 ± 1.0 | 28.8 ± 1.3",
            "8 | 28.3 ± 1.2 | 31.6 ± 1.4 | 27.7 ± 1.1 | 30.9 ± 1.5",
            head=2,
        )
    )
    found = {(name, value, part) for _, name, _, value, part in facts(trial)}
    assert {
        ("albumin", 43.5, "Nonsmokers"),
        ("albumin", 39.2, "Smokers"),
        ("globulin", 31.6, "Nonsmokers"),
        ("globulin", 27.7, "Smokers"),
    } <= {(name.lower(), value, part) for name, value, part in found}
    assert not {40.1, 28.8} & {value for _, value, _ in found}
    assert {r.value: r.n for r in trial.arm_results}[31.6] == 17


def test_headings_that_come_again_beside_a_label() -> None:
    trial = read(
        rows(
            " | 3*Melzinol (n=30) | 3*Placebo (n=30) | ",
            "Symptoms | Mean at baseline | Mean change at 8 weeks | P | Mean at baseline "
            "| Mean change at 8 weeks | P | P-value for differences in changes",
            "Bleeding days | 2.9 | −1.4 | 0.03 | 3.1 | −0.4 | 0.48 | 0.10",
            "Gum care | Baseline N (%) | 8-week N (%) | P | Baseline N (%) | 8-week N (%) | P | P-value for "
            "differences in changes",
            "Daily flossing | 5 (16.7) | 12 (40.0) | 0.02 | 6 (20.0) | 7 (23.3) | 0.9 | 0.04",
            head=2,
        )
    )
    assert {(value, kind) for _, _, kind, value, _ in facts(trial)} == {
        (-1.4, "change_from_baseline"),
        (-0.4, "change_from_baseline"),
        (40.0, "proportion"),
        (23.3, "proportion"),
    }
    assert compared(trial) == {
        ("melzinol", None, None, None, 0.03),
        ("placebo", None, None, None, 0.48),
        ("melzinol", "placebo", None, None, 0.1),
        ("melzinol", None, None, None, 0.02),
        ("placebo", None, None, None, 0.9),
        ("melzinol", "placebo", None, None, 0.04),
    }


def test_a_p_value_behind_each_arm_is_within_it() -> None:
    trial = read(
        rows(
            "Outcome | Melzinol baseline | Melzinol 8 weeks | P-value | Placebo baseline "
            "| Placebo 8 weeks | P-value",
            "Plaque index | 1.9 ± 0.2 | 1.1 ± 0.3 | 0.01 | 1.8 ± 0.3 | 1.7 ± 0.2 | 0.44",
        )
    )
    assert compared(trial) == {
        ("melzinol", None, None, None, 0.01),
        ("placebo", None, None, None, 0.44),
    }
    assert {value for *_, value, _ in facts(trial)} == {1.1, 1.7}


def test_a_p_value_under_a_difference_is_no_difference() -> None:
    trial = read(
        rows(
            "Service | Melzinol | Placebo | 2*Group difference",
            " |  |  | Z statistic | P-value",
            "Plaque index | 1.1 ± 0.3 | 1.7 ± 0.2 | −2.1 | 0.04",
            head=2,
        )
    )
    assert compared(trial) == {("melzinol", "placebo", None, None, 0.04)}


def test_one_p_value_over_a_group_that_is_no_known_arm_belongs_to_no_pair() -> None:
    trial = read(
        rows(
            "Outcome | Melzinol (n = 30) | Placebo (n = 30) | Rinse (n = 20) | P value",
            "Plaque index | 1.1 ± 0.3 | 1.7 ± 0.2 | 1.4 ± 0.2 | 0.04",
        )
    )
    assert not trial.comparisons


def test_a_percentage_with_a_standard_deviation_is_a_mean() -> None:
    trial = read(
        rows(
            "Outcome | Melzinol (n=30) | Placebo (n=30)",
            "Recall accuracy (%), mean ± SD | 71.2 ± 8.1 | 64.3 ± 9.2",
        )
    )
    assert {kind for _, _, kind, _, _ in facts(trial)} == {"mean"}


def test_a_count_and_its_share_among_changes() -> None:
    trial = read(
        rows(
            "Outcome | Melzinol (n = 30) | Placebo (n = 30)",
            " | Mean change (SE) | Mean change (SE)",
            "Plaque index | −0.8 (0.1) | −0.2 (0.1)",
            "Response rate | 19 (63.3) | 9 (30.0)",
            head=2,
        )
    )
    assert {(kind, value) for _, name, kind, value, _ in facts(trial) if "esponse" in name} == {
        ("proportion", 63.3),
        ("proportion", 30.0),
    }


def test_a_note_that_names_several_kinds_is_read_by_the_shape_of_each_cell() -> None:
    table = rows(
        "Outcome | Melzinol | Placebo",
        "Gum pain, mm | 17.2 ± 4.1 | 21.7 ± 5.6",
        "Blood loss, mL | 81 (46 - 118) | 97 (50 - 119)",
        "Swelling | 4 (13.3) | 6 (20.0)",
    )
    note = "<p>Data are expressed as No. (%), median (interquartile range), or mean ± SD.</p>"
    trial = read(table.replace("</table>", f'<tfoot><tr><td colspan="3">{note}</td></tr></tfoot></table>'))
    assert {(value, kind) for _, _, kind, value, _ in facts(trial)} >= {
        (17.2, "mean"),
        (81, "median"),
        (13.3, "proportion"),
    }


def test_the_first_label_goes_on_over_empty_cells() -> None:
    trial = read(
        rows(
            "Toxin | Visit | Melzinol | Placebo",
            "Leukotoxin (U/L) | Baseline | 5.1 ± 1.0 | 5.2 ± 1.1",
            " | Week 8 | 3.1 ± 1.0 | 5.0 ± 1.1",
            "Gingipain (U/L) | Baseline | 7.1 ± 1.0 | 7.2 ± 1.1",
            " | Week 8 | 4.4 ± 1.0 | 7.0 ± 1.1",
        )
    )
    found = {(name.lower(), value) for _, name, _, value, _ in facts(trial)}
    assert found == {("leukotoxin", 3.1), ("leukotoxin", 5.0), ("gingipain", 4.4), ("gingipain", 7.0)}


def test_arms_in_rows_below_the_measure() -> None:
    trial = read(
        rows(
            "Group | −7 Days (1) | Pre op (2) | +7 Days (3) | Between groups",
            "Plaque index |  |  |  | 0.02",
            "Melzinol | 1.9 ± 0.2 | 1.8 ± 0.2 | 1.1 ± 0.3 | ",
            "Placebo | 1.9 ± 0.1 | 1.9 ± 0.2 | 1.7 ± 0.2 | ",
        )
    )
    assert {(arm, name.lower(), value) for arm, name, _, value, _ in facts(trial)} == {
        ("melzinol", "plaque index", 1.1),
        ("placebo", "plaque index", 1.7),
    }
    assert {r.timepoint.value for r in trial.arm_results if r.timepoint} == {7}


def test_a_title_names_the_outcome_of_parts_of_the_people() -> None:
    trial = read(
        rows(
            "Time | 2*Men | 2*Women",
            " | Melzinol | Placebo | Melzinol | Placebo",
            "Pre | 61 ± 2 | 62 ± 2 | 70 ± 3 | 71 ± 3",
            "30 min | 55 ± 2 | 63 ± 2 | 66 ± 3 | 72 ± 3",
            head=2,
            caption="Table 2. Heart rate (bpm) before and following rinsing, mean ± SE",
        )
    )
    assert {(name, value, part) for _, name, _, value, part in facts(trial)} == {
        ("Heart rate", 55, "Men"),
        ("Heart rate", 63, "Men"),
        ("Heart rate", 66, "Women"),
        ("Heart rate", 72, "Women"),
    }


def test_a_forgotten_corner_cell() -> None:
    table = (
        "<table><caption>Table 2. Adverse events</caption><thead>"
        '<tr><th></th><th rowspan="2">Placebo (n = 20)</th><th colspan="2">Melzinol, mg/day</th></tr>'
        "<tr><th>10 (n = 20)</th><th>20 (n = 20)</th></tr></thead><tbody>"
        "<tr><td>Nausea, n (%)</td><td>1 (5.0)</td><td>3 (15.0)</td><td>6 (30.0)</td></tr></tbody></table>"
    )
    intro = (
        "<p>In this randomized, double-blind trial, 60 adults with gingivitis received melzinol 10 mg, "
        "melzinol 20 mg or placebo once daily.</p>"
    )
    trial = read(table, intro)
    labels = {arm.id: arm.label for arm in trial.arms}
    assert {(labels[r.arm], r.value) for r in trial.arm_results} == {
        ("placebo", 5.0),
        ("melzinol 10 mg", 15.0),
        ("melzinol 20 mg", 30.0),
    }


def test_periods_before_and_after_a_programme() -> None:
    intro = (
        "<p>This quasi-experimental study compared specimen rejection before and after a labelling course at "
        "two clinics. The rejection rate was 3.5% before and 1.9% after the course.</p>"
    )
    table = rows(
        "Reason for rejection | Before the labelling course May 2021 n (%) "
        "| After the labelling course July 2021 n (%)",
        "Clotted specimen | 20 (2.6) | 16 (1.6)",
        "Wrong tube | 7 (0.9) | 3 (0.3)",
        caption="Table 1. Reasons for rejection",
    )
    trial = read(table, intro)
    labels = {arm.id: arm.label for arm in trial.arms}
    assert {(labels[r.arm], r.events) for r in trial.arm_results} == {
        ("before the labelling course", 20),
        ("after the labelling course", 16),
        ("before the labelling course", 7),
        ("after the labelling course", 3),
    }


def test_a_visit_before_a_bracketed_percentage_counts_nobody() -> None:
    trial = read(
        "",
        _INTRO + "<p>Plaque-free status was more frequent with melzinol than with placebo at week 8 "
        "(60.0% vs 41.0%; p = 0.02).</p>",
    )
    assert {r.value for r in trial.arm_results} >= {60.0, 41.0}
    assert all(r.events is None for r in trial.arm_results)


def test_an_interval_behind_an_effect_is_no_arms() -> None:
    trial = read(
        rows(
            "Response | n/N | % | Odds ratio | 95% CI | p",
            "Melzinol | 19/30 | 63.3 | 4.03 | 1.38 to 11.8 | 0.01",
            "Placebo | 9/30 | 30.0 | — | — | —",
        )
    )
    assert all(r.ci is None for r in trial.arm_results)
    assert {(c.value, c.ci.low if c.ci else None) for c in trial.comparisons if c.value} <= {(4.03, 1.38)}


def test_columns_of_spreads_of_each_arm() -> None:
    trial = read(
        rows(
            " | 2*Melzinol | 2*Placebo",
            " | Mean plaque index | SD | Mean plaque index | SD",
            "4 weeks | 1.4 | 0.3 | 1.8 | 0.4",
            "8 weeks | 1.1 | 0.2 | 1.7 | 0.5",
            head=2,
        )
    )
    assert {(r.value, r.spread.value if r.spread else None) for r in trial.arm_results} == {
        (1.4, 0.3),
        (1.8, 0.4),
        (1.1, 0.2),
        (1.7, 0.5),
    }


def test_a_first_row_of_words_is_the_heading_where_none_is_marked() -> None:
    table = (
        "<table><tr><td>Outcome</td><td>Melzinol</td><td>Placebo</td><td>P value</td></tr>"
        "<tr><td>Plaque index, mean (SD)</td><td>1.1 (0.2)</td><td>1.7 (0.5)</td><td>0.01</td></tr>"
        "<tr><td>Bleeding score, mean (SD)</td><td>0.4 (0.1)</td><td>0.9 (0.2)</td><td>0.02</td></tr></table>"
    )
    trial = read(table)
    assert {value for *_, value, _ in facts(trial)} == {1.1, 1.7, 0.4, 0.9}


def test_degrees_of_freedom_and_concentrations_are_no_results() -> None:
    trial = read(
        "",
        _INTRO + "<p>Plaque index fell with melzinol compared with placebo [F(2, 28) = 21.7, p < 0.001]. "
        "In vitro, melzinol at 10 and 100 µg/mL lowered the plaque index further than placebo.</p>",
    )
    assert not {2.0, 28.0, 21.7, 10.0, 100.0} & {r.value for r in trial.arm_results}


def test_rows_of_baseline_and_the_same_mean_under_another_wording() -> None:
    table = rows(
        "Outcome | Melzinol (n = 30) | Placebo (n = 30)",
        "Preoperative gum pain, mean ± SD | 6.3 ± 1.1 | 6.4 ± 1.2",
        "Gum pain, mean ± SD | 2.4 ± 1.1 | 4.5 ± 1.3",
    )
    trial = read(
        table,
        _INTRO
        + "<p>At the end, pain was 2.4 ± 1.1 in the melzinol group and 4.5 ± 1.3 in the placebo group.</p>",
    )
    assert sorted(r.value for r in trial.arm_results) == [2.4, 4.5]
    assert all(len(r.evidence) > 3 for r in trial.arm_results)


def test_literature_of_a_paper_is_no_trial() -> None:
    page = (
        "<html><body><h1>Melzinol in gingivitis</h1><h2>Introduction</h2>"
        "<p>In a previous study of 40 adults, melzinol lowered the plaque index by 1.2 (p = 0.03).</p>"
        "<h2>Methods</h2><p>In this randomized trial, 60 smokers received melzinol 20 mg or placebo.</p>"
        "<h2>Results</h2><p>Plaque index was 1.1 with melzinol and 1.7 with placebo (p = 0.01).</p>"
        "<h2>Discussion</h2><p>An earlier randomized trial of 80 patients found a rate of 35.2% with "
        "melzinol, in line with the GINGIVA study.</p></body></html>"
    )
    record = _EXTRACTOR.extract_source(read_bytes(page.encode(), "page.html"))
    (trial,) = record.trials
    assert trial.acronym is None
    assert trial.enrollment == 60


def test_thin_spaces_and_raised_points_of_a_journal() -> None:
    trial = read(
        rows(
            "Outcome | Melzinol (n=30) | Placebo (n=30) | OR (95% CI) | p value",
            "Bleeding sites, n/N (%) | 1\u2009074/19\u2009984 (5%) | 2150/18\u2009325 (12%) "
            "| 0·42 (0·30–0·59) | 0·012",
        )
    )
    assert {(r.value, r.events, r.n) for r in trial.arm_results} == {(5, 1074, 19984), (12, 2150, 18325)}
    assert compared(trial) == {("melzinol", "placebo", "odds_ratio", 0.42, 0.012)}


def test_two_forms_of_a_word_name_one_group() -> None:
    intro = (
        "<p>In this randomized trial, 60 homes of children with asthma were allocated to remediation or to a "
        "control group.</p>"
    )
    table = rows(
        "Outcome | 2*Score, mean ± SD | 2*Change from baseline, mean ± SD",
        " | Control (n = 30) | Remediation (n = 30) | Control | Remediated",
        "Mold score | 2.7 ± 1.9 | 1.3 ± 1.7 | −0.2 ± 2.1 | −1.4 ± 2.6",
        "Dust score | 3.1 ± 1.1 | 2.2 ± 1.2 | −0.1 ± 1.1 | −1.1 ± 1.3",
        head=2,
    )
    trial = read(table, intro)
    assert len(trial.arms) == 2
    assert {r.value for r in trial.arm_results} == {2.7, 1.3, -0.2, -1.4, 3.1, 2.2, -0.1, -1.1}
