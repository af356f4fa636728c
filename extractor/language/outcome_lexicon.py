"""The lexicon of outcomes, and the quick look-up of its names in the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import accumulate

_WORD = re.compile(r"([^\W\d_]+|\d+(?:[.·]\d+)?)")
_GAPS = frozenset({"", " ", "-", "–", "‑", "’", "'", "/", " / ", "\u00a0", " – ", ". ", "(", " (", "≥", " ≥"})
_SPELLINGS = tuple(
    pair.split(":")
    for pair in [
        "haem:hem",
        "aemi:emi",
        "oedema:edema",
        "rrhoe:rrhe",
        "oesoph:esoph",
        "tumour:tumor",
        "dyspnoea:dyspnea",
        "apnoea:apnea",
        "foet:fet",
        "paed:ped",
        "ise:ize",
        "isation:ization",
        "ising:izing",
        "ised:ized",
        "titre:titer",
        "caes:ces",
        "faec:fec",
        "behaviour:behavior",
        "litre:liter",
        "gynae:gyne",
        "anaes:anes",
        "leuk:leuc",
        "favour:favor",
        "fibre:fiber",
        "labour:labor",
        "metre:meter",
        "caec:cec",
        "oestr:estr",
        "aetiol:etiol",
    ]
)


@dataclass(slots=True)
class Words:
    """The words and numbers of a text in order: forms for comparison, and offsets."""

    norms: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.norms)


@dataclass(frozen=True, slots=True)
class Term:
    """A name of an outcome. `name` is the preferred name; `capitals`: it must be printed in capitals."""

    kind: str
    name: str
    capitals: bool
    short: bool


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    term: Term | None = None


@lru_cache(maxsize=20_000)
def normal(word: str) -> str:
    """One spelling of a word: lower case, American, singular."""
    word = word.lower()
    for british, american in _SPELLINGS:
        if british in word:
            word = word.replace(british, american)
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-3] + "y" if word.endswith("ies") and len(word) > 4 else word[:-1]
    return word


def words_of(text: str) -> Words:
    """The words and numbers of a text."""
    parts = _WORD.split(text)
    bounds = list(accumulate(map(len, parts)))
    return Words(list(map(normal, parts[1::2])), bounds[:-1:2], bounds[1::2])


def is_short(name: str) -> bool:
    """Whether a name is a short form rather than words: `EASI-75`, `NT-proBNP`, `HbA1c`."""
    return " " not in name and sum(character.isupper() for character in name) >= 2


def abbreviates(short: str, long: str) -> bool:
    """Whether the letters of a short form stand in the long form in order, the first one first."""
    letters = [c for c in (short[:-1] if short.endswith("s") else short).lower() if c.isalpha()]
    rest = long.lower()
    if len(letters) < 2 or not rest.startswith(letters[0]):
        return False
    at = 0
    for letter in letters:
        at = rest.find(letter, at) + 1
        if not at:
            return False
    return True


def _lines(file: str) -> Iterator[list[str]]:
    text = files("extractor.language").joinpath(f"data/{file}").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split(";")


@cache
def _root() -> _Node:
    root = _Node()
    for kind, name, *others in _lines("endpoints.csv"):
        _add(root, kind, name, others)
    for name, *others in _lines("adverse_events.csv"):
        _add(root, "safety", name, others)
    return root


def _add(root: _Node, kind: str, name: str, others: list[str]) -> None:
    for variant in [name, *(others[0].split("|") if others else [])]:
        node = root
        for norm in words_of(variant).norms:
            node = node.next.setdefault(norm, _Node())
        if node.term is None:
            short = is_short(variant)
            letters = "".join(character for character in variant if character.isalpha())
            node.term = Term(kind, name, short and len(letters) <= 6 and letters.isupper(), short)


def lookup(text: str, words: Words) -> Iterator[tuple[int, int, Term]]:
    """Longest lexicon names in the text: index of the first word, index behind the last, and the term."""
    first, norms, starts, ends = _root().next, words.norms, words.starts, words.ends
    count, free = len(words), 0
    for at, norm in enumerate(norms):
        node = first.get(norm)
        if node is None or at < free:
            continue
        best: tuple[int, Term] | None = None
        ahead = at
        while node is not None:
            ahead += 1
            if node.term is not None and _printed_so(text, starts[at], ends[ahead - 1], node.term):
                best = ahead, node.term
            if ahead >= count or text[ends[ahead - 1] : starts[ahead]] not in _GAPS:
                break
            node = node.next.get(norms[ahead])
        if best is not None:
            yield at, best[0], best[1]
            free = best[0]


def _printed_so(text: str, start: int, end: int, term: Term) -> bool:
    if not term.capitals:
        return True
    printed = text[start:end].rstrip("s")
    return not printed[:1].islower() and not printed[-1:].islower()
