"""Targets named in words: "nicotinic acetylcholine receptor", "factor XIa", "neurokinin 1 and 3 receptor"."""

from __future__ import annotations

import re
import tomllib
from functools import cache

from extractor.language.drug_lexicon import read_data, word_list

Found = tuple[int, int, str]

_SYMBOL = (
    r"(?:(?:Na|Ca|K)[Vv]\d\.\d|[αβγδ]\d{1,2}[αβγδ]\d|[A-Z][A-Za-z]{0,7}-?[A-Z0-9α-ω][A-Za-z0-9α-ω]{0,5}(?:\(?\d[A-Za-z]?\)?)?(?:-[A-Z0-9]{1,4})?"
    r"|[a-z]{1,2}[A-Z][A-Za-z0-9]{1,6}|5-HT\(?\d?[A-Za-z]?\)?)"
)
_ENZYME = r"[a-z-]{3,20}(?:ase|ases)(?:-\d[A-Z]?)?"
_NUMERAL = (
    r"(?:\d{1,2}(?:\.\d)?[A-Za-z]?|[IVX]{1,4}a?|[αβγδ]\d{1,2}[αβγδ]\d|[αβγδεκμ]\d?|[ABCD]\d?a?|C-I{1,3})"
)
_LINK = r"(?:,\s(?:and\s)?|\s(?:and|or|&)\s|[/ ]|-(?=receptor))"
_LEAD = re.compile(
    r"\s(?:(?:[a-z-]+\s){1,6}forms?\sof\s)?(?:(?:the|both|human|either|to|at|of|an?|its)\s){0,3}"
)
_SHORT = re.compile(rf"\s?(?:[\w-]{{1,18}}\s){{0,5}}\(({_SYMBOL})\)")
OF_PEOPLE = re.compile(
    r"\b(?:with|in|for|patients|adults|people|children|disease|syndrome|disorder|cancer|carcinoma|and)\b"
)
"""Words in "targets adults with heart failure (HF)" that make the abbreviation no molecule."""
_CUT = re.compile(r",\s(?:and\s)?|\s(?:and|or|&)\s|/")
_RECEPTOR_LAST = re.compile(r"\s(receptor|channel|transporter|kinase)s?$")
_SYMBOL_FIRST = re.compile(
    r"^([A-Z]\d|(?:Na|Ca|K)[Vv]\d\.\d)\s(?:muscarinic|cholinergic|receptor|(?:(?:sodium|calcium|potassium)\s)?channel)$"
)
_WITHIN = 7
_NOT_TARGETS = word_list("not_targets")
_VAGUE = frozenset(
    {"receptor", "receptors", "channel", "channels", "factor", "transporter", "transporters", "protein",
     "pump", "growth factor", "hormone receptor", "kinase", "tyrosine kinase", "protease", "polymerase",
     "enzyme", "interleukin", "interleukins", "toxin", "phase", "disease", "base", "release", "increase",
     "decrease", "case"}
)  # fmt: skip


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads(read_data("target_words.toml"))
    heads, parts = "|".join(data["heads"]), "|".join(data["parts"])
    word = rf"(?:{_SYMBOL}|{_ENZYME}|{heads}|{parts}|{_NUMERAL})(?![\w-])"
    phrase = rf"(?<![\w-]){word}(?:{_LINK}{word}){{0,{_WITHIN}}}"
    return (
        re.compile(phrase),
        re.compile(rf"(?:[ -](?:{'|'.join(data['between'])}))*[ -]$"),
        re.compile(rf"(?:{heads})$|{_ENZYME}$"),
    )


def before(text: str, start: int, end: int) -> list[Found]:
    """The targets of a phrase in the stretch that ends right before the word for the agent."""
    phrase, between, _ = _patterns()
    last = None
    for match in phrase.finditer(text, start, end):
        if between.match(text[match.end() : end]):
            last = match
    return [] if last is None else _parts(text, *last.span())


def behind(text: str, start: int) -> list[Found]:
    """The targets of a phrase that begins right here, articles passed over."""
    phrase, _, _ = _patterns()
    lead = _LEAD.match(text, start)
    if lead is None:
        return []
    match = phrase.match(text, lead.end())
    short = _SHORT.match(text, lead.end() if match is None else match.end())
    if (
        short is not None
        and not OF_PEOPLE.search(short.group())
        and short.group(1).lower() not in _NOT_TARGETS
    ):
        return [(short.start(1), short.end(1), short.group(1))]
    return [] if match is None else _parts(text, match.start(), match.end())


def _parts(text: str, start: int, end: int) -> list[Found]:
    """The members of a phrase, each with the head or the first word that they share."""
    words = text[start:end]
    shared = _RECEPTOR_LAST.search(words)
    tail = "" if shared is None else f" {shared.group(1)}"
    pieces = []
    place = 0
    for cut in [*_CUT.finditer(words), None]:
        stop = len(words) if cut is None else cut.start()
        pieces.append((place, stop))
        place = stop if cut is None else cut.end()
    found: list[Found] = []
    first = ""
    for begin, stop in pieces:
        piece = words[begin:stop].strip()
        if re.fullmatch(r"\d[A-Za-z]?(?: receptors?)?", piece) and first:
            piece = f"{first} {piece}".strip()
        else:
            first = re.sub(r"\s\d[A-Za-z]?$", "", piece)
            piece = _SYMBOL_FIRST.sub(r"\1", piece)
        name = re.sub(r"(?<=[a-z])s$", "", piece) if piece.endswith(("receptors", "channels")) else piece
        if len(pieces) > 1 and tail and not name.endswith(tail.strip()):
            name += tail
        if _valid(name):
            found.append((start + begin, start + stop, name))
    return found


def _valid(name: str) -> bool:
    """Whether a phrase says which molecule: a symbol, an enzyme or a receptor of something."""
    _, _, head = _patterns()
    low = name.lower()
    if low in _VAGUE or low in _NOT_TARGETS or low.split()[0] in _NOT_TARGETS and " " not in low:
        return False
    if sum(letter.isupper() or letter.isdigit() for letter in name) >= 2 and re.search(r"[A-Za-z]", name):
        return True
    return any(head.match(word) for word in low.split()) and not low.split()[0].endswith("tyrosine")
