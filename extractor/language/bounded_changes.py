"""Responders by a bound: "a ≥4-point improvement in WI-NRS" is a share of people, no change of a score."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extractor.language.anchors import find_all, matches_near
from extractor.language.endings import Ending
from extractor.language.mentions import EndpointName
from extractor.language.noun_runs import run_after
from extractor.language.outcome_lexicon import Words
from extractor.language.spans import Found
from extractor.language.word_index import word_index

_UNIT = (
    r"(?:\s?(?:%|percent\b|per\scent\b)|[-‑\s]?(?:points?|steps?|grades?|letters?|lines?|stages?|levels?|mm\s?Hg|mm|log(?:10)?"
    r"|folds?|kg|units?|m|mg/dL|mmol/L|g/dL)\b)"
)
_LEAST = r"(?:(?:at\sleast|more\sthan|greater\sthan|a\sminimum\sof)\s(?:an?\s)?|(?:≥|>=|⩾|>)\s?)"
_OR_MORE = r"\s?(?:or\s(?:more|greater|better|higher|above)|or\sgreater|\+)"
_NOUN = (
    r"(?:improvements?|reductions?|decreases?|drops?|declines?|gains?|increases?|loss(?:es)?|worsening|falls?|rises?"
    r"|shrinkage|regrowth|clearance)"
)
_VERB = (
    r"(?:had\s|have\s|has\s)?"
    r"(?:fallen|fell|dropped|declined|decreased|improved|risen|rose|increased|gained|lost|shrunk)"
)
_AMOUNT = rf"\d[\d.,·]{{0,5}}{_UNIT}"
_BOUNDED = re.compile(
    rf"(?:{_LEAST}{_AMOUNT}|\b{_AMOUNT}{_OR_MORE})[-\s](?:[a-z-]+\s){{0,2}}?{_NOUN}\b"
    rf"|\b{_NOUN}\s(?:from\sbaseline\s)?(?:of\s|by\s)?(?:an?\s)?(?:{_LEAST}{_AMOUNT}|{_AMOUNT}{_OR_MORE})"
    rf"|\b{_VERB}\s(?:by\s)?(?:an?\s)?(?:{_LEAST}{_AMOUNT}|{_AMOUNT}{_OR_MORE})",
    re.IGNORECASE,
)
_BOUNDS = (
    *("least", "than", "minimum", "≥", ">", "⩾", "+"),
    *("or more", "or greater", "or better", "or higher", "or above"),
)
"""Words and signs of which every bound holds one."""
_REACH = 80
_INTO = re.compile(
    r"\s(?:from\sbaseline\s)?(?:in|on|of)\s(?:the\s|their\s)?(?:(?:mean|total)\s)?", re.IGNORECASE
)
_BEFORE = re.compile(r"(?:\sscores?)?\s?(?:[,:(–—]|\s-)\s?(?:with\s)?(?:an?\s)?$", re.IGNORECASE)
_MOVED = re.compile(_VERB, re.IGNORECASE)
_CLEAR = re.compile(r"\b0(?:\s?/\s?|\sor\s|[-–])1\b|\bclear(?: or almost clear)?\b", re.IGNORECASE)
_TOO = re.compile(r",?\s(?:with|and|plus|as well as)\s(?:also\s)?(?:an?\s)?", re.IGNORECASE)
"""Between a score that must be reached and the change that must come with it."""
_INDEX = re.compile(r"\((?P<name>[A-Za-z]{2,8}[- ]?\d{2,3})\)$")


def join_bounds(text: str, words: Words, found: Sequence[Found]) -> list[Found]:
    """The mentions with each change that must reach a bound made one responder outcome."""
    kept = list(found)
    bounds = find_all(word_index(text).plain, _BOUNDS)
    for match in matches_near(_BOUNDED, text, bounds, _REACH, _REACH):
        kept = _with_bound(text, words, kept, match.start(), match.end())
    return [_with_index(text, mention) for mention in kept]


_SHARE_BEFORE = Ending(re.compile(r"\b(\d{2,3}) ?(?:%|percent) $"))
_INDEX_BEHIND = re.compile(r"[^()]{0,90}\((?P<name>[A-Za-z]{2,8}[- ]?(?P<share>\d{2,3}))\)")


def _with_index(text: str, mention: Found) -> Found:
    """ "A 75% | improvement in the Eczema Area and Severity Index (EASI-75)" is a response with that name."""
    start, end, value = mention
    if not isinstance(value, EndpointName) or value.kind != "change":
        return mention
    share = _SHARE_BEFORE.search(text, max(0, start - 12), start)
    index = _INDEX_BEHIND.match(text, start, end + 20) if share is not None else None
    if share is None or index is None or index["share"] != share[1] or index.end() < end:
        return mention
    return (start, index.end(), EndpointName(index["name"], "responder", "lexicon"))


def _with_bound(text: str, words: Words, found: list[Found], start: int, end: int) -> list[Found]:
    touching = [m for m in found if m[0] < end and start < m[1]]
    whole = next((m for m in touching if m[0] < start and end <= m[1]), None)
    if whole is not None and isinstance(whole[2], EndpointName) and whole[2].strength == "lexicon":
        if whole[2].kind not in ("score", "change", "other"):
            return found
        value = replace(whole[2], kind="responder")
        return [(*whole[:2], value) if m is whole else m for m in found]
    first, last, name = start, end, None
    for mention in touching:
        last = max(last, mention[1])
    into = _INTO.match(text, end)
    if into is not None and last == end:
        index = bisect_left(found, into.end(), key=lambda m: m[0])
        if index < len(found) and found[index][0] - into.end() < 3:
            last = found[index][1]
        else:
            at = bisect_left(words.starts, into.end())
            run = run_after(text, words, at)
            last = words.ends[run[1] - 1] if run is not None and run[0] <= at + 1 else last
    elif last == end:
        index = bisect_left(found, start, key=lambda m: m[0]) - 1
        previous = found[index] if index >= 0 else None
        joint = _BEFORE.fullmatch(text, previous[1], start) if previous is not None else None
        if previous is not None and joint and isinstance(previous[2], EndpointName):
            if previous[2].reference or previous[2].kind in ("safety", "time_to_event"):
                return found
            first, name = previous[0], f"{text[start:end]} in {previous[2].name}"
        elif previous is not None and _goes_on(text, previous, start):
            first = previous[0]
    if first == start and _MOVED.match(text, start):
        index = bisect_left(found, start, key=lambda m: m[0]) - 1
        first = found[index][0] if index >= 0 and text[found[index][1] : start] == " " else start
    index_name = _INDEX.search(text, first, last)
    name = index_name["name"] if index_name else name or text[first:last]
    value = EndpointName(" ".join(name.split()), "responder", "lexicon")
    rest = [m for m in found if m[1] <= first or m[0] >= last]
    return sorted([*rest, (first, last, value)], key=lambda m: m[:2])


def _goes_on(text: str, previous: Found, start: int) -> bool:
    """ "An IGA score of 0 or 1 with an improvement of 2 points or more" is one outcome."""
    named = isinstance(previous[2], EndpointName) and _CLEAR.search(text, *previous[:2]) is not None
    return named and _TOO.fullmatch(text, previous[1], start) is not None
