"""Effects whose sides are named right beside them, and p-values that judge effects told apart from them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import ComparisonDraft, Context
from extractor.linking.effects import Effect
from extractor.linking.groups import GroupMention

_BEHIND = re.compile(r"\s(?:for|in|with|on|at)\s(?:the )?")
_MORE = re.compile(r"\s?(?:,|,? (?:and|or|plus)) (?:the )?")
_AGAINST = re.compile(r",?\s(?:vs\.?|versus|compared (?:with|to)|against|over|relative to) (?:the )?")
_BEATS = re.compile(
    r",?\s(?:(?:also|again|even|further|clearly|significantly) )*(?:vs\.?|versus|beat|outperformed|surpassed"
    r"|exceeded|(?:was|were|proved) (?:also |significantly )*"
    r"(?:superior to|better than|more effective than|different from))\s(?:the )?"
)
_GROUP = r"(?: doses?| groups?| arms?| schedules?)?"
_CLOSE = re.compile(rf"{_GROUP}[\s,:;]{{0,2}}[(\[]?")
_BETWEEN = re.compile(r"\bbetween\s(?:the )?$")
_COMES_TO = re.compile(rf"{_GROUP},? (?:was|were|of|is|came to|reached) [^\d.;()]{{0,20}}")
_RATIO_OF = re.compile(
    r"\b(?:ratios?|differences?|reductions?|HRs?|ORs?)(?: \(\w{2,4}\))? (?:for|with|at|on|in) (?:the )?$"
)
_AND = re.compile(r"\sand\s(?:the )?")

Pair = tuple[ArmDraft, ArmDraft]


def named_sides(context: Context, text: str, start: int, end: int, effect: Effect) -> Pair | None:
    """The two arms that an effect names itself: "P=.02 for 6 mg", "6 mg beat 3 mg (P=.02)", "the difference
    between 6 mg and 3 mg was 2.1", "the hazard ratio for 6 mg was 0.7"."""
    groups = [g for g in context.groups if start <= g.start < end]
    stop = max(effect.end, effect.p_chars[1]) if effect.p_chars else effect.end
    right = _behind(context, text, groups, effect.end)
    if right is None and stop > effect.end:
        right = _behind(context, text, groups, stop)
    return right or _before(context, text, groups, effect)


def _behind(context: Context, text: str, groups: Sequence[GroupMention], stop: int) -> Pair | None:
    first = _next_to(text, groups, stop, _BEHIND)
    if first is None or len(first.arms) != 1 or _next_to(text, groups, first.end, _MORE) is not None:
        return None
    second = _next_to(text, groups, first.end, _AGAINST)
    control = context.compared.control
    if second is not None:
        return _pair(context, first, second)
    arm = first.arms[0]
    if len(control) != 1 or arm in control:
        return None
    return arm, control[0]


def _before(context: Context, text: str, groups: Sequence[GroupMention], effect: Effect) -> Pair | None:
    core = effect.estimate.core[0] if effect.estimate else effect.start
    near = [group for group in groups if core - 90 < group.end <= core]
    control = context.compared.control
    if near and len(near[-1].arms) == len(control) == 1 and effect.estimate is not None:
        arm, place = near[-1].arms[0], near[-1].start
        own = _RATIO_OF.search(text, max(place - 50, 0), place)
        if own and arm not in control and _COMES_TO.fullmatch(text, near[-1].end, core):
            return arm, control[0]
    if len(near) < 2:
        return None
    first, second = near[-2:]
    gap = (first.end, second.start)
    if _BEATS.fullmatch(text, *gap) and _CLOSE.fullmatch(text, second.end, core):
        controls = [arm for arm in (*first.arms, *second.arms) if arm in control]
        return None if controls else _pair(context, first, second)
    between = _AND.fullmatch(text, *gap) and _BETWEEN.search(text, max(first.start - 14, 0), first.start)
    if between and _COMES_TO.fullmatch(text, second.end, core):
        return _pair(context, first, second)
    return None


def _next_to(
    text: str, groups: Sequence[GroupMention], place: int, words: re.Pattern[str]
) -> GroupMention | None:
    """The group that follows `place` behind the given words alone."""
    tie = words.match(text, place)
    if tie is None:
        return None
    return next((group for group in groups if group.start in (tie.end(), tie.start() + 1)), None)


def _pair(context: Context, first: GroupMention, second: GroupMention) -> Pair | None:
    if len(first.arms) != 1 or len(second.arms) != 1 or first.arms[0] is second.arms[0]:
        return None
    one, other = first.arms[0], second.arms[0]
    if one in context.compared.control and other not in context.compared.control:
        one, other = other, one
    return one, other


_DIFFERENCES = ("mean_difference", "risk_difference")


def join_p_values(
    earlier: list[ComparisonDraft], latest: list[ComparisonDraft]
) -> tuple[list[ComparisonDraft], list[ComparisonDraft]]:
    """Two sentences' comparisons: a p-value of the one judges the only difference that the other gives for
    the same arms and outcome: "fell by 3.1 and 3.8 days vs 2.3 (P=.01 and P=.003). Differences were ..."."""
    for with_p, with_value in ((earlier, latest), (latest, earlier)):
        for item in list(with_p):
            if item.value is not None or item.p is None or item.reference is None:
                continue
            same = [other for other in with_value if _same(item, other)]
            rivals = [other for other in with_p if _same(item, other)]
            if len(same) != 1 or len(rivals) != 1 or same[0].measure not in _DIFFERENCES or same[0].p:
                continue
            same[0].p = item.p
            same[0].evidence += item.evidence
            with_p.remove(item)
    return earlier, latest


def _same(item: ComparisonDraft, other: ComparisonDraft) -> bool:
    told = (item.arm, item.reference, item.endpoint)
    if any(a is not b for a, b in zip(told, (other.arm, other.reference, other.endpoint), strict=True)):
        return False
    timed = item.timepoint is None or other.timepoint is None or item.timepoint == other.timepoint
    return timed and (item.subgroup, item.analysis) == (other.subgroup, other.analysis)
