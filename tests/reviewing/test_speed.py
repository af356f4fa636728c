"""A long document with many facts opens, and answers a key, in the time that the requirements give."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from extractor.reviewing.pages.site import Site
from extractor.reviewing.security import Access
from schemas import read_record

PARAGRAPH = (
    "At week {week}, a response was seen in {first}% of patients in the examplumab group and {second}% on "
    "placebo, while the investigators went on to describe what had been measured at each of the visits, how "
    "the sites were monitored, and why some patients did not come back for the last of them.\n\n"
)
FACTS, WORDS = 300, 10_000


@pytest.fixture
def long_document(case: Any) -> tuple[str, int]:
    """A document of 10,000 words whose record has 300 facts."""
    text, results = "A long report about asthma\n\n", []
    for number in range(FACTS // 2):
        text += PARAGRAPH.format(week=number, first=f"{number}.25", second=f"{number}.75")
    assert len(text.split()) >= 7_000
    text += "Nothing else was found in the rest of the report. " * ((WORDS - len(text.split())) // 10 + 1)
    assert len(text.split()) >= WORDS
    for number in range(FACTS // 2):
        for arm, value in (("arm-1", f"{number}.25"), ("arm-2", f"{number}.75")):
            start = text.index(f" {value}%") + 1
            evidence = {"start": start, "end": start + len(value) + 1, "text": f"{value}%"}
            results.append(
                {
                    "arm": arm,
                    "endpoint": "endpoint-1",
                    "timepoint": {"value": number, "unit": "week"},
                    "statistic": "proportion",
                    "value": float(value),
                    "unit": "%",
                    "evidence": [evidence],
                    "confidence": 0.7,
                }
            )
    trial = {
        "id": "trial-1",
        "arms": [{"id": "arm-1", "label": "examplumab"}, {"id": "arm-2", "label": "placebo"}],
        "endpoints": [{"id": "endpoint-1", "name": "response"}],
        "arm_results": results,
    }
    record = read_record(json.dumps({"document": {"id": "long"}, "trials": [trial]}))
    case.put("long.txt", text, record)
    where: tuple[str, int] = case.where("long")
    return where


class _Request:
    """As much of a request as the endpoints look at."""

    def __init__(self, site: Site, where: tuple[str, int]) -> None:
        self.app = type("App", (), {"state": type("State", (), {"site": site})})
        self.path_params = {"room": "documents", "sha": where[0], "position": where[1]}
        self.cookies: dict[str, str] = {}
        self.query_params: dict[str, str] = {}


def test_a_long_document_opens_and_answers_quickly(case: Any, long_document: tuple[str, int]) -> None:
    from extractor.reviewing.pages.document import _decide, show

    site = Site(case.desk, Access("127.0.0.1", 1), "Ann")
    request: Any = _Request(site, long_document)
    started = time.process_time()
    page = show(request)
    opened = time.process_time() - started
    assert page.status_code == 200 and bytes(page.body).count(b'class="fact ') >= FACTS
    answers = []
    for number in range(1, 16):
        body = {"do": "accept", "facts": [f"trial-1/result-{number}"], "seen": number}
        started = time.process_time()
        answer = _decide(request, body)
        answers.append(time.process_time() - started)
        assert answer.status_code == 200
    assert opened < 1, f"opened in {opened:.2f} s"
    assert sorted(answers)[len(answers) // 2] < 0.1, f"answered in {answers}"
