"""Sizes of arms that a sentence counts for all of them: "76 in the A group and 70 in the B group"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from extractor.language.spans import doc_text
from extractor.linking.arm_set import ArmSet
from extractor.linking.drafts import Chars
from extractor.linking.groups import GroupMention
from extractor.linking.lexicon import forms
from extractor.linking.sentence_bounds import sentence_spans


def _form(name: str) -> re.Pattern[str]:
    return forms("arm_counts.toml")[name]


def count_arms(
    doc: Doc, arms: ArmSet, groups: Sequence[GroupMention], covers: Sequence[Chars], total: int | None
) -> None:
    """Size arms of unknown n from a sentence that counts every arm.

    The counts must add up: to `total`, the number enrolled, to a number of the sentence, or to 100%.
    """
    every = [*arms.experimental, *arms.control]
    if len(every) < 2 or any(arm.n is not None for arm in every):
        return
    text = doc_text(doc)
    singles = [g for g in groups if len(g.arms) == 1]
    at = 0
    for start, end in sentence_spans(doc):
        while at < len(singles) and singles[at].start < start:
            at += 1
        here = []
        for group in singles[at:]:
            if group.start >= end:
                break
            here.append(group)
        if len(here) < len(every) or not any(a <= start < b for a, b in covers):
            continue
        for read in (_behind, _ahead):
            found = read(text, start, end, here)
            if len(found) == len(every) and _adds_up(text, start, end, list(found.values()), total):
                for arm in every:
                    n, place, _ = found[id(arm)]
                    arm.n = n
                    arm.evidence.append(place)
                return


_Count = tuple[int, Chars, float | None]


def _behind(text: str, start: int, end: int, here: Sequence[GroupMention]) -> dict[int, _Count]:
    return _counts(
        text, here, [_form("after").match(text, group.end, min(group.end + 45, end)) for group in here]
    )


def _ahead(text: str, start: int, end: int, here: Sequence[GroupMention]) -> dict[int, _Count]:
    return _counts(
        text,
        here,
        [_form("before").search(text, max(group.start - 75, start), group.start) for group in here],
    )


def _counts(
    text: str, here: Sequence[GroupMention], matches: Sequence[re.Match[str] | None]
) -> dict[int, _Count]:
    found: dict[int, _Count] = {}
    percent = _form("percent")
    for group, match in zip(here, matches, strict=True):
        if match is None or id(group.arms[0]) in found:
            continue
        share = percent.match(text, match.end(1)) or percent.match(text, match.end())
        place = (min(group.start, match.start(1)), max(group.end, match.end(1)))
        found[id(group.arms[0])] = (_int(match), place, float(share.group(1)) if share else None)
    return found


def _adds_up(text: str, start: int, end: int, counts: Sequence[_Count], total: int | None) -> bool:
    whole = sum(n for n, _, _ in counts)
    if whole == total:
        return True
    shares = [share for _, _, share in counts if share is not None]
    if len(shares) == len(counts) and 99 < sum(shares) < 101:
        return True
    places = [place for _, place, _ in counts]
    others = (
        m for m in _form("whole").finditer(text, start, end) if not any(a <= m.start() < b for a, b in places)
    )
    said = _form("allocating").search(text, start, end)
    return said is not None and any(_int(match) == whole for match in others)


def _int(match: re.Match[str]) -> int:
    return int(match.group(1).replace(",", ""))
