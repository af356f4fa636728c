"""A newer version's record takes the place of the reviewed one: what stayed the same stays decided."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from extractor.reviewing.apply import open_facts
from extractor.reviewing.draft import REFERENCES, Draft, Fact, draft_of
from schemas import DocumentRecord
from schemas.review import FactKind

GONE = "The newer version of the program no longer finds this."
_ORDER: tuple[FactKind, ...] = ("trial", "design", "drug", "arm", "endpoint", "dose", "result", "comparison")
_DECIDED = ("accepted", "corrected", "rejected")


def transfer(old: Draft, record: DocumentRecord) -> Draft:
    """The draft of a newer record with the decisions of the old draft.

    A fact that both versions give keeps its key and its decision. A fact that changed is open again and says
    what was decided. A fact that a curator stood for and that the newer version lacks is kept, and asks.
    """
    new = draft_of(record)
    names = _Names(old, new)
    result = Draft(record.document.model_copy(), finished=old.finished)
    for fact in new.facts.values():
        before = names.same.get(fact.key)
        made = _renamed(fact, names)
        if before is not None:
            made = _carried(before, made)
        elif (changed := names.changed.get(fact.key)) is not None and changed.status in _DECIDED:
            made.asks = (
                f"{changed.by} decided on an earlier version of this fact ({changed.status}); "
                "the program now reads it differently."
            )
        result.facts[made.key] = made
    _keep_what_was_stood_for(old, result)
    result.finished = old.finished and not open_facts(result)
    return result


class _Names:
    """Which new fact is which old one, and the key that each new fact goes by."""

    def __init__(self, old: Draft, new: Draft) -> None:
        self.old = old
        self.same: dict[str, Fact] = {}
        self.changed: dict[str, Fact] = {}
        self.key: dict[str, str] = {}
        taken: set[str] = set()
        self._match_trials(old, new, taken)
        for kind in _ORDER:
            self._match(kind, old, new, taken)

    def final(self, key: str) -> str:
        """The key in the result for a new key, followed through merges that curators made."""
        key = self.key[key]
        while (fact := self.old.facts.get(key)) is not None and fact.status == "merged" and fact.into:
            key = fact.into
        return key

    def _match_trials(self, old: Draft, new: Draft, taken: set[str]) -> None:
        shares = []
        news = {fact.key: _words_of(new, fact) for fact in new.trials()}
        for fact in [
            item for item in old.facts.values() if item.kind == "trial" and item.machine is not None
        ]:
            words = _words_of(old, fact)
            shares += [
                (len(words & other), -place, fact.key, key) for place, (key, other) in enumerate(news.items())
            ]
        for share, _, before, now in sorted(shares, reverse=True):
            if share and before not in taken and now not in self.key:
                taken.add(before)
                self.key[now] = before
        for fact in new.trials():
            before_key = self.key.get(fact.key)
            if before_key is None:
                self._fresh(fact.key)
            elif self.old.facts[before_key].machine == fact.machine:
                self.same[fact.key] = self.old.facts[before_key]
            else:
                self.changed[fact.key] = self.old.facts[before_key]

    def _match(self, kind: FactKind, old: Draft, new: Draft, taken: set[str]) -> None:
        if kind == "trial":
            return
        free = [f for f in old.facts.values() if f.kind == kind and f.machine is not None]
        mine = [fact for fact in new.facts.values() if fact.kind == kind]
        by_value: dict[str, list[Fact]] = {}
        for fact in free:
            by_value.setdefault(_signature(fact, fact.trial, fact.machine or {}), []).append(fact)
        for fact in mine:
            renamed = _renamed(fact, self, named=False)
            found = by_value.get(_signature(renamed, renamed.trial, renamed.value), [])
            if found:
                before = found.pop(0)
                taken.add(before.key)
                self.same[fact.key] = before
                self.key[fact.key] = before.key
        for fact in mine:
            if fact.key not in self.key:
                trial = self.key[fact.trial]
                before_fact = next(
                    (f for f in free if f.key not in taken and f.trial == trial and _overlap(f, fact)), None
                )
                if before_fact is not None:
                    taken.add(before_fact.key)
                    self.changed[fact.key] = before_fact
                    self.key[fact.key] = before_fact.key
                else:
                    self._fresh(fact.key)

    def _fresh(self, key: str) -> None:
        """A key that no fact of the old draft has, nor another new one."""
        number, name = 1, key
        while name in self.old.facts or name in self.key.values():
            number += 1
            name = f"{key}@{number}"
        self.key[key] = name


def _words_of(draft: Draft, trial: Fact) -> set[str]:
    """What tells a trial: its own value, and the values of its facts without what they refer to."""
    words = {json.dumps(trial.machine, sort_keys=True)}
    for name in ("acronym", "registry_ids"):
        if trial.machine and trial.machine.get(name):
            words |= {f"{name} {part}" for part in _listed(trial.machine[name])}
    for fact in draft.facts.values():
        if fact.trial == trial.key and fact.machine is not None:
            links = set(REFERENCES.get(fact.kind, ())) | {"interventions"}
            own = {name: item for name, item in fact.machine.items() if name not in links}
            words.add(f"{fact.kind} {fact.name} {json.dumps(own, sort_keys=True)}")
    return words


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else [value]


def _signature(fact: Fact, trial: str, value: dict[str, Any]) -> str:
    return f"{trial} {fact.name} {json.dumps(value, sort_keys=True)}"


def _overlap(first: Fact, second: Fact) -> bool:
    """Whether two facts say something about the same words, and are about the same field."""
    return first.name == second.name and any(
        one.start < other.end and other.start < one.end for one in first.evidence for other in second.evidence
    )


def _renamed(fact: Fact, names: _Names, named: bool = True) -> Fact:
    """A new fact in the names of the result; with `named` its own key too."""
    value = dict(fact.value)
    for name in REFERENCES.get(fact.kind, ()):
        if value.get(name) is not None:
            value[name] = names.final(value[name])
    if fact.kind == "arm":
        value["interventions"] = [names.final(key) for key in value["interventions"]]
    trial = names.final(fact.trial) if fact.trial else ""
    key = names.key[fact.key] if named else fact.key
    return replace(fact, key=key, trial=trial, value=value, machine=value)


def _carried(before: Fact, now: Fact) -> Fact:
    """The decision on the old fact, with the newer version's provenance."""
    value = now.value if before.status in ("unreviewed", "accepted") else before.value
    grounded = before.evidence if before.grounded else now.evidence
    return replace(before, value=value, machine=now.machine, evidence=grounded, confidence=now.confidence)


def _keep_what_was_stood_for(old: Draft, result: Draft) -> None:
    kept = [
        fact
        for key, fact in old.facts.items()
        if key not in result.facts and (fact.status == "added" or fact.status in ("accepted", "corrected"))
    ]
    while kept:
        fact = kept.pop(0)
        if fact.key in result.facts:
            continue
        asks = "" if fact.machine is None else GONE
        result.facts[fact.key] = replace(fact, asks=asks)
        for key in [fact.trial, *fact.references()]:
            if key and key not in result.facts:
                kept.append(old.facts[key])
