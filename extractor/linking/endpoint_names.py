"""Whether two phrases name one endpoint: the same measure in the same form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from extractor.language.outcome_lexicon import normal
from extractor.language.outcome_words import word_set
from extractor.linking.drafts import EndpointDraft

_TOKEN = re.compile(r"[^\W\d_]+|\d+(?:[.·]\d+)?|[<>≤≥]|%")
_INSTRUMENT = re.compile(r"[A-Za-z]\w*\d+|[A-Z]{2,}[\w-]*")
_IGNORED = word_set("ignored")
_TELLING = word_set("telling")
_ADJECTIVES = word_set("adjectives")
_CHANGE = re.compile(r"\b(?:change|reduction|improvement|decrease|increase|decline|fall)s?\b", re.IGNORECASE)
_BOUND = re.compile(
    r"[<>≤≥]|\b(?:below|above|under|at least|or less|or more|response|responders?|0/1|clear|remission"
    r"|\d{2,3}%? responders?)\b",
    re.IGNORECASE,
)
_RANK = {"primary": 0, "key_secondary": 1, "secondary": 2, "exploratory": 3, "safety": 4, None: 5}


def merge_drafts(drafts: Sequence[EndpointDraft], shorts: Mapping[str, str]) -> list[EndpointDraft]:
    """One draft per endpoint and timepoint: places joined, the highest role and the fuller name kept."""
    merged: list[EndpointDraft] = []
    for draft in drafts:
        twin = next((other for other in merged if _same(draft, other, shorts)), None)
        if twin is None:
            merged.append(draft)
            continue
        if _RANK[draft.role] < _RANK[twin.role]:
            twin.role = draft.role
        twin.timepoint = twin.timepoint or draft.timepoint
        twin.mentions += draft.mentions
        twin.evidence += draft.evidence
        if (
            _CHANGE.search(draft.name)
            and not _CHANGE.search(twin.name)
            and twin.kind in {"score", "change", "other"}
        ):
            twin.name, twin.kind = draft.name, draft.kind
    return merged


def _same(a: EndpointDraft, b: EndpointDraft, shorts: Mapping[str, str]) -> bool:
    if a.timepoint and b.timepoint and a.timepoint != b.timepoint:
        return False
    return canonical_endpoint(a.name, [b], shorts) is not None


def canonical_endpoint(
    name: str, drafts: Sequence[EndpointDraft], abbreviations: Mapping[str, str]
) -> EndpointDraft | None:
    """The listed endpoint that a result's phrase means, or None.

    The measure's words must agree once short forms are spelled out, and so must the form: a change is no
    responder rate. A phrase without a form ("HbA1c") goes to the only listed endpoint of its measure.
    """
    key, bound = _key(name, abbreviations), _bounded(name)
    if not key:
        return None
    exact = [draft for draft in drafts if _key(draft.name, abbreviations) == key]
    if exact:
        same_form = [
            d
            for d in exact
            if _bounded(d.name) == bound
            and bool(_CHANGE.search(d.name)) == bool(_CHANGE.search(name))
            and _timed(d.name) == _timed(name)
        ]
        if same_form:
            return same_form[0]
        compatible = [
            draft
            for draft in exact
            if (not bound or _bounded(draft.name) or draft.kind not in {"change", "score"})
            and (_timed(name) is None or _timed(draft.name) in (None, _timed(name)))
        ]
        return (
            compatible[0]
            if len(compatible) == 1
            or (compatible and len({_key(d.name, abbreviations) for d in compatible}) == 1)
            else None
        )
    if any(word.isdigit() for word in key) or len(key) < 1:
        return None
    if key <= _ADJECTIVES:
        return None
    wider = [
        draft
        for draft in drafts
        if (other := _key(draft.name, abbreviations))
        and key < other
        and not any(w[0].isdigit() or w in _TELLING for w in other - key)
        and _bounded(draft.name) == bound
        and (_timed(name) is None or _timed(draft.name) in (None, _timed(name)))
    ]
    return (
        wider[0]
        if len(wider) == 1 and len(key) >= max(1, len(_key(wider[0].name, abbreviations)) // 2)
        else None
    )


_PARTS = re.compile(r"(?<=\w) \([^()]* or [^()]*\)$")


def _key(name: str, abbreviations: Mapping[str, str]) -> frozenset[str]:
    name = _bare(name)
    shorts = _shorts(name)
    if abbreviations.keys().isdisjoint(shorts):
        return _words(name)
    return _spelled(name, tuple(abbreviations.get(short, short) for short in shorts))


@lru_cache(maxsize=4096)
def _spelled(name: str, spelled: tuple[str, ...]) -> frozenset[str]:
    """The words of a name with its short forms, in order, as they are spelled out."""
    forms = iter(spelled)
    return _words(_SHORT.sub(lambda match: next(forms), name))


@lru_cache(maxsize=4096)
def _bounded(name: str) -> bool:
    """Whether the name sets a bound or a response that a patient reaches or not."""
    return _BOUND.search(name) is not None


@lru_cache(maxsize=4096)
def _timed(name: str) -> str | None:
    """Whether the name says that it is a time to an event, or how often an event comes."""
    if _TIME_TO.search(name):
        return "time"
    return "rate" if _HOW_OFTEN.search(name) else None


_TIME_TO = re.compile(r"\btime (?:to|until)\b", re.IGNORECASE)
_HOW_OFTEN = re.compile(r"\bannuali[sz]ed\b|\brates? of\b|\bper (?:year|month|patient)", re.IGNORECASE)
_SHORT = re.compile(r"[A-Za-z][\w-]{1,13}")


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    """The name without a bracket that lists its parts."""
    return _PARTS.sub("", name)


@lru_cache(maxsize=4096)
def _shorts(name: str) -> tuple[str, ...]:
    """What may be a short form in a name."""
    return tuple(_SHORT.findall(name))


@lru_cache(maxsize=4096)
def _words(name: str) -> frozenset[str]:
    words = {normal(token) for token in _TOKEN.findall(name)}
    if words & {"response", "responder"} and any(
        any(c.isupper() or c.isdigit() for c in t[1:]) for t in _INSTRUMENT.findall(name)
    ):
        words -= {"response", "responder"}
    if {"overall", "response"} <= words and "survival" not in words:
        words = (words - {"overall"}) | {"objective"}
    core = frozenset(words - _IGNORED)
    return core or frozenset(words)
