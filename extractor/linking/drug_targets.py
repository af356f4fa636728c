"""Molecular targets, each tied to its drug and to no other."""

from __future__ import annotations

import csv
import re
from bisect import bisect_right
from functools import cache

from spacy.tokens import Doc

from extractor.language.drug_lexicon import read_data
from extractor.language.spans import doc_text, mentions
from extractor.linking.drafts import Chars, DrugDraft
from extractor.linking.drug_companies import of_another_company
from extractor.linking.sentence_bounds import sentence_at, sentence_bounds

_NAMES_IT = re.compile(
    r"(?:\s\([\w -]{2,40}\))?"
    r"(?:\s(?:receptors?|channel|pathway|signal+ing|kinase|enzyme|ligand|protein|monoclonal|"
    r"bispecific|dual|co-|G12C))*[\s)-]*"
    r"[A-Za-z-]*(?:inhibitor|agonist|antagonist|blocker|modulator|degrader|enhancer|activator|"
    r"stimulator|antibody|ligand|engager|conjugate|analog(?:ue)?|mimetic|trap|bispecific|PAM|blockade|mAb|ADC|"
    r"nanobody|potentiator|corrector|stabili[sz]er)s?(?:\s(?:combination|tablet|regimen)(?:\sof)?)?"
    r"(?:\s\([^()\n]{1,30}\))?,?\s(?:called\s|named\s|known\sas\s)?$"
)
_OTHERS = re.compile(
    r"\b(?:failed|failure|prior|previous(?:ly)?|after|resistan\w+|progress\w+|naive|had received|"
    r"treated with|versus|vs|plus|than|other|"
    r"intoleran\w+|refractory|combin\w+ with|added to|on top of|"
    r"background|taking|took|receiving|were on|was on|using|used|use of|unlike|despite|in patients|in adults|"
    r"stack|rivals?|competing|competitors?|combination)\b|;|\.\s"
)
_PLURAL = re.compile(
    r"[^.,;\n]{0,30}?(?:inhibitors|agonists|antagonists|blockers|modulators|antibodies|activators)\b"
)
_INSIDE = re.compile(r"^[^()\n]{0,60}\)")
_MEASURED = re.compile(
    r"[\w\s)-]{0,14}\b(?:antibod(?:y|ies))\s(?:titers?|titres?|levels?|concentrations?|responses?|"
    r"positiv\w+|production|was|were)\b"
)
_BOTH_DRUGS = re.compile(
    r"\b[Bb]oth (?:drugs|agents|medicines|compounds|treatments) (?:are|is|act|target|block|inhibit)\b"
)
_TOGETHER = re.compile(
    r"\b(?:combination|tablet|regimen|triplet|doublet)\b|(?:inhibitor|modulator|agonist|antagonist)s\b"
)
_LISTED = re.compile(r"[®™]?(?:\s\([^()\n]{0,40}\))?(?:,\s(?:and\s)?|\s(?:and|plus|or)\s|/)")
_BRACKETS = re.compile(r"\([^()\n]{0,120}\)")
_OPEN_BRACKET = re.compile(r"\((?:[^();\n]{0,60};){1,3}|^;(?=[^()\n]{0,80}$)")
_OPENING = 1200
"""A target told this early, in a sentence without a drug, is the document's own drug's."""


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    """Each spelling of a target with all spellings of the same target, the symbol first."""
    rows = csv.reader(line for line in read_data("targets.csv").splitlines() if line and line[0] != "#")
    next(rows)
    out: dict[str, tuple[str, ...]] = {}
    for row in rows:
        names = (row[0], *filter(None, row[1].split("|")))
        for name in names:
            out.setdefault(name.lower(), names)
    return out


def find_targets(doc: Doc, drugs: list[DrugDraft]) -> None:
    """Add to each drug the targets that the document names for it, by short symbol where one is printed."""
    named = mentions(doc, "target")
    given = [drug for drug in drugs if drug.name != "placebo"]
    if not named or not given:
        return
    text = doc_text(doc)
    owner = {chars: drug for drug in drugs for chars in drug.mentions}
    names = [mention[:2] for mention in mentions(doc, "drug")]
    bounds = sentence_bounds(doc)
    lead = max(given, key=lambda drug: (drug.role == "experimental", len(drug.mentions)))
    loose: list[tuple[Chars, str]] = []
    tied: set[str] = set()
    for start, end, target in named:
        place = bisect_right(names, (start, end))
        if any(begin <= start < stop for begin, stop in names[max(0, place - 1) : place + 1]):
            continue
        owners = _drugs_of(text, (start, end), sentence_at(bounds, start), names, owner, given)
        name = _shortest(str(target), text)
        if owners is None:
            loose.append(((start, end), name))
        for drug in owners or ():
            _add(drug, name, (start, end))
            tied.add(_bare(name))
    for chars, name in loose:
        if _bare(name) not in tied or chars[0] < _OPENING // 2:
            _add(lead, name, chars)
    for drug in given:
        drug.targets = [name for name in drug.targets if not _vaguer(name, drug.targets)]


def _add(drug: DrugDraft, name: str, chars: Chars) -> None:
    if drug.name != "placebo" and name not in drug.targets:
        drug.targets.append(name)
        drug.evidence.append(chars)


def _bare(name: str) -> str:
    return re.sub(r"[\s-]|receptors?$", "", name.lower())


def _drugs_of(
    text: str,
    chars: Chars,
    sentence: Chars,
    names: list[Chars],
    owner: dict[Chars, DrugDraft],
    given: list[DrugDraft],
) -> list[DrugDraft] | None:
    """The drugs that hit a target; None when the sentence names none and the target may be the lead's."""
    start, end = chars
    if _MEASURED.match(text, end):
        return []
    if _BOTH_DRUGS.search(text[sentence[0] : start]):
        return [drug for drug in given if drug.role != "background"]
    place = bisect_right(names, chars)
    after = names[place] if place < len(names) and names[place][0] < sentence[1] else None
    before = names[place - 1] if place and names[place - 1][0] >= sentence[0] else None
    if after is not None and after[0] - end <= 70 and _NAMES_IT.match(text[end : after[0]]):
        hit = [owner[after]] if after in owner else []
        if hit and _TOGETHER.search(text[end : after[0]]):
            while place + 1 < len(names) and _LISTED.fullmatch(text[names[place][1] : names[place + 1][0]]):
                place += 1
                if names[place] in owner:
                    hit.append(owner[names[place]])
        return hit
    if before is not None:
        between = _INSIDE.sub("", _BRACKETS.sub("", text[before[1] : start]))
        between = _OPEN_BRACKET.sub(" ", between)
        near = before in owner and len(between) <= 170 and not _OTHERS.search(between)
        return [owner[before]] if near else []
    if (
        after is not None
        and owner.get(after) is None
        or _OTHERS.search(text[sentence[0] : start])
        or _PLURAL.match(text, end)
        or of_another_company(text, start)
    ):
        return []
    return None


def _shortest(name: str, text: str) -> str:
    """The first spelling of the target that the document prints, symbols before names in words."""
    group = _groups().get(name.lower())
    if group is None:
        return name
    for spelling in group:
        place = text.find(spelling)
        if (
            place >= 0
            and not text[place + len(spelling) : place + len(spelling) + 1].isalnum()
            or spelling == name
        ):
            return spelling
    return name


def _vaguer(name: str, others: list[str]) -> bool:
    """Whether another target says the same more closely: JAK beside JAK1, PI3K beside PI3Kα."""
    return any(other != name and other.startswith(name) and len(other) - len(name) <= 2 for other in others)
