"""Effect sizes and p-values of one trial, tied to the arms and the endpoint they compare."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import product

from extractor.language.mentions import EndpointName, Interval, PValue
from extractor.language.noun_runs import bounds
from extractor.language.spans import doc_text
from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import Context, Linked, When, confidence_of
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.effect_names import named_sides
from extractor.linking.effect_sides import Pairs, align_effects, find_sides, parallel_arm
from extractor.linking.effects import Effect, find_effects
from extractor.linking.groups import told_order
from extractor.linking.no_comparisons import compares_no_arms
from extractor.linking.outcome_lists import outcome_lists, outcomes_of_effects
from extractor.linking.outcomes import Choice, EndpointMention, analysis_at, choose_endpoint, choose_time
from extractor.linking.result_endpoints import told_by_clause
from extractor.linking.results import subgroup_for
from extractor.linking.within_arm import arms_within


@dataclass(slots=True, eq=False)
class ComparisonDraft:
    """One effect size and/or p-value with what it compares, and why."""

    arm: ArmDraft
    reference: ArmDraft | None
    endpoint: EndpointDraft
    timepoint: When
    measure: str | None
    value: float | None
    unit: str | None
    interval: Interval | None
    p: PValue | None
    subgroup: str | None
    analysis: str | None
    evidence: list[Chars]
    confidence: float
    why: str


def link_effects(
    context: Context,
    start: int,
    end: int,
    linked: Sequence[Linked],
    previous: Sequence[Linked],
    strangers: Collection[int] = (),
) -> list[ComparisonDraft]:
    """Tie the effects of one sentence to arms and endpoint.

    `linked` are the sentence's own results; `previous` those of the sentence before, which an effect without
    values of its own refers to. `strangers` are the starts of effects that another trial reports.
    """
    text = doc_text(context.doc)
    groups = [group for group in context.groups if start <= group.start < end]
    effects = [effect for effect in find_effects(context, start, end) if effect.start not in strangers]
    effects = [effect for effect in effects if not compares_no_arms(text, start, end, effect, groups)]
    made: list[ComparisonDraft] = []
    places = [effect.place for effect in effects]
    placed = align_effects(context, text, start, end, effects)
    values = [value for value in context.values if start <= value.start < end]
    controls = context.compared.control or context.compared.experimental[-1:]
    within = arms_within(text, start, effects, groups, values, controls)
    lists = outcome_lists(text, context.mentions, start, end)
    listed = outcomes_of_effects(text, lists, effects, values)
    told_for = [(effect, mention) for effect in effects for mention in listed.get(effect.place[0], [None])]
    for effect, mention in told_for:
        pairs, score, why = _pairs(context, text, start, end, effect, linked, previous, effects, placed)
        if effect.start in within:
            pairs, score, why = [(arm, None) for arm in within[effect.start]], 2.0, "within the arm"
        if not pairs:
            continue
        endpoint, endpoint_score, endpoint_why, time, subgroup = _endpoint(
            context, text, start, end, effect, linked, places, made, mention
        )
        if endpoint is None:
            continue
        told = {item.statistic for item in linked if item.endpoint is endpoint}
        measure, unit = _measure(effect, endpoint, told)
        evidence = [(effect.start, effect.end)]
        if effect.p_chars and not effect.start <= effect.p_chars[0] < effect.end:
            evidence.append(effect.p_chars)
        if effect.estimate is None:
            evidence.append(_comparing_words(text, start, end, effect, effects))
        single = len(pairs) == 1 and mention is None
        each = _each_outcome(text, effect, linked, endpoint) if single else [endpoint]
        for (arm, reference), outcome in product(pairs, each):
            arm.used = True
            if reference is not None:
                reference.used = True
            made.append(
                ComparisonDraft(
                    arm,
                    reference,
                    outcome,
                    time,
                    measure,
                    effect.estimate.value if effect.estimate else None,
                    unit,
                    effect.interval,
                    effect.p,
                    subgroup,
                    analysis_at(context.doc, start, effect.start),
                    evidence,
                    confidence_of(score, endpoint_score),
                    f"arms: {why} ({score:.2f}); endpoint: {endpoint_why} ({endpoint_score:.2f})",
                )
            )
    return made


_EACH = re.compile(r"\b(?:both|each|all)\b(?! (?:the )?(?:doses?|groups?|arms?|comparisons?))", re.I)


def _each_outcome(
    text: str, effect: Effect, linked: Sequence[Linked], endpoint: EndpointDraft
) -> list[EndpointDraft]:
    """The outcomes of a sentence that compares one pair of arms, where a p-value is "for both" of them."""
    around = text[effect.start : effect.end + 16]
    if effect.estimate is not None or not _EACH.search(around):
        return [endpoint]
    before = [item.endpoint for item in linked if item.link.value.end <= effect.start]
    told = list({id(other): other for other in before}.values())
    return told if endpoint in told and len(told) < 4 else [endpoint]


_CLAUSE = re.compile(r"; |, (?:and |but )?(?:whereas|while|although|though) |\bbut ")


def _comparing_words(text: str, start: int, end: int, effect: Effect, effects: Sequence[Effect]) -> Chars:
    """The words that a p-value judges: from the effect or the clause before it to its end."""
    first = max([start, *(other.end for other in effects if other.end <= effect.start)])
    first = max(first, effect.start - 2 * _LONGEST_CLAUSE)
    for match in _CLAUSE.finditer(text, first, effect.start):
        if text.count("(", first, match.start()) <= text.count(")", first, match.start()):
            first = match.end()
    if effect.start - first > _LONGEST_CLAUSE:
        first = text.find(" ", effect.start - _LONGEST_CLAUSE, effect.start) + 1
    while first < effect.start and not text[first].isalnum():
        first += 1
    return first, min(max(effect.end, effect.p_chars[1] if effect.p_chars else 0), end)


_LONGEST_CLAUSE = 300


def _pairs(
    context: Context,
    text: str,
    start: int,
    end: int,
    effect: Effect,
    linked: Sequence[Linked],
    previous: Sequence[Linked],
    effects: Sequence[Effect],
    placed: dict[int, tuple[ArmDraft, ...]],
) -> tuple[Pairs, float, str]:
    control = context.compared.control
    named = named_sides(context, text, start, end, effect)
    if named is not None:
        return [named], 2.4, "named beside it"
    told = told_order(context.doc, start, end, context.compared) if len(control) == 1 else []
    if told:
        listed = parallel_arm(effect, effects, told)
        if listed is not None:
            return [(listed, control[0])], 2.3, "order said"
    if effect.estimate is not None and effect.start in placed and len(control) == 1:
        return [(arm, control[0]) for arm in placed[effect.start]], 2.3, "aligned with its group"
    return find_sides(context, text, start, end, effect, linked, previous, effects)


def _measure(effect: Effect, endpoint: EndpointDraft, told: Collection[str]) -> tuple[str | None, str | None]:
    if effect.estimate is None:
        return None, None
    measure, unit = effect.estimate.measure, effect.estimate.unit
    if unit == "percentage points":
        unit = "%"
    if measure in ("risk_difference", "mean_difference"):
        if unit == "%":
            continuous = endpoint.kind in ("change", "score") and "respon" not in endpoint.name.lower()
            if told:
                continuous = "proportion" not in told
            measure = "mean_difference" if continuous else "risk_difference"
        elif unit in ("point", "points") and told == {"proportion"}:
            measure, unit = "risk_difference", "%"
        else:
            measure = "mean_difference"
    return measure, unit


def _endpoint(
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
    latest = made[-1] if made else None
    if latest is not None and listed is None and _goes_on(context, text, start, latest, effect):
        return (
            latest.endpoint,
            1.6,
            "of the effect before it in the bracket",
            latest.timepoint,
            latest.subgroup,
        )
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
                _of_event(context, effect, latest.endpoint),
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
        endpoint = endpoint and _of_event(context, effect, endpoint)
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
    """Whether an effect stands in the bracket of the one before it, with no outcome named between them:
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
    if _WITHIN_ONE.search(text, stop, effect.start) or any(
        stop < s.start < effect.start for s in context.subgroups
    ):
        return False
    return not any(stop <= mention.start < effect.start for mention in context.mentions)


_WITHIN_ONE = re.compile(r"\b[A-Z][A-Za-z0-9-]{1,12}[:,]? \d|; ?(?:[\w-]+ ){0,4}[\w-]+: ")
"""An abbreviation or a label before numbers of its own in the bracket, which may be another outcome."""


def _of_event(context: Context, effect: Effect, endpoint: EndpointDraft) -> EndpointDraft:
    """The survival endpoint whose event a hazard names: "HR for death", "risk of progression or death"."""
    event, known = endpoint.name.lower(), None
    if effect.estimate is None or effect.estimate.measure not in ("hazard_ratio", "relative_reduction"):
        return endpoint
    if "progression" in event and "survival" not in event:
        known = context.endpoints.named("progression-free survival")
    elif event in ("death", "risk of death", "mortality", "deaths"):
        known = context.endpoints.named("overall survival")
    return known or endpoint


_JOINING = frozenset({"of", "and", "in", "for", "to", "with", "the", "a", "an"})
_OPENING = re.compile(r"\s?\(")
_PER = re.compile(r" (?:per|a) (?:day|night|week|month|year)\b|[‘’“”'\"]")
_OUTCOME_BEFORE = re.compile(
    r"[,)] (?:and |or )?((?:[\w–-]+[ /]){0,5}[‘“'\"]?[\w–-]+[’”'\"]?(?: \([\w–-]{2,12}\))?) ?\((?:[^()\d]{0,12})$"
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
