"""Words of the linking room, read once from its data files."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from extractor.language.needles import Needled
from extractor.linking.number_words import WORDED

_UPPER = re.compile(r"\\.|\(\?P[<=]|[A-Z]+", re.S)


@dataclass(frozen=True, slots=True)
class GroupWords:
    """Compiled forms of `data/groups.toml`: each kind of the file is a named group in `mention`.

    They are for text in lower case, which they search several times faster than patterns for any case would.
    """

    mention: re.Pattern[str]
    control_named: re.Pattern[str]


def _load(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("extractor.linking").joinpath("data", name).read_text("utf-8"))


def _lower(form: str) -> str:
    """A regular expression with its letters in lower case, its escapes (`\\S`) as they are."""

    def lowered(match: re.Match[str]) -> str:
        return match.group() if match.group()[0] in "\\(" else match.group().lower()

    return _UPPER.sub(lowered, form)


@cache
def group_words() -> GroupWords:
    """The forms by which articles name arms without naming their drug or dose."""
    kinds = _load("groups.toml")["kinds"]
    alternatives = [f"(?P<{kind}>{'|'.join(forms)})" for kind, forms in kinds.items()]
    control = _load("groups.toml")["control_arms"]["forms"]
    return GroupWords(
        re.compile(_lower(rf"\b(?:{'|'.join(alternatives)})\b")),
        re.compile(_lower(rf"\b(?:{'|'.join(control)})\b")),
    )


@cache
def phrase_lists(name: str) -> dict[str, re.Pattern[str]]:
    """Each list of a data file as one pattern of whole words: a table `[lists]` of name to forms."""
    lists = _load(name)["lists"]
    return {key: re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.I) for key, forms in lists.items()}


@cache
def lower_lists(name: str) -> dict[str, Needled]:
    """The same for text in lower case, which these patterns search several times faster."""
    lists = _load(name)["lists"]
    sources = {key: _lower(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)") for key, forms in lists.items()}
    return {key: Needled(re.compile(source)) for key, source in sources.items()}


@cache
def _patterns() -> dict[str, Needled]:
    table = tomllib.loads(files("extractor.linking").joinpath("data/trials.toml").read_text("utf-8"))[
        "patterns"
    ]
    return {name: Needled(re.compile(_lower(source))) for name, source in table.items()}


def pattern(name: str) -> Needled:
    """A pattern of the table `[patterns]` of `data/trials.toml`, for text in lower case.

    Raises KeyError for another name.
    """
    return _patterns()[name]


@cache
def forms(name: str) -> dict[str, re.Pattern[str]]:
    """The table `[patterns]` of a data file as it is written, case and all.

    `<NAME>` stands for the entry of that name in its table `[fragments]`, `<WORDED>` for a number in words.
    """
    data = tomllib.loads(files("extractor.linking").joinpath("data", name).read_text("utf-8"))
    compiled = {}
    for key, source in data["patterns"].items():
        for fragment, words in data["fragments"].items():
            source = source.replace(f"<{fragment}>", words)
        compiled[key] = re.compile(source.replace("<WORDED>", rf"\b{WORDED}"))
    return compiled


@cache
def lower_forms(name: str) -> dict[str, Needled]:
    """The same for text in lower case."""
    return {key: Needled(form) for key, form in forms(name).items()}
