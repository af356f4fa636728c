"""Interventions that no lexicon knows, by where they stand: "randomised to A or B", "A versus B", "the A group"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.language.mentions import DrugName

Found = tuple[int, int, DrugName]

_NAME = r"[A-Za-z0-9][\w'’–/-]*(?:[ ][\w'’–/-]+){0,5}?"
_END = (
    r"(?=\s*(?:[(\[,;:.\n]|$|\b(?:or|and|versus|vs|plus|for|at|once|twice|daily|every|in|with|followed|on|over|as|added|compared|"
    r"after|before|during|alone|given|among|to|from|group|groups|arm|arms|than|than|by|while|per|per|supplementation|treatment)\b|\d))"
)
_FILLER = (
    r"(?:(?:either|receive|receiving|undergo|the|an?|one|of|dose|doses|oral|orally|subcutaneous|intravenous|intramuscular|topical|"
    r"matching|identical|once[- ]daily|once[- ]weekly|twice[- ]daily|daily|weekly|\d+-(?:wk|week|day|month)s?|to|take|treatment|"
    r"group|standard-dose|high-dose|low-dose|new|novel|two|both)\s+){0,6}"
)
_RANDOMISED = re.compile(
    r"\b(?:randomi[sz]ed|randomi[sz]ation|assigned|allocated|divided)\b[^.;\n]{0,60}?\b(?:to|receive|receiving|undergo|into|intake)\s+"
)
_LISTED = re.compile(_FILLER + rf"({_NAME}){_END}")
_NEXT = re.compile(r"[^.;\n]{0,120}?(?:\b(?:or|versus|vs\.?)|,)\s+")
_TITLE = re.compile(
    r"(?:effects?|efficacy|impact|evaluation|influence|benefits?|safety|trial|comparison|role|effectiveness|use)\s+of\s+(?:the\s+)?"
    + rf"({_NAME})(?=\s+(?:on|in|for|as|versus|vs|compared|during|after|to|with|and|or|plus|supplementation|administration)\b|\s?[,:.(])",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\bthe\s+([A-Za-z][\w'’–-]*(?:[ ][\w'’–-]+){0,3}?)\s+(?:group|arm)\b")
_AMOUNT_OF = re.compile(
    rf"\d\s?(?:mg|g|mL|ml|IU)(?:/day|\s(?:per|a)\sday|\sdaily)?\sof\s(?:the\s)?({_NAME}){_END}"
)
_VERSUS_PLACEBO = re.compile(
    rf"\b(?:with|of|receiving|to)\s+({_NAME})\s+(?:or|versus|vs\.?|and|compared\s+with)\s+placebo\b"
)
_SUPPLEMENTED = re.compile(
    rf"(?:^|\n)\s*({_NAME})\s(?:(?:supplementation|administration|treatment)\s(?:[a-z]+s|does|did|may)|does\snot|did\snot|decreases|"
    r"increases|reduces|improves|attenuates|prevents|enhances|lowers|protects|alleviates|accelerates)\b"
)
_GIVEN_AFTER = re.compile(
    r"\s(?:groups?|arm|capsules?|tablets?|intervention|supplement\w*|treatment|injections?|cream|gel|vaccin\w+|or placebo)\b|\s?\("
)
_CHEMICAL = re.compile(r"(?:ine|ide|ate|ol|one|zin|rin|ase|idin|xan|zam|pam|lin|sin|xin|tin|lam|ium)$")
_ORDINARY = frozenset(
    """exercise medicine machine discipline routine baseline vaccine guideline online protein climate telephone smartphone alcohol
    control protocol school tool pool certificate template debate chocolate date rate state candidate graduate climate estate
    phase disease increase decrease release base purchase case database exposure magazine wine caffeine spine line pipeline
    zone bone milestone side guide slide bride cortisol ozone hormone cyclone drone phone creatinine lactate glucose cholesterol
    insulin origin skin twin pain margin resin vitamin program gymnasium medium stadium premium auditorium calcium sodium
    discipline mindfulness decline fine wine engine magazine headline deadline timeline trampoline private corporate climate""".split()
)
_STOP = frozenset(
    """a an the this that these those both each either all other another same control controls comparison comparator placebo intervention
    treatment treated premedication study experimental active group groups arm arms patients participants subjects women men children adults people
    usual standard care no without two three four five six first second third higher lower high low highest lowest dose doses dosage
    drug drugs therapy treatments overall primary whole entire combined combination safety efficacy which who whom was were is are
    be been being had has have did do their its his her our mean median total ratio one sequence sequences blocks block stratified
    parallel cohort cohorts regimen regimens therapies investigational test reference normal general healthy older younger
    vaccine vaccinated monotherapy day week month year time baseline remain switch respective additional assessment outcomes outcome
    quality risk results result data analysis hospital clinic sites centers centres countries trial trials remaining respectively
    improve reduce assess evaluate determine examine compare investigate improvement reduction change changes use not physician
    investigator self next full per mild moderate severe continue matching matched blinded unblinded open-label double-blind""".split()
)
_HEADS = frozenset(
    """diet diets vaccine vaccines injection formula capsule capsules extract supplement supplements supplementation training exercise
    exercises program programme intervention surgery acupuncture pump device mask cream gel ointment lotion tablets oil tea juice
    decoction granules massage education counselling counseling rehabilitation stimulation advice therapy powder drink milk yogurt
    yoghurt bread rice flour snack mouthwash rinse toothpaste spray patch drops dressing stent graft implant lens lenses ventilation
    anesthesia anaesthesia analgesia block laser light meditation coaching app game games video feedback monitoring screening
    technique procedure suture mesh catheter splint brace insoles shoes footwear nets cookstove filter soap toothbrush cells
    transplantation transfusion plasma serum broth syrup solution paste lozenge gum banana bananas nuts almonds walnuts
    cocoa coffee wine chocolate fiber fibre protein peptides starch salt water""".split()
)


def framed_names(text: str, found: Sequence[Found]) -> list[str]:
    """Names of interventions that frames give and that recur as such; known drugs are left out."""
    taken = [(start, end) for start, end, _ in found]
    candidates: dict[str, int] = {}

    def propose(match: re.Match[str], weight: int) -> None:
        start, end = match.span(1)
        name = _tidy(text[start:end])
        if name and not any(start < stop and begin < end for begin, stop in taken):
            candidates[name] = candidates.get(name, 0) + weight

    for cue in _RANDOMISED.finditer(text):
        place = cue.end()
        for _ in range(4):
            match = _LISTED.match(text, place)
            if match is not None:
                propose(match, 2)
                place = match.end(1)
            step = _NEXT.match(text, place)
            if step is None:
                break
            place = step.end()
    head = text[: text.find("\n", 400) if "\n" in text[400:1500] else 600][:1500]
    for pattern in (_TITLE, _SUPPLEMENTED):
        for match in pattern.finditer(head):
            propose(match, 2)
    for match in _GROUP.finditer(text):
        propose(match, 1)
    for match in _AMOUNT_OF.finditer(text):
        propose(match, 2)
    for match in _VERSUS_PLACEBO.finditer(text):
        propose(match, 2)
    low = text.lower()
    return [name for name, weight in candidates.items() if _accepted(name, weight, text, low)]


def _tidy(name: str) -> str | None:
    words = name.split()
    while words and words[0].lower() in _STOP:
        words = words[1:]
    if not words or any(word.lower() in _STOP for word in words) or any(word[0].isdigit() for word in words):
        return None
    name = " ".join(words)
    if len(name) < 3 or any(
        word.endswith(("ing", "ly")) and word.lower() not in ("fasting", "training") for word in words[:1]
    ):
        return None
    return name


def _accepted(name: str, weight: int, text: str, low: str) -> bool:
    """Precision first: a name counts when it recurs, as an arm does, and looks like a thing that is given."""
    times = low.count(name.lower())
    words = name.split()
    last = words[-1].lower()
    product = len(words) > 1 and all(word[0].isupper() for word in words)
    if len(words) == 1 and last in _HEADS:
        return False
    if re.search(rf"{re.escape(name)}\)?:?\s(?:trial|study)\b|\({re.escape(name)}\):", text):
        return False
    if (
        product
        and last not in _HEADS
        and not any(_GIVEN_AFTER.match(text, m.end()) for m in re.finditer(re.escape(name), text))
    ):
        return False
    if last in _HEADS or product:
        return weight >= 2 and times >= 2
    if len(words) == 1 and _CHEMICAL.search(last) and last not in _ORDINARY:
        return weight >= 2 and times >= 3
    return weight >= 3 and times >= 4 and len(words) <= 3
