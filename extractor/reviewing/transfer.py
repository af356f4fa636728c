"""A newer version's record takes the place of the reviewed one: what stayed the same stays decided."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from extractor.reviewing.apply import open_facts
from extractor.reviewing.draft import REFERENCES, Draft, Fact, draft_of, referring
from extractor.reviewing.structure import bring_along
from schemas import DocumentRecord
from schemas.review import FactKind

GONE = "The newer version of the program no longer finds this."
_ORDER: tuple[FactKind, ...] = ("design", "drug", "arm", "endpoint", "dose", "result", "comparison")
"""What others refer to is matched before what refers to it."""
_DECIDED = ("accepted", "corrected", "rejected")


def transfer(old: Draft, record: DocumentRecord) -> Draft:
    """The draft of a newer record with the decisions of the old draft.

    A fact that both versions give keeps its key and its decision. A fact that changed is open again and says
    what was decided. A fact that a curator stood for and that the newer version lacks is kept, and asks.
    """
    new = draft_of(record)
    match = _Match(old, new)
    result = Draft(record.document.model_copy(), finished=old.finished)
    for fact in new.facts.values():
        made = _in_new_names(old, fact, match)
        before = match.same.get(fact.key)
        if before is not None:
            made = _carried(old, before, made)
        elif (changed := match.changed.get(fact.key)) is not None and changed.status in _DECIDED:
            made.asks = (
                f"{changed.by} decided on an earlier version of this fact ({changed.status}); "
                "the program now reads it differently."
            )
        result.facts[made.key] = made
    _keep(old, result)
    _settle_references(result)
    result.finished = old.finished and not open_facts(result)
    return result


class _Match:
    """Which new fact is which old one. `key` gives every new fact the key that it goes by."""

    def __init__(self, old: Draft, new: Draft) -> None:
        self.same: dict[str, Fact] = {}
        self.changed: dict[str, Fact] = {}
        self.key: dict[str, str] = {}
        self._old = old
        self._taken: set[str] = set()
        self._match_trials(new)
        for kind in _ORDER:
            self._match_kind(kind, new)

    def _match_trials(self, new: Draft) -> None:
        news = {fact.key: _content(new, fact) for fact in new.trials()}
        olds = [
            fact for fact in self._old.facts.values() if fact.kind == "trial" and fact.machine is not None
        ]
        shares = [
            (len(content & words), -before, -now, olds[before].key, key)
            for before, content in enumerate(_content(self._old, fact) for fact in olds)
            for now, (key, words) in enumerate(news.items())
        ]
        for share, _, _, before_key, key in sorted(shares, reverse=True):
            if share and before_key not in self._taken and key not in self.key:
                self._pair(new.facts[key], self._old.facts[before_key], new.facts[key].value)
        for key in news:
            if key not in self.key:
                self._fresh(key)

    def _match_kind(self, kind: FactKind, new: Draft) -> None:
        free = [fact for fact in self._old.facts.values() if fact.kind == kind and fact.machine is not None]
        by_value: dict[str, list[Fact]] = {}
        for fact in free:
            by_value.setdefault(_signature(fact.home, fact.name, fact.machine), []).append(fact)
        mine = [fact for fact in new.facts.values() if fact.kind == kind]
        values = {fact.key: referring(fact, fact.value, self.key.__getitem__) for fact in mine}
        for fact in mine:
            found = by_value.get(_signature(self.key[fact.trial], fact.name, values[fact.key]))
            if found:
                self._pair(fact, found.pop(0), values[fact.key])
        for fact in mine:
            if fact.key not in self.key:
                home = self.key[fact.trial]
                like = (f for f in free if f.key not in self._taken and f.home == home and _overlap(f, fact))
                before = next(like, None)
                if before is not None:
                    self._pair(fact, before, values[fact.key])
                else:
                    self._fresh(fact.key)

    def _pair(self, fact: Fact, before: Fact, value: dict[str, Any]) -> None:
        self._taken.add(before.key)
        self.key[fact.key] = before.key
        (self.same if before.machine == value else self.changed)[fact.key] = before

    def _fresh(self, key: str) -> None:
        """A key that no fact of the old draft has, nor another new one."""
        number, name, used = 1, key, set(self.key.values())
        while name in self._old.facts or name in used:
            number += 1
            name = f"{key}@{number}"
        self.key[key] = name


def _content(draft: Draft, trial: Fact) -> set[str]:
    """What tells a trial: its own value, and the values of its facts without what they refer to."""
    value = trial.machine or {}
    words = {json.dumps(value, sort_keys=True)}
    for name in ("acronym", "registry_ids"):
        words |= {f"{name} {part}" for part in _listed(value.get(name))}
    for fact in draft.facts.values():
        if fact.home == trial.key and fact.machine is not None:
            links = {*REFERENCES.get(fact.kind, ()), "interventions"}
            own = {name: item for name, item in fact.machine.items() if name not in links}
            words.add(f"{fact.kind} {fact.name} {json.dumps(own, sort_keys=True)}")
    return words


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value] if value else []


def _signature(home: str, name: str, value: Any) -> str:
    return f"{home} {name} {json.dumps(value, sort_keys=True)}"


def _overlap(first: Fact, second: Fact) -> bool:
    """Whether two facts say something about the same words, and are about the same field."""
    return first.name == second.name and any(
        one.start < other.end and other.start < one.end for one in first.evidence for other in second.evidence
    )


def _in_new_names(old: Draft, fact: Fact, match: _Match) -> Fact:
    """A new fact in the names of the result."""
    machine = referring(fact, fact.value, match.key.__getitem__)
    home = match.key[fact.trial] if fact.trial else ""
    return replace(
        fact,
        key=match.key[fact.key],
        trial=old.followed(home),
        home=home,
        value=referring(fact, machine, old.followed),
        machine=machine,
    )


def _carried(old: Draft, before: Fact, now: Fact) -> Fact:
    """The decision on the old fact, with the newer version's provenance."""
    own_value = before.value != old.machine_value(before)
    return replace(
        before,
        value=before.value if own_value else now.value,
        machine=now.machine,
        home=now.home,
        evidence=before.evidence if before.grounded else now.evidence,
        confidence=now.confidence,
        derived=now.derived,
    )


def _keep(old: Draft, result: Draft) -> None:
    """Keep what a curator stood for, and what the facts of the result speak of, belong to or went into."""
    for key, fact in old.facts.items():
        if key not in result.facts and (fact.machine is None or fact.status in ("accepted", "corrected")):
            result.facts[key] = replace(fact, asks="" if fact.machine is None else GONE)
    waiting = list(result.facts.values())
    while waiting:
        fact = waiting.pop()
        for key in (fact.trial, fact.home, fact.into, *fact.references(), *_machine_references(fact)):
            if key and key not in result.facts and key in old.facts:
                result.facts[key] = replace(old.facts[key])
                waiting.append(result.facts[key])


def _machine_references(fact: Fact) -> Iterable[str]:
    return [] if fact.machine is None else replace(fact, value=fact.machine).references()


def _settle_references(result: Draft) -> None:
    """Let facts belong to, and speak of, what stands for merged facts now, all in their own trial."""
    for fact in result.facts.values():
        fact.trial = result.followed(fact.trial) if fact.trial else ""
        fact.value = referring(fact, fact.value, result.followed)
    for trial in result.trials():
        bring_along(result, trial)
