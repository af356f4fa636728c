"""Diseases and conditions: from a lexicon of medicine, and from how names of diseases are built."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.lower import lower_same_length, replace_characters
from extractor.language.spans import Found, add_spans, doc_text
from extractor.language.word_index import WordIndex, word_index

_WORD = re.compile(r"[^\W_]+")
_REACH = 120
_TOKEN = re.compile(r"\([^()\n]{1,60}\)|\S+")
_PLAIN = {
    "\u2019": "'",
    "\u02bc": "'",
    "\u2010": "-",
    "\u2011": "-",
    "\u2013": "-",
    "\u2212": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
}
_BIOMARKER = re.compile(
    r"(?:[A-Za-z0-9α-ω./]{1,14}[-‐‑–]){1,3}(?:positive|negative|mutated|mutant|low|high|expressing|deficient|proficient|amplified|rearranged|driven|altered|overexpressing|ultralow|null|selected|enriched|H)"
    r"|(?:HR|ER|PR|PgR|HER2|ALK|EGFR|ROS1|RET|PD-L1|Ph|BRCA|CD\d{1,3})[+−–-]|[+−]|(?:dMMR|pMMR|MSI-H|MSS)|mutant|mutated|mutation-positive|V600E?|G12C"
    r"|[a-z]{3,12}[-‐‑–](?:positive|negative|dependent|mediated|associated|induced|resistant|sensitive|refractory)"
)
_MARKER_HEAD = re.compile(
    r"(?:receptor|pathway|antibody|chromosome|instability|factor|repair|recombination|18\.2|\d[-‐‑–]|V600E?|G12C|mutation|mutant|mutated)\b",
    re.I,
)
_MARKER_MORE = re.compile(
    r"(?:receptor|anti-\w{2,8}|hormone|o?estrogen|progesterone|growth|human|epidermal|Philadelphia|microsatellite|mismatch|homologous|claudin|CLDN|[A-Z][A-Z0-9]{2,7}|2)\Z"
)


@dataclass(frozen=True, slots=True)
class _Words:
    lexicon: dict[str, list[tuple[str, bool]]]
    built: re.Pattern[str]
    heads: frozenset[str]
    endings: tuple[str, ...]
    not_conditions: frozenset[str]
    qualifiers: frozenset[str]
    stops: frozenset[str]
    modifiers: frozenset[str]


@cache
def _words() -> _Words:
    room = files("extractor.language")
    lexicon: dict[str, list[tuple[str, bool]]] = {}
    for line in room.joinpath("data/conditions.csv").read_text("utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        for name in line.split(";")[1:]:
            plain = replace_characters(name.strip(), _PLAIN)
            capitals = sum(map(str.isupper, plain)) >= 2 and " " not in plain
            first = _WORD.search(plain)
            if first is not None:
                lexicon.setdefault(first.group().lower(), []).append(
                    (plain if capitals else plain.lower(), capitals)
                )
    for names in lexicon.values():
        names.sort(key=lambda item: -len(item[0]))
    data = tomllib.loads(room.joinpath("data/condition_words.toml").read_text("utf-8"))
    heads = frozenset(data["heads"])
    endings = "|".join(data["endings"])
    built = re.compile(
        rf"(?<![\w-])(?:[a-z]{{2,24}}(?:{endings})|{'|'.join(sorted(heads, key=len, reverse=True))})(?![\w-])"
    )
    return _Words(
        lexicon,
        built,
        heads,
        tuple(data["endings"]),
        frozenset(data["not_conditions"]),
        frozenset(data["qualifiers"]),
        frozenset(data["stops"]),
        frozenset(data["modifiers"]),
    )


@Language.factory("trialfacts_conditions")
def create_conditions(nlp: Language, name: str) -> Conditions:
    """Make the component."""
    return Conditions()


class Conditions:
    """Adds spans of kind `condition`; the value is the name without severity, stage and line."""

    def __call__(self, doc: Doc) -> Doc:
        add_spans(doc, "condition", find_conditions(doc_text(doc)))
        return doc


def find_conditions(text: str) -> list[Found]:
    """Names of conditions, sorted and without overlaps; biomarkers before a name belong to it."""
    plain = replace_characters(text, _PLAIN)
    lowered = lower_same_length(plain)
    words = _words()
    cores = _from_lexicon(plain, lowered, words, word_index(text))
    taken = [(start, end) for start, end in cores]
    index = 0
    for match in _built(lowered, words, word_index(text)):
        while index < len(taken) and taken[index][1] <= match.start():
            index += 1
        if index < len(taken) and taken[index][0] < match.end():
            continue
        core = _built_name(lowered, match, words)
        if core is not None and (index == 0 or core[0] >= taken[index - 1][1]):
            cores.append(core)
    cores.sort()
    found: list[Found] = []
    for start, end in cores:
        first, markers = _markers_before(text, plain, start, words)
        if found and first < found[-1][1]:
            first, markers = start, []
        name = " ".join([*markers, " ".join(text[start:end].split())])
        found.append((first, end, name))
    return found


def _built(lowered: str, words: _Words, index: WordIndex) -> Iterator[re.Match[str]]:
    """Heads, and words with the ending of a disease, in order."""
    places = index.places
    named = [word for word in places if word.endswith(words.endings) or word in words.heads]
    for place in sorted(place for word in named for place in places[word]):
        match = words.built.match(lowered, place)
        if match is not None:
            yield match


def _from_lexicon(plain: str, lowered: str, words: _Words, index: WordIndex) -> list[tuple[int, int]]:
    known = index.places.keys() & words.lexicon.keys()
    cores: list[tuple[int, int]] = []
    last = 0
    for start, first in sorted((place, word) for word in known for place in index.places[word]):
        if start < last:
            continue
        for name, capitals in words.lexicon[first]:
            end = start + len(name)
            if (plain if capitals else lowered).startswith(name, start):
                if lowered[end : end + 1] == "s" and not name.endswith("s"):
                    end += 1
                if not lowered[end : end + 1].isalnum():
                    if not _other_use(lowered, start, end):
                        cores.append((start, end))
                        last = end
                    break
    return cores


_ADJECTIVE = re.compile(
    r"(?:al|ic|ar|ous|ary|oid|ory|ac|eal|ine|atic|itis|'s|cytic|gous|genic|ile|-related|-induced|-associated|-borne)$"
)
_OTHER_USE = re.compile(
    r"\s*(?:-(?:related|free|specific|associated|type|causing|like|modifying|a\b|b\b)|(?:association|society|foundation|institute|cent(?:er|re)s?|index|scale|score|questionnaire|inventory|rating|activity|area|severity|assessment|quality|diary|network|council|congress|journal|news|forum|weekly|research|department|clinic|drug|specialist|meeting|program)\b)"
)


def _other_use(lowered: str, start: int, end: int) -> bool:
    """Whether the name is part of an instrument's or an institution's name."""
    return _OTHER_USE.match(lowered, end) is not None or (
        start > 0 and lowered[start - 1] == "-" and lowered[max(0, start - 5) : start] in ("anti-", "post-")
    )


def _built_name(lowered: str, match: re.Match[str], words: _Words) -> tuple[int, int] | None:
    """The name of a condition built of a head or an ending and the words before it, or None."""
    word = match.group()
    if word in words.not_conditions and word not in words.heads:
        return None
    if _other_use(lowered, match.start(), match.end()):
        return None
    start = match.start()
    left = lowered[max(0, start - 60) : start]
    line = left[left.rfind("\n") + 1 :]
    count = 0
    for token in reversed(re.findall(r"[^\s]+\s+", line)):
        name = token.strip()
        if (
            not name.replace("-", "").replace("'", "").isalpha()
            or name in words.stops
            or name in words.qualifiers
            or count == 3
        ):
            break
        if name not in words.modifiers and not _ADJECTIVE.search(name):
            break
        start -= len(token)
        count += 1
    if word in words.heads and count == 0:
        return None
    return start, match.end()


def _markers_before(text: str, plain: str, start: int, words: _Words) -> tuple[int, list[str]]:
    """Biomarkers to the left of a name, past words of stage and severity: where they start, and they."""
    begin = max(0, start - _REACH)
    left = plain[begin:start]
    begin += left.rfind("\n") + 1
    if "+" not in left and "-" not in left and "m" not in left:
        return start, []
    tokens = list(_TOKEN.finditer(text[begin:start]))
    markers: list[str] = []
    first = start
    want_more = False
    for token in reversed(tokens):
        bare = token.group().rstrip(",")
        if bare.startswith("("):
            continue
        if want_more and _MARKER_MORE.match(bare):
            markers.insert(0, bare)
            first = begin + token.start()
            continue
        want_more = False
        if replace_characters(bare.lower(), _PLAIN) in words.qualifiers:
            continue
        if _BIOMARKER.fullmatch(bare):
            markers.insert(0, token.group() if markers else bare)
            first = begin + token.start()
            want_more = _MARKER_HEAD.match(bare) is not None
            continue
        break
    return first, markers
