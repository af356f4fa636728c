"""The grammar of printed numbers that all numeric components share: patterns, signs and their values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

MINUS = "-−–‐‑﹣－"
"""Characters that pages print for a minus sign."""

SPACE = "[ \u00a0\u2009\u202f\u200a\u2005]"
"""A space inside a printed number or between a number and its unit, thin spaces included."""

UNSIGNED = (
    r"(?:\d{1,3}(?:,\d{3}){1,3}(?![\d,]\d)(?:[.·∙]\d{1,4})?"
    r"|\d{1,3}(?:[\u2009\u202f\u00a0]\d{3}){1,3}(?!\d)"
    r"|0,\d{1,5}(?![\d,])"
    r"|\d{1,3},\d{1,2}(?=\s?%)"
    r"|\d{1,9}[.·∙]\d{1,9}"
    r"|0\.[ \u2009\u202f\u00a0]\d{1,5}"
    r"|\d{1,9}"
    r"|[.·∙]\d{1,6})"
)
"""A number without sign: decimals with point or raised point, thousands with comma or thin space."""

_FIRST = re.compile(
    r"[\d.·∙](?:(?<![\w.·∙][\d.·∙])|(?<=[\s\d%)\]]vs\d)|(?<=[\s\d%)\]]vs\.\d)"
    r"|(?<=[\s(\[;,][HOR]R\d)(?=\d{0,2}[.·]\d))"
)
"""The first sign of a number: outside a word, or glued to "vs" as in "10.9 vs.14.3"."""

_NUMBER = re.compile(UNSIGNED)

_THOUSANDS = re.compile(r"\d{1,3}(?:[,\u2009\u202f\u00a0]\d{3})+(?:\.\d+)?$")
_SPACES = re.compile(r"\s+")

_ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]

_BELOW_HUNDRED = (
    rf"(?:(?:{'|'.join(_TENS)})(?:[-– ](?:{'|'.join(_ONES[1:10])}))?|{'|'.join(reversed(_ONES[1:]))})"
)

WORDS = (
    rf"(?:(?:{'|'.join(_ONES[1:10])}|a)[ ]hundred(?:(?:[ ]and)?[ ]{_BELOW_HUNDRED}\b)?|{_BELOW_HUNDRED}|zero)"
)
"""A number in words below one thousand; to be used without regard to case."""


def parse_number(text: str) -> float:
    """The value of a printed number with optional sign, whatever its decimal mark and grouping."""
    if text.isascii() and "," not in text and " " not in text:
        return float(text)
    plain = text.strip()
    negative = plain[:1] in MINUS and plain[:1] != ""
    plain = plain.lstrip(MINUS + "+").strip()
    plain = plain.replace("·", ".").replace("∙", ".")
    if _THOUSANDS.match(plain) and not plain.startswith("0"):
        plain = plain.replace(",", "")
    else:
        plain = plain.replace(",", ".")
    value = float(_SPACES.sub("", plain))
    return -value if negative and value else value


@cache
def _word_values() -> dict[str, int]:
    """Single words of numbers and their values."""
    values = {word: value for value, word in enumerate(_ONES)} | {"a": 1}
    return values | {ten: 20 + 10 * index for index, ten in enumerate(_TENS)}


def parse_word(text: str) -> int:
    """The value of a number in words as `WORDS` matches it."""
    total = 0
    for word in re.split(r"[-– ]", text.lower()):
        if word == "hundred":
            total *= 100
        elif word != "and":
            total += _word_values()[word]
    return total


def iter_numbers(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Offsets of the unsigned numbers that start outside a word, in order."""
    last = start
    stop = len(text) if end is None else end
    for first in _FIRST.finditer(text, start, stop):
        if first.start() < last:
            continue
        match = _NUMBER.match(text, first.start(), stop)
        if match is not None:
            last = match.end()
            yield match.span()


def sign_start(text: str, start: int) -> int:
    """Where the number that begins at `start` begins with its sign; a dash in a range or word is no sign."""
    if start == 0:
        return start
    mark = text[start - 1]
    if mark not in MINUS and mark != "+":
        return start
    if start == 1:
        return 0
    before = text[start - 2]
    if before.isspace() or before in "([{=<>≤≥:;,/~≈\"'“‘±*":
        # "4 –7": an en dash behind a number that lost one blank of a range
        lost_range = before == " " and mark == "–" and start > 2 and text[start - 3].isdigit()
        return start if lost_range else start - 1
    if before in MINUS and start > 2 and (text[start - 3].isdigit() or text[start - 3] == "%"):
        return start - 1
    return start
