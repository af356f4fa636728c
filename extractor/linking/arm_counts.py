"""Sizes of arms that a sentence counts for all of them: "76 in the A group and 70 in the B group"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from extractor.language.spans import doc_text
from extractor.linking.arms import ArmSet
from extractor.linking.drafts import Chars
from extractor.linking.groups import GroupMention
from extractor.linking.sentence_bounds import sentence_spans

_NUMBER = (
    r"(\d{1,3}(?:,\d{3})+|\d{1,6})(?![\d%])(?!\.\d)(?! ?%)"
    r"(?![ -]?(?:mg|g|µg|μg|mcg|mL|ml|IU|U|Gy|hours?|days?|weeks?|months?|years?)\b)"
)
_AFTER = re.compile(
    r"[\s,:;=]{0,2}(?:\s?\(|\s?(?:groups?|arms?)\b)?"
    r"(?:\s?(?:consisted of|comprised|included|contained|had|with|was|were|of))?"
    rf"[\s:=(,]{{0,3}}{_NUMBER}"
)
_BEFORE = re.compile(
    rf"(?<![\d.,±]){_NUMBER}(?:\s(?:patients|participants|subjects|women|men|children|people|adults|infants"
    r"|individuals|were|was|in|to|for|the|who|received|receiving|randomi[sz]ed|allocated|assigned|on|into|a|an"
    r"|of|them)){0,6}\s$",
    re.I,
)
_PERCENT = re.compile(
    r"(?:\s(?:patients|participants|subjects|women|men|children))?\s?[(\[](\d{1,2}(?:\.\d{1,2})?) ?%[)\]]"
)
_WHOLE = re.compile(rf"(?<![\d.,±]){_NUMBER}")


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
    return _counts(text, here, [_AFTER.match(text, group.end, min(group.end + 45, end)) for group in here])


def _ahead(text: str, start: int, end: int, here: Sequence[GroupMention]) -> dict[int, _Count]:
    return _counts(
        text, here, [_BEFORE.search(text, max(group.start - 75, start), group.start) for group in here]
    )


def _counts(
    text: str, here: Sequence[GroupMention], matches: Sequence[re.Match[str] | None]
) -> dict[int, _Count]:
    found: dict[int, _Count] = {}
    for group, match in zip(here, matches, strict=True):
        if match is None or id(group.arms[0]) in found:
            continue
        share = _PERCENT.match(text, match.end(1)) or _PERCENT.match(text, match.end())
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
    others = (m for m in _WHOLE.finditer(text, start, end) if not any(a <= m.start() < b for a, b in places))
    said = re.search(r"random|assign|allocat|enrol|recruit|includ|divided", text[start:end], re.I)
    return said is not None and any(_int(match) == whole for match in others)


def _int(match: re.Match[str]) -> int:
    return int(match.group(1).replace(",", ""))
