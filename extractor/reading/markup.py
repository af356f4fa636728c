"""Raised and lowered text: which marks are footnotes, which are exponents and parts of words."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"[\[(]?\s*(?:[a-zA-Z]{1,2}|\d{1,3}|[*†‡§¶#‖△◊]{1,4})"
    r"(?:\s?[,;–-]\s?(?:[a-zA-Z]|\d{1,3}|[*†‡§¶#‖]{1,4})){0,12}\s*[\])]?[,.]?$"
)
_WORD_END = frozenset(("th", "st", "nd", "rd", "TM", "SM", "tm", "sm"))
_UNIT_BEFORE = re.compile(r"(?:^|[\s/·⋅.(\d×])(?:[cmdkµμn]?m|min|s|h|kg|g|mg|mL|ml|L|l|U|R|r|χ|X|I)$")
_POWER_BEFORE = re.compile(r"(?:[×x*·⋅(]\s?|\s|^)10$")
_SIGNED = re.compile(r"[-−–+]\s?\d{1,2}$")
_ISOTOPE_AFTER = re.compile(r"-?[A-Z][a-z]?(?![a-z])")


def raised(content: str, before: str, after: str) -> str | None:
    """What a superscript adds to the text, or None when it is a footnote or reference mark.

    `before` and `after` are the texts around it (some characters are enough).
    "10<sup>9</sup>" gives "10^9", "m<sup>2</sup>" gives "m2", "12.3<sup>a</sup>" gives None.
    """
    content = content.strip()
    if not content:
        return ""
    digits = content.lstrip("-−–+")
    if digits.isdigit() and len(digits) <= 2:
        if _POWER_BEFORE.search(before[-6:]):
            return "^" + content
        if content in ("2", "3") or _SIGNED.match(content):
            if _UNIT_BEFORE.search(before[-6:]):
                return content
            if _SIGNED.match(content):
                return "^" + content
    if (
        content.isdigit()
        and 2 <= len(content) <= 3
        and not before[-1:].strip()
        and _ISOTOPE_AFTER.match(after[:3])
    ):
        return content
    if content in _WORD_END or not _MARK.match(content):
        return content
    return None
