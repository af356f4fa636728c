"""The numbers of a result in the fields of a template of RevMan Web."""

from __future__ import annotations

from typing import Any

from extractor.exporting.contrasts import MEANS, events_in, participants, signed_mean
from extractor.exporting.effects import MEASURES, RATIOS, on_scale
from extractor.exporting.left_out import LeftOut
from schemas import Arm, ArmResult, Comparison, Trial

REVMAN_MEASURES = frozenset(("OR", "RR", "HR", "RD", "MD", "SMD"))
_DATA_TYPES = {
    "proportion": "Dichotomous",
    "count": "Dichotomous",
    **dict.fromkeys(MEANS, "Continuous"),
}
_NUMBERS = ("value", "events", "mean", "median", "effect", "ratio", "p")
"""A row with none of these says nothing."""


def result_numbers(result: ArmResult, arm: Arm) -> dict[str, Any]:
    """An arm's numbers as printed; events out of a percentage, and a decrease without its sign gets it.

    `computed` names what is not printed with them, `kind` is said where the numbers cannot be placed.
    """
    n, computed = participants(result, arm)
    numbers: dict[str, Any] = {
        "kind": result.statistic.replace("_", " "),
        "data_type": _DATA_TYPES.get(result.statistic),
        "statistic": result.statistic.replace("_", " "),
        "value": result.value,
        "unit": result.unit,
        "n": n,
        "ci_low": result.ci.low if result.ci else None,
        "ci_high": result.ci.high if result.ci else None,
        "ci_level": result.ci.level if result.ci else None,
    }
    if result.statistic in MEANS:
        numbers["mean"], how = signed_mean(result)
        computed += how
    elif result.statistic == "median":
        numbers["median"] = result.value
    else:
        numbers["events"], how = events_in(result, n)
        computed += how if numbers["events"] is not None else []
    if result.spread is not None and result.spread.kind in ("sd", "se"):
        numbers[result.spread.kind] = result.spread.value
    return numbers | {"computed": "; ".join(computed)}


def effect_numbers(trial: Trial, item: Comparison, known: set[str]) -> dict[str, Any]:
    """An effect's numbers. `known` are the template's fields.

    With a field for ratios it is one of RevMan Web's own, where a difference stands in the columns of the
    means, on RevMan's scale, and a ratio in those of `ratio`, as printed.
    """
    labels = {arm.id: arm.label for arm in trial.arms}
    measure = item.measure or "other"
    numbers: dict[str, Any] = {
        "kind": "p-value alone" if item.value is None else f"{measure.replace('_', ' ')} between arms",
        "measure": item.measure.replace("_", " ") if item.measure else None,
        "data_type": "Continuous" if measure in ("mean_difference", "standardized_mean_difference") else None,
        "reference": labels[item.reference] if item.reference else None,
        "effect": item.value,
        "unit": item.unit,
        "ci_low": item.ci.low if item.ci else None,
        "ci_high": item.ci.high if item.ci else None,
        "ci_level": item.ci.level if item.ci else None,
        "p": item.p.value if item.p and item.p.operator == "=" else None,
    }
    if "ratio" not in known:
        return numbers | {"data_type": numbers["data_type"] or "Dichotomous"}
    own = MEASURES.get(measure)
    if own not in REVMAN_MEASURES or item.value is None:
        return {"kind": numbers["kind"]}
    low, high = numbers["ci_low"], numbers["ci_high"]
    numbers |= {"measure": own, "data_type": numbers["data_type"] or "Dichotomous"}
    if measure in RATIOS:
        return numbers | {
            "ratio": item.value,
            "ratio_low": low,
            "ratio_high": high,
            "ci_low": None,
            "ci_high": None,
        }
    return numbers | {
        "mean": on_scale(item, item.value),
        "ci_low": None if low is None else on_scale(item, low),
        "ci_high": None if high is None else on_scale(item, high),
    }


def fits(numbers: dict[str, Any], known: set[str], left_out: LeftOut) -> bool:
    """Whether the template has a place for a result's numbers; what has none is noted."""
    placed = any(numbers.get(name) is not None for name in known.intersection(_NUMBERS))
    if placed and ("data_type" not in known or numbers.get("data_type")):
        return True
    left_out.add(f"results of the kind {numbers['kind']!r} (the template has no heading for their numbers)")
    return False
