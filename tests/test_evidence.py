"""Every refusal names the statement of the branch that decided, with its kind, and that statement stands somewhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from mockserver.core import statements
from mockserver.dialects.bodies import FORM
from mockserver.dialects.oktopost import routes as oktopost_dialect
from mockserver.dialects.refold import routes as refold_dialect
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Oktopost, Refold

ACTION, INTEGRATIONS = "/v2/integration-action", "/v2/integration"
SALESFORCE, MARKETO, HUBSPOT = (f"01400000000000{number}" for number in (1, 2, 3))
FOREIGN, UNKNOWN = "014000000000101", "014999999999999"
DEEP = '{"a":' * 101 + "1" + "}" * 101

KNOWN = {(told.id, told.kind) for told in statements.load()}


def form(action: str = "case.getAll", payload: Any = None, integration: str = SALESFORCE) -> dict[str, str]:
    fields = {"id": integration, "actionName": action}
    return (
        fields if payload is None else {**fields, "payload": payload if isinstance(payload, str) else dumped(payload)}
    )


def dumped(value: Any) -> str:
    return json.dumps(value)


EMAIL, CONNECT = "lead.getByEmail", {"type": "cd", "cnameId": "0CN000000000000"}

OKTOPOST: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", ACTION, {"data": form(), "auth": ("001000000000001", "wrong")}, "O-16 documented"),
    ("GET", INTEGRATIONS, {"auth": ("001000000000001", "wrong")}, "I-12 public"),
    ("POST", ACTION, {"data": form(), "auth": "readonly"}, "O-10 public"),
    ("POST", INTEGRATIONS, {"data": CONNECT, "auth": "readonly"}, "I-10 choice"),
    ("POST", ACTION, {"data": {}}, "O-02 documented"),
    ("POST", ACTION, {"data": {"id": "12345"}}, "O-02 choice"),
    ("GET", f"{INTEGRATIONS}/12345", {}, "O-02 choice"),
    ("POST", ACTION, {"data": form(integration=UNKNOWN)}, "O-11 documented"),
    ("POST", ACTION, {"data": form(integration=FOREIGN)}, "O-11 documented"),
    ("GET", f"{INTEGRATIONS}/{UNKNOWN}", {}, "I-11 documented"),
    ("GET", f"{INTEGRATIONS}/{FOREIGN}", {}, "I-11 documented"),
    ("POST", ACTION, {"data": form(integration="014000000000005")}, "O-12 documented"),
    ("POST", ACTION, {"data": form(integration="014000000000004")}, "O-12 documented"),
    ("POST", ACTION, {"data": form(integration="014000000000006")}, "O-13 documented"),
    ("POST", ACTION, {"data": {"id": SALESFORCE}}, "O-03 documented"),
    ("POST", ACTION, {"data": form("lead.conjure")}, "O-14 documented"),
    ("POST", ACTION, {"data": form(EMAIL)}, "O-07 documented"),
    ("POST", ACTION, {"data": form(EMAIL, {"email": ""})}, "O-08 documented"),
    ("POST", ACTION, {"data": form(EMAIL, {"email": None})}, "O-08 choice"),
    ("POST", ACTION, {"data": form(EMAIL, "{")}, "O-15 documented"),
    ("POST", ACTION, {"data": form(EMAIL, {"email": 5})}, "O-15 documented"),
    ("POST", ACTION, {"data": form(EMAIL, DEEP)}, "X-02 choice"),
    ("POST", ACTION, {"data": form("contact.getById", {"id": "51"}, "014000000000007")}, "O-16 documented"),
    ("POST", ACTION, {"data": form(EMAIL, {"email": "nobody@example.com"})}, "O-21 choice"),
    ("POST", ACTION, {"data": form("lead.getById", {"id": "12345"})}, "O-21 choice"),
    ("POST", ACTION, {"data": form("lead.create", {"data": {"LastName": "Doe"}})}, "O-22 choice"),
    ("POST", ACTION, {"data": form("lead.create", {"data": {"Colour": "red"}})}, "O-22 choice"),
    ("POST", ACTION, {"data": form("lead.create", {"data": {"Colour": "red"}}, MARKETO)}, "O-23 choice"),
    ("POST", ACTION, {"data": form("contact.create", {"data": {"colour": "red"}}, HUBSPOT)}, "O-24 choice"),
    (
        "POST",
        ACTION,
        {"data": form("contact.create", {"data": {"email": "contact@example.com"}}, HUBSPOT)},
        "O-24 choice",
    ),
    ("POST", ACTION, {"data": form("list.addLeads", {"listId": "77", "leadIds": [1]}, MARKETO)}, "O-15 documented"),
    ("POST", ACTION, {"data": b"id=%FF", "headers": {"content-type": FORM}}, "X-02 choice"),
    ("POST", ACTION, {"data": b"x", "headers": {"content-type": "text/plain"}}, "O-01 choice"),
    ("GET", f"{INTEGRATIONS}?type=fax", {}, "I-02 choice"),
    ("GET", f"{INTEGRATIONS}?_page=x", {}, "I-03 choice"),
    ("GET", f"{INTEGRATIONS}?_count=7", {}, "O-70 public"),
    ("GET", f"{INTEGRATIONS}/{SALESFORCE}?withAssets=2", {}, "I-05 choice"),
    ("POST", INTEGRATIONS, {"data": {"type": "cd"}}, "I-06 documented"),
    ("POST", INTEGRATIONS, {"data": {**CONNECT, "type": "fax"}}, "I-02 choice"),
    ("POST", INTEGRATIONS, {"data": {**CONNECT, "cnameId": "0CN999999999999"}}, "I-02 choice"),
    ("POST", f"{INTEGRATIONS}/{SALESFORCE}", {"data": {"cnameId": "0CN000000000101"}}, "I-02 choice"),
    ("POST", f"{INTEGRATIONS}/{SALESFORCE}", {"data": {"state": "on"}}, "I-07 choice"),
    ("GET", "/v2/nothing", {}, "I-12 public"),
    ("PUT", INTEGRATIONS, {}, "X-02 choice"),
    ("GET", INTEGRATIONS, {"headers": {"x-mock-outcome": "server-error"}}, "I-12 public"),
    ("POST", ACTION, {"data": form(), "headers": {"x-mock-outcome": "server-error"}}, "O-17 documented"),
    ("GET", INTEGRATIONS, {"headers": {"x-mock-outcome": "rate-limited"}}, "I-12 public"),
]


@pytest.mark.contract("O-01", "O-02", "O-09", "O-11", "O-15", "O-21", "O-24", "I-02", "I-11", "I-12")
@pytest.mark.parametrize(("method", "path", "options", "evidence"), OKTOPOST)
def test_a_refusal_of_oktopost_names_the_statement_that_decided(
    okto: Oktopost, method: str, path: str, options: dict[str, Any], evidence: str
) -> None:
    if options.get("auth") == "readonly":
        options = {**options, "auth": (okto.account, okto.readonly_key)}
    response = okto.request(method, path, **options)
    assert response.status_code >= 400
    assert response.headers["x-mock-evidence"] == evidence


def test_only_the_401_for_credentials_asks_for_credentials(okto: Oktopost) -> None:
    expired = okto.act("014000000000007/contact.getById", {"id": "51"})
    wrong = okto.get(INTEGRATIONS, auth=(okto.account, "wrong"))
    assert (expired.status_code, wrong.status_code) == (401, 401)
    assert "www-authenticate" not in expired.headers
    assert wrong.headers["www-authenticate"] == 'Basic realm="Oktopost"'


EXECUTE = "/api/v2/integration-schema/{}/execute"
CREATE = EXECUTE.format("hubspot/actions/create_contact")
ACCOUNTS, TOKENS = "/api/v2/public/linked-account", "/api/v2/public/session-token"

REFOLD: list[tuple[str, str, dict[str, Any], str]] = [
    ("POST", CREATE, {"json": {}, "headers": {"authorization": "Bearer x"}}, "R-09 documented"),
    ("POST", CREATE, {"json": {}, "headers": {"x-api-key": "x"}}, "R-09 public"),
    ("POST", CREATE, {"json": {}, "headers": {}}, "R-09 choice"),
    ("POST", CREATE, {"json": {}, "headers": "key"}, "R-02 choice"),
    ("POST", EXECUTE.format("hubspot/actions/conjure"), {"json": {}}, "R-10 documented"),
    ("POST", EXECUTE.format("pipedrive/actions/create_contact"), {"json": {}}, "R-10 choice"),
    ("GET", "/api/v2/integration-schema/hubspot/actions/conjure", {}, "R-11 public"),
    ("GET", "/api/v2/integration-schema/pipedrive/actions", {}, "R-11 choice"),
    ("POST", CREATE, {"json": {}}, "R-08 documented"),
    ("POST", EXECUTE.format("hubspot/actions/search_contacts"), {"json": {}}, "R-23 choice"),
    ("POST", CREATE, {"json": {"email": []}}, "R-08 documented"),
    ("POST", CREATE, {"json": {"email": "a@b.co", "phone": ["1"]}}, "R-22 choice"),
    ("POST", CREATE, {"json": ["email"]}, "R-22 choice"),
    ("POST", CREATE, {"data": b"{"}, "X-02 choice"),
    ("POST", CREATE, {"data": {"email": "a@b.co"}}, "X-02 choice"),
    ("POST", EXECUTE.format("hubspot/actions/get_contact_by_id"), {"json": {"contact_id": "9"}}, "R-13 public"),
    ("POST", CREATE, {"json": {"email": "user@node-failed.mock.example"}}, "R-04 documented"),
    ("GET", f"{ACCOUNTS}/nobody", {}, "R-21 public"),
    ("GET", f"{ACCOUNTS}?limit=0", {}, "R-21 choice"),
    ("POST", ACCOUNTS, {"json": {"account_id": "customer@example.com"}}, "R-21 public"),
    ("POST", ACCOUNTS, {"json": {"account_id": "x", "udf": 5}}, "R-21 choice"),
    ("POST", ACCOUNTS, {"json": {}}, "R-21 public"),
    ("POST", TOKENS, {"json": {}}, "R-12 public"),
    ("POST", TOKENS, {"json": {"linked_account_id": "nobody"}}, "R-12 choice"),
    ("GET", "/api/v2/public/application/pipedrive", {}, "R-21 public"),
    ("GET", "/api/v2/nothing", {}, "X-02 choice"),
]


@pytest.mark.contract("R-02", "R-04", "R-08", "R-09", "R-10", "R-11", "R-12", "R-13", "R-21", "R-22", "R-23")
@pytest.mark.parametrize(("method", "path", "options", "evidence"), REFOLD)
def test_a_refusal_of_refold_names_the_statement_that_decided(
    refold: Refold, method: str, path: str, options: dict[str, Any], evidence: str
) -> None:
    if options.get("headers") == "key":
        options = {**options, "headers": {"x-api-key": refold.key}}
    assert refold.request(method, path, **options).headers["x-mock-evidence"] == evidence


TOLD = {evidence for *_, evidence in OKTOPOST + REFOLD} | {
    evidence
    for table in (oktopost_dialect.REFUSALS, refold_dialect.REFUSALS)
    for refusal in table.values()
    for evidence in (refusal.evidence, refusal.elsewhere)
    if evidence
}


@pytest.mark.parametrize("evidence", sorted(TOLD))
def test_what_a_refusal_names_is_a_statement_of_that_kind(evidence: str) -> None:
    statement, _, kind = evidence.partition(" ")
    assert (statement, kind) in KNOWN


# -- the forms of Errors ---------------------------------------------------------------------------------------


@pytest.mark.contract("O-06", "I-12")
@pytest.mark.parametrize("chosen", ["api", "array"])
def test_the_form_of_errors_is_chosen_for_routes_without_an_action(
    okto: Oktopost, sandbox: Sandbox, chosen: str
) -> None:
    sandbox.change_settings({"oktopost_errors": chosen})
    text = f"Integration not found: {UNKNOWN}"
    other: requests.Response = okto.get(f"{INTEGRATIONS}/{UNKNOWN}")
    assert other.json()["Errors"] == ({"API": {"Error": text}} if chosen == "api" else [text])
    assert okto.act(f"{UNKNOWN}/case.getAll").json()["Errors"] == [text]
    assert okto.get("/v2/nothing").json() == {"Result": False, "Errors": []}
