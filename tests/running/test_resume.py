"""What a second run does again, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import fsspec
import pytest

from extractor.running import Counts, StartError
from extractor.running.inputs import find_inputs
from extractor.running.version import extractor_version
from extractor.storing import Store

if TYPE_CHECKING:
    from conftest import Batch

Write = Callable[..., None]


def test_unchanged_documents_are_left_alone(batch: Batch, write: Write) -> None:
    write(a="one", b="two")
    assert batch.run(workers=1) == Counts(extracted=2)
    assert batch.total == batch.steps == 2
    with Store(batch.path) as store:
        assert store.check_counts() == {"note": 2}
    assert batch.run("Broken") == Counts(unchanged=2)
    assert batch.total == 0
    assert batch.run(version="2", workers=1) == Counts(extracted=2)
    assert batch.run(version="2", workers=1, fresh=True) == Counts(extracted=2)


def test_changed_and_new_documents_are_done(batch: Batch, write: Write) -> None:
    write(a="one", b="two")
    batch.run(workers=1)
    write(b="two and more", c="three")
    assert batch.run(workers=1) == Counts(extracted=2, unchanged=1)
    assert batch.titles() == {"a": "one", "b": "two and more", "c": "three"}


def test_copies_and_moved_files_are_recognised(batch: Batch, write: Write, folder: Path) -> None:
    write(a="one", b="one", c="two")
    assert batch.run(workers=1) == Counts(extracted=2, copies=1)
    assert batch.titles() == {"a": "one", "c": "two"}
    (folder / "c.txt").rename(folder / "moved.txt")
    write(again="one")
    assert batch.run("Broken") == Counts(unchanged=2, copies=2)
    assert batch.titles() == {"a": "one", "c": "two"}
    write(moved="three")
    batch.run(workers=1)
    assert batch.titles() == {"a": "one", "moved": "three"}


def test_a_failure_is_tried_again(batch: Batch, write: Write) -> None:
    write(a="raise an error", b="fine")
    assert batch.run("Bad", workers=1) == Counts(extracted=1, failed=1)
    with Store(batch.path) as store:
        [failure] = store.failures()
        assert failure.path.endswith("a.txt") and failure.run == 1
    assert batch.run(workers=1) == Counts(extracted=1, unchanged=1)
    with Store(batch.path) as store:
        assert store.failures() == []
        assert [run["counts"]["failed"] for run in store.runs()] == [1, 0]


def test_an_extractor_that_cannot_load_ends_the_run(batch: Batch, write: Write) -> None:
    write(a="one")
    with pytest.raises(StartError, match="no lexicon"):
        batch.run("Broken", workers=1)
    with Store(batch.path) as store:
        assert store.runs()[0]["status"] == "interrupted"


def test_inputs_by_pattern(folder: Path, tmp_path: Path, write: Write) -> None:
    write(a="one", b="two")
    (folder / "deep").mkdir()
    (folder / "deep" / "c [1].txt").write_text("three")
    (folder / "note.log").write_text("no document by its name")

    def names(*words: object) -> list[str]:
        return [Path(name).stem for name in find_inputs([str(word) for word in words], tmp_path).files]

    assert names(folder) == ["a", "b", "c [1]"]
    assert names(folder / "**" / "*.txt") == ["a", "b", "c [1]"]
    assert names(folder / "[ab].txt", folder / "a.txt") == ["a", "b"]
    assert names(folder / "deep" / "c [1].txt") == ["c [1]"]
    [problem] = find_inputs([folder / "x*.txt"], tmp_path).problems
    assert problem.path is None and "no such file" in problem.reason


def test_the_version_names_the_rules() -> None:
    release, _, digest = extractor_version().partition("+")
    assert release and len(digest) == 12


def test_addresses(batch: Batch, folder: Path, write: Write) -> None:
    memory = fsspec.filesystem("memory")
    memory.pipe("/inbox/far/a.txt", b"one")
    memory.pipe("/inbox/b.txt", b"two")
    memory.pipe("/inbox/raise.txt", b"raise here")
    write(c="one", d="four")
    words = ["memory://inbox", (folder / "c.txt").as_uri(), "memory://inbox/*b.txt", "memory://none/x.txt"]
    try:
        assert batch.run("Bad", inputs=words, workers=1) == Counts(extracted=2, copies=1, failed=2)
        assert batch.titles() == {"b": "two", "c": "one"}
        assert sorted(line.partition(": ")[0] for line in batch.failed) == [
            "memory://inbox/raise.txt",
            "memory://none/x.txt",
        ]
        memory.pipe("/inbox/raise.txt", b"three")
        assert batch.run(inputs=words, workers=1) == Counts(extracted=1, unchanged=2, copies=1, failed=1)
        with Store(batch.path) as store:
            assert [path for path in store.paths() if "://" in path] == [
                "memory://inbox/b.txt",
                "memory://inbox/far/a.txt",
                "memory://inbox/raise.txt",
            ]
    finally:
        memory.rm("/inbox", recursive=True)
