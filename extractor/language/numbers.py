"""Numbers that may be results, and what looks like them: fractions, group sizes, spreads and limits."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.claims import Claims
from extractor.language.digits import MINUS
from extractor.language.fractions import find_fractions, find_group_sizes
from extractor.language.mentions import Measure
from extractor.language.quantities import Quantity, quantities
from extractor.language.spans import Found, add_spans, doc_text
from extractor.language.spreads import find_spreads

_LEVEL_BEHIND = re.compile(r"\s?(?:%|percent)?\s?[-–]?\s?(?:\(?(?:two|one)-sided\)?\s)?(?:CIs?\b|CrI|confidence|credib|C\.I\.|HPD|CL\b)")
_MONTH = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
_MONTH_BEFORE = re.compile(rf"\b{_MONTH}\.?\s(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?,\s?)?$")
_MONTH_BEHIND = re.compile(rf"(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?\s(?:of\s)?{_MONTH}\b")
_CURRENCY_BEFORE = re.compile(r"(?:[$€£¥₹]|\b(?:US\$|USD|EUR|GBP|RMB|CNY|HK\$|CHF|DKK|SEK)\s?)\s?$")
_CURRENCY_BEHIND = re.compile(r"\s?(?:million|billion|trillion|bn\b|m\b(?=\s(?:dollar|euro))|euros?\b|dollars?\b|USD|EUR|RMB|yuan|cents\b)", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"(?:[A-Z][A-Z0-9]{2,}(?:-[A-Z]{1,4})?|[A-Z]{2}\d?)[ -]$")
_MIXED_NAME_BEFORE = re.compile(r"(?:\b[A-Z][a-z]+[A-Z][A-Za-z]*|\b[A-Z][a-z]?[A-Z])[ -]$")
_PHONE_BEFORE = re.compile(r"(?:\+\d{1,3}[\s.-]?|\d{2,4}[\s.-]|\(\d{3}\)\s?)$")
_PHONE = re.compile(r"(?:\+\d{1,3}[\s(]{1,2}\d{2,4}|\(\d{3}\)\s\d{3}-\d{4})")
_PHONE_GAP = re.compile(r"\+\d[\d\s().-]{0,16}$")
_RANGE_BEHIND = re.compile(r"\s?[–—-]\s?\d")
_RANGE_BEFORE = re.compile(r"\d\s?[–—-]\s?$")
_SECTION = re.compile(r"\s[A-Z][a-z]")
_JOURNAL = re.compile(r"(?:;\d{0,4}\(?|\b(?:19|20)\d\d;\s?\d{0,4}\(?|doi:?\s?(?:https?://(?:dx\.)?doi\.org/)?)$", re.IGNORECASE)
_PRESSURE = re.compile(r"\b(?:blood\spressure|BP|[Pp]ressure)\b[^.;]{0,50}$")
_IN_TEN = re.compile(r"\s(?:in|out\sof|of)\s(?:every\s)?(?:\d{1,2}\b(?!\s?[%.])|ten|three|four|five|six|two|eight|seven|nine|twenty)\b")
_IN_TEN_BEFORE = re.compile(r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine)\s(?:in|out\sof)\s(?:every\s)?$", re.IGNORECASE)
_CITATION = re.compile(r"\[\s?(?:\d{1,3}\s?[,–-]\s?){0,8}$")
_CITATION_END = re.compile(r"(?:\s?[,–-]\s?\d{1,3}){0,8}\s?\]")
_GLUED = re.compile(r"[A-Za-zα-ωΑ-Ω_@#]")
_ITEM = re.compile(r"(?:^|\n)\s{0,4}[(\[]?$")
_ITEM_END = re.compile(r"[.)\]]\s")
_HEAD = re.compile(r"[\w,\u202f\u2009-]+")
_TAIL = re.compile(r"[\w,\u202f\u2009-]+$")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d$")
_PEOPLE_BEHIND = re.compile(r"\s(?:in|of)\s\d{1,2}\s(?:patients|participants|subjects)\b(?=\s(?:in|on|receiving|who))")
_COUNTED = re.compile(
    r"\s(?:(?:in|on|with|for|to|among|receiving|taking|given|from|who|whose|under|of\sthe|of\sthem|of\sthose|of\swhom|each|had|were|died|discontinued|withdrew|achieved|developed|experienced)\b|(?:and|or|vs\.?|versus|v|compared)\s)|\s?[,(;)]|\.\s"
)
_PEOPLE_NEAR = re.compile(
    r"\b(?:patients?|recipients?|controls|vaccinees|participants?|subjects?|women|men|children|adults|people|deaths?|events?|cases?|infants?|volunteers?|died|discontinu\w+|withdr[ae]w\w*|occurred|reported|developed|recurred|relapsed|responded|achieved|had)\b",
    re.IGNORECASE,
)


@cache
def _contexts() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads(files("extractor.language").joinpath("data/number_contexts.toml").read_text(encoding="utf-8"))
    joined = {name: "|".join(entry.replace(" ", r"\s") for entry in entries) for name, entries in data.items()}
    return {
        "label_before": re.compile(rf"(?<![\w])(?:{joined['label_before']})[\s-]?$", re.IGNORECASE),
        "noun_behind": re.compile(rf"[\s-](?:{joined['noun_behind']})(?!\w)", re.IGNORECASE),
        "limit_before": re.compile(rf"(?:(?<!\w)|(?=[≥≤<>⩾⩽≧≦]))(?:{joined['limit_before']})\s?(?:a\s|an\s|about\s|the\s)?$", re.IGNORECASE),
        "limit_behind": re.compile(rf"[\s-]?(?:{joined['limit_behind']})(?!\w)", re.IGNORECASE),
    }


def _is_name(text: str, number: Quantity, left: str, right: str) -> bool:
    """Whether the number is part of a name, a date, a reference, money or a setting."""
    before, behind = left[-1:], right[:1]
    contexts = _contexts()
    bare = number.unit is None or number.borrowed
    integer = number.value == int(number.value) and not any(mark in text[number.start : number.end] for mark in ".·")
    if before in MINUS and before and number.signed == number.start:
        return True
    if before and before in "/:#@":
        return not (before == "/" and _PRESSURE.search(left))
    if _PHONE_GAP.search(left) or before == "+" and not number.signed < number.start:
        return True
    if _IN_TEN.match(right) and not _PEOPLE_BEHIND.match(right) or number.value <= 20 and _IN_TEN_BEFORE.search(left):
        return True
    if behind == "/" and right[1:2].isdigit() and _PRESSURE.search(left):
        return False
    if bare and behind and (_GLUED.match(behind) or (behind in "/:" and right[1:2].isdigit())):
        glued = re.match(r"[a-z*†‡§]{1,2}(?![\w-])", right)
        if integer or glued is None:
            return True
    if bare and behind and behind in MINUS and right[1:2].isalnum() or number.unit is None and _RANGE_BEHIND.match(right):
        return True
    if number.unit is None and _RANGE_BEFORE.search(left) and number.signed == number.start:
        return True
    if bare and (_JOURNAL.search(left) or text[number.signed : number.start] == "+" and _PHONE.match(text, number.signed)):
        return True
    if number.unit is None and not left.strip() and _SECTION.match(right):
        return True
    if _CURRENCY_BEFORE.search(left) or _CURRENCY_BEHIND.match(right):
        return True
    if integer and bare:
        if _YEAR.match(text[number.start : number.end]):
            return True
        if _CITATION.search(left) and _CITATION_END.match(right):
            return True
        if _MONTH_BEFORE.search(left) or _MONTH_BEHIND.match(right):
            return True
        if re.match(r"(?:st|nd|rd|th)\b", right):
            return True
        if number.value <= 9 and _NAME_BEFORE.search(left) or _MIXED_NAME_BEFORE.search(left):
            return True
        if _ITEM.search(left) and _ITEM_END.match(right):
            return True
    if bare and (contexts["label_before"].search(left) or contexts["noun_behind"].match(right)):
        return True
    return False


def _is_limit(text: str, number: Quantity, left: str, right: str) -> bool:
    """Whether the number is a limit of a definition rather than a result."""
    contexts = _contexts()
    if contexts["limit_before"].search(text[max(0, number.signed - 26) : number.signed]):
        return True
    behind = text[number.unit.end : number.unit.end + 40] if number.unit is not None and not number.borrowed else right
    if contexts["limit_behind"].match(behind):
        return True
    hyphened = right[:1] in MINUS and right[:1] != "" and not re.search(r"\b(?:mean|median|average|difference|by)\b", left[-40:])
    return hyphened and number.unit is not None and number.value == int(number.value)


def _word_counts(number: Quantity, left: str, right: str) -> bool:
    """Whether a number in words counts something of a result."""
    if number.unit is not None and not number.borrowed:
        return True
    if re.search(r"\b(?:this|that|the|another|each|every|any|no|than|number|phase|other|only|which)\s$", left) and number.value == 1:
        return False
    if number.unit is not None:
        return True
    if number.value == 1 and not re.match(r"\s(?:in|on|with|for|to|of|receiving|case|\(|and)\b|\s?[(]", right):
        return False
    return _COUNTED.match(right) is not None and _PEOPLE_NEAR.search(left + right) is not None


def find_measures(text: str, claims: Claims, found_quantities: list[Quantity]) -> tuple[list[Found], list[Found]]:
    """Measures and limits ("at least 50%") outside the claimed stretches."""
    measures: list[Found] = []
    limits: list[Found] = []
    for number in found_quantities:
        unit = number.unit
        if claims.hold(number.start, number.end) or (unit is not None and unit.kind == "dose"):
            continue
        if unit is not None and unit.kind == "time" and not number.borrowed:
            continue
        line = text.rfind("\n", max(0, number.start - 120), number.start) + 1
        left = text[max(line, number.start - 120) : number.start]
        right = text[number.end : number.end + 60].split("\n", 1)[0]
        if _LEVEL_BEHIND.match(right) or (number.worded and not _word_counts(number, left, right)):
            continue
        if _is_name(text, number, left, right):
            continue
        value = Measure(number.value, unit.name if unit else None, (number.signed, number.end), number.worded)
        (limits if _is_limit(text, number, left, right) else measures).append((number.signed, number.stop, value))
    return measures, limits


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
    for span in doc.spans["time"] if "time" in doc.spans else ():
        start, end = span._.chars
        if claims.hold(start, end):
            continue
        claims.take(start, end)
        if span._.value.role == "value":
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
            return [(quantity.signed, end, Measure(quantity.value, quantity.unit.name, core, quantity.worded))]
    return []
