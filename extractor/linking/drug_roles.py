"""Which drugs of a trial are set against each other, and which every arm receives."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.linking.drafts import DrugDraft

_APART = re.compile(r"\b(?:or|vs\.?|versus|compared (?:with|to)|against|than|v|minus)\b", re.I)
_TOGETHER = re.compile(r"\bplus\b|\+|combin|\bwith\b|added", re.I)
_GLUED = re.compile(r"\s?[/+–-]\s?")
_AS_CONTROL = re.compile(r"[^.;]{0,25}\bas (?:an? |the )?(?:active )?(?:control|comparator)\b", re.I)
_UNDERLYING = re.compile(
    r"(?:on top of|in addition to|background|add-on to|added to|stable doses? of|each with|both with"
    r"|everyone received|all (?:patients |participants )?received)\s*(?:the |oral |intravenous )?$",
    re.I,
)
_FOR_ALL = re.compile(
    r"\b(?:each|all|both|every) (?:(?!active|intervention)[a-z]+ ){0,2}"
    r"(?:groups?|arms?|patients?|participants?)(?: (?!then|subsequently|thereafter)[a-z]+){0,3}?"
    r" (?:received|were given|took|got)\s(?:(?!\b(?:or|vs|versus|either|then|followed|one)\b)[^.;]){0,60}$",
    re.I,
)
_SERVED = re.compile(
    r"[^.;]{0,60}\b(?:served as|was|were|as) (?:the |their )?background "
    r"(?:therapy|treatment|medication|regimen)"
)
_NUMBER = re.compile(r"\d+(?:[.·]\d+)? ?%|\b[nN] ?= ?\d|\d[.·]\d")
_DOSE = re.compile(r"\d ?(?:mg|µg|mcg|g|IU|mL)\b|AUC")
_COMPARING = re.compile(r"\bcompar(?:e[ds]?|ing|ison of)\b[^.;,]*$", re.I)
_VERSUS = re.compile(r"\b(?:vs\.?|versus|compared (?:with|to))\b", re.I)
_OR = re.compile(r"\b(?:or|than)\b", re.I)
_OVER = re.compile(r"[.;]\s+[A-Z]|\n")
_PLUS = re.compile(r"(?:plus|\+|combined with|added to|in combination with)(?: \w+)?", re.I)
_GROUP = re.compile(r"[\s-]*(?:groups?|arms?|recipients|monotherapy)\b", re.I)


@dataclass(slots=True)
class Roles:
    """Drugs by their place in the trial. Each family is one experimental treatment: its drugs go together."""

    placebo: list[DrugDraft]
    families: list[list[DrugDraft]]
    comparators: list[DrugDraft]
    background: list[DrugDraft]


def is_placebo(drug: DrugDraft) -> bool:
    """Whether the drug is an inactive control."""
    return drug.name.startswith(("placebo", "sham", "vehicle"))


def ties(text: str, first: DrugDraft, second: DrugDraft) -> tuple[int, int]:
    """How often the document gives two drugs together, and how often one against the other."""
    together = apart = 0
    marks = sorted(
        [(span, first) for span in first.mentions] + [(span, second) for span in second.mentions],
        key=lambda mark: mark[0],
    )
    for (left, drug), (right, other) in zip(marks, marks[1:], strict=False):
        if drug is other or not 0 <= right[0] - left[1] <= 45:
            continue
        gap = text[left[1] : right[0]]
        if _GLUED.fullmatch(gap):
            together += 2
        elif _NUMBER.search(gap) and not _DOSE.search(gap):
            apart += 1
        elif ". " in gap:
            continue
        elif _APART.search(gap) or _COMPARING.search(text[max(left[0] - 40, 0) : left[0]]):
            apart += 2
        elif _TOGETHER.search(gap):
            together += 2
    return together, apart


def _one_product(text: str, first: DrugDraft, second: DrugDraft) -> bool:
    """Whether a hyphen or slash joins two drugs wherever both are named: "dextromethorphan-bupropion"."""
    starts = {start for start, _ in second.mentions}
    glued = {match.end() for _, end in first.mentions if (match := _GLUED.match(text, end)) is not None}
    return bool(starts) and bool(starts & glued) and len(starts - glued) <= len(starts & glued)


def _given_to_all(text: str, start: int, end: int) -> bool:
    """ "Each group also received A 300 mg + B": and nothing else is offered behind it."""
    if _FOR_ALL.search(text, max(start - 130, 0), start) is None:
        return False
    stop = text.find(".", end)
    return _APART.search(text, end, stop if 0 < stop < end + 60 else end + 60) is None


def _against(text: str, first: DrugDraft, second: DrugDraft) -> bool:
    together, apart = ties(text, first, second)
    return apart > 2 * together


def _mostly_apart(text: str, first: DrugDraft, second: DrugDraft) -> bool:
    together, apart = ties(text, first, second)
    return apart > together


def _named_after(text: str, first: DrugDraft, second: DrugDraft) -> bool:
    """Whether the first drug stands behind "versus" where the document sets the two against each other.

    Where it only says "or", that tells the order; "A compared with B" in a title outweighs "B or A".
    """
    weak = False
    marks = [(start, end, True) for start, end in first.mentions]
    marks += [(start, end, False) for start, end in second.mentions]
    marks.sort()
    for (_, end, one), (start, _, other) in zip(marks, marks[1:], strict=False):
        if one is other or not 0 < start - end <= 45:
            continue
        gap = text[end:start]
        if _OVER.search(gap):
            continue
        if _VERSUS.search(gap):
            return other
        weak = weak or other and _OR.search(gap) is not None
    return weak


def is_underlying(text: str, drug: DrugDraft, placebo: list[DrugDraft]) -> bool:
    """Whether the text says that everyone gets the drug, or that it is given with the placebo too."""
    told = any(
        _UNDERLYING.search(text[max(a - 50, 0) : a]) or _given_to_all(text, a, b) for a, b in drug.mentions
    )
    return told or any(_with_placebo(text, inert, drug) for inert in placebo)


def _with_placebo(text: str, placebo: DrugDraft, drug: DrugDraft) -> bool:
    """ "placebo plus gemcitabine": what is added to the placebo as well is given to all."""
    for start, end in placebo.mentions:
        for left, right in drug.mentions:
            gap = text[end:left] if end <= left else text[right:start] if right <= start else "x" * 40
            if len(gap) < 24 and _PLUS.fullmatch(gap.strip()):
                return True
    return False


def own_groups(text: str, drug: DrugDraft) -> int:
    """How often the text names a group of people after the drug alone."""
    return sum(_GROUP.match(text[end : end + 16]) is not None for _, end in drug.mentions)


def sort_drugs(text: str, drugs: list[DrugDraft]) -> Roles:
    """Sort a trial's drugs by how the text sets them against each other.

    Where there is a placebo, a drug that is never set against the leading one is part of every arm. Drugs
    that served people as their background therapy are no part of the arms.
    """
    served = [drug for drug in drugs if any(_SERVED.match(text[b : b + 100]) for _, b in drug.mentions)]
    for drug in served:
        drug.role = "background"
    drugs = [drug for drug in drugs if drug not in served]
    placebo = [drug for drug in drugs if is_placebo(drug)]
    active = [drug for drug in drugs if not is_placebo(drug)]
    background = [drug for drug in active if drug.role == "background"]
    experimental = [drug for drug in active if drug.role == "experimental"]
    comparators = [drug for drug in active if drug.role == "comparator"]
    for drug in [*experimental, *comparators]:
        if len(active) < 2:
            break
        underlying = any(
            _UNDERLYING.search(text[max(a - 50, 0) : a]) or _given_to_all(text, a, b)
            for a, b in drug.mentions
        )
        if underlying or (placebo and _with_placebo(text, placebo[0], drug)):
            background.append(drug)
    experimental = [drug for drug in experimental if drug not in background]
    comparators = [drug for drug in comparators if drug not in background]
    for drug in list(experimental):
        if len(experimental) > 1 and any(_AS_CONTROL.match(text[b : b + 60]) for _, b in drug.mentions):
            experimental.remove(drug)
            comparators.append(drug)
    if not experimental and comparators and not placebo:
        experimental = [drug for drug in background if _mostly_apart(text, comparators[0], drug)][:1]
        background = [drug for drug in background if drug not in experimental]
    lead = max(experimental, key=lambda drug: len(drug.mentions), default=None)
    if lead is not None:
        for drug in list(background):
            own = own_groups(text, drug) or (not comparators and not placebo)
            if own and _against(text, lead, drug):
                background.remove(drug)
                comparators.append(drug)
    if (
        lead is not None
        and len(comparators) == 1
        and not placebo
        and _named_after(text, lead, comparators[0])
        and not _named_after(text, comparators[0], lead)
    ):
        experimental.append(comparators.pop())
        experimental.remove(lead)
        comparators.append(lead)
        lead = experimental[-1]
    if lead is not None and placebo:
        for drug in [*experimental, *comparators]:
            if drug is lead:
                continue
            together, apart = ties(text, lead, drug)
            if own_groups(text, drug) or apart > together or _one_product(text, lead, drug):
                continue
            if drug.role == "comparator" or together or len(drug.mentions) * 3 < len(lead.mentions):
                background.append(drug)
        experimental = [drug for drug in experimental if drug not in background]
        comparators = [drug for drug in comparators if drug not in background]
    families: list[list[DrugDraft]] = []
    for drug in experimental:
        for family in families:
            counts = [ties(text, drug, other) for other in family]
            if all(together > apart for together, apart in counts) and not own_groups(text, drug):
                family.append(drug)
                break
        else:
            families.append([drug])
    if len(families) == 2 and not placebo and not comparators:
        apart = any(ties(text, one, other)[1] for one in families[0] for other in families[1])
        if len(families[0]) == 1 and _named_after(text, families[0][0], families[1][0]):
            families.reverse()
        if apart and len(families[1]) == 1:
            comparators = families.pop()
        elif not apart:
            families[0] += families.pop()
    if families and comparators and not placebo:
        _share_background(text, families[0], comparators, background)
    for role, listed in (("background", background), ("comparator", comparators)):
        for drug in listed:
            drug.role = role
    return Roles(placebo, families, comparators, background)


def _share_background(
    text: str, family: list[DrugDraft], comparators: list[DrugDraft], background: list[DrugDraft]
) -> None:
    """Drugs that are given with one side alone belong to that side's regimen."""
    for drug in list(background):
        ours = sum(ties(text, member, drug)[0] for member in family)
        theirs = sum(ties(text, member, drug)[0] for member in comparators)
        if ours and not theirs:
            family.append(drug)
            background.remove(drug)
