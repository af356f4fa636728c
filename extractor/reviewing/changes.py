"""How a curator's value differs from the program's, field by field."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from extractor.reviewing.draft import REFERENCES, Draft, Fact
from extractor.reviewing.forms import label_of, place_words


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its place in the value, its label, what the program had and what stands now."""

    field: str
    words: str
    before: str
    after: str


def changes(draft: Draft, fact: Fact) -> list[Change]:
    """The fields in which the value differs from the program's; none where the program has no value."""
    machine = draft.machine_value(fact)
    return [] if machine is None else list(_changes(draft, fact, "", machine, fact.value))


def _changes(draft: Draft, fact: Fact, place: str, before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in after:
            yield from _changes(
                draft, fact, f"{place}.{name}" if place else name, before.get(name), after[name]
            )
    elif before != after:
        name = fact.name if fact.kind == "design" else place
        yield Change(
            name, place_words(name), _words(draft, fact, place, before), _words(draft, fact, place, after)
        )


def _words(draft: Draft, fact: Fact, place: str, value: Any) -> str:
    if value is None or value == []:
        return "nothing"
    if isinstance(value, list):
        return "; ".join(_words(draft, fact, place, item) for item in value)
    if isinstance(value, dict):
        return " ".join(str(item) for item in value.values() if item is not None)
    refers = place in REFERENCES.get(fact.kind, ()) or place == "interventions"
    if refers and value in draft.facts:
        return label_of(draft.facts[value])
    return str(value)
