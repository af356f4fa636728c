"""What all pages share: templates, the reviewer's name, how problems are shown."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote, unquote

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from extractor.reviewing.desk import Desk
from extractor.reviewing.security import Access
from extractor.reviewing.words import KIND_WORDS, QUEUE_STATUS, REASONS

NAME_COOKIE = "trialfacts-reviewer"
LONGEST_NAME = 60
_YEAR = 365 * 24 * 3600


@dataclass(slots=True)
class Site:
    """The desk, who may come in, and who works here by default."""

    desk: Desk
    access: Access
    reviewer: str | None

    def who(self, request: Request) -> str:
        """The reviewer's name in this browser; "" where none is known."""
        name = clean_name(unquote(request.cookies.get(NAME_COOKIE, "")))
        return name or clean_name(self.reviewer or "")

    def page(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page."""
        values.setdefault("here", "")
        html = self.fragment(template, who=self.who(request), secret=self.access.secret, **values)
        return HTMLResponse(html, status, headers={"cache-control": "no-store"})

    def fragment(self, template: str, **values: Any) -> str:
        """A part of a page."""
        return environment().get_template(template).render(**values)

    def problem(self, request: Request, title: str, words: str, status: int) -> HTMLResponse:
        """A page that says what went wrong and what to do."""
        return self.page(request, "problem.html", status, title=title, words=words)


def clean_name(name: str) -> str:
    """A reviewer's name on one line, without control and direction-changing characters."""
    kept = "".join(letter for letter in name if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co"))
    return " ".join(kept.split())[:LONGEST_NAME].strip()


def set_name(response: Response, name: str) -> None:
    """Keep the reviewer's name in this browser."""
    response.set_cookie(NAME_COOKIE, quote(name), max_age=_YEAR, httponly=True, samesite="strict")


@cache
def environment() -> Environment:
    """The templates; everything that they show is escaped."""
    made = Environment(
        loader=PackageLoader("extractor.reviewing"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["kind_words"] = KIND_WORDS
    made.globals["status_words"] = QUEUE_STATUS
    made.globals["reasons"] = REASONS
    made.filters["share"] = lambda part, whole: round(100 * part / whole, 2) if whole else 0
    return made
