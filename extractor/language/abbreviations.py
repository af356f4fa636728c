"""Short forms that a document defines: "progression-free survival (PFS)", after Schwartz and Hearst."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.spans import doc_text

_BRACKET = re.compile(r"\(([^()\n]{2,80})\)|\[([^\[\]\n]{2,80})\]")
_SHORT = re.compile(r"[^\W_][^\s,;:=()]{0,11}(?: [A-Z0-9][A-Za-z0-9]{0,5})?")
_BEFORE = re.compile(r"[^\s()\[\]]{1,40}")
_LEAD = re.compile(r"(?:an?|the|or|also|called|hereafter|ie|i\.e\.,?|termed|abbreviated)\s+", re.IGNORECASE)
_REACH = 160


def find_abbreviations(text: str) -> dict[str, str]:
    """Short forms of a text with their long forms, as first defined."""
    found: dict[str, str] = {}
    for match in _BRACKET.finditer(text):
        inside = match.group(1) or match.group(2)
        short = _SHORT.match(_LEAD.sub("", inside.strip(), count=1))
        before = text[
            max(
                0, match.start() - _REACH, text.rfind("\n", max(0, match.start() - _REACH), match.start()) + 1
            ) : match.start()
        ].rstrip()
        if short and _may_be_short(short.group()):
            long = long_form(short.group(), before)
            if long is not None:
                found.setdefault(short.group(), long)
                if short.group().endswith("s") and short.group()[:-1].isupper():
                    found.setdefault(short.group()[:-1], long)
                continue
        words = _BEFORE.findall(before[-14:])
        if words and " " in inside and _may_be_short(words[-1]):
            long = long_form(words[-1], inside.split(";")[0].split(",")[0].strip())
            if long is not None and len(long) >= 0.8 * len(inside.split(";")[0].split(",")[0].strip()):
                found.setdefault(words[-1], long)
    return found


def _may_be_short(short: str) -> bool:
    return (
        2 <= len(short) <= 14
        and any(c.isupper() for c in short)
        and not short.isdigit()
        and short[0].isalnum()
    )


def long_form(short: str, before: str) -> str | None:
    """The shortest run of words at the end of `before` that holds the letters of `short` in order."""
    key = short[:-1] if len(short) > 2 and short.endswith("s") and short[-2].isupper() else short
    letters = [c.lower() for c in key if c.isalnum()]
    words = before.split(" ")[-min(len(letters) + 5, 2 * len(letters)) :]
    candidate = " ".join(words)
    at, lowered = len(candidate) - 1, candidate.lower()
    for number in range(len(letters) - 1, -1, -1):
        while at >= 0 and (
            lowered[at] != letters[number] or (number == 0 and at > 0 and (lowered[at - 1].isalnum()))
        ):
            at -= 1
        if at < 0:
            return None
        at -= 1
    long = candidate[at + 1 :].strip()
    if " " not in long and "-" not in long and len(long) < len(short) + 3:
        return None
    if any(mark in long for mark in ".;:()=%") or key.lower() in long.lower().split():
        return None
    return long


def abbreviations(doc: Doc) -> dict[str, str]:
    """Short forms that the document defines, with their long forms."""
    found: dict[str, str] = doc._.abbreviations
    return found


@Language.factory("trialfacts_abbreviations")
def create_abbreviations(nlp: Language, name: str) -> Abbreviations:
    """Make the component."""
    return Abbreviations()


class Abbreviations:
    """Stores the document's short forms as `doc._.abbreviations`."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.abbreviations = find_abbreviations(doc_text(doc))
        return doc


if not Doc.has_extension("abbreviations"):
    Doc.set_extension("abbreviations", default=None)
