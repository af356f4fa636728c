"""Confidence and credible intervals, with and without their level."""

from __future__ import annotations

import re
from bisect import bisect_right

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.anchors import find_all, matches_near
from extractor.language.digits import MINUS, SPACE, UNSIGNED, parse_number
from extractor.language.mentions import Interval
from extractor.language.spans import Found, add_spans, doc_text
from extractor.language.word_index import word_index

_LIMIT = rf"(?:[{MINUS}+]{SPACE}?)?{UNSIGNED}"
_OPEN_LIMIT = (
    r"(?:NEs?|NR|N/?A|NC|not\s(?:yet\s)?(?:reached|estimable|evaluable|calculable|estimated)|not\savailable|∞"
    r"|infinity|inf)\b|∞"
)
_UNIT = (
    r"(?:\s?%|\s?(?:percentage\spoints?|percent|points?|months?|weeks?|days?|years?|mm\s?Hg|kg|letters|mmol/L|mg/dL"
    r"|dB|pp|L|mL|ml|cm|mm|h))?"
)
_LOW = rf"(?P<low>{_LIMIT}|{_OPEN_LIMIT}){_UNIT}"
_HIGH = rf"(?P<high>{_LIMIT}|{_OPEN_LIMIT}){_UNIT}"
_DASHES = r"[-−–‐‑—~]"
_BETWEEN = rf"(?:\s?(?:to|and|through|till)\s|\s?,\s?|\s?;\s?|\s?{_DASHES}\s?|\sto)"

_LEVEL = r"(?P<level>\d{2}(?:[.·,]\d{1,3})?)\s?(?:%|percent|per\scent)\s?[-–]?\s?"
_NAME = (
    r"(?:(?:repeated\s|simultaneous\s|two-sided\s|one-sided\s|2-sided\s|exact\s|bootstrap\s|Wald\s|stratif"
    r"ied\s){0,2}"
    r"(?:[cC]onfidence\s?-?(?:[iI]nterval|[lL]imit|[bB]ound)s?(?:\s?[(\[]\s?CIs?\s?[)\]])?|[cC]redib(?:le"
    r"|ility)\s?[iI]ntervals?(?:\s?[(\[]\s?Cr?Is?\s?[)\]])?|(?:CIs?|CrIs?|CL|HPD|BCI|HDI)(?![A-Za-z])|C\.I\.|c\.i\.))"
)
_NAMED = re.compile(
    rf"(?<![\w.])(?:{_LEVEL}{_NAME}|{_NAME}\s?[(\[]?(?P<level2>\d{{2}}(?:\.\d)?)(?:\s?%)?[)\]]?(?=[\s:=,("
    rf"\[])|(?:{_LEVEL.replace('level', 'level3')})?{_NAME})"
)
_ANCHORS = ("CI", "CrI", "onfidence", "redib", "C.I", "c.i", "CL", "HPD", "HDI")
_BEHIND_NAME = re.compile(
    rf"(?:\s?(?:for\s(?:the\s)?[\w -]{{3,40}}?(?=[,:=]|\sof\s|\swas\s))?\s?(?:[,:=;]|of|was|is|were|from"
    rf"|(?:that\s)?(?:rang|runn?|go|stretch|reach|span)(?:ing|es|s|ed)\sfrom|ran\sfrom|between)?\s?(?:from\s|between\s)?[(\[{{]?\s?)"
    rf"{_LOW}{_BETWEEN}{_HIGH}(?![\d.]*\d)"
)
_BARE = re.compile(rf"[(\[]\s?{_LOW}{_BETWEEN}{_HIGH}\s?(?=[)\];,])")
_BETWEEN_MARKS = re.compile(
    rf"(?<=[\d)%a-zA-Z][;,]\s)(?P<low>[{MINUS}]?{UNSIGNED})\sto\s(?P<high>[{MINUS}]?{UNSIGNED})(?=\s?[;)"
    rf"\],]\s?(?:[A-Za-z-]+\s)?(?:[pP]\s?[=<>≤]|$|[;.])|[)\]])"
)
_BEFORE_BARE = re.compile(
    r"(?:\d|%|\b(?:percentage\spoints?|percent|points?|months?|weeks?|days?|years?|kg|mmol/L|mm\s?Hg"
    r"|letters|NR|NE|reached|estimable))\s?(?:\)\s?)?$"
)
_RATIO_WORD = re.compile(
    r"(?:\b(?:ratios?|a?HRs?|a?ORs?|a?RRs?|IRRs?|difference|reduction|risk|efficacy|VE|Cohen(?:['’]s)?\sd"
    r"|SMD|MD)\b(?:[^.;\n]|[.·]\d){0,50})$"
)
_MEDIAN_STYLE = re.compile(r"[Mm]edians?\s?[(\[,]\s?(?:IQR|[Ii]nterquartile|[Rr]ange)")
_OTHER_STYLE = re.compile(r"\b(?:IQRs?|interquartile|range|SD|quartiles?|[Qq]1)\b")


_BEHIND_RATIO = re.compile(
    r"\b(?:[ac]?(?:HR|OR|RR)|[ac]?IRR|SMD|[Rr]atio)\s?[\])]?\s?[=:,]?\s?(?:of\s|was\s)?\d{1,3}[.·]\d{1,4}[,;]\s"
    r"(?P<low>\d{1,3}[.·]\d{1,4})\s?(?:[-–‐‑]|to)\s?(?P<high>\d{1,3}[.·]\d{1,4})(?=\s?[,;)\]])"
)


def _limit(text: str) -> float | None:
    return parse_number(text) if any(mark.isdigit() for mark in text) else None


def _limits(match: re.Match[str]) -> tuple[float | None, float | None] | None:
    """Low and high of a matched pair, put in order; None when it can be no interval."""
    low, high = _limit(match["low"]), _limit(match["high"])
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        if high < 0 <= low or (low > 0 > high):
            # a dash between the limits that was read as a sign ("0.3 -0.9")
            flipped = abs(high)
            if flipped >= low:
                return low, flipped
        low, high = high, low
    return low, high


def find_intervals(text: str) -> list[Found]:
    """All intervals of a text: named ones, and bare brackets where an earlier name announces the style."""
    found: list[Found] = []
    announced: list[tuple[int, float]] = []
    places = find_all(text, _ANCHORS)
    if places:
        for name in matches_near(_NAMED, text, places, 50, 60):
            level_text = name["level"] or name["level2"] or name["level3"]
            level = parse_number(level_text) if level_text else None
            pair = _BEHIND_NAME.match(text, name.end())
            if level is None and pair is None:
                continue
            if level is not None and not 50 <= level < 100:
                continue
            announced.append((name.start(), level or 95.0))
            limits = _limits(pair) if pair else None
            if pair is not None and limits is not None:
                found.append(
                    (name.start(), _close(text, name.start(), pair.end()), Interval(*limits, level or 95.0))
                )
    found += _bare_intervals(text, found, announced)
    return sorted(found, key=lambda mention: mention[:2])


def _close(text: str, start: int, end: int) -> int:
    """The end of an interval, with the bracket that it opened itself."""
    piece = text[start:end]
    for opening, closing in ("()", "[]"):
        if piece.count(opening) > piece.count(closing) and text[end : end + 1] == closing:
            return end + 1
    return end


def _bare_intervals(text: str, named: list[Found], announced: list[tuple[int, float]]) -> list[Found]:
    """Limits in brackets behind a value, in a paragraph that announced intervals or behind a ratio."""
    taken = sorted((start, end) for start, end, _ in named)
    found: list[Found] = []
    place = 0
    median_style = _MEDIAN_STYLE.search(text) is not None
    for match in _BARE.finditer(text):
        while place < len(taken) and taken[place][1] <= match.start():
            place += 1
        if place < len(taken) and taken[place][0] < match.end():
            continue
        paragraph = text.rfind("\n", 0, match.start()) + 1
        left = text[max(paragraph, match.start() - 90) : match.start()]
        if _BEFORE_BARE.search(left) is None:
            continue
        limits = _limits(match)
        if limits is None:
            continue
        level = next((level for at, level in reversed(announced) if paragraph <= at < match.start()), None)
        signed = match["low"][0] in MINUS and " to " in match.group()
        if level is None and not signed and not _RATIO_WORD.search(left):
            continue
        if level is not None and not _RATIO_WORD.search(left):
            since = max(at for at, _ in announced if at < match.start())
            if median_style and "edian" in left:
                continue
            if _OTHER_STYLE.search(text, since, match.start()) or _OTHER_STYLE.search(left):
                continue
        if (
            level is None
            and "," in match.group()
            and "-" not in match.group()
            and not re.search(r"[.·]", match.group())
        ):
            continue
        end = match.end() + (text[match.end() : match.end() + 1] in ")]")
        found.append((match.start(), end, Interval(*limits, None)))
    for match in word_index(text).finditer(_BEHIND_RATIO):
        limits = _limits(match)
        if limits is not None:
            found.append((match.start("low"), match.end(), Interval(*limits, None)))
    return found + _unnamed(text, announced, taken)


def _unnamed(text: str, announced: list[tuple[int, float]], taken: list[tuple[int, int]]) -> list[Found]:
    """ "(−1.2; SE 0.36; −1.9 to −0.5; P=0.002)": limits between semicolons, in a paragraph with intervals."""
    found: list[Found] = []
    if not announced or "; " not in text and ", " not in text:
        return found
    starts = [start for start, _ in taken]
    for match in _BETWEEN_MARKS.finditer(text):
        index = bisect_right(starts, match.start()) - 1
        paragraph = text.rfind("\n", 0, match.start()) + 1
        known = any(paragraph <= at < match.start() for at, _ in announced)
        limits = _limits(match)
        if known and limits is not None and not (index >= 0 and taken[index][1] > match.start()):
            found.append((match.start(), match.end(), Interval(*limits, None)))
    return found


@Language.component("trialfacts_intervals")
def intervals(doc: Doc) -> Doc:
    """Adds the spans of kind `interval`."""
    add_spans(doc, "interval", find_intervals(doc_text(doc)))
    return doc
