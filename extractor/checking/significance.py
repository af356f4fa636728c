"""P-values and z-scores with rounding, and the exact tests behind them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import NormalDist

from extractor.checking.printed import Precision, Range
from extractor.checking.scales import effect_scales
from extractor.checking.view import Fact
from schemas import Comparison, PValue

_NORMAL = NormalDist()


def z_of_p(p: float) -> float:
    """The absolute z-score of a two-sided p-value; infinite for 0."""
    return math.inf if p <= 0 else max(0.0, -_NORMAL.inv_cdf(min(p / 2, 0.5)))


def p_of_z(z: float) -> float:
    """The two-sided p-value of a z-score."""
    return math.erfc(abs(z) / math.sqrt(2))


def p_range(p: PValue, precision: Precision) -> Range:
    """The p-values that a printed one may stand for."""
    values = precision.range(p.value)
    if p.operator in ("<", "<="):
        return Range(0.0, min(values.high, 1.0))
    if p.operator in (">", ">="):
        return Range(max(values.low, 0.0), 1.0)
    return Range(max(values.low, 0.0), min(values.high, 1.0))


def z_range(values: Range) -> Range:
    """The z-scores that a range of p-values may stand for, read as two-sided or as one-sided."""
    return Range(z_of_p(min(2 * values.high, 1.0)), z_of_p(values.low))


def z_of_interval(fact: Fact[Comparison]) -> Range | None:
    """|estimate| / SE, the SE taken from the width of the interval at its level; rounding propagated.

    Altman & Bland, "How to obtain the P value from a confidence interval", BMJ 2011;343:d2304.
    """
    ci = fact.it.ci
    if ci is None or ci.level is None:
        return None
    scores = []
    for value, low, high in effect_scales(fact):
        width = 2 * z_of_p(1 - ci.level / 100)
        narrow, wide = (high.low - low.high) / width, (high.high - low.low) / width
        size = value.absolute()
        if wide > 0:
            scores.append(Range(size.low / wide, size.high / narrow if narrow > 0 else math.inf))
    if not scores:
        return None
    return Range(min(score.low for score in scores), max(score.high for score in scores))


def z_of_proportions(first: tuple[int, int], second: tuple[int, int]) -> Range:
    """The chi-square test's z-scores without and with Yates's correction, from two events / n."""
    (a, n), (c, m) = first, second
    pooled = (a + c) / (n + m)
    error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    if error == 0:
        return Range(0.0, 0.0)
    difference = abs(a / n - c / m)
    correction = (1 / n + 1 / m) / 2
    return Range(max(0.0, difference - correction) / error, difference / error)


def proportion_tests(first: tuple[int, int], second: tuple[int, int]) -> list[float]:
    """Two-sided p-values by chi-square without and with correction, and by Fisher's exact test."""
    from scipy import stats

    table = [[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]
    found = [float(stats.fisher_exact(table)[1])]
    if all(map(sum, zip(*table, strict=True))):
        found += [float(stats.chi2_contingency(table, correction=yes)[1]) for yes in (False, True)]
    return found


def mean_tests(first: tuple[float, float, int], second: tuple[float, float, int]) -> Iterator[float]:
    """Two-sided p-values of Student's and Welch's t-test from mean, SD and n of each group."""
    from scipy import stats

    for equal in (True, False):
        yield float(stats.ttest_ind_from_stats(*first, *second, equal_var=equal)[1])


def printed_p(p: PValue) -> str:
    """A p-value as printed: "p<0.001"."""
    return f"p{p.operator}{p.value:g}"
