"""From a word of the lexicon to the whole phrase: "percent change from baseline in the EASI score"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from extractor.language.outcome_lexicon import Term, Words, abbreviates, is_short
from extractor.language.outcome_words import word_set

_NUMBER = r"\d[\d.,·]{0,8}"
_GRADE = (
    r"(?:grades? ?(?:≥ ?\d|\d(?: ?(?:or|to|and|[-–/]) ?(?:\d|higher|above|worse|greater))?|>= ?\d)"
    r"|level \d(?: or (?:level )?\d)?)"
)
_QUALIFIER = (
    r"any|all|total|serious|severe|mild|moderate|fatal|nonfatal|non-fatal|symptomatic|asymptomatic"
    r"|confirmed|major|minor"
    r"|treatment[- ]related|treatment[- ]emergent|drug[- ]related|treatment|immune[- ]related"
    r"|immune[- ]mediated|related"
    r"|clinically (?:significant|relevant|meaningful)|new|recurrent|acute|chronic|combined|overall"
    r"|first|new-onset"
    r"|systemic|local|solicited|opportunistic|invasive|severest|maternal|neonatal|fetal|postoperative"
    r"|intraoperative"
    r"|serum|plasma|urinary|urine|blood|fasting|seated|sitting|supine|office|ambulatory|home|peak"
    r"|trough|maximum|maximal"
    r"|weekly|monthly|daily|nightly|annual|annuali[sz]ed|24-hour|24-h|nighttime|night-time|daytime"
    r"|morning|evening|nocturnal"
    r"|BARC(?: types?)?(?: \d[a-c]?(?:(?:,|/| or| to|[-–])\s?\d[a-c]?){0,3})?|TIMI|ISTH|GUSTO"
    r"|12-month|24-month|pathologic(?:al)?|molecular|cytogenetic|histologic(?:al)?|endoscopic|clinical"
    r"|sustained|durable"
    r"|investigator-assessed|distal radius|lumbar spine|femoral neck|total hip|peripheral|sensory"
    r"|post-exercise|modified"
    r"|subjective|objective|physical|mental|emotional|worst|average|adjusted|laboratory[- ]confirmed"
    r"|culture[- ]confirmed"
    r"|blood-culture-confirmed|PCR-confirmed|low|lower|RSV-related|RSV-associated|influenza-associated"
    r"|normalized"
)
_FORM_NOUN = (
    r"changes?|reductions?|improvements?|increases?|decreases?|declines?|fall|falls|drop|gain|loss|rise"
    r"|deterioration"
)
_VISIT = r"(?:(?:week|day|month|year)s? \d+|\d+ (?:week|day|month|year)s?)"
_FROM = rf"(?: (?:from|since|over) (?:core |study )?baseline(?: (?:to|at|until) {_VISIT})?)?"
_EXTENT = (
    rf"(?: of (?:at least |≥ ?|>= ?|more than )?(?:an? )?{_NUMBER}(?: ?%| percent|[- ]points?| mm\s?Hg"
    r"| letters?)?(?: or (?:more|greater))?)?"
)
_LEFT = re.compile(
    rf"(?P<form>(?:(?:maximum|percent(?:age)?|%|absolute|relative|mean|median|ls|within-individual"
    rf"|adjusted) ){{0,4}}"
    rf"(?:{_FORM_NOUN}){_EXTENT}{_FROM} (?:in|of|for) (?:the )?(?:(?:mean|three-month average of"
    rf"|average) )?)?"
    rf"(?P<time>time to (?:the )?(?:an? )?(?:first |onset of )?|duration of |cumulative incidence of "
    rf"|annuali[sz]ed rate of "
    rf"|incidence of |rates? of |risk of |odds of |number of |proportion of |percentage of "
    rf"|frequency of )?(?:the )?(?:an? )?"
    rf"(?P<qualifiers>(?:(?:{_GRADE}|{_QUALIFIER}),?[- ](?:or |and )?){{0,5}})",
    re.IGNORECASE,
)
_LEFT_WORDS = word_set("left_words")
_RESPONSE = (
    r"(?: (?:total|overall|symptom|sub))?[- ]?(?:total scores?|scores?|responses?|responders?|rates?"
    r"|remission|levels?|success"
    r"|index|concentrations?|counts?|titer|titre|events?|episodes?|values?|subscale|domain|positivity"
    r"|expression|improvements?"
    r"|reductions?|loss|decline|control|negativity|activity|elevations?)\b"
)
_BOUND = (
    r"(?:below|above|under|over|at or below|less than|no more than|of at least|at least|greater than|<|>|≤|≥"
    r"|<=|>=)"
)
_UNIT = (
    r"(?:\s?(?:%|percent|mm\s?Hg|mmol/L|mmol/l|mmol/mol|mg/dL|g/dL|g/L|points?|kg|copies/mL|cells/µL|cm))?"
)
_RIGHT = re.compile(
    rf"(?P<noun>{_RESPONSE})?"
    rf"(?P<bound> (?:score )?of (?:0(?:/| or |-|–)1\b|{_NUMBER}{_UNIT} or (?:less|lower|fewer|more"
    rf"|higher|greater|above|below)"
    rf"|(?:at least|less than|more than|under|over|≥|≤|<|>) ?{_NUMBER}{_UNIT}"
    rf"|[“\"]?clear[”\"]?(?: \(0\))? or [“\"]?almost clear[”\"]?(?: \(1\))?)"
    rf"|(?: score)?,? ?\(?(?:0/1|0 or 1|0-1|0–1)\)?(?! ?[\d%])"
    rf"|\s?{_BOUND}\s?{_NUMBER}{_UNIT}(?: times the upper limit of normal)?"
    rf"| above three times the upper limit of normal|(?:[ -]{_NUMBER}(?=\W)(?!\s?(?:%|mg"
    rf"|[a-z.·])))(?:/\d{{2,3}}){{0,2}})?"
    rf"(?P<extent> (?:with|plus|and) (?:an? )?(?:(?:at least|improvement of at least) (?:an? )?|≥ ?"
    rf"|>= ?)\d[- ](?:point|grade)s?(?: (?:improvement|reduction|decrease))?)?"
    rf"(?P<tail> (?:leading to|that led to|led to|resulting in) (?:an? )?(?:(?:permanent|treatment"
    rf"|study|study drug|study-drug|drug|infusion|dose) )?"
    rf"(?:discontinuations?|withdrawals?|interruptions?(?:/discontinuation)?|reductions?|death"
    rf"|hospitali[sz]ation)(?: of (?:any )?(?:study )?(?:drug|treatment))?"
    rf"| of grade ?(?:≥ ?\d|\d(?: or (?:higher|above|worse|greater))?|\d ?[-–/] ?\d)"
    rf"| of special interest| related to (?:the )?(?:product|treatment|study drug)| by (?:modified "
    rf"|full |partial )?mayo score"
    rf"| from any cause| in the hospital| before \d+ weeks)?",
    re.IGNORECASE,
)
_FROM_DETAIL = re.compile(
    r" (?:to|at|until) (?:(?:week|day|month|year)s? \d+|\d+ (?:week|day|month|year)s?)|\b(?:the|an?"
    r"|mean|adjusted|ls) ",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"percent|%", re.IGNORECASE)
_SHORT_IN_BRACKETS = re.compile(
    r"(?: score| scale| index)? ?\((?P<short>[A-Za-z][\w+/-]{1,11})(?:[;,][^()\n]{0,70})?\)"
)
_FREE = re.compile(r"[- ]free\b(?!\s(?:survival|interval))", re.IGNORECASE)
_MOVEMENT = re.compile(
    r"[ -]?(?:scores? |levels? )?(?:declines?|reductions?|improvements?|decreases?|increases?)", re.IGNORECASE
)
_LANDMARK = re.compile(r"(?<![\w-])\d{1,3}-(?:month|year|week|day) ", re.IGNORECASE)
_LED = re.compile(r"\bthat led to|\bled to", re.IGNORECASE)
_CHANGED = (
    r"changed|fell|fallen|rose|risen|dropped|declined|decreased|increased|improved|worsened|come down"
    r"|gone (?:up|down)|went (?:up|down)"
    r"|came down|drifted|gained|lost|shrank|climbed|slipped|reduced|lowered|moved"
)
_CHANGING = re.compile(
    r"\b(?:reduc|lower|improv|increas|decreas|rais|cut)(?:ed|es|ing)? $|\b(?:cut|lost) $", re.IGNORECASE
)
_CHANGES = re.compile(
    rf"(?: \([^()\n]{{1,40}}\))?(?: (?:at|by|over|after) (?:\w+ \d+|\d+ \w+),?)?(?: (?:had|has|have|was"
    rf"|were|also|then|significantly|only)){{0,3}} (?:{_CHANGED})\b",
    re.IGNORECASE,
)
_LOSS = re.compile(
    r"(?<!annualized )(?<!annualised )"
    r"(?:incidence|rates?|risk|odds|number|proportion|percentage|frequency) of ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that names an outcome, with its offsets."""

    start: int
    end: int
    name: str
    kind: str
    percent: bool = False


def extend(
    text: str, words: Words, first: int, last: int, term: Term, shorts: Mapping[str, str], short_printed: bool
) -> Phrase:
    """The phrase around the lexicon's term that words `first` to `last` (half-open) name.

    `shorts` are the document's own short forms; `short_printed` says that the
    document prints the term's short form somewhere.
    """
    core_start, core_end = words.starts[first], words.ends[last - 1]
    printed = text[core_start:core_end]
    bracket = _SHORT_IN_BRACKETS.match(text, core_end)
    short = bracket.group("short") if bracket and abbreviates(bracket.group("short"), printed) else None
    if bracket is not None and short is not None:
        core_end = bracket.end()
    start, left = extend_left(text, words, first)
    right = _RIGHT.match(text, core_end)
    end = right.end() if right else core_end
    free = _FREE.match(text, core_end) if term.kind != "score" else None
    end = free.end() if free is not None else end
    form = (left.group("form") or "") if left else ""
    time = (left.group("time") or "") if left else ""
    qualifiers = (left.group("qualifiers") or "") if left else ""
    core = _core_name(printed, term, shorts, short_printed)
    if (
        short is not None
        and core == printed
        and any(c.isupper() for c in printed[1:])
        and printed.count(" ") > 1
    ):
        core = short
    head = _FROM_DETAIL.sub("", form) if form else ""
    tail = _LED.sub("leading to", text[core_end:end])
    kind = _kind(term, form, time, tail)
    kind = "responder" if free is not None else kind
    moved = _MOVEMENT.fullmatch(tail)
    if moved is not None and not form and kind in ("score", "other", "rate", "time_to_event", "safety"):
        tail = ""
        if kind in ("score", "other"):
            head, kind = "change from baseline in ", "change"
    if (
        not form
        and kind == "score"
        and (_changes_after(text, end) or _CHANGING.search(text, max(0, start - 14), start))
    ):
        head, kind = "change from baseline in ", "change"
    name = head + _LOSS.sub("", time) + _LANDMARK.sub("", qualifiers) + _LANDMARK.sub("", core) + tail
    return Phrase(start, end, " ".join(name.split()), kind, bool(form and _PERCENT.search(form)))


def _changes_after(text: str, end: int) -> bool:
    return _CHANGES.match(text, end) is not None


def extend_left(text: str, words: Words, first: int) -> tuple[int, re.Match[str] | None]:
    """Where the phrase before a word begins that names a form or qualities of it, and what it says."""
    stop, at = words.starts[first], first
    while at > 0 and first - at < 14:
        norm = words.norms[at - 1]
        if norm not in _LEFT_WORDS and not norm[0].isdigit():
            break
        gap = text[words.ends[at - 1] : words.starts[at]]
        if len(gap) > 3 or "\n" in gap or "." in gap or "(" in gap or ";" in gap:
            break
        at -= 1
    for begin in range(at, first):
        match = _LEFT.match(text, words.starts[begin], stop)
        if match is not None and match.end() == stop and match.group().strip():
            lead = re.match(r"(?:the|an?) ", match.group(), re.IGNORECASE)
            return words.starts[begin] + (lead.end() if lead else 0), match
    return stop, None


def _core_name(printed: str, term: Term, shorts: Mapping[str, str], short_printed: bool) -> str:
    """The long form of an outcome printed short, the short form of an instrument printed long."""
    if is_short(printed):
        if is_short(term.name):
            return printed
        if abbreviates(printed, term.name):
            return term.name + "s" if printed.endswith("s") and not term.name.endswith("s") else term.name
        return shorts.get(printed, printed)
    numbered = any(character.isdigit() for character in printed)
    if is_short(term.name) and short_printed and not numbered and abbreviates(term.name, printed):
        return term.name
    return printed


def _kind(term: Term, form: str, time: str, right: str) -> str:
    if time.lower().startswith("time to"):
        return "time_to_event"
    if time.lower().startswith("annuali"):
        return "rate"
    if term.kind == "event":
        return "time_to_event"
    bound = re.search(
        r"[<>≤≥]|below|above|under|or less|or more|or lower|0/1|0 or 1|clear|response|responder", right
    )
    if bound or (form and re.search(r" of (?:at least|≥|>=|more than)", form)):
        return "responder"
    if form and term.kind in {"score", "other"}:
        return "change"
    return term.kind
