"""Short names of trials ("the ARAMIS trial", "ONWARDS 4") and their registry numbers."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.abbreviations import long_form
from extractor.language.endings import Ending
from extractor.language.lower import replace_characters
from extractor.language.spans import Found, add_spans, doc_text
from extractor.language.word_index import word_index

_DASH = "[-‐‑–]"
_WORD = rf"[A-Za-z0-9]{{1,20}}(?:{_DASH}[A-Za-z0-9]{{1,20}}){{0,4}}"
_COUNTED = r"mg|µg|weeks?|months?|years?|patients?|trials|studies|of|%"
_NUMBER = (
    r"(?:[ \u00a0](?:\d{1,4}[A-Za-z]?|I{1,3}|IV|VI{0,3}|[A-D])"
    rf"(?![\w%.]?\w|,\d| ?(?:{_COUNTED})\b))?"
)
_CANDIDATE = re.compile(
    rf"(?<![\w@/.#-])(?={_DASH}?[A-Za-z0-9])(?P<stem>{_WORD})(?P<number>{_NUMBER})(?![\w@]|\.\w)"
)
_UPPERS = re.compile(r"[A-Z]")
_ALL_CAPS = re.compile(rf"[A-Z0-9]+(?:{_DASH}[A-Z0-9]+)*\Z")
_DRUG_CODE = re.compile(rf"[A-Z]{{2,4}}{_DASH}?\d{{3,7}}[A-Za-z]?\Z")
_GAP = 60
_SPACES = {"\u00a0": " ", "\u2009": " ", "\u202f": " "}
_ROMAN = re.compile(r"[IVX]{1,5}[a-dA-D]?\Z")
_COMMON = "eatinors"
"""A line with these for a third of its characters has no capitals for two thirds of its letters."""
_LINE = re.compile(r"[^\n]{20,400}")


@dataclass(frozen=True, slots=True)
class _Frames:
    """What may stand right before and right behind a trial's name, and the words that are none."""

    before: re.Pattern[str]
    before_telling: re.Pattern[str]
    behind: re.Pattern[str]
    not_names: frozenset[str]
    not_second: frozenset[str]
    registry: re.Pattern[str]
    registry_cues: tuple[str, ...]


@cache
def _frames() -> _Frames:
    data = tomllib.loads(files("extractor.language").joinpath("data/trial_names.toml").read_text("utf-8"))
    fragments = {"<NOUNS>": "|".join(data["nouns"]), "<BETWEEN>": "|".join(data["between"])}
    behind = "|".join(data["behind"])
    for name, fragment in fragments.items():
        behind = behind.replace(name, fragment)
    return _Frames(
        re.compile(rf"(?:{'|'.join(data['before'])})$", re.I),
        re.compile(rf"(?:{'|'.join(data['before_telling'])}) $"),
        re.compile(behind, re.I),
        frozenset(data["not_names"].split()),
        frozenset(data["not_second"].split()),
        re.compile("|".join(data["registry"])),
        tuple(data["registry_cues"]),
    )


@Language.factory("trialfacts_trial_names")
def create_trial_names(nlp: Language, name: str) -> TrialNames:
    """Make the component."""
    return TrialNames()


class TrialNames:
    """Adds spans of kind `trial_name` (value: the name) and `registry_id` (value: the number as printed)."""

    def __call__(self, doc: Doc) -> Doc:
        add_spans(doc, "registry_id", find_registry_ids(doc_text(doc)))
        text = doc_text(doc)
        add_spans(doc, "trial_name", _without_overlaps(sorted(find_trial_names(text) + find_numbered(text))))
        return doc


def find_registry_ids(text: str) -> list[Found]:
    """Registry numbers of trials, as printed."""
    frames = _frames()
    if not any(cue in text for cue in frames.registry_cues):
        return []
    return [
        (m.start(), m.end(), re.sub(r"\s+", " ", m.group()))
        for m in word_index(text).finditer(frames.registry)
    ]


_NUMBERED = re.compile(r"\b(Study|Trial) (\d{1,3}|[A-D])\b(?![.,]\d| (?:of|days?|weeks?|patients)\b)")


def find_numbered(text: str) -> list[Found]:
    """ "Study 1", "Trial B": names where the text tells at least two such studies apart."""
    found: list[Found] = [
        (m.start(), m.end(), f"{m.group(1)} {m.group(2)}")
        for m in word_index(text).finditer(_NUMBERED)
        if text[m.start() - 1 : m.start()] != "("
    ]
    if len({name for _, _, name in found}) < 2:
        return []
    return found


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    stem_end: int
    name: str


def find_trial_names(text: str) -> list[Found]:
    """Every mention of a name that some frame in the text proves to be a trial's short name."""
    text = replace_characters(text, _SPACES)
    frames = _frames()
    candidates = _candidates(text, frames.not_names)
    proven: set[str] = set()
    mentions: dict[int, tuple[int, str]] = {}
    shouting = _lines_in_capitals(text)
    for candidate in candidates:
        while shouting and shouting[-1][1] <= candidate.start:
            shouting.pop()
        if shouting and shouting[-1][0] <= candidate.start:
            continue
        end = _proven_end(text, candidate, frames)
        if end is not None:
            name = _spelling(text[candidate.start : end])
            if name not in proven and not _abbreviates(text, name):
                proven.add(name)
            if name in proven:
                mentions[candidate.start] = (end, name)
    _add_coordinated(text, candidates, proven)
    _add_relatives(candidates, proven)
    short = _short_forms(proven)
    roots = {root for name in proven if (root := _root(name)) != name}
    roots |= {name for name in proven if _ALL_CAPS.match(name) and len(name) >= 5}
    longer = sorted((name for name in proven if " " in name), key=len, reverse=True)
    for candidate in candidates:
        name = candidate.name
        wide = next(
            (w for w in longer if _spelling(text[candidate.start : candidate.start + len(w)]) == w), None
        )
        if (
            wide is not None
            and not text[candidate.start + len(wide) : candidate.start + len(wide) + 1].isalnum()
        ):
            mentions[candidate.start] = (candidate.start + len(wide), wide)
        elif candidate.start in mentions:
            continue
        elif name in proven or (_root(name) != name and _root(name) in roots):
            mentions[candidate.start] = (candidate.end, name)
        else:
            stem = _spelling(text[candidate.start : candidate.stem_end])
            if stem in proven:
                mentions[candidate.start] = (candidate.stem_end, stem)
    return _without_overlaps(
        [(start, end, short.get(name, name)) for start, (end, name) in sorted(mentions.items())]
    )


def _lines_in_capitals(text: str) -> list[tuple[int, int]]:
    """Lines that are set in capitals, where capitals tell nothing; the last line first."""
    lines = [
        match.span()
        for match in _LINE.finditer(text)
        if sum(map(match.group().count, _COMMON)) < len(match.group()) / 3
        and sum(map(str.isupper, match.group())) > 2 * sum(map(str.islower, match.group()))
    ]
    return lines[::-1]


def _without_overlaps(found: list[Found]) -> list[Found]:
    kept: list[Found] = []
    for item in found:
        if not kept or item[0] >= kept[-1][1]:
            kept.append(item)
    return kept


def _candidates(text: str, not_names: frozenset[str]) -> list[_Candidate]:
    found = []
    for match in _CANDIDATE.finditer(text):
        stem = match.group("stem")
        if stem.islower() or stem.isdigit():
            continue
        plain = match.group("number") == "" and stem[1:].islower()
        if plain and text[match.end() : match.end() + 2] != " (" and not _called(text, match.start()):
            continue
        if not _looks_like_name(stem, bool(match.group("number"))) or _spelling(stem) in not_names:
            continue
        found.append(_Candidate(match.start(), match.end(), match.end("stem"), _spelling(match.group())))
    return found


def _looks_like_name(stem: str, numbered: bool) -> bool:
    """At least three letters; two capitals, or one capital where a number or a frame has to speak for it."""
    letters = sum(c.isalpha() for c in stem)
    capitals = len(_UPPERS.findall(stem))
    if (letters < 3 and not _SHORT_SERIES.match(stem)) or capitals == 0 or stem.startswith("NCT"):
        return False
    if stem[0].isdigit() or _ROMAN.match(stem) or _FORMULA.fullmatch(stem) or _SURNAME.fullmatch(stem):
        return False
    parts = re.split(_DASH, stem)
    if _DESIGN_WORD.fullmatch(parts[0]):
        return False
    if len(parts) > 1 and all(_PLAIN_WORD.fullmatch(part) for part in parts):
        return False
    if any(part.islower() and part.isalpha() and len(part) >= 4 for part in parts) or _REGISTERED.fullmatch(
        stem
    ):
        return False
    return capitals >= 2 or numbered or (stem[0].isupper() and letters >= 5)


def _proven_end(text: str, candidate: _Candidate, frames: _Frames) -> int | None:
    """Where the name ends if a frame around it proves it to be a trial's; a second word may belong to it."""
    start = candidate.start
    stem = text[start : candidate.stem_end]
    capitals = len(_UPPERS.findall(stem))
    if capitals < 2 and candidate.end == candidate.stem_end:
        if _called(text, start):
            second = _SECOND_WORD.match(text, candidate.end)
            return second.end() if second else candidate.end
        return candidate.end if _PLAIN_NAME.match(text, candidate.end) else None
    if _DRUG_CODE.match(stem) and _used_as_drug(text, stem):
        return None
    if _DRUG_CODE.match(stem):
        place = _IN_STUDY.search(text, max(0, start - 8), start) and _CLAUSE_END.match(text, candidate.end)
        named = _STUDY_NEXT.match(text, candidate.end)
        return candidate.end if place or named else None
    for end in _ends(text, candidate):
        if frames.behind.match(text, end):
            return end
    before = text[max(0, start - _GAP) : start]
    if capitals >= 2 and frames.before.search(before):
        return candidate.end
    if _in_title_brackets(text, candidate):
        return candidate.end
    apposed = _APPOSITION.search(before) and _APPOSED_END.match(text, candidate.end)
    if capitals >= 2 and (apposed or (before.endswith(" of ") and _SERIES.fullmatch(stem))):
        return candidate.end
    if _ACTING.match(text, candidate.end) and _unlike_a_firm(stem, candidate):
        return candidate.end
    if capitals >= 5 and _ALL_CAPS.match(stem) and _POINTED_AT.match(text, candidate.end):
        return candidate.end
    framed = frames.before_telling.search(before) or _LOOSE_BEHIND.match(text, candidate.end)
    if not framed or not _telling(stem, candidate) or f"({stem})" in text or f"{stem}®" in text:
        return None
    return candidate.end


def _used_as_drug(text: str, stem: str) -> bool:
    """Whether the text gives what looks like a code to people, or an amount of it."""
    code = re.escape(stem)
    return (
        re.search(
            rf"\b(?:with|of|on|and|or|plus|to|for|than|receiv\w+|given|taking|dose|drug|inhibitor|antibody"
            rf"|vaccine|therapy),? \(?{code}\b(?! (?:trial|study))|\({code}\)"
            rf"|{code}(?:[®™]|,? \(?[\d.,]+[\s-]?(?:mg|µg|mcg|g)\b"
            rf"|-treated| (?:arm|group|dose|plus|monotherapy|is an?\b|was well))",
            text,
        )
        is not None
    )


_IN_STUDY = re.compile(r"\b[Ii]n (?:the )?$")
_CLAUSE_END = re.compile(r",|:| (?:patients|participants|adults|median|the|a)\b")
_STUDY_NEXT = re.compile(
    r" (?:trial|study|cohort)\b(?! (?:drug|medication|treatment|product))"
    r"|, (?:an? )?(?:randomi[sz]ed|open-label|double-blind|phase|global)\b"
)
_DESIGN_WORD = re.compile(
    r"(?:placebo|double|single|triple|open|first|second|third|line|label|blind|control|long|short|term|week|month|year|"
    r"phase|non|multi|parallel|cross|two|three|four|high|low|dose|once|twice|anti|pre|post|real|world|late|early|stage|"
    r"head|treat|add|follow|self|all|one|up|on|per|de|co|re|sub|inter|intra|PCR|RT|X)(?:ed|led|er|centre|center)?",
    re.I,
)
_LOOSE_BEHIND = re.compile(r" (?:[a-z][a-z-]{3,20} ){1,3}(?:trial|study)\b")
_SHORT_SERIES = re.compile(rf"[A-Z]{{2}}{_DASH}\d{{3}}\Z")
_REGISTERED = re.compile(r"[A-Za-z]{2,10}\d{6,20}|[A-Z]\d{2,4}[A-Z]{1,3}\d{3,8}")
_POINTED_AT = re.compile(r"[^.\n]{0,90}\. (?:In |At )?[Tt]hat (?:[\w-]{1,20} ){0,4}(?:trial|study)\b")
_CALLED = Ending(
    re.compile(
        r"(?:trial|study|program(?:me)?),? (?:is |was |that is )?(?:called|named|known as|dubbed) (?:the )?$"
    )
)
_ACTING = re.compile(
    r" (?:tested|compared|evaluated|assessed|examined|investigated|randomly assigned|recruited|enrol(?:l)?ed"
    r"|(?:was|has been|had been) (?:stopped|halted|discontinued|terminated))\b"
)
_FORMULA = re.compile(r"(?=[A-Za-z]*\d)(?:(?:Na|Mg|Ca|Cl|Fe|Zn|Cu|Si|Sp|Fi|Pa|Sa|Et|[HKCNOPS])\d{0,2}){2,8}")
_SURNAME = re.compile(r"(?:Mc|Mac|O')[A-Z][a-z]{2,12}")
_PLAIN_WORD = re.compile(r"[A-Z]?[a-z]{2,}")
_PLAIN_NAME = re.compile(r"[ ]\((?:NCT|ISRCTN|Study \d)")
_APPOSITION = Ending(
    re.compile(
        r"\b(?:trials?|study|studies|extension|test)(?: (?:in|of|with|for|against) [\w -]{2,40})?, (?:the )?$"
    )
)
_APPOSED_END = re.compile(r",|[ ](?:\(|and [A-Z])")
_SERIES = re.compile(r"[A-Z]{6,15}[-‐‑–][A-Z]?\d{1,3}")
_SECOND_WORD = re.compile(
    r"[ \u00a0](?:[A-Z][a-z]{3,12}(?:[-‐‑–]?\d{1,3})?|[A-Z]{2,10}(?:[-‐‑–]?\d{1,3})?)(?![\w-])"
)


def _called(text: str, start: int) -> bool:
    """Whether "a trial called" leads to the place."""
    words = text[max(0, start - 12) : start]
    return ("called" in words or "named" in words or "known as" in words or "dubbed" in words) and bool(
        _CALLED.search(text, max(0, start - _GAP), start)
    )


def _unlike_a_firm(stem: str, candidate: _Candidate) -> bool:
    """Whether a name has what makers' names lack: a number, a hyphen with capitals, many capitals."""
    if _root(candidate.name) != candidate.name:
        return True
    if "-" in _spelling(stem):
        return any(len(part) >= 3 and part.isupper() for part in re.split(_DASH, stem))
    return len(stem) >= 6 and stem.isupper()


def _in_title_brackets(text: str, candidate: _Candidate) -> bool:
    """Whether the first line ends with the name in brackets."""
    if text[candidate.start - 1 : candidate.start] != "(" or text[candidate.end : candidate.end + 1] != ")":
        return False
    line_end = text.find("\n", candidate.end)
    if "\n" in text[: candidate.start].lstrip() or text[candidate.end + 1 : line_end].strip(" .:]*"):
        return False
    root = _root(candidate.name)
    return len(root) >= 4 and sum(map(str.isupper, root)) >= 3


def _ends(text: str, candidate: _Candidate) -> list[int]:
    ends = [candidate.end]
    if candidate.end == candidate.stem_end:
        second = _SECOND_WORD.match(text, candidate.end)
        if second is not None and second.group().strip().lower() in _frames().not_second:
            second = None
        if second is not None and len(_UPPERS.findall(text[candidate.start : candidate.end])) >= 2:
            ends.append(second.end())
    return ends


def _telling(stem: str, candidate: _Candidate) -> bool:
    """Whether a name in capitals needs no more than "in" before it: long, or numbered."""
    root = _root(candidate.name)
    letters = sum(c.isalpha() for c in root)
    if root != candidate.name:
        glued = candidate.name[len(root)].isdigit()
        return letters >= (6 if glued else 4) and len(_UPPERS.findall(root)) >= 2
    if _ALL_CAPS.match(stem) is None:
        return False
    first = re.split(_DASH, stem)[0]
    return letters >= 6 and (first == stem or len(first) >= 6)


def _root(name: str) -> str:
    """The name without its number: `SOLO` of `SOLO 1`, `ABTECT` of `ABTECT-2`."""
    return re.sub(r"(?:[- ](?:\d{1,4}[A-Za-z]?|I{1,3}|IV|VI{0,3}|[A-F])|(?<=[A-Za-z])\d{1,4})$", "", name)


def _spelling(name: str) -> str:
    return re.sub(r"[‐‑–]", "-", name.replace("\u00a0", " "))


def _abbreviates(text: str, name: str) -> bool:
    """Whether the text gives the name as the abbreviation of words that are no study's title."""
    if _shortens_plain_words(text, name):
        return True
    if not name.isalpha() or len(name) > 6:
        return False
    position = text.find(f"({name})")
    if position < 0:
        return False
    words = re.findall(r"[^\W\d_]+", text[max(0, position - 90) : position])[-len(name) - 2 :]
    if any(word.lower() in ("trial", "study") for word in words):
        return False
    initials = iter("".join(word[0].lower() for word in words))
    return all(letter in initials for letter in name.lower())


def _shortens_plain_words(text: str, name: str) -> bool:
    """Whether the name stands in brackets behind words without capitals: "oxygen saturation (SpO2)"."""
    if " " in name:
        return False
    opened = f"({name}"
    place = text.find(opened)
    while place >= 0:
        before = _WORDS_BEFORE.search(text, max(0, place - 90), place)
        behind = place + len(opened)
        if before is not None and text[behind : behind + 1] in (")", ",", ";"):
            long = long_form(name, before.group().rstrip())
            return long is not None and long[1:].islower() and not _OF_A_STUDY.search(long)
        place = text.find(opened, behind)
    return False


_WORDS_BEFORE = re.compile(r"[^\n(]{3,90}$")
_OF_A_STUDY = re.compile(r"\b(?:trials?|stud(?:y|ies)|program(?:me)?|project)\b")


def _add_coordinated(text: str, candidates: list[_Candidate], proven: set[str]) -> None:
    """ "ALPHA-1 and BETA": what is coordinated with a proven name is proven."""
    for left, right in zip(candidates, candidates[1:], strict=False):
        if text[left.end : right.start] not in (" and ", " or ", ", "):
            continue
        if (left.name in proven) == (right.name in proven):
            continue
        other = right if left.name in proven else left
        if _telling(text[other.start : other.stem_end], other) and not _DRUG_CODE.match(
            text[other.start : other.stem_end]
        ):
            proven.add(other.name)


def _add_relatives(candidates: list[_Candidate], proven: set[str]) -> None:
    """ "ALPINE-ACS" and "ALPINE-STROKE": names that begin like a proven one and go on behind a hyphen."""
    heads = {name.split("-")[0] for name in proven if "-" in name}
    heads |= {name for name in proven if name.isalpha() and name.isupper()}
    heads = {head for head in heads if len(head) >= _LONG_HEAD and head.isupper()}
    for candidate in candidates:
        stem, hyphen, rest = candidate.name.partition("-")
        if hyphen and stem in heads and rest[:1].isalnum() and (rest[0].isupper() or rest[0].isdigit()):
            proven.add(candidate.name)


_LONG_HEAD = 5


def _short_forms(proven: set[str]) -> dict[str, str]:
    """Names that are the first part of a longer one with two numbers of its group: AZURE of AZURE-TIMI 71."""
    full = {name.split("-")[0]: name for name in proven if _GROUP_NUMBER.search(name)}
    return {head: name for head, name in full.items() if head in proven}


_GROUP_NUMBER = re.compile(r"-[A-Z]{3,6} \d{1,3}$")
