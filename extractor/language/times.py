"""Timepoints and durations."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.claims import Claims
from extractor.language.digits import WORDS
from extractor.language.endings import Ending
from extractor.language.mentions import Time
from extractor.language.quantities import Quantity, quantities
from extractor.language.spans import Found, add_spans, doc_text
from extractor.language.units import time_unit
from extractor.language.word_index import word_index

_UNIT_BEFORE = Ending(
    re.compile(r"(?<![\w-])(?P<unit>weeks?|months?|days?|years?|hours?|wks?)[ \u00a0-]?$", re.IGNORECASE)
)
_NUMBERED = Ending(re.compile(rf"(?:\d|\b(?:{WORDS}))[ \u00a0-]$", re.IGNORECASE))
"""Right before a unit that has its number already: "in the first six weeks 19 people"."""
_GLUED_WEEK = re.compile(r"\bW(?:k|eek|eeks)?(?P<number>\d{1,3})\b(?!\s?%)")
_ASIDE = re.compile(r"\s?\([^()]{1,40}\)")
"""What is said of one time of a list: "weeks 4 (p=0.03), 8 (p=0.01) and 12"."""
_JOIN = re.compile(
    r"-?(?:\s?[,/]\s?(?:and\s|or\s|to\s)?|\s(?:and|or|to|through|&|vs\.?|versus|then)\s|\s?[-–—]\s?)"
    r"(?:(?:weeks?|months?|days?|years?)\s)?$",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"\b(?:week|month|day|year)", re.IGNORECASE)
_RANGE = re.compile(r"-?(?:\s?[-–—]\s?|\s(?:to|through)\s)(?:weeks?\s|months?\s|days?\s)?$", re.IGNORECASE)
_NO_LABEL = re.compile(r"(?:\s?(?:%|mg\b|percent|of\s\d|[-–]\s?week))|\.\d")

_AT = Ending(
    re.compile(
        r"\b(?:at|by|after|until|till|through|to|reached|from)(?:\s(?:the|a|an|about|around|approximately"
        r"|least|end\sof))?\s?$",
        re.IGNORECASE,
    )
)
_FOR = Ending(
    re.compile(
        r"\b(?:for|over|during|across|throughout|lasting|lasted|in)"
        r"(?:\s(?:the|a|an|about|up\sto|around|approximately|at\sleast|first|initial|another|full|total|of|its"
        r"|their|each|entire)){0,3}\s?$",
        re.IGNORECASE,
    )
)
_AGE = re.compile(
    r"\b(?:ages?d?|years?\sold|older\sthan|younger\sthan|birthday)\b(?:[^.;\n]|[.·]\d){0,25}$", re.IGNORECASE
)
_OLD = re.compile(r"[-\s]?(?:old\b|of\sage\b|olds\b)", re.IGNORECASE)
_OTHER = Ending(
    re.compile(
        r"(?:\b(?:every|each|once|twice|per|q|within|last|past|previous|prior|preceding|next|history\sof"
        r"|more\sthan|at\sleast|less\sthan|≥|≤|>|<)|[≥≤<>])(?:\s(?:a|the|about|first))?\s?$",
        re.IGNORECASE,
    )
)
_FOLLOW = re.compile(
    r"\b(?:follow(?:ed)?(?:[\s-]?up)?|observation|exposure|ages?d?|data\scut|history|diagnosis"
    r"|disease\sduration)\b(?:[^;()\n]){0,60}$",
    re.IGNORECASE,
)
_TIME_MEASURE = re.compile(
    r"\b(?:medians?|means?|average[ds]?|mPFS|mOS|PFS|OS|Do[Rr]|EFS|DFS|survival|time\sto|time\sfrom"
    r"|duration|stay|half-life|latency)\b",
)
_CHANGE = re.compile(
    r"\b(?:fell|falls?|dropp?\w*|reduc\w*|shorten\w*|prolong\w*|extend\w*|increas\w*|decreas\w*|improv\w*"
    r"|chang\w*|differ\w*|gain\w*|longer|shorter|lower\w*|rose|declin\w*|delay\w*|lasted)\b",
    re.IGNORECASE,
)
_STUDY = re.compile(
    r"[-\s,](?:\s?[\w-]+,?\s){0,4}?(?:trials?|stud(?:y|ies)|treatment|periods?|extension|course|regimen"
    r"|phase|follow-up|therapy|dosing|washout|run-in|program(?:me)?|maintenance|induction|window)\b",
    re.IGNORECASE,
)
_LANDMARK = re.compile(
    r"[-–\s](?:\w+\s)?(?:OS|PFS|EFS|DFS|overall|survival|event|disease|progression|relapse|rates?"
    r"|mortality|incidence|data|results?|analysis|landmark|Kaplan|time\s?point|visit|mark)\b"
)
_SPREAD_BEHIND = re.compile(
    r"\s?[(\[]\s?(?:\d\d(?:\.\d)?\s?%\s?C|IQR|[Ii]nterquartile|[Rr]ange|SD|SE|±)|\s?±"
)
_LATER = re.compile(
    r"\s?(?:after|before|later|post|from|following|prior|earlier|of\s(?:treatment|therapy|follow|dosing))",
    re.IGNORECASE,
)
_VERSUS = re.compile(r"\b(?:vs|versus)\b")
_PAIRED = Ending(re.compile(r"\b(?:vs\.?|versus|v|and|with|against|to|than)\s?$|[,(]\s?$"))


def _role(text: str, start: int, quantity: Quantity, end: int) -> str:
    """What a duration with its number first is; `start` is where its list begins."""
    left = text[max(0, start - 110) : start].rsplit("\n", 1)[-1]
    right = text[end : end + 45].split("\n", 1)[0]
    decimal = quantity.value != int(quantity.value) or any(
        mark in text[quantity.start : quantity.end] for mark in ".·"
    )
    if _OLD.match(right) or _AGE.search(left[-50:]):
        return "other"
    between = text[quantity.end : end].strip()[:1]
    if between and between in "-–‐‑":
        return "for" if _STUDY.match(right) and not _LANDMARK.match(right) else "at"
    follow = _FOLLOW.search(left) is not None
    if not follow:
        if quantity.signed < quantity.start or _SPREAD_BEHIND.match(right):
            return "value"
        if decimal and not _OTHER.search(left):
            return "value"
    if _OTHER.search(left):
        return "other"
    if _LATER.match(right) and not decimal:
        return "at"
    if (
        re.search(r"\b(?:by|to)\s?$", left)
        and _CHANGE.search(left[-70:])
        and not follow
        and quantity.unit is not None
    ) and (quantity.unit.name in ("day", "hour", "minute") or re.search(r"\bby\s?$", left)):
        return "value"
    if _AT.search(left):
        return "at"
    if _FOR.search(left):
        return "for"
    measure = _TIME_MEASURE.search(left) is not None
    if (
        measure
        and not follow
        and (
            re.search(r"\b(?:was|were|of|reached|medians?|means?|averaged)\s?$", left) or _PAIRED.search(left)
        )
    ):
        return "value"
    if left[-1:] in ("(", "[") or re.match(r"\s?\)", right):
        return "at"
    return "other"


def find_times(text: str, claims: Claims, found_quantities: list[Quantity]) -> list[Found]:
    """All times outside the claimed stretches; one mention a number of a list, of a range its end only."""
    found: list[Found] = []
    for match in word_index(text).finditer(_GLUED_WEEK):
        found.append((match.start(), match.end(), Time(float(match["number"]), "week", "at")))
    free = [quantity for quantity in found_quantities if not claims.hold(quantity.start, quantity.end)]
    index = 0
    while index < len(free):
        quantity = free[index]
        label = _UNIT_BEFORE.search(text, max(0, quantity.start - 8), quantity.start)
        if label is not None and _NUMBERED.search(text, max(0, label.start() - 12), label.start()):
            label = None
        own_time = quantity.unit is not None and quantity.unit.kind == "time" and not quantity.borrowed
        if label is not None and not own_time and not _NO_LABEL.match(text, quantity.end):
            index = _unit_first(text, free, index, label, found)
        elif quantity.unit is not None and quantity.unit.kind == "time":
            index = _number_first(text, free, index, found)
        else:
            index += 1
    return sorted(found, key=lambda mention: mention[:2])


def _unit_first(text: str, free: list[Quantity], index: int, label: re.Match[str], found: list[Found]) -> int:
    """Add the times of "weeks 3, 6 and 12"; gives the index behind them."""
    unit = time_unit(label["unit"]) or "week"
    start = label.start()
    plural = label["unit"].lower().endswith("s")
    while True:
        quantity = free[index]
        index += 1
        following = free[index] if index < len(free) else None
        gap = text[quantity.end : following.start] if following is not None else ""
        if plural and "(" in gap:
            gap = _ASIDE.sub("", gap)
        joined = (
            following is not None
            and len(gap) < 14
            and _JOIN.match(gap)
            and (following.unit is None or following.unit.kind == "time" and following.borrowed)
            and following.value == int(following.value)
            and text[following.end : following.end + 1] not in ("/", "·")
        )
        if joined and not plural and "," in gap and not _REPEATED.search(gap):
            joined = False
        if not (joined and _RANGE.match(gap)):
            found.append((start, quantity.end, Time(abs(quantity.value), unit, "at")))
            start = following.start if following is not None else 0
        if not joined:
            return index


def _number_first(text: str, free: list[Quantity], index: int, found: list[Found]) -> int:
    """Add the times of "12- and 18-month", "8 weeks", "3.1 vs 2.4 years"; gives the index behind them."""
    first = index
    while free[index].borrowed and index + 1 < len(free):
        gap = text[free[index].end : free[index + 1].signed]
        following = free[index + 1].unit
        if following is None or following.kind != "time" or not _JOIN.match(gap):
            break
        index += 1
    chain = free[first : index + 1]
    unit = chain[-1].unit
    assert unit is not None
    if chain[-1].borrowed:
        # the unit stands behind a bracket: "5.5 (3.8-14.0) months"
        for quantity in chain:
            found.append((quantity.start, quantity.end, Time(abs(quantity.value), unit.name, "value")))
        return index + 1
    start = chain[0].start
    roles = {_role(text, quantity.start, quantity, unit.end) for quantity in chain}
    role = "value" if "value" in roles else _role(text, chain[0].signed, chain[-1], unit.end)
    opposed = len(chain) > 1 and _VERSUS.search(text, chain[0].end, chain[-1].start) is not None
    if opposed and role in ("at", "other") and not _AT.search(text[max(0, start - 40) : start]):
        role = "value"
    for place, quantity in enumerate(chain):
        if place + 1 < len(chain) and _RANGE.match(text[quantity.end : chain[place + 1].start]):
            continue
        end = unit.end if quantity is chain[-1] else quantity.end
        found.append((start, end, Time(abs(quantity.value), unit.name, role)))
        start = chain[place + 1].start if place + 1 < len(chain) else 0
    return index + 1


@Language.component("trialfacts_times")
def times(doc: Doc) -> Doc:
    """Adds the spans of kind `time`."""
    add_spans(
        doc, "time", find_times(doc_text(doc), Claims.of(doc, ("p_value", "interval")), quantities(doc))
    )
    return doc
