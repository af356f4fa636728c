"""Outcomes listed before a bracket whose parts give their numbers in turn: "X, Y and Z were lower with A than
with B (1.4 vs 2.5, P = .01; 8.8 vs 11.1 minutes; and 4.7% vs 20%)"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.drafts import Chars
from extractor.linking.outcomes import EndpointMention
from extractor.linking.values import ValueUnit

_VERSUS = re.compile(
    r"(?:\s?(?:±\s?[\d.]+|\([^()]{1,24}\)|[a-zA-Zµ%/]{1,12}))?\s?(?:vs\.?|versus|v\.?|against)\s", re.I
)
_NEXT_NAME = re.compile(
    r"(?:\s?\([^()\d]{1,40}\))?(?:,|/|\s(?:and|or)|,\s(?:and|or)|\sas\swell\sas)\s(?:[\w-]+\s){0,4}"
)
_LONGEST = 500


def bracket_rows(
    text: str, start: int, mentions: Sequence[EndpointMention], values: Sequence[ValueUnit]
) -> list[tuple[Chars, EndpointMention]]:
    """The parts of a bracket, each with its outcome; empty where their numbers differ.

    `mentions` and `values` are those of one sentence, in order.
    """
    found: list[tuple[Chars, EndpointMention]] = []
    seen = start
    for value in values:
        if value.start < seen:
            continue
        opening = text.rfind("(", max(seen, value.start - 40), value.start)
        closing = _closing(text, opening) if opening >= 0 else -1
        if closing < value.end:
            continue
        parts = _parts(text, opening + 1, closing, [v for v in values if opening < v.start < closing])
        before = [m for m in mentions if start <= m.start and m.end <= opening and not m.value.reference]
        row = _row(text, before)
        if len(parts) == len(row) > 1 and not any(row[0].start <= v.start < opening for v in values):
            found += zip(parts, row, strict=True)
        seen = closing
    return found


def _closing(text: str, opening: int) -> int:
    depth = 0
    for at in range(opening, min(len(text), opening + _LONGEST)):
        depth += (text[at] == "(") - (text[at] == ")")
        if not depth:
            return at
    return -1


def _parts(text: str, start: int, end: int, values: Sequence[ValueUnit]) -> list[Chars]:
    """Parts between semicolons that each have numbers, else one for each pair of "1.4 vs 2.5"."""
    cuts = [start, *(at + 1 for at in range(start, end) if text[at] == ";"), end]
    parts = list(zip(cuts, cuts[1:], strict=False))
    if len(parts) > 1:
        return parts if all(any(a <= v.start < b for v in values) for a, b in parts) else []
    pairs = [
        first.start
        for first, second in zip(values, values[1:], strict=False)
        if _VERSUS.fullmatch(text, first.end, second.start)
    ]
    if len(pairs) < 2 or 2 * len(pairs) != len(values):
        return []
    return list(zip([start, *pairs[1:]], [*pairs[1:], end], strict=True))


def _row(text: str, mentions: Sequence[EndpointMention]) -> list[EndpointMention]:
    """The last outcomes that a list joins."""
    row: list[EndpointMention] = []
    for mention in mentions:
        if row and not _NEXT_NAME.fullmatch(text, row[-1].end, mention.start):
            row = []
        row.append(mention)
    return row
