"""Runs of values that stand in one list of a sentence, and the groups around each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.linking.arm_set import ArmDraft
from extractor.linking.groups import GroupMention
from extractor.linking.lexicon import lower_lists
from extractor.linking.values import ValueUnit

_AT_TIME = re.compile(
    r"\b(?:at|by|after|in) (?:the )?"
    r"(?:(?:week|month|day|year)s? \d+|\d+[- ](?:weeks?|months?|days?|years?|hours?|min(?:utes?)?))"
    r"(?: follow-up| visit)?",
    re.I,
)
_FROM_START = re.compile(r"\bfrom [^;()]{1,40}? to\s*$", re.I)
"""The starting value of a course, before the value that it reached."""

_UNIT_AGAINST = re.compile(
    r"^(?:\s?(?!(?:to|and|or|in|with|for|on|of|by|at|from)\b)[^\W\d_%][^\s,;()]{0,11})?"
    r"(?:\s?[·/*×]\s?[^\s,;()]{1,10}|\s[^\s,;()]{1,5}\d){0,4}\s(?:vs\.?|versus)\s"
)
"""A unit that no lexicon knows, before the value that one is set against: "22.7 mmol vs 15.8 mmol"."""


def only_words(kind: str, gap: str, extra: str = "") -> bool:
    """Whether a gap holds nothing but words of one kind, brackets and commas."""
    rest = lower_lists("phrases.toml")[kind].sub(" ", gap.lower())
    return not rest.strip(" ,()[];" + extra)


@dataclass(slots=True)
class Run:
    """A run of values that stand in one list."""

    values: list[ValueUnit]
    names: Sequence[tuple[int, int]] = ()
    left: list[GroupMention] = field(default_factory=list)
    right: list[GroupMention] = field(default_factory=list)
    inside: list[GroupMention] = field(default_factory=list)
    beside: list[tuple[ValueUnit, ValueUnit]] = field(default_factory=list)
    against: GroupMention | None = None
    """The group whose own value follows in the same bracket: "| 18.5% (placebo, 12.9%)"."""

    @property
    def start(self) -> int:
        return self.values[0].start

    @property
    def end(self) -> int:
        return self.values[-1].end


@dataclass(slots=True)
class Link:
    """A value tied to its arms. `score` grows with the strength of the ties; `why` says what decided."""

    value: ValueUnit
    arms: tuple[ArmDraft, ...]
    score: float
    why: str
    run: Run
    groups: tuple[GroupMention, ...] = ()


def find_runs(
    text: str,
    start: int,
    end: int,
    values: Sequence[ValueUnit],
    groups: Sequence[GroupMention],
    names: Sequence[tuple[int, int]] = (),
) -> list[Run]:
    """Runs of values between two offsets; `names` are the places of endpoints: a run ends at each."""
    runs: list[Run] = []
    mine = [value for value in values if start <= value.start < end]
    bounds = [group for group in groups if start <= group.start < end]
    beside: dict[int, list[tuple[ValueUnit, ValueUnit]]] = {}
    for index, value in enumerate(mine):
        if index and _is_beside(text, mine[index - 1], value):
            beside.setdefault(id(runs[-1]), []).append((mine[index - 1], value))
            continue
        if runs:
            last = runs[-1].values[-1]
            gap = text[last.end : value.start]
            if last.unit and gap.lstrip().lower().startswith(last.unit.lower()):
                gap = gap.lstrip()[len(last.unit) :]
            gap = _FROM_START.sub("", gap)
            if last.spread is not None or text[runs[-1].start - 1] in "([":
                gap = _UNIT_AGAINST.sub(" vs ", gap)
            together = (
                last.family == value.family
                and len(gap) <= 40
                and not any(last.end <= group.start < value.start for group in bounds)
                and not any(last.end <= name[0] < value.start for name in names)
                and not (_holds_name(last, names) and _holds_name(value, names))
                and ";" not in gap
                and only_words("between", _AT_TIME.sub("", re.sub(r"\([^()]*\)", "", gap)))
            )
            if together:
                runs[-1].values.append(value)
                continue
        runs.append(Run([value], names))
    for run in runs:
        run.beside = beside.get(id(run), [])
        if len(run.values) == 2 and _is_course(text, run):
            run.values = run.values[1:]
    runs = [run for run in runs if not _is_range(text, run)]
    for index, run in enumerate(runs):
        before = runs[index - 1].end if index else start
        after = runs[index + 1].start if index + 1 < len(runs) else end
        if len(run.values) == 1:
            run.inside = [group for group in bounds if run.start <= group.start and group.end <= run.end]
        ahead = [group for group in bounds if before <= group.start and group.end <= run.start + 1]
        run.left = _outside_brackets(text, ahead, run.start)
        behind = [group for group in bounds if run.end - 1 <= group.start < after]
        run.right = _before_semicolon(text, behind)
        if index + 1 < len(runs) and _is_set_against(text, run, runs[index + 1]):
            run.against = run.right.pop(0)
    return runs


def _holds_name(value: ValueUnit, names: Sequence[tuple[int, int]]) -> bool:
    """ "1 relapse and 12 deaths": each number counts an outcome of its own."""
    return any(value.start < start and end <= value.end for start, end in names)


_OPENS = re.compile(r"\s?(?:[(\[]|;)\s?(?:(?:vs\.?|versus|against|compared with) )?(?:the )?")
_TELLS = re.compile(r"\s?[,:=]?\s?(?:an? )?")


def _is_set_against(text: str, run: Run, following: Run) -> bool:
    """Whether the group behind a value has the next value: "18.5% [placebo, 12.9%]", "(11%; control, 2%)"."""
    if len(run.values) != 1 or len(run.right) != 1:
        return False
    group = run.right[0]
    return (
        _OPENS.fullmatch(text, run.end, group.start) is not None
        and _TELLS.fullmatch(text, group.end, following.start) is not None
    )


_LISTS_ON = re.compile(r"[)\]]\s*(?:,|;|and\b|or\b|vs\b|versus\b|compared\b|against\b)", re.I)


def _before_semicolon(text: str, groups: list[GroupMention]) -> list[GroupMention]:
    """The groups behind a run, less those of the next clause: "by 64% with 120 mg; the report calls placebo's
    rate lower"."""
    for index in range(1, len(groups)):
        gap = text[groups[index - 1].end : groups[index].start]
        if ";" in gap and gap.count("(") == gap.count(")"):
            return groups[:index]
    return groups


def _outside_brackets(text: str, groups: list[GroupMention], start: int) -> list[GroupMention]:
    """The groups of a list before a run, less those that a bracket beside it names: "events (at least twice
    the rate of placebo) with 40 mg were nausea (11% vs 3%)"."""
    kept = []
    for index, group in enumerate(groups):
        stop = groups[index + 1].start if index + 1 < len(groups) else start
        gap = text[group.end : stop].rstrip(" ([") + " "
        closed = gap.count(")") > gap.count("(")
        if not closed or index + 1 == len(groups) or _LISTS_ON.match(gap):
            kept.append(group)
    return kept


def _is_range(text: str, run: Run) -> bool:
    """ "11.7% to 14.6%": a span over several arms, or "from 10% to 15%": no single arm's value."""
    if len(run.values) != 2:
        return False
    return bool(re.fullmatch(r"\s?(?:to|-|–|—)\s?", text[run.values[0].end : run.values[1].start]))


_BESIDE = re.compile(r"\.?(?: ?[a-zA-Z/]{1,9}\.?){0,2} ?[(\[] ?")
_FROM = re.compile(r"\bfrom (?:an? |the )?(?:(?:baseline|mean|median|average|of) )*$", re.I)
_SPAN = re.compile(r"\b(?:rang\w+|var\w+) (?:\w+ ){0,2}from (?:an? |the )?$", re.I)


def _is_beside(text: str, first: ValueUnit, second: ValueUnit) -> bool:
    """ "8.6 mm Hg (32%)": the same result told once more in another unit."""
    if first.family == second.family or not _BESIDE.fullmatch(text, first.end, second.start):
        return False
    return text[second.end : second.end + 2].lstrip()[:1] in (")", "]", ";", ",")


def _is_course(text: str, run: Run) -> bool:
    """ "from 25.2 to 16.7": the value before treatment is not the result."""
    gap = text[run.values[0].end : run.values[1].start]
    if not re.fullmatch(r"(?: ?[a-zA-Z/%]{1,9}){0,2} (?:at baseline )?to (?:an? )?", gap):
        return False
    lead = text[max(run.start - 40, 0) : run.start]
    return "at baseline" in gap or (_FROM.search(lead) is not None and not _SPAN.search(lead))
