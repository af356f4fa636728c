"""Decisions and disagreements in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractor.reviewing.agreement import Pair
from extractor.reviewing.changes import changes
from extractor.reviewing.draft import Draft, Fact
from extractor.reviewing.forms import field_words, label_of
from extractor.reviewing.words import KIND_WORDS, REASONS
from schemas.review import Accept, Add, Correct, Entry, Ground, Merge, Reject, Reopen, Settle, Split, Undo

_PAST = {
    "accept": "accepted",
    "correct": "corrected",
    "reject": "rejected",
    "add": "added",
    "merge": "merged",
    "missing": "not there",
}


def sentence(entry: Entry, draft: Draft) -> str:
    """What was done: "rejected arm result 64 % (a baseline value)"."""
    action = entry.action
    if isinstance(action, Accept):
        if len(action.facts) > 1:
            return f"accepted {len(action.facts)} facts"
        return f"accepted {_named(draft, action.facts[0])}"
    if isinstance(action, Correct):
        fact = draft.facts.get(action.fact)
        fields = ", ".join(change.words for change in changes(draft, fact)) if fact else ""
        return f"corrected {_named(draft, action.fact)}" + (f": {fields}" if fields else "")
    if isinstance(action, Reject):
        about = REASONS[action.reason] + (f"; {action.note}" if action.note else "")
        return f"rejected {_named(draft, action.fact)} ({about})"
    if isinstance(action, Ground):
        return f"set the evidence of {_named(draft, action.fact)}"
    if isinstance(action, Add):
        return f"added {_named(draft, f'entry-{entry.id}')}"
    if isinstance(action, Merge):
        return f"merged {_named(draft, action.fact)} into {_named(draft, action.into)}"
    if isinstance(action, Split):
        return f"split {_named(draft, action.fact)}"
    if isinstance(action, Settle):
        return f"settled {_named(draft, action.fact)}: the {action.take} review is right"
    if isinstance(action, Undo):
        return "took a decision back"
    return "opened the review again" if isinstance(action, Reopen) else "finished the review"


def _named(draft: Draft, key: str) -> str:
    fact = draft.facts.get(key)
    return f"the {KIND_WORDS[fact.kind]} “{brief(fact)}”" if fact else "a fact"


def brief(fact: Fact) -> str:
    """A fact in a few words."""
    value = fact.value
    if fact.kind == "design":
        content = value["value"]
        words = (
            " ".join(str(part) for part in content.values()) if isinstance(content, dict) else str(content)
        )
        return f"{field_words(fact.name)} {words}"
    if fact.kind == "dose":
        return f"{value['amount']} {value['unit']}"
    if fact.kind == "result":
        return f"{value['value']} {value['unit'] or ''}".strip()
    if fact.kind == "comparison":
        measure = (value["measure"] or "").replace("_", " ")
        p = value["p"]
        parts = [f"{measure} {value['value']}" if value["value"] is not None else measure]
        parts.append(f"p {p['operator']} {p['value']}" if p else "")
        return ", ".join(part.strip() for part in parts if part.strip())
    return label_of(fact)


@dataclass(frozen=True, slots=True)
class DisagreementRow:
    """A disagreement as the page lists it: what each review made of the fact."""

    key: str
    kind: str
    words: str
    first: str
    second: str
    quote: str


def disagreement_rows(pairs: list[Pair], draft: Draft, other: Draft) -> list[DisagreementRow]:
    """The disagreements in words. `draft` is the state of adjudication, `other` the second review's."""
    rows = []
    for pair in pairs:
        fact = pair.first or pair.second
        assert fact is not None
        evidence = fact.evidence[0].text if fact.evidence else ""
        machine = brief(fact) if fact.machine is None else brief(_as_machine(fact))
        rows.append(
            DisagreementRow(
                key=pair.key,
                kind=KIND_WORDS[pair.kind],
                words=machine,
                first=_outcome(pair.labels[0], pair.first, draft),
                second=_outcome(pair.labels[1], pair.second, other),
                quote=evidence,
            )
        )
    return rows


def _as_machine(fact: Fact) -> Fact:
    return replace(fact, value=fact.machine or fact.value)


def _outcome(label: str, fact: Fact | None, draft: Draft) -> str:
    words = _PAST.get(label.partition(" ")[0], label)
    if fact is None:
        return words
    if fact.status == "corrected":
        words += ": " + "; ".join(f"{c.words} {c.before} → {c.after}" for c in changes(draft, fact))
    if fact.status == "rejected" and fact.reason:
        words += f": {REASONS[fact.reason]}"
    return words
