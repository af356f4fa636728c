"""P-values in all their spellings, and the significance levels that only look like them."""

from __future__ import annotations

import re
from typing import Literal

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.digits import UNSIGNED, parse_number
from extractor.language.mentions import Operator, PValue
from extractor.language.spans import Found, add_spans, doc_text

Kind = Literal["plain", "interaction", "noninferiority", "superiority", "nominal", "threshold"]

_SIGNS: dict[str, Operator] = {
    "<": "<", ">": ">", "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≦": "<=", "≧": ">=",
    "<=": "<=", ">=": ">=", "=<": "<=", "=>": ">=", "<or=": "<=", ">or=": ">=", "&lt;": "<", "&gt;": ">",
}  # fmt: skip
_SIGN = r"&lt;|&gt;|[<>]\s?or\s?=|[<>=]\s?=|=\s?[<>]|[=<>≤≥⩽⩾≦≧≈]"
_WORD_SIGN = (
    r"(?:(?:of|was|were|is|are)\s)?(?:less\sthan(?:\sor\sequal\sto)?|greater\sthan|below|above)"
    r"|of|was|is|at|were|:|,"
)
_POWER = r"(?:\s?[×x*·]\s?10\s?(?:\^|\*\*)?\s?[-−–]\s?(?P<power>\d{1,3})|\s?[eE][-−–]?(?P<exponent>\d{1,3}))?"
_TEN = r"10\s?(?:\^|\*\*)?\s?[-−–]\s?(?P<tenpower>\d{1,2})(?!\d)"
_VALUE = rf"(?:{_TEN}|(?P<number>{UNSIGNED}){_POWER})"
_TAG = (
    r"(?:\s?[-–]?\s?values?)?(?:\s?[-–(_]?(?:interaction|trend|int|two-sided|one-sided|2-sided|1-sided"
    r"|nominal|"
    r"noninferiority|non-inferiority|superiority)\)?|\s(?:for|of)\s[a-z][a-z -]{2,40}?"
    r"|\[[^\]\n]{1,20}\]|_[a-z]{1,14})?"
)

_P_VALUE = re.compile(
    rf"(?<![A-Za-z0-9])[pP𝑃𝑝](?P<tag>{_TAG})['*]{{0,2}}\s?\(?\s?(?P<sign>{_SIGN})\s?{_VALUE}"
)
_P_WORDS = re.compile(
    rf"(?<![A-Za-z0-9-])[pP][\s-]?[vV]alues?(?P<tag>(?:\s(?:for|of|versus|vs\.?|against|relative\sto"
    rf"|compared\s(?:with|to))\s[a-z][a-z -]{{2,40}}?)?)\s?\(?\s?(?:(?:came|ran|stood|worked|were\sall|all)"
    rf"\s(?:in\s|out\s)?)?"
    rf"(?P<sign>{_WORD_SIGN}|)\s?(?:(?P<sign2>{_SIGN})\s?)?(?P<number>0?[.·∙,]\d{{1,9}}|{UNSIGNED}){_POWER}"
)
_BARE_P = re.compile(
    r"(?<![A-Za-z0-9-])[pP]\s(?:(?P<tag>for\s(?:non-?\s?inferiority|superiority|interaction|trend)),?\s)?"
    r"(?:(?P<sign>(?:is\s|was\s)?(?:less|greater)\sthan|was|of"
    rf"|is)\s(?P<sign2>{_SIGN})?)?(?P<number>0?[.·∙]\d{{1,9}})"
)
_NEXT = re.compile(
    rf"(?P<glue>\s?(?:,\s?)?(?:and|or|&|to)\s|\s?,\s?)(?P<sign>{_SIGN}"
    rf"|)\s?(?P<number>0?[.·∙]\s?\d{{1,9}})(?![\d.%])(?!\s?%)"
    rf"(?!\s?(?:[–-]|to)\s?\d)(?!\s?[(\[])"
)
_NEXT_FOR = re.compile(
    rf"\s(?P<tie>for|with|at|on)\s[^,;.()%<>=]{{2,40}},?\s(?:and\s)?(?P<sign>{_SIGN}|)\s?"
    r"(?P<number>0?[.·∙]\d{2,9})(?=\s(?P=tie)\s)"
)
"""The next of p-values told with what each is of: "p was 0.01 | for 5 mg, 0.002 | for 10 mg"."""
_LEVEL_BEFORE = re.compile(
    r"(?:\b(?:considered|regarded|deemed|defined|declared|accepted|judged|taken"
    r"|assumed)\s(?:to\sbe\s|as\s)?(?:(?:statistically|nominally)\s)?significan(?:t|ce)"
    r"|\bsignifican(?:t|ce)\s(?:level\s|threshold\s|boundary\s)?(?:was\s|were\s|is\s)?(?:set|defined"
    r"|considered|accepted|declared|established|determined|assessed|inferred|taken|fixed|level|threshold"
    r"|boundary)"
    r"|\b(?:boundary|threshold|alpha|α|significance\slevel|cut-?off|level\sof\ssignificance"
    r"|statistically\ssignificant\s(?:if|when)))"
    r"(?:\s(?:at|as|of|if|when|with|was|were|to|be|an?|for|the|by|level|values?|set|two-sided|one-sided"
    r"|nominal|efficacy|superiority|less|than|defined))"
    r"{0,6}\s?[:,=]?\s?[(\[]?$",
    re.IGNORECASE,
)
_LEVEL_AFTER = re.compile(
    r"(?:\s?\)?\s?,?\s?(?:was|were|is|being|level|to\sbe|as)\s(?:the\s)?(?:considered|regarded|taken"
    r"|deemed|defined|used|accepted|set|threshold|level)"
    r"|\slevel\b|\s?\(?(?:significance|boundary|threshold))",
    re.IGNORECASE,
)
_BRACKET_OR_STOP = re.compile(r"[;()\[\]]")
_INTERACTION_TAG = re.compile(r"\bint(?:eraction)?\b|interaction")
_INTERACTION_BEFORE = re.compile(r"interaction\s?(?:test|term|effect)?\s?[,:]?\s?$")
_INTERACTION_BRACKET = re.compile(r"interactions?\s(?:effects?\s)?(?:(?:was|were)\s(?:\w+\s){1,2})?[(\[]$")
_INTERACTION_BEHIND = re.compile(r"\s(?:for|of)\s(?:the\s)?(?:[\w-]+\s){0,3}interaction")
_NOMINAL_BEFORE = re.compile(r"nominal(?:ly significant)?\s?\(?$")
_FOR_WHAT = re.compile(r"\s?(?:for|,)\s(?:the\s)?(?P<what>[\w-]+)")
_NONINFERIOR = re.compile(r"non-?\s?inferiority", re.IGNORECASE)
_SUPERIOR = re.compile(r"superiority", re.IGNORECASE)


def _kind(text: str, start: int, end: int, tag: str) -> Kind:
    """What a p-value speaks of, by its tag and the words right before and behind it."""
    left = text[max(0, start - 90) : start].rsplit("\n", 1)[-1]
    right = text[end : end + 40].split("\n", 1)[0]
    near = _BRACKET_OR_STOP.split(left[-45:])[-1].lower()
    tag = tag.lower()
    tested = _INTERACTION_BEFORE.search(near) or _INTERACTION_BRACKET.search(left)
    if _INTERACTION_TAG.search(tag) or tested or _INTERACTION_BEHIND.match(right):
        return "interaction"
    if _LEVEL_BEFORE.search(left) or _LEVEL_AFTER.match(right):
        return "threshold"
    around = f"{tag} {near[-30:]}"
    behind = _FOR_WHAT.match(right)
    what = behind["what"] if behind else ""
    if _NONINFERIOR.search(around) or _NONINFERIOR.match(what):
        return "noninferiority"
    if _SUPERIOR.search(around) or _SUPERIOR.match(what):
        return "superiority"
    if _NOMINAL_BEFORE.search(near) or "nominal" in tag:
        return "nominal"
    return "plain"


def _number(match: re.Match[str]) -> float | None:
    groups = match.groupdict()
    if groups.get("tenpower"):
        return float(10.0 ** -int(groups["tenpower"]))
    value = parse_number(groups["number"])
    power = groups.get("power") or groups.get("exponent")
    if power:
        value = float(f"{value}e-{int(power)}")
    return value if 0 <= value <= 1 else None


def _operator(sign: str) -> Operator:
    """The operator of a printed sign or of words such as "less than"; everything else is "="."""
    plain = re.sub(r"\s", "", sign.lower())
    if plain in _SIGNS:
        return _SIGNS[plain]
    less = "less" in plain or "below" in plain
    if not less and "greater" not in plain and "above" not in plain:
        return "="
    if "equal" in plain:
        return "<=" if less else ">="
    return "<" if less else ">"


def find_p_values(text: str) -> list[Found]:
    """All p-values of a text with their operator and kind; "P = NS" gives none."""
    found: list[Found] = []
    last = -1
    matches = list(_P_VALUE.finditer(text))
    if "alue" in text:
        matches += _P_WORDS.finditer(text)
    matches += _BARE_P.finditer(text)
    for match in sorted(matches, key=lambda match: (match.start(), -match.end())):
        if match.start() < last:
            continue
        value = _number(match)
        groups = match.groupdict()
        if value is None:
            continue
        operator = _operator(groups.get("sign2") or groups.get("sign") or "=")
        kind = _kind(text, match.start(), match.end(), groups.get("tag") or "")
        found.append((match.start(), match.end(), PValue(operator, value, kind)))
        last = match.end()
        if groups.get("sign2"):
            operator = "="
        while (further := _NEXT.match(text, last) or _NEXT_FOR.match(text, last)) is not None:
            value = parse_number(further["number"])
            if not 0 <= value <= 1:
                break
            if further["sign"]:
                operator = _operator(further["sign"])
            start = further.start("sign") if further["sign"] else further.start("number")
            found.append((start, further.end(), PValue(operator, value, kind)))
            last = further.end()
    return found


@Language.component("trialfacts_p_values")
def p_values(doc: Doc) -> Doc:
    """Adds the spans of kind `p_value`."""
    add_spans(doc, "p_value", find_p_values(doc_text(doc)))
    return doc
