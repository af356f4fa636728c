"""Cases of the families of sentences: how they are read, and how a record is held against one.

A file `FAMILY.toml` has `name`, `about` and `[[case]]` entries. A case is a short, complete document and all
the facts that a careful reader lists in it:

  id, text
  results      "VALUE UNIT | ARM | ENDPOINT [SUBGROUP] | TIMEPOINT | DETAILS"; a timepoint "-" and missing
               details are not compared. Details are separated by commas: a statistic, `increase` or
               `decrease`, `EVENTS/N`, `events N`, `sd X`, `se X`, `iqr A to B`, `range A to B`, `ci A to B`.
  comparisons  "MEASURE VALUE UNIT (LOW to HIGH) pOPX | ARM | REFERENCE | ENDPOINT [SUBGROUP] | TIMEPOINT";
               either half of the first part may be missing; the reference "-" is a comparison with baseline.
  slots        plain values of the trial under their names in the record (those of the design too), and
               `duration = "12 week"`, `drugs`, `aliases`, `targets = ["DRUG -> TARGET"]`,
               `primary = [ENDPOINT, ...]`, `arm_n = {ARM = N}`.
  also         further labels that stand for an arm: {ARM = [LABEL, ...]}.
  absent       "VALUE UNIT" of results that must not be found (said for the reader; any other result is
               spurious as well).
  trials       number of trials; 1 when not said.
  trial        several trials: a list with `acronym`, `pooled`, `results`, `comparisons`, `slots` each.

A case is fully right when every fact is found once, no other number is reported and the number of trials
agrees.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from rapidfuzz import fuzz

from extractor.evaluating.normalise import alike, same_unit, words
from schemas import Arm, ArmResult, Comparison, DocumentRecord, Endpoint, Quantity, Trial

HERE = Path(__file__).resolve().parent

Gold = TypeVar("Gold")
Found = TypeVar("Found")

_DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4375, "year": 365.25}
_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_P = re.compile(r"\bp\s*(<=|>=|<|>|=)\s*(\d+(?:\.\d+)?)\s*$")
_INTERVAL = re.compile(rf"\(({_NUMBER}|NE) to ({_NUMBER}|NE)\)\s*$")
_EFFECT = re.compile(rf"([a-z_]+)\s+({_NUMBER})\s*(.*)$")
_ENDPOINT = re.compile(r"(.*?)\s*(?:\[(.*)\])?$")
_DOSE = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:%|mg|µg|μg|mcg|g|ug|iu|mL)(?:/kg|/m2)?(?![a-z])", re.IGNORECASE
)
_AMOUNT = re.compile(r"\d+(?:\.\d+)?")
_STATISTICS = {
    "proportion",
    "mean",
    "median",
    "change_from_baseline",
    "percent_change_from_baseline",
    "rate",
    "count",
    "other",
}
_PLAIN_WORDS = set(
    "the a an of in on at with for by to and or from plus group arm arms groups dose doses mg kg g iu once twice "
    "daily weekly every week weeks month months alone treated patients participants percent rate rates score "
    "change changes baseline mean median total least squares reduction increase number proportion".split()
)


@dataclass(frozen=True)
class Trait:
    """A detail of a result that is compared when the case gives it."""

    kind: str
    values: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Fact:
    """A result or a comparison that a case expects."""

    line: str
    value: float | None
    unit: str
    arm: str
    reference: str | None
    endpoint: str
    subgroup: str | None
    timepoint: tuple[float, str] | None
    measure: str | None = None
    interval: tuple[float | None, float | None] | None = None
    p: tuple[str, float] | None = None
    traits: tuple[Trait, ...] = ()


@dataclass(frozen=True)
class GoldTrial:
    """What a case expects of one trial."""

    acronym: str | None
    pooled: bool
    results: list[Fact]
    comparisons: list[Fact]
    slots: dict[str, Any]

    @property
    def arms(self) -> list[str]:
        """All arm labels that the facts name."""
        facts = [*self.results, *self.comparisons]
        labels = [label for fact in facts for label in (fact.arm, fact.reference) if label]
        return list(dict.fromkeys([*labels, *self.slots.get("arm_n", {})]))

    @property
    def endpoints(self) -> list[tuple[str, str | None]]:
        """All endpoints, with their subgroups, that the facts name."""
        return list(dict.fromkeys((f.endpoint, f.subgroup) for f in (*self.results, *self.comparisons)))


@dataclass(frozen=True)
class Case:
    """One document with its expected facts."""

    family: str
    id: str
    text: str
    trials: list[GoldTrial]
    trial_count: int
    also: dict[str, list[str]]


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


def load_families(name: str | None = None) -> dict[str, list[Case]]:
    """All cases by family (the stem of its file), or those of one family."""
    paths = sorted(HERE.glob("*.toml")) if name is None else [HERE / f"{name}.toml"]
    return {path.stem: list(_cases(path)) for path in paths}


def _cases(path: Path) -> Iterator[Case]:
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        count = entry.get("trials", 1)
        parts = entry.get("trial") or ([entry] if count else [])
        trials = [_trial(part) for part in parts]
        count = len(trials) if "trial" in entry else count
        yield Case(path.stem, entry["id"], entry["text"].strip() + "\n", trials, count, entry.get("also", {}))


def _trial(entry: dict[str, Any]) -> GoldTrial:
    slots = dict(entry.get("slots", {}))
    acronym = entry.get("acronym") or slots.get("acronym")
    if acronym:
        slots["acronym"] = acronym
    return GoldTrial(
        acronym,
        entry.get("pooled", False),
        [_result(line) for line in entry.get("results", [])],
        [_comparison(line) for line in entry.get("comparisons", [])],
        slots,
    )


def _result(line: str) -> Fact:
    parts = [part.strip() for part in line.split("|")]
    number, _, unit = parts[0].partition(" ")
    endpoint, subgroup = _endpoint(parts[2])
    traits = tuple(_trait(part.strip()) for part in parts[4].split(",")) if len(parts) > 4 else ()
    return Fact(
        line, float(number), unit.strip(), parts[1], None, endpoint, subgroup, _time(parts[3]), traits=traits
    )


def _comparison(line: str) -> Fact:
    parts = [part.strip() for part in line.split("|")]
    head, measure, value, unit, interval, p = parts[0], None, None, "", None, None
    if found := _P.search(head):
        p, head = (found[1], float(found[2])), head[: found.start()].strip()
    if found := _INTERVAL.search(head):
        interval, head = (_limit(found[1]), _limit(found[2])), head[: found.start()].strip()
    if head:
        found = _EFFECT.match(head)
        assert found, line
        measure, value, unit = found[1], float(found[2]), found[3].strip()
    endpoint, subgroup = _endpoint(parts[3])
    return Fact(
        line,
        value,
        unit,
        parts[1],
        None if parts[2] == "-" else parts[2],
        endpoint,
        subgroup,
        _time(parts[4]) if len(parts) > 4 else None,
        measure,
        interval,
        p,
    )


def _endpoint(text: str) -> tuple[str, str | None]:
    found = _ENDPOINT.match(text)
    assert found
    return found[1], found[2]


def _time(text: str) -> tuple[float, str] | None:
    if text == "-":
        return None
    unit, number = text.split()
    return float(number), unit


def _limit(text: str) -> float | None:
    return None if text == "NE" else float(text)


def _trait(text: str) -> Trait:
    if re.fullmatch(r"\d+/\d+", text):
        return Trait("n", tuple(float(number) for number in text.split("/")))
    kind, _, rest = text.partition(" ")
    return Trait(kind, tuple(_limit(number) for number in rest.split(" to ")) if rest else ())


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
    arms, endpoints = _arm_map(gold, found, case.also), _endpoint_map(gold, found)
    for kind, expected, given, fits in (
        ("result", gold.results, found.arm_results, _result_fits),
        ("comparison", gold.comparisons, found.comparisons, _comparison_fits),
    ):
        free: list[Any] = [item for item in given if not item.derived]
        outcome.expected += len(expected)
        for fact in expected:
            match = next((item for item in free if fits(fact, item, arms, endpoints)), None)  # type: ignore[operator]
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


ArmMap = dict[str, str]
EndpointMap = dict[tuple[str, str | None], set[tuple[str, str | None]]]


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
    wanted, given = fact.timepoint[0] * _DAYS[fact.timepoint[1]], float(time.value) * _DAYS[time.unit]
    return abs(wanted - given) <= 0.02 * max(wanted, given)


def _has(item: ArmResult, trait: Trait) -> bool:
    if trait.kind in _STATISTICS:
        return item.statistic == trait.kind
    if trait.kind in ("increase", "decrease"):
        return item.direction == trait.kind
    if trait.kind == "n":
        return (item.events, item.n) == trait.values
    if trait.kind == "events":
        return (item.events,) == trait.values
    if trait.kind == "ci":
        return item.ci is not None and all(map(_equal, trait.values, (item.ci.low, item.ci.high)))
    spread = item.spread
    if spread is None or spread.kind != trait.kind:
        return False
    given = (spread.value,) if len(trait.values) == 1 else (spread.low, spread.high)
    return all(map(_equal, trait.values, given))


def _arm_map(gold: GoldTrial, found: Trial, also: dict[str, list[str]]) -> ArmMap:
    """The gold label that each found arm stands for."""
    mapped = {}
    for arm in found.arms:
        rated = [
            (max(_arm_likeness(form, arm, found, gold.arms) for form in [label, *also.get(label, [])]), label)
            for label in gold.arms
        ]
        best = max(rated, default=(0.0, ""))
        if best[0] >= 60:
            mapped[arm.id] = best[1]
    return mapped


def _arm_likeness(label: str, arm: Arm, trial: Trial, labels: list[str]) -> float:
    """0 to 100: words (drugs, schedule, kind of control) 60, doses 40; 0 when the doses contradict."""
    drugs = {drug.id: drug for drug in trial.interventions}
    names = " ".join(
        " ".join((drugs[key].name, *drugs[key].aliases)) for key in arm.interventions if key in drugs
    )
    schedule = " ".join(dose.frequency or "" for dose in arm.doses)
    wanted, given = _label_words(label), _label_words(f"{arm.label} {names}")
    amounts = {float(dose.amount) for dose in arm.doses} | _amounts(arm.label)
    doses = _amounts(label)
    if doses and amounts and not doses <= amounts:
        return 0.0
    if doses and not amounts and sum(bool(_label_words(other) & wanted) for other in labels) > 1:
        return 0.0
    if not doses and any(_amounts(other) & amounts and _label_words(other) & given for other in labels):
        return 0.0
    if not wanted or not given:
        return alike(label, arm.label)
    # Words of the arm's drugs that its label leaves out (a brand name, a backbone) weigh nothing against it.
    own = _label_words(arm.label)
    shared = sum(any(word == other or fuzz.ratio(word, other) >= 90 for other in given) for word in wanted)
    extra = sum(all(fuzz.ratio(word, other) < 90 for other in wanted) for word in own)
    worded = shared / len(wanted) * (1 - 0.5 * extra / max(len(own), 1))
    times = set(_AMOUNT.findall(_DOSE.sub(" ", label)))
    timely = not times or times <= set(_AMOUNT.findall(_DOSE.sub(" ", f"{arm.label} {schedule}")))
    schedules = all(
        word in f"{arm.label} {schedule}".lower() for word in ("twice", "once") if word in label.lower()
    )
    dosed = len(doses & amounts) / len(doses | amounts) if doses and amounts else 0.8
    return (60 * worded + 40 * dosed) * (1.0 if timely and schedules else 0.5)


def _label_words(text: str) -> set[str]:
    plain = words(_DOSE.sub(" ", text)).split()
    return {word for word in plain if word.isalpha() and len(word) > 1 and word not in _PLAIN_WORDS}


def _amounts(text: str) -> set[float]:
    return {float(number) for number in _DOSE.findall(text)}


def _endpoint_map(gold: GoldTrial, found: Trial) -> EndpointMap:
    """The gold endpoints (with subgroup) that each found one may stand for."""
    names = {endpoint.id: endpoint.name for endpoint in found.endpoints}
    items: list[ArmResult | Comparison] = [*found.arm_results, *found.comparisons]
    mapped: EndpointMap = {}
    for key in {(item.endpoint, item.subgroup) for item in items}:
        name, subgroup = names[key[0]], key[1]
        rated = [(_endpoint_likeness(*other, name, subgroup), other) for other in gold.endpoints]
        best = max((rating for rating, _ in rated), default=0.0)
        mapped[key] = {other for rating, other in rated if rating >= 60 and rating >= best - 3}
    return mapped


def _endpoint_likeness(endpoint: str, subgroup: str | None, name: str, found_subgroup: str | None) -> float:
    """0 to 100; 0 for other numbers in the name, too few shared words, or another subgroup."""
    if subgroup is None and found_subgroup is not None:
        return 0.0
    if subgroup is not None:
        said = f"{name} {found_subgroup or ''}"
        if fuzz.token_set_ratio(_core(subgroup), _core(said)) < 70:
            return 0.0
        if not found_subgroup:
            name = name.split("(")[0]
    wanted, given = _core(endpoint), _core(name)
    numbers, other_numbers = set(_AMOUNT.findall(wanted)), set(_AMOUNT.findall(given))
    if numbers and other_numbers and not (numbers <= other_numbers or other_numbers <= numbers):
        return 0.0
    shared = max(float(fuzz.token_set_ratio(wanted, given)), alike(wanted, given), _abbreviated(endpoint, name))
    if shared < 75:
        return 0.0
    return 0.6 * shared + 0.4 * max(alike(endpoint, name), alike(wanted, given))


def _abbreviated(first: str, second: str) -> float:
    """100 when one is the initials of the other ("OS", "overall survival")."""
    for short, long in ((first, second), (second, first)):
        initials = "".join(word[0] for word in re.findall(r"[a-z0-9]+", long.lower()))
        plain = re.sub(r"[^a-z0-9]", "", short.lower())
        if 2 <= len(plain) <= 6 and plain == initials:
            return 100.0
    return 0.0


def _core(text: str) -> str:
    """The endpoint's words without those that most endpoints share."""
    plain = words(text).split()
    core = [word for word in plain if word not in _PLAIN_WORDS]
    return " ".join(core or plain)


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
        any(_endpoint_likeness(name, None, endpoint.name, None) >= 60 for endpoint in primary)
        for name in names
    )


def _show(trial: Trial, item: ArmResult | Comparison) -> str:
    arms = {arm.id: arm.label for arm in trial.arms}
    endpoint = next(endpoint.name for endpoint in trial.endpoints if endpoint.id == item.endpoint)
    place = endpoint + (f" [{item.subgroup}]" if item.subgroup else "")
    time = f"{item.timepoint.unit} {item.timepoint.value}" if item.timepoint else "-"
    if isinstance(item, ArmResult):
        details = [item.statistic, item.direction or ""]
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


def run(extract: Callable[[str], DocumentRecord], families: dict[str, list[Case]]) -> dict[str, list[Outcome]]:
    """The outcome of every case, by family."""
    return {name: [compare(case, extract(case.text)) for case in cases] for name, cases in families.items()}


def table(outcomes: dict[str, list[Outcome]]) -> str:
    """A line a family: cases, fully right, facts right, expected and spurious; and a line of sums."""
    rows = [(name, _sums(results)) for name, results in outcomes.items()]
    total = ("all", _sums([outcome for results in outcomes.values() for outcome in results]))
    lines = [f"{'family':<24}{'cases':>7}{'fully right':>13}{'facts right':>13}{'expected':>10}{'spurious':>10}"]
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
