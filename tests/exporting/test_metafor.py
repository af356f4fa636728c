"""metafor's columns; its arithmetic, done again with scipy, gives the printed interval and p-value back."""

from __future__ import annotations

import csv
from math import exp, log, sqrt
from pathlib import Path

import pytest
from scipy import stats
from stores import record, store_of

from extractor import cli
from extractor.exporting.contrasts import events_of


def rows(tmp_path: Path, **changes: object) -> list[dict[str, str]]:
    store, out = store_of(tmp_path / "trials.db", record(**changes)), tmp_path / "out.csv"
    assert cli.main(["export", "--store", str(store), "--to", "metafor", "--out", str(out)]) == 0
    with out.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_counts_give_the_printed_odds_ratio(tmp_path: Path) -> None:
    """What `escalc(measure="OR", ai, n1i, ci, n2i)` computes from the arms is what the text reports."""
    made = rows(tmp_path)
    [two] = [row for row in made if row["data"] == "2x2"]
    a, n1, c, n2 = (int(two[name]) for name in ("ai", "n1i", "ci", "n2i"))
    assert (a, n1, c, n2) == (64, 100, 40, 100)
    assert two["computed"] == "n of the arm (reference); events from % (reference)"
    b, d = n1 - a, n2 - c
    yi, sei = log(a * d / (b * c)), sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    [reported] = [row for row in made if row["measure"] == "OR"]
    assert exp(yi) == pytest.approx(float(reported["out"]), abs=0.005)
    assert sei == pytest.approx(float(reported["sei"]), abs=0.005)
    assert yi == pytest.approx(float(reported["yi"]), abs=0.005)


def test_means_give_the_printed_difference(tmp_path: Path) -> None:
    made = rows(tmp_path)
    [means] = [row for row in made if row["data"] == "means"]
    m1, s1, n1, m2, s2, n2 = (float(means[name]) for name in ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"))
    assert (m1, m2) == (-4.5, -1.5), "a decrease is negative on both sides"
    assert s2 == pytest.approx(0.25 * sqrt(96))
    [reported] = [row for row in made if row["measure"] == "MD"]
    assert m1 - m2 == float(reported["yi"])
    assert sqrt(s1**2 / n1 + s2**2 / n2) == pytest.approx(float(reported["sei"]), abs=0.01)
    assert reported["pval"] == "" and reported["p_printed"] == "p<0.001"


def test_the_interval_comes_back_from_yi_and_sei(tmp_path: Path) -> None:
    for row in rows(tmp_path):
        if row["data"] != "effect":
            continue
        half = stats.norm.ppf(0.5 + float(row["level"]) / 200) * float(row["sei"])
        low, high = float(row["yi"]) - half, float(row["yi"]) + half
        if row["measure"] != "MD":
            low, high = exp(low), exp(high)
        assert low == pytest.approx(float(row["ci.lb"]), abs=0.02)
        assert high == pytest.approx(float(row["ci.ub"]), abs=0.02)
        if row["pval"]:
            z = float(row["yi"]) / float(row["sei"])
            assert 2 * stats.norm.sf(abs(z)) == pytest.approx(float(row["pval"]), abs=0.0005)


@pytest.mark.parametrize(
    ("changes", "yi", "sei", "source"),
    [
        (
            {"measure": "hazard_ratio", "value": 0.5, "p": {"operator": "=", "value": 0.05}},
            log(0.5),
            log(2) / 1.959964,
            "pval",
        ),
        (
            {
                "measure": "risk_difference",
                "value": 24,
                "unit": "%",
                "ci": {"level": 90, "low": 12, "high": 36},
            },
            0.24,
            0.12 / 1.644854,
            "ci",
        ),
        (
            {"measure": "hazard_ratio", "value": 0.5, "p": {"operator": "<", "value": 0.05}},
            log(0.5),
            None,
            "",
        ),
        ({"measure": "hazard_ratio", "value": 0.5, "ci": {"low": 0.2, "high": None}}, log(0.5), None, ""),
        ({"measure": "hazard_ratio", "value": 0.5}, log(0.5), None, ""),
    ],
)
def test_standard_errors(
    tmp_path: Path, changes: dict[str, object], yi: float, sei: float | None, source: str
) -> None:
    pair = {"arm": "arm-1", "reference": "arm-2", "endpoint": "endpoint-3"}
    [row] = [row for row in rows(tmp_path, comparisons=[pair | changes]) if row["data"] == "effect"]
    assert float(row["yi"]) == pytest.approx(yi)
    assert row["sei"] == "" if sei is None else float(row["sei"]) == pytest.approx(sei, rel=1e-5)
    assert row["sei_from"] == source
    assert row["level"] in ("90", "95"), "conv.wald takes no row without a level"


def test_what_it_cannot_carry_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows(tmp_path)
    said = capsys.readouterr().err
    assert "1 medians" in said and "1 p-values without an effect" in said and "'relative reduction'" in said


@pytest.mark.parametrize(
    ("percentage", "n", "events"),
    [
        (64, 100, 64),
        (33.3, 3, 1),
        (33, 300, None),
        (12.5, 200, 25),
        (50.3, 100, None),
        (0, 40, 0),
        (100, 40, 40),
    ],
)
def test_events_are_taken_only_when_one_number_fits(percentage: float, n: int, events: int | None) -> None:
    assert events_of(percentage, n) == events
