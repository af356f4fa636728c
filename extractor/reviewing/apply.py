"""The log makes the draft: each decision in turn changes the facts that it names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from extractor.reviewing.draft import Draft, Fact
from extractor.reviewing.structure import merge, split
from extractor.reviewing.values import ValueProblem, checked
from schemas.review import (
    Accept,
    Add,
    Correct,
    Entry,
    Finish,
    Ground,
    Merge,
    Reject,
    Reopen,
    Settle,
    Split,
    Undo,
)


class DecisionError(ValueError):
    """A decision that cannot be carried out on the draft as it stands; the message says why."""


def replay(draft: Draft, entries: Iterable[Entry]) -> Draft:
    """The draft after all entries that have an effect; it is changed in place.

    An entry about a fact that is not there any more (its addition was undone) has none.
    """
    for entry in entries:
        with suppress(DecisionError, ValueProblem):
            apply(draft, entry)
    return draft


def in_force(entries: Sequence[Entry]) -> list[Entry]:
    """The entries that no undo has taken back, without the undos."""
    undone: set[int] = set()
    kept = []
    for entry in reversed(entries):
        if entry.id in undone:
            continue
        if isinstance(entry.action, Undo):
            undone.add(entry.action.entry)
        else:
            kept.append(entry)
    return kept[::-1]


def apply(draft: Draft, entry: Entry) -> None:
    """Carry one decision out. Raises DecisionError or ValueProblem and leaves the draft as it was."""
    action = entry.action
    if isinstance(action, Accept):
        facts = [_fact(draft, key) for key in action.facts]
        for fact in facts:
            _accept(draft, fact)
            _sign(fact, entry)
    elif isinstance(action, Correct):
        fact = _fact(draft, action.fact)
        fact.value = checked(draft, fact.kind, fact.trial, fact.name, action.value)
        if fact.machine is not None:
            fact.status = "accepted" if fact.value == draft.machine_value(fact) else "corrected"
        else:
            fact.status = "added"
        fact.asks = fact.reason = fact.note = ""
        _sign(fact, entry)
    elif isinstance(action, Reject):
        fact = _fact(draft, action.fact)
        fact.status, fact.reason, fact.note, fact.asks = "rejected", action.reason, action.note, ""
        _sign(fact, entry)
    elif isinstance(action, Ground):
        fact = _fact(draft, action.fact)
        fact.evidence, fact.grounded = list(action.evidence), True
        _sign(fact, entry)
    elif isinstance(action, Add):
        _sign(_add(draft, action, f"entry-{entry.id}"), entry)
    elif isinstance(action, Merge):
        fact, into = _fact(draft, action.fact), _fact(draft, action.into)
        problem = merge(draft, fact, into)
        if problem:
            raise DecisionError(problem)
        _sign(fact, entry)
        _sign(into, entry)
    elif isinstance(action, Split):
        fact = _fact(draft, action.fact)
        made = split(draft, fact, action, f"entry-{entry.id}")
        if isinstance(made, str):
            raise DecisionError(made)
        _sign(made, entry)
        for key, copy in draft.facts.items():
            if key.startswith(f"{made.key}/"):
                _sign(copy, entry)
        for key in action.moved:
            _sign(draft.facts[key], entry)
    elif isinstance(action, Settle):
        if isinstance(action.outcome, Add):
            _sign(_add(draft, action.outcome, action.fact), entry)
        elif action.outcome is not None:
            apply(draft, entry.model_copy(update={"action": action.outcome}))
    elif isinstance(action, Finish):
        left = open_facts(draft)
        if left:
            raise DecisionError(f"{len(left)} facts are still open")
        draft.finished = True
    elif isinstance(action, Reopen):
        draft.finished = False


def open_facts(draft: Draft) -> list[Fact]:
    """The facts that a curator has to decide on yet."""
    out = draft.excluded()
    return [
        fact
        for key, fact in draft.facts.items()
        if key not in out and (fact.status == "unreviewed" or fact.asks)
    ]


def touched(entry: Entry, draft: Draft) -> set[str]:
    """The facts that a decision is about; an addition is about the fact that it made."""
    action = entry.action
    if isinstance(action, Accept):
        return set(action.facts)
    if isinstance(action, Correct | Reject | Ground):
        return {action.fact}
    if isinstance(action, Merge):
        both = {action.fact, action.into}
        return both | {key for key, fact in draft.facts.items() if both & set(fact.references())}
    if isinstance(action, Split):
        return {action.fact, f"entry-{entry.id}", *action.moved}
    if isinstance(action, Settle):
        outcome = None if isinstance(action.outcome, Add) else action.outcome
        more = touched(entry.model_copy(update={"action": outcome}), draft) if outcome else set()
        return {action.fact} | more
    return {f"entry-{entry.id}"} if isinstance(action, Add) else set()


def _fact(draft: Draft, key: str) -> Fact:
    fact = draft.facts.get(key)
    if fact is None:
        raise DecisionError("that fact is not there any more; load the page again")
    if fact.status == "merged":
        raise DecisionError("that fact was merged into another; undo the merge first")
    return fact


def _accept(draft: Draft, fact: Fact) -> None:
    if fact.status in ("unreviewed", "rejected"):
        if fact.machine is None:
            fact.status = "added"
        else:
            fact.status = "accepted" if fact.value == draft.machine_value(fact) else "corrected"
    fact.asks = fact.reason = fact.note = ""


def _add(draft: Draft, action: Add, key: str) -> Fact:
    trial = "" if action.kind == "trial" else action.trial or ""
    if action.kind != "trial":
        home = draft.facts.get(trial)
        if home is None or home.kind != "trial" or home.status == "merged":
            raise DecisionError("choose the trial that the fact belongs to")
    name = action.name if action.kind == "design" else ""
    value = checked(draft, action.kind, trial, name, action.value)
    out = draft.excluded()
    if name and any(f.name == name and f.key not in out for f in draft.of_kind("design", trial)):
        raise DecisionError("the trial has this field already; correct it instead")
    fact = Fact(
        key=key,
        kind=action.kind,
        trial=trial,
        value=value,
        machine=None,
        name=name,
        evidence=list(action.evidence),
        status="added",
    )
    draft.facts[key] = fact
    return fact


def _sign(fact: Fact, entry: Entry) -> None:
    fact.by, fact.made, fact.entry = entry.reviewer, entry.made, entry.id
