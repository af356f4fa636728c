"""How many wrong numbers the consistency checks catch, where arithmetic could tell.

Usage: python benchmarks/mutations.py [FOLDER...] [--seed N] [--per-number N] [--missed]

FOLDER (default: corpus/) holds gold annotations. They are taken as records, and one number at a time is made
wrong, in the ways of `FAMILIES`. Whether arithmetic could tell is decided without the checks: `relations`
lists the equations and orders that tie the record's numbers together (events / n = percentage, estimate
inside interval, reduction = 1 - ratio, ...), each with the distance by which it is broken beyond the rounding
of the printed numbers and without any other room. A mutation counts when a relation that holds in the true
record is broken in the mutated one. It is caught when the checks find something that they did not find in
the true record.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor.checking import check_record
from extractor.checking.printed import Range
from extractor.checking.scales import RATIOS, effect_scales, logarithm, position, remaining
from extractor.checking.significance import p_range, z_of_interval, z_of_proportions, z_range
from extractor.checking.view import Fact, TrialView, signed
from schemas import ArmResult, Comparison, DocumentRecord, Trial, read_record

ARTICLES = Path(__file__).resolve().parent.parent / "corpus"
MEANS = ("mean", "change_from_baseline", "percent_change_from_baseline")
SIZES = {"arm_results": ("events", "n"), "arms": ("n",)}


@dataclass(frozen=True)
class Mutation:
    """A record with one wrong number."""

    family: str
    path: str
    record: DocumentRecord


# --- what arithmetic could tell -----------------------------------------------------------------------


def relations(record: DocumentRecord) -> dict[tuple[str, str], float]:
    """By name and place: how far each relation between printed numbers is broken beyond rounding."""
    found: dict[tuple[str, str], float] = {}
    for index, trial in enumerate(record.trials):
        view = TrialView(trial, f"/trials/{index}")
        for name, place, gap in (*_of_sizes(view), *_of_results(view), *_of_comparisons(view)):
            found[name, place] = min(gap, found.get((name, place), math.inf))
    return found


def _of_sizes(view: TrialView) -> Iterator[tuple[str, str, float]]:
    sizes, total = [arm.n for arm in view.trial.arms if arm.n], view.trial.enrollment
    if total and len(sizes) > 1 and len(sizes) == len(view.trial.arms):
        yield "arms = enrollment", view.path, abs(sum(sizes) - total)
    if total:
        for arm in view.trial.arms:
            yield "arm <= enrollment", f"{view.path} {arm.id}", max(0, (arm.n or 0) - total)


def _of_results(view: TrialView) -> Iterator[tuple[str, str, float]]:
    for fact in view.results:
        result, value, place = fact.it, fact.precision.range(fact.it.value), fact.path
        arm_n = view.arms[result.arm].n
        if result.unit == "%" and result.statistic == "proportion":
            yield "0 <= % <= 100", place, Range(0, 100).gap(Range(result.value, result.value))
            n = result.n or (arm_n if view.whole_arm(fact) else None)
            if result.events is not None and n:
                share = 100 * result.events / n
                yield "events / n = %", place, value.gap(Range(share, share))
            elif result.n:
                count = round(result.value * result.n / 100)
                share = 100 * count / result.n
                yield "whole events of n", place, value.gap(Range(share, share))
        if result.n and arm_n:
            yield "n <= arm", place, max(0, result.n - arm_n)
        if fact.limits:
            yield "inside interval", place, _outside(value, fact.limits)
        spread = result.spread
        if spread and spread.low is not None and spread.high is not None:
            yield "inside spread", place, value.gap(Range(spread.low, spread.high))
        for other in view.results_of[fact.setting, result.arm]:
            if other is not fact and (other.it.statistic, other.it.unit) == (result.statistic, result.unit):
                gap = value.gap(other.precision.range(other.it.value))
                yield "same fact", " ".join(sorted((place, other.path))), gap


def _of_comparisons(view: TrialView) -> Iterator[tuple[str, str, float]]:
    for fact in view.comparisons:
        value, place, measure = fact.value, fact.path, fact.it.measure
        if value is not None and fact.limits:
            yield "inside interval", place, _outside(value, fact.limits)
            places = [position(*parts).gap(Range(0.4, 0.6)) for parts in effect_scales(fact)]
            if places:
                yield "middle of interval", place, min(places)
        implied = z_of_interval(fact)
        if implied is not None and fact.it.p is not None and not fact.says("inferior"):
            yield "p = p(interval)", place, implied.gap(z_range(p_range(fact.it.p, fact.precision)))
        for first, second in view.pairs(fact):
            yield from _of_pair(view, fact, first, second)
        if value is not None and measure == "relative_reduction":
            for other in view.comparisons:
                same = (other.it.arm, other.it.reference) == (fact.it.arm, fact.it.reference)
                if other.setting == fact.setting and same and other.it.measure in RATIOS and other.value:
                    yield "reduction = 1 - ratio", place, remaining(value).gap(other.value)


def _of_pair(
    view: TrialView, fact: Fact[Comparison], first: Fact[ArmResult], second: Fact[ArmResult]
) -> Iterator[tuple[str, str, float]]:
    value, measure, statistic, place = fact.value, fact.it.measure, first.it.statistic, fact.path
    ours, theirs = signed(first), signed(second)
    wanted = ("proportion",) if measure == "risk_difference" else MEANS
    if value is not None and measure in ("risk_difference", "mean_difference") and statistic in wanted:
        crude = ours - theirs
        yield "difference = arms", place, crude.absolute().gap(value.absolute())
        yield "sign of difference", place, crude.gap(value)
    if value is not None and ours.low > 0 and theirs.low > 0:
        crude_ratio = _ratio(measure, statistic, ours, theirs)
        printed = remaining(value) if measure == "relative_reduction" else value
        if crude_ratio is not None and printed.low > 0:
            yield "ratio = arms", place, crude_ratio.gap(printed)
    if measure == "hazard_ratio" and statistic == "median" and fact.limits and value is not None:
        log = logarithm(value)
        if log is not None and (fact.limits[1].high < 1 or fact.limits[0].low > 1):
            against = (ours - theirs).low if log.low > 0 else -(ours - theirs).high
            yield "medians and hazard", place, max(0.0, against)
    tested = measure in (None, "risk_difference", "risk_ratio", "odds_ratio") and statistic == "proportion"
    if tested and fact.it.p is not None and view.trial.design.model != "crossover":
        tables = [_counts(view, one) for one in (first, second)]
        if all(tables) and not fact.says("inferior"):
            scores = [z_of_proportions(one, two) for one in tables[0] for two in tables[1]]
            implied = Range(min(z.low for z in scores), max(z.high for z in scores))
            yield "p = p(proportions)", place, implied.gap(z_range(p_range(fact.it.p, fact.precision)))


def _ratio(measure: str | None, statistic: str, ours: Range, theirs: Range) -> Range | None:
    if measure == "odds_ratio" and statistic == "proportion" and max(ours.high, theirs.high) < 100:
        ours, theirs = (Range(r.low / (100 - r.low), r.high / (100 - r.high)) for r in (ours, theirs))
        return ours.over(theirs)
    plain = {
        "risk_ratio": ("proportion",),
        "rate_ratio": ("rate",),
        "ratio_of_means": ("mean",),
        "relative_reduction": ("proportion", "rate"),
    }
    return ours.over(theirs) if statistic in plain.get(measure or "", ()) else None


def _counts(view: TrialView, fact: Fact[ArmResult]) -> list[tuple[int, int]]:
    result = fact.it
    n = result.n or (view.arms[result.arm].n if view.whole_arm(fact) else None)
    if not n or not 0 <= result.value <= 100 or (result.events or 0) > n:
        return []
    if result.events is not None:
        return [(result.events, n)]
    values = fact.precision.range(result.value)
    low, high = max(0, math.floor(values.low * n / 100)), min(n, math.ceil(values.high * n / 100))
    return [(low, n), (high, n)]


def _outside(value: Range, limits: tuple[Range, Range]) -> float:
    inside = Range(limits[0].low, limits[1].high)
    return min(value.gap(inside), (-value).gap(inside))


# --- wrong numbers -------------------------------------------------------------------------------------


def wrong_digit(number: float, chance: random.Random) -> float | None:
    """The number with one digit replaced by another."""
    text = format(Decimal(repr(number)), "f")
    places = [place for place, character in enumerate(text) if character.isdigit()]
    if isinstance(number, float) and text.endswith(".0"):
        places = places[:-1]
    place = chance.choice(places)
    digit = chance.choice([d for d in "0123456789" if d != text[place]])
    changed = text[:place] + digit + text[place + 1 :]
    return int(changed) if isinstance(number, int) else float(changed)


def lost_point(number: float, chance: random.Random) -> float | None:
    """The number without its decimal point; None when it has none."""
    text = format(Decimal(repr(number)), "f")
    if isinstance(number, int) or text.endswith(".0"):
        return None
    return float(text.replace(".", ""))


def tenfold(number: float, chance: random.Random) -> float | None:
    """A p-value ten times too large or too small."""
    exact = Decimal(repr(number))
    larger = float(exact * 10)
    return larger if larger <= 1 and chance.random() < 0.5 else float(exact / 10)


def wrong_size(number: float, chance: random.Random) -> float | None:
    """Another group's size: 5 to 50% more or less."""
    share = chance.uniform(0.05, 0.5) * chance.choice((-1, 1))
    changed = max(1, round(number * (1 + share)))
    return None if changed == number else changed


def mutations(record: DocumentRecord, chance: random.Random, per_number: int) -> Iterator[Mutation]:
    """Records with one wrong number each."""
    for index, trial in enumerate(record.trials):
        for listed in ("arms", "arm_results", "comparisons"):
            for place, item in enumerate(getattr(trial, listed)):
                for family, field, changed in _wrong_items(listed, item, chance, per_number):
                    items = list(getattr(trial, listed))
                    items[place] = changed
                    path = f"/trials/{index}/{listed}/{place} {field}"
                    yield Mutation(family, path, _with(record, index, **{listed: items}))
        if trial.enrollment:
            for _ in range(per_number):
                changed = wrong_digit(trial.enrollment, chance)
                yield Mutation(
                    "digit", f"/trials/{index}/enrollment", _with(record, index, enrollment=changed)
                )
        yield from _swapped(record, index, trial)


def _wrong_items(
    listed: str, item: Any, chance: random.Random, per_number: int
) -> Iterator[tuple[str, str, Any]]:
    fields = SIZES.get(listed, ())
    if listed != "arms" and item.value is not None:
        fields = ("value", *fields)
    changes: tuple[tuple[str, Callable[[float, random.Random], float | None]], ...]
    for field in fields:
        number = getattr(item, field)
        if number is None:
            continue
        changes = (("digit", wrong_digit), ("decimal point", lost_point))
        if field == "n":
            changes = (("wrong n", wrong_size),)
        for family, change in changes:
            for _ in range(per_number if change is not lost_point else 1):
                changed = change(number, chance)
                if changed is not None:
                    yield family, field, item.model_copy(update={field: changed})
    for part, names in (("ci", ("low", "high")), ("p", ("value",))):
        whole: Any = getattr(item, part, None)
        for name in names if whole is not None else ():
            number = getattr(whole, name)
            if number is None:
                continue
            changes = (("digit", wrong_digit), ("decimal point", lost_point))
            for family, change in (("p tenfold", tenfold),) if part == "p" else changes:
                for _ in range(per_number if change is wrong_digit else 1):
                    changed = change(number, chance)
                    if changed is None:
                        continue
                    inner = whole.model_copy(update={name: changed})
                    if part == "ci" and None not in (inner.low, inner.high) and inner.low > inner.high:
                        continue  # The record's own model refuses it.
                    yield family, f"{part}.{name}", item.model_copy(update={part: inner})


def _swapped(record: DocumentRecord, index: int, trial: Trial) -> Iterator[Mutation]:
    """Records in which two arms' results of one endpoint have changed places."""
    for first, ours in enumerate(trial.arm_results):
        for second, theirs in enumerate(trial.arm_results[first + 1 :], first + 1):
            same = all(
                getattr(ours, field) == getattr(theirs, field)
                for field in ("endpoint", "timepoint", "statistic", "unit", "subgroup", "analysis")
            )
            if same and ours.arm != theirs.arm and ours.value != theirs.value:
                results = list(trial.arm_results)
                results[first] = ours.model_copy(update={"arm": theirs.arm})
                results[second] = theirs.model_copy(update={"arm": ours.arm})
                path = f"/trials/{index}/arm_results/{first} and {second}"
                yield Mutation("swapped arms", path, _with(record, index, arm_results=results))


def _with(record: DocumentRecord, index: int, **update: Any) -> DocumentRecord:
    trials = list(record.trials)
    trials[index] = trials[index].model_copy(update=update)
    return record.model_copy(update={"trials": trials})


# --- the measurement -----------------------------------------------------------------------------------


@dataclass
class Tally:
    """Mutations by family: all, those that arithmetic could tell, those caught at all, and those caught as
    an error or a warning; with the ones that were missed."""

    all: Counter[str]
    told: Counter[str]
    caught: Counter[str]
    loud: Counter[str]
    missed: list[str]

    def rate(self) -> float:
        """The share caught of those that arithmetic could tell."""
        return sum(self.caught.values()) / max(1, sum(self.told.values()))


def measure(records: list[DocumentRecord], seed: int = 0, per_number: int = 1) -> Tally:
    """Mutate the records and count."""
    chance = random.Random(seed)
    tally = Tally(Counter(), Counter(), Counter(), Counter(), [])
    for record in records:
        holding = {key for key, gap in relations(record).items() if gap == 0}
        known = {(check.code, check.path) for check in check_record(record)}
        for mutation in mutations(record, chance, per_number):
            tally.all[mutation.family] += 1
            gaps = relations(mutation.record)
            broken = sorted(key for key in holding if gaps.get(key, 0) > 0)
            if not broken:
                continue
            tally.told[mutation.family] += 1
            new = [c for c in check_record(mutation.record) if (c.code, c.path) not in known]
            tally.caught[mutation.family] += bool(new)
            tally.loud[mutation.family] += any(check.severity != "note" for check in new)
            if not new:
                names = ", ".join(sorted({name for name, _ in broken}))
                tally.missed.append(f"{record.document.id}{mutation.path} ({mutation.family}): {names}")
    return tally


def main() -> int:
    """Measure and print; see the module's docstring."""
    parser = argparse.ArgumentParser(description="wrong numbers that the consistency checks catch")
    parser.add_argument("folders", nargs="*", type=Path, default=[ARTICLES])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--per-number", type=int, default=3, help="random changes of each number")
    parser.add_argument("--missed", action="store_true", help="list what was not caught")
    arguments = parser.parse_args()
    paths = {path.name: path for folder in arguments.folders for path in sorted(folder.glob("*.gold.json"))}
    if not paths:
        parser.error("no .gold.json files there")
    tally = measure([read_record(path) for path in paths.values()], arguments.seed, arguments.per_number)
    print(
        f"{'family':<16}{'mutations':>10}{'could tell':>12}{'caught':>9}{'rate':>7}{'error or warning':>18}"
    )
    for family in (*sorted(tally.all), None):
        counts = [
            sum(counter.values()) if family is None else counter[family]
            for counter in (tally.all, tally.told, tally.caught, tally.loud)
        ]
        rates = [count / max(1, counts[1]) for count in counts[2:]]
        print(
            f"{family or 'together':<16}{counts[0]:>10}{counts[1]:>12}{counts[2]:>9}{rates[0]:>7.0%}"
            f"{rates[1]:>18.0%}"
        )
    if arguments.missed:
        print(*tally.missed, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
