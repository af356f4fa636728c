import pytest

from extractor.language.mentions import Fraction, Measure
from extractor.language.pipeline import build_pipeline
from extractor.language.spans import mentions


def values(text: str, kind: str) -> list[object]:
    return [value for _, _, value in mentions(build_pipeline()(text), kind)]


def measures(text: str, kind: str = "measure") -> list[tuple[float, str | None]]:
    return [(value.value, value.unit) for value in values(text, kind) if isinstance(value, Measure)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("improved by 78.2% on average", [(78.2, "%")]),
        ("Eight percent of them", [(8, "%")]),
        ("rates of 53%, 64% and 72%", [(53, "%"), (64, "%"), (72, "%")]),
        ("17.4, 9.5 and 3% had it", [(17.4, "%"), (9.5, "%"), (3, "%")]),
        ("6.9 and 9.5%", [(6.9, "%"), (9.5, "%")]),
        ("16.9 (SD 2.1) versus 18.6 (SD 2.2) mm Hg", [(16.9, "mm Hg"), (18.6, "mm Hg")]),
        ("weight fell by 23.5 ± 4.2 kg", [(23.5, "kg")]),
        ("a change of –1·75 mmol/L", [(-1.75, "mmol/L")]),
        ("changed by -1.16 percentage points", [(-1.16, "percentage points")]),
        ("+0.02% with placebo", [(0.02, "%")]),
        ("the rate was 0.55 per year", [(0.55, "per year")]),
        ("2.1 mL/min/1.73 m2", [(2.1, "mL/min/1.73 m2")]),
        ("12,5 % of the sample", [(12.5, "%")]),
        ("scored 58 vs 62", [(58, None), (62, None)]),
        ("rose by 14.2 points", [(14.2, "points")]),
        ("reached 7,388 on average", [(7388, None)]),
    ],
)
def test_measures(text: str, expected: list[tuple[float, str | None]]) -> None:
    assert measures(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Four patients in one group, seven in the other group and three on placebo fell ill", [4, 7, 3]),
        ("twenty-two participants withdrew", [22]),
        ("One hundred and forty-two women took part", [142]),
        ("two deaths were reported", [2]),
        ("events in 45 (79%), 49 (84%) and 41 (71%) patients", [45, 79, 49, 84, 41, 71]),
    ],
)
def test_counts(text: str, expected: list[float]) -> None:
    assert [value for value, _ in measures(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "EASI-75, PD-L1, ACR20, IL-13, COVID-19 and SARS-CoV-2",
        "a phase 2 trial of grade 3 events in type 2 diabetes",
        "80 mg once daily, 5, 10 and 20 mg",
        "Results of January 29, 2026 and in 2023",
        "cost $8,243 or 12 million",
        "randomised 1:1:1 at 142 sites",
        "as shown before [12] and [3,4]",
        "J Test Med. 2021;11(5):1571-1585. doi:10.1007/s13555",
        "call +1 847 555 0142",
        "at week 12 and after 6 months",
        "three in ten people know it",
        "(95% CI 0.3 to 0.9)",
    ],
)
def test_no_measure(text: str) -> None:
    assert measures(text) == []


@pytest.mark.parametrize(
    "text",
    ["at least 4 points", "a score ≥50%", "HbA1c below 7.0%", "more than 75% of them", "50 percent or more"],
)
def test_limits(text: str) -> None:
    assert measures(text) == []
    assert len(measures(text, "threshold")) == 1


@pytest.mark.parametrize(
    ("text", "events", "n", "others"),
    [
        ("in 16/25 patients", 16, 25, []),
        ("143 of 146 patients", 143, 146, []),
        ("42 of 77 evaluable patients", 42, 77, []),
        ("22 (8%) of 291 participants", 22, 291, [8]),
        ("Eight (53%) of 15 patients", 8, 15, [53]),
        ("13.1% [181/1,378]", 181, 1378, [13.1]),
        ("60.5% (185/306)", 185, 306, [60.5]),
    ],
)
def test_fractions(text: str, events: int, n: int, others: list[float]) -> None:
    assert values(text, "fraction") == [Fraction(events, n)]
    assert [value for value, _ in measures(text)] == others


@pytest.mark.parametrize(
    "text", ["a score of 0/1", "blood pressure of 120/80 mm Hg", "phase 1/2", "one of the two"]
)
def test_no_fraction(text: str) -> None:
    assert values(text, "fraction") == []


def test_group_sizes() -> None:
    assert [size.n for size in values("(n = 245), (N=1,187) and n=12", "group_size")] == [245, 1187, 12]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("23.5 ± 4.2 kg", [("sd", 4.2, None, None)]),
        ("14.1 (SD, 2.1)", [("sd", 2.1, None, None)]),
        (
            "–2.57 (SE 0.27) with one and –2.00 (0.26) with the other",
            [("se", 0.27, None, None), ("se", 0.26, None, None)],
        ),
        ("6 days (IQR, 3-11)", [("iqr", None, 3, 11)]),
        ("median 4 (range 2 to 9)", [("range", None, 2, 9)]),
        (
            "Mean (SD) scores were 24.3 (4.5) and 22.1 (4.4)",
            [("sd", 4.5, None, None), ("sd", 4.4, None, None)],
        ),
        ("median (IQR) 24 (15–38) min", [("iqr", None, 15, 38)]),
    ],
)
def test_spreads(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [(s.kind, s.value, s.low, s.high) for s in values(text, "spread")] == expected  # type: ignore[attr-defined]


def test_kinds_never_share_a_number() -> None:
    text = (
        "At week 12, 16 of 25 patients (64%; 95% CI, 43 to 82) on 80 mg responded vs 9/24 (38%); "
        "the odds ratio was 2.9 (1.1–7.5; P=.03), and the mean score (SD) fell by 4.1 (2.2) points (n = 20)."
    )
    doc = build_pipeline()(text)
    taken: set[int] = set()
    for kind in ("p_value", "interval", "spread", "group_size", "measure", "threshold"):
        for start, end, value in mentions(doc, kind):
            if isinstance(value, Measure):
                start, end = value.core
            assert not taken & set(range(start, end)), text[start:end]
            taken |= set(range(start, end))
    assert measures(text) == [(64, "%"), (38, "%"), (4.1, "points")]
    assert values(text, "fraction") == [Fraction(16, 25), Fraction(9, 24)]


@pytest.mark.parametrize(
    "text",
    ["7" * 200_000, "1,2." * 50_000, "(" * 100_000, "5 of " * 40_000, "p=" * 60_000, "95% CI " * 20_000],
)
def test_long_lines_stay_linear(text: str) -> None:
    from time import perf_counter

    from extractor.language.claims import Claims
    from extractor.language.fractions import find_fractions
    from extractor.language.intervals import find_intervals
    from extractor.language.p_values import find_p_values
    from extractor.language.quantities import find_quantities
    from extractor.language.spreads import find_spreads

    began = perf_counter()
    claims = Claims(len(text))
    (
        find_quantities(text),
        find_p_values(text),
        find_intervals(text),
        find_spreads(text, claims),
        find_fractions(text, claims),
    )
    assert perf_counter() - began < 10
