"""What a curator does on the page of a document, in Playwright's words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

SELECT = """([text, nth]) => {
  const walker = document.createTreeWalker(document.getElementById("source"), NodeFilter.SHOW_TEXT);
  let found = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const at = node.data.indexOf(text);
    if (at < 0 || found++ < nth) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + text.length);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    document.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    return true;
  }
  return false;
}"""


def fact(page: Any, words: str) -> Any:
    """The button of a fact by its words."""
    return page.locator("#facts .fact", has_text=words).first


def press(page: Any, key: str) -> None:
    """Press a key that decides, and wait until the page shows what came of it."""
    with decided(page):
        page.keyboard.press(key)


@contextmanager
def decided(page: Any) -> Iterator[None]:
    """What the block does is a decision: wait until the page shows it."""
    seen = page.locator("#main").get_attribute("data-seen")
    yield
    page.locator(f"#main:not([data-seen='{seen}'])").wait_for()


def current(page: Any) -> str:
    return str(page.locator("#facts .current .words").first.inner_text())
