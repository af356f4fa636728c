"""Which trial, arm, drug and endpoint of a record stands for which of the gold."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from rapidfuzz import fuzz
from scipy.optimize import linear_sum_assignment

from extractor.evaluating.normalise import alike, days, same_number, words
from schemas import Arm, ArmResult, Comparison, Endpoint, Grounded, Intervention, Trial

Gold = TypeVar("Gold")
Found = TypeVar("Found")
Fact = TypeVar("Fact", bound=Grounded)
EndpointKey = tuple[str, str | None]
"""Endpoint id and subgroup of a found result."""

SLOT_DESIGN = ("allocation", "masking", "control", "allocation_ratio")


def stated(facts: Iterable[Fact]) -> list[Fact]:
    """The facts that the document prints, without those computed from others."""
    return [fact for fact in facts if not fact.derived]


def best_pairs(
    gold: Sequence[Gold],
    found: Sequence[Found],
    likeness: Callable[[Gold, Found], float],
    floor: float,
) -> list[tuple[int, int]]:
    """One-to-one pairs (place in gold, place in found) of the greatest total likeness, none below `floor`."""
    if not gold or not found:
        return []
    table = np.array([[likeness(one, other) for other in found] for one in gold])
    places = zip(*linear_sum_assignment(-table), strict=True)
    return [(int(i), int(j)) for i, j in places if table[i, j] >= floor]


def first_pairs(
    gold: Sequence[Gold], found: Sequence[Found], fits: Callable[[Gold, Found], bool]
) -> list[tuple[int, int]]:
    """One-to-one pairs: each gold fact takes the first free found one that fits it."""
    free = list(range(len(found)))
    pairs = []
    for i, one in enumerate(gold):
        match = next((j for j in free if fits(one, found[j])), None)
        if match is not None:
            free.remove(match)
            pairs.append((i, match))
    return pairs


def drug_names(drug: Intervention) -> set[str]:
    """All printed names of a drug, in one spelling."""
    return {words(name) for name in (drug.name, *drug.aliases) if name}


def same_drug(first: Intervention, second: Intervention) -> bool:
    """Whether any name of the one is, but for a slip of spelling, a name of the other."""
    return any(
        name == other or fuzz.ratio(name, other) >= 90
        for name in drug_names(first)
        for other in drug_names(second)
    )


def slots(trial: Trial) -> dict[str, object]:
    """The trial's plain values that are printed, by name; a registry id is a slot of its own."""
    values: dict[str, object] = {
        "phase": trial.phase,
        "status": trial.status,
        "acronym": words(trial.acronym) or None,
        "enrollment": trial.enrollment,
        "duration": days(trial.duration),
        "condition": trial.condition,
    }
    values |= {name: getattr(trial.design, name) for name in SLOT_DESIGN}
    values |= {f"registry {words(number)}": True for number in trial.registry_ids}
    derived = {name.split(".")[-1] for name, about in trial.fields.items() if about.derived}
    return {name: value for name, value in values.items() if value is not None and name not in derived}


def shared_slots(gold: dict[str, object], found: dict[str, object]) -> int:
    """How many slots have the same value on both sides."""
    return sum(1 for name, value in gold.items() if name in found and _same_slot(name, value, found[name]))


def _same_slot(name: str, gold: object, found: object) -> bool:
    return alike(str(gold), str(found)) >= 75 if name == "condition" else gold == found


def trial_likeness(gold: Trial, found: Trial) -> float:
    """How much speaks for two trials being one: shared numbers, plain values, drugs, and the acronym most."""
    gold_slots, found_slots = slots(gold), slots(found)
    numbers = (_numbers(gold) & _numbers(found)).total()
    drugs = sum(any(same_drug(drug, other) for other in found.interventions) for drug in gold.interventions)
    acronym = gold_slots.get("acronym")
    named = 5 if acronym and acronym == found_slots.get("acronym") else 0
    return 1 + 2 * numbers + shared_slots(gold_slots, found_slots) + drugs + named


def _numbers(trial: Trial) -> Counter[float]:
    results: list[ArmResult | Comparison] = [*stated(trial.arm_results), *stated(trial.comparisons)]
    return Counter(round(abs(result.value), 6) for result in results if result.value is not None)


def arm_likeness(gold_trial: Trial, found_trial: Trial) -> Callable[[Arm, Arm], float]:
    """A function that rates two arms of these trials, 0 to 110: drugs 40, doses 30, label 30, n 10."""
    gold_facts, found_facts = _arm_facts(gold_trial), _arm_facts(found_trial)

    def likeness(gold: Arm, found: Arm) -> float:
        gold_drugs, gold_doses = gold_facts(gold)
        found_drugs, found_doses = found_facts(found)
        drugs, doses = 0.5, 1.0
        if gold_drugs or found_drugs:
            shared = sum(any(same_drug(drug, other) for other in found_drugs) for drug in gold_drugs)
            drugs = 2 * shared / (len(gold_drugs) + len(found_drugs))
        if gold_doses or found_doses:
            doses = 2 * len(gold_doses & found_doses) / (len(gold_doses) + len(found_doses))
        number = 10 if same_number(gold.n, found.n) else 0
        return 40 * drugs + 30 * doses + 0.3 * alike(gold.label, found.label) + number

    return likeness


def _arm_facts(trial: Trial) -> Callable[[Arm], tuple[list[Intervention], set[float]]]:
    drugs = {drug.id: drug for drug in trial.interventions}

    def facts(arm: Arm) -> tuple[list[Intervention], set[float]]:
        return [drugs[name] for name in arm.interventions], {round(float(d.amount), 6) for d in arm.doses}

    return facts


def arm_links(
    gold: list[Arm], found: list[Arm], pairs: list[tuple[int, int]], likeness: Callable[[Arm, Arm], float]
) -> defaultdict[str | None, set[str]]:
    """For each found arm's id, the gold arms that it may stand for.

    An arm beyond the pairs (one group told twice) may stand for the gold arm that it is very like.
    """
    links: defaultdict[str | None, set[str]] = defaultdict(set)
    for i, j in pairs:
        links[found[j].id].add(gold[i].id)
    for arm in found if gold else []:
        if arm.id not in links:
            best = max(gold, key=lambda other: likeness(other, arm))
            if likeness(best, arm) >= 70:
                links[arm.id].add(best.id)
    return links


def endpoint_links(
    gold: list[Endpoint], found: list[Endpoint], keys: set[EndpointKey]
) -> dict[EndpointKey, set[str]]:
    """For each found endpoint and subgroup, the gold endpoints that a number of it may belong to.

    Gold carries a subgroup in parentheses in the endpoint's name.
    """
    names = {endpoint.id: endpoint.name for endpoint in found}
    links = {}
    for endpoint_id, subgroup in keys:
        name = f"{names.get(endpoint_id, '')} {subgroup or ''}"
        rated = sorted(((alike(other.name, name), other.id) for other in gold), reverse=True)
        links[endpoint_id, subgroup] = {
            other for place, (rating, other) in enumerate(rated) if rating >= (78 if place else 55)
        }
    return links


def primary_endpoints(endpoints: list[Endpoint]) -> list[Endpoint]:
    """The primary endpoints, without those that repeat another for a subgroup in parentheses."""
    primary = [endpoint for endpoint in endpoints if endpoint.role == "primary"]
    plain = {words(endpoint.name) for endpoint in primary if "(" not in endpoint.name}
    return [e for e in primary if "(" not in e.name or words(e.name.split("(")[0]) not in plain]
