"""Which trials a document speaks of, before its sentences are dealt out to them."""

from __future__ import annotations

import re
from collections import defaultdict

from extractor.linking.drafts import Chars, DrugDraft
from extractor.linking.identity import Identity, pick_status, root_of
from extractor.linking.lexicon import lower_lists, pattern
from extractor.linking.passages import Passage
from extractor.linking.side_trials import find_side_trials

_SAME_BLOCK_REACH = 3


def find_identities(passages: list[Passage], drugs: list[DrugDraft]) -> list[Identity]:
    """The trials of the document, main ones first; twins are all main."""
    named = _named(passages, drugs)
    main = _main_names(passages, named)
    if not main:
        unnamed = _main_unnamed(passages, named)
        if unnamed is not None:
            main = [unnamed]
        elif any(not identity.weak for identity in named):
            main = [
                max(
                    (i for i in named if not i.weak),
                    key=lambda identity: (identity.status is None, len(identity.mentions)),
                )
            ]
    for identity in main:
        identity.main = True
        identity.twins = [other.name for other in main if other is not identity and other.name]
    known = main + [identity for identity in named if identity not in main and not identity.weak]
    if not known:
        return []
    return known + find_side_trials(passages, known, drugs)


def _named(passages: list[Passage], drugs: list[DrugDraft]) -> list[Identity]:
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
        enough = _ENOUGH_RESULTS if identity.status == "stopped" else _MANY_RESULTS
        if identity.status and _reported_behind(name, places[0][0], passages) >= enough:
            identity.status = None
        identities.append(identity)
    return sorted(identities, key=lambda identity: identity.first)


def _designed_alone(name: str, passage: Passage) -> bool:
    """Whether a sentence that names no other trial says how the trial was made."""
    if any(other != name for _, _, other in passage.names):
        return False
    return (passage.has("allocation") or passage.has("masking")) and bool(passage.totals)


_ENOUGH_RESULTS = 2
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
            or passage.text[end - passage.start :].startswith(" trial")
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


_NO_FACTS = "no facts"
_NOUN = re.compile(
    r" (?:[\w-]+ ){0,3}?(?:trial|study|investigators|researchers|clinicaltrials)\b|, (?:an?|the) "
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


def _main_names(passages: list[Passage], named: list[Identity]) -> list[Identity]:
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


def _main_unnamed(passages: list[Passage], named: list[Identity]) -> Identity | None:
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
            or (passage.has("control", "placebo") and passage.totals)
        ):
            design = True
            anchors.append(passage)
        if bool(passage.totals) or passage.has("allocation") and _SIZED.search(passage.text):
            total = True
            if passage not in anchors:
                anchors.append(passage)
        result = result or passage.results
    if not design and (total or result):
        grouped = _in_groups(passages)
        design = bool(grouped)
        anchors = grouped[:2] + anchors
    if not anchors or not design or not (total or result or announced(passages)):
        return None
    return Identity(anchors=anchors[:6])


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
    if results < _ENOUGH_RESULTS or len(divided) + len(compared) < _ENOUGH_GROUPS:
        return []
    return divided or compared


def announced(passages: list[Passage]) -> bool:
    """Whether the document describes a study that has yet to give results: a protocol."""
    words = lower_lists("trials.toml")
    own = [p for p in passages if not p.outside]
    if any(p.kind == "title" and p.says(words["protocol"]) for p in own):
        return True
    return sum(p.says(words["to_come"]) for p in own) >= 3
