"""Events that are sent to webhooks: by whom, where to, how often, and what is told of them."""

from __future__ import annotations

import hmac
import json
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import trustme

from mockserver.core.store import Delivery, Store, Try
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.deliveries import RING, RING_BYTES
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import BOTH, Control
from tests.engine import shared
from tests.receiver import PATIENCE, Receiver
from tests.serving import serving

pytestmark = BOTH


def delivery(url: str, **more: Any) -> Delivery:
    return Delivery("oktopost", "newLead", url, [("X-Signature", "abc")], b'{"event":"newLead"}', **more)


def deliver(sandbox: Sandbox, *deliveries: Delivery) -> None:
    def run(store: Store) -> None:
        for one in deliveries:
            store.deliver(one)

    sandbox.transact(run)


def settled(control: Control) -> list[dict[str, Any]]:
    """All deliveries, once none is pending."""
    deliveries: list[dict[str, Any]] = control.told("GET", f"deliveries?wait={10}")["deliveries"]
    assert "pending" not in [one["status"] for one in deliveries]
    return deliveries


def test_an_event_is_sent_once_its_state_counts(sandbox: Sandbox, control: Control, receiver: Receiver) -> None:
    control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
    deliver(sandbox, delivery(f"{receiver.url}/hooks?a=1"))
    received = receiver.next()
    assert (received.path, received.body) == ("/hooks?a=1", b'{"event":"newLead"}')
    assert received.headers["x-signature"] == "abc"
    kept = {
        "number": 1,
        "time": "2026-01-01T00:00:00.000Z",
        "dialect": "oktopost",
        "event": "newLead",
        "url": f"{receiver.url}/hooks?a=1",
        "headers": {"X-Signature": "abc"},
        "body": '{"event":"newLead"}',
        "status": "delivered",
        "reason": None,
        "tries": [{"time": "2026-01-01T00:00:00.000Z", "status": 204, "error": None, "answer": "", "duration_ms": 0.0}],
    }
    assert settled(control) == [kept]
    assert control.told("GET", "deliveries/1") == kept


def test_an_event_of_a_call_that_failed_is_never_sent(sandbox: Sandbox, control: Control, receiver: Receiver) -> None:
    def fails(store: Store) -> None:
        store.deliver(delivery(receiver.url))
        raise LookupError

    def undoes(store: Store) -> None:
        before = store.mark()
        store.deliver(delivery(receiver.url))
        store.undo(before)

    with pytest.raises(LookupError):
        sandbox.transact(fails)
    sandbox.transact(undoes)
    assert settled(control) == []


def test_a_function_that_ran_twice_sends_once(
    sandbox: Sandbox, control: Control, receiver: Receiver, kept_in: str, request: pytest.FixtureRequest
) -> None:
    rival, runs = sandbox, list[int]()
    if kept_in == "engine":  # what is in one transaction cannot race with it: another process can
        found = shared(request.getfixturevalue("engine"), "server").get(sandbox.id)
        assert found is not None
        rival = found

    def run(store: Store) -> None:
        runs.append(1)
        if len(runs) == 1:
            with ThreadPoolExecutor(1) as thread:
                thread.submit(rival.transact, lambda other: other.next("raced")).result()
        store.next("raced")
        store.deliver(delivery(receiver.url))

    sandbox.transact(run)
    assert len(runs) == 2
    assert len(settled(control)) == 1


def test_it_is_tried_again_as_often_as_the_vendor_does(sandbox: Sandbox, control: Control, receiver: Receiver) -> None:
    receiver.answers = [(500, {}, b"not now"), (301, {"location": f"{receiver.url}/elsewhere"}, b"")]
    receiver.answers.append((300, {}, b""))
    deliver(sandbox, delivery(f"{receiver.url}/a", pauses=(0.01, 0.01, 0.01)))
    (told,) = settled(control)
    assert told["status"] == "delivered"
    tries = [(500, "not now"), (301, ""), (300, ""), (204, "")]
    assert [(one["status"], one["answer"]) for one in told["tries"]] == tries
    assert [receiver.next().path for _ in tries] == ["/a"] * 4


def test_after_the_last_try_it_has_failed(sandbox: Sandbox, control: Control, receiver: Receiver) -> None:
    receiver.answers = [(500, {}, b"x" * 5_000)] * 2
    deliver(sandbox, delivery(receiver.url, pauses=(0.01,)))
    (told,) = settled(control)
    assert told["status"] == "failed"
    assert [one["answer"] for one in told["tries"]] == ["x" * 2_048] * 2


def test_a_receiver_behind_tls_is_believed_by_its_certificate_alone(
    sandbox: Sandbox, control: Control, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(tls)
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    with serving(Handler, tls) as url:
        deliver(sandbox, delivery(url))
        settled(control)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
        deliver(sandbox, delivery(url))
        stranger, known = settled(control)
    assert stranger["tries"][0]["error"].startswith("SSLCertVerificationError")
    assert [one["status"] for one in known["tries"]] == [204]


def test_nobody_there_is_told_as_an_error(sandbox: Sandbox, control: Control) -> None:
    deliver(sandbox, delivery("http://127.0.0.1:1/"))
    (told,) = settled(control)
    assert (told["status"], told["tries"][0]["status"]) == ("failed", None)
    assert told["tries"][0]["error"].startswith("ConnectionRefusedError")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1.example.com/",
        "http://127.0.0.1@example.com/",
        "http://example.com\\@127.0.0.1/",
        "http://2130706433/",
        "http://[::ffff:10.0.0.1]/",
        "file:///etc/passwd",
        "localhost/hook",
        "",
    ],
)
def test_nothing_is_sent_to_an_address_that_was_not_allowed(sandbox: Sandbox, control: Control, url: str) -> None:
    deliver(sandbox, delivery(url))
    (told,) = control.told("GET", "deliveries")["deliveries"]
    assert (told["status"], told["tries"]) == ("not-sent", [])
    assert "webhook_hosts" in told["reason"] or "http://host:port/path" in told["reason"]


def test_a_host_of_the_setting_is_allowed(sandbox: Sandbox, control: Control) -> None:
    control.told("PATCH", "", {"webhook_hosts": ["Hooks.invalid"]})
    deliver(sandbox, delivery("https://hooks.invalid/a"), delivery("https://other.invalid/a"))
    reached, refused = settled(control)
    assert (reached["status"], reached["reason"], len(reached["tries"])) == ("failed", None, 1)
    assert (refused["status"], refused["tries"]) == ("not-sent", [])


def test_one_sandbox_sends_in_the_order_of_what_happened(
    sandbox: Sandbox, control: Control, receiver: Receiver
) -> None:
    for number in range(20):
        deliver(sandbox, delivery(f"{receiver.url}/{number}"))
    assert {one["status"] for one in settled(control)} == {"delivered"}
    assert [receiver.next().path for _ in range(20)] == [f"/{number}" for number in range(20)]


def test_what_came_of_a_try_is_told_to_the_vendor(sandbox: Sandbox, control: Control, receiver: Receiver) -> None:
    def told(store: Store, tried: Try) -> None:
        store.set_sequence("told", tried.status or 0)

    deliver(sandbox, delivery(receiver.url, told=told))
    settled(control)
    assert sandbox.state.sequences["told"] == 204


def test_a_defect_in_what_is_told_ends_nothing(
    sandbox: Sandbox, control: Control, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    def told(store: Store, tried: Try) -> None:
        raise LookupError(store, tried)

    deliver(sandbox, delivery(receiver.url, told=told), delivery(receiver.url))
    assert [one["status"] for one in settled(control)] == ["delivered"] * 2
    assert "what came of an event newLead could not be written" in caplog.text


def test_a_delivery_is_sent_again(sandbox: Sandbox, control: Control, receiver: Receiver) -> None:
    receiver.answers = [(500, {}, b"")]
    deliver(sandbox, delivery(receiver.url))
    assert settled(control)[0]["status"] == "failed"
    assert control.told("POST", "deliveries/1/send")["number"] == 1
    (told,) = settled(control)
    assert [one["status"] for one in told["tries"]] == [500, 204]
    assert receiver.next().body == receiver.next().body


def test_one_that_was_refused_is_sent_once_its_host_is_allowed(sandbox: Sandbox, control: Control) -> None:
    deliver(sandbox, delivery("http://hooks.invalid/"))
    assert control.told("POST", "deliveries/1/send")["status"] == "not-sent"
    control.told("PATCH", "", {"webhook_hosts": ["hooks.invalid"]})
    control.told("POST", "deliveries/1/send")
    (told,) = settled(control)
    assert (told["status"], told["reason"]) == ("failed", None)


def test_one_that_is_being_sent_is_not_sent_twice(sandbox: Sandbox, control: Control) -> None:
    deliver(sandbox, delivery("http://127.0.0.1:1/", pauses=(3_600.0,)))
    status, error = control.refused("POST", "deliveries/1/send")
    assert (status, error["code"]) == (409, "conflict")
    assert control.told("DELETE", "deliveries") == {"deleted": 1}
    assert control.told("GET", "deliveries?wait=10") == {"deliveries": [], "kept": 0, "dropped": 0}
    assert control.refused("GET", "deliveries/1")[0] == 404


@pytest.mark.parametrize(
    ("query", "numbers"),
    [("", [1, 2]), ("?event=newLead", [1]), ("?status=not-sent", [1, 2]), ("?status=failed", []), ("?after=1", [2])],
)
def test_deliveries_are_asked_for(sandbox: Sandbox, control: Control, query: str, numbers: list[int]) -> None:
    other = Delivery("oktopost", "newLeadActivity", "http://example.com/", [], b"")
    deliver(sandbox, delivery("http://example.com/"), other)
    found = control.told("GET", f"deliveries{query}")["deliveries"]
    assert [one["number"] for one in found] == numbers


def test_a_sandbox_keeps_so_many_and_so_much(sandbox: Sandbox, control: Control) -> None:
    deliver(sandbox, *[delivery("http://example.com/")] * (RING + 5))
    told = control.told("GET", "deliveries")
    assert (told["kept"], told["dropped"], told["deliveries"][0]["number"]) == (RING, 5, 6)
    large = Delivery("oktopost", "newLead", "http://example.com/", [], b"x" * (RING_BYTES // 2 + 1))
    deliver(sandbox, large, large)
    assert control.told("GET", "deliveries")["kept"] == 1


def test_a_receiver_that_never_answers_holds_up_no_call_and_no_stop() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE)
        sandbox = Sandboxes(world.load()).default
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        deliver(sandbox, delivery(url), delivery(url))
        accepted, _ = silent.accept()
        sandbox.sender.stop()
        accepted.close()
    assert [(sent.status, sent.reason) for sent in sandbox.deliveries] == [("not-sent", "the server stopped")] * 2


def test_the_sender_of_a_server_ends_with_it_and_begins_anew(receiver: Receiver) -> None:
    gateway = Gateway(Sandboxes(world.load()))
    sandbox = gateway.sandboxes.default
    for _ in range(2):
        with Server(gateway):
            deliver(sandbox, delivery(receiver.url))
            receiver.next()
        assert not sandbox.sender.is_running


# -- events that nobody caused ---------------------------------------------------------------------------------

CONNECTION = {"linked_account_id": "ada", "slug": "hubspot"}
END = {
    "linked_account_id": "ada",
    "instance_id": "6600000000000000000000aa",
    "workflow_id": "6600000000000000000000bb",
    "config_id": "mine",
    "workflow_name": "Sync",
}


def emit(control: Control, dialect: str, event: str, data: Any) -> list[dict[str, Any]]:
    """Have an event sent; answers what is sent."""
    asked = {"dialect": dialect, "event": event, "data": data}
    deliveries: list[dict[str, Any]] = control.told("POST", "deliveries", asked)["deliveries"]
    return deliveries


def webhook(control: Control, event: str, url: str) -> dict[str, Any]:
    """A webhook of Oktopost's account."""
    made: dict[str, Any] = control.told("POST", "records/oktopost/webhook", {"Name": "m", "Event": event, "Url": url})
    return made


@pytest.mark.contract("O-84")
@pytest.mark.parametrize(("table", "event"), [("lead", "newLead"), ("leadActivity", "newLeadActivity")])
def test_an_event_of_a_record_tells_the_record(control: Control, receiver: Receiver, table: str, event: str) -> None:
    made = webhook(control, event, receiver.url)
    record = control.told("GET", f"records/oktopost/{table}")["records"][0]
    answered = control.told("GET", f"/schemas/records/oktopost/{table}")["$defs"]["answer"]["properties"]
    data = {name: record.get(name, []) for name in answered}
    (sent,) = [one for one in emit(control, "oktopost", event, data) if one["url"] == receiver.url]
    told = json.loads(receiver.next().body)
    assert (told["event"], told["data"], told["webhookId"], sent["event"]) == (event, data, made["Id"], event)


@pytest.mark.contract("O-82", "O-84")
def test_every_other_event_of_oktopost_can_be_sent(control: Control, receiver: Receiver) -> None:
    names = control.told("GET", "/schemas/records/oktopost/webhook")["properties"]["Event"]["enum"]
    others = [name for name in names if not name.startswith("newLead")]
    assert len(others) == 17
    for event in others:
        made = webhook(control, event, receiver.url)
        emit(control, "oktopost", event, {"Id": "1"})
        received = receiver.next()
        signature = hmac.new(made["Secret"].encode(), received.body, "sha1").hexdigest()
        assert received.headers["x-oktopost-signature"] == signature
        assert json.loads(received.body)["data"] == {"Id": "1"}


@pytest.mark.contract("R-77")
def test_every_event_of_refold_can_be_sent(control: Control, receiver: Receiver) -> None:
    events = control.told("GET", "/schemas/records/refold/webhook")["properties"]["webhook_events"]["items"]["enum"]
    control.told("POST", "records/refold/webhook", {"webhook_url": receiver.url, "webhook_events": events})
    for event in events:
        (sent,) = emit(control, "refold", event, CONNECTION if "Connection" in event else END)
        told = json.loads(receiver.next().body)
        assert json.loads(sent["body"]) == told
        assert (told["event"], told["linked_account_id"]) == (event, "ada")
        assert told.get("status", "") == event.partition("Workflow ")[2].upper()


@pytest.mark.parametrize(
    ("dialect", "event", "data", "place"),
    [
        ("salesforce", "newLead", {}, "json.dialect"),
        ("oktopost", "newleed", {}, "json.event"),
        ("oktopost", "newLead", {"Id": "1"}, "json.data.ParentId"),
        ("oktopost", "postSent", [], "json.data"),
        ("refold", "newLead", {}, "json.event"),
        ("refold", "Connection Created", {"slug": "hubspot"}, "json.data.linked_account_id"),
        ("refold", "Workflow Completed", {**END, "colour": "red"}, "json.data.colour"),
    ],
)
def test_an_event_in_another_form_is_not_sent(
    control: Control, receiver: Receiver, *, dialect: str, event: str, data: Any, place: str
) -> None:
    webhook(control, "postSent", receiver.url)
    status, error = control.refused("POST", "deliveries", {"dialect": dialect, "event": event, "data": data})
    assert (status, error["violations"][0]["pointer"]) == (400, place)
    assert settled(control) == []


def test_an_event_that_nobody_asks_for_is_sent_nowhere(control: Control) -> None:
    assert emit(control, "oktopost", "postSent", {}) == []


def test_an_event_is_answered_with_the_deliveries_that_it_caused(control: Control, receiver: Receiver) -> None:
    webhook(control, "postSent", receiver.url)
    made = [one["number"] for _ in range(3) for one in emit(control, "oktopost", "postSent", {"Id": "1"})]
    assert made == [1, 2, 3]
    assert [one["number"] for one in settled(control)] == made
    control.told("DELETE", "deliveries")
    assert [one["number"] for one in emit(control, "oktopost", "postSent", {"Id": "1"})] == [4]
