"""When a value of a sentence was measured."""

from __future__ import annotations

import re

from extractor.language.mentions import Time
from extractor.linking.context import TIME_UNITS, Context, When
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.outcomes import choose_time
from extractor.linking.runs import Link, Run
from extractor.linking.values import ValueUnit


def time_for(
    context: Context,
    text: str,
    start: int,
    end: int,
    link: Link,
    spans: list[Chars],
    endpoint: EndpointDraft,
    links: list[Link],
) -> When:
    """The time of a bound value: of its own, of its sentence, or carried from the ones before."""
    run = link.run
    here = [(c, t) for c, t in context.times if start <= c[0] < end and t.role == "at"]
    same_arm = {id(arm) for other in links if other.run is run for arm in other.arms}
    if len(run.values) > 1 and len(same_arm) == 1 and here:
        own = _own_time(run, link.value, here)
        if own is not None:
            return own
    others = [span for span in spans if span != (run.start, run.end)]
    found = choose_time(text, context.times, start, end, (run.start, run.end), others)
    if found is not None:
        when = (found[0].value, found[0].unit)
        if found[0].role == "at":
            context.last_time = when
        return when
    if endpoint.timepoint is not None:
        return endpoint.timepoint
    if endpoint.role == "safety" or endpoint.kind == "safety" or link.value.unit in TIME_UNITS:
        return None
    happens = endpoint.kind == "time_to_event" and link.value.unit != "%"
    if happens or _ANY_TIME.search(endpoint.name):
        return None
    return context.last_time or context.only_time


_ANY_TIME = re.compile(r"adverse|side effect|serious event|\bdeaths?\b|discontinu|drop-?outs?\b", re.I)


def _own_time(run: Run, value: ValueUnit, times: list[tuple[Chars, Time]]) -> When:
    """The time of one value of an arm's course: right behind it, or at its place in the list of times."""
    position = next((i for i, other in enumerate(run.values) if other.core == value.core), None)
    if position is None:
        return None
    stop = run.values[position + 1].start if position + 1 < len(run.values) else value.end + 30
    behind = [time for chars, time in times if value.end <= chars[0] < stop]
    if behind:
        return behind[0].value, behind[0].unit
    before = [time for chars, time in times if chars[1] <= run.start]
    after = [time for chars, time in times if chars[0] >= run.end]
    for listed in (before[-len(run.values) :], after[: len(run.values)]):
        if len(listed) == len(run.values):
            return listed[position].value, listed[position].unit
    return None
