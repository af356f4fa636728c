"""Mentions of arms: by drug, by dose, by regimen, by letter, or by words such as "controls"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.language.dosing import in_digits
from extractor.language.endings import Ending
from extractor.language.mentions import Dose
from extractor.language.spans import doc_text, doc_words, mentions
from extractor.language.word_index import word_index
from extractor.linking.arm_set import ArmDraft, ArmSet
from extractor.linking.drafts import DrugDraft
from extractor.linking.group_parts import part_mentions
from extractor.linking.lexicon import group_words
from extractor.linking.regimens import find_regimens


@dataclass(frozen=True, slots=True)
class GroupMention:
    """A place that names one or more arms.

    `spread` says how a value belongs to several arms: `each` (the same value for each), `pooled` (one
    value for them together), `one` for a single arm. `noun` is true when a word such as "group" or
    "patients receiving" marks it as a group of people, which is stronger than a bare drug name.
    """

    start: int
    end: int
    arms: tuple[ArmDraft, ...]
    spread: str = "one"
    noun: bool = False


_NOUN_AFTER = re.compile(
    r"^(?:[ \u00a0-]*(?:dose|treated|treatment|therapy|alone|only|monotherapy|recipients?|users?))*"
    r"[ \u00a0-]*(?:groups?|arms?|cohorts?|patients|participants|recipients|subjects|eyes|regimens?|doses?"
    r"|alone)\b",
    re.I,
)
_NOUN_BEFORE = re.compile(
    r"(?:receiv\w+|given|treated with|assigned to|taking|randomi[sz]ed to|on|took|got|in the|with|for)"
    r"(?:\s+(?:the|oral|either|subcutaneous|intravenous))?\s*$",
    re.I,
)
_ALONE = re.compile(r"^\s*(?:alone|only|monotherapy|by itself|without)\b", re.I)
_MERGE = re.compile(
    r"^[\s,]*(?:plus|\+|with|in combination with|combined with|and|/|–|-|added to|or)?[\s(]*(?:the\s)?$", re.I
)
_SAME = re.compile(r"^[\s,(]*(?:at|at a dose of|dose of|doses of|of|tablets?|\()?\s*$", re.I)
_OF_DRUG = re.compile(r"[\s-]*(?:of\s)?(?:oral\s|the\s)?")
_PREFIX = Ending(re.compile(r"\b(each|either|both|all|every)(?: of the)?(?: two| three)?\s+$", re.I))
_STORE = "trialfacts.group_words"
_SHORT = {"bid": "twice daily", "qd": "once daily"}
_LETTER = re.compile(
    r"\b(?:[Gg]roup|[Aa]rm|[Cc]ohort|[Rr]egimen)\s+\(?([A-Z](?:/[A-Z])?|[1-8]|I{1,3}|IV)\b\)?"
)
_DEFINED = re.compile(r"\s?\(([A-Z][A-Za-z0-9-]{1,9})\)")
_OFTEN = r"(?:once[- ]|twice[- ])?(?:daily|weekly)|every other week|monthly"
_REGIMEN = re.compile(
    rf"\bq\d+w\b|\b(?:every (?:two|three|four|other|\d+) weeks?|b\.?i\.?d\.?|q\.?d\.?|{_OFTEN})"
    r"(?=[\s-]+(?:groups?|arms?|regimens?|dosing|doses?|schedules?|cohorts?)\b)"
    rf"|(?:(?<=for )|(?<=with ))(?:{_OFTEN})(?= and\b|[,.;)])",
    re.I,
)


def find_groups(doc: Doc, arms: ArmSet) -> list[GroupMention]:
    """All mentions of the trial's arms in the document, in order, without overlaps."""
    text = doc_text(doc)
    found = [*_by_drug_and_dose(doc, arms), *groups_by_words(doc, arms), *_by_regimen(text, arms)]
    found += named_groups(text, arms)
    found += [GroupMention(a, b, (arm,), "one", True) for a, b, arm in part_mentions(doc, arms)]
    found += _by_letter(text, arms, found)
    found += _by_abbreviation(doc, found)
    return distinct_groups(found)


def named_groups(text: str, arms: ArmSet) -> list[GroupMention]:
    """Mentions of arms by the names that they go by."""
    found = []
    for arm in [*arms.experimental, *arms.control]:
        for start, end in arm.names:
            noun = _NOUN_AFTER.match(text[end : end + 40])
            found.append(
                GroupMention(start, end + (noun.end() if noun else 0), (arm,), "one", noun is not None)
            )
    return found


def distinct_groups(found: list[GroupMention]) -> list[GroupMention]:
    """The mentions in order, of those that overlap the first or the longer one."""
    found.sort(key=lambda mention: (mention.start, -mention.end))
    kept: list[GroupMention] = []
    for mention in found:
        if kept and mention.start < kept[-1].end:
            if mention.end > kept[-1].end and not kept[-1].noun:
                kept[-1] = mention
            continue
        kept.append(mention)
    return kept


def _spread(text: str, start: int, arms: list[ArmDraft]) -> str:
    if len(arms) == 1:
        return "one"
    return "each" if _PREFIX.search(text[max(start - 20, 0) : start]) else "pooled"


def _by_drug_and_dose(doc: Doc, arms: ArmSet) -> Iterable[GroupMention]:
    text = doc_text(doc)
    every = [*arms.experimental, *arms.control]
    drugs: dict[int, DrugDraft] = {id(drug): drug for arm in every for drug in arm.drugs}
    pieces: list[tuple[int, int, tuple[DrugDraft, ...], Dose | None]] = []
    for drug in drugs.values():
        pieces += [(start, end, (drug,), None) for start, end in drug.mentions]
    for regimen in find_regimens(doc, list(drugs.values())):
        pieces += [(start, end, regimen.drugs, None) for start, end in regimen.places]
    amounts = {(dose.amount, dose.unit) for arm in every for dose in arm.doses}
    for start, end, dose in mentions(doc, "dose"):
        if isinstance(dose, Dose) and (dose.amount, dose.unit) in amounts:
            pieces.append((start, end, (), dose))
    found = {piece[0] for piece in pieces}
    for amount, unit in amounts:
        if unit[0].isalpha() or unit[0] in "µμ":
            # what may not stand before the number comes behind it: `re` looks for plain beginnings quickly
            number = re.escape(f"{amount:g}")
            pattern = re.compile(rf"{number}(?<![\w.,/-]{number})[\s-]?{re.escape(unit)}(?![\w/])")
            pieces += [
                (*match.span(), (), Dose(amount, unit))
                for match in pattern.finditer(text)
                if match.start() not in found
            ]
    pieces.sort(key=lambda piece: piece[:2])
    index = 0
    while index < len(pieces):
        start, end, first_drugs, first_dose = pieces[index]
        names = list(first_drugs)
        levels = [first_dose] if first_dose else []
        index += 1
        while index < len(pieces):
            next_start, next_end, next_drugs, next_dose = pieces[index]
            if next_start < end:
                index += 1
                continue
            gap = text[end:next_start]
            if len(gap) > 24:
                break
            both = bool(next_dose) and any(
                all(name in arm.drugs for name in names)
                and any((d.amount, d.unit) == (next_dose.amount, next_dose.unit) for d in arm.doses)
                for arm in every
                if next_dose
            )
            same = (both and not levels and names and _SAME.match(gap)) or (
                next_drugs and not names and levels and _OF_DRUG.fullmatch(gap)
            )
            merged = (
                next_drugs
                and names
                and _MERGE.match(gap)
                and not re.search(r"\bor\b|,", gap)
                and any(all(n in arm.drugs for n in [*names, *next_drugs]) for arm in every)
            )
            if not (same or merged):
                break
            names += next_drugs
            levels += [next_dose] if next_dose else []
            end = next_end
            index += 1
        mention = _resolve(text, start, end, names, levels, arms)
        if mention:
            yield mention


def _resolve(
    text: str, start: int, end: int, names: list[DrugDraft], levels: list[Dose], arms: ArmSet
) -> GroupMention | None:
    every = [*arms.experimental, *arms.control]
    fits = [arm for arm in every if all(name in arm.drugs for name in names)]
    after = text[end : end + 40]
    if names and not levels:
        fits = [arm for arm in fits if not arm.closed] or fits
        exact = [arm for arm in fits if len(arm.drugs) == len(set(map(id, names)))]
        if len(exact) > 1 and _ALONE.match(after):
            exact = [arm for arm in exact if arm.label.endswith((" alone", " only"))] or exact
        if exact and (_ALONE.match(after) or len(exact) == 1):
            fits = exact
        elif len(fits) > 1 and not (arms.factorial and len(fits) < len(every)):
            own = [arm for arm in fits if arm.drugs and arm.drugs[0] in names]
            fits = own or (exact if exact and _ALONE.match(after) else [])
    for level in levels:
        fits = [
            arm for arm in fits if any((d.amount, d.unit) == (level.amount, level.unit) for d in arm.doses)
        ]
    if levels and not names:
        own = [
            arm
            for arm in fits
            if any(d.drug in arm.drugs[:1] and d.amount == levels[0].amount for d in arm.doses)
        ]
        alone = [arm for arm in own if sum(d.drug in arm.drugs[:1] for d in arm.doses) == 1]
        fits = alone or own or fits
        if len(fits) > 1 and levels[0].frequency:
            often = in_digits(levels[0].frequency)
            fits = [a for a in fits if any(in_digits(d.frequency or "") == often for d in a.doses)] or fits
    if not fits or (len(fits) == len(every) and len(every) > 1):
        return None
    noun_after = _NOUN_AFTER.match(after)
    noun = bool(noun_after) or bool(_NOUN_BEFORE.search(text[max(start - 30, 0) : start]))
    prefix = _PREFIX.search(text[max(start - 20, 0) : start])
    spread = _spread(text, start, fits)
    if (
        len(fits) > 1
        and re.match(r"^[\s-]*(?:dose |treatment )?(?:groups|arms|doses|regimens)\b", after)
        and not prefix
    ):
        spread = "each"
    return GroupMention(
        prefix.start() + max(start - 20, 0) if prefix and len(fits) > 1 else start,
        end + (noun_after.end() if noun_after else 0),
        tuple(fits),
        spread,
        noun,
    )


def _group_words(doc: Doc) -> list[tuple[int, int, str, str]]:
    """Start, end, kind and words of what names arms without a drug or dose, found once a document."""
    found: list[tuple[int, int, str, str]] | None = doc.user_data.get(_STORE)
    if found is None:
        words = doc_words(doc)
        found = doc.user_data[_STORE] = [
            (match.start(), match.end(), match.lastgroup or "", match.group())
            for match in words.finditer(group_words().mention, within=words.lower)
        ]
    return found


def groups_by_words(doc: Doc, arms: ArmSet) -> Iterable[GroupMention]:
    """Mentions of arms by words such as "controls", "each group", "the higher dose"."""
    active = sorted(arms.experimental, key=ArmDraft.level)
    every = [*arms.experimental, *arms.control]
    for start, end, kind, words in _group_words(doc):
        chosen: list[ArmDraft] = []
        spread = "one"
        if kind == "each_active":
            together = re.match(r"(?:all|any)\b", words)
            chosen, spread = active if len(active) > 1 else every, "all" if together else "each"
            if len(active) == 1 and "dose" in words:
                continue
        elif kind == "each_all":
            chosen, spread = every, "each"
        elif kind == "pooled_active" and len(active) > 1:
            chosen, spread = active, "pooled"
        elif kind == "pooled_all":
            chosen, spread = every, "pooled" if len(every) > 1 else "one"
        elif kind in ("top", "bottom") and len(active) > 2:
            count = 3 if re.search(r"three|3", words) else 2
            if count < len(active):
                chosen, spread = active[-count:] if kind == "top" else active[:count], "each"
        elif kind == "highest" and len(active) > 1:
            chosen = [active[-1]]
        elif kind == "lowest" and len(active) > 1:
            chosen = [active[0]]
        elif kind == "middle" and len(active) == 3:
            chosen = [active[1]]
        elif kind in ("loading", "no_loading"):
            with_loading = [arm for arm in active if _has_loading(arm)]
            if len(with_loading) == 1 and kind == "loading":
                chosen = with_loading
            elif len(with_loading) == 1:
                amounts = {dose.amount for dose in with_loading[0].doses}
                chosen = [arm for arm in active if not _has_loading(arm) and arm.level() in amounts]
        elif kind == "comparators" and arms.control:
            chosen, spread = list(arms.control), "pooled" if len(arms.control) > 1 else "one"
        elif kind == "control":
            chosen = list(arms.control) if len(arms.control) == 1 else []
        elif kind == "experimental":
            running = [arm for arm in active if not arm.closed] or active
            chosen = _combined(active) if _COMBINATION.search(words) else running
            spread = "one" if len(running) == 1 else "pooled"
        if chosen:
            yield GroupMention(start, end, tuple(chosen), spread, True)


_COMBINATION = re.compile(r"\b(?:combination|triplet|quadruplet)\b")


def _combined(active: list[ArmDraft]) -> list[ArmDraft]:
    """The one arm that gives more drugs than any other, else all."""
    most = max((len(arm.drugs) for arm in active), default=0)
    fullest = [arm for arm in active if len(arm.drugs) == most]
    return fullest if most > 1 and len(fullest) == 1 else active


def told_order(doc: Doc, start: int, end: int, arms: ArmSet) -> list[ArmDraft]:
    """The experimental arms by dose where a sentence says so: "from the top dose down"; else none."""
    for place, _, kind, _ in _group_words(doc):
        if start <= place < end and kind in ("falling", "rising"):
            return sorted(arms.experimental, key=ArmDraft.level, reverse=kind == "falling")
    return []


def _has_loading(arm: ArmDraft) -> bool:
    return sum(dose.drug in arm.drugs[:1] for dose in arm.doses) > 1


def _by_regimen(text: str, arms: ArmSet) -> Iterable[GroupMention]:
    frequencies = {
        id(arm): " ".join((d.frequency or "").lower() for d in arm.doses if d.drug in arm.drugs[:1])
        for arm in arms.experimental
    }
    if len(set(frequencies.values())) < 2:
        return
    for match in word_index(text).finditer(_REGIMEN):
        word = match.group(0).lower()
        if re.fullmatch(r"q\d+w", word):
            word = f"every {word[1:-1]} weeks"
        word = _SHORT.get(word.replace(".", ""), word.replace("-", " "))
        fits = [arm for arm in arms.experimental if word in frequencies[id(arm)]]
        if len(fits) == 1:
            yield GroupMention(match.start(), match.end(), tuple(fits), "one", True)


def _by_abbreviation(doc: Doc, known: list[GroupMention]) -> list[GroupMention]:
    """Short forms that the document defines for a group: "the supplementation group (SG)"."""
    made: list[GroupMention] = []
    text = doc_text(doc)
    for mention in known:
        if not mention.noun or len(mention.arms) != 1:
            continue
        defined = _DEFINED.match(text, mention.end, mention.end + 14)
        if defined is None:
            continue
        short = defined.group(1)
        if any(mention.arms == other.arms and short == text[other.start : other.end] for other in made):
            continue
        made += [
            GroupMention(match.start(), match.end(), mention.arms, "one", True)
            for match in re.finditer(rf"(?<![\w-]){re.escape(short)}(?![\w-])", text)
        ]
    return made


def _by_letter(text: str, arms: ArmSet, known: list[GroupMention]) -> list[GroupMention]:
    """ "Group A", tied to an arm where its letter stands beside the arm's name."""
    matches = list(word_index(text).finditer(_LETTER))
    if not matches:
        return []
    owner: dict[str, ArmDraft] = {}
    for match in matches:
        if match.group(1) in owner:
            continue
        for mention in known:
            if len(mention.arms) != 1:
                continue
            before = 0 <= match.start() - mention.end <= 3 and "(" in text[mention.end : match.start()]
            after = 0 <= mention.start - match.end() <= 14 and re.fullmatch(
                r"\s*(?:\(|:|received|was given|,)\s*(?:the\s)?", text[match.end() : mention.start]
            )
            if before or after:
                owner[match.group(1)] = mention.arms[0]
                break
    if len(owner) == 1 and len(arms.experimental) == len(arms.control) == 1:
        arm, other = next(iter(owner.values())), {m.group(1) for m in matches} - set(owner)
        if len(other) == 1:
            owner[other.pop()] = arms.control[0] if arm in arms.experimental else arms.experimental[0]
    owner = owner or _by_initial(arms, {match.group(1) for match in matches})
    return [
        GroupMention(match.start(), match.end(), (owner[match.group(1)],), "one", True)
        for match in matches
        if match.group(1) in owner
    ]


def _by_initial(arms: ArmSet, letters: set[str]) -> dict[str, ArmDraft]:
    """Letters that are the initials of the arms' treatments, one each: "group K" of ketamine."""
    every = [*arms.experimental, *arms.control]
    if len(letters) != len(every) or len(every) < 2:
        return {}
    owner = {
        letter: fits[0]
        for letter in letters
        if len(fits := [arm for arm in every if arm.label[:1].upper() == letter]) == 1
    }
    return owner if len(owner) == len(every) else {}
