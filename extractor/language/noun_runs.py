"""Runs of words that may be a noun phrase: bounded by function words, not parsed."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from extractor.language.outcome_lexicon import Words, normal
from extractor.language.outcome_words import word_set

_JOINTS = frozenset({" ", "-", "–", "‑", "/", "\u00a0", "’", "'", "", " “", "” "})
_TIGHT = frozenset({"-", "–", "‑", "", "/"})
_LONGEST = 6
_SOFT = word_set("soft_ends")
"""Bounds that may end a name behind another word of it: "ablation time", "rescue medication"."""


@cache
def bounds() -> frozenset[str]:
    """Words that no name of an outcome runs across, in the form that `normal` gives."""
    text = files("extractor.language").joinpath("data/phrase_bounds.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(normal(word) for line in lines for word in line.split())


def run_before(text: str, words: Words, stop: int) -> tuple[int, int] | None:
    """The run of words that ends just before word `stop`, as indices of words (half-open)."""
    limits, at = bounds(), stop
    if _ends_softly(text, words, stop - 1):
        at -= 1
    while at > 0 and stop - at < _LONGEST:
        if at < stop and text[words.ends[at - 1] : words.starts[at]] not in _JOINTS:
            break
        joins = words.norms[at - 1] == "of" and at < stop and at > 1 and words.norms[at - 2] not in limits
        if not joins and _is_bound(text, words, at - 1):
            break
        at -= 1
    while at < stop and (words.norms[at] == "of" or (words.norms[at][0].isdigit() and words.ends[at] < stop)):
        at += 1
    return (at, stop) if at < stop and _worded(words, at, stop) else None


def run_after(text: str, words: Words, start: int) -> tuple[int, int] | None:
    """The run of words that starts at word `start`, an article before it left out."""
    limits, at = bounds(), start
    while at < len(words) and words.norms[at] in {"a", "an", "the"} and at - start < 2:
        at += 1
    first = at
    while at < len(words) and at - first < _LONGEST:
        if at > first and text[words.ends[at - 1] : words.starts[at]] not in _JOINTS:
            break
        follows = at + 1 < len(words) and words.norms[at + 1] not in limits
        if not (words.norms[at] == "of" and at > first and follows) and _is_bound(text, words, at):
            break
        at += 1
    if first < at < len(words) and _ends_softly(text, words, at):
        at += 1
    while at > first and words.norms[at - 1] == "of":
        at -= 1
    return (first, at) if at > first and _worded(words, first, at) else None


def _ends_softly(text: str, words: Words, at: int) -> bool:
    if at < 1 or words.norms[at] not in _SOFT or words.norms[at - 1] in bounds():
        return False
    return words.norms[at - 1].isalpha() and text[words.ends[at - 1] : words.starts[at]] in _JOINTS


def _is_bound(text: str, words: Words, at: int) -> bool:
    norm = words.norms[at]
    return norm in bounds() or (norm[0].isdigit() and not _glued(text, words, at))


def _glued(text: str, words: Words, at: int) -> bool:
    """Whether a number belongs to a name: `Ki-67`, `IL-1β`, `FEV1`."""
    return at > 0 and text[words.ends[at - 1] : words.starts[at]] in _TIGHT and words.norms[at - 1].isalpha()


def _worded(words: Words, start: int, stop: int) -> bool:
    return any(norm.isalpha() and len(norm) >= 2 for norm in words.norms[start:stop])
