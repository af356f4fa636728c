"""Endpoints in looser wordings: composites, "the yardstick that counts", what a met endpoint showed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from extractor.language.mentions import EndpointName
from extractor.linking.drafts import Chars, EndpointDraft
from extractor.linking.endpoint_lists import timepoint

Named = tuple[Chars, EndpointName]

_COMPOSITE = (
    r"(?:(?:\d|two|three|four|five)-(?:point|part|component|item) )?(?:hierarchical )?composite"
    r"(?: (?:end ?point|outcome))?,?(?: of"
    r"| defined as)?(?: the)?(?: time to)?(?: first)?(?: occurrence of)? ?[(“\"]{0,3}"
)
_COMPOSITE_LEAD = re.compile(rf"(?:the |an? )?{_COMPOSITE}")
APPOSED_LEAD = re.compile(
    rf"(?:the |an? )?(?:{_COMPOSITE})?(?:the |an? |mean |median )?|(?:the|an?) [\w %-]{{3,70}}\((?=[A-Z]|$)"
    r"|(?:the )?(?:share|proportion|percentage|rate|number|incidence|risk) of (?:(?:patients"
    r"|participants|people"
    r"|adults|children|women|men) (?:with|who had|having|achieving|reaching) )?(?:an? |the )?"
)
"""What may stand between "the primary endpoint, " and the endpoint's name."""
LAY_ROLE = re.compile(
    r"\b(?:main|principal|chief) (?:efficacy |study |trial )?(?:end[- ]?point|outcome|goal|target"
    r"|yardstick|measure)"
    r"(?! measure|s)\b|\byardstick (?:that (?:counts?|counted|matters?|mattered)|of success)\b"
    r"|\b(?:measure|number|figure) that (?:counts?|counted|matters?|mattered) most\b"
    r"|\b[Ww]hat the (?:trial|study) (?:was|had been) (?:designed|set up|built|powered) to (?:show"
    r"|test|find out)\b"
)
"""Words for the primary endpoint in news; "main outcome measures" heads a list of all of them."""
_LAY_GAP = re.compile(
    r"(?: of (?:the|this|that) (?:trial|study))?(?:,|:| was| is| had been|, which was)"
    r"(?!,? (?:not )?(?:met|missed|reached))[^.;:\n\d]{1,90}"
)
_OTHER_ROLE = re.compile(r"\b(?:secondary|exploratory|primary)\b")
_LAY_BACK = re.compile(
    r"(?: against [a-z -]{3,40}| (?:at|by|over|within|through) \w+ \w+)?(?:, | \(|, which was | was | were )"
    r"(?:the (?:trial|study)['’]s |the |its |their )?$"
)
_CLAUSE = re.compile(
    r"(?:[\w-]+ ){1,4}?(?:improved|reduced|lowered|cut|slowed|increased|raised|prolonged|extended"
    r"|delayed|prevented) "
)
_SHOWN = re.compile(
    r",? (?:with|as) (?:\d[\d.]* ?% of [^.;\n]{3,80}?|(?:significantly )?more [^.;\n]{3,60}?)"
    r" (?:achieving|reaching|having|attaining|achieved|reached|attained) (?:an? |the )?"
    r"|,? (?:by )?(?:significantly )?(?:reducing|lowering|cutting|improving|extending|prolonging"
    r"|increasing|raising)"
    r" (?:the |mean |overall )?(?:risk of |rate of |number of )?"
)


def _name_at(names: list[Named], start: int, reach: int) -> Named | None:
    """The first specific name that begins between an offset and so many characters behind it."""
    at = bisect_left(names, start, key=lambda named: named[0][0])
    for chars, value in names[at : at + 4]:
        if chars[0] > start + reach:
            break
        if value.strength != "generic" and value.name.lower() != "fall":
            return chars, value
    return None


def composite_name(text: str, start: int, names: list[Named]) -> Named | None:
    """The name of a composite: "a 4-point composite (“MACE-4”: ...)", "a composite of death or stroke"."""
    lead = _COMPOSITE_LEAD.match(text, start)
    found = None if lead is None else _name_at(names, lead.end(), 4)
    if lead is None or found is None:
        return None
    several = lead.group()[-1:] in ("(", "“", '"') or " or " in found[1].name or " and " in found[1].name
    return found if several else None


def improved_name(text: str, start: int, names: list[Named]) -> Named | None:
    """What a clause behind a colon says was improved: "its primary endpoint: the drug lowered HbA1c"."""
    lead = _CLAUSE.match(text, start) if text[start - 2 : start] == ": " else None
    return None if lead is None else _name_at(names, lead.end(), 30)


def shown_by(text: str, end: int, names: list[Named]) -> Named | None:
    """What the endpoint that was met showed: "met its primary endpoint, with 52% achieving ACR20"."""
    lead = _SHOWN.match(text, end)
    return None if lead is None else _name_at(names, lead.end(), 4)


def in_lay_words(text: str, match: re.Match[str], names: list[Named]) -> Iterator[EndpointDraft]:
    """The primary endpoint where the text calls it the main goal and the like: behind the words or before."""
    found = _name_at(names, match.end(), 100)
    if found is not None:
        gap = text[match.end() : found[0][0]]
        if not _LAY_GAP.fullmatch(gap) or _OTHER_ROLE.search(gap):
            found = None
    if found is None:
        at = bisect_left(names, match.start(), key=lambda named: named[0][0]) - 1
        before = names[at] if at >= 0 and match.start() - names[at][0][1] < 80 else None
        if before is None or not _LAY_BACK.fullmatch(text[before[0][1] : match.start()]):
            return
        found = before
    chars, value = found
    when = timepoint(text[chars[0] : chars[1] + 30])
    evidence = (min(chars[0], match.start()), max(chars[1], match.end()))
    yield EndpointDraft(value.name, "primary", when, value.kind, [chars], [evidence], 0.7)
