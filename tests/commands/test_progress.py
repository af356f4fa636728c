"""Progress on standard error."""

from __future__ import annotations

import sys

import pytest

from extractor.commands import progress
from extractor.commands.progress import Progress


def test_a_bar_on_a_terminal_leaves_standard_output_alone(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Progress(3) as bar:
        print("a record")
        bar.fail("x.txt: is [bold]empty; save it again")
        bar.step()
    out, err = capfd.readouterr()
    assert out == "a record\n"
    assert "trialfacts: x.txt: is [bold]empty; save it again" in err
    assert bar.failures == 1


@pytest.mark.parametrize(("total", "quiet", "lines"), [(1, False, 0), (4, True, 0), (4, False, 2)])
def test_plain_lines_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    total: int,
    quiet: bool,
    lines: int,
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    with Progress(total, quiet=quiet) as bar:
        for _ in range(total):
            bar.step()
    assert capfd.readouterr().err.count(f"of {total} documents") == lines


def test_seldom(capfd: pytest.CaptureFixture[str]) -> None:
    with Progress(100) as bar:
        for _ in range(100):
            bar.step()
    assert capfd.readouterr().err == ""


def test_the_rate_is_that_of_the_documents_and_not_of_loading(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    times = iter([0.0, *[60.0] * 3, *[70.0] * 9])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(times))
    with Progress(101) as bar:
        bar.step()
        bar.step()
    assert capfd.readouterr().err == "trialfacts: 2 of 101 documents, 0.1 a second, 0:16:30 left\n"
