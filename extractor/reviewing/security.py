"""Who may talk to the server, and what its pages may do."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlencode

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
TOKEN_COOKIE = "trialfacts-token"
MOST_BYTES = 2_000_000
"""The largest body of a request."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where the server listens. `token` is asked for when that is not this machine alone; `secret` marks the
    requests that come from our own pages."""

    host: str
    port: int
    token: str | None = None
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def hosts(self) -> set[str]:
        """The Host headers that are ours."""
        names = {"127.0.0.1", "localhost", "[::1]"}
        if self.host not in ("0.0.0.0", "::"):
            names.add(f"[{self.host}]" if ":" in self.host else self.host.lower())
        return {f"{name}:{self.port}" for name in names} | (names if self.port == 80 else set())

    @property
    def anywhere(self) -> bool:
        """Whether it listens on all of the machine's addresses, whatever names they have."""
        return self.host in ("0.0.0.0", "::")


def is_local(host: str) -> bool:
    """Whether only programs of this machine can reach a server that listens there."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class Guard:
    """Refuses foreign hosts, forged requests, large bodies and missing tokens; sets the pages' headers."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_raw(HEADERS.items())]
            await send(message)

        await (refusal or self.app)(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "").lower()
        if not self._is_ours(host):
            return PlainTextResponse("This address is not that of the review server.", 421)
        if self.access.token is not None:
            answer = self._check_token(scope, headers, self.access.token)
            if answer is not None:
                return answer
        if scope["method"] in ("GET", "HEAD"):
            return None
        if scope["method"] != "POST":
            return PlainTextResponse("Only GET and POST are answered.", 405)
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "same-origin")
        if (origin is not None and origin.lower() != f"http://{host}") or site not in ("same-origin", "none"):
            return PlainTextResponse("Requests from other sites are refused.", 403)
        if not hmac.compare_digest(headers.get("x-trialfacts", "").encode(), self.access.secret.encode()):
            return PlainTextResponse("The page is from an earlier start of the server; load it again.", 403)
        try:
            size = int(headers.get("content-length", ""))
        except ValueError:
            return PlainTextResponse("The request does not say how long it is.", 411)
        return PlainTextResponse("The request is too large.", 413) if size > MOST_BYTES else None

    def _is_ours(self, host: str) -> bool:
        if host in self.access.hosts:
            return True
        if not self.access.anywhere:
            return False
        name, _, port = host.rpartition(":")
        try:
            ipaddress.ip_address(name.strip("[]"))
        except ValueError:
            # A name that a foreign page could point at this machine; the token is bound to addresses.
            return False
        return port == str(self.access.port)

    def _check_token(self, scope: Scope, headers: Headers, token: str) -> Response | None:
        query = parse_qs(scope["query_string"].decode("latin-1"))
        given = query.pop("token", [""])[0]
        if given and hmac.compare_digest(given.encode(), token.encode()):
            rest = f"?{urlencode(query, doseq=True)}" if query else ""
            # One slash: "//x" would be another site.
            answer = RedirectResponse(f"/{scope['path'].lstrip('/')}{rest}", 303)
            answer.set_cookie(TOKEN_COOKIE, token, httponly=True, samesite="strict")
            return answer
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(TOKEN_COOKIE)
        except CookieError:
            cookie = None
        if cookie is None or not hmac.compare_digest(cookie.value.encode(), token.encode()):
            return PlainTextResponse("Open the address with the token that the server printed.", 401)
        return None


def _raw(pairs: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in pairs]
