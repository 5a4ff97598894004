"""`mockserver proxy`: calls pass unchanged to a real server, are held both ways, and are recorded without secrets."""

from __future__ import annotations

import gzip
import json
import signal
import socket
import subprocess
import sys
import threading
import tracemalloc
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from mockserver.checks.conformance import Conformance
from mockserver.checks.findings import Verdict
from mockserver.checks.foreign import MAX_ANSWER
from mockserver.checks.har import MOST_BODY, HarFile
from mockserver.checks.proxy import Proxy
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Listener, Server
from tests.conftest import Oktopost, Refold
from tests.raw import Connection, Scripted, request
from tests.recordings import Commands

ROOT = Path(__file__).parent.parent


class Through:
    """A proxy in front of a server, with what it told and what it recorded."""

    def __init__(self, target: str, path: Path, hosts: Sequence[str] = ()) -> None:
        self.path = path
        self.verdicts: list[Verdict] = []
        self._recording = HarFile(path, target)
        self._told = threading.Condition()
        proxy = Proxy(target, Conformance(), self._tell, self._recording, hosts=hosts)
        self.listener = Listener(proxy, host="127.0.0.1", port=0)

    @property
    def url(self) -> str:
        return self.listener.url

    def _tell(self, verdict: Verdict) -> None:
        with self._told:
            self.verdicts.append(verdict)
            self._told.notify_all()

    def wait(self, count: int) -> list[Verdict]:
        """The verdicts, once there are so many: a verdict is made after its answer was sent."""
        with self._told:
            assert self._told.wait_for(lambda: len(self.verdicts) >= count, timeout=30)
        return self.verdicts

    def stop(self) -> None:
        self.listener.stop()
        self._recording.close()

    def entries(self) -> list[dict[str, Any]]:
        """The recording, which is whole once the proxy stopped."""
        self.stop()
        entries: list[dict[str, Any]] = json.loads(self.path.read_bytes())["log"]["entries"]
        return entries


@pytest.fixture
def through(server: Server, tmp_path: Path) -> Iterator[Through]:
    started = Through(server.url, tmp_path / "proxy.har")
    with started.listener:
        yield started
    started.stop()


def test_a_client_sees_the_same_as_without_the_proxy(through: Through, okto: Oktopost, refold: Refold) -> None:
    """Status, body, headers; the header of underscores, escapes in paths, and what is refused."""
    straight = okto.url
    calls: tuple[Callable[[], requests.Response], ...] = (
        lambda: okto.act("salesforce/contact.getByEmail", {"email": "john@example.com"}),
        lambda: okto.act("hubspot/contact.getByEmail", {"email": "nobody+é@example.com"}),
        lambda: okto.get("/v2/integration?_count=7&type=%C3%A4"),
        lambda: refold.execute("hubspot/get_contact", {"limit": "1"}),
        lambda: refold.request("GET", "/api/v2/public/linked-account/customer%40example.com"),
        lambda: okto.request("GET", "/v2/a%2Fb"),
    )
    for make in calls:
        okto.url = refold.url = straight
        direct = make()
        okto.url = refold.url = through.url
        proxied = make()
        assert (proxied.status_code, proxied.content) == (direct.status_code, direct.content)
        ours = ("date", "x-mock-request-id", "content-length")
        headers = [{k: v for k, v in one.headers.items() if k.lower() not in ours} for one in (direct, proxied)]
        assert headers[0] == headers[1]


def test_both_directions_are_held(through: Through, okto: Oktopost) -> None:
    okto.url = through.url
    okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": ["x"]})
    okto.get("/v2/integration")
    broken, kept = through.wait(2)
    assert [finding.pointer for finding in broken.findings] == ["payload.leadIds[0]"]
    assert (kept.name, kept.state) == ("#2 GET /v2/integration -> 200", "kept")


def test_the_recording_has_no_secret_and_is_checked_like_any_other(
    through: Through, okto: Oktopost, refold: Refold, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keys, tokens, cookies, in headers, queries, forms and JSON, of requests and answers."""
    okto.url = refold.url = through.url
    okto.act("hubspot/contact.getByEmail", {"email": "a@example.com", "password": "secret-1"}, api_key="secret-2")
    okto.get("/v2/integration?access_token=secret-3", headers={"cookie": "session=secret-4"})
    body = {"linked_account_id": refold.linked_account, "secret": "secret-5"}
    minted = refold.request("POST", "/api/v2/public/session-token", json=body).json()["token"]
    refold.execute("hubspot/get_contact", {"limit": "1"}, headers={"authorization": f"Bearer {minted}"})
    through.wait(4)
    entries = through.entries()
    text = through.path.read_text()
    assert [word for word in (okto.key, refold.key, minted, "secret-") if word in text] == []
    assert len(entries) == 4
    assert "Bearer [redacted]" in text
    done = Commands(capsys)("check", through.path, "--report", "json")
    assert [verdict["verdict"] for verdict in json.loads(done.out)["verdicts"]] == ["kept"] * 4


def test_a_recording_is_whole_after_every_call(through: Through, okto: Oktopost) -> None:
    """A proxy that is killed leaves a file that can be read."""
    okto.url = through.url
    assert json.loads(through.path.read_bytes())["log"]["entries"] == []
    for _ in range(2):
        okto.get("/v2/integration")
    through.wait(2)
    entries = through.entries()
    assert [entry["request"]["url"].rpartition("/v2/")[2] for entry in entries] == ["integration", "integration"]
    assert entries[0]["response"]["status"] == 200


def test_a_body_beyond_what_is_read_is_refused_and_not_handed_on(
    through: Through, sandbox: Sandbox, okto: Oktopost
) -> None:
    okto.url = through.url
    reply = okto.post("/v2/integration-action", {"payload": "x" * (10 * 1024 * 1024)})
    assert reply.status_code == 413
    assert len(sandbox.journal) == 0


def test_a_body_too_large_to_be_looked_through_is_left_out_of_the_recording(
    through: Through, okto: Oktopost, capsys: pytest.CaptureFixture[str]
) -> None:
    """What may be a secret in it is not written either, and the file says what it does not hold."""
    okto.url = through.url
    secret, padding = "eyJzZWNyZXQtMSJ9", "x" * MOST_BODY
    okto.act("hubspot/contact.getByEmail", {"email": "a@example.com", "token": secret, "x": padding})
    okto.act("hubspot/contact.getByEmail", {"email": "a@example.com"})
    through.wait(2)
    large, small = through.entries()
    assert large["request"]["bodySize"] > MOST_BODY
    assert "text" not in large["request"]["postData"]
    assert large["request"]["postData"]["comment"].startswith("left out: ")
    assert small["request"]["postData"]["text"]
    assert len(through.path.read_bytes()) < 20_000
    done = Commands(capsys)("check", through.path, "--report", "json")
    assert [verdict["verdict"] for verdict in json.loads(done.out)["verdicts"]] == ["not tried", "kept"]


# -- calls that are not handed on ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target", ["*", "/v2/../admin", "/v2/%2e%2e/admin", "/v2/..%2fadmin", "/v2/..\\admin", "/..", "/./v2", "/%2e%2E/x"]
)
def test_nothing_but_what_lies_below_the_target_is_asked_for(through: Through, sandbox: Sandbox, target: str) -> None:
    with Connection(through.url) as connection:
        reply = connection.ask(request("OPTIONS", target))
    assert reply.status == 400
    assert "only paths below" in reply.json()["error"]["message"]
    assert through.entries() == []


@pytest.mark.parametrize("target", ["@other.example/x", ".other.example/x", ":1/x", "//other.example/x"])
def test_no_target_reaches_another_server(through: Through, server: Server, target: str) -> None:
    """What is no path is refused; what looks like a host stays a path."""
    with Connection(through.url) as connection:
        reply = connection.ask(request("GET", target))
    assert reply.status in (400, 404)
    assert all(entry["request"]["url"].startswith(f"{server.url}//") for entry in through.entries())


@pytest.mark.parametrize("host", ["attacker.example", "attacker.example:4011", "127.0.0.1.attacker.example", ""])
def test_a_call_for_another_host_is_refused(through: Through, host: str) -> None:
    """A web page can make a name of its own mean this machine; its calls still tell that name."""
    with Connection(through.url) as connection:
        reply = connection.ask(request("GET", "/v2/integration", {"Host": host}))
    assert reply.status == 403
    assert "--allow-host" in reply.json()["error"]["message"]
    assert through.entries() == []


def test_a_host_that_was_allowed_is_answered(server: Server, tmp_path: Path) -> None:
    through = Through(server.url, tmp_path / "allowed.har", hosts=("proxy.example",))
    with through.listener, Connection(through.url) as connection:
        assert connection.ask(request("GET", "/v2/integration", {"Host": "Proxy.example:80"})).status == 401
    through.stop()


# -- answers of odd servers ------------------------------------------------------------------------------------


@pytest.fixture
def scripted(tmp_path: Path) -> Iterator[Callable[..., tuple[Scripted, Through]]]:
    """Starts an odd server with a proxy in front of it."""
    with ExitStack() as stack:

        def start(*pieces: bytes, endless: bytes = b"") -> tuple[Scripted, Through]:
            odd = Scripted(*pieces, endless=endless)
            through = Through(odd.url, tmp_path / "odd.har")
            stack.callback(odd.close)
            stack.callback(through.stop)
            stack.enter_context(through.listener)
            return odd, through

        yield start


def answer(body: bytes, *headers: bytes) -> bytes:
    """An answer of JSON with these header lines."""
    lines = b"".join(line + b"\r\n" for line in (b"Content-Type: application/json", *headers))
    return b"HTTP/1.1 200 OK\r\n%bContent-Length: %d\r\nConnection: close\r\n\r\n%b" % (lines, len(body), body)


def test_a_small_answer_that_unpacks_to_gigabytes_is_passed_on_and_never_unpacked(
    scripted: Callable[..., tuple[Scripted, Through]],
) -> None:
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join(packing.compress(bytes(1 << 20)) for _ in range(256)) + packing.flush()
    _, through = scripted(answer(packed, b"Content-Encoding: gzip"))
    tracemalloc.start()
    reply = requests.get(f"{through.url}/v2/integration", timeout=30, stream=True)
    assert reply.raw.read() == packed
    (verdict,) = through.wait(1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (verdict.state, verdict.reason) == (
        "not tried",
        "the answer's body is larger than 32 MiB once it is decoded",
    )
    assert peak < 3 * MAX_ANSWER


def test_an_answer_whose_gzip_is_broken_is_passed_on_and_told(
    scripted: Callable[..., tuple[Scripted, Through]],
) -> None:
    packed = gzip.compress(b'{"Result": true}')[:-9] + b"broken"
    _, through = scripted(answer(packed, b"Content-Encoding: gzip"))
    reply = requests.get(f"{through.url}/v2/integration", auth=("1", "key"), timeout=30, stream=True)
    (verdict,) = through.wait(1)
    assert (reply.status_code, reply.headers["content-encoding"], reply.raw.read()) == (200, "gzip", packed)
    assert [finding.expected for finding in verdict.findings] == ["a JSON document"]


def test_an_answer_without_end_is_cut_off(scripted: Callable[..., tuple[Scripted, Through]]) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    _, through = scripted(head, endless=b"x" * (1 << 20))
    reply = requests.get(f"{through.url}/v2/integration", timeout=30)
    (verdict,) = through.wait(1)
    assert (reply.status_code, reply.json()["error"]["reason"]) == (502, "the answer is larger than 32 MiB")
    assert (verdict.state, verdict.reason) == ("not tried", "no answer was recorded")


def test_a_status_that_http_does_not_have_is_no_error_of_the_proxy(
    scripted: Callable[..., tuple[Scripted, Through]],
) -> None:
    _, through = scripted(b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    reply = requests.get(f"{through.url}/v2/integration", timeout=30)
    assert reply.status_code == 502
    assert "the status 999" in reply.json()["error"]["message"]


def test_cookies_stay_with_their_client_and_repeated_headers_stay_repeated(
    scripted: Callable[..., tuple[Scripted, Through]],
) -> None:
    odd, through = scripted(answer(b"{}", b"Set-Cookie: session=of-one-client"))
    twice = b"GET /v2/integration HTTP/1.1\r\nHost: localhost\r\nX-Twice: 1\r\nX-Twice: 2\r\n\r\n"
    for _ in range(2):
        with Connection(through.url) as connection:
            assert connection.ask(twice).headers["set-cookie"] == "session=of-one-client"
    through.wait(2)
    assert all(b"of-one-client" not in head for head in odd.heads)
    assert all(head.lower().count(b"x-twice: ") == 2 for head in odd.heads)


class Odd(BaseHTTPRequestHandler):
    """A server that compresses, sets cookies and redirects."""

    def do_GET(self) -> None:
        body = gzip.compress(b'{"Result": true, "Items": [], "Total": 0}')
        self.send_response(302 if self.path.endswith("integration-action") else 200)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "session=secret-6")
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_compressed_answers_and_redirects_are_handed_back(tmp_path: Path) -> None:
    """The body decoded, the redirect not followed, the cookie to the client alone."""
    odd = ThreadingHTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=odd.serve_forever, args=(0.01,), daemon=True).start()
    through = Through(f"http://127.0.0.1:{odd.server_port}", tmp_path / "odd.har")
    with through.listener:
        listed = requests.get(f"{through.url}/v2/integration", timeout=30)
        moved = requests.get(f"{through.url}/v2/integration-action", timeout=30, allow_redirects=False)
        first, second = through.wait(2)
    odd.shutdown()
    odd.server_close()
    through.entries()
    assert listed.json() == {"Result": True, "Items": [], "Total": 0}
    assert (moved.status_code, moved.headers["location"]) == (302, "http://127.0.0.1:1/")
    assert listed.headers["set-cookie"] == "session=secret-6"
    assert "secret-6" not in through.path.read_text()
    assert first.state == "kept"
    assert second.state == "broken"


def test_a_server_that_does_not_answer_is_502_and_not_tried(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        target = f"http://127.0.0.1:{closed.getsockname()[1]}"
    through = Through(target, tmp_path / "none.har")
    with through.listener:
        reply = requests.get(f"{through.url}/v2/integration", timeout=30)
        (verdict,) = through.wait(1)
    (entry,) = through.entries()
    assert (reply.status_code, reply.json()["error"]["message"]) == (502, f"{target} does not answer")
    assert reply.json()["error"]["reason"]
    assert (verdict.state, verdict.reason) == ("not tried", "no answer was recorded")
    assert entry["response"]["status"] == 0


def test_the_command_ends_with_its_report_when_it_is_stopped(
    server: Server, sandbox: Sandbox, okto: Oktopost, tmp_path: Path
) -> None:
    """Exit code 1, as something was broken."""
    command = [sys.executable, "-m", "mockserver", "proxy", "--to", server.url, "--listen", "127.0.0.1:0"]
    saved = tmp_path / "saved.har"
    with subprocess.Popen(
        [*command, "--save", saved], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as running:
        assert running.stderr is not None
        announced = running.stderr.readline()
        okto.url = announced.partition("listens on ")[2].partition(" ")[0]
        okto.act("hubspot/contact.getById", {})
        okto.get("/v2/integration")
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=30)
    assert running.returncode == 1
    assert "request payload.id: expected a value, got nothing" in out
    assert out.endswith(f"mockserver proxy {server.url}: 1 kept, 1 broken, 0 not tried\n")
    assert len(json.loads(saved.read_bytes())["log"]["entries"]) == 2


def test_what_is_found_becomes_known_and_breaks_nothing(server: Server, okto: Oktopost, tmp_path: Path) -> None:
    known = tmp_path / "known.json"
    command = [sys.executable, "-m", "mockserver", "proxy", "--to", server.url, "--listen", "127.0.0.1:0"]
    options = ["--integration", f"{okto.integrations['hubspot']}=hubspot", "--baseline", str(known), "--write-baseline"]
    with subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as running:
        assert running.stderr is not None
        okto.url = running.stderr.readline().partition("listens on ")[2].partition(" ")[0]
        okto.act("hubspot/contact.getById", {})
        okto.get("/v2/integration")
        running.send_signal(signal.SIGINT)
        out, _ = running.communicate(timeout=30)
    assert (running.returncode, "not explained yet" in out) == (0, True)
    (one,) = json.loads(known.read_bytes())["findings"]
    assert (one["statement"], one["action"]) == ("O-60", "oktopost/hubspot/contact.getById")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--to", "api.oktopost.com"], "--to api.oktopost.com is no URL: it begins with http:// or https://"),
        (
            ["--to", "http://x", "--listen", "192.0.2.1:0"],
            "192.0.2.1 is no address of this machine (Cannot assign requested address): 127.0.0.1 always is",
        ),
        (["--to", "http://x", "--save", "/no/such/x"], "cannot write /no/such/x: No such file or directory"),
    ],
)
def test_what_cannot_run_says_so_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    done = Commands(capsys)("proxy", *arguments)
    assert (done.code, done.err) == (2, f"mockserver proxy: {message}\n")
