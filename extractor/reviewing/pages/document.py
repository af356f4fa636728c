"""The page of one document, on each of its tracks, and the decisions that it sends."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from extractor.reviewing.apply import DecisionError
from extractor.reviewing.desk import Conflict, Desk, NoSuchRecord
from extractor.reviewing.document_view import DocumentView, document_view, page_words
from extractor.reviewing.draft import PLAIN_FIELDS, Draft
from extractor.reviewing.forms import field_words, fields_of, label_of
from extractor.reviewing.history import State
from extractor.reviewing.narration import disagreement_rows, sentence
from extractor.reviewing.pages.site import Site
from extractor.reviewing.panel import Panel, panel_of
from extractor.reviewing.requests import decision, empty_form
from extractor.reviewing.settling import settle
from extractor.reviewing.sources import MissingSource
from extractor.reviewing.values import ValueProblem
from extractor.storing import Store, StoreFailure
from schemas.review import Action, Entry, FactKind, Track

ROOMS: Mapping[str, Track] = MappingProxyType(
    {"documents": "first", "second": "second", "adjudicate": "final"}
)
_LAST_POSITION = 2**31
_SOURCE_CHANGES = ("ground", "add", "merge", "split", "settle", "undo", "redo")


def show(request: Request) -> Response:
    """The document beside its facts."""
    site: Site = request.app.state.site
    track, where = _where(request)
    with site.desk.store() as store:
        state = site.desk.state(store, *where, track)
        first = site.desk.state(store, *where, "first")
        second = site.desk.state(store, *where, "second")
        view, missing = _view(site.desk, store, where, state)
        best = store.summaries.next(where)
        panel = panel_of(state)
        who = site.who(request)
        refusal = _refusal(track, who, first, second)
        if refusal:
            return site.problem(request, "Not here", refusal, 403)
        return site.page(
            request,
            "document.html",
            here="document",
            title=state.final.record.document.title or state.final.record.document.id,
            info=state.final.record.document,
            where=where,
            room=request.path_params["room"],
            track=track,
            state=state,
            view=view,
            missing=missing,
            best=best,
            trials=[(fact.key, label_of(fact)) for fact in state.draft.trials()],
            plain_fields=[(name, field_words(name)) for name in PLAIN_FIELDS],
            **_panel_values(site.desk, store, where, state, panel),
        )


def _refusal(track: Track, who: str, first: State, second: State) -> str:
    if track == "second" and who in first.reviewers:
        return "You have taken part in the first review. A second review needs a second person."
    if track == "first" and who in second.reviewers and not second.draft.finished:
        return "Finish your own review first: it must not know the other one."
    if track == "final" and not (first.draft.finished and second.draft.finished):
        return "Adjudication comes after both reviews are finished."
    return ""


def _panel_values(
    desk: Desk, store: Store, where: tuple[str, int], state: State, panel: Panel
) -> dict[str, Any]:
    rows = []
    if state.track == "final":
        second = desk.state(store, *where, "second")
        rows = disagreement_rows(desk.disagreements(store, *where), state.draft, second.draft)
    live = {entry.id for entry in state.live}
    history = [(entry, sentence(entry, state.draft), entry.id in live) for entry in reversed(state.entries)]
    return {"panel": panel, "finished": state.draft.finished, "disagreements": rows, "history": history[:200]}


def _view(desk: Desk, store: Store, where: tuple[str, int], state: State) -> tuple[DocumentView | None, str]:
    """The document, or why it cannot be shown."""
    try:
        source = desk.sources.get(store, *where)
        sizes = desk.sources.page_sizes(store, where[0]) if source.format == "pdf" else []
    except MissingSource as error:
        return None, str(error)
    return document_view(source, state.draft, sizes), ""


def form(request: Request) -> Response:
    """The inputs to correct or split a fact, to add one, or to merge two, as a fragment."""
    site: Site = request.app.state.site
    track, where = _where(request)
    query = request.query_params
    with site.desk.store() as store:
        state = site.desk.state(store, *where, track)
    draft, do = state.draft, query.get("do", "")
    if do == "add":
        kind = cast(FactKind, query.get("kind", ""))
        try:
            fields = empty_form(state, kind, query.get("trial", ""), query.get("name", ""))
        except DecisionError as error:
            return HTMLResponse(str(error), 422)
        return HTMLResponse(site.fragment("form.html", do=do, fields=fields, fact=None, others=[], moved=[]))
    fact = draft.facts.get(query.get("fact", ""))
    if fact is None or do not in ("correct", "merge", "split"):
        return HTMLResponse("That fact is not there any more; load the page again.", 404)
    fields = fields_of(draft, fact.kind, fact.trial, fact.name, fact.value)
    same = draft.trials() if fact.kind == "trial" else draft.of_kind(fact.kind, fact.trial)
    others = [(other.key, label_of(other)) for other in same if other.key != fact.key]
    return HTMLResponse(
        site.fragment(
            "form.html", do=do, fields=fields, fact=fact, others=others, moved=_dependants(state, fact.key)
        )
    )


def _dependants(state: State, key: str) -> list[tuple[str, str]]:
    """The facts that a split of this one can move, with their words."""
    panel = panel_of(state)
    return [
        (other.key, f"{panel.facts[other.key].kind_words}: {panel.facts[other.key].words}")
        for other in state.draft.facts.values()
        if other.key in panel.facts and (key in other.references() or other.trial == key)
    ]


async def decide(request: Request) -> Response:
    """Carry a decision out; the answer has the panel as it is then."""
    try:
        body = await request.json()
    except ValueError:
        return JSONResponse({"message": "the request is not understood"}, 400)
    if not isinstance(body, dict):
        return JSONResponse({"message": "the request is not understood"}, 400)
    return await run_in_threadpool(_decide, request, body)


def _decide(request: Request, body: dict[str, Any]) -> Response:
    site: Site = request.app.state.site
    track, where = _where(request)
    who = site.who(request)
    if not who:
        return JSONResponse({"message": "say who you are first", "name": True}, 422)
    seen = body.get("seen")
    with site.desk.store() as store:
        state = site.desk.state(store, *where, track)
        try:
            action = _action(site.desk, store, where, state, body, who)
            after, entry = site.desk.decide(
                store, where, track, who, action, seen if isinstance(seen, int) else 0
            )
        except Conflict as conflict:
            now = site.desk.state(store, *where, track)
            told = [f"{entry.reviewer} {sentence(entry, now.draft)}" for entry in conflict.entries]
            return JSONResponse({"conflict": told, **_answer(site, store, where, now, body)}, status_code=409)
        except ValueProblem as problem:
            return JSONResponse({"message": str(problem), "problems": problem.problems}, 422)
        except (DecisionError, MissingSource) as error:
            return JSONResponse({"message": str(error)}, 422)
        return JSONResponse(
            {"said": sentence(entry, after.draft), **_answer(site, store, where, after, body, entry)}
        )


def _action(
    desk: Desk, store: Store, where: tuple[str, int], state: State, body: dict[str, Any], who: str
) -> Action:
    if body.get("do") == "settle" and state.track == "final":
        return settle(
            str(body.get("fact")), str(body.get("take")), desk.disagreements(store, *where), state.draft
        )
    return decision(body, state, lambda: desk.sources.get(store, *where), who)


def _answer(
    site: Site,
    store: Store,
    where: tuple[str, int],
    state: State,
    body: Mapping[str, Any],
    entry: Entry | None = None,
) -> dict[str, Any]:
    values = _panel_values(site.desk, store, where, state, panel_of(state))
    source = None
    if body.get("do") in _SOURCE_CHANGES or body.get("refresh"):
        view, missing = _view(site.desk, store, where, state)
        source = site.fragment("source.html", view=view, missing=missing, where=where)
    return {
        "seen": state.last,
        "panel": site.fragment("panel.html", **values),
        "source": source,
        "focus": _focus(state.draft, body, entry),
        "trials": [(fact.key, label_of(fact)) for fact in state.draft.trials()],
    }


def _focus(draft: Draft, body: Mapping[str, Any], entry: Entry | None) -> str | None:
    """The fact to be at now: the one that was made, or the one that was decided on."""
    made = f"entry-{entry.id}" if entry else ""
    if made in draft.facts:
        return made
    if body.get("do") == "merge":
        return str(body.get("into"))
    fact = body.get("fact")
    return fact if isinstance(fact, str) and fact in draft.facts else None


def news(request: Request) -> Response:
    """What others have decided on this track since `seen`, with the panel as it is now."""
    site: Site = request.app.state.site
    track, where = _where(request)
    seen = request.query_params.get("seen", "")
    with site.desk.store() as store:
        state = site.desk.state(store, *where, track)
        if not seen.isdecimal() or state.last <= int(seen):
            return JSONResponse({"seen": state.last})
        others = site.desk.others_since(state, site.who(request), int(seen))
        told = [f"{entry.reviewer} {sentence(entry, state.draft)}" for entry in others]
        return JSONResponse({"told": told, **_answer(site, store, where, state, {"refresh": True})})


def page_picture(request: Request) -> Response:
    """A page of a PDF."""
    site: Site = request.app.state.site
    _, where = _where(request)
    with site.desk.store() as store:
        site.desk.record(store, *where)
        picture = site.desk.sources.page(store, where[0], request.path_params["number"])
    headers = {"cache-control": "private, max-age=3600, immutable"}
    return Response(picture, media_type="image/png", headers=headers)


def words_of_page(request: Request) -> Response:
    """The words of a page of a PDF, to be laid over its picture, as a fragment of SVG."""
    site: Site = request.app.state.site
    _, where = _where(request)
    with site.desk.store() as store:
        source = site.desk.sources.get(store, *where)
    words = page_words(source, request.path_params["number"])
    return HTMLResponse(site.fragment("words.html", words=words))


def _where(request: Request) -> tuple[Track, tuple[str, int]]:
    values = request.path_params
    track = ROOMS.get(values["room"])
    if track is None or values["position"] > _LAST_POSITION:
        raise NoSuchRecord("there is no such page")
    return track, (values["sha"], values["position"])


def _guarded(endpoint: Callable[[Request], Response]) -> Callable[[Request], Response]:
    """The endpoint, with a page for a record or a file that is not there."""

    def answer(request: Request) -> Response:
        site: Site = request.app.state.site
        try:
            return endpoint(request)
        except NoSuchRecord:
            words = (
                "The store has no such document now. It may have been extracted anew, or its file changed."
            )
            return site.problem(request, "There is no such document", words, 404)
        except MissingSource as error:
            return site.problem(request, "The document cannot be shown", str(error), 404)

    return answer


async def _guarded_decide(request: Request) -> Response:
    try:
        return await decide(request)
    except NoSuchRecord:
        return JSONResponse({"message": "the store has no such document now; go back to the queue"}, 404)
    except (StoreFailure, sqlite3.OperationalError) as error:
        return JSONResponse({"message": f"the store cannot be written now ({error}); try again"}, 503)


_PLACE = "/{room}/{sha}/{position:int}"
ROUTES = [
    Route(_PLACE, _guarded(show)),
    Route(f"{_PLACE}/form", _guarded(form)),
    Route(f"{_PLACE}/news", _guarded(news)),
    Route(f"{_PLACE}/decide", _guarded_decide, methods=["POST"]),
    Route(f"{_PLACE}/pages/{{number:int}}.png", _guarded(page_picture)),
    Route(f"{_PLACE}/pages/{{number:int}}/words", _guarded(words_of_page)),
]
