"""What a curator decides about the facts of a record: one model an action, kept for good in a log.

A fact is named by its key in the draft under review ("trial-1/arm-2", "trial-1/result-4"). Values are the
fields of the fact's model in `schemas`, with the keys of other facts where the record has ids.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from schemas.base import Evidence, Model

FactKind = Literal["trial", "design", "drug", "arm", "dose", "endpoint", "result", "comparison"]
Track = Literal["first", "second", "final"]
"""The first review (shared by all who work on it), a blind second one, and the adjudication of both."""
RejectReason = Literal[
    "not_in_document",
    "wrong_number",
    "wrong_place",
    "other_trial",
    "baseline",
    "duplicate",
    "no_trial_fact",
    "other",
]

Text = Annotated[str, Field(max_length=2000)]
Key = Annotated[str, Field(min_length=1, max_length=200)]


class Accept(Model):
    """These facts are right as they stand."""

    action: Literal["accept"] = "accept"
    facts: list[Key] = Field(min_length=1, max_length=5000)


class Correct(Model):
    """The fact holds, with this value."""

    action: Literal["correct"] = "correct"
    fact: Key
    value: dict[str, Any]


class Reject(Model):
    """The fact does not belong in the record."""

    action: Literal["reject"] = "reject"
    fact: Key
    reason: RejectReason
    note: Text = ""


class Ground(Model):
    """The fact rests on these stretches of the document."""

    action: Literal["ground"] = "ground"
    fact: Key
    evidence: list[Evidence] = Field(min_length=1, max_length=50)


class Add(Model):
    """A fact that is missing. `trial` is the key of its trial (None for a trial), `name` a plain field's."""

    action: Literal["add"] = "add"
    kind: FactKind
    trial: Key | None = None
    name: Text = ""
    value: dict[str, Any]
    evidence: list[Evidence] = Field(default=[], max_length=50)


class Merge(Model):
    """The fact and `into`, of one kind, are the same: what refers to the fact refers to `into` now."""

    action: Literal["merge"] = "merge"
    fact: Key
    into: Key


class Split(Model):
    """The fact was two: a second one with this value takes over the facts in `moved`."""

    action: Literal["split"] = "split"
    fact: Key
    value: dict[str, Any]
    moved: list[Key] = Field(min_length=1, max_length=5000)


class Settle(Model):
    """Of two reviews that disagree about a fact, this one is right; `outcome` is what that changes.

    An addition of the second review keeps its key.
    """

    action: Literal["settle"] = "settle"
    fact: Key
    take: Literal["first", "second"]
    outcome: Annotated[Accept | Correct | Reject | Add | Merge | None, Field(discriminator="action")] = None


class Undo(Model):
    """The entry of the log has no effect any more; an undo can be undone."""

    action: Literal["undo"] = "undo"
    entry: int


class Finish(Model):
    """Every fact has been looked at."""

    action: Literal["finish"] = "finish"


class Reopen(Model):
    """There is more to look at."""

    action: Literal["reopen"] = "reopen"


Action = Annotated[
    Accept | Correct | Reject | Ground | Add | Merge | Split | Settle | Undo | Finish | Reopen,
    Field(discriminator="action"),
]
ACTION: TypeAdapter[Action] = TypeAdapter(Action)


class Entry(Model):
    """A line of the log: who decided what, when (UTC), looking at the record of which extractor version."""

    id: int
    track: Track
    reviewer: str
    made: str
    version: str
    action: Action
