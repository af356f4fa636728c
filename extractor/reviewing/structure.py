"""Merging and splitting what other facts refer to: drugs, arms, endpoints and trials."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from extractor.reviewing.draft import REFERENCES, Draft, Fact
from extractor.reviewing.values import checked
from schemas.review import FactKind, Split

STRUCTURAL: tuple[FactKind, ...] = ("trial", "drug", "arm", "endpoint")


def merge(draft: Draft, fact: Fact, into: Fact) -> str | None:
    """Let `into` stand for both; why that cannot be, or None when it is done."""
    if fact.key == into.key or fact.kind != into.kind or fact.kind not in STRUCTURAL:
        return "only two drugs, two arms, two endpoints or two trials can be merged"
    if fact.trial != into.trial:
        return "they belong to different trials; merge the trials first"
    for other in draft.facts.values():
        if fact.kind == "trial":
            if other.trial == fact.key:
                other.trial = into.key
        else:
            _point(other, fact.key, into.key)
            if other.machine is not None:
                # The program's value means the same thing as before, under the name that stays.
                other.machine = pointed(other, other.machine, fact.key, into.key)
    known = {(item.start, item.end) for item in into.evidence}
    into.evidence = into.evidence + [item for item in fact.evidence if (item.start, item.end) not in known]
    if fact.kind == "trial":
        _drop_repeated_fields(draft, into)
    fact.status, fact.into = "merged", into.key
    return None


def split(draft: Draft, fact: Fact, action: Split, key: str) -> Fact | str:
    """A second fact beside `fact` that takes over what is moved; or why that cannot be."""
    if fact.kind not in STRUCTURAL:
        return "only a drug, an arm, an endpoint or a trial can be split"
    moved = [draft.facts.get(name) for name in action.moved]
    for other in moved:
        belongs = other is not None and (
            other.trial == fact.key if fact.kind == "trial" else fact.key in other.references()
        )
        if not belongs:
            return "some of the facts to be moved do not belong to the fact that is split"
    value = checked(draft, fact.kind, fact.trial, "", action.value)
    made = Fact(
        key=key,
        kind=fact.kind,
        trial=fact.trial,
        value=value,
        machine=None,
        evidence=list(fact.evidence),
        status="added",
    )
    _insert_after(draft, fact, made)
    for other in moved:
        assert other is not None
        if fact.kind == "trial":
            other.trial = key
        else:
            _point(other, fact.key, key)
    if fact.kind == "trial":
        _bring_along(draft, made)
    return made


def _point(fact: Fact, old: str, new: str) -> None:
    """Let a fact speak of `new` where it speaks of `old`."""
    fact.value = pointed(fact, fact.value, old, new)


def pointed(fact: Fact, value: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """A value of the fact that speaks of `new` where it spoke of `old`."""
    value = dict(value)
    for name in REFERENCES.get(fact.kind, ()):
        if value.get(name) == old:
            value[name] = new
    if fact.kind == "arm" and old in value["interventions"]:
        renamed = [new if key == old else key for key in value["interventions"]]
        value["interventions"] = list(dict.fromkeys(renamed))
    return value


def _insert_after(draft: Draft, fact: Fact, made: Fact) -> None:
    """Put a fact right after another in the reading order."""
    facts = dict(draft.facts)
    draft.facts.clear()
    for key, item in facts.items():
        draft.facts[key] = item
        if key == fact.key:
            draft.facts[made.key] = made


def _drop_repeated_fields(draft: Draft, trial: Fact) -> None:
    """A trial has each plain field once: the one that was there first stays."""
    seen: set[str] = set()
    for fact in draft.facts.values():
        if fact.kind == "design" and fact.trial == trial.key and fact.status not in ("rejected", "merged"):
            if fact.name in seen:
                fact.status, fact.into = "merged", trial.key
            seen.add(fact.name)


def _bring_along(draft: Draft, trial: Fact) -> None:
    """Copies of the arms, endpoints and drugs that a new trial's facts speak of and that stayed behind."""
    copies: dict[str, str] = {}
    pending = [fact for fact in draft.facts.values() if fact.trial == trial.key]
    while pending:
        fact = pending.pop()
        for key in list(fact.references()):
            other = draft.facts[key]
            if other.trial == trial.key:
                continue
            if key not in copies:
                copies[key] = f"{trial.key}/{key}"
                copy = deepcopy(other)
                copy.key, copy.trial, copy.machine = copies[key], trial.key, None
                draft.facts[copy.key] = copy
                pending.append(copy)
            _point(fact, key, copies[key])
