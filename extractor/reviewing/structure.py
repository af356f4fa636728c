"""Merging and splitting what other facts refer to: drugs, arms, endpoints and trials."""

from __future__ import annotations

from copy import deepcopy

from extractor.reviewing.draft import Draft, Fact, referring
from extractor.reviewing.values import checked
from schemas.review import FactKind, Split

STRUCTURAL: tuple[FactKind, ...] = ("trial", "drug", "arm", "endpoint")


def merge(draft: Draft, fact: Fact, into: Fact) -> str | None:
    """Let `into` stand for both; why that cannot be, or None when it is done."""
    if fact.key == into.key or fact.kind != into.kind or fact.kind not in STRUCTURAL:
        return "only two drugs, two arms, two endpoints or two trials can be merged"
    if into.status == "rejected":
        return "that one was rejected; accept it first"
    if fact.trial != into.trial:
        return "they belong to different trials; merge the trials first"
    for other in draft.facts.values():
        if fact.kind == "trial":
            if other.trial == fact.key:
                other.trial = into.key
        else:
            _point(other, fact.key, into.key)
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
    if fact.kind == "trial":
        _move(draft, fact, made, set(action.moved))
    else:
        for name in action.moved:
            _point(draft.facts[name], fact.key, key)
    return made


def _move(draft: Draft, trial: Fact, made: Fact, keys: set[str]) -> None:
    """Move facts to a new trial, with all that speaks of them; what they speak of is copied."""
    while True:
        more = {key for key, f in draft.facts.items() if f.trial == trial.key and keys & set(f.references())}
        if more <= keys:
            break
        keys |= more
    for key in keys:
        draft.facts[key].trial = made.key
    bring_along(draft, made)


def _point(fact: Fact, old: str, new: str) -> None:
    """Let a fact speak of `new` where it speaks of `old`."""
    fact.value = referring(fact, fact.value, lambda key: new if key == old else key)


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


def bring_along(draft: Draft, trial: Fact) -> None:
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
                if copies[key] in draft.facts:
                    _point(fact, key, copies[key])
                    continue
                copy = deepcopy(other)
                copy.key, copy.trial, copy.home, copy.machine = copies[key], trial.key, "", None
                copy.status = "added"
                draft.facts[copy.key] = copy
                pending.append(copy)
            _point(fact, key, copies[key])
