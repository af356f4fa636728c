"""What one heading of a table says of the numbers beside or under it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice, takewhile

from extractor.language.units import time_unit, unit_at
from extractor.linking.arms import ArmDraft
from extractor.linking.results import Context, When
from extractor.linking.table_arms import ArmNames
from extractor.linking.table_words import EFFECTS, forms, is_only, words

Mask = Callable[[int, int], None]
"""Blanks out a stretch of a heading that has been read."""

_SIZE = re.compile(r"[(\[,;]?\s?(?<!\w)[nN]\s?=\s?(\d{1,3}(?:[,\u2009\u202f\u00a0 ]\d{3})+|\d{1,7})\s?[)\]]?")
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
    r"(?:(?:at|after|by|to)\s)?(?:(?P<unit1>weeks?|months?|days?|years?|hours?|wk|mo|yr|[WMDwdm](?=\d))\.?[\s-]?(?P<value1>\d{1,4}(?:\.\d)?)|(?P<value2>\d{1,4}(?:\.\d)?)[\s-]?(?P<unit2>weeks?|months?|mos?|days?|years?|yrs?|wks?|hours?|h|hrs?|min(?:utes?)?|[wdmy]))(?:\s(?:visit|after\s\w+|post-?\w+|of\streatment|follow-?up))?",
    re.IGNORECASE,
)
_TIME_SPAN = re.compile(
    r"(?:total |overall )?(?:weeks? |months? |days? |years? )?\d{1,3}\s?(?:-|–|to)\s?(?P<last>\d{1,3})\s?"
    r"(?P<unit>weeks?|months?|days?|years?|hours?)",
    re.I,
)
_LETTER_UNITS = {"w": "week", "m": "month", "d": "day", "y": "year"}
_EDGE = " \t,;:.–—-•/+±=*†‡§¶#|()[]"
_HANGING_SIGNS = " \t,;:.–—-•/±=*†‡§¶#|"
_EMPTY = re.compile(r"[(\[]\s*[,;:/±]?\s*[)\]]")
_HANGING = re.compile(
    r"^(?:of|in|for|at|the|and|or|by|with|from|vs\.?|versus)\s|\s(?:of|in|for|at|the|and|or|by|with|from|to|on|vs\.?|versus|among)$",
    re.I,
)
_ROW_ARM_EDGE = re.compile(r"[,:;(–—\-/|]")
_PERCENT_OF_NAME = re.compile(r"%\s(?:predicted|change|reduction|of|weight)|[≥≤<>]\s?\d[\d.]*\s?%?$|\d\s?$")
_HEART_RATE = re.compile(r"\(?(?:bpm|beats)", re.I)


@dataclass(slots=True)
class Heading:
    """A heading as read.

    `arms`: the arms that it names; `reference`: the arm that it sets them against ("A vs placebo",
    "difference from placebo"). `forms` are kinds of numbers in order of naming (see `table_words`).
    `before` is true for a time before treatment, `rest` is the text that is left: an endpoint, or a part of
    the population. `clear` is false where arms were guessed from short forms.
    """

    start: int
    end: int
    text: str
    arms: tuple[ArmDraft, ...] = ()
    pooled: bool = False
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
    heading = Heading(start, start + len(text), text)
    left = list(text)

    def mask(a: int, b: int) -> None:
        left[a:b] = " " * (b - a)

    size = _SIZE.search(text)
    if size:
        heading.n = int(re.sub(r"\D", "", size.group(1)))
        mask(*size.span())
    _read_arms(context, names, heading, text, row, mask)
    _read_time(context, heading, "".join(left), mask)
    _read_unit(heading, "".join(left), mask)
    _read_forms(heading, "".join(left), mask)
    heading.rest = tidy("".join(left))
    if heading.rest.lower() in ("rate", "rates", "event rate", "incidence rate"):
        heading.forms, heading.rest = (*heading.forms, "rate"), ""
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
    return re.sub(r"\s+([,;)])", r"\1", text)


def _read_arms(context: Context, names: ArmNames, heading: Heading, text: str, row: bool, mask: Mask) -> None:
    start = heading.start
    found = names.mentions(start, start + len(text))
    before = words("reference_before")
    kept: list[tuple[int, int, tuple[ArmDraft, ...], bool]] = []
    for a, b, arms, pooled in found:
        lead = text[: a - start].rstrip()
        match = None
        for match in before.finditer(lead[-14:]):
            pass
        tied = match is not None and match.end() == len(lead[-14:])
        if tied and len(arms) == 1 and (kept or row or _names_effect(text)):
            heading.reference = arms[0]
            cut = a - start - (len(text[: a - start]) - len(lead)) - (len(match.group()) if match else 0)
            mask(max(cut, 0), b - start)
            continue
        if row and not _at_edge(text, a - start, b - start):
            continue
        kept.append((a, b, arms, pooled))
    distinct = {id(arm) for _, _, arms, _ in kept for arm in arms}
    if len(kept) == 2 and len(distinct) == 2 and heading.reference is None:
        gap = text[kept[0][1] - start : kept[1][0] - start].strip(" ()")
        if words("versus").fullmatch(gap.strip()):
            heading.reference = kept[1][2][0]
            mask(kept[0][0] - start, kept[1][1] - start)
            heading.arms = kept[0][2]
            return
    if len(kept) > 1 and len(distinct) > 1:
        return
    for a, b, arms, pooled in kept:
        if len(arms) > 1:
            fit = names.guess(text)
            arms = (fit,) if fit is not None and fit in arms else arms
        elif names.contradicts(arms[0], text):
            return
        heading.arms, heading.pooled = arms, pooled
        mask(a - start, b - start)
    if not kept and heading.reference is None and not row:
        guess = names.guess(text)
        if guess is not None:
            heading.arms, heading.clear = (guess,), False
            mask(0, len(text))
    elif not kept and heading.reference is None:
        part, a, b = _edge_part(text)
        first = bisect_left(context.mentions, start + a, key=lambda m: m.start)
        near = takewhile(lambda m: m.start < start + b, islice(context.mentions, first, None))
        known = any(mention.value.strength == "lexicon" for mention in near)
        guess = names.guess(part) if part and not known else None
        if guess is not None:
            heading.arms, heading.clear = (guess,), False
            mask(a, b)


def _names_effect(text: str) -> bool:
    return any(match.lastgroup in EFFECTS or match.lastgroup == "p" for match in forms().finditer(text))


def _at_edge(text: str, a: int, b: int) -> bool:
    """Whether an arm's name is the whole label, or its first or last part behind a comma or the like."""
    lead, tail = text[:a].strip(), _SIZE.sub("", text[b:]).strip(" ).*†‡")
    tail = re.sub(r"^(?:group|arm|patients)\b", "", tail).strip(" :")
    if not lead and not tail:
        return True
    if not tail:
        return bool(_ROW_ARM_EDGE.match(lead[-1]))
    return not lead and bool(_ROW_ARM_EDGE.match(text[b:].strip()[:1]))


def _edge_part(text: str) -> tuple[str, int, int]:
    """The last part of a row's label behind a comma, or the whole of a short one."""
    plain = _SIZE.sub(lambda match: " " * len(match.group()), text).rstrip()
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
    whole = _BARE_TIME.fullmatch(text.strip(_EDGE))
    if whole:
        heading.time = _bare(whole)
        if heading.time:
            heading.before = heading.time[0] == 0
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


def _bare(match: re.Match[str]) -> When:
    word = (match.group("unit1") or match.group("unit2")).lower()
    unit = time_unit(word) or _LETTER_UNITS.get(word)
    value = match.group("value1") or match.group("value2")
    return (float(value), unit) if unit else None


def _read_unit(heading: Heading, text: str, mask: Mask) -> None:
    rate = _RATE_UNIT.search(text)
    if rate:
        printed = re.sub(r"\s+", " ", rate.group()).strip()
        heading.unit = f"per {printed.split('/', 1)[1].strip()}" if printed.startswith("/") else printed
        per = heading.unit.lower().find("per ")
        heading.unit = f"per {heading.unit[per + 4 :]}" if per >= 0 else heading.unit
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
        found = unit_at(f"1 {word}", 1)
        if found is not None and found.end >= len(word) + 2 and found.kind in ("unit", "time"):
            heading.unit = found.name
        elif _SHORT_UNIT.fullmatch(word):
            heading.unit = word
        elif forms().match(word) or not word:
            text = text[: tail.start()]
            continue
        else:
            return
        mask(*tail.span())
        return


def _read_forms(heading: Heading, text: str, mask: Mask) -> None:
    kinds: list[str] = []
    for match in forms().finditer(text):
        kind = match.lastgroup or ""
        after, lead = text[match.end() :], text[: match.start()]
        if (
            kind == "hazard_ratio"
            and match.group() == "HR"
            and (heading.unit == "bpm" or _HEART_RATE.match(after.strip()))
        ):
            continue
        if kind == "percent" and match.group() == "%":
            if re.search(r"\d\s?$|\d$", lead) or re.match(r"\s(?:predicted|change|reduction|weight)", after):
                continue
        if kind == "ci":
            level = re.match(r"(\d\d(?:\.\d+)?)", match.group())
            heading.level = float(level.group(1)) if level else 95.0
        if kinds and kinds[-1] == kind:
            mask(*match.span())
            continue
        if (
            kind == "percent"
            and re.search(r"\bper ?cent|percentage$", match.group(), re.I)
            and re.match(r"\s(?:change|reduction|improvement)", after)
        ):
            continue
        kinds.append(kind)
        mask(*match.span())
    heading.forms = tuple(kinds)


def is_size_only(text: str) -> bool:
    """Whether a text is nothing but a number of participants: "n = 19", "(N=357)"."""
    return _SIZE.fullmatch(text.strip(_EDGE.replace("(", "").replace("[", ""))) is not None
