"""Numbers that may be results, and what looks like them: fractions, group sizes, spreads and limits."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.claims import Claims
from extractor.language.fractions import find_fractions, find_group_sizes
from extractor.language.mentions import Measure, Time
from extractor.language.number_context import counts_in_words, is_limit, is_name
from extractor.language.quantities import Quantity, quantities
from extractor.language.spans import Found, add_spans, doc_text, mentions
from extractor.language.spreads import find_spreads

_PLUS_MINUS = re.compile(r"\s?(?:±|\+/[-−])")
_LIMIT_GAP = re.compile(r",\s(?:and\s|or\s)?|\s(?:and|or)\s")
_HEAD = re.compile(r"[\w,\u202f\u2009-]+")
_TAIL = re.compile(r"[\w,\u202f\u2009-]+$")


def find_measures(
    text: str, claims: Claims, found_quantities: list[Quantity]
) -> tuple[list[Found], list[Found]]:
    """Measures and limits ("at least 50%") outside the claimed stretches."""
    measures: list[Found] = []
    limits: list[Found] = []
    for number in found_quantities:
        unit = number.unit
        if claims.hold(number.start, number.end):
            continue
        if unit is not None and unit.kind == "dose" and not _PLUS_MINUS.match(text, number.end):
            continue
        if unit is not None and unit.kind == "time" and not number.borrowed:
            continue
        line = text.rfind("\n", max(0, number.start - 90), number.start) + 1
        left = text[max(line, number.start - 90) : number.start]
        right = text[number.end : number.end + 60].split("\n", 1)[0]
        if number.worded and not counts_in_words(number, left, right):
            continue
        if is_name(text, number, left, right):
            continue
        value = Measure(number.value, unit.name if unit else None, (number.signed, number.end), number.worded)
        limit = is_limit(text, number, left, right) or _lists_limits(text, limits, number.signed, value)
        (limits if limit else measures).append((number.signed, number.stop, value))
    return measures, limits


def _lists_limits(text: str, limits: list[Found], start: int, value: Measure) -> bool:
    """ "at least 5%, 10% and 15%": whole numbers of one unit in a list that a limit begins."""
    if not limits or not value.value.is_integer() or start - limits[-1][1] > 6:
        return False
    last = limits[-1][2]
    same = isinstance(last, Measure) and last.unit == value.unit and last.value < value.value
    return same and _LIMIT_GAP.fullmatch(text, limits[-1][1], start) is not None


def _claim_fractions(text: str, claims: Claims, fractions: list[Found]) -> None:
    """Take the two counts of each fraction; a percentage between them stays free."""
    for start, end, _ in fractions:
        first = _HEAD.match(text, start, end)
        last = _TAIL.search(text, start, end)
        claims.take(start, first.end() if first else end)
        claims.take(last.start() if last else start, end)


@Language.component("trialfacts_numbers")
def numbers(doc: Doc) -> Doc:
    """Adds the spans of kind `spread`, `fraction`, `group_size`, `measure` and `threshold`."""
    text = doc_text(doc)
    claims = Claims.of(doc, ("p_value", "interval", "estimate", "dose"))
    spreads = find_spreads(text, claims)
    claims.add(spreads)
    fractions = find_fractions(text, claims)
    _claim_fractions(text, claims, fractions)
    sizes, counted = find_group_sizes(text, claims)
    claims.add(sizes + counted)
    measured: list[Found] = []
    held = {quantity.end: quantity for quantity in quantities(doc)}
    for start, end, time in mentions(doc, "time"):
        if claims.hold(start, end):
            continue
        claims.take(start, end)
        if isinstance(time, Time) and time.role == "value":
            measured += _measured_time(start, end, held)
    measures, limits = find_measures(text, claims, quantities(doc))
    add_spans(doc, "spread", spreads)
    add_spans(doc, "fraction", fractions + counted)
    add_spans(doc, "group_size", sizes)
    add_spans(doc, "measure", measures + measured)
    add_spans(doc, "threshold", limits)
    return doc


def _measured_time(start: int, end: int, held: dict[int, Quantity]) -> list[Found]:
    """The measure that a measured time is."""
    for place in range(end, start, -1):
        quantity = held.get(place)
        if quantity is not None and quantity.start >= start and quantity.unit is not None:
            core = (quantity.signed, quantity.end)
            return [
                (quantity.signed, end, Measure(quantity.value, quantity.unit.name, core, quantity.worded))
            ]
    return []
