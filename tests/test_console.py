"""The console without a browser: its headers, its guards, the stream of events, forms made from schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
import requests

from mockserver.console import feed
from mockserver.console.feed import summary
from mockserver.console.fields import Form
from mockserver.console.pages import HEADERS
from mockserver.core import contracts
from mockserver.dialects.gateway import Gateway, Options
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.app import create_app
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import BOTH, Control, Oktopost
from tests.test_sandboxes import client

pytestmark = BOTH

TOKEN = "a-token-of-the-test"
PAGES = ["calls", "records/salesforce/Lead", "integrations", "deliveries", "faults", "state", "actions"]


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    with Server(Gateway(Sandboxes(world.load()), Options(token=TOKEN))) as running:
        yield running


def console(server: Server, sandbox: Sandbox | None, path: str) -> str:
    return f"{server.url}/__mock__/console/{sandbox.id if sandbox else 'default'}/{path}"


def events(response: requests.Response) -> Iterator[tuple[str, Any]]:
    """The events of a stream: name and document."""
    name = ""
    for line in response.iter_lines():
        if line.startswith(b"event: "):
            name = line[7:].decode()
        elif line.startswith(b"data: ") and name != "changed":
            yield name, json.loads(line[6:])


def listen(server: Server, sandbox: Sandbox, stack: ExitStack, **options: Any) -> Iterator[tuple[str, Any]]:
    url = f"{server.url}/__mock__/sandboxes/{sandbox.id}/events"
    # A session of its own: a stream holds its connection.
    session = stack.enter_context(requests.Session())
    response = stack.enter_context(session.get(url, stream=True, timeout=30, **options))
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    return events(response)


# -- pages -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PAGES, "nowhere", "calls/999", "records/no/table", "actions/no/such/action"])
def test_every_page_runs_its_own_script_only(
    server: Server, sandbox: Sandbox, http: requests.Session, path: str
) -> None:
    answer = http.get(console(server, sandbox, path), timeout=30)
    assert answer.status_code == (200 if path in PAGES else 404)
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    loaded = re.sub(r'\sdata-body="[^"]*"', "", answer.text)  # what a button sends, a record with its icon among it
    assert re.findall(r"<script>|<style|\son\w+=|\sstyle=|https?://(?!127)", loaded.replace(server.url, "")) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"records/marketo/lead/key/{'9' * 5000}", 404),
        (f"records/marketo/lead?from={'9' * 4000}", 200),
        ("records/marketo/lead?from=-1&q=%00%ff", 200),
        ("records/marketo/lead?from=x", 200),
        (f"calls/{'9' * 5000}", 404),
        ("faults?match=%22%3E&outcome=nothing", 200),
    ],
)
def test_an_odd_address_gets_a_page(
    server: Server, sandbox: Sandbox, http: requests.Session, path: str, status: int
) -> None:
    answer = http.get(console(server, sandbox, path), timeout=30)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_an_odd_number_of_an_event_counts_as_none(server: Server, sandbox: Sandbox, okto: Oktopost) -> None:
    okto.get("/v2/integration")
    for number in ("9" * 5000, "-1", "x", "²"):
        with ExitStack() as stack:
            headers = {"Last-Event-ID": number.encode()}
            assert len(next(listen(server, sandbox, stack, headers=headers))[1]["entries"]) == 1


def test_the_console_moves_with_the_control_prefix(http: requests.Session) -> None:
    with Server(Gateway(Sandboxes(world.load()), Options(control="/tools/mock"))) as moved:
        page = http.get(moved.url, headers={"Accept": "text/html"}, timeout=30)
        assert page.url == f"{moved.url}/tools/mock/console/default/calls"
        assert "__mock__" not in page.text


def test_the_root_tells_a_program_where_the_apis_lie(server: Server, http: requests.Session) -> None:
    answer = http.get(server.url, headers={"Accept": "*/*"}, timeout=30)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    told = answer.json()
    assert told["apis"]["oktopost"] == ["/v2"]
    for place in ("console", "docs", "openapi"):
        assert http.get(server.url + told[place], timeout=30).status_code == 200
    assert http.get(f"{server.url}/", auth=("001000000000001", "okto-sandbox-key"), timeout=30).status_code == 404


def test_nothing_that_was_sent_becomes_markup(server: Server, sandbox: Sandbox, okto: Oktopost) -> None:
    evil = '"><script>alert(1)</script>{{7*7}}'
    okto.act("salesforce/lead.create", {evil: evil}, actionName=evil)
    okto.result("salesforce/lead.create", {"data": {"LastName": evil, "Company": evil}})
    made = next(iter(sandbox.store().search("salesforce/Lead", "script alert")))["Id"]
    sandbox.name = evil
    for path in ("calls/1", "calls/2", f"records/salesforce/Lead/key/{made}", f"records/salesforce/Lead?q={evil}"):
        page = okto.http.get(console(server, sandbox, path), timeout=30).text
        assert "<script>alert" not in page
        assert "49" not in re.findall(r"<title>(.*)</title>", page)[0]


# -- who may see it --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES)
def test_a_guarded_page_shows_strangers_nothing_but_the_question(
    guarded: Server, http: requests.Session, path: str
) -> None:
    answer = http.get(console(guarded, None, path), timeout=30)
    assert answer.status_code == 401
    assert "Control token" in answer.text
    assert "okto-sandbox-key" not in answer.text


def test_the_cookie_of_the_console_opens_the_control_api_and_the_stream(guarded: Server) -> None:
    with requests.Session() as session, ExitStack() as stack:
        session.trust_env = False
        login = f"{guarded.url}/__mock__/console/login"
        refused = session.post(login, data={"token": "guess"}, timeout=30)
        assert (refused.status_code, len(session.cookies)) == (401, 0)
        opened = session.post(login, data={"token": TOKEN, "next": "//evil.example"}, timeout=30)
        assert opened.url == console(guarded, None, "calls")
        assert session.get(f"{guarded.url}/__mock__/sandboxes", timeout=30).status_code == 200
        stream = stack.enter_context(
            session.get(f"{guarded.url}/__mock__/sandboxes/default/events", stream=True, timeout=30)
        )
        assert stream.status_code == 200


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "token-required"),
        ({"Cookie": f"mockserver_console={TOKEN}"}, 401, "token-required"),
        ({"X-Mock-Token": TOKEN, "Origin": "http://localhost:3000"}, 403, "origin-refused"),
        ({"X-Mock-Token": TOKEN, "Sec-Fetch-Site": "same-site"}, 403, "origin-refused"),
        ({"X-Mock-Token": TOKEN, "Host": "evil.example"}, 403, "host-refused"),
    ],
)
def test_the_stream_is_guarded_as_the_control_api_is(
    guarded: Server, http: requests.Session, headers: dict[str, str], status: int, code: str
) -> None:
    answer = http.get(f"{guarded.url}/__mock__/sandboxes/default/events", headers=headers, timeout=30)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


def test_a_page_of_another_site_gets_no_page_but_a_link_may_be_followed(server: Server, http: requests.Session) -> None:
    url = console(server, None, "calls")
    framed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}
    fetched = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "empty"}
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    statuses = [http.get(url, headers=headers, timeout=30).status_code for headers in (framed, fetched, followed)]
    assert statuses == [403, 403, 200]


# -- the stream ------------------------------------------------------------------------------------------------


def test_the_stream_tells_what_was_and_what_comes(server: Server, sandbox: Sandbox, okto: Oktopost) -> None:
    okto.get("/v2/integration")
    with ExitStack() as stack:
        told = listen(server, sandbox, stack)
        name, calls = next(told)
        assert (name, calls["first"], calls["dropped"]) == ("calls", 1, 0)
        (line,) = calls["entries"]
        assert (line["number"], line["name"], line["outcome"], line["mark"], line["status"]) == (
            1, "/v2/integration", "ok", "good", 200,
        )  # fmt: skip
        assert next(told) == ("active", [])
        sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": "server-error"}))
        text = "fault: * → server-error, next call"
        assert next(told) == ("active", [{"page": "faults", "text": text}])
        okto.get("/v2/integration")
        assert next(told)[1]["entries"][0]["mark"] == "planned"
        assert next(told) == ("active", [])


def test_a_listener_goes_on_where_it_was(server: Server, sandbox: Sandbox, okto: Oktopost) -> None:
    for _ in range(3):
        okto.get("/v2/integration")
    with ExitStack() as stack:
        _, calls = next(listen(server, sandbox, stack, headers={"Last-Event-ID": "2"}))
        assert [line["number"] for line in calls["entries"]] == [3]


def test_the_stream_says_that_the_journal_was_cleared_and_the_sandbox_deleted(
    server: Server, http: requests.Session
) -> None:
    other = server.gateway.sandboxes.create()
    with ExitStack() as stack:
        told = listen(server, other, stack)
        assert [name for name, _ in (next(told), next(told))] == ["calls", "active"]
        client(http, server, other).get("/v2/integration")
        assert [line["number"] for line in next(told)[1]["entries"]] == [1]
        other.journal.clear()
        assert next(told) == ("calls", {"first": 2, "dropped": 0, "entries": []})
        server.gateway.sandboxes.delete(other.id)
        assert list(told) == [("gone", {})]


def test_many_listeners_take_no_thread_from_the_control_api(server: Server, sandbox: Sandbox, control: Control) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            assert next(listen(server, sandbox, stack))[0] == "calls"
        assert control.told("GET", "/health") == {"status": "ok"}


def test_a_flood_arrives_in_few_events_and_completely(server: Server, sandbox: Sandbox, okto: Oktopost) -> None:
    with ExitStack() as stack:
        told = listen(server, sandbox, stack)
        next(told)
        for _ in range(300):
            okto.get("/v2/integration")
        seen: list[int] = []
        count = 0
        while len(seen) < 300:
            name, document = next(told)
            if name == "calls":
                count += 1
                seen += [line["number"] for line in document["entries"]]
        assert seen == list(range(1, 301))
        assert count < 300


def test_what_changed_is_looked_at_and_written_once_for_all_listeners(
    server: Server, sandbox: Sandbox, okto: Oktopost, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []

    def counted(entry: Entry) -> dict[str, Any]:
        written.append(entry.number)
        return summary(entry)

    monkeypatch.setattr(feed, "summary", counted)
    with ExitStack() as stack:
        listeners = [listen(server, sandbox, stack) for _ in range(20)]
        for told in listeners:
            assert [name for name, _ in (next(told), next(told))] == ["calls", "active"]
        okto.get("/v2/integration")
        for told in listeners:
            assert [line["number"] for line in next(told)[1]["entries"]] == [1]
        sandbox.change_settings({"rate_limits": True})
        for told in listeners:
            assert next(told) == ("active", [{"page": "state", "text": "rate limits are on"}])
    assert written == [1]


def test_a_page_of_another_start_hears_that_the_server_was_restarted_and_nothing_else(
    server: Server, sandbox: Sandbox
) -> None:
    place = f"{server.url}/__mock__/sandboxes/{sandbox.id}/events"
    for own, name in ((server.gateway.instance, "calls"), ("0123456789abcdef", "restarted")):
        with requests.get(place, params={"server": own}, stream=True, timeout=30) as answer:
            assert next(events(answer))[0] == name
    assert list(events(requests.get(f"{place}?server=other", timeout=30))) == [("restarted", {})]


def test_under_another_server_the_stream_answers_at_once_and_asks_to_be_asked_again() -> None:
    gateway = Gateway(Sandboxes(world.load()))
    client = create_app(gateway).test_client()
    client.get("/v2/integration")
    answer = client.get("/__mock__/sandboxes/default/events")
    assert answer.text.startswith("retry: 500\n\nid: 1\nevent: calls\n")
    again = client.get("/__mock__/sandboxes/default/events", headers={"Last-Event-ID": "1"})
    assert '"entries":[]' in again.text


def test_there_is_no_stream_of_an_unknown_sandbox(control: Control) -> None:
    assert control.refused("GET", "/sandboxes/sb-0/events")[0] == 404


# -- forms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "action", [*oktopost.actions().values(), *refold.actions().values()], ids=lambda action: str(action.key)
)
def test_a_form_has_every_field_of_an_action_in_its_order(action: Any) -> None:
    fields = Form(contracts.load(), action.key).fields("/$defs/request")
    assert list(dict.fromkeys(field.path[0] for field in fields)) == list(
        action.schema["$defs"]["request"].get("properties", {})
    )
    assert {field.path[0] for field in fields if field.required} >= set(action.required)


@pytest.mark.parametrize("table", [spec.name for spec in world.table_specs() if spec.family is None])
def test_a_form_shows_every_member_of_a_record(table: str) -> None:
    records = world.load().state.tables[table].page(0, 3)
    for record in records:
        fields = Form(contracts.load(), f"records/{table}", nested=True).fields("", record)
        wanted = {name for name, value in record.items() if value not in ("", {}, None)}
        assert wanted <= {field.path[0] for field in fields if field.value}
