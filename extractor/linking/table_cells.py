"""What is printed in one cell of a table: its numbers, and what stands beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import cast

from extractor.language.mentions import Operator, PValue
from extractor.linking.table_words import EFFECTS, forms, words

_LONGEST = 120
_DIGITS = r"(?:\d{1,3}(?:[,\u2009\u202f\u00a0]\d{3}){1,3}(?!\d)|\d{1,15})(?:[.·]\d{1,12})?|[.·]\d{1,12}"
_COUNT = r"(?:\d{1,3}(?:[\u2009\u202f\u00a0 ]\d{3}){1,2}(?!\d)|\d[\d,]{0,8})"
_NUMBER = rf"(?:[-–−‒‑+]\s?)?(?:{_DIGITS})"
_LIMIT = rf"(?:{_NUMBER}|NE|NR|NA|N/A|NC|ND|not (?:reached|estimable|evaluable)|∞|\+?∞)"
_TO = r"(?:\s?(?:–|—|‒|‑|-|−|~|;)\s?|\s?,\s|\s?,(?=[-–−]?[.·]?\d{1,2}[.·\])])|\sto\s|\s?/\s)"
_TOKEN = re.compile(
    rf"(?P<p>(?:\b[Pp](?:[ -]?values?)?\s?[=:]?\s?)?(?P<operator><=|>=|[<>≤≥＜]|(?<=[=:]))"
    rf"\s?(?P<bound>{_DIGITS}))"
    rf"|(?P<pequal>\b[Pp](?:[ -]?value)?\s?[=:]\s?(?P<pvalue>{_DIGITS}))"
    rf"|(?:±|\+/[-–−]|\+-)\s?(?P<spread>{_DIGITS})"
    rf"|(?P<events>{_COUNT})\s?/\s?(?P<n>{_COUNT})(?![\d.·])"
    rf"|(?P<low>{_LIMIT})\s?(?P<percent1>%)?{_TO}(?P<high>{_LIMIT})(?P<percent2>\s?%)?(?!\w)"
    rf"|(?P<number>{_NUMBER})\s?(?P<percent>%)?"
    r"|(?P<open>[(\[{])|(?P<close>[)\]}])",
)
_OPERATORS = {"≤": "<=", "≥": ">=", "＜": "<", None: "="}
_MISSING = re.compile(r"[-–—−.…*†‡\s/]*")
_NOTHING = re.compile(r"[\s,;:=%*†‡§¶#∥‖^+~•()\[\]{}/–—-]+")
_UNIT_WORDS = re.compile(
    r"(?:[µμa-zA-Z]{0,4}g|m[lL]|d?[lL]|mm|cm|kg|mo|months?|wks?|weeks?|days?|d|years?|yrs?|y|h|hrs?|hours?|min|points?|pts?|pp|percentage|"
    r"mmHg|Hg|mmol|mol|bpm|kPa|letters|patients?|n|N|per|m2|s|ref|and|to|a|b|c|e)\b"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of a cell. `kind` is number, range, spread, fraction or p; `inside`: it stands in brackets.

    `first` and `second`: the number; or an interval's limits (None where not reached); or events and n.
    """

    kind: str
    start: int
    end: int
    inside: bool
    first: float | None
    second: float | None = None
    percent: bool = False
    operator: str = "="
    printed: str = ""

    @property
    def decimal(self) -> bool:
        """Whether it is printed with decimals."""
        return "." in self.printed or "·" in self.printed


@dataclass(slots=True)
class CellText:
    """A cell's tokens in order, the kinds of numbers that it names itself, and its leftover words."""

    tokens: list[Token] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    leftover: str = ""

    @property
    def outer(self) -> list[Token]:
        return [token for token in self.tokens if not token.inside]

    @property
    def inner(self) -> list[Token]:
        return [token for token in self.tokens if token.inside]


def to_number(text: str) -> float | None:
    """The value of a printed number, or None for NE, NR and the like."""
    plain = re.sub(r"[,\s\u2009\u202f\u00a0]", "", text).replace("·", ".")
    sign = -1.0 if plain[:1] in "-–−‒‑" and plain else 1.0
    try:
        return sign * float(plain.lstrip("-–−‒‑+"))
    except ValueError:
        return None


def has_number(text: str) -> bool:
    """Whether a text is a cell of data rather than words: it begins with a number, or a bracketed one."""
    return re.match(rf"[\s<>≤≥=(\[PpΔ~±]{{0,6}}{_NUMBER}", text) is not None and read_cell(text) is not None


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no number."""
    return _MISSING.fullmatch(text) is not None or words("missing").fullmatch(text.strip(" .*†‡")) is not None


def read_cell(text: str) -> CellText | None:
    """The numbers of a cell, or None where it holds other words than these numbers, units and marks."""
    if len(text) > _LONGEST or not re.search(r"\d", text) or text.count("(") != text.count(")"):
        return None
    cell = CellText()
    plain = list(text)
    named = [
        m
        for m in forms().finditer(text)
        if m.lastgroup in EFFECTS or m.lastgroup in ("ci", "sd", "se", "iqr", "range", "p")
    ]
    for match in named:
        kind = cast(str, match.lastgroup)
        if kind != "p":
            plain[match.start() : match.end()] = " " * (match.end() - match.start())
        cell.forms.append(kind)
    masked = "".join(plain)
    rest = list(masked)
    depth = 0
    for match in _TOKEN.finditer(masked):
        rest[match.start() : match.end()] = " " * (match.end() - match.start())
        if match.group("open"):
            depth += 1
        elif match.group("close"):
            depth = max(depth - 1, 0)
        else:
            token = _token(match, depth > 0)
            if token is None:
                return None
            cell.tokens.append(token)
    leftover = "".join(" " if character in "\u2009\u202f\u00a0" else character for character in rest)
    cell.leftover = _NOTHING.sub(" ", re.sub(r"\b[Pp]\b", " ", leftover)).strip()
    if _NOTHING.sub("", _UNIT_WORDS.sub("", cell.leftover)).strip(" .·") or len(cell.leftover) > 25:
        return None
    return cell if cell.tokens else None


def _token(match: re.Match[str], inside: bool) -> Token | None:
    start, end = match.span()
    if match.group("p") is not None:
        bound = to_number(match.group("bound"))
        sign = match.group("operator") or "="
        return Token("p", start, end, inside, bound, operator=_OPERATORS.get(sign, sign))
    if match.group("pequal") is not None:
        return Token("p", start, end, inside, to_number(match.group("pvalue")))
    if match.group("spread") is not None:
        return Token("spread", start, end, inside, to_number(match.group("spread")))
    if match.group("events") is not None:
        events, n = to_number(match.group("events")), to_number(match.group("n"))
        return Token("fraction", start, end, inside, events, n)
    if match.group("low") is not None:
        low, high = to_number(match.group("low")), to_number(match.group("high"))
        if low is None and high is None:
            return None
        return Token(
            "range", start, end, inside, low, high, bool(match.group("percent1") or match.group("percent2"))
        )
    printed = match.group("number")
    return Token(
        "number",
        start,
        end,
        inside,
        to_number(printed),
        percent=bool(match.group("percent")),
        printed=printed,
    )


def as_p(token: Token) -> PValue | None:
    """A token as a p-value where it can be one."""
    if token.kind not in ("p", "number") or token.first is None or not 0 <= token.first <= 1:
        return None
    return PValue(cast(Operator, token.operator), token.first)
