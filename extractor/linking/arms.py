"""Arms of a trial: from its drugs, their dose levels and the words for control groups."""

from __future__ import annotations

import re

from spacy.tokens import Doc

from extractor.language.lower import lower_same_length
from extractor.language.spans import doc_text, doc_words, mentions
from extractor.linking.arm_lists import find_listed_arms
from extractor.linking.arm_set import ArmDraft, ArmSet, arm_label, tell_apart
from extractor.linking.cohorts import dose_groups, named_cohorts
from extractor.linking.dose_levels import (
    DROPPED_ARM,
    comparator_levels,
    dose_levels,
    is_dropped,
    partner_doses,
)
from extractor.linking.drafts import Chars, DoseDraft, DrugDraft, TrialDraft
from extractor.linking.drug_roles import sort_drugs, ties
from extractor.linking.lexicon import group_words
from extractor.linking.listed_arms import is_complete, listed_arms, same_arms
from extractor.linking.named_groups import find_lettered_groups, find_named_groups
from extractor.linking.regimens import find_regimens


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


def _without_repeats(doses: list[DoseDraft]) -> list[DoseDraft]:
    """The doses less those that another one says again with its frequency: "20 mg once daily" and "20 mg"."""
    often: dict[tuple[float, str], set[str]] = {}
    for dose in doses:
        if dose.frequency is not None:
            often.setdefault((dose.amount, dose.unit), set()).add(dose.frequency)
    return [d for d in doses if d.frequency or len(often.get((d.amount, d.unit), ())) != 1]


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
        by_drug[id(drug)] = _without_repeats(near or by_drug[id(drug)])
    background_doses = [dose for drug in background for dose in by_drug[id(drug)]]

    arms: list[ArmDraft] = []
    for family in families:
        lead, rest = family[0], family[1:]
        levels = dose_levels(text, by_drug[id(lead)])
        others = [d for drug in rest for d in by_drug[id(drug)]] + background_doses
        for level, given in zip(levels, partner_doses(levels, others), strict=True):
            own = [lead, *rest, *background]
            amounts = [*level, *given]
            evidence = [span for dose in level for span in dose.evidence[:1]] or lead.mentions[:1]
            arm = ArmDraft(arm_label(own, amounts), own, amounts, "experimental", evidence=list(evidence))
            arm.closed = len(levels) > 1 and bool(level) and all(is_dropped(text, dose) for dose in level)
            arm.names = [match.span() for match in DROPPED_ARM.finditer(text)] if arm.closed else []
            arms.append(arm)
    control: list[ArmDraft] = []
    for drug in placebo:
        own = [drug, *background]
        control.append(
            ArmDraft(arm_label(own, []), own, list(background_doses), "control", evidence=drug.mentions[:1])
        )
    for drug in comparators:
        own = [drug, *background]
        for level in comparator_levels(text, by_drug[id(drug)]):
            amounts = level + background_doses
            places = drug.mentions[:1]
            control.append(ArmDraft(arm_label(own, amounts), own, amounts, "control", evidence=places))
    listed = find_listed_arms(doc, covers, mine, doses)
    if listed and not same_arms(text, listed, [*arms, *control], roles) and is_complete(text, listed, roles):
        return listed_arms(text, listed, roles, by_drug)
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
            label = arm_label(background, []) + " alone" if background else label
            control.append(
                ArmDraft(label, list(background), list(background_doses), "control", evidence=[span])
            )
    if len(arms) == 1 and len(families) == 1:
        arms = dose_groups(text, covers, arms[0]) or arms
    if len(arms) == 1 and not control and not _randomised(trial):
        arms = named_cohorts(text, covers, arms[0]) or arms
        if len(arms) > 1:
            return ArmSet(arms, [], cohorts=True)
    tell_apart(arms)
    if len(arms) + len(control) < 2 and _compares(trial):
        _add_named(text, covers, arms, control, bool(trial.slots), _no_groups(doc))
    return ArmSet(arms, control, cohorts=not control and _cohorts(trial, arms))


def _randomised(trial: TrialDraft) -> bool:
    allocation = trial.slots.get("design.allocation")
    return allocation is not None and allocation.value == "randomized"


def _cohorts(trial: TrialDraft, arms: list[ArmDraft]) -> bool:
    """Whether the arms are dose levels of the same drugs without randomisation."""
    if len(arms) < 2 or not trial.slots or _randomised(trial):
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


_THIRD = re.compile(
    r"\b(?:three|3)[ -](?:[a-z]+[ -])?(?:groups|arms?)\b|(?:,|\band|\bor) (?:an? |the )?control", re.I
)


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
    if not control and "control" in words and (len(fresh) < 2 or _THIRD.search(text)):
        control.append(ArmDraft("control group", [], [], "control"))
    if not arms and "experimental" in words:
        arms.append(ArmDraft("intervention group", [], [], "experimental"))
    if len(arms) == 2 and not control:
        first, second = (arm.label.lower() for arm in arms)
        control.append(arms.pop(0 if re.match(rf"{re.escape(first)}\s?(?:\+|plus\b|with\b)", second) else 1))
        control[0].kind = "control"


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
            arm.label = arm_label(arm.drugs, arm.doses)
    if not any(set(map(id, arm.drugs)) == set(map(id, alone)) for arm in control):
        label = arm_label(alone, doses) + " alone"
        control.append(ArmDraft(label, alone, doses, "control", evidence=alone[0].mentions[:1]))


def _named_control(doc: Doc, covers: list[Chars]) -> tuple[str, Chars] | None:
    """A control group that has no drug of its own: "usual care", "controls", "no treatment"."""
    words = doc_words(doc)
    for match in words.finditer(group_words().control_named, within=words.lower):
        if any(a <= match.start() < b for a, b in covers):
            return match.group(0), match.span()
    return None
