"""A second, blind review: who may do it, how far both agree, and how a third person settles the rest."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from extractor.reviewing.agreement import Agreement, figures, pairs, total
from extractor.reviewing.apply import DecisionError
from extractor.reviewing.reviewed import reviewed_records
from extractor.reviewing.settling import settle
from extractor.reviewing.team import team_figures
from schemas import read_record


def test_kappa_of_a_worked_example() -> None:
    # 50 facts: both accept 20, both reject 15, one way 5, the other way 10; kappa is 0.4.
    table = Counter({("accept", "accept"): 20, ("accept", "reject"): 5, ("reject", "accept"): 10})
    table["reject", "reject"] = 15
    agreement = Agreement(table)
    assert agreement.share == 0.7
    assert agreement.kappa == pytest.approx(0.4)


def test_kappa_at_its_borders() -> None:
    assert Agreement().kappa is None
    assert Agreement(Counter({("accept", "accept"): 9})).kappa is None
    assert Agreement(Counter({("accept", "accept"): 5, ("reject", "reject"): 5})).kappa == 1
    assert Agreement(Counter({("accept", "reject"): 5, ("reject", "accept"): 5})).kappa == -1
    assert Agreement(Counter({("accept", "reject"): 5})).kappa == 0


@pytest.fixture
def both(curator: Any) -> tuple[Any, Any]:
    """Ann's review and Ben's blind one, both finished: they differ about four facts."""
    ann, ben = curator("Ann"), curator("Ben", "second")
    one, two, odds = (
        ann.key("result", value=45.2),
        ann.key("result", value=20.4),
        ann.key("comparison", value=3.27),
    )
    arm = ann.key("arm", label="placebo")
    ann.do("reject", fact=one, reason="baseline")
    ben.do("accept", facts=[one])
    ann.do("correct", fact=two, form=ann.form(two, value="20.5"))
    ben.do("correct", fact=two, form=ben.form(two, value="20.6"))
    ann.do("correct", fact=odds, form=ann.form(odds, **{"p.value": "0.05"}))
    ben.do("correct", fact=odds, form=ben.form(odds, **{"p.value": "0.05"}))
    ann.do("correct", fact=arm, form=ann.form(arm, label="placebo once daily"))
    ben.do("add", kind="endpoint", trial="trial-1", form={"name": "rescue"})
    for one_of_them in (ann, ben):
        one_of_them.finish()
    return ann, ben


def test_the_second_review_is_blind(curator: Any) -> None:
    ann, ben = curator("Ann"), curator("Ben", "second")
    ann.do("reject", fact=ann.key("result", value=45.2), reason="other")
    assert ben.look().entries == []
    assert ben.status(ben.key("result", value=45.2)) == "unreviewed"
    with pytest.raises(DecisionError, match="second person"):
        curator("Ann", "second").do("accept", facts=["trial-1"])
    ben.do("accept", facts=["trial-1"])
    with pytest.raises(DecisionError, match="second person"):
        curator("Ben").do("accept", facts=["trial-1"])


def test_pairs_and_figures(both: tuple[Any, Any]) -> None:
    ann, ben = both
    found = pairs(ann.state.draft, ben.state.draft)
    differing = {(pair.kind, pair.labels) for pair in found if not pair.agree}
    assert differing == {
        ("result", ("reject", "accept")),
        ("result", ("correct (one way)", "correct (another way)")),
        ("arm", ("correct", "accept")),
        ("endpoint", ("missing", "added")),
    }
    table = figures(found)
    assert table["comparison"].share == 1
    assert table["endpoint"].added_by_one == 1
    everything = total(table)
    machine = [fact for fact in ann.state.draft.facts.values() if fact.machine is not None]
    assert everything.count == len(machine)
    assert everything.share == pytest.approx(1 - 3 / len(machine))


def test_figures_of_the_store(both: tuple[Any, Any], case: Any) -> None:
    with case.desk.store() as store:
        found = team_figures(case.desk, store)
        row = store.summaries.get(*case.where("asthma"))
    [document] = found.documents
    assert (document.reviewers, document.disagreements, document.finished) == ((["Ann"], ["Ben"]), 4, True)
    assert row is not None and row.disagreements == 4
    assert found.overall.count == document.agreement.count > 10


def test_adjudication(both: tuple[Any, Any], case: Any, curator: Any) -> None:
    ann, ben = both
    where = case.where("asthma")
    cleo = curator("Cleo", "final")

    def choose(key: str, take: str) -> None:
        with case.desk.store() as store:
            final = case.desk.state(store, *where, "final")
            action = settle(key, take, case.desk.disagreements(store, *where), final.draft)
            cleo.state, _ = case.desk.decide(store, where, "final", "Cleo", action, final.last)
        cleo.seen = cleo.state.last

    choose(ann.key("result", value=45.2), "second")
    choose(ann.key("arm", label="placebo once daily"), "first")
    choose(ben.key("endpoint", name="rescue"), "second")
    two = ann.key("result", value=20.5)
    cleo.do("correct", fact=two, form=cleo.form(two, value="20.4"))
    with case.desk.store() as store:
        assert case.desk.disagreements(store, *where) == []
        row = store.summaries.get(*where)
        assert row is not None and (row.disagreements, row.status) == (0, "done")
        [stored] = reviewed_records(store)
    trial = read_record(stored.json).trials[0]
    assert {45.2, 20.4} <= {result.value for result in trial.arm_results}
    assert "placebo once daily" in [arm.label for arm in trial.arms]
    assert "rescue" in [endpoint.name for endpoint in trial.endpoints]
    cleo.do("undo")
    with case.desk.store() as store:
        assert len(case.desk.disagreements(store, *where)) == 1


def test_adjudication_waits_for_both(curator: Any) -> None:
    ann, ben = curator("Ann"), curator("Ben", "second")
    ann.finish()
    ben.do("accept", facts=["trial-1"])
    with pytest.raises(DecisionError, match="after both"):
        curator("Cleo", "final").do("accept", facts=["trial-1"])
