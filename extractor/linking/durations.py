"""How long the treatment of a trial lasted, as sentences say it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "twelve": 12,
    "fourteen": 14, "fifteen": 15, "sixteen": 16, "eighteen": 18, "twenty": 20, "twenty-four": 24, "twenty-six": 26, "fifty-two": 52,
}
_N = rf"(?P<n>\b\d{{1,3}}(?:\.5)?|\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))}))"
_U = r"(?P<u>minute|hour|day|week|wk|month|mo|year|yr)s?"
_HYPHEN = rf"{_N}[ -]{{1,2}}(?P<u>minute|hour|day|week|wk|month|mo|year|yr)\b"
_PLAIN = rf"{_N} (?:consecutive |full |monthly )?(?P<u>minute|hour|day|week|wk|month|mo|year|yr|cycle)s?\b"
_TRIAL = r"(?:trials?|stud(?:y|ies)|rct)\b(?! (?:drug|visit|medication))"
_DESIGN = r"(?:(?:randomi[sz]ed|double-? ?blind(?:ed)?|placebo-? ?controlled|open-? ?label|single-arm|parallel-group|prospective|multicent(?:er|re)|phase|\d|i{1,3}\w?|controlled|pivotal|clinical|[a-z]+-(?:controlled|blind|masked|group|treat|target)|induction|core|maintenance|treatment|active|and|intervention|supplementation|crossover|of|safety|efficacy|extension|superiority|noninferiority|non-inferiority|global|international)[, ]{1,2}){0,9}"
_PATTERNS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        (9, rf"\b(?:over|for|during|throughout|across|completed) (?:a |an |the )?(?:total of )?{_HYPHEN},? (?:double-blind |randomi[sz]ed |blinded |placebo-controlled |core |main )?(?:treatment|intervention|dosing|supplementation|induction|study|trial) (?:period|phase|course|duration)"),
        (9, rf"\btreatment (?:went on|lasted|continued|period (?:was|of|lasted)|duration (?:was|of))(?: for)? {_PLAIN}"),
        (9, rf"\b{_HYPHEN},? {_DESIGN}{_TRIAL}"),
        (9, rf"\b(?:trial|study)\b(?:[^.;()]{{0,25}})? (?:of|lasting|lasted|took|ran for|over) (?:a )?{_PLAIN}(?! (?:of age|or older|old))"),
        (8, rf"\b(?:random|assign|allocat|receiv|given|took|treated|placebo|dose|administered|daily|weekly|twice|once|injection|tablet|capsule|treat|consum|intake|supplement|appl|inject|add\b|cycle)[^.;]{{0,220}}? (?:for|over|throughout) (?:a total of |a period of |up to a total of |the )?{_PLAIN}(?! (?:before (?:screening|baseline|random|enrol|entry|study|the study|inclusion|trial)|prior|of follow|or more|or longer|after|of age|history|in the past))"),
        (7, rf"\bover a period of {_PLAIN}"),
        (7, rf"\b{_HYPHEN}(?: [\w-]+){{0,3}} (?:treatment|intervention|supplementation|therapy|induction|maintenance|administration|course|study|dosing|double-blind)\b(?! extension)"),
        (7, rf"\b(?:it|which|trial|study|treatment|phase) (?:lasted|lasts|ran|runs) (?:for )?{_PLAIN}"),
        (6, rf"\b{_PLAIN} of (?:treatment|therapy|supplementation|dosing|(?!follow|age|the |observation|data|life|history)[a-z]{{5,20}}(?:mab|nib|tide|ib|ine|ol|in|an|one|ide|ate|ast|il)\b)"),
        (7, rf"\b(?:will|to|and|would) last (?:for )?{_PLAIN}"),
        (6, rf"\btreatment (?:over|for|during) {_PLAIN}"),
        (5, rf"\b(?:across|over|during|throughout) (?:the )?{_PLAIN}(?! (?:ago|after|before|of age))"),
        (5, rf"\b(?:across|over|during|throughout) the {_HYPHEN} (?:period|study|trial|treatment)"),
        (5, rf"\b{_HYPHEN} (?:modified |low-|high-|mediterranean |diet|programme|program|regimen)"),
    )
)
_NOT_BEHIND = re.compile(r"^[\w-]{0,3}[, ]{0,2}(?:[\w-]+ ){0,2}?(?:washout|wash-out|run-in|lead-in|follow-?up|screening|history|extension|withdrawal|observation|survival|rate|os\b|pfs|efs|data|visit|interval|loading|titration|old)\b")
_NOT_BEFORE = re.compile(r"(?:at least|up to|more than|less than|minimum of|every|within|median|followed for|followed|followed up for|follow-up of|follow-up for|washout of|for another|another|additional|further|after an?|after|previous|past|last|first|each|fewer than|longer than|history of|aged|response lasting|responses lasting)\s(?:a |an |the )?$")
_SKIP = re.compile(r"\bfollow-?up\b[^.;]{0,25}$|(?:washout|run-in|lead-in)[^.;]{0,15}$|\bextension[^.;]{0,20}$|\btitrated[^.;]{0,40}$")
_SCHEDULE = re.compile(r"^[a-z]{0,6},? (?:then\b|until\b|thereafter|followed by|and (?:then|every|once|twice|\d)|every|and)")
_UNITS = {"wk": "week", "mo": "month", "yr": "year", "cycle": "month"}
_BRACKETS = re.compile(r"\([^()]{0,200}\)")
_INNER = re.compile(rf"\([^()]{{0,120}}(?:placebo|daily|weekly|mg|dose)[^()]{{0,80}}? for {_N} (?P<u>week|month|year)s?(?=[;,)])")
_FOR = re.compile(rf" for {_N} {_U}\b")
_CUE = re.compile(r"\b(?:minute|hour|day|week|wk|month|mo|year|yr)s?\b")


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of treatment: value and unit, offsets in the sentence, and how sure the wording is."""

    value: float
    unit: str
    start: int
    end: int
    rank: int


def durations(text: str) -> list[Duration]:
    """Lengths of treatment that a sentence (lower case) gives, surest first."""
    if _CUE.search(text) is None:
        return []
    plain = _BRACKETS.sub(lambda match: "#" * len(match.group()), text)
    found: dict[int, Duration] = {}
    for rank, pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.start("n"), match.end("u")
            if match.group("u") == "cycle" and "monthly" not in match.group():
                continue
            if _NOT_BEHIND.match(text[end : end + 60]):
                continue
            if rank != 7 and _NOT_BEFORE.search(text[max(0, start - 24) : start]):
                continue
            if _SKIP.search(text[max(0, start - 70) : start]):
                continue
            if _SCHEDULE.match(text[end : end + 30]) and "every" in text[max(0, start - 30) : start]:
                continue
            word = match.group("n")
            value = float(_WORDS[word]) if word in _WORDS else float(word)
            unit = _UNITS.get(match.group("u"), match.group("u"))
            if value == 0 or unit in ("minute", "hour"):
                continue
            if start not in found or found[start].rank < rank:
                found[start] = Duration(value, unit, start, end, rank)
    if "(" in text:
        for inner in _INNER.finditer(text):
            word, unit = inner.group("n"), inner.group("u")
            found.setdefault(
                inner.start("n"),
                Duration(float(_WORDS.get(word, 0) or word), unit, inner.start("n"), inner.end("u"), 6),
            )
    best = sorted(found.values(), key=lambda duration: (-duration.rank, duration.start))
    if len({match.groups() for match in _FOR.finditer(plain)}) > 1:
        return [d for d in best if d.rank != 8]
    return best
