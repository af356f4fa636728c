"""Component `trialfacts_targets`: molecular targets said to be hit by a medicine, as spans of kind `target`.

Only a frame makes a target: "a TYK2 inhibitor", "antibody against IL-13", "blocks autotaxin (ATX)". A
biomarker that only describes patients ("PD-L1 TPS of 50% or more") is none.
"""

from __future__ import annotations

import csv
import re
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language import target_phrases
from extractor.language.drug_lexicon import read_data, word_list
from extractor.language.spans import add_spans, doc_text
from extractor.language.target_deeds import find_deeds

Found = tuple[int, int, str]

_AGENT = (
    r"(?i:(?:super|co-?|auto)?(?:inhibitor|agonist|antagonist|blocker|modulator|degrader|enhancer|"
    r"activator|stimulator|antibody|nanobody|"
    r"antibodies|ligand|engager|sensiti[sz]er|corrector|potentiator|silencer|stabili[sz]er|drug conjugate|"
    r"analog(?:ue)?|mimetic|(?:ligand )?trap|bispecific|trispecific|radioligand|interfering RNA|"
    r"oligonucleotide|antisense (?:medicine|drug|therapy|treatment))"
    r"|PAM|NAM|ADC)s?"
)
_ACTION = r"(?:[Bb]lockade|[Ii]nhibition|[Aa]gonism|[Aa]ntagonism|[Aa]ctivation|[Dd]egradation)"
_SYMBOL = (
    r"(?:(?:Na|Ca|K)[Vv]\d\.\d|[A-Zα-ω][A-Za-z0-9α-ω]{1,9}(?:-[A-Z0-9α-ω][A-Za-z0-9α-ω]{0,5})?"
    r"(?:-[A-Z0-9]{1,3})?|miR-\d+)"
)
_ENZYME = r"(?:[a-z-]{3,16} ){0,3}[a-z-]{3,16}(?:ase|nin|xin|lin)s?(?: \d[A-Z]?| [IVX]{1,3}a?)?"
_STATE = r"(?i:on|off|active|inactive)"
_STATES = rf"(?:{_STATE}(?:\sand\s{_STATE})?\s(?:state|form|conformation)s?\sof\s)"
_OF_PATIENTS = (
    r"(?![A-Za-z0-9]|(?:-[A-Z0-9][A-Za-z0-9]{0,4})?"
    r"-(?:positive|negative|high|low|mutant|mutated|expressing)\b)"
)
_FILL = (
    r"(?:(?:the|both|human|deposited|soluble|aggregated|extracellular|either|to|of|two|targets|an|"
    r"proteins?|enzyme|receptor|cytokine|transcription\sfactor|gene|for|called|named|known\sas|single|a|"
    rf"microRNA,)\s|[a-z-]{{3,16}}\s(?=(?:enzyme|protein|receptor|cytokine|kinase|molecule)\s(?:called|named|known))"
    rf"|{_STATES})*"
)
_HORMONES = (
    "glucagon", "amylin", "calcitonin", "orexin", "ghrelin", "dopamine", "serotonin", "histamine",
    "endothelin",
)  # fmt: skip
_HORMONE = rf"(?:{'|'.join(_HORMONES)})"
_DOING = (
    r"-(?:blocking|inhibiting|silencing|degrading|neutrali[sz]ing|activating|depleting)\s(?:drug|pill|shot|jab|"
    r"medicine|therapy|treatment|agent|injection|compound|molecule|tablet)s?\b"
)
_SEPARATOR = r"(?:/|\s(?:and|&|or|x|×)\s|,\s(?:and\s)?)"
_NOT_TARGETS = word_list("not_targets")
_STRIP = re.compile(
    r"^(?:(?:an?|the|its|oral|orally|selective|selectively|highly|novel|new|potent|"
    r"investigational|experimental|reversible|irreversible|"
    r"once-daily|once-weekly|small-molecule|first-in-class|competitive|dual|topical|specific|"
    r"humani[sz]ed|monoclonal|brain-penetrant|inhaled|"
    r"next-generation|second-generation|third-generation|long-acting|direct|non-?covalent|"
    r"covalent|allosteric|with|of|is|as|and|or|"
    r"second|third|another|other|any|rival|mean|that|called|to|in|on|for|from|by|was|were|are)\s)+"
)


_PARTS = re.compile(_SEPARATOR)
_RECEPTOR = re.compile(r"[- ]receptors?\b")
_NOT_HEADS = word_list("not_target_heads")
_VERB = (
    r"(?:binds?(?:\sto)?|blocks|silences|knocks\sdown|inhibits|targets|targeting|neutrali[sz]es|activates|"
    r"antagoni[sz]es|degrades|blocking|inhibiting|"
    r"(?:raises|increases)\sthe\sexpression\sof)"
)
_CUE_STEMS = (
    "bind", "block", "inhibit", "target", "neutrali", "activat", "agoni", "degrad", "expression of",
    "modulator", "enhancer", "stimulator", "antibod", "nanobod", "ligand", "engager", "sensiti", "corrector",
    "potentiator", "silenc", "knocks down", "stabili", "interfering rna", "oligonucleotide",
    "drug conjugate", "conjugate", "anti-", "anti–", "directed", "sirna", "analog", "mimetic", "trap",
    "specific", "antisense", "pam", "nam", "adc",
)  # fmt: skip
_CUE = re.compile(
    rf"\b{_VERB}\b|{_AGENT}\b|\b{_ACTION}\b|\bconjugate|[Aa]nti[-–]|\b(?:targeted|directed)\b|"
    rf"\bsiRNA\b|\bmAb\b"
)


_TORN = re.compile(r"\d+ receptor$|(?:dual|triple) ")
_CROSS = re.compile(r"([A-Z]{2,5}[-\d]{0,3}[A-Z]?)[x×]([A-Z]{2,5}[-\d]{0,3}[A-Z]?)")
_AGENT_ONLY = re.compile(_AGENT + "|siRNA|mAb|conjugate")
_ACTION_ONLY = re.compile(_ACTION)
_VERB_ONLY = re.compile(_VERB)
_OF = re.compile(
    r"\s(?:of|against|to|for|at|targeting|(?:directed|aimed)\s(?:at|against|to|toward)|binding|blocking|neutrali[sz]ing|"
    r"that\s(?:binds|blocks|targets|neutrali[sz]es|inhibits|activates)(?:\sto)?)(?=\s)"
)


@cache
def spellings() -> dict[str, str]:
    """Each spelling of `data/targets.csv`, lower case unless short, with its symbol."""
    rows = csv.reader(line for line in read_data("targets.csv").splitlines() if line and line[0] != "#")
    next(rows)
    return {spelling: row[0] for row in rows for spelling in [row[0], *filter(None, row[1].split("|"))]}


@cache
def _patterns() -> tuple[list[re.Pattern[str]], list[re.Pattern[str]], list[re.Pattern[str]]]:
    """Frames with the target behind the cue, frames with it before, and those that need a known name."""
    known = _known()
    one = (
        rf"(?:(?:{known})(?![A-Za-z0-9]|-like)(?: receptors?)?|interleukin[- ]\d+[A-Z]?(?: receptor)?|"
        rf"{_SYMBOL}(?: receptors?)?|{_HORMONE}(?=\sreceptors?\b)){_OF_PATIENTS}"
    )
    listed = rf"{one}(?:{_SEPARATOR}(?:the\s)?{one}){{0,2}}"
    bracket = rf"(?:\s\d(?:\sand\s\d)?)?(?:\s?\((?P<short>{_SYMBOL}(?:\.\d)?(?:(?:/| and |, ){_SYMBOL})?)\))?"
    spelled = r"(?:\s\([a-z][\w -]{2,38}\))?"
    agent = re.compile(
        rf"(?<![\w-])(?:[Aa]nti[-–])?(?P<list>{listed}){bracket}{spelled}"
        r"(?:[- ](?:receptors?|channel|pathway|signal+ing|axis|kinase|enzyme|ligand|protein|T-cell|"
        r"monoclonal|bispecific|blocking|neutrali[sz]ing|binding|targeting|engaging))?"
        rf"(?:[ -](?:selective|specific|preferring))?"
        rf"(?:[ -]{_AGENT}(?!-na)|[ -](?:targeted|directed|targeting)\b|[ -]{_ACTION}\b|{_DOING})"
    )
    anti = re.compile(
        rf"[Aa]nti[-–](?P<list>{listed}){bracket}\s(?:(?:monoclonal|bispecific|autologous|allogeneic)\s)?"
        rf"(?:(?:CAR|chimeric antigen receptor)[ -]?T|antibod\w+|agent|"
        rf"drug|biologic|therapy|mAb|bispecific|trispecific|nanobody|monoclonal|ADC|immunotherapy)"
    )
    enzyme = re.compile(rf"(?<![\w-])(?P<list>{_ENZYME}){bracket}[ -]{_AGENT}")
    target = (
        rf"\s{_FILL}(?P<list>{listed}|(?:[A-Za-z][a-z-]{{2,16}} ){{1,4}}(?:\d (?:and \d )?)?(?=\([A-Z])|"
        rf"{_ENZYME}(?=\s?[(,.])){bracket}"
    )
    verb = re.compile(_VERB + target)
    of = re.compile(
        rf"(?:{_AGENT}|conjugate|siRNA|mAb)\s(?:of|against|to|for|targeting|(?:directed|aimed)\s"
        rf"(?:at|against|to|toward)|"
        rf"that\s(?:binds|blocks|targets|neutrali[sz]es|inhibits|activates|silences)(?:\sto)?|binding|blocking|"
        rf"neutrali[sz]ing){target}"
    )
    return [verb, of, anti], [agent, enzyme], [verb, of]


@cache
def _known() -> str:
    """An alternation of all spellings of known targets, also as they begin a sentence."""
    capitals = {name[0].upper() + name[1:] for name in spellings() if name[:3].islower()}
    return _by_first_letter(sorted({*spellings(), *capitals}, key=len, reverse=True))


def _by_first_letter(words: list[str]) -> str:
    """An alternation of words that is quick to fail: one branch for each first letter."""
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[0], []).append(re.escape(word[1:]))
    return "|".join(f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in branches.items())


def find_targets(text: str) -> list[Found]:
    """All targets that frames in a text give, sorted: the short symbol of each, else its name as printed."""
    behind, before, both = _patterns()
    found: dict[tuple[int, int], str] = {}
    for cue in _cues(text):
        line = max(text.rfind("\n", max(0, cue.start() - 110), cue.start()) + 1, cue.start() - 110)
        matches = [match for pattern in behind if (match := pattern.match(text, cue.start())) is not None]
        if not matches:
            matches = [
                match
                for pattern in before
                for match in pattern.finditer(text, line, min(len(text), cue.end() + 16))
                if match.end() > cue.start()
            ][:1]
        named: list[Found] = [
            one for match in matches for one in _names(match, lexicon_only=match.re in both)
        ]
        named = [member for one in named for member in _ranged(_plain(one), text)]
        named = _whole(named, text) or [_plain(one) for one in _in_words(text, cue, line)]
        for start, end, name in [one for each in named for one in _crossed(each)]:
            if not any(begin < end and start < stop for begin, stop in found):
                found[(start, end)] = name
    for start, end, name in find_deeds(text, text.lower(), _known()):
        if not any(begin < end and start < stop for begin, stop in found):
            found[(start, end)] = name
    return [(start, end, name) for (start, end), name in sorted(found.items())]


def _plain(found: Found) -> Found:
    """A symbol without the word for its kind before it: "the helicase WRN", "the integrin α4β7"."""
    start, end, name = found
    match = _KIND_BEFORE.match(name)
    return found if match is None else (start + match.end(), end, name[match.end() :])


_KIND_BEFORE = re.compile(
    r"(?:[a-z-]+ )*(?:[a-z-]*(?:ase|channel|integrin|receptor|cytokine|antigen|alarmin|checkpoint) )"
    r"(?=[A-Zαβγδ][\w.-]*[A-Z\dαβγδ][\w.-]*$)"
)


def _ranged(found: Found, text: str) -> list[Found]:
    """The members of a range: "FGFR1-3" is FGFR1, FGFR2 and FGFR3."""
    start, end, name = found
    match = _RANGE.match(text, end)
    if match is None or not name[-1].isdigit() or name[-2:-1].isdigit() or not name[0].isupper():
        return [found]
    first, last = int(name[-1]), int(match.group(1))
    if not 0 < last - first <= len(match.group()):
        return [found]
    places = [(end, end + 1), (end + 1, match.end())][: last - first]
    return [found, *((*places[n], f"{name[:-1]}{first + n + 1}") for n in range(last - first))]


_RANGE = re.compile(r"[-–](\d)(?!\d|[.,]\d|-\w)")


def _whole(named: list[Found], text: str) -> list[Found]:
    """The targets found, less those that are the torn-off end of a list in words ("3 receptor")."""
    return [] if any(_TORN.match(name) for _, _, name in named) else named


def _crossed(found: Found) -> list[Found]:
    """The two of "CD20xCD3", the members of "M1/M4"; any other as it is."""
    start, _, name = found
    match = _CROSS.fullmatch(name)
    if match is None:
        return [found]
    return [(start + match.start(i), start + match.end(i), match.group(i)) for i in (1, 2)]


def _in_words(text: str, cue: re.Match[str], line: int) -> list[Found]:
    """Targets that are named in words before an agent, behind "inhibitor of" or behind a verb."""
    said = cue.group()
    if _AGENT_ONLY.fullmatch(said):
        of = _OF.match(text, cue.end())
        if of is not None:
            return target_phrases.behind(text, of.end())
        return target_phrases.before(text, line, cue.start())
    if _ACTION_ONLY.fullmatch(said):
        return target_phrases.before(text, line, cue.start())
    return target_phrases.behind(text, cue.end()) if _VERB_ONLY.fullmatch(said) else []


def _cues(text: str) -> list[re.Match[str]]:
    """The words that make a frame; plain searches for their stems are far quicker than one pattern."""
    low = text.lower()
    places = set()
    for stem in _CUE_STEMS:
        place = low.find(stem)
        while place >= 0:
            start = place
            while start > 0 and low[start - 1].isalpha() and place - start < 8:
                start -= 1
            places.add(start)
            place = low.find(stem, place + len(stem))
    return [match for place in sorted(places) if (match := _CUE.match(text, place)) is not None]


def _names(match: re.Match[str], lexicon_only: bool) -> list[Found]:
    short = match.group("short")
    listed = match.group("list")
    start = match.start("list")
    if short is not None and target_phrases.OF_PEOPLE.search(listed):
        return []
    if short is not None and short.lower() not in _NOT_TARGETS:
        offset = match.start("short")
        return [(offset + begin, offset + end, short[begin:end]) for begin, end in _parts(short)]
    if listed[:1].islower() and listed not in spellings():
        bare = _STRIP.sub("", listed.rstrip())
        words = bare.lower().split()
        if not words or words[-1].rstrip("s") in _NOT_HEADS or bare.lower() in _NOT_TARGETS:
            return []
        if lexicon_only and bare not in spellings():
            return []
        begin = start + listed.rindex(bare)
        return [(begin, begin + len(bare), bare)]
    tail = match.string[match.end("list") : match.end("list") + 11]
    receptor = _RECEPTOR.match(tail) is not None or listed.rstrip("s").endswith("receptor")
    out = []
    for begin, end in _parts(listed):
        name = listed[begin:end].removeprefix("the ")
        low = name.lower()
        if (
            not name
            or not (_is_symbol(name) or receptor and low.split(" receptor")[0] in _HORMONES)
            or low in _NOT_TARGETS
            or (name not in spellings() and low.split()[0] in _NOT_TARGETS)
        ):
            continue
        if f"{name} ligand" in spellings() and tail.startswith(" ligand"):
            name += " ligand"
        place = start + end - len(listed[begin:end].removeprefix("the "))
        if name not in spellings() and name[0].lower() + name[1:] in spellings():
            name = name[0].lower() + name[1:]
        name = name.removesuffix("s") if name.endswith("receptors") else name
        if receptor and not name.endswith("receptor"):
            name += " receptor"
        out.append((place, start + end, name))
    return out


def _is_symbol(name: str) -> bool:
    """A known target, or a word with at least two capitals, digits or Greek letters."""
    if (
        name in spellings()
        or name[0].lower() + name[1:] in spellings()
        or name.startswith(("interleukin", "miR-"))
    ):
        return True
    return (
        sum(
            letter.isupper() or letter.isdigit() or letter in "αβγδκμ"
            for letter in name.removesuffix(" receptor")
        )
        >= 2
    )


def _parts(listed: str) -> list[tuple[int, int]]:
    """Where the members of a list such as "PD-1 and LAG-3" stand; a known name is not parted."""
    if listed in spellings():
        return [(0, len(listed))]
    out, place = [], 0
    for cut in _PARTS.finditer(listed):
        out.append((place, cut.start()))
        place = cut.end()
    return [*out, (place, len(listed))]


class TargetFinder:
    """Adds spans of kind `target`, each with the target's name as its value."""

    def __call__(self, doc: Doc) -> Doc:
        add_spans(doc, "target", find_targets(doc_text(doc)))
        return doc


@Language.factory("trialfacts_targets")
def create_targets(nlp: Language, name: str) -> TargetFinder:
    """The component that finds targets."""
    return TargetFinder()
