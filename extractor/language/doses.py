"""Component `trialfacts_doses`: amounts of a medicine as printed, as spans of kind `dose`."""

from __future__ import annotations

import re

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.dosing import frequencies, routes
from extractor.language.drug_lexicon import names, stems
from extractor.language.endings import Ending
from extractor.language.mentions import Dose
from extractor.language.spans import add_spans, doc_text
from extractor.language.word_index import word_index

Found = tuple[int, int, Dose]

_NUMBER = r"(?:\d{1,3}(?:[,\u202f\u2009]\d{3}| 000)+|\d{1,6})(?:[.·]\d{1,4})?"
_POWER = r"\d{1,2}(?:[.·]\d{1,2})?\s?[x×]\s?10\s?\^?\s?\d{1,2}"
_MASS = r"(?:mg|g|µg|μg|mcg|ug|ng|milligrams?|micrograms?|grams?|mmol|nmol|µmol|mEq)"
_PER = (
    r"(?:\s?(?:/|per)\s?(?:kg|kilograms?)(?:\s(?:of\s)?(?:body[ -]?weight|bw))?|\s?(?:/|"
    r"per)\s?(?:m2|m²|m\^2|square\smet(?:er|re)s?)"
    r"(?:\sof\sbody[ -]surface(?:[ -]area)?)?)"
)
_BILLIONS = r"(?:million|billion)\s(?:[\w-]{1,14}\s)?(?:cells|IU|units(?:\s\(MI?U\))?|CFU|particles)"
_UNIT = (
    rf"(?:{_MASS}{_PER}?|(?:IU|MIU|MU|U|units|international\sunits){_PER}?|{_BILLIONS}|(?:vg|gc|cells|PFU|"
    rf"TCID50|CFU|vp|viral\sparticles){_PER}?|"
    r"Gy|MBq|GBq|%|mL(?:/kg)?|ml(?:/kg)?)"
)
_DOSE = re.compile(
    rf"(?<![\w.,·/:$€£=<>≤≥±−])(?P<list>(?:(?:{_NUMBER}|{_POWER})(?:[ -]?{_UNIT})?-?(?:,?\s(?:or|"
    rf"and|to|then)\s|,\s|\s?[–/]\s?|-)){{0,5}})"
    rf"(?P<last>{_POWER}|{_NUMBER})[\s-]?(?P<unit>{_UNIT})(?![\w²^])"
)
_ITEM = re.compile(rf"(?P<number>{_POWER}|{_NUMBER})(?:[\s-]?(?P<unit>{_UNIT})(?![\w²]))?")
_AUC = re.compile(
    r"\bAUC(?:\s(?:of\s)?|=|\s?\(|-)(\d(?:\.\d)?)(?:\s?(?:to|or|–|-)\s?(\d(?:\.\d)?))?(?!\d|\.\d)"
)
_NOT_DOSE = re.compile(
    r"\s?(?:/|per)\s?(?:d?L|mL|ml|dl|min|mmol|l\b|100\b|g\b|mg\b|h\b|hour|patient|person|year|mm)|"
    r"\s?(?:Hg|Hz|bilirubin|LDL|HDL|CI\b)|-point",
)
_MEASURED = re.compile(
    r"\s?(?:±|\+/[-−–])\s?\d|\s?[·×∙⋅]\s?[A-Za-z]|[,;]?\s?[\[(]?(?:range|IQR|SD|SEM?|interquartile)\b[^.;]{0,4}?"
    r"(?:[:,=]|of|from)?\s?[-−–]?\d"
)
"""Behind an amount that was measured and not given: "316 g, range 213 to 517"."""
_SPREAD_BEFORE = Ending(re.compile(r"(?:±|\+/[-−–]|\b(?:range|IQR|SD|SEM?)\b[:,=]?(?: of| from)?)\s?$"))
_TIMES_DAY = re.compile(r"\s?(?:/|per)\s?(day|d|week|wk|dose|h|every\sother\sweek)\b", re.IGNORECASE)
_PER_WORDS = {
    "day": "daily",
    "d": "daily",
    "week": "weekly",
    "wk": "weekly",
    "every other week": "every other week",
}
_UNIT_WORDS = {
    "milligram": "mg", "milligrams": "mg", "microgram": "µg", "micrograms": "µg", "gram": "g", "grams": "g",
    "μg": "µg", "units": "U",
    "international units": "IU", "ml": "mL",
}  # fmt: skip
_OTHER_COUNT = Ending(
    re.compile(
        r"(?:day|days|week|weeks|month|phase|cohort|table|arm|grade|step|part|group|stage|cycle|cycles)\s$",
        re.IGNORECASE,
    )
)
_TOPICAL = re.compile(
    r"\s?(?:[\w-]{3,15}\s)?(?:cream|ointment|gel|lotion|solution|foam|drops|ophthalmic|shampoo|spray|"
    r"patch(?:es)?|mouthwash|mouthrinse|rinse|varnish|paste|toothpaste|vaporub|emulsion|suppositor\w+)\b"
)
_SOLUTION = re.compile(
    r"(?:\d|10)(?:[.·]\d{1,3})?\s?%\s(?:(?!(?:with|on|in|for|of|and|or|vs|versus|than|to|by|from|after|given)\b)"
    r"\w+\s)?([A-Za-z][a-z-]{4,30})\b"
)
"""A small percentage before a medicine: "0.25% ropivacaine"; behind the words below it is a strength."""
_SHARES = re.compile(r"(?: and|,|;| vs\.?| versus)? (?:vs\.? |versus )?\d+(?:[.·]\d+)?\s?%")
"""Another percentage right behind the medicine: shares of two groups, "8.1% drug, 6.8% placebo"."""
_SOLUTION_BEFORE = re.compile(
    r"(?:^|[,;(:]|\b(?:of|ml|mL|with|using|receiv\w{0,3}|to|containing|or|either|topical|oral|injected|plain))\s?$"
)
_PRODUCT_BEFORE = Ending(
    re.compile(
        r"[a-z]{4,20}\s(?:cream|ointment|gel|lotion|foam|eye drops|drops|solution|suspension|spray)\s"
        r"(?:[a-z]{5,20}\s)?\(?$"
    )
)
_WORDS_BEFORE_PERCENT = Ending(
    re.compile(r"([A-Za-z][\w-]{3,30})\s(?:cream|ointment|gel|lotion|solution|foam)?\s?$")
)
_SINGLE = re.compile(rf"(?<![\w.,]){_NUMBER}[\s-]?(?:{_MASS}|IU|U)(?![\w²^])")
_BARE_DAYS = re.compile(
    r",?\s(?:on\s)?days?\s(\d{1,2}(?:[-–]\d{1,2}|(?:,\s\d{1,2})*,?\sand\s\d{1,2})?)(?=\))"
)
_COURSE = re.compile(
    r"\sfor (?:\d{1,2}|two|three|four|six|eight) (?:weeks|days|months|cycles),? (?:and |then |and "
    r"then |followed by )?"
)
_LOADED = re.compile(r"\b(?:loading|initial|induction)\b[^.;]{0,30}\bthen\b")
"""Between two frequencies: the second one is that of the dose that goes on."""
_HUNDREDTHS = re.compile(r"0[.·]\d{2,3}\s?%")
_BREAK = re.compile(
    r"[;\n]|\.\s|\)\s?(?:or|and|vs)\b|\bplacebo\b|,\s(?:or|versus|vs)\s(?!\d)|"
    r"\b(?:escalat|titrat|uptitrat|increas|rais|step|adjust)\w+"
)


def amount_of(number: str) -> float:
    """The value of an amount as printed, thousands and powers of ten included."""
    number = re.sub(r"[,\u202f\u2009]|(?<=\d) (?=000)", "", number).replace("·", ".")
    power = re.fullmatch(r"([\d.]+)\s?[x×]\s?10\s?\^?\s?(\d+)", number)
    return float(number) if power is None else float(power.group(1))


def _unit_of(unit: str) -> str:
    unit = " ".join(unit.split())
    defined = re.search(r"\((MI?U)\)$", unit)
    if defined is not None:
        return defined.group(1)
    per = re.search(r"\s?(?:/|per)\s?(?:(kg|kilograms?)|(m2|m²|m\^2|square met))", unit)
    if per is not None:
        base = unit[: per.start()].strip()
        return _UNIT_WORDS.get(base, base) + (
            "/kg" if per.group(1) else "/m²" if per.group(2) == "m²" else "/m2"
        )
    return _UNIT_WORDS.get(unit, unit)


def find_doses(text: str) -> list[Found]:
    """All amounts in a text that have the form of a dose."""
    found: list[Found] = []
    for match in word_index(text).finditer(_DOSE):
        unit = match.group("unit")
        end = match.end()
        if _NOT_DOSE.match(text, end) or _MEASURED.match(text, end):
            continue
        if _SPREAD_BEFORE.search(text[max(0, match.start() - 14) : match.start()]):
            continue
        if unit == "%" and not _percent_is_dose(text, match.start(), end):
            found += _before_shares(text, match)
            continue
        rate = _TIMES_DAY.match(text, end)
        if rate is None and text[end : end + 1] in ("/", "^"):
            continue
        frequency, route = _said_after(text, end)
        if rate is not None:
            frequency = frequency or _PER_WORDS.get(rate.group(1).lower())
        for item in _ITEM.finditer(text, match.start(), end):
            own = item.group("unit")
            if (
                (own == "%") != (unit == "%")
                and own is not None
                or own is None
                and _OTHER_COUNT.search(text[max(0, item.start() - 9) : item.start()])
            ):
                continue
            stop = item.end()
            number = item.group("number")
            said = unit if own is None else own
            if "10" in number and re.search(r"[x×]", number):
                said = _power_unit(number, said)
            found.append((item.start(), stop, Dose(amount_of(number), _unit_of(said), frequency, route)))
    for match in word_index(text).finditer(_AUC):
        frequency, route = _said_after(text, match.end())
        for group in (1, 2):
            if match.group(group):
                place = match.start() if group == 1 else match.start(2)
                found.append(
                    (place, match.end(group), Dose(float(match.group(group)), "AUC", frequency, route))
                )
    return sorted((item for item in found if item[2].amount > 0), key=lambda item: item[:2])


def _before_shares(text: str, match: re.Match[str]) -> list[Found]:
    """The doses of a list whose last number is a result: "27% on 75 mg, 41% on 150 mg"."""
    if match.group("list") == "":
        return []
    found: list[Found] = []
    for item in _ITEM.finditer(text, match.start(), match.end()):
        unit = item.group("unit")
        if unit not in (None, "%"):
            amount = amount_of(item.group("number"))
            found.append((item.start(), item.end(), Dose(amount, _unit_of(unit), None, None)))
    return found


def _power_unit(number: str, unit: str) -> str:
    """The unit of "6 x 10^12 vg/kg": the power of ten belongs to what is counted."""
    power = re.search(r"10\s?\^?\s?(\d+)$", number)
    return unit if power is None else f"x 10^{power.group(1)} {unit}"


def _percent_is_dose(text: str, start: int, end: int) -> bool:
    """A percentage is a strength only in "0.05% cream" or between a drug and a frequency."""
    if _TOPICAL.match(text, end) or _PRODUCT_BEFORE.search(text[max(0, start - 30) : start]):
        return True
    solution = _SOLUTION.match(text, start)
    if solution is not None and _is_medicine(solution.group(1)):
        if _SHARES.match(text, solution.end()):
            return False
        return _SOLUTION_BEFORE.search(text[max(0, start - 16) : start]) is not None
    before = _WORDS_BEFORE_PERCENT.search(text[max(0, start - 45) : start])
    if before is None or not (
        _HUNDREDTHS.match(text, start) or frequencies(text, end, min(len(text), end + 24))
    ):
        return False
    return _is_medicine(before.group(1))


def _is_medicine(word: str) -> bool:
    return stems().names_drug(word.lower()) or names().kinds.get(word.lower()) == "drug"


def _said_after(text: str, end: int) -> tuple[str | None, str | None]:
    """Frequency and route in the phrase behind a dose."""
    limit = min(len(text), end + 90)
    stop = _BREAK.search(text, end, limit)
    limit = stop.start() if stop is not None else limit
    following = _SINGLE.search(text, end, limit)
    limit = following.start() if following is not None else limit
    way = routes(text, end, limit)
    return _schedule(text, end, limit), (way[0][2] if way else None)


def _schedule(text: str, start: int, end: int) -> str | None:
    """The first statement of frequency with what is chained to it: "twice daily on days 1-14"."""
    often = frequencies(text, start, end)
    bare = _BARE_DAYS.match(text, start, end)
    if bare is not None and (not often or often[0].start > bare.end()):
        return (
            "day"
            + ("s" if "-" in bare.group(1) or "–" in bare.group(1) or " " in bare.group(1) else "")
            + " "
            + bare.group(1)
        )
    if not often:
        return None
    if len(often) > 1 and _LOADED.search(text, often[0].end, often[1].start):
        return often[1].words
    words = often[0].words
    for left, right in zip(often, often[1:], strict=False):
        gap = text[left.end : right.start]
        if len(gap) <= 2 and "(" not in gap:
            words += " " + text[right.start : right.end]
        elif _COURSE.fullmatch(gap):
            words += text[left.end : right.end]
        else:
            break
    return words


class DoseFinder:
    """Adds spans of kind `dose` with a `Dose` each."""

    def __call__(self, doc: Doc) -> Doc:
        add_spans(doc, "dose", find_doses(doc_text(doc)))
        return doc


@Language.factory("trialfacts_doses")
def create_doses(nlp: Language, name: str) -> DoseFinder:
    """The component that finds doses."""
    return DoseFinder()
