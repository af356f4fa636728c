"""Whole numbers in digits or words, as patterns and as values."""

from __future__ import annotations

import re

_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_UNITS = f"zero one two three four five six seven eight nine {_TEENS}".split(" ")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
VALUES = {word: number for number, word in enumerate(_UNITS) if number}
"""The value of each single number word."""
VALUES |= {word: 10 * number for number, word in enumerate(_TENS, 2)}

_ONE_TO_NINE = "|".join(_UNITS[1:10])
_WORD = "|".join(VALUES)
_HUNDREDS = rf"(?:{_ONE_TO_NINE}|a) (?:hundred|thousand)"
_BELOW_HUNDRED = rf"(?:{_WORD})(?:[- ](?:{_ONE_TO_NINE}))?"
WORDED = rf"(?:{_HUNDREDS}(?:(?:,? and)? {_BELOW_HUNDRED})?|{_BELOW_HUNDRED})"
"""A pattern for a number in words, lower case, up to thousands."""


def number_of(text: str) -> int | None:
    """The value of a number in digits (with thousands separators) or in words; None when it is none."""
    if text[:1].isdigit():
        bare = text.replace(",", "").replace(" ", "")
        return int(bare) if bare.isdigit() and len(bare) < 10 else None
    total = current = 0
    for word in re.findall(r"[a-z]+", text):
        if word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word == "a":
            current = 1
        else:
            current += VALUES.get(word, 0)
    return total + current or None
