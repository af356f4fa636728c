import pytest

from extractor.language.claims import Claims
from extractor.language.quantities import find_quantities
from extractor.language.times import find_times


def times(text: str) -> list[tuple[float, str, str]]:
    return [
        (v.value, v.unit, v.role) for _, _, v in find_times(text, Claims(len(text)), find_quantities(text))
    ]


@pytest.mark.parametrize(
    ("text", "values", "unit", "role"),
    [
        ("at week 4", [4], "week", "at"),
        ("At Weeks 1, 2, and 4, it", [1, 2, 4], "week", "at"),
        ("53%, 64% and 72% at weeks 3, 6 and 12", [3, 6, 12], "week", "at"),
        ("the 12- and 18-month rates", [12, 18], "month", "at"),
        ("2-year overall survival", [2], "year", "at"),
        ("at 6 and 12 months", [6, 12], "month", "at"),
        ("response at W16", [16], "week", "at"),
        ("between weeks 22–26", [26], "week", "at"),
        ("to week 52, 23.4% of", [52], "week", "at"),
        ("the rate (12 months)", [12], "month", "at"),
        ("treated for eight weeks", [8], "week", "for"),
        ("a 52-week, double-blind trial", [52], "week", "for"),
        ("over two years", [2], "year", "for"),
        ("aged 18 to 80 years", [80], "year", "other"),
        ("a 12-year-old boy", [12], "year", "other"),
        ("dosed every 2 weeks", [2], "week", "other"),
        ("a median follow-up of 24.3 months", [24.3], "month", "other"),
        ("a median of 9.7 months", [9.7], "month", "value"),
        ("median survival was 12 months (95% CI", [12], "month", "value"),
        ("5.5 (3.8–14.0) months", [5.5], "month", "value"),
        ("29 days (IQR, 26-33)", [29], "day", "value"),
        ("headache days fell by 7.5 days", [7.5], "day", "value"),
        ("changed by -8.44, -8.00 and -5.42 days", [8.44, 8.0, 5.42], "day", "value"),
    ],
)
def test_times(text: str, values: list[float], unit: str, role: str) -> None:
    assert times(text) == [(value, unit, role) for value in values]


def test_a_count_behind_a_week_is_no_week() -> None:
    assert times("At week 12, 45 patients had left") == [(12, "week", "at")]


def test_list_with_something_said_of_each_time() -> None:
    found = [time[:2] for time in times("Pain fell at weeks 4 (as hoped), 8 (as said) and 12.")]
    assert found == [(4.0, "week"), (8.0, "week"), (12.0, "week")]
