"""Whether an endpoint named in an earlier sentence can be what a number that names none measures."""

from __future__ import annotations

import re

from extractor.language.mentions import EndpointName
from extractor.linking.change_words import has_moved, is_of_people
from extractor.linking.context import TIME_UNITS, Context
from extractor.linking.drafts import EndpointDraft
from extractor.linking.outcomes import EndpointMention
from extractor.linking.runs import Run

_BOUND = re.compile(
    r"(?:,? (?:score |level )?(?:of )?(?:at or )?"
    r"(?:below|under|above|over|less than|more than|at least|no more than)\b|\s?[<>≤≥])[^,;]*\d.*$",
    re.I,
)
"""The threshold at the end of a name: "sUA | below 6 mg/dL"."""
_LASTS = re.compile(r"\btime\b|duration|surviv|\bstay\b|length|latency|onset", re.I)
_LEAD = 140


def measure_of(endpoint: EndpointDraft) -> str | None:
    """The bare measure of an endpoint with a threshold: "sUA" of "sUA below 6 mg/dL"; else None."""
    bound = _BOUND.search(endpoint.name)
    measure = endpoint.name[: bound.start()].strip() if bound is not None else ""
    return measure if len(measure) > 1 else None


def moved(text: str, start: int, run: Run) -> bool:
    """Whether the words around a run's first value say that a measured value moved by it."""
    value = run.values[0]
    tail = text[value.end : value.end + 60]
    return has_moved(text[max(start, value.start - _LEAD) : value.start], tail) and not is_of_people(tail)


def bare_measure(
    context: Context, text: str, start: int, run: Run, endpoint: EndpointDraft
) -> EndpointDraft | None:
    """The measure itself where a value moved that the sentence names and the endpoint sets a threshold of:
    "sUA below 6 mg/dL was reached by 62%. Average sUA fell by 47%"."""
    measure = measure_of(endpoint)
    if measure is None:
        return None
    named = re.search(rf"(?<!\w){re.escape(measure)}(?!\w)", text[start : run.start], re.I)
    if named is None:
        return None
    place = (start + named.start(), start + named.end())
    return context.endpoints.resolve(EndpointMention(*place, EndpointName(measure, "score", "generic")), None)


_LABEL = re.compile(r"[\s•*–-]*[^.;()]{0,34}(?:: |[-–—] |= ?)(?:an? |about |by )?", re.I)
_THE_CHANGE = re.compile(
    r"\b(?:the|these|those|corresponding|respective) (?:[\w-]+ ){0,3}"
    r"(?:changes?|rates?|figures?|scores?|reductions?|improvements?|gains?|numbers?|values?|proportions?) "
    r"(?:from baseline )?(?:was|were|had been|came to|stood at)\b",
    re.I,
)
_MET_IT = re.compile(r"\b(?:met|reached|achieved|attained) (?:it|this|that)\b|\b(?:did so|got there)\b", re.I)


def points_back(text: str, start: int, end: int, run: Run) -> bool:
    """Whether a paragraph's sentence says that its numbers are of what the paragraph before spoke of: behind
    no more than a label, as "the mean change was", or as "42% met it"."""
    if _LABEL.fullmatch(text, start, run.start) is not None:
        return True
    if _THE_CHANGE.search(text, max(start, run.start - 90), run.start) is not None:
        return True
    return _MET_IT.search(text, run.end, min(end, run.end + 90)) is not None


def _echoes(text: str, start: int, run: Run, endpoint: EndpointDraft) -> bool:
    """Whether the words before a run repeat part of the endpoint's name: "the peak pressures were" of "peak
    plantar pressure"."""
    lead = text[start : run.start].lower()
    return sum(word in lead for word in set(_LONG_WORD.findall(endpoint.name.lower()))) > 1


_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


def can_carry(context: Context, text: str, start: int, end: int, run: Run, endpoint: EndpointDraft) -> bool:
    """Whether a run of values without a name of their own can be of the endpoint of an earlier sentence."""
    elsewhere = context.endpoint_block != context.last_block and not context.titled
    if elsewhere and not points_back(text, start, end, run) and not _echoes(text, start, run, endpoint):
        return False
    unit = run.values[0].unit
    units = {other for which, other in context.measured if which == id(endpoint)}
    if unit not in (None, "%") and units and unit not in units and not units & {None, "%"}:
        return False
    if unit in TIME_UNITS:
        if _LASTS.search(text, max(start, run.start - 40), run.start):
            return True
        if (id(endpoint), run.values[0].unit) in context.measured:
            return True
        return endpoint.kind == "time_to_event" or _LASTS.search(endpoint.name) is not None
    shares = endpoint.kind in ("responder", "time_to_event") or measure_of(endpoint) is not None
    return not (shares and moved(text, start, run))
