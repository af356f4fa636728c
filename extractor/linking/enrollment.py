"""How many people took part in a trial, as sentences say it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractor.language.endings import Ending, Endings
from extractor.language.needles import Needled
from extractor.linking.drafts import Chars
from extractor.linking.number_words import WORDED, number_of

_NO_COUNT = (
    r"%|percent|mg|µg|kg|ml|weeks?|months?|years?|days?|hours?|mo\b|wks?\b|yrs?\b|y\b|h\b|centers?|centres?|sites?|"
    r"countries|hospitals?|minutes?"
)
_BEHIND = rf"(?![\d%]|[.,·:/]\d| ?(?:{_NO_COUNT})(?![a-z]))"
_DIGITS = rf"(?<![\d.,/:-])(?:\d{{1,3}}(?:[, ]\d{{3}}){{1,2}}|\d{{1,6}}){_BEHIND}"
_NUMBER = rf"(?P<n>{_DIGITS}|\b{WORDED}\b)"
_CANDIDATE = re.compile(rf"\d(?<![\d.,/:-]\d)(?:\d{{0,2}}(?:[, ]\d{{3}}){{1,2}}|\d{{0,5}}){_BEHIND}")
"""The same numbers in digits as `_NUMBER`, found faster: it begins with a character that few texts have."""
_WORDED = Needled(re.compile(rf"\b{WORDED}\b"))
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
_BRACKETS = re.compile(r" ?\((?!n ?= ?\d)[^()]{0,160}\)")
_COUNT = re.compile(r"(?<![\d.,])\d{1,5}(?:,\d{3})?(?![\d%]|[.,]\d)")
_YEAR_BEFORE = Ending(
    re.compile(
        r"(?:in|since|and|to|from|january|february|march|april|may|june|july|august|september|october|november"
        r"|december|,) $"
    )
)
_DEALT_TO = re.compile(
    r" (?:[a-z-]+ ){0,5}?(?:were|was) (?:randomly )?(?:assigned|allocated|randomi[sz]ed) to\b"
    r"(?! (?:one|two|1|2|either)\b)"
)
"""Behind the numbers of each arm: "30 were assigned to A and 31 were assigned to B"."""
_REST = re.compile(
    r"\b(?:assigned|allocated|randomi[sz]ed) to [^.;]{2,60}?"
    r" and (?:the other )?\d[\d,]* (?:were )?(?:assigned )?to\b"
)
"""Behind the first of such numbers: "30 were assigned to A and 31 to B"."""
_LEAST = 5
"""Fewer people make no trial: such numbers are of events or doses."""


@dataclass(frozen=True, slots=True)
class Total:
    """A number of participants with its offsets in the sentence; `rank` is higher for surer wordings."""

    n: int
    start: int
    end: int
    rank: int


@dataclass(frozen=True, slots=True)
class _Rules:
    """The compiled file `data/enrollment.toml`."""

    checks: dict[str, re.Pattern[str]]
    before_subset: Ending
    cue_words: tuple[str, ...]
    cue_forms: re.Pattern[str]
    from_number: tuple[tuple[int, re.Pattern[str] | None, re.Pattern[str]], ...]
    to_number: tuple[tuple[int, Needled], ...]
    leads: Endings


@cache
def _rules() -> _Rules:
    data = tomllib.loads(files("extractor.linking").joinpath("data/enrollment.toml").read_text("utf-8"))
    fragments = {f"<{name}>": f"(?:{'|'.join(forms)})" for name, forms in data["fragments"].items()}
    fragments |= {"<N>": _NUMBER, "<WORDED>": WORDED}

    def full(pattern: str) -> str:
        for name, fragment in fragments.items():
            pattern = pattern.replace(name, fragment)
        return pattern

    def compiled(pattern: str) -> re.Pattern[str]:
        return re.compile(full(pattern))

    words, forms = _parted(data["cue"])
    return _Rules(
        {name: compiled(pattern) for name, pattern in data["checks"].items()},
        Ending(compiled(data["before_subset"])),
        tuple(words),
        compiled("|".join(forms)),
        tuple(
            (
                rule["rank"],
                re.compile(rule["before"]) if "before" in rule else None,
                compiled(rule["pattern"]),
            )
            for rule in data["from_number"]
        ),
        tuple((rule["rank"], Needled(compiled(rule["pattern"]))) for rule in data["to_number"]),
        Endings(f"(?:{full(rule['pattern'].partition('<N>')[0])})$" for rule in data["to_number"]),
    )


def _parted(pattern: str) -> tuple[list[str], list[str]]:
    """The plain words among a pattern's alternatives, which are looked up faster than patterns; the rest."""
    alternatives = [""]
    depth = 0
    for part in re.findall(r"\\.|.", pattern):
        depth += (part in "([") - (part in ")]")
        if part == "|" and depth == 0:
            alternatives.append("")
        else:
            alternatives[-1] += part
    plain = [words for words in alternatives if words.replace(" ", "").isalpha()]
    return plain, [form for form in alternatives if form not in plain]


def totals(text: str) -> list[Total]:
    """All numbers of participants that a sentence (lower case) gives for a whole trial, surest first."""
    rules = _rules()
    candidates = _candidates(text)
    if not candidates or not (any(word in text for word in rules.cue_words) or rules.cue_forms.search(text)):
        return []
    plain = _DECIMAL.sub("·", text) if "." in text else text
    found: dict[int, Total] = {}
    if "(" in plain:
        without, kept = _without_brackets(plain)
        for total in _totals_in(without, _candidates(without), rules):
            start = kept[total.start]
            found[start] = Total(total.n, start, kept[total.end - 1] + 1, total.rank)
    for total in [*_totals_in(plain, candidates, rules), *_summed(plain, rules)]:
        if total.start not in found or found[total.start].rank < total.rank:
            found[total.start] = total
    dealt = [total for total in found.values() if _DEALT_TO.match(plain, total.end)]
    if len(dealt) > 1 or any(_REST.search(plain, total.end) for total in dealt):
        found = {total.start: total for total in found.values() if total not in dealt}
    return sorted(found.values(), key=lambda total: (-total.rank, total.start))


def _summed(text: str, rules: _Rules) -> list[Total]:
    """Numbers of people that the numbers in the bracket behind them add up to."""
    found = []
    for match in rules.checks["summed"].finditer(text) if "(" in text else ():
        n = number_of(match.group("n").strip())
        parts = [int(part.replace(",", "")) for part in _COUNT.findall(match.group("arms"))]
        if (
            n is not None
            and n >= 2 * _LEAST
            and len(parts) >= 2
            and sum(part for part in parts if part < n) == n
        ):
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


def _totals_in(text: str, candidates: list[Chars], rules: _Rules) -> list[Total]:
    found: dict[int, Total] = {}

    def keep(rank: int, start: int, end: int) -> None:
        n = number_of(text[start:end].strip())
        if n is None or n < _LEAST or _is_year(text, start, end):
            return
        if rules.checks["behind_subset"].match(text[end : end + 80]):
            return
        whole = text.startswith("-", end)
        if not whole and rules.before_subset.search(text, max(0, start - 45), start):
            return
        if rules.checks["range_end"].search(text, max(0, start - 24), start):
            return
        if start not in found or found[start].rank < rank:
            found[start] = Total(n, start, end, rank)

    for start, end in candidates:
        if rules.checks["quick"].match(text[end : end + 140]) is None:
            continue
        for rank, before, pattern in rules.from_number:
            if pattern.match(text, end) and (
                before is None or before.search(text[max(0, start - 12) : start])
            ):
                keep(rank, start, end)
                break
    for number in rules.leads.before(text, (start for start, _ in candidates)):
        rank, leading = rules.to_number[number]
        for match in _overlapping(leading, text):
            keep(rank, *match.span("n"))
    return list(found.values())


def _candidates(text: str) -> list[Chars]:
    """Where numbers stand that may count people."""
    found = [match.span() for pattern in (_CANDIDATE, _WORDED) for match in pattern.finditer(text)]
    found.sort()
    return found


def _overlapping(pattern: Needled, text: str) -> Iterator[re.Match[str]]:
    """Matches that may begin inside the one before, behind its number."""
    position = 0
    while (match := pattern.search(text, position)) is not None:
        yield match
        position = match.end("n")


def _is_year(text: str, start: int, end: int) -> bool:
    """Whether the number is the year of a date."""
    if end - start != 4 or text[start : start + 2] not in ("19", "20"):
        return False
    return _YEAR_BEFORE.search(text, max(0, start - 12), start) is not None
