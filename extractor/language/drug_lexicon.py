"""The drug lexicons: INN stems, names that stems miss, companies. Read once from `data/`."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_LEAST_LENGTH = 7
_BLANK = re.compile(" ")


def read_data(name: str) -> str:
    """The text of a data file of this package."""
    return files("extractor.language").joinpath("data", name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Stems:
    """Endings of nonproprietary names by their length, each with the least length of the whole word.

    `last_words` stand behind any word and make it a name ("autoleucel", "parvovec").
    `tails` are the last three letters of all endings: a quick way to pass over most words.
    """

    endings: dict[int, dict[str, int]]
    beginnings: tuple[str, ...]
    second_words: frozenset[str]
    last_words: frozenset[str]
    exceptions: frozenset[str]
    tails: frozenset[str]

    def names_drug(self, word: str) -> bool:
        """Whether a lower-case word has the form of a nonproprietary name."""
        length = len(word)
        if length < 6 or word in self.exceptions:
            return False
        for size, endings in self.endings.items():
            if length > size:
                least = endings.get(word[-size:])
                if least is not None and length >= least:
                    return True
        return length >= _LEAST_LENGTH and word.startswith(self.beginnings)


@cache
def stems() -> Stems:
    """The stems of `data/inn_stems.toml`."""
    data = tomllib.loads(read_data("inn_stems.toml"))
    endings: dict[int, dict[str, int]] = {}
    for entry in data["endings"]:
        ending, _, least = entry.partition(":")
        endings.setdefault(len(ending), {})[ending] = int(least or _LEAST_LENGTH)
    return Stems(
        endings=endings,
        beginnings=tuple(data["beginnings"]),
        second_words=frozenset(data["second_words"]),
        last_words=frozenset(data["last_words"]),
        exceptions=frozenset(data["exceptions"]),
        tails=frozenset(ending[-3:] for all_ in endings.values() for ending in all_),
    )


@dataclass(frozen=True, slots=True)
class Names:
    """The names of `data/drugs.csv`, lower case: the kind of each, and each first word's longer names.

    `first_words` are all words that a name can begin with.
    """

    kinds: dict[str, str]
    longer: dict[str, tuple[str, ...]]
    cased: frozenset[str]
    first_words: frozenset[str]


@cache
def names() -> Names:
    """The names of `data/drugs.csv`. Short names in capitals count only as printed (`cased`)."""
    rows = csv.reader(line for line in read_data("drugs.csv").splitlines() if line and line[0] != "#")
    next(rows)
    kinds: dict[str, str] = {}
    longer: dict[str, list[str]] = {}
    cased = set()
    for name, kind in rows:
        if name.isupper() and len(name) <= 4:
            cased.add(name)
        low = name.lower()
        kinds[low] = kind
        first = first_word(low)
        if first != low:
            longer.setdefault(first, []).append(low)
    return Names(
        kinds=kinds,
        longer={word: tuple(sorted(all_, key=len, reverse=True)) for word, all_ in longer.items()},
        cased=frozenset(cased),
        first_words=frozenset(
            {*kinds, *longer, *(f"{name}s" for name, kind in kinds.items() if kind in ("class", "placebo"))}
        ),
    )


def first_word(text: str) -> str:
    """The run of letters and digits that the text begins with."""
    for index, letter in enumerate(text):
        if not letter.isalnum():
            return text[:index]
    return text


@dataclass(frozen=True, slots=True)
class Companies:
    """Known makers, lower case, and the last words of companies' names."""

    names: frozenset[str]
    suffixes: frozenset[str]

    def is_company(self, text: str) -> bool:
        """Whether a capitalised phrase is a company's name."""
        low = text.lower().rstrip(".")
        last = text.rstrip(".").rsplit(" ", 1)[-1]
        return (
            low in self.names
            or (" " in text and last in self.suffixes)
            or any(low[: blank.start()] in self.names for blank in _BLANK.finditer(low))
        )


@cache
def companies() -> Companies:
    """The lists of `data/companies.toml`."""
    data = tomllib.loads(read_data("companies.toml"))
    return Companies(frozenset(name.lower() for name in data["names"]), frozenset(data["suffixes"]))


@cache
def synonyms() -> dict[str, str]:
    """Each name of `data/drug_synonyms.toml` with the name that it is grouped under."""
    rows = tomllib.loads(read_data("drug_synonyms.toml"))["same"]
    return {name: row[0] for row in rows for name in row}


@cache
def word_list(name: str) -> frozenset[str]:
    """A list of `data/intervention_words.toml`."""
    return frozenset(tomllib.loads(read_data("intervention_words.toml"))[name])
