"""Dose levels of a drug: which amounts are arms of their own, and which one arm gets one after the other."""

from __future__ import annotations

import re

from extractor.linking.drafts import DoseDraft

_BESIDE = 3
"""Characters between the amounts of two drugs that are given together."""
_ARM = r"(?:groups?|arms?|cohorts?)"
_VOLUMES = ("mL", "ml", "L")
_IS_START = re.compile(
    r"\b(?:start(?:ed|ing|s)?|began|begin(?:ning)?|beginning|initial|initiat\w+)\b[^.;,\n]{0,28}$", re.I
)
_MOVES_ON = re.compile(
    r"[^.;\n]{0,40}\b(?:escalat\w+|titrat\w+|increas\w+|rais\w+|step\w*|until|up to|then|doubled|moved)\b",
    re.I,
)
_LIST_GAP = re.compile(r"\bor\b|^\sand\s$|\bversus\b|\bvs\b|^[^.;]{0,50},\s|→|^\s*/\s*$")
_IS_LOADING = re.compile(r"[\s-]*loading\b", re.I)
_LOADING = re.compile(
    r"\b(?:loading|then|followed by|thereafter|titrat\w+|starting|escalat\w+|first|raised|doubled"
    r"|increas\w+|up to|adjusted|as (?:needed|tolerated)|if (?:needed|tolerated))\b",
    re.I,
)


def dose_levels(text: str, doses: list[DoseDraft]) -> list[list[DoseDraft]]:
    """Dose levels of one drug, each an arm's doses; loading and maintenance doses stay together."""
    if any(dose.unit not in _VOLUMES for dose in doses):
        doses = [dose for dose in doses if dose.unit not in _VOLUMES]
    if len(doses) < 2:
        return [list(doses)]
    spans = [dose.evidence[0] for dose in doses if dose.evidence]
    if not spans:
        return [list(doses)]
    group_forms = 0
    own_group = False
    for dose in doses:
        amount = re.escape(f"{dose.amount:g}")
        unit = re.escape(dose.unit.split("/")[0])
        noun = r"(?:groups?|arms?|doses?|cohorts?|regimens?|level)"
        form = rf"\b{amount}[\s-]?{unit}\w*(?:[\s-]+\w+)?[\s-]+{noun}\b"
        group_forms += bool(re.search(form, text))
        own_arm = rf"\b{amount}[\s-]?{unit}(?:[\s-]+\w+){{0,2}}[\s-]+{_ARM}\b"
        own_group = own_group or re.search(own_arm, text) is not None
    ordered = sorted(spans)
    start, end = ordered[0][0], ordered[-1][1]
    near = text[max(start - 60, 0) : end + 60] if end - start < 250 else ""
    loading = [d for d in doses if any(_IS_LOADING.match(text[b : b + 14]) for _, b in d.evidence)]
    if len(doses) > 2 and len(loading) == 1:
        return _with_loading(doses, loading[0])
    starting = [d for d in doses if any(_IS_START.search(text[max(a - 40, 0) : a]) for a, _ in d.evidence)]
    if len(doses) > 2 and len(starting) == 1 and _titrated(text, starting[0]):
        rest = [dose for dose in doses if dose is not starting[0]]
        return [[starting[0], *level] for level in dose_levels(text, rest)]
    if group_forms >= 2 or _listed_levels(text, doses):
        return [[dose] for dose in doses]
    if near and _LOADING.search(near):
        return [list(doses)]
    listed = any(
        re.search(r"\bor\b|\band\b|,", text[a[1] : b[0]]) and b[0] - a[1] < 60
        for a, b in zip(ordered, ordered[1:], strict=False)
    )
    if listed or own_group or len(doses) > 2:
        return [[dose] for dose in doses]
    return [list(doses)]


def partner_doses(levels: list[list[DoseDraft]], others: list[DoseDraft]) -> list[list[DoseDraft]]:
    """For each level the doses of the drugs given with it: one of a drug that is printed with as many doses,
    right behind the level's own ("200/25 or 800/100 µg"), all of any other drug."""
    out: list[list[DoseDraft]] = [[] for _ in levels]
    for drug in {id(dose.drug): dose.drug for dose in others}.values():
        own = [dose for dose in others if dose.drug is drug]
        pairs = list(zip(levels, own, strict=False))
        paired = len(own) == len(levels) > 1 and all(
            len(level) == 1 and _behind(level[0], dose) for level, dose in pairs
        )
        for index, row in enumerate(out):
            row += own[index : index + 1] if paired else own
    return out


def _behind(first: DoseDraft, second: DoseDraft) -> bool:
    return any(0 <= start - end <= _BESIDE for _, end in first.evidence for start, _ in second.evidence)


DROPPED_ARM = re.compile(
    r"\b(?:the|that) (?:dropped|closed|stopped|abandoned|discontinued) (?:group|arm|cohort|dose)\b", re.I
)
_DROPPED = re.compile(
    r"(?:[\s-]+[\w-]+){0,3}[\s-]+(?:groups?|arms?|cohorts?|dose)(?: \([^()]{1,20}\))?,? "
    r"(?:which |that )?(?:was|were|has been|had been|having been) (?:then |later |soon )?"
    r"(?:dropped|closed|stopped|abandoned|discontinued|given up|ended early|not taken forward)\b",
    re.I,
)


def is_dropped(text: str, dose: DoseDraft) -> bool:
    """Whether the text says that the arm of a dose was given up: "the 5-mg arm (n=20) was dropped"."""
    return any(_DROPPED.match(text, end) for _, end in dose.evidence)


def comparator_levels(text: str, doses: list[DoseDraft]) -> list[list[DoseDraft]]:
    """A comparator's doses: one arm, unless they are listed as arms are."""
    if len(doses) > 1 and _listed_levels(text, doses):
        return [[dose] for dose in doses]
    return [list(doses)]


def _titrated(text: str, dose: DoseDraft) -> bool:
    """Whether people move on from a dose to the one of their arm."""
    return any(_MOVES_ON.match(text[b : b + 70]) for _, b in dose.evidence)


def _listed_levels(text: str, doses: list[DoseDraft]) -> bool:
    """Whether each dose stands beside another one in a list of arms: "5 mg, 10 mg or placebo"."""
    places = sorted((span, id(dose)) for dose in doses for span in dose.evidence)
    listed: set[int] = set()
    for ((_, end), one), ((start, _), other) in zip(places, places[1:], strict=False):
        gap = text[end:start]
        if one != other and 0 <= start - end <= 90 and _LIST_GAP.search(gap) and not _LOADING.search(gap):
            listed |= {one, other}
    return len(listed) == len(doses)


def _with_loading(doses: list[DoseDraft], loading: DoseDraft) -> list[list[DoseDraft]]:
    """Arms of a trial in which one arm alone has a loading dose: the one printed beside it."""
    others = [dose for dose in doses if dose is not loading]
    place = loading.evidence[0][0]
    beside = min(others, key=lambda dose: min(abs(a - place) for a, _ in dose.evidence))
    return [[loading, beside], *([dose] for dose in others)]
