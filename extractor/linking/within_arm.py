"""Comparisons with the start of treatment: "fell from 8.1 to 7.2 with the drug (P = .01)"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.arm_set import ArmDraft
from extractor.linking.effects import Effect
from extractor.linking.groups import GroupMention
from extractor.linking.values import ValueUnit

_CLAUSE = re.compile(
    r"; |,? (?:but|while|whereas|although|however)\b|, and (?=(?:the|there|no|in|this)\b)"
    r"|[)\]],? and ",
    re.I,
)
_EXPLICIT = re.compile(
    r"\b(?:from|versus|vs\.?|compared (?:with|to)|relative to|than) (?:the |its |their )?"
    r"(?:(?:(?:values? |levels? |that )?at )?(?:baseline|initial|basal|study entry)"
    r"|(?:(?:values? |levels? |that )?(?:before|prior to) (?:the |their )?|pre-?)"
    r"(?:treatment|intervention|supplementation|surgery|operation))\b"
    r"|\bwithin[- ](?:the )?(?:each )?group|\bbefore and after\b",
    re.I,
)
_BETWEEN = re.compile(
    r"\b(?:than|versus|vs\.?|compared|comparison|relative to|between|against|over|differ\w*|higher|lower"
    r"|greater|more|less|fewer|better|worse|longer|shorter|smaller|larger|superior|similar)\b",
    re.I,
)
_MOVED = re.compile(
    r"\b(?:increas|decreas|reduc|improv|declin|fell|fall|rose|ris(?:e|ing)|dropp|chang|worsen|gain|lost|rais|lower"
    r"|unchanged)\w*",
    re.I,
)
_THAN_BEFORE = re.compile(
    r"\b(?:higher|lower|greater|more|less|fewer|better|worse|longer|shorter|smaller|larger)\b", re.I
)
"""What "than before treatment" compares."""
_STOP = re.compile(r"(?:; |\b(?:but|while|whereas|although|however)\b)", re.I)
_NO_MOVE = (
    r"(?:\bnot (?:\w+ ){0,2}(?:chang|alter|improv|increas|decreas|declin|fall|rise)\w*"
    r"|\bno (?:\w+ ){0,2}(?:chang|increase|decrease|reduction|improvement|alteration|decline)\w*"
    r"|\b(?:unchanged|unaltered)|\bremained (?:\w+ )?(?:stable|constant|the same)|\bstayed the same)"
)
_UNCHANGED = re.compile(
    rf"\bbut not(?: (?:in|with|among|for))?(?: the)? $|{_STOP.pattern}[^;]{{0,100}}?{_NO_MOVE}"
    r"[^;]{0,60}? (?:in|with|among|for)(?: the)? $",
    re.I,
)
_STAYED = re.compile(rf"[^;(]{{0,24}}?{_NO_MOVE}", re.I)
"""What a control arm did that has no p-value: "(P=.003), whereas the control group did not change"."""
_BEHIND = re.compile(r"[)\]]?,?\s(?:in|with|for|among|on)\s(?:the\s)?")
"""Right behind a p-value, before its arm: "fell from 33 to 29 (P=.01) in the drug group"."""
_AGAINST = re.compile(
    r"\b(?:compared (?:with|to)|than|versus|vs\.?|relative to|over)"
    r"(?: (?:in|with|on|for|that (?:in|of|with)))?(?: the)? $",
    re.I,
)
_PAIR = re.compile(r"\([^()]{0,20}?\d[^()]{0,40}?\b(?:vs\.?|versus)\s?[-−–]?\d[^()]{0,40}$")
"""Two values in the bracket of one arm, which may be its first and its last."""


def arms_within(
    text: str,
    start: int,
    effects: Sequence[Effect],
    groups: Sequence[GroupMention],
    values: Sequence[ValueUnit],
    controls: Sequence[ArmDraft],
) -> dict[int, list[ArmDraft]]:
    """The arms of each p-value, by its start, that compares arms with their own baseline.

    It does where its clause names one arm, or each arm, and says so or tells the arm's course, where a change
    is told of each arm of the trial, and where the sentence tells of several arms, a control among them, each
    with a change and a p-value of its own.
    """
    sure: dict[int, list[ArmDraft]] = {}
    likely: dict[int, list[ArmDraft]] = {}
    for place, effect in enumerate(effects):
        if effect.estimate is not None or effect.p is None:
            continue
        opening = _opening(text, start, effect.start)
        since = max(opening, effects[place - 1].end if place else start)
        named = [group for group in groups if since <= group.start < effect.start]
        named = named or [g for g in groups if opening <= g.start < effect.start]
        words = _EXPLICIT.sub("", text[since : effect.start])
        explicit = _EXPLICIT.search(text, since, effect.end + 40)
        if explicit is not None and explicit.group().lower().startswith("than"):
            words = _THAN_BEFORE.sub("", words)
        if not named:
            named = [g for g in groups if _BEHIND.fullmatch(text, effect.end, g.start)][:1]
        if not named and explicit is not None:
            near = [g for g in groups if effect.end <= g.start < effect.end + 60]
            named = [g for g in near if not _AGAINST.search(text, effect.end, g.start)]
        if not named or explicit is None and _is_against(text, effect.end, groups):
            continue
        arms = list({id(arm): arm for group in named for arm in group.arms}.values())
        moved = _MOVED.search(text, opening, effect.start) is not None
        each = all(group.spread == "each" for group in named)
        all_of_them = each and moved and any(arm in controls for arm in arms)
        if len(arms) > 1 and not (all_of_them or explicit is not None and each):
            continue
        course = any(value.reached and since <= value.start < effect.start for value in values)
        if _BETWEEN.search(words):
            if moved and len(arms) == 1 and not _BETWEEN.search(_PAIR.sub("", words)):
                likely[effect.start] = arms
            continue
        alone = moved and len(arms) == 1 and _others_unchanged(text, effect.end, groups, arms, controls)
        if explicit is not None or course or all_of_them or alone:
            sure[effect.start] = arms
        if explicit is not None or course or moved:
            likely[effect.start] = arms
    told = list({id(arm): arm for arms in likely.values() for arm in arms}.values())
    if len(told) > 1 and any(arm in controls for arm in told):
        return likely
    return sure


def _others_unchanged(
    text: str,
    stop: int,
    groups: Sequence[GroupMention],
    arms: Sequence[ArmDraft],
    controls: Sequence[ArmDraft],
) -> bool:
    """Whether the sentence goes on to say that the control arm did not move as the arms did."""
    for group in groups:
        if group.start < stop or any(arm not in controls or arm in arms for arm in group.arms):
            continue
        if _UNCHANGED.search(text, stop, group.start):
            return True
        turn = _STOP.search(text, stop, group.start)
        if turn is not None and _STAYED.match(text, group.end):
            return True
    return False


def _is_against(text: str, stop: int, groups: Sequence[GroupMention]) -> bool:
    """Whether the clause goes on to say which arm it compares with: "(P=.01) and ... than in controls"."""
    later = [group.start for group in groups if group.start >= stop]
    end = later[-1] if later else stop
    closing = next(_STOP.finditer(text, stop, end), None)
    return any(
        _AGAINST.search(text, stop, place) for place in later if not closing or place < closing.start()
    )


def _opening(text: str, start: int, place: int) -> int:
    """Where the clause of a number begins, brackets left out."""
    opening = start
    for match in _CLAUSE.finditer(text, start, place):
        if text.count("(", start, match.start()) <= text.count(")", start, match.start() + 1):
            opening = match.end()
    return opening
