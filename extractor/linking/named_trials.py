"""The trials that a document gives a name, with the status that its sentences say."""

from __future__ import annotations

import re
from collections import defaultdict

from extractor.linking.drafts import Chars, DrugDraft
from extractor.linking.identity import Identity, pick_status, root_of
from extractor.linking.lexicon import lower_lists, pattern
from extractor.linking.passages import Passage

_SAME_BLOCK_REACH = 3


def named_trials(passages: list[Passage], drugs: list[DrugDraft]) -> list[Identity]:
    """Names with facts of their own; names without any, or of other drugs' trials, are background."""
    by_name: dict[str, list[tuple[int, Passage]]] = defaultdict(list)
    for index, passage in enumerate(passages):
        if passage.outside and passage.kind in ("boilerplate", "references"):
            continue
        for _, _, name in passage.names:
            if not by_name[name] or by_name[name][-1][0] != index:
                by_name[name].append((index, passage))
    roots = {root_of(name) for name in by_name if root_of(name) != name}
    roots |= {name.split(" ")[0] for name in by_name if " " in name}
    identities: list[Identity] = []
    experimental = [drug for drug in drugs if drug.role == "experimental"]
    leading = _leading(passages, experimental)
    tested = [
        name
        for name, places in by_name.items()
        if any(drug in experimental for _, p in places for _, _, drug in p.drugs)
    ]
    for name, places in by_name.items():
        sibling = any(
            root_of(other) == root_of(name) != name
            and (other in tested or any(p.kind == "title" for _, p in found))
            for other, found in by_name.items()
            if other != name
        )
        facts = _facts(name, places, passages, experimental, leading, sibling, tested == [name])
        if facts == _NO_FACTS and any(
            root_of(other) == root_of(name) != name and passage.results
            for other in by_name
            if other != name
            for _, passage in places
        ):
            facts = ""
        family = name in roots and not any(_introduces(name, passage) for _, passage in places)
        family = family and not any(
            _noun_behind(name, passage) or _designed_alone(name, passage) for _, passage in places
        )
        if facts is None or family:
            continue
        identity = Identity(name=name, weak=facts == _NO_FACTS, anchors=[passage for _, passage in places])
        identity.mentions = [(s, e) for _, p in places for s, e, n in p.names if n == name]
        identity.status = facts or None if facts != _NO_FACTS else None
        enough = ENOUGH_RESULTS if identity.status == "stopped" else _MANY_RESULTS
        if identity.status and _reported_behind(name, places[0][0], passages) >= enough:
            identity.status = None
        identities.append(identity)
    return sorted(identities, key=lambda identity: identity.first)


def _designed_alone(name: str, passage: Passage) -> bool:
    """Whether a sentence that names no other trial says how the trial was made."""
    if any(other != name for _, _, other in passage.names):
        return False
    return (passage.has("allocation") or passage.has("masking")) and bool(passage.totals)


ENOUGH_RESULTS = 2
"""How many sentences with results show that a trial is reported."""
_MANY_RESULTS = 4


def _reported_behind(name: str, index: int, passages: list[Passage]) -> int:
    """How many sentences with results follow a trial's first mention before another trial is named."""
    count = 0
    for passage in passages[index : index + 12]:
        if any(other != name for _, _, other in passage.names):
            break
        count += passage.results and not passage.outside
    return count


def _introduces(name: str, passage: Passage) -> bool:
    """Whether the sentence says what the named trial is."""
    for _, end, found in passage.names:
        if found == name and (
            pattern("name_introduced").match(passage.text, end - passage.start)
            or _ONE_TRIAL.match(passage.text, end - passage.start)
        ):
            return (
                passage.has("phase")
                or passage.has("masking")
                or passage.has("allocation")
                or bool(passage.totals)
            )
    return False


def _leading(passages: list[Passage], drugs: list[DrugDraft]) -> set[int]:
    """The drugs that the document is about: those of its title, else the one named most often."""
    title = {id(drug) for p in passages if p.kind == "title" for _, _, drug in p.drugs if drug in drugs}
    if title or not drugs:
        return title
    return {id(max(drugs, key=lambda drug: len(drug.mentions)))}


def _facts(
    name: str,
    places: list[tuple[int, Passage]],
    passages: list[Passage],
    own: list[DrugDraft],
    leading: set[int],
    sibling: bool,
    sole: bool,
) -> str | None:
    """None for a background name, else the status that its sentences say ("" when none).

    `sibling` is true for the numbered neighbour of a trial in the title, ours whatever it is tested with;
    `sole` is true for the only name that stands beside the document's own drug.
    """
    words = lower_lists("trials.toml")
    score = 0
    status = ""
    foreign = False
    ours = sibling
    for index, passage in places:
        if passage.kind in ("title", "heading") and any(n == name for _, _, n in passage.names):
            score += 3
            ours = True
        around = [passage]
        for later in passages[index + 1 : index + _SAME_BLOCK_REACH]:
            if later.block != passage.block or any(n != name for _, _, n in later.names):
                break
            if later.has("phase") and later.says(pattern("new_study")):
                break
            if later.has("status") and pattern("studies").search(later.text):
                break
            around.append(later)
        own_facts = (
            passage.has("phase") + passage.has("allocation") + passage.has("masking") + bool(passage.ids)
        )
        own_facts += any(bool(p.totals) for p in around)
        found = next(
            filter(
                None,
                (
                    _status(name, p)
                    if p is passage
                    else pick_status([t.value for _, _, t in p.terms if t.slot == "status"])
                    for p in around
                ),
            ),
            "",
        )
        if found and not status:
            status = found
        score += own_facts + (1 if found else 0)
        if passage.says(words["competing"]) and not ours:
            foreign = True
            continue
        here = {id(drug) for _, _, drug in passage.drugs}
        unlike = passage.strangers and not here & {id(drug) for drug in own} and own
        if (
            len(places) == 1
            and unlike
            and passage.results
            and not passage.has("allocation")
            and not passage.totals
        ):
            foreign = True
        if passage.results and not passage.drugs and passage.says(words["earlier"]):
            score += 1
        against = passage.says(pattern("trial_against"))
        mentioned = {
            id(drug) for p in around for _, _, drug in p.drugs if not (against and drug.role == "comparator")
        }
        if mentioned and own:
            if any(id(drug) in mentioned for drug in own):
                ours = True
                if passage.results and here & leading:
                    score += 1
            else:
                foreign = True
    if foreign and not ours:
        return None
    if score or sibling and any(passage.results for _, passage in places):
        return status
    if any(_noun_behind(name, passage) for _, passage in places) or (ours and sole):
        return _NO_FACTS
    return None


_ONE_TRIAL = re.compile(r" trial(?!s)")
_NO_FACTS = "no facts"
_NOUN = re.compile(
    r"\)? (?:[\w-]+ ){0,3}?(?:trial|study|investigators|researchers|clinicaltrials)\b|, (?:an?|the) "
)


def _noun_behind(name: str, passage: Passage) -> bool:
    """Whether the sentence says that the name is a study's."""
    return any(n == name and _NOUN.match(passage.text, end - passage.start) for _, end, n in passage.names)


def _status(name: str, passage: Passage) -> str:
    """The status that the sentence gives the named trial."""
    terms = [(s, e, t.value) for s, e, t in passage.terms if t.slot == "status"]
    if not terms:
        return ""
    if any(
        n == name and pattern("extension_of").search(passage.text[: s - passage.start])
        for s, _, n in passage.names
    ):
        return ""
    places = [(s, e) for s, e, n in passage.names if n == name]
    others = [s for s, _, n in passage.names if n != name]
    best: tuple[int, str] | None = None
    for start, end, value in terms:
        distance = min(min(abs(start - e), abs(s - end)) for s, e in places)
        if any(_coordinated(passage, places, other) for other in _spans(passage, name) if other[0] < start):
            return value
        if any(abs(start - other) < distance for other in others) and value != "stopped":
            lone = not any(min(places)[0] < other < start for other in others)
            if not lone:
                continue
        if distance < 260 and (best is None or distance < best[0]):
            best = (distance, value)
    return best[1] if best else ""


def _spans(passage: Passage, name: str) -> list[Chars]:
    return [(s, e) for s, e, n in passage.names if n != name]


def _coordinated(passage: Passage, places: list[Chars], other: Chars) -> bool:
    """Whether another name follows one of the places in a list: "ALPHA and BETA will ..."."""
    return any(
        passage.text[e - passage.start : other[0] - passage.start].strip() in ("and", "&")
        for _, e in places
        if e < other[0]
    )
