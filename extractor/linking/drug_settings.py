"""Procedures, classes and care that are no arm where they stand: they tell where patients come from."""

from __future__ import annotations

import re

from extractor.linking.drafts import Chars
from extractor.linking.drug_drafts import DrugSentence
from extractor.linking.drug_names import DrugGroup

_UNDERGOING = re.compile(
    r"\b(?:on|undergo\w*|underwent|after|before|during|following|post|pre|scheduled for|"
    r"maintenance|prior to|requiring|treated by|in diabetic|in chronic)[\s-]"
    r"(?:\w+\s){0,2}$",
    re.IGNORECASE,
)
_APPOSED = re.compile(r",\s(?:an?|the|its)\s(?:[\w-]+\s){0,5}$|\((?:an?\s(?:[\w-]+\s){0,3})?$")
_POPULATION_AFTER = re.compile(
    r"(?: \([A-Z]{2,6}\))? (?:patients|units?|sessions?|centers?|centres?|candidates|"
    r"population)\b(?! who received)"
)
_OPERATED = re.compile(r"\b(?:in|for|under|with|of) (?:\w+ ){0,2}$", re.IGNORECASE)
_OPERATED_ON = re.compile(r"\b(?:group|arm|versus|vs|or|to|receive|either)\b", re.IGNORECASE)
_COMPARED = re.compile(r"(?: \([A-Z]{2,6}\))?[ -](?:groups?|arms?|versus|vs\.?|or|alone|than|compared)\b")
_PREDICATE = re.compile(
    r"\b(?:is|are|as|be|been|becom\w+|remains?|considered|was|were)"
    r" (?:an? |the )?(?:current |accepted |new )*$",
    re.IGNORECASE,
)
_CAME_FROM = re.compile(
    r"\b(?:progress\w+ (?:on|after|during|following|while on)|(?:had|have|who|that|were) failed|refractory to"
    r"|(?:intolerant|resistant) (?:to|of)|relapsed (?:on|after)|pretreated with|after failure of"
    r"|previous(?:ly)? (?:been )?(?:treated with|received|given|exposed to)|inadequate response to"
    r"|not (?:\w+ )?controlled (?:by|with|on|after|despite)|(?:inadequately|poorly) controlled (?:by"
    r"|with|on))\s"
    r"(?:(?!(?:to|were|was|then|or to)\b)[\w-]+,?\s){0,5}$",
    re.IGNORECASE,
)
"""What leads to a medicine that people had before the trial: "had progressed on cisplatin and"."""
_WEAK = frozenset(
    {"class", "procedure", "behavioural", "diet", "device", "regimen", "vaccine", "biologic", "body", "care"}
)


def is_weak(group: DrugGroup) -> bool:
    """Whether its name alone does not make it an arm: classes, procedures, diets, generic vaccines."""
    return bool(group.kinds & _WEAK) and not group.kinds & {"stem", "lexicon", "code"}


def came_from(text: str, start: int) -> bool:
    """Whether people had the medicine at an offset before the trial, which does not give it."""
    lead = text[max(0, start - 110) : start]
    return _CAME_FROM.search(lead[max(lead.rfind(". "), lead.rfind("\n"), lead.rfind(";")) + 1 :]) is not None


def is_setting(sentence: DrugSentence, chars: Chars, group: DrugGroup) -> bool:
    """Whether a procedure or class tells where patients come from ("on dialysis") or what a drug is."""
    before, after = chars[0] - sentence.start, chars[1] - sentence.start
    lead = sentence.text[max(0, before - 50) : before]
    if "care" in group.kinds and _PREDICATE.search(lead):
        return True
    if group.kinds == {"procedure"} and not _COMPARED.match(sentence.text, after):
        operated = _OPERATED.search(lead)
        if operated is not None and not _OPERATED_ON.search(operated.group()):
            return True
    return bool(
        _UNDERGOING.search(lead[-30:])
        or _APPOSED.search(lead)
        or _POPULATION_AFTER.match(sentence.text, after)
    )
