"""Stores of small records, and the review server as a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from extractor.extract import Extractor
from extractor.reviewing.apply import open_facts
from extractor.reviewing.desk import Desk
from extractor.reviewing.forms import fields_of
from extractor.reviewing.history import State
from extractor.reviewing.requests import decision
from extractor.running.inputs import content_hash
from extractor.storing import Document, Record, Store
from schemas import ArmResult, DocumentRecord
from schemas.review import Track

TEXT = (
    "Examplumab eases asthma in a phase 2 trial\n\n"
    "In a double-blind phase 2 trial, 120 adults with asthma were randomized 1:1 to examplumab 200 mg once "
    "daily or placebo. The primary endpoint was the ACQ response at week 12.\n\n"
    "At week 12, an ACQ response was seen in 45.2% of patients in the examplumab group and 20.4% on placebo "
    "(odds ratio 3.27; 95% CI, 1.45 to 7.38; p=0.004). Nausea occurred in 8.3% and 5.1%.\n"
)


@dataclass
class Case:
    """A store with documents that were extracted from files, and a desk over it."""

    path: Path
    folder: Path
    desk: Desk

    def where(self, id: str) -> tuple[str, int]:
        """The place of a document by its id."""
        with self.desk.store() as store:
            return next((r.sha, r.position) for r in store.records() if r.document_id == id)

    def put(
        self, name: str, text: str | bytes, record: DocumentRecord | None = None, version: str = "1"
    ) -> None:
        """Write a file and store its record (extracted now when none is given)."""
        file = self.folder / name
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        self.keep(file, record, version)

    def keep(self, file: Path, record: DocumentRecord | None = None, version: str = "1") -> None:
        """Store the record of a file that is there."""
        records = [record] if record else Extractor().extract_all(file)
        sha, size = content_hash(file)
        with Store(self.path) as store:
            run = store.start_run(version, {})
            items = [Record(item.document.id, item.to_json()) for item in records]
            name = os.fsencode(file).decode("utf-8", "backslashreplace")
            store.add_result(run, version, Document(sha, size, (name,)), items, {})


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A store with one small document, "asthma"."""
    folder = tmp_path / "in"
    folder.mkdir()
    made = Case(tmp_path / "trials.db", folder, Desk(tmp_path / "trials.db"))
    made.put("asthma.txt", TEXT)
    return made


class Curator:
    """One reviewer at a document; each call is one decision of the page."""

    def __init__(self, case: Any, name: str = "Ann", track: Track = "first", id: str = "asthma") -> None:
        self.case, self.name, self.track = case, name, track
        self.where = case.where(id)
        self.seen = 0
        self.state = self.look()

    def look(self) -> State:
        with self.case.desk.store() as store:
            self.state = self.case.desk.state(store, *self.where, self.track)
        self.seen = self.state.last
        return self.state

    def do(self, what: str, **body: Any) -> int:
        with self.case.desk.store() as store:
            now = self.case.desk.state(store, *self.where, self.track)
            source = lambda: self.case.desk.sources.get(store, *self.where)  # noqa: E731
            action = decision({"do": what, **body}, now, source, self.name)
            self.state, entry = self.case.desk.decide(
                store, self.where, self.track, self.name, action, self.seen
            )
        self.seen = self.state.last
        return entry.id

    def add(self, kind: str, trial: str, **form: Any) -> str:
        """Add a fact; its key."""
        return f"entry-{self.do('add', kind=kind, trial=trial, form=form)}"

    def key(self, kind: str, **value: Any) -> str:
        """The fact of a kind whose value has these items."""
        found = [
            key
            for key, fact in self.state.draft.facts.items()
            if fact.kind == kind and all(fact.value.get(name) == item for name, item in value.items())
        ]
        assert len(found) == 1, found
        return found[0]

    def status(self, key: str) -> str:
        return self.state.draft.facts[key].status

    def form(self, key: str, **changed: Any) -> dict[str, Any]:
        fact = self.state.draft.facts[key]
        fields = fields_of(self.state.draft, fact.kind, fact.trial, fact.name, fact.value)
        filled: dict[str, Any] = {f.name: list(f.values) if f.form == "many" else f.value for f in fields}
        return filled | changed

    def results(self) -> list[ArmResult]:
        return [result for trial in self.state.final.record.trials for result in trial.arm_results]

    def finish(self) -> None:
        left = [fact.key for fact in open_facts(self.state.draft)]
        if left:
            self.do("accept", facts=left)
        self.do("finish")


@pytest.fixture
def curator(case: Case) -> Callable[..., Curator]:
    """Makes reviewers of the store's documents: `curator("Ann", "second")`."""
    return lambda name="Ann", track="first", id="asthma": Curator(case, name, track, id)


@dataclass
class Server:
    """A review server that runs."""

    url: str
    process: subprocess.Popen[str]

    def kill(self) -> None:
        """End it at once, as a power cut would."""
        self.process.kill()
        self.process.wait(10)


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Starts `trialfacts review` over a store on a free port."""
    started: list[Server] = []

    def start(store: Path, *words: str) -> Server:
        root = str(Path(__file__).resolve().parents[2])
        environment = os.environ | {"PYTHONPATH": root}
        command = [
            sys.executable,
            "-m",
            "extractor.cli",
            "review",
            "--store",
            str(store),
            "--port",
            "0",
            *words,
        ]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Review at "), line + process.stdout.read()
        server = Server(line.removeprefix("Review at ").strip().rstrip("/"), process)
        started.append(server)
        return server

    yield start
    for server in started:
        server.process.kill()
        server.process.wait(10)


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium; skips where there is none, or no Playwright to drive it."""
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium on this machine (apt-get install chromium)")
    with playwright.sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield made
        made.close()


@pytest.fixture
def open_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page in a context of its own; afterwards no page may have had an error or broken its policy."""
    problems: list[str] = []
    contexts = []

    def start(url: str, **options: Any) -> Any:
        context = browser.new_context(
            viewport={"width": 1280, "height": 800}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: note(message))
        page.goto(url)
        if page.locator("body.desk").count():
            page.locator("#main[data-ready]").wait_for()
        return page

    def note(message: Any) -> None:
        # A refused decision is answered with an error status, which the console reports too.
        if message.type == "error" and "status of 4" not in message.text:
            problems.append(message.text)

    yield start
    for context in contexts:
        context.close()
    assert problems == []
