"""A trial's arms brought together with the groups that the document's tables name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from spacy.tokens import Doc

from extractor.language.abbreviations import abbreviations
from extractor.language.spans import doc_text
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.drafts import Chars, DrugDraft
from extractor.linking.lexicon import phrase_lists
from extractor.linking.table_arm_labels import given_to
from extractor.linking.table_arms import ArmNames
from extractor.linking.table_groups import TableGroup

_WORD = re.compile(r"[^\W_]+")
_AMOUNT = re.compile(r"\d\s?(?:mg|µg|mcg|g|IU|mL|%)?\b(?!\))|\b\d+(?:\.\d+)?$")
_NOUNS = r"(?:groups?|arms?|cohorts?|patients|participants|subjects|condition|recipients)"
_LETTER = re.compile(
    r"(?:(?:group|arm|cohort|regimen|gp|grp)s?\.?[ -]?)?\(?([A-Z](?:/[A-Z])?|I{1,3}V?|IV|[1-8])\)?"
    r"(?: group| arm)?",
    re.I,
)
_DENIED = re.compile(r"\bwithout\b|[ -]free\b|^no[n -]", re.I)
_NO_LABEL = re.compile(rf"(?:the )?(?:{_NOUNS}|use|from|at|both)", re.I)
_MOST_ARMS = 8
_OWN_NAME = re.compile(r"(?!(?:plus|with|without|and|or|no|not|for|in|at|on)\b)[^\W\d_](?=.*[\dA-Z -]).{4,}")
"""What can name a group without the words that all headings begin with."""


def with_table_groups(doc: Doc, arms: ArmSet, groups: Sequence[TableGroup]) -> ArmSet:
    """The arms with the headings that name them, and with arms for groups that only tables name.

    Arms without a drug that no table names are left out where tables name at least two groups: they were
    read from a turn of phrase, and tables show all arms. Dose levels are one arm where no heading tells them
    apart.
    """
    if len(groups) < 2:
        return arms
    every = [*arms.experimental, *arms.control]
    matched = _match(doc, arms, groups)
    trusted = sum(group.n is not None for group in groups) > 1 or all(
        len(group.tables) > 1 for group in groups
    )
    if not trusted and len(matched) < len(groups) and every:
        return arms
    settled = trusted and all(group.of_baseline or len(group.tables) > 1 for group in groups)
    shared = _shared_lead([group.name for group in groups])
    kept: list[ArmDraft] = []
    for group in groups:
        fits = matched.get(group.key, [])
        if group.over_amounts or len(fits) > 1 and (not settled or _told_apart(groups)):
            kept += fits
            continue
        arm = fits[0] if len(fits) == 1 else _joined(fits) if fits else _new(doc, every, group)
        if _NO_LABEL.fullmatch(arm.label):
            said = given_to(doc_text(doc), group.name)
            arm.label = f"{doc_text(doc)[said[0] : said[1]]} ({group.name})" if said else group.name
        arm.names = sorted({*arm.names, *group.places, *_said(doc, group, shared, groups)})
        if arm.n is None and group.n is not None and group.of_baseline:
            _size(arm, group)
        kept.append(arm)
    kept = list({id(arm): arm for arm in kept}.values())
    extra = [arm for arm in every if arm not in kept and arm.drugs]
    if settled and not any(group.over_amounts for group in groups):
        extra = [arm for arm in extra if _is_apart(arm, kept)]
    return _sorted(kept, extra, arms)


def _is_apart(arm: ArmDraft, kept: Sequence[ArmDraft]) -> bool:
    """Whether an arm that no table names has a dose level or size of its own."""
    return arm.n is not None


def size_arms(arms: ArmSet, groups: Sequence[TableGroup]) -> None:
    """Give arms whose n the text does not say the n of the headings that name them."""
    for group in groups:
        owner = [arm for arm in arms.all if set(group.places) <= set(arm.names)]
        if len(owner) == 1 and owner[0].n is None and group.n is not None:
            _size(owner[0], group)


def _size(arm: ArmDraft, group: TableGroup) -> None:
    assert group.n is not None
    arm.n = group.n[0]
    arm.evidence.append(group.n[1])


def _sorted(kept: list[ArmDraft], extra: list[ArmDraft], old: ArmSet) -> ArmSet:
    every = [*kept, *extra]
    control = [arm for arm in every if arm.kind == "control"]
    active = [arm for arm in every if arm.kind != "control"]
    if not control and len(active) == 2 and active[1] not in old.experimental:
        control = [active.pop()]
        control[0].kind = "control"
    known = {id(arm): place for place, arm in enumerate([*old.experimental, *old.control])}
    active.sort(key=lambda arm: known.get(id(arm), len(known)))
    control.sort(key=lambda arm: known.get(id(arm), len(known)))
    return ArmSet(active, control, old.pooled)


def _match(doc: Doc, arms: ArmSet, groups: Sequence[TableGroup]) -> dict[str, list[ArmDraft]]:
    """Arms for the groups' keys; several where a heading names a drug of which there are dose levels."""
    names = ArmNames(arms, [])
    every = [*arms.experimental, *arms.control]
    found: dict[str, list[ArmDraft]] = {}

    def free(options: Iterable[ArmDraft]) -> list[ArmDraft]:
        taken = {id(arm) for fits in found.values() for arm in fits}
        return [arm for arm in options if id(arm) not in taken]

    for step in (_by_guess, _by_drug, _by_words, _by_kind):
        for group in groups:
            if group.key not in found:
                fits = free(step(doc, arms, every, names, group))
                if fits:
                    found[group.key] = fits
    return found


def _by_guess(
    doc: Doc, arms: ArmSet, every: list[ArmDraft], names: ArmNames, group: TableGroup
) -> list[ArmDraft]:
    fit = names.guess(group.name)
    return [fit] if fit is not None else []


def _by_drug(
    doc: Doc, arms: ArmSet, every: list[ArmDraft], names: ArmNames, group: TableGroup
) -> list[ArmDraft]:
    named = _drugs_in(every, group.places)
    if not named:
        return []
    lead = [arm for arm in every if arm.drugs and arm.drugs[0] in named]
    exact = [arm for arm in lead if set(map(id, arm.drugs)) == set(map(id, named))]
    fits = [arm for arm in exact or lead if not names.contradicts(arm, group.name)]
    return [] if len(fits) > 1 and _AMOUNT.search(group.name) and not group.over_amounts else fits


def _drugs_in(every: Sequence[ArmDraft], places: Sequence[Chars]) -> list[DrugDraft]:
    drugs = list({id(drug): drug for arm in every for drug in arm.drugs}.values())
    return [d for d in drugs if any(a <= m[0] < b for a, b in places for m in d.mentions)]


def _by_words(
    doc: Doc, arms: ArmSet, every: list[ArmDraft], names: ArmNames, group: TableGroup
) -> list[ArmDraft]:
    mine = _words(_long(doc, group.name))
    if not mine or phrase_lists("table_groups.toml")["bare"].fullmatch(group.key):
        return []
    named = re.escape(group.name.strip().lower())
    lead = [arm for arm in every if re.match(rf"{named}\b", arm.label.lower())]
    if len(lead) == 1:
        return lead
    denied = _DENIED.search(group.name) is not None
    fit = [arm for arm in every if (_DENIED.search(arm.label) is not None) == denied]
    scored = [(len(mine & _words(arm.label)), arm) for arm in fit if _words(arm.label)]
    best = max((score for score, _ in scored), default=0)
    fits = [arm for score, arm in scored if score == best and best]
    return [
        arm for arm in fits if len(fits) == 1 and (mine <= _words(arm.label) or _words(arm.label) <= mine)
    ]


def _by_kind(
    doc: Doc, arms: ArmSet, every: list[ArmDraft], names: ArmNames, group: TableGroup
) -> list[ArmDraft]:
    """ "Control" is the only control arm, "Intervention" the only other one."""
    if not phrase_lists("table_groups.toml")["bare"].fullmatch(group.key) and not (
        group.control and not group.drugs
    ):
        return []
    side = arms.control if group.control else arms.experimental
    usual = phrase_lists("table_groups.toml")["control"]
    if len(side) != 1 or not group.control and usual.search(side[0].label):
        return []
    return side if group.control or _allocated(doc_text(doc), side[0]) else []


_ALLOCATED = re.compile(r"\b(?:random|assign|allocat|allott|receiv|given|treated)\w*\b[^.;]{0,80}$", re.I)


def _allocated(text: str, arm: ArmDraft) -> bool:
    """Whether the text says that people were put to an arm's treatment, which no bare heading says."""
    places = [place for drug in arm.drugs[:1] for place in drug.mentions]
    return not places or any(_ALLOCATED.search(text, max(start - 100, 0), start) for start, _ in places)


def _long(doc: Doc, name: str) -> str:
    """A name with its short forms written out."""
    known = abbreviations(doc)
    return " ".join(known.get(word.strip("()"), word) for word in name.split())


def _words(text: str) -> set[str]:
    noun = phrase_lists("table_groups.toml")["noun"]
    said = [word.lower() for word in _WORD.findall(text)]
    return {
        word.rstrip("s")
        for word in said
        if not noun.fullmatch(word) and word not in ("the", "and", "of", "plus", "with", "without", "free")
    }


def _told_apart(groups: Sequence[TableGroup]) -> bool:
    """Whether some heading gives an amount, so that dose levels are arms of their own."""
    return any(_AMOUNT.search(group.name) or group.over_amounts for group in groups)


def _joined(fits: Sequence[ArmDraft]) -> ArmDraft:
    """One arm for the dose levels of a drug whose amounts no heading tells apart."""
    first = fits[0]
    others = [drug.name for drug in first.drugs[1:]]
    first.label = " plus ".join([first.drugs[0].name, *others[:1]]) if len(others) < 2 else first.label
    first.doses = []
    first.evidence = first.drugs[0].mentions[:1] or first.evidence
    return first


def _new(doc: Doc, every: Sequence[ArmDraft], group: TableGroup) -> ArmDraft:
    """An arm that only tables name, labelled by the words of its heading.

    A drug that has a heading of its own is no part of the other arms.
    """
    label = re.sub(r"\s+", " ", group.name).strip()
    kind = "control" if group.control else "experimental"
    places = list(group.places)
    bare = phrase_lists("table_groups.toml")["bare"].fullmatch(group.key)
    said = given_to(doc_text(doc), label) if bare or len(group.key) < 4 else None
    if said is not None:
        label = f"{doc_text(doc)[said[0] : said[1]]} ({label})"
        places.append(said)
    drugs = _drugs_in(every, places)
    for drug in drugs:
        drug.role = "comparator" if group.control else "experimental"
        for arm in every:
            if len(arm.drugs) > 1 and drug in arm.drugs:
                arm.label = re.sub(
                    rf" plus {re.escape(drug.name)}\b|\b{re.escape(drug.name)} plus ", "", arm.label
                )
                arm.drugs = [other for other in arm.drugs if other is not drug]
                arm.doses = [dose for dose in arm.doses if dose.drug is not drug]
    return ArmDraft(label, drugs, [], kind, evidence=group.places[:1])


def _shared_lead(names: Sequence[str]) -> int:
    """How many characters the headings have in common before the words that tell them apart."""
    words = [name.split() for name in names]
    alike = 0
    while all(len(own) > alike + 1 for own in words) and len({own[alike].lower() for own in words}) == 1:
        alike += 1
    return len(" ".join(words[0][:alike])) + 1 if alike else 0


def _said(doc: Doc, group: TableGroup, shared: int, groups: Sequence[TableGroup]) -> list[Chars]:
    """Places of the text that name a group as its heading does; a common word only with a noun behind it.

    What all headings begin with, `shared` characters, the text may leave out: "Softspray 5 µg" and
    "PowderHaler" of the headings "Fluticort Softspray 5 µg" and "Fluticort PowderHaler 18 µg".
    """
    text = doc_text(doc)
    name = group.name.strip()
    letter = _LETTER.fullmatch(name)
    if letter:
        mark = re.escape(letter.group(1))
        before = rf"\b(?:[Gg]roup|[Aa]rm|[Gg]p|[Cc]ohort|[Rr]egimen)s?[ -]\(?{mark}\)?(?![\w/])"
        behind = rf"(?<![\w/]){mark}[- ](?:group|arm)\b"
        return [match.span() for match in re.finditer(f"{before}|{behind}", text)]
    bare = re.sub(rf"\s*\b{_NOUNS}\s*$", "", name, flags=re.I)
    if len(bare) < 2 or phrase_lists("table_groups.toml")["bare"].fullmatch(bare):
        return []
    rest = " ".join(bare.split())[shared:]
    forms = [bare, rest] if shared and _OWN_NAME.fullmatch(rest) else [bare]
    brand = rest.split()[0] if len(forms) > 1 else ""
    if any(map(str.isupper, brand[1:])) and sum(brand in other.name for other in groups) == 1:
        forms.append(brand)
    spelt = (re.escape(form).replace(r"\ ", r"[\s-]") for form in forms)
    plain = "(?:" + re.sub("[µμ]", "[µμ]", "|".join(spelt)) + ")"
    distinct = " " in bare or "-" in bare or any(map(str.isdigit, bare)) or any(map(str.isupper, bare[1:]))
    behind = "" if distinct else rf"(?=[\s-]{_NOUNS}\b)"
    flags = 0 if bare.isupper() else re.I
    return [
        match.span()
        for match in re.finditer(
            rf"(?<![\w-]){plain}(?![\w-]){behind}|(?<![\w-]){plain}(?=-{_NOUNS}\b)", text, flags
        )
    ]
