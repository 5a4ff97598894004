"""What Refold tells webhooks, signed, and what connects an application with credentials that are there already."""

from __future__ import annotations

import hashlib
import hmac
import html
import json
import re
from typing import Any

import pytest

from mockserver.dialects.refold.access import org_id
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Control, Refold
from tests.receiver import Received, Receiver
from tests.test_refold_workflows import PUBLIC, SYNC_CONTACTS, execute, found, refusal

CONNECTION = ("Connection Created", "Connection Deleted")
ENDS = ("Workflow Completed", "Workflow Errored")
MARKETO = ("client_id", "client_secret", "rest_endpoint", "identity_endpoint")
TOKENS_ONLY = "access_token and/or refresh_token only permitted in auth_object for OAuth2 based applications"
KEYS_ONLY = "{} only permitted in auth_object of auth_type: key_based for application Hubspot."
HUBSPOT = {"oauth2": {"access_token": "a", "refresh_token": "r"}}


def listen(refold: Refold, url: str, *events: str, **more: Any) -> Any:
    asked = {"webhook_url": url, "webhook_events": events, **more}
    return found(refold.request("POST", f"{PUBLIC}/webhook", json=asked))


def read(refold: Refold, received: Received) -> Any:
    """The document of a delivery, whose signature is that of the organisation's key."""
    signature = hmac.new(refold.key.encode(), received.body, hashlib.sha256).hexdigest()
    assert received.headers["x-cobalt-signature"] == signature
    assert received.headers["content-type"] == "application/json"
    return json.loads(received.body)


def settled(control: Control) -> list[dict[str, Any]]:
    """All deliveries, once none is pending."""
    deliveries: list[dict[str, Any]] = control.told("GET", "deliveries?wait=10")["deliveries"]
    assert "pending" not in [one["status"] for one in deliveries]
    return deliveries


def migrate(refold: Refold, slug: str, credentials: Any) -> Any:
    asked = {"linked_account_id": refold.linked_account, "slug": slug, "auth_object": credentials}
    return refold.request("PUT", f"{PUBLIC}/migrate-token", json=asked)


@pytest.mark.contract("R-76", "R-77")
def test_a_connection_is_told_when_it_begins_and_when_it_ends(
    refold: Refold, sandbox: Sandbox, control: Control, receiver: Receiver
) -> None:
    control.told("PUT", "clock", {"frozen": "2023-11-07T08:03:27Z"})
    listen(refold, f"{receiver.url}/hook", *CONNECTION)
    listen(refold, f"{receiver.url}/other", *ENDS)
    listen(refold, f"{receiver.url}/off", *CONNECTION, is_enabled=False)
    found(refold.request("DELETE", f"{PUBLIC}/linked-account/integration/hubspot"))
    found(refold.request("DELETE", f"{PUBLIC}/linked-account/integration/hubspot"))
    found(migrate(refold, "hubspot", HUBSPOT))
    expected = {
        "linked_account_id": refold.linked_account,
        "org_id": org_id(sandbox),
        "environment": "test",
        "type": "General",
        "event": "Connection Deleted",
        "slug": "hubspot",
        "createdAt": "Tue, 07 Nov 2023 08:03:27 GMT",
    }
    assert read(refold, receiver.next()) == expected
    assert read(refold, receiver.next()) == {**expected, "event": "Connection Created"}
    assert [one["url"] for one in settled(control)] == [f"{receiver.url}/hook"] * 2


@pytest.mark.contract("R-77")
def test_a_consent_that_a_fault_ends_is_told_once(refold: Refold, control: Control, receiver: Receiver) -> None:
    listen(refold, receiver.url, "Connection Expired")
    control.told("POST", "faults", {"match": "refold/*", "outcome": "connection-expired", "times": 2})
    for _ in range(2):
        found(refold.request("GET", f"{PUBLIC}/application/hubspot"))
    told = read(refold, receiver.next())
    assert (told["event"], told["slug"], told["linked_account_id"]) == (
        "Connection Expired",
        "hubspot",
        refold.linked_account,
    )
    assert len(settled(control)) == 1


@pytest.mark.contract("R-29", "R-77")
def test_a_consent_that_the_clock_ends_is_told_once(refold: Refold, control: Control, receiver: Receiver) -> None:
    control.told("PUT", "clock", {"frozen": "2030-01-01T00:00:00Z"})
    listen(refold, receiver.url, "Connection Expired")
    found(refold.request("DELETE", f"{PUBLIC}/linked-account/integration/salesforce"))
    found(migrate(refold, "hubspot", HUBSPOT))
    found(migrate(refold, "marketo", {"keybased": dict.fromkeys(MARKETO, "x")}))
    control.told("PUT", "clock", {"advance": "PT1H"})
    found(migrate(refold, "hubspot", HUBSPOT))
    control.told("PATCH", "", {"refold_connection_lifetime": 7200})
    others = {one["linked_account_id"] for one in expired(receiver, control)}
    assert refold.linked_account not in others
    for slug in ("marketo", "hubspot"):
        control.told("PUT", "clock", {"advance": "PT1H"})
        (told,) = expired(receiver, control)
        assert (told["linked_account_id"], told["slug"]) == (refold.linked_account, slug)
    account = control.told("GET", f"records/refold/linkedAccount/{refold.linked_account}")
    assert {one["type"] for one in account["integrations"] if one["reauth_required"]} == {"hubspot", "marketo"}
    for _ in range(2):
        found(refold.request("GET", f"{PUBLIC}/application"))
        control.told("PUT", "clock", {"advance": "P1D"})
    assert expired(receiver, control) == []


@pytest.mark.contract("R-29", "R-77")
def test_a_consent_that_ended_by_a_running_clock_is_told_when_somebody_looks(
    refold: Refold, sandbox: Sandbox, control: Control, receiver: Receiver
) -> None:
    listen(refold, receiver.url, "Connection Expired")
    sandbox.change_settings({"refold_connection_lifetime": 60})
    found(refold.request("GET", f"{PUBLIC}/application/hubspot"))
    assert {one["slug"] for one in expired(receiver, control)} == {"hubspot", "salesforce", "marketo"}


def expired(receiver: Receiver, control: Control) -> list[dict[str, Any]]:
    """What a receiver was told since it was last asked, of consents that ended."""
    told = [json.loads(receiver.next().body) for _ in settled(control)]
    control.told("DELETE", "deliveries")
    assert {one["event"] for one in told} <= {"Connection Expired"}
    return told


@pytest.mark.contract("R-76", "R-77")
def test_the_end_of_an_execution_is_told(refold: Refold, control: Control, receiver: Receiver) -> None:
    listen(refold, receiver.url, *ENDS)
    listen(refold, receiver.url, *ENDS)
    other = found(refold.request("GET", f"{PUBLIC}/webhook"))[1]
    only = {"workflow_ids": ["000000000000000000000000"]}
    found(refold.request("PUT", f"{PUBLIC}/webhook/{other['_id']}", json=only))
    ended = found(execute(refold, sync_execution="true"))
    expected = {
        "linked_account_id": refold.linked_account,
        "instance_id": ended["execution_id"],
        "workflow_id": SYNC_CONTACTS,
        "config_id": refold.linked_account,
        "event": "Workflow Completed",
        "workflow_name": "Sync Contacts",
        "status": "COMPLETED",
    }
    assert read(refold, receiver.next()) == expected
    control.told("POST", "faults", {"match": "*execute_workflow", "outcome": "execution-errored"})
    control.told("POST", "faults", {"match": "*execute_workflow", "outcome": "execution-stopped"})
    errored = found(execute(refold, sync_execution="true"))
    changed = {"instance_id": errored["execution_id"], "event": "Workflow Errored", "status": "ERRORED"}
    assert read(refold, receiver.next()) == {**expected, **changed}
    found(execute(refold, sync_execution="true"))
    assert len(settled(control)) == 2


@pytest.mark.contract("R-77")
def test_an_end_is_told_when_the_clock_has_come_to_it(refold: Refold, control: Control, receiver: Receiver) -> None:
    listen(refold, receiver.url, *ENDS)
    execution_id = found(execute(refold))["execution_id"]
    assert read(refold, receiver.next())["instance_id"] == execution_id
    execution = found(refold.request("GET", f"{PUBLIC}/execution/{execution_id}"))
    assert execution["status"] == "COMPLETED"
    control.told("PUT", "clock", {"frozen": "2025-01-01T00:00:00Z"})
    found(execute(refold))
    assert read(refold, receiver.next())["status"] == "COMPLETED"


@pytest.mark.contract("R-76")
def test_a_delivery_is_tried_three_times_more(refold: Refold, control: Control, receiver: Receiver) -> None:
    receiver.answers = [(500, {}, b"no")] * 4
    listen(refold, receiver.url, *ENDS)
    found(execute(refold, sync_execution="true"))
    (told,) = settled(control)
    assert (told["status"], [one["status"] for one in told["tries"]]) == ("failed", [500] * 4)


@pytest.mark.contract("R-76")
def test_nothing_is_sent_elsewhere(refold: Refold, control: Control) -> None:
    listen(refold, "http://hooks.example/", *ENDS)
    found(execute(refold, sync_execution="true"))
    (told,) = settled(control)
    assert (told["status"], told["tries"], told["event"]) == ("not-sent", [], "Workflow Completed")


# -- credentials that are there already ------------------------------------------------------------------------


@pytest.mark.contract("R-78")
def test_flat_credentials_connect_an_application(refold: Refold) -> None:
    found(refold.request("DELETE", f"{PUBLIC}/linked-account/integration/hubspot"))
    flat = {"access_token": "a", "refresh_token": "r"}
    created = found(migrate(refold, "hubspot", flat))
    assert created == {"success": True, "message": "Integration - hubspot created"}
    assert found(migrate(refold, "hubspot", flat))["message"] == "Integration - hubspot updated"
    application = found(refold.request("GET", f"{PUBLIC}/application/hubspot"))
    assert [(one["auth_type"], one["status"]) for one in application["connected_accounts"]] == [("oauth2", "active")]
    account = found(refold.request("GET", f"{PUBLIC}/linked-account/{refold.linked_account}"))
    assert "access_token" not in json.dumps(account)


@pytest.mark.contract("R-78")
def test_credentials_by_their_kind_connect_an_application(refold: Refold) -> None:
    assert found(migrate(refold, "hubspot", HUBSPOT)) == {"success": True, "message": "Token migrated successfully"}


@pytest.mark.contract("R-78")
def test_what_is_wrong_with_credentials_is_told(refold: Refold) -> None:
    empty: list[dict[str, Any]] = [{}, {"oauth2": {}}]
    for one in empty:
        wrong = refusal(migrate(refold, "hubspot", one))
        assert wrong == (500, "SERVER_ERROR", "Failed to verify credentials: auth_object is empty")
    application = found(refold.request("GET", f"{PUBLIC}/application/marketo"))
    names = [field["name"] for field in application["auth_type_options"]["keybased"] if field["required"]]
    whole = dict.fromkeys(names, "x")
    found(migrate(refold, "marketo", {"keybased": whole}))
    partly = {name: whole[name] for name in names[1:]}
    wrong = refusal(migrate(refold, "marketo", partly))
    assert wrong == (500, "SERVER_ERROR", f"Failed to verify credentials: {names[0]} is empty")
    assert refusal(migrate(refold, "pipedrive", HUBSPOT))[:2] == (404, "EXTERNAL_API_FAILURE")
    missing = refold.request("PUT", f"{PUBLIC}/migrate-token", json={"slug": "hubspot"})
    assert refusal(missing) == (400, "VALIDATION_ERROR", "Required parameter 'auth_object' is missing")


@pytest.mark.contract("R-78")
@pytest.mark.parametrize(
    ("slug", "credentials", "message"),
    [
        ("hubspot", {"access_token": 1}, "auth_object values must be valid strings"),
        ("hubspot", {"oauth2": {"access_token": ["a"]}}, "auth_object values must be valid strings"),
        ("hubspot", {"oauth2": HUBSPOT["oauth2"], "keybased": "k"}, "auth_object values must be valid strings"),
        ("marketo", {"access_token": "a"}, TOKENS_ONLY),
        ("marketo", HUBSPOT, TOKENS_ONLY),
        ("hubspot", {"server_url": "a", "api_key": "b"}, KEYS_ONLY.format("server_url,api_key")),
        ("hubspot", {"access_token": "a", "api_key": "b"}, KEYS_ONLY.format("api_key")),
        ("hubspot", {"keybased": {"api_key": "b"}}, KEYS_ONLY.format("api_key")),
    ],
)
def test_credentials_of_another_kind_are_refused(
    refold: Refold, slug: str, credentials: dict[str, Any], message: str
) -> None:
    assert refusal(migrate(refold, slug, credentials)) == (400, "SERVER_ERROR", message)


@pytest.mark.contract("R-78")
def test_flat_credentials_tell_their_kind(refold: Refold) -> None:
    found(refold.request("DELETE", f"{PUBLIC}/linked-account/integration/salesforce"))
    tokens = {"access_token": "a", "client_id": "c"}
    keys = dict.fromkeys(("username", "password", "security_token"), "x")
    for credentials, word in ((tokens, "created"), (keys, "updated")):
        assert found(migrate(refold, "salesforce", credentials))["message"] == f"Integration - salesforce {word}"
    application = found(refold.request("GET", f"{PUBLIC}/application/salesforce"))
    assert [one["auth_type"] for one in application["connected_accounts"]] == ["oauth2", "keybased"]
    stranger = {"linked_account_id": "nobody", "x-api-key": refold.key}
    body = {"slug": "hubspot", "auth_object": HUBSPOT}
    answer = refold.http.put(f"{refold.url}{PUBLIC}/migrate-token", json=body, headers=stranger, timeout=30)
    message = "linked account with id nobody does not exist in test environment"
    assert refusal(answer) == (400, "SERVER_ERROR", message)


# -- the console -----------------------------------------------------------------------------------------------


def page(refold: Refold, control: Control, name: str) -> str:
    response = refold.http.get(f"{control.url}/__mock__/console/{control.sandbox}/{name}", timeout=30)
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.unescape(response.text)))


def test_the_console_shows_deliveries_and_sends_them_again(
    refold: Refold, control: Control, receiver: Receiver
) -> None:
    assert "Nothing was sent" in page(refold, control, "deliveries")
    listen(refold, receiver.url, *ENDS)
    listen(refold, "http://hooks.example/", *ENDS)
    found(execute(refold, sync_execution="true"))
    sent = receiver.next()
    settled(control)
    text = page(refold, control, "deliveries")
    assert text.index("not-sent http://hooks.example/ hooks.example is not this machine") < text.index("delivered")
    assert sent.headers["x-cobalt-signature"] in text
    assert '"workflow_name" : "Sync Contacts"' in text
    control.told("POST", "deliveries/1/send")
    assert receiver.next().body == sent.body
    settled(control)
    assert page(refold, control, "deliveries").count("· 204") == 2


def test_the_console_shows_what_ran(refold: Refold, control: Control) -> None:
    assert "Nothing ran" in page(refold, control, "integrations")
    control.told("PUT", "clock", {"frozen": "2025-01-01T00:00:00Z"})
    found(execute(refold))
    assert "API Call 2025-01-01T00:00:00.000Z RUNNING none yet" in page(refold, control, "integrations")
    control.told("PUT", "clock", {"advance": "PT1S"})
    assert "COMPLETED Start: Success, Search Contact: Success" in page(refold, control, "integrations")


def test_a_webhook_that_the_owner_of_the_sandbox_adds_has_its_times(refold: Refold, control: Control) -> None:
    control.told("PUT", "clock", {"frozen": "2025-01-01T00:00:00Z"})
    added = control.told("POST", "records/refold/webhook", {})
    (listed,) = found(refold.request("GET", f"{PUBLIC}/webhook"))
    assert (listed, listed["createdAt"]) == (added, "2025-01-01T00:00:00.000Z")
