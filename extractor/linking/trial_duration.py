"""How long a trial treated, from the passages that speak of it."""

from __future__ import annotations

import re

from extractor.linking.drafts import Chars, Slot
from extractor.linking.identity import Identity
from extractor.linking.lexicon import pattern
from extractor.linking.scope import NAMED
from extractor.linking.trial_terms import NOT_FIRST, Owned, name_distance


def duration_slot(identity: Identity, owned: Owned) -> Slot | None:
    """The length of the treatment period."""
    best: tuple[float, tuple[float, str], Chars] | None = None
    if not identity.main:
        for passage in [p for p, w in owned if w == NAMED] or identity.anchors:
            said = pattern("extension_length").search(passage.text) or pattern("extension_lasting").search(
                passage.text
            )
            if said and (
                name_distance(identity, passage, passage.start + said.start(), passage.start + said.end())
                is not None
            ):
                place = (passage.start + said.start(), passage.start + said.end(2))
                return Slot((float(said.group(1)), said.group(2)), [place], 0.8)
    for passage, weight in owned:
        if passage.kind in ("table", "caption") or NOT_FIRST.search(passage.text) and identity.main:
            continue
        if (
            passage.says(pattern("finding"))
            and passage.kind != "title"
            and not passage.has("allocation")
            and weight < NAMED
        ):
            continue
        for duration in passage.durations:
            start, end = passage.start + duration.start, passage.start + duration.end
            if name_distance(identity, passage, start, end) is None:
                continue
            plural = passage.text[duration.end :][:40].split(" and ")[0]
            if (
                identity.main
                and not identity.pooled
                and not identity.twins
                and re.search(r"\btrials\b", plural)
            ):
                continue
            if duration.rank < 7 and (passage.results or passage.kind == "title") and duration.rank < 6:
                continue
            score = duration.rank + weight * (1.0 if not identity.main else 0.4)
            score += 1.5 if passage.has("allocation") else 0.0
            score += 1.5 if passage.says(pattern("primary_endpoint")) else 0.0
            score -= 3.0 if passage.has("status") and identity.status is None and identity.main else 0.0
            if best is None or score > best[0]:
                best = (score, (duration.value, duration.unit), (start, end))
    if best is None or best[0] < 6.5:
        return _measured_after(owned) if identity.main and not identity.twins else None
    return Slot(best[1], [best[2]], min(0.9, 0.3 + 0.06 * best[0]))


def _measured_after(owned: Owned) -> Slot | None:
    """The only time after which a trial measured, where no sentence tells how long it treated."""
    times = {
        (found.value, found.unit): (passage.start + found.start, passage.start + found.end)
        for passage, _ in reversed(owned)
        if passage.kind not in ("table", "caption", "title")
        for found in passage.durations
        if found.rank in (_AFTER, _DURING)
    }
    if len(times) != 1:
        return None
    ((length, place),) = times.items()
    return Slot(length, [place], 0.5)


_AFTER, _DURING = 4, 5
"""Ranks of wordings that give the time of a measurement."""
