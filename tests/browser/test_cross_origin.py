"""A page of another origin: it reads every answer of both APIs, faults included, and nothing of the control API."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from mockserver.dialects.gateway import Gateway, Options
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import Oktopost, Refold
from tests.serving import serving

CALL = """async ({ url, method, headers, body, form }) => {
  try {
    const response = await fetch(url, { method, headers, body: form ? new URLSearchParams(form) : body });
    const names = ["retry-after", "x-mock-outcome", "x-mock-check", "x-mock-request-id", "x-mock-hint"];
    const read = Object.fromEntries(names.map((name) => [name, response.headers.get(name)]));
    return { status: response.status, text: await response.text().catch(() => "cut"), ...read };
  } catch (error) {
    return { failed: error.name };
  }
}"""


class _Nothing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>an application</title>")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def application() -> Iterator[str]:
    """The origin of somebody's application."""
    with serving(_Nothing) as origin:
        yield origin


@pytest.fixture
def page(context: BrowserContext, application: str) -> Page:
    opened = context.new_page()
    opened.goto(application)
    return opened


def call(page: Page, url: str, method: str = "POST", **more: Any) -> dict[str, Any]:
    """What the page's script gets to see of an answer."""
    seen: dict[str, Any] = page.evaluate(CALL, {"url": url, "method": method, **more})
    return seen


def act(page: Page, okto: Oktopost, payload: str, **headers: str) -> dict[str, Any]:
    login = page.evaluate("text => btoa(text)", f"{okto.account}:{okto.key}")
    form = {"id": okto.integrations["salesforce"], "actionName": "contact.getByEmail", "payload": payload}
    return call(
        page, f"{okto.url}/v2/integration-action", headers={"authorization": f"Basic {login}", **headers}, form=form
    )


def execute(page: Page, refold: Refold, body: str, **headers: str) -> dict[str, Any]:
    url = f"{refold.url}/api/v2/integration-schema/hubspot/actions/create_contact/execute"
    return call(page, url, headers={**refold.headers, "content-type": "application/json", **headers}, body=body)


def test_both_apis_are_called_and_read(page: Page, okto: Oktopost, refold: Refold) -> None:
    found = act(page, okto, '{"email": "john@example.com"}')
    made = execute(page, refold, '{"email": "ada@lovelace.example"}')
    assert (found["status"], found["x-mock-outcome"]) == (200, "ok")
    assert (made["status"], made["x-mock-outcome"]) == (200, "ok")


def test_refusals_are_read_with_their_check_and_hint(page: Page, okto: Oktopost, refold: Refold) -> None:
    missing = act(page, okto, "{}")
    assert (missing["status"], missing["x-mock-check"]) == (400, "payload")
    assert "Missing required field: email" in missing["text"]
    stranger = execute(page, refold, "{}", **{"x-api-key": "nobody"})
    assert (stranger["status"], stranger["x-mock-check"]) == (401, "authentication")
    lost = call(page, f"{okto.url}/v2/nowhere", "GET")
    assert (lost["status"], lost["x-mock-outcome"]) == (404, "not-found")


def test_planted_faults_are_read_and_say_when_to_try_again(page: Page, okto: Oktopost, sandbox: Sandbox) -> None:
    for outcome, wait in (
        ("rate-limited", "7"), ("unavailable", "7"), ("server-error", None), ("expired-integration-token", None),
    ):  # fmt: skip
        sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": outcome, "retry_after": 7}))
        seen = act(page, okto, '{"email": "john@example.com"}')
        assert (seen["x-mock-outcome"], seen["retry-after"]) == (outcome, wait)


def test_a_fault_asked_for_by_header_passes_the_preflight(page: Page, refold: Refold) -> None:
    asked = {"X-Mock-Outcome": "rate-limited", "X-Mock-Delay": "0.01"}
    seen = execute(page, refold, '{"email": "ada@lovelace.example"}', **asked)
    assert (seen["status"], seen["retry-after"]) == (429, "1")


def test_damaged_answers_are_read_as_they_are(page: Page, okto: Oktopost) -> None:
    for outcome in ("malformed-json", "slow-body"):
        seen = act(page, okto, '{"email": "john@example.com"}', **{"x-mock-outcome": outcome})
        assert seen["status"] == 200
        assert seen["text"].startswith('{"Result":true')
    cut = act(page, okto, '{"email": "john@example.com"}', **{"x-mock-outcome": "truncated-body"})
    assert (cut["status"], cut["text"]) == (200, "cut")


def test_a_lost_connection_fails_as_one(page: Page, okto: Oktopost) -> None:
    for outcome in ("connection-reset", "empty-response"):
        seen = act(page, okto, '{"email": "john@example.com"}', **{"x-mock-outcome": outcome})
        assert seen == {"failed": "TypeError"}


def test_a_wrong_base_url_is_a_404_to_read_and_no_riddle(page: Page, okto: Oktopost) -> None:
    for method in ("GET", "POST", "DELETE"):
        seen = call(page, f"{okto.url}/integration-action", method, headers={"authorization": "Basic x"})
        assert seen["status"] == 404
        assert "only below /v2/ (oktopost) and /api/v2/ (refold)" in seen["text"]


CONTROL: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/__mock__/health", {}),
    ("GET", "/__mock__/sandboxes/default/journal", {}),
    ("POST", "/__mock__/sandboxes", {}),
    ("POST", "/__mock__/sandboxes", {"body": "{}"}),
    ("POST", "/__mock__/sandboxes", {"body": "{}", "headers": {"content-type": "application/json"}}),
    ("POST", "/__mock__/sandboxes/default/reset", {"form": {"a": "b"}}),
    ("PUT", "/__mock__/sandboxes/default/clock", {"body": '{"reset": true}'}),
    ("DELETE", "/__mock__/sandboxes/default/faults", {}),
    ("GET", "/__mock__/sandboxes/default/events", {}),
    ("GET", "/__mock__/console/default/calls", {}),
]


def test_the_control_api_and_the_console_stay_out_of_reach(page: Page, server: Server) -> None:
    before = len(server.gateway.sandboxes)
    for method, path, more in CONTROL:
        assert call(page, server.url + path, method, **more) == {"failed": "TypeError"}, path
    assert len(server.gateway.sandboxes) == before


def test_an_opaque_request_changes_nothing_either(page: Page, server: Server, sandbox: Sandbox) -> None:
    sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": "server-error"}))
    page.evaluate(
        "url => fetch(url, { method: 'POST', mode: 'no-cors', body: '{}' }).catch(() => 0)",
        f"{server.url}/__mock__/sandboxes/{sandbox.id}/reset",
    )
    assert len(sandbox.faults.rules) == 1


def test_no_page_may_listen_to_the_events_or_frame_the_console(page: Page, server: Server) -> None:
    listened = page.evaluate(
        "url => new Promise((done) => { const s = new EventSource(url);"
        "s.onopen = () => done('open'); s.onerror = () => done('refused'); })",
        f"{server.url}/__mock__/sandboxes/default/events",
    )
    assert listened == "refused"
    framed = page.evaluate(
        "url => new Promise((done) => { const f = document.createElement('iframe'); f.src = url;"
        "f.onload = () => { try { done(f.contentDocument ? 'blank' : 'opaque') } catch { done('opaque') } };"
        "document.body.append(f); })",
        f"{server.url}/__mock__/console/default/calls",
    )
    assert framed == "opaque"
    assert "No calls yet" not in page.frames[1].content()


def test_a_provider_without_cors_is_imitated_on_demand(page: Page) -> None:
    with Server(Gateway(Sandboxes(world.load()), Options(cors="real"))) as strict:
        seen = call(page, f"{strict.url}/v2/integration", "GET", headers={"authorization": "Basic x"})
        assert seen == {"failed": "TypeError"}
        assert len(strict.gateway.sandboxes.default.journal) == 1


@pytest.mark.parametrize("outcome", ["connection-reset", "empty-response"])
def test_a_lost_answer_is_seen_once_though_the_browser_sends_again_by_itself(
    page: Page, okto: Oktopost, sandbox: Sandbox, outcome: str
) -> None:
    payload = '{"email": "john@example.com"}'
    assert act(page, okto, payload)["status"] == 200  # from here on the browser has a connection to reuse
    sandbox.set("faults", sandbox.faults.plant({"match": "*", "outcome": outcome, "times": 1}))
    assert act(page, okto, payload) == {"failed": "TypeError"}
    assert act(page, okto, payload)["status"] == 200
    assert [fault.fired for fault in sandbox.faults.rules] == [1]
