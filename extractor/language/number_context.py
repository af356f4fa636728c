"""What the words around a number say of it: a name, a date, money, a limit; or a count in words."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from extractor.language.digits import MINUS
from extractor.language.endings import Ending
from extractor.language.quantities import Quantity
from extractor.language.units import function_words

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)"
)
_MONTH_BEFORE = Ending(
    re.compile(rf"\b{_MONTH}\.?\s(?:\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?,\s?)?$")
)
_MONTH_BEHIND = re.compile(rf"(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?\s(?:of\s)?{_MONTH}\b")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])\d$")

_CURRENCY_BEFORE = Ending(
    re.compile(r"(?:[$€£¥₹]|\b(?:US\$|USD|EUR|GBP|RMB|CNY|HK\$|CHF|DKK|SEK|NOK|JPY)\s?)\s?$")
)
_CURRENCY_BEHIND = re.compile(
    r"\s?(?:million|billion|trillion|bn\b|m\b(?=\s(?:dollar|euro))|euros?\b|dollars?\b|USD|EUR|RMB|yuan"
    r"|cents\b)",
    re.IGNORECASE,
)

_NAME_BEFORE = Ending(re.compile(r"(?:[A-Z][A-Z0-9]{2,}(?:-[A-Z]{1,4})?|[A-Z]{2}\d?)[ -]$"))
_MIXED_NAME_BEFORE = Ending(re.compile(r"(?:\b[A-Z][a-z]+[A-Z][A-Za-z]*|\b[A-Z][a-z]?[A-Z])[ -]$"))
_GLUED = re.compile(r"[A-Za-zα-ωΑ-Ω_@#]")
_FOOTNOTE = re.compile(r"[a-z*†‡§]{1,2}(?![\w-])")
_CITATION = re.compile(r"\[\s?(?:\d{1,3}\s?[,–-]\s?){0,8}$")
_CITATION_END = re.compile(r"(?:\s?[,–-]\s?\d{1,3}){0,8}\s?\]")
_ITEM_END = re.compile(r"[.)\]]\s")
_ENUMERATION = re.compile(r"(?:[,;:]|\bor|\band)\s\(?$")
_SECTION = re.compile(r"\s[A-Z][a-z]")
_JOURNAL = re.compile(
    r"(?:;\d{0,4}\(?|\b(?:19|20)\d\d;\s\d{0,4}\(?|doi:?\s?(?:https?://(?:dx\.)?doi\.org/)?)$", re.IGNORECASE
)
_REGISTRY = Ending(re.compile(r"\b(?:ISRCTN|NCT|EudraCT|ChiCTR|UMIN|jRCT|CTRI|ACTRN)\s?$"))
_PHONE_GAP = re.compile(r"\+\d[\d\s().-]{0,16}$")
_PHONE = re.compile(r"\+\d{1,3}[\s(]{1,2}\d{2,4}\b|\(\d{3}\)\s\d{3}-\d{4}")
_PHONE_BEHIND = re.compile(r"\)\s\d{3}-\d{4}|-\d{3}-\d{4}")
_RANGE_BEHIND = re.compile(r"\s?[–—-]\s?\d")
_RANGE_BEFORE = re.compile(r"\d\s?[–—-]\s?$")
_PRESSURE = re.compile(r"\b(?:blood\spressure|BP|[Pp]ressure)\b[^.;]{0,50}$")
_STRENGTH = 0.01
"""No result is so small a share: "0.005%" behind a word is the strength of drops or of a cream."""
_IN_TEN = re.compile(
    r"\s(?:in|out\sof)\s(?:every\s)?(?:\d{1,2}\b(?!\s?[%.])|ten|three|four|five|six|two|eight|seven|nine"
    r"|twenty)\b"
)
_IN_TEN_BEFORE = Ending(
    re.compile(
        r"\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine)\s(?:in|out\sof)\s(?:every\s)?$",
        re.IGNORECASE,
    )
)
_PEOPLE_BEHIND = re.compile(
    r"\s(?:in|of)\s\d{1,2}\s(?:patients|participants|subjects)\b(?=\s(?:in|on|receiving|who))"
)
_DEGREES_BEFORE = Ending(
    re.compile(r"(?:\b[FtTU]|[χX]\s?2?)\s?[(\[]\s?(?:df\s?=?\s?)?(?:\d{1,4}(?:\.\d{1,3})?\s?[,;]\s?)?$")
)
_DEGREES_BEHIND = re.compile(r"\s?(?:[,;]\s?\d{1,5}(?:\.\d{1,3})?\s?)?[)\]]\s?[=<>]")
_STATISTIC_BEFORE = Ending(re.compile(r"(?:\b[FtTrZzU]|[χX]\s?2)\s?(?:[(\[][^()\[\]]{1,16}[)\]]\s?)?=\s?$"))
"""A test's degrees of freedom and its statistic: "F(2, 28)=21.7", "r = 0.4"."""
_GRADE_BEFORE = Ending(re.compile(r"\b(?:grades?|phase|stage|type|class)[\s-]$", re.IGNORECASE))
_AVERAGED = re.compile(r"\b(?:mean|median|average|difference|by)\b")

_COUNTED = re.compile(
    r"\s(?:(?:in|on|with|for|to|among|receiving|taking|given|from|who|whose|under|of\sthe|of\sthem"
    r"|of\sthose|of\swhom|each|had"
    r"|were|died|discontinued|withdrew|achieved|developed|experienced)\b|(?:and|or|vs\.?|versus|v"
    r"|compared)\s)|\s?[,(;)]|\.\s"
)
_PEOPLE_NEAR = re.compile(
    r"\b(?:patients?|recipients?|controls|vaccinees|participants?|subjects?|women|men|children|adults"
    r"|people|deaths?|events?|cases?"
    r"|infants?|volunteers?|died|discontinu\w+|withdr[ae]w\w*|occurred|reported|developed|recurred"
    r"|relapsed|responded|achieved|had)\b",
    re.IGNORECASE,
)
_NO_COUNT_BEFORE = Ending(
    re.compile(r"\b(?:this|that|the|another|each|every|any|no|than|number|phase|other|only|which)\s$")
)
_COUNT_OF_ONE = re.compile(r"\s(?:in|on|with|for|to|of|receiving|case|\(|and)\b|\s?[(]")


class _Patterns(NamedTuple):
    label_before: Ending
    noun_behind: re.Pattern[str]
    limit_before: Ending
    limit_behind: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    data = tomllib.loads(
        files("extractor.language").joinpath("data/number_contexts.toml").read_text(encoding="utf-8")
    )
    joined = {
        name: "|".join(entry.replace(" ", r"\s") for entry in entries) for name, entries in data.items()
    }
    return _Patterns(
        Ending(re.compile(rf"(?<!\w)(?:{joined['label_before']})[\s-]?$", re.IGNORECASE)),
        re.compile(rf"[\s-](?:{joined['noun_behind']})(?!\w)", re.IGNORECASE),
        Ending(
            re.compile(
                rf"(?:(?<!\w)|(?=[≥≤<>⩾⩽≧≦]))(?:{joined['limit_before']})\s?(?:a\s|an\s|about\s|the\s)?$",
                re.IGNORECASE,
            )
        ),
        re.compile(rf"[\s-]?(?:{joined['limit_behind']})(?!\w)", re.IGNORECASE),
    )


def is_name(text: str, number: Quantity, left: str, right: str) -> bool:
    """Whether the number is part of a name, a date, a reference, money or a setting.

    `left` and `right` are what stands around its digits on the same line.
    """
    if _is_glued(text, number, left, right) or _is_money_or_phone(text, number, left, right):
        return True
    if number.unit is None and left and left[-1] in "([=, " and _is_statistic(left[-32:], right):
        return True
    if number.value <= 20 and _is_one_in_ten(left, right):
        return True
    if number.unit is not None and number.unit.kind == "percent" and 0 < number.value < _STRENGTH:
        return left[-1:] == " " and left[-2:-1].isalnum()
    if number.unit is not None and not number.borrowed:
        return number.unit.kind in ("people", "events") and _GRADE_BEFORE.search(left[-8:]) is not None
    whole = number.value == int(number.value) and not any(
        mark in text[number.start : number.end] for mark in ".·"
    )
    if whole and _is_whole_label(text, number, left, right):
        return True
    if number.unit is None and not left.strip() and _SECTION.match(right):
        return True
    if (";" in left[-8:] or "doi" in left[-28:].lower()) and _JOURNAL.search(left[-28:]):
        return True
    patterns = _patterns()
    word = left[-24:].rstrip().rsplit(" ", 1)[-1].lower()
    labelled = word not in function_words() and patterns.label_before.search(left[-26:]) is not None
    return labelled or patterns.noun_behind.match(right) is not None


def _is_glued(text: str, number: Quantity, left: str, right: str) -> bool:
    """Whether letters, dashes or slashes tie the number to a word, a range or a ratio."""
    before, behind = left[-1:], right[:1]
    unsigned = number.signed == number.start
    bare = number.unit is None or number.borrowed
    if before and (
        before in MINUS and unsigned or before in "#@" or before in ":+" and left[-2:-1].isdigit()
    ):
        return True
    if before == "/":
        return _PRESSURE.search(left) is None
    if not bare or not behind:
        return False
    following = right[1:2]
    if behind == "/" and following.isdigit():
        return _PRESSURE.search(left) is None
    if behind == ":" and following.isdigit():
        return True
    if _GLUED.match(behind):
        return number.value == int(number.value) or _FOOTNOTE.match(right) is None
    if behind in MINUS and following.isalnum():
        return True
    if number.unit is not None:
        return False
    return _RANGE_BEHIND.match(right) is not None or unsigned and _RANGE_BEFORE.search(left[-4:]) is not None


def _is_money_or_phone(text: str, number: Quantity, left: str, right: str) -> bool:
    if _CURRENCY_BEFORE.search(left[-6:]) or _CURRENCY_BEHIND.match(right):
        return True
    if (
        "+" in left[-19:]
        and _PHONE_GAP.search(left[-20:])
        or text[number.signed : number.start] == "+"
        and _PHONE.match(text, number.signed)
    ):
        return True
    return _PHONE_BEHIND.match(right) is not None


def _is_statistic(left: str, right: str) -> bool:
    if _STATISTIC_BEFORE.search(left):
        return True
    return _DEGREES_BEHIND.match(right) is not None and _DEGREES_BEFORE.search(left) is not None


def _is_one_in_ten(left: str, right: str) -> bool:
    if _IN_TEN.match(right) and not _PEOPLE_BEHIND.match(right):
        return True
    return left.endswith(("in ", "of ", "every ")) and _IN_TEN_BEFORE.search(left[-22:]) is not None


def _is_whole_label(text: str, number: Quantity, left: str, right: str) -> bool:
    """Whether a whole number is a year, a day, a citation, an item's number or part of a name."""
    if number.worded:
        return False
    if number.value >= 1950 and _YEAR.match(text[number.start : number.end]):
        return True
    if "[" in left[-40:] and _CITATION.search(left[-40:]) and _CITATION_END.match(right):
        return True
    if number.value <= 31 and (_MONTH_BEFORE.search(left[-26:]) or _MONTH_BEHIND.match(right)):
        return True
    if _ORDINAL.match(right) or _REGISTRY.search(left[-10:]):
        return True
    near = left[-20:]
    if number.value <= 9 and _NAME_BEFORE.search(near) or _MIXED_NAME_BEFORE.search(near):
        return True
    if _ITEM_END.match(right) and (
        not left.strip(" ([") or right[:1] == ")" and _ENUMERATION.search(left[-8:])
    ):
        return number.value < 100 and (not left.strip(" ([") or number.value < 10)
    return False


def is_limit(text: str, number: Quantity, left: str, right: str) -> bool:
    """Whether the number is a limit of a definition ("at least 50%") rather than a result."""
    patterns = _patterns()
    if patterns.limit_before.search(text[max(0, number.signed - 26) : number.signed]):
        return True
    behind = right
    if number.unit is not None and not number.borrowed:
        behind = text[number.unit.end : number.unit.end + 40]
    if patterns.limit_behind.match(behind):
        return True
    hyphened = (
        right[:1] in MINUS
        and right[:1] != ""
        and number.unit is not None
        and number.value == int(number.value)
    )
    return hyphened and not _AVERAGED.search(left[-40:])


def counts_in_words(number: Quantity, left: str, right: str) -> bool:
    """Whether a number in words counts something of a result ("seven in the first group")."""
    if number.unit is not None and not number.borrowed:
        return True
    if number.value == 1 and _NO_COUNT_BEFORE.search(left[-12:]):
        return False
    if number.unit is not None:
        return True
    if number.value == 1 and not _COUNT_OF_ONE.match(right):
        return False
    return _COUNTED.match(right) is not None and _PEOPLE_NEAR.search(left + right) is not None
