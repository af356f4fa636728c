"""What a bracket behind a drug says: "soficitinib (ICP-332; InnoCare)", "arsenic trioxide (ATO)"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from extractor.language.drug_lexicon import companies, names, stems, synonyms, word_list

ItemKind = Literal["code", "brand", "abbreviation", "generic", "company"]

_MARKS = "®™©℠*†‡ \u00a0"
_BRACKET = re.compile(
    r"[®™*†‡\s]{0,4}(?:(?:HBr|HCl|hydrobromide|hydrochloride|sodium|potassium|mesylate|maleate|succinate|"
    r"tosylate|tartrate|besylate)\s)?(?:(?:ophthalmic\s|oral\s|nasal\s|topical\s)?(?:solution|suspension|"
    r"tablets?|capsules?|injections?|infusion|cream|gel|ointment|foam|lotion|spray|drops|eye drops|vaccine)\s"
    r"(?:[\d.]{1,6}\s?%\s)?)?[(\[]([^()\[\]\n]{2,140})[)\]]"
)
_SPLIT = re.compile(r"\s*[;,/+]\s*|\s+or\s+|\s+and\s+|\s+[–—-]\s+")
_LEAD = re.compile(
    r"(?:(?:formerly|previously|also|once|now|originally|hereafter)\s+)?"
    r"(?:(?:known|referred\s+to|marketed|sold|developed|designated|abbreviated)\s+as|called|named|"
    r"brand\s+name|trade\s+name|"
    r"formerly|previously|generic(?:\s+name)?|hereafter|i\.?e\.?|code\s+name)[:\s]+",
    re.IGNORECASE,
)
_MADE_BY = re.compile(r"(?:made|developed|manufactured|sold|marketed)\s+by\s+", re.IGNORECASE)
_ALSO = re.compile(
    r"[®™]?,?\s{0,2}(?:(?:which|that)\s+(?:was|is)\s+)?(?:formerly|previously|also|once|originally)?\s?"
    r"(?:known\s+as|called|formerly|developed\s+as)\s+(?=[A-Z])"
)
CODE = re.compile(
    r"(?!NCT|ISRCTN|ACTRN|UMIN|CTRI|EUCTR|ChiCTR|COVID|HER\d|CD\d|IL-?\d|PD-|SF-|PHQ|HbA|FEV)"
    r"(?:[A-Z]{1,6}[a-z]{0,2}[-– ]?[A-Z]{0,3}[-–]?\d{2,9}[A-Za-z]{0,3}(?:-\d{1,3})?|"
    r"[A-Z]{2,5}-[A-Z]{1,3}\d{1,4})"
)
_BRAND = re.compile(r"[A-Z][A-Za-z-]{2,20}(?: [A-Z][A-Za-z]{2,14}){0,2}")
_PREFIXED = re.compile(r"[a-z]{2,4}-[A-Z]{2,5}")
_ALIAS = re.compile(r"[A-Za-z][A-Za-z0-9+-]{0,11}")
_LATIN = re.compile(r"[A-Z][a-z]{3,20} [a-z]{4,20}(?: L\.?)?")
_GENERIC = re.compile(r"[a-z][a-z0-9-]{4,30}(?: [a-z]{4,14})?")
_PHRASE_SHORT = re.compile(r"(?: [\w–-]{1,20}){1,7} \(([A-Z]{2,6})\)")
_NOT_NAMES = word_list("not_names")


@dataclass(frozen=True, slots=True)
class Item:
    """One name in a bracket, with its offsets in the text."""

    start: int
    end: int
    name: str
    kind: ItemKind


def abbreviates(short: str, words: str) -> bool:
    """Whether the letters of `short` stand in order in `words`, beginning with a word's first letter."""
    letters = [letter for letter in short.lower() if letter.isalnum()]
    if letters and letters[-1] == "s" and len(letters) > 2 and short[-1] == "s" and short[:-1].isupper():
        letters = letters[:-1]
    if len(letters) < 2:
        return False
    low = words.lower()
    starts = [m.start() for m in re.finditer(r"[^\W_]+", low)][-8:]
    for start in starts:
        place = start - 1
        for index, letter in enumerate(letters):
            place = low.find(letter, place + 1)
            if place < 0 or (index == 0 and place != start):
                break
        else:
            return True
    return False


def clips(short: str, words: str) -> bool:
    """Whether a hyphened name is made of the beginnings of a name's words: "dato-dxd", "del-zota"."""
    parts, whole = short.lower().split("-"), words.lower().split()
    if len(parts) != len(whole) or len(parts) < 2:
        return False
    return all(len(part) >= 3 and word.startswith(part) for part, word in zip(parts, whole, strict=True))


def read_items(text: str, name_start: int, name_end: int) -> list[Item]:
    """The names that stand in the bracket, or behind "formerly", right after a drug's name."""
    items: list[Item] = []
    match = _BRACKET.match(text, name_end)
    if match is not None:
        items = list(_in_bracket(text[name_start:name_end], match))
    else:
        match = _ALSO.match(text, name_end)
        if match is not None:
            code = CODE.match(text, match.end())
            if code is not None:
                items.append(Item(code.start(), code.end(), code.group(), "code"))
    return items


def read_shared_items(text: str, name_start: int, name_end: int, last_end: int) -> list[Item]:
    """Abbreviations of a drug in the bracket behind the next: "nab-paclitaxel + gemcitabine (Gem+NabP)"."""
    match = _BRACKET.match(text, last_end)
    if match is None or not re.search(r"[+/]", match.group(1)):
        return []
    drug = text[name_start:name_end]
    return [
        Item(match.start(1) + piece.start(), match.start(1) + piece.end(), piece.group(), "abbreviation")
        for piece in re.finditer(r"[^+/\s]+", match.group(1))
        if _ALIAS.fullmatch(piece.group()) and piece.group() not in drug and abbreviates(piece.group(), drug)
    ]


def read_phrase_short(text: str, name_start: int, name_end: int) -> Item | None:
    """The abbreviation of a phrase that a name opens: "isoniazid preventive therapy (IPT)"."""
    match = _PHRASE_SHORT.match(text, name_end)
    if match is None or text[name_start].lower() != match.group(1)[0].lower():
        return None
    if not abbreviates(match.group(1), text[name_start : match.start(1)]):
        return None
    return Item(match.start(1), match.end(1), match.group(1), "abbreviation")


def _in_bracket(drug: str, match: re.Match[str]) -> list[Item]:
    body, offset = match.group(1), match.start(1)
    if "=" in body.split(";")[0].split(",")[0] or "%" in body:
        return []
    pieces: list[tuple[int, int, str]] = []
    place = 0
    for cut in [*_SPLIT.finditer(body), None]:
        stop = len(body) if cut is None else cut.start()
        if stop > place:
            pieces.append((place, stop, body[cut.start() : cut.end()].strip() if cut else ""))
        place = stop if cut is None else cut.end()
    items: list[Item] = []
    for index, (start, stop, separator) in enumerate(pieces):
        piece = body[start:stop]
        made_by = _MADE_BY.match(piece)
        lead = made_by or _LEAD.match(piece)
        if lead is not None:
            start += lead.end()
            piece = body[start:stop]
        marked = any(mark in piece for mark in "®™")
        name = piece.strip(_MARKS + "\"'“”‘’.")
        if not name:
            continue
        kind: ItemKind | None
        if made_by is not None and name[0].isupper():
            kind = "company"
        else:
            kind = _kind(drug, name, marked, last=index == len(pieces) - 1 and index > 0 and lead is None)
        if kind is None:
            if index == 0 and separator not in ("/", "+"):
                break
            continue
        begin = offset + start + piece.index(name)
        items.append(Item(begin, begin + len(name), name, kind))
    return items


def _kind(drug: str, name: str, marked: bool, last: bool) -> ItemKind | None:
    low = name.lower()
    if low in _NOT_NAMES or low.split()[0] in _NOT_NAMES:
        return None
    if marked and _BRAND.fullmatch(name):
        return "brand"
    if CODE.fullmatch(name):
        return "code"
    if companies().is_company(name):
        return "company"
    if (
        abbreviates(name, drug)
        and _ALIAS.fullmatch(name)
        and sum(map(str.isupper, name)) * 2 >= len(name) - 1
    ):
        return "abbreviation"
    if names().kinds.get(low) is not None or stems().names_drug(low):
        return "generic" if _same_or_unnamed(drug.lower(), low) else None
    if _PREFIXED.fullmatch(name):
        return "abbreviation"
    if _LATIN.fullmatch(name):
        return "generic"
    if _BRAND.fullmatch(name):
        if last or " " in name and not (marked or drug.lower() in names().kinds):
            return "company"
        return "brand" if not name.isupper() or len(name) > 5 else None
    if "-" in name and _ALIAS.fullmatch(name) and name[0].isupper() and name[0].lower() == drug[:1].lower():
        return "abbreviation"
    return None


def _same_or_unnamed(drug: str, other: str) -> bool:
    """Whether a known name in a drug's bracket may be another name of that drug, not another drug."""
    known = drug in names().kinds or stems().names_drug(drug.split(" ")[0])
    same = synonyms()
    return not known or same.get(drug, drug) == same.get(other, other)
