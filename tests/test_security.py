"""A hostile web page against a live server: rebinding, foreign origins, simple posts, path tricks, floods of bytes."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from mockserver.cli.commands.serve import control_token
from mockserver.core.http import MAX_BODY
from mockserver.dialects.gateway import Gateway, Options
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import Control, Oktopost

TOKEN = "a-token-of-the-test"


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A server that asks for a token, as one does that listens beyond loopback."""
    options = Options(token=TOKEN, hosts=("mock.internal",))
    with Server(Gateway(Sandboxes(world.load()), options)) as server:
        yield server


def raw(server: Server, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer to bytes that no client library would send."""
    with socket.create_connection((server.host, server.port), timeout=30) as connection:
        connection.sendall(request)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def get(server: Server, path: str, *headers: str) -> tuple[int, dict[str, str], bytes]:
    return raw(server, "\r\n".join([f"GET {path} HTTP/1.1", *headers, "", ""]).encode("latin-1"))


# -- whose name is it? -----------------------------------------------------------------------------------------

FOREIGN_HOSTS = [
    "evil.example",
    "evil.example:4010",
    "localhost.evil.example",
    "evil-localhost",
    "127.0.0.1.evil.example",
    "127.evil.example",
    "0.0.0.0",  # noqa: S104 - a name that somebody claims
    "10.0.0.1",
    "192.168.1.10:4010",
    "[::2]",
    "[fe80::1]:4010",
    "127.0.0.1@evil.example",
    "localhost,evil.example",
    "localhost/evil.example",
    "",
]


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
@pytest.mark.parametrize(
    "path", ["/__mock__/sandboxes", "/__mock__/health", "/__mock__/nothing", "/", "/v2/integration"]
)
def test_a_name_that_is_not_ours_is_refused_before_anything_else(server: Server, host: str, path: str) -> None:
    status, headers, body = get(server, path, f"Host: {host}")
    assert status == 403
    assert "--allow-host" in body.decode() + headers.get("x-mock-hint", "")
    assert path.startswith("/v2") or "access-control-allow-origin" not in headers
    assert b"sandbox-key" not in body


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "app.localhost:4010", "127.0.0.1", "127.8.9.1:80", "[::1]:4010"]
)
def test_a_name_of_this_machine_is_answered(server: Server, host: str) -> None:
    assert get(server, "/__mock__/health", f"Host: {host}")[0] == 200


def test_a_call_without_a_host_is_refused(server: Server) -> None:
    assert raw(server, b"GET /__mock__/sandboxes HTTP/1.0\r\n\r\n")[0] == 403


def test_two_hosts_are_none(server: Server) -> None:
    assert get(server, "/__mock__/sandboxes", "Host: localhost", "Host: evil.example")[0] in {400, 403}
    assert get(server, "/__mock__/sandboxes", "Host: evil.example", "Host: localhost")[0] in {400, 403}


def test_a_host_that_was_allowed_is_answered_but_a_vendors_host_is_no_host_of_control(guarded: Server) -> None:
    assert get(guarded, "/__mock__/health", "Host: mock.internal:4010")[0] == 200
    assert get(guarded, "/__mock__/health", "Host: api.oktopost.com")[0] == 403
    assert get(guarded, "/v2/integration", "Host: api.oktopost.com")[0] == 401


# -- who is asking? --------------------------------------------------------------------------------------------

FOREIGN_PAGES = [
    {"Origin": "http://evil.example"},
    {"Origin": "https://localhost.evil.example"},
    {"Origin": "null"},
    {"Origin": "http://localhost:1"},
    {"Origin": "http://127.0.0.1:1"},
    {"Origin": "file://"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "whatever"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
]


@pytest.mark.parametrize("page", FOREIGN_PAGES, ids=str)
def test_a_page_of_another_origin_gets_nothing(control: Control, page: dict[str, str]) -> None:
    asked: list[tuple[str, str, Any]] = [
        ("GET", "state", None),
        ("POST", "reset", None),
        ("PUT", "clock", {"frozen": True}),
        ("DELETE", "journal", None),
    ]
    for method, path, body in asked:
        answer = control.ask(method, path, json=body, headers=page)
        assert (answer.status_code, answer.json()["error"]["code"]) == (403, "origin-refused")
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
    assert control.told("GET", "clock")["running"]


def test_our_own_page_and_programs_are_answered(control: Control) -> None:
    own = {"Origin": control.url, "Sec-Fetch-Site": "same-origin"}
    assert control.ask("POST", "reset", headers=own).status_code == 200
    assert control.ask("GET", "state", headers={"Sec-Fetch-Site": "none"}).status_code == 200
    assert control.ask("GET", "state").status_code == 200


def test_a_preflight_for_control_is_answered_without_a_permission(control: Control) -> None:
    asks = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type"}
    for origin in ("http://evil.example", "http://localhost:3000"):
        answer = control.ask("OPTIONS", "state", headers={"Origin": origin, **asks})
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]


def test_control_never_answers_with_a_permission_for_other_origins(control: Control) -> None:
    for path in ("/health", "/nothing", "/sandboxes", "state"):
        answer = control.ask("GET", path)
        assert not [name for name in answer.headers if name.lower().startswith("access-control-")]
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


SIMPLE_TYPES = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/plain;a=json",
]


@pytest.mark.parametrize("kind", [*SIMPLE_TYPES, "application/jsonp", "text/json"])
@pytest.mark.parametrize("body", ['{"strict": "off"}', ""])
def test_what_a_form_can_send_changes_nothing(control: Control, kind: str, body: str) -> None:
    before = control.told("GET", "")["settings"]
    for method, path in (("POST", "reset"), ("PATCH", ""), ("POST", "faults"), ("POST", "/sandboxes")):
        answer = control.ask(method, path, data=body, headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["error"]["code"]) == (415, "wrong-content-type")
    assert control.told("GET", "")["settings"] == before


def test_a_body_of_no_declared_type_is_refused(control: Control) -> None:
    assert control.ask("PATCH", "", data=b'{"strict": "off"}').status_code == 415


def test_a_method_in_disguise_is_the_method_that_was_sent(control: Control, okto: Oktopost) -> None:
    okto.act("salesforce/case.getAll")
    control.ask("GET", "journal", headers={"X-HTTP-Method-Override": "DELETE"})
    assert control.told("GET", "journal")["kept"] == 1


# -- the token -------------------------------------------------------------------------------------------------


def test_with_a_token_nothing_is_told_without_it(guarded: Server) -> None:
    place = f"{guarded.url}/__mock__/sandboxes"
    wrong: list[dict[str, str]] = [
        {},
        {"X-Mock-Token": ""},
        {"X-Mock-Token": "wrong"},
        {"X-Mock-Token": TOKEN + "x"},
        {"X-Mock-Token": TOKEN[:-1]},
        {"X-Mock-Token": "é".encode().decode("latin-1")},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Cookie": f"X-Mock-Token={TOKEN}"},
    ]
    for headers in wrong:
        answer = requests.get(place, headers=headers, timeout=30)
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "token-required")
    assert requests.get(f"{place}?token={TOKEN}", timeout=30).status_code == 401


@pytest.mark.parametrize("headers", [{"X-Mock-Token": TOKEN}, {"Authorization": f"Bearer {TOKEN}"}], ids=str)
def test_with_the_token_everything_is_told(guarded: Server, headers: dict[str, str]) -> None:
    assert requests.get(f"{guarded.url}/__mock__/sandboxes", headers=headers, timeout=30).status_code == 200


def test_the_token_does_not_let_a_foreign_page_in(guarded: Server) -> None:
    headers = {"X-Mock-Token": TOKEN, "Origin": "http://evil.example"}
    assert requests.get(f"{guarded.url}/__mock__/sandboxes", headers=headers, timeout=30).status_code == 403


def test_a_supervisor_needs_no_token(guarded: Server) -> None:
    for path in ("health", "ready"):
        assert requests.get(f"{guarded.url}/__mock__/{path}", timeout=30).status_code == 200


def test_the_apis_themselves_need_no_token(guarded: Server) -> None:
    names = guarded.gateway.sandboxes.default.world.names
    login = (names["oktopost"]["account_id"], names["oktopost"]["api_key"])
    assert requests.get(f"{guarded.url}/v2/integration", auth=login, timeout=30).status_code == 200


def test_beyond_loopback_a_token_is_made_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOCKSERVER_TOKEN", raising=False)
    assert control_token("127.0.0.1") is None
    assert control_token("::1") is None
    one, two = control_token("0.0.0.0"), control_token("0.0.0.0")  # noqa: S104 - nothing is bound
    assert one is not None
    assert two is not None
    assert one != two
    assert len(one) >= 20
    monkeypatch.setenv("MOCKSERVER_TOKEN", "given")
    assert control_token("0.0.0.0") == control_token("127.0.0.1") == "given"  # noqa: S104


# -- tricks with paths -----------------------------------------------------------------------------------------

TRICKS = [
    "/__mock__/schemas/../../pyproject.toml",
    "/__mock__/schemas/..%2f..%2fpyproject.toml",
    "/__mock__/schemas/%2e%2e/%2e%2e/pyproject.toml",
    "/__mock__/schemas/%252e%252e/pyproject.toml",
    "/__mock__/schemas/%2fetc%2fpasswd",
    "/__mock__/schemas//etc/passwd",
    "/__mock__/schemas/records/salesforce/Lead%00",
    "/__mock__/schemas/..\\..\\pyproject.toml",
    "/__mock__//health",
    "/./__mock__/health",
    "/v2/../__mock__/health",
    "/v2/..%2f__mock__/health",
    "/__mock__/..",
    "/__mock__/health/",
    "/__MOCK__/health",
    "/__mock__;x/health",
    "/__mock__/sandboxes/%2e%2e/default",
    "/__mock__/sandboxes/default/snapshots/..%2f..%2fx",
]


@pytest.mark.parametrize("path", TRICKS)
def test_a_tricky_path_leads_nowhere(server: Server, path: str) -> None:
    status, headers, body = get(server, path, "Host: localhost")
    assert status in {400, 404, 405}
    assert headers["content-type"] == "application/json"
    assert "error" in body.decode().lower()
    assert b"root:" not in body
    assert b"[project]" not in body


@pytest.mark.parametrize(
    "path",
    [
        "/__mock__/sandboxes",
        "//__mock__/sandboxes",
        "/%5f%5fmock%5f%5f/sandboxes",
        "/__mock__%2fsandboxes",
        "/__mock__/%73andboxes",
    ],
)
def test_however_control_is_spelt_it_is_guarded(guarded: Server, path: str) -> None:
    assert get(guarded, path, "Host: localhost")[0] in {401, 404}
    assert get(guarded, path, "Host: localhost", f"X-Mock-Token: {TOKEN}", "Origin: http://evil.example")[0] in {
        403,
        404,
    }
    assert get(guarded, path, "Host: evil.example", f"X-Mock-Token: {TOKEN}")[0] == 403


@pytest.mark.parametrize("target", ["http://evil.example/__mock__/sandboxes", "http://localhost/__mock__/sandboxes"])
def test_a_target_with_a_host_of_its_own_does_not_change_whose_name_counts(server: Server, target: str) -> None:
    status, _, body = get(server, target, "Host: evil.example")
    assert status in {400, 403, 404}
    assert b"sandbox-key" not in body


# -- too much --------------------------------------------------------------------------------------------------


def test_a_body_beyond_the_limit_is_refused_and_the_next_call_answered(control: Control) -> None:
    big = b'{"name": "' + b"x" * MAX_BODY + b'"}'
    for path in ("/sandboxes", "faults"):
        answer = control.ask("POST", path, data=big, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too-large")
    assert control.told("GET", "/health") == {"status": "ok"}


def test_a_length_that_is_promised_and_never_sent_is_refused_at_once(server: Server) -> None:
    head = b"POST /__mock__/sandboxes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    status, _, body = raw(server, head + b"Content-Length: 99999999999\r\n\r\n")
    assert status == 413
    assert json.loads(body)["error"]["code"] == "too-large"


def test_a_chunked_body_is_read_like_any_other(server: Server) -> None:
    pieces = iter([b'{"nam', b'e": ""}'])
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{server.url}/__mock__/sandboxes", data=pieces, headers=headers, timeout=60)
    assert (answer.status_code, "json.name" in answer.text) == (400, True)


def test_a_chunked_flood_is_refused(server: Server) -> None:
    def flood() -> Iterator[bytes]:
        for _ in range(MAX_BODY // 65536 + 2):
            yield b" " * 65536

    with contextlib.suppress(requests.ConnectionError):  # the server may hang up before it has read it all
        headers = {"Content-Type": "application/json"}
        answer = requests.post(f"{server.url}/__mock__/sandboxes", data=flood(), headers=headers, timeout=60)
        assert answer.status_code == 413
    assert requests.get(f"{server.url}/__mock__/health", timeout=30).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b"[" * 200 + b"]" * 200,
        b'{"name": NaN}',
        b"\xff\xfe",
        b'{"name": "\xed\xa0\x80"}',
        b'{"name": 1e999}',
    ],
    ids=["open brackets", "too deep", "NaN", "no UTF-8", "a surrogate", "infinity"],
)
def test_json_that_is_none_is_refused(control: Control, body: bytes) -> None:
    answer = control.ask("POST", "/sandboxes", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "invalid-request")


def test_long_names_and_many_fields_are_refused(control: Control) -> None:
    assert control.refused("POST", "/sandboxes", {"name": "x" * 101})[0] == 400
    assert control.refused("GET", "/sandboxes?" + "&".join(f"a{n}=1" for n in range(2_000)))[0] == 400
    assert control.refused("PUT", f"snapshots/{'x' * 101}")[0] == 400
    assert control.refused("GET", f"records/{'x' * 2_000}/y")[0] == 404
    assert control.refused("POST", "/sandboxes", {"populate": 100_001})[0] == 400


def test_a_refusal_shows_no_trace_of_the_inside(control: Control) -> None:
    for method, path in (("GET", "/%00"), ("GET", "/sandboxes/%00"), ("PUT", "snapshots/%00"), ("GET", "/schemas/%ff")):
        answer = control.ask(method, path)
        assert answer.status_code < 500
        assert "Traceback" not in answer.text
        assert "<html" not in answer.text.lower()
