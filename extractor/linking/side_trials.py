"""Trials without a short name that a document introduces beside the one it is about."""

from __future__ import annotations

from extractor.linking.drafts import DrugDraft
from extractor.linking.identity import Identity, pick_status
from extractor.linking.lexicon import lower_lists, pattern
from extractor.linking.passages import Passage

_NOUNS = ("trial", "study", "studies", "extension", "rct", "program", "phase", "earlier", "prior", "previous")
"""One of these stands in every sentence that introduces a study."""


def find_side_trials(
    passages: list[Passage], known: list[Identity], drugs: list[DrugDraft]
) -> list[Identity]:
    """Trials without a short name that sentences introduce beside the main one."""
    words = lower_lists("trials.toml")
    names = {identity.name for identity in known}
    main_ids = _ids_of(passages, known)
    reported = any(p.results for p in passages if not p.outside)
    main_anchor = min((p.start for k in known if k.main for p in k.anchors), default=0)
    found: list[Identity] = []
    own = [drug for drug in drugs if drug.role == "experimental"]
    main_phases = {
        term.value
        for k in known
        if k.main
        for p in k.anchors
        for _, _, term in p.terms
        if term.slot == "phase"
    }
    main_drugs = {id(drug) for k in known if k.main for p in k.anchors for _, _, drug in p.drugs}
    for passage in passages:
        if passage.outside or passage.kind in ("title", "heading", "table", "caption"):
            continue
        if not passage.ids and not any(noun in passage.text for noun in _NOUNS):
            continue
        extension = any(
            pattern("extension_of").search(passage.text[: start - passage.start])
            for start, _, name in passage.names
            if name in names
        )
        if passage.names and not extension:
            if passage.totals and _other_than_waiting(passage, known):
                found.append(Identity(anchors=[passage]))
            continue
        if words["other_drug"].search(passage.text) or words["not_a_trial"].search(passage.text):
            continue
        foreign = own and passage.drugs and not any(drug in own for _, _, drug in passage.drugs)
        if foreign and not passage.has("status"):
            continue
        new = pattern("new_study").search(passage.text)
        statuses = [t.value for _, _, t in passage.terms if t.slot == "status"]
        foreign_id = next((i for _, _, i in passage.ids if i not in main_ids), None)
        if foreign_id is not None and passage.start > main_anchor and main_ids:
            found.append(Identity(status=pick_status(statuses), anchors=[passage], registry=[foreign_id]))
            main_ids.add(foreign_id)
        elif extension and new:
            found.append(Identity(status=pick_status(statuses) or "ongoing", anchors=[passage]))
        elif pick_status(statuses) == "stopped" and new and passage.start > main_anchor and not passage.ids:
            found.append(Identity(status="stopped", anchors=[passage]))
        elif (
            pick_status(statuses) in ("planned", "ongoing")
            and (reported or any(names))
            and passage.start > main_anchor
        ):
            singular = new or pattern("new_program").search(passage.text)
            sized = bool(passage.totals) or _sized_behind(passage, passages)
            if (
                singular
                and (passage.has("phase") or sized or passage.has("model", "extension"))
                and not passage.ids
            ):
                found.append(Identity(status=pick_status(statuses), anchors=[passage]))
        elif (
            new
            and passage.results
            and passage.start > main_anchor
            and _other_phase(passage, main_phases)
            or passage.totals
            and (
                (words["earlier"].search(passage.text) and passage.results)
                or (passage.has("phase") and _other_program(passage, main_drugs))
            )
        ):
            found.append(Identity(anchors=[passage]))
    return found


def _other_than_waiting(passage: Passage, known: list[Identity]) -> bool:
    """Whether a sentence names trials still to report, and tells of one in another phase that has numbers."""
    here = {n for _, _, n in passage.names}
    named = [identity for identity in known if identity.name in here]
    if len(named) < len(here) or any(i.status not in ("planned", "ongoing") for i in named):
        return False
    phases = {
        term.value
        for identity in named
        for p in identity.anchors
        if p is not passage
        for _, _, term in p.terms
        if term.slot == "phase"
    }
    return pattern("told_trial").search(passage.text) is not None and _other_phase(passage, phases)


def _other_phase(passage: Passage, main: set[str]) -> bool:
    """Whether a sentence names a phase that the main trial's sentences do not."""
    here = {term.value for _, _, term in passage.terms if term.slot == "phase"}
    same = any(one.startswith(other) or other.startswith(one) for one in here for other in main)
    return bool(here and main) and not same


def _other_program(passage: Passage, main_drugs: set[int]) -> bool:
    """Whether a sentence is about drugs of which the main trial's sentences name none."""
    here = {id(drug) for _, _, drug in passage.drugs if drug.role == "experimental"}
    return bool(here) and bool(main_drugs) and not here & main_drugs


def _sized_behind(passage: Passage, passages: list[Passage]) -> bool:
    following = next((p for p in passages if p.start >= passage.end and p.block == passage.block), None)
    return following is not None and not following.names and bool(following.totals)


def introduced(passage: Passage) -> tuple[int, int] | None:
    """Where a sentence introduces a study ("a larger phase 3 program"): offsets in it, or None."""
    match = pattern("new_program").search(passage.text) or pattern("new_study").search(passage.text)
    return match.span() if match else None


def _ids_of(passages: list[Passage], known: list[Identity]) -> set[str]:
    """Registry numbers that stand in sentences of known trials, and the first one of all."""
    ids: set[str] = set()
    for passage in passages:
        if not passage.ids or passage.outside and passage.kind == "references":
            continue
        named = any(n == k.name for k in known for _, _, n in passage.names)
        another = passage.has("status") or pattern("new_study").search(passage.text)
        if named or passage.kind == "title" or not ids or not another:
            ids |= {i for _, _, i in passage.ids}
    return ids
