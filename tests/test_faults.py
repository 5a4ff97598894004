"""Planned misbehaviour: every outcome by rule, header and magic value, on the wire, and late."""

from __future__ import annotations

import json
import socket
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPException
from random import Random
from string import Formatter
from time import monotonic
from typing import Any

import pytest
import requests

from mockserver import dialects
from mockserver.core import contracts, faults
from mockserver.core.faults import MAX_DELAY, drawn
from mockserver.core.http import Call
from mockserver.core.outcomes import WIRE
from mockserver.dialects.gateway import Gateway
from mockserver.dialects.oktopost import routes as oktopost_dialect
from mockserver.dialects.refold import routes as refold_dialect
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import BOTH, Control, Oktopost, Refold
from tests.raw import Connection, request

pytestmark = BOTH

LOOK_UP = "hubspot/contact.getByEmail"
CREATE = "hubspot/create_contact"
CASES = "salesforce/case.getAll"
DIALECTS = {"oktopost": oktopost_dialect, "refold": refold_dialect}
ACTIONS = {
    "oktopost": oktopost_dialect.actions()["hubspot", "contact.getByEmail"],
    "refold": refold_dialect.actions()["hubspot", "create_contact"],
}
ANSWERED = [
    pytest.param(dialect, outcome, id=f"{dialect}-{outcome}")
    for dialect, action in ACTIONS.items()
    for outcome in dialects.outcomes()
    if dialects.named(dialect).can_come_to(outcome, action) and outcome not in WIRE
]
WAYS = ["rule", "header", "magic"]


def test_the_vocabulary_is_what_the_dialects_can_say() -> None:
    for name, dialect in DIALECTS.items():
        refusals = {one.name for one in dialects.named(name).vocabulary.values() if one.kind == "refusal"}
        assert refusals == set(dialect.REFUSALS)


@pytest.mark.parametrize("name", DIALECTS)
def test_a_hint_names_what_the_refusal_is_about(name: str) -> None:
    def named(text: str) -> set[str]:
        return {field for _, field, _, _ in Formatter().parse(text) if field}

    general = {
        outcome
        for outcome, refusal in DIALECTS[name].REFUSALS.items()
        if named(refusal.text) and not named(refusal.hint) & (named(refusal.text) | {"suggestion", "hint", "known"})
    }
    assert general == set()


def test_every_outcome_is_listed_with_its_statuses_and_its_magic_value(control: Control) -> None:
    listed = {row["name"]: row for row in control.told("GET", "/outcomes")["outcomes"]}
    assert list(listed) == list(dialects.outcomes())
    assert {listed["rate-limited"]["status"][name] for name in ("oktopost", "refold", "hubspot")} == {429}
    assert {name: listed["rate-limited"]["status"][name] for name in ("salesforce", "marketo")} == {
        "salesforce": 403,
        "marketo": 200,
    }
    assert listed["not-connected"]["status"] == {"refold": 400}
    assert listed["rate-limited"]["magic"] == "user@rate-limited.mock.example"
    assert listed["unknown-outcome"]["magic"] is None


_ADDRESSES = {"oktopost": "contact@example.com", "refold": "nobody.yet@example.com"}


class Asking:
    """Makes a call of one dialect come to an outcome, in one of the ways there are."""

    def __init__(self, control: Control, okto: Oktopost, refold: Refold) -> None:
        self.control, self.okto, self.refold = control, okto, refold

    def call(self, dialect: str, way: str, outcome: str) -> requests.Response:
        email = f"user@{outcome}.mock.example" if way == "magic" else _ADDRESSES[dialect]
        headers = {"X-Mock-Outcome": outcome} if way == "header" else {}
        if way == "rule":
            self.control.told("POST", "faults", {"match": f"{dialect}/hubspot/*", "outcome": outcome})
        if dialect == "oktopost":
            form = {"id": self.okto.integrations["hubspot"], "actionName": "contact.getByEmail"}
            form["payload"] = json.dumps({"email": email})
            return self.okto.post("/v2/integration-action", form, headers=headers)
        return self.refold.execute(CREATE, {"email": email}, headers={**self.refold.headers, **headers})


@pytest.fixture
def asking(control: Control, okto: Oktopost, refold: Refold) -> Asking:
    return Asking(control, okto, refold)


@pytest.mark.contract("O-06", "R-07", "X-01")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("dialect", "outcome"), ANSWERED)
def test_every_outcome_can_be_had_in_every_way_and_keeps_its_contract(
    asking: Asking, dialect: str, outcome: str, way: str
) -> None:
    answer = asking.call(dialect, way, outcome)
    entry = asking.control.told("GET", "journal?last=1")["entries"][0]
    # Nobody has the address that asks for ok, so the look-up that is then made finds nobody.
    expected = "null-contact" if (dialect, outcome, way) == ("oktopost", "ok", "magic") else outcome
    assert answer.headers["x-mock-outcome"] == entry["outcome"] == expected
    assert entry["fault"] == {"rule": "fault-1"}.get(way, way)
    refusal = DIALECTS[dialect].REFUSALS.get(outcome)
    assert answer.status_code == (refusal.status if refusal else 200)
    contract = f"{dialect}/http/{'error' if answer.status_code >= 400 else 'execute_action'}"
    assert contracts.load().of(contract, "response").violations(answer.json()) == []
    assert "?" not in json.dumps(answer.json()), "every name in the text has a value"
    if refusal:
        assert answer.headers["x-mock-check"] == refusal.check
        assert answer.headers["x-mock-evidence"] == refusal.evidence
        assert answer.headers["x-mock-hint"]


@pytest.mark.contract("X-03")
def test_a_planned_refusal_stores_nothing(control: Control, refold: Refold) -> None:
    before = control.told("GET", "records")
    control.told("POST", "faults", {"outcome": "crm-error"})
    refused = refold.execute(CREATE, {"email": "new@example.com"})
    assert refused.json()["node_status"] == "Errored"
    assert refused.json()["data"]["category"] == "RATE_LIMITS"
    assert control.told("GET", "records") == before


def test_a_planned_missing_field_is_the_first_that_is_required(control: Control, okto: Oktopost) -> None:
    control.told("POST", "faults", {"outcome": "missing-field"})
    refused = okto.act("marketo/list.addLeads", {"listId": "1234", "leadIds": [1]})
    assert refused.json()["Errors"] == ["Missing required field: listId"]


# -- rules -----------------------------------------------------------------------------------------------------


def statuses(okto: Oktopost, calls: int) -> list[int]:
    return [okto.act(CASES).status_code for _ in range(calls)]


def test_a_rule_lets_some_pass_hits_some_and_is_done(control: Control, okto: Oktopost) -> None:
    rule = {"match": "oktopost/salesforce/*", "outcome": "rate-limited", "after": 1, "times": 2, "retry_after": 3}
    planted = control.told("POST", "faults", rule)
    assert rule.items() <= planted.items()
    assert statuses(okto, 5) == [200, 429, 429, 200, 200]
    counted = control.told("GET", f"faults/{planted['id']}")
    assert (counted["seen"], counted["fired"]) == (3, 2), "a rule that is done counts no more calls"
    control.told("DELETE", f"faults/{planted['id']}")
    assert control.told("GET", "faults") == {"faults": []}


def test_a_rule_says_how_long_to_wait(control: Control, okto: Oktopost) -> None:
    for seconds in (17, 0):
        control.told("POST", "faults", {"outcome": "rate-limited", "retry_after": seconds})
        assert okto.act(CASES).headers["Retry-After"] == str(seconds)
    control.told("POST", "faults", {"outcome": "unavailable"})
    assert okto.act(CASES).headers["Retry-After"] == "1"


def test_a_rule_without_end_holds_until_it_is_removed(control: Control, okto: Oktopost) -> None:
    control.told("POST", "faults", {"outcome": "unavailable", "times": None})
    assert statuses(okto, 3) == [503] * 3
    assert control.told("DELETE", "faults") == {"deleted": 1}
    assert statuses(okto, 1) == [200]


def test_the_other_rules_hold_when_one_is_removed(control: Control, okto: Oktopost) -> None:
    rules = {"*": "unavailable", "refold/*": "rate-limited", "oktopost/*": "server-error"}
    planted = [
        control.told("POST", "faults", {"match": match, "outcome": outcome, "times": None})["id"]
        for match, outcome in rules.items()
    ]
    assert statuses(okto, 1) == [503]
    control.told("DELETE", f"faults/{planted[0]}")
    assert statuses(okto, 1) == [500]
    control.told("DELETE", "faults")
    assert control.told("POST", "faults", {"outcome": "unavailable"})["id"] not in planted


def test_the_oldest_rule_that_hits_decides(control: Control, okto: Oktopost) -> None:
    for outcome in ("unavailable", "rate-limited", "server-error"):
        control.told("POST", "faults", {"outcome": outcome})
    assert statuses(okto, 4) == [503, 429, 500, 200]


def test_a_rule_only_hits_what_it_names(control: Control, okto: Oktopost, refold: Refold) -> None:
    control.told("POST", "faults", {"match": "oktopost/*/contact.get*", "outcome": "unavailable", "times": None})
    assert okto.act(LOOK_UP, {"email": "a@b.co"}).status_code == 503
    assert okto.act(CASES).status_code == 200
    assert refold.execute("hubspot/get_contact", {}).status_code == 200
    control.told("POST", "faults", {"match": "oktopost/http/list_integrations", "outcome": "server-error"})
    assert okto.get("/v2/integration").status_code == 500


def test_a_rule_passes_over_calls_that_cannot_come_to_its_outcome(
    control: Control, okto: Oktopost, refold: Refold
) -> None:
    control.told("POST", "faults", {"match": "*", "outcome": "not-connected"})
    assert statuses(okto, 2) == [200, 200]
    assert refold.execute("hubspot/get_contact", {}).status_code == 400


def test_chance_hits_some_calls_and_repeats_after_a_reset(control: Control, okto: Oktopost) -> None:
    def played() -> list[int]:
        control.told("POST", "faults", {"outcome": "unavailable", "probability": 0.5, "times": None})
        return statuses(okto, 20)

    once = played()
    assert set(once) == {200, 503}
    control.told("POST", "reset")
    assert played() == once


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"outcome": "rate-limitd"}, "json.outcome"),
        ({"outcome": "unknown-outcome"}, "json.outcome"),
        ({"match": "oktopost/salesforce/lead.getByMail"}, "did you mean oktopost/salesforce/lead.getByEmail?"),
        ({"match": "oktopost/*", "outcome": "not-connected"}, "it is an outcome of refold"),
        ({"match": "refold/*", "outcome": "null-contact"}, "it is an outcome of oktopost"),
        ({"match": "oktopost/salesforce/*", "outcome": "null-contact"}, "HubSpot look-up"),
        ({"match": "oktopost/http/*", "outcome": "crm-error"}, "can come to crm-error"),
        ({"outcome": "ok", "retry_after": 3}, "only rate-limited and unavailable"),
        ({"times": 0}, "json.times"),
        ({"after": -1}, "json.after"),
        ({"probability": 1.5}, "json.probability"),
        ({"delay": 3}, "json.delay"),
        ({"delay": {"fixed": 601}}, "json.delay.fixed"),
        ({"delay": {"fixed": -1}}, "json.delay.fixed"),
        ({"delay": {"uniform": [2, 1]}}, "the shorter delay first"),
        ({"delay": {"uniform": [1]}}, "json.delay"),
        ({"delay": {"lognormal": {"median": 0, "sigma": 1}}}, "json.delay.lognormal.median"),
        ({"delay": {"fixed": 1, "uniform": [1, 2]}}, "json.delay"),
        ({}, "json"),
        (None, "json"),
    ],
    ids=str,
)
def test_a_rule_that_could_never_do_what_it_says_is_not_planted(
    control: Control, rule: dict[str, Any], reason: str
) -> None:
    status, error = control.refused("POST", "faults", rule)
    assert (status, error["code"]) == (400, "invalid-request")
    assert reason in error["message"]
    assert control.told("GET", "faults") == {"faults": []}


# -- wishes of one call ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "meant"),
    [("rate-limitd", "did you mean rate-limited?"), ("not-connected", "this call can come to ok"), ("", "ok")],
)
def test_a_wish_that_a_call_cannot_come_to_is_refused(control: Control, okto: Oktopost, wish: str, meant: str) -> None:
    answer = okto.get("/v2/integration", headers={"X-Mock-Outcome": wish})
    assert (answer.status_code, answer.headers["x-mock-outcome"]) == (400, "unknown-outcome")
    assert answer.json() == {"Result": False, "Errors": {"API": {"Error": f"Unknown outcome: {wish}"}}}
    assert meant in answer.headers["x-mock-hint"]
    assert control.told("GET", "journal?last=1")["entries"][0]["fault"] == "header"


def test_a_header_decides_before_a_magic_value_and_that_before_a_rule(control: Control, okto: Oktopost) -> None:
    control.told("POST", "faults", {"outcome": "unavailable"})
    form = {"id": okto.integrations["hubspot"], "actionName": "contact.getByEmail"}
    form["payload"] = json.dumps({"email": "user@server-error.mock.example"})
    asked = okto.post("/v2/integration-action", form, headers={"X-Mock-Outcome": "Rate-Limited"})
    assert (asked.status_code, okto.post("/v2/integration-action", form).status_code) == (429, 500)
    assert control.told("GET", "faults")["faults"][0]["seen"] == 0


def test_a_misspelt_magic_value_is_refused(asking: Asking) -> None:
    answer = asking.call("refold", "magic", "rate-limitd")
    assert (answer.status_code, answer.json()["message"]) == (400, "Unknown outcome: rate-limitd")


def test_a_magic_value_works_wherever_it_stands_in_the_data(okto: Oktopost, refold: Refold) -> None:
    hidden = {"listId": "1234", "leadIds": [1], "deep": [{"note": "User@Unavailable.Mock.Example"}]}
    assert okto.act("marketo/list.addLeads", hidden).status_code == 503
    fields = json.dumps({"website": "x@rate-limited.mock.example"})
    body = {"email": "a@b.co", "additional_fields": fields}
    assert refold.execute(CREATE, body).status_code == 429


@pytest.mark.parametrize("domain", ["mock.example.com", "mock.example-shop.co", "mock.examples", "mock.example_1"])
def test_an_address_that_only_holds_the_magic_domain_is_an_ordinary_one(refold: Refold, domain: str) -> None:
    answer = refold.execute(CREATE, {"email": f"user@rate-limited.{domain}"})
    assert answer.headers["x-mock-outcome"] in ("ok", "crm-error")
    assert answer.status_code != 429


@pytest.mark.parametrize("delay", ["soon", "-1", "601", "nan", "inf", ""])
def test_a_delay_that_is_none_is_refused(okto: Oktopost, delay: str) -> None:
    answer = okto.get("/v2/integration", headers={"X-Mock-Delay": delay})
    assert (answer.status_code, answer.headers["x-mock-outcome"]) == (400, "invalid-request")
    assert "X-Mock-Delay must be seconds from 0 to 600" in answer.json()["Errors"]["API"]["Error"]


def test_a_delay_of_ones_own_leaves_the_planted_rule_at_work(control: Control, okto: Oktopost) -> None:
    control.told("POST", "faults", {"outcome": "unavailable"})
    assert okto.get("/v2/integration", headers={"X-Mock-Delay": "0"}).status_code == 503


def test_a_refusal_of_its_own_comes_before_any_plan(control: Control, okto: Oktopost) -> None:
    answer = okto.act(LOOK_UP, {}, id="nothing")
    control.told("POST", "faults", {"outcome": "unavailable"})
    assert okto.act(LOOK_UP, {}, id="nothing").content == answer.content
    assert control.told("GET", "faults")["faults"][0]["seen"] == 0


# -- on the wire -----------------------------------------------------------------------------------------------


@pytest.fixture(params=["lean door", "closed door"])
def door(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of the test's own, with each of the two ways to its gateway."""
    with Server(Gateway(Sandboxes(world.load())), lean=request.param == "lean door") as server:
        yield server


def at(server: Server, http: requests.Session) -> tuple[Control, Oktopost]:
    """Clients of a server's default sandbox."""
    names = server.gateway.sandboxes.default.world.names
    okto = Oktopost(
        http,
        server.url,
        names["oktopost"]["account_id"],
        names["oktopost"]["api_key"],
        names["oktopost"]["readonly_api_key"],
        dict(names["oktopost"]["integrations"]),
    )
    return Control(http, server.url, "default"), okto


def test_a_reset_connection(door: Server, http: requests.Session) -> None:
    control, okto = at(door, http)
    before = control.told("GET", "records")
    with pytest.raises(requests.ConnectionError) as failed:
        okto.act("salesforce/lead.create", {"data": {"LastName": "Doe", "Company": "x@connection-reset.mock.example"}})
    assert "reset" in str(failed.value).lower()
    assert control.told("GET", "records") == before, "the call is lost before anything is done"
    entry = control.told("GET", "journal?last=1")["entries"][0]
    assert (entry["outcome"], entry["status"]) == ("connection-reset", 0)


def test_an_empty_response(door: Server, http: requests.Session) -> None:
    _, okto = at(door, http)
    with pytest.raises(requests.ConnectionError, match="without response"):
        okto.get("/v2/integration", headers={"X-Mock-Outcome": "empty-response"})


def test_a_truncated_body(door: Server, http: requests.Session) -> None:
    control, okto = at(door, http)
    control.told("POST", "faults", {"outcome": "truncated-body", "match": "oktopost/salesforce/lead.create"})
    data = {"data": {"LastName": "Halved", "Company": "Acme"}}
    with pytest.raises(requests.RequestException):
        okto.act("salesforce/lead.create", data)
    found = control.told("GET", "records/salesforce/Lead?search=Halved")
    assert found["total"] == 1, "the call is carried out"


def test_malformed_json(door: Server, http: requests.Session) -> None:
    _, okto = at(door, http)
    answer = okto.get("/v2/integration", headers={"X-Mock-Outcome": "malformed-json"})
    assert answer.status_code == 200
    assert int(answer.headers["Content-Length"]) == len(answer.content) > 0
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_slow_body_comes_whole_but_not_at_once(door: Server, http: requests.Session) -> None:
    _, okto = at(door, http)
    whole = okto.get("/v2/integration").content
    with closing(opened(door)) as connection:
        connection.sendall(request_of(okto, "X-Mock-Outcome: slow-body"))
        first = b""
        while b"\r\n\r\n" not in first:
            first += connection.recv(65536)
        body = first.partition(b"\r\n\r\n")[2]
        assert len(body) < len(whole)
        while len(body) < len(whole):
            body += connection.recv(65536)
    assert body == whole


def test_after_a_wire_fault_the_next_call_is_answered(door: Server, http: requests.Session) -> None:
    control, okto = at(door, http)
    for outcome in sorted(WIRE):
        control.told("POST", "faults", {"outcome": outcome})
        with pytest.raises(requests.RequestException) if outcome != "slow-body" else closing(okto.http):
            okto.get("/v2/integration").json()
        assert okto.get("/v2/integration").status_code == 200


# -- late ------------------------------------------------------------------------------------------------------


def opened(server: Server) -> socket.socket:
    """A connection of its own, that gives up rather than hang a test."""
    return socket.create_connection((server.host, server.port), timeout=30)


def request_of(okto: Oktopost, header: str) -> bytes:
    """A call as bytes: list the integrations, with one more header."""
    login = requests.auth._basic_auth_str(okto.account, okto.key)  # noqa: SLF001 - a socket has no other way
    lines = ["GET /v2/integration HTTP/1.1", "Host: localhost", f"Authorization: {login}", header, "", ""]
    return "\r\n".join(lines).encode()


def in_flight(server: Server, okto: Oktopost, seconds: float) -> socket.socket:
    """A connection whose call was taken in and is answered only in ``seconds``."""
    journal = server.gateway.sandboxes.default.journal
    known = journal.numbered
    connection = opened(server)
    connection.sendall(request_of(okto, f"X-Mock-Delay: {seconds}"))
    while journal.numbered == known:
        okto.http.get(f"{server.url}/__mock__/health", timeout=30)
    return connection


@pytest.mark.contract("X-03")
def test_a_delayed_call_holds_up_nobody_and_ends_when_the_server_stops(door: Server, http: requests.Session) -> None:
    control, okto = at(door, http)
    with closing(in_flight(door, okto, MAX_DELAY)) as waiting:
        made = okto.result("salesforce/lead.create", {"data": {"LastName": "Quick", "Company": "Acme"}})
        assert control.told("GET", f"records/salesforce/Lead/{made['id']}")["Name"] == "Quick"
        control.told("POST", "reset")
        waiting.setblocking(False)
        with pytest.raises(BlockingIOError):
            waiting.recv(1)
        door.stop()
        waiting.settimeout(30)
        assert ended(waiting)


def ended(connection: socket.socket) -> bool:
    """Whether the other side has hung up, without a byte."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def test_a_delayed_call_is_answered_in_the_end(door: Server, http: requests.Session) -> None:
    _, okto = at(door, http)
    with closing(in_flight(door, okto, 0.05)) as waiting:
        assert waiting.recv(12) == b"HTTP/1.1 200"


def test_sixty_four_delayed_calls_leave_room_for_others(door: Server, http: requests.Session) -> None:
    _, okto = at(door, http)
    waiting = [in_flight(door, okto, MAX_DELAY) for _ in range(64)]
    assert okto.get("/v2/integration").status_code == 200
    for connection in waiting:
        connection.close()


def random() -> Random:
    return Random(7)


def test_delays_are_drawn_from_what_is_described() -> None:
    assert drawn({"fixed": 0.25}, random) == 0.25
    source = Random(7)
    uniform = [drawn({"uniform": [1, 2]}, lambda: source) for _ in range(1_000)]
    assert 1 <= min(uniform) < 1.1
    assert 1.9 < max(uniform) <= 2
    lognormal = sorted(drawn({"lognormal": {"median": 3, "sigma": 0.5}}, lambda: source) for _ in range(1_001))
    assert 2.7 < lognormal[500] < 3.3
    assert drawn({"lognormal": {"median": 600, "sigma": 10}}, lambda: source) <= MAX_DELAY


def test_a_rule_may_only_delay(control: Control, okto: Oktopost) -> None:
    control.told("POST", "faults", {"delay": {"uniform": [0, 0.001]}, "times": None})
    assert statuses(okto, 2) == [200, 200]
    assert control.told("GET", "journal?last=1")["entries"][0]["fault"] == "fault-1"


# -- what a browser sends again --------------------------------------------------------------------------------

BROWSER = "Mozilla/5.0 (X11)"


def sent(
    connection: Connection,
    okto: Oktopost,
    agent: str = BROWSER,
    path: str = "/v2/integration",
    *,
    method: str = "GET",
    body: bytes = b"",
) -> int:
    """The status of a plain call, 0 for none."""
    login = b64encode(f"{okto.account}:{okto.key}".encode()).decode()
    headers = {"Authorization": f"Basic {login}", "User-Agent": agent}
    try:
        return connection.ask(request(method, path, headers, body), method).status
    except (ConnectionError, HTTPException):
        return 0


@pytest.mark.parametrize("outcome", ["connection-reset", "empty-response"])
@pytest.mark.parametrize(
    ("agent", "after"),
    [(BROWSER, [0, 200]), ("python-requests/2.34", [200, 200])],
    ids=["a browser", "a program"],
)
def test_a_call_that_a_browser_sends_again_is_lost_again(
    okto: Oktopost, sandbox: Sandbox, outcome: str, agent: str, after: list[int]
) -> None:
    with Connection(okto.url) as used, Connection(okto.url) as fresh, Connection(okto.url) as last:
        assert sent(used, okto, agent) == 200
        sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": outcome}))
        assert sent(used, okto, agent) == 0
        assert [sent(fresh, okto, agent), sent(last, okto, agent)] == after
    assert [fault.fired for fault in sandbox.faults.rules] == [1]


def test_two_calls_that_a_browser_sends_again_are_both_lost_again(okto: Oktopost, sandbox: Sandbox) -> None:
    paths = ("/v2/integration", "/v2/me")
    with ExitStack() as opened:
        used = [opened.enter_context(Connection(okto.url)) for _ in paths]
        assert [sent(connection, okto, "Mozilla/5.0") for connection in used] == [200, 200]
        sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": "empty-response", "times": 2}))
        lost = [sent(connection, okto, "Mozilla/5.0", path) for connection, path in zip(used, paths, strict=True)]
        again = [sent(opened.enter_context(Connection(okto.url)), okto, "Mozilla/5.0", path) for path in paths]
        after = [sent(opened.enter_context(Connection(okto.url)), okto, "Mozilla/5.0", path) for path in paths]
    assert (lost, again, after) == ([0, 0], [0, 0], [200, 200])
    assert [fault.fired for fault in sandbox.faults.rules] == [2]


@pytest.mark.parametrize("outcome", ["connection-reset", "empty-response"])
def test_on_a_fresh_connection_a_browser_does_not_send_again(okto: Oktopost, sandbox: Sandbox, outcome: str) -> None:
    sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": outcome}))
    with Connection(okto.url) as first, Connection(okto.url) as second:
        assert [sent(first, okto, "Mozilla/5.0"), sent(second, okto, "Mozilla/5.0")] == [0, 200]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("HEAD", "/v2/integration", b""),
        ("GET", "/v2/integration?more=1", b""),
        ("GET", "/v2/me", b""),
        ("GET", "/v2/integration", b"more"),
    ],
    ids=["method", "query", "path", "body"],
)
def test_another_call_than_the_lost_one_is_not_lost_with_it(
    okto: Oktopost, sandbox: Sandbox, method: str, path: str, body: bytes
) -> None:
    with Connection(okto.url) as used, Connection(okto.url) as other, Connection(okto.url) as again:
        assert sent(used, okto) == 200
        sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": "empty-response"}))
        assert sent(used, okto) == 0
        assert sent(other, okto, path=path, method=method, body=body) == 200
        assert sent(again, okto) == 0


@pytest.mark.parametrize(
    ("removed", "after"), [(None, 0), ("fault-1", 200), ("all", 200)], ids=["planted", "removed", "cleared"]
)
def test_a_lost_call_is_lost_again_while_its_rule_is_there(
    okto: Oktopost, sandbox: Sandbox, removed: str | None, after: int
) -> None:
    other = {"match": "refold/*", "outcome": "unavailable"}
    with Connection(okto.url) as used, Connection(okto.url) as fresh:
        assert sent(used, okto) == 200
        sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": "empty-response"}))
        assert sent(used, okto) == 0
        if removed is not None:
            sandbox.set("faults", sandbox.faults.clear() if removed == "all" else sandbox.faults.remove(removed))
        sandbox.set("faults", sandbox.faults.plant(other))
        assert sent(fresh, okto) == after


def test_what_a_browser_asks_for_later_is_another_call(
    okto: Oktopost, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Connection(okto.url) as used, Connection(okto.url) as fresh:
        assert sent(used, okto) == 200
        sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": "empty-response"}))
        assert sent(used, okto) == 0
        monkeypatch.setattr(faults, "monotonic", lambda: monotonic() + 3)
        assert sent(fresh, okto) == 200


def test_a_call_that_is_lost_late_is_lost_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [10.0]
    monkeypatch.setattr(faults, "monotonic", lambda: now[0])
    call = Call("GET", "/v2/me", headers={"user-agent": BROWSER}, reused=True)

    def planned(rules: faults.Faults) -> tuple[faults.Planned | None, faults.Faults]:
        return rules.plan("oktopost/http/get_me", bool, random, call)

    rule = {"match": "*", "outcome": "empty-response", "delay": {"fixed": 30}}
    lost, rules = planned(faults.Faults().plant(rule))
    assert lost == faults.Planned("fault-1", "empty-response", 30)
    now[0] = 41.0  # it was sent again when the connection was lost, a second ago
    assert planned(rules)[0] == faults.Planned("fault-1", "empty-response", 0)
    now[0] = 42.0
    assert planned(rules)[0] is None
