"""Evidence in tables and on PDF pages, and two reviews with their adjudication, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_actions import current, decided, fact, press
from print_pdf import browser, print_pdf

from extractor.reading import read
from extractor.storing import Store


def test_evidence_in_a_table(
    case: Any, corpus: Path, serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    name = "inavo120-os-congress.html"
    case.put(name, (corpus / name).read_bytes())
    sha, position = case.where("inavo120-os-congress")
    page = open_page(f"{serve(case.path, '--reviewer', 'Ann').url}/documents/{sha}/{position}")
    number = fact(page, "median 34 month")
    number.focus()
    cell = page.locator("#source td:has(mark.on)", has_text="34.0")
    assert cell.count() == 1
    assert "Median OS" in cell.evaluate("cell => cell.parentElement.cells[0].textContent")
    # And back: the cell's mark leads to the fact.
    page.locator("h1").first.click()
    cell.locator("mark").first.click()
    assert "median 34 month" in current(page)
    # A mark can be reached and followed by keys alone.
    page.locator("#source td mark", has_text="27.0").first.focus()
    assert "on" in str(fact(page, "median 27 month").get_attribute("class")).split()
    page.keyboard.press("Enter")
    assert "median 27 month" in current(page)


@pytest.fixture
def printed(case: Any, corpus: Path) -> tuple[str, int]:
    """A PDF in the store, printed from an article."""
    if browser() is None:
        pytest.skip("no Chromium to print with (apt-get install chromium)")
    file = case.folder / "printed.pdf"
    print_pdf(read(corpus / "obefazimod-uc-pr.txt"), file, 1)
    case.keep(file)
    where: tuple[str, int] = case.where("printed")
    return where


def test_a_pdf_page(
    case: Any, printed: tuple[str, int], serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    page = open_page(f"{serve(case.path, '--reviewer', 'Ann').url}/documents/{printed[0]}/{printed[1]}")
    picture = page.locator(".sheet img").first
    picture.scroll_into_view_if_needed()
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 500
    # The box of a number lies over its words on the page.
    with case.desk.store() as store:
        draft = case.desk.state(store, *printed, "first").draft
        source = case.desk.sources.get(store, *printed)
    results = [one for one in draft.facts.values() if one.kind == "result" and one.evidence]
    key, item = results[0].key, results[0].evidence[0]
    page.locator(f'#facts [data-fact="{key}"]').click()
    box = page.locator(f'.sheet rect.on[data-facts~="{key}"]').first.bounding_box()
    word = page.locator(f'.sheet text[data-at="{item.start}"]').bounding_box()
    assert abs(box["x"] - word["x"]) < 6 and abs(box["y"] - word["y"]) < 12
    # Words are selected on the picture with the mouse, and become evidence with their place.
    start = source.text.index("ulcerative")
    place = source.place(start, start + len("ulcerative"))
    assert place is not None
    word = page.locator(f'.sheet text[data-at="{start}"]')
    word.scroll_into_view_if_needed()
    spot = word.bounding_box()
    middle = spot["y"] + spot["height"] / 2
    page.mouse.move(spot["x"] + 1, middle)
    page.mouse.down()
    page.mouse.move(spot["x"] + spot["width"] * 0.9, middle, steps=8)
    page.mouse.up()
    page.locator("#picker").wait_for()
    with decided(page):
        page.locator("#picker [data-do=ground]").click()
    with case.desk.store() as store:
        evidence = case.desk.state(store, *printed, "first").draft.facts[key].evidence
    assert [item.text for item in evidence] == ["ulcerative"]
    assert (evidence[0].page, evidence[0].bbox) == place
    # The text is there too.
    page.locator("[data-show=text]").click()
    assert page.locator("#source .text p").count() > 3
    assert page.locator(f'#source .text mark.on[data-facts~="{key}"]').inner_text() == "ulcerative"


def test_a_second_review_and_its_adjudication(
    case: Any, serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    server = serve(case.path, "--reviewer", "Ann")
    sha, position = case.where("asthma")
    ann = open_page(f"{server.url}/documents/{sha}/{position}")
    fact(ann, "45.2%").click()
    ann.keyboard.press("x")
    with decided(ann):
        ann.keyboard.press("5")
    finish(ann)

    ben = open_page(server.url)
    name(ben, "Ben")
    ben.locator("a", has_text="second time, blind").click()
    ben.locator("#main[data-ready]").wait_for()
    assert "second review, blind" in ben.locator(".where").inner_text()
    assert ben.locator("#facts .fact.rejected, #facts .fact.accepted").count() == 0
    assert "Ann" not in ben.locator("#main").inner_text()
    fact(ben, "45.2%").click()
    press(ben, "a")
    finish(ben)

    cleo = open_page(f"{server.url}/agreement")
    name(cleo, "Cleo")
    assert "Ann and Ben" in cleo.locator("main").inner_text()
    cleo.locator("a.button", has_text="Settle 1").click()
    cleo.locator("#main[data-ready]").wait_for()
    row = cleo.locator(".settle tbody tr")
    assert row.count() == 1 and "baseline" in row.inner_text() and "45.2" in row.inner_text()
    with decided(cleo):
        row.locator("button", has_text="Second is right").click()
    assert cleo.locator(".settle").count() == 0
    assert "accepted" in fact(cleo, "45.2%").get_attribute("class")
    with Store(case.path) as store:
        last = store.decisions.entries(sha, position)[-1]
    assert (last.reviewer, last.track, last.action.action) == ("Cleo", "final", "settle")
    cleo.goto(f"{server.url}/agreement")
    assert "settled" in cleo.locator("main").inner_text()

    # The first reviewer cannot do the second review too.
    ann.goto(f"{server.url}/second/{sha}/{position}")
    assert "needs a second person" in ann.locator("main").inner_text()


def name(page: Any, words: str) -> None:
    page.locator("[data-rename]").click()
    page.fill("#who-name", words)
    page.keyboard.press("Enter")
    page.locator(".who", has_text=words).wait_for()
    page.reload()


def finish(page: Any) -> None:
    page.keyboard.press("d")
    page.locator("#finish [data-rest]").click()
    page.locator(".tally", has_text="Finished").wait_for()
