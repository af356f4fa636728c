"""The pages about the whole collection: the queue, agreement, corrections."""

from __future__ import annotations

from typing import cast

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from extractor.reviewing.corrections import corrections_in
from extractor.reviewing.pages.site import Site, clean_name, set_name
from extractor.reviewing.summary import reason, short_reason
from extractor.reviewing.team import team_figures
from extractor.storing.summaries import SORTS, ReviewStatus, Selection

ROWS = 50
_MOST_TILES = 400
"""A larger collection is shown as a bar alone."""
_LISTED_AT_ONCE = 20
"""More documents than these are left to the background, so that the page does not wait for them."""


def queue(request: Request) -> Response:
    """The documents, the most worthwhile first."""
    site: Site = request.app.state.site
    selection, page = _selection(request)
    with site.desk.store() as store:
        waiting = store.summaries.stale_count()
        if 0 < waiting <= _LISTED_AT_ONCE:
            waiting = site.desk.refresh(store, _LISTED_AT_ONCE)
        count = store.summaries.count(selection)
        last = max((count - 1) // ROWS, 0)
        page = min(page, last)
        rows = store.summaries.page(selection, page * ROWS, ROWS)
        best = store.summaries.next()
        totals = store.summaries.totals()
        tiles = store.summaries.tiles(_MOST_TILES)
    return site.page(
        request,
        "queue.html",
        here="queue",
        rows=rows,
        reason=reason,
        short_reason=short_reason,
        best=best,
        totals=totals,
        tiles=tiles,
        selection=selection,
        count=count,
        page=page,
        last=last,
        waiting=waiting,
        path=site.desk.path.name,
        link=_Links(selection),
    )


def next_document(request: Request) -> Response:
    """To the document where a minute helps most; `after` names one that is left aside."""
    site: Site = request.app.state.site
    sha, _, position = request.query_params.get("after", "").partition("/")
    with site.desk.store() as store:
        best = store.summaries.next((sha, int(position) if position.isdecimal() else 0))
    if best is None:
        return RedirectResponse("/?done=1", 303)
    return RedirectResponse(f"/documents/{best.sha}/{best.position}", 303)


def agreement_page(request: Request) -> Response:
    """How much reviewers agree, and the documents on which they do not."""
    site: Site = request.app.state.site
    with site.desk.store() as store:
        figures = team_figures(site.desk, store)
    return site.page(request, "agreement.html", here="agreement", figures=figures)


def corrections_page(request: Request) -> Response:
    """What curators changed, by kind of error."""
    site: Site = request.app.state.site
    with site.desk.store() as store:
        groups = corrections_in(site.desk, store, site.who(request))
    return site.page(request, "corrections.html", here="corrections", groups=groups)


async def rename(request: Request) -> Response:
    """Keep the reviewer's name in the browser."""
    try:
        body = await request.json()
        name = clean_name(str(body.get("name", "")))
    except (ValueError, AttributeError):
        name = ""
    if not name:
        return JSONResponse({"message": "give a name"}, 422)
    response = JSONResponse({"name": name})
    set_name(response, name)
    return response


class _Links:
    """Addresses of the queue with one thing changed."""

    def __init__(self, selection: Selection) -> None:
        self._now = {
            "status": selection.status or "",
            "checks": "1" if selection.checks else "",
            "below": "" if selection.below is None else f"{selection.below:g}",
            "facts": str(selection.facts or ""),
            "q": selection.words,
            "sort": selection.sort,
            "reverse": "1" if selection.reverse else "",
        }

    def __call__(self, **changed: str) -> str:
        from urllib.parse import urlencode

        values = {name: value for name, value in (self._now | changed).items() if value}
        return f"/?{urlencode(values)}" if values else "/"

    def sort(self, name: str) -> str:
        """The queue in this order; the other way round when it is in this order already."""
        turned = self._now["sort"] == name and not self._now["reverse"]
        return self(sort=name, reverse="1" if turned else "")


def _selection(request: Request) -> tuple[Selection, int]:
    query = request.query_params
    status = query.get("status", "")
    sort = query.get("sort", "worth")
    try:
        below = float(query["below"]) if query.get("below") else None
    except ValueError:
        below = None
    selection = Selection(
        status=cast(ReviewStatus, status) if status in ("unreviewed", "in_progress", "done") else None,
        checks=query.get("checks") == "1",
        below=below if below is not None and 0 < below <= 1 else None,
        facts=_whole(query.get("facts", "")),
        words=query.get("q", "")[:200],
        sort=sort if sort in SORTS else "worth",
        reverse=query.get("reverse") == "1",
    )
    return selection, _whole(query.get("page", ""))


def _whole(word: str) -> int:
    return int(word) if word.isdecimal() and len(word) < 7 else 0


ROUTES = [
    Route("/", queue),
    Route("/next", next_document),
    Route("/agreement", agreement_page),
    Route("/corrections", corrections_page),
    Route("/name", rename, methods=["POST"]),
]
