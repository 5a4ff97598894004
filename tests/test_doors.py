"""The lean door and the closed one, through Flask and its hooks, give the same bytes for the same calls."""

import json
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest

from mockserver.core import contracts
from mockserver.core.clock import Clock
from mockserver.core.http import MAX_BODY
from mockserver.dialects.gateway import Gateway
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.payloads import OKTOPOST, REFOLD
from tests.raw import Connection, request

INTEGRATIONS = {"salesforce": "014000000000001", "marketo": "014000000000002", "hubspot": "014000000000003"}
ACTION = "/v2/integration-action"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LOGIN = {"Authorization": f"Basic {b64encode(b'001000000000001:okto-sandbox-key').decode()}"}
READER = {"Authorization": f"Basic {b64encode(b'001000000000001:okto-readonly-key').decode()}"}
KEY = {"x-api-key": "tk-sandbox-key", "linked_account_id": "customer@example.com"}
TOKEN = {"Authorization": "Bearer sandbox-session-token"}

Sent = tuple[str, bytes]
"""A method, for the reader of the answer, and the bytes of a request."""


def act(key: str, payload: object, integration: str = "") -> Sent:
    app, _, action = key.partition("/")
    form = {"id": integration or INTEGRATIONS[app], "actionName": action, "payload": json.dumps(payload)}
    return "POST", request("POST", ACTION, {**LOGIN, **FORM}, urlencode(form).encode())


def execute(key: str, body: object, headers: dict[str, str] | None = None) -> Sent:
    slug, _, action = key.partition("/")
    target = f"/api/v2/integration-schema/{slug}/actions/{action}/execute"
    everything = {**(headers or KEY), "Content-Type": "application/json"}
    return "POST", request("POST", target, everything, json.dumps(body).encode())


def ask(method: str, target: str, headers: dict[str, str] | None = None, body: bytes = b"") -> Sent:
    return method, request(method, target, headers, body)


def examples() -> Iterator[Sent]:
    """Every example of every action, as a call."""
    for table, send in ((oktopost.actions(), act), (refold.actions(), execute)):
        for action in table.values():
            key = action.key.partition("/")[2]
            for example in action.schema.get("examples", ()):
                yield send(key, example["request"])


def successes() -> Iterator[Sent]:
    """Every action, and every other route, as it should be called."""
    yield from (act(key, payload) for key, payload in OKTOPOST.items())
    yield from (execute(key, payload) for key, payload in REFOLD.items())
    yield ask("GET", "/v2/integration", READER)
    yield ask("HEAD", "/v2/integration?_count=50", READER)
    yield ask("GET", "/v2/integration/014000000000006?withAssets=1", LOGIN)
    yield ask("POST", "/v2/integration", {**LOGIN, **FORM}, b"type=cd&cnameId=0CN000000000000")
    yield ask("POST", "/v2/integration/014000000000006", {**LOGIN, **FORM}, b"state=disabled")
    yield ask("DELETE", "/v2/integration/014000000000008", LOGIN)
    accounts = "/api/v2/public/linked-account"
    yield ask("GET", "/api/v2/integration-schema/hubspot/actions", KEY)
    yield ask("GET", "/api/v2/integration-schema/hubspot/actions/create_contact", TOKEN)
    yield ask("POST", "/api/v2/public/session-token", KEY, b'{"linked_account_id": "customer@example.com"}')
    yield ask("GET", "/api/v2/public/session/active-linked-account", TOKEN)
    yield ask("GET", f"{accounts}?limit=1", KEY)
    yield ask("POST", accounts, KEY, b'{"account_id": "new", "udf": {"plan": "solo"}}')
    yield ask("PUT", accounts, KEY, b'{"account_id": "new", "name": "Newer"}')
    yield ask("GET", f"{accounts}/new", KEY)
    yield ask("DELETE", f"{accounts}/new", KEY)
    yield ask("DELETE", f"{accounts}/integration/marketo", KEY)
    yield ask("GET", "/api/v2/public/application", KEY)
    yield ask("GET", "/api/v2/public/application/hubspot", KEY)
    yield ask("POST", "/api/v2/public/session-token/revoke", TOKEN)
    for path in ("/v2/integration", ACTION, "/api/v2/integration-schema/hubspot/actions", "/v2/none"):
        yield ask("OPTIONS", path)
        asked = {"Origin": "http://app.example", "Access-Control-Request-Method": "POST"}
        yield ask("OPTIONS", path, {**asked, "Access-Control-Request-Headers": "linked_account_id"})


def refusals() -> Iterator[Sent]:
    """Every refusal that a caller can bring about."""
    yield ask("GET", "/v2/integration")
    yield ask("GET", "/v2/integration", {"Host": "evil.example", **LOGIN})
    yield ask("POST", ACTION, {**READER, **FORM})
    yield ask("POST", ACTION, {**LOGIN, **FORM})
    yield ask("POST", ACTION, {**LOGIN, "Content-Type": "application/json"}, b"{}")
    yield ask("POST", ACTION, {**LOGIN, **FORM}, b"id=%FF")
    yield ask("POST", ACTION, {**LOGIN, **FORM}, b"id=\xff")
    yield ask("PUT", ACTION, LOGIN)
    for number in ("999", "101", "004", "005", "006", "007"):
        yield act("hubspot/contact.getById", {"id": "51"}, f"014000000000{number}")
    yield act("hubspot/contact.getByMail", {"id": "51"})
    yield act("hubspot/contact.getById", [])
    yield act("hubspot/contact.getById", {"id": ""})
    yield act("hubspot/contact.getById", {"id": 51})
    yield act("hubspot/contact.create", {"data": {"Email": "é…"}})
    yield act("salesforce/lead.getById", {"id": "00Q5g0000009999"})
    yield execute("hubspot/create_contact", {})
    yield execute("hubspot/create_contact", [])
    yield execute("hubspot/create_contact", {"email": ["é"]})
    yield execute("hubspot/no_such_action", {})
    yield execute("hubspot/get_contact_by_id", {"contact_id": "9"})
    yield execute("hubspot/get_contact", {}, {"x-api-key": "wrong", "linked_account_id": "a"})
    yield execute("hubspot/get_contact", {}, {"x-api-key": "tk-sandbox-key"})
    yield execute("hubspot/get_contact", {}, {"Authorization": "Bearer nonsense"})
    yield execute("salesforce/get_accounts", {}, {**KEY, "linked_account_id": "hubspot-only@example.com"})
    yield ask("GET", "/api/v2/public/linked-account?page=0", KEY)
    yield ask("GET", "/api/v2/public/linked-account/nobody", KEY)
    for path in ("", "/", "/%00", "/%FF", "/%C3%A9", "/a%2Fb", "/a//b", "/.", "/..;/x", "/{x}", "/%25", "/x?y=%FF"):
        yield ask("GET", f"/v2{path}", LOGIN)
        yield ask("POST", f"/api/v2{path}", KEY)
    for method in ("PATCH", "TRACE", "PROPFIND", "HEAD"):
        yield ask(method, ACTION, LOGIN)
    yield ask("GET", f"/v2/integration/{quote('é😀')}", LOGIN)


def odd() -> Iterator[Sent]:
    """Requests whose parts come twice, in pieces, or in unusual forms."""
    body = urlencode({"id": "014000000000003", "actionName": "contact.getById", "payload": '{"id":"51"}'}).encode()
    chunked = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (body[:7], body[7:])) + b"0\r\n\r\n"
    yield "POST", request("POST", ACTION, {**LOGIN, **FORM, "Transfer-Encoding": "chunked"}) + chunked
    yield "POST", request("POST", ACTION, {**LOGIN, **FORM, "Content-Encoding": "gzip"}, body)
    yield "POST", request("POST", ACTION, {**LOGIN, **FORM, "Expect": "nothing"}, body)
    twice = "x-api-key: wrong\r\nx-api-key: tk-sandbox-key\r\nlinked_account_id: a\r\nlinked-account-id: b\r\n"
    head = f"POST /api/v2/integration-schema/hubspot/actions/get_contact/execute HTTP/1.1\r\nHost: localhost\r\n{twice}"
    yield "POST", f"{head}\r\n".encode()
    yield "GET", request("GET", "/v2/integration", {**LOGIN, "Cookie": "a=b", "X-É": "é"})
    yield "GET", request("GET", "/v2/integration?type=%63d&_page=0&_page=1", LOGIN)
    yield "GET", b"GET /v2/integration?type=\xe9 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield "GET", b"GET /v2/\xe9 HTTP/1.1\r\nHost: localhost\r\n\r\n"
    yield "GET", request("GET", "http://localhost/v2/integration", LOGIN)
    yield "GET", request("GET", "/v2/integration#fragment", LOGIN)


def large() -> Iterator[Sent]:
    """Bodies around and beyond the limit, whole and in chunks."""
    for size in (MAX_BODY, MAX_BODY + 1, 2 * MAX_BODY):
        yield "POST", request("POST", ACTION, {**LOGIN, **FORM}, b"a=" + b"x" * (size - 2))
        chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (size, b" " * size)
        target = "/api/v2/integration-schema/marketo/actions/get_lists/execute"
        yield "POST", request("POST", target, {**KEY, "Transfer-Encoding": "chunked"}) + chunk


@pytest.fixture
def doors() -> Iterator[tuple[str, str]]:
    """The URLs of two servers with worlds of their own whose time stands still: the lean door, the closed door."""
    gateways = [Gateway(Sandboxes(world.load())) for _ in range(2)]
    for gateway in gateways:
        gateway.sandboxes.default.set("clock", Clock().freeze(datetime(2026, 1, 1, tzinfo=UTC)))
    with Server(gateways[0]) as lean, Server(gateways[1], lean=False) as closed:
        yield lean.url, closed.url


def answered(url: str, sent: Sent) -> tuple[int, int, list[tuple[str, str]], bytes]:
    """Version, status, headers in their order less the date, and body."""
    method, data = sent
    with Connection(url) as connection:
        reply = connection.ask(data, method)
    headers = [(name, value) for name, value in reply.headers.items() if name != "date"]
    return reply.version, reply.status, headers, reply.body


@pytest.mark.contract("X-02", "X-04", "R-02")
@pytest.mark.parametrize("calls", [examples, successes, refusals, odd, large], ids=lambda calls: calls.__name__)
def test_both_doors_give_the_same_answers(doors: tuple[str, str], calls: object) -> None:
    assert callable(calls)
    lean, closed = doors
    different = [
        (sent[1][:200], ours, theirs)
        for sent in calls()
        if (ours := answered(lean, sent)) != (theirs := answered(closed, sent))
    ]
    assert different == []


def test_the_examples_are_all_sent() -> None:
    keys = contracts.load().keys("oktopost/salesforce/", "oktopost/marketo/", "oktopost/hubspot/", "refold/hubspot/")
    assert len(list(examples())) >= len(keys)
