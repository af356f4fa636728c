"""Arms of a trial: from its drugs, their dose levels and the words for control groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc

from extractor.language.lower import lower_same_length
from extractor.language.spans import doc_text, doc_words, mentions
from extractor.linking.arm_lists import ListedArm, find_listed_arms
from extractor.linking.arm_lists import is_control as is_control_name
from extractor.linking.dose_levels import comparator_levels, dose_levels
from extractor.linking.drafts import Chars, DoseDraft, DrugDraft, TrialDraft
from extractor.linking.drug_roles import Roles, is_placebo, own_groups, sort_drugs, ties
from extractor.linking.lexicon import group_words
from extractor.linking.named_groups import find_lettered_groups, find_named_groups
from extractor.linking.regimens import find_regimens


@dataclass(slots=True, eq=False)
class ArmDraft:
    """One arm. `kind` is `experimental`, `control` or `pooled` (several arms reported as one)."""

    label: str
    drugs: list[DrugDraft]
    doses: list[DoseDraft]
    kind: str
    n: int | None = None
    evidence: list[Chars] = field(default_factory=list)
    parts: list[ArmDraft] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    used: bool = False
    names: list[Chars] = field(default_factory=list)

    def level(self) -> float:
        """The largest dose of the arm's own drug, to order arms by dose."""
        return max((dose.amount for dose in self.doses if dose.drug in self.drugs[:1]), default=0.0)


@dataclass(slots=True)
class ArmSet:
    """The arms of one trial; `pooled` arms are made when a result is first reported for them.

    `cohorts` is true for dose levels that people were not randomised to: what is told of no level in
    particular is then told of all.
    """

    experimental: list[ArmDraft]
    control: list[ArmDraft]
    pooled: list[ArmDraft] = field(default_factory=list)
    cohorts: bool = False

    @property
    def all(self) -> list[ArmDraft]:
        return [*self.experimental, *self.control, *self.pooled]

    def reference_of(self, arm: ArmDraft) -> ArmDraft | None:
        """The comparator of an experimental arm, or None where it is not clear."""
        if arm in self.control:
            return None
        return self.control[0] if len(self.control) == 1 else None

    def together(self, arms: list[ArmDraft], label: str | None = None) -> ArmDraft:
        """The pooled arm for these arms, made on first use."""
        for pooled in self.pooled:
            if set(map(id, pooled.parts)) == set(map(id, arms)):
                return pooled
        drugs = list({id(drug): drug for arm in arms for drug in arm.drugs}.values())
        name = label or (f"{drugs[0].name}, all doses" if drugs else "all groups")
        arm = ArmDraft(name, drugs, [], "pooled", parts=list(arms))
        self.pooled.append(arm)
        return arm


def _label(drugs: list[DrugDraft], doses: list[DoseDraft]) -> str:
    own = [dose for dose in doses if drugs and dose.drug is drugs[0]]
    parts = [drugs[0].name if drugs else "control"]
    if len(own) == 1:
        parts[0] += f" {own[0].amount:g} {own[0].unit}"
    elif len(own) == 2:
        parts[0] += f" {own[0].amount:g} {own[0].unit} then {own[1].amount:g} {own[1].unit}"
    parts += [drug.name for drug in drugs[1:]]
    if len(parts) < 3:
        return " plus ".join(parts)
    return f"{parts[0]} plus {', '.join(parts[1:-1])} and {parts[-1]}"


def find_arms(doc: Doc, trial: TrialDraft, drugs: list[DrugDraft], doses: list[DoseDraft]) -> ArmSet:
    """The arms of one trial, with the places of the short forms that stand for an arm's drugs."""
    mine = trial.drugs or drugs
    arms = _arms_of(doc, trial, mine, doses)
    for regimen in find_regimens(doc, mine):
        own = set(map(id, regimen.drugs))
        fits = [arm for arm in [*arms.experimental, *arms.control] if own <= set(map(id, arm.drugs))]
        closest = [arm for arm in fits if len(arm.drugs) == min(len(other.drugs) for other in fits)]
        if len(closest) == 1 and own != set(map(id, _shared(arms))):
            closest[0].names += [place for place in regimen.places if place not in closest[0].names]
    return arms


def _shared(arms: ArmSet) -> list[DrugDraft]:
    """The drugs that all arms have."""
    every = [*arms.experimental, *arms.control]
    return [drug for drug in every[0].drugs if all(drug in arm.drugs for arm in every)] if every else []


def _arms_of(doc: Doc, trial: TrialDraft, mine: list[DrugDraft], doses: list[DoseDraft]) -> ArmSet:
    """The arms by the document's list, else by its drugs' roles and dose levels.

    Drugs with the role `background` are part of every arm. A trial without placebo and comparator has
    a control arm when the text speaks of one.
    """
    text = doc_text(doc)
    covers = trial.covers or [(0, len(text))]

    def inside(spans: list[Chars]) -> bool:
        return any(a <= span[0] < b for span in spans for a, b in covers)

    roles = sort_drugs(text, mine)
    placebo, comparators, background = roles.placebo, roles.comparators, roles.background
    families = roles.families
    by_drug = {id(drug): [d for d in doses if d.drug is drug] for drug in mine}
    for drug in mine:
        near = [dose for dose in by_drug[id(drug)] if inside(dose.evidence)]
        if near:
            by_drug[id(drug)] = near
    background_doses = [dose for drug in background for dose in by_drug[id(drug)]]

    arms: list[ArmDraft] = []
    for family in families:
        lead, rest = family[0], family[1:]
        for level in dose_levels(text, by_drug[id(lead)]):
            own = [lead, *rest, *background]
            amounts = level + [d for drug in rest for d in by_drug[id(drug)]] + background_doses
            evidence = [span for dose in level for span in dose.evidence[:1]] or lead.mentions[:1]
            arms.append(ArmDraft(_label(own, amounts), own, amounts, "experimental", evidence=list(evidence)))
    control: list[ArmDraft] = []
    for drug in placebo:
        own = [drug, *background]
        control.append(
            ArmDraft(_label(own, []), own, list(background_doses), "control", evidence=drug.mentions[:1])
        )
    for drug in comparators:
        own = [drug, *background]
        for level in comparator_levels(text, by_drug[id(drug)]):
            amounts = level + background_doses
            places = drug.mentions[:1]
            control.append(ArmDraft(_label(own, amounts), own, amounts, "control", evidence=places))
    listed = find_listed_arms(doc, covers, mine, doses)
    if listed and not _same_arms(listed, [*arms, *control], background) and _complete(text, listed, roles):
        return _listed_arms(text, listed, roles, by_drug)
    partners = families[0][1:] if families else []
    alone = [drug for drug in [*comparators, *background, *partners] if _given_alone(text, drug)]
    if len(families) == 1 and len(alone) == 1 and not placebo and len(comparators) < 2:
        both = _with_partners(text, alone[0], [*background, *partners])
        amounts = [dose for drug in both for dose in by_drug[id(drug)]]
        _set_alone(text, families[0][0], both, arms, control, amounts)
    if not control and arms:
        found = _named_control(doc, covers)
        if found:
            label, span = found
            label = _label(background, []) + " alone" if background else label
            control.append(
                ArmDraft(label, list(background), list(background_doses), "control", evidence=[span])
            )
    _tell_apart(arms)
    if len(arms) + len(control) < 2 and _compares(trial):
        _add_named(text, covers, arms, control, bool(trial.slots), _no_groups(doc))
    return ArmSet(arms, control, cohorts=not control and _cohorts(trial, arms))


def _cohorts(trial: TrialDraft, arms: list[ArmDraft]) -> bool:
    """Whether the arms are dose levels of the same drugs without randomisation."""
    allocation = trial.slots.get("design.allocation")
    if len(arms) < 2 or not trial.slots or (allocation is not None and allocation.value == "randomized"):
        return False
    return len({frozenset(map(id, arm.drugs)) for arm in arms}) == 1 and "design.control" not in trial.slots


def _compares(trial: TrialDraft) -> bool:
    """Whether the trial has groups at all, as far as the document says."""
    slots = trial.slots
    if not slots:
        return True
    allocation = slots["design.allocation"].value if "design.allocation" in slots else None
    return allocation == "randomized" or "design.control" in slots


CONTROL_NAME = re.compile(
    r"\b(?:placebo|control|usual|standard|conventional|sham|no|traditional|routine)\b", re.I
)


def _no_groups(doc: Doc) -> list[Chars]:
    kinds = ("condition", "endpoint", "time", "measure")
    return [(start, end) for kind in kinds for start, end, _ in mentions(doc, kind)]


def _add_named(
    text: str,
    covers: list[Chars],
    arms: list[ArmDraft],
    control: list[ArmDraft],
    framed: bool,
    others: list[Chars],
) -> None:
    """Arms for groups that the text names by a phrase of their own, where its drugs give fewer than two.

    A single group counts only where no trial is described (`framed` is false): a sentence by itself.
    """
    named = find_named_groups(text, covers, others)
    taken = [span for arm in [*arms, *control] for drug in arm.drugs for span in drug.mentions]
    fresh = {
        name: places
        for name, places in named.items()
        if not any(a < end and start < b for start, end in places[:3] for a, b in taken)
    }
    if not fresh:
        fresh = find_lettered_groups(text) if not arms else {}
    words = {match.lastgroup for match in group_words().mention.finditer(lower_same_length(text))}
    told = ("control" in words and not control) + ("experimental" in words and not arms)
    if len(fresh) + len(arms) + len(control) + told < (2 if framed else 1):
        return
    if len(arms) == 1 and len(fresh) > 1:
        arms.clear()
    for name, places in fresh.items():
        kind = "control" if CONTROL_NAME.search(name) else "experimental"
        arm = ArmDraft(name, [], [], kind, evidence=places[:1], names=places)
        (control if kind == "control" else arms).append(arm)
    if not control and "control" in words:
        control.append(ArmDraft("control group", [], [], "control"))
    if not arms and "experimental" in words:
        arms.append(ArmDraft("intervention group", [], [], "experimental"))
    if len(arms) == 2 and not control:
        control.append(arms.pop())
        control[0].kind = "control"


def _same_arms(listed: list[ListedArm], arms: list[ArmDraft], background: list[DrugDraft]) -> bool:
    """Whether the arms that follow from the drugs' roles are those that the document lists."""
    shared = set(map(id, background))
    ours = {frozenset(set(map(id, arm.drugs)) - shared) for arm in arms}
    theirs = {frozenset(set(map(id, item.drugs)) - shared) for item in listed}
    return len(arms) >= len(listed) and ours == theirs


def _complete(text: str, listed: list[ListedArm], roles: Roles) -> bool:
    """Whether no experimental drug with a group of its own is left out of the list."""
    named = {id(drug) for item in listed for drug in item.drugs}
    return not any(
        id(drug) not in named and own_groups(text, drug) for family in roles.families for drug in family
    )


def _listed_arms(
    text: str, listed: list[ListedArm], roles: Roles, by_drug: dict[int, list[DoseDraft]]
) -> ArmSet:
    """The arms of a list of the document; drugs that no item names are given in each arm."""
    named = {id(drug) for item in listed for drug in item.drugs}
    partners = [drug for family in roles.families for drug in family[1:]]
    shared = [drug for drug in [*roles.background, *partners] if id(drug) not in named]
    shared += [
        drug for drug in roles.comparators if id(drug) not in named and _kept_up(text, drug, listed[0].start)
    ]
    arms: list[ArmDraft] = []
    control: list[ArmDraft] = []
    for item in listed:
        drugs = [*item.drugs, *shared]
        own = list(item.doses) or [d for drug in item.drugs for d in by_drug[id(drug)]]
        leading = [dose for dose in own if item.drugs and dose.drug is item.drugs[0]]
        rest = [dose for dose in own if dose not in leading]
        rest += [dose for drug in shared for dose in by_drug[id(drug)]]
        inactive = is_placebo(item.drugs[0]) if item.drugs else is_control_name(item.label)
        is_control = inactive or bool(item.drugs) and all(drug in roles.comparators for drug in item.drugs)
        for level in dose_levels(text, leading):
            own_words = not item.drugs or "choice" in item.label
            label = item.label if own_words else _label(drugs, [*level, *rest])
            kind = "control" if is_control else "experimental"
            arm = ArmDraft(label, drugs, [*level, *rest], kind, evidence=[(item.start, item.end)])
            arm.names = [m.span() for m in _places(text, item, listed)]
            (control if is_control else arms).append(arm)
    if len(arms) > 1 and not control and len(arms) == len(listed) and len(listed) == 2:
        control.append(arms.pop())
        control[0].kind = "control"
    _tell_apart(arms)
    return ArmSet(arms, control)


_TAKING = re.compile(r"\b(?:on|taking|receiving|continu\w+|with stable) (?:stable |background )?$", re.I)


def _kept_up(text: str, drug: DrugDraft, start: int) -> bool:
    """Whether people took the drug before they were allocated: "patients on A were randomised to B or C"."""
    return any(
        0 < start - a < 200 and _TAKING.search(text[max(a - 24, 0) : a]) and ". " not in text[b:start]
        for a, b in drug.mentions
    )


def _places(text: str, item: ListedArm, listed: list[ListedArm]) -> Iterator[re.Match[str]]:
    """Where the document uses an item's abbreviation, its words when it has no drug, or the word that sets
    it apart before a noun: "intensive treatment group" for "an intensive target"."""
    for name in {item.short, None if item.drugs else item.label} - {None, ""}:
        yield from re.finditer(rf"(?<![\w-]){re.escape(name or '')}(?![\w-])", text)
    first = item.label.split()[0] if item.label and not item.drugs else ""
    others = {word.lower() for other in listed if other is not item for word in other.label.split()}
    if len(first) > 3 and first.lower() not in others:
        yield from re.finditer(
            rf"(?<![\w-]){re.escape(first)}[ -](?:\w+[ -])?(?:groups?|arms?|treatment|therapy|strategy)\b",
            text,
            re.I,
        )


_AGAINST = re.compile(r"\s*(?:versus|vs\.?|or|compared with|over)\s*", re.I)
_ALONE = re.compile(r"\s*(?:alone|only|monotherapy|by itself)\b", re.I)


def _given_alone(text: str, drug: DrugDraft) -> bool:
    if any(_ALONE.match(text[end : end + 16]) for _, end in drug.mentions):
        return True
    pairs = zip(drug.mentions, drug.mentions[1:], strict=False)
    return any(_AGAINST.fullmatch(text[first[1] : second[0]]) for first, second in pairs)


def _with_partners(text: str, drug: DrugDraft, others: list[DrugDraft]) -> list[DrugDraft]:
    """The drug with those joined to it where it is said to be given alone: "A and B alone"."""
    both = [other for other in others if other is not drug and _joined_before(text, other, drug)]
    return [*both, drug]


_JOINS = re.compile(r"\s*(?:and|plus|\+|/|-|–)\s*", re.I)


def _joined_before(text: str, first: DrugDraft, second: DrugDraft) -> bool:
    return any(
        _JOINS.fullmatch(text[end:start]) and _ALONE.match(text[stop : stop + 16])
        for _, end in first.mentions
        for start, stop in second.mentions
        if 0 < start - end < 8
    )


def _set_alone(
    text: str,
    lead: DrugDraft,
    alone: list[DrugDraft],
    arms: list[ArmDraft],
    control: list[ArmDraft],
    doses: list[DoseDraft],
) -> None:
    """ "kestoparib plus carboplatin or carboplatin alone": the one treatment is in both arms."""
    if not any(ties(text, lead, drug)[0] for drug in alone):
        return
    for arm in arms:
        fresh = [drug for drug in alone if drug not in arm.drugs]
        if fresh:
            arm.drugs = [*arm.drugs, *fresh]
            arm.doses = [*arm.doses, *(dose for dose in doses if dose.drug in fresh)]
            arm.label = _label(arm.drugs, arm.doses)
    if not any(set(map(id, arm.drugs)) == set(map(id, alone)) for arm in control):
        label = _label(alone, doses) + " alone"
        control.append(ArmDraft(label, alone, doses, "control", evidence=alone[0].mentions[:1]))


def _tell_apart(arms: list[ArmDraft]) -> None:
    """Arms of the same drug and amount are named by their frequency."""
    for arm in arms:
        if sum(other.label == arm.label for other in arms) > 1 and arm.doses and arm.doses[0].frequency:
            arm.label = f"{arm.label} {arm.doses[0].frequency}"


def _named_control(doc: Doc, covers: list[Chars]) -> tuple[str, Chars] | None:
    """A control group that has no drug of its own: "usual care", "controls", "no treatment"."""
    words = doc_words(doc)
    for match in words.finditer(group_words().control_named, within=words.lower):
        if any(a <= match.start() < b for a, b in covers):
            return match.group(0), match.span()
    return None
