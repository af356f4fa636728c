"""The phase and the design of a trial from the passages that speak of it."""

from __future__ import annotations

import re
from collections import defaultdict

from extractor.linking.drafts import Chars, Slot
from extractor.linking.identity import Identity
from extractor.linking.lexicon import pattern
from extractor.linking.passages import Passage
from extractor.linking.scope import CARRIED, NAMED
from extractor.linking.trial_control import control_slot
from extractor.linking.trial_terms import NOT_FIRST, Owned, best_term, name_distance, terms_of


def design_slots(identity: Identity, owned: Owned) -> dict[str, Slot]:
    """Phase, allocation, masking, control, model and allocation ratio."""
    slots: dict[str, Slot] = {}
    for name, slot in (
        ("phase", _phase(identity, owned)),
        ("design.allocation", _allocation(identity, owned)),
        ("design.masking", _masking(identity, owned)),
        ("design.control", control_slot(identity, owned)),
        ("design.model", _model(identity, owned)),
        ("design.allocation_ratio", _ratio(identity, owned)),
    ):
        if slot is not None:
            slots[name] = slot
    return slots


def _phase(identity: Identity, owned: Owned) -> Slot | None:
    votes: dict[str, float] = defaultdict(float)
    places: dict[str, list[Chars]] = defaultdict(list)
    terms = terms_of(owned, "phase")
    top = max((w for w, *_ in terms), default=0)
    in_title = identity.main and (top < NAMED or identity.name is None)
    for weight, passage, start, end, value in terms:
        named = any(n == identity.name for _, _, n in passage.names)
        if weight < top and not (passage.kind == "title" and in_title):
            continue
        if passage.kind == "title" and not named and not in_title:
            continue
        distance = name_distance(identity, passage, start, end)
        if distance is None:
            continue
        if identity.acronym is None and any(s <= start < e for s, e in identity.mentions):
            distance = 0
        mine = [e for s, e, n in passage.names if n == identity.name]
        votes[value] += (
            (3.0 if passage.kind == "title" else 1.0)
            * (2.0 if distance < 60 else 60.0 / distance)
            * (1.0 if mine or weight < NAMED else 0.8)
        )
        if passage.has("status") and identity.status is None and not mine:
            votes[value] -= 0.7
        places[value].append((start, end))
    if not votes:
        return None
    best = max(votes, key=lambda value: votes[value])
    finer = [value for value in votes if value != best and value[:-1] == best and value[-1] in "abc"]
    if finer:
        best = finer[0]
    if votes[best] <= 0:
        return None
    return Slot(best, places[best][:2], 0.95 if len(votes) == 1 else 0.75)


def _allocation(identity: Identity, owned: Owned) -> Slot | None:
    terms = [
        term
        for term in terms_of(owned, "allocation")
        if not NOT_FIRST.search(term[1].text, max(0, term[2] - term[1].start - 4), term[3] - term[1].start)
    ]
    named = [t for t in terms if t[0] >= CARRIED]
    if named:
        return best_term(named, ("single-arm", "non-randomized", "randomized"), identity)
    said = best_term(terms, ("randomized", "single-arm", "non-randomized"), identity)
    ratio = _ratio(identity, owned)
    if said is None and ratio is not None:
        return Slot("randomized", ratio.evidence, 0.6)
    return said


def _masking(identity: Identity, owned: Owned) -> Slot | None:
    terms = terms_of(owned, "masking")
    kept = []
    for term in terms:
        passage, end = term[1], term[3]
        part = term[4] == "open-label" and pattern("open_label_part").match(passage.text, end - passage.start)
        extension = "extension" in passage.text[end - passage.start : end - passage.start + 11]
        if part and (not extension or (identity.main and term[0] < NAMED)):
            continue
        if (
            term[4] == "single-blind"
            and "placebo" in passage.text[end - passage.start : end - passage.start + 10]
        ):
            continue
        kept.append(term)
    order = ("quadruple-blind", "triple-blind", "double-blind")
    strong = best_term(kept, order, identity)
    if strong is not None:
        return strong
    rest = [t for t in kept if t[4] not in order]
    if not rest:
        return None
    top = max(t[0] for t in rest)
    first = next(t for t in rest if t[0] == top)
    return best_term([first], (first[4],), identity)


def same_design(owned: Owned) -> bool:
    """Whether the text says that the trial has the design of the one before."""
    return any(weight >= CARRIED and passage.says(pattern("same_design")) for passage, weight in owned)


def phase_before(identity: Identity, owned: Owned, passages: list[Passage]) -> Slot | None:
    """A phase said right before the trial is named: "Two phase 3 trials are running. ALPHA ..."."""
    if identity.main or identity.acronym is None or not owned:
        return None
    first = next((p for p, w in owned if w == NAMED), None)
    if first is None:
        return None
    earlier = [p for p in passages if p.block == first.block and p.start < first.start][-2:]
    heading = [p for p in passages if p.kind == "heading" and p.section == first.section and p.section]
    earlier = [*heading[:1], *earlier]
    for passage in reversed(earlier):
        if passage.names:
            return None
        terms = [(s, e, t.value) for s, e, t in passage.terms if t.slot == "phase"]
        if len(terms) == 1 and (
            len(passage.text) < 25
            or passage.kind == "heading"
            or passage.has("status")
            or re.search(r"trials|studies", passage.text)
        ):
            return Slot(terms[0][2], [terms[0][:2]], 0.7)
    return None


def _model(identity: Identity, owned: Owned) -> Slot | None:
    terms = []
    for term in terms_of(owned, "model"):
        weight, passage, start, end, value = term
        if value == "extension":
            introduced = (
                passage.kind == "title"
                or (passage.has("status") and not identity.main)
                or re.search(r"\b(?:is|was|being) an?\b[^.;]{0,60}$", passage.text[: start - passage.start])
            )
            if not introduced:
                continue
        terms.append(term)
    return best_term(terms, ("crossover", "factorial", "withdrawal", "extension", "parallel"), identity)


def _ratio(identity: Identity, owned: Owned) -> Slot | None:
    terms = [t for t in terms_of(owned, "ratio") if not NOT_FIRST.search(t[1].text)]
    kept = [t for t in terms if name_distance(identity, t[1], t[2], t[3]) is not None]
    if not kept:
        return None
    top = max(kept, key=lambda t: (t[0] if not identity.main else 0, -t[2]))
    return Slot(top[4], [(top[2], top[3])], 0.9)
