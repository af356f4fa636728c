"""A heading of a table as the name of a group of participants."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.language.mentions import EndpointName
from extractor.language.spans import mentions
from extractor.linking.drafts import Chars
from extractor.linking.lexicon import phrase_lists
from extractor.linking.table_headings import SIZE, is_time, time_edge
from extractor.linking.table_words import forms, is_effect, is_only
from extractor.reading.source import Cell

LONGEST = 90
_WORDS = 10
_PEOPLE = re.compile(
    r"[(\[,]\s?(\d{1,5}) (?:patients|participants|subjects|women|children|eyes|cases)\b\s?[)\]]?", re.I
)
_BRACKETED = re.compile(r"\(\s?(\d{1,5})\s?\)\s*$")
_LETTERED = re.compile(r"(?:group |arm |cohort |regimen )?\(?(?:[A-H]|I{1,3}V?|IV|[1-8])\)?", re.I)
_NAMED_LETTER = re.compile(
    r"(?:group|arm|cohort|regimen|gp|grp)s?\.?[ -]?\(?(?:[A-Z](?:/[A-Z])?|I{1,3}V?|IV|[1-8])\)?", re.I
)
_NO_NAME = re.compile(
    r"\?|[<>≤≥]|\d ?%|^of |\b(?:before|after|prior|during|since|until|following|between|differences?|not"
    r"|excluded|comparisons?|tests?|(?:uni|multi|bi)-?vari\w+|regression|(?:un)?adjusted|crude|categor\w+)\b",
    re.I,
)
_SIGNS = " \t,;:.–—-•/±=*†‡§¶#|∗"
_BRACKETS = re.compile(r"[(\[]\s*[%,;:/±]*\s*[)\]]")
_WORD = re.compile(r"[^\W_]+(?:[-+/][^\W_]+)*")


@dataclass(slots=True)
class GroupName:
    """One heading that may name a group."""

    key: str
    name: str
    span: Chars
    n: int | None
    strong: bool
    part: bool
    control: bool
    drug: bool
    cell: int = 0
    size_span: Chars | None = None
    over_amounts: bool = False


class Marked:
    """Places of drugs, doses and known outcomes in the document, to look up by offset."""

    def __init__(self, doc: Doc) -> None:
        self._drugs = sorted(
            (start, end) for kind in ("drug", "dose") for start, end, _ in mentions(doc, kind)
        )
        self._outcomes = sorted(
            (start, end)
            for start, end, value in mentions(doc, "endpoint")
            if isinstance(value, EndpointName) and value.strength == "lexicon"
        )

    @staticmethod
    def _inside(spans: list[Chars], start: int, end: int) -> list[Chars]:
        found = []
        for span in spans[bisect_left(spans, (start, 0)) :]:
            if span[0] >= end:
                break
            found.append(span)
        return found

    def drug(self, start: int, end: int) -> bool:
        return bool(self._inside(self._drugs, start, end))

    def outcome(self, start: int, end: int) -> bool:
        return any(2 * (b - a) >= end - start for a, b in self._inside(self._outcomes, start, end))


def is_neutral(text: str) -> bool:
    """Whether a heading says what is under it, when, or of everybody, and so tells no groups apart."""
    plain = bare_text(SIZE.sub(" ", text))
    if _NAMED_LETTER.fullmatch(plain):
        return False
    kinds = [match.lastgroup or "" for match in forms().finditer(plain)]
    if is_effect(kinds):
        return True
    left = bare_text(forms().sub(" ", plain))
    return (
        not left
        or not re.search(r"[^\W\d_]", left)
        and not _LETTERED.fullmatch(left)
        or is_time(left)
        or any(
            is_only(name, left)
            for name in ("baseline_time", "end_time", "everyone", "size_column", "generic")
        )
    )


def bare_text(text: str) -> str:
    return re.sub(r"\s+", " ", _BRACKETS.sub(" ", text)).strip(_SIGNS)


def read_name(cell: Cell, marks: Marked) -> GroupName | None:
    """A heading as the name of a group, or None where it is something else."""
    text = cell.text
    if len(text) > LONGEST or is_neutral(text):
        return None
    lists = phrase_lists("table_groups.toml")
    size = SIZE.search(text) or _PEOPLE.search(text) or _BRACKETED.search(text)
    n = int(re.sub(r"\D", "", size.group(1))) if size else None
    plain = list(text)
    if size:
        plain[size.start() : size.end()] = " " * (size.end() - size.start())
    if size and size.start() > 2:
        plain[size.start() :] = " " * (len(plain) - size.start())
    first = forms().match("".join(plain).lstrip(_SIGNS))
    if first is not None and first.lastgroup in ("count", "percent", "fraction", "rate"):
        return None
    lettered = _NAMED_LETTER.search("".join(plain))
    for match in forms().finditer("".join(plain)):
        if lettered is None or not lettered.start() <= match.start() < lettered.end():
            plain[match.start() : match.end()] = " " * (match.end() - match.start())
    edge = time_edge("".join(plain))
    if edge is not None:
        plain[edge[0] : edge[1]] = " " * (edge[1] - edge[0])
    masked = _BRACKETS.sub(lambda match: " " * len(match.group()), "".join(plain))
    name = masked.strip(_SIGNS + "()[]" if masked.count("(") != masked.count(")") else _SIGNS)
    if not name or len(name.split()) > _WORDS:
        return None
    at = masked.find(name)
    start, end = cell.start + at, cell.start + at + len(name)
    name = re.sub(r"\s+", " ", name)
    said = [word.lower() for word in _WORD.findall(name)]
    noun = lists["noun"].search(name) is not None
    if len(name) == 1 and not _NAMED_LETTER.fullmatch(name):
        return None
    if not said or lists["measure"].fullmatch(name) or lists["whole"].match(name) or _NO_NAME.search(name):
        return None
    if marks.outcome(start, end) and not noun:
        return None
    control = lists["control"].search(name) is not None
    drug = marks.drug(start, end)
    when = lists["when"].fullmatch(said[0]) is not None or lists["when"].fullmatch(said[-1]) is not None
    part = when or lists["part"].fullmatch(said[-1]) is not None
    measure = lists["measure"].search(name) is not None
    strong = (
        control
        or drug
        or noun
        and not part
        or lists["active"].fullmatch(name) is not None
        or lists["bare"].fullmatch(name) is not None
        or _NAMED_LETTER.fullmatch(name) is not None
    )
    if (when and not control and not drug) or (measure and not strong and n is None):
        return None
    return GroupName(_key(said), name, (start, end), n, strong, part, control, drug, cell.start)


def _key(said: Sequence[str]) -> str:
    noun = phrase_lists("table_groups.toml")["noun"]
    kept = [
        word for word in said if not noun.fullmatch(word) and word not in ("the", "of", "with", "plus", "and")
    ]
    return " ".join(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in kept or said)
