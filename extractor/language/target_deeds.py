"""Targets behind loose words for what a medicine does to them: "soaks up IL-33", "aimed at PMP22 mRNA"."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from extractor.language.drug_lexicon import read_data, word_list

Found = tuple[int, int, str]

_SYMBOL = r"[A-Z][A-Za-z0-9]{0,6}-?[A-Z0-9][A-Za-z0-9]{0,5}(?:\.\d)?[α-ω]?"
_LEAD = r"(?:(?:the|an?|both|human|its|of|called|named|known as|so-called|soluble|either)\s){0,4}"
_SHORT = re.compile(rf"\s?\(({_SYMBOL})\)")
_AND = re.compile(r"(?:\son\s(?:[a-z]+\s){0,2}[a-z]*\s?cells)?,?\sand\s")
"""Between two targets of one medicine: "engages BCMA on tumour cells and CD3 on T cells"."""
_NO_MOLECULE = (
    r"(?![\w-]|\s(?:levels?|expression|positive|negative|high|low|patients?|people|scores?|mutat\w+|"
    r"tumou?rs?|cancers?))"
)
_NOT_TARGETS = word_list("not_targets")


@cache
def _patterns(known: str) -> tuple[dict[str, re.Pattern[str]], re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(read_data("target_words.toml"))
    kinds = "|".join(data["kinds"])
    deeds = {stem: re.compile(rf"(?:{words})\s") for stem, words in data["deeds"].items()}
    named = re.compile(
        rf"{_LEAD}(?:(?:{kinds})s?,?\s{_LEAD})?(?P<one>{known}){_NO_MOLECULE}"
        rf"(?:(?:\s(?:and|or)\s|/)(?:the\s)?(?P<two>{known}){_NO_MOLECULE})?"
    )
    told = re.compile(
        rf"{_LEAD}(?:(?P<kind>(?:{kinds}))s?,?\s{_LEAD})?(?P<one>{_SYMBOL}){_NO_MOLECULE}"
        rf"(?P<behind>,? (?:(?:an?|the)\s)?(?:[\w-]{{2,16}}\s){{0,2}}?(?:{kinds})\b)?"
    )
    return deeds, named, told


def find_deeds(text: str, low: str, known: str) -> list[Found]:
    """Targets behind loose verbs; `known` is an alternation of the spellings of known targets."""
    deeds, named, told = _patterns(known)
    found: list[Found] = []
    for stem, words in deeds.items():
        place = low.find(stem)
        while place >= 0:
            begin = _begin(low, place) if " " in stem else place
            said = words.match(low, begin) if not low[begin - 1 : begin].isalpha() else None
            if said is not None:
                found += _behind(text, said.end(), named, told)
            place = low.find(stem, place + len(stem))
    return found


def _begin(low: str, place: int) -> int:
    """Where the words begin that end with a stem of several words: "cuts the liver's production of"."""
    lead = _LEADS.search(low, max(0, place - 30), place)
    return place if lead is None else lead.start()


_LEADS = re.compile(
    r"\b(?:cut|stop|block|halt|lower|suppress|shut|turn)\w{0,3} (?:(?:off"
    r"|down) )?(?:the )?(?:liver['’]s |hepatic )?$"
)


def _behind(
    text: str, start: int, named: re.Pattern[str], told: re.Pattern[str], depth: int = 0
) -> list[Found]:
    match = named.match(text, start)
    if match is not None:
        found = [(*match.span(part), match.group(part)) for part in ("one", "two") if match.group(part)]
        short = _SHORT.match(text, match.end())
        if short is not None:
            found[-1] = (*short.span(1), short.group(1))
        joined = _AND.match(text, match.end() if short is None else short.end())
        return found if joined is None or depth else found + _behind(text, joined.end(), named, told, 1)
    match = told.match(text, start)
    if match is None or not (match.group("kind") or match.group("behind")):
        return []
    symbol = match.group("one")
    strong = sum(letter.isupper() or letter.isdigit() for letter in symbol) >= 2
    return [(*match.span("one"), symbol)] if strong and symbol.lower() not in _NOT_TARGETS else []
