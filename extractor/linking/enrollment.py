"""How many people took part in a trial, as sentences say it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PEOPLE = (
    r"(?:patients?|participants?|adults?|people|persons?|subjects?|children|infants?|neonates?|newborns?|women|men|girls|boys|"
    r"volunteers?|individuals?|adolescents?|toddlers?|outpatients?|inpatients?|pts|females?|males?|nurses?|musicians?|athletes|players|eyes|veterans?|mothers?|pregnancies|"
    r"students?|residents?|recipients?|survivors?|responders?|athletes?|smokers?|workers?|couples?|donors?|teenagers?|babies|youths?)"
)
_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_WORD = rf"(?:{'|'.join([*_UNITS, *_TENS])})"
_WORDED = rf"(?:(?:(?:one|two|three|four|five|six|seven|eight|nine|a) (?:hundred|thousand)(?:,? and| ))?\s?{_WORD}(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:one|two|three|four|five|six|seven|eight|nine|a) hundred)"
_DIGITS = r"(?<![\d.,/:-])(?:\d{1,3}(?:[, ]\d{3}){1,2}|\d{1,6})(?![\d%]|[.,·:/]\d| ?(?:%|percent|mg|µg|kg|ml|weeks?|months?|years?|days?|hours?|mo\b|wks?\b|yrs?\b|y\b|h\b|centers?|centres?|sites?|countries|hospitals?|minutes?))"
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


_FROM_NUMBER: tuple[tuple[int, re.Pattern[str]], ...] = tuple(
    (rank, re.compile(pattern))
    for rank, pattern in (
        (9, rf" (?:{_ADJ}{_PEOPLE})?(?:[ ,(][^.;:()\d]{{0,90}}?)?,? ?{_AUX} (?:\w+ )?{_RANDOMIZED}\b"),
        (9, rf" {_RANDOMIZED}\b"),
        (8, rf" {_ADJ}{_PEOPLE},? (?:in all,? )?{_RANDOMIZED}\b"),
        (8, rf" of (?:an? |the )?(?:planned|targeted|intended) [\d,]+ {_ADJ}{_PEOPLE} {_AUX} "),
        (8, r" (?:together|combined)\b"),
        (7, rf" {_ADJ}{_PEOPLE}\b[^.;()]{{0,260}}?,? {_AUX} (?:\w+ )?{_TOOK}\b"),
        (7, rf" {_ADJ}{_PEOPLE},? (?:\w+ )?{_TOOK}\b"),
        (7, rf" {_AUX} (?:\w+ )?{_TOOK}\b"),
        (7, rf" {_ADJ}{_PEOPLE}\b[^.;()\d]{{0,90}}? (?:received|got|took|were given) (?:either )?[\w ,-]{{0,60}}placebo"),
        (6, rf" {_ADJ}{_PEOPLE}\b[^.;]{{0,120}}? (?:{_AUX} )?(?:randomi[sz]ed|randomly) "),
        (4, rf" {_ADJ}{_PEOPLE}\b[^.;()]{{0,60}}? (?:(?:will )?(?:take|took) part|participated|completed the|had the)"),
    )
)
"""What follows a number of participants, matched at the end of the number."""

_TO_NUMBER: tuple[tuple[int, tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (rank, cues, re.compile(pattern))
    for rank, cues, pattern in (
        (9, ("random", "assign", "allocat"), rf"\b(?:{_RANDOMIZED}|randomi[sz]e|randomi[sz]ing),? {_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (9, ("of ",), rf"\bof (?:the |all )?{_N} {_ADJ}(?:{_PEOPLE} )?(?:who were )?{_RANDOMIZED}\b"),
        (8, (" in all",), rf"\b{_PEOPLE}, {_N} in all, {_AUX} "),
        (8, ("d (n",), rf"\brandomi[sz]ed \(n ?= ?{_N}\)"),
        (7, ("enrol", "recruit", "involv", "includ", "took", "regist", "vaccin", "treated", "accru", "entered"),
         rf"\b(?:{_TOOK}|enrol(?:l)?ing|enrol(?:l)?|recruiting|recruits?|involving|involved|includes?|to include|took in|took|accrue) {_APPROX}{_N}(?: of them\b| {_ADJ}{_PEOPLE}\b)"),
        (7, ("planned", "target", "sample"),
         rf"\b(?:planned n|planned enrol(?:l)?ment(?: of| is|:)?|target enrol(?:l)?ment(?: of| is|:)?|sample size(?: of)?) ?[=:]? ?{_APPROX}{_N}"),
        (7, ("continu", "under", "ongoing", "running"),
         rf"\b(?:continues|continuing|under ?way|ongoing|running) in {_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (7, ("will ",),
         rf"\bwill (?:now )?(?:test|evaluate|add|compare|assess|study|examine|investigate|randomi[sz]e|enrol(?:l)?|recruit)\b[^.;]{{0,140}}? (?:in |to )?{_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (6, ("trial", "study", "part ", "program", "experiment"),
         rf"\b(?:trial|study|part|programme?|experiment)\b[^.;()]{{0,60}}? (?:in|of|among|with|for|on|involving) {_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (6, ("random", "assign", "allocat"),
         rf"\b(?:in|among|with|of|to) {_APPROX}{_QUANT}{_N} {_ADJ}{_PEOPLE}\b[^.;]{{0,120}}\b{_RANDOMIZED}"),
        (6, ("evaluated", "studied", "tested", "investigated", "supplied", "administered", "compared"),
         rf"\b(?:evaluated|studied|tested|investigated|supplied to|administered to|compared) (?:[\w-]+ ){{0,6}}?(?:in|among|to) {_APPROX}{_N} {_ADJ}{_PEOPLE}\b"),
        (6, ("n =", "n=", "n= "), rf"\b{_PEOPLE} [^.;()]{{0,90}}\(n ?= ?{_N}\),? {_AUX} (?:{_RANDOMIZED}|{_TOOK})"),
        (5, ("n =", "n=", "n= "), rf"\b(?:trial|study|extension)\b[^.;]{{0,90}}\(n ?= ?{_N}[;)]"),
        (5, ("n =", "n=", "n= "), rf"(?:^|: ?|\. )n ?= ?{_N}(?= \()"),
        (5, ("subjects of this",), rf"\bsubjects of this [\w ]{{0,40}}(?:trial|study) were {_N} "),
        (5, ("took ",), rf"\btook [^.;]{{0,80}} to {_N} {_ADJ}{_PEOPLE}\b"),
        (4, ("n =", "n=", "n= "), rf"\b{_PEOPLE} with (?:(?!received|group|assigned|treated|had |given|arm )[^.;()]){{2,60}} \(n ?= ?{_N}\)"),
        (5, ("total", "altogether", "overall"), rf"\b(?:a total of|in total,?|altogether,?|overall,?) {_N} {_ADJ}{_PEOPLE}\b"),
        (4, ("population",), rf"\bpopulation (?:consisted of|comprised|included|of) {_N} {_PEOPLE}"),
        (3, (), rf"^(?:\w+\. )?{_N} {_ADJ}{_PEOPLE} (?:with|who|aged|from|in|undergoing|scheduled)\b"),
        (3, ("for ",), rf"\bfor {_N} {_PEOPLE} with\b"),
    )
)
"""What leads to a number of participants, with words of which one must stand in the sentence."""

_CANDIDATE = re.compile(_N)
_QUICK = re.compile(rf"^(?! (?:[a-z-]+ ){{0,2}}?(?:clusters?|villages?|clinics?|hospitals?|cent(?:er|re)s|schools?|practices|sites|households|wards|communities|districts|facilities|units)\b)[ ,](?:[^.;:()\d]{{0,90}}? ?{_AUX} (?:\w+ )?{_RANDOMIZED}|{_ADJ}{_PEOPLE}\b|{_AUX} |{_RANDOMIZED}|of an? |together|combined)")
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
_BRACKETS = re.compile(r" ?\((?!n ?= ?\d)[^()]{0,160}\)")
_CUE = re.compile(rf"\b{_PEOPLE}\b|random|enrol|n ?=|recruit|treated|included")
_BEHIND_SUBSET = re.compile(r"^[^.;,]{0,40}?\b(?:were screened|was screened|completed (?!the randomi|th)|were assessed for|discontinued|withdrew|dropped out|were excluded|had died|died)\b")


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

    def keep(rank: int, start: int, end: int) -> None:
        n = number_of(plain[start:end].strip())
        if n is None or n < 5 or _is_year(plain, start, end):
            return
        if _BEHIND_SUBSET.match(text[end : end + 80]) or _NOT_BEFORE.search(text, max(0, start - 45), start):
            return
        if start not in found or found[start].rank < rank:
            found[start] = Total(n, start, end, rank)

    for candidate in _CANDIDATE.finditer(plain):
        start, end = candidate.span()
        if _QUICK.match(plain[end : end + 140]) is None:
            continue
        for rank, pattern in _FROM_NUMBER:
            if pattern.match(plain, end):
                if rank == 8 and plain.startswith((" together", " combined"), end) and not plain.endswith("or ", 0, start):
                    continue
                if rank == 7 and plain.startswith((" were", " was"), end) and not _CLAUSE_START.search(plain, max(0, start - 12), start):
                    continue
                keep(rank, start, end)
                break
    for rank, cues, pattern in _TO_NUMBER:
        if cues and not any(cue in plain for cue in cues):
            continue
        for match in _overlapping(pattern, plain):
            keep(rank, *match.span("n"))
    return list(found.values())


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches that may begin inside the one before, behind its number."""
    position = 0
    while (match := pattern.search(text, position)) is not None:
        yield match
        position = match.end("n")


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

    def keep(rank: int, start: int, end: int) -> None:
        n = number_of(plain[start:end].strip())
        if n is None or n < 5 or _is_year(plain, start, end):
            return
        if _BEHIND_SUBSET.match(text[end : end + 80]) or _NOT_BEFORE.search(text, max(0, start - 45), start):
            return
        if start not in found or found[start].rank < rank:
            found[start] = Total(n, start, end, rank)

    for candidate in _CANDIDATE.finditer(plain):
        start, end = candidate.span()
        if _QUICK.match(plain[end : end + 140]) is None:
            continue
        for rank, pattern in _FROM_NUMBER:
            if pattern.match(plain, end):
                if rank == 8 and plain.startswith((" together", " combined"), end) and not plain.endswith("or ", 0, start):
                    continue
                if rank == 7 and plain.startswith((" were", " was"), end) and not _CLAUSE_START.search(plain, max(0, start - 12), start):
                    continue
                keep(rank, start, end)
                break
    for rank, cues, pattern in _TO_NUMBER:
        if cues and not any(cue in plain for cue in cues):
            continue
        for match in _overlapping(pattern, plain):
            keep(rank, *match.span("n"))
    return list(found.values())


def _overlapping(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Matches that may begin inside the one before, behind its number."""
    position = 0
    while (match := pattern.search(text, position)) is not None:
        yield match
        position = match.end("n")


_YEAR_BEFORE = re.compile(
    r"(?:in|since|and|to|from|january|february|march|april|may|june|july|august|september|october|november|december|,) $"
)
_CLAUSE_START = re.compile(r"(?:^|[;:,] ?|\band |a total of |\. )$")
_NOT_BEFORE = re.compile(
    r"(?:subgroup of|among the|in the|of whom|of these,?|in those|planned|a further|the remaining|another|aged|age|every|only|"
    r"left|than|week|day|grade|stage|dose of|up to|included the) $"
)


def _is_year(text: str, start: int, end: int) -> bool:
    """Whether the number is the year of a date."""
    return (
        end - start == 4 and text[start : start + 2] in ("19", "20") and _YEAR_BEFORE.search(text, max(0, start - 12), start) is not None
    )
