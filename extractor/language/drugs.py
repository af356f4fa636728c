"""Component `trialfacts_drugs`: names of medicines and other interventions, as spans of kind `drug`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.combinations import find_combinations
from extractor.language.drug_brackets import abbreviates, read_items, read_phrase_short, read_shared_items
from extractor.language.drug_evidence import evident_names, ordinary_words, partner_names
from extractor.language.drug_frames import framed_names
from extractor.language.drug_lexicon import names, stems
from extractor.language.endings import Ending
from extractor.language.mentions import DrugName
from extractor.language.spans import add_spans, doc_text
from extractor.language.word_index import word_index

_WORD = re.compile(r"[^\W_]+")
_SECOND = re.compile(r"[ -]([a-z]{4,12})\b")
_DIET = re.compile(
    r"(?<![\w-])[a-z]{3,14}-(?:based|free|restricted|carbohydrate|fat|protein|calorie|fibre|fiber) diet\b"
)
_OPERATIONS = ("ectomy", "ostomy", "oplasty", "pexy")
_LAST_ENDINGS = ("leucel", "temcel", "vec", "tecan", "tansine", "dotin")
_ANTIBODIES = ("bart", "tug", "mab", "mig", "ment", "cept")
_CARRIED = re.compile(r" [a-z]{3,14}(?:siran|rsen|tecan|dotin|tansine|tesirine|ozogamicin|bulin)\b")
"""What an antibody's name carries as its second word: "delpacibart zotadirsen"."""
_FIRST = Ending(re.compile(r"(?<![\w-])([A-Za-z][a-z]{6,24})[ ]$"))
_ENZYME = re.compile(r"[a-z]{4,20}ase$")
_REVERSED = re.compile(
    r"\b([A-Z][A-Za-z-]{2,20}|[A-Z]{2,4}[- ]?\d{2,7})\s?[®™]{0,2}\s?\(([a-z][a-z-]{4,30}(?: [a-z]{4,12})?)\)"
)

_ANALYTE_AFTER = re.compile(
    r"(?:\s(?:and|or)\s\w{4,14})?[ -](?:receptors?)\b|s?-rich\b|[ -](?:levels?|concentrations?|"
    r"agonists?|antagonists?|deficien\w+|synthase|resistan\w+|sensitivity|secretion|"
    r"metabolism|status|absorption|synthesis|excretion|content|stores|overload|transporters?|"
    r"antibod\w+|channels?|saturation|conjugate|(?:bio)?fortification|balance|intake|homeostasis|"
    r"turnover|gradient|binding)\b"
)
_CAUSE_AFTER = re.compile(
    r"[-– ](?:induced|associated|related|resistant|refractory|na[iï]ve|experienced|sensitive|"
    r"intolerant|ineligible|eligible|free|sparing|like|type|style)\b"
)
_ANALYTE_BEFORE = Ending(
    re.compile(
        r"(?:serum|plasma|blood|urinary|urine|dietary|endogenous|anti|fasting|PF4|high|low|rich in)[ /-]$",
        re.IGNORECASE,
    )
)
_LONG_FORM = r"((?:[\w–-]{{2,25}} ){{1,6}})\({0}\)"

Found = tuple[int, int, DrugName]

_GUESSED = ("context", "abbreviation")


def find_names(text: str) -> list[Found]:
    """All mentions of drugs in a text, sorted, without overlaps."""
    found = _inactive(text, _known(text))
    known = {name.surface.lower() for _, _, name in found}
    extra = {name: "context" for name in partner_names(text, found) if name not in known}
    for name in framed_names(text, found):
        if name.lower() not in known:
            extra.setdefault(name, "context")
            long_form = _long_form(text, name)
            if long_form is not None and long_form.lower() not in known:
                extra.setdefault(long_form, "context")
    for name, kind in evident_names(text, found).items():
        if name.lower() not in known and not _within(name, extra):
            extra.setdefault(name, kind)
    if " diet" in text:
        for match in _DIET.finditer(text):
            extra.setdefault(match.group(), "diet")
    found = _with_extra(text, found, extra)
    more = _from_brackets(text, found)
    more = {name: kind for name, kind in more.items() if name not in extra and name.lower() not in known}
    return _with_extra(text, found, more)


def _known(text: str) -> list[Found]:
    """Mentions by the lexicon and by stems."""
    lexicon, forms = names(), stems()
    kinds, longer, cased = lexicon.kinds, lexicon.longer, lexicon.cased
    found: list[Found] = []
    low_text = text.lower()
    aligned = len(low_text) == len(text)
    done = 0
    for start, low in _telling_words(text):
        if start < done:
            continue
        end = start + len(low)
        word = text[start:end]
        kind: str | None = None
        for phrase in longer.get(low, ()):
            stop = start + len(phrase)
            hit = low_text.startswith(phrase, start) if aligned else text[start:stop].lower() == phrase
            if hit and not text[stop : stop + 1].isalnum():
                kind, end = kinds[phrase], stop
                break
        if kind is None:
            kind = kinds.get(low)
            if kind is not None and low.upper() in cased and not word.isupper():
                kind = None
            if kind is None:
                singular = kinds.get(low[:-1]) if low.endswith("s") else None
                kind = singular if singular in ("class", "placebo") else None
            if kind is None and word.isalpha() and forms.names_drug(low):
                kind = "stem"
            if kind in ("stem", "drug") or _ENZYME.match(low):
                second = _SECOND.match(text, end)
                if second is not None and (
                    second.group(1) in forms.second_words
                    or second.group(1) in forms.last_words
                    or second.group(1).endswith(_LAST_ENDINGS)
                ):
                    end = second.end()
                    kind = kind or "stem"
            if kind == "stem" and end == start + len(low) and low.endswith(_ANTIBODIES):
                second = _CARRIED.match(text, end)
                end = end if second is None else second.end()
            if kind in ("stem", None) and (low in forms.last_words or low.endswith(_LAST_ENDINGS)):
                first = _FIRST.search(text, max(0, start - 26), start)
                if first is not None and first.group(1) not in ordinary_words():
                    start, kind = first.start(1), "stem"
        if kind is None and low.endswith(_OPERATIONS) and not low.startswith(("post", "pre")):
            kind = "procedure"
        if kind is not None and kind != "placebo" and _CAUSE_AFTER.match(text, end):
            continue
        if (
            kind in ("supplement", "body")
            and found
            and found[-1][1] == start - 1
            and found[-1][2].kind in ("stem", "lexicon")
        ):
            continue
        if kind is not None and kind not in ("stem", "placebo") and _is_analyte(text, start, end):
            kind = None
        if kind is not None:
            kind = "lexicon" if kind == "drug" else kind
            found.append((start, end, DrugName(text[start:end], kind)))
            done = end
    return found


def _telling_words(text: str) -> list[tuple[int, str]]:
    """The words that can be a drug's name or begin one, in order: their starts, and they in lower case."""
    found: list[tuple[int, str]] = []
    for joined, starts in word_index(text).places.items():
        if "_" not in joined:
            if _is_telling(joined):
                found += [(start, joined) for start in starts]
            continue
        for part in _WORD.finditer(joined):
            if _is_telling(part.group()):
                found += [(start + part.start(), part.group()) for start in starts]
    found.sort()
    return found


@lru_cache(maxsize=20_000)
def _is_telling(low: str) -> bool:
    forms = stems()
    return (
        low in names().first_words
        or low in forms.last_words
        or low[-3:] in forms.tails
        or low.endswith(("ase", *_OPERATIONS))
        or low.startswith(forms.beginnings)
    )


def _inactive(text: str, found: list[Found]) -> list[Found]:
    """The mentions with "olive oil placebo" as one placebo and no olive oil."""
    kept: list[Found] = []
    for item in found:
        if item[2].kind == "placebo" and kept and text[kept[-1][1] : item[0]] in (" ", "-"):
            start = kept.pop()[0]
            item = (start, item[1], DrugName(text[start : item[1]], "placebo"))
        kept.append(item)
    return kept


def _within(name: str, phrases: Iterable[str]) -> bool:
    """Whether a word is part of one of the phrases, or its plural."""
    low = name.lower()
    stem = low.removesuffix("s")
    return any(low in words or stem in words for words in (phrase.lower().split() for phrase in phrases))


def _is_analyte(text: str, start: int, end: int) -> bool:
    """Whether a name is said of something measured in the body: "estrogen receptor", "serum calcium"."""
    return bool(_ANALYTE_AFTER.match(text, end) or _ANALYTE_BEFORE.search(text[max(0, start - 11) : start]))


def _long_form(text: str, short: str) -> str | None:
    """The phrase that an arm's abbreviation stands for: "indigo naturalis formula (RIF)"."""
    if not short.isupper() or len(short) > 8:
        return None
    match = re.search(_LONG_FORM.format(re.escape(short)), text)
    if match is None:
        return None
    words = match.group(1).split()
    for first in range(len(words) - 1, -1, -1):
        phrase = " ".join(words[first:])
        if phrase[0].lower() == short[0].lower() and abbreviates(short, phrase):
            return phrase
    return None


def _from_brackets(text: str, found: list[Found]) -> dict[str, str]:
    """Codes, brands and abbreviations that the text itself ties to a drug."""
    more: dict[str, str] = {}
    for index, (start, end, name) in enumerate(found):
        if index and start - found[index - 1][1] <= 6:
            for item in read_shared_items(text, found[index - 1][0], found[index - 1][1], end):
                more.setdefault(item.name, "abbreviation")
        if name.kind in ("placebo", "class") and text[end : end + 2] != " (":
            continue
        for item in read_items(text, start, end):
            if item.kind != "company":
                more.setdefault(item.name, "brand" if item.kind == "generic" else item.kind)
        phrase = read_phrase_short(text, start, end)
        if phrase is not None and not any(end < other < phrase.end for other, _, _ in found):
            more.setdefault(phrase.name, "abbreviation")
    for match in _REVERSED.finditer(text):
        inner = match.group(2).split(" ")[0]
        if stems().names_drug(inner) or inner in names().kinds:
            more.setdefault(match.group(1), "brand")
    return more


def _joined(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _with_extra(text: str, found: list[Found], extra: dict[str, str]) -> list[Found]:
    """The mentions with all places of the extra names; of overlapping mentions the longer one stays."""
    if not extra:
        return found
    low_text = text.lower()
    aligned = len(low_text) == len(text)
    found = list(found)
    for name, kind in extra.items():
        cased = kind != "context" or name.isupper() or not aligned
        sought, within = (name, text) if cased else (name.lower(), low_text)
        start = within.find(sought)
        while start >= 0:
            end = start + len(sought)
            before, after = text[start - 1 : start] if start else "", text[end : end + 1]
            if not (_joined(before) or before == "-" or _joined(after)):
                found.append((start, end, DrugName(text[start:end], kind)))
            start = within.find(sought, end)
    found.sort(key=lambda item: (item[0], -item[1]))
    kept: list[Found] = []
    for item in found:
        if kept and item[0] < kept[-1][1]:
            if item[1] - item[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = item
            continue
        kept.append(item)
    return kept


def _as_given(item: Found, members: set[str]) -> Found:
    """A substance of the body that is one of a combination's drugs is given: glucose, insulin, potassium."""
    start, end, name = item
    if name.kind == "body" and name.surface.lower() in members:
        return start, end, DrugName(name.surface, "lexicon")
    return item


class DrugFinder:
    """Adds spans of kind `drug` with a `DrugName` each, and of kind `combination` for names of several."""

    def __call__(self, doc: Doc) -> Doc:
        text = doc_text(doc)
        found = find_names(text)
        combinations = find_combinations(text, found)
        shorts = {combination.short for _, _, combination in combinations}
        members = {text[a:b].lower() for _, _, value in combinations for a, b in value.drugs}
        kept = [
            _as_given(item, members)
            for item in found
            if item[2].kind not in _GUESSED or item[2].surface.split(" ")[0] not in shorts
        ]
        add_spans(doc, "drug", kept)
        add_spans(doc, "combination", combinations)
        return doc


@Language.factory("trialfacts_drugs")
def create_drugs(nlp: Language, name: str) -> DrugFinder:
    """The component that finds drugs."""
    return DrugFinder()
