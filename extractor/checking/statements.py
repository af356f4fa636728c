"""Words about significance, or about the primary endpoint being met, against p and interval."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checking.findings import Finding, Rule
from extractor.checking.scales import effect_scales
from extractor.checking.significance import p_range, printed_p
from extractor.checking.view import Fact, TrialView, interval
from schemas import Comparison

_FAILED = re.compile(
    r"\b(?:not|non|without|no|nor|neither)[ -](?:\w+ ){0,4}significan"
    r"|\bfail(?:s|ed|ing)? to (?:meet|reach|achieve|show)"
    r"|(?:\bnot|n't) (?:meet|met|reach|achieve|attain)\w* "
    r"(?:(?:its|the|their) (?:co-)?primary|(?:\w+ )?significan)"
    r"|\bmiss(?:es|ed)? (?:its|the|their) primary",
    re.I,
)
_HELD = re.compile(
    r"\b(?:met|meets|meeting|achieved|reached) (?:its|the|their|both|all|statistical) ?(?:co-)?"
    r"(?:primary|significance)|\bstatistically significant|\bsignificantly\b",
    re.I,
)
_OTHER_TEST = re.compile(
    r"inferior|equivalen|one-sided|nominal|adjust|hierarch|multiplicity|\b97\.5 ?%|\b9[09] ?%", re.I
)
_P = re.compile(r"\bp(?:[ -]values?)? ?(?:of ?)?[<>=≤≥]", re.I)
_CI = re.compile(r"\bCIs?\b|\bconfidence interval", re.I)
_LEVEL = 0.05


def statement_significance(view: TrialView) -> Iterator[Finding]:
    """Words of success or failure beside a number agree with its p-value and its interval.

    Source: the usual two-sided level of 5%; a 95% interval without the value of no effect is p<0.05.
    Statements are read where they stand in the number's own evidence or quote. Tests of non-inferiority,
    adjusted levels, and passages with both kinds of words or with several p-values or intervals, are left
    out.
    """
    for fact in view.comparisons:
        texts = [evidence.text for evidence in fact.it.evidence] + ([fact.it.quote] if fact.it.quote else [])
        if any(len(_P.findall(text)) > 1 or len(_CI.findall(text)) > 1 for text in texts):
            continue
        text = " … ".join(texts)
        failed = bool(_FAILED.search(text))
        held = bool(_HELD.search(_FAILED.sub(" ", text)))
        if failed == held or _OTHER_TEST.search(text):
            continue
        said = "significant or the endpoint met" if held else "not significant or the endpoint missed"
        significant = _by_numbers(fact)
        if significant is not None and significant != held:
            yield Finding(
                fact.path, f"{view.name(fact)}: the words say {said}, but the numbers are {_numbers(fact)}."
            )


def _by_numbers(fact: Fact[Comparison]) -> bool | None:
    """Whether p, or without it the 95% interval, speaks of an effect; None where it is not plain."""
    if fact.it.p is not None:
        values = p_range(fact.it.p, fact.precision)
        if fact.it.p.operator in ("<", "<=") and fact.it.p.value > _LEVEL:
            return None
        if fact.it.p.operator in (">", ">=") and fact.it.p.value < _LEVEL:
            return None
        return True if values.high < _LEVEL else False if values.low > _LEVEL else _bounded(fact)
    if fact.it.ci is None or fact.it.ci.level != 95:
        return None
    sides = [(low.low > 0 or high.high < 0, low.high < 0 < high.low) for _, low, high in effect_scales(fact)]
    if sides and all(apart for apart, _ in sides):
        return True
    return False if sides and all(across for _, across in sides) else None


def _bounded(fact: Fact[Comparison]) -> bool | None:
    """A p-value that is printed as below, or above, the level itself."""
    operator = fact.it.p.operator if fact.it.p is not None else "="
    return {"<": True, ">": False}.get(operator)


def _numbers(fact: Fact[Comparison]) -> str:
    parts = [printed_p(fact.it.p)] if fact.it.p is not None else []
    return ", ".join([*parts, *([interval(fact.it.ci)] if fact.it.ci is not None else [])])


RULES = (Rule("statement-significance", "warning", statement_significance),)
"""The check of this file."""
