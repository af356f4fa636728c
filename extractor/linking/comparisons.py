"""Effect sizes and p-values of one trial, tied to the arms and the endpoint they compare."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from extractor.language.mentions import Estimate, Interval, PValue
from extractor.language.spans import doc_text, mentions
from extractor.linking.align import only_words
from extractor.linking.arms import ArmDraft
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.outcomes import analysis_at, choose_endpoint, choose_time
from extractor.linking.results import Context, Linked, When, confidence_of

_BREAK = re.compile(r";")
_ALL_OF = re.compile(r"\b(?:both|each|all|either|every)\b", re.I)
_WITHIN = re.compile(
    r"\b(?:from|versus|vs\.?|compared (?:with|to)) (?:the )?baseline\b|\bwithin[- ](?:the )?(?:each )?group",
    re.I,
)


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


@dataclass(slots=True)
class Effect:
    """An estimate and/or p-value as printed, before it is tied to anything."""

    start: int
    end: int
    estimate: Estimate | None
    interval: Interval | None
    p: PValue | None
    p_chars: Chars | None = None


def find_effects(context: Context, start: int, end: int) -> list[Effect]:
    """Estimates with their intervals and p-values, and p-values that stand alone, in one sentence."""
    doc = context.doc
    text = doc_text(doc)

    def inside(kind: str) -> list[tuple[Chars, object]]:
        found = mentions(doc, kind)
        first = bisect_left(found, start, key=lambda mention: mention[0])
        inside_of = takewhile(lambda mention: mention[0] < end, found[first:])
        return [((a, b), value) for a, b, value in inside_of]

    effects = [
        Effect(chars[0], chars[1], value, None, None)
        for chars, value in inside("estimate")
        if isinstance(value, Estimate)
    ]
    value_starts = [value.start for value in context.values if start <= value.start < end]
    for chars, interval in inside("interval"):
        before = [e for e in effects if e.end <= chars[0] + 1 and e.interval is None]
        if before and isinstance(interval, Interval):
            owner = before[-1]
            later = any(owner.end < other < chars[0] for other in value_starts)
            if (
                chars[0] - owner.end < 60
                and not later
                and not any(owner.end < e.start < chars[0] for e in effects)
            ):
                owner.interval = interval
                owner.end = max(owner.end, chars[1])
    p_values = [
        (c, v)
        for c, v in inside("p_value")
        if isinstance(v, PValue) and v.kind not in ("interaction", "threshold")
    ]
    alone: list[Effect] = []
    for chars, p in p_values:
        owner = next((e for e in reversed(effects) if e.end <= chars[0] + 1), None)
        if owner is not None:
            gap = text[owner.end : chars[0]]
            free = owner.p is None and owner.estimate is not None
            between = any(owner.end < other < chars[0] for other in value_starts)
            others = any(owner.end <= c[0] < chars[0] for c, _ in p_values)
            if free and len(gap) < 45 and not between and not others and not re.search(r"\. ", gap):
                owner.p, owner.p_chars = p, chars
                continue
        following = next((e for e in effects if e.start >= chars[1]), None)
        if (
            following is not None
            and following.p is None
            and re.fullmatch(r"[\s,;]{0,3}", text[chars[1] : following.start])
        ):
            following.p, following.p_chars = p, chars
            continue
        alone.append(Effect(chars[0], chars[1], None, None, p, chars))
    for effect in effects:
        if effect.estimate and effect.estimate.measure == "relative_reduction" and effect.p is not None:
            ratio = next(
                (
                    e
                    for e in effects
                    if e.estimate
                    and e.estimate.measure.endswith("_ratio")
                    and e.p is None
                    and 0 < effect.start - e.end < 60
                ),
                None,
            )
            if ratio is not None:
                ratio.p, ratio.p_chars, effect.p, effect.p_chars = effect.p, effect.p_chars, None, None
    return sorted([*effects, *alone], key=lambda effect: effect.start)


def link_effects(
    context: Context, start: int, end: int, linked: Sequence[Linked], previous: Sequence[Linked]
) -> list[ComparisonDraft]:
    """Tie the effects of one sentence to arms and endpoint.

    `linked` are the sentence's own results; `previous` those of the sentence before, which an effect without
    values of its own refers to.
    """
    text = doc_text(context.doc)
    effects = find_effects(context, start, end)
    made: list[ComparisonDraft] = []
    spans = [(item.link.run.start, item.link.run.end) for item in linked]
    singles = [e for e in effects if e.estimate is None]
    for effect in effects:
        pairs, score, why = _sides(context, text, start, end, effect, linked, previous, effects, singles)
        if not pairs:
            continue
        endpoint, endpoint_score, endpoint_why, time, subgroup = _endpoint(
            context, text, start, end, effect, linked, spans, made
        )
        if endpoint is None:
            continue
        measure, unit = _measure(effect, endpoint)
        evidence = [(effect.start, effect.end)]
        if effect.p_chars and not effect.start <= effect.p_chars[0] < effect.end:
            evidence.append(effect.p_chars)
        for arm, reference in pairs:
            arm.used = True
            if reference is not None:
                reference.used = True
            made.append(
                ComparisonDraft(
                    arm,
                    reference,
                    endpoint,
                    time,
                    measure,
                    effect.estimate.value if effect.estimate else None,
                    unit,
                    effect.interval,
                    effect.p,
                    subgroup,
                    analysis_at(text, start, effect.start),
                    evidence,
                    confidence_of(score, endpoint_score),
                    f"arms: {why} ({score:.2f}); endpoint: {endpoint_why} ({endpoint_score:.2f})",
                )
            )
    return made


def _measure(effect: Effect, endpoint: EndpointDraft) -> tuple[str | None, str | None]:
    if effect.estimate is None:
        return None, None
    measure, unit = effect.estimate.measure, effect.estimate.unit
    if unit == "percentage points":
        unit = "%"
    if measure in ("risk_difference", "mean_difference"):
        if unit == "%":
            continuous = endpoint.kind in ("change", "score") and "respon" not in endpoint.name.lower()
            measure = "mean_difference" if continuous else "risk_difference"
        else:
            measure = "mean_difference"
    return measure, unit


_COMPARED = re.compile(r"\b(?:than|versus|vs\.?|compared|relative to|between|against|\w+er)\b", re.I)
Pairs = list[tuple[ArmDraft, ArmDraft | None]]


def _sides(
    context: Context,
    text: str,
    start: int,
    end: int,
    effect: Effect,
    linked: Sequence[Linked],
    previous: Sequence[Linked],
    effects: Sequence[Effect],
    singles: Sequence[Effect],
) -> tuple[Pairs, float, str]:
    arms = context.arms
    behind = next((g for g in context.groups if effect.end <= g.start < min(end, effect.end + 45)), None)
    if behind is not None and behind.arms[0] not in arms.control and effect.estimate is not None:
        gap = text[effect.end : behind.start]
        last = effect.p_chars[1] if effect.p_chars else effect.end
        if last <= behind.start and only_words("filler", re.sub(r"^[^()]{0,25}\)", "", gap)):
            reference = arms.control[0] if len(arms.control) == 1 else None
            if reference is not None:
                return [(arm, reference) for arm in behind.arms], 2.3, "the group behind it"
    before = [item for item in linked if item.link.value.end <= effect.start + 1]
    clause = start
    for match in _BREAK.finditer(text, start, effect.start):
        if text.count("(", start, match.start()) <= text.count(")", start, match.start()):
            clause = match.end()
    if before:
        latest = before[-1]
        recent = [
            item for item in before if item.link.value.start >= clause and item.endpoint is latest.endpoint
        ] or [latest]
        if latest.link.run is not recent[0].link.run:
            cut = max(
                (e.end for e in effects if e.end <= latest.link.value.start and _between_values(e, recent)),
                default=start,
            )
            trimmed = [item for item in recent if item.link.value.start >= cut]
            recent = trimmed if any(_is_control(context, i) for i in trimmed) or len(trimmed) > 1 else recent
        adjacent = re.fullmatch(r"[\s,;(\[]{0,4}", text[latest.link.value.end : effect.start]) is not None
        actives = _unique([a for item in recent for a in item.link.arms if a not in arms.control])
        controls = _unique([a for item in recent for a in item.link.arms if a in arms.control])
        if (
            effect.estimate is None
            and effect.p is not None
            and _WITHIN.search(text[max(start, effect.start - 80) : effect.start])
            and not controls
        ):
            return [(arm, None) for arm in latest.link.arms], 2.0, "within the arm"
        own = [a for a in latest.link.arms if a not in arms.control]
        words = text[max(start, effect.start - 25) : min(end, effect.end + 45)]
        every = bool(_ALL_OF.search(words))
        reference = controls[0] if len(controls) == 1 else None
        if reference is None:
            reference = arms.control[0] if len(arms.control) == 1 else None
        if adjacent and own and len(own) == 1 and not every and len(actives) > 1:
            return [(own[0], reference)], 2.4, "the value beside it"
        if (
            len(actives) == 2
            and not controls
            and re.search(r"\bvs\.?|versus|compared", text[recent[0].link.value.start : effect.start])
            and not arms.control
        ):
            return [(actives[0], actives[1])], 2.0, "two arms side by side"
        if len(controls) == 2 and not actives:
            return [(controls[0], controls[1])], 1.5, "two comparators side by side"
        if actives and reference is not None:
            parallel = _parallel(effect, effects, actives)
            if parallel is not None:
                return [(parallel, reference)], 2.2, "lists in parallel"
            score = 2.6 if controls else 1.6
            if len(actives) > 1 and not every:
                score -= 0.6
            return [(arm, reference) for arm in actives], score, "values before it"
        if len(actives) >= 2 and not arms.control:
            return [(actives[0], actives[-1])], 1.4, "first against last arm"
    groups = [g for g in context.groups if start <= g.start < end]
    near = [g for g in groups if g.start >= clause and g.start < effect.end + 80] or groups
    actives = _unique([a for g in near for a in g.arms if a not in arms.control])
    controls = _unique([a for g in near for a in g.arms if a in arms.control])
    pooled = next(
        (
            g
            for g in near
            if g.spread == "pooled" and len(g.arms) > 1 and any(a in arms.experimental for a in g.arms)
        ),
        None,
    )
    reference = controls[0] if len(controls) == 1 else arms.control[0] if len(arms.control) == 1 else None
    if actives and reference is not None:
        if pooled is not None and len(pooled.arms) == len(actives):
            return (
                [(arms.together([a for a in pooled.arms if a in arms.experimental]), reference)],
                1.2,
                "pooled group named",
            )
        parallel = _parallel(effect, effects, actives)
        if parallel is not None:
            return [(parallel, reference)], 1.8, "lists in parallel"
        score = 2.0 if controls else 1.4
        return (
            [(arm, reference) for arm in actives],
            score - (0.5 if len(actives) > 1 else 0.0),
            "groups in the sentence",
        )
    if len(actives) == 2 and not arms.control:
        return [(actives[0], actives[1])], 1.3, "two groups named"
    if controls and not actives and effect.estimate is None and not _COMPARED.search(text, start, end):
        return [(controls[0], None)], 1.0, "the control arm alone"
    if len(arms.experimental) == 1 and len(arms.control) == 1:
        return [(arms.experimental[0], arms.control[0])], 1.3, "the trial's two arms"
    if len(arms.experimental) == 2 and not arms.control:
        return [(arms.experimental[0], arms.experimental[1])], 0.7, "the trial's two arms"
    earlier = _unique([a for item in previous for a in item.link.arms if a not in arms.control])
    if earlier and len(arms.control) == 1:
        return [(arm, arms.control[0]) for arm in earlier[-1:]], 0.5, "arms of the sentence before"
    return [], 0.0, "no arms"


def _is_control(context: Context, item: Linked) -> bool:
    return any(arm in context.arms.control for arm in item.link.arms)


def _between_values(effect: Effect, items: Sequence[Linked]) -> bool:
    return any(i.link.value.end <= effect.start for i in items) and any(
        i.link.value.start >= effect.end for i in items
    )


def _unique(arms: Sequence[ArmDraft]) -> list[ArmDraft]:
    return list({id(arm): arm for arm in arms}.values())


def _parallel(effect: Effect, effects: Sequence[Effect], actives: Sequence[ArmDraft]) -> ArmDraft | None:
    """The arm for an effect of a list that is as long as the list of arms."""
    if len(actives) < 2:
        return None
    measure = effect.estimate.measure if effect.estimate else None
    row = [e for e in effects if (e.estimate.measure if e.estimate else None) == measure]
    index = row.index(effect)
    chain = [effect]
    for other in row[index + 1 :]:
        if other.start - chain[-1].end < 30:
            chain.append(other)
        else:
            break
    head = [effect]
    for other in reversed(row[:index]):
        if head[0].start - other.end < 30:
            head.insert(0, other)
        else:
            break
    total = head[:-1] + chain
    return actives[total.index(effect)] if len(total) == len(actives) else None


def _endpoint(
    context: Context,
    text: str,
    start: int,
    end: int,
    effect: Effect,
    linked: Sequence[Linked],
    spans: Sequence[Chars],
    made: Sequence[ComparisonDraft],
) -> tuple[EndpointDraft | None, float, str, When, str | None]:
    number = (effect.start, effect.end)
    choice = choose_endpoint(text, context.mentions, start, end, number, [])
    before = [item for item in linked if item.link.value.end <= effect.start + 1]
    subgroup_here = [s.label for s in context.subgroups if start <= s.start <= effect.start]
    subgroup = subgroup_here[-1] if subgroup_here else None
    if before:
        latest = before[-1]
        mention = choice.mention
        newer = mention is not None and latest.link.value.end <= mention.start < effect.start
        if not newer:
            return (
                latest.endpoint,
                2.0,
                "of the values before it",
                latest.timepoint,
                latest.subgroup or subgroup,
            )
    elif (
        made
        and choice.mention is not None
        and choice.mention.end < made[-1].evidence[0][0]
        and choice.why.startswith("before")
    ):
        return made[-1].endpoint, 1.2, "of the effect before it", made[-1].timepoint, subgroup
    endpoint = None
    if choice.mention is not None:
        endpoint = context.endpoints.resolve(choice.mention, context.last_endpoint)
    if endpoint is None:
        endpoint = context.last_endpoint
        choice.score, choice.why = 0.1, "carried from the sentence before"
    if endpoint is not None:
        context.remember(endpoint)
    found = choose_time(text, context.times, start, end, number, [])
    time: When = (found[0].value, found[0].unit) if found else None
    if time is None and endpoint is not None:
        time = endpoint.timepoint
    return endpoint, choice.score, choice.why, time, subgroup
