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
            said = pattern("extension_length").search(passage.text)
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
        return None
    return Slot(best[1], [best[2]], min(0.9, 0.3 + 0.06 * best[0]))
