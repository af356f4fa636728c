"""The web application: addresses to pages. It holds no state of its own; all of that is in the store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from extractor.reviewing.desk import Desk
from extractor.reviewing.pages import collection, document
from extractor.reviewing.pages.site import Site
from extractor.reviewing.security import Access, Guard

TYPES: Mapping[str, str] = MappingProxyType(
    {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
)


def build_app(desk: Desk, access: Access, reviewer: str | None = None) -> Guard:
    """The application over a desk. `reviewer` is who works where a browser has not given another name."""
    app = Starlette(
        routes=[
            *collection.ROUTES,
            *document.ROUTES,
            Route("/static/{name}", _asset),
            Route("/favicon.ico", lambda request: Response(status_code=204)),
        ],
        exception_handlers={404: _not_found},
    )
    app.router.redirect_slashes = False
    app.state.site = Site(desk, access, reviewer)
    return Guard(app, access)


@cache
def _assets() -> Mapping[str, bytes]:
    folder = files("extractor.reviewing") / "static"
    return {item.name: item.read_bytes() for item in folder.iterdir() if item.is_file()}


def _asset(request: Request) -> Response:
    """A style or script; only names that are known are looked up, and only in memory."""
    name = request.path_params["name"]
    content = _assets().get(name)
    if content is None:
        return PlainTextResponse("There is no such file.", 404)
    kind = TYPES.get(f".{name.rpartition('.')[2]}", "application/octet-stream")
    return Response(content, media_type=kind, headers={"cache-control": "no-cache"})


def _not_found(request: Request, error: Exception) -> Response:
    site: Site = request.app.state.site
    return site.problem(request, "There is no such page", "Go back to the queue.", 404)
