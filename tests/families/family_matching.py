"""How a record is held against a case of a family of sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from family_cases import STATISTICS, Case, Fact, GoldTrial, Trait
from family_likeness import ArmMap, EndpointMap, arm_map, endpoint_likeness, endpoint_map
from rapidfuzz import fuzz

from extractor.evaluating.normalise import DAYS, alike, same_unit, words
from schemas import ArmResult, Comparison, DocumentRecord, Endpoint, Quantity, Trial


@dataclass
class Outcome:
    """How a record did on a case: counts of facts, and the lines that explain them."""

    case: Case
    right: int = 0
    expected: int = 0
    missing: list[str] = field(default_factory=list)
    spurious: list[str] = field(default_factory=list)

    @property
    def fully_right(self) -> bool:
        """Whether nothing is missing and nothing is spurious."""
        return not self.missing and not self.spurious


def compare(case: Case, record: DocumentRecord) -> Outcome:
    """Hold a record against a case."""
    outcome = Outcome(case)
    found = list(record.trials)
    pairs = _pair_trials(case.trials, found)
    for trial in case.trials:
        partner = pairs.get(id(trial))
        _compare_trial(case, trial, partner, outcome)
    taken = {id(partner) for partner in pairs.values()}
    for other in found:
        if id(other) not in taken:
            outcome.spurious += [f"result   {_show(other, result)}" for result in other.arm_results]
            outcome.spurious += [f"comparison {_show(other, result)}" for result in other.comparisons]
    outcome.expected += 1
    if len(found) == case.trial_count:
        outcome.right += 1
    else:
        names = [trial.acronym or trial.phase or "?" for trial in found]
        outcome.missing.append(f"trials: {case.trial_count} expected, {len(found)} found {names}")
    return outcome


def _pair_trials(gold: list[GoldTrial], found: list[Trial]) -> dict[int, Trial]:
    """The found trial for each gold trial: the likest pair first."""

    def likeness(trial: GoldTrial, other: Trial) -> float:
        rated = 0.5
        if trial.acronym and other.acronym:
            rated += 20 if words(trial.acronym) == words(other.acronym) else -20
        rated += 3 if trial.pooled == other.pooled else -3
        values = [fact.value for fact in trial.results]
        rated += sum(result.value in values for result in other.arm_results)
        rated += sum(_slot(other, name) == value for name, value in trial.slots.items())
        return rated

    rated = sorted(
        ((likeness(trial, other), i, j) for i, trial in enumerate(gold) for j, other in enumerate(found)),
        key=lambda item: (-item[0], item[1], item[2]),
    )
    pairs: dict[int, int] = {}
    for _, i, j in rated:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return {id(gold[i]): found[j] for i, j in pairs.items()}


def _compare_trial(case: Case, gold: GoldTrial, found: Trial | None, outcome: Outcome) -> None:
    name = f"{gold.acronym}: " if len(case.trials) > 1 and gold.acronym else ""
    if found is None:
        facts = [fact.line for fact in (*gold.results, *gold.comparisons)]
        outcome.expected += len(facts) + len(gold.slots)
        outcome.missing += [name + line for line in facts] + [f"{name}{key}" for key in gold.slots]
        return
    arms, endpoints = arm_map(gold, found, case.also), endpoint_map(gold, found)
    kinds: list[tuple[str, list[Fact], Sequence[ArmResult | Comparison], Callable[..., bool]]] = [
        ("result", gold.results, found.arm_results, _result_fits),
        ("comparison", gold.comparisons, found.comparisons, _comparison_fits),
    ]
    for kind, expected, given, fits in kinds:
        free = [item for item in given if not item.derived]
        outcome.expected += len(expected)
        for fact in expected:
            match = next((item for item in free if fits(fact, item, arms, endpoints)), None)
            if match is None:
                outcome.missing.append(f"{name}{kind:10} {fact.line}")
            else:
                outcome.right += 1
                free.remove(match)
        outcome.spurious += [f"{name}{kind:10} {_show(found, item)}" for item in free]
    for key, value in gold.slots.items():
        outcome.expected += 1
        wrong = _slot_error(gold, found, key, value, arms)
        if wrong is None:
            outcome.right += 1
        else:
            outcome.missing.append(f"{name}{key}: {value!r} expected, {wrong!r} found")


def _result_fits(fact: Fact, item: ArmResult, arms: ArmMap, endpoints: EndpointMap) -> bool:
    return (
        _equal(fact.value, item.value)
        and same_unit(fact.unit, item.unit)
        and arms.get(item.arm) == fact.arm
        and (fact.endpoint, fact.subgroup) in endpoints[item.endpoint, item.subgroup]
        and _time_fits(fact, item.timepoint)
        and all(_has(item, trait) for trait in fact.traits)
    )


def _comparison_fits(fact: Fact, item: Comparison, arms: ArmMap, endpoints: EndpointMap) -> bool:
    limits = None if item.ci is None else (item.ci.low, item.ci.high)
    reference = None if item.reference is None else arms.get(item.reference)
    return (
        fact.measure == item.measure
        and _equal(fact.value, item.value)
        and (fact.value is None or same_unit(fact.unit, item.unit))
        and (fact.interval is None) == (limits is None)
        and (fact.interval is None or limits is None or all(map(_equal, fact.interval, limits)))
        and (fact.p is None) == (item.p is None)
        and (fact.p is None or item.p is None or fact.p == (item.p.operator, item.p.value))
        and arms.get(item.arm) == fact.arm
        and (reference == fact.reference and (item.reference is None) == (fact.reference is None))
        and (fact.endpoint, fact.subgroup) in endpoints[item.endpoint, item.subgroup]
        and _time_fits(fact, item.timepoint)
    )


def _equal(first: float | None, second: float | None) -> bool:
    if first is None or second is None:
        return first is second
    return abs(first - second) < 1e-9


def _time_fits(fact: Fact, time: Quantity | None) -> bool:
    if fact.timepoint is None:
        return True
    if time is None:
        return False
    wanted, given = fact.timepoint[0] * DAYS[fact.timepoint[1]], float(time.value) * DAYS[time.unit]
    return abs(wanted - given) <= 0.02 * max(wanted, given)


def _has(item: ArmResult, trait: Trait) -> bool:
    if trait.kind in STATISTICS:
        return item.statistic == trait.kind
    if trait.kind in ("increase", "decrease"):
        return item.direction == trait.kind
    if trait.kind == "n":
        return (item.events, item.n) == trait.values
    if trait.kind == "events":
        return (item.events,) == trait.values
    if trait.kind == "ci":
        return item.ci is not None and all(map(_equal, trait.values, (item.ci.low, item.ci.high)))
    if trait.kind == "analysis":
        return fuzz.token_set_ratio(words(trait.wording), words(item.analysis)) >= 85
    spread = item.spread
    if spread is None or spread.kind != trait.kind:
        return False
    given = (spread.value,) if len(trait.values) == 1 else (spread.low, spread.high)
    return all(map(_equal, trait.values, given))


def _slot(trial: Trial, name: str) -> Any:
    if name in ("allocation", "masking", "control", "model", "allocation_ratio"):
        return getattr(trial.design, name)
    return getattr(trial, name, None)


def _slot_error(gold: GoldTrial, trial: Trial, name: str, value: Any, arms: ArmMap) -> Any:
    """None when the slot is right, else what was found."""
    if name == "drugs":
        own = [words(other) for drug in trial.interventions for other in (drug.name, *drug.aliases)]
        return None if all(words(drug) in own for drug in value) else own
    if name == "aliases":
        own = [words(other) for drug in trial.interventions for other in drug.aliases]
        return None if all(words(alias) in own for alias in value) else own
    if name == "targets":
        pairs = [
            f"{words(form)} -> {words(target)}"
            for drug in trial.interventions
            for target in drug.targets
            for form in (drug.name, *drug.aliases)
        ]
        wanted = [" -> ".join(words(part) for part in pair.split("->")) for pair in value]
        return None if all(pair in pairs for pair in wanted) else pairs
    if name == "primary":
        primary = [endpoint for endpoint in trial.endpoints if endpoint.role == "primary"]
        return None if _primary_fits(value, primary) else [endpoint.name for endpoint in primary]
    if name == "arm_n":
        given = {arms[arm.id]: arm.n for arm in trial.arms if arm.id in arms and arm.n is not None}
        return None if given == value else given
    found = _slot(trial, name)
    if name == "duration":
        return None if found is not None and f"{found.value:g} {found.unit}" == value else str(found)
    if name == "condition":
        return None if alike(value, found) >= 75 else str(found)
    if name == "registry_ids":
        return None if {words(one) for one in found} == {words(one) for one in value} else found
    if name == "acronym":
        return None if words(found) == words(value) else str(found)
    return None if found == value else str(found)


def _primary_fits(names: Sequence[str], primary: Sequence[Endpoint]) -> bool:
    return len(names) == len(primary) and all(
        any(endpoint_likeness(name, None, endpoint.name, None) >= 60 for endpoint in primary)
        for name in names
    )


def _show(trial: Trial, item: ArmResult | Comparison) -> str:
    arms = {arm.id: arm.label for arm in trial.arms}
    endpoint = next(endpoint.name for endpoint in trial.endpoints if endpoint.id == item.endpoint)
    place = endpoint + (f" [{item.subgroup}]" if item.subgroup else "")
    time = f"{item.timepoint.unit} {item.timepoint.value}" if item.timepoint else "-"
    if isinstance(item, ArmResult):
        details: list[str] = [item.statistic, item.direction or ""]
        if item.ci:
            details.append(f"ci {item.ci.low} to {item.ci.high}")
        if item.spread:
            spread = item.spread
            details.append(f"{spread.kind} {spread.value or f'{spread.low} to {spread.high}'}")
        if item.events is not None or item.n is not None:
            details.append(f"{item.events}/{item.n}")
        head = f"{item.value} {item.unit or ''}".strip()
        return f"{head} | {arms[item.arm]} | {place} | {time} | {', '.join(d for d in details if d)}"
    head = f"{item.measure} {item.value} {item.unit or ''}".strip() if item.value is not None else ""
    if item.ci:
        head += f" ({item.ci.low} to {item.ci.high})"
    if item.p:
        head += f" p{item.p.operator}{item.p.value}"
    reference = "-" if item.reference is None else arms[item.reference]
    return f"{head.strip()} | {arms[item.arm]} | {reference} | {place} | {time}"


def run(
    extract: Callable[[str], DocumentRecord], families: dict[str, list[Case]]
) -> dict[str, list[Outcome]]:
    """The outcome of every case, by family."""
    return {name: [compare(case, extract(case.text)) for case in cases] for name, cases in families.items()}


def table(outcomes: dict[str, list[Outcome]]) -> str:
    """A line a family: cases, fully right, facts right, expected and spurious; and a line of sums."""
    rows = [(name, _sums(results)) for name, results in outcomes.items()]
    total = ("all", _sums([outcome for results in outcomes.values() for outcome in results]))
    lines = [
        f"{'family':<24}{'cases':>7}{'fully right':>13}{'facts right':>13}{'expected':>10}{'spurious':>10}"
    ]
    for name, (cases, full, right, expected, spurious) in [*rows, total]:
        lines.append(f"{name:<24}{cases:>7}{full:>13}{right:>13}{expected:>10}{spurious:>10}")
    return "\n".join(lines)


def _sums(outcomes: Sequence[Outcome]) -> tuple[int, int, int, int, int]:
    return (
        len(outcomes),
        sum(outcome.fully_right for outcome in outcomes),
        sum(outcome.right for outcome in outcomes),
        sum(outcome.expected for outcome in outcomes),
        sum(len(outcome.spurious) for outcome in outcomes),
    )
