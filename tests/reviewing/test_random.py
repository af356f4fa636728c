"""Random decisions on the articles' records: whatever is decided, undone and extracted anew fits together."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any, get_args

import pytest

from extractor import Extractor
from extractor.reviewing.apply import DecisionError, apply, in_force, open_facts, replay
from extractor.reviewing.assemble import assemble
from extractor.reviewing.draft import Draft, draft_of
from extractor.reviewing.history import State
from extractor.reviewing.panel import panel_of
from extractor.reviewing.structure import STRUCTURAL
from extractor.reviewing.transfer import transfer
from extractor.reviewing.values import ValueProblem
from schemas import DocumentRecord, read_record
from schemas.review import (
    Accept,
    Action,
    Add,
    Correct,
    Entry,
    FactKind,
    Finish,
    Merge,
    Reject,
    RejectReason,
    Reopen,
    Split,
    Undo,
)

ARTICLES = (
    "inavo120-os-congress.html",
    "soficitinib-tyk2-ad-report.txt",
    "typhoid-conjugate-malawi-news.txt",
)
STEPS = 60


@pytest.fixture(scope="module", params=ARTICLES)
def record(request: Any, corpus: Path) -> DocumentRecord:
    return Extractor().extract(corpus / request.param)


def anything(chance: random.Random, draft: Draft, entries: list[Entry]) -> Action:
    """Any decision, sensible or not."""
    keys = list(draft.facts)
    fact = draft.facts[chance.choice(keys)]
    choice = chance.random()
    if choice < 0.2:
        return Accept(facts=chance.sample(keys, min(3, len(keys))))
    if choice < 0.35:
        return Reject(fact=fact.key, reason=chance.choice(get_args(RejectReason)))
    if choice < 0.5:
        value = dict(fact.value)
        same = [other for other in draft.facts.values() if other.kind == fact.kind]
        value |= {name: chance.choice(same).value.get(name) for name in value if chance.random() < 0.3}
        return Correct(fact=fact.key, value=value)
    if choice < 0.6:
        kind: FactKind = chance.choice(get_args(FactKind))
        like = [other for other in draft.facts.values() if other.kind == kind] or [fact]
        source = chance.choice(like)
        return Add(kind=kind, trial=source.trial or None, name=source.name, value=source.value)
    if choice < 0.75:
        one = chance.choice([f for f in draft.facts.values() if f.kind in STRUCTURAL])
        same = [other for other in draft.facts.values() if (other.kind, other.trial) == (one.kind, one.trial)]
        return Merge(fact=one.key, into=chance.choice(same).key)
    if choice < 0.88:
        one = chance.choice([f for f in draft.facts.values() if f.kind in STRUCTURAL])
        moved = [k for k, f in draft.facts.items() if one.key in f.references() or f.trial == one.key]
        chosen = [key for key in moved if chance.random() < 0.5] or keys[:1]
        return Split(fact=one.key, value=one.value, moved=chosen)
    if choice < 0.96 and entries:
        return Undo(entry=chance.choice(entries).id)
    return chance.choice([Finish(), Reopen()])


def check(draft: Draft) -> None:
    """The draft makes a record, with and without the rejected facts, and a page."""
    final, everything = assemble(draft), assemble(draft, everything=True, checks=False)
    out = draft.excluded()
    assert set(final.paths) == set(draft.facts) - set(out)
    merged = {key for key, fact in draft.facts.items() if fact.status == "merged"}
    assert set(everything.paths) <= set(draft.facts) - merged
    assert read_record(final.record.to_json()) == final.record
    panel_of(State(draft, [], "first"))


def changed(chance: random.Random, record: DocumentRecord) -> DocumentRecord:
    """The record as another version might give it: objects gone, renamed and in another order."""
    data = json.loads(record.to_json())
    chance.shuffle(data["trials"])
    for trial in data["trials"]:
        for listed in ("arm_results", "comparisons"):
            trial[listed] = [item for item in trial[listed] if chance.random() < 0.8]
            for item in trial[listed]:
                if item["value"] is not None and chance.random() < 0.1:
                    item["value"] += 1
        for listed, names in (("arms", ("arm", "reference")), ("endpoints", ("endpoint",))):
            results = trial["arm_results"] + trial["comparisons"]
            used = {item[name] for item in results for name in names if name in item}
            trial[listed] = [item for item in trial[listed] if item["id"] in used]
            chance.shuffle(trial[listed])
            for item in trial[listed]:
                if chance.random() < 0.2:
                    item["name" if listed == "endpoints" else "label"] += " changed"
    return read_record(json.dumps(data | {"checks": []}))


@pytest.mark.parametrize("seed", range(4))
def test_random_decisions(record: DocumentRecord, seed: int) -> None:
    chance = random.Random(seed)
    entries: list[Entry] = []
    draft = draft_of(record)
    for number in range(1, STEPS + 1):
        action = anything(chance, draft, entries)
        entry = Entry(id=number, track="first", reviewer="Ann", made="", version="1", action=action)
        try:
            if isinstance(entry.action, Undo):
                entries.append(entry)
                draft = replay(draft_of(record), in_force(entries))
            else:
                tried = draft.copy()
                apply(tried, entry)
                draft = tried
                entries.append(entry)
        except (DecisionError, ValueProblem):
            continue
        check(draft)
    again = replay(draft_of(record), in_force(entries))
    assert again.facts == draft.facts and list(again.facts) == list(draft.facts)
    unchanged = transfer(draft, record)
    assert {k: (f.value, f.status) for k, f in unchanged.facts.items() if f.status != "merged"} == {
        k: (f.value, f.status) for k, f in draft.facts.items() if f.status != "merged"
    }
    for _ in range(6):
        draft = transfer(draft, changed(chance, record))
        check(draft)
        asking = {key for key, fact in draft.facts.items() if fact.asks}
        assert asking <= {fact.key for fact in open_facts(draft)} | set(draft.excluded())
