"""The store: a real SQLite file, whole records, clear refusals."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from extractor.storing import Document, Record, Store, StoreError

ONE = Document("1" * 64, 10, ("/in/one.txt",))
TWO = Document("2" * 64, 20, ("/in/two.txt", "/in/two-again.txt"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trials.db"


def add(
    store: Store, document: Document, *ids: str, version: str = "1", checks: dict[str, int] | None = None
) -> None:
    run = store.start_run(version, {})
    records = [Record(id, f'{{"id": "{id}"}}') for id in ids]
    store.add_result(run, version, document, records, checks or {})


def test_results_are_there_after_opening_again(path: Path) -> None:
    with Store(path) as store:
        add(store, TWO, "b", "a")
        add(store, ONE, "c")
    with Store(path, create=False) as store:
        assert [(r.document_id, r.sha[0], r.position, r.version) for r in store.records()] == [
            ("a", "2", 1, "1"),
            ("b", "2", 0, "1"),
            ("c", "1", 0, "1"),
        ]
        assert store.record_count() == 3
        assert store.paths() == {"/in/one.txt": ONE.sha, **dict.fromkeys(TWO.paths, TWO.sha)}


def test_done_is_of_a_version(path: Path) -> None:
    with Store(path) as store:
        assert not store.done(ONE.sha, "1")
        add(store, ONE, version="1")
        assert store.done(ONE.sha, "1") and not store.done(ONE.sha, "2")
        add(store, ONE, "new", version="2")
        assert store.done(ONE.sha, "2") and not store.done(ONE.sha, "1")
        assert [record.document_id for record in store.records()] == ["new"]


def test_replaced_content_is_not_given_any_more(path: Path) -> None:
    changed = Document("3" * 64, 30, ONE.paths)
    with Store(path) as store:
        add(store, ONE, "old", checks={"error": 1})
        add(store, changed, "new", checks={"note": 2})
        assert [record.document_id for record in store.records()] == ["new"]
        assert store.check_counts() == {"note": 2}


def test_a_result_ends_a_failure_and_a_failure_a_result(path: Path) -> None:
    with Store(path) as store:
        run = store.start_run("1", {})
        store.add_failure(run, TWO, "broken")
        store.add_unreadable(run, "/in/locked.txt", "no permission")
        assert [(f.path, f.sha, f.reason) for f in store.failures()] == [
            ("/in/locked.txt", None, "no permission"),
            ("/in/two-again.txt", TWO.sha, "broken"),
            ("/in/two.txt", TWO.sha, "broken"),
        ]
        add(store, TWO, "two", checks={"error": 1})
        store.set_paths([("/in/locked.txt", TWO.sha)])
        assert store.failures() == []
        store.add_failure(run, TWO, "broken again")
        assert list(store.records()) == [] and not store.done(TWO.sha, "1") and not store.check_counts()


def test_an_error_leaves_all_as_it_was(path: Path) -> None:
    with Store(path) as store:
        add(store, ONE, "kept")
        with pytest.raises(sqlite3.IntegrityError):
            store.add_result(99, "2", Document("4" * 64, 1, ("/in/x.txt",)), [Record("x", "{}")], {})
        run = store.start_run("2", {})
        with pytest.raises(AttributeError):
            store.add_result(run, "2", ONE, [Record("new", "{}"), None], {})  # type: ignore[list-item]
        assert [record.json for record in store.records()] == ['{"id": "kept"}']
        assert store.done(ONE.sha, "1")


def test_runs_are_kept(path: Path) -> None:
    with Store(path) as store:
        store.end_run(store.start_run("1", {"workers": 2}), "finished", {"extracted": 3})
        store.start_run("2", {})
        first, second = store.runs()
    assert (first["version"], first["options"], first["counts"]) == ("1", {"workers": 2}, {"extracted": 3})
    assert first["status"] == "finished" and first["started"] <= first["ended"]
    assert (second["status"], second["ended"], second["counts"]) == ("running", None, None)


def test_another_process_sees_what_is_done(path: Path) -> None:
    with Store(path) as writer, Store(path) as reader:
        add(writer, ONE, "one")
        assert reader.done(ONE.sha, "1")


@pytest.mark.parametrize("content", [b"no database, but a text that is long enough to be looked at" * 20])
def test_no_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="is not a store"):
        Store(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program(path: Path) -> None:
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE birds (name)")
    other.close()
    with pytest.raises(StoreError, match="another program"):
        Store(path)


def test_a_newer_store(path: Path) -> None:
    Store(path).close()
    with sqlite3.connect(path) as newer:
        newer.execute("PRAGMA user_version = 999")
    newer.close()
    with pytest.raises(StoreError, match="newer"):
        Store(path)


def test_a_store_that_is_not_there(path: Path) -> None:
    with pytest.raises(StoreError, match="no such store"):
        Store(path, create=False)
    assert not path.exists()
    with pytest.raises(StoreError, match="cannot be opened"):
        Store(path.parent / "nowhere" / "trials.db")
