"""Which endpoint, timepoint, subgroup and analysis a number belongs to."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.language.endings import Ending
from extractor.language.mentions import EndpointName, Time
from extractor.language.spans import doc_lower
from extractor.linking.change_words import has_moved, is_of_people
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.lexicon import lower_lists, phrase_lists


@dataclass(frozen=True, slots=True)
class EndpointMention:
    """A phrase that names an outcome, at its place."""

    start: int
    end: int
    value: EndpointName


@dataclass(slots=True)
class Choice:
    """The endpoint chosen for a number, how sure, and why."""

    mention: EndpointMention | None
    score: float
    why: str


_STRENGTH = {"lexicon": 0.6, "pattern": 0.4, "generic": -0.4}
_NEW_SENTENCE = re.compile(r"[)\]] (?:The|There|In|No|This|We|Both|All)\b")
"""A sentence behind a bracket whose full stop is missing."""
_ITS_NUMBER = re.compile(r"(?: (?:was|were|of|in))?\s?[(\[:]\s?")
"""Between an outcome and the numbers that are its own: "nor did length of stay (6.1 vs 5.9 days)"."""
_CLOSED = re.compile(r"[^()]{0,60}\)\s?,")
"""Behind a number in brackets: what follows has numbers of its own."""
_BREAK = re.compile(r";|\b(?:while|whereas)\b|\. ")


def choose_endpoint(
    text: str,
    mentions: Sequence[EndpointMention],
    start: int,
    end: int,
    number: Chars,
    others: Sequence[Chars],
) -> Choice:
    """The endpoint for a run of numbers at `number` within the sentence `start` to `end`.

    `others` are the places of the sentence's other runs: a phrase behind the numbers is theirs only where
    no other run stands between.
    """
    starts = [mention.start for mention in mentions]
    first = bisect_left(starts, start)
    inside = []
    for mention in mentions[first:]:
        if mention.start >= end:
            break
        if not _WITH_DECIMAL.search(mention.value.name):
            inside.append(mention)
    best = Choice(None, 0.0, "none")
    counted = [m for m in inside if number[0] < m.start < number[1]]
    counted = [m for m in counted if not m.value.reference and m.value.strength != "generic"]
    if counted:
        return Choice(counted[-1], 1.8, "what is counted")
    before = [m for m in inside if m.end <= number[0] + 1 and not _is_when(text, m)]
    rivals = 0
    before = [
        m
        for index, m in enumerate(before)
        if not (index and m.value.reference and _APPOSED.fullmatch(text, before[index - 1].end, m.start))
    ]
    if any(not mention.value.reference for mention in before):
        before = [m for m in before if not m.value.reference or m.value.role]
    if len(before) > 1:
        before = [m for m in before if not _MOST_COMMON.search(text, max(m.start - 24, 0), m.start)] or before
    for mention in reversed(before):
        rank, rivals = rivals, rivals + (mention.value.strength != "generic")
        gap = text[mention.end : number[0]]
        score = 1.2 + _STRENGTH[mention.value.strength] - 0.55 * rank - len(gap) / 160
        if re.fullmatch(r"[\s(:,]*(?:was|were|of|rates?|is|had|in|occurred in|:|=|—|–)?[\s(]*", gap):
            score += 1.2
        if _BREAK.search(gap):
            score -= 1.3
        if score > best.score:
            best = Choice(mention, score, f"before, rank {rank}")
    after = [m for m in inside if m.start >= number[1] - 1]
    for rank, mention in enumerate(after):
        if any(number[1] <= other[0] < mention.start for other in others):
            if not _OUTCOME_LATER.search(text, number[1], mention.start):
                break
            if rank or mention.start - number[1] > 160:
                break
        gap = text[number[1] : mention.start]
        if _CLOSED.match(gap) and _bracketed(text, start, number[0]):
            break
        if _BREAK.search(gap) or _NEW_SENTENCE.search(text, number[1] - 1, mention.start):
            break
        score = 0.7 + _STRENGTH[mention.value.strength] - 0.6 * rank - len(gap) / 160
        if re.search(
            r"\b(?:achiev\w+|attain\w+|reach\w+|experienc\w+|reported|developed|discontinued|had|met|show\w+)\b",
            gap,
        ) or (mention.value.strength == "pattern" and not gap.strip()):
            score += 1.1
        elif mention.value.kind == "safety" and not gap.strip():
            score += 0.6
        elif text[mention.start : mention.end] in _HAPPENED:
            score += 0.3
        elif not lower_lists("phrases.toml")["responding"].search(gap.lower()):
            score -= 0.6
        if any(_ITS_NUMBER.fullmatch(text, mention.end, other[0]) for other in others):
            score -= 1.2
        if score > best.score:
            best = Choice(mention, score, f"after, rank {rank}")
    return best


_WHEN = re.compile(r"\b(?:after|before|following|during|undergoing|since|prior to|post) (?:the )?$", re.I)


def _is_when(text: str, mention: EndpointMention) -> bool:
    """ "Recurrence after surgery was 29%": the surgery says when."""
    generic = mention.value.strength == "generic" and not mention.value.reference
    return generic and _WHEN.search(text, max(0, mention.start - 16), mention.start) is not None


def _bracketed(text: str, start: int, place: int) -> bool:
    return text.count("(", start, place) > text.count(")", start, place)


_WITH_DECIMAL = re.compile(
    r"(?<!below)(?<!above)(?<!under)(?<!over)(?<!than)(?<!least)(?<!of)(?<![<>≤≥]) \d{1,4}[.·]\d{1,3}$"
)
"""What participants were like, no endpoint: "(mean EASI 28.4)"."""


def _in_name(text: str, item: tuple[Chars, Time]) -> bool:
    """ "24-hour blood pressure": hours joined to a measure are part of its name."""
    return item[1].unit in ("hour", "minute") and "-" in text[item[0][0] : item[0][1]]


_OVER = re.compile(r"\b(?:over|during|throughout|within)(?: (?:the|a|first|initial|full|entire))*\s?$", re.I)


def _is_span(text: str, start: int, item: tuple[Chars, Time]) -> bool:
    """ "Over 36 months, ...", "relapse during the first 3 months": what a result was counted over."""
    (place, stop), time = item
    if time.role != "for" or time.unit not in ("week", "month", "year", "day"):
        return False
    return _OVER.search(text, max(start, place - 30), stop if text[place].isalpha() else place) is not None


def choose_time(
    text: str,
    times: Sequence[tuple[Chars, Time]],
    start: int,
    end: int,
    number: Chars,
    others: Sequence[Chars],
) -> tuple[Time, Chars] | None:
    """The timepoint that the sentence gives for a number, or None."""
    here = [(chars, time) for chars, time in times if start <= chars[0] < end and time.role == "at"]
    here = [item for item in here if not _in_name(text, item)]
    if not here:
        spans = [item for item in times if start <= item[0][0] < end and _is_span(text, start, item)]
        return (spans[0][1], spans[0][0]) if len(spans) == 1 and spans[0][0][1] <= number[0] else None
    after = [
        item
        for item in here
        if item[0][0] >= number[1] and not any(number[1] <= o[0] < item[0][0] for o in others)
    ]
    before = [item for item in here if item[0][1] <= number[0]]
    if after and (not before or after[0][0][0] - number[1] < number[0] - before[-1][0][1]):
        gap = text[number[1] : after[0][0][0]]
        if ";" not in gap:
            return after[0][1], after[0][0]
    if before:
        return before[-1][1], before[-1][0]
    return (here[0][1], here[0][0]) if len(here) == 1 else None


def analysis_at(doc: Doc, start: int, number: int) -> str | None:
    """The data cut of a number: named right behind it, or last before it with no change told since."""
    text, pattern = doc_lower(doc), lower_lists("phrases.toml")["analysis"]
    behind = _CUT_BEHIND.match(text, number)
    if behind is not None:
        return behind.group(1)
    found = list(pattern.finditer(text, start, number))
    if not found or _SINCE.search(text, found[-1].end(), number):
        return None
    return found[-1].group()


_CUT_BEHIND = re.compile(
    r"(?:[^.;()]|(?<=\d)\.(?=\d)){0,60}?\b(?:at|in) (?:the |an )?"
    r"((?:first|earlier|previous|primary|interim|final|last) (?:analysis|data cut(?:-?off)?|look|readout))\b"
)
_SINCE = re.compile(
    r"\bnow\b|\bsince\b|\b(?:has|have) (?:since )?(?:risen|fallen|grown|climbed|dropped|increased)\b"
)


_HAPPENED = frozenset(["died", "responded", "relapsed", "recovered", "progressed", "recurred"])
_APPOSED = re.compile(r"\s?(?:,|\(|—|–)\s?(?:(?:an?|the|another|one of the)\s)?(?:key\s)?")
_OUTCOME_LATER = re.compile(
    r"achiev|attain|\bhad\b|reach|experienc|reported|withdr|discontinu|died|stopped|\bleft\b|develop"
)
_MOST_COMMON = Ending(re.compile(r"\b(?:most (?:common|frequent)|commonest|leading) (?:\w+ )?$", re.I))


_SIGNED_SCALE = re.compile(
    r"\b[zt][- ]?scores?\b|refracti|spherical|base excess|sd scores?|sds\b|temperature|slopes?\b"
    r"|annuali[sz]ed"
)
_CHANGE_OF = re.compile(r"\bchanges? (?:from baseline )?in\b", re.I)


def statistic_of(
    unit: str | None, kind: str, name: str, signed: bool, lead: str, count: bool, tail: str | None = None
) -> str:
    """The statistic of an arm's value from its unit, its endpoint and the words around it.

    A value printed with a sign (`signed`) is a change, except of a score that may be negative itself.
    `tail` are the words behind it, None where there are none, as in a table.
    """
    words = f"{name} {lead}".lower()
    if count:
        return "count"
    if signed and kind != "rate" and not _SIGNED_SCALE.search(words):
        kind = "change"
    happens = kind in ("responder", "time_to_event") or (kind == "safety" and _EVENT.search(words))
    happens = happens or _LASTS.search(words) is not None
    moved = has_moved(lead, tail or "") and not happens
    if unit == "%" or unit == "percentage points":
        return _of_percentage(unit, kind, words, moved, tail)
    if unit in ("month", "week", "day", "year", "hour", "minute"):
        if moved or (kind == "change" and (signed or _CHANGE_OF.search(name) is not None)):
            return "change_from_baseline"
        return "median" if "median" in words or kind == "time_to_event" else "mean"
    per_time = unit is not None and re.search(r"^per | per |/100", unit, re.I) is not None
    if (per_time and kind in ("rate", "safety", "other", "time_to_event")) or kind == "rate":
        return "rate"
    if "slope" in name.lower() and kind != "change":
        return "rate"
    if kind == "change" or moved or phrase_lists("phrases.toml")["changing"].search(words):
        return "change_from_baseline"
    if "median" in words:
        return "median"
    return "mean"


def _of_percentage(unit: str, kind: str, words: str, moved: bool, tail: str | None) -> str:
    told = kind == "change" or _PERCENT_CHANGE.search(words) is not None
    if tail is None:
        told = told and not _SHARE.search(words)
    else:
        told = told and not _SHARE_OF.search(words) and not is_of_people(tail)
    if moved or told:
        own = unit == "percentage points" or _MEASURED_IN_PERCENT.search(words)
        return "change_from_baseline" if own else "percent_change_from_baseline"
    if kind == "score" and re.search(r"\bmean\b|time in range", words):
        return "mean"
    return "proportion"


_LASTS = re.compile(r"\btime to\b|\bduration\b")
_EVENT = re.compile(r"\bevents?\b|death|discontinu|side effect|reactions?\b")
_PERCENT_CHANGE = re.compile(
    r"\b(?:percent(?:age)? (?:change|reduction|improvement|decrease)|change from baseline|weight loss)\b"
)
_SHARE = re.compile(r"proportion|patients|share of|responder")
_SHARE_OF = re.compile(r"proportion of|share of|responder|[<>≤≥]|at least|or more|or greater")
_MEASURED_IN_PERCENT = re.compile(
    r"\bhba1c\b|\ba1c\b|h(?:a)?emoglobin|ejection fraction|lvef|time in range|predicted|fat fraction"
)


def direction_of(words: str) -> str | None:
    """`increase` or `decrease` as the words before a change say, else None."""
    lists = lower_lists("phrases.toml")
    words = words.lower()
    down = [m.start() for m in lists["down"].finditer(words)]
    up = [m.start() for m in lists["up"].finditer(words)]
    if not down and not up:
        return None
    return "decrease" if max(down, default=-1) > max(up, default=-1) else "increase"


def new_endpoint(mention: EndpointMention) -> EndpointDraft:
    """An endpoint that the document never lists, made from the phrase that reports its numbers."""
    value = mention.value
    return EndpointDraft(
        value.name,
        "safety" if value.kind == "safety" else None,
        kind=value.kind,
        mentions=[(mention.start, mention.end)],
        evidence=[(mention.start, mention.end)],
        confidence=0.6,
    )
