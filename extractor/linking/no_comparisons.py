"""P-values and estimates that compare no arms: of baseline, of the order of a crossover, of predictors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.linking.effects import Effect
from extractor.linking.groups import GroupMention
from extractor.linking.lexicon import phrase_lists

_CLAUSE = re.compile(
    r"; |\b(?:but|while|whereas|although|though)\b|, and (?=(?:the|there|no|in|this)\b)", re.I
)
_REACH = 260


def compares_no_arms(text: str, start: int, end: int, effect: Effect, groups: Sequence[GroupMention]) -> bool:
    """Whether the clause of an effect judges something else than what the trial's arms did.

    An outcome that goes with something ("was associated with", "predicted") is compared between arms only
    where the clause names an arm or a treatment before it.
    """
    lists = phrase_lists("no_comparisons.toml")
    first = max(start, effect.start - _REACH)
    for match in _CLAUSE.finditer(text, first, effect.start):
        if text.count("(", first, match.start()) <= text.count(")", first, match.start()):
            first = match.end()
    if any(lists[kind].search(text, first, effect.start) for kind in ("order", "assumptions")):
        return True
    for over_time in lists["over_time"].finditer(text, first, effect.start):
        if lists["treatment"].search(text, over_time.end(), effect.start) is None:
            return True
    if effect.estimate is None and lists["before_treatment"].search(text, first, effect.start):
        return True
    if lists["models"].search(text, first, effect.start) and not groups:
        return lists["treatment"].search(text, start, effect.start) is None
    told = next(reversed(list(lists["association"].finditer(text, first, effect.start))), None)
    if told is None:
        return False
    named = any(first <= group.start < told.start() for group in groups)
    return not named and lists["treatment"].search(text, start, told.start()) is None
