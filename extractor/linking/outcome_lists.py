"""Lists of outcomes ("pain, sleep and fatigue") and the numbers that stand in parallel to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractor.linking.outcomes import EndpointMention
from extractor.linking.values import ValueUnit

if TYPE_CHECKING:
    from extractor.linking.effects import Effect

_LISTED = re.compile(
    r"\s*(?:,|/|and|or|nor|,\s*and|,\s*or)\s*(?:the |in (?:the )?)?"
    r"(?:(?!was|were|is|had|by|with)[\w-]+ ){0,2}",
    re.I,
)
"""What joins two outcomes of a list; the second may have words before the part that is known by name."""
_AND = re.compile(r"\b(?:and|or|nor)\b|/", re.I)
_BRACKET = re.compile(r"\s?\([^()]{1,60}\)")
_NEXT_P = re.compile(r"[\s,;]*(?:and|vs\.?)?[\s,;]*", re.I)
_FOR = re.compile(r"[)\s,]*(?:respectively )?(?:for|in) (?:the )?", re.I)
_LATER = 160


def outcome_lists(
    text: str, mentions: Sequence[EndpointMention], start: int, end: int
) -> list[list[EndpointMention]]:
    """The outcomes named between two offsets, those of one list together."""
    lists: list[list[EndpointMention]] = []
    for mention in mentions:
        if not start <= mention.start < end or mention.value.reference:
            continue
        gap = text[lists[-1][-1].end : mention.start] if lists else ""
        if lists and _LISTED.fullmatch(_BRACKET.sub("", gap)):
            lists[-1].append(mention)
        else:
            lists.append([mention])
    return lists


def outcomes_of_effects(
    text: str,
    lists: Sequence[Sequence[EndpointMention]],
    effects: Sequence[Effect],
    values: Sequence[ValueUnit],
) -> dict[int, list[EndpointMention]]:
    """For p-values, by their start, the outcomes of a list that they belong to.

    As many p-values as outcomes belong to them in turn ("X and Y fell (P = .01 and P = .2)"); one p-value
    behind a whole list without further numbers belongs to each ("no difference in X, Y or Z (P > .05)").
    """
    told: dict[int, list[EndpointMention]] = {}
    runs = _p_runs(text, effects)
    places = sorted([effect.start for effect in effects] + [value.start for value in values])
    for run in runs:
        before = [row for row in lists if row[-1].end <= run[0].start]
        row = before[-1] if before else None
        behind = next((row for row in lists if row[0].start >= run[-1].end), None)
        if behind is not None and not _FOR.fullmatch(text, run[-1].end, behind[0].start):
            behind = None
        if behind is not None and len(behind) == len(run) > 1:
            row = behind
        if row is None or len(row) < 2 or run[0].start - row[-1].end > _LATER:
            continue
        if not _AND.search(text, row[-2].end, row[-1].start):
            continue
        if ";" in text[row[-1].end : run[0].start]:
            continue
        if len(row) == len(run):
            told |= {effect.start: [mention] for effect, mention in zip(run, row, strict=True)}
        elif len(run) == 1 and not any(row[0].start <= place < run[0].start for place in places):
            told[run[0].start] = list(row)
    return told


def _p_runs(text: str, effects: Sequence[Effect]) -> list[list[Effect]]:
    """P-values without an estimate, those that follow each other together."""
    runs: list[list[Effect]] = []
    last: Effect | None = None
    for effect in effects:
        if effect.estimate is not None:
            last = None
            continue
        if last is not None and _NEXT_P.fullmatch(text, last.end, effect.start):
            runs[-1].append(effect)
        else:
            runs.append([effect])
        last = effect
    return runs
