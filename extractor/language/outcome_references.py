"""Phrases that point to an outcome named elsewhere: "this endpoint", "the corresponding rates", "it was"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.language.mentions import EndpointName
from extractor.language.outcome_lexicon import Words
from extractor.language.outcome_words import word_set

_NOUNS = word_set("nouns")
_MODIFIERS = word_set("modifiers")
_STARTERS = word_set("starters")
_POINTING = frozenset(
    ["this", "that", "these", "those", "same", "corresponding", "respective", "latter", "former"]
)
_ROLES = {
    "primary": "primary",
    "coprimary": "primary",
    "secondary": "secondary",
    "exploratory": "exploratory",
}
_MEASURED = frozenset(["endpoint", "point", "outcome", "measure"])
_HAPPENING = frozenset(["event", "events"])
_SUBJECT = re.compile(
    r"(?:it|they|rates|scores|responses|figures|the (?:(?:adjusted|annuali[sz]ed|observed|estimated) )*"
    r"(?:rates?|figures?|numbers?|proportions?"
    r"|percentages|scores?|values?|changes|reductions|mean change|mean reductions?|gains?))"
    r" (?=(?:was|were|had|fell|rose|dropped|did|came|in|on|is|are|for|with|stood|changed)\b)",
    re.IGNORECASE,
)
_SUBJECTS = word_set("subjects")
_LEADS = frozenset(["the", "mean", "adjusted", "annualized", "observed", "estimated"])


def references(text: str, words: Words, taken: bytearray) -> Iterator[tuple[int, int, EndpointName]]:
    """Offsets and value of each pointing phrase that no outcome's name overlaps."""
    norms = words.norms
    for at, norm in enumerate(norms):
        if (norm in _NOUNS or norm in _HAPPENING) and not taken[at]:
            first = at
            while first > 0 and at - first < 6 and norms[first - 1] in _MODIFIERS and not taken[first - 1]:
                first -= 1
            inner = norms[first:at]
            if norm == "point" and (not inner or inner[-1] != "end"):
                continue
            role = next((_ROLES[word] for word in inner if word in _ROLES), None)
            if (
                first > 0
                and norms[first - 1] in _STARTERS
                and words.starts[first] - words.ends[first - 1] == 1
            ):
                first -= 1
                inner = norms[first:at]
            pointing = any(word in _POINTING for word in inner)
            if norm in _HAPPENING:
                measured, pointing = role == "primary", False
            else:
                measured = norm in _MEASURED
            if (role is not None and measured) or (pointing and (norm in _MEASURED or first < at)):
                role = "key_secondary" if role == "secondary" and "key" in inner else role
                yield _reference(text, words.starts[first], words.ends[at], role)
                continue
        if norm in _SUBJECTS and not taken[at]:
            first = at
            while first > 0 and norms[first - 1] in _LEADS and at - first < 3:
                first -= 1
            match = _SUBJECT.match(text, words.starts[first])
            if match is not None and match.end() > words.ends[at]:
                yield _reference(text, words.starts[first], match.end() - 1, None)


def _reference(text: str, start: int, end: int, role: str | None) -> tuple[int, int, EndpointName]:
    name = " ".join(text[start:end].split())
    return start, end, EndpointName(name, "other", "generic", reference=True, role=role)
