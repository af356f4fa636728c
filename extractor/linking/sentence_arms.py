"""Arms of a sentence or two that stand by themselves, where no trial is described that would name them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Doc

from extractor.language.mentions import DrugName, EndpointName
from extractor.language.spans import doc_lower, doc_text, mentions
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.arms import CONTROL_NAME
from extractor.linking.drafts import DrugDraft
from extractor.linking.groups import GroupMention, distinct_groups, groups_by_words, named_groups
from extractor.linking.lexicon import phrase_lists
from extractor.linking.sentence_groups import GroupName, SentenceGroups
from extractor.linking.values import ValueUnit

_NO_GROUPS = ("condition", "time", "p_value", "interval", "estimate", "measure")
_PAIRED = re.compile(r"\d[^.;]{0,40}?\b(?:vs\.?|versus|v|compared with)\s[^.;]{0,12}?\d", re.I)
_COMPARES = re.compile(r"\b(?:more|less|superior|inferior|favou?red|\w+er)\b", re.I)
_CLINICAL = re.compile(
    r"\b(?:patients?|participants?|subjects|eyes|children|women|men|infants|groups?|arms?|placebo|trial|mean|median"
    r"|incidence|rates? of|mortality|survival)\b"
)


def sentence_names(doc: Doc, values: Sequence[ValueUnit]) -> list[GroupName]:
    """Names of the groups that a short text sets side by side."""
    taken = [(start, end) for kind in _NO_GROUPS for start, end, _ in mentions(doc, kind)]
    taken += [
        (start, end)
        for start, end, value in mentions(doc, "endpoint")
        if isinstance(value, EndpointName) and value.strength == "lexicon"
    ]
    drugs = [
        (start, end)
        for start, end, value in mentions(doc, "drug")
        if isinstance(value, DrugName) and value.kind != "class"
    ]
    return SentenceGroups(doc_text(doc), [(v.start, v.end) for v in values], drugs, taken).find()


def sentence_arms(
    doc: Doc, drugs: Sequence[DrugDraft], values: Sequence[ValueUnit]
) -> tuple[ArmSet, list[GroupMention]] | None:
    """Arms and the places that name them; None where the text is none of clinical results."""
    text = doc_text(doc)
    told = mentions(doc, "p_value") or mentions(doc, "spread") or mentions(doc, "fraction")
    known = [value for *_, value in mentions(doc, "endpoint") if getattr(value, "strength", "") == "lexicon"]
    if not told and not known and not _CLINICAL.search(doc_lower(doc)):
        return None
    names = sentence_names(doc, values)
    arms = [_arm(name, drugs) for name in names]
    if len(arms) == 1 and _PAIRED.search(text) and _COMPARES.search(text):
        arms.append(ArmDraft("comparison group", [], [], "control"))
    if not arms:
        arms = [ArmDraft("all participants", [], [], "experimental")]
    _set_roles(arms, names)
    found = ArmSet([a for a in arms if a.kind == "experimental"], [a for a in arms if a.kind == "control"])
    groups = [*named_groups(text, found), *(g for g in groups_by_words(doc, found) if len(g.arms) > 1)]
    return found, distinct_groups(groups)


def _arm(name: GroupName, drugs: Sequence[DrugDraft]) -> ArmDraft:
    own = [
        drug
        for drug in drugs
        if any(a <= start and end <= b for start, end in drug.mentions for a, b in name.places)
    ]
    generic = phrase_lists("phrases.toml")["no_names"].fullmatch(name.name)
    label = f"{name.name} group" if generic else name.name
    kind = "control" if CONTROL_NAME.search(name.name) else "experimental"
    return ArmDraft(label, own, [], kind, evidence=name.places[:1], names=name.places)


def _set_roles(arms: list[ArmDraft], names: Sequence[GroupName]) -> None:
    """Without a placebo or control by name, the group that the other is compared with is the control."""
    if len(arms) != 2:
        return
    control = [arm for arm in arms if arm.kind == "control"]
    if len(control) == 1:
        return
    against = [arm for arm, name in zip(arms, names, strict=False) if name.against]
    chosen = against[0] if len(against) == 1 else arms[-1]
    for arm in arms:
        arm.kind = "control" if arm is chosen else "experimental"
