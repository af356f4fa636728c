"""How many people each arm had: "(n = 245)", "291 to icodec", "86 were in the study group"."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from extractor.language.mentions import GroupSize
from extractor.language.needles import Needled
from extractor.language.spans import doc_lower, mentions
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.drafts import Chars
from extractor.linking.groups import GroupMention
from extractor.linking.lexicon import lower_forms
from extractor.linking.number_words import number_of
from extractor.linking.sentence_bounds import sentence_at, sentence_bounds

_OF_EACH = re.compile(r",? (?:per|in each|for each|each)\b")
_PARTS = re.compile(r"[.\t\n]|;(?! ?$)|\d%")
"""What parts a size from the name before it; "(group I; n = 16)" holds together."""
_REACH = 80
_NEXT_WORDS = 40
_LEAST = 3
_TOLD_BEFORE = 250
_WORD = re.compile(r"[a-z-]+|\d+")


def _form(name: str) -> Needled:
    return lower_forms("arm_sizes.toml")[name]


def assign_sizes(
    doc: Doc, arms: ArmSet, groups: list[GroupMention], covers: list[Chars], enrollment: int | None = None
) -> None:
    """Give the arms the numbers of participants that are printed beside their names.

    What a sentence deals out in words is no arm's when it is the whole trial's `enrollment`.
    """
    text = doc_lower(doc)
    singles = [g for g in groups if len(g.arms) == 1 and any(a <= g.start < b for a, b in covers)]
    _by_size_mentions(doc, text, singles)
    if all(arm.n is not None for arm in [*arms.experimental, *arms.control]):
        return
    known = {id(arm) for arm in arms.all if arm.n is not None}
    _by_words(doc, text, singles)
    _leave_totals([*arms.experimental, *arms.control], known, enrollment)
    _for_each(text, arms, covers, enrollment)


def _by_size_mentions(doc: Doc, text: str, singles: list[GroupMention]) -> None:
    sizes = [
        ((start, end), size.n)
        for start, end, size in mentions(doc, "group_size")
        if isinstance(size, GroupSize)
    ]
    for position, group in enumerate(singles):
        arm = group.arms[0]
        limit = singles[position + 1].start if position + 1 < len(singles) else group.end + 60
        for (start, end), n in sizes:
            if group.end - 1 <= start < min(limit, group.end + 45) and not _OF_EACH.match(text, end):
                gap = text[group.end : start]
                if arm.n is None and not _PARTS.search(gap):
                    arm.n = n
                    arm.evidence.append((group.start, end))
                break


def _by_words(doc: Doc, text: str, singles: list[GroupMention]) -> None:
    """Numbers of people told in words around the arms' names, one sentence after the other."""
    said, bounds = lower_forms("arm_sizes.toml"), sentence_bounds(doc)
    weak: dict[Chars, list[tuple[ArmDraft, int, Chars]]] = {}
    told: dict[Chars, bool] = {}
    for group in singles:
        arm = group.arms[0]
        sentence = sentence_at(bounds, group.start)
        if arm.n is not None or not said["allocating"].search(text, *sentence):
            continue
        lead = max(sentence[0], group.start - _REACH)
        strong = said["behind"].match(text, group.end)
        if strong is None and not said["alternatives"].match(text, group.end):
            strong = said["before"].search(text, lead, group.start)
        if strong is not None:
            told.update({sentence: _take(arm, strong, group)})
            continue
        if said["events"].search(text, sentence[0], min(sentence[1], group.end + _NEXT_WORDS)):
            continue
        match = said["before_weak"].search(text, lead, group.start)
        match = match or said["behind_weak"].match(text, group.end)
        n = number_of(match.group(1)) if match is not None else None
        if match is not None and n is not None and n >= _LEAST:
            place = (min(match.start(1), group.start), max(match.end(1), group.end))
            weak.setdefault(sentence, []).append((arm, n, place))
    for sentence, found in weak.items():
        if told.get(sentence) or len({id(arm) for arm, _, _ in found}) > 1:
            for arm, n, place in found:
                if arm.n is None:
                    arm.n = n
                    arm.evidence.append(place)


def _take(arm: ArmDraft, match: re.Match[str], group: GroupMention) -> bool:
    n = number_of(match.group(1))
    if n is not None and n >= _LEAST:
        arm.n = n
        arm.evidence.append((min(match.start(1), group.start), max(match.end(1), group.end)))
        return True
    return False


def _leave_totals(arms: list[ArmDraft], known: set[int], enrollment: int | None) -> None:
    """Take back a number that is the whole trial's: far above what the other arms have."""
    for arm in arms:
        if arm.n is None or id(arm) in known or enrollment is None or arm.n < enrollment:
            continue
        if all(other.n is None or other.n * 1.5 < arm.n for other in arms if other is not arm):
            arm.n = None
            arm.evidence.pop()


def _for_each(text: str, arms: ArmSet, covers: list[Chars], enrollment: int | None) -> None:
    """ "30 patients in each group": the same number for all arms, where none has one of its own."""
    every = [*arms.experimental, *arms.control]
    if len(every) < 2 or any(arm.n is not None for arm in every):
        return
    for start, end in covers:
        match = _form("each").search(text, start, end) or _form("each_behind").search(text, start, end)
        n = number_of(next(filter(None, match.groups()))) if match is not None else None
        if match is None:
            match = _form("several_of").search(text, start, end)
            n = int(match.group(1)) if match is not None else None
            if match is None or n is None or not _is_total(text, match.start(), n * len(every), enrollment):
                continue
        if n is not None and n >= _LEAST:
            for arm in every:
                arm.n = n
                arm.evidence.append(match.span())
            return


def _is_total(text: str, at: int, whole: int, enrollment: int | None) -> bool:
    """Whether a number is that of all people: the trial's, or one told in the two sentences before."""
    if enrollment is not None:
        return whole == enrollment
    return any(number_of(word) == whole for word in _WORD.findall(text[max(at - _TOLD_BEFORE, 0) : at]))
