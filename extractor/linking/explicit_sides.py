"""Arms of a trial of three or more that a clause sets against each other: "less in A than in B or C"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import Context
from extractor.linking.groups import GroupMention

_AGAINST = re.compile(
    r"\b(?:than|versus|vs\.?|compared (?:with|to)|relative to|as against|in comparison (?:with|to))"
    r"(?: (?:in|with|for|on|among|that|those|of|the|patients|participants|women|men|children|receiving"
    r"|treated|given|either|both)){0,4} $",
    re.I,
)
_LISTED = re.compile(r",? ?(?:,|and|or|nor|/|&) ?(?:(?:in|with|for|on|the|either) ){0,2}", re.I)
_BEHIND = 80


def explicit_sides(
    context: Context, text: str, clause: int, stop: int, groups: Sequence[GroupMention]
) -> list[tuple[ArmDraft, ArmDraft]]:
    """The pairs that a clause from `clause` to about `stop` names by "than", "versus" or "compared with".

    None in a trial of two arms, or where the trial's one control is what all are compared with: there the
    other signs are better.
    """
    arms = context.compared
    if len(arms.experimental) + len(arms.control) < 3:
        return []
    near = [g for g in groups if clause <= g.start < stop + _BEHIND and g.spread == "one"]
    for place in range(1, len(near)):
        if not _AGAINST.search(text, max(near[place - 1].end, near[place].start - 70), near[place].start):
            continue
        references = _row(text, near[place:])
        subjects = _row(text, near[place - 1 :: -1])
        told = [arm for group in references for arm in group.arms]
        own = [arm for group in subjects for arm in group.arms]
        if {id(arm) for arm in told} & {id(arm) for arm in own}:
            continue
        if len(arms.control) == 1 and (told == arms.control or own == arms.control):
            continue
        return [_ordered(context, one, other) for one in reversed(own) for other in told]
    return []


def _row(text: str, groups: Sequence[GroupMention]) -> list[GroupMention]:
    """The groups that stand in one list with the first, whichever way they are walked."""
    row = [groups[0]]
    for group in groups[1:]:
        first, second = sorted((row[-1], group), key=lambda mention: mention.start)
        if not _LISTED.fullmatch(text, first.end, second.start):
            break
        row.append(group)
    return row


def _ordered(context: Context, one: ArmDraft, other: ArmDraft) -> tuple[ArmDraft, ArmDraft]:
    control = context.compared.control
    return (other, one) if control == [one] else (one, other)
