"""Text of a document made safe to print."""

from __future__ import annotations

import unicodedata


def printable(text: str) -> str:
    """The text with every control and direction-changing character as a space, so that it cannot steer a
    terminal; its length is kept."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(" " if unicodedata.category(letter) in ("Cc", "Cf", "Cs") else letter for letter in text)
