"""Words around a number that make it an effect: "a 28% lower risk", "9 kg more than placebo"."""

from __future__ import annotations

import re

from extractor.language.endings import Ending
from extractor.language.quantities import Quantity

_RISK = r"(?:risks?|hazards?|odds|chances?|likelihood|incidence)"
_REDUCTION_BEHIND = re.compile(
    r"(?:\s?[(\[][^()\[\]\n]{1,60}[)\]])?[-\s](?:(?:relative|relatively|greater|significant|significantly"
    r"|overall|further|estimated|statistically|nominally|clinically)\s){0,3}"
    rf"(?:(?:reductions?|decreases?|declines?|drops?)\s(?:in"
    rf"|of)\s(?:the\s|their\s|relative\s)?(?:[\w-]+\s){{0,4}}?(?:{_RISK}|annuali[sz]ed|event\srate"
    rf"|rate\sof)\b"
    rf"|(?:lower|reduced|decreased|less|smaller)\s(?:[\w-]+\s){{0,3}}?(?:{_RISK}|likely|rates?\sof)\b"
    r"|relative\s(?:risk\s)?reduction|risk\sreduction|(?:slower|slowing"
    r"|less)\s(?:of\s|in\s)?(?:the\s|clinical\s|disease\s|cognitive\s|functional\s){0,2}(?:progression"
    r"|decline|worsening))",
    re.IGNORECASE,
)
_REDUCED_BY = Ending(
    re.compile(
        r"\b(?P<verb>(?:reduc|cut|lower|decreas|declin|slow|diminish|slash|shrink|drop|fell|fall"
        r"|trim)\w*)\b(?P<gap>(?:[^.;\n]|[.·]\d){0,110}?)"
        r"\b(?:by|of)\s(?:an?\s)?(?:(?:estimated|about|approximately|nearly|almost|around|some|roughly|up\sto"
        r"|more\sthan|over|relative|further)\s){0,2}$",
        re.IGNORECASE,
    )
)
_EVENTS = re.compile(
    r"\b(?:rates?|risks?|exacerbations?|relapses?|attacks?|seizures?|flares?|flare-ups?|hospitali[sz]ations?|admissions?"
    r"|infections?|bleeds?|bleeding|deaths?|fractures?|strokes?|episodes?|recurrences?|(?:\w+\s)?events?|crises)\b",
    re.IGNORECASE,
)
_MOVED = Ending(
    re.compile(
        r"\b(?:fell|fallen|dropped|declined|decreased|reduced|cut|lowered|slashed|down|shrank)\s(?:by\s)?"
        r"(?:(?:an?|about|approximately|nearly|almost|around|some|roughly|estimated)\s){0,2}$",
        re.IGNORECASE,
    )
)
_AGAINST_CONTROL = re.compile(
    r"(?:\s(?:with|on|at|in|for)\s(?:the\s)?[^.;,()%]{2,40}?(?:,\s|,?\sand\s)(?:by\s)?\d[\d.·]{0,5}\s?%){0,3}"
    r"(?:\s(?:with|on|at|in|for)\s(?:the\s)?[^.;,()%]{2,40}?)?,?\s"
    r"(?:vs\.?|versus|compared\s(?:with|to)|relative\sto|against)\s(?!\d)[^.;%\d]{3,60}(?:[.;(\n]|$)",
    re.IGNORECASE,
)
_RISK_WORD = re.compile(rf"\b{_RISK}\b", re.IGNORECASE)
_RATE_WORD = re.compile(r"\b(?:rates?|progression|decline|frequency)\b", re.IGNORECASE)
_RATE_OF = re.compile(
    r"\s(?:the\s)?(?:\w+\s)?(?:rate|incidence|occurrence)\sof\s[^,;()%\d]{3,60}\s", re.IGNORECASE
)
"""What a treatment lowers against another: "reduces the rate of relapse | by 24%"."""
_VERSUS = re.compile(
    r"\s?(?:[(\[][^()\[\]\n]{1,80}[)\]]\s?)?,?\s?(?:vs\.?|versus|compared|relative\sto|against"
    r"|over\splacebo|than)\s(?!\d)",
    re.IGNORECASE,
)
_AGAINST_ARM = re.compile(
    r",?\s(?:as\s)?(?:compared\s(?:with|to)|relative\sto|versus|vs\.?)\s(?:the\s)?"
    r"(?!\d|baseline|before|pre-?|initial|historical|that\sat|week|day|month|values?)[\w-]",
    re.IGNORECASE,
)
"""A fall by a share is one of an arm against another where the other arm follows."""
_RESTATED = re.compile(
    r"\s(?:relative\s)?(?:reduction|decrease)(?:\)|,|\.|\s\((?:rate|hazard|odds|risk|HR|RR|OR)|$)"
)
_RATIO_NEAR = re.compile(r"\b(?:ratio|HR|RR|OR|risk|hazard|halved)\b")
_RATIO_NEXT = re.compile(r"\s?[(\[](?:[\w-]+\s){0,2}(?:ratio\b|[aI]?RR\b|[as]?HR\b|a?OR\b)")
_APPOSITION = Ending(
    re.compile(
        r"\b(?:an?)\s(?:relative\s)?(?:reduction|decrease)\sof\s(?:about\s|approximately\s)?$", re.IGNORECASE
    )
)
_ARMS_BEHIND = re.compile(
    r"\s?(?:in\s(?:the\s)?(?:[\w-]+\s){0,3}(?:and|vs\.?|versus)\s(?:by\s)?\d|(?:and|vs\.?|versus)\s\d)"
)
_LIMIT = Ending(
    re.compile(r"(?:[≥≤<>]|at\sleast|more\sthan|minimum(?:\sof)?|\bno)\s?(?:an?\s)?$", re.IGNORECASE)
)

_CONTROL = r"(?:placebo|controls?|vehicle|sham)\b"
_DIFFERENCE_BEHIND = re.compile(
    r"(?:\s?[(\[][^()\[\]\n]{1,60}[)\]])?"
    r"(?:[-\s](?:(?:absolute|treatment|mean|placebo-adjusted|placebo-corrected|between-group|significant"
    r"|numerical)\s){0,2}differences?\b(?!\sin\sage)"
    rf"|\s(?:[\w-]+\s){{0,2}}?(?:absolute\s|greater\s|mean\s)?(?:improvement|benefit|advantage)\s(?:over"
    rf"|versus|vs\.?|relative\sto|compared\s(?:with|to)|beyond)\s{_CONTROL}"
    rf"|\s(?:[\w-]+\s){{0,2}}?(?:above|better\sthan|greater\sthan|more\sthan|lower\sthan|less\sthan"
    rf"|higher\sthan|further\sthan|fewer\sthan|longer\sthan)\s(?:with\s|that\s(?:of"
    rf"|with)\s|on\s|in\s(?:the\s)?)?{_CONTROL}"
    r"|\sof\sdifference\b"
    r"|[-\s](?:greater|larger|bigger|smaller)\s(?:mean\s)?(?:reductions?|improvements?|decreases?|increases?"
    r"|declines?|gains?)\s(?:in|of|from)\s[^.;%\d]{2,60}?\s(?:than|versus|vs\.?|compared\s(?:with|to)|over)\s"
    rf"(?:with\s|that\s(?:of|with)\s|on\s|the\s)?{_CONTROL}"
    rf"|\s(?:of\s[\w-]+\s)?(?:[\w-]+\s)?relative\sto\s{_CONTROL}"
    rf"|\s(?:higher|greater|lower|longer|shorter|better|more|less|fewer|larger|smaller)\s(?:with|for|in"
    rf"|on)\s(?:the\s)?[\w-]+(?:\s[\w-]+){{0,3}}(?=\s?[(\[]\s?(?:SE|95|90|97|99|P|p)\b)"
    r")",
    re.IGNORECASE,
)
_NUMBER_BEHIND = re.compile(
    r"(?!\s(?:at|by|after|in)\s(?i:weeks?|months?|days?|years?)\s\d)"
    r"\s?[(,:]?\s?(?:\w+\s){0,2}[-−–]?\d{1,6}(?:[.·]\d{1,4})?(?![\d.·]*[\s\u00a0-]?(?:mg|µg|mcg|weeks?"
    r"|months?|days?|years?)\b)(?![\d.])"
)
_STATISTIC_BEHIND = re.compile(r"\s?[(,:\[]\s?(?:95|90|99|97\.5|SE|P|p|nominal|one-sided)")


def is_relative_reduction(text: str, sentence: int, quantity: Quantity) -> int | None:
    """The end of the words that make a percentage a reduction of a risk or rate; None when it is none."""
    assert quantity.unit is not None
    stop = quantity.unit.end
    if _LIMIT.search(text, max(sentence, quantity.signed - 12), quantity.signed):
        return None
    behind = _REDUCTION_BEHIND.match(text, stop, stop + 140)
    if behind is not None:
        return behind.end()
    left = text[max(sentence, quantity.signed - 190) : quantity.signed].rsplit(";", 1)[-1]
    right = text[stop : stop + 100].split("\n", 1)[0]
    verb = _REDUCED_BY.search(left) if left.endswith(" ") else None
    if verb is not None and "from " not in verb["gap"] and not _ARMS_BEHIND.match(right):
        risky = _RISK_WORD.search(left) is not None
        rated = _RATE_WORD.search(left) is not None and _VERSUS.match(right) is not None
        slowed = verb["verb"].lower().startswith("slow") and _RATE_WORD.search(left) is not None
        rated = rated or _RATE_WORD.search(verb["gap"]) is not None and _RATIO_NEXT.match(right) is not None
        rated = rated or verb["verb"][-1:] in "sd" and _RATE_OF.fullmatch(verb["gap"]) is not None
        if risky or rated or slowed or _AGAINST_ARM.match(right):
            return stop
    moved = left.endswith(" ") and _MOVED.search(left) and _EVENTS.search(left[-90:])
    if moved and _AGAINST_CONTROL.match(text, stop, stop + 220):
        return stop
    if _APPOSITION.search(left) and (_RATE_WORD.search(left) or _RATIO_NEAR.search(left)):
        return stop
    restated = _RESTATED.match(right)
    if (
        restated is not None
        and re.search(r"(?:\b(?:an?|or)\s|\()$", left)
        and _RATIO_NEAR.search(left[-140:] + right[: restated.end() + 20])
    ):
        return stop
    return None


def is_difference(text: str, quantity: Quantity) -> int | None:
    """The end of the words that make a number with a unit a difference between arms; None when it is none."""
    behind = _DIFFERENCE_BEHIND.match(text, quantity.stop, quantity.stop + 130)
    if behind is None or _LIMIT.search(text, max(0, quantity.signed - 14), quantity.signed):
        return None
    if _NUMBER_BEHIND.match(text, behind.end(), behind.end() + 25) and not _STATISTIC_BEHIND.match(
        text, behind.end()
    ):
        return None
    return behind.end()
