"""Standard deviations and errors, interquartile and other ranges beside a value."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Literal, cast

from extractor.language.anchors import find_all, matches_near
from extractor.language.claims import Claims
from extractor.language.digits import MINUS, SPACE, UNSIGNED, parse_number
from extractor.language.mentions import Spread
from extractor.language.spans import Found

Kind = Literal["sd", "se", "iqr", "range"]

_LIMIT = rf"(?:[{MINUS}+]{SPACE}?)?{UNSIGNED}"
_UNIT = r"(?:\s?(?:%|months?|weeks?|days?|years?|mm\s?Hg|kg|points?|letters|mL|mmol/L|mg/dL|percent))?"
_PAIR = (
    rf"(?P<low>{_LIMIT}){_UNIT}(?:\s?(?:to|and|through)\s|\s?,\s?|\s?;\s?|\s?[-−–‐‑—]\s?)"
    rf"(?P<high>{_LIMIT})(?![\d.·]*\d)"
)

_NAME = re.compile(
    r"(?<![\w-])(?:(?P<se>[Ss]tandard\s[Ee]rrors?(?:\sof\s(?:the\s)?mean)?(?:\s?[(\[]\s?SEM?\s?[)\]])?"
    r"|SEM?|S\.E\.(?:M\.)?|s\.e\.(?:m\.)?)"
    r"|(?P<sd>[Ss]tandard\s[Dd]eviations?(?:\s?[(\[]\s?SD\s?[)\]])?|SDs?|S\.D\.|s\.d\.|sd)"
    r"|(?P<iqr>[Ii]nter-?\s?quartile\s[Rr]anges?(?:\s?[(\[]\s?IQR\s?[)\]])?|IQRs?|[Qq]uartiles"
    r"|Q1\s?[,–-]\s?Q3|25th\s?[-–]\s?75th\spercentiles?)"
    r"|(?P<range>[Rr]ange))(?![\w])(?!-)"
)
_ANCHORS = (
    "SD", "SE", "S.D", "S.E", "s.d", "s.e", "tandard", " sd", "(sd", "IQR", "quartile", "Quartile",
    "ange", "Q1", "25th", "uartiles",
)  # fmt: skip
_ONE = re.compile(
    rf"\s?(?:[,:=]|of|was)?\s?[(\[]?\s?(?:[±]\s?)?(?P<value>{UNSIGNED})(?![\d.·]*\d)(?!\s?[-–]\s?\d)(?!\s?"
    rf"%\s?CI)"
)
_TWO = re.compile(rf"\s?(?:[,:=]|of|was|from)?\s?[(\[]?\s?(?:from\s)?{_PAIR}")
_PLUS_MINUS = re.compile(rf"(?:±|\+/-|\+/−|\+/–|\+\s?/\s?-)\s?(?:SD|SE|SEM)?\s?(?P<value>{UNSIGNED})")
_BARE_ONE = re.compile(
    rf"(?<=[\d%a-zA-Z²])\s?(?P<open>\(|\[(?=\s?±?\s?\d{{1,6}}[.·]))\s?(?:±\s?)?(?P<value>{UNSIGNED})\s?[)\]]"
)
_BARE_TWO = re.compile(rf"(?<=[\d%a-zA-Z])\s?[(\[]\s?{_PAIR}{_UNIT}\s?[)\]]")
_STYLE = re.compile(
    r"\b(?:[Mm]eans?|[Mm]edians?|[Vv]alues?|[Dd]ata)(?:\s(?:are|is|were|change|changes|values))*(?:\s(?:as"
    r"|means?|medians?|shown|presented|given|expressed|least-squares|LS))*\s?(?:[(\[]|±|,)\s?$"
)
_NUMBER_BEFORE = re.compile(r"\d\s?(?:%|mm\s?Hg|[a-zA-Z/·²]{1,12}|percentage\spoints)?$")


def find_spreads(text: str, claims: Claims) -> list[Found]:
    """All spreads: named ones, "±", and bare brackets where an earlier name announces the style."""
    found: list[Found] = []
    announced: list[tuple[int, Kind]] = []
    styles: list[Kind] = []
    for name in matches_near(_NAME, text, find_all(text, _ANCHORS), 16, 60):
        kind = cast(Kind, name.lastgroup)
        announced.append((name.start(), kind))
        if _STYLE.search(text, max(0, name.start() - 50), name.start()):
            styles.append(kind)
        pair = _TWO.match(text, name.end()) if kind in ("iqr", "range") else None
        one = _ONE.match(text, name.end()) if kind in ("sd", "se") else None
        if pair is not None and not claims.hold(pair.start("low"), pair.end("high")):
            low, high = sorted((parse_number(pair["low"]), parse_number(pair["high"])))
            found.append((name.start(), pair.end("high"), Spread(kind, low=low, high=high)))
        elif one is not None and not claims.hold(one.start("value"), one.end("value")):
            found.append((name.start(), one.end("value"), Spread(kind, value=parse_number(one["value"]))))
    for match in _PLUS_MINUS.finditer(text):
        if not claims.hold(match.start(), match.end()):
            style = _announced(announced, text, match.start(), ("sd", "se"))
            found.append(
                (match.start(), match.end(), Spread(style or "sd", value=parse_number(match["value"])))
            )
    own = Claims(len(text), found)
    if announced:
        found += _bare(text, announced, styles, claims, own)
    return sorted(found, key=lambda mention: mention[:2])


def _announced(
    names: list[tuple[int, Kind]], text: str, position: int, kinds: tuple[Kind, ...]
) -> Kind | None:
    """The style that the nearest earlier name in the same paragraph announces."""
    index = bisect_left(names, (position,))
    paragraph = text.rfind("\n", 0, position) + 1
    while index > 0:
        index -= 1
        at, kind = names[index]
        if at < paragraph:
            return None
        if kind in kinds:
            return kind
    return None


def _bare(
    text: str, announced: list[tuple[int, Kind]], styles: list[Kind], claims: Claims, own: Claims
) -> list[Found]:
    found: list[Found] = []
    for match in _BARE_ONE.finditer(text):
        start, end = match.start("value"), match.end("value")
        if claims.hold(start, end) or own.hold(start, end):
            continue
        if not _NUMBER_BEFORE.search(text, max(0, match.start() - 20), match.start()):
            continue
        style = _announced(announced, text, start, ("sd", "se"))
        if style is None and any(mark in match["value"] for mark in ".·"):
            style = next((kind for kind in styles if kind in ("sd", "se")), None)
        if style is not None:
            found.append(
                (match.start("open"), match.end(), Spread(style, value=parse_number(match["value"])))
            )
    for match in _BARE_TWO.finditer(text):
        start, end = match.start("low"), match.end("high")
        if claims.hold(start, end) or own.hold(start, end):
            continue
        style = _announced(announced, text, start, ("iqr", "range"))
        if style is None and "edian" in text[max(0, start - 110) : start].rsplit("\n", 1)[-1]:
            style = next((kind for kind in styles if kind in ("iqr", "range")), None)
        if style is not None:
            low, high = sorted((parse_number(match["low"]), parse_number(match["high"])))
            found.append((start - 1, match.end(), Spread(style, low=low, high=high)))
    return found
