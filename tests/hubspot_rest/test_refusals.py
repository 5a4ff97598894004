"""How the API says no: its one body for errors, its headers, its limits, and that it answers whatever is sent."""

from __future__ import annotations

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import requests
from hubspot import HubSpot
from hubspot.crm.contacts import SimplePublicObjectInputForCreate
from hubspot.crm.contacts.exceptions import ApiException, ForbiddenException

from mockserver.core import statements
from mockserver.dialects.hubspot import routes, scopes
from mockserver.dialects.limits import Tally
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from tests.conftest import Control
from tests.hubspot_rest.conftest import Rest

CONTACTS = "/crm/v3/objects/contacts"


@pytest.mark.contract("H-02")
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("widgets", "Unable to infer object type from: widgets"),
        ("0-9999", "Invalid object or event type id: 0-9999"),
    ],
)
@pytest.mark.parametrize("path", ["/crm/v3/objects/{}", "/crm/v3/objects/{}/1", "/crm/v4/associations/{}/deals/labels"])
def test_a_type_that_there_is_not(rest: Rest, name: str, message: str, path: str) -> None:
    refused = rest.ask("GET", path.format(name), status=400)
    assert refused["message"] == message
    assert "category" not in refused


@pytest.mark.contract("H-02")
def test_associations_with_a_type_that_there_is_not(rest: Rest) -> None:
    assert rest.ask("GET", f"{CONTACTS}/51?associations=widgets", status=400)["message"].endswith("from: widgets")


@pytest.mark.contract("H-20", "H-18")
def test_a_refusal_is_one_body_under_the_id_of_its_call(rest: Rest) -> None:
    answer = rest.request("GET", f"{CONTACTS}/7")
    told = answer.json()
    assert list(told)[:3] == ["status", "message", "correlationId"]
    assert (told["status"], told["category"], told["context"]) == ("error", "OBJECT_NOT_FOUND", {"id": ["7"]})
    assert str(UUID(told["correlationId"])) == answer.headers["x-hubspot-correlation-id"]
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert rest.ask("GET", f"{CONTACTS}/x", status=404)["message"] == (
        "Object not found.  objectId are usually numeric."
    )


@pytest.mark.contract("H-20")
def test_wrong_values_are_told_twice(rest: Rest) -> None:
    given = {"email": "wrong", "nonsense": "1", "hs_object_id": "5", "lifecyclestage": "x", "num_notes": "5"}
    refused = rest.ask("POST", CONTACTS, {"properties": given}, status=400)
    beginning, _, listed = refused["message"].partition(": ")
    assert beginning == "Property values were not valid"
    codes = [(one["name"], one["error"]) for one in json.loads(listed)]
    assert codes == [(one["context"]["propertyName"][0], one["code"]) for one in refused["errors"]]
    assert dict(codes) == {
        "email": "INVALID_EMAIL",
        "nonsense": "PROPERTY_DOESNT_EXIST",
        "hs_object_id": "READ_ONLY_VALUE",
        "lifecyclestage": "INVALID_OPTION",
        "num_notes": "READ_ONLY_VALUE",
    }


@pytest.mark.contract("H-19")
def test_a_call_too_many_is_refused_and_the_headers_count_down(client: HubSpot, rest: Rest, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze())
    sandbox.change_settings({"rate_limits": True})
    path = f"{CONTACTS}/51"
    left = [rest.request("GET", path).headers["x-hubspot-ratelimit-remaining"] for _ in range(150)]
    assert left == [str(number) for number in range(149, -1, -1)]
    with pytest.raises(ApiException) as caught:
        client.crm.contacts.basic_api.get_by_id("51")
    told = json.loads(caught.value.body)
    assert caught.value.status == 429
    assert told["message"] == "You have reached your ten_secondly_rolling limit."
    assert (told["errorType"], told["policyName"]) == ("RATE_LIMIT", "TEN_SECONDLY_ROLLING")
    assert "retry-after" not in caught.value.headers
    assert caught.value.headers["x-hubspot-ratelimit-daily-remaining"] == str(500_000 - 150)
    assert caught.value.headers["x-hubspot-ratelimit-secondly-remaining"] == "0"


@pytest.mark.contract("H-19")
def test_more_than_five_searches_in_a_second_have_a_limit_of_their_own(rest: Rest, control: Control) -> None:
    control.told("PUT", "clock", json={"frozen": "2026-01-01T00:00:00Z"})
    control.told("PATCH", "", json={"rate_limits": True})
    for _ in range(5):
        answer = rest.request("POST", f"{CONTACTS}/search", json={})
        assert answer.status_code == 200
        assert not [name for name in answer.headers if "ratelimit" in name.lower()]
    refused = rest.request("POST", "/crm/v3/objects/deals/search", json={})
    told = refused.json()
    assert (refused.status_code, told["message"]) == (429, "You have reached your secondly limit.")
    assert (told["errorType"], told["policyName"], told["category"]) == ("RATE_LIMIT", "SECONDLY", "RATE_LIMITS")
    assert not [name for name in refused.headers if "ratelimit" in name.lower()]
    assert rest.request("GET", CONTACTS).headers["x-hubspot-ratelimit-remaining"] == str(150 - 7)
    control.told("PUT", "clock", json={"advance": "PT1S"})
    assert rest.request("POST", f"{CONTACTS}/search", json={}).status_code == 200


@pytest.mark.contract("H-19")
def test_the_day_has_a_limit_until_midnight(rest: Rest, sandbox: Sandbox, control: Control) -> None:
    control.told("PUT", "clock", json={"frozen": "2026-01-01T23:59:00Z"})
    control.told("PATCH", "", json={"rate_limits": True})
    used = Tally(day=date(2026, 1, 1), today=500_000 - 1)
    sandbox.set("windows", sandbox.state.windows.set("hubspot", used))
    assert rest.request("GET", CONTACTS).headers["x-hubspot-ratelimit-daily-remaining"] == "0"
    refused = rest.ask("GET", CONTACTS, status=429)
    assert (refused["policyName"], refused["message"]) == ("DAILY", "You have reached your daily limit.")
    control.told("PUT", "clock", json={"advance": "PT1M"})
    assert rest.request("GET", CONTACTS).headers["x-hubspot-ratelimit-daily-remaining"] == str(500_000 - 1)


@pytest.fixture
def reader(server: Server, sandbox: Sandbox, http: requests.Session) -> Rest:
    """With the token that may change nothing."""
    return Rest(http, server.url, sandbox.key(sandbox.world.names["hubspot"]["readonly_access_token"]))


@pytest.mark.contract("H-32")
def test_a_token_that_may_read_does_not_write(reader: Rest, sandbox: Sandbox, server: Server) -> None:
    assert reader.ask("GET", f"{CONTACTS}/51")["id"] == "51"
    assert reader.ask("POST", f"{CONTACTS}/search", {})["total"]
    before = sandbox.state
    client = HubSpot(access_token=reader.token, host=server.url)
    with pytest.raises(ForbiddenException) as caught:
        client.crm.contacts.basic_api.create(SimplePublicObjectInputForCreate(properties={"email": "new@example.com"}))
    told = json.loads(caught.value.body)
    assert sandbox.state is before
    assert (told["status"], told["category"]) == ("error", "MISSING_SCOPES")
    assert told["message"].startswith("This app hasn't been granted all required scopes to make this call.")
    assert told["errors"] == [
        {
            "message": "One or more of the following scopes are required.",
            "context": {"requiredGranularScopes": ["crm.objects.contacts.write"]},
        }
    ]
    assert told["links"] == {"scopes": "https://developers.hubspot.com/scopes"}


@pytest.mark.contract("H-32")
@pytest.mark.parametrize(
    ("method", "path", "needed"),
    [
        ("POST", "/crm/v3/objects/tasks", "crm.objects.contacts.write"),
        ("POST", "/crm/v3/objects/0-2/batch/update", "crm.objects.companies.write"),
        ("PUT", "/crm/v4/objects/deals/1/associations/default/contacts/51", "crm.objects.deals.write"),
        ("POST", "/crm/v4/associations/companies/deals/batch/create", "crm.objects.companies.write"),
        ("POST", "/crm/v3/properties/contacts", "crm.schemas.contacts.write"),
        ("GET", "/integrators/timeline/v3/99/event-templates", "timeline"),
        ("POST", "/events/v3/send", "analytics.behavioral_events.send"),
    ],
)
def test_each_call_needs_a_scope(reader: Rest, method: str, path: str, needed: str) -> None:
    """It is asked for after the type of object, before anything of the request."""
    refused = reader.ask(method, path, status=403)
    assert refused["errors"][0]["context"]["requiredGranularScopes"] == [needed]
    assert reader.ask("POST", "/crm/v3/objects/widgets", status=400)["message"].endswith("from: widgets")


@pytest.mark.contract("H-32", "H-19")
def test_a_token_of_oauth_has_the_scopes_it_was_asked_for(rest: Rest, sandbox: Sandbox) -> None:
    names = sandbox.world.names["hubspot"]
    form = {
        "grant_type": "client_credentials",
        "client_id": sandbox.key(names["client_id"]),
        "client_secret": sandbox.key(names["client_secret"]),
        "scope": "oauth crm.objects.owners.read",
    }
    token = rest.request("POST", "/oauth/v1/token", data=form, headers={}).json()["access_token"]
    of_oauth = Rest(rest.http, rest.url, token)
    assert of_oauth.ask("GET", f"/oauth/v1/access-tokens/{token}")["scopes"] == ["oauth", "crm.objects.owners.read"]
    answer = of_oauth.request("GET", "/crm/v3/owners")
    assert answer.status_code == 200
    assert "x-hubspot-ratelimit-remaining" in answer.headers
    assert "x-hubspot-ratelimit-daily" not in answer.headers
    assert of_oauth.ask("GET", CONTACTS, status=403)["category"] == "MISSING_SCOPES"


def test_every_route_that_asks_for_a_token_has_scopes() -> None:
    asking = {route.key.rpartition("/")[2] for route in routes.dialect().routes if "scope" in route.checks}
    assert asking == scopes.OF_ROUTES.keys()


@pytest.mark.contract("X-02", "H-18")
@pytest.mark.parametrize(
    ("method", "path", "options", "status"),
    [
        ("POST", CONTACTS, {"data": b"{"}, 400),
        ("POST", CONTACTS, {"data": b"[]"}, 400),
        ("POST", CONTACTS, {"data": b'"x"'}, 400),
        ("POST", CONTACTS, {"data": b"\xff"}, 400),
        ("POST", CONTACTS, {}, 400),
        ("POST", CONTACTS, {"data": {"email": "a@b.co"}}, 400),
        ("POST", CONTACTS, {"data": b'{"properties": []}'}, 400),
        ("POST", CONTACTS, {"data": b'{"properties": {"email": {}}}'}, 400),
        ("PATCH", f"{CONTACTS}/51", {"data": b"{}"}, 400),
        ("POST", f"{CONTACTS}/batch/read", {"data": b'{"inputs": [{}]}'}, 400),
        ("POST", f"{CONTACTS}/batch/read", {"data": b'{"inputs": [{"id": {}}]}'}, 400),
        ("GET", f"{CONTACTS}?properties=%ff", {}, 400),
        ("GET", f"{CONTACTS}/51?idProperty=firstname", {}, 400),
        ("GET", "/crm/v3/nothing", {}, 404),
        ("GET", "/crm", {}, 404),
        ("DELETE", CONTACTS, {}, 405),
        ("GET", "/oauth/v1/token", {}, 405),
        ("POST", "/oauth/v1/token", {}, 400),
        ("POST", "/oauth/v1/token", {"data": b"{}", "headers": {"content-type": "application/json"}}, 400),
        ("GET", "/oauth/v1/access-tokens/x", {}, 401),
        ("GET", "/oauth/v1/refresh-tokens/x", {}, 400),
    ],
)
def test_whatever_is_sent_is_answered_in_json_and_changes_nothing(
    rest: Rest, sandbox: Sandbox, *, method: str, path: str, options: dict[str, Any], status: int
) -> None:
    before = sandbox.state
    answer: requests.Response = rest.request(method, path, **options)
    assert answer.status_code == status, answer.text
    assert answer.json()["correlationId"]
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert sandbox.state is before


@pytest.mark.parametrize("outcome", sorted(set(routes.REFUSALS) - {"crm-error", "unknown-outcome"}))
def test_every_refusal_can_be_asked_for(rest: Rest, outcome: str) -> None:
    headers = {"authorization": f"Bearer {rest.token}", "x-mock-outcome": outcome}
    answer = rest.request("GET", CONTACTS, headers=headers)
    assert answer.status_code == routes.REFUSALS[outcome].status
    assert answer.headers["x-mock-outcome"] == outcome
    assert answer.json()["message"]


def test_strict_mode_refuses_what_nobody_declares(rest: Rest, sandbox: Sandbox) -> None:
    sandbox.change_settings({"strict": "fail"})
    assert "query.colour" in rest.ask("GET", f"{CONTACTS}?colour=red", status=400)["message"]
    body = {"properties": {"city": "Rome"}, "colour": "red"}
    assert "body.colour" in rest.ask("PATCH", f"{CONTACTS}/51", body, status=400)["message"]
    rest.ask("GET", f"{CONTACTS}?archived=false&properties=a&properties=b")


def test_what_a_refusal_names_is_a_statement_of_that_kind() -> None:
    known = {f"{told.id} {told.kind}" for told in statements.load()}
    assert {refusal.evidence for refusal in routes.REFUSALS.values()} <= known
