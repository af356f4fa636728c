"""Cases of the families of sentences, and how they are written down.

A file `FAMILY.toml` has `name`, `about` and `[[case]]` entries. A case is a short, complete document and all
the facts that a careful reader lists in it:

  id, text
  results      "VALUE UNIT | ARM | ENDPOINT [SUBGROUP] | TIMEPOINT | DETAILS"; a timepoint "-" and missing
               details are not compared. Details are separated by commas: a statistic, `increase` or
               `decrease`, `EVENTS/N`, `events N`, `sd X`, `se X`, `iqr A to B`, `range A to B`, `ci A to B`,
               `analysis WORDS`. Endpoints worded in several ways are joined by " = ".
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
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent

_NUMBER = r"[-+]?\d+(?:\.\d+)?"
_P = re.compile(r"\bp\s*(<=|>=|<|>|=)\s*(\d+(?:\.\d+)?)\s*$")
_INTERVAL = re.compile(rf"\(({_NUMBER}|NE) to ({_NUMBER}|NE)\)\s*$")
_EFFECT = re.compile(rf"([a-z_]+)\s+({_NUMBER})\s*(.*)$")
_ENDPOINT = re.compile(r"(.*?)\s*(?:\[(.*)\])?$")
STATISTICS = {
    "proportion",
    "mean",
    "median",
    "change_from_baseline",
    "percent_change_from_baseline",
    "rate",
    "count",
    "other",
}


@dataclass(frozen=True)
class Trait:
    """A detail of a result that is compared when the case gives it."""

    kind: str
    values: tuple[float | None, ...] = ()
    wording: str = ""


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
    if kind == "analysis":
        return Trait(kind, wording=rest)
    return Trait(kind, tuple(_limit(number) for number in rest.split(" to ")) if rest else ())
