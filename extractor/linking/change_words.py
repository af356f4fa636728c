"""Whether the words around a number say that a measured value moved by it."""

from __future__ import annotations

import re

from extractor.language.needles import Needled

_VERBS = (
    r"(?:fell|fallen|rose|risen|declined|dropped|decreased|increased|reduced|lowered|cut|improved|changed|grew|grown|gone|lost"
    r"|gained|shed|slipped|climbed|shrank|shrunk|slid|plunged|plummeted|surged|jumped|come\sdown|came\sdown|went\s(?:up|down)"
    r"|put\son|took\soff)"
)
_ABOUT = (
    r"(?:(?:an?|about|some|nearly|roughly|almost|just|only|another|approximately|around|mean|median|average|adjusted"
    r"|of|additional|estimated|further)\s){0,4}"
)
_BEFORE = Needled(
    re.compile(
        rf"\b{_VERBS}\b[^.;%]{{0,40}}\bby\s(?:an?\s|about\s|(?:mean|median|average)\s(?:of\s)?)?(?:[-+−–\d.·%,\s]|and)*$"
        rf"|\b{_VERBS}\b[^.;]{{0,100}}(?:,|\band|\bbut)\s(?:[\w()-]+\s){{0,3}}by\s$"
        rf"|\b{_VERBS}\s{_ABOUT}$"
        rf"|\b(?:down|up)\s(?:by\s)?{_ABOUT}$"
        r"|\b(?:declines?|reductions?|drops?|falls?|increases?|rises?|improvements?|decreases?|changes?|loss)"
        rf"(?:\sfrom\sbaseline)?\s(?:of|was|were)\s{_ABOUT}$",
    )
)
"""For text in lower case."""
_BEHIND = re.compile(
    r"\s?(?:mean\s|median\s|relative\s|average\s|overall\s)?(?:declines?|reductions?|drops?|falls?|improvements?|decreases?"
    r"|increases?|rises?)\b"
    r"|\s(?:lower|higher|below|above|less|more)\s(?:than\s)?(?:at\s|from\s|its\s|their\s)?(?:the\s)?(?:baseline|start"
    r"|beginning|outset|study\sentry)\b|\sfrom\sbaseline\b",
    re.IGNORECASE,
)
_OF_PEOPLE = re.compile(
    r"(?:\s?\([^()]{1,40}\))?\s(?:of|in|had|achieved|reached|were|experienced|reported)\s"
    r"(?:all\s|the\s|those\s|these\s)?"
    r"(?:\w+[- ]){0,3}?"
    r"(?:patients|participants|people|subjects|adults|children|women|men|eyes|those|recipients)\b",
    re.IGNORECASE,
)


def has_moved(lead: str, tail: str) -> bool:
    """Whether a value moved by the number between the two: "fell by |", "| lower than at baseline"."""
    return _BEFORE.search(lead.lower()) is not None or _BEHIND.match(tail) is not None


def is_of_people(tail: str) -> bool:
    """Whether the words behind a number make it a share of people: "| of patients"."""
    return _OF_PEOPLE.match(tail) is not None
