"""Whose drug it is: the company in "X's drug", and whether that is a company that the document is about."""

from __future__ import annotations

import re

_POSSESSIVE = re.compile(
    r"(?<![\w-])([A-Z][\w&-]{1,20})((?: [A-Z][\w&-]{1,20}){0,2})(?:['’]s?) (?:\([A-Z.:]{2,12}\) )?"
    r"(?:(?!Phase\b|and\b|or\b)[\w/()+-]{1,24},? ){0,6}$"
)
_COMPARED = re.compile(r"\b(?:versus|vs\.?|against|than|compared (?:with|to)|or|plus|with) $")
_OPENING = 1200
"""A company that the document is about is named this early."""
_FIRST_WORDS = 250
"""What the title or the first sentence gives to a company is the document's own."""


def possessor(text: str, start: int) -> tuple[int, str] | None:
    """The company in "X's oral drug" before an offset, with where it begins."""
    lead = text[max(0, start - 110) : start]
    if "'" not in lead and "’" not in lead:
        return None
    match = _POSSESSIVE.search(lead)
    if match is None:
        return None
    return start - len(lead) + match.start(), match.group(1) + match.group(2)


def of_another_company(text: str, start: int) -> bool:
    """Whether what stands here is of a company that the opening does not name, and nothing is compared."""
    owner = possessor(text, start)
    if owner is None:
        return False
    place, name = owner
    first = name.split()[0]
    early = text.find(first, 0, _OPENING)
    if 0 <= early < place:
        return False
    return place > _FIRST_WORDS and _COMPARED.search(text[max(0, place - 16) : place]) is None
