"""Sentence ends: every line feed, and a full stop that no abbreviation, number or bracket explains."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import numpy as np
from spacy.attrs import IDX, IS_SPACE, SENT_START
from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.spans import doc_text

_STOP = re.compile(
    r"[.?!](?:[\"'”’)\]]{1,2}|(?<=[a-z%)][.?!])\[?\d{1,3}(?:[,–-]\d{1,3}){0,6}\]?)?[ \t\u00a0]+(?=[\"'“‘("
    r"\[]?[A-Z0-9À-Þα-ω])"
)
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.){1,4}[^\W\d_]?$|[^\W\d_]{1,12}$")
_OPEN_BRACKET = re.compile(r"[(\[][^()\[\]\n]*$")
_CLOSE_BRACKET = re.compile(r"[^()\[\]\n]*[)\]]")
_BRACKET_REACH = 300


@cache
def abbreviations() -> frozenset[str]:
    """Words after which a full stop ends no sentence, in lower case and without the stop."""
    text = files("extractor.language").joinpath("data/abbreviations.txt").read_text(encoding="utf-8")
    return frozenset(line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#"))


def sentence_starts(text: str) -> list[int]:
    """Offsets at which a sentence starts, white space before it included in the one before."""
    starts = {0}
    position = text.find("\n")
    while position >= 0:
        starts.add(position + 1)
        position = text.find("\n", position + 1)
    known = abbreviations()
    for match in _STOP.finditer(text):
        stop = match.start()
        if text[stop] == "." and _explained(text, stop, match.end(), known):
            continue
        if _inside_brackets(text, stop, match.end()):
            continue
        starts.add(match.end())
    return _bounded(text, sorted(starts))


_LONGEST = 1500
"""Characters. What is done with a sentence may take time by its square, so none is longer by much."""


def _bounded(text: str, starts: list[int]) -> list[int]:
    """The starts, with more of them at blanks where a sentence is too long."""
    cuts: list[int] = []
    for start, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        cuts.append(start)
        while stop - cuts[-1] > _LONGEST:
            blank = text.find(" ", cuts[-1] + _LONGEST, stop - 1)
            if blank < 0:
                break
            cuts.append(blank + 1)
    return cuts


def _explained(text: str, stop: int, following: int, known: frozenset[str]) -> bool:
    """Whether an abbreviation, an initial or a lost decimal point explains the full stop."""
    word = _LAST_WORD.search(text, max(0, stop - 14), stop)
    if word is not None:
        token = word.group().lower()
        if token in known:
            return True
        if (
            len(token) == 1
            and word.group().isupper()
            and (word.start() == 0 or text[word.start() - 1] in " (\u00a0.")
        ):
            return True
    lost_point = text[stop - 1 : stop] == "0" and not text[max(0, stop - 2) : stop - 1].isdigit()
    return lost_point and text[following : following + 1].isdigit() and text[stop + 1 : following].isspace()


def _inside_brackets(text: str, stop: int, following: int) -> bool:
    """Whether a bracket opened before the stop closes soon after it on the same line."""
    if _OPEN_BRACKET.search(text, max(0, stop - _BRACKET_REACH), stop) is None:
        return False
    return _CLOSE_BRACKET.match(text, following, min(len(text), following + _BRACKET_REACH)) is not None and (
        text[stop + 1 : following].strip() not in {")", "]", ")”", "”)"}
    )


_STORE = "trialfacts.sentences"


def sentence_offsets(doc: Doc) -> list[int]:
    """Where the document's sentences start, found once."""
    if _STORE not in doc.user_data:
        doc.user_data[_STORE] = sentence_starts(doc_text(doc))
    starts: list[int] = doc.user_data[_STORE]
    return starts


@Language.factory("trialfacts_sentences")
def create_sentences(nlp: Language, name: str) -> Sentences:
    """Make the component."""
    return Sentences()


class Sentences:
    """Sets `token.is_sent_start` of every token."""

    def __call__(self, doc: Doc) -> Doc:
        if not len(doc):
            return doc
        offsets = doc.to_array([IDX]).astype(np.int64)
        blank = doc.to_array([IS_SPACE]).astype(bool)
        worded = np.flatnonzero(~blank)
        flags = np.full(len(doc), -1, dtype=np.int64)
        places = np.searchsorted(offsets[worded], np.array(sentence_offsets(doc)), side="left")
        flags[worded[places[places < len(worded)]]] = 1
        flags[0] = 1
        doc.from_array([SENT_START], flags.astype(np.uint64))  # type: ignore[arg-type]
        return doc
