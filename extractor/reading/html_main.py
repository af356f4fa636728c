"""Which part of a web page is the article."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from lxml import etree
from lxml.html import HtmlElement

_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORD_BREAK = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")
_KEPT = frozenset(("html", "body", "main", "article", "table", "tbody", "tr", "td", "th", "thead"))
_HOLDERS = frozenset(("div", "section", "main", "article", "body", "center", "html"))
_HEADING = ("h1", "h2")


@dataclass(frozen=True)
class Furniture:
    """The words of `data/page_furniture.toml`."""

    tags: frozenset[str]
    roles: frozenset[str]
    words: frozenset[str]
    phrases: tuple[str, ...]


@cache
def furniture() -> Furniture:
    """The furniture words, loaded once."""
    data = tomllib.loads(files("extractor.reading").joinpath("data/page_furniture.toml").read_text("utf-8"))
    return Furniture(
        frozenset(data["dropped_tags"]),
        frozenset(data["dropped_roles"]),
        frozenset(data["dropped_words"]),
        tuple(data["dropped_phrases"]),
    )


class Page:
    """A parsed page with the size of each element's text and the parts that are no article."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self._words = furniture()
        self._lengths: dict[HtmlElement, int] = {}
        self._with_heading: set[HtmlElement] = set()
        self.dropped: set[HtmlElement] = set()
        self._measure()
        self._find_furniture()

    def main(self) -> HtmlElement:
        """The lowest element that holds the article: its text, and its headline where it has one."""
        body = self.root.find("body")
        current = self.root if body is None else body
        for path in (".//main", './/*[@role="main"]', ".//article"):
            candidates = [found for found in current.iterfind(path) if found not in self.dropped]
            if not candidates:
                continue
            best = max(candidates, key=self._size)
            alone = self._size(best) >= 0.6 * sum(map(self._size, candidates))
            if alone and self._size(best) >= 0.3 * self._size(current):
                current = best
        while True:
            inner = [child for child in current if child.tag in _HOLDERS and child not in self.dropped]
            if not inner:
                return current
            best = max(inner, key=self._size)
            if self._size(best) < 0.85 * self._size(current):
                return current
            if current in self._with_heading and best not in self._with_heading:
                return current
            current = best

    def _size(self, element: HtmlElement) -> int:
        return self._lengths.get(element, 0)

    def _measure(self) -> None:
        """Characters of text below each element; links, scripts and the like count nothing."""
        lengths = self._lengths
        nothing = self._words.tags | {"a"}
        for _, element in etree.iterwalk(self.root, events=("end",)):
            if not isinstance(element.tag, str) or element.tag in nothing:
                size = 0
            else:
                size = lengths.get(element, 0) + (len(element.text.strip()) if element.text else 0)
                lengths[element] = size
            parent = element.getparent()
            if parent is None:
                continue
            tail = len(element.tail.strip()) if element.tail else 0
            lengths[parent] = lengths.get(parent, 0) + size + tail
            if element.tag in _HEADING[:1] or element in self._with_heading:
                self._with_heading.add(parent)

    def _find_furniture(self) -> None:
        total = self._size(self.root)
        words = self._words
        for element in self.root.iter("*"):
            tag = element.tag
            if tag in words.tags:
                self.dropped.add(element)
                continue
            attributes = element.attrib
            if tag == "header":
                if element not in self._with_heading:
                    self.dropped.add(element)
                continue
            if not attributes:
                if tag in ("ul", "ol") and self._is_link_list(element):
                    self.dropped.add(element)
                continue
            if (
                "hidden" in attributes
                or attributes.get("aria-hidden") == "true"
                or _HIDDEN_STYLE.search(attributes.get("style", ""))
            ):
                self.dropped.add(element)
                continue
            if tag in _KEPT:
                continue
            named = attributes.get("role") in words.roles or self._named_furniture(
                attributes.get("class", ""), attributes.get("id", "")
            )
            if (named and self._size(element) <= 0.4 * total and element not in self._with_heading) or (
                tag in ("ul", "ol") and self._is_link_list(element)
            ):
                self.dropped.add(element)

    def _named_furniture(self, *names: str) -> bool:
        for name in names:
            if not name:
                continue
            parts = [part.lower() for part in _WORD_BREAK.split(name) if part]
            if not self._words.words.isdisjoint(parts):
                return True
            joined = " ".join(parts)
            if any(phrase in joined for phrase in self._words.phrases):
                return True
        return False

    def _is_link_list(self, element: HtmlElement) -> bool:
        """A list of which all but nothing is links is navigation."""
        links = sum(1 for _ in element.iter("a"))
        return links >= 3 and links >= len(element) and self._size(element) <= 3 * links
