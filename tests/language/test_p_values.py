import pytest

from extractor.language.p_values import find_p_values


def found(text: str) -> list[tuple[str, float, str]]:
    return [(value.operator, value.value, value.kind) for _, _, value in find_p_values(text)]


@pytest.mark.parametrize(
    ("text", "operator", "value"),
    [
        ("better than control (P<.001)", "<", 0.001),
        ("a gain, p = 0.0036, was seen", "=", 0.0036),
        ("(one-sided p≤0.01)", "<=", 0.01),
        ("p=0·034", "=", 0.034),
        ("( P =.4 )", "=", 0.4),
        ("P-value: 0.03", "=", 0.03),
        ("the p value was less than 0.001", "<", 0.001),
        ("p< or =0.05", "<=", 0.05),
        ("p < 10-4", "<", 1e-4),
        ("P<1×10−6", "<", 1e-6),
        ("p<0,05", "<", 0.05),
        ("P > 0.05", ">", 0.05),
        ("p&lt;0.01", "<", 0.01),
        ("p<0·0001a between groups", "<", 0.0001),
        ("p < 0. 05", "<", 0.05),
    ],
)
def test_every_spelling(text: str, operator: str, value: float) -> None:
    assert [pair[:2] for pair in found(text)] == [(operator, value)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("(P=.024 and P=.022)", [0.024, 0.022]),
        ("P = 0.01, 0.02 and 0.3, respectively", [0.01, 0.02, 0.3]),
        ("p values of 0.04 and 0.06", [0.04, 0.06]),
    ],
)
def test_lists(text: str, values: list[float]) -> None:
    assert [value for _, value, _ in found(text)] == values


@pytest.mark.parametrize(
    "text", ["P = NS", "p=12", "step 0.4", "group P 23", "PPI 0.3", "(p=0.03, 0.62 [0.4-0.9])"]
)
def test_no_value_too_many(text: str) -> None:
    assert [value for _, value, _ in found(text)] in ([], [0.03])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("p < 0.0001 for non-inferiority", "noninferiority"),
        ("P = .32 for superiority", "superiority"),
        ("nominal p=0.046", "nominal"),
        ("interaction p > 0.22", "interaction"),
        ("a group by time interaction (p < 0.05)", "interaction"),
        ("P for interaction = .2", "interaction"),
        ("p<0.05 was considered significant", "threshold"),
        ("differences were considered statistically significant at p<0.05", "threshold"),
        ("significance was set at P < .05", "threshold"),
        ("which was statistically significant (P = .02)", "plain"),
        ("did not reach significance (p=0.2)", "plain"),
    ],
)
def test_kind(text: str, kind: str) -> None:
    assert [kinds for _, _, kinds in found(text)] == [kind]
