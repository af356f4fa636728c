"""Which of a document's drugs each of its trials gives, and what follows from them for its control."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.linking.arm_set import ArmSet
from extractor.linking.drafts import Chars, DoseDraft, DrugDraft, Slot, TrialDraft
from extractor.linking.drug_roles import is_placebo
from extractor.linking.drug_settings import came_from
from extractor.reading.source import Source

_NEAR = 900
"""How far before a trial's first mention the drug may stand that it is said to test."""


def drugs_of(
    draft: TrialDraft, drafts: Sequence[TrialDraft], drugs: list[DrugDraft], source: Source
) -> list[DrugDraft]:
    """The drugs named where the document speaks of this trial, or of none of its trials in particular.

    Where headings name drugs, as in a report on a company's pipeline, a trial below one gives that drug.
    """
    if draft.drugs:
        return draft.drugs
    if len(drafts) == 1:
        return drugs
    others = [span for other in drafts if other is not draft for span in other.covers]

    def within(drug: DrugDraft, spans: Sequence[Chars]) -> bool:
        return any(
            a <= mention[0] < b and not came_from(source.text, mention[0])
            for mention in drug.mentions
            for a, b in spans
        )

    headed = _headed(drugs, source)
    own = _heading_drugs(draft, headed, source)
    named = [drug for drug in drugs if within(drug, draft.covers)]
    if own:
        heads = [drug for listed in headed.values() for drug in listed]
        named = [drug for drug in named if drug in own or drug not in heads]
        named += [drug for drug in own if drug not in named]
    if not any(drug.role == "experimental" for drug in named):
        named += _nearest(draft, [drug for drug in drugs if drug.role == "experimental"])
    return named or [drug for drug in drugs if not within(drug, others)]


def _headed(drugs: list[DrugDraft], source: Source) -> dict[str, list[DrugDraft]]:
    """Headings that name experimental drugs, where at least two name different ones."""
    found: dict[str, list[DrugDraft]] = {}
    for block in source.blocks:
        if block.kind != "heading" or block.section is None:
            continue
        listed = [
            drug
            for drug in drugs
            if drug.role == "experimental" and any(block.start <= a < block.end for a, _ in drug.mentions)
        ]
        if len(listed) == 1:
            found[block.section] = listed
    return found if len({id(listed[0]) for listed in found.values()}) > 1 else {}


def _heading_drugs(draft: TrialDraft, headed: dict[str, list[DrugDraft]], source: Source) -> list[DrugDraft]:
    """The drugs of the heading that the trial is told of below."""
    if not headed:
        return []
    for place, _ in [*draft.mentions, *draft.covers]:
        block = source.block_at(place)
        if block is None or block.kind == "title":
            continue
        if block.section in headed:
            return headed[block.section or ""]
        above = [other for other in source.blocks if other.kind == "heading" and other.start < block.start]
        for heading in reversed(above):
            if heading.section in headed:
                return headed[heading.section or ""]
    return []


def _nearest(draft: TrialDraft, tested: list[DrugDraft]) -> list[DrugDraft]:
    """The experimental drug named last before the trial is, else the first one of the document."""
    first = min([*draft.mentions, *draft.covers], default=(0, 0))[0]
    before = [(a, drug) for drug in tested for a, _ in drug.mentions if first - _NEAR <= a <= first]
    if before:
        return [max(before, key=lambda item: item[0])[1]]
    return tested[:1]


def has_arms(draft: TrialDraft, drugs: list[DrugDraft], doses: list[DoseDraft]) -> bool:
    """Whether a trial without results names what it compares, or what dose it gives."""
    if any(drug.role == "comparator" for drug in drugs):
        return True
    if "design.allocation_ratio" in draft.slots or "design.control" in draft.slots:
        return True
    return any(a <= place < b for dose in doses for place, _ in dose.evidence for a, b in draft.covers)


def add_control(draft: TrialDraft, arms: ArmSet) -> None:
    """The kind of control that the arms show where no word says it: another drug, or other doses."""
    if "design.control" in draft.slots or not draft.slots:
        return
    allocation = draft.slots.get("design.allocation")
    if allocation is not None and allocation.value == "single-arm":
        return
    randomized = allocation is not None and allocation.value == "randomized"
    kinds = {frozenset(map(id, arm.drugs)) for arm in arms.experimental}
    if arms.control and (randomized or allocation is None):
        given = [drug for arm in arms.control for drug in arm.drugs]
        active = given and not any(is_placebo(drug) for drug in given)
        if active and all(any(d.role == "comparator" for d in arm.drugs) for arm in arms.control):
            draft.slots["design.control"] = Slot("active", given[0].mentions[:1], 0.5)
    elif randomized and len(arms.experimental) > 1 and len(kinds) == 1 and arms.experimental[0].doses:
        evidence = [span for arm in arms.experimental for dose in arm.doses for span in dose.evidence[:1]]
        draft.slots["design.control"] = Slot("dose-comparison", evidence[:2], 0.5)
