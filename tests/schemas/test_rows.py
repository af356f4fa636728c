"""Tidy rows: one for each reported number, all with the same columns."""

from __future__ import annotations

from schemas import (
    COLUMNS,
    Arm,
    ArmResult,
    Comparison,
    ConfidenceInterval,
    DocumentInfo,
    DocumentRecord,
    Endpoint,
    Evidence,
    PValue,
    Quantity,
    Spread,
    Trial,
)


def test_rows_name_arms_and_endpoints_in_words() -> None:
    record = DocumentRecord(
        document=DocumentInfo(id="made-up"),
        trials=[
            Trial(
                id="trial-1",
                acronym="EXAMPLE",
                arms=[Arm(id="arm-1", label="examplumab"), Arm(id="arm-2", label="placebo")],
                endpoints=[
                    Endpoint(
                        id="endpoint-1",
                        name="weight",
                        role="primary",
                        timepoint=Quantity(value=6, unit="month"),
                    )
                ],
                arm_results=[
                    ArmResult(
                        arm="arm-1",
                        endpoint="endpoint-1",
                        statistic="mean",
                        value=71.5,
                        unit="kg",
                        spread=Spread(kind="sd", value=4.2),
                        evidence=[Evidence(start=3, end=10, text="71.5 kg")],
                        confidence=0.8,
                    )
                ],
                comparisons=[
                    Comparison(
                        arm="arm-1",
                        reference="arm-2",
                        endpoint="endpoint-1",
                        timepoint=Quantity(value=12, unit="month"),
                        subgroup="women",
                        measure="mean_difference",
                        value=-2,
                        unit="kg",
                        ci=ConfidenceInterval(low=-3, high=None),
                        p=PValue(operator="<", value=0.01),
                        quote="2 kg less",
                    )
                ],
            )
        ],
    )
    result, comparison = record.to_rows()
    assert tuple(result) == tuple(comparison) == COLUMNS
    shown = {name: value for name, value in result.items() if value is not None}
    assert shown == {
        "document": "made-up",
        "trial": "trial-1",
        "acronym": "EXAMPLE",
        "kind": "arm_result",
        "arm": "examplumab",
        "endpoint": "weight",
        "endpoint_role": "primary",
        "timepoint_value": 6,
        "timepoint_unit": "month",
        "measure": "mean",
        "value": 71.5,
        "unit": "kg",
        "spread_kind": "sd",
        "spread_value": 4.2,
        "confidence": 0.8,
        "derived": False,
        "evidence": "71.5 kg",
        "evidence_start": 3,
        "evidence_end": 10,
    }
    assert (comparison["arm"], comparison["reference"]) == ("examplumab", "placebo")
    assert (comparison["timepoint_value"], comparison["subgroup"]) == (12, "women")
    assert (comparison["ci_level"], comparison["ci_low"], comparison["ci_high"]) == (95, -3, None)
    assert (comparison["p_operator"], comparison["p_value"]) == ("<", 0.01)
    assert (comparison["evidence"], comparison["evidence_start"]) == ("2 kg less", None)


def test_a_record_without_trials_has_no_rows() -> None:
    assert DocumentRecord(document=DocumentInfo(id="made-up")).to_rows() == []
