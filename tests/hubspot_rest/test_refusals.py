"""How the API says no: its one body for errors, its headers, its limits, and that it answers whatever is sent."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
import requests
from hubspot import HubSpot
from hubspot.crm.contacts.exceptions import ApiException

from mockserver.core import statements
from mockserver.dialects.hubspot import routes
from mockserver.sandboxes.sandbox import Sandbox
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
