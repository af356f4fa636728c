"""Groups of one treatment that are told apart by name: "the lung cohort (n = 30)", "the low-dose group"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.arm_set import ArmDraft
from extractor.linking.drafts import Chars

_NAMED = re.compile(
    r"((?:[^\W\d_][\w/+’'-]*[ -]){1,4})cohort"
    r" \((?:[nN] ?= ?(\d{1,4})|(\d{1,4}) (?:patients|participants))[;,)]"
)
_LEAD = re.compile(
    r"^(?:.*\b(?:the|an?|each|this|that|and|or|in|of|for|with|to|versus|vs|from|was|were|first|second)\s)",
    re.I,
)
_LEAST = 2
_LEVELS = (
    ("low", r"low(?:er|est)?"),
    ("middle", r"(?:middle|mid|medium|intermediate)"),
    ("high", r"high(?:er|est)?"),
)
_PEOPLE = (
    r"(?:groups?|cohorts?|arms?|patients|participants|children|recipients|boys|girls|infants|volunteers)"
)
_LEVEL_GROUPS = tuple(
    (
        name,
        re.compile(rf"(?<![\w-]){word}[- ]dose[- ]{_PEOPLE}\b", re.I),
        re.compile(rf"\bthe {word} group\b", re.I),
    )
    for name, word in _LEVELS
)


def dose_groups(text: str, covers: Sequence[Chars], arm: ArmDraft) -> list[ArmDraft]:
    """An arm for each dose level that people are said to be in, given an arm without a printed amount.

    In order from the lowest one, as words such as "the lower dose" are read by the arms' order.
    """
    found = [
        (name, [*group.finditer(text), *bare.finditer(text)])
        for name, group, bare in _LEVEL_GROUPS
        if any(a <= match.start() < b for match in group.finditer(text) for a, b in covers)
    ]
    if arm.doses or not arm.drugs or len(found) < _LEAST:
        return []
    return [
        ArmDraft(
            f"{arm.label} {name} dose",
            list(arm.drugs),
            [],
            arm.kind,
            evidence=[places[0].span()],
            names=[place.span() for place in places],
        )
        for name, places in found
    ]


_LEVEL = re.compile(r"(?:a )?(?:low|middle|mid|medium|intermediate|high)(?:er|est)?[- ]dose\b", re.I)


def is_level(label: str) -> bool:
    """Whether an item of a list is a bare level, of the drug that is named behind the next one."""
    return _LEVEL.fullmatch(label) is not None


def starts_with_level(label: str) -> bool:
    """Whether an item of a list is a level of a drug: "low-dose A"."""
    return _LEVEL.match(label) is not None


def level_places(text: str, label: str) -> list[Chars]:
    """Where the text names the group of the level that a label begins with: "low-dose" of "low-dose X"."""
    for (_, word), (_, group, bare) in zip(_LEVELS, _LEVEL_GROUPS, strict=True):
        if re.match(rf"(?:a )?{word}[- ]dose\b", label, re.I):
            return [match.span() for match in [*group.finditer(text), *bare.finditer(text)]]
    return []


def named_cohorts(text: str, covers: Sequence[Chars], arm: ArmDraft) -> list[ArmDraft]:
    """An arm for each cohort with a size of its own, given what the only arm is given."""
    sizes: dict[str, int] = {}
    for match in _NAMED.finditer(text):
        if any(a <= match.start() < b for a, b in covers):
            name = _LEAD.sub("", match.group(1)).strip(" -")
            if name:
                sizes.setdefault(name, int(match.group(2) or match.group(3)))
    if len(sizes) < _LEAST:
        return []
    made = []
    for name, n in sizes.items():
        places = [m.span() for m in re.finditer(rf"(?<![\w-]){re.escape(name)} (?:cohort|group|arm)\b", text)]
        label = f"{arm.label}, {name} cohort"
        made.append(
            ArmDraft(label, list(arm.drugs), list(arm.doses), "experimental", n, places[:1], names=places)
        )
    return made
