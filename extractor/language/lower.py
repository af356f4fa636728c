"""Lower case and plain characters that keep offsets."""

from __future__ import annotations

from collections.abc import Mapping

PLAIN_SIGNS = {
    "\u00a0": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u2011": "-",
    "\u2010": "-",
    "\u2013": "-",
    "\u2019": "'",
}
"""Plain forms of the blanks, hyphens and apostrophes that pages print."""


def lower_same_length(text: str) -> str:
    """The text in lower case with every character in its place."""
    lowered = text.lower()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )


def replace_characters(text: str, plain: Mapping[str, str]) -> str:
    """The text with each character of `plain` put in its plain form: as `str.translate`, but quick where
    most of the characters are rare."""
    for printed, form in plain.items():
        if printed in text:
            text = text.replace(printed, form)
    return text
