"""Medicines that no lexicon and no stem knows, by what stands beside them throughout the document.

A word that is no ordinary word, or a code, is a candidate; its mentions collect evidence ("pelvexian 50 mg",
"randomised to pelvexian", "pelvexian, a factor XIa inhibitor", "the pelvexian group").
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from extractor.language.drug_lexicon import companies, read_data, stems
from extractor.language.mentions import DrugName
from extractor.language.targets import spellings

Found = tuple[int, int, DrugName]

_LEAST_WORD, _LEAST_CODE, _LEAST_CLEAR = 5, 4, 2
"""Evidence that makes a name, for words and for codes (weights of `data/drug_evidence.toml`)."""
_AMPLE = 9
_BACK, _AHEAD = 48, 110
_MOST_MENTIONS = 8
_WORD = re.compile(r"\b[A-Za-z][a-z]{5,23}\b")
_CODE = re.compile(
    r"(?<![\w./–-])(?:\[?\d{2,3}m?\]?[A-Z][a-z]?[-–][A-Z][A-Za-z0-9-]{2,16}|"
    r"[A-Z][a-z]{1,7}[A-Z]{2,5}-\d{1,4}|(?:[A-Z]{1,6}[a-z]?|m[A-Z]{2,4})(?:[-–][A-Z]{1,5})?[-–]?"
    r"[A-Z]?\d{1,8}[A-Za-z]{0,3}(?:-\d{1,3})?)(?![\w/-])"
)
_NOT_CODE = re.compile(
    r"CI-|NCT|ISRCTN|ACTRN|UMIN|CTRI|EUCTR|ChiCTR|jRCT|COVID|SARS|H\d+N\d|HbA|FEV\d|T\d|N\d|M\d[ab]?$|G\d+[A-Z]|V600|"
    r"(?:EASI|PASI|ACR|SF|PHQ|HAM|HAMD|PANSS|IGA|ECOG|CTCAE|WHO|DAS|CD|IL|HER|PD|HLA|LDL|HDL|GLP|SGLT|Q\d|Day|"
    r"Week|Phase|Table|Figure|Fig|CYP|NF|TNF|VEGF|BMI|APOE|BRCA|MMR|PM|HPV|EQ|GAD|KCCQ|FACT|QLQ|MADRS|JAK|TYK|"
    r"TL|MUC|FGF|APOL|SOD|ANG|KRAS|EGFR|Ki|CA|SpO|PaO|CO|HSV|HIV|HCV|HBV|CMV|RSV|B|H)[-–]?\d+[A-Za-z]{0,2}$|[A-Z]\d{1,2}$"
)
_CLEAR_CODE = re.compile(r"[A-Z]{2,5}[-– ]?\d{3,7}[A-Z]?|[A-Z][a-z]{1,7}CAR-\d{1,4}")
_OPEN, _CLOSE = ('"', "“"), ('"', "”")
"""A word in quotation marks is what somebody calls an arm or an effect: the "glide" arm."""
_TITLED_BEFORE = re.compile(r"\b[A-Z]{4,12}[ -]$")
_RENAMED = re.compile(r"\b[A-Z][A-Za-z-]{0,20}\d*[A-Z]?[®™]?\s\($")
"""A brand or code whose bracket begins: "Vantris (" before a nonproprietary name."""
_TRIAL_SHAPE = re.compile(r"[A-Z]{5,}[a-z]?[-–]?[A-Z]?\d{1,2}[A-Za-z]?")
_STUDY_AFTER = re.compile(
    r"(?:\s\([^()\n]{1,30}\))?[,:]?\s(?:clinical\s|phase\s\w{1,3}\s)?"
    r"(?:trials?|stud(?:y|ies)|program(?:me)?|extension)\b"
)
_ILLNESS_AFTER = re.compile(
    r"\s(?:conjugate\s)?(?:fever|disease|disorder|syndrome|infections?|virus|cancer|tumou?rs?|carcinoma|"
    r"lymphoma|leuk[ae]+mia|vaccin\w+|patients|attacks?|symptoms|bacteria|score|scale|index|test|assay|"
    r"gene|mutations?)\b"
)
_SUFFIXES = (
    "ing", "ed", "ly", "tion", "tions", "sion", "ness", "ment", "ments", "ity", "ous", "ary", "ical",
    "able", "ible", "ful", "less", "ology", "ologist", "ologists", "itis", "osis", "emia", "aemia", "oma",
    "pathy", "ectomy", "plasty", "scopy", "otomy", "graphy", "ism", "ist", "ists", "ship", "ward", "wide",
    "ive", "ics", "ers", "ors", "ies", "osed", "uria", "algia", "rrhea", "rrhoea", "penia", "genic",
    "patients", "ance", "ence", "ency", "hood", "land", "burg", "town", "shire", "ville", "stein", "berg",
    "borough", "etic", "atic", "eutic", "ulum", "culi", "cocci", "virus", "viruses", "cyte", "cytes",
)  # fmt: skip
_CHEMICAL = (
    "ant", "ib", "ev", "iv", "vir", "xin", "zin", "rin", "pin", "lin", "tin", "ine", "one", "ole", "ide",
    "ate", "ium", "stat", "cog", "mod", "xel", "nib", "lan", "rel", "vec", "sen", "ran", "fen", "axel",
    "mer", "mab", "cept", "tope", "lor", "sor", "ver", "tas", "pam", "lam", "nol", "rol", "fan", "tor",
    "bant", "glan", "bat",
)  # fmt: skip
"""Common endings of names of substances; a word with one needs a little less evidence."""
_Frames = tuple[list[tuple[int, re.Pattern[str]]], list[tuple[int, re.Pattern[str]]]]


@cache
def ordinary_words() -> frozenset[str]:
    """The words of `data/ordinary_words.txt`."""
    lines = read_data("ordinary_words.txt").splitlines()
    return frozenset(word for line in lines if line[:1] != "#" for word in line.split())


@cache
def _frames() -> _Frames:
    data = tomllib.loads(read_data("drug_evidence.toml"))
    lists = {
        name: "(?:" + "|".join(sorted(data[name], key=len, reverse=True)) + ")"
        for name in ("agent", "unit", "product", "way", "inert")
    }

    def pattern(phrases: list[str], end: str) -> re.Pattern[str]:
        joined = "|".join(phrases)
        for name, options in lists.items():
            joined = joined.replace("{" + name + "}", options)
        return re.compile(f"(?:{joined}){end}", re.IGNORECASE)

    return (
        [(entry["weight"], pattern(entry["phrases"], "$")) for entry in data["before"]],
        [(entry["weight"], pattern(entry["phrases"], "")) for entry in data["after"]],
    )


def evident_names(text: str, found: Sequence[Found]) -> dict[str, str]:
    """Names that their surroundings show to be given, each with its kind (`context` or `code`)."""
    starts = [start for start, _, _ in found]

    def taken(place: int) -> bool:
        index = bisect_right(starts, place) - 1
        return index >= 0 and place < found[index][1]

    printed = set(_WORD.findall(text))
    common, forms = ordinary_words(), stems()
    rare = {word for word in printed if word.lower() not in common and not word.lower().endswith(_SUFFIXES)}
    mentions: dict[str, list[tuple[int, int]]] = {}
    for word in rare:
        low = word.lower()
        if low in forms.exceptions or low in forms.second_words or low.endswith("s") and low[:-1] in common:
            continue
        start = text.find(word)
        while start >= 0:
            end = start + len(word)
            if not (text[end : end + 1].isalnum() or _inside(text, start, end) or taken(start)):
                mentions.setdefault(low, []).append((start, end))
            start = text.find(word, end)
    names = {}
    for places in map(sorted, mentions.values()):
        surface = _surface(text, places)
        if any(text[a - 1 : a] in _OPEN and text[b : b + 1] in _CLOSE for a, b in places if a):
            continue
        if any(_ILLNESS_AFTER.match(text, end) for _, end in places):
            continue
        if not companies().is_company(surface) and _evidence(text, places) >= _least(text, places, surface):
            names[surface] = "context"
    codes: dict[str, list[tuple[int, int]]] = {}
    for match in _CODE.finditer(text):
        name = match.group()
        letters = sum(map(str.isalpha, name))
        if (
            len(name) < 4
            or letters > (12 if name[0].isdigit() else 7)
            or _NOT_CODE.match(name)
            or name in spellings()
        ):
            continue
        if taken(match.start()):
            continue
        codes.setdefault(name, []).append(match.span())
    series = {name.surface.partition("-")[0] for _, _, name in found if name.kind == "code"}
    for name, places in codes.items():
        if _TRIAL_SHAPE.fullmatch(name) or any(_STUDY_AFTER.match(text, end) for _, end in places):
            continue
        if any(_TITLED_BEFORE.search(text[max(0, start - 16) : start]) for start, _ in places):
            continue
        if _evidence(text, places) >= (_LEAST_CLEAR if _CLEAR_CODE.fullmatch(name) else _LEAST_CODE):
            names[name] = "code"
            series.add(name.partition("-")[0])
    for name in codes:
        prefix, hyphen, number = name.partition("-")
        sibling = hyphen and prefix in series and "-" not in number and _CLEAR_CODE.fullmatch(name)
        if sibling and not any(_STUDY_AFTER.match(text, end) for _, end in codes[name]):
            names.setdefault(name, "code")
    return names


_PARTNER_BEFORE = re.compile(r"(?<![\w-])([A-Za-z][a-z]{6,22})[-/]$")
_PARTNER_BEHIND = re.compile(r"[-/]([a-z]{7,23})(?![\w-])")


def partner_names(text: str, found: Sequence[Found]) -> list[str]:
    """Chemical words that a hyphen or slash joins to a medicine time and again: "xydonaridine-artesunate"."""
    counted: dict[str, int] = {}
    for start, end, name in found:
        if name.kind not in ("stem", "lexicon"):
            continue
        before = _PARTNER_BEFORE.search(text, max(0, start - 25), start)
        for match in (before, _PARTNER_BEHIND.match(text, end)):
            word = match.group(1).lower() if match is not None else ""
            if word.endswith(_CHEMICAL) and word not in ordinary_words() and word not in stems().exceptions:
                counted[word] = counted.get(word, 0) + 1
    return [word for word, times in counted.items() if times > 1]


def _inside(text: str, start: int, end: int) -> bool:
    """Whether a word is part of a longer one, of an address or of a name joined by hyphens."""
    before, after = text[start - 1 : start], text[end : end + 1]
    return (
        before.isalnum()
        or before in "-–@/_'’"
        and before != ""
        or after in ("@", "_")
        or (after in ("'", "’") and text[end + 1 : end + 2] != "s")
    )


def _surface(text: str, places: list[tuple[int, int]]) -> str:
    """The spelling to keep: lower case where the text has it so."""
    printed = [text[start:end] for start, end in places]
    return next((word for word in printed if word.islower()), printed[0])


def _least(text: str, places: list[tuple[int, int]], surface: str) -> int:
    """How much evidence a word needs: more where it is written as a name is, or stands but once."""
    return (
        _LEAST_WORD
        + (2 if not surface.islower() else 0)
        + (1 if len(places) == 1 else 0)
        - (1 if surface.endswith(_CHEMICAL) else 0)
    )


def _recurs(met: dict[tuple[int, int], int]) -> bool:
    """Whether frames of some weight were met, or light ones on both sides."""
    return any(weight >= 2 for _, weight in met) or len({side for side, _ in met}) == 2


def _evidence(text: str, places: list[tuple[int, int]]) -> int:
    """The weights of the frames met, each side's best at each mention; one frame counts twice at most."""
    before, after = _frames()
    met: dict[tuple[int, int], int] = {}
    once = len(places) == 1 and text[places[0][0] : places[0][0] + 2].istitle()
    for start, end in places[:_MOST_MENTIONS]:
        stop = end + 1 if text[end : end + 1] in ("®", "™") else end
        limit = min(len(text), stop + _AHEAD)
        behind = next((weight for weight, frame in after if frame.match(text, stop, limit)), 0)
        if once and behind < 3:
            return 0
        line = max(text.rfind("\n", max(0, start - _BACK), start) + 1, start - _BACK, 0)
        lead = text[line:start]
        ahead = next((weight for weight, frame in before if frame.search(lead)), 0)
        if text[start].islower() and _RENAMED.search(lead):
            ahead = max(ahead, 3)
        for hit in ((0, ahead), (1, behind)):
            if hit[1]:
                met[hit] = min(2, met.get(hit, 0) + 1)
        if max(ahead, behind) >= 3 and sum(weight * times for (_, weight), times in met.items()) >= _AMPLE:
            break
    strong = sum(times for (_, weight), times in met.items() if weight >= 3)
    total = sum(weight * times for (_, weight), times in met.items())
    presented = any(weight == 4 for _, weight in met)
    if presented and any(text[start].islower() for start, _ in places):
        return max(total, _LEAST_WORD + 1)
    return total if strong or total >= 6 or _recurs(met) else 0
