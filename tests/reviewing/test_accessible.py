"""axe's automatic checks on every page: light and dark, wide, narrow and zoomed, with dialogs open."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("axe_playwright_python", reason="axe is not installed")

RUN = "() => axe.run(document, {resultTypes: ['violations']})"


def check(page: Any) -> None:
    """No violation on the page as it is now."""
    page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate(RUN)["violations"]
    told = [
        f"{item['id']}: {item['help']}: {[node['html'][:160] for node in item['nodes'][:3]]}"
        for item in found
    ]
    assert told == [], told


@pytest.fixture
def collection(case: Any, corpus: Path) -> Any:
    """A store with a text, an HTML page with tables, and a PDF."""
    from write_pdf import pdf_bytes

    for name in ("soficitinib-tyk2-ad-report.txt", "inavo120-os-congress.html"):
        case.put(name, (corpus / name).read_bytes())
    lines = ("In a phase 2 trial, 120 adults with asthma took", "examplumab 200 mg or placebo for 12 weeks.")
    page = [(72.0, 700.0 - 20 * place, 12.0, line) for place, line in enumerate(lines)]
    case.put("printed.pdf", pdf_bytes([page]))
    return case


@pytest.mark.parametrize(
    ("width", "height", "colours"), [(1280, 800, "light"), (1920, 1080, "dark"), (640, 400, "light")]
)
def test_no_violation(
    collection: Any,
    serve: Callable[..., Any],
    open_page: Callable[..., Any],
    width: int,
    height: int,
    colours: str,
) -> None:
    server = serve(collection.path, "--reviewer", "Ann")
    page = open_page(server.url, color_scheme=colours)
    page.set_viewport_size({"width": width, "height": height})
    check(page)
    for path in ("/agreement", "/corrections"):
        page.goto(server.url + path)
        check(page)
    for id in ("soficitinib-tyk2-ad-report", "inavo120-os-congress", "printed"):
        sha, position = collection.where(id)
        page.goto(f"{server.url}/documents/{sha}/{position}")
        page.locator("#main[data-ready]").wait_for()
        page.keyboard.press("n")
        page.keyboard.press("a")
        page.locator("#facts .fact.accepted").wait_for()
        check(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.select_option("#filter-status", "decided")
    check(page)
    page.locator("#facts").focus()
    for key, dialog in (
        ("c", "#editor"),
        ("x", "#reject"),
        ("?", "#keys"),
        ("d", "#finish"),
        ("i", "#editor"),
    ):
        page.keyboard.press(key)
        page.locator(f"{dialog}[open]").wait_for()
        check(page)
        page.keyboard.press("Escape")
