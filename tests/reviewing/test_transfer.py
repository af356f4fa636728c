"""A newer version of the program: decisions on facts that stayed are kept, changed facts are asked about."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from extractor.reviewing.apply import open_facts
from schemas import read_record

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def newer(case: Any) -> Callable[[Change], None]:
    """Stores the record again, changed, as that of a newer version."""

    def store_again(change: Change) -> None:
        with case.desk.store() as store:
            data = json.loads(next(iter(store.records())).json)
        change(data)
        record = read_record(json.dumps(data))
        case.keep(case.folder / "asthma.txt", record, version="2")

    return store_again


def reviewed(curator: Any) -> Any:
    ann = curator("Ann")
    odds = ann.key("comparison", value=3.27)
    ann.do("correct", fact=odds, form=ann.form(odds, **{"p.value": "0.05"}))
    ann.do("reject", fact=ann.key("result", value=8.3), reason="other")
    ann.finish()
    return ann


def test_the_same_record_of_a_newer_version_stays_done(curator: Any, newer: Any) -> None:
    ann = reviewed(curator)
    before = {key: (fact.status, fact.value) for key, fact in ann.state.draft.facts.items()}
    newer(lambda data: None)
    after = ann.look()
    assert {key: (fact.status, fact.value) for key, fact in after.draft.facts.items()} == before
    assert after.status == "done"


def test_new_numbers_of_ids_do_not_matter(curator: Any, newer: Any) -> None:
    ann = reviewed(curator)

    def renumber(data: dict[str, Any]) -> None:
        trial = data["trials"][0]
        trial["arms"].reverse()
        text = json.dumps(trial).replace('"arm-1"', '"arm-x"').replace('"arm-2"', '"arm-1"')
        data["trials"][0] = json.loads(text.replace('"arm-x"', '"arm-2"'))

    newer(renumber)
    assert ann.look().status == "done"
    [comparison] = [c for t in ann.state.final.record.trials for c in t.comparisons if c.value == 3.27]
    labels = {arm.id: arm.label for arm in ann.state.final.record.trials[0].arms}
    assert comparison.p is not None and comparison.p.value == 0.05
    assert labels[comparison.arm] == "examplumab 200 mg"


def test_a_changed_fact_is_asked_about(curator: Any, newer: Any) -> None:
    ann = reviewed(curator)

    def change(data: dict[str, Any]) -> None:
        for result in data["trials"][0]["arm_results"]:
            if result["value"] == 45.2:
                result["value"] = 45.3

    newer(change)
    state = ann.look()
    assert state.status == "in_progress"
    [fact] = open_facts(state.draft)
    assert fact.value["value"] == 45.3 and "Ann" in fact.asks and "accepted" in fact.asks
    ann.do("accept", facts=[fact.key])
    ann.do("finish")
    assert 45.3 in {result.value for result in ann.results()}


def test_a_fact_that_vanished_is_kept_and_asked_about(curator: Any, newer: Any) -> None:
    ann = reviewed(curator)

    def change(data: dict[str, Any]) -> None:
        trial = data["trials"][0]
        trial["arm_results"] = [r for r in trial["arm_results"] if r["value"] not in (45.2, 8.3)]

    newer(change)
    [fact] = open_facts(ann.look().draft)
    assert fact.value["value"] == 45.2 and "no longer finds" in fact.asks
    assert 45.2 in {result.value for result in ann.results()}
    assert not any(f.value.get("value") == 8.3 for f in ann.state.draft.facts.values())
    ann.do("reject", fact=fact.key, reason="not_in_document")
    assert open_facts(ann.state.draft) == []


def test_a_new_fact_is_open_and_has_a_key_of_its_own(curator: Any, newer: Any) -> None:
    ann = reviewed(curator)
    keys = set(ann.state.draft.facts)

    def change(data: dict[str, Any]) -> None:
        results = data["trials"][0]["arm_results"]
        results.insert(0, results[0] | {"value": 99.5, "evidence": []})

    newer(change)
    [fact] = open_facts(ann.look().draft)
    assert fact.value["value"] == 99.5 and fact.key not in keys
    ann.do("reject", fact=fact.key, reason="other")
    ann.do("finish")
    assert ann.look().status == "done"


def test_what_a_curator_added_and_merged_stays(curator: Any, newer: Any) -> None:
    ann = curator("Ann")
    ann.do("merge", fact=ann.key("arm", label="placebo"), into=ann.key("arm", label="examplumab 200 mg"))
    ann.do("add", kind="endpoint", trial="trial-1", form={"name": "rescue"})
    ann.finish()
    newer(lambda data: None)
    state = ann.look()
    assert state.status == "done"
    [trial] = state.final.record.trials
    assert len(trial.arms) == 1 and {result.arm for result in trial.arm_results} == {"arm-1"}
    assert "rescue" in [endpoint.name for endpoint in trial.endpoints]


def test_undo_reaches_back_to_an_earlier_version(curator: Any, newer: Any) -> None:
    ann = reviewed(curator)
    rejected = ann.key("result", value=8.3)
    entry = next(e.id for e in ann.state.entries if e.action.action == "reject")
    newer(lambda data: None)
    ann.look()
    ann.do("undo", entry=entry)
    assert ann.status(rejected) == "unreviewed"
    assert ann.state.status == "in_progress"


def test_a_record_without_trials_keeps_what_was_stood_for(curator: Any, newer: Any) -> None:
    ann = reviewed(curator)
    newer(lambda data: data.update(trials=[], checks=[]))
    state = ann.look()
    assert {45.2, 20.4} <= {result.value for result in ann.results()}
    assert all("no longer finds" in fact.asks for fact in open_facts(state.draft))
