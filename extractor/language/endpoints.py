"""Phrases that name a measured outcome, in every sentence: by the lexicon, by frames, and by reference."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.abbreviations import find_abbreviations
from extractor.language.bounded_changes import join_bounds
from extractor.language.composites import join_composites
from extractor.language.mentions import EndpointName
from extractor.language.outcome_events import told_events
from extractor.language.outcome_frames import Frames, blocked_stretches
from extractor.language.outcome_lexicon import Term, Words, is_short, lookup, words_of
from extractor.language.outcome_phrases import extend
from extractor.language.outcome_references import references
from extractor.language.outcome_words import word_set
from extractor.language.spans import Found, add_spans, doc_text, mentions

_CONDITION_BEFORE = word_set("condition_before")
_CONDITION_AFTER = word_set("condition_after")
_CARE = word_set("care")
_ALSO_CONDITION = word_set("also_condition")
_EVENT_BEFORE = word_set("event_before")

_METHOD = frozenset(["analysis", "analyse", "analysi", "curve", "function", "estimate", "method", "table"])
_NO_OUTCOMES = ("drug", "dose", "target", "condition", "trial_name", "time", "registry_id")
"""Kinds of mention that are no outcomes."""


@Language.factory("trialfacts_endpoints")
def create_endpoints(nlp: Language, name: str) -> Endpoints:
    """Make the component."""
    return Endpoints()


class Endpoints:
    """Adds spans of kind `endpoint`, each with an `EndpointName`."""

    def __call__(self, doc: Doc) -> Doc:
        add_spans(doc, "endpoint", find_outcomes(doc))
        return doc


def find_outcomes(doc: Doc) -> list[Found]:
    """All mentions of outcomes, in order, without overlaps between names."""
    text = doc_text(doc)
    words = words_of(text)
    stored = doc._.abbreviations if Doc.has_extension("abbreviations") else None
    shorts = find_abbreviations(text) if stored is None else stored
    found: list[Found] = []
    taken = bytearray(len(words) + 1)
    for at, start, end, value in told_events(text, words):
        if not taken[at]:
            _take(at, start, end, value, words, found, taken)
    _by_lexicon(text, words, shorts, found, taken)
    _by_definition(text, words, shorts, found, taken)
    named = (mention[:2] for kind in _NO_OUTCOMES for mention in mentions(doc, kind))
    Frames(text, words, found, taken, blocked_stretches(named)).add_all()
    found.extend(references(text, words, taken))
    found = join_composites(text, sorted(found, key=lambda mention: mention[:2]))
    return join_bounds(text, words, found)


def _take(
    at: int, start: int, end: int, value: EndpointName, words: Words, found: list[Found], taken: bytearray
) -> None:
    found.append((start, end, value))
    while at < len(words) and words.starts[at] < end:
        taken[at] = 1
        at += 1


def _by_lexicon(
    text: str, words: Words, shorts: dict[str, str], found: list[Found], taken: bytearray
) -> None:
    printed: dict[str, bool] = {}
    for first, last, term in lookup(text, words):
        if any(taken[first:last]):
            continue
        if _is_condition(text, words, first, last, term):
            continue
        if last < len(words) and words.norms[last] in _METHOD and words.norms[last - 1] == "survival":
            continue
        if term.name not in printed:
            printed[term.name] = is_short(term.name) and term.name in text
        phrase = extend(text, words, first, last, term, shorts, printed[term.name])
        if found and found[-1][0] <= phrase.start < found[-1][1]:
            phrase = type(phrase)(
                words.starts[first], phrase.end, text[words.starts[first] : phrase.end], phrase.kind
            )
        found.append(
            (
                phrase.start,
                phrase.end,
                EndpointName(phrase.name, phrase.kind, "lexicon", percent=phrase.percent),
            )
        )
        for at in range(first, len(words)):
            if words.starts[at] >= phrase.end:
                break
            taken[at] = 1
        at = first - 1
        while at >= 0 and words.starts[at] >= phrase.start:
            taken[at] = 1
            at -= 1


def _is_condition(text: str, words: Words, first: int, last: int, term: Term) -> bool:
    """Whether the term names what is treated rather than what is measured."""
    if term.kind != "event" and words.norms[last - 1] not in _ALSO_CONDITION:
        return False
    before = words.norms[first - 1] if first else ""
    after = words.norms[last] if last < len(words) else ""
    gap = text[words.ends[last - 1] : words.starts[last]] if last < len(words) else ""
    if after in _CONDITION_AFTER and gap.isspace():
        return True
    if before == "of" and first > 1 and words.norms[first - 2] in _EVENT_BEFORE:
        return False
    if before == "of":
        return first > 1 and words.norms[first - 2] in _CARE
    if before in {"severe", "moderate", "chronic"}:
        return first > 1 and words.norms[first - 2] in {"with", "to", "of", "and"}
    return before in _CONDITION_BEFORE


def _by_definition(
    text: str, words: Words, shorts: dict[str, str], found: list[Found], taken: bytearray
) -> None:
    """Short forms whose long form the document gives and the lexicon does not know."""
    wanted = {short: long for short, long in shorts.items() if _OUTCOME_HEAD.search(long)}
    if not wanted:
        return
    pattern = re.compile(
        r"(?<![\w-])(?:"
        + "|".join(re.escape(s) for s in sorted(wanted, key=len, reverse=True))
        + r")(?![\w])"
    )
    spots = dict(zip(words.starts, range(len(words)), strict=True))
    for match in pattern.finditer(text):
        at = spots.get(match.start())
        if at is not None and not taken[at]:
            long = wanted[match.group()]
            found.append((match.start(), match.end(), EndpointName(long, "other", "pattern")))
            while at < len(words) and words.starts[at] < match.end():
                taken[at] = 1
                at += 1


_OUTCOME_HEAD = re.compile(
    r"\b(?:score|scale|index|questionnaire|inventory|test|assessment|rate|time|survival|response"
    r"|remission|days|birth ?weight|weight"
    r"|level|density|pressure|distance|volume|count|concentration|motion|contraction|soreness|worsening"
    r"|pain|fatigue|events?|mortality"
    r"|recurrence|toxicit(?:y|ies)|titers?|titres?|improvement|loss|scoring|quality of life"
    r"|disease activity|antibod(?:y|ies)|ratio|efficacy"
    r"|duration|activity|thickness|acuity|function|impairment|symptoms?|frequency|incidence|control"
    r"|infections?|crises|crisis)$",
    re.IGNORECASE,
)
