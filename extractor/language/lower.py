"""Lower case that keeps offsets."""

from __future__ import annotations


def lower_same_length(text: str) -> str:
    """The text in lower case with every character in its place."""
    lowered = text.lower()
    return (
        lowered
        if len(lowered) == len(text)
        else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    )
