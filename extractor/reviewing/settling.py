"""Adjudication: which decision makes one of two reviews the valid one for a fact."""

from __future__ import annotations

from extractor.reviewing.agreement import Pair
from extractor.reviewing.apply import DecisionError
from extractor.reviewing.draft import Draft, Fact
from schemas.review import Accept, Add, Correct, Merge, Reject, Settle


def settle(key: str, take: str, open_pairs: list[Pair], draft: Draft) -> Settle:
    """The decision that one review is right about a fact. Raises DecisionError when it is settled already."""
    pair = next((item for item in open_pairs if item.key == key), None)
    if pair is None or take not in ("first", "second"):
        raise DecisionError("that disagreement is settled already")
    if take == "first":
        # Adjudication goes on from the first review.
        return Settle(fact=key, take="first")
    return Settle(fact=key, take="second", outcome=_outcome(pair, draft))


def _outcome(pair: Pair, draft: Draft) -> Accept | Correct | Reject | Add | Merge | None:
    theirs = pair.second
    if theirs is None:
        return Reject(fact=pair.key, reason="other", note="only one review added it")
    if pair.first is None:
        lost = [name for name in theirs.references() if name not in draft.facts]
        if lost or (theirs.trial and theirs.trial not in draft.facts):
            raise DecisionError(
                "it belongs to an arm, endpoint or trial of the second review; settle that first"
            )
        return Add(
            kind=theirs.kind,
            trial=theirs.trial or None,
            name=theirs.name,
            value=theirs.value,
            evidence=theirs.evidence,
        )
    return _same_as(theirs, draft)


def _same_as(theirs: Fact, draft: Draft) -> Accept | Correct | Reject | Merge:
    mine = draft.facts[theirs.key]
    if theirs.status == "merged":
        return Merge(fact=theirs.key, into=theirs.into)
    if theirs.status == "rejected":
        return Reject(fact=theirs.key, reason=theirs.reason, note=theirs.note)  # type: ignore[arg-type]
    if theirs.status in ("accepted", "corrected") and mine.status == "merged":
        raise DecisionError("the first review merged it; undo that merge in the first review")
    if theirs.value == mine.value and mine.status != "rejected":
        return Accept(facts=[theirs.key])
    return Correct(fact=theirs.key, value=theirs.value)
