"""Which arms an effect compares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.align import align
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.context import Context, Linked
from extractor.linking.effects import Effect
from extractor.linking.explicit_sides import explicit_sides
from extractor.linking.runs import find_runs
from extractor.linking.values import ValueUnit

_BREAK = re.compile(r";")
_ALL_P = re.compile(r"\b(?:all|each)(?: of)?(?: the)? p[- ]?values?\b", re.I)
_ALL_OF = re.compile(r"\b(?:both|each|all|either|every)\b", re.I)
_WITHIN = re.compile(
    r"\b(?:from|versus|vs\.?|compared (?:with|to)) (?:the )?baseline\b|\bwithin[- ](?:the )?(?:each )?group",
    re.I,
)


def align_effects(
    context: Context, text: str, start: int, end: int, effects: Sequence[Effect]
) -> dict[int, tuple[ArmDraft, ...]]:
    """Arms for estimates that stand in a list, or with their group behind them, by their start.

    "differences were 1.8 (...) and 4.1 (...) for 150 mg and 600 mg": the estimates are aligned with the
    experimental groups as values are with all groups.
    """
    arms = context.compared
    groups = [
        group
        for group in context.groups
        if start <= group.start < end
        and group.spread in ("one", "pooled")
        and all(arm not in arms.control for arm in group.arms)
    ]
    taken: dict[int, tuple[ArmDraft, ...]] = {}
    measures = {effect.estimate.measure for effect in effects if effect.estimate}
    for measure in measures:
        units = []
        for effect in effects:
            if effect.estimate is None or effect.estimate.measure != measure:
                continue
            stop = max(effect.end, effect.p_chars[1]) if effect.p_chars else effect.end
            bracket = text[stop : stop + 1]
            stop += bracket in ")]" and bool(bracket)
            units.append(ValueUnit(effect.start, stop, effect.estimate.core, 0.0, ""))
        runs = find_runs(text, start, end, units, groups)
        many = len(units) > 1
        order = [arm for arm in context.order if arm in arms.experimental]
        for link in align(text, runs, ArmSet(arms.experimental, []), order if many else ()):
            behind = link.why.startswith("right") and link.score >= 2.4
            if link.why == "only arm" or not (behind or (many and link.score >= 0.4)):
                continue
            taken[link.value.start] = link.arms
    for effect in effects:
        within = [g for g in groups if effect.estimate and effect.estimate.core[1] <= g.start < effect.end]
        if (
            len(within) == 1
            and effect.interval is not None
            and _FOR_ARM.search(text, max(start, within[0].start - 12), within[0].start)
        ):
            taken[effect.start] = tuple(within[0].arms)
    return taken


_FOR_ARM = re.compile(r"\s(?:for|with|in|on)\s(?:the\s)?$")
"""Before the arm between an effect and its interval: "7.8 points with 120 mg (95% CI, 6.0 to 9.6)"."""


_COMPARED = re.compile(r"\b(?:than|versus|vs\.?|compared|relative to|between|against|\w+er)\b", re.I)
Pairs = list[tuple[ArmDraft, ArmDraft | None]]


def find_sides(
    context: Context,
    text: str,
    start: int,
    end: int,
    effect: Effect,
    linked: Sequence[Linked],
    previous: Sequence[Linked],
    effects: Sequence[Effect],
) -> tuple[Pairs, float, str]:
    """Pairs of arm and reference that an effect of the sentence compares, a score, and what decided.

    The reference is None for a comparison with baseline within the arm.
    """
    arms = context.compared
    labelled = _labelled(context, text, start, effect)
    if labelled is not None:
        return [labelled], 2.6, "the two sides right before it"
    before = [item for item in linked if item.link.value.end <= effect.start + 1]
    clause = start
    for match in _BREAK.finditer(text, start, effect.start):
        if text.count("(", start, match.start()) <= text.count(")", start, match.start()):
            clause = match.end()
    told = explicit_sides(
        context, text, clause, effect.end, [g for g in context.groups if start <= g.start < end]
    )
    if told:
        return list(told), 2.2, "set against each other"
    if before and not _own_clause(context, before[-1], clause, effect):
        latest = before[-1]
        same = [item for item in before if item.endpoint is latest.endpoint]
        recent = [item for item in same if item.link.value.start >= clause] or same or [latest]
        if latest.link.run is not recent[0].link.run:
            cut = max(
                (e.end for e in effects if e.end <= latest.link.value.start and _between_values(e, recent)),
                default=start,
            )
            trimmed = [item for item in recent if item.link.value.start >= cut]
            recent = trimmed if any(_is_control(context, i) for i in trimmed) or len(trimmed) > 1 else recent
        adjacent = re.fullmatch(r"[\s,;(\[]{0,4}", text[latest.link.value.end : effect.start]) is not None
        adjacent = adjacent or any(0 <= effect.start - g.end <= 3 for g in latest.link.groups)
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
        single = adjacent and len(own) == 1 and not every and len(actives) > 1
        if single and (reference is not None or effect.estimate is not None):
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
        if controls and not actives and latest.endpoint is (previous[-1].endpoint if previous else None):
            actives = _unique([a for item in previous for a in item.link.arms if a not in arms.control])
        if every:
            actives = _unique([part for arm in actives for part in _each_of(arm, words)])
        if actives and reference is not None:
            parallel = parallel_arm(effect, effects, actives)
            if parallel is not None:
                return [(parallel, reference)], 2.2, "lists in parallel"
            score = 2.6 if controls else 1.6
            if len(actives) > 1 and not every:
                score -= 0.6
            return [(arm, reference) for arm in actives], score, "values before it"
        if len(actives) >= 2 and not arms.control and not arms.cohorts:
            return [(actives[0], other) for other in actives[1:]], 1.4, "first against each other arm"
        if len(actives) == 1 and len(controls) > 1:
            return [(actives[0], other) for other in controls], 1.4, "against each comparator"
    if effect.estimate is None and len(arms.control) == 1 and _ALL_P.search(text, start, effect.end):
        return [(arm, arms.control[0]) for arm in arms.going], 1.6, "all p-values"
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
        parallel = parallel_arm(effect, effects, actives)
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
    if controls and not actives and previous:
        actives = _unique([a for item in previous for a in item.link.arms if a not in arms.control])
        if len(actives) == 1 or (actives and _ALL_OF.search(text, effect.start - 25, effect.end + 45)):
            return [(arm, controls[0]) for arm in actives], 0.9, "arms of the sentence before"
    if controls and not actives and effect.estimate is None and not _COMPARED.search(text, start, end):
        return [(controls[0], None)], 1.0, "the control arm alone"
    if len(arms.going) == 1 and len(arms.control) == 1:
        return [(arms.going[0], arms.control[0])], 1.3, "the trial's two arms"
    if len(arms.experimental) == 2 and not arms.control and not arms.cohorts:
        return [(arms.experimental[0], arms.experimental[1])], 0.7, "the trial's two arms"
    earlier = _unique([a for item in previous for a in item.link.arms if a not in arms.control])
    if earlier and len(arms.control) == 1:
        parallel = parallel_arm(effect, effects, earlier)
        if parallel is not None:
            return [(parallel, arms.control[0])], 1.0, "lists in parallel"
        return [(arm, arms.control[0]) for arm in earlier[-1:]], 0.5, "arms of the sentence before"
    return [], 0.0, "no arms"


_VERSUS = re.compile(r"\s(?:versus|vs\.?|compared (?:with|to)|minus|relative to)\s(?:the )?", re.I)


def _labelled(context: Context, text: str, start: int, effect: Effect) -> tuple[ArmDraft, ArmDraft] | None:
    """The sides of "A versus B: -0.05% (95% CI ...)"."""
    if effect.estimate is None:
        return None
    ahead = [g for g in context.groups if start <= g.start and g.end <= effect.start]
    if len(ahead) < 2 or not re.fullmatch(
        r"(?: (?:group|arm))?[\s:,(\[]{1,3}", text[ahead[-1].end : effect.start]
    ):
        return None
    one, other = ahead[-2:]
    if len(one.arms) != 1 or len(other.arms) != 1 or one.arms[0] is other.arms[0]:
        return None
    between = _VERSUS.fullmatch(text, one.end, other.start)
    return None if between is None else (one.arms[0], other.arms[0])


def _own_clause(context: Context, latest: Linked, clause: int, effect: Effect) -> bool:
    """Whether a clause without values names the arms of its effect itself."""
    if clause <= latest.link.value.end:
        return False
    return any(
        clause <= group.start < effect.start
        and any(arm in context.compared.experimental for arm in group.arms)
        for group in context.groups
    )


def _is_control(context: Context, item: Linked) -> bool:
    return any(arm in context.compared.control for arm in item.link.arms)


def _between_values(effect: Effect, items: Sequence[Linked]) -> bool:
    return any(i.link.value.end <= effect.start for i in items) and any(
        i.link.value.start >= effect.end for i in items
    )


def _each_of(arm: ArmDraft, words: str) -> list[ArmDraft]:
    """The parts of a pooled arm that a p-value is said "for each" of; "both" is said of two."""
    told = len(arm.parts) > 1 and (len(arm.parts) == 2 or not _BOTH.search(words))
    return arm.parts if told else [arm]


_BOTH = re.compile(r"\b(?:both|either)\b", re.I)


def _unique(arms: Sequence[ArmDraft]) -> list[ArmDraft]:
    return list({id(arm): arm for arm in arms}.values())


def parallel_arm(effect: Effect, effects: Sequence[Effect], actives: Sequence[ArmDraft]) -> ArmDraft | None:
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
