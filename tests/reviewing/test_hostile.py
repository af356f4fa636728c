"""Hostile documents, names and requests: nothing of them is markup, and nothing of them is obeyed."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from schemas import DocumentRecord

EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>{{7*7}}</textarea>\'"&\u202e'
TEXT = (
    f"{EVIL} eases asthma\n\n"
    f"In a phase 2 trial, 120 adults with {EVIL} asthma took javascript:alert(3) or placebo. "
    f'A response was seen in 45.2% of patients <a href="javascript:alert(4)">here</a> and 20.4% on placebo.\n'
)


def evil_record(id: str) -> DocumentRecord:
    start = TEXT.index("45.2%")
    evidence = [{"start": start, "end": start + 5, "text": "45.2%", "section": EVIL}]
    result = {
        "arm": "arm-1",
        "endpoint": "endpoint-1",
        "statistic": "proportion",
        "value": 45.2,
        "unit": EVIL,
        "subgroup": EVIL,
        "evidence": evidence,
        "confidence": 0.3,
    }
    return DocumentRecord.model_validate(
        {
            "document": {"id": id, "title": EVIL},
            "trials": [
                {
                    "id": "trial-1",
                    "acronym": EVIL,
                    "condition": EVIL,
                    "interventions": [{"id": "drug-1", "name": EVIL, "aliases": [EVIL], "targets": [EVIL]}],
                    "arms": [{"id": "arm-1", "label": EVIL, "interventions": ["drug-1"]}],
                    "endpoints": [{"id": "endpoint-1", "name": EVIL}],
                    "arm_results": [result],
                }
            ],
        }
    )


@pytest.fixture
def evil(case: Any) -> Any:
    name = "<svg onload=alert(5)>&amp; 'x'.txt"
    case.put(name, TEXT, evil_record("<b>id</b>"))
    return case


def test_hostile_words_are_words_on_every_page(
    evil: Any, serve: Callable[..., Any], open_page: Callable[..., Any]
) -> None:
    server = serve(evil.path, "--reviewer", EVIL)
    dialogs: list[str] = []
    sha, position = evil.where("<b>id</b>")
    page = open_page(f"{server.url}/documents/{sha}/{position}")
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    for where in ("", "/agreement", "/corrections", "/?q=%3Cscript%3Ealert(6)%3C/script%3E"):
        page.goto(f"{server.url}{where}")
    page.goto(f"{server.url}/documents/{sha}/{position}")
    page.locator("#main[data-ready]").wait_for()
    assert page.locator("#source").inner_text().count("<script>alert(2)</script>") == 2
    fact = page.locator("#facts .fact.arm").first
    fact.click()
    assert "<img src=x" in page.locator("#inspector").inner_text()
    page.keyboard.press("c")
    page.wait_for_selector('#editor [name="label"]')
    assert "<script>" in page.locator('#editor [name="label"]').input_value()
    page.keyboard.press("Enter")
    page.locator("#facts .fact.accepted").wait_for()
    page.locator("#facts .fact.result").click()
    page.keyboard.press("x")
    page.fill("#reject-note", EVIL)
    page.locator("[data-reason=other]").click()
    page.locator("#facts .fact.rejected").wait_for()
    page.locator(".history summary").click()
    assert "alert(1)" in page.locator(".history").inner_text()
    for where in ("/", "/corrections"):
        page.goto(f"{server.url}{where}")
        assert "<img src=x" in page.locator("main").inner_text()
    assert (
        page.locator("script:not([src]), img[src=x], svg[onload], [onerror], a[href^=javascript]").count()
        == 0
    )
    assert dialogs == []


class Client:
    """Raw requests to a server, with headers as one likes."""

    def __init__(self, server: Any) -> None:
        parts = urlsplit(server.url)
        self.host, self.port = parts.hostname, parts.port
        self.own = f"{parts.hostname}:{parts.port}"

    def ask(
        self, method: str, path: str, body: str | None = None, **headers: str
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(self.host or "", self.port, timeout=10)
        connection.putrequest(method, path, skip_host=True)
        sent = {"Host": self.own} | {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent |= {"Content-Length": str(len(body.encode()))}
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body.encode() if body is not None else None)
        return connection.getresponse()

    def secret(self) -> str:
        found = re.search(r'data-secret="([^"]+)"', self.ask("GET", "/").read().decode())
        assert found
        return found[1]


@pytest.fixture
def client(evil: Any, serve: Callable[..., Any]) -> Client:
    return Client(serve(evil.path, "--reviewer", "Ann"))


def test_pages_have_a_strict_policy(client: Client) -> None:
    for path in ("/", "/static/document.js", "/nowhere", "/documents/0/0"):
        answer = client.ask("GET", path)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy and "data:" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:1", "", "localhost:1"]
)
def test_foreign_hosts_are_refused(client: Client, host: str) -> None:
    assert client.ask("GET", "/", Host=host).status in (400, 421)


def test_forged_requests_are_refused(client: Client, evil: Any) -> None:
    sha, position = evil.where("<b>id</b>")
    path = f"/documents/{sha}/{position}/decide"
    body = json.dumps({"do": "accept", "facts": ["trial-1"], "seen": 0})
    good = {
        "X_Trialfacts": client.secret(),
        "Origin": f"http://{client.own}",
        "Sec_Fetch_Site": "same-origin",
    }
    forged = [
        {},
        {"X_Trialfacts": "guess"},
        good | {"X_Trialfacts": ""},
        good | {"Origin": "http://evil.example"},
        good | {"Origin": "null"},
        good | {"Sec_Fetch_Site": "cross-site"},
        good | {"Sec_Fetch_Site": "same-site"},
    ]
    for headers in forged:
        assert client.ask("POST", path, body, **headers).status == 403, headers
    assert client.ask("GET", path).status == 405
    assert client.ask("PUT", path, body, **good).status == 405
    with evil.desk.store() as store:
        assert store.decisions.entries(sha, position) == []
    assert client.ask("POST", path, body, **good).status == 200


def test_no_path_reaches_the_file_system(client: Client, evil: Any) -> None:
    sha, _ = evil.where("<b>id</b>")
    for path in (
        "/static/../app.py",
        "/static/..%2fapp.py",
        "/static/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/static//etc/passwd",
        "/documents/..%2f..%2fetc%2fpasswd/0",
        f"/documents/{sha}/0/pages/../../../etc/passwd",
        f"/documents/{sha}/0/pages/1.png",
        f"/documents/{sha}/99999999999999999999999/",
        f"/documents/{sha}/99",
        "/nowhere/%00/0",
    ):
        answer = client.ask("GET", path)
        text = answer.read().decode("utf-8", "replace")
        assert answer.status in (400, 404), (path, answer.status)
        assert "root:" not in text and "Traceback" not in text


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "[]",
        "null",
        '{"do": "explode"}',
        '{"do": "accept", "facts": "trial-1"}',
        '{"do": "accept", "facts": [1]}',
        '{"do": "correct", "fact": "trial-1", "form": {"status": ["a"], "pooled": {"x": 1}}}',
        '{"do": "correct", "fact": "trial-1/arm-1", "form": {"label": "", "interventions": "x", "n": "1e9"}}',
        '{"do": "add", "kind": "zebra", "trial": "trial-1", "form": {}}',
        '{"do": "add", "kind": ["arm"], "trial": "trial-1", "form": {}}',
        '{"do": "add", "kind": "design", "trial": "trial-1", "name": "fields", "form": {"value": "x"}}',
        '{"do": "ground", "fact": "trial-1", "ranges": [[0, 1e99]]}',
        '{"do": "ground", "fact": "trial-1", "ranges": [[9, 1]]}',
        '{"do": "ground", "fact": "trial-1", "ranges": [["a", {}]]}',
        '{"do": "merge", "fact": "trial-1", "into": "trial-1"}',
        '{"do": "split", "fact": "trial-1", "form": {}, "moved": {"a": 1}}',
        '{"do": "undo", "entry": -1}',
        '{"do": "settle", "fact": "trial-1", "take": "second"}',
        '{"do": "reject", "fact": {}, "reason": []}',
    ],
)
def test_nonsense_is_answered_with_a_sentence(client: Client, evil: Any, body: str) -> None:
    sha, position = evil.where("<b>id</b>")
    answer = client.ask("POST", f"/documents/{sha}/{position}/decide", body, X_Trialfacts=client.secret())
    text = answer.read().decode()
    assert answer.status in (400, 422), text
    assert json.loads(text)["message"]
    with evil.desk.store() as store:
        assert store.decisions.entries(sha, position) == []


def test_a_hostile_cookie_is_a_name_at_most(client: Client) -> None:
    cookie = (
        "trialfacts-reviewer=%3Cscript%3Ealert(1)%3C/script%3E%0d%0aSet-Cookie:%20x=y; trialfacts-token=%FF"
    )
    answer = client.ask("GET", "/", Cookie=cookie)
    text = answer.read().decode()
    assert answer.status == 200 and "set-cookie" not in answer.headers
    assert "<script>alert" not in text and "&lt;script&gt;alert(1)&lt;/script&gt;Set-Cookie: x=y" in text


def test_a_large_body_is_refused(client: Client) -> None:
    answer = client.ask("POST", "/name", "x" * 3_000_000, X_Trialfacts=client.secret())
    assert answer.status == 413


def test_another_address_needs_the_token(evil: Any, serve: Callable[..., Any]) -> None:
    server = serve(evil.path, "--host", "0.0.0.0")
    address = urlsplit(server.url)
    token = address.query.removeprefix("token=")
    assert len(token) > 20
    server.url = f"http://127.0.0.1:{address.port}"
    client = Client(server)
    assert client.ask("GET", "/").status == 401
    assert client.ask("GET", "/?token=wrong").status == 401
    assert client.ask("GET", "/", Cookie="trialfacts-token=wrong").status == 401
    assert (
        client.ask("GET", "/", Host=f"evil.example:{address.port}", Cookie=f"trialfacts-token={token}").status
        == 421
    )
    answer = client.ask("GET", f"//evil.example/?token={token}")
    assert answer.status == 303 and answer.headers["location"].startswith("/evil.example")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert client.ask("GET", "/", Cookie=cookie.split(";")[0]).status == 200
