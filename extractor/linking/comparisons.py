"""Effect sizes and p-values of one trial, tied to the arms and the endpoint they compare."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import product

from extractor.language.spans import doc_text
from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import ComparisonDraft, Context, Linked, confidence_of
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.effect_endpoints import effect_endpoint
from extractor.linking.effect_names import named_sides
from extractor.linking.effect_sides import Pairs, align_effects, find_sides, parallel_arm
from extractor.linking.effects import Effect, find_effects
from extractor.linking.groups import told_order
from extractor.linking.named_references import named_reference, ranked_side
from extractor.linking.no_comparisons import compares_no_arms
from extractor.linking.outcome_lists import outcome_lists, outcomes_of_effects
from extractor.linking.outcomes import analysis_at
from extractor.linking.within_arm import arms_within


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
    effects = [effect for effect in find_effects(context, start, end) if effect.start not in strangers]
    if not effects:
        return []
    groups = [group for group in context.groups if start <= group.start < end]
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
        endpoint, endpoint_score, endpoint_why, time, subgroup = effect_endpoint(
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
        single = mention is None and (len(pairs) == 1 or _ALL.search(text, effect.start - 8, effect.start))
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


_ALL = re.compile(r"\ball[ ,]{1,2}$")
_EACH = re.compile(r"\b(?:both|each|all)\b(?! (?:the )?(?:doses?|groups?|arms?|comparisons?))", re.I)


def _each_outcome(
    text: str, effect: Effect, linked: Sequence[Linked], endpoint: EndpointDraft
) -> list[EndpointDraft]:
    """The outcomes of a sentence whose p-value is "for both" of them, or "all" of its p-values."""
    told = _ALL.search(text, effect.start - 8, effect.start) or _EACH.search(
        text, effect.start, effect.end + 16
    )
    if effect.estimate is not None or told is None:
        return [endpoint]
    before = [item.endpoint for item in linked if item.link.value.end <= effect.start]
    outcomes = list({id(other): other for other in before}.values())
    return outcomes if endpoint in outcomes and len(outcomes) < 4 else [endpoint]


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
    named = named_reference(context, text, start, end, effect, linked)
    named = named or ranked_side(context, text, effect, linked, previous)
    named = named or named_sides(context, text, start, end, effect)
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
