"""Outcomes told by a verb: who stopped because of what, who died, who was alive."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.language.mentions import EndpointName
from extractor.language.outcome_lexicon import Words
from extractor.language.outcome_words import word_set

_STOPPED = re.compile(
    r"(?:treatment (?:was )?|therapy (?:was )?)?(?:permanently )?(?:stop(?:ped|ping)?|quit"
    r"|discontinu(?:ed|ations?|e|ing)|withdrew|withdrawn|withdrawals?|given up|left the (?:trial|study)"
    r"|dropped out|drop-?outs?|interrupted)\b(?: [\w-]{2,20}){0,3}? (?:because of|due to|for|owing to"
    r"|as a result of|on account of)"
    r" (?:an? |the )?(?P<why>(?:any |serious |treatment-(?:related|emergent) "
    r"|drug-related )?(?:adverse (?:drug )?(?:events?|reactions?|effects?)"
    r"|side effects?|TEAEs?|TRAEs?|AEs?|toxicity|(?:lack|loss) of efficacy|(?!the|any|that|this|each"
    r"|both|more|other|their)[a-z]{5,20}(?: infections?)?))",
    re.IGNORECASE,
)
_PROGRESSION_FREE = re.compile(
    r"alive (?:and|without|with no) (?:disease )?progression(?:[- ]free)?", re.IGNORECASE
)
_DISEASE_FREE = re.compile(
    r"alive (?:and|without|with no) (?:disease|relapse|recurrence)(?:[- ]free)?|remained (?:free of"
    r"|without) (?:relapse|recurrence)",
    re.IGNORECASE,
)
_ALIVE = re.compile(r"alive\b|lived(?= an? (?:median|mean))|survived\b", re.IGNORECASE)
_ELLIPTIC = {
    "serious": ("serious adverse events", "safety"),
    "partial": ("partial response", "responder"),
    "complete": ("complete response", "responder"),
}
_HAPPENED = {
    "responded": ("response", "responder"),
    "recovered": ("recovery", "responder"),
    "relapsed": ("relapse", "other"),
    "recurred": ("recurrence", "other"),
    "progressed": ("disease progression", "other"),
    "seroconverted": ("seroconversion", "responder"),
}
_LASTED = (" a median", " for a median", " a mean", " an average")
_RELATIVE = {"who", "that", "which", "had", "have", "previously"}
_STOPS = word_set("stops")


def told_events(text: str, words: Words) -> Iterator[tuple[int, int, int, EndpointName]]:
    """Index of the first word, offsets, and the outcome."""
    for at, norm in enumerate(words.norms):
        start = words.starts[at]
        if norm in _STOPS:
            match = _STOPPED.match(text, start)
            if match is not None:
                value = EndpointName(f"discontinuation because of {match.group('why')}", "safety", "pattern")
                yield at, start, match.end(), value
        elif norm == "died":
            yield at, start, words.ends[at], EndpointName("deaths", "safety", "pattern")
        elif norm in _HAPPENED and not (at and words.norms[at - 1] in _RELATIVE):
            name, kind = _HAPPENED[norm]
            yield at, start, words.ends[at], EndpointName(name, kind, "pattern")
        elif (
            norm == "lasted"
            and at
            and words.norms[at - 1] in {"response", "remission"}
            and text.startswith(_LASTED, words.ends[at])
        ):
            value = EndpointName(f"duration of {words.norms[at - 1]}", "time_to_event", "pattern")
            yield at, start, words.ends[at], value
        elif norm == "lasting" and text.startswith("lasting a median", start):
            yield at, start, start + 16, EndpointName("duration of response", "time_to_event", "generic")
        elif norm in _ELLIPTIC and at + 1 < len(words) and words.norms[at + 1] in {"one", "ones"}:
            name, kind = _ELLIPTIC[norm]
            yield at, start, words.ends[at + 1], EndpointName(name, kind, "pattern")
        elif norm in {"alive", "lived", "survived", "remained"}:
            for pattern, name in (
                (_PROGRESSION_FREE, "progression-free survival"),
                (_DISEASE_FREE, "disease-free survival"),
                (_ALIVE, "overall survival"),
            ):
                match = pattern.match(text, start)
                if match is not None:
                    yield at, start, match.end(), EndpointName(name, "time_to_event", "pattern")
                    break
