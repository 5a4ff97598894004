"""Whatever is sent gets the envelope of the API it was sent to, and stores nothing."""

import json
import string
import uuid
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.core.http import MAX_BODY, MAX_DOCUMENT
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from tests.conftest import Oktopost, Refold
from tests.payloads import OKTOPOST
from tests.raw import Connection, Reply, request

ACTION = "/v2/integration-action"
EXECUTE = "/api/v2/integration-schema/hubspot/actions/create_contact/execute"
FORM = "application/x-www-form-urlencoded"

pytestmark = pytest.mark.contract("X-02", "X-03")


@pytest.fixture
def line(server: Server) -> Iterator[Connection]:
    """A connection to write bytes on."""
    with Connection(server.url) as connection:
        yield connection


@pytest.fixture
def login(okto: Oktopost) -> dict[str, str]:
    """Oktopost's credentials as a header."""
    token = b64encode(f"{okto.account}:{okto.key}".encode()).decode()
    return {"Authorization": f"Basic {token}"}


def errors_of(reply: Reply) -> list[str]:
    """The texts of an answer that must be Oktopost's failure envelope."""
    document = reply.json()
    assert reply.headers["content-type"] == "application/json"
    assert list(document) == ["Result", "Errors"]
    assert document["Result"] is False
    errors = document["Errors"]
    if isinstance(errors, dict):
        assert list(errors) == ["API"]
        assert list(errors["API"]) == ["Error"]
        errors = [errors["API"]["Error"]]
    assert bool(errors) is (reply.headers["x-mock-outcome"] != "not-found")
    assert all(isinstance(text, str) and text.strip() for text in errors)
    texts: list[str] = errors
    return texts


def message_of(reply: Reply) -> str:
    """The message of an answer that must be Refold's error envelope."""
    document = reply.json()
    assert reply.headers["content-type"] == "application/json"
    assert list(document) == ["status_code", "http_error_type", "error_code", "message", "request_id"]
    assert document["status_code"] == reply.status
    assert str(uuid.UUID(document["request_id"])) == document["request_id"]
    message: str = document["message"]
    assert message.strip()
    return message


# -- paths and methods -----------------------------------------------------------------------------------------


@pytest.mark.contract("I-12", "X-02")
@pytest.mark.parametrize(
    "target",
    [
        "/v2",
        "/v2/",
        "/v2/nothing",
        "/v2/integration-action/x",
        "/v2/integration//",
        "/v2/integration/a/b",
        "/v2//integration",
        "/v2/../v2/integration-actio",
        "/v2/%00",
        "/v2/x%00y",
        "/v2/%FF%FE",
        "/v2/%",
        "/v2/%C3%A9%F0%9F%98%80",
        "/v2/{{id}}{0}%s",
    ],
)
def test_an_unknown_path_below_v2_is_404(line: Connection, login: dict[str, str], target: str) -> None:
    reply = line.ask(request("GET", target, login))
    assert (reply.status, reply.json()) == (404, {"Result": False, "Errors": []})
    assert reply.headers["x-mock-evidence"] == "I-12 public"


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/v2/integration/", 200),
        ("GET", "/v2/integration/014000000000001/?withAssets=1", 200),
        ("GET", "/v2/integration-action/", 405),
        ("POST", "/v2/integration-action/", 400),
    ],
)
def test_a_slash_at_the_end_changes_nothing(
    line: Connection, login: dict[str, str], method: str, target: str, status: int
) -> None:
    with_slash = line.ask(request(method, target, login))
    without = line.ask(request(method, target.replace("/?", "?").removesuffix("/"), login))
    assert with_slash.status == without.status == status
    assert with_slash.body == without.body


@pytest.mark.parametrize(
    "target", ["/api/v2", "/api/v2/", "/api/v2/public", "/api/v2/%00", "/api/v2/integration-schema"]
)
def test_an_unknown_path_below_api_v2_is_404(line: Connection, target: str) -> None:
    reply = line.ask(request("PUT", target))
    assert (reply.status, message_of(reply)) == (404, f"Cannot PUT {target}".replace("%00", "\x00"))


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("/v2/integration/%00", "\x00"),
        ("/v2/integration/%FF", "\ufffd"),
        ("/v2/integration/a%2Fx", "a/x"),
        ("/v2/integration/{0}", "{0}"),
    ],
)
def test_a_strange_id_is_an_id_of_nobody_s(line: Connection, login: dict[str, str], target: str, shown: str) -> None:
    reply = line.ask(request("GET", target, login))
    assert (reply.status, errors_of(reply)) == (404, [f"Integration not found: {shown}"])


@pytest.mark.parametrize("target", ["/v1/integration", "/v20", "/api/v4/x", "/apiv2", "/%00"])
def test_a_path_of_nobody_s_is_404_in_json(line: Connection, target: str) -> None:
    reply = line.ask(request("GET", target))
    assert reply.status == 404
    assert list(reply.json()) == ["error"]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_a_wrong_method_is_405_and_says_which_is_right(line: Connection, login: dict[str, str], method: str) -> None:
    reply = line.ask(request(method, ACTION, login))
    assert (reply.status, errors_of(reply)) == (405, [f"Method {method} is not allowed here, only OPTIONS, POST"])
    assert reply.headers["allow"] == "OPTIONS, POST"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_wrong_method_to_refold_is_405(line: Connection, method: str) -> None:
    reply = line.ask(request(method, EXECUTE))
    assert (reply.status, reply.headers["allow"]) == (405, "OPTIONS, POST")
    assert message_of(reply) == f"Method {method} is not allowed here, only OPTIONS, POST"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (ACTION, "OPTIONS, POST"),
        ("/v2/integration", "GET, HEAD, OPTIONS, POST"),
        ("/v2/integration/014000000000001", "DELETE, GET, HEAD, OPTIONS, POST"),
        (EXECUTE, "OPTIONS, POST"),
        ("/api/v2/public/linked-account", "GET, HEAD, OPTIONS, POST, PUT"),
        ("/api/v2/integration-schema/hubspot/actions", "GET, HEAD, OPTIONS"),
    ],
)
def test_options_tells_the_methods_without_credentials(line: Connection, path: str, allowed: str) -> None:
    reply = line.ask(request("OPTIONS", path), "OPTIONS")
    assert (reply.status, reply.headers["allow"], reply.body) == (204, allowed, b"")


def test_options_of_an_unknown_path_is_404(line: Connection) -> None:
    reply = line.ask(request("OPTIONS", "/v2/nothing"), "OPTIONS")
    assert (reply.status, errors_of(reply)) == (404, [])


@pytest.mark.parametrize("path", ["/v2/integration", "/v2/integration/014000000000001", "/v2/integration/none"])
def test_head_is_get_without_a_body(line: Connection, login: dict[str, str], sandbox: Sandbox, path: str) -> None:
    sandbox.set("clock", sandbox.clock.freeze())
    headed = line.ask(request("HEAD", path, login), "HEAD")
    got = line.ask(request("GET", path, login))
    varying = ("x-mock-request-id", "date")
    assert headed.body == b""
    assert headed.status == got.status
    assert int(headed.headers["content-length"]) == len(got.body) > 0
    assert {name: value for name, value in headed.headers.items() if name not in varying} == {
        name: value for name, value in got.headers.items() if name not in varying
    }


# -- bodies ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("text/plain", b"id=1", "it is text/plain"),
        ("application/xml", b"<id>1</id>", "it is application/xml"),
        ("", b"id=1", "it is of no declared type"),
        ("\xff\xfe", b"id=1", "it is \xff\xfe"),
    ],
)
def test_oktopost_takes_forms_and_json_only(
    line: Connection, login: dict[str, str], kind: str, body: bytes, text: str
) -> None:
    headers = {**login, "Content-Type": kind} if kind else login
    reply = line.ask(request("POST", ACTION, headers, body))
    taken = "application/x-www-form-urlencoded, application/json or multipart/form-data"
    assert (reply.status, errors_of(reply)) == (400, [f"The body must be {taken}, {text}"])
    assert reply.headers["x-mock-evidence"] == "O-01 choice"


def test_no_body_at_all_misses_the_form_s_fields(line: Connection, login: dict[str, str]) -> None:
    reply = line.ask(request("POST", ACTION, login))
    assert (reply.status, errors_of(reply)) == (400, ["Missing required field: id"])


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"id=\xff", "the body is not UTF-8: invalid start byte at byte 3"),
        (b"id=%FF", "the form is not UTF-8: invalid start byte at byte 0"),
        (b"&".join(b"a=1" for _ in range(1_001)), "the form has more than 1000 fields"),
    ],
)
def test_a_form_that_cannot_be_read_is_400(line: Connection, login: dict[str, str], body: bytes, text: str) -> None:
    reply = line.ask(request("POST", ACTION, {**login, "Content-Type": FORM}, body))
    assert (reply.status, errors_of(reply)) == (400, [f"Invalid request: {text}"])


@pytest.mark.parametrize(("query", "what"), [("type=%FF", "not UTF-8"), ("a=1&" * 1_001, "more than 1000 fields")])
def test_a_query_that_cannot_be_read_is_400(line: Connection, login: dict[str, str], query: str, what: str) -> None:
    reply = line.ask(request("GET", f"/v2/integration?{query}", login))
    (text,) = errors_of(reply)
    assert reply.status == 400
    assert what in text


DEEP = b'{"a":' * 5_000 + b"1" + b"}" * 5_000


@pytest.mark.parametrize("document", [DEEP, b"[" * 5_000 + b"]" * 5_000, b"[" * 5_000, b'{"email": NaN}'])
def test_json_that_nobody_should_read_is_400_in_both_envelopes(
    line: Connection, login: dict[str, str], refold: Refold, document: bytes
) -> None:
    form = b"id=014000000000003&actionName=contact.create&payload=" + document
    oktopost = line.ask(request("POST", ACTION, {**login, "Content-Type": FORM}, form))
    headers = {**refold.headers, "Content-Type": "application/json"}
    cobalt = line.ask(request("POST", EXECUTE, headers, document))
    assert (oktopost.status, errors_of(oktopost)[0].partition(":")[0]) == (400, "Invalid payload")
    assert (cobalt.status, message_of(cobalt).startswith("The body is ")) == (400, True)


def test_a_session_token_that_is_nested_too_deep_is_wrong(line: Connection) -> None:
    part = b64encode(b"[" * 9_000).decode().rstrip("=")
    reply = line.ask(request("POST", EXECUTE, {"Authorization": f"Bearer {part}.{part}.x"}))
    assert (reply.status, message_of(reply)) == (401, "Invalid session token")


def test_twenty_megabytes_are_too_many_for_oktopost(line: Connection, login: dict[str, str]) -> None:
    reply = line.ask(request("POST", ACTION, {**login, "Content-Type": FORM}, b"x" * (2 * MAX_BODY)))
    assert (reply.status, errors_of(reply)) == (413, ["The body is larger than 10 MiB"])
    assert line.ask(request("GET", "/v2/integration", login)).status == 200


def test_twenty_megabytes_are_too_many_for_refold_in_chunks_too(line: Connection, refold: Refold) -> None:
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    head = request("POST", EXECUTE, {**refold.headers, "Transfer-Encoding": "chunked"})
    reply = line.ask(head + chunk * 20 + b"0\r\n\r\n")
    assert (reply.status, message_of(reply)) == (413, "The body is larger than 10 MiB")
    assert line.ask(request("GET", "/api/v2/public/application", refold.headers)).status == 200


def test_a_form_of_exactly_the_limit_is_read(line: Connection, login: dict[str, str]) -> None:
    start = b"id=014000000000001&actionName=case.getAll&other="
    body = start + b"x" * (MAX_DOCUMENT - len(start))
    assert line.ask(request("POST", ACTION, {**login, "Content-Type": FORM}, body)).status == 200


def test_a_chunked_form_is_a_form(line: Connection, login: dict[str, str]) -> None:
    pieces = b"", b"id=0140000", b"00000001&actionName", b"=case.getAll"
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces if piece) + b"0\r\n\r\n"
    head = request("POST", ACTION, {**login, "Content-Type": FORM, "Transfer-Encoding": "chunked"})
    assert line.ask(head + chunks).status == 200


@pytest.mark.parametrize(
    "data", [b"nonsense\r\n\r\n", b"BREW /v2/integration HTTP/1.1\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\r\n\r\n"]
)
def test_what_is_not_http_gets_a_short_answer_and_the_line_is_closed(line: Connection, data: bytes) -> None:
    reply = line.ask(data)
    assert (reply.status, list(reply.json())) == (400, ["error"])
    assert line.socket.recv(1) == b""


NUMBERS = [2**53, 2**63, 2**64, 10**30, -(2**70), 1e308, 1e16, 1.5, "9" * 30, "1e400", "1e308", "-" + "9" * 400]
FIELDS = {
    "salesforce": ("NumberOfEmployees", "AnnualRevenue", "LastName", "Name", "CallDurationInSeconds"),
    "marketo": ("leadScore", "socialScore__c", "annualRevenue", "firstName", "ZipCode"),
    "hubspot": ("phone", "hubspot_owner_id", "lastname", "num_notes", "closedate"),
}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: str(number)[:12])
@pytest.mark.parametrize("key", OKTOPOST)
def test_no_number_is_too_large_to_answer(okto: Oktopost, sandbox: Sandbox, key: str, number: Any) -> None:
    app, _, action = key.partition("/")
    payload = OKTOPOST[key]
    variants = [{**payload, name: number} for name in payload if name != "data"]
    variants += [{**payload, "data": {**payload["data"], name: number}} for name in FIELDS[app] if "data" in payload]
    for variant in variants:
        form = {"id": okto.integrations[app], "actionName": action, "payload": json.dumps(variant)}
        response = okto.post(ACTION, form)
        assert response.status_code in (200, 400), (variant, response.text)
    assert orjson.dumps(sandbox.state.as_json())


# -- anything --------------------------------------------------------------------------------------------------

CHECKED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
NAMES = st.sampled_from(
    ["Authorization", "x-api-key", "linked_account_id", "Content-Type", "Accept", "Origin", "Cookie", "X-Anything"]
)
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f"), max_size=40)
HEADERS = st.dictionaries(NAMES, VALUES, max_size=5)
SEGMENTS = st.text(string.ascii_letters + string.digits + "-._~%!$'()*+,;=:@", max_size=12)
TARGETS = st.one_of(
    st.sampled_from(
        [
            ACTION,
            "/v2/integration",
            "/v2/integration/014000000000001",
            EXECUTE,
            "/api/v2/integration-schema/hubspot/actions",
            "/api/v2/public/session-token",
            "/api/v2/public/session-token/revoke",
            "/api/v2/public/linked-account",
            "/api/v2/public/linked-account/customer@example.com",
            "/api/v2/public/application/hubspot",
        ]
    ),
    st.builds(
        lambda prefix, segments: "/".join((prefix, *segments)),
        st.sampled_from(["/v2", "/api/v2"]),
        st.lists(SEGMENTS, max_size=4),
    ),
)
QUERIES = st.text(string.ascii_letters + string.digits + "_%&=+;[]{}\"'", max_size=40)
METHODS = st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"])
JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def is_sound(reply: Reply, target: str) -> None:
    """The answer is JSON in the envelope of the API, and nothing broke."""
    assert reply.status < 500
    assert reply.headers["content-type"] == "application/json"
    if reply.status < 400:
        reply.json()
    elif target.startswith("/v2"):
        errors_of(reply)
    else:
        message_of(reply)


@CHECKED
@given(method=METHODS, target=TARGETS, query=QUERIES, headers=HEADERS, body=st.binary(max_size=200))
def test_anything_gets_an_answer_and_stores_nothing(  # noqa: PLR0917 - hypothesis passes them by name
    server: Server, sandbox: Sandbox, method: str, target: str, query: str, headers: dict[str, str], body: bytes
) -> None:
    before, default = sandbox.state, server.gateway.sandboxes.default.state
    with Connection(server.url) as line:
        is_sound(line.ask(request(method, f"{target}?{query}", headers, body)), target)
    assert sandbox.state is before
    assert server.gateway.sandboxes.default.state is default


@CHECKED
@given(body=st.one_of(st.binary(max_size=300), st.builds(lambda value: b"payload=" + orjson.dumps(value), JSON)))
def test_any_body_of_whoever_may_gets_an_answer(server: Server, login: Mapping[str, str], body: bytes) -> None:
    form = b"id=014000000000001&actionName=lead.create&" + body
    with Connection(server.url) as line:
        is_sound(line.ask(request("POST", ACTION, {**login, "Content-Type": FORM}, form)), ACTION)


@CHECKED
@given(body=st.one_of(st.binary(max_size=300), st.builds(orjson.dumps, JSON)), target=TARGETS, method=METHODS)
def test_any_json_of_whoever_may_gets_an_answer(
    server: Server, refold: Refold, body: bytes, target: str, method: str
) -> None:
    with Connection(server.url) as line:
        headers = {**refold.headers, "Content-Type": "application/json"}
        is_sound(line.ask(request(method, target, headers, body)), target)


@CHECKED
@given(key=st.sampled_from(sorted(OKTOPOST)), value=JSON, field=st.sampled_from(["data", "id", "email", "attributes"]))
def test_any_value_in_any_field_of_any_action_gets_an_answer(
    okto: Oktopost, sandbox: Sandbox, key: str, value: Any, field: str
) -> None:
    before = sandbox.state
    response = okto.act(key, {**OKTOPOST[key], field: value})
    assert response.status_code in (200, 400), response.text
    assert response.status_code == 200 or sandbox.state is before
