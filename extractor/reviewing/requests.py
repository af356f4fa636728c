"""What a page sends becomes a decision: JSON with the filled form, the selected ranges, the chosen facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from pydantic import ValidationError

from extractor.reading import Source
from extractor.reviewing.apply import DecisionError
from extractor.reviewing.forms import Field, fields_of, parse
from extractor.reviewing.history import State
from extractor.reviewing.sources import evidence_at
from extractor.reviewing.values import ValueProblem
from schemas import Evidence
from schemas.review import (
    ACTION,
    Accept,
    Action,
    Add,
    Correct,
    FactKind,
    Finish,
    Ground,
    Merge,
    Reject,
    Reopen,
    Split,
    Undo,
)

Body = Mapping[str, Any]


def decision(body: Body, state: State, source: Callable[[], Source], reviewer: str) -> Action:
    """The decision that a request asks for. Raises DecisionError or ValueProblem."""
    make = _MAKERS.get(str(body.get("do")))
    if make is None:
        raise DecisionError("there is no such action")
    try:
        return ACTION.validate_python(make(body, state, source, reviewer))
    except ValidationError as error:
        raise DecisionError(f"the request is not understood ({error.errors()[0]['msg']})") from None


def _correct(body: Body, state: State, source: Callable[[], Source], reviewer: str) -> Action:
    fact = state.draft.facts.get(str(body.get("fact")))
    if fact is None:
        raise DecisionError("that fact is not there any more; load the page again")
    fields = fields_of(state.draft, fact.kind, fact.trial, fact.name, fact.value)
    return Correct(fact=fact.key, value=parse(fields, _form(body)))


def _restore(body: Body, state: State, source: Callable[[], Source], reviewer: str) -> Action:
    fact = state.draft.facts.get(str(body.get("fact")))
    if fact is None or fact.machine is None:
        raise DecisionError("the program has no value for this fact")
    return Correct(fact=fact.key, value=state.draft.machine_value(fact) or {})


def _add(body: Body, state: State, source: Callable[[], Source], reviewer: str) -> Action:
    kind = cast(FactKind, str(body.get("kind")))
    trial, name = str(body.get("trial") or ""), str(body.get("name") or "")
    fields = empty_form(state, kind, trial, name)
    return Add(
        kind=kind,
        trial=trial or None,
        name=name,
        value=parse(fields, _form(body)),
        evidence=_evidence(body, source) if body.get("ranges") or body.get("words") else [],
    )


def _split(body: Body, state: State, source: Callable[[], Source], reviewer: str) -> Action:
    fact = state.draft.facts.get(str(body.get("fact")))
    if fact is None:
        raise DecisionError("that fact is not there any more; load the page again")
    fields = fields_of(state.draft, fact.kind, fact.trial, fact.name, fact.value)
    moved = body.get("moved") or []
    if not moved:
        raise DecisionError("choose the facts that go to the new one")
    return Split(fact=fact.key, value=parse(fields, _form(body)), moved=moved)


def _ground(body: Body, state: State, source: Callable[[], Source], reviewer: str) -> Action:
    return Ground(fact=str(body.get("fact")), evidence=_evidence(body, source))


def _undo(body: Body, state: State, source: Callable[[], Source], reviewer: str) -> Action:
    if isinstance(body.get("entry"), int):
        return Undo(entry=body["entry"])
    mine = [entry for entry in state.live if (entry.reviewer, entry.track) == (reviewer, state.track)]
    if not mine:
        raise DecisionError("there is nothing of yours to undo here")
    return Undo(entry=mine[-1].id)


def _redo(body: Body, state: State, source: Callable[[], Source], reviewer: str) -> Action:
    """Take the reviewer's last undo back, as long as nothing was decided after it."""
    mine = [entry for entry in state.entries if (entry.reviewer, entry.track) == (reviewer, state.track)]
    gone: set[int] = set()
    for entry in reversed(mine):
        if not isinstance(entry.action, Undo):
            break
        if entry.id in gone:
            continue
        if any(other.id == entry.action.entry and isinstance(other.action, Undo) for other in mine):
            gone.add(entry.action.entry)
            continue
        return Undo(entry=entry.id)
    raise DecisionError("there is nothing to redo")


def empty_form(state: State, kind: FactKind, trial: str, name: str) -> list[Field]:
    """The inputs for a new fact. Raises DecisionError when there is no such kind, trial or field."""
    home = state.draft.facts.get(trial)
    if kind != "trial" and (home is None or home.kind != "trial" or home.status == "merged"):
        raise DecisionError("choose the trial that the fact belongs to")
    try:
        return fields_of(state.draft, kind, trial, name, {})
    except (KeyError, AttributeError):
        raise DecisionError("there is no such kind of fact") from None


def _form(body: Body) -> Mapping[str, Any]:
    form = body.get("form")
    if not isinstance(form, Mapping):
        raise DecisionError("the form is missing")
    return form


def _evidence(body: Body, source: Callable[[], Source]) -> list[Evidence]:
    """The selected ranges, or where the words stand that were typed instead."""
    words = " ".join(str(body.get("words") or "").split())
    if words and not body.get("ranges"):
        start = source().text.find(words)
        if start < 0:
            raise ValueProblem({"words": "the document does not have these words in this order"})
        return [evidence_at(source(), start, start + len(words))]
    ranges = body.get("ranges")
    if not isinstance(ranges, list) or not ranges:
        raise DecisionError("select the words in the document first")
    try:
        return [evidence_at(source(), int(start), int(end)) for start, end in ranges]
    except (TypeError, ValueError) as error:
        raise DecisionError(f"select the words in the document first ({error})") from None


_MAKERS: Mapping[str, Callable[[Body, State, Callable[[], Source], str], Any]] = {
    "accept": lambda body, *_: Accept(facts=body.get("facts") or []),
    "correct": _correct,
    "restore": _restore,
    "reject": lambda body, *_: Reject(
        fact=str(body.get("fact")), reason=body.get("reason", ""), note=str(body.get("note") or "")
    ),
    "ground": _ground,
    "add": _add,
    "merge": lambda body, *_: Merge(fact=str(body.get("fact")), into=str(body.get("into"))),
    "split": _split,
    "undo": _undo,
    "redo": _redo,
    "finish": lambda body, *_: Finish(),
    "reopen": lambda body, *_: Reopen(),
}
