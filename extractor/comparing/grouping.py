"""Which trials of different documents are one: by registry id, else by acronym, drug, phase, n, condition."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from rapidfuzz import fuzz

from extractor.evaluating.matching import drug_names, same_drug
from extractor.evaluating.normalise import alike, words
from schemas import Intervention, Trial

_LIKE_ACRONYMS = 90
_LIKE_CONDITIONS = 75
_SAME_N = 0.02
"""Randomized, treated and analysed participants differ by about this share."""
_MOST_OF_A_KEY = 400
"""A key that more trials share than this (a drug that everybody tests) is no key."""
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """A trial of a document; `content` tells documents of one name apart (a hash and a position)."""

    document: str
    content: str
    place: int
    trial: Trial


class _Bond(NamedTuple):
    strength: int
    first: int
    second: int
    why: str


def group_trials(entries: Sequence[Entry]) -> list[tuple[str, list[Entry]]]:
    """The trials that at least two documents report, with why they count as one; the rest is left out.

    The strongest bonds are made first. Two trials of one document are never put together: the document
    itself tells them apart.
    """
    bonds = sorted(_bonds(entries), key=lambda bond: (-bond.strength, bond.first, bond.second))
    member = list(range(len(entries)))
    groups: dict[int, list[int]] = {place: [place] for place in member}
    reasons: dict[int, str] = {}
    for bond in bonds:
        first, second = sorted((member[bond.first], member[bond.second]))
        if first == second:
            continue
        contents = [{entries[place].content for place in groups[group]} for group in (first, second)]
        if contents[0] & contents[1] or not _all_fit(entries, groups[first], groups[second]):
            continue
        for place in groups[second]:
            member[place] = first
        groups[first] += groups.pop(second)
        reasons.setdefault(first, reasons.pop(second, bond.why))
    return [
        (reasons[name], [entries[place] for place in sorted(places)])
        for name, places in sorted(groups.items())
        if len(places) > 1
    ]


def _all_fit(entries: Sequence[Entry], ones: list[int], others: list[int]) -> bool:
    return all(_compatible(entries[one].trial, entries[other].trial) for one in ones for other in others)


def _bonds(entries: Sequence[Entry]) -> Iterator[_Bond]:
    for first, second in sorted(_candidates(entries)):
        one, other = entries[first], entries[second]
        if one.content != other.content:
            found = same_trial(one.trial, other.trial)
            if found is not None:
                yield _Bond(found[0], first, second, found[1])


def _candidates(entries: Sequence[Entry]) -> set[tuple[int, int]]:
    """Pairs that share a key: only they can be one trial."""
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for place, entry in enumerate(entries):
        for key in set(_keys(entry.trial)):
            by_key[key].append(place)
    return {
        pair
        for places in by_key.values()
        if len(places) <= _MOST_OF_A_KEY
        for pair in combinations(places, 2)
    }


def _keys(trial: Trial) -> Iterator[str]:
    for number in trial.registry_ids:
        yield f"id {_id(number)}"
    if trial.acronym:
        yield f"acronym {_id(trial.acronym)}"
    for drug in _tested(trial):
        for name in drug_names(drug):
            # A slip of spelling is seldom in the first letters.
            yield f"drug {name[:5]} {(trial.phase or '')[:1]}"
            if trial.acronym:
                yield f"drug {name[:5]} {_id(trial.acronym)[:2]}"


def same_trial(first: Trial, second: Trial) -> tuple[int, str] | None:
    """Whether two trials are one: how strongly (3 to 1) and why; None when nothing says so."""
    if not _compatible(first, second):
        return None
    shared = sorted({_id(number): number for number in first.registry_ids if _id(number) in _ids(second)})
    if shared:
        numbers = {_id(number): number for number in first.registry_ids}
        return 3, f"the same registry id {numbers[shared[0]]}"
    drugs = _share_drug(first, second)
    if first.acronym and second.acronym and drugs is not False:
        also = " and the same drug" if drugs else ""
        return 2, f"the same name {first.acronym}{also}"
    known = first.phase and second.phase and first.condition and second.condition
    if known and drugs and first.enrollment and second.enrollment:
        return 1, f"the same drug, phase {first.phase}, n {first.enrollment} and condition {first.condition}"
    return None


def _compatible(first: Trial, second: Trial) -> bool:
    """Whether nothing that both say tells them apart. A shared registry id outweighs all else."""
    if first.pooled != second.pooled:
        return False
    if first.registry_ids and second.registry_ids:
        return bool(_ids(first) & _ids(second))
    if first.acronym and second.acronym:
        return _same_name(first.acronym, second.acronym) and like_phases(first, second)
    if first.condition and second.condition and alike(first.condition, second.condition) < _LIKE_CONDITIONS:
        return False
    if first.enrollment and second.enrollment:
        larger = max(first.enrollment, second.enrollment)
        if abs(first.enrollment - second.enrollment) > _SAME_N * larger:
            return False
    return like_phases(first, second)


def _same_name(first: str, second: str) -> bool:
    """Acronyms but for a slip of spelling; their numbers must agree: studies of a programme are counted."""
    if re.findall(r"\d+", first) != re.findall(r"\d+", second):
        return False
    return fuzz.ratio(_id(first), _id(second)) >= _LIKE_ACRONYMS


def like_phases(first: Trial, second: Trial) -> bool:
    """Whether the phases agree, one is not said, or one is told more closely (2 and 2b)."""
    one, other = first.phase or "", second.phase or ""
    return not one or not other or one.rstrip("ab") == other or other.rstrip("ab") == one or one == other


def _share_drug(first: Trial, second: Trial) -> bool | None:
    """Whether both test a drug of one name; None when one of them names no drug."""
    ours, theirs = _tested(first), _tested(second)
    if not ours or not theirs:
        return None
    return any(same_drug(drug, other) for drug in ours for other in theirs)


def _tested(trial: Trial) -> list[Intervention]:
    named = [drug for drug in trial.interventions if "placebo" not in words(drug.name)]
    return [drug for drug in named if drug.role == "experimental"] or named


def _ids(trial: Trial) -> set[str]:
    return {_id(number) for number in trial.registry_ids}


def _id(text: str) -> str:
    return _NOT_IN_ID.sub("", text.lower())
