"""The queue's row of a record: how far its review is, and what a curator's minute would find there."""

from __future__ import annotations

from pathlib import PurePath
from typing import cast

from extractor.reviewing.apply import open_facts
from extractor.reviewing.draft import Draft
from extractor.reviewing.history import State
from extractor.storing.summaries import ReviewStatus, Summary
from schemas import Check, DocumentRecord

SECONDS_A_FACT = 6.0
SECONDS_A_DOCUMENT = 30.0
"""What a decision takes on average, and what it takes to get into a document."""
_DOUBT_OF_CHECK = {"error": 0.6, "warning": 0.2, "note": 0.05}
"""How many wrong facts a finding stands for, on average, beyond what the confidence says."""
_UNKNOWN = 0.5
_STARTED = 1.25
"""A document that is begun comes before a like one that is not: its reader still knows it."""


def summarise(
    state: State, sha: str, position: int, paths: list[str], reviewers: tuple[str, ...], disagreements: int
) -> Summary:
    """The row of a record."""
    draft, record = state.draft, state.final.record
    open_ones = open_facts(draft)
    confidences = [fact.confidence for fact in open_ones if fact.confidence is not None]
    counts = [fact.status for fact in draft.facts.values()]
    checks = open_checks(record.checks, state)
    severities = [check.severity for check in checks]
    doubt = sum(1 - (_UNKNOWN if fact.confidence is None else fact.confidence) for fact in open_ones)
    doubt += sum(_DOUBT_OF_CHECK[severity] for severity in severities) if open_ones else 0
    minutes = (SECONDS_A_DOCUMENT + SECONDS_A_FACT * len(open_ones)) / 60 if open_ones else 0.0
    status = cast(ReviewStatus, state.status)
    worth = doubt / minutes if minutes else 0.0
    if not open_ones and status != "done":
        worth = 0.05  # Only its closing is left.
    return Summary(
        sha=sha,
        position=position,
        document_id=record.document.id,
        title=title_of(record),
        file=file_name(paths),
        status=status,
        facts=sum(1 for status in counts if status != "merged"),
        open=len(open_ones),
        accepted=counts.count("accepted"),
        corrected=counts.count("corrected"),
        rejected=counts.count("rejected"),
        added=counts.count("added"),
        errors=severities.count("error"),
        warnings=severities.count("warning"),
        notes=severities.count("note"),
        lowest=min(confidences, default=None),
        doubt=round(doubt, 3),
        minutes=round(minutes, 2),
        worth=round(worth * (_STARTED if status == "in_progress" else 1), 4),
        reviewers=reviewers,
        disagreements=disagreements,
    )


def open_checks(checks: list[Check], state: State) -> list[Check]:
    """The findings about facts that no curator has stood for: of those the others were a false alarm."""
    keys = {fact.key for fact in open_facts(state.draft)}
    return [check for check in checks if (state.final.key_at(check.path) or "") in keys]


def reason(summary: Summary) -> str:
    """Why this document is worth the next minute, in a sentence."""
    if summary.status == "done":
        return "Done."
    if not summary.facts:
        return "The program found no facts here; is that right?"
    if not summary.open:
        return "Every fact is decided; only “finish” is left."
    wrong = max(round(summary.doubt), 1) if summary.doubt >= 0.3 else 0
    parts = []
    if summary.open:
        likely = f"about {wrong} likely wrong" if wrong else "likely all right"
        parts.append(f"{_some(summary.open, 'open fact')}, {likely}")
    failed = [_some(n, kind) for n, kind in ((summary.errors, "error"), (summary.warnings, "warning")) if n]
    if failed:
        parts.append(" and ".join(failed) + " from the checks")
    if summary.lowest is not None and summary.lowest < 0.5:
        parts.append(f"lowest confidence {summary.lowest:.2f}")
    minutes = max(round(summary.minutes), 1)
    rate = f"{summary.doubt / summary.minutes:.1f}" if summary.minutes else "0"
    return f"{'; '.join(parts)}. About {_some(minutes, 'minute')}: {rate} errors found a minute."


def short_reason(summary: Summary) -> str:
    """The same in the few words of a row whose other columns have the numbers."""
    if summary.status == "done":
        return "Done."
    if not summary.facts:
        return "Nothing was found; is that right?"
    if not summary.open:
        return "Only “finish” is left."
    wrong = (
        f"about {max(round(summary.doubt), 1)} likely wrong" if summary.doubt >= 0.3 else "likely all right"
    )
    minutes = max(round(summary.minutes), 1)
    return f"{wrong}, {_some(minutes, 'minute')}"


def title_of(record: DocumentRecord) -> str:
    """The headline, or the document's id."""
    return record.document.title or record.document.id


def file_name(paths: list[str]) -> str:
    """The name of the first file, without its folders."""
    return PurePath(paths[0]).name if paths else ""


def names_of(draft: Draft) -> str:
    """The names that a curator may search for: drugs, trials, conditions, endpoints."""
    words: list[str] = []
    for fact in draft.facts.values():
        for name in ("name", "aliases", "targets", "acronym", "registry_ids", "label", "developer"):
            value = fact.value.get(name)
            words += value if isinstance(value, list) else [value] if isinstance(value, str) else []
        if fact.kind == "design" and isinstance(fact.value["value"], str):
            words.append(fact.value["value"])
    return " ".join(dict.fromkeys(words))


def _some(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
