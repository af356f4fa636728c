"""What the tests of the command line share: an extractor without rules, and calls of the program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from extractor.reading import Source
from schemas import Arm, ArmResult, DocumentInfo, DocumentRecord, Endpoint, Evidence, Trial

Run = Callable[..., tuple[int, str, str]]
"""Calls the program with these words; its exit code and what it wrote to both streams."""
ARTICLE = """Zelvorex helps in asthma

In a phase 2 trial, 42% of patients in the 20 mg group responded at week 12.
"""


class SmallExtractor:
    """Finds one percentage, so that these tests are about the command line and not about rules."""

    def extract_source(self, source: Source) -> DocumentRecord:
        if "break down" in source.text:
            raise RuntimeError("a rule\nbroke")
        found = re.search(r"(\d+)%", source.text)
        trials = []
        if found:
            evidence = [Evidence(start=found.start(), end=found.end(), text=found[0])]
            arm, endpoint = Arm(id="arm-1", label="20 mg"), Endpoint(id="endpoint-1", name="response")
            result = ArmResult(
                arm="arm-1",
                endpoint="endpoint-1",
                statistic="proportion",
                value=int(found[1]),
                unit="%",
                evidence=evidence,
                confidence=0.9,
            )
            trials = [Trial(id="trial-1", phase="2", arms=[arm], endpoints=[endpoint], arm_results=[result])]
        return DocumentRecord(document=DocumentInfo(id=source.id, title=source.title), trials=trials)

    def extract(self, path: Path) -> DocumentRecord:
        from extractor.reading import read

        return self.extract_source(read(path))

    def explain(self, source: Source) -> list[str]:
        return [f"42% of {source.id}: the nearest group"]


def one_failure(err: str) -> str:
    """The one line on standard error."""
    lines = err.splitlines()
    assert len(lines) == 1, err
    assert lines[0].startswith("trialfacts")
    return lines[0]


def python(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | environment,
        timeout=120,
        check=False,
    )
