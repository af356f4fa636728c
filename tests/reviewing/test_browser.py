"""A curator's whole way through an article in a real browser, and two curators at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_actions import SELECT, current, decided, fact, press

from extractor.storing import Store
from schemas import read_record


@pytest.fixture
def article(case: Any, corpus: Path) -> str:
    """An article of the corpus in the store; its id."""
    source = corpus / "soficitinib-tyk2-ad-report.txt"
    case.put(source.name, source.read_bytes())
    return source.stem


def test_the_whole_way(
    case: Any, article: str, serve: Callable[..., Any], open_page: Callable[..., Any], tmp_path: Path
) -> None:
    server = serve(case.path, "--reviewer", "Ann")
    page = open_page(server.url)
    assert "likely wrong" in page.locator(".next").inner_text()
    page.fill("#q", "TYK2 eczema")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=TYK2**")
    assert page.locator(".queue tbody tr").count() == 1
    page.locator(".queue tbody a").first.click()
    page.locator("#main[data-ready]").wait_for()

    # The evidence of a number is marked where it stands.
    number = fact(page, "78.2")
    number.hover()
    lit = page.locator("#source mark.on")
    assert "78.2" in " ".join(lit.all_inner_texts())
    paragraph = lit.filter(has_text="78.2").first.evaluate("mark => mark.closest('p, li').textContent")
    assert "EASI" in paragraph and "78.2%" in paragraph

    # Correct a p-value: the form knows its field, refuses nonsense, and shows the program's value beside.
    comparison = page.locator("#facts .fact.comparison", has_text="p").first
    comparison.click()
    before = current(page)
    page.keyboard.press("c")
    page.fill('[name="p.value"]', "7")
    page.keyboard.press("Enter")
    page.locator('[data-problem="p.value"]', has_text="less than or equal to 1").wait_for()
    page.fill('[name="p.value"]', "0.049")
    with decided(page):
        page.keyboard.press("Enter")
    corrected = page.locator("#facts .fact.comparison.corrected")
    corrected.wait_for()
    assert "0.049" in corrected.inner_text() and before not in corrected.inner_text()
    assert "current" in page.evaluate("document.activeElement.className")
    corrected.click()
    assert page.locator("#inspector del").count() == 1

    # Reject by keys; a key that is typed into a note is a letter.
    fact(page, "64%").click()
    rejected = page.locator("#facts .current").get_attribute("data-fact")
    page.keyboard.press("x")
    page.locator("#reject-note").press_sequentially("axn?")
    assert page.locator("#reject-note").input_value() == "axn?"
    page.locator("#reject-note").press("Tab")
    with decided(page):
        page.locator("[data-reason=baseline]").click()
    assert "rejected" in page.locator(f'[data-fact="{rejected}"]').get_attribute("class")

    # Add one by selecting text.
    assert page.evaluate(SELECT, ["8 weeks", 0]) or page.evaluate(SELECT, ["week", 0])
    page.locator("#picker").wait_for()
    page.keyboard.press("i")
    page.select_option("#add-kind", "endpoint")
    page.wait_for_selector('#editor [name="name"]')
    page.fill('#editor [name="name"]', "rescue treatment")
    with decided(page):
        page.locator("#editor button[type=submit]").click()
    added = page.locator("#facts .fact.added", has_text="rescue treatment")
    added.wait_for()
    assert current(page) == "rescue treatment"
    assert page.locator("#source .on").count() >= 1

    # Undo takes it away, redo brings it back, undo again.
    press(page, "u")
    assert added.count() == 0
    press(page, "U")
    assert added.count() == 1
    press(page, "u")
    assert added.count() == 0

    # Finish: the open facts are asked for first.
    page.keyboard.press("d")
    page.locator("#finish[open]").wait_for()
    page.locator("#finish [data-rest]").click()
    page.locator(".tally", has_text="Finished").wait_for()
    page.goto(server.url)
    assert page.locator(".queue .status.done").count() == 1

    # What comes out is gold that evaluate takes.
    gold = tmp_path / "gold"
    export = [sys.executable, "-m", "extractor.cli", "export", "--store", str(case.path), "--to", "gold"]
    subprocess.run([*export, "--out", str(gold)], check=True, cwd=Path(__file__).parents[2])
    record = read_record(gold / f"{article}.gold.json")
    p_values = {c.p.value for trial in record.trials for c in trial.comparisons if c.p}
    assert 0.049 in p_values
    assert not any(e.name == "rescue treatment" for trial in record.trials for e in trial.endpoints)
    scored = subprocess.run(
        [sys.executable, "-m", "extractor.cli", "evaluate", str(gold)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert "1 gold documents, 1 with a record" in scored.stdout


def test_two_curators_at_once(case: Any, serve: Callable[..., Any], open_page: Callable[..., Any]) -> None:
    server = serve(case.path, "--reviewer", "Ann")
    sha, position = case.where("asthma")
    address = f"{server.url}/documents/{sha}/{position}"
    ann, ben = open_page(address), open_page(address)
    ben.locator("[data-rename]").click()
    ben.fill("#who-name", "Ben")
    ben.keyboard.press("Enter")
    ben.locator(".who", has_text="Ben").wait_for()
    ben.keyboard.press("Escape")

    fact(ann, "45.2").click()
    press(ann, "a")
    fact(ben, "45.2").click()
    ben.keyboard.press("x")
    ben.keyboard.press("8")
    conflict = ben.locator("#conflict[open]")
    conflict.wait_for()
    assert "Ann accepted" in conflict.inner_text()
    assert "accepted" in fact(ben, "45.2").get_attribute("class")
    ben.locator("[data-keep]").click()
    with Store(case.path) as store:
        assert [entry.reviewer for entry in store.decisions.entries(sha, position)] == ["Ann"]

    # What the other decides appears by itself, and the own place stays.
    fact(ben, "20.4").click()
    fact(ann, "8.3").click()
    press(ann, "a")
    ben.locator("#facts .fact.accepted", has_text="8.3").wait_for()
    assert "20.4" in current(ben)
    fact(ben, "8.3").click()
    ben.keyboard.press("x")
    with decided(ben):
        ben.keyboard.press("8")
    with Store(case.path) as store:
        entries = store.decisions.entries(sha, position)
    assert [(entry.reviewer, entry.action.action) for entry in entries] == [
        ("Ann", "accept"),
        ("Ann", "accept"),
        ("Ben", "reject"),
    ]


def test_nothing_confirmed_is_lost_when_the_server_is_killed(
    case: Any, serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    server = serve(case.path, "--reviewer", "Ann")
    sha, position = case.where("asthma")
    page = open_page(f"{server.url}/documents/{sha}/{position}")
    fact(page, "45.2").click()
    page.keyboard.press("a")
    page.locator("#said", has_text="You accepted").wait_for()
    server.kill()
    again = serve(case.path)
    page = open_page(f"{again.url}/documents/{sha}/{position}")
    assert "accepted" in fact(page, "45.2").get_attribute("class")
    page.locator(".history summary").click()
    assert "Ann accepted the arm result “45.2 %”" in page.locator(".history").inner_text()


def test_keys_can_be_changed(case: Any, serve: Callable[..., Any], open_page: Callable[..., Any]) -> None:
    server = serve(case.path, "--reviewer", "Ann")
    sha, position = case.where("asthma")
    page = open_page(f"{server.url}/documents/{sha}/{position}")
    page.keyboard.press("?")
    page.locator(".keylist button", has_text="accept, go on").click()
    page.keyboard.press("q")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("n")
    first = current(page)
    page.keyboard.press("a")
    press(page, "q")
    assert page.locator("#facts .fact.accepted").count() == 1
    assert current(page) != first
    assert json.loads(page.evaluate("localStorage.getItem('trialfacts-keys')")) == {"accept": "q"}


def test_a_fact_is_added_without_a_mouse(
    case: Any, serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    server = serve(case.path, "--reviewer", "Ann")
    sha, position = case.where("asthma")
    page = open_page(f"{server.url}/documents/{sha}/{position}")
    page.keyboard.press("i")
    page.select_option("#add-kind", "design")
    page.select_option("#add-name", "design.model")
    page.wait_for_selector('#editor select[name="value"]')
    page.select_option('#editor [name="value"]', "parallel")
    page.fill("#add-words", "randomised one to one")
    page.keyboard.press("Enter")
    page.locator("#add-words-problem", has_text="does not have these words").wait_for()
    page.fill("#add-words", "randomized 1:1")
    with decided(page):
        page.keyboard.press("Enter")
    assert current(page) == "parallel"
    assert "randomized" in " ".join(page.locator("#source mark.on").all_inner_texts())


def test_selected_words_are_found_behind_letters_of_any_kind(
    case: Any, serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    case.put(
        "signs.txt", "😀 𝛼-blockers\x07 in a phase 2 trial: 🧪🧪 45.2% of 80 patients took examplumab 200 mg."
    )
    sha, position = case.where("signs")
    page = open_page(f"{serve(case.path, '--reviewer', 'Ann').url}/documents/{sha}/{position}")
    page.keyboard.press("j")
    key = page.locator("#facts .current").get_attribute("data-fact")
    assert page.evaluate(SELECT, ["examplumab", 0])
    with decided(page):
        page.keyboard.press("e")
    with case.desk.store() as store:
        evidence = case.desk.state(store, sha, position, "first").draft.facts[key].evidence
    assert [item.text for item in evidence] == ["examplumab"]


def test_filter_and_accept_all_above_a_confidence(
    case: Any, serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    server = serve(case.path, "--reviewer", "Ann")
    sha, position = case.where("asthma")
    page = open_page(f"{server.url}/documents/{sha}/{position}")
    page.locator(".kinds summary").click()
    for kind in ("trial", "design", "drug", "arm", "dose", "endpoint", "comparison"):
        page.locator(f"[data-filter-kind={kind}]").uncheck()
    page.select_option("#bulk", "0")
    page.locator("h1").first.click()
    press(page, "A")
    accepted = page.locator("#facts .fact.accepted")
    assert accepted.count() == page.locator("#facts .fact.result").count() > 1
    with Store(case.path) as store:
        assert len(store.decisions.entries(sha, position)) == 1
    page.select_option("#filter-status", "open")
    assert page.locator("#facts .fact.result.aside").count() == accepted.count()
