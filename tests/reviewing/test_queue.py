"""The queue: what it lists, in which order and why, and that it follows the store."""

from __future__ import annotations

from typing import Any

import pytest

from extractor.reviewing.summary import reason
from extractor.storing import Store
from extractor.storing.summaries import SORTS, Selection
from schemas import DocumentRecord


def record(id: str, *confidences: float, title: str | None = None) -> DocumentRecord:
    """A record with an endpoint a confidence."""
    endpoints = [
        {"id": f"endpoint-{place}", "name": f"measure {place} of {id}", "confidence": confidence}
        for place, confidence in enumerate(confidences)
    ]
    trials = [{"id": "trial-1", "acronym": id.upper(), "endpoints": endpoints}] if confidences else []
    return DocumentRecord.model_validate({"document": {"id": id, "title": title}, "trials": trials})


@pytest.fixture
def queue(case: Any) -> Any:
    case.put("sure.txt", "Sure words of ibuprofène.", record("sure", 0.99, 0.98, 0.97))
    case.put("unsure.txt", "Unsure words.", record("unsure", 0.2, 0.3, title="An unsure report"))
    case.put("empty.txt", "Nothing.", record("empty"))
    return case


def listed(case: Any, **chosen: Any) -> list[str]:
    with case.desk.store() as store:
        while case.desk.refresh(store):
            pass
        selection = Selection(**chosen)
        rows = store.summaries.page(selection, 0, 50)
        assert store.summaries.count(selection) == len(rows)
    return [row.document_id for row in rows]


def test_the_most_worthwhile_is_first_and_says_why(queue: Any) -> None:
    assert listed(queue)[0] == "unsure"
    with queue.desk.store() as store:
        best = store.summaries.next()
        assert best is not None
        other = store.summaries.next((best.sha, best.position))
    assert best.document_id == "unsure"
    assert "3 open facts, about 2 likely wrong; lowest confidence 0.20" in reason(best)
    assert other is not None and other.document_id != "unsure"


def test_filters_and_search(queue: Any) -> None:
    assert listed(queue, below=0.5) == ["unsure"]
    assert set(listed(queue, facts=3)) == {"sure", "unsure", "asthma"}
    assert listed(queue, words="ibuprofene") == ["sure"]
    assert listed(queue, words="UNSU repor") == ["unsure"]
    assert listed(queue, words='nausea" NOT (unheard') == []
    assert listed(queue, words="nausea placebo") == ["asthma"]
    assert listed(queue, status="done") == []
    assert len(listed(queue, status="unreviewed")) == 4


@pytest.mark.parametrize("sort", SORTS)
def test_every_order_can_be_turned(queue: Any, sort: str) -> None:
    assert sorted(listed(queue, sort=sort)) == sorted(listed(queue, sort=sort, reverse=True))
    if sort == "confidence":
        assert listed(queue, sort=sort)[0] == "unsure"
    if sort == "title":
        assert listed(queue, sort=sort) == listed(queue, sort=sort, reverse=True)[::-1]


def test_it_follows_what_runs_change(queue: Any) -> None:
    listed(queue)
    queue.put("sure.txt", "Other words now.", record("sure", 0.1))
    assert listed(queue, below=0.15) == ["sure"]
    assert listed(queue, words="ibuprofene") == []
    with Store(queue.path) as store:
        store.set_paths([], [str(queue.folder / "empty.txt")])
    assert sorted(listed(queue)) == ["asthma", "sure", "unsure"]


def test_a_file_that_is_gone_is_listed_and_found_by_its_facts(queue: Any) -> None:
    (queue.folder / "asthma.txt").unlink()
    assert "asthma" in listed(queue)
    assert listed(queue, words="45.2%") == ["asthma"]


def test_an_older_store_gets_the_review(case: Any) -> None:
    with Store(case.path) as store:
        for name in ("record_comes", "record_goes", "path_comes", "path_goes"):
            store._db.execute(f"DROP TRIGGER {name}")
        for name in ("decisions", "bases", "summaries", "search", "stale"):
            store._db.execute(f"DROP TABLE {name}")
        store._db.execute("PRAGMA user_version = 1")
    assert listed(case) == ["asthma"]


def test_a_file_of_many_abstracts_is_many_documents(case: Any) -> None:
    articles = "".join(
        f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article>"
        f"<ArticleTitle>Trial of {drug}</ArticleTitle><Abstract><AbstractText>"
        f"In a phase 2 trial, {n} adults took {drug} or placebo."
        "</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>"
        for pmid, drug, n in ((1, "examplumab", 120), (2, "otherumab", 340))
    )
    case.put("many.xml", f"<?xml version='1.0'?><PubmedArticleSet>{articles}</PubmedArticleSet>")
    assert listed(case, words="otherumab") and listed(case, words="otherumab") != listed(case, words="many")
    with case.desk.store() as store:
        [row] = store.summaries.page(Selection(words="otherumab"), 0, 5)
        source = case.desk.sources.get(store, row.sha, row.position)
        state = case.desk.state(store, row.sha, row.position, "first")
    assert row.position == 1 and "340 adults" in source.text
    for fact in state.draft.facts.values():
        for item in fact.evidence:
            assert source.text[item.start : item.end] == item.text
