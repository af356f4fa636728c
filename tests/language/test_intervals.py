import pytest

from extractor.language.intervals import find_intervals


def limits(text: str) -> list[tuple[float | None, float | None, float | None]]:
    return [(value.low, value.high, value.level) for _, _, value in find_intervals(text)]


@pytest.mark.parametrize(
    ("text", "low", "high", "level"),
    [
        ("(95% CI, 81.0 to 88.1)", 81.0, 88.1, 95),
        ("(95% CI: 0.57, 0.88)", 0.57, 0.88, 95),
        ("[95% CI –0·11 to 0·15]", -0.11, 0.15, 95),
        ("95% confidence interval (CI): 0.5–0.9", 0.5, 0.9, 95),
        ("with a 95% CI from 17.3 to 46.2", 17.3, 46.2, 95),
        ("97.5% CI 3.4–1.2", 1.2, 3.4, 97.5),
        ("(95% CI -2.4--0.3)", -2.4, -0.3, 95),
        ("(95% CI −2.4 to −0.3)", -2.4, -0.3, 95),
        ("( 95 % CI , -1.8 to -0.5 ; P < .001 )", -1.8, -0.5, 95),
        ("(95% CI, 1.2% to 3.4%)", 1.2, 3.4, 95),
        ("95% CrI 0.3 to 0.9", 0.3, 0.9, 95),
        ("CI95 0.3-0.5", 0.3, 0.5, 95),
        ("(95 % CI 17.2, NE)", 17.2, None, 95),
        ("95% CI 12.9 to not reached", 12.9, None, 95),
    ],
)
def test_named(text: str, low: float, high: float | None, level: float) -> None:
    assert limits(text) == [(low, high, level)]


def test_brackets_behind_an_announcement() -> None:
    text = "Median survival (95% CI) was 5.5 (3.8–14.0) months against 4.1 (3.5–10.7) months."
    assert limits(text) == [(3.8, 14.0, None), (3.5, 10.7, None)]


def test_brackets_behind_a_ratio() -> None:
    assert limits("a hazard ratio of 0.62 (0·48 to 0·84)") == [(0.48, 0.84, None)]
    assert limits("an adjusted difference of 0.4 kg [–0·3 to 1·1]") == [(-0.3, 1.1, None)]


def test_limits_between_semicolons() -> None:
    text = "(−0.9 mm Hg; 95% CI −1.4 to −0.4) by night and (−1.2; SE 0.36; −1.9 to −0.5; P=0.002) by day"
    assert limits(text) == [(-1.4, -0.4, 95), (-1.9, -0.5, None)]


@pytest.mark.parametrize(
    "text", ["median age 52 (45–60) years", "weeks (4 to 8)", "the ICIS 3-5 score", "95% of people"]
)
def test_no_interval(text: str) -> None:
    assert limits(text) == []


def test_an_announced_range_of_quartiles_is_no_interval() -> None:
    text = "Rates with 95% CI were 3 (1–5). The median (IQR) delay was 24 (15–38) min."
    assert limits(text) == [(1, 5, None)]


@pytest.mark.parametrize("text", ["(aOR 0·71, 0·52–0·97, p=0·03)", "(RR: 0.71; 0.52-0.97)"])
def test_limits_behind_a_ratio(text: str) -> None:
    assert limits(text) == [(0.52, 0.97, None)]
