"""Which endpoint, time and subgroup an effect or p-value belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.language.mentions import EndpointName
from extractor.language.noun_runs import bounds
from extractor.linking.context import ComparisonDraft, Context, Linked, When
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.effects import Effect
from extractor.linking.outcomes import Choice, EndpointMention, choose_endpoint, choose_time
from extractor.linking.result_endpoints import told_by_clause
from extractor.linking.results import subgroup_for


def effect_endpoint(
    context: Context,
    text: str,
    start: int,
    end: int,
    effect: Effect,
    linked: Sequence[Linked],
    others: list[Chars],
    made: Sequence[ComparisonDraft],
    listed: EndpointMention | None,
) -> tuple[EndpointDraft | None, float, str, When, str | None]:
    number = effect.place
    if effect.estimate is not None and effect.told_at is None:
        number = (effect.estimate.core[0], effect.end)
    if made and listed is None and _goes_on(context, text, start, made[-1], effect):
        known = made[-1]
        return known.endpoint, 1.6, "of the effect before it in the bracket", known.timepoint, known.subgroup
    choice = choose_endpoint(text, context.mentions, start, end, number, [])
    if effect.estimate is None and context.alone:
        told = told_by_clause(context, start, end, number, choice)
        if told is not None:
            name = EndpointName(" ".join(text[slice(*told)].split()), "other", "generic")
            choice = Choice(EndpointMention(*told, name), 1.2, "by the clause")
    if choice.mention is None and not context.alone:
        since = max([start, *(place[1] for place in others if place[1] <= effect.start)])
        judged = context.clauses.judged(since, end, number)
        if judged is not None:
            name = EndpointName(" ".join(text[slice(*judged)].split()), "other", "generic")
            choice = Choice(EndpointMention(*judged, name), 1.0, "subject of the test")
    if made and (effect.estimate is None or effect.told_at is not None):
        choice = _listed_outcome(context, text, start, effect, others, made[-1].endpoint) or choice
    before = [item for item in linked if item.link.value.end <= effect.place[0] + 1]
    stop = max(effect.end, effect.p_chars[1]) if effect.p_chars else effect.end
    subgroup = subgroup_for(context, start, end, (effect.start, stop), others)
    if listed is not None:
        choice = Choice(listed, 1.8, "list of outcomes")
    elif before:
        latest = before[-1]
        mention = choice.mention
        newer = mention is not None and latest.link.value.end <= mention.start < effect.place[0]
        if not newer:
            return (
                _of_event(context, text, start, effect, latest.endpoint),
                2.0,
                "of the values before it",
                latest.timepoint,
                latest.subgroup or subgroup,
            )
    elif (
        made
        and effect.told_at is None
        and choice.mention is not None
        and choice.mention.end < made[-1].evidence[0][0]
        and choice.why.startswith("before")
    ):
        return made[-1].endpoint, 1.2, "of the effect before it", made[-1].timepoint, subgroup
    endpoint = None
    if choice.mention is not None:
        endpoint = context.endpoints.resolve(choice.mention, context.last_endpoint)
        endpoint = endpoint and _of_event(context, text, start, effect, endpoint)
    if endpoint is None:
        endpoint = context.last_endpoint
        choice.score, choice.why = 0.1, "carried from the sentence before"
    if endpoint is not None:
        context.remember(endpoint)
    beside = [t for place, t in context.times if _OPENING.fullmatch(text, place[1], effect.start)]
    found = choose_time(text, context.times, start, end, number, [])
    time: When = (found[0].value, found[0].unit) if found else None
    if beside:
        time = beside[-1].value, beside[-1].unit
    if time is None and endpoint is not None:
        time = endpoint.timepoint
    return endpoint, choice.score, choice.why, time, subgroup


def _goes_on(context: Context, text: str, start: int, latest: ComparisonDraft, effect: Effect) -> bool:
    """Whether an effect stands in the bracket of the one before it, with no outcome or value between them:
    "(risk ratio 0.74, P=.005; absolute risk reduction (ARR) 4.5%)"."""
    stop = max(place for _, place in latest.evidence[:2])
    first = latest.evidence[0][0]
    if not first < stop <= effect.start or text.count("(", start, first) <= text.count(")", start, first):
        return False
    depth = 0
    for mark in text[stop : effect.start]:
        depth += (mark in "([") - (mark in ")]")
        if depth < 0:
            return False
    if _WITHIN_ONE.search(text, stop, effect.start):
        return False
    starts = [subgroup.start for subgroup in context.subgroups]
    starts += [mention.start for mention in context.mentions]
    starts += [value.start for value in context.values]
    return not any(stop <= place < effect.start for place in starts)


_WITHIN_ONE = re.compile(r"\b[A-Z][A-Za-z0-9-]{1,12}[:,]? \d|; ?(?:[\w-]+ ){0,4}[\w-]+: ")
"""An abbreviation or a label before numbers of its own in the bracket, which may be another outcome."""


def _of_event(
    context: Context, text: str, start: int, effect: Effect, endpoint: EndpointDraft
) -> EndpointDraft:
    """The survival endpoint whose event a hazard names: "HR for death", "risk of progression or death"."""
    if effect.estimate is None or effect.estimate.measure not in ("hazard_ratio", "relative_reduction"):
        return endpoint
    event, known = endpoint.name.lower(), None
    said = _RISK_OF_DEATH.search(text, max(start, effect.estimate.core[0] - 40), effect.estimate.core[0])
    if said is not None or event in ("death", "risk of death", "mortality", "deaths"):
        known = context.endpoints.named("overall survival")
    elif "progression" in event and "survival" not in event:
        known = context.endpoints.named("progression-free survival")
    return known or endpoint


_RISK_OF_DEATH = re.compile(
    r"\b(?:risk|hazard|chance)s? of (?:death|dying) (?:was |were |fell |cut |down )*by (?:an? )?$"
)
_JOINING = frozenset({"of", "and", "in", "for", "to", "with", "the", "a", "an"})
_OPENING = re.compile(r"\s?\(")
_PER = re.compile(r" (?:per|a) (?:day|night|week|month|year)\b|[‘’“”'\"]")
_OUTCOME_BEFORE = re.compile(
    r"[,)] (?:and |or )?((?:[\w–-]+[ /]){0,5}[‘“'\"]?[\w–-]+[’”'\"]?(?: \([\w–-]{2,12}\))?) ?"
    r"\((?:[^()\d]{0,12})$"
)


def _listed_outcome(
    context: Context, text: str, start: int, effect: Effect, others: Sequence[Chars], latest: EndpointDraft
) -> Choice | None:
    """The phrase before the bracket of one p-value of a list: "lowered A (P=.02), B (P=.04) and C (P=.3)"."""
    place = effect.place[0]
    found = _OUTCOME_BEFORE.search(text, max(start, place - 90), place)
    if found is None or any(found.start() + 2 < stop and first < place for first, stop in others):
        return None
    words = _PER.sub("", found.group(1).lower()).split()
    if not (bounds() - _JOINING).isdisjoint(words):
        return None
    if not any(letter.isalpha() for letter in found.group(1)):
        return None
    span = found.span(1)
    if any(span[0] <= mention.start < span[1] for mention in context.mentions):
        return None
    if any(group.start < span[1] and span[0] < group.end for group in context.groups):
        return None
    name = EndpointName(found.group(1), latest.kind, "generic")
    return Choice(EndpointMention(*span, name), 1.0, "phrase before its bracket")
