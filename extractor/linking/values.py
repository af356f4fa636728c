"""Reported values with what is printed around them: counts, interval, spread."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc

from extractor.language.mentions import Estimate, Fraction, GroupSize, Interval, Measure, Spread
from extractor.language.spans import doc_text, mentions
from extractor.linking.drafts import Chars


@dataclass(slots=True, eq=False)
class ValueUnit:
    """One reported number. `start`, `end` span it with its attachments; `core` is the number with unit.

    `reached` says that it is where a course from a starting value ended ("from 5.1 to 6.2").
    """

    start: int
    end: int
    core: Chars
    value: float
    unit: str | None
    events: int | None = None
    n: int | None = None
    interval: Interval | None = None
    spread: Spread | None = None
    worded: bool = False
    reached: bool = False

    @property
    def family(self) -> str:
        """What may stand in one list with it: shares, times, counts of people, or a measured unit."""
        if self.unit in ("%", "percentage points"):
            return "%"
        return self.unit or ""


_ATTACH = re.compile(
    r"^(?:[\s\w]{0,25}(?:patients|participants|subjects|people|women|men|eyes))?[\s,;:(\[]{0,3}"
    r"(?:that is,?|i\.e\.,?|or|a rate of|95 ?% ?(?:CI|confidence interval)[:,]?)?[\s(\[]*$",
    re.I,
)
_GROUP_AND_BRACKET = re.compile(r"\s[^,.;:()%]{2,60}\(")
_IN_A_GROUP = re.compile(r"\s(?:in|with|on|of|among|for|taking|receiving|given|assigned|who)\b", re.I)
_GROUP_AND_NEXT = re.compile(
    r"\s?(?:with|in|on|for|at|of|among|after|by|under)\s[^.;:()%]{2,60}?"
    r"(?:\s?\(\s?[nN]\s?=\s?[\d,]{1,6}\s?\))?"
    r"(?:,|\sand|\sor|\svs\.?|\sversus|\sagainst|\scompared (?:with|to)|\sthan)"
    r"(?:\s(?:and|just|only|by|to|versus|vs\.?|compared (?:with|to)|against)){0,2}\s"
)
_GROUP_BEHIND = re.compile(r"\s(?:with|in|on|for|at|among|after|under)\s")
_AND_NEXT = re.compile(r"\sand\s")
_FORM = r"(?:creams?|gels?|ointments?|lotions?|foams?|eye drops|ophthalmic|solutions?|nasal spray|topical)"
_FORM_BEHIND = re.compile(rf"[ -](?:drops\b|{_FORM}\b)", re.I)
_STRONGEST = 10
_CONCENTRATION = re.compile(r"[µμmnp]?g/[mdµμ]?[lL]|[µμmnp]?(?:M|mol/[mµμ]?[lL])|IU/m?[lL]")
_OTHER_STRENGTHS = re.compile(
    r"\s(?:at\s)?(?:\d[\d.,]{0,6}(?:\s?[µμmnpgIUM/lL]{1,5})?,?\s(?:(?:and|or|vs\.?)\s)?){0,3}$"
)
_FORM_BEFORE = re.compile(rf"\b{_FORM} $", re.I)
_COUNT_BEFORE = re.compile(r"(?<![\w.,%])(\d{1,3}(?:,\d{3})+|\d+)\s*(?:[a-z]{4,12})?\s*[(\[]$")
_NUMBERS_OFF = re.compile(
    r"(?:\b(?:weeks?|wk|days?|months?|years?|hours?|minutes?|visits?|cycles?|grades?|stages?|groups?|arms?|cohorts?"
    r"|phases?|types?|scores?|levels?|class|tables?|figures?|reference|from|to|aged?|and|least|than)"
    r"|[<>=≤≥⩾⩽±–-])\s?$",
    re.I,
)
"""What stands before a number that counts nobody: "at week 24 (60%)", "grade 3 (12%)"."""
_OF_TIME = re.compile(r"(?:weeks?|days?|months?|years?|hours?|minutes?|points?|times|doses|cycles|visits)\b")
_SHARE_INSIDE = re.compile(r"(\d+(?:[.·]\d+)?)\s?%")
_PEOPLE = re.compile(
    r"^(?:patients?|participants?|people|persons?|subjects?|women|men|children|infants?|adults?|deaths?|events?|cases?|eyes?|recipients?)$",
    re.I,
)


@lru_cache(maxsize=4096)
def is_people(unit: str | None) -> bool:
    """Whether the unit counts people or events."""
    return bool(unit and _PEOPLE.match(unit))


def find_values(doc: Doc) -> list[ValueUnit]:
    """All numbers of the document that could be an arm's result, in order."""
    text = doc_text(doc)
    estimates = mentions(doc, "estimate")
    blocked = {value.core for _, _, value in estimates if isinstance(value, Estimate)}
    items: list[tuple[Chars, object]] = []
    for kind in ("measure", "fraction", "group_size", "spread", "interval"):
        items += [((start, end), value) for start, end, value in mentions(doc, kind)]
    items.sort(key=lambda item: (item[0][0], -item[0][1]))
    drug_ends = {end: start for start, end, _ in mentions(doc, "drug")}
    units: list[ValueUnit] = []
    last_estimate_end = sorted(end for _, end, _ in estimates)
    estimate_index = 0
    latest_estimate = -1
    for chars, value in items:
        while estimate_index < len(last_estimate_end) and last_estimate_end[estimate_index] <= chars[0]:
            latest_estimate = last_estimate_end[estimate_index]
            estimate_index += 1
        previous = units[-1] if units else None
        if previous is not None and isinstance(value, Measure) and _tells_count(previous, value, text, chars):
            if value.unit == "%":
                units[-1] = ValueUnit(
                    *chars, chars, value.value, "%", events=int(previous.value), n=previous.n
                )
            else:
                previous.events = int(value.value)
            continue
        if previous is not None and (chars[0] - previous.end > 60 or latest_estimate > previous.start):
            previous = None
        gap = text[previous.end : chars[0]] if previous is not None and chars[0] >= previous.end else ""
        close = previous is not None and (chars[0] < previous.end or bool(_ATTACH.match(gap)))
        if isinstance(value, Measure):
            if value.core in blocked or _is_strength(text, chars, value, drug_ends):
                continue
            if previous is not None and close and _joins_count(previous, value):
                previous.events = int(previous.value) if previous.events is None else previous.events
                previous.value, previous.unit, previous.core = value.value, value.unit, chars
                previous.end = max(previous.end, chars[1])
                previous.worded = value.worded
            elif previous is not None and chars[1] <= previous.end:
                continue
            else:
                units.append(
                    ValueUnit(chars[0], chars[1], chars, value.value, value.unit, worded=value.worded)
                )
        elif isinstance(value, Fraction):
            if previous is not None and close and previous.unit == "%" and previous.events is None:
                previous.events, previous.n = value.events, value.n
                previous.end = max(previous.end, chars[1])
            else:
                units.append(_of_fraction(text, chars, value))
        elif isinstance(value, GroupSize):
            if previous is not None and close and previous.unit == "%" and previous.events is None:
                previous.events = value.n
                previous.end = chars[1]
        elif isinstance(value, Interval):
            if previous is not None and previous.interval is None and _holds(gap, close):
                previous.interval = value
                previous.end = max(previous.end, chars[1])
        elif isinstance(value, Spread) and previous is not None and previous.spread is None and close:
            previous.spread = value
            previous.end = max(previous.end, chars[1])
    _lend_units(text, units)
    for unit in units:
        if unit.unit == "%" and unit.events is None:
            count = _COUNT_BEFORE.search(text, max(unit.start - 30, 0), unit.start)
            if count is not None and not _numbers_off(text, count):
                unit.events, unit.start = int(count.group(1).replace(",", "")), count.start()
        if text[unit.end : unit.end + 1] in (")", "]") and "(" in text[unit.start : unit.end].replace(
            ")", "", 0
        ):
            inner = text[unit.start : unit.end]
            if inner.count("(") > inner.count(")") or inner.count("[") > inner.count("]"):
                unit.end += 1
    return units


def _numbers_off(text: str, count: re.Match[str]) -> bool:
    """Whether a number before a bracketed percentage says when or what, and not how many."""
    behind = text[count.end(1) : count.end()].strip()
    return _OF_TIME.match(behind) is not None or bool(
        _NUMBERS_OFF.search(text, max(count.start() - 12, 0), count.start())
    )


def _lend_units(text: str, units: list[ValueUnit]) -> None:
    """ "1.4 percentage points with 30 mg, 1.6 with 15 mg and 1.5 with placebo": the unit is printed once."""
    for place, (previous, unit) in enumerate(zip(units, units[1:], strict=False)):
        if unit.unit is not None or unit.worded or unit.events is not None or previous.unit is None:
            continue
        if is_people(previous.unit) or not _GROUP_AND_NEXT.fullmatch(text, previous.end, unit.start):
            continue
        if _GROUP_BEHIND.match(text, unit.end):
            unit.unit = previous.unit
            continue
        following = units[place + 2] if place + 2 < len(units) else None
        if following is None or following.unit is not None or following.worded:
            continue
        pair = _AND_NEXT.fullmatch(text, unit.end, following.start) is not None
        if pair and _GROUP_BEHIND.match(text, following.end):
            unit.unit = following.unit = previous.unit


def _is_strength(text: str, chars: Chars, value: Measure, drug_ends: dict[int, int]) -> bool:
    """Whether a percentage is the strength of a cream or of drops: "atropine 0.02%", "solution 0.003%".

    Or a concentration behind a drug: "doxazol at 10 and 100 µg/mL".
    """
    if value.unit is not None and _CONCENTRATION.fullmatch(value.unit):
        lead = _OTHER_STRENGTHS.search(text, max(chars[0] - 40, 0), chars[0])
        return lead is not None and lead.start() in drug_ends
    if value.unit != "%":
        return False
    if value.value >= _STRONGEST:
        return False
    if _FORM_BEHIND.match(text, chars[1]) or _FORM_BEFORE.search(text, max(chars[0] - 12, 0), chars[0]):
        return True
    start = drug_ends.get(chars[0] - 1)
    return start is not None and "." in text[slice(*chars)] and text.count(text[start : chars[1]]) > 1


def _of_fraction(text: str, chars: Chars, fraction: Fraction) -> ValueUnit:
    """The share where one is printed inside ("22 (8%) of 291"), else the count."""
    share = _SHARE_INSIDE.search(text, *chars)
    if share is None:
        return ValueUnit(*chars, chars, float(fraction.events), None, fraction.events, fraction.n)
    value = float(share.group(1).replace("·", "."))
    return ValueUnit(*chars, share.span(), value, "%", fraction.events, fraction.n)


def _tells_count(previous: ValueUnit, value: Measure, text: str, chars: Chars) -> bool:
    """ "Two patients on the drug (0.8%)", "24.0% of the drug group (205 participants; ...)"."""
    gap = text[previous.end : chars[0]]
    if not _GROUP_AND_BRACKET.fullmatch(gap):
        return False
    if value.unit == "%":
        told = previous.unit is None and previous.n is not None and previous.events is not None
        counted = is_people(previous.unit) or (
            previous.unit is None
            and previous.value.is_integer()
            and previous.value > 0
            and previous.spread is None
            and previous.interval is None
            and _IN_A_GROUP.match(gap) is not None
        )
        return told or (counted and previous.events is None)
    return is_people(value.unit) and previous.unit == "%" and previous.events is None


def _holds(gap: str, close: bool) -> bool:
    return close or bool(re.fullmatch(r"[^().;]{0,40}[(\[][^()\[\];]{0,20}", gap))


def _joins_count(previous: ValueUnit, value: Measure) -> bool:
    """ "five patients (1.6%)", "22 (8%) of 291", "16 of 25 patients, that is 64%"."""
    if value.unit != "%" or previous.unit == "%":
        return False
    whole = float(previous.value).is_integer() and previous.interval is None and previous.spread is None
    return whole and (previous.unit is None or is_people(previous.unit))
