import pytest

from extractor.language.mentions import Estimate
from extractor.language.pipeline import build_pipeline
from extractor.language.spans import mentions


def estimates(text: str) -> list[tuple[str, float, str | None]]:
    found = [value for _, _, value in mentions(build_pipeline()(text), "estimate")]
    return [(value.measure, value.value, value.unit) for value in found if isinstance(value, Estimate)]


@pytest.mark.parametrize(
    ("text", "measure", "value", "unit"),
    [
        ("hazard ratio [HR]=0.62 [95% CI 0.5 to 0.8]", "hazard_ratio", 0.62, None),
        ("the HR for death, 0.71", "hazard_ratio", 0.71, None),
        ("an adjusted odds ratio (aOR) of 2.3", "odds_ratio", 2.3, None),
        ("(RR: 0.57, 95% CI: 0.35–0.95)", "risk_ratio", 0.57, None),
        ("the incidence rate ratio was 0.88", "rate_ratio", 0.88, None),
        ("estimated treatment ratio 0·92 [0·85 to 0·99]", "ratio_of_means", 0.92, None),
        ("a win ratio of 1.3", "other", 1.3, None),
        ("(effect size, 0.57)", "standardized_mean_difference", 0.57, None),
        ("(difference, 2.2 percentage points)", "risk_difference", 2.2, "%"),
        ("a difference of 0.6 kg", "mean_difference", 0.6, "kg"),
        ("The difference from placebo was -2.4 days (95% CI: -3.5, -1.3)", "mean_difference", -2.4, "day"),
        ("the placebo-adjusted change was 2.1 mL (95% CI: 0.9, 3.3)", "mean_difference", 2.1, "mL"),
        ("a 5.1% difference from placebo", "risk_difference", 5.1, "%"),
        ("fell 3.2 mm Hg more than placebo", "mean_difference", 3.2, "mm Hg"),
        ("hazard ratio for relapse in the weekly group 0·81 [95% CI 0·6–1·1]", "hazard_ratio", 0.81, None),
        ("the difference between the two groups 4.1% [95% CI 1.0 to 7.2]", "risk_difference", 4.1, "%"),
        (
            "the difference (drug − none) was −2.3 with a 95% CI of −4.1 to −0.5",
            "mean_difference",
            -2.3,
            None,
        ),
        ("reduced the risk of death by 28%", "relative_reduction", 28, "%"),
        ("a 28% reduction in the risk of stroke", "relative_reduction", 28, "%"),
        ("had a 38% lower risk of relapse", "relative_reduction", 38, "%"),
        ("an efficacy of 78.3% (95% CI, 66.3 to 86.1)", "relative_reduction", 78.3, "%"),
        ("the attack rate fell by 54% vs placebo", "relative_reduction", 54, "%"),
    ],
)
def test_one(text: str, measure: str, value: float, unit: str | None) -> None:
    assert estimates(text) == [(measure, value, unit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "(OR, 2.2; 95% CI, 1.2-4.4) and (HR=0.7 [95% CI 0.6-0.9])",
            [("odds_ratio", 2.2), ("hazard_ratio", 0.7)],
        ),
        (
            "Relapse (OR 0.7; 95% CI 0.5 to 0.9). Sleep was better (0.044, 95% CI 0.01 to 0.08, P=.03).",
            [("odds_ratio", 0.7), ("mean_difference", 0.044)],
        ),
        (
            "The HR was 0.77 (95% CI 0.6 to 0.9) in women and 0.91 (95% CI 0.7 to 1.2) in men.",
            [("hazard_ratio", 0.77), ("hazard_ratio", 0.91)],
        ),
        (
            "Effect sizes were 0.9 with 25 mg daily and 1.0 with 50 mg daily.",
            [("standardized_mean_difference", 0.9), ("standardized_mean_difference", 1.0)],
        ),
        (
            "It lowered the risk of progression by 38% and the risk of death by 29%.",
            [("relative_reduction", 38), ("relative_reduction", 29)],
        ),
        (
            "The hazard ratio was 0.67 (95% CI 0.55-0.82), a 33% reduction.",
            [("hazard_ratio", 0.67), ("relative_reduction", 33)],
        ),
        (
            "It dropped 3.3 kg (95% CI, 1.7-4.9) and 3.9 kg (95% CI, 2.3-5.5) further than with placebo.",
            [("mean_difference", 3.3), ("mean_difference", 3.9)],
        ),
    ],
)
def test_several(text: str, expected: list[tuple[str, float]]) -> None:
    assert [(measure, value) for measure, value, _ in estimates(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "no difference in pain (31% in one group versus 29% in the other)",
        "differences favoring the drug at weeks 1, 2 and 4",
        "90% power to detect a difference of 4 points",
        "HR-positive disease in 45% of women",
        "efficacy was seen early; 64% responded",
        "weight fell by 5.2 kg compared with 1.1 kg on placebo",
    ],
)
def test_none(text: str) -> None:
    assert estimates(text) == []


def test_the_number_of_an_effect_is_no_measure() -> None:
    doc = build_pipeline()("Response was 42% vs 30% (difference, 12 percentage points; P=.02).")
    assert [value.value for _, _, value in mentions(doc, "measure")] == [42, 30]  # type: ignore[attr-defined]
