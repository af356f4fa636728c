"""Numbers of a sentence that are no results of an arm: starting values, flow, plans, names, assignment."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.language.endings import Ending
from extractor.language.mentions import Time
from extractor.language.word_index import WordIndex
from extractor.linking.context import TIME_UNITS
from extractor.linking.drafts import Chars
from extractor.linking.lexicon import lower_lists
from extractor.linking.outcomes import EndpointMention
from extractor.linking.values import ValueUnit, is_people


def may_be_result(
    words: WordIndex, value: ValueUnit, start: int, end: int, named: list[EndpointMention]
) -> bool:
    """Whether nothing around a value says that it is none of an arm: its start, its flow, a dose, a plan."""
    if any(mention.start <= value.core[0] < mention.end for mention in named):
        return False
    lists = lower_lists("context.toml")
    since = max(
        (m.start for m in named if m.end <= value.start and m.value.strength != "generic"), default=start
    )
    lowered = words.lower
    near = max(start, since, value.start - 90, lowered.rfind(";", 0, value.start) + 1)
    tail = lowered[value.end : min(end, value.end + 40)].lstrip()
    if value.unit is not None and is_people(value.unit) and value.value > 5000:
        return False
    if (
        is_people(value.unit)
        and value.events is None
        and _DENOMINATOR.search(lowered[max(start, value.start - 8) : value.start])
    ):
        return False
    if _NONE_OF.search(lowered, max(start, value.start - 13), value.start):
        return False
    if _FROM_BASELINE.search(lowered, max(start, value.start - 90), value.start):
        return False

    if _is_elsewhere(words, value, start, end):
        return False

    def told(kind: str, since: int, until: int) -> bool:
        return words.search(lists[kind].pattern, since, until, lowered) is not None

    if told("baseline", near, value.start) or told("flow", near, value.start) or lists["flow"].match(tail):
        return False
    if value.unit in TIME_UNITS and told("follow_up", near, value.start):
        return False
    if lists["baseline"].match(tail):
        return False
    return not told("forward", start, end)


def _is_elsewhere(words: WordIndex, value: ValueUnit, start: int, end: int) -> bool:
    """Whether a number tells who was assigned, how arms differ, a value before treatment or a name."""
    lowered = words.lower
    tail = lowered[value.end : min(end, value.end + 110)]
    lead = lowered[max(start, value.start - 160) : value.start]
    if _MORE_PEOPLE.match(tail) or _BEFORE_AND_AFTER.match(tail):
        return True
    if _RATIO_BEHIND.match(tail) and _MOVED_BY.search(lead):
        return True
    if value.unit is not None and _AMOUNT.fullmatch(value.unit) and _GIVEN.search(lead):
        return True
    if value.unit in ("times", "fold") and _TIMES_MORE.match(tail):
        return True
    bare = value.unit is None and value.spread is None and value.interval is None and value.events is None
    if (bare or is_people(value.unit)) and value.value.is_integer():
        assigned = _ASSIGNED.search(lead)
        if assigned is not None and not _HAPPENED.search(lead, assigned.end()):
            return True
    return bare and _is_part_of_name(words, value)


def _is_part_of_name(words: WordIndex, value: ValueUnit) -> bool:
    """ "Zelabran 1 was given ... with Zelabran 1": a word and its number that come again."""
    name = _NAME.search(words.text, max(0, value.start - 24), value.start)
    if name is None or not value.value.is_integer():
        return False
    printed = words.text[name.start() : value.core[1]]
    return words.text.count(printed) > 1


def less_baselines(
    text: str, values: Sequence[ValueUnit], times: Sequence[tuple[Chars, Time]]
) -> list[ValueUnit]:
    """The values without the first of a list that goes with "at baseline, week 4 and week 8"."""
    kept = list(values)
    for match in _BASELINE_LIST.finditer(text, values[0].start, values[-1].end + 300) if values else ():
        later, stop = 0, match.end()
        for (start, end), time in times:
            if time.role == "at" and start >= match.end() and _TIME_NEXT.fullmatch(text, stop, start):
                later, stop = later + 1, end
        before = [value for value in kept if value.end <= match.start()]
        row = before[-later - 1 :]
        if later and len(row) == later + 1 and row[0].family == row[-1].family:
            kept.remove(row[0])
    return kept


_BASELINE_LIST = re.compile(r"\b(?:at|on|from) (?:the )?baseline(?=,| and\b)", re.I)
_TIME_NEXT = re.compile(
    r"(?:,|,? and)? ?(?:at |on |after |(?:the )?end of )?(?:the )?(?:(?:day|week|month|year)s? )?", re.I
)
_AMOUNT = re.compile(r"(?:[mµμ]?g|mcg|grams?|milligrams?|m[lL]|IU|units|ppm)(?:/(?:d|day|h|kg).*)?")
_GIVEN = Ending(
    re.compile(
        r"\b(?:receiv(?:e|es|ed|ing)|given|gave|took|taking|ingested|drank|administered|infused|injected"
        r"|containing|contained|contains|dos(?:e|es|age)|dose of|doses of|dosage of|supplemented with"
        r"|(?:one|two|three|single)(?: (?:\w+ )?doses?)? of|randomi[sz]ed to|assigned to)"
        r"(?: either| with| an?| up to| about)? ?\(?$"
    )
)
_TIMES_MORE = re.compile(r"\s(?:more|less|fewer|higher|lower|greater|as|the|faster|slower|larger|likelier)\b")
_MORE_PEOPLE = re.compile(
    r"(?:\s?[(\[][^()\[\]]{1,50}[)\]])?\s(?:more|fewer)\s(?:of\sthe\s)?"
    r"(?:patients|participants|people|subjects|women|men|children|adults|infants|eyes)\b"
)
_RATIO_BEHIND = re.compile(
    r"\s?[(\[](?:adjusted\s|a)?(?:rr|or|hr|irr|relative\srisk|risk\sratio|odds\sratio|hazard\sratio)\b"
)
_MOVED_BY = Ending(
    re.compile(
        r"\b(?:reductions?|increases?|improvements?|decreases?|rises?|declines?|benefits?) of (?:about )?$"
    )
)
_BEFORE_AND_AFTER = re.compile(
    r"(?:\s?[(\[][^()\[\]]{1,30}[)\]])?\s(?:before|pre-?(?:treatment|operatively|test))\b[^.;]{0,40}?"
    r"\b(?:and|to|vs\.?|versus)\b[^.;]{0,30}?\b(?:after|post-?\w*)\b"
)
_ASSIGNED = re.compile(
    r"(?<!who )\b(?:was|were) (?:then |also )?(?:randomly |equally |evenly )?"
    r"(?:assigned|allocated|randomi[sz]ed|divided)\b"
)
_HAPPENED = re.compile(
    r";|\. |\b(?:had|achieved|experienced|showed|improved|reached|developed|died|occurred|reported|responded"
    r"|completed|discontinued|withdrew|survived|relapsed|recovered)\b"
)
_NAME = re.compile(r"(?<![\w.])[A-Z][a-z]{3,} $")
_FROM_BASELINE = Ending(
    re.compile(r"\bfrom an? (?:\w+ )?baseline(?: (?!in\b)[\w-]+){0,4} of (?:about )?$", re.I)
)
_NONE_OF = re.compile(r"\bnone of (?:the )?$")
_DENOMINATOR = Ending(re.compile(r"\b(?:with|of|among) (?:the )?$", re.I))
