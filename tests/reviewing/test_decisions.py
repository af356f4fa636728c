"""Decisions: what each does to the facts, what comes out, and that the log is the only truth."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

from extractor.reviewing.apply import DecisionError
from extractor.reviewing.desk import Conflict
from extractor.reviewing.values import ValueProblem


@pytest.fixture
def ann(curator: Any) -> Any:
    return curator("Ann")


def test_accept(ann: Any) -> None:
    key = ann.key("result", value=45.2)
    ann.do("accept", facts=[key])
    fact = ann.state.draft.facts[key]
    assert (fact.status, fact.by, fact.value) == ("accepted", "Ann", fact.machine)
    assert ann.state.status == "in_progress"
    with pytest.raises(DecisionError, match="not there"):
        ann.do("accept", facts=[key, "trial-1/result-99"])


def test_correct_keeps_the_programs_value_beside(ann: Any) -> None:
    key = ann.key("comparison", value=3.27)
    ann.do("correct", fact=key, form=ann.form(key, **{"p.value": "0.04"}))
    fact = ann.state.draft.facts[key]
    assert fact.status == "corrected"
    assert fact.value["p"] == {"operator": "=", "value": 0.04}
    assert fact.machine is not None and fact.machine["p"] == {"operator": "=", "value": 0.004}
    [comparison] = [c for t in ann.state.final.record.trials for c in t.comparisons if c.value == 3.27]
    assert comparison.p is not None and comparison.p.value == 0.04 and comparison.confidence == 1.0
    ann.do("correct", fact=key, form=ann.form(key, **{"p.value": "0.004"}))
    assert ann.status(key) == "accepted"


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("p.value", "1.4", "p.value"),
        ("p.value", "tiny", "p.value"),
        ("p.operator", "~", "p.operator"),
        ("ci.low", "9", "ci"),
        ("value", "1e400", "value"),
        ("measure", "luck", "measure"),
        ("arm", "trial-1/endpoint-1", "arm"),
        ("arm", "", "arm"),
    ],
)
def test_a_wrong_value_is_refused_with_its_field(ann: Any, field: str, value: str, place: str) -> None:
    key = ann.key("comparison", value=3.27)
    with pytest.raises(ValueProblem) as caught:
        ann.do("correct", fact=key, form=ann.form(key, **{field: value}))
    assert place in caught.value.problems, caught.value.problems
    assert ann.look().entries == []


def test_rejecting_an_arm_takes_what_speaks_of_it_out(ann: Any) -> None:
    placebo = ann.key("arm", label="placebo")
    ann.do("reject", fact=placebo, reason="other", note="a test")
    assert {result.value for result in ann.results()} == {45.2, 8.3}
    assert [arm.label for arm in ann.state.final.record.trials[0].arms] == ["examplumab 200 mg"]
    assert ann.state.all.record.trials[0].arms[-1].label == "placebo"
    ann.do("undo")
    assert {20.4, 5.1} <= {result.value for result in ann.results()}


def test_a_rejection_needs_a_known_reason(ann: Any) -> None:
    with pytest.raises(DecisionError):
        ann.do("reject", fact=ann.key("result", value=45.2), reason="because")


def test_add_with_evidence_from_a_selection(ann: Any, case: Any) -> None:
    with case.desk.store() as store:
        text = case.desk.sources.get(store, *ann.where).text
    start = text.index("8.3%")
    arm, endpoint = ann.key("arm", label="placebo"), ann.key("endpoint", name="ACQ response")
    form = {"arm": arm, "endpoint": endpoint, "statistic": "proportion", "value": "8.3", "unit": "%"}
    made = ann.do("add", kind="result", trial="trial-1", form=form, ranges=[[start, start + 4]])
    fact = ann.state.draft.facts[f"entry-{made}"]
    assert (fact.status, fact.machine) == ("added", None)
    assert [item.text for item in fact.evidence] == ["8.3%"]
    assert any(r.value == 8.3 and r.evidence[0].text == "8.3%" for r in ann.results())
    ann.do("undo")
    assert f"entry-{made}" not in ann.state.draft.facts


def test_an_added_field_must_be_new_and_fit(ann: Any) -> None:
    with pytest.raises(DecisionError, match="already"):
        ann.do("add", kind="design", trial="trial-1", name="phase", form={"value": "3"})
    with pytest.raises(ValueProblem):
        ann.do("add", kind="design", trial="trial-1", name="design.model", form={"value": "sideways"})
    ann.do("add", kind="design", trial="trial-1", name="design.model", form={"value": "parallel"})
    assert ann.state.final.record.trials[0].design.model == "parallel"


def test_merge_and_split_of_arms(ann: Any) -> None:
    drug, placebo = ann.key("arm", label="examplumab 200 mg"), ann.key("arm", label="placebo")
    before = len(ann.results())
    ann.do("merge", fact=placebo, into=drug)
    assert len(ann.state.final.record.trials[0].arms) == 1
    assert len(ann.results()) == before and {r.arm for r in ann.results()} == {"arm-1"}
    moved = [ann.key("result", value=20.4), ann.key("result", value=5.1)]
    made = ann.do("split", fact=drug, form=ann.form(drug, label="control"), moved=moved)
    arms = {arm.id: arm.label for arm in ann.state.final.record.trials[0].arms}
    assert {arms[r.arm] for r in ann.results() if r.value in (20.4, 5.1)} == {"control"}
    assert ann.state.draft.facts[f"entry-{made}"].status == "added"
    ann.do("undo")
    ann.do("undo")
    assert ann.state.draft.facts[placebo].status == "unreviewed"


def test_trials_can_be_split_and_merged_again(ann: Any) -> None:
    results = [key for key, fact in ann.state.draft.facts.items() if fact.kind == "result"]
    form = ann.form("trial-1", acronym="OTHER")
    made = ann.do("split", fact="trial-1", form=form, moved=results)
    first, second = ann.state.final.record.trials
    assert (len(first.arm_results), len(second.arm_results)) == (0, len(results))
    assert {arm.label for arm in second.arms} == {"examplumab 200 mg", "placebo"}
    ann.do("merge", fact=f"entry-{made}", into="trial-1")
    assert len(ann.state.final.record.trials) == 1
    assert len(ann.results()) == len(results)


def test_a_trial_that_was_missed_is_built_up(ann: Any) -> None:
    trial = ann.add("trial", "", acronym="SECOND", status="reported", pooled="no")
    drug = ann.add("drug", trial, name="otherumab", role="experimental")
    form = {"label": "otherumab 5 mg", "interventions": [drug], "n": "1,200"}
    arm = ann.add("arm", trial, **form)
    dose = {"arm": arm, "intervention": drug, "amount": "5", "unit": "mg"}
    ann.do("add", kind="dose", trial=trial, form=dose)
    [_, made] = ann.state.final.record.trials
    assert (made.acronym, made.arms[0].n, made.arms[0].doses[0].amount) == ("SECOND", 1200, 5)
    with pytest.raises(ValueProblem):
        ann.do("add", kind="dose", trial="trial-1", form=dose)
    ann.do("reject", fact=trial, reason="other_trial")
    assert len(ann.state.final.record.trials) == 1


def test_only_alike_things_can_be_merged(ann: Any) -> None:
    with pytest.raises(DecisionError, match="only"):
        ann.do("merge", fact=ann.key("arm", label="placebo"), into=ann.key("endpoint", name="ACQ response"))
    with pytest.raises(DecisionError, match="only"):
        key = ann.key("arm", label="placebo")
        ann.do("merge", fact=key, into=key)


def test_undo_and_redo_are_entries(ann: Any) -> None:
    one, two = ann.key("result", value=45.2), ann.key("result", value=20.4)
    ann.do("accept", facts=[one])
    ann.do("reject", fact=two, reason="baseline")
    ann.do("undo")
    ann.do("undo")
    assert (ann.status(one), ann.status(two)) == ("unreviewed", "unreviewed")
    ann.do("redo")
    assert (ann.status(one), ann.status(two)) == ("accepted", "unreviewed")
    ann.do("redo")
    assert (ann.status(one), ann.status(two)) == ("accepted", "rejected")
    with pytest.raises(DecisionError, match="redo"):
        ann.do("redo")
    assert len(ann.state.entries) == 6


def test_finish_needs_every_fact_decided(ann: Any) -> None:
    with pytest.raises(DecisionError, match="still open"):
        ann.do("finish")
    ann.finish()
    assert ann.state.status == "done"
    ann.do("reopen")
    assert ann.state.status == "in_progress"


def test_the_log_cannot_be_changed(ann: Any, case: Any) -> None:
    ann.do("accept", facts=[ann.key("result", value=45.2)])
    with sqlite3.connect(case.path) as raw:
        for change in ("UPDATE decisions SET reviewer = 'Eve'", "DELETE FROM decisions"):
            with pytest.raises(sqlite3.IntegrityError, match="never"):
                raw.execute(change)


def test_two_curators_meet_on_a_fact(ann: Any, curator: Any) -> None:
    ben = curator("Ben")
    one, two = ann.key("result", value=45.2), ann.key("result", value=20.4)
    ann.do("accept", facts=[one])
    ben.do("accept", facts=[two])
    ben.seen = 0
    with pytest.raises(Conflict) as caught:
        ben.do("reject", fact=one, reason="other")
    assert [entry.reviewer for entry in caught.value.entries] == ["Ann"]
    assert ann.look().draft.facts[one].status == "accepted"
    ben.look()
    ben.do("reject", fact=one, reason="other")
    assert ann.look().draft.facts[one].by == "Ben"


def test_the_queue_follows_the_decisions(ann: Any, case: Any) -> None:
    with case.desk.store() as store:
        assert case.desk.refresh(store) == 0
        before = store.summaries.get(*ann.where)
    assert before is not None and before.open == before.facts > 5
    ann.do("accept", facts=[ann.key("result", value=45.2)])
    with case.desk.store() as store:
        row = store.summaries.get(*ann.where)
        assert row is not None
        assert (row.status, row.open, row.accepted, row.reviewers) == (
            "in_progress",
            before.open - 1,
            1,
            ("Ann",),
        )
    ann.finish()
    with case.desk.store() as store:
        row = store.summaries.get(*ann.where)
        assert row is not None and (row.status, row.open, row.worth) == ("done", 0, 0.0)
        assert store.summaries.next() is None
