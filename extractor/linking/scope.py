"""Whose sentence it is: deals a document's sentences out to its trials."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.language.needles import Needled
from extractor.linking.drafts import DrugDraft
from extractor.linking.identity import Identity
from extractor.linking.lexicon import lower_lists
from extractor.linking.main_trials import phases_of
from extractor.linking.passages import Passage

NAMED, CARRIED, DEFAULT = 3, 2, 1
"""How surely a sentence is a trial's: it names it, follows such a sentence, or nothing says otherwise."""


@dataclass(slots=True)
class Scope:
    """The passages of each trial with how surely they are its own."""

    of: dict[int, list[tuple[Passage, int]]] = field(default_factory=dict)

    def add(self, identity: Identity, passage: Passage, weight: int) -> None:
        """Give a passage to a trial."""
        self.of.setdefault(id(identity), []).append((passage, weight))

    def passages(self, identity: Identity, least: int = DEFAULT) -> list[tuple[Passage, int]]:
        """The trial's passages in order, those at least so sure."""
        return [item for item in self.of.get(id(identity), []) if item[1] >= least]


def deal_out(passages: list[Passage], identities: list[Identity], drugs: list[DrugDraft]) -> Scope:
    """Every passage to the trials it speaks of; background goes to none."""
    scope = Scope()
    by_name = {identity.name: identity for identity in identities if identity.name and not identity.pooled}
    mains = [identity for identity in identities if identity.main and not identity.pooled]
    pooled = next((identity for identity in identities if identity.pooled), None)
    default = mains
    until = None if _default_holds(mains, identities, passages) else _first_of_others(mains, identities)
    words = lower_lists("trials.toml")
    own_drugs = _own_drugs(passages, mains)
    carry: list[Identity] = []
    last: list[Identity] = []
    section: str | None = None
    section_owner: list[Identity] = []
    fresh = True
    block = -1
    for passage in passages:
        if passage.section != section:
            section = passage.section
            section_owner = []
            carry = []
            fresh = True
        if passage.block != block:
            block = passage.block
            pointed = last if words["that_study"].match(passage.text) else []
            carry = pointed if not (pooled and carry == [pooled]) else carry
        if passage.outside and not any(name.startswith("#") for _, _, name in passage.names):
            continue
        if until is not None and passage.start >= until:
            default = []
        ours = _named_in(passage, by_name)
        anchor = ours[0] if len(ours) == 1 and ours[0].acronym is None and not ours[0].main else None
        if pooled is not None and passage.says(words["pooled"]):
            owners, weight = [pooled], NAMED
            carry = [pooled]
            if passage.kind in ("heading", "caption"):
                section_owner = [pooled]
        elif anchor is not None:
            owners, weight = [anchor], NAMED
            carry = last = [anchor]
        elif not ours and carry and _opens_main(passage, mains):
            owners, weight, carry = mains, NAMED, []
        elif ours:
            owners, weight = ours, NAMED
            all_twins = len(mains) > 1 and set(map(id, ours)) >= set(map(id, mains))
            carry = [] if all_twins else ours[-1:]
            last = ours[-1:]
            if passage.kind == "heading":
                section_owner = ours if len(ours) == 1 else []
            elif (
                fresh
                and not section_owner
                and section
                and len(ours) == 1
                and ours[0] not in mains[:1]
                and ours[0].status is None
            ):
                section_owner = ours
        elif _foreign(passage, by_name, own_drugs, words):
            continue
        elif len(mains) > 1 and words["both_of"].match(passage.text):
            owners, weight = mains, NAMED
        elif len(mains) == 2 and passage.says(words["first_of"]):
            owners, weight, carry = mains[:1], NAMED, mains[:1]
        elif len(mains) == 2 and passage.says(words["second_of"]):
            owners, weight, carry = mains[1:], NAMED, mains[1:]
        elif carry:
            owners, weight = carry, CARRIED
        elif section_owner:
            owners, weight = section_owner, CARRIED
        else:
            owners, weight = default or [i for i in last if i.status is None], DEFAULT
        if anchor is not None and passage.section and fresh and not section_owner and anchor.status is None:
            section_owner = [anchor]
        if passage.kind not in ("heading", "title", "caption", "table"):
            fresh = False
        for owner in owners:
            scope.add(owner, passage, weight)
    return scope


def _opens_main(passage: Passage, mains: list[Identity]) -> bool:
    """Whether a sentence gives the phase of the only main trial, which has no name to say so."""
    if len(mains) != 1 or mains[0].acronym is not None or not phases_of(passage):
        return False
    return any(anchor is passage for anchor in mains[0].anchors)


def _named_in(passage: Passage, by_name: dict[str, Identity]) -> list[Identity]:
    found: list[Identity] = []
    for _, _, name in passage.names:
        identity = by_name.get(name)
        if identity is not None and identity not in found:
            found.append(identity)
    return found


def _foreign(
    passage: Passage, by_name: dict[str, Identity], own: set[int], words: dict[str, Needled]
) -> bool:
    """Whether a sentence that names none of our trials tells of other trials or other drugs."""
    if passage.names and not any(_family(name, by_name) for _, _, name in passage.names):
        return True
    return _background(passage, own, words)


def _family(name: str, by_name: dict[str, Identity]) -> bool:
    """Whether the name is what several of our trials' names begin with."""
    return any(other.startswith(name) for other in by_name)


def _default_holds(mains: list[Identity], identities: list[Identity], passages: list[Passage]) -> bool:
    """Whether a sentence that names no trial may be taken for the main one's."""
    if not mains:
        return False
    if mains[0].name is None:
        return True
    reported = [i for i in identities if i.status is None and not i.pooled and i not in mains]
    if any(p.kind == "title" for i in mains for p in i.anchors) or not reported:
        return True
    own = sum(len(i.mentions) or len(i.anchors) for i in mains)
    most = max(len(i.mentions) or len(i.anchors) for i in reported)
    twins = lower_lists("trials.toml")["twins"]
    side_by_side = any(p.kind == "title" and twins.search(p.text) for p in passages)
    return own > most or own == most and not side_by_side


def _first_of_others(mains: list[Identity], identities: list[Identity]) -> int:
    """Where the first other trial with results comes up: before it, all is the main one's."""
    if not mains or mains[0].name is None:
        return 0
    others = [i.first for i in identities if i.status is None and not i.pooled and i not in mains]
    return min(others, default=0)


def _own_drugs(passages: list[Passage], mains: list[Identity]) -> set[int]:
    """Drugs that the title or the sentences on the main trial's design name."""
    own: set[int] = set()
    names = {identity.name for identity in mains}
    for passage in passages:
        if passage.outside:
            continue
        named = any(name in names for _, _, name in passage.names)
        if (
            passage.kind == "title"
            or passage.has("allocation")
            or (named and (passage.has("masking") or passage.has("phase")))
        ):
            own |= {id(drug) for _, _, drug in passage.drugs}
    return own


def _background(passage: Passage, own: set[int], words: dict[str, Needled]) -> bool:
    """Whether a sentence tells of other drugs only, in words of comparison."""
    if passage.strangers and not passage.drugs and passage.says(words["other_drug"]):
        return True
    if not own or not passage.drugs or any(id(drug) in own for _, _, drug in passage.drugs):
        return False
    return passage.says(words["background_drug"])
