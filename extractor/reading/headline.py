"""A document's own headline and date, from its first and last lines."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.reading.sections import section_words

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"), ("february", "feb"), ("march", "mar"), ("april", "apr"), ("may",),
            ("june", "jun"), ("july", "jul"), ("august", "aug"), ("september", "sept", "sep"),
            ("october", "oct"), ("november", "nov"), ("december", "dec"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
DATE = re.compile(
    rf"\b(?:(?P<m1>{_MONTH})\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<y1>(?:19|20)\d\d)"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<m2>{_MONTH}),?\s(?P<y2>(?:19|20)\d\d)"
    r"|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d))\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:published(?: online)?(?: first)?(?: on)?|posted(?: on)?|(?:last )?updated(?: on)?|^date|^dated"
    r"|e-?pub(?: ahead of print)?)\s*:?\s*$",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(
    r"\b(?:received|accepted|revised|accessed|cut-?off|registered|data|as of|between|from|since|until|through"
    r"|by|after|before|available|expire\w*|presented|ending|ended|in|on)\s*:?\s*(?:on\s)?$",
    re.IGNORECASE,
)
_WIRE = re.compile(r"\s*[,:)]?\s{0,3}(?:\d{1,2}:\d\d[^-–—/(]{0,20})?\s{0,3}(?:[-–—]|\(|/|\||:|[A-Z]\w+ \()")
_SMALL_WORDS = frozenset(
    ("and", "the", "of", "de", "la", "del", "an", "am", "der", "den", "in", "y", "e", "et")
)
_ISSUE = re.compile(r"\b(?:issue|no\.?|vol(?:\.|ume)?)\s?\d{1,4}\b", re.IGNORECASE)
_CODE = re.compile(r"(?:[A-Z]{1,4}\d{0,2}[- ]?\d{1,5}[A-Z]?|\d{3,5})(?:\s{2,}|\t)|\d{1,2}[.)]\s+")
_CONNECTION = re.compile(r"\s{2,}[|·•–-]|\s[|·]\s")
_BULLETS = frozenset("-•*–—→·▪")
_LINES = 14


def iso_date(text: str) -> str | None:
    """The first full date in a text as ISO date, or None."""
    found = DATE.search(text)
    return _iso(found) if found else None


def _iso(found: re.Match[str]) -> str | None:
    day = int(found["d1"] or found["d2"] or found["d3"])
    month = int(found["m3"]) if found["m3"] else _MONTHS[(found["m1"] or found["m2"]).lower().rstrip(".")]
    year = int(found["y1"] or found["y2"] or found["y3"])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def find_headline(lines: Sequence[str]) -> tuple[int, int] | None:
    """Index of the headline among a document's first lines, and where in that line it begins."""
    words = section_words()
    head = lines[:_LINES]
    begin = 0
    for index, line in enumerate(head[:5]):
        if len(line) < 100 and _ISSUE.search(line) and (DATE.search(line) or index == 0):
            begin = index + 1
    best: tuple[float, int, int] | None = None
    for index, line in enumerate(head[begin : begin + 7], begin):
        stripped = line.strip()
        if len(stripped) > 400 or (len(stripped) > 250 and stripped.count(". ") > 1):
            break
        code = _CODE.match(stripped)
        offset = code.end() if code and len(stripped) - code.end() >= 20 else 0
        content = stripped[offset:]
        score = _score(content, words.not_headline)
        if offset and _CONNECTION.search(stripped[: offset + 60]):
            score -= 4
        score -= 0.9 * (index - begin)
        if best is None or score > best[0]:
            best = (score, index, offset + len(line) - len(line.lstrip()))
    if best is None or best[0] < -1.5:
        return None
    return best[1], best[2]


def _score(line: str, not_headline: re.Pattern[str]) -> float:
    count = len(line.split())
    score = 0.0
    if count < 4:
        score -= 2.5
    elif count >= 6:
        score += 1.0
    if not_headline.match(line):
        score -= 5
    if line[:1] in _BULLETS or line[:1] == "(":
        score -= 4
    if DATE.search(line) and len(line) < 120:
        score -= 3
    if _CONNECTION.search(line):
        score -= 2
    if line.endswith((".", ";", ",", ":")) and count > 3:
        score -= 0.8
    return score


def find_published(lines: Sequence[str], tail: int = 6) -> str | None:
    """The date that a document prints as its own, as ISO date, or None.

    Looked for in the first lines (a dateline, a byline, a line with little but the date) and, with a
    word such as "published", in the last ones too.
    """
    weak: str | None = None
    for line in lines[:_LINES]:
        head = line[:260]
        for found in DATE.finditer(head):
            before = head[: found.start()]
            if _PUBLISHED.search(before):
                return _iso(found)
            if _OTHER_DATE.search(before):
                continue
            if head[0] not in _BULLETS and (
                _is_dateline(before, head[found.end() :]) or (len(line) < 120 and _is_byline(head))
            ):
                weak = weak or _iso(found)
        if weak:
            return weak
    for line in lines[-tail:]:
        if len(line) > 400:
            continue
        for found in DATE.finditer(line):
            before = line[: found.start()]
            if _PUBLISHED.search(before) and "et al" not in before and "ccessed" not in line:
                return _iso(found)
    return None


def _is_dateline(before: str, after: str) -> bool:
    if len(before) > 120 or not _WIRE.match(after):
        return False
    words = before.replace("/", " ").replace("-", " ").split()
    return all(word[0].isupper() or word in _SMALL_WORDS or not word[0].isalnum() for word in words)


def _is_byline(line: str) -> bool:
    """A line that is little but names, a date and separators."""
    rest = DATE.sub("", line)
    return not rest.rstrip().endswith((".", ";")) and sum(word.islower() for word in rest.split()) <= 6
