"""Which trials a document is about: one or several with a name, or its own without one."""

from __future__ import annotations

import re

from extractor.linking.identity import Identity, root_of
from extractor.linking.lexicon import lower_lists
from extractor.linking.named_trials import ENOUGH_RESULTS
from extractor.linking.passages import Passage


def main_trials(passages: list[Passage], named: list[Identity]) -> list[Identity]:
    """The named trials that the document is about: those of its title, else the first one reported."""
    if not named:
        return []
    title = [identity for identity in named if any(p.kind == "title" for p in identity.anchors)]
    chosen = title[:1]
    if not chosen:
        anchor = _first_anchor(passages)
        fitting = [
            identity
            for identity in named
            if identity.status not in ("planned", "stopped")
            and (anchor is None or identity.first <= anchor.end or _alone(identity, named, anchor))
        ]
        reported = [identity for identity in fitting if identity.status is None]
        chosen = (reported or fitting)[:1]
    if not chosen:
        return []
    twins = [
        identity for identity in named if identity is not chosen[0] and _twins(identity, chosen[0], passages)
    ]
    return sorted([*chosen, *twins], key=lambda identity: identity.first)


def _alone(identity: Identity, named: list[Identity], anchor: Passage) -> bool:
    """Whether the only name of the document, which comes late, can be that of its unnamed trial."""
    if len(named) > 1 or identity.status:
        return False
    other_id = {i for p in identity.anchors for _, _, i in p.ids}
    if anchor.ids and other_id and not other_id & {i for _, _, i in anchor.ids}:
        return False
    return not any(p.has("allocation") or bool(p.totals) for p in identity.anchors)


def _relatives(passage: Passage, name: str) -> set[str]:
    """The names of a sentence that differ from the given one in their number alone."""
    return {other for _, _, other in passage.names if root_of(other) == root_of(name)}


def _told_before(identity: Identity, other: Identity) -> bool:
    """Whether a sentence that names the trial without the other says that its results are not new."""
    words = lower_lists("trials.toml")
    return any(
        passage.says(words["told_before"])
        for passage in identity.anchors
        if not any(name == other.name for _, _, name in passage.names)
    )


def _twins(left: Identity, right: Identity, passages: list[Passage]) -> bool:
    """Whether two names are of trials described side by side in one sentence."""
    assert left.name and right.name
    if root_of(left.name) == root_of(right.name) and left.status is None and right.status is None:
        words = lower_lists("trials.toml")
        paired = [p for p in passages if not p.outside and p.says(words["twins"])]
        listed = [names for p in paired if len(names := _relatives(p, left.name)) > 1]
        if listed and not any({left.name, right.name} <= names for names in listed):
            return False
        if paired and not _told_before(left, right) and not _told_before(right, left):
            return True
    if left.status is None and right.status is None and _paired(left.name, right.name, passages):
        return True
    if root_of(left.name) != root_of(right.name) or (left.status == "planned") != (right.status == "planned"):
        return False
    for passage in passages:
        names = {name for _, _, name in passage.names}
        if passage.kind == "title" or left.name not in names or right.name not in names:
            continue
        described = (
            any(passage.has(slot) for slot in ("masking", "allocation", "phase")) or len(passage.ids) > 1
        )
        if described:
            waiting = {"planned", "ongoing"}
            said = {t.value for _, _, t in passage.terms if t.slot == "status"}
            return not said & waiting or bool(waiting & {left.status, right.status})
    return False


def _paired(left: str, right: str, passages: list[Passage]) -> bool:
    """Whether a sentence speaks of two trials and names them together: "two trials (ALPHA and BETA)"."""
    words = lower_lists("trials.toml")
    for passage in passages:
        if passage.outside or len(passage.names) < 2 or not passage.says(words["twins"]):
            continue
        for (_, end, first), (start, _, second) in zip(passage.names, passage.names[1:], strict=False):
            between = passage.text[end - passage.start : start - passage.start]
            if {first, second} == {left, right} and between.strip() in ("and", "&", "/"):
                return True
    return False


def _first_anchor(passages: list[Passage]) -> Passage | None:
    """The first sentence that describes a study of its own: a study noun with a design and a number or id."""
    words = lower_lists("trials.toml")
    for passage in passages:
        if passage.outside or passage.kind == "title" or passage.says(words["other_drug"]):
            continue
        if passage.says(words["earlier"]):
            continue
        if passage.has("allocation") and bool(passage.totals):
            return passage
        if passage.ids and (passage.has("allocation") or passage.has("masking") or passage.has("phase")):
            return passage
    return None


def unnamed_trial(passages: list[Passage], named: list[Identity]) -> Identity | None:
    """The document's own trial where it has no short name."""
    words = lower_lists("trials.toml")
    title = [p for p in passages if p.kind == "title"]
    if any(p.says(words["not_a_trial"]) for p in title):
        return None
    anchors = []
    design = any(p.has("allocation") or p.has("masking") for p in title)
    total = result = design
    for passage in passages:
        if passage.outside or any(n == i.name for i in named for _, _, n in passage.names):
            continue
        if passage.says(words["not_a_trial"]) and not passage.totals:
            continue
        if (
            passage.has("allocation")
            or passage.has("masking")
            or (passage.has("phase") and passage.says(words["study_nouns"]))
            or (
                passage.has("control", "placebo")
                and (passage.totals or passage.kind != "table" and passage.says(words["own_study"]))
            )
            or passage.says(words["own_design"])
        ):
            design = True
            anchors.append(passage)
        if bool(passage.totals) or passage.has("allocation") and _SIZED.search(passage.text):
            total = True
            if passage not in anchors:
                anchors.append(passage)
        result = result or passage.results
    against = [p for p in passages if not p.outside and p.results and p.has("control", "placebo")]
    if not design and total and against:
        design, anchors = True, anchors + against[:1]
    if not design and (total or result):
        grouped = _in_groups(passages)
        design = bool(grouped)
        anchors = grouped[:2] + anchors
    anchors = _past_waiting(anchors)
    if not anchors or not design or not (total or result or announced(passages)):
        return None
    return Identity(anchors=anchors[:6])


def phases_of(passage: Passage) -> set[str]:
    """The phases that a sentence names."""
    return {term.value for _, _, term in passage.terms if term.slot == "phase"}


def is_waiting(passage: Passage) -> bool:
    """Whether a sentence speaks of a study of some phase that is planned or running, without results."""
    said = {term.value for _, _, term in passage.terms if term.slot == "status"}
    return bool(said & {"planned", "ongoing"}) and not passage.results and bool(phases_of(passage))


def _past_waiting(anchors: list[Passage]) -> list[Passage]:
    """Less the sentences before the first one of the trial that has reported.

    "X now has all its patients for a phase 3 study. What persuaded it was a phase 2 trial, now in print."
    """
    waiting = [p for p in anchors if is_waiting(p)]
    reported = [p for p in anchors if phases_of(p) and p not in waiting and p.kind != "title"]
    if not waiting or not reported or waiting[0].start > reported[0].start:
        return anchors
    if phases_of(waiting[0]) & phases_of(reported[0]):
        return anchors
    return [p for p in anchors if p not in waiting]


_ENOUGH_GROUPS = 4
_SIZED = re.compile(r"\bn ?= ?\d")


def _in_groups(passages: list[Passage]) -> list[Passage]:
    """Sentences that put people into groups, or compare groups time and again; empty where too few do."""
    words = lower_lists("trials.toml")
    divided: list[Passage] = []
    compared: list[Passage] = []
    results = 0
    for passage in passages:
        if passage.outside or passage.kind == "title":
            continue
        results += passage.results
        if passage.says(words["divided"]):
            divided.append(passage)
        elif passage.says(words["compared_groups"]):
            compared.append(passage)
    if results < ENOUGH_RESULTS or len(divided) + len(compared) < _ENOUGH_GROUPS:
        return []
    return divided or compared


def announced(passages: list[Passage]) -> bool:
    """Whether the document describes a study that has yet to give results: a protocol."""
    words = lower_lists("trials.toml")
    own = [p for p in passages if not p.outside]
    if any(p.kind == "title" and p.says(words["protocol"]) for p in own):
        return True
    return sum(p.says(words["to_come"]) for p in own) >= 3
