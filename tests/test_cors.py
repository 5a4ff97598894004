"""What a browser asks of a server of another origin: preflights, headers on every answer, and none where they lie."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from mockserver import dialects
from mockserver.core.outcomes import LOST
from mockserver.dialects.gateway import EXPOSED, Gateway, Options
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import Oktopost, Refold

ORIGIN = {"Origin": "http://localhost:3000"}
EXECUTE = "/api/v2/integration-schema/hubspot/actions/create_contact/execute"
ASKED = "authorization,content-type,linked_account_id,x-api-key,x-mock-delay,x-mock-outcome"


@pytest.fixture(params=[True, False], ids=["lean", "closed"])
def door(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server by each of its doors."""
    with Server(Gateway(Sandboxes(world.load())), lean=request.param) as running:
        yield running


@pytest.mark.parametrize("path", ["/v2/integration-action", EXECUTE, "/v2/nowhere", "/api/v2/nowhere", "/nowhere", "/"])
def test_a_preflight_is_answered_before_routing_and_authentication(
    door: Server, http: requests.Session, path: str
) -> None:
    headers = {
        **ORIGIN,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": ASKED,
        "Access-Control-Request-Private-Network": "true",
    }
    answer = http.options(door.url + path, headers=headers, timeout=30)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == ASKED
    assert "DELETE" in answer.headers["access-control-allow-methods"]
    assert answer.headers["access-control-allow-private-network"] == "true"
    assert len(door.gateway.sandboxes.default.journal) == 0


def test_an_options_that_is_no_preflight_says_what_is_allowed(server: Server, http: requests.Session) -> None:
    answer = http.options(f"{server.url}/v2/integration", timeout=30)
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")


PLANNABLE = {
    dialect.name: [
        outcome.name
        for outcome in dialect.vocabulary.values()
        if outcome.plannable and outcome.name not in LOST and outcome.name != "truncated-body"
    ]
    for dialect in dialects.load()
}


@pytest.mark.parametrize("outcome", PLANNABLE["oktopost"])
def test_every_answer_of_oktopost_may_be_read(okto: Oktopost, outcome: str) -> None:
    form = {
        "id": okto.integrations["hubspot"],
        "actionName": "contact.getByEmail",
        "payload": '{"email": "john@example.com"}',
    }
    answer = okto.post("/v2/integration-action", form, headers={**ORIGIN, "X-Mock-Outcome": outcome})
    assert_readable(answer)


@pytest.mark.parametrize("outcome", PLANNABLE["refold"])
def test_every_answer_of_refold_may_be_read(refold: Refold, outcome: str) -> None:
    headers = {**refold.headers, **ORIGIN, "X-Mock-Outcome": outcome}
    answer = refold.execute("hubspot/create_contact", {"email": "ada@lovelace.example"}, headers=headers)
    assert_readable(answer)


def assert_readable(answer: requests.Response) -> None:
    """A page of any origin may read the answer and the headers that tell of it."""
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == EXPOSED


def test_a_client_that_is_no_page_is_told_nothing_of_origins(door: Server, http: requests.Session) -> None:
    for path in ("/v2/integration", "/v2/nowhere", "/nowhere"):
        headers = http.get(door.url + path, timeout=30).headers
        assert [name for name in headers if name.lower().startswith("access-control")] == []
        assert headers["cache-control"] == "no-store"


def test_refusals_before_any_route_may_be_read(door: Server, http: requests.Session) -> None:
    for method, path in (("GET", "/v2/nowhere"), ("PATCH", "/v2/integration"), ("POST", "/integration"), ("PUT", "/")):
        assert_readable(http.request(method, door.url + path, headers=ORIGIN, timeout=30))
    strange = http.get(f"{door.url}/v2/integration", headers={**ORIGIN, "Host": "mybox:4010"}, timeout=30)
    assert strange.status_code == 403
    assert_readable(strange)


def test_the_refusal_of_a_request_that_is_not_read_may_be_read(door: Server, http: requests.Session) -> None:
    refused = http.get(f"{door.url}/v2/{'x' * 100_000}", headers=ORIGIN, timeout=30)
    assert refused.status_code == 414
    assert_readable(refused)


@pytest.mark.parametrize("name", ["retry-after", "x-mock-request-id", "x-mock-outcome", "x-mock-check", "x-mock-hint"])
def test_what_a_client_needs_to_read_is_exposed(name: str) -> None:
    assert name in EXPOSED.split(", ")


def test_a_path_of_nobodys_says_where_the_apis_lie(server: Server, http: requests.Session) -> None:
    answer = http.get(f"{server.url}/v1/integration", timeout=30)
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == (
        "GET /v1/integration: nothing is served here, only below /v2/ (oktopost) and /api/v2/ (refold) "
        "and /api/v1/ (refold) and /api/v3/ (refold) and /connect/ (refold) "
        "and /services/ (salesforce) and /id/ (salesforce) "
        "and /crm/ (hubspot) and /oauth/v1/ (hubspot) and /events/v3/ (hubspot) and /integrators/timeline/ (hubspot) "
        "and /identity/ (marketo) and /rest/ (marketo) and /bulk/ (marketo)"
    )


def test_the_refusal_of_a_host_is_told_to_pages_of_every_origin(server: Server, http: requests.Session) -> None:
    refused = http.get(f"{server.url}/v2/integration", headers={**ORIGIN, "Host": "evil.example"}, timeout=30)
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (403, "*")


@pytest.mark.parametrize(("length", "sent"), [(400, "x" * 400), (401, "x" * 400 + "...")], ids=["all", "cut"])
def test_a_preflight_is_told_its_headers_up_to_a_length(
    server: Server, http: requests.Session, length: int, sent: str
) -> None:
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x" * length}
    answer = http.options(f"{server.url}/v2/integration-action", headers={**ORIGIN, **preflight}, timeout=30)
    assert answer.headers["access-control-allow-headers"] == sent


def test_a_provider_without_cors_says_nothing_of_it(http: requests.Session) -> None:
    with Server(Gateway(Sandboxes(world.load()), Options(cors="real"))) as real:
        preflight = {**ORIGIN, "Access-Control-Request-Method": "POST"}
        answers = [
            http.options(f"{real.url}/v2/integration-action", headers=preflight, timeout=30),
            http.options(f"{real.url}/nowhere", headers=preflight, timeout=30),
            http.get(f"{real.url}/v2/integration", headers=ORIGIN, timeout=30),
            http.get(f"{real.url}/nowhere", headers=ORIGIN, timeout=30),
        ]
    named = [name for answer in answers for name in answer.headers if name.lower().startswith("access-control")]
    assert named == []


@pytest.mark.contract("R-40")
def test_a_vendor_whose_own_sdk_runs_in_browsers_answers_them_always(http: requests.Session) -> None:
    asked = "authorization,content-type,slug,sync_execution,disable_field_options,x-api-key"
    with Server(Gateway(Sandboxes(world.load()), Options(cors="real"))) as real:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            preflight = {**ORIGIN, "Access-Control-Request-Method": method, "Access-Control-Request-Headers": asked}
            answer = http.options(f"{real.url}/api/v2/f-sdk/application", headers=preflight, timeout=30)
            assert answer.status_code == 204
            assert answer.headers["access-control-allow-headers"] == asked
            assert method in answer.headers["access-control-allow-methods"]
        refused = http.get(f"{real.url}/api/v1/linked-acc/integration/hubspot", headers=ORIGIN, timeout=30)
        assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (405, "*")


@pytest.mark.parametrize("path", ["/__mock__/health", "/__mock__/sandboxes", "/__mock__/console/default/calls"])
def test_the_control_api_has_no_cors(server: Server, sandbox: Sandbox, http: requests.Session, path: str) -> None:
    preflight = {**ORIGIN, "Access-Control-Request-Method": "GET"}
    for answer in (
        http.options(server.url + path, headers=preflight, timeout=30),
        http.get(server.url + path, headers=ORIGIN, timeout=30),
    ):
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
        assert answer.status_code in (403, 405, 200)
