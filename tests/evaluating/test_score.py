"""Precision, recall and F1 per kind of fact."""

from __future__ import annotations

import copy
from typing import Any
from xml.etree import ElementTree

import pytest

from extractor.evaluating import Scores, calibrate, picture, score
from extractor.evaluating.score import KINDS
from schemas import DocumentRecord, read_record


def gold() -> dict[str, Any]:
    """A trial of two arms with three results and two comparisons."""

    def result(arm: str, endpoint: str, value: float, **more: Any) -> dict[str, Any]:
        return {
            "arm": arm,
            "endpoint": endpoint,
            "statistic": "proportion",
            "value": value,
            "unit": "%",
            "timepoint": {"value": 12, "unit": "week"},
            **more,
        }

    return {
        "document": {"id": "d"},
        "trials": [
            {
                "id": "trial-1",
                "acronym": "NORTHLIGHT",
                "phase": "3",
                "enrollment": 210,
                "condition": "asthma",
                "registry_ids": ["NCT00000017"],
                "design": {"allocation": "randomized", "masking": "double-blind"},
                "interventions": [
                    {"id": "drug-1", "name": "brelozimab", "aliases": ["BRZ-11"], "targets": ["IL-9"]},
                    {"id": "drug-2", "name": "placebo", "role": "comparator"},
                ],
                "arms": [
                    {
                        "id": "arm-1",
                        "label": "brelozimab 30 mg",
                        "interventions": ["drug-1"],
                        "doses": [
                            {"intervention": "drug-1", "amount": 30, "unit": "mg", "frequency": "once daily"}
                        ],
                        "n": 104,
                    },
                    {"id": "arm-2", "label": "placebo", "interventions": ["drug-2"]},
                ],
                "endpoints": [
                    {"id": "endpoint-1", "name": "asthma control response", "role": "primary"},
                    {"id": "endpoint-2", "name": "headache", "role": "safety"},
                ],
                "arm_results": [
                    result("arm-1", "endpoint-1", 48),
                    result("arm-2", "endpoint-1", 21),
                    result("arm-2", "endpoint-2", 7, timepoint=None),
                ],
                "comparisons": [
                    {
                        "arm": "arm-1",
                        "reference": "arm-2",
                        "endpoint": "endpoint-1",
                        "measure": "odds_ratio",
                        "value": 3.4,
                        "ci": {"low": 1.9, "high": None},
                        "p": {"operator": "<", "value": 0.001},
                    },
                    {
                        "arm": "arm-1",
                        "reference": "arm-2",
                        "endpoint": "endpoint-2",
                        "p": {"operator": "=", "value": 0.4},
                    },
                ],
            }
        ],
    }


def scored(found: dict[str, Any] | None) -> Scores:
    records = {} if found is None else {found["document"]["id"]: DocumentRecord.model_validate(found)}
    return score([DocumentRecord.model_validate(gold())], records)


@pytest.fixture
def found() -> dict[str, Any]:
    return copy.deepcopy(gold())


def test_gold_against_itself_is_perfect(found: dict[str, Any]) -> None:
    scores = scored(found)
    assert all(row.f1 == 1 for row in scores.table.values())
    assert scores.headline == 1
    assert scores.table["slots"].gold == 8
    assert scores.table["results"].gold == scores.table["results"].found == 3


def test_a_missing_record_counts_as_empty() -> None:
    scores = scored(None)
    assert scores.missing == ["d"]
    assert all(row.recall == row.found == 0 for row in scores.table.values())
    assert scores.headline == 0


def test_other_names_for_the_same(found: dict[str, Any]) -> None:
    trial = found["trials"][0]
    trial["interventions"][0] |= {"name": "BRZ-11", "aliases": []}
    trial["endpoints"][0]["name"] = "response in asthma control"
    trial["arms"][0]["label"] = "30 mg"
    trial["arm_results"][0]["timepoint"] = {"value": 84, "unit": "day"}
    assert scored(found).headline == 1
    assert scored(found).table["results_full"].f1 == 1


def test_a_number_at_the_wrong_arm(found: dict[str, Any]) -> None:
    found["trials"][0]["arm_results"][0]["arm"] = "arm-2"
    table = scored(found).table
    assert table["numbers"].f1 == 1
    assert table["results"].precision == pytest.approx(2 / 3)


def test_a_wrong_timepoint_or_statistic_is_seen_in_full_results_only(found: dict[str, Any]) -> None:
    found["trials"][0]["arm_results"][0]["timepoint"] = None
    found["trials"][0]["arm_results"][1]["statistic"] = "mean"
    table = scored(found).table
    assert table["results"].f1 == 1
    assert table["results_full"].f1 == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("change", "effects", "p_values", "comparisons"),
    [
        ({"measure": "risk_ratio"}, 0, 1, 0.5),
        ({"ci": None}, 0, 1, 0.5),
        ({"ci": {"low": 1.9, "high": 6.0}}, 0, 1, 0.5),
        ({"p": {"operator": "=", "value": 0.001}}, 1, 0.5, 0.5),
        ({"p": None}, 1, 2 / 3, 0.5),
        ({"reference": None}, 1, 1, 0.5),
        ({"endpoint": "endpoint-2"}, 1, 1, 0.5),
    ],
)
def test_a_wrong_comparison(
    found: dict[str, Any], change: dict[str, Any], effects: float, p_values: float, comparisons: float
) -> None:
    found["trials"][0]["comparisons"][0] |= change
    table = scored(found).table
    assert table["effects"].f1 == pytest.approx(effects)
    assert table["p_values"].f1 == pytest.approx(p_values)
    assert table["comparisons"].f1 == pytest.approx(comparisons)


def test_derived_facts_are_left_out(found: dict[str, Any]) -> None:
    trial = found["trials"][0]
    trial["arm_results"].append(trial["arm_results"][0] | {"value": 99, "derived": True})
    trial["duration"] = {"value": 12, "unit": "week"}
    trial["fields"] = {"duration": {"derived": True}}
    assert scored(found).headline == 1


def test_a_trial_too_many_costs_precision(found: dict[str, Any]) -> None:
    found["trials"].append(copy.deepcopy(found["trials"][0]) | {"id": "trial-2", "acronym": "SOUTHLIGHT"})
    table = scored(found).table
    assert table["results"].recall == 1
    assert table["results"].precision == 0.5
    assert table["drugs"].precision == 0.5


def test_a_subgroup_may_stand_in_its_field_or_in_the_name(found: dict[str, Any]) -> None:
    wanted = gold()
    wanted["trials"][0]["endpoints"].append({"id": "endpoint-3", "name": "asthma control response (women)"})
    wanted["trials"][0]["arm_results"].append(
        {"arm": "arm-1", "endpoint": "endpoint-3", "statistic": "proportion", "value": 51, "unit": "%"}
    )
    found["trials"][0]["arm_results"].append(
        {
            "arm": "arm-1",
            "endpoint": "endpoint-1",
            "subgroup": "women",
            "statistic": "proportion",
            "value": 51,
            "unit": "%",
        }
    )
    scores = score([DocumentRecord.model_validate(wanted)], {"d": DocumentRecord.model_validate(found)})
    assert scores.table["results"].f1 == 1


def test_each_found_number_is_judged(found: dict[str, Any]) -> None:
    found["trials"][0]["arm_results"][0] |= {"value": 47, "confidence": 0.3}
    found["trials"][0]["arm_results"][1] |= {"confidence": 0.9}
    facts = scored(found).facts
    assert [fact.correct for fact in facts] == [False, True, True, True, True]
    assert [fact.kind for fact in facts] == ["results"] * 3 + ["comparisons"] * 2
    calibration = calibrate(facts)
    assert (calibration.top, calibration.bottom) == (1.0, 0.0)
    assert calibration.bins[3][2:] == (1, 0.3, 0.0)
    assert calibration.bins[9][2:] == (1, 0.9, 1.0)
    assert calibration.error == pytest.approx((0.3 + 0.1) / 2)
    assert calibration.review[-1] == (0.5, 1.0)
    assert calibration.curve[0] == (0.0, 0.0) and calibration.curve[100] == (1.0, 1.0)


def test_calibration_without_facts() -> None:
    calibration = calibrate([])
    assert (calibration.error, calibration.top, calibration.bottom) == (0, None, None)
    assert len(calibration.bins) == 10
    assert calibration.review == calibration.curve == ()


def test_the_picture_has_a_line_for_each_kind(found: dict[str, Any]) -> None:
    found["trials"][0]["arm_results"][0] |= {"value": 47, "confidence": 0.3}
    calibration = calibrate(scored(found).facts)
    drawn = ElementTree.fromstring(picture({"results": calibration, "nothing": calibrate([])}))
    words = [element.text for element in drawn.iter() if element.text]
    assert any("results (calibration error" in text for text in words)
    assert picture({"results": calibration}) == picture({"results": calibration})


def test_every_gold_file_scores_perfectly_against_itself(corpus: Any) -> None:
    golds = [read_record(path) for path in sorted(corpus.glob("*.gold.json"))]
    scores = score(golds, {gold.document.id: gold for gold in golds})
    assert {kind: scores.table[kind].f1 for kind in KINDS} == dict.fromkeys(KINDS, 1.0)
