"""The connection beneath the APIs: upgrades, limits, deadlines, clients that stop sending or reading, and the stop."""

from __future__ import annotations

import asyncio
import io
import json
import shutil
import socket
import subprocess
import threading
from array import array
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fcntl import ioctl
from pathlib import Path
from termios import FIONREAD
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pytest

from mockserver.core.http import (
    MAX_BODY,
    MAX_HEAD,
    MAX_HEADERS,
    MAX_URL,
    MAX_VALUES,
    SLICE,
    Answer,
    dump_json,
    dump_slices,
)
from mockserver.crm import steps
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.protocol import KEEP_ALIVE, LARGE_BODY, LINGER, PATIENCE
from mockserver.transport.server import Pieces, Server
from mockserver.world import fixtures as world
from tests.raw import Connection, Reply, request

ACTION = "/v2/integration-action"
EXECUTE = "/api/v2/integration-schema/hubspot/actions/get_contact_by_id/execute"
LOGIN = {"Authorization": f"Basic {b64encode(b'001000000000001:okto-sandbox-key').decode()}"}
FORM = {**LOGIN, "Content-Type": "application/x-www-form-urlencoded"}
KEY = {"x-api-key": "tk-sandbox-key", "linked_account_id": "customer@example.com"}
JSON = {"Content-Type": "application/json"}
SOQL = "/api/v2/integration-schema/salesforce/actions/get_entity_with_soql/execute"
BODY = urlencode({"id": "014000000000003", "actionName": "contact.getById", "payload": '{"id": "51"}'}).encode()
H2C = {"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAEAAEAAAAIAAAAB"}
HEALTH = request("GET", "/__mock__/health")
SEARCH = request("POST", SOQL, {**KEY, **JSON}, b'{"query": "SELECT Id FROM Lead ORDER BY LastName"}')

DOORS = pytest.mark.parametrize("door", [True, False], ids=["lean", "closed"], indirect=True)


@pytest.fixture
def door(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of its own; its parameter says whether the lean door is open."""
    with Server(Gateway(Sandboxes(world.load())), lean=getattr(request, "param", True)) as running:
        yield running


def unread(connection: Any) -> bool:
    """Whether something has arrived on a connection that the server has not read yet."""
    waiting = array("i", [0])
    ioctl(connection.transport.get_extra_info("socket").fileno(), FIONREAD, waiting)
    return waiting[0] > 0


def pass_seconds(server: Server, seconds: int) -> None:
    """Let the server believe that time went by, once it has read all that was sent to it."""

    async def tick() -> None:
        while not server.state.connections or any(map(unread, server.state.connections)):  # noqa: ASYNC110 - no event tells
            await asyncio.sleep(0)
        for _ in range(seconds):
            server.state.tick("Thu, 01 Jan 2026 00:00:00 GMT")

    assert server.loop is not None
    asyncio.run_coroutine_threadsafe(tick(), server.loop).result(30)


def is_closed(connection: Connection) -> bool:
    """Whether the server has ended the connection; False when a byte arrives on it."""
    try:
        return connection.socket.recv(1) == b""
    except ConnectionResetError:
        return True


def asked(server: Server, data: bytes, method: str = "POST") -> Reply:
    with Connection(server.url) as connection:
        return connection.ask(data, method)


def message_of(reply: Reply) -> str:
    """The text of a refusal, which must be in the envelope of the API that was asked."""
    document = reply.json()
    assert reply.headers["content-type"] == "application/json"
    assert reply.headers["connection"] == "close"
    assert reply.headers.get("x-mock-outcome", "invalid-request") == "invalid-request"
    if "Errors" in document:
        assert document["Result"] is False
        errors = document["Errors"]
        return str(errors[0] if isinstance(errors, list) else errors["API"]["Error"])
    if "error" in document:
        return str(document["error"]["message"])
    assert document["status_code"] == reply.status
    return str(document["message"])


# -- another protocol ------------------------------------------------------------------------------------------


@DOORS
@pytest.mark.contract("X-02")
def test_a_request_that_offers_h2c_is_answered_with_its_body(door: Server) -> None:
    with Connection(door.url) as connection:
        whole = connection.ask(request("POST", ACTION, {**FORM, **H2C}, BODY), "POST")
        head, _, body = request("POST", ACTION, {**FORM, **H2C}, BODY).partition(b"\r\n\r\n")
        connection.socket.sendall(head + b"\r\n\r\n")
        late = connection.ask(body, "POST")
        state = connection.ask(request("GET", "/__mock__/sandboxes/default", H2C))
    assert (whole.status, whole.json()["Result"]) == (200, True)
    assert whole.body == late.body
    assert "connection" not in whole.headers
    assert state.json()["id"] == "default"


@DOORS
def test_offers_in_a_row_are_answered_in_their_order(door: Server) -> None:
    first = request("POST", ACTION, {**FORM, **H2C}, BODY)
    second = request("GET", "/v2/integration/014000000000001", {**LOGIN, "Connection": "upgrade", "Upgrade": "x"})
    with Connection(door.url) as connection:
        connection.socket.sendall(first + second + HEALTH)
        replies = read_all(connection, 3)
    assert [reply["status"] for reply in replies] == [200, 200, 200]
    assert b'"51"' in replies[0]["body"]
    assert b"014000000000001" in replies[1]["body"]
    assert replies[2]["body"] == b'{"status":"ok"}'


def test_a_connection_that_sends_many_calls_at_once_gets_few_answers_a_turn(
    door: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others have their turn in between; the first piece is the only large one."""
    many, answered, steps_of_turns = 200, 0, []
    respond = Gateway.respond

    def counted(*given: Any) -> Answer:
        nonlocal answered
        answered += 1
        return respond(*given)

    async def watch() -> None:
        while answered < many:
            before = answered
            await asyncio.sleep(0)
            steps_of_turns.append(answered - before)

    monkeypatch.setattr(Gateway, "respond", counted)
    assert door.loop is not None
    with Connection(door.url) as connection:
        watching = asyncio.run_coroutine_threadsafe(watch(), door.loop)
        connection.socket.sendall(request("POST", ACTION, FORM, BODY) * many)
        replies = read_all(connection, many)
        watching.result(30)
    assert {reply["status"] for reply in replies} == {200}
    assert len([step for step in steps_of_turns if step > 3]) <= 1


def test_a_late_body_that_looks_like_a_request_is_a_body(door: Server) -> None:
    smuggled = request("DELETE", "/v2/integration/014000000000001", LOGIN)
    head = request("POST", ACTION, {**FORM, **H2C, "Content-Length": str(len(smuggled))})
    with Connection(door.url) as connection:
        connection.socket.sendall(head)
        assert connection.ask(smuggled, "POST").status == 400
        assert connection.ask(request("GET", "/v2/integration/014000000000001", LOGIN)).status == 200


def test_connect_is_refused_and_the_line_closed(door: Server) -> None:
    with Connection(door.url) as connection:
        reply = connection.ask(b"CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\n\r\n")
        assert (reply.status, "CONNECT" in message_of(reply)) == (400, True)
        assert is_closed(connection)


JAVA = """
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

public class Client {
    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        for (int call = 0; call < 3; call++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(arguments[0]))
                .header("x-api-key", "tk-sandbox-key")
                .header("linked_account_id", "customer@example.com")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(arguments[1])).build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(response.statusCode() + " " + response.version() + " " + response.body());
        }
    }
}
"""


@DOORS
@pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java on this machine")
def test_java_s_own_client_is_answered(door: Server, tmp_path: Path) -> None:
    source = tmp_path / "Client.java"
    source.write_text(JAVA, encoding="utf-8")
    command = ["java", "-Dhttp.nonProxyHosts=*", str(source), f"{door.url}{EXECUTE}", '{"contact_id": "51"}']
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if "compiler" in done.stderr:
        pytest.skip("this Java cannot run a source file")
    lines = done.stdout.splitlines()
    assert [line.split()[:2] for line in lines] == [["200", "HTTP_1_1"]] * 3, done.stderr
    assert all('"node_status":"Success"' in line for line in lines)


def read_all(connection: Connection, count: int) -> list[dict[str, Any]]:
    """So many answers that come one behind the other, all of a stated length."""
    stream, replies = connection.socket.makefile("rb"), []
    for _ in range(count):
        status = int(stream.readline().split()[1])
        headers = dict(line.strip().lower().split(b": ", 1) for line in iter(stream.readline, b"\r\n"))
        body = stream.read(int(headers[b"content-length"]))
        replies.append({"status": status, "headers": headers, "body": body})
    return replies


# -- heads -----------------------------------------------------------------------------------------------------

LONG = [(f"X-{number}", "x" * 8_000) for number in range(9)]
MANY = [(f"X-{number}", "x") for number in range(MAX_HEADERS)]


@DOORS
@pytest.mark.contract("X-02")
@pytest.mark.parametrize("path", ["/v2/integration", EXECUTE, "/__mock__/sandboxes", "/nowhere"])
@pytest.mark.parametrize(
    ("query", "headers", "expected"),
    [
        ("?" + "x" * MAX_URL, [], (414, f"the URL is longer than {MAX_URL} bytes")),
        ("", LONG, (431, f"the head is larger than {MAX_HEAD} bytes")),
        ("", [("X-Long", "x" * (MAX_HEAD * 4))], (431, f"the head is larger than {MAX_HEAD} bytes")),
        ("", MANY, (431, f"the head has more than {MAX_HEADERS} headers")),
        ("", [("Host", "evil.example")], (400, "the request has two Host headers")),
        ("", [("Content-Length", "1"), ("Content-Length", "2")], (400, "not a valid HTTP request")),
    ],
    ids=["URL", "head", "value", "headers", "hosts", "lengths"],
)
def test_a_head_beyond_the_limits_is_refused_in_the_words_of_its_api(
    door: Server, path: str, query: str, headers: Sequence[tuple[str, str]], expected: tuple[int, str]
) -> None:
    status, reason = expected
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    with Connection(door.url) as connection:
        reply = connection.ask(f"GET {path}{query} HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
        assert (reply.status, reason in message_of(reply)) == (status, True), reply.body
        assert is_closed(connection)
    assert asked(door, HEALTH, "GET").status == 200


def test_a_head_within_the_limits_is_read(door: Server) -> None:
    fits = [(f"X-{number}", "x" * 300) for number in range(MAX_HEADERS - 3)]
    head = request("GET", f"/v2/integration?other={'x' * (MAX_URL // 4)}", {**LOGIN, **dict(fits)})
    assert len(head) < MAX_HEAD
    assert asked(door, head).status == 200


def test_a_value_that_never_ends_is_refused_before_it_is_large(door: Server) -> None:
    """The parser joins a value's pieces at the cost of their square: it must not see many."""
    with Connection(door.url) as connection:
        connection.socket.sendall(b"GET /v2/integration HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
        for _ in range(200):
            connection.socket.sendall(b"x" * MAX_HEAD)
        assert connection.ask(b"").status == 431
    assert asked(door, HEALTH, "GET").status == 200


@DOORS
@pytest.mark.contract("X-02")
def test_trailers_override_nothing(door: Server) -> None:
    head = request("POST", ACTION, {**FORM, "Authorization": "Basic d3Jvbmc6d3Jvbmc=", "Transfer-Encoding": "chunked"})
    chunks = b"%x\r\n%b\r\n0\r\nAuthorization: %b\r\nHost: evil.example\r\n\r\n" % (
        len(BODY), BODY, LOGIN["Authorization"].encode(),
    )  # fmt: skip
    with Connection(door.url) as connection:
        assert connection.ask(head + chunks, "POST").status == 401
        good = request("POST", ACTION, {**FORM, "Transfer-Encoding": "chunked"})
        assert connection.ask(good + chunks, "POST").status == 200


@pytest.mark.parametrize("flood", [b"X: " + b"x" * 4 * MAX_HEAD, b"X: y\r\n" * MAX_HEAD], ids=["value", "trailers"])
def test_a_flood_of_trailers_is_refused(door: Server, flood: bytes) -> None:
    head = request("POST", ACTION, {**FORM, "Transfer-Encoding": "chunked"})
    assert asked(door, head + b"1\r\nx\r\n0\r\n" + flood).status == 431


# -- bodies that do not come -----------------------------------------------------------------------------------


def unfinished(path: str, headers: dict[str, str]) -> bytes:
    return request("POST", path, {**headers, "Content-Length": "1000"}) + b"half of it"


@DOORS
@pytest.mark.contract("X-02")
@pytest.mark.parametrize("path", [ACTION, EXECUTE, "/__mock__/sandboxes", "/nowhere"])
def test_a_body_that_stops_coming_is_408(door: Server, path: str) -> None:
    with Connection(door.url) as connection:
        connection.socket.sendall(unfinished(path, JSON))
        pass_seconds(door, PATIENCE + 1)
        reply = connection.ask(b"")
        told = f"the body of the request did not arrive within {PATIENCE} seconds"
        assert (reply.status, message_of(reply).count(told)) == (408, 1)
        assert is_closed(connection)
    assert door.gateway.sandboxes.default.journal.numbered == 0


def test_a_head_that_drips_is_408_however_often_it_drips(door: Server) -> None:
    with Connection(door.url) as connection:
        for piece in (b"GET /v2/integration HTTP/1.1\r\n", b"Host: localhost\r\n", b"X-A: 1\r\n"):
            connection.socket.sendall(piece)
            pass_seconds(door, PATIENCE // 2)
        reply = connection.ask(b"")
    assert (reply.status, "the head" in message_of(reply)) == (408, True)


@DOORS
@pytest.mark.parametrize("kind", ["dialect", "control"])
def test_a_slow_upload_that_moves_is_read_to_its_end(door: Server, kind: str) -> None:
    """It takes ten times as long as a connection may be idle."""
    path, headers, body = (
        (ACTION, FORM, BODY) if kind == "dialect" else ("/__mock__/sandboxes", JSON, b'{"name":"slow"}')
    )
    with Connection(door.url) as connection:
        connection.socket.sendall(request("POST", path, {**headers, "Content-Length": str(len(body))}))
        pieces = [body[start : start + 1] for start in range(10)] + [body[10:]]
        for piece in pieces:
            pass_seconds(door, PATIENCE - 1)
            connection.socket.sendall(piece)
        assert connection.ask(b"", "POST").status in {200, 201}


def test_unfinished_bodies_take_nothing_from_anybody_else(door: Server) -> None:
    with ExitStack() as opened:
        for _ in range(80):
            connection = opened.enter_context(Connection(door.url))
            connection.socket.sendall(unfinished("/__mock__/sandboxes", JSON))
        assert asked(door, HEALTH, "GET").status == 200
        assert asked(door, request("GET", "/__mock__/ready"), "GET").status == 200
        assert asked(door, request("GET", "/__mock__/sandboxes"), "GET").status == 200
        assert asked(door, request("POST", ACTION, FORM, BODY)).status == 200


def test_unfinished_bodies_hold_only_so_much_together(door: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mockserver.transport.protocol.MAX_HELD", 10_000)
    with Connection(door.url) as one, Connection(door.url) as other:
        for connection in (one, other):
            connection.socket.sendall(request("POST", ACTION, {**FORM, "Content-Length": "9000"}) + b"x" * 8_000)
            pass_seconds(door, 1)
        reply = other.ask(b"", "POST")
        assert (reply.status, reply.headers["retry-after"], reply.json()["Result"]) == (503, "1", False)
        assert one.ask(b"x" * 1_000, "POST").status == 400
    assert asked(door, request("POST", ACTION, FORM, BODY)).status == 200
    assert door.state.held == 0


def test_health_is_answered_while_every_thread_is_busy(door: Server) -> None:
    lock = door.gateway.sandboxes.default.lock
    with lock, ExitStack() as opened:
        waiting = [opened.enter_context(Connection(door.url)) for _ in range(20)]
        for connection in waiting:
            connection.socket.sendall(request("POST", "/__mock__/sandboxes/default/reset"))
        pass_seconds(door, 1)
        assert asked(door, HEALTH, "GET").json() == {"status": "ok"}
        assert asked(door, request("GET", "/__mock__/ready"), "GET").json()["status"] == "ready"
        lock.release()
        try:
            assert {connection.ask(b"", "POST").status for connection in waiting} == {200}
        finally:
            lock.acquire()


@pytest.mark.parametrize("place", ["", "http://localhost"], ids=["a path", "a whole URL"])
def test_a_large_call_is_answered_in_a_thread_and_a_small_one_on_the_loop(
    door: Server, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    names: list[str] = []
    respond = Gateway.respond

    def recorded(gateway: Gateway, *given: Any) -> Answer:
        names.append(threading.current_thread().name.partition("_")[0])
        return respond(gateway, *given)

    monkeypatch.setattr(Gateway, "respond", recorded)
    for size in (LARGE_BODY, LARGE_BODY + 1):
        assert asked(door, request("POST", place + ACTION, FORM, b"x" * size)).status == 400
    assert names == ["mockserver", "mockserver-long"]


def test_a_client_that_waits_for_100_gets_it_and_no_body_that_is_too_large(door: Server) -> None:
    for path, headers in ((ACTION, FORM), ("/__mock__/sandboxes", JSON)):
        with Connection(door.url) as connection:
            large = {**headers, "Expect": "100-continue", "Content-Length": str(1 << 40)}
            assert connection.ask(request("POST", path, large), "POST").status == 413
    for path, headers, body, status in ((ACTION, FORM, BODY, 200), ("/__mock__/sandboxes", JSON, b"{}", 201)):
        head = request("POST", path, {**headers, "Expect": "100-continue", "Content-Length": str(len(body))})
        with Connection(door.url) as connection:
            connection.socket.sendall(head)
            assert connection.socket.recv(25) == b"HTTP/1.1 100 Continue\r\n\r\n"
            connection.socket.sendall(body)
            assert connection.socket.recv(12) == b"HTTP/1.1 %d" % status


def test_an_idle_connection_is_closed_and_one_in_use_is_not(door: Server) -> None:
    with Connection(door.url) as idle, Connection(door.url) as used:
        assert idle.ask(HEALTH).status == used.ask(HEALTH).status == 200
        for _ in range(3):
            pass_seconds(door, KEEP_ALIVE // 2)
            assert used.ask(request("GET", "/v2/integration", LOGIN)).status == 200
        assert is_closed(idle)


# -- clients that do not read ----------------------------------------------------------------------------------


def test_a_client_that_does_not_read_is_cut_and_holds_no_thread(door: Server) -> None:
    sandbox = door.gateway.sandboxes.create(world=world.load(populate=1_500))
    ask = request("GET", f"/__mock__/sandboxes/{sandbox.id}/state")
    with ExitStack() as opened:
        deaf = [opened.enter_context(small_window(door.url)) for _ in range(12)]
        for connection in deaf:
            connection.socket.sendall(ask)
        assert asked(door, request("GET", "/__mock__/sandboxes"), "GET").status == 200
        assert asked(door, ask, "GET").json()["format"] == 2
        open_before = len(door.state.connections)
        pass_seconds(door, 2 * KEEP_ALIVE)
        assert asked(door, HEALTH, "GET").status == 200
        assert len(door.state.connections) <= open_before - len(deaf) + 1


def small_window(url: str) -> Connection:
    """A connection whose kernel takes little before somebody reads."""
    connection = Connection(url)
    connection.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    return connection


@DOORS
def test_a_half_closed_client_gets_its_answers(door: Server) -> None:
    slow = request("GET", "/v2/integration", {**LOGIN, "X-Mock-Delay": "0.2"})
    for data in (slow, slow + slow, request("GET", "/__mock__/sandboxes"), request("POST", ACTION, FORM, BODY)):
        with Connection(door.url) as connection:
            connection.socket.sendall(data)
            connection.socket.shutdown(socket.SHUT_WR)
            text = connection.socket.makefile("rb").read()
        assert text.count(b"HTTP/1.1 200 OK") == data.count(b"HTTP/1.1\r\n")


def test_a_listener_of_events_that_goes_is_let_go(door: Server) -> None:
    with Connection(door.url) as connection:
        connection.socket.sendall(request("GET", "/__mock__/sandboxes/default/events"))
        assert connection.socket.recv(12) == b"HTTP/1.1 200"
        connection.socket.shutdown(socket.SHUT_WR)
        while connection.socket.recv(65536):
            pass


# -- large calls -----------------------------------------------------------------------------------------------


@DOORS
@pytest.mark.contract("X-02")
def test_a_large_call_is_answered_as_a_small_one_is(door: Server) -> None:
    large = BODY + b"&other=" + b"x" * (2 * LARGE_BODY)
    with Connection(door.url) as connection:
        small = connection.ask(request("POST", ACTION, FORM, BODY), "POST")
        again = connection.ask(request("POST", ACTION, FORM, large), "POST")
    assert (small.status, small.body) == (again.status, again.body)


def test_a_body_without_an_end_is_refused_and_the_sender_reads_why(door: Server) -> None:
    for path, headers in ((ACTION, FORM), ("/__mock__/sandboxes", JSON)):
        with Connection(door.url) as connection:
            connection.socket.sendall(request("POST", path, {**headers, "Transfer-Encoding": "chunked"}))
            chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
            sent = 0
            while sent < 75:
                connection.socket.sendall(chunk)
                sent += 1
            assert connection.ask(b"", "POST").status == 413
            pass_seconds(door, LINGER + 1)
            assert is_closed(connection)


def test_a_whole_world_is_the_same_document_in_slices(door: Server) -> None:
    sandbox = door.gateway.sandboxes.create(world=world.load(populate=200))
    lead = sandbox.state.tables["salesforce/Lead"].page(0, 1)[0]
    with Connection(door.url) as connection:
        reply = connection.ask(request("GET", f"/__mock__/sandboxes/{sandbox.id}/state"))
        assert connection.ask(HEALTH).status == 200
    assert reply.headers["transfer-encoding"] == "chunked"
    assert reply.body == dump_json(sandbox.as_json())
    assert lead in reply.json()["tables"]["salesforce/Lead"]["records"]
    odd: dict[str, Any] = {"a": [], "b": {}, "c": {"é": [1, [2]]}, "d": None}
    assert b"".join(dump_slices(odd)) == dump_json(odd)


def test_whole_worlds_are_read_one_after_the_other_and_hold_up_nothing_else(
    door: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each thread that computes lets the event loop wait: twenty of them would do so twenty times as long."""
    begun, go_on, as_json = threading.Semaphore(0), threading.Event(), Sandbox.as_json

    def waiting(sandbox: Sandbox) -> dict[str, Any]:
        begun.release()
        assert go_on.wait(30)
        return as_json(sandbox)

    monkeypatch.setattr(Sandbox, "as_json", waiting)
    with ExitStack() as stack:
        stack.callback(go_on.set)
        asking = [stack.enter_context(Connection(door.url)) for _ in range(5)]
        for connection in asking:
            connection.socket.sendall(request("GET", "/__mock__/sandboxes/default/state"))
        assert begun.acquire(timeout=30)
        assert asked(door, request("GET", "/__mock__/sandboxes/default")).status == 200
        assert not begun.acquire(blocking=False)
        go_on.set()
        assert [connection.ask(b"").status for connection in asking] == [200] * len(asking)


@pytest.mark.parametrize("is_large", [False, True])
def test_one_bad_record_in_a_whole_world_is_found_wherever_it_stands(
    door: Server, monkeypatch: pytest.MonkeyPatch, *, is_large: bool
) -> None:
    if is_large:  # it is read a record at a time, and its bytes are never joined
        monkeypatch.setattr("mockserver.control.door.MAX_DOCUMENT", 0)
        monkeypatch.setattr("mockserver.transport.protocol.MAX_BODY", 0)
    sandbox = door.gateway.sandboxes.create(world=world.load(populate=150))
    document, before = json.loads(dump_json(sandbox.as_json())), sandbox.state
    records = document["tables"]["salesforce/Contact"]["records"]
    assert len(records) > SLICE
    records[SLICE]["Id"] = 5
    path = f"/__mock__/sandboxes/{sandbox.id}/state"
    reply = asked(door, request("PUT", path, JSON, dump_json(document)))
    assert (reply.status, f"salesforce/Contact.records[{SLICE}].Id" in reply.json()["error"]["message"]) == (400, True)
    assert sandbox.state is before
    del records[SLICE]
    assert asked(door, request("PUT", path, JSON, dump_json(document))).status == 200
    assert sandbox.as_json() == document


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_a_body_in_pieces_is_one_stream_for_whoever_reads_it(size: int) -> None:
    pieces = [b"abc", b"d", b"efgh", b"i"]
    with io.BufferedReader(Pieces(pieces), size) as reader:
        assert reader.read() == b"abcdefghi"
    stream, filled, read = Pieces(pieces), bytearray(size), b""
    while number := stream.readinto(memoryview(filled)):
        read += filled[:number]
    assert read == b"abcdefghi"


LARGE_WORLDS: dict[str, tuple[bytes, str]] = {
    "no JSON in it": (b'{"format": 2, "tables": {"marketo/lead": {"records": [{"id": 01}]}}}', "not valid JSON"),
    "cut off": (b'{"format": 2, "tables": {"marketo/lead": {"records": [', "not valid JSON"),
    "a second document": (b'{"format": 2, "tables": {}} {}', "something stands behind the document"),
    "another value": (b"[1, 2]", "json: expected object"),
    "tables that are none": (b'{"format": 2, "tables": {"marketo/lead": [], "hubspot/contact": 5}}', "expected object"),
    "a list of all": (b'{"format": 2, "tables": []}', "json.tables: expected object"),
    "a record of many values": (
        b'{"format": 2, "tables": {"marketo/lead": {"records": [{"x": [%b0]}]}}}' % (b"0," * MAX_VALUES),
        f"JSON of more than {MAX_VALUES} values",
    ),
    "many settings": (b'{"format": 2, "tables": {}, "settings": [%b0]}' % (b"0," * MAX_VALUES), "JSON of more than"),
    "a name without end": (b'{"%b": 1}' % (b"x" * 100_000), "no name of a member"),
}


@pytest.mark.parametrize("case", LARGE_WORLDS)
def test_a_large_world_that_is_none_is_refused(door: Server, case: str) -> None:
    body, told = LARGE_WORLDS[case]
    sandbox = door.gateway.sandboxes.default
    before = sandbox.state
    head = request("PUT", f"/__mock__/sandboxes/{sandbox.id}/state", {**JSON, "Transfer-Encoding": "chunked"})
    reply = asked(door, head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
    assert (reply.status, told in reply.json()["error"]["message"]) == (400, True), reply.body[:500]
    assert sandbox.state is before


def test_a_world_beyond_the_limit_is_refused_though_nobody_said_how_long_it_is(
    door: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mockserver.control.frame.MAX_STATE", 100)
    body = b'{"format": 2, "tables": {%b}}' % (b" " * 100)
    head = request("PUT", "/__mock__/sandboxes/default/state", {**JSON, "Transfer-Encoding": "chunked"})
    reply = asked(door, head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body))
    assert (reply.status, reply.json()["error"]["code"]) == (413, "too-large")


# -- the stop --------------------------------------------------------------------------------------------------


class Held(NamedTuple):
    """A call that is under way in a thread, and the bodies of what was answered."""

    server: Server
    connection: Connection
    let_go: threading.Event
    answered: list[bytes]


def stopping(server: Server) -> threading.Thread:
    thread = threading.Thread(target=server.stop)
    thread.start()
    return thread


@pytest.mark.parametrize("lean", [True, False], ids=["lean", "closed"])
def test_calls_under_way_are_answered_at_a_stop(lean: bool) -> None:  # noqa: FBT001 - a parameter of the test
    server = Server(Gateway(Sandboxes(world.load())), lean=lean, grace=30)
    server.start()
    slow = request("GET", "/v2/integration", {**LOGIN, "X-Mock-Delay": "0.3"})
    with Connection(server.url) as idle, Connection(server.url) as waiting, Connection(server.url) as sending:
        assert idle.ask(HEALTH).status == 200
        waiting.socket.sendall(slow)
        head = request("POST", ACTION, {**FORM, "Content-Length": str(len(BODY))})
        sending.socket.sendall(head + BODY[:10])
        pass_seconds(server, 1)
        thread = stopping(server)
        assert is_closed(idle)
        late = sending.ask(BODY[10:], "POST")
        reply = waiting.ask(b"")
        assert (late.status, late.headers["connection"]) == (200, "close")
        assert (reply.status, reply.headers["connection"]) == (200, "close")
        assert is_closed(waiting)
        thread.join()
    with pytest.raises(ConnectionRefusedError):
        Connection(server.url)


def test_what_takes_longer_than_the_grace_period_is_cut() -> None:
    server = Server(Gateway(Sandboxes(world.load())), grace=0.1)
    server.start()
    with Connection(server.url) as waiting, Connection(server.url) as listening:
        waiting.socket.sendall(request("GET", "/v2/integration", {**LOGIN, "X-Mock-Delay": "600"}))
        listening.socket.sendall(request("GET", "/__mock__/sandboxes/default/events"))
        assert listening.socket.recv(12) == b"HTTP/1.1 200"
        pass_seconds(server, 1)
        server.stop()
        assert is_closed(waiting)


@pytest.fixture(params=[(True, "respond_anew"), (False, "respond")], ids=["lean", "closed"])
def held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """A call that a thread answers, and holds until it is let go."""
    is_lean, name = request.param
    began, let_go = threading.Event(), threading.Event()
    respond = getattr(Gateway, name)
    answered: list[bytes] = []

    def respond_later(gateway: Gateway, *given: Any) -> Answer:
        began.set()
        assert let_go.wait(30)
        answer: Answer = respond(gateway, *given)
        answered.append(answer.body)
        return answer

    monkeypatch.setattr(Gateway, name, respond_later)
    monkeypatch.setattr(steps, "PATIENCE", 0)
    server = Server(Gateway(Sandboxes(world.load())), lean=is_lean)
    server.start()
    with Connection(server.url) as connection:
        connection.socket.sendall(SEARCH)
        assert began.wait(30)
        try:
            yield Held(server, connection, let_go, answered)
        finally:
            let_go.set()
            server.stop()


def turns(server: Server, number: int) -> None:
    """Let the server's loop turn so often."""

    async def turn() -> None:
        for _ in range(number):
            await asyncio.sleep(0)

    assert server.loop is not None
    asyncio.run_coroutine_threadsafe(turn(), server.loop).result(30)


def test_a_call_in_a_thread_is_answered_at_a_stop(held: Held) -> None:
    held.server.grace = 30
    with Connection(held.server.url) as idle:
        assert idle.ask(HEALTH).status == 200
        thread = stopping(held.server)
        assert is_closed(idle)
        held.let_go.set()
        reply = held.connection.ask(b"")
        assert (reply.status, reply.headers["connection"]) == (200, "close")
        assert [reply.body] == held.answered
        thread.join()


def test_a_stop_ends_what_never_ends_before_it_waits_for_a_call(held: Held) -> None:
    held.server.grace = 30
    with Connection(held.server.url) as listening:
        listening.socket.sendall(request("GET", "/__mock__/sandboxes/default/events"))
        assert listening.socket.recv(12) == b"HTTP/1.1 200"
        thread = stopping(held.server)
        while not is_closed(listening):
            pass
        held.let_go.set()
        assert held.connection.ask(b"").status == 200
        thread.join()


def test_a_stop_waits_for_a_thread_whose_call_was_cut(held: Held) -> None:
    thread = stopping(held.server)
    assert is_closed(held.connection)
    turns(held.server, 1_000)
    held.let_go.set()
    thread.join()
    assert len(held.answered) == 1


def test_the_limits_are_documented() -> None:
    text = (Path(__file__).parent.parent / "docs" / "limits.md").read_text(encoding="utf-8")
    for value in (MAX_HEADERS, PATIENCE, KEEP_ALIVE):
        assert f"{value} " in text
    assert f"{MAX_BODY // 1024 // 1024} MiB" in text
