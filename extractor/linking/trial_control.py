"""What a trial compares its treatment with."""

from __future__ import annotations

import re

from extractor.linking.drafts import Slot
from extractor.linking.identity import Identity
from extractor.linking.lexicon import pattern
from extractor.linking.scope import CARRIED, NAMED
from extractor.linking.trial_terms import Owned, best_term, terms_of

_FOR_MASKING = re.compile(
    r"\b(?:blind(?:ed)?|mask(?:ed|ing)?)\b(?: (?:was|were))?(?: \w+)? (?:with|by|using|through) $"
)
"""A sham that only keeps people from knowing which of two medicines they get."""


def control_slot(identity: Identity, owned: Owned) -> Slot | None:
    """The kind of control: placebo, standard of care, no treatment, another dose or an active one."""
    terms = [
        term
        for term in terms_of(owned, "control")
        if not _FOR_MASKING.search(term[1].text[: term[2] - term[1].start][-40:])
    ]
    found = best_term(terms, ("placebo",), identity)
    if found is not None:
        return found
    found = best_term(terms, ("standard-of-care", "no-treatment", "dose-comparison", "active"), identity)
    strict = [t for t in terms if t[4] == "active"]
    if found is not None and not (found.value == "standard-of-care" and strict):
        return found
    if strict:
        return best_term(strict, ("active",), identity)
    doses = _dose_contrast(owned)
    if doses is not None:
        return doses
    if any(p.has("allocation", "single-arm") for p, w in owned if w >= CARRIED):
        return None
    return _compared(identity, owned)


def _dose_contrast(owned: Owned) -> Slot | None:
    """Amounts of one treatment set against each other: "to receive 400 IU or 1000 IU of ..."."""
    for passage, _ in owned:
        if (passage.has("allocation") or passage.has("ratio")) and not passage.has("control"):
            found = pattern("dose_contrast").search(passage.text)
            if found:
                return Slot(
                    "dose-comparison", [(passage.start + found.start(), passage.start + found.end())], 0.6
                )
    return None


def _compared(identity: Identity, owned: Owned) -> Slot | None:
    """An active control: another drug, or the same one alone, stands behind a word of comparison."""
    randomized = any(p.has("allocation", "randomized") for p, _ in owned)
    for passage, weight in owned:
        if passage.kind in ("table", "caption", "heading"):
            continue
        designed = (
            passage.has("allocation") or passage.has("phase") or (weight >= CARRIED and not identity.main)
        )
        designed = (
            designed
            or (identity.main and not passage.results and passage.says(pattern("comparing")))
            or passage.kind == "title"
            or (weight == NAMED and passage.has("masking"))
        )
        if not designed or not (randomized or weight >= CARRIED):
            continue
        if weight < NAMED and not identity.main:
            continue
        alone = pattern("alone").search(passage.text)
        if alone:
            return Slot("active", [(passage.start + alone.start(), passage.start + alone.end())], 0.6)
        drugs = [item for item in passage.drugs if "placebo" not in item[2].name]
        for number, (start, end, drug) in enumerate(drugs):
            if number == 0:
                continue
            before = passage.text[max(0, start - passage.start - 50) : start - passage.start]
            match = pattern("compared_with").search(before)
            if match and any(other is not drug for _, _, other in drugs[:number]):
                if match.group().startswith("and") and not re.search(r"compar|between", passage.text):
                    continue
                if match.group().strip().startswith("or") and not (passage.has("allocation") or randomized):
                    continue
                return Slot("active", [(start, end)], 0.6)
    return _contrasted(identity, owned) if randomized and identity.main else None


def _contrasted(identity: Identity, owned: Owned) -> Slot | None:
    """An active control: the title, or the sentence on the allocation, sets one treatment against another."""
    for passage, _ in owned:
        if passage.kind == "title":
            found = pattern("title_contrast").search(passage.text)
        elif passage.has("allocation") and not passage.results:
            found = pattern("allocated_contrast").search(passage.text)
        else:
            found = None
        if found and not pattern("inactive").search(passage.text, found.start()):
            return Slot("active", [(passage.start + found.start(), passage.start + found.end())], 0.5)
    return None
