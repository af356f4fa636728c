"""Events of n, and the sizes of groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.language.claims import Claims
from extractor.language.digits import WORDS, parse_number, parse_word
from extractor.language.mentions import Fraction, GroupSize
from extractor.language.spans import Found

_INTEGER = r"(?:\d{1,3}(?:[,\u202f\u2009]\d{3}){1,2}(?!\d)|\d{1,6}(?![.·,]\d|\d))"
_COUNT = rf"(?:{_INTEGER}|{WORDS})"

_SLASH = re.compile(rf"(?<![\w./·–−-])(?P<events>{_INTEGER})\s?/\s?(?P<n>{_INTEGER})(?![\w/²]|-\w)")
_EVENTS_BEFORE = re.compile(
    rf"(?<![\w.·–−-])(?P<events>{_COUNT})"
    r"(?:\s(?:patients?|participants?|subjects?|people|women|men|children|adults|infants|cases|individuals"
    r"|eyes))?"
    r"(?:\s?[(\[]\s?[<≈~]?\d{1,3}(?:[.·]\d{1,2})?\s?(?:%|percent)?\s?[)\]])?,?(?:\sout)?$",
    re.IGNORECASE,
)
_N_BEHIND = re.compile(
    rf"(?:the\s|all\s|a\stotal\sof\s|our\s|these\s|those\s)?(?P<n>{_COUNT})(?![\w%]|-\w|\s?%|\s?(?:mg"
    rf"|points?|percent|months|weeks|years"
    r"|days|trials?|studies|doses|endpoints|arms|groups|components|visits|items|drugs|key|primary"
    r"|secondary|sites|cent(?:er|re)s|countries)\b)",
    re.IGNORECASE,
)
_OF_REACH = 48
_LONGEST_COUNT = 12
"""Characters before a slash, a blank included."""
_NOT_SLASH_BEFORE = re.compile(
    r"(?:phases?|grades?|stages?|class(?:es)?|scores?(?:\sof)?|IGA|PGA|vIGA-AD|IHC|NYHA|HER2|types?|weeks?"
    r"|days?|months?|lines?|ratio|parts?|version|blood\spressure|BP|acuity|20)\s?$",
    re.IGNORECASE,
)
_NOT_SLASH_BEHIND = re.compile(
    r"\s?(?:mm\s?Hg|mmHg|scale|-point|points?|mg|µg|weeks?|days?|months?|years?|h\b|or\s\d|responses?"
    r"|criteria|inhibitor|agonist)",
    re.IGNORECASE,
)
_EVIDENCE = re.compile(
    r"\s?(?:[(\[,;=]\s?\d|patients|participants|subjects|women|men|children|adults|eyes|\[|people"
    r"|individuals|evaluable|\)|in\sthe|with|on|receiving|cases)"
)
_GROUP_SIZE = re.compile(
    rf"(?<![A-Za-z0-9_])(?:[nN]|[nN]o\.?)\s?[=:]\s?(?P<n>{_INTEGER})(?!\s?[%/])(?P<of>\s?/\s?(?P<total>"
    rf"{_INTEGER}))?"
)


def _integer(text: str) -> int:
    return int(parse_number(text)) if text[0].isdigit() else parse_word(text)


def find_fractions(text: str, claims: Claims) -> list[Found]:
    """ "16/25", "16 of 25", "22 (8%) of 291"; the span runs from the events to n."""
    found: list[Found] = []
    for match in _slashes(text):
        events, n = _integer(match["events"]), _integer(match["n"])
        left = text[max(0, match.start() - 18) : match.start()]
        if events > n or n < 3 or claims.hold(match.start(), match.end()):
            continue
        if _NOT_SLASH_BEFORE.search(left) or _NOT_SLASH_BEHIND.match(text, match.end()):
            continue
        if n < 13 and not (left[-1:] in "([" or _EVIDENCE.match(text, match.end())):
            continue
        found.append((match.start(), match.end(), Fraction(events, n)))
    return sorted(found + _find_of(text, claims), key=lambda mention: mention[:2])


def _slashes(text: str) -> Iterator[re.Match[str]]:
    """The matches of `_SLASH` in order, tried only where digits stand beside a slash."""
    done = 0
    place = text.find("/")
    while place >= 0:
        if (
            text[place - 2 : place].strip()[-1:].isdecimal()
            and text[place + 1 : place + 3].strip()[:1].isdecimal()
        ):
            for start in range(max(done, place - _LONGEST_COUNT), place):
                if text[start].isdecimal() and (match := _SLASH.match(text, start)) and match.end() > place:
                    done = match.end()
                    yield match
                    break
        place = text.find("/", max(place + 1, done))


def _find_of(text: str, claims: Claims) -> list[Found]:
    found: list[Found] = []
    place = text.find(" of ")
    while place >= 0:
        behind = _N_BEHIND.match(text, place + 4)
        before = _EVENTS_BEFORE.search(text, max(0, place - _OF_REACH), place) if behind is not None else None
        if before is not None and behind is not None and not claims.hold(before.start(), behind.end()):
            events, n = _integer(before["events"]), _integer(behind["n"])
            small_words = not before["events"][0].isdigit() and n <= 4
            year = 1990 <= n <= 2040 and behind["n"].isdigit() and not _EVIDENCE.match(text, behind.end())
            if n >= 2 and events <= n and not small_words and not year:
                found.append((before.start(), behind.end(), Fraction(events, n)))
        place = text.find(" of ", place + 4)
    return found


def find_group_sizes(text: str, claims: Claims) -> tuple[list[Found], list[Found]]:
    """Group sizes ("n = 245"), and fractions that are written like them ("n = 16/25"), without brackets."""
    sizes: list[Found] = []
    counted: list[Found] = []
    for match in _GROUP_SIZE.finditer(text):
        if claims.hold(match.start(), match.end()):
            continue
        n = _integer(match["n"])
        if match["of"]:
            counted.append((match.start("n"), match.end("total"), Fraction(n, _integer(match["total"]))))
        else:
            sizes.append((match.start(), match.end("n"), GroupSize(n)))
    return sizes, counted
