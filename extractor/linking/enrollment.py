"""How many people took part in a trial, as sentences say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PEOPLE = (
    r"(?:patients?|participants?|adults?|people|persons?|subjects?|children|infants?|neonates?|newborns?|women|men|girls|boys|"
    r"volunteers?|individuals?|adolescents?|toddlers?|outpatients?|inpatients?|pts|households?|eyes|veterans?|mothers?|pregnancies|"
    r"students?|residents?|recipients?|survivors?|responders?|athletes?|smokers?|workers?|couples?|practices|villages|schools|clusters|donors?|teenagers?|babies|youths?)"
)
_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORD = rf"(?:{'|'.join([*_UNITS, *_TENS])})"
_WORDED = rf"(?:(?:(?:one|two|three|four|five|six|seven|eight|nine|a) (?:hundred|thousand)(?:,? and| ))?\s?{_WORD}(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one|two|three|four|five|six|seven|eight|nine|a) hundred)"
_DIGITS = r"(?<![\d.,/:-])(?:\d{1,3}(?:[, ]\d{3}){1,2}|\d{1,6})(?![\d%]|[.,·:/]\d| ?(?:%|percent|mg|µg|kg|ml|weeks?|months?|years?|days?|hours?|centers?|centres?|sites?|countries|hospitals?|minutes?))"
_N = rf"(?P<n>{_DIGITS}|\b{_WORDED}\b)"
_APPROX = r"(?:a total of |in total,? |about |approximately |around |some |roughly |nearly |more than |over |an estimated |up to |as many as |all |the |of |these |another )*"
_ADJ = r"(?:[a-z][\w'/+-]*,? ){0,5}?"
_RANDOMIZED = r"(?:randomi[sz]ed|randomly (?:assigned|allocated|divided|selected)|(?:assigned|allocated)(?: at random| randomly)?|re-?randomi[sz]ed)"
_TOOK = r"(?:enrol(?:l)?ed|recruited|included|entered|registered|vaccinated|treated|accrued)"
_AUX = r"(?:were|was|had been|have been|has been|are|being|to be|will be|underwent|are to be)"
_QUANT = r"(?:eligible |consecutive |consenting |healthy )?"


@dataclass(frozen=True, slots=True)
class Total:
    """A number of participants with its offsets in the sentence; `rank` is higher for surer wordings."""

    n: int
    start: int
    end: int
    rank: int


_PATTERNS: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        (9, rf"{_N} {_ADJ}(?:{_PEOPLE})?(?:[ ,(][^.;:()]{{0,90}}?)?,? ?{_AUX} (?:\w+ )?(?:{_RANDOMIZED})\b"),
        (9, rf"\brandomi[sz]ed,? (?:a total of |about |approximately |some )?{_N} {_ADJ}{_PEOPLE}\b"),
        (9, rf"\b(?:{_RANDOMIZED}|to randomi[sz]e|will randomi[sz]e|randomi[sz]ing) {_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (9, rf"\bof (?:the |all )?{_N} {_ADJ}(?:{_PEOPLE} )?(?:who were )?(?:{_RANDOMIZED})\b"),
        (8, rf"{_N} {_ADJ}{_PEOPLE},? (?:in all,? )?{_RANDOMIZED}\b"),
        (8, rf"\b{_PEOPLE}, {_N} in all, {_AUX} "),
        (8, rf"{_N} of (?:an? |the )?(?:planned|targeted|intended) [\d,]+ {_ADJ}{_PEOPLE} {_AUX} "),
        (8, rf"\brandomi[sz]ed \(n ?= ?{_N}\)"),
        (7, rf"{_N} {_ADJ}{_PEOPLE}\b[^.;()]{{0,260}}?,? {_AUX} (?:\w+ )?{_TOOK}\b"),
        (7, rf"{_N} {_ADJ}{_PEOPLE},? (?:\w+ )?{_TOOK}\b"),
        (7, rf"(?:^|[;:,] ?|\band |a total of ){_N} {_AUX} (?:\w+ )?{_TOOK}\b"),
        (9, rf"(?:^|[;:,] ?|\band ){_N} (?:{_AUX} )?{_RANDOMIZED}\b"),
        (7, rf"\b(?:{_TOOK}|enrol(?:l)?ing|enrol(?:l)?|recruiting|recruits?|involving|involved|includes?|to include|included|took in|took|randomi[sz]e|accrued?) {_APPROX}{_N}(?: of them\b| {_ADJ}{_PEOPLE}\b)"),
        (7, rf"{_N} {_ADJ}{_PEOPLE}\b[^.;()\d]{{0,90}}? (?:received|got|took|were given) (?:either )?[\w ,-]{{0,60}}placebo"),
        (7, rf"\b(?:planned n|planned enrol(?:l)?ment(?: of| is|:)?|target enrol(?:l)?ment(?: of| is|:)?|sample size(?: of)?) ?[=:]? ?{_APPROX}{_N}"),
        (6, rf"\b(?:trial|study|rct|part|programme?|experiment|test)\b[^.;()]{{0,60}}? (?:in|of|among|with|for|on|run in|conducted with|conducted among|conducted in|involving) {_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (8, rf"\bor {_N} (?:together|in all|in total|combined)\b"),
        (7, rf"\b(?:continues|continuing|under ?way|ongoing|running|recruiting) in {_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (7, rf"\bwill (?:now )?(?:test|evaluate|add|compare|assess|study|examine|investigate|randomi[sz]e|enrol(?:l)?|recruit)\b[^.;]{{0,140}}? (?:in |to )?{_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (5, rf"\btook [^.;]{{0,80}} to {_N} {_ADJ}{_PEOPLE}\b"),
        (6, rf"\b(?:in|among|with|of|to) {_APPROX}{_QUANT}{_N} {_ADJ}{_PEOPLE}\b[^.;]{{0,120}}\b(?:{_RANDOMIZED})"),
        (6, rf"\b(?:evaluated|studied|tested|investigated|tested \w+|supplied to|administered to|compared) (?:[\w-]+ ){{0,6}}?(?:in|among|to) {_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (6, rf"{_N} {_ADJ}{_PEOPLE}\b[^.;]{{0,120}}? (?:{_AUX} )?(?:randomi[sz]ed|randomly) "),
        (6, rf"\b{_PEOPLE} [^.;()]{{0,90}}\(n ?= ?{_N}\) {_AUX} (?:{_RANDOMIZED}|{_TOOK})"),
        (5, rf"\b(?:trial|study|extension)\b[^.;]{{0,90}}\(n ?= ?{_N}[;)]"),
        (5, rf"\bsubjects of this [\w ]{{0,40}}(?:trial|study) were {_N} "),
        (5, rf"\bthe (?:{_N}) people {_TOOK}"),
        (5, rf"(?:^|: ?|\. )n ?= ?{_N}(?= \()"),
        (4, rf"{_N} {_ADJ}{_PEOPLE}\b[^.;()]{{0,60}}? (?:(?:will )?(?:take|took) part|participated|completed the|had the)"),
        (4, rf"(?:^|[(\s]){_PEOPLE} with [^.;()]{{2,60}} \(n ?= ?{_N}\)"),
        (4, rf"\bpopulation (?:consisted of|comprised|included|of) {_N} {_PEOPLE}"),
        (3, rf"^(?:\w+\. )?{_N} {_ADJ}{_PEOPLE} (?:with|who|aged|from)\b"),
        (3, rf"\bfor {_N} {_PEOPLE} with\b"),
        (3, rf"\bmaking {_N} "),
        (3, rf"{_N} {_ADJ}{_PEOPLE} with [\w ,-]{{2,60}}\((?:\d+ [\w ]+[;,] ?){{1,3}}\d+ [\w ]+\)"),
    )
    if "(?P<n>" in pattern
)
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
_BRACKETS = re.compile(r" ?\((?!n ?= ?\d)[^()]{0,160}\)")
_CUE = re.compile(rf"\b{_PEOPLE}\b|random|enrol|n ?=|recruit|treated|included")
_SUBSET = re.compile(
    r"(?:subgroup|subset|of whom|of these|of them|screened|assessed for eligibility|approached|eligible|completed|evaluable|withdr[ae]w|discontinued|dropped|"
    r"switched|crossed over to|excluded|per-protocol|in europe|recruited in|re-?randomi[sz]ed|entered an? \d|were lost|died|responders)"
)
_BEHIND_SUBSET = re.compile(r"^[^.;,]{0,40}?\b(?:were screened|was screened|completed (?!the randomi|th)|were assessed for|discontinued|withdrew|dropped out|were excluded|had died|died)\b")
_ARM = re.compile(r"^[^.;,]{0,30}?\b(?:to|received|on|in the)\b")


def number_of(text: str) -> int | None:
    """The value of a number in digits or words."""
    bare = text.replace(",", "").replace(" ", "") if text[:1].isdigit() else ""
    if bare:
        return int(bare) if bare.isdigit() else None
    total = 0
    current = 0
    for word in re.findall(r"[a-z]+", text):
        if word == "a":
            current = 1
        elif word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total += max(current, 1) * 1000
            current = 0
    return total + current or None


def totals(text: str) -> list[Total]:
    """All numbers of participants that a sentence (lower case) gives for a whole trial, surest first."""
    if _CUE.search(text) is None:
        return []
    plain = _DECIMAL.sub("·", text)
    found: dict[int, Total] = {}
    if "(" in plain:
        without, kept = _without_brackets(plain)
        for total in _totals_in(without, without):
            start = kept[total.start]
            found[start] = Total(total.n, start, kept[total.end - 1] + 1, total.rank)
    for total in [*_totals_in(plain, text), *_summed(plain)]:
        if total.start not in found or found[total.start].rank < total.rank:
            found[total.start] = total
    return sorted(found.values(), key=lambda total: (-total.rank, total.start))


_BEFORE_BRACKET = re.compile(rf"{_N} {_ADJ}{_PEOPLE}\b[^.;()]{{0,60}}?,? ?\((?P<arms>[^()]{{5,90}})\)")
_COUNT = re.compile(r"(?<![\d.,])\d{1,5}(?:,\d{3})?(?![\d%]|[.,]\d)")


def _summed(text: str) -> list[Total]:
    """Numbers of people that the numbers in the bracket behind them add up to."""
    found = []
    for match in _BEFORE_BRACKET.finditer(text):
        n = number_of(match.group("n").strip())
        parts = [int(part.replace(",", "")) for part in _COUNT.findall(match.group("arms"))]
        if n is not None and n >= 10 and len(parts) >= 2 and sum(part for part in parts if part < n) == n:
            found.append(Total(n, *match.span("n"), 8))
    return found


def _without_brackets(text: str) -> tuple[str, list[int]]:
    """The text without what stands in brackets, and the offset that each character had."""
    parts: list[str] = []
    kept: list[int] = []
    position = 0
    for match in _BRACKETS.finditer(text):
        parts.append(text[position : match.start()])
        kept += range(position, match.start())
        position = match.end()
    parts.append(text[position:])
    kept += range(position, len(text))
    return "".join(parts), kept


def _totals_in(plain: str, text: str) -> list[Total]:
    found: dict[int, Total] = {}
    for rank, pattern in _PATTERNS:
        for match in _overlapping(pattern, plain):
            start, end = match.span("n")
            n = number_of(match.group("n").strip())
            if n is None or n < 5 or (1990 <= n <= 2035 and "," not in match.group("n") and _is_year(text, start)):
                continue
            if _BEHIND_SUBSET.match(text[end : end + 80]) or _subset_before(text, start):
                continue
            if start not in found or found[start].rank < rank:
                found[start] = Total(n, start, end, rank)
    return list(found.values())


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches that may begin inside the one before, behind its number."""
    position = 0
    while (match := pattern.search(text, position)) is not None:
        yield match
        position = match.end("n")


def total_in(text: str) -> Total | None:
    """The surest number of participants in a sentence, or None."""
    found = totals(text)
    return found[0] if found else None


def _is_year(text: str, start: int) -> bool:
    return re.search(r"(?:in|since|and|to|from|january|february|march|april|may|june|july|august|september|october|november|december|,) $", text[max(0, start - 12) : start]) is not None


def _subset_before(text: str, start: int) -> bool:
    before = text[max(0, start - 45) : start]
    return re.search(r"(?:subgroup of|among the|in the|of whom|of these,?|in those|planned|a further|the remaining|another|aged|age|every|only|left|than|week|day|grade|stage|dose of|up to|included the) $", before) is not None
