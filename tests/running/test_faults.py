"""A bad document fails with its reason and costs no other."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from extractor.running import Counts

if TYPE_CHECKING:
    from conftest import Batch

Write = Callable[..., None]


def test_every_kind_of_fault_in_one_run(batch: Batch, write: Write) -> None:
    write(**{f"good{number}": f"fine {number}" for number in range(12)})
    write(b1="raise", b2="die at once", b3="hang", b4="", b5="die-once and be well")
    write(b6="change a later one", later="soon other")
    assert batch.run("Bad", workers=2, timeout=2) == Counts(extracted=14, failed=5)
    assert batch.steps == 19
    reasons = sorted(batch.failed, key=lambda line: line.partition("/in/")[2])
    for reason, words in zip(
        reasons,
        [
            "b1.txt: could not be extracted (RuntimeError: a rule broke)",
            "b2.txt: ended its worker process",
            "b3.txt: took more than the limit of 2 seconds",
            "b4.txt: is empty",
            "later.txt: was changed during the run",
        ],
        strict=True,
    ):
        assert words in reason
    assert len(batch.titles()) == 14 and batch.titles()["b5"] == "die-once and be well"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not hold to the limit")
def test_memory(batch: Batch, write: Write) -> None:
    write(a="grow beyond the limit", b="fine")
    assert batch.run("Bad", workers=1, memory=500) == Counts(extracted=1, failed=1)
    assert "more memory than the limit of 500 MB" in batch.failed[0]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have UTF-8 names only")
def test_names_that_are_not_utf8(batch: Batch, folder: Path) -> None:
    (folder / os.fsdecode(b"good-\xff.txt")).write_text("fine")
    (folder / os.fsdecode(b"bad-\xff.txt")).write_text("raise")
    assert batch.run("Bad", workers=1) == Counts(extracted=1, failed=1)
    assert list(batch.titles().values()) == ["fine"]
    assert batch.run("Bad", workers=1) == Counts(unchanged=1, failed=1)


def test_workers_are_replaced_in_time(batch: Batch, write: Write) -> None:
    write(**{f"d{number}": f"text {number}" for number in range(5)})
    assert batch.run(workers=1, documents_a_worker=2) == Counts(extracted=5)
