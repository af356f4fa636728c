"""Combinations of drugs that the document names by a short form of their own."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.language.mentions import Combination
from extractor.language.spans import mentions
from extractor.linking.drafts import Chars, DrugDraft


@dataclass(frozen=True, slots=True)
class Regimen:
    """The drugs behind a short form ("AL", "XELIRI") and the places that print it."""

    short: str
    drugs: tuple[DrugDraft, ...]
    places: tuple[Chars, ...]


def find_regimens(doc: Doc, drugs: list[DrugDraft]) -> list[Regimen]:
    """The short forms all of whose drugs are among those given."""
    places: dict[Combination, list[Chars]] = {}
    for start, end, value in mentions(doc, "combination"):
        if isinstance(value, Combination):
            places.setdefault(value, []).append((start, end))
    if not places:
        return []
    owner = {span: drug for drug in drugs for span in drug.mentions}
    found = []
    for value, spans in places.items():
        members = [owner[span] for span in value.drugs if span in owner]
        if len(members) == len(value.drugs):
            found.append(Regimen(value.short, tuple(members), tuple(spans)))
    return found
