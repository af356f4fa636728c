"""The arms of a trial by the list of its document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.language.drug_evidence import ordinary_words
from extractor.linking.arm_lists import ADDS, OFTEN, ListedArm, is_grid
from extractor.linking.arm_lists import is_control as is_control_name
from extractor.linking.arm_set import ArmDraft, ArmSet, arm_label, tell_apart
from extractor.linking.cohorts import level_places
from extractor.linking.dose_levels import dose_levels, partner_doses
from extractor.linking.drafts import DoseDraft, DrugDraft
from extractor.linking.drug_roles import Roles, is_placebo, is_underlying, own_groups
from extractor.linking.frequencies import how_often


def same_arms(text: str, listed: list[ListedArm], arms: list[ArmDraft], roles: Roles) -> bool:
    """Whether the arms that follow from the drugs' roles are those that the document lists."""
    background = roles.background
    if _placebo_for_both(text, listed, roles):
        return False
    shared = set(map(id, background))
    active = [
        set(map(id, item.drugs)) & shared
        for item in listed
        if any(not is_placebo(drug) for drug in item.drugs)
    ]
    if any(one != active[0] for one in active):
        return False
    ours = {frozenset(set(map(id, arm.drugs)) - shared) for arm in arms}
    theirs = {frozenset(set(map(id, item.drugs)) - shared) for item in listed}
    return len(arms) >= len(listed) and ours == theirs


def _placebo_for_both(text: str, listed: list[ListedArm], roles: Roles) -> bool:
    """ "A plus B or placebo", where A is the drug tested and nothing says that B is given to all."""
    if len(listed) != 2 or not roles.families or len(listed[0].drugs) < 2:
        return False
    first, second = listed
    return (
        first.drugs[0] is roles.families[0][0]
        and all(is_placebo(drug) for drug in second.drugs)
        and bool(second.drugs)
        and not any(is_underlying(text, drug, roles.placebo) for drug in first.drugs[1:])
    )


def is_complete(text: str, listed: list[ListedArm], roles: Roles) -> bool:
    """Whether neither an experimental drug with a group of its own is left out of the list, nor the drug that
    the trial is about, nor its placebo."""
    named = {id(drug) for item in listed for drug in item.drugs}
    if any(id(drug) not in named and own_groups(text, drug) for family in roles.families for drug in family):
        return False
    inert = any(is_control_name(item.label) for item in listed)
    leads = [family[0] for family in roles.families]
    unnamed = not all(item.drugs or is_control_name(item.label) for item in listed)
    sized = all(item.n for item in listed)
    missed = leads and not any(id(drug) in named for drug in leads) and unnamed and not sized
    unblinded = roles.placebo and not inert and not any(id(drug) in named for drug in roles.placebo)
    return not named or not (missed or unblinded)


_MOST_JOINED = 3
"""Drugs that one arm gives together; more behind "comparators:" are those of several groups."""
_COMPARATORS = re.compile(r"(?:the |one of )?(?:\w+ )?comparators?\b", re.I)


def listed_arms(
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
    against = False
    for item in listed:
        comparators = _COMPARATORS.match(item.label)
        against = against or comparators is not None
        together = comparators is not None and len(item.drugs) > _MOST_JOINED
        drugs = [*(item.drugs or _unnamed(text, item, listed)), *shared]
        own = list(item.doses) or [d for drug in item.drugs for d in by_drug[id(drug)]]
        told = {id(dose.drug) for dose in own}
        own += [d for drug in item.drugs if id(drug) not in told for d in _only_dose(by_drug[id(drug)])]
        leading = [dose for dose in own if item.drugs and dose.drug is item.drugs[0]]
        rest = [dose for dose in own if dose not in leading]
        rest += [dose for drug in shared for dose in by_drug[id(drug)]]
        inactive = is_placebo(item.drugs[0]) if item.drugs else is_control_name(item.label)
        compared = bool(item.drugs) and all(drug in roles.comparators for drug in item.drugs)
        is_control = item.control or inactive or against or compared
        levels = dose_levels(text, leading)
        for level, given in zip(levels, partner_doses(levels, rest), strict=True):
            alike = sum(other.drugs == item.drugs and other.doses == item.doses for other in listed) > 1
            own_words = not item.drugs or "choice" in item.label or alike and not item.short
            own_words = own_words or together
            label = item.label if own_words else arm_label(drugs, [*level, *given])
            label = comparators.group() if comparators is not None and together else label
            if item.short and (alike or not item.drugs) and item.short not in label:
                label = f"{label} ({item.short})" if own_words else f"{label} {item.short}"
            kind = "control" if is_control else "experimental"
            arm = ArmDraft(label, drugs, [*level, *given], kind, evidence=[(item.start, item.end)])
            arm.names = [m.span() for m in _places(text, item, listed)]
            arm.names += level_places(text, item.label) if alike else []
            (control if is_control else arms).append(arm)
    if len(arms) > 1 and not control and len(arms) == len(listed) and len(listed) == 2:
        control.append(arms.pop(0 if _less(text, *listed) else 1))
        control[0].kind = "control"
        for drug in control[0].drugs:
            if drug.name == control[0].label:
                drug.role = "comparator"
    tell_apart(arms)
    return ArmSet(arms, control, factorial=is_grid(listed))


def _only_dose(doses: list[DoseDraft]) -> list[DoseDraft]:
    """A drug's dose where it has one and its item prints none."""
    return doses if len(doses) == 1 else []


_ALONE = re.compile(r"\b(?:alone|only)\b", re.I)


def _less(text: str, first: ListedArm, second: ListedArm) -> bool:
    """Whether the first item of two is what the second one adds something to: "A alone or A plus B"."""
    ours, theirs = set(map(id, first.drugs)), set(map(id, second.drugs))
    alone = [_ALONE.search(text, item.start, item.end) is not None for item in (first, second)]
    return ours < theirs or (ours <= theirs and alone == [True, False])


_PLUS = re.compile(r"\\ plus\\ |\\ ?\\\+\\ ?")
"""What joins two names in a text whose signs are escaped."""
_SHORT_WORD = 6
_LONGEST_NAME = 5
_GIVEN = re.compile(
    r"(?!(?:non|no|not|have|had|be|being|use|using|receive)\b)"
    r"(?!.*\b(?:who|that|which|their|this|model|group|arm|control|start)\b)[^\W\d_][\w’'/ +-]*"
)


def _unnamed(text: str, item: ListedArm, listed: list[ListedArm]) -> list[DrugDraft]:
    """What an item gives that no lexicon and no frame knows, by its own words: "a film club"."""
    label = item.label
    if (item.n or item.mark) and len(label) > _SHORT_WORD and label.isalpha() and label.islower():
        places = [match.span() for match in _places(text, item, listed)]
        if len(places) > (not item.mark) and label not in ordinary_words():
            return [DrugDraft(label, mentions=places, evidence=places[:1])]
    told_apart = OFTEN.search(label) is not None or _ALONE.search(label) is not None
    if told_apart or any(other.drugs for other in listed) or is_control_name(label):
        return []
    if not 1 < len(label.split()) <= _LONGEST_NAME or not _GIVEN.fullmatch(label.lower()):
        return []
    places = [match.span() for match in _places(text, item, listed)] or [(item.start, item.end)]
    return [DrugDraft(label, mentions=places, evidence=places[:1])]


_TAKING = re.compile(r"\b(?:on|taking|receiving|continu\w+|with stable) (?:stable |background )?$", re.I)


def _kept_up(text: str, drug: DrugDraft, start: int) -> bool:
    """Whether people took the drug before they were allocated: "patients on A were randomised to B or C"."""
    return any(
        0 < start - a < 200 and _TAKING.search(text[max(a - 24, 0) : a]) and ". " not in text[b:start]
        for a, b in drug.mentions
    )


_LETTERED = re.compile(r"(group|arm|cohort) ([a-e1-6]|i{1,3}|iv)")


def _places(text: str, item: ListedArm, listed: list[ListedArm]) -> Iterator[re.Match[str]]:
    """Where the document uses an item's abbreviation, its words when it has no drug, or the word that sets
    it apart before a noun: "intensive treatment group" for "an intensive target"."""
    often = OFTEN.search(item.label) if not item.doses else None
    if often is not None and sum(often.group() in other.label for other in listed) == 1:
        said = "|".join(map(re.escape, how_often(often.group())))
        yield from re.compile(rf"(?<![\w-])(?:{said})(?![\w-])", re.I).finditer(text, listed[-1].end)
    lettered = _LETTERED.fullmatch(item.mark or "")
    if lettered is not None:
        letter = lettered[2].upper()
        yield from re.finditer(rf"\b(?i:{lettered[1]}) {letter}(?![\w-])", text)
    for name in {item.short, item.mark, None if item.drugs else item.label} - {None, ""}:
        spelt = _PLUS.sub(lambda _: r"\s?(?:\+|plus|and)\s?", re.escape(name or ""))
        joined = any("+" in (other.short or "") for other in listed)
        before, behind = (r"(?<!\+)(?<!\+ )", r"(?! ?\+)") if joined else ("", "")
        yield from re.finditer(rf"(?<![\w-]){before}{spelt}(?![\w-]){behind}", text)
    added = ADDS.search(item.label) if sum(other.drugs == item.drugs for other in listed) > 1 else None
    if item.drugs and added is not None and not any(added[1] in o.label for o in listed if o is not item):
        yield from re.finditer(rf"(?<![\w-]){re.escape(added[1])}(?![\w-])", text, re.I)
    words = item.label.split()
    if len(words) > 2 and not item.drugs:
        tail = " ".join(words[-2:])
        if not any(tail.lower() in other.label.lower() for other in listed if other is not item):
            yield from re.finditer(rf"(?<![\w-]){re.escape(tail)}(?![\w-])", text, re.I)
    first = item.label.split()[0] if item.label and not item.drugs else ""
    others = {word.lower() for other in listed if other is not item for word in other.label.split()}
    if len(first) > 3 and first.lower() not in others:
        yield from re.finditer(
            rf"(?<![\w-]){re.escape(first)}[ -](?:\w+[ -])?(?:groups?|arms?|treatment|therapy|strategy)\b",
            text,
            re.I,
        )
