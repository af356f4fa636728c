"""Arms as the document lists them: "randomised to A 10 mg (n = 20), B (n = 21) or placebo (n = 20)"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.language.mentions import Dose, GroupSize
from extractor.language.spans import doc_lower, doc_text, mentions
from extractor.linking.drafts import Chars, DoseDraft, DrugDraft
from extractor.linking.lexicon import forms, phrase_lists
from extractor.linking.regimens import find_regimens
from extractor.linking.sentence_bounds import sentence_bounds

_OR = re.compile(r"\b(?:or|versus|vs\.?)\b")
_CHOICE = re.compile(r"\bchoice\b[^,;.]{0,45}(?::|of\b|\()[^,;.]*$")
_AND = re.compile(r"\band\b")
_SHORT = re.compile(r"\(([A-Z][A-Za-z0-9+/-]{0,11})(?: (?:arm|group))?(?:[;:,] ?[nN] ?= ?\d+)?\)")
_TAIL = re.compile(r"\s*\(.*|\s+(?:groups?|arms?|recipients|condition)\b.*|[\s,;:.]+$", re.S)


def _form(name: str) -> re.Pattern[str]:
    return forms("arm_lists.toml")[name]


@dataclass(frozen=True, slots=True)
class ListedArm:
    """One item of a list of arms: where it stands, its drugs and doses, the number of people in it.

    `label` is the item's own words without drug or size, `short` its abbreviation in brackets.
    """

    start: int
    end: int
    drugs: tuple[DrugDraft, ...]
    doses: tuple[DoseDraft, ...]
    n: int | None
    label: str
    short: str | None


def find_listed_arms(
    doc: Doc, covers: list[Chars], drugs: list[DrugDraft], doses: list[DoseDraft]
) -> list[ListedArm]:
    """The longest list of arms behind a word of allocation; empty where no list can be read whole.

    A list counts only when each item names a drug, a dose, a control or a group, and no two say the same.
    """
    text = doc_lower(doc)
    best: list[ListedArm] = []
    for start, end in sentence_bounds(doc):
        if not any(a <= start < b or start <= a < end for a, b in covers):
            continue
        trigger = _form("trigger").search(text, start, end)
        if trigger is None:
            continue
        items = [_read(doc, text, a, b, drugs, doses) for a, b in _items(text, trigger.end(), end)]
        if len(items) > max(1, len(best)) and _sound(text, items):
            best = items
    return best


def _sound(text: str, items: list[ListedArm]) -> bool:
    keys = set()
    for item in items:
        if (
            not item.drugs
            and not item.doses
            and not is_control(item.label)
            and not _is_name(text, item.label)
        ):
            return False
        amounts = frozenset((d.amount, d.unit, d.frequency) for d in item.doses)
        keys.add((frozenset(map(id, item.drugs)), amounts, item.label if not item.drugs else ""))
    told = any(item.drugs or item.doses or is_control(item.label) for item in items)
    return len(keys) == len(items) and (told or all(item.n for item in items))


_LONGEST_NAME = 4


def _is_name(text: str, label: str) -> bool:
    """Whether a few words can be what a group is called: plain ones, which the document uses again."""
    words = label.split()
    if not 0 < len(words) <= _LONGEST_NAME or len(label) < 3 or not _form("plain").fullmatch(label.lower()):
        return False
    again = words[0].lower() if len(words[0]) > 3 else label.lower()
    return text.count(again) > 1


def is_control(label: str) -> bool:
    """Whether the words of an item without a drug are those of a control group."""
    return phrase_lists("phrases.toml")["control_names"].fullmatch(label) is not None


def _items(text: str, start: int, end: int) -> list[Chars]:
    """The items of the list between two offsets, split at its outermost separators."""
    stop = _outside(text, _form("stop"), start, end)
    end = stop[0][0] if stop else end
    marks = list(_form("mark").finditer(text, start, end))
    if len(marks) > 1:
        edges = [*(m.end() for m in marks)]
        stops = [*(m.start() for m in marks[1:]), end]
        return list(zip(edges, stops, strict=True))
    parts = _outside(text, _form("semicolon"), start, end)
    if parts and _OR.search(text, start, parts[0][0]):
        end, parts = parts[0][0], []
    separators = parts or _word_cuts(text, start, end)
    choice = next((i for i, (a, _) in enumerate(separators) if _CHOICE.search(text, a - 60, a)), None)
    separators = separators[:choice]
    if not separators:
        return []
    edges = [start, *(b for _, b in separators)]
    stops = [*(a for a, _ in separators), end]
    return list(zip(edges, stops, strict=True))


def _word_cuts(text: str, start: int, end: int) -> list[Chars]:
    """ "A, B or C" and "A, B and C": with an "or" in the list, "and" joins the drugs of one arm."""
    found = _outside(text, _form("separator"), start, end)
    apart = [i for i, (a, b) in enumerate(found) if _OR.search(text, a, b)]
    if not apart:
        return found
    joined = [i for i, (a, b) in enumerate(found) if _AND.search(text, a, b)]
    last = apart[-1]
    if any(i < last for i in joined) and text[found[last][0]] == ",":
        return [found[i] for i in apart]
    return [cut for i, cut in enumerate(found[: last + 1]) if i not in joined]


def _outside(text: str, pattern: re.Pattern[str], start: int, end: int) -> list[Chars]:
    """The matches that stand outside brackets."""
    found = []
    for match in pattern.finditer(text, start, end):
        lead = text[start : match.start()]
        if lead.count("(") <= lead.count(")") and lead.count("[") <= lead.count("]"):
            found.append(match.span())
    return found


def _read(
    doc: Doc, text: str, start: int, end: int, drugs: list[DrugDraft], doses: list[DoseDraft]
) -> ListedArm:
    whole = end
    aside = _outside(text, _form("aside"), start, end)
    end = aside[0][0] if aside and aside[0][0] > start + 2 else end
    inside = [
        (span[0], drug) for drug in drugs for span in drug.mentions if start <= span[0] and span[1] <= end
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
    count = _form("count").match(text, start, end)
    n = sizes[0] if sizes else int(count.group(1).replace(",", "")) if count else None
    words = doc_text(doc)[start:end]
    short = _SHORT.search(words)
    label = words[count.end() - start :] if count else words
    while lead := _form("lead").match(label.lower()):
        label = label[lead.end() :]
    label = _TAIL.sub("", label).strip(" ,;:.-")
    if not own:
        label = _form("name_end").sub("", label)
    return ListedArm(start, end, tuple(own), tuple(given), n, label, short.group(1) if short else None)


def _same_dose(draft: DoseDraft, dose: Dose) -> bool:
    """Whether a drug's dose is the one printed here; a frequency tells apart only where both have one."""
    same = (draft.amount, draft.unit) == (dose.amount, dose.unit)
    return same and (None in (draft.frequency, dose.frequency) or draft.frequency == dose.frequency)
