"""What a web page declares of itself: title, date, publisher, DOI, address."""

from __future__ import annotations

import json
import re
from typing import Any

from lxml.html import HtmlElement

from extractor.reading.builder import collapse
from extractor.reading.headline import iso_date

_TITLE_TAIL = re.compile(r"\s+[|–—»·-]\s+[^|–—»·]{2,60}$")
_DATE_NAMES = (
    "article:published_time", "citation_online_date", "citation_publication_date", "citation_date",
    "datepublished", "dc.date.issued", "dc.date", "dcterms.issued", "dcterms.date", "date", "pubdate",
    "publish-date", "parsely-pub-date", "sailthru.date",
)  # fmt: skip
_NAMES = {
    "og:site_name": "publisher", "citation_publisher": "publisher", "dc.publisher": "publisher",
    "citation_journal_title": "journal", "citation_doi": "doi", "dc.identifier": "doi", "og:url": "url",
    "citation_pmid": "pmid", "author": "author", "citation_author": "author",
}  # fmt: skip
_ISO = re.compile(r"((?:19|20)\d\d)[-/](\d{1,2})[-/](\d{1,2})")


def page_metadata(root: HtmlElement) -> dict[str, str]:
    """Declared facts of a page: `title`, `published` (ISO date), `publisher`, `journal`, `doi`, `url`..."""
    metas: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop")
        content = meta.get("content")
        if name and content:
            metas.setdefault(name.lower(), collapse(content))
    found: dict[str, str] = {}
    linked = _linked_data(root)
    for name, key in _NAMES.items():
        if name in metas:
            found.setdefault(key, metas[name])
    if not found.get("doi", "10.").removeprefix("doi:").startswith("10."):
        del found["doi"]
    for key in ("publisher", "title"):
        if key in linked:
            found.setdefault(key, linked[key])
    for key in ("citation_title", "og:title", "dc.title", "twitter:title"):
        if key in metas:
            found.setdefault("title", metas[key])
    title = root.find(".//title")
    if title is not None and title.text and "title" not in found:
        found["title"] = _TITLE_TAIL.sub("", collapse(title.text))
    canonical = root.find(".//link[@rel='canonical']")
    if canonical is not None and canonical.get("href"):
        found["url"] = canonical.get("href", "")
    dates = [linked.get("published"), *(metas.get(name) for name in _DATE_NAMES), *_time_elements(root)]
    for date in dates:
        published = _iso(date) if date else None
        if published:
            found["published"] = published
            break
    return found


def _iso(text: str) -> str | None:
    found = _ISO.match(text.strip())
    if found and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
        return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    return iso_date(text)


def _time_elements(root: HtmlElement) -> list[str | None]:
    return [
        time.get("datetime")
        for time in root.iter("time")
        if time.get("pubdate") is not None
        or "publish" in (time.get("itemprop", "") + time.get("class", "")).lower()
    ]


def _linked_data(root: HtmlElement) -> dict[str, str]:
    """Headline, date and publisher of a page's JSON-LD; broken JSON is passed over."""
    found: dict[str, str] = {}
    for script in root.iter("script"):
        if script.get("type") != "application/ld+json" or not script.text or len(script.text) > 200_000:
            continue
        try:
            queue: list[Any] = [json.loads(script.text)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while queue and seen < 1000:
            item = queue.pop(0)
            seen += 1
            if isinstance(item, list):
                queue.extend(item)
            elif isinstance(item, dict):
                _take(item, found)
                queue.extend(value for key, value in item.items() if key in ("@graph", "mainEntity"))
    return found


def _take(item: dict[str, Any], found: dict[str, str]) -> None:
    kind = str(item.get("@type", ""))
    if not re.search(r"Article|Posting|Report|WebPage|ScholarlyWork|CreativeWork", kind):
        return
    for key, name in (("datePublished", "published"), ("headline", "title")):
        if isinstance(item.get(key), str):
            found.setdefault(name, collapse(item[key]))
    publisher = item.get("publisher")
    if isinstance(publisher, dict) and isinstance(publisher.get("name"), str):
        found.setdefault("publisher", publisher["name"])
