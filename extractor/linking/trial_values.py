"""Whose number it is in a sentence that names several trials."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from spacy.tokens import Doc

from extractor.language.mentions import Estimate
from extractor.language.spans import doc_text, mentions
from extractor.linking.align import align
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.drafts import TrialDraft
from extractor.linking.groups import GroupMention
from extractor.linking.runs import find_runs
from extractor.linking.sentence_bounds import sentence_spans
from extractor.linking.values import ValueUnit

_JOINED = re.compile(r"\s*(?:\([^()]{0,40}\))?\s*(?:,|and|or|&|,\s*and)\s*(?:in )?(?:the )?", re.I)
_OF_BOTH = re.compile(r"\b(?:both|each|either|the two) (?:trials?|stud(?:y|ies))\b[^;.]{0,25}$", re.I)
_NEAR = 50
_OPENS = re.compile(r"(?: (?:trial|study))?,?\s?[(\[][^)\]]*")


@dataclass(slots=True)
class Sides:
    """Whose is what in sentences that name several trials.

    `owner` gives the trial's index by a number's start; `segments` are the stretches (start, end, index) that
    speak of one of them.
    """

    owner: dict[int, int] = field(default_factory=dict)
    segments: list[tuple[int, int, int]] = field(default_factory=list)

    def of_others(self, offset: int, index: int) -> bool:
        """Whether the offset lies in a stretch about another trial than the one with the index."""
        return any(start <= offset < end and other != index for start, end, other in self.segments)


def trial_values(doc: Doc, drafts: Sequence[TrialDraft], values: Sequence[ValueUnit]) -> Sides:
    """Deals the numbers of sentences that name several trials out to the trials.

    Names in a row share the numbers in the order in which they stand. Otherwise a number in the bracket
    behind a name is that trial's; where the sentence begins with a name, each number is that of the last name
    before it; where it begins with numbers, of the next name behind them.
    """
    sides = Sides()
    if len(drafts) < 2:
        return sides
    marks = sorted((start, end, i) for i, draft in enumerate(drafts) for start, end in draft.mentions)
    starts = [mark[0] for mark in marks]
    estimates = [
        ValueUnit(start, end, (start, end), 0.0, value.measure)
        for start, end, value in mentions(doc, "estimate")
        if isinstance(value, Estimate)
    ]
    numbers = [
        *((value.start, value.end) for value in values),
        *((value.start, value.end) for value in estimates),
        *((start, end) for start, end, _ in mentions(doc, "p_value")),
    ]
    text = doc_text(doc)
    latest: list[int] = []
    for start, end in sentence_spans(doc) if marks else ():
        here = marks[bisect_left(starts, start) : bisect_left(starts, end)]
        named = list(dict.fromkeys(mark[2] for mark in here))
        if not named and len(latest) == 2:
            sides.owner |= _pairs(text, start, end, values, latest)
        if len(named) < 2:
            continue
        latest = named
        if _in_a_row(text, here):
            sides.owner |= _shared(doc, text, start, end, here, drafts, values, estimates)
            continue
        inside = sorted({number for number in numbers if start <= number[0] < end})
        if inside:
            sides.owner |= _nearest(text, here, inside)
            sides.segments += _segments(start, end, here, inside[0][0])
    return sides


_PAIR_GAP = re.compile(r"%? ?(?:vs\.?|versus|against|compared with) ")
_NEXT_PAIR = re.compile(r"%?,? and ")


def _pairs(text: str, start: int, end: int, values: Sequence[ValueUnit], latest: list[int]) -> dict[int, int]:
    """ "31.1% vs 10.5% and 27.9% vs 6.5%, respectively": a pair for each of the two trials named last."""
    if "respectively" not in text[start:end]:
        return {}
    here = [value for value in values if start <= value.start < end]
    for four in zip(here, here[1:], here[2:], here[3:], strict=False):
        gaps = [text[left.end : right.start] for left, right in zip(four, four[1:], strict=False)]
        if (
            _PAIR_GAP.fullmatch(gaps[0])
            and _NEXT_PAIR.fullmatch(gaps[1])
            and _PAIR_GAP.fullmatch(gaps[2])
            and "respectively" in text[four[3].end : four[3].end + 20]
        ):
            return {value.start: latest[place // 2] for place, value in enumerate(four)}
    return {}


def _segments(
    start: int, end: int, marks: list[tuple[int, int, int]], first: int
) -> list[tuple[int, int, int]]:
    """What stands behind each name, where names lead; before it, where they follow their numbers."""
    if marks[0][0] < first:
        stops = [*(mark[0] for mark in marks[1:]), end]
        return [(a, stop, index) for (a, _, index), stop in zip(marks, stops, strict=True)]
    starts = [start, *(mark[1] for mark in marks[:-1])]
    return [(begin, b, index) for (_, b, index), begin in zip(marks, starts, strict=True)]


def _in_a_row(text: str, marks: list[tuple[int, int, int]]) -> bool:
    """Whether the names are joined to one list: "ALPHA and BETA"."""
    return all(
        _JOINED.fullmatch(text, left[1], right[0]) for left, right in zip(marks, marks[1:], strict=False)
    )


def _nearest(text: str, marks: list[tuple[int, int, int]], numbers: list[tuple[int, int]]) -> dict[int, int]:
    owner: dict[int, int] = {}
    leading = marks[0][0] < numbers[0][0]
    for place, _ in numbers:
        before = [mark for mark in marks if mark[1] <= place]
        behind = [mark for mark in marks if mark[0] >= place]
        bracket = _bracket_owner(text, place, before)
        if _OF_BOTH.search(text, max(0, place - _NEAR), place):
            continue
        if bracket is not None:
            owner[place] = bracket
        elif leading and before:
            owner[place] = before[-1][2]
        elif not leading and behind:
            owner[place] = behind[0][2]
        elif before:
            owner[place] = before[-1][2]
    return owner


def _bracket_owner(text: str, place: int, before: list[tuple[int, int, int]]) -> int | None:
    """The trial right behind whose name the bracket opens that holds the number."""
    for _, end, index in reversed(before):
        if _OPENS.fullmatch(text, end, place):
            return index
    return None


def _shared(
    doc: Doc,
    text: str,
    start: int,
    end: int,
    marks: list[tuple[int, int, int]],
    drafts: Sequence[TrialDraft],
    values: Sequence[ValueUnit],
    estimates: Sequence[ValueUnit],
) -> dict[int, int]:
    """Numbers in parallel to a list of names; what cannot be told apart is left to all."""
    pseudo = [ArmDraft(str(i), [], [], "experimental") for i in range(len(drafts))]
    groups = [GroupMention(a, b, (pseudo[i],), "one", True) for a, b, i in marks]
    everything = ArmSet(pseudo, [])
    owner: dict[int, int] = {}
    for units in (values, estimates):
        for found in align(text, find_runs(text, start, end, units, groups), everything, []):
            if len(found.arms) == 1 and found.why != "listed order":
                owner[found.value.start] = int(found.arms[0].label)
    for place, _, _ in mentions(doc, "p_value"):
        if start <= place < end and place not in owner:
            before = [offset for offset in owner if start <= offset < place]
            if before:
                owner[place] = owner[max(before)]
    return owner
