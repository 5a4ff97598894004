"""Refold's connections and the hosted page: consent, keys, disconnecting, consent that ended."""

import re
from datetime import timedelta
from typing import Any

import pytest
import requests

from mockserver.dialects.refold import sessions
from mockserver.dialects.refold.access import org_id
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from tests.conftest import Control, Refold
from tests.test_refold_platform import found, refusal

UNCONNECTED, CUSTOMER = "unconnected@example.com", "customer@example.com"
APPLICATION = "/api/v2/f-sdk/application"
CODES = "/api/v2/public/connect-code/exchange"
KEYS = {
    "client_id": "a",
    "client_secret": "b",
    "rest_endpoint": "https://c.example",
    "identity_endpoint": "https://d.example",
}


@pytest.fixture
def token(sandbox: Sandbox) -> dict[str, str]:
    """The header of a session of the account that has nothing connected."""
    account = sandbox.state.tables["refold/linkedAccount"].get(UNCONNECTED)
    assert account is not None
    return {"authorization": f"Bearer {sessions.issue(sandbox, account)}"}


def ask(refold: Refold, headers: dict[str, str], slug: str = "hubspot", method: str = "GET") -> str:
    """The address of the consent page."""
    body: dict[str, Any] = {"json": {"portal": 1}} if method == "POST" else {}
    address: str = found(refold.request(method, f"/api/v1/{slug}/integrate", headers=headers, **body))["auth_url"]
    return address


def links(page: requests.Response) -> dict[str, str]:
    """What a consent page leads to, by the words on the buttons."""
    told = re.findall(r'<a class="button[^"]*" href="([^"]+)">(\w+)</a>', page.text)
    return {word: path.replace("&amp;", "&") for path, word in told}


def connections(refold: Refold, headers: dict[str, str], slug: str = "hubspot") -> list[tuple[str, str]]:
    application = found(refold.request("GET", f"{APPLICATION}/{slug}", headers=headers))
    return [(one["auth_type"], one["status"]) for one in application["connected_accounts"]]


@pytest.mark.contract("R-24", "R-41")
def test_both_families_of_paths_read_applications_alike(refold: Refold) -> None:
    for slug in ("", "/hubspot", "/marketo"):
        public, browser = (
            found(refold.request("GET", f"/api/v2/{family}/application{slug}")) for family in ("public", "f-sdk")
        )
        assert public == browser


@pytest.mark.contract("R-24")
def test_an_account_with_nothing_connected_sees_every_application(refold: Refold, token: dict[str, str]) -> None:
    seen = found(refold.request("GET", APPLICATION, headers=token))
    assert {(one["slug"], one["connected"], one["reauth_required"]) for one in seen} == {
        ("hubspot", False, False),
        ("salesforce", False, False),
        ("marketo", False, False),
    }


@pytest.mark.contract("R-25", "R-26")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_allowing_connects_and_counts_once(refold: Refold, token: dict[str, str], method: str) -> None:
    address = ask(refold, token, method=method)
    assert address.startswith(f"{refold.url}/__mock__/consent?state=")
    page = refold.http.get(address, timeout=30)
    assert (page.status_code, "Connect Hubspot?" in page.text) == (200, True)
    assert "cross-origin-opener-policy" not in page.headers
    allow = links(page)["Allow"]
    closing = refold.http.get(refold.url + allow, timeout=30)
    assert (closing.status_code, "window.close()" in closing.text) == (200, True)
    assert closing.headers["content-type"] == "text/html; charset=utf-8"
    assert connections(refold, token) == [("oauth2", "active")]
    assert refusal(refold.http.get(refold.url + allow, timeout=30))[2:] == ("VALIDATION_ERROR", "Invalid state")
    assert refold.http.get(address, timeout=30).status_code == 404


@pytest.mark.contract("R-26")
def test_denying_connects_nothing(refold: Refold, token: dict[str, str]) -> None:
    deny = links(refold.http.get(ask(refold, token), timeout=30))["Deny"]
    assert refold.http.get(refold.url + deny, timeout=30).status_code == 200
    assert connections(refold, token) == []


@pytest.mark.contract("R-26")
def test_a_setting_consents_at_once(refold: Refold, sandbox: Sandbox, token: dict[str, str]) -> None:
    sandbox.change_settings({"refold_consent": "grant"})
    address = ask(refold, token)
    answer = refold.http.get(address, allow_redirects=False, timeout=30)
    assert answer.status_code == 302
    assert refold.http.get(address, timeout=30).status_code == 200
    assert connections(refold, token) == [("oauth2", "active")]


@pytest.mark.contract("R-26")
def test_a_state_belongs_to_its_application(refold: Refold, sandbox: Sandbox, token: dict[str, str]) -> None:
    state = ask(refold, token).partition("state=")[2]
    for slug, given in (("salesforce", state), ("hubspot", org_id(sandbox) + "0" * 32), ("hubspot", "")):
        answer = refold.http.get(f"{refold.url}/api/v1/{slug}/callback?code=1&state={given}", timeout=30)
        assert refusal(answer)[0] == 400
    assert connections(refold, token) == []


@pytest.mark.contract("R-25")
def test_the_address_is_the_one_that_the_client_knows(refold: Refold, token: dict[str, str]) -> None:
    for sent, origin in (
        ({"host": "localhost:4010"}, "http://localhost:4010"),
        ({"host": "api.gocobalt.io"}, "https://api.gocobalt.io"),
        ({"host": "localhost:4010", "x-forwarded-proto": "https"}, "https://localhost:4010"),
    ):
        address = ask(refold, {**token, **sent})
        assert address.startswith(f"{origin}/__mock__/consent?state=")
        page = refold.http.get(refold.url + address.removeprefix(origin), headers={"host": sent["host"]}, timeout=30)
        assert (page.status_code, "Connect Hubspot?" in page.text) == (200, True)
    styles = refold.http.get(f"{refold.url}/__mock__/console/static/console.css", headers=sent, timeout=30)
    assert styles.status_code == 200
    control = refold.http.get(f"{refold.url}/__mock__/health", headers={"host": "api.gocobalt.io"}, timeout=30)
    assert control.status_code == 403


@pytest.mark.contract("R-25")
def test_the_public_api_gives_the_same_address(refold: Refold) -> None:
    path = "/api/v2/public/linked-account/integration/oauth-url/hubspot"
    assert found(refold.request("GET", path))["auth_url"].startswith(f"{refold.url}/__mock__/consent?state=")


@pytest.mark.contract("R-25")
def test_consent_is_asked_for_in_words_that_clients_read(refold: Refold, sandbox: Sandbox) -> None:
    unknown = f"Application with app_type 'pipedrive' not found for org {org_id(sandbox)}"
    keys = "Application marketo does not support auth type oauth2"
    nobody = "No linked account found for account id : nobody in environment test"
    stranger = {**refold.headers, "linked_account_id": "nobody"}
    for slug, headers, status, message in (
        ("pipedrive", refold.headers, 404, unknown),
        ("marketo", refold.headers, 400, keys),
        ("hubspot", stranger, 400, nobody),
    ):
        answer = refusal(refold.request("GET", f"/api/v1/{slug}/integrate", headers=headers))
        assert (answer[0], answer[3]) == (status, message)


@pytest.mark.contract("R-24", "R-27", "R-28")
def test_each_way_of_authentication_is_a_connection(refold: Refold, sandbox: Sandbox, token: dict[str, str]) -> None:
    sandbox.change_settings({"refold_consent": "grant"})
    refold.http.get(ask(refold, token, "salesforce"), timeout=30)
    keys = {"username": "ada", "password": "secret", "security_token": "t"}
    path = "/api/v2/public/linked-account/integration/save-key-credentials/salesforce"
    assert found(refold.request("PUT", path, headers=token, json=keys)) == {"success": True}
    assert connections(refold, token, "salesforce") == [("oauth2", "active"), ("keybased", "active")]
    found(refold.request("POST", "/api/v2/f-sdk/config", headers=token, json={"slug": "salesforce"}))
    gone = "/api/v1/linked-acc/integration/salesforce?auth_type="
    found(refold.request("DELETE", f"{gone}oauth2", headers=token))
    assert connections(refold, token, "salesforce") == [("keybased", "active")]
    assert len(found(refold.request("GET", "/api/v2/public/slug/salesforce/configs", headers=token))) == 1
    left = found(refold.request("DELETE", f"{gone}keybased", headers=token))
    assert left["integrations"] == []
    assert found(refold.request("GET", "/api/v2/public/slug/salesforce/configs", headers=token)) == []


@pytest.mark.contract("R-27")
@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("value", ["", None])
def test_keys_that_are_not_there_are_not_verified(
    refold: Refold, token: dict[str, str], name: str, value: str | None
) -> None:
    answer = refold.request("POST", "/api/v2/app/marketo/save", headers=token, json={**KEYS, name: value})
    message = f"Failed to verify credentials: {name} is empty"
    assert refusal(answer) == (500, "INTERNAL_SERVER_ERROR", "SERVER_ERROR", message)
    assert connections(refold, token, "marketo") == []


@pytest.mark.contract("R-27")
def test_wrong_keys_are_planned(refold: Refold, token: dict[str, str]) -> None:
    headers = {**token, "x-mock-outcome": "verification-failed"}
    answer = refold.request("POST", "/api/v2/app/marketo/save", headers=headers, json=KEYS)
    assert refusal(answer)[3].startswith("Failed to verify credentials: ")
    assert connections(refold, token, "marketo") == []
    assert found(refold.request("POST", "/api/v2/app/marketo/save", headers=token, json=KEYS)) == {"success": True}


@pytest.mark.contract("R-29")
def test_a_connection_ends_by_the_clock_and_is_made_again(
    refold: Refold, sandbox: Sandbox, token: dict[str, str]
) -> None:
    sandbox.change_settings({"refold_consent": "grant", "refold_connection_lifetime": 3600})
    refold.http.get(ask(refold, token), timeout=30)
    assert connections(refold, token) == [("oauth2", "active")]
    sandbox.set("clock", sandbox.clock.advance(timedelta(hours=1)))
    application = found(refold.request("GET", f"{APPLICATION}/hubspot", headers=token))
    assert (application["connected"], application["reauth_required"]) == (True, True)
    assert connections(refold, token) == [("oauth2", "expired")]
    account = found(refold.request("GET", f"/api/v2/public/linked-account/{UNCONNECTED}"))
    assert [one["reauth_required"] for one in account["integrations"]] == [True]
    refold.http.get(ask(refold, token), timeout=30)
    assert connections(refold, token) == [("oauth2", "active")]


@pytest.mark.contract("R-29")
@pytest.mark.parametrize("path", [APPLICATION, f"{APPLICATION}/hubspot"])
def test_a_connection_ends_by_a_fault_and_is_made_again(
    refold: Refold, control: Control, sandbox: Sandbox, token: dict[str, str], path: str
) -> None:
    sandbox.change_settings({"refold_consent": "grant"})
    refold.http.get(ask(refold, token), timeout=30)
    control.told("POST", "faults", {"match": "refold/http/*_application*", "outcome": "connection-expired", "times": 1})
    read = found(refold.request("GET", path, headers=token))
    (hubspot,) = [one for one in (read if isinstance(read, list) else [read]) if one["slug"] == "hubspot"]
    assert (hubspot["connected"], hubspot["reauth_required"]) == (True, True)
    assert connections(refold, token) == [("oauth2", "expired")]
    refold.http.get(ask(refold, token), timeout=30)
    assert connections(refold, token) == [("oauth2", "active")]


@pytest.mark.contract("R-28")
def test_disconnecting_takes_the_configurations_along(refold: Refold) -> None:
    path = "/api/v2/public/slug/hubspot/configs"
    assert [one["config_id"] for one in found(refold.request("GET", path))] == [CUSTOMER]
    found(refold.request("DELETE", "/api/v1/linked-acc/integration/hubspot"))
    assert found(refold.request("GET", path)) == []


@pytest.mark.contract("R-37", "R-38")
def test_what_clients_ask_beside(refold: Refold, sandbox: Sandbox, token: dict[str, str]) -> None:
    basics = found(refold.request("GET", "/api/v3/org/basics", headers=token))
    assert (basics["_id"], basics["linked_account"]["account_id"]) == (org_id(sandbox), UNCONNECTED)
    assert found(refold.request("GET", "/api/v2/public/slug/hubspot/auth-config", headers=token)) == {"docs": []}


@pytest.mark.contract("R-39")
def test_the_hosted_page_has_an_address_and_keeps_its_look(refold: Refold, token: dict[str, str]) -> None:
    properties = "/api/v2/public/hosted-properties"
    assert found(refold.request("GET", properties, headers=token)) == {}
    look = {"color": "#000000", "bgColor": "#00FF23", "name": "Ada", "mine": [1]}
    made = found(refold.request("POST", "/api/v2/public/connect-url?config_id=x", headers=token, json=look))
    assert made == {"hosted_url": f"{refold.url}/connect/{token['authorization'].removeprefix('Bearer ')}"}
    assert found(refold.request("GET", properties, headers=token)) == look
    page = refold.http.get(made["hosted_url"], timeout=30)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "x-frame-options" not in page.headers
    assert refusal(refold.http.get(f"{refold.url}/connect/nobody", timeout=30))[:2] == (401, "UNAUTHORIZED")


@pytest.mark.contract("R-07", "X-02")
@pytest.mark.parametrize(
    "path", ["/api/v1/nowhere", "/api/v3/nowhere", "/connect", "/api/v1/hubspot/integrate/x", CODES]
)
def test_every_path_of_the_vendor_refuses_in_its_envelope(refold: Refold, path: str) -> None:
    assert refusal(refold.request("GET", path))[1:3] == ("NOT_FOUND", "SERVER_ERROR")


def test_strictness_lets_a_consent_ask_besides(refold: Refold, sandbox: Sandbox, token: dict[str, str]) -> None:
    sandbox.change_settings({"strict": "fail"})
    found(refold.request("GET", "/api/v1/hubspot/integrate?portal=1&", headers=token))
    answer = refold.request("POST", "/api/v2/app/marketo/save", headers=token, json={**KEYS, "colour": "red"})
    assert refusal(answer)[3].startswith("Undeclared in strict mode: body.colour")


def test_calls_are_told_in_the_journal_of_the_sandbox_that_their_state_names(
    refold: Refold, server: Server, sandbox: Sandbox, token: dict[str, str]
) -> None:
    state = ask(refold, token).partition("state=")[2]
    refold.http.get(f"{server.url}/api/v1/hubspot/callback?code=1&state={state}", timeout=30)
    assert [entry.exchange.action for entry in sandbox.journal] == [
        "refold/http/get_integrate", "refold/http/take_consent",
    ]  # fmt: skip


@pytest.mark.contract("R-02", "R-12")
def test_a_key_and_a_token_may_come_together(refold: Refold, token: dict[str, str]) -> None:
    both = {**refold.headers, **token}
    seen = found(refold.request("GET", APPLICATION, headers=both))
    assert not any(one["connected"] for one in seen)
    body = {"linked_account_id": CUSTOMER}
    assert found(refold.request("POST", "/api/v2/public/session-token", headers=both, json=body))["token"]
