"""`trialfacts review` as a command: what it says, refuses, and how it ends."""

from __future__ import annotations

import signal
import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extractor.cli import main


def test_it_serves_until_it_is_interrupted(case: Any, serve: Callable[..., Any]) -> None:
    server = serve(case.path)
    with urllib.request.urlopen(server.url, timeout=10) as answer:
        assert b"Examplumab eases asthma" in answer.read()
    server.process.send_signal(signal.SIGINT)
    out, _ = server.process.communicate(timeout=20)
    assert server.process.returncode == 0
    assert "Traceback" not in out


def test_a_store_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["review", "--store", str(tmp_path / "none.db"), "--port", "0"]) == 2
    assert "no such store" in capsys.readouterr().err


def test_a_port_that_is_taken(case: Any, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["review", "--store", str(case.path), "--port", str(port)]) == 2
    assert "give another --host or --port" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["-1", "70000", "web"])
def test_a_port_that_is_none(port: str) -> None:
    with pytest.raises(SystemExit):
        main(["review", "--store", "x.db", "--port", port])
