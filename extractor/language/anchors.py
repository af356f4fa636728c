"""Runs a costly pattern only where a text holds one of a few plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator


def find_all(text: str, needles: tuple[str, ...]) -> list[int]:
    """Offsets of all occurrences of some plain strings, sorted."""
    found: list[int] = []
    for needle in needles:
        place = text.find(needle)
        while place >= 0:
            found.append(place)
            place = text.find(needle, place + len(needle))
    return sorted(found)


def matches_near(
    pattern: re.Pattern[str], text: str, places: list[int], before: int, behind: int
) -> Iterator[re.Match[str]]:
    """The pattern's matches that begin at most `before` characters before one of the places, in order.

    `behind` bounds how far behind a place a match may end. Matches do not overlap.
    """
    done = 0
    for place in places:
        if place < done:
            continue
        for match in pattern.finditer(text, max(done, place - before), min(len(text), place + behind)):
            if match.end() > done:
                done = match.end()
                yield match
