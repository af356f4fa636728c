"""Whether an endpoint named in an earlier sentence can be what a number without a name of its own measures."""

from __future__ import annotations

import re

from extractor.language.mentions import EndpointName
from extractor.linking.change_words import has_moved, is_of_people
from extractor.linking.context import TIME_UNITS, Context
from extractor.linking.drafts import EndpointDraft
from extractor.linking.outcomes import EndpointMention
from extractor.linking.runs import Run

_BOUND = re.compile(
    r"(?:,? (?:score |level )?(?:of )?(?:at or )?(?:below|under|above|over|less than|more than|at least|no more than)\b"
    r"|\s?[<>≤≥])[^,;]*\d.*$",
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
    """The measure itself where a value moved that the sentence names and the endpoint only sets a threshold of:
    "sUA below 6 mg/dL was reached by 62%. Average sUA fell by 47%"."""
    measure = measure_of(endpoint)
    if measure is None:
        return None
    named = re.search(rf"(?<!\w){re.escape(measure)}(?!\w)", text[start : run.start], re.I)
    if named is None:
        return None
    place = (start + named.start(), start + named.end())
    return context.endpoints.resolve(EndpointMention(*place, EndpointName(measure, "score", "generic")), None)


def can_carry(context: Context, text: str, start: int, run: Run, endpoint: EndpointDraft) -> bool:
    """Whether a run of values without a name of their own can be of the endpoint of an earlier sentence."""
    if run.values[0].unit in TIME_UNITS:
        if _LASTS.search(text, max(start, run.start - 40), run.start):
            return True
        return endpoint.kind == "time_to_event" or _LASTS.search(endpoint.name) is not None
    shares = endpoint.kind in ("responder", "time_to_event") or measure_of(endpoint) is not None
    return not (shares and moved(text, start, run))
