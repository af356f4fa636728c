"""Interventions that no lexicon knows, by where they stand: "randomised to A or B", "the A group"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.language.drug_brackets import abbreviates
from extractor.language.drug_lexicon import word_list
from extractor.language.mentions import DrugName
from extractor.language.word_index import word_index

Found = tuple[int, int, DrugName]

_NAME = r"[A-Za-z0-9][\w'’–/-]*(?:[ ][\w'’–/-]+){0,5}?"
_END = (
    r"(?=\s*(?:[(\[,;:.\n]|$|\b(?:or|and|versus|vs|plus|for|at|once|twice|daily|every|in|with|"
    r"followed|on|over|as|added|compared|"
    r"after|before|during|alone|given|among|to|from|group|groups|arm|arms|than|than|by|while|per|"
    r"per|supplementation|treatment)\b|\d))"
)
_FILLER = (
    r"(?:(?:either|receive|receiving|undergo|the|an?|one|of|dose|doses|oral|orally|subcutaneous|"
    r"intravenous|intramuscular|topical|"
    r"matching|identical|once[- ]daily|once[- ]weekly|twice[- ]daily|daily|weekly|\d+-(?:wk|week|"
    r"day|month)s?|to|take|treatment|"
    r"group|(?:early|delayed|immediate|deferred)-start|standard-dose|high-dose|low-dose|new|novel|two|both)\s+){0,6}"
)
_RANDOMISED = re.compile(
    r"\b(?:randomi[sz]ed|randomi[sz]ation|assigned|allocated|divided)\b[^.;\n]{0,60}?\b(?:to|"
    r"receive|receiving|undergo|into|intake)\s+"
)
_LISTED = re.compile(_FILLER + rf"({_NAME}){_END}")
_NEXT = re.compile(r"[^.;\n]{0,120}?(?:\b(?:or|versus|vs\.?)|,)\s+")
_TITLE = re.compile(
    r"(?:effects?|efficacy|impact|evaluation|influence|benefits?|safety|trial|comparison|role|"
    r"effectiveness|use)\s+of\s+(?:the\s+)?"
    + rf"({_NAME})(?=\s+(?:on|in|for|as|versus|vs|compared|during|after|to|with|and|or|plus|"
    rf"supplementation|administration)\b|\s?[,:.(])",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\bthe\s+([A-Za-z][\w'’–-]*(?:[ ][\w'’–-]+){0,3}?)\s+(?:group|arm)\b")
_GRID_SPLIT = re.compile(r",?\s(?:or|and)\s(?=[^,;]{2,60}(?:\s(?:plus|with)\s|\s?\+\s?))|[,;]\s(?:or\s)?")
_GRID_JOINT = re.compile(r"\s(?:plus|and|with)\s|\s?\+\s?")
_BRACKET = re.compile(r"\s?\([^()\n]{0,60}\)")
_LEADING = re.compile(r"^(?:either|the|an?|active|receive) ")
_LEAST_GRID = 4
_AMOUNT_OF = re.compile(
    rf"\d\s?(?:mg|g|mL|ml|IU)(?:/day|\s(?:per|a)\sday|\sdaily)?\sof\s(?:the\s)?({_NAME}){_END}"
)
_VERSUS_PLACEBO = re.compile(
    rf"\b(?:with|of|receiving|to)\s+({_NAME})\s+(?:or|versus|vs\.?|and|compared\s+with)\s+placebo\b"
)
_COMPARED = re.compile(
    r"\b(?:compar(?:e[sd]?|ing|ison\s(?:of|between))|comparative\s(?:efficacy|study)\sof)\s"
    r"(?:the\s)?(?:(?:clinical\s)?(?:effects?|efficacy|effectiveness|safety|impact)\s(?:and\s\w+\s)?of\s)?(?:the\s)?"
    + rf"({_NAME})\s(?:and|with|to|versus|vs\.?|or|against)\s(?:the\s|an?\s)?({_NAME}){_END}",
    re.IGNORECASE,
)
_VERSUS = re.compile(
    rf"(?:^|\bof\s|:\s|\n)({_NAME})\s(?:versus|vs\.?|compared\s(?:with|to))\s(?:the\s|an?\s)?({_NAME}){_END}"
)
_SUPPLEMENTED = re.compile(
    rf"(?:^|\n)\s*({_NAME})\s(?:(?:supplementation|administration|treatment)\s(?:[a-z]+s|does|did|"
    rf"may)|does\snot|did\snot|decreases|"
    r"increases|reduces|improves|attenuates|prevents|enhances|lowers|protects|alleviates|accelerates)\b"
)
_GIVEN_AFTER = re.compile(
    r"\s(?:groups?|arm|capsules?|tablets?|intervention|supplement\w*|treatment|injections?|cream|"
    r"gel|vaccin\w+|or placebo)\b|\s?\("
)
_ABSENT = frozenset(
    ["no", "without", "not", "and", "or", "of", "to", "after", "with", "between", "from", "for", "in", "on"]
)
_SHORT_BEHIND = r"{0}s?(?: \w+)?\s?\(([A-Z][A-Za-z+-]{{1,8}})\)"
_COUNTED = re.compile(r"\s?\((?:[nN]\s?=\s?)?\d")
_INGREDIENTS = frozenset({"supplement", "body", "procedure", "behavioural", "device", "diet"})
"""Kinds whose names stand within longer ones: "barley kefir drink", "home-based walking programme"."""
_CHEMICAL = re.compile(r"(?:ine|ide|ate|ol|one|zin|rin|ase|idin|xan|zam|pam|lin|sin|xin|tin|lam|ium)$")
_NO_THING = re.compile(r"[Qq]\d{1,2}[WwDdMmHh]|[A-Z]{2,4}(?:[/+][A-Z]{2,4})+")
"""How often something is given ("Q12W"), abbreviations of several things ("CQ/SP")."""
_CERTAIN = 99
_VERBAL = ("ing", "ed", "ly")
_ORDINARY = word_list("ordinary")
_STOP = word_list("not_arms")
_HEADS = word_list("heads")
_NO_HEADS = word_list("not_arm_heads") - _HEADS


def framed_names(text: str, found: Sequence[Found]) -> list[str]:
    """Names of interventions that frames give and that recur as such; known drugs are left out."""
    taken = [(start, end) for start, end, name in found if name.kind not in _INGREDIENTS]
    ingredients = {name.surface.lower() for _, _, name in found if name.kind in _INGREDIENTS}
    candidates: dict[str, int] = {}
    index = word_index(text)

    def propose(match: re.Match[str], weight: int, group: int = 1) -> None:
        start, end = match.span(group)
        name = _tidy(text[start:end])
        if not name or name.lower() in ingredients:
            return
        if sum(start <= begin and stop <= end for begin, stop, _ in found) > 1:
            return
        if not any(start < stop and begin < end for begin, stop in taken):
            candidates[name] = candidates.get(name, 0) + weight

    for cue in index.finditer(_RANDOMISED):
        place = cue.end()
        for _ in range(4):
            match = _LISTED.match(text, place)
            if match is not None:
                propose(match, 4 if _COUNTED.match(text, match.end(1)) else 2)
                place = match.end(1)
            step = _NEXT.match(text, place)
            if step is None:
                break
            place = step.end()
    head = text[: text.find("\n", 400) if "\n" in text[400:1500] else 600][:1500]
    for pattern in (_TITLE, _SUPPLEMENTED):
        for match in pattern.finditer(head):
            propose(match, 2)
    for match in index.finditer(_COMPARED):
        propose(match, 2)
        propose(match, 2, 2)
    for match in _VERSUS.finditer(head):
        propose(match, 2)
        propose(match, 2, 2)
    for match in index.finditer(_GROUP):
        propose(match, 1)
    for match in _AMOUNT_OF.finditer(text):
        propose(match, 2)
    for match in index.finditer(_VERSUS_PLACEBO):
        propose(match, 2)
    low = text.lower()
    for cue in index.finditer(_RANDOMISED) if "actorial" in text else ():
        for name in _crossed(text, cue.end()):
            at = text.find(name, cue.end())
            if not any(at < stop and begin < at + len(name) for begin, stop in taken):
                candidates[name] = _CERTAIN
    return [name for name, weight in candidates.items() if _accepted(name, weight, text, low)]


def _crossed(text: str, start: int) -> list[str]:
    """The treatments of a factorial trial whose groups are listed here, where they have no number: "A plus C,
    A plus D, B plus C or B plus D"."""
    stop = re.compile(r"\.\s|\n|$").search(text, start, start + 400)
    listed = _BRACKET.sub("", text[start : stop.start() if stop else start + 400].rstrip("."))
    pairs = {
        tuple(side.strip() for side in _GRID_JOINT.split(item, maxsplit=1))
        for item in _GRID_SPLIT.split(listed)
    }
    if len(pairs) < _LEAST_GRID or any(len(pair) != 2 for pair in pairs):
        return []
    sides = [{pair[side] for pair in pairs} for side in (0, 1)]
    if len(sides[0]) * len(sides[1]) != len(pairs) or min(map(len, sides)) < 2:
        return []
    names = (_LEADING.sub("", name) for name in sorted(sides[0] | sides[1]) if not re.search(r"\d", name))
    return [name for name in names if 0 < len(name.split()) < 4 and not name.lower().startswith("sham")]


def _tidy(name: str) -> str | None:
    words = name.split()
    if words[0].lower() in _ABSENT:
        return None
    while words and words[0].lower() in _STOP:
        words = words[1:]
    if not words or words[0].lower() in _ABSENT:
        return None
    inner = words[:-1] if words[-1].lower() == "combination" and len(words) > 1 else words
    if any(word.lower() in _STOP for word in inner) or any(word[0].isdigit() for word in words):
        return None
    name = " ".join(words)
    if (
        len(name) < 3
        or _NO_THING.fullmatch(name)
        or any(
            word.endswith(("ing", "ly")) and word.lower() not in ("fasting", "training") for word in words[:1]
        )
    ):
        return None
    return name


def _has_short_form(name: str, text: str) -> bool:
    """Whether the text abbreviates the name in a bracket and goes on with the abbreviation."""
    match = re.search(_SHORT_BEHIND.format(re.escape(name)), text)
    if match is None or not abbreviates(match.group(1), name):
        return False
    return len(re.findall(rf"(?<![\w-]){re.escape(match.group(1))}(?![\w-])", text)) > 2


def _accepted(name: str, weight: int, text: str, low: str) -> bool:
    """Precision first: a name counts when it recurs, as an arm does, and looks like a thing that is given."""
    times = low.count(name.lower())
    words = name.split()
    last = words[-1].lower()
    if weight >= _CERTAIN:
        return True
    product = len(words) > 1 and all(word[0].isupper() for word in words)
    if f'"{name}"' in text or f"“{name}”" in text:
        return False
    if last in _NO_HEADS or len(words) == 1 and last in _HEADS:
        return False
    if weight >= 2 and len(words) > 1 and _has_short_form(name, text):
        return True
    if re.search(rf"{re.escape(name)}\)?:?\s(?:trial|study)\b|\({re.escape(name)}\):", text):
        return False
    if (
        product
        and last not in _HEADS
        and not any(_GIVEN_AFTER.match(text, m.end()) for m in re.finditer(re.escape(name), text))
    ):
        return False
    if last in _HEADS or product:
        return weight >= 2 and (times >= 2 or weight >= 4 or any(word[0].isupper() for word in words[:-1]))
    if len(words) == 1 and _CHEMICAL.search(last) and last not in _ORDINARY:
        return weight >= 2 and times >= 3
    if weight == 2 and 1 < len(words) <= 4 and times >= 3:
        return not any(word.lower().endswith(_VERBAL) for word in words)
    return weight >= 3 and times >= 4 and len(words) <= 3
