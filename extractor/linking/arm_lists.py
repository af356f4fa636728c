"""Arms as the document lists them: "randomised to A 10 mg (n = 20), B (n = 21) or placebo (n = 20)"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from spacy.tokens import Doc

from extractor.language.mentions import Dose, GroupSize
from extractor.language.spans import doc_lower, doc_text, doc_words, mentions
from extractor.linking.cohorts import is_level, starts_with_level
from extractor.linking.drafts import Chars, DoseDraft, DrugDraft
from extractor.linking.drug_roles import is_placebo
from extractor.linking.lexicon import phrase_lists
from extractor.linking.list_items import Item, form, list_items, outside, told_one_by_one
from extractor.linking.regimens import find_regimens
from extractor.linking.sentence_bounds import sentence_bounds

_SHORT = re.compile(
    r"\((?!\d+\))([A-Z0-9][A-Za-z0-9+/-]{0,11}(?: \+ [A-Z0-9][A-Za-z0-9]{0,8})*)"
    r"(?: (?:arm|group))?(?:[;:,] ?[nN] ?= ?\d[\d,]*)?\)"
)
_REGIMEN = re.compile(r"\s*((?:m|mod|Nal-)?[A-Z]{2,}[\w/-]*) \((?:[nN] ?= ?\d[\d,]*[:;,] )?[^()\d]{3,40} \d")
"""A regimen whose drugs with their amounts stand in the bracket behind its name."""
_SIZE_FIRST = re.compile(r"^\s*\(?[nN] ?= ?\d[\d,]*\)?[,:;]?\s*\(?")
_BRACKETED = re.compile(r"\s*\(([^\W\d][^();,\n]{3,60})")
_TAIL = re.compile(
    r"\s*\(.*|\s+(?:groups?|arms?|recipients|condition)\b.*|,?\s+(?:and|but|while|whereas)(?:\s+the)?[\s,;.]*$"
    r"|[\s,;:.]+$",
    re.S,
)


@dataclass(frozen=True, slots=True)
class ListedArm:
    """One item of a list of arms: where it stands, its drugs and doses, the number of people in it.

    `label` is the item's own words without drug or size, `short` its abbreviation in brackets, `mark` the
    words before it that name the group: "the first group".
    """

    start: int
    end: int
    drugs: tuple[DrugDraft, ...]
    doses: tuple[DoseDraft, ...]
    n: int | None
    label: str
    short: str | None
    mark: str | None = None
    control: bool = False


def find_listed_arms(
    doc: Doc, covers: list[Chars], drugs: list[DrugDraft], doses: list[DoseDraft]
) -> list[ListedArm]:
    """The longest list of arms behind a word of allocation; empty where no list can be read whole.

    A list counts only when each item names a drug, a dose, a control or a group, and no two say the same.
    """
    text = doc_lower(doc)
    best: list[ListedArm] = []

    def weigh(places: list[Item]) -> None:
        nonlocal best
        if len(places) > max(1, len(best)):
            items = [_read(doc, text, place, drugs, doses) for place in places]
            items = [_pointed(item, items[index - 1]) if index else item for index, item in enumerate(items)]
            items = [_level(item, items[index + 1 :]) for index, item in enumerate(items)]
            items = [_with_schedule(doc_text(doc), item, items) for item in items]
            if _sound(text, items):
                best = items

    for start, end in sentence_bounds(doc):
        if not any(a <= start < b or start <= a < end for a, b in covers):
            continue
        trigger = form("trigger").search(text, start, end) or form("periods").search(text, start, end)
        given = form("given").search(text, start, end) if trigger is None else None
        if trigger is not None:
            weigh(list_items(text, trigger.end(), end))
        elif given is not None:
            weigh(list_items(text, given.end(), end, opposed=True))
        elif _NUMBERED.match(text, start) and _ANNOUNCED.search(text, max(start - 60, 0), start):
            weigh(list_items(text, start, end))
    for run in told_one_by_one(doc_words(doc), sentence_bounds(doc)):
        if any(a <= run[0].start < b for a, b in covers):
            weigh(run)
    return best


def _level(item: ListedArm, later: list[ListedArm]) -> ListedArm:
    """The item with the drug of a later one where it is a bare level: "low-dose or high-dose A"."""
    owner = next((other for other in later if other.drugs), None)
    if item.drugs or owner is None or not is_level(item.label) or not starts_with_level(owner.label):
        return item
    return replace(item, drugs=owner.drugs, label=f"{item.label} {owner.drugs[0].name}")


_NUMBERED = re.compile(r"\s*\(?(?:1|a|i)\)\s")
_ANNOUNCED = re.compile(r"\b(?:following|these|below|as follows)\b[^.;]{0,24}[.:]\s*(?:methods\s*)?$")
"""What leads to a list of arms that is printed as a sentence of its own."""
_POINTS = re.compile(r"(?:the )?latter(?: (two|three))?\b", re.I)


_SAME = re.compile(r"(?:the )?same (?:treatment |regimen |drug )?(?:plus|and|with|\+)\s", re.I)


def _pointed(item: ListedArm, before: ListedArm) -> ListedArm:
    """The item with the drugs of the one before that it means: "the latter alone", "the same plus B"."""
    same = _SAME.match(item.label)
    if same is not None and item.drugs and before.drugs and before.drugs[0] not in item.drugs:
        return replace(item, drugs=before.drugs + item.drugs, doses=before.doses + item.doses)
    pointing = _POINTS.match(item.label)
    if pointing is None or item.drugs:
        return item
    count = {"two": 2, "three": 3}.get((pointing.group(1) or "").lower(), 1)
    drugs = before.drugs[-count:] if len(before.drugs) > count else ()
    return replace(item, drugs=drugs, doses=tuple(dose for dose in before.doses if dose.drug in drugs))


def _with_schedule(text: str, item: ListedArm, items: list[ListedArm]) -> ListedArm:
    """The item with how often it is given, where nothing else tells its words from another item's."""
    alike = [other for other in items if other.label.lower() == item.label.lower()]
    if len(alike) < _PAIR or item.drugs or item.doses:
        return item
    lead = text[item.start : max(text.find(item.label, item.start, item.end), item.start)]
    often = OFTEN.search(lead)
    return item if often is None else replace(item, label=f"{often.group()} {item.label}")


def _sound(text: str, items: list[ListedArm]) -> bool:
    keys = set()
    sure = all(item.n and len(item.label.split()) <= _LONGEST_SIZED for item in items) or is_grid(items)
    paired = len(items) == 2 and any(item.control for item in items) and all(item.mark for item in items)
    sure = sure or paired and all(len(item.label.split()) <= _LONGEST_NAME for item in items)
    shorts = {item.short for item in items if item.short is not None}
    sure = sure or len(shorts) == len(items) and all(len(i.label.split()) <= _LONGEST_SIZED for i in items)
    for item in items:
        told = sure and _OWN.match(item.label) or item.drugs or item.doses or is_control(item.label)
        if not told and not _is_name(text, item.label):
            return False
        amounts = frozenset((d.amount, d.unit, d.frequency) for d in item.doses)
        timed = not item.doses and OFTEN.search(item.label) is not None
        own = (
            item.label
            if not item.drugs or sure or timed or starts_with_level(item.label) or ADDS.search(item.label)
            else ""
        )
        keys.add((frozenset(map(id, item.drugs)), amounts, own))
    told = any(item.drugs or item.doses or is_control(item.label) for item in items)
    told = told or sure or all(item.n or _has_group(text, item.label) for item in items)
    return len(keys) == len(items) and told


OFTEN = re.compile(
    r"\bevery (?:other |\w+ )?(?:weeks?|months?|days?|hours?)\b"
    r"|\b(?:once|twice|three times)[ -](?:daily|weekly|monthly|(?:a|per) (?:day|week|month))\b"
    r"|\b(?:daily|weekly|monthly|quarterly)\b"
    r"|\b(?:early|delayed|immediate|deferred)-start\b|\b(?:continuous|intermittent)\b",
    re.I,
)
"""How often or when something is given, which tells arms of the same drug apart."""
ADDS = re.compile(r"\s(?:plus|and|with|\+)\s([^\W\d][\w-]{4,})$")
"""What an item adds to a treatment that it shares with another one, where no lexicon knows it."""
_PAIR = 2
_LONGEST_NAME = 4
_LONGEST_SIZED = 9
_OWN = re.compile(r"(?!(?:the )?(?:latter|former|same|other|others|these|those|both)\b)[^\W\d]", re.I)
_JOINT = re.compile(r"\s(?:plus|and|with|\+)\s")
_LEAST_GRID = 4


def is_grid(items: list[ListedArm]) -> bool:
    """Whether the arms are a factorial trial's: each of some treatments with each of some others."""
    pairs = {tuple(_JOINT.split(item.label, maxsplit=1)) for item in items}
    if len(items) < _LEAST_GRID or any(len(pair) != 2 for pair in pairs) or len(pairs) != len(items):
        return False
    heads, tails = {pair[0] for pair in pairs}, {pair[-1] for pair in pairs}
    return len(heads) * len(tails) == len(items) and min(len(heads), len(tails)) > 1


def _is_name(text: str, label: str) -> bool:
    """Whether a few words can be what a group is called: plain ones, which the document uses again."""
    words = label.split()
    if not 0 < len(words) <= _LONGEST_NAME or len(label) < 3 or not form("plain").fullmatch(label.lower()):
        return False
    again = words[0].lower() if len(words[0]) > 3 else label.lower()
    return text.count(again) > 1


def _has_group(text: str, label: str) -> bool:
    """Whether the document calls a group by the first word of an item: "the singing group"."""
    first = re.escape(label.split(" ")[0].lower())
    return re.search(rf"\b{first}[ -](?:\w+[ -])?(?:groups?|arms?)\b", text) is not None


def is_control(label: str) -> bool:
    """Whether the words of an item without a drug are those of a control group."""
    return phrase_lists("phrases.toml")["control_names"].fullmatch(label) is not None


def _read(
    doc: Doc,
    text: str,
    place: Item,
    drugs: list[DrugDraft],
    doses: list[DoseDraft],
) -> ListedArm:
    start, end, whole = place.start, place.end, place.end
    aside = outside(text, form("aside"), start, end)
    end = aside[0][0] if aside and aside[0][0] > start + 2 else end
    inside = [
        (a, drug)
        for drug in drugs
        for a, b in drug.mentions
        if start <= a and b <= end and (is_placebo(drug) or not text.startswith(" placebo", b))
    ]
    for regimen in find_regimens(doc, drugs):
        inside += [(a, drug) for a, b in regimen.places if start <= a and b <= end for drug in regimen.drugs]
    own = list({id(drug): drug for _, drug in sorted(inside, key=lambda pair: pair[0])}.values())
    said = [
        dose for a, b, dose in mentions(doc, "dose") if isinstance(dose, Dose) and start <= a and b <= end
    ]
    given = [d for d in doses if (not own or d.drug in own) and any(_same_dose(d, dose) for dose in said)]
    if not own and given:
        own = list({id(d.drug): d.drug for d in given}.values())[:1]
        given = [d for d in given if d.drug in own]
    sizes = [
        size.n
        for a, b, size in mentions(doc, "group_size")
        if isinstance(size, GroupSize) and start <= a and b <= whole + 1
    ]
    count = form("count").match(text, start, end)
    counted = count or form("counted").search(text, start, whole)
    n = sizes[0] if sizes else int(counted.group(1).replace(",", "")) if counted else None
    words = doc_text(doc)[start:end]
    short = _SHORT.search(words)
    label = words[count.end() - start :] if count else _SIZE_FIRST.sub("", words)
    while lead := form("lead").match(label.lower()):
        label = label[lead.end() :]
    label = _TAIL.sub("", label).strip(" ,;:.-") or _bracketed(label)
    if not own:
        label = form("name_end").sub("", label)
    named = _REGIMEN.match(words)
    abbreviation = named.group(1) if named is not None else short.group(1) if short else None
    return ListedArm(start, end, tuple(own), tuple(given), n, label, abbreviation, place.mark, place.control)


def _bracketed(words: str) -> str:
    """What a bracket says of a group that has no other words: "Group A (using the model; n = 43)"."""
    match = _BRACKETED.match(words)
    return match.group(1).strip() if match is not None else ""


def _same_dose(draft: DoseDraft, dose: Dose) -> bool:
    """Whether a drug's dose is the one printed here; a frequency tells apart only where both have one."""
    same = (draft.amount, draft.unit) == (dose.amount, dose.unit)
    return same and (None in (draft.frequency, dose.frequency) or draft.frequency == dose.frequency)
