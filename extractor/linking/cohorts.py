"""Cohorts of a single-arm trial that the text sizes by name: "the lung cancer cohort (n = 30)"."""

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
