"""The words of a trial's passages that say one thing of it, and how far they stand from its name."""

from __future__ import annotations

import re

from extractor.linking.drafts import Chars, Slot
from extractor.linking.identity import Identity, root_of
from extractor.linking.passages import Passage
from extractor.linking.scope import CARRIED

Owned = list[tuple[Passage, int]]
NOT_FIRST = re.compile(r"re-?random")
_JOINED = re.compile(r"(?: ?\([^()]{1,40}\))?,? (?:and |or )?")


def terms_of(owned: Owned, slot: str) -> list[tuple[int, Passage, int, int, str]]:
    """What the passages say of one slot: weight, passage, place and value of each term."""
    return [(w, p, s, e, t.value) for p, w in owned for s, e, t in p.terms if t.slot == slot]


def name_distance(identity: Identity, passage: Passage, start: int, end: int) -> int | None:
    """How far a term stands from the trial's name in its sentence; None when another trial is nearer."""
    mine = [(s, e) for s, e, n in passage.names if n == identity.name]
    if not mine:
        return 0
    nearest = min(max(start - e, s - end, 0) for s, e in mine)
    others = [
        max(start - e, s - end, 0)
        for s, e, n in passage.names
        if n != identity.name and not _side_by_side(identity, passage, mine, s, e, n)
    ]
    if others and min(others) < nearest:
        return None
    return nearest


def _side_by_side(
    identity: Identity, passage: Passage, mine: list[Chars], start: int, end: int, name: str
) -> bool:
    """Whether another name is a twin's, or is coordinated with the trial's own: "ALPHA and BETA"."""
    if identity.name is not None and identity.main and root_of(name) == root_of(identity.name):
        return identity.main_with(name)
    for s, e in mine:
        left, right = (e, start) if e <= start else (end, s)
        if _JOINED.fullmatch(
            passage.text, left - passage.start, max(right - passage.start, left - passage.start)
        ):
            return True
    return False


def best_term(
    terms: list[tuple[int, Passage, int, int, str]], order: tuple[str, ...], identity: Identity
) -> Slot | None:
    """The first value of the order among the surest terms."""
    kept = [t for t in terms if name_distance(identity, t[1], t[2], t[3]) is not None]
    if not kept:
        return None
    for value in order:
        fitting = [t for t in kept if t[4] == value]
        if fitting:
            top = max(fitting, key=lambda t: t[0])
            return Slot(value, [(top[2], top[3])], 0.9 if top[0] >= CARRIED or identity.main else 0.7)
    return None
