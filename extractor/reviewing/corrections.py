"""What curators changed, by kind of error: where the extractor is weak."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from extractor.reviewing.changes import changes
from extractor.reviewing.desk import Desk
from extractor.reviewing.draft import Draft, Fact
from extractor.reviewing.summary import file_name
from extractor.reviewing.words import KIND_WORDS, REASONS
from extractor.storing import Store


@dataclass(frozen=True, slots=True)
class Correction:
    """One change that a curator made: the kind of fact and of error, what the program had and what stands."""

    sha: str
    position: int
    document: str
    file: str
    key: str
    kind: str
    error: str
    before: str
    after: str
    quote: str
    reviewer: str
    made: str


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """All corrections of one kind of error on one kind of fact."""

    kind: str
    error: str
    corrections: list[Correction]


def corrections_in(desk: Desk, store: Store, reader: str = "") -> list[ErrorGroup]:
    """The corrections of a store, the most frequent kind of error first.

    `reader` does not see those of documents of which they have a second, blind review in hand.
    """
    groups: dict[tuple[str, str], list[Correction]] = {}
    for item in all_corrections(desk, store, reader):
        groups.setdefault((item.kind, item.error), []).append(item)
    found = [ErrorGroup(kind, error, items) for (kind, error), items in groups.items()]
    return sorted(found, key=lambda group: (-len(group.corrections), group.kind, group.error))


def all_corrections(desk: Desk, store: Store, reader: str = "") -> Iterator[Correction]:
    """One item for each field that was corrected, each fact that was rejected, added or merged."""
    for sha, position in store.decisions.decided():
        second = desk.state(store, sha, position, "second")
        if reader in second.reviewers and not second.draft.finished:
            continue
        draft = desk.outcome(store, sha, position).draft
        file = file_name(store.paths_of(sha))
        for fact in draft.facts.values():
            for error, before, after in _errors(draft, fact):
                yield Correction(
                    sha=sha,
                    position=position,
                    document=draft.document.id,
                    file=file,
                    key=fact.key,
                    kind=KIND_WORDS[fact.kind],
                    error=error,
                    before=before,
                    after=after,
                    quote=fact.evidence[0].text if fact.evidence else "",
                    reviewer=fact.by,
                    made=fact.made,
                )


def _errors(draft: Draft, fact: Fact) -> Iterator[tuple[str, str, str]]:
    if fact.status == "added" and fact.machine is None:
        yield "missed", "", _words(fact)
    elif fact.status == "rejected":
        yield f"not a fact: {REASONS.get(fact.reason, fact.reason)}", _words(fact), ""
    elif fact.status == "merged":
        yield "one thing taken for two", _words(fact), ""
    elif fact.status == "corrected":
        for change in changes(draft, fact):
            yield f"wrong {change.words}", change.before, change.after


def _words(fact: Fact) -> str:
    """The telling part of a value."""
    for name in ("value", "label", "name", "amount", "acronym", "p"):
        value = fact.value.get(name)
        if isinstance(value, dict):
            return " ".join(str(part) for part in value.values())
        if value is not None:
            unit = fact.value.get("unit")
            return f"{value} {unit}" if unit else str(value)
    return ""
