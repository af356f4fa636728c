"""Trials without a short name that a document introduces beside the one it is about."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.language.drug_lexicon import stems
from extractor.linking.drafts import DrugDraft
from extractor.linking.identity import Identity, pick_status
from extractor.linking.lexicon import lower_lists, pattern
from extractor.linking.main_trials import is_waiting
from extractor.linking.passages import Passage

_SKIPPED_KINDS = ("title", "heading", "table", "caption", "references")
_ENOUGH = 2
"""How much has to speak for a trial of its own before a phrase counts as one."""


@dataclass(frozen=True, slots=True)
class Study:
    """A noun phrase that speaks of a study: offsets in the sentence, its phases, whether it is definite.

    `novel` is true when its words set it apart from another study: "an earlier", "a separate".
    """

    start: int
    end: int
    phases: frozenset[str]
    definite: bool
    novel: bool
    extension: bool
    plural: bool = False


@dataclass(slots=True)
class _Main:
    """What is known of the trials that the document is about."""

    start: int
    phases: set[str]
    sizes: set[int]
    conditions: set[str]
    told: bool
    names: set[str]
    ids: set[str]


def find_side_trials(
    passages: list[Passage], known: list[Identity], drugs: list[DrugDraft]
) -> list[Identity]:
    """Trials without a short name that sentences introduce beside the main one.

    Each gets a handle, which is put among the names of the sentences that speak of it.
    """
    words = lower_lists("trials.toml")
    main = _main(passages, known)
    found: list[tuple[Identity, Study]] = []
    for index, passage in enumerate(passages):
        if passage.kind in _SKIPPED_KINDS or passage.kind == "boilerplate":
            continue
        if passage.says(words["other_drug"]) or passage.says(words["not_a_trial"]):
            continue
        named = [n for _, _, n in passage.names]
        if any(name not in main.names for name in named) and not set(named) & main.names:
            continue
        for study in studies(passage):
            if _has_name(passage, study) or _is_foreign(passage, study, drugs):
                continue
            if study.plural and _named_next(passages, index):
                continue
            same = _same(found, study)
            if same is not None and (study.definite or not study.novel):
                _add(same, passage, study)
                continue
            status = _status(passage, study)
            if _counts(passages, index, study, main, status):
                identity = Identity(name=f"#{len(found) + 1}", status=status)
                _add(identity, passage, study)
                found.append((identity, study))
                for later in passages[index + 1 :]:
                    if later.block != passage.block:
                        break
                    later.outside = False
                break
    found += _by_registry(passages, main, len(found))
    return [identity for identity, _ in found]


def _named_next(passages: list[Passage], index: int) -> bool:
    """Whether a sentence that speaks of several studies, or one of the next two, gives their names."""
    block = passages[index].block
    return any(passage.names for passage in passages[index : index + 3] if passage.block == block)


def studies(passage: Passage) -> list[Study]:
    """The phrases of a sentence that speak of one study, in order."""
    text = passage.text
    phases = [
        (s - passage.start, e - passage.start, t.value) for s, e, t in passage.terms if t.slot == "phase"
    ]
    found: list[Study] = []
    if any(noun in text for noun in _NOUNS):
        for match in pattern("study").finditer(text):
            inside = frozenset(v for s, _, v in phases if match.start() <= s < match.end())
            if match.group("noun").startswith("program") and not inside:
                continue
            extension = match.group("noun").startswith("extension") or "extension" in match.group("inner")
            if match.group("det") == "this":
                continue
            ordinal = match.group("det") in _ORDINALS and text[: match.start()].endswith("the ")
            ordinal = ordinal or match.group("det") == "the" and match.group("inner").strip() in _ORDINALS
            definite = ordinal or match.group("det") in _DEFINITE
            novel = (
                not ordinal and lower_lists("trials.toml")["novel"].search(text, *match.span()) is not None
            )
            found.append(Study(*match.span(), inside, definite, novel, extension))
    said = {term.value for _, _, term in passage.terms if term.slot == "status"}
    if said & {"planned", "ongoing"} and not passage.results:
        for match in pattern("studies").finditer(text):
            inside = frozenset(v for s, _, v in phases if match.start() <= s < match.end())
            if not any(study.start < match.end() and match.start() < study.end for study in found):
                found.append(Study(*match.span(), inside, False, False, False, plural=True))
    for start, end, value in phases:
        if start < 3 and pattern("phase_begins").match(text):
            found.append(Study(0, end, frozenset({value}), False, False, False))
            continue
        if any(s.start <= start < s.end for s in found):
            continue
        lead = pattern("before_phase").search(text, max(0, start - 30), start)
        if lead is None and passage.kind == "list" and pattern("phase_opens").fullmatch(text, 0, start):
            found.append(Study(0, end, frozenset({value}), False, False, False))
            continue
        if lead is None or pattern("no_phase_study").match(text, end):
            continue
        novel = lower_lists("trials.toml")["novel"].search(text, max(0, start - 30), start) is not None
        found.append(
            Study(lead.start(), end, frozenset({value}), lead.group("det") in _DEFINITE, novel, False)
        )
    return sorted(found, key=lambda study: study.start)


_NOUNS = ("trial", "study", "extension", "rct", " test", "program")
_DEFINITE = ("the", "that", "its", "our", "their")
_ORDINALS = ("first", "second", "third", "other")


def _main(passages: list[Passage], known: list[Identity]) -> _Main:
    mains = [identity for identity in known if identity.main]
    anchors = [p for identity in mains for p in identity.anchors]
    start = min((p.start for p in anchors), default=0)
    early = [p for p in passages if p.start <= start or p.kind == "title"]
    early = [p for p in early if any(p is anchor for anchor in anchors) or not is_waiting(p)]
    own = {id(p): p for p in [*early, *anchors[:3]]}.values()
    names = {identity.name for identity in known if identity.name}
    return _Main(
        start,
        {t.value for p in own for _, _, t in p.terms if t.slot == "phase"},
        {total.n for p in own for total in p.totals},
        {name.lower() for p in own for _, _, name in p.conditions},
        bool(names) or any(p.results for p in passages if not p.outside),
        names,
        _ids_of(passages, known),
    )


def _has_name(passage: Passage, study: Study) -> bool:
    """Whether the phrase is about a trial that the same clause names."""
    for start, end, _ in passage.names:
        start, end = start - passage.start, end - passage.start
        if study.start - 1 <= start < study.end + 2:
            return True
        gap = passage.text[study.end : start] if start >= study.end else passage.text[end : study.start]
        behind = start >= study.end and pattern("name_behind").fullmatch(gap)
        before = end <= study.start and pattern("name_before").fullmatch(gap)
        if behind or before:
            return True
    return False


def _is_foreign(passage: Passage, study: Study, drugs: list[DrugDraft]) -> bool:
    """Whether the sentence speaks of drugs that the document's trials do not test, and not of theirs."""
    own = [drug for drug in drugs if drug.role == "experimental"]
    if any(drug in own for _, _, drug in passage.drugs):
        return False
    inside = passage.text[study.start : study.end].split()
    if any(stems().names_drug(word) for word in inside):
        return True
    if passage.strangers and not pattern("set_against").search(passage.text):
        return True
    comparators_only = bool(own) and bool(passage.drugs)
    return comparators_only and not passage.has("status") and not study.novel


def _same(found: list[tuple[Identity, Study]], study: Study) -> Identity | None:
    """The study that an earlier sentence introduced in the same phase, or as the same extension."""
    for identity, first in reversed(found):
        if study.phases and first.phases == study.phases:
            return identity
        if study.extension and first.extension:
            return identity
    return None


def _add(identity: Identity, passage: Passage, study: Study) -> None:
    place = (passage.start + study.start, passage.start + study.end)
    identity.anchors.append(passage)
    identity.mentions.append(place)
    if study.extension:
        passage.names = [name for name in passage.names if not _is_parent(passage, name[0])]
    passage.names.append((*place, identity.name or ""))
    passage.names.sort()


def _is_parent(passage: Passage, start: int) -> bool:
    """Whether the name at the offset is that of the trial that an extension goes on from."""
    return pattern("extension_of").search(passage.text, 0, start - passage.start) is not None


def _status(passage: Passage, study: Study) -> str | None:
    """What the words nearest to the phrase say of its state."""
    start = passage.start + study.start
    others = [n for n, _, _ in passage.names if n != start and not _is_parent(passage, n)]
    values = [
        t.value
        for s, _, t in passage.terms
        if t.slot == "status" and not any(abs(n - s) < abs(start - s) for n in others)
    ]
    return pick_status(values)


def _counts(passages: list[Passage], index: int, study: Study, main: _Main, status: str | None) -> bool:
    """Whether a phrase introduces a trial of its own, with something to tell of it."""
    passage = passages[index]
    behind = [
        p
        for p in passages[index + 1 : index + 3]
        if p.block == passage.block
        and not p.names
        and (not p.outside or passage.section is not None and p.section == passage.section)
    ]
    sizes = {total.n for p in [passage, *behind[:1]] for total in p.totals}
    other_phase = bool(study.phases) and not any(
        one.startswith(other) or other.startswith(one) for one in study.phases for other in main.phases
    )
    waiting = status in ("planned", "ongoing", "stopped")
    speaks = 2 * study.novel + (2 if main.phases else not study.definite) * other_phase
    speaks += waiting * (main.told + (not study.definite))
    speaks += bool(sizes) and bool(main.sizes) and not sizes & main.sizes
    here = {name.lower() for _, _, name in passage.conditions}
    speaks += bool(here) and bool(main.conditions) and not here & main.conditions
    speaks -= study.definite and not other_phase and not study.novel
    speaks -= 3 * (passage.start <= main.start and not study.novel and not (waiting and other_phase))
    if speaks < _ENOUGH:
        return False
    if waiting:
        against = pattern("trial_against").search(passage.text, study.start) is not None
        known = study.phases or sizes or study.extension or here or passage.ids
        return bool(known or study.novel or against)
    told = passage.results or any(p.results for p in behind)
    return (
        bool(sizes) and (bool(study.phases) or told or study.novel) or told and (study.novel or other_phase)
    )


def _by_registry(passages: list[Passage], main: _Main, count: int) -> list[tuple[Identity, Study]]:
    """Studies that only a registry number of their own sets apart."""
    found: list[tuple[Identity, Study]] = []
    for passage in passages:
        if passage.outside or passage.kind in _SKIPPED_KINDS or passage.start <= main.start or passage.names:
            continue
        foreign = next((i for _, _, i in passage.ids if i not in main.ids), None)
        if foreign is None or not main.ids:
            continue
        main.ids.add(foreign)
        start = next(s for s, _, i in passage.ids if i == foreign) - passage.start
        study = Study(start, start + len(foreign), frozenset(), False, True, False)
        status = pick_status([t.value for _, _, t in passage.terms if t.slot == "status"])
        identity = Identity(name=f"#{count + len(found) + 1}", status=status, registry=[foreign])
        _add(identity, passage, study)
        found.append((identity, study))
    return found


def _ids_of(passages: list[Passage], known: list[Identity]) -> set[str]:
    """Registry numbers that stand in sentences of known trials, and the first one of all."""
    ids: set[str] = set()
    for passage in passages:
        if not passage.ids or passage.outside and passage.kind == "references":
            continue
        named = any(n == k.name for k in known for _, _, n in passage.names)
        another = passage.has("status") or pattern("study").search(passage.text)
        if named or passage.kind == "title" or not ids or not another:
            ids |= {i for _, _, i in passage.ids}
    return ids
