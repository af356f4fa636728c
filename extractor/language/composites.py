"""Composite outcomes: "cardiovascular death, MI or stroke" is one outcome, not its last component."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.language.mentions import EndpointName
from extractor.language.spans import Found

_PART = re.compile(r"\s?,\s?(?:an?\s|any\s|the\s)?|\s?,?\sor\s(?:an?\s|any\s|the\s)?", re.IGNORECASE)
_LAST = re.compile(r"\bor\b", re.IGNORECASE)
_DENIED = re.compile(
    r"\b(?:no|not|nor|neither|without|differ\w*)\b[^.;(]{0,60}\b(?:in|of|for|on|to)\s(?:the\s)?$",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"\s?(?:[(\[,]|[—–]|\s-)\s?(?:(?:an?|the)\s)?(?P<of>(?:composite|combination)\s(?:end\s?point\s)?of\s"
    r"|(?:defined|measured)\sas\s)?(?:the\s|an?\s)?(?:first\soccurrence\sof\s)?",
    re.IGNORECASE,
)
_KINDS = frozenset({"time_to_event", "safety", "other"})


def join_composites(text: str, found: Sequence[Found]) -> list[Found]:
    """The mentions with those of an "or" list made one.

    A list that defines the outcome before it stands in brackets behind its name.
    """
    joined: list[Found] = []
    row: list[Found] = []
    for mention in found:
        if row and not _continues(text, row, mention):
            _close(text, row, joined)
            row = []
        row.append(mention)
    _close(text, row, joined)
    return joined


def _may_be_part(value: object) -> bool:
    return (
        isinstance(value, EndpointName)
        and not value.reference
        and value.strength == "lexicon"
        and value.kind in _KINDS
    )


def _continues(text: str, row: Sequence[Found], mention: Found) -> bool:
    previous = row[-1]
    if not (_may_be_part(previous[2]) and _may_be_part(mention[2])):
        return False
    if len(row) > 1 and _LAST.search(text, row[-2][1], previous[0]):
        return False
    return _PART.fullmatch(text, previous[1], mention[0]) is not None


def _close(text: str, row: list[Found], joined: list[Found]) -> None:
    """Add a row of mentions as one where "or" joins the last two, else each by itself.

    A list that is denied ("no difference in X, Y or Z") is no composite.
    """
    listed = len(row) > 1 and _LAST.search(text, row[-2][1], row[-1][0]) is not None
    if not listed or _DENIED.search(text, max(row[0][0] - 60, 0), row[0][0]):
        joined += row
        return
    start, end = row[0][0], row[-1][1]
    first = row[0][2]
    assert isinstance(first, EndpointName)
    defined = joined[-1] if joined else None
    if defined is not None and isinstance(defined[2], EndpointName) and not defined[2].reference:
        gap = _DEFINED.fullmatch(text, defined[1], start)
        closed = text[end : end + 1] in (")", "]") and text[defined[1] : start].lstrip()[:1] in ("(", "[")
        if gap is not None and (gap["of"] or closed):
            parts = " ".join(text[start:end].split())
            joined[-1] = (defined[0], end + closed, replace(defined[2], name=f"{defined[2].name} ({parts})"))
            return
    joined.append((start, end, replace(first, name=" ".join(text[start:end].split()))))
