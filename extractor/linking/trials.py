"""Which trials a document reports, what it says of each, and which stretches of text are each one's own."""

from __future__ import annotations

from spacy.tokens import Doc

from extractor.linking.drafts import Chars, DrugDraft, Slot, TrialDraft
from extractor.linking.identities import find_identities
from extractor.linking.identity import Identity
from extractor.linking.lexicon import lower_lists, pattern
from extractor.linking.main_trials import announced
from extractor.linking.passages import Passage, read_passages
from extractor.linking.scope import CARRIED, NAMED, Scope, deal_out
from extractor.linking.trial_condition import ConditionFinder, find_population
from extractor.linking.trial_design import design_slots, phase_before, same_design
from extractor.linking.trial_duration import duration_slot
from extractor.linking.trial_enrollment import enrollment_slot
from extractor.linking.trial_terms import Owned, name_distance
from extractor.reading.source import Source

_INHERITED = (
    "phase",
    "condition",
    "population",
    "duration",
    "design.allocation",
    "design.masking",
    "design.control",
    "design.model",
    "design.allocation_ratio",
)


_SAME_DESIGN = (
    "design.allocation",
    "design.masking",
    "design.control",
    "design.model",
    "design.allocation_ratio",
)


def find_trials(doc: Doc, source: Source, drugs: list[DrugDraft] | None = None) -> list[TrialDraft]:
    """The trials of the document in order of first mention, pooled objects behind their parts.

    Empty when the document reports none. `drugs` are the document's drugs, which tell its own trials from
    those of others.
    """
    known = [drug for drug in drugs or [] if drug.name != "placebo"]
    passages = read_passages(doc, source, known)
    identities = find_identities(passages, known)
    if not identities:
        return []
    pooled = _pooled(passages, identities)
    if pooled is not None:
        identities.append(pooled)
    scope = deal_out(passages, identities, known)
    finder = ConditionFinder(doc, passages)
    drafts: list[tuple[Identity, TrialDraft]] = []
    ids = _registry(passages, identities, scope)
    for identity in identities:
        draft = _draft(doc, identity, scope, finder, ids, passages)
        if draft is not None and "phase" not in draft.slots:
            phase = phase_before(identity, scope.passages(identity), passages)
            if phase is not None:
                draft.slots["phase"] = phase
        if draft is not None:
            drafts.append((identity, draft))
    _inherit(drafts, scope)
    kept = [(i, d) for i, d in drafts if i.main or _is_a_trial(i, d, scope)]
    order = sorted((item for item in kept if not item[0].pooled), key=lambda item: item[0].first)
    for item in kept:
        if item[0].pooled:
            after = max(
                (n for n, other in enumerate(order) if other[0] in item[0].parts), default=len(order) - 1
            )
            order.insert(after + 1, item)
    return [draft for _, draft in order]


def _pooled(passages: list[Passage], identities: list[Identity]) -> Identity | None:
    """The object of results that twins share, where the text pools them."""
    mains = [identity for identity in identities if identity.main and identity.acronym]
    pooled = lower_lists("trials.toml")["pooled"]
    if len(mains) < 2:
        mains = [i for i in identities if i.acronym and i.status is None and not i.weak]
        told = any(
            not p.outside and p.results and p.kind != "table" and p.says(pattern("both_pooled"))
            for p in passages
        )
        if len(mains) != 2 or not told or not any(i.main for i in mains):
            return None
    open_section: str | None = None
    for passage in passages:
        if passage.outside:
            continue
        if passage.section != open_section:
            open_section = None
        hit = pooled.search(passage.text) is not None
        if hit and passage.kind in ("heading", "caption"):
            open_section = passage.section
        if (hit or open_section) and (passage.results or passage.kind in ("heading", "caption")):
            names = [identity.acronym or "" for identity in mains]
            return Identity(
                name=" and ".join(names) if len(names) == 2 else ", ".join(names[:-1]) + f" and {names[-1]}",
                pooled=True,
                main=True,
                parts=mains,
                twins=names,
                anchors=[passage],
            )
    return None


def _draft(
    doc: Doc,
    identity: Identity,
    scope: Scope,
    finder: ConditionFinder,
    ids: dict[int, list[Slot]],
    passages: list[Passage],
) -> TrialDraft | None:
    owned = scope.passages(identity)
    if identity.pooled:
        for part in identity.parts:
            owned = owned + [
                (p, CARRIED)
                for p, w in scope.passages(part, NAMED)
                if len({n for _, _, n in p.names}) > 1 and (p, w) not in owned
            ]
    if not owned:
        return None
    slots: dict[str, Slot] = {}
    if identity.acronym:
        places = identity.mentions or [(p.start, p.end) for p in identity.anchors[:1]]
        slots["acronym"] = Slot(identity.acronym, places[:1], 0.95)
    slots |= design_slots(identity, owned)
    for name, slot in (
        ("enrollment", enrollment_slot(identity, owned)),
        ("duration", duration_slot(identity, owned)),
        ("condition", _condition(identity, owned, finder, passages)),
        ("population", find_population(doc, owned)),
    ):
        if slot is not None:
            slots[name] = slot
    slots["status"] = _status(identity, owned)
    draft = TrialDraft(slots=slots, registry_ids=ids.get(id(identity), []), pooled=identity.pooled)
    draft.covers = _stretches(owned if not identity.pooled else scope.passages(identity))
    draft.mentions = list(identity.mentions)
    return draft


def _condition(
    identity: Identity, owned: Owned, finder: ConditionFinder, passages: list[Passage]
) -> Slot | None:
    """The condition: for a trial beside the main one from its own sentences or the heading above them."""
    if identity.main:
        return finder.find(owned, 1, 1.6)

    def near(passage: Passage, start: int, end: int) -> bool:
        return name_distance(identity, passage, start, end) is not None

    own = finder.find(owned, CARRIED, 0.9, near)
    if own is not None:
        return own
    sections = {p.section for p, w in owned if w == NAMED and p.section}
    headings: Owned = [(p, NAMED) for p in passages if p.kind == "heading" and p.section in sections]
    return finder.find(headings, 1, 0.5)


def _status(identity: Identity, owned: Owned) -> Slot:
    """`reported` when the trial's own sentences give results, else what the words say."""
    sure = [p for p, w in owned if w >= CARRIED or identity.main]
    results = sum(p.results for p in sure)
    evidence = [(p.start, p.end) for p in (identity.anchors or sure)[:1]]
    if identity.status in ("planned", "ongoing", "stopped") and (not identity.main or results < 3):
        if identity.status == "stopped" and results >= 2:
            return Slot("reported", evidence, 0.7)
        return Slot(identity.status, _status_places(owned, identity.status) or evidence, 0.85)
    if (
        identity.main
        and identity.status is None
        and announced([p for p, _ in owned])
        and not any(p.says(pattern("finding")) for p in sure)
    ):
        return Slot("planned", evidence, 0.7)
    if identity.main and not results:
        for passage, _ in owned:
            for start, end, term in passage.terms:
                if term.slot == "status" and term.value in ("ongoing", "planned", "stopped"):
                    return Slot(term.value, [(start, end)], 0.7)
    return Slot("reported", evidence, 0.85)


def _status_places(owned: Owned, value: str) -> list[Chars]:
    return [
        (s, e)
        for p, w in owned
        if w >= CARRIED
        for s, e, t in p.terms
        if t.slot == "status" and t.value == value
    ][:1]


def _registry(passages: list[Passage], identities: list[Identity], scope: Scope) -> dict[int, list[Slot]]:
    """Registry numbers to trials: to the name before it, else to the only owner of the sentence."""
    own: dict[int, list[Slot]] = {}
    owners: dict[int, list[Identity]] = {}
    for identity in identities:
        if identity.pooled:
            continue
        for passage, _ in scope.passages(identity):
            owners.setdefault(id(passage), []).append(identity)
    by_name = {identity.name: identity for identity in identities if identity.name and not identity.pooled}
    claimed = {number: identity for identity in identities for number in identity.registry}
    mains = [identity for identity in identities if identity.main and not identity.pooled]
    seen: set[str] = set()
    for passage in passages:
        if passage.kind == "references":
            continue
        listed = _in_parallel(passage, by_name)
        for start, end, number in passage.ids:
            plain = number.replace(" ", "")
            if plain in seen:
                continue
            before = [(e, n) for _, e, n in passage.names if e <= start and n in by_name]
            target = listed.get(number) or claimed.get(number)
            if target is None and before:
                target = by_name[max(before)[1]]
            if target is None:
                mine = owners.get(id(passage), [])
                target = mine[0] if len(mine) == 1 else (mains[0] if len(mains) == 1 else None)
            if target is None:
                continue
            seen.add(plain)
            own.setdefault(id(target), []).append(Slot(number, [(start, end)], 0.95))
    return own


def _in_parallel(passage: Passage, by_name: dict[str, Identity]) -> dict[str, Identity]:
    """Numbers listed behind as many names: "ALPHA and BETA ClinicalTrials.gov numbers, NCT... and NCT..."."""
    if len(passage.ids) < 2:
        return {}
    first = passage.ids[0][0]
    names = list(dict.fromkeys(n for _, e, n in passage.names if e <= first and n in by_name))
    between = any(s > first for s, _, n in passage.names if n in by_name)
    if between or len(names) != len(passage.ids):
        return {}
    return {number: by_name[n] for n, (_, _, number) in zip(names, passage.ids, strict=True)}


def _inherit(drafts: list[tuple[Identity, TrialDraft]], scope: Scope) -> None:
    """Pooled objects copy their parts' design; other trials of the same drug the main one's condition.

    A trial "of the same design" copies the main one's design.
    """
    main = next((draft for identity, draft in drafts if identity.main and not identity.pooled), None)
    for identity, draft in drafts:
        if identity.pooled:
            parts = [d for i, d in drafts if i in identity.parts]
            size = draft.slots.get("enrollment")
            if size is not None and any(
                p.slots["enrollment"].value == size.value for p in parts if "enrollment" in p.slots
            ):
                del draft.slots["enrollment"]
            for part in parts:
                for name in _INHERITED:
                    if name in part.slots and name not in draft.slots:
                        draft.slots[name] = part.slots[name]
            continue
        if main is None or draft is main:
            continue
        if same_design(scope.passages(identity)):
            for name in _SAME_DESIGN:
                if name in main.slots and name not in draft.slots:
                    draft.slots[name] = main.slots[name]
        slot = main.slots.get("condition")
        if slot is not None and "condition" not in draft.slots and _shares_drug(scope, identity, drafts):
            draft.slots["condition"] = Slot(slot.value, slot.evidence, 0.6)


def _shares_drug(scope: Scope, identity: Identity, drafts: list[tuple[Identity, TrialDraft]]) -> bool:
    """Whether nothing says that the trial tests another drug than the main one's."""
    own = scope.passages(identity, CARRIED)
    if any("healthy" in p.text for p, _ in own):
        return False
    blocks = {p.block for p, w in own if w == NAMED} if identity.acronym is None else set()
    near = [p for i, _ in drafts for p, _ in scope.passages(i) if p.block in blocks]
    mine = {id(d) for p in [*(p for p, _ in own), *near] for _, _, d in p.drugs}
    main = {id(d) for i, _ in drafts if i.main for p, _ in scope.passages(i) for _, _, d in p.drugs}
    return not mine or bool(mine & main)


def _is_a_trial(identity: Identity, draft: TrialDraft, scope: Scope) -> bool:
    """Whether something is known of a trial beside the main one: results, or a design fact."""
    facts = [
        name
        for name in draft.slots
        if name in ("phase", "enrollment", "duration", "design.allocation", "design.masking")
    ]
    status = draft.slots["status"].value
    if status != "reported":
        own = [p for p, w in scope.passages(identity) if w == NAMED]
        told = len(own) > 1 or any(
            p.conditions or p.drugs or p.totals or p.says(pattern("new_study")) for p in own
        )
        return (
            bool(facts)
            or bool(draft.registry_ids)
            or "design.model" in draft.slots
            or any(
                p.conditions or "extension" in p.text or pattern("trial_against").search(p.text) for p in own
            )
            or (identity.acronym is not None and told)
        )
    results = any(p.results for p, _ in scope.passages(identity, CARRIED))
    if identity.name and "enrollment" in draft.slots:
        return True
    return results or (len(facts) >= 2 and "enrollment" in draft.slots)


def _stretches(owned: Owned) -> list[Chars]:
    """The passages as stretches; neighbours are joined."""
    stretches: list[Chars] = []
    for passage, _ in sorted(owned, key=lambda item: item[0].start):
        if stretches and passage.start - stretches[-1][1] <= 2:
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], passage.end))
        else:
            stretches.append((passage.start, passage.end))
    return stretches
