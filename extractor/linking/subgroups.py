"""Parts of a trial's population, analysis sets and estimands that results are limited to."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.language.spans import doc_text, doc_words
from extractor.linking.drafts import TrialDraft
from extractor.linking.groups import GroupMention
from extractor.linking.lexicon import lower_lists

_REACH = 500
"""Characters back to the phrase that "in the same patients" points to."""


@dataclass(frozen=True, slots=True)
class SubgroupMention:
    """A phrase that limits a number to a part of the trial's population."""

    start: int
    end: int
    label: str


def find_subgroups(doc: Doc) -> list[SubgroupMention]:
    """Phrases such as "in the CPS ≥5 subgroup", "among patients aged 65 years or older", in order.

    "In the same patients" gets the label of the phrase before it; "intention to treat" counts only where the
    document tells another analysis apart from it.
    """
    text, index = doc_text(doc), doc_words(doc)
    lists = lower_lists("subgroups.toml")
    found: list[SubgroupMention] = []
    for name, pattern in lists.items():
        if name == "back":
            continue
        for match in index.finditer(pattern.pattern, within=index.lower):
            if _SHARE.search(index.lower, max(match.start() - 14, 0), match.start()):
                continue
            spans = [match.span(group) for group in range(1, pattern.groups + 1)]
            place = next((span for span in spans if 0 <= span[0] < span[1]), match.span())
            label = re.sub(r"\s+", " ", text[slice(*place)]).strip(" ,(")
            found.append(SubgroupMention(match.start(), match.end(), label))
    if not any(_PER_PROTOCOL.search(mention.label) for mention in found):
        found = [mention for mention in found if not _INTENTION.match(mention.label)]
    found = _without_inner(found)
    starts = [mention.start for mention in found]
    for match in index.finditer(lists["back"].pattern, within=index.lower):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and found[before].end <= match.start() < found[before].start + _REACH:
            found.append(SubgroupMention(match.start(), match.end(), found[before].label))
    found.sort(key=lambda mention: mention.start)
    return found


_SHARE = re.compile(r"\b(?:proportions?|percentages?|shares?|fractions?)\s$")
"""What people are counted for is the outcome: "the proportion of patients with clear skin"."""
_PER_PROTOCOL = re.compile(r"per[- ]protocol", re.I)
_INTENTION = re.compile(r"(?:modified )?(?:intention|intent)[- ]to[- ]treat", re.I)


def _without_inner(found: list[SubgroupMention]) -> list[SubgroupMention]:
    """The mentions in order, less those within another."""
    kept: list[SubgroupMention] = []
    for mention in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def true_subgroups(
    found: list[SubgroupMention], draft: TrialDraft, groups: list[GroupMention]
) -> list[SubgroupMention]:
    """Less the phrases that name an arm, or just repeat whom the whole trial enrolled."""
    told = " ".join(str(draft.slots[key].value) for key in ("condition", "population") if key in draft.slots)
    numbers = set(_NUMBER.findall(told))
    ages = {band.lower() for subgroup in found for band in _BAND.findall(subgroup.label)}
    kinds = [set(_WORD.findall(part)) | _COMMON for part in _EITHER.split(told.lower())]
    whole = set.union(*kinds) if kinds else set()
    several = len(kinds) > 1
    kept = []
    for subgroup in found:
        if any(group.start < subgroup.end and subgroup.start < group.end for group in groups):
            continue
        words = set(_WORD.findall(subgroup.label.lower())) - _COMMON
        part = several and any(words <= kind for kind in kinds) and len(words) > 1
        part = part or (len(ages) > 1 and _BAND.fullmatch(subgroup.label) is not None)
        limits = set(_NUMBER.findall(subgroup.label)) - numbers
        if limits or part or not words <= whole:
            kept.append(subgroup)
    return kept


_EITHER = re.compile(r"\b(?:or|and/or)\b")
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_BAND = re.compile(r"\b(?:adults|adolescents|teenagers|teens|children|infants|toddlers)\b", re.I)
"""Kinds of people by their age: "adults" are a part where the document also tells of "adolescents"."""
_COMMON = frozenset(
    {"with", "who", "whose", "and", "or", "of", "the", "had", "have", "has", "were", "are", "in", "for", "to"}
    | {"an", "aged", "moderate", "severe", "patients", "participants", "people", "adults"}
)
