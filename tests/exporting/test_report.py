"""The HTML report: one page that loads nothing, words escaped, and plots whose places are right."""

from __future__ import annotations

import re
from math import log
from pathlib import Path

import pytest
from lxml import etree, html
from stores import record, store_of

from extractor import cli
from schemas import DocumentRecord, read_record


def _page(tmp_path: Path, *records: DocumentRecord) -> str:
    store, out = store_of(tmp_path / "trials.db", *records), tmp_path / "out.html"
    assert cli.main(["export", "--store", str(store), "--to", "report", "--out", str(out)]) == 0
    return out.read_text(encoding="utf-8")


def _drawings(page: str) -> list[etree._Element]:
    """Each SVG, parsed as the XML that it must be."""
    return [etree.fromstring(text) for text in re.findall(r"(?s)<svg .*?</svg>", page)]


def test_the_page_shows_trials_missing_and_flagged(tmp_path: Path) -> None:
    tree = html.document_fromstring(_page(tmp_path, record(), record(acronym=None, phase=None)))
    for part in ("plots", "trials", "missing", "flagged"):
        assert tree.get_element_by_id(part) is not None
    trials = [row.text_content() for row in tree.xpath("//section[@id='trials']//tbody/tr")]
    assert len(trials) == 2 and "EXAMPLE <1>" in trials[0] and "phase" in trials[1]
    assert "odd <number>" in tree.get_element_by_id("flagged").text_content()


def test_nothing_is_loaded_and_nothing_runs(tmp_path: Path) -> None:
    page = _page(tmp_path, record())
    tree = html.document_fromstring(page)
    assert not tree.xpath("//script | //link | //img | //iframe | //@onclick")
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    [policy] = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_words_are_escaped_everywhere(tmp_path: Path) -> None:
    nasty = '"><script>alert(1)</script>&'
    item = record(acronym=nasty, condition=nasty, population=nasty)
    data = item.model_dump(mode="json")
    data["document"] |= {"id": nasty, "title": nasty}
    for listed in ("arms", "endpoints"):
        for thing in data["trials"][0][listed]:
            thing["label" if listed == "arms" else "name"] = nasty
    data["checks"][0] |= {"message": nasty, "path": nasty}
    page = _page(tmp_path, DocumentRecord.model_validate(data))
    assert "<script" not in page
    assert _drawings(page)


def test_the_places_of_a_plot(tmp_path: Path) -> None:
    """An estimate and its limits stand where a logarithmic axis has them; no effect is at 1."""
    comparisons = [
        {
            "arm": "arm-1",
            "reference": "arm-2",
            "endpoint": "endpoint-3",
            "measure": "hazard_ratio",
            "value": value,
            "ci": {"low": low, "high": high},
            "confidence": 0.9,
        }
        for value, low, high in ((0.5, 0.25, 1.0), (2.0, 1.0, 4.0))
    ]
    [drawing] = _drawings(_page(tmp_path, record(comparisons=comparisons)))
    points = [float(item.get("x")) + 4 for item in drawing.iter("{*}rect", "rect")]
    none = float(drawing.xpath("//*[@class='none']/@x1")[0])
    intervals = [
        (float(item.get("x1")), float(item.get("x2")))
        for item in drawing.xpath("//*[local-name()='line' and @class='interval']")
    ]
    unit = (points[1] - points[0]) / log(4)
    assert none == pytest.approx((points[0] + points[1]) / 2, abs=0.2)
    assert intervals[0] == pytest.approx((points[0] - unit * log(2), none), abs=0.3)
    assert intervals[1] == pytest.approx((none, points[1] + unit * log(2)), abs=0.3)


@pytest.mark.parametrize(
    "change",
    [
        {"value": 0.001, "ci": {"low": None, "high": 900.0}},
        {"value": 0, "ci": {"low": 0, "high": 0}},
        {"value": 1, "ci": {"low": 1, "high": 1}},
        {"value": 1},
        {"measure": "mean_difference", "value": 0},
        {"measure": "mean_difference", "value": -1e9, "ci": {"low": -1e12, "high": 5}},
    ],
)
def test_odd_numbers_do_not_break_a_plot(tmp_path: Path, change: dict[str, object]) -> None:
    pair = {"arm": "arm-1", "reference": "arm-2", "endpoint": "endpoint-3", "measure": "hazard_ratio"}
    for drawing in _drawings(_page(tmp_path, record(comparisons=[pair | change]))):
        places = [float(item.get("x1")) for item in drawing.xpath("//*[local-name()='line']")]
        assert all(0 <= place <= 900 for place in places)


def test_empty_and_annotated_stores(tmp_path: Path, corpus: Path) -> None:
    assert "No effect between arms" in _page(tmp_path)
    (tmp_path / "trials.db").unlink()
    records = [read_record(path) for path in sorted(corpus.glob("*.gold.json"))[:9]]
    assert html.document_fromstring(_page(tmp_path, *records)).xpath("//section[@id='trials']//tbody/tr")
