"""Amounts given together for drugs given together: "500/100 mg lopinavir/ritonavir", "25/5 mg of AB"."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from spacy.tokens import Doc

from extractor.language.mentions import Dose
from extractor.language.spans import doc_text, mentions
from extractor.linking.drafts import Chars, DrugDraft
from extractor.linking.regimens import find_regimens

_SLASH = re.compile(r"\s?(?:mg|µg|μg|mcg|g)?\s?[/+]\s?")
_JOINED = re.compile(r"\s?(?:[/+–-]|plus|and)\s?")
_BEHIND = re.compile(r"\s?(?:(?:once|twice)[ -](?:a day|daily)\s)?(?:of\s)?(?:fixed-dose\s)?")
_AHEAD = re.compile(r"[®™]?[\s,:]?\s?(?:\(|at\s|(?:tablets?|capsules?|fixed-dose combination)\s)?")
_AND_ALSO = re.compile(r"(?:\s?mg|\s?µg)?,?\s(?:and|or)\s")


def paired_doses(doc: Doc, drugs: list[DrugDraft]) -> dict[int, DrugDraft]:
    """The drug of each amount (by its start) of a run "A/B mg" that stands beside as many drugs."""
    text = doc_text(doc)
    runs = _runs(text, [m[:2] for m in mentions(doc, "dose") if isinstance(m[2], Dose)])
    if not runs:
        return {}
    named = _named_together(doc, text, drugs)
    owner: dict[int, DrugDraft] = {}
    before: tuple[DrugDraft, ...] = ()
    for index, run in enumerate(runs):
        start, end = run[0][0], run[-1][1]
        follows = index > 0 and _AND_ALSO.fullmatch(text, runs[index - 1][-1][1], start)
        found = _beside(text, start, end, named, len(run)) or (before if follows else ())
        if len(found) == len(run):
            owner |= {place: drug for (place, _), drug in zip(run, found, strict=True)}
        before = found
    return owner


def _runs(text: str, doses: list[Chars]) -> list[list[Chars]]:
    runs: list[list[Chars]] = []
    for start, end in doses:
        if runs and 0 <= start - runs[-1][-1][1] <= 6 and _SLASH.fullmatch(text, runs[-1][-1][1], start):
            runs[-1].append((start, end))
        else:
            runs.append([(start, end)])
    return [run for run in runs if len(run) > 1]


_Together = tuple[int, int, tuple[DrugDraft, ...]]


def _named_together(doc: Doc, text: str, drugs: list[DrugDraft]) -> list[_Together]:
    """Short forms of combinations, and drugs' names joined by a slash, a dash or "and"."""
    found: list[_Together] = [
        (start, end, regimen.drugs) for regimen in find_regimens(doc, drugs) for start, end in regimen.places
    ]
    names = sorted((span, drug) for drug in drugs for span in drug.mentions) if len(drugs) > 1 else []
    chain: list[tuple[Chars, DrugDraft]] = []
    for span, drug in names:
        if chain and not _JOINED.fullmatch(text, chain[-1][0][1], span[0]):
            chain = []
        chain = [*chain, (span, drug)]
        if len(chain) > 1:
            found.append((chain[0][0][0], span[1], tuple(one for _, one in chain)))
    return sorted(found, key=lambda item: item[:2])


def _beside(text: str, start: int, end: int, named: Sequence[_Together], size: int) -> tuple[DrugDraft, ...]:
    fits = [item for item in named if len(item[2]) == size]
    behind = bisect_left([item[0] for item in fits], end)
    if behind < len(fits) and fits[behind][0] - end < 30 and _BEHIND.fullmatch(text, end, fits[behind][0]):
        return fits[behind][2]
    ahead = bisect_right([item[1] for item in fits], start) - 1
    if ahead >= 0 and start - fits[ahead][1] < 30 and _AHEAD.fullmatch(text, fits[ahead][1], start):
        return fits[ahead][2]
    return ()
