"""What an effect is measured against, where its own words name one of several arms.

"The difference from 5 mg was 2.1 for 10 mg", "18% versus 5 mg (hazard ratio 0.82)";
an arm by its place: "0.02 for the second".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import Context, Linked
from extractor.linking.effects import Effect
from extractor.linking.groups import GroupMention

_VERSUS = (
    r"(?:vs\.?|versus|over|against|relative to|(?:as |when )?compared (?:with|to)|in comparison (?:with|to))"
    r" (?:both )?(?:that (?:of|with) )?(?:the )?"
)
_VERSUS_BEFORE = re.compile(rf"\b{_VERSUS}$", re.I)
_FROM_BEFORE = re.compile(
    r"\b(?:differences?|ratios?|reductions?|improvements?|HRs?|ORs?|RRs?|gap|change)"
    rf"(?: \([\w .-]{{1,12}}\)| \[[\w .-]{{1,12}}\])?,? (?:from (?:the )?|to (?:the )?|{_VERSUS})$",
    re.I,
)
_BEHIND = re.compile(rf",?\s{_VERSUS}", re.I)
_BRACKET = re.compile(
    r"(?: doses?| groups?| arms?)?\s?[(\[](?:(?:both|all|each|nominal|adjusted|one-sided|two-sided) ?){0,2}"
)
_COMES_TO = re.compile(r"(?: doses?| groups?| arms?)?[,:]? ?(?:(?:was|were|of|is|=|came to|at) ?)?")
_LISTED = re.compile(
    r"[)\]],? (?:and|or)(?: (?:by|with|to|versus|vs\.?))?(?: [\d.]{1,6} ?%)? (?:the )?$", re.I
)
_AND = re.compile(r",?\s(?:and|or)\s(?:the\s)?")
_FOR = re.compile(r"[)\]]{0,2},?\s(?:for|with|in|on)\s(?:the\s)?")


def named_reference(
    context: Context, text: str, start: int, end: int, effect: Effect, linked: Sequence[Linked]
) -> tuple[ArmDraft, ArmDraft] | None:
    """The arm and the reference that the words around an effect name, in a trial of three arms or more."""
    arms = context.compared
    if len(arms.experimental) + len(arms.control) < 3:
        return None
    groups = [g for g in context.groups if start <= g.start < end and len(g.arms) == 1]
    against = _against(text, start, effect, groups)
    if against is None:
        return None
    reference = against.arms[0]
    if arms.control == [reference]:
        return None
    arm = _arm(text, effect, groups, linked, against)
    if arm is None or arm is reference or (arm in arms.control and reference not in arms.control):
        return None
    return arm, reference


def _against(text: str, start: int, effect: Effect, groups: Sequence[GroupMention]) -> GroupMention | None:
    core = effect.estimate.core[0] if effect.estimate else effect.start
    for group in groups:
        if effect.end <= group.start < effect.end + 40 and _BEHIND.fullmatch(text, effect.end, group.start):
            return group
    before = [group for group in groups if group.end <= core]
    if before:
        last = before[-1]
        lead = text[max(start, last.start - 60) : last.start]
        if _BRACKET.fullmatch(text, last.end, effect.start):
            if _VERSUS_BEFORE.search(lead):
                return last
            listed = len(before) > 1 and _LISTED.search(lead) is not None
            earlier = text[max(start, before[-2].start - 40) : before[-2].start] if listed else ""
            if listed and _VERSUS_BEFORE.search(earlier):
                return last
    for group in reversed(before):
        lead = text[max(start, group.start - 60) : group.start]
        if not _FROM_BEFORE.search(lead):
            continue
        near = _COMES_TO.fullmatch(text, group.end, core) is not None
        if near or _arm_behind(text, effect, groups) is not None:
            return group
        return None
    return None


def _arm_behind(text: str, effect: Effect, groups: Sequence[GroupMention]) -> ArmDraft | None:
    stop = max(effect.end, effect.p_chars[1]) if effect.p_chars else effect.end
    for place, group in enumerate(groups):
        if stop <= group.start < stop + 20 and _FOR.fullmatch(text, stop, group.start):
            further = groups[place + 1] if place + 1 < len(groups) else None
            list_of_arms = further is not None and _AND.fullmatch(text, group.end, further.start)
            return None if list_of_arms else group.arms[0]
    return None


def _arm(
    text: str,
    effect: Effect,
    groups: Sequence[GroupMention],
    linked: Sequence[Linked],
    against: GroupMention,
) -> ArmDraft | None:
    behind = _arm_behind(text, effect, groups)
    if behind is not None:
        return behind
    ahead = [group for group in groups if group.end <= min(effect.start, against.start)]
    others = list({id(g.arms[0]): g.arms[0] for g in ahead if g.arms[0] is not against.arms[0]}.values())
    if len(others) == 1:
        return others[0]
    before = [item for item in linked if item.link.value.end <= effect.start and len(item.link.arms) == 1]
    if before and against.start > effect.start and before[-1].link.arms[0] is not against.arms[0]:
        return before[-1].link.arms[0]
    subject = ahead[0].arms[0] if ahead else None
    told = any(_VERSUS_BEFORE.search(text, max(g.start - 40, 0), g.start) for g in ahead[1:])
    return subject if told else None


_ORDINAL = re.compile(r"\s(?:for|with|in|on)\sthe\s(first|second|third|fourth)\b(?=[,.;)]| of these| and )")
_RANKS = ("first", "second", "third", "fourth")


def ranked_side(
    context: Context, text: str, effect: Effect, linked: Sequence[Linked], previous: Sequence[Linked]
) -> tuple[ArmDraft, ArmDraft] | None:
    """The arm that an effect names by its place among those told before: "0.002 for the second of these"."""
    control = context.compared.control
    stop = max(effect.end, effect.p_chars[1]) if effect.p_chars else effect.end
    rank = _ORDINAL.match(text, stop)
    if rank is None or len(control) != 1:
        return None
    told = [item for item in linked if item.link.value.end <= effect.start] or previous
    arms = {id(arm): arm for item in told for arm in item.link.arms if arm is not control[0]}
    place = _RANKS.index(rank.group(1))
    return (list(arms.values())[place], control[0]) if 1 < len(arms) > place else None
