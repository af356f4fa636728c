"""A record with two arms, one with four, and their sources, in our own words."""

from __future__ import annotations

import pytest

from extractor.reading import Source, read_text
from schemas import (
    Arm,
    ArmResult,
    Check,
    Comparison,
    ConfidenceInterval,
    Design,
    DocumentInfo,
    DocumentRecord,
    Dose,
    Endpoint,
    Evidence,
    FieldProvenance,
    Intervention,
    PValue,
    Quantity,
    Trial,
)

TEXT = """Brelozimab slows decline

In the phase 3 NORTHLIGHT trial, 210 adults with asthma took part.

Response at week 12: 48% on brelozimab 30 mg and 21% on placebo (odds ratio 3.4, P<0.001).

- Headache was seen in 7% of the placebo group.
"""


@pytest.fixture
def document() -> Source:
    """The document that the record with two arms is of."""
    return read_text(TEXT, "brelozimab")


def evidence(document: Source, words: str) -> list[Evidence]:
    start = document.text.index(words)
    return [Evidence(start=start, end=start + len(words), text=words)]


@pytest.fixture
def two_arms(document: Source) -> DocumentRecord:
    """The record of `TEXT`; the adverse event's confidence is low."""

    def proportion(arm: str, endpoint: str, value: int, words: str, confidence: float = 0.9) -> ArmResult:
        return ArmResult(
            arm=arm,
            endpoint=endpoint,
            statistic="proportion",
            value=value,
            unit="%",
            confidence=confidence,
            evidence=evidence(document, words),
        )

    dose = Dose(intervention="drug-1", amount=30, unit="mg", evidence=evidence(document, "30 mg"))
    week_12 = Quantity(value=12, unit="week")
    trial = Trial(
        id="trial-1",
        acronym="NORTHLIGHT",
        phase="3",
        enrollment=210,
        condition="asthma",
        design=Design(allocation="randomized", allocation_ratio="1:1", control="placebo"),
        interventions=[
            Intervention(
                id="drug-1", name="brelozimab", targets=["IL-9"], evidence=evidence(document, "Brelozimab")
            ),
            Intervention(id="drug-2", name="placebo", role="comparator"),
        ],
        arms=[
            Arm(id="arm-1", label="brelozimab 30 mg", interventions=["drug-1"], doses=[dose], n=104),
            Arm(id="arm-2", label="placebo", interventions=["drug-2"]),
        ],
        endpoints=[
            Endpoint(id="endpoint-1", name="response", role="primary", timepoint=week_12),
            Endpoint(id="endpoint-2", name="headache", role="safety"),
            Endpoint(id="endpoint-3", name="quality of life", role="key_secondary"),
        ],
        arm_results=[
            proportion("arm-1", "endpoint-1", 48, "48% on brelozimab 30 mg"),
            proportion("arm-2", "endpoint-1", 21, "21% on placebo"),
            proportion("arm-2", "endpoint-2", 7, "7%", confidence=0.2),
        ],
        comparisons=[
            Comparison(
                arm="arm-1",
                reference="arm-2",
                endpoint="endpoint-1",
                measure="odds_ratio",
                value=3.4,
                ci=ConfidenceInterval(low=1.9, high=None),
                p=PValue(operator="<", value=0.001),
                confidence=0.8,
                evidence=evidence(
                    document, "48% on brelozimab 30 mg and 21% on placebo (odds ratio 3.4, P<0.001)"
                ),
            )
        ],
        fields={"phase": FieldProvenance(evidence=evidence(document, "phase 3"), confidence=0.95)},
    )
    check = Check(code="c", severity="warning", message="21% of 106 is no whole number", path="/trials/0")
    return DocumentRecord(
        document=DocumentInfo(id="brelozimab", title="Brelozimab slows decline", genre="trade_news"),
        trials=[trial],
        checks=[check],
    )


@pytest.fixture
def many_arms() -> DocumentRecord:
    """Six dose levels: too many to stand side by side in a terminal."""
    levels = (5, 10, 20, 40, 80, 160)
    arms = [Arm(id=f"arm-{level}", label=f"pentamirolimustat {level} mg twice daily") for level in levels]
    trial = Trial(
        id="trial-1",
        arms=arms,
        endpoints=[Endpoint(id="endpoint-1", name="percent change from baseline in forced vital capacity")],
        arm_results=[
            ArmResult(
                arm=arm.id,
                endpoint="endpoint-1",
                statistic="mean",
                value=level / 2,
                unit="mL per minute per kilogram",
            )
            for arm, level in zip(arms, levels, strict=True)
        ],
        comparisons=[
            Comparison(
                arm="arm-160", reference="arm-5", endpoint="endpoint-1", p=PValue(operator="=", value=0.04)
            ),
            Comparison(arm="arm-160", endpoint="endpoint-1", p=PValue(operator="<=", value=0.01)),
        ],
    )
    return DocumentRecord(document=DocumentInfo(id="levels"), trials=[trial])
