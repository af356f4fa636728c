"""All numbers of a text with their signs and units, found in one pass for the components to share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.language.digits import WORDS, iter_numbers, parse_number, parse_word, sign_start
from extractor.language.spans import doc_text
from extractor.language.units import Unit, unit_at
from extractor.language.word_index import word_index

_WORD_NUMBER = re.compile(rf"(?<![\w-])(?=[aefnostzAEFNOSTZ])(?:{WORDS})\b", re.IGNORECASE)
_BRACKET = re.compile(r"\s?[(\[](?P<inside>[^()\[\]\n]{1,60})[)\]]")
_LIST_GAP = re.compile(
    r"-?(?:\s?[(\[][^()\[\]\n]{1,60}[)\]])?"
    r"(?:\s?,\s?(?:and\s|or\s)?|\s?/\s?|\s?[-–]\s?|\s?(?:±|\+/[-−]?)\s?|\s?vs\.?\s?|\s(?:and|or|v|to|&|versus|against"
    r"|compared\s(?:with|to))\s)[-−–+]?$"
)
_LEVEL = re.compile(
    r"\s?[-–]?\s?(?:\(?(?:two|one)-sided\)?\s)?(?:CIs?\b|CrI|[Cc]onfidence|[Cc]redib|C\.I\.|HPD|CL\b)"
)
_LIST_REACH = 80
_STORE = "trialfacts.quantities"


@dataclass(slots=True)
class Quantity:
    """A number: offsets of its digits, of its sign (`signed` equals `start` without one), value and unit.

    `borrowed` is true where the unit stands behind a bracket or behind the last number of the list only.
    """

    start: int
    end: int
    signed: int
    value: float
    unit: Unit | None
    worded: bool = False
    borrowed: bool = False

    @property
    def stop(self) -> int:
        """Where the number ends with a unit of its own."""
        return self.unit.end if self.unit is not None and not self.borrowed else self.end


def find_quantities(text: str) -> list[Quantity]:
    """All numbers in digits or words outside words and units, in order, levels of intervals left out."""
    found: list[Quantity] = []
    inside = 0
    for start, end in iter_numbers(text):
        if start < inside:
            continue
        signed = sign_start(text, start)
        unit = unit_at(text, end)
        if unit is not None and unit.kind == "percent" and _LEVEL.match(text, unit.end):
            inside = unit.end
            continue
        inside = unit.end if unit is not None else end
        found.append(Quantity(start, end, signed, parse_number(text[signed:end]), unit))
    for match in word_index(text).finditer(_WORD_NUMBER):
        start, end = match.span()
        found.append(Quantity(start, end, start, float(parse_word(match.group())), unit_at(text, end), True))
    found.sort(key=lambda quantity: quantity.start)
    _borrow(text, found)
    return found


def _borrow(text: str, found: list[Quantity]) -> None:
    """Give numbers the unit behind their bracket, and the numbers of a list the unit of its last one.

    The next number of a list is the next one outside brackets that close before it: `levels` holds, from
    right to left, the next number of each bracket that is open at a place.
    """
    levels: list[Quantity | None] = [None]
    start = len(text)
    for quantity in reversed(found):
        if start - quantity.end < 4 * _LIST_REACH:
            _move_left(text[quantity.end : start], levels)
        else:
            levels = [None]
        start = quantity.signed
        following = levels[-1]
        if quantity.unit is None:
            bracket = _BRACKET.match(text, quantity.end)
            behind = unit_at(text, bracket.end()) if bracket else None
            if behind is not None and behind.kind != "dose":
                quantity.unit, quantity.borrowed = behind, True
            elif (
                following is not None
                and following.unit is not None
                and following.signed - quantity.end < _LIST_REACH
            ) and _LIST_GAP.match(text[quantity.end : following.signed]):
                quantity.unit, quantity.borrowed = following.unit, True
        levels[-1] = quantity


def _move_left(gap: str, levels: list[Quantity | None]) -> None:
    """Enter and leave the brackets of a gap, read backwards."""
    for mark in reversed(gap):
        if mark in ")]" and len(levels) < 6:
            levels.append(None)
        elif mark in "([":
            levels.pop()
            if not levels:
                levels.append(None)


def quantities(doc: Doc) -> list[Quantity]:
    """The numbers of a document, found once."""
    if _STORE not in doc.user_data:
        doc.user_data[_STORE] = find_quantities(doc_text(doc))
    found: list[Quantity] = doc.user_data[_STORE]
    return found
