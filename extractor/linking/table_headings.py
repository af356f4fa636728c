"""What one heading of a table says of the numbers beside or under it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, takewhile

from extractor.language.units import time_unit, unit_at
from extractor.linking.arm_set import ArmDraft
from extractor.linking.context import Context, When
from extractor.linking.table_arms import ArmNames
from extractor.linking.table_words import EFFECTS, forms, is_only, words

Mask = Callable[[int, int], None]
"""Blanks out a stretch of a heading that has been read."""

_LONGEST = 300
SIZE = re.compile(r"[(\[,;]?\s?(?<!\w)[nN]\s?=\s?(\d{1,3}(?:[,\u2009\u202f\u00a0 ]\d{3})+|\d{1,7})\s?[)\]]?")
_SEVERAL_SIZES = re.compile(r"\([^()]{0,60}(?<!\w)[nN]\s?=\s?\d[^()]{0,60}\)")
_RATE_UNIT = re.compile(
    r"(?:per|/)\s?(?:(?:10{1,5}|1,000|10,000|100,000)\s?)?"
    r"(?:(?:patient|person|participant|subject|woman|child)s?[- –]?(?:years?|months?|days?|yrs?)|PYs?|p-?y"
    r"|year|month|annum)\b(?: (?:of|at) (?:exposure|risk|observation|follow-up))?",
    re.IGNORECASE,
)
_SLASH_TIME = re.compile(r"/\s?(year|yr|month|week|day)\b", re.IGNORECASE)
_TAIL = re.compile(r"(?:,|\(|\[|;|–|—| in )\s?(?P<unit>[^,()\[\];]{1,30})[)\]]?\s*$")
_SHORT_UNIT = re.compile(r"[^\W\d_]{1,6}(?:/[\w.]{1,8}){1,3}|10\^?\d{1,2}/L|[×x]\s?10.{1,6}/[µμ]?L")
_BARE_TIME = re.compile(
    r"(?:(?:at|after|by|to)\s)?(?:"
    r"(?P<unit1>weeks?|months?|days?|years?|hours?|wk|mo|yr|[WMDwdm](?=\d))\.?[\s-]?(?P<value1>\d{1,4}(?:\.\d)?)"
    r"|(?P<value2>\d{1,4}(?:\.\d)?)[\s-]?"
    r"(?P<unit2>weeks?|months?|mos?|days?|years?|yrs?|wks?|hours?|h|hrs?|min(?:utes?)?|[wdmy])"
    r")(?:\s(?:visit|after\s\w+|post-?\w+|of\streatment|follow-?up))?",
    re.IGNORECASE,
)
_BEFORE_REFERENCE = re.compile(
    r"\b(?:from|vs\.?|versus|over|against|minus|to|with|relative to|than)(?: the)?\s+$", re.IGNORECASE
)
_TIME_SPAN = re.compile(
    r"(?:total |overall )?(?:weeks? |months? |days? |years? )?\d{1,3}\s?(?:-|–|to)\s?(?P<last>\d{1,3})\s?"
    r"(?P<unit>weeks?|months?|days?|years?|hours?)",
    re.I,
)
_NAMED = re.compile(r"[?]P<[a-z0-9]+>")
_ANY_TIME = (
    rf"(?:{_NAMED.sub('?:', _TIME_SPAN.pattern)}|{_NAMED.sub('?:', _BARE_TIME.pattern)}"
    r"|(?:at )?baseline|(?:pre|post)-?(?:treatment|test)?|(?:before|after)(?: treatment)?|T\d|follow-?up)"
)
_TIME_BEHIND = re.compile(rf"(?:[,;:(–-]\s?|\s){_ANY_TIME}\s*\)?\s*$", re.IGNORECASE)
_TIME_BEFORE = re.compile(rf"\s*{_ANY_TIME}\s?[,;:–-]\s?", re.IGNORECASE)
_BEFORE_MEASURE = re.compile(
    r"(?:mean )?(?:baseline|pre[- –]{0,3}(?:operative|treatment|intervention|injection|test|therapy)(?:ly)?)"
    r"[ :,]+(?!adjusted|to\b|and\b|or\b|positive|negative|characteristic|[<>≤≥\d])[a-z]",
    re.I,
)
_ORDINAL = re.compile(r"\s\((?:\d|[A-Z]{1,3}\d)\)\s*$")
_MINUS = "−-–"
_LETTER_UNITS = {"w": "week", "m": "month", "d": "day", "y": "year"}
_EDGE = " \t,;:.–—-•/+±=*†‡§¶#|()[]"
_HANGING_SIGNS = " \t,;:.–—-•/±=*†‡§¶#|"
_EMPTY = re.compile(r"[(\[]\s*[,;:/±]?\s*[)\]]")
_HANGING = re.compile(
    r"^(?:of|in|for|at|the|and|or|by|with|from|vs\.?|versus)\s|\s(?:of|in|for|at|the|and|or|by|with|from|to|on|vs\.?|versus|among)$",
    re.I,
)
_JOINING = re.compile(
    r"(?:of|in|for|at|the|and|or|by|with|from|to|on|after|within|during|over|until|through)", re.I
)
_ROW_ARM_EDGE = re.compile(r"[,:;(–—\-/|]")
_WITHIN_NAME = re.compile(r"\s(?:predicted|change|reduction|improvement|weight)", re.I)
_BOUND = re.compile(r"\d\s?$")
_HEART_RATE = re.compile(r"\(?(?:bpm|beats)", re.I)


@dataclass(slots=True)
class Heading:
    """A heading as read.

    `arms`: the arms that it names; `reference`: the arm that it sets them against ("A vs placebo",
    "difference from placebo"). `forms` are kinds of numbers in order of naming (see `table_words`).
    `pair`: the arms of "A (B)", whose cells hold A's number and in brackets B's. `before` is true for a time
    before treatment, `rest` is the text that is left: an endpoint, or a part of
    the population. `clear` is false where arms were guessed from short forms.
    """

    start: int
    end: int
    text: str
    arms: tuple[ArmDraft, ...] = ()
    reference: ArmDraft | None = None
    clear: bool = True
    time: When = None
    before: bool = False
    forms: tuple[str, ...] = ()
    unit: str | None = None
    n: int | None = None
    level: float = 95.0
    rest: str = ""
    own: bool = False
    pair: tuple[ArmDraft, ArmDraft] | None = None

    @property
    def effects(self) -> tuple[str, ...]:
        return tuple(kind for kind in self.forms if kind in EFFECTS)

    @property
    def is_effect(self) -> bool:
        return (
            bool(self.effects) or "p" in self.forms or "within" in self.forms or "interaction" in self.forms
        )


def read_heading(context: Context, names: ArmNames, text: str, start: int, row: bool) -> Heading:
    """Read a heading that begins at offset `start`; `row`: a row's label, whose arms stand at an edge."""
    text = text[:_LONGEST]
    heading = Heading(start, start + len(text), text)
    left = list(text)

    def mask(a: int, b: int) -> None:
        left[a:b] = " " * (b - a)

    size = SIZE.search(text)
    if size and len(SIZE.findall(text)) > 1:
        for bracket in _SEVERAL_SIZES.finditer(text):
            mask(*bracket.span())
    elif size:
        heading.n = int(re.sub(r"\D", "", size.group(1)))
        mask(*size.span())
    _read_arms(context, names, heading, text, row, mask)
    _read_time(context, heading, "".join(left), mask)
    _read_unit(heading, "".join(left), mask)
    _read_forms(heading, "".join(left), mask)
    heading.rest = tidy(_ORDINAL.sub("", "".join(left)))
    if heading.rest.lower() in ("rate", "rates", "event rate", "incidence rate"):
        heading.forms, heading.rest = (*heading.forms, "rate"), ""
    if row and _BEFORE_MEASURE.match(text):
        heading.before = True
    if is_only("baseline_time", heading.rest):
        heading.before, heading.rest = True, ""
    elif is_only("end_time", heading.rest) or is_only("everyone", heading.rest) and not row:
        heading.own, heading.rest = True, ""
    return heading


def tidy(text: str) -> str:
    """A heading's leftover text without hanging signs and joining words."""
    text = re.sub(r"\s+", " ", _EMPTY.sub(" ", text)).strip(_HANGING_SIGNS)
    for _ in range(3):
        text = _HANGING.sub("", text).strip(_HANGING_SIGNS)
    if text.count("(") != text.count(")"):
        text = text.strip("()[] ")
    text = re.sub(r"\s+([,;)])", r"\1", text)
    return "" if _JOINING.fullmatch(text) else text


def _read_arms(context: Context, names: ArmNames, heading: Heading, text: str, row: bool, mask: Mask) -> None:
    start = heading.start
    kept: list[tuple[int, int, tuple[ArmDraft, ...]]] = []
    for a, b, arms in names.mentions(start, start + len(text)):
        a, b = a - start, b - start
        tied = _BEFORE_REFERENCE.search(text[:a])
        if tied and len(arms) == 1 and (kept or row or _names_effect(text)):
            heading.reference = arms[0]
            mask(tied.start(), b)
        elif not row or _at_edge(text, a, b):
            kept.append((a, b, arms))
    distinct = {id(arm) for _, _, arms in kept for arm in arms}
    if len(kept) > 1 and len(distinct) > 1:
        gap = text[kept[0][1] : kept[1][0]].strip(" ()")
        if len(kept) == len(distinct) == 2 and words("versus").fullmatch(gap):
            heading.arms, heading.reference = kept[0][2], kept[1][2][0]
            mask(kept[0][0], kept[1][1])
        elif len(kept) == len(distinct) == 2 and _in_brackets(text, kept[0][1], *kept[1][:2]):
            heading.pair = (kept[0][2][0], kept[1][2][0])
            mask(kept[0][0], kept[1][1])
        return
    for a, b, arms in kept:
        if len(arms) > 1:
            fit = names.guess(text)
            arms = (fit,) if fit is not None and fit in arms else arms
        elif names.contradicts(arms[0], text):
            return
        heading.arms = arms
        mask(a, b)
    if not kept and heading.reference is None:
        part, a, b = _edge_part(text) if row else (text, 0, len(text))
        if row and _names_outcome(context, start + a, start + b):
            return
        guess = names.guess(part)
        if guess is not None:
            heading.arms, heading.clear = (guess,), False
            mask(a, b)


def _in_brackets(text: str, end: int, start: int, stop: int) -> bool:
    """Whether the second of two arms stands in brackets behind the first: "intervention (control)"."""
    return text[end:start].strip() == "(" and text[stop:].lstrip()[:1] == ")"


def _names_outcome(context: Context, start: int, end: int) -> bool:
    first = bisect_left(context.mentions, start, key=lambda mention: mention.start)
    near = takewhile(lambda mention: mention.start < end, islice(context.mentions, first, None))
    return any(mention.value.strength == "lexicon" for mention in near)


def _names_effect(text: str) -> bool:
    return any(match.lastgroup in EFFECTS or match.lastgroup == "p" for match in forms().finditer(text))


def _at_edge(text: str, a: int, b: int) -> bool:
    """Whether an arm's name is the whole label, or its first or last part behind a comma or the like."""
    lead, tail = text[:a].strip(), SIZE.sub("", text[b:]).strip(" ).*†‡")
    tail = re.sub(r"^(?:group|arm|patients)\b", "", tail).strip(" :")
    if not lead and not tail:
        return True
    if not tail:
        return bool(_ROW_ARM_EDGE.match(lead[-1]))
    return not lead and bool(_ROW_ARM_EDGE.match(text[b:].strip()[:1]))


def _edge_part(text: str) -> tuple[str, int, int]:
    """The last part of a row's label behind a comma, or the whole of a short one."""
    plain = SIZE.sub(lambda match: " " * len(match.group()), text).rstrip()
    cut = max(plain.rfind(","), plain.rfind(":"), plain.rfind(" – "), plain.rfind(" - "))
    if cut > 0:
        return plain[cut + 1 :].strip(" –-"), cut, len(plain)
    return (plain, 0, len(plain)) if len(plain) <= 40 else ("", 0, 0)


def _read_time(context: Context, heading: Heading, text: str, mask: Mask) -> None:
    span = _TIME_SPAN.fullmatch(text.strip(_EDGE))
    if span:
        unit = time_unit(span.group("unit"))
        if unit:
            heading.time = (float(span.group("last")), unit)
            mask(0, len(text))
            return
    plain = _ORDINAL.sub("", text).strip()
    whole = _BARE_TIME.fullmatch(plain.lstrip(_MINUS).strip(_EDGE))
    if whole:
        heading.time = _bare(whole)
        if heading.time:
            heading.before = heading.time[0] == 0 or plain[:1] in _MINUS
            mask(0, len(text))
            return
    first = bisect_left(context.times, heading.start, key=lambda item: item[0][0])
    for chars, time in islice(context.times, first, None):
        if chars[0] >= heading.end:
            break
        if chars[1] <= heading.end and time.role in ("at", "for"):
            a, b = chars[0] - heading.start, chars[1] - heading.start
            if not text[a:b].strip():
                continue
            lead = re.search(r"(?:\b(?:at|by|after|in|over|to|from|through|up to)\s)?$", text[:a])
            heading.time = (time.value, time.unit)
            heading.before = time.value == 0
            mask(lead.start() if lead else a, b)
            return


def time_edge(text: str) -> tuple[int, int] | None:
    """Where a heading ends or begins with a time: "Control group, week 8", "Baseline: control"."""
    for edge in (_TIME_BEHIND.search(text), _TIME_BEFORE.match(text)):
        if edge is not None and edge.group().strip(_EDGE) != text.strip(_EDGE):
            return edge.span()
    return None


def is_time(text: str) -> bool:
    """Whether a text is nothing but a time: "Week 12", "6 months", "weeks 0-12"."""
    plain = text.strip(_EDGE)
    return _BARE_TIME.fullmatch(plain) is not None or _TIME_SPAN.fullmatch(plain) is not None


def _bare(match: re.Match[str]) -> When:
    word = (match.group("unit1") or match.group("unit2")).lower()
    unit = time_unit(word) or _LETTER_UNITS.get(word)
    value = match.group("value1") or match.group("value2")
    return (float(value), unit) if unit else None


def rate_unit(text: str) -> str | None:
    """The unit of a rate that a text names: "per 100 patient-years", "per year"."""
    rate = _RATE_UNIT.search(text)
    if rate is None:
        return None
    printed = re.sub(r"\s+", " ", rate.group()).strip()
    return f"per {printed.removeprefix('/')[0 if printed[0] == '/' else 4 :].strip()}"


def _read_unit(heading: Heading, text: str, mask: Mask) -> None:
    rate = _RATE_UNIT.search(text)
    if rate:
        heading.unit = rate_unit(text)
        mask(*rate.span())
        return
    slash = _SLASH_TIME.search(text)
    if slash:
        heading.unit = f"per {time_unit(slash.group(1)) or slash.group(1)}"
        mask(*slash.span())
        return
    for _ in range(3):
        tail = _TAIL.search(text.rstrip())
        if tail is None:
            return
        word = tail.group("unit").strip()
        if not word or forms().match(word):
            text = text[: tail.start()]
            continue
        found = unit_at(f"1 {word}", 1)
        if found is not None and found.end >= len(word) + 2 and found.kind in ("unit", "time"):
            heading.unit = found.name
        elif _SHORT_UNIT.fullmatch(word):
            heading.unit = word
        else:
            return
        mask(*tail.span())
        return


def _read_forms(heading: Heading, text: str, mask: Mask) -> None:
    kinds: list[str] = []
    for match in forms().finditer(text):
        kind = match.lastgroup or ""
        after, lead = text[match.end() :], text[: match.start()]
        if kind == "hazard_ratio" and (heading.unit == "bpm" or _HEART_RATE.match(after.strip())):
            continue
        if kind == "percent" and (_WITHIN_NAME.match(after) or match.group() == "%" and _BOUND.search(lead)):
            continue
        if kind == "ci":
            level = re.match(r"(\d\d(?:\.\d+)?)", match.group())
            heading.level = float(level.group(1)) if level else 95.0
        mask(*match.span())
        if kinds and kinds[-1] == kind:
            continue
        kinds.append(kind)
    heading.forms = tuple(kinds)


def is_size_only(text: str) -> bool:
    """Whether a text is nothing but a number of participants: "n = 19", "(N=357)"."""
    return SIZE.fullmatch(text.strip(_EDGE.replace("(", "").replace("[", ""))) is not None
