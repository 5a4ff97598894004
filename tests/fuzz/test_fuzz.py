"""Nothing that anybody sends ends a server, blocks it, fills its memory or shows a traceback.

A few examples of each class, always the same, in every run of the tests; `make fuzz` asks for more, and for others
each time.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mockserver.checks import reports
from mockserver.checks.conformance import Conformance
from mockserver.checks.findings import Report
from mockserver.checks.foreign import TooLarge, decode
from mockserver.checks.recordings import Unreadable, read
from mockserver.control.routes import routes
from mockserver.core.http import Answer
from mockserver.crm.salesforce.soql.syntax import parse
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.fuzz.inputs import IS_LONG, TEXTS, as_json, cut, spoilt
from tests.fuzz.oracle import bounded
from tests.payloads import OKTOPOST, REFOLD
from tests.raw import Connection, Reply, request
from tests.recordings import act, entry

EXAMPLES: Final = int(os.environ.get("FUZZ_EXAMPLES", "8"))
"""How many of each class."""

SAMPLES: Final = Path(__file__).parent.parent / "samples"

fuzzed = settings(
    max_examples=EXAMPLES,
    derandomize=not IS_LONG,
    database=None,
    deadline=None,
    phases=(Phase.generate,),  # an example that takes a minute is told at once, not made smaller for an hour
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)

pytestmark = [
    pytest.mark.contract("X-02", "X-03"),
    pytest.mark.xdist_group("fuzz"),
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
]


@pytest.fixture(scope="module", params=[True, False], ids=["lean", "flask"])
def door(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of its own, through either door."""
    with Server(Gateway(Sandboxes(world.load())), lean=request.param) as running:
        running.application.load()
        parse("SELECT Id FROM Lead")  # the grammar is made once, for whoever asks first
        yield running


@pytest.fixture(scope="module")
def target() -> Iterator[Server]:
    """A server of its own: what is sent to it changes its sandboxes."""
    with Server(Gateway(Sandboxes(world.load()))) as running:
        running.application.load()
        parse("SELECT Id FROM Lead")  # the grammar is made once, for whoever asks first
        yield running


OKTOPOST_LOGIN: Final = {"Authorization": "Basic MDAxMDAwMDAwMDAwMDAxOm9rdG8tc2FuZGJveC1rZXk="}
REFOLD_LOGIN: Final = {"x-api-key": "tk-sandbox-key", "linked_account_id": "customer@example.com"}
NUMBERS: Final = {"salesforce": "014000000000001", "marketo": "014000000000002", "hubspot": "014000000000003"}
FORM: Final = {**OKTOPOST_LOGIN, "Content-Type": "application/x-www-form-urlencoded"}
JSON: Final = {**REFOLD_LOGIN, "Content-Type": "application/json"}


def form(key: str, payload: bytes | str) -> bytes:
    app, _, action = key.partition("/")
    return urlencode({"id": NUMBERS[app], "actionName": action, "payload": payload}).encode()


def execution(key: str) -> str:
    slug, _, action = key.partition("/")
    return f"/api/v2/integration-schema/{slug}/actions/{action}/execute"


def asked(server: Server, message: bytes) -> Reply:
    """The answer to one message on a connection of its own; it is JSON and shows no traceback."""
    with Connection(server.url) as connection, bounded(len(message)):
        reply = connection.ask(message)
    assert reply.status != 500, reply.body[:2_000]
    assert b"Traceback" not in reply.body
    assert len(reply.body) < 200_000 + 8 * len(message)
    reply.json()
    return reply


# -- documents -------------------------------------------------------------------------------------------------


@fuzzed
@given(data=st.data())
def test_payloads_of_oktopost(target: Server, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(OKTOPOST)))
    payload = as_json(data.draw(spoilt(st.just(OKTOPOST[key]))))
    assert asked(target, request("POST", "/v2/integration-action", FORM, form(key, payload))).status < 500


@fuzzed
@given(data=st.data())
def test_bodies_of_refold(target: Server, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(REFOLD)))
    body = as_json(data.draw(spoilt(st.just(REFOLD[key]))))
    asked(target, request("POST", execution(key), JSON, body))


@fuzzed
@given(cut(st.sampled_from([form(key, json.dumps(payload)) for key, payload in OKTOPOST.items()])))
def test_forms(target: Server, body: bytes) -> None:
    assert asked(target, request("POST", "/v2/integration-action", FORM, body)).status < 500


@fuzzed
@given(cut(st.sampled_from([as_json(payload) for payload in REFOLD.values()])))
def test_texts_of_json(target: Server, body: bytes) -> None:
    asked(target, request("POST", execution("hubspot/create_contact"), JSON, body))


@fuzzed
@given(TEXTS, st.sampled_from(["/v2/integration/", "/v2/integration?_count=", "/api/v2/public/linked-account/", "/"]))
def test_paths_and_queries(target: Server, text: str, path: str) -> None:
    escaped = quote(text.encode(errors="replace"))[:12_000]
    login = OKTOPOST_LOGIN if path.startswith("/v2") else REFOLD_LOGIN
    asked(target, request("GET", path + escaped, login))


QUERIES: Final = [
    b"SELECT Id, Owner.Name FROM Lead WHERE Name LIKE '%a\\'b_' AND CreatedDate > LAST_N_DAYS:3 LIMIT 5",
    b"SELECT COUNT(Id) FROM Account WHERE (AnnualRevenue IN (1, 2.5) OR IsDeleted = true) AND (NOT Name = 'x')",
    b"SELECT FIELDS(ALL) FROM Account ORDER BY Name DESC NULLS LAST, CreatedDate LIMIT 200",
]


@fuzzed
@given(cut(st.sampled_from(QUERIES)))
def test_soql(target: Server, query: bytes) -> None:
    body = as_json({"query": query.decode(errors="replace")})
    assert asked(target, request("POST", execution("salesforce/get_entity_with_soql"), JSON, body)).status < 500


# -- the control API -------------------------------------------------------------------------------------------

WRITES: Final = sorted((route.method, route.path) for route in routes() if route.method in ("POST", "PUT", "PATCH"))
DOCUMENTS: Final[list[Any]] = [
    {"match": "oktopost/hubspot/*", "outcome": "rate-limited", "times": 2, "delay": 0.0},
    {"frozen": "2026-01-01T00:00:00Z"},
    {"advance": "P1D"},
    {"name": "fuzz", "ttl": 60, "seed": 1, "populate": 2},
    {"Email": "ada@example.com", "LastName": "Ada"},
    {"status": "valid", "state": "active"},
    {"tables": {"salesforce/Lead": []}, "sequences": {}},
]


@fuzzed
@given(st.sampled_from(WRITES), spoilt(st.sampled_from(DOCUMENTS)))
def test_control_documents(target: Server, route: tuple[str, str], document: Any) -> None:
    method, path = route
    place = path.format_map(_Names())
    asked(target, request(method, f"/__mock__{place}", {"Content-Type": "application/json"}, as_json(document)))
    assert asked(target, request("POST", "/__mock__/sandboxes/default/reset")).status == 200


class _Names(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return {"id": "default", "app": "salesforce", "object": "Lead"}.get(name, "x")


# -- bytes -----------------------------------------------------------------------------------------------------

MESSAGES: Final = [
    request("POST", "/v2/integration-action", FORM, form("hubspot/contact.getById", '{"id": "51"}')),
    request("GET", "/v2/integration?_count=5", OKTOPOST_LOGIN),
    request("POST", execution("hubspot/get_contact"), {**JSON, "Expect": "100-continue"}, b'{"limit": "1"}'),
    request("PUT", "/__mock__/sandboxes/default/clock", {"Content-Type": "application/json"}, b'{"frozen": true}'),
    b"POST /v2/integration-action HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n0\r\n",
    b"GET /__mock__/health HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n",
]


@fuzzed
@given(cut(cut(st.sampled_from(MESSAGES))))
def test_bytes(door: Server, message: bytes) -> None:
    """Whatever comes is answered in HTTP or not at all, and the next client is."""
    with bounded(len(message)):
        answered = _exchanged(door.url, message)
    assert answered == b"" or answered.startswith(b"HTTP/1.")
    assert b" 500 " not in answered.partition(b"\r\n")[0]
    with Connection(door.url) as connection:
        assert connection.ask(request("GET", "/__mock__/health")).status == 200


def _exchanged(url: str, message: bytes) -> bytes:
    """All that comes back until the server hangs up, or has nothing more to say for a moment."""
    pieces = []
    with Connection(url) as connection, suppress(ConnectionError, TimeoutError):
        connection.socket.settimeout(0.2)
        connection.socket.sendall(message)
        connection.socket.shutdown(socket.SHUT_WR)
        while piece := connection.socket.recv(65_536):
            pieces.append(piece)
    return b"".join(pieces)


# -- recordings and other servers ------------------------------------------------------------------------------

ENTRIES: Final = [
    entry("GET", "https://api.oktopost.com/v2/integration?_count=25", answer={"Result": True, "Items": [], "Total": 0}),
    act("lead.search", {"search": "x"}, answer={"Result": True, "IntegrationAction": {"searchRecords": []}}),
    act("lead.getByEmail", {}, status=400, answer={"Result": False, "Errors": ["Missing required field: email"]}),
    *json.loads((SAMPLES / "playwright.har").read_bytes())["log"]["entries"],
]


HOLDING: Final = Conformance()


def _checked(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    report = Report("fuzz")
    with bounded(len(content)):
        with suppress(Unreadable):
            for recorded in read(path):
                report.add(HOLDING.hold(recorded))
        for written in reports.FORMATS.values():
            assert "\x1b" not in written(report)


@fuzzed
@given(spoilt(st.just({"log": {"entries": ENTRIES}})))
def test_recordings(tmp_path_factory: pytest.TempPathFactory, document: Any) -> None:
    _checked(tmp_path_factory.getbasetemp() / "fuzz.har", as_json(document))


@fuzzed
@given(cut(st.just(as_json({"log": {"entries": ENTRIES}}))))
def test_texts_of_recordings(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    _checked(tmp_path_factory.getbasetemp() / "fuzz.har", content)


@fuzzed
@given(cut(st.just(gzip.compress(bytes(1_000_000)))), st.sampled_from(["gzip", "deflate", "gzip, gzip", "br", ""]))
def test_encoded_answers(body: bytes, coding: str) -> None:
    with bounded(40_000_000), suppress(TooLarge):
        decode(Answer(200, body, [("content-encoding", coding)]))
