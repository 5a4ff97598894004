"""Executing an action the way Cobalt and Refold document it: who may, what comes back, and every refusal."""

import uuid
from datetime import timedelta
from typing import Any

import jwt
import pytest
import requests

from mockserver.core.contracts import load
from mockserver.dialects.refold import routes as dialect
from mockserver.dialects.refold.access import org_id
from mockserver.dialects.refold.actions import ACTIONS
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from tests.conftest import Oktopost, Refold
from tests.payloads import ACCOUNT, REFOLD
from tests.raw import Connection, request

EXECUTE = "/api/v2/integration-schema/{}/actions/{}/execute"
GET_CONTACT = EXECUTE.format("hubspot", "get_contact")
HUBSPOT_ONLY = "hubspot-only@example.com"


def refusal(response: requests.Response) -> tuple[int, str, str, str]:
    """Status, type, code and message of an answer that must be the error envelope and nothing else."""
    document = response.json()
    assert list(document) == ["status_code", "http_error_type", "error_code", "message", "request_id"]
    assert response.headers["content-type"] == "application/json"
    assert document["status_code"] == response.status_code
    assert str(uuid.UUID(document["request_id"])) == document["request_id"]
    return response.status_code, document["http_error_type"], document["error_code"], document["message"]


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def mint(refold: Refold, account: str | None = None, query: str = "") -> str:
    """A session token of a linked account."""
    body = {"linked_account_id": account or refold.linked_account}
    response = refold.request("POST", f"/api/v2/public/session-token{query}", json=body)
    assert response.status_code == 200, response.text
    token: str = response.json()["token"]
    return token


INVALID_TOKEN = (401, "UNAUTHORIZED", "SERVER_ERROR", "Invalid session token")
NO_CREDENTIALS = (401, "UNAUTHORIZED", "INVALID_TOKEN", "Authorization Token Missing")
NO_ACTION = (404, "NOT_FOUND", "SERVER_ERROR", "Action not found for the specified slug and action_id")
NO_ACCOUNT = (
    400,
    "BAD_REQUEST",
    "MISSING_LINKED_ACCOUNT_ID",
    "linked_account_id header is required when using org API key authentication.",
)


# -- every action ----------------------------------------------------------------------------------------------


def test_the_payloads_cover_the_table() -> None:
    assert list(REFOLD) == list(ACTIONS)


@pytest.mark.contract("R-01", "R-04", "R-14", "R-16", "R-17", "R-18", "X-01")
@pytest.mark.parametrize("key", REFOLD)
def test_every_action_answers_its_contract(refold: Refold, key: str) -> None:
    response = refold.execute(key, REFOLD[key])
    document = response.json()
    assert response.status_code == 200
    assert list(document) == ["data", "node_status", "http_status"]
    assert (document["node_status"], document["http_status"]) == ("Success", 200)
    assert load().of(f"refold/{key}", "response").violations(document["data"]) == []


@pytest.mark.contract("R-08", "R-16", "R-17", "R-18", "R-23")
@pytest.mark.parametrize("key", [key for key in REFOLD if dialect.actions()[tuple(key.split("/"))].required])  # type: ignore[index]
def test_the_first_missing_parameter_is_named(refold: Refold, sandbox: Sandbox, key: str) -> None:
    app, _, name = key.partition("/")
    before = sandbox.state
    first = dialect.actions()[app, name].required[0]
    expected = (400, "BAD_REQUEST", "VALIDATION_ERROR", f"Required parameter '{first}' is missing")
    assert refusal(refold.execute(key, {})) == expected
    assert sandbox.state is before


# -- credentials -----------------------------------------------------------------------------------------------


@pytest.mark.contract("R-02")
def test_the_header_with_underscores_arrives_on_every_call_of_a_kept_connection(server: Server, refold: Refold) -> None:
    headers = {"x-api-key": refold.key, "linked_account_id": refold.linked_account, "Content-Type": "application/json"}
    with Connection(server.url) as connection:
        for _ in range(2):
            reply = connection.ask(request("POST", GET_CONTACT, headers, b'{"limit": "1"}'), "POST")
            assert (reply.version, reply.status) == (11, 200)
            assert reply.json()["data"]["results"][0]["id"] == "51"
            assert reply.headers.get("connection", "keep-alive") == "keep-alive"


@pytest.mark.contract("R-02")
@pytest.mark.parametrize("name", ["linked_account_id", "Linked_Account_Id", "LINKED_ACCOUNT_ID", "linked-account-id"])
def test_the_header_is_read_in_any_case_and_with_dashes(refold: Refold, name: str) -> None:
    headers = {"x-api-key": refold.key, name: refold.linked_account}
    assert refold.execute("hubspot/get_contact", {}, headers=headers).status_code == 200


@pytest.mark.contract("R-02")
def test_a_session_token_stands_for_both_headers(refold: Refold) -> None:
    response = refold.execute("hubspot/get_contact", {"limit": "1"}, headers=bearer(refold.token))
    assert (response.status_code, response.json()["node_status"]) == (200, "Success")


@pytest.mark.contract("R-03")
def test_the_linked_account_may_stand_in_the_query(refold: Refold) -> None:
    path = f"{GET_CONTACT}?linked_account_id={refold.linked_account}"
    response = refold.request("POST", path, json={}, headers={"x-api-key": refold.key})
    assert response.status_code == 200


@pytest.mark.contract("R-03")
@pytest.mark.parametrize(
    ("header", "query", "connected"),
    [
        ("customer@example.com", HUBSPOT_ONLY, True),
        (HUBSPOT_ONLY, "customer@example.com", False),
        ("", "customer@example.com", True),
    ],
)
def test_the_header_wins_over_the_query(refold: Refold, header: str, query: str, *, connected: bool) -> None:
    path = f"{EXECUTE.format('marketo', 'get_lists')}?linked_account_id={query}"
    response = refold.request("POST", path, json={}, headers={"x-api-key": refold.key, "linked_account_id": header})
    assert (response.status_code == 200) is connected


@pytest.mark.contract("R-02")
@pytest.mark.parametrize("path", [GET_CONTACT, f"{GET_CONTACT}?linked_account_id=", f"{GET_CONTACT}?other=1"])
def test_a_key_alone_is_not_enough(refold: Refold, path: str) -> None:
    assert refusal(refold.request("POST", path, json={}, headers={"x-api-key": refold.key})) == NO_ACCOUNT


@pytest.mark.contract("R-09")
@pytest.mark.parametrize("headers", [{}, {"linked_account_id": "customer@example.com"}, {"x-api-key": ""}])
def test_no_credentials_are_401(refold: Refold, headers: dict[str, str]) -> None:
    assert refusal(refold.execute("hubspot/get_contact", {}, headers=headers)) == NO_CREDENTIALS


@pytest.mark.contract("R-09")
@pytest.mark.parametrize("key", ["tk-wrong", "null", "tk-sandbox-key "])
def test_a_wrong_key_is_401(refold: Refold, key: str) -> None:
    headers = {"x-api-key": key + "x", "linked_account_id": refold.linked_account}
    assert refusal(refold.execute("hubspot/get_contact", {}, headers=headers)) == (
        401,
        "UNAUTHORIZED",
        "SERVER_ERROR",
        "Invalid Credentials",
    )


@pytest.mark.contract("R-09", "R-02")
@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", "Bearer nonsense", "Bearer a.b.c", "Basic YTpi", "nonsense", "Bearer " + "e30." * 3 + "x"],
)
def test_a_wrong_session_token_is_401_even_beside_a_good_key(refold: Refold, authorization: str) -> None:
    headers = {"authorization": authorization, **refold.headers}
    assert refusal(refold.execute("hubspot/get_contact", {}, headers=headers)) == INVALID_TOKEN


# -- session tokens --------------------------------------------------------------------------------------------


@pytest.mark.contract("R-12")
def test_a_minted_token_is_a_jwt_of_one_linked_account(refold: Refold, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze())
    token = mint(refold)
    claims = jwt.decode(token, options={"verify_signature": False})
    now = int(sandbox.clock.timestamp())
    assert {name: claims[name] for name in ("org_id", "linked_account_id", "environment", "iat", "exp")} == {
        "org_id": org_id(sandbox),
        "linked_account_id": refold.linked_account,
        "environment": "test",
        "iat": now,
        "exp": now + 24 * 3600,
    }
    assert refold.execute("hubspot/get_contact", {}, headers=bearer(token)).status_code == 200


@pytest.mark.contract("R-12", "R-14")
def test_a_token_speaks_for_its_own_linked_account(refold: Refold) -> None:
    token = mint(refold, HUBSPOT_ONLY)
    path = f"{EXECUTE.format('marketo', 'get_lists')}?linked_account_id={refold.linked_account}"
    headers = {**bearer(token), "linked_account_id": refold.linked_account}
    status, _, _, message = refusal(refold.request("POST", path, json={}, headers=headers))
    assert (status, message) == (
        400,
        f"Application Authentication not found for linked_account_id {HUBSPOT_ONLY} and app marketo",
    )


@pytest.mark.contract("R-12")
def test_a_valid_token_is_answered_again_unless_a_new_one_is_forced(refold: Refold) -> None:
    first = mint(refold)
    forced = mint(refold, query="?force_refresh=true")
    assert mint(refold, query="?force_refresh=false") == forced != first
    for token in (first, forced):
        assert refold.execute("hubspot/get_contact", {}, headers=bearer(token)).status_code == 200


@pytest.mark.contract("R-12")
def test_a_token_expires_by_the_sandbox_s_clock_and_is_then_minted_anew(refold: Refold, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze())
    token = mint(refold)
    sandbox.set("clock", sandbox.clock.advance(timedelta(hours=24, seconds=-1)))
    assert refold.execute("hubspot/get_contact", {}, headers=bearer(token)).status_code == 200
    sandbox.set("clock", sandbox.clock.advance(timedelta(seconds=1)))
    assert refusal(refold.execute("hubspot/get_contact", {}, headers=bearer(token))) == INVALID_TOKEN
    assert mint(refold) != token


@pytest.mark.contract("R-12")
@pytest.mark.parametrize("fixed", [False, True])
def test_a_revoked_token_is_worthless(refold: Refold, *, fixed: bool) -> None:
    token = refold.token if fixed else mint(refold)
    path = "/api/v2/public/session-token/revoke"
    revoked = refold.request("POST", path, headers=bearer(token), data="not read")
    assert (revoked.status_code, revoked.text) == (200, '{"success":true,"revoked_count":1}')
    assert refusal(refold.execute("hubspot/get_contact", {}, headers=bearer(token))) == INVALID_TOKEN
    assert refusal(refold.request("POST", path, headers=bearer(token))) == (
        401,
        "UNAUTHORIZED",
        "INVALID_TOKEN",
        "Invalid token",
    )
    assert mint(refold) != token


@pytest.mark.contract("R-12")
@pytest.mark.parametrize(
    "changed", [{"exp": 4_000_000_000}, {"linked_account_id": "customer@example.com"}, {"org_id": "0" * 24}]
)
def test_a_token_with_a_foreign_signature_is_none(refold: Refold, changed: dict[str, Any]) -> None:
    claims = jwt.decode(mint(refold, HUBSPOT_ONLY), options={"verify_signature": False})
    forged = jwt.encode({**claims, **changed}, "f" * 32, algorithm="HS256")
    unsigned = jwt.encode({**claims, **changed}, "", algorithm="none")
    for token in (forged, unsigned):
        assert refusal(refold.execute("hubspot/get_contact", {}, headers=bearer(token))) == INVALID_TOKEN


@pytest.mark.contract("R-12")
def test_an_unknown_linked_account_gets_no_token(refold: Refold) -> None:
    response = refold.request("POST", "/api/v2/public/session-token", json={"linked_account_id": "nobody"})
    assert refusal(response) == (
        400,
        "BAD_REQUEST",
        "INVALID_LINKED_ACCOUNT_ID",
        "No linked account found for account id : nobody in environment test",
    )


@pytest.mark.contract("R-12")
@pytest.mark.parametrize("body", [{}, {"linked_account_id": None}, {"linked_account_id": " "}, {"account_id": "a"}])
def test_a_token_is_for_somebody(refold: Refold, body: dict[str, Any]) -> None:
    response = refold.request("POST", "/api/v2/public/session-token", json=body)
    assert refusal(response) == (400, "BAD_REQUEST", "SERVER_ERROR", "linked_account_id is required")


@pytest.mark.contract("R-12")
def test_force_refresh_is_true_or_false(refold: Refold) -> None:
    path = "/api/v2/public/session-token?force_refresh=yes"
    response = refold.request("POST", path, json={"linked_account_id": refold.linked_account})
    status, _, code, message = refusal(response)
    assert (status, code) == (400, "VALIDATION_ERROR")
    assert message == 'query.force_refresh: expected one of true, false, got "yes"'


@pytest.mark.contract("R-12")
def test_a_token_comes_with_its_lifetime_and_a_refresh_token(refold: Refold, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze())
    body, headers = {"linked_account_id": refold.linked_account}, {"x-api-key": refold.key}
    granted = refold.request("POST", "/api/v2/public/session-token", json=body, headers=headers).json()
    assert list(granted) == ["token", "refresh_token", "expires_in", "refresh_expires_in"]
    assert (granted["expires_in"], granted["refresh_expires_in"]) == (86_400, 2_592_000)
    sandbox.set("clock", sandbox.clock.advance(timedelta(hours=1)))
    again = refold.request("POST", "/api/v2/public/session-token", json=body, headers=headers).json()
    assert again == {**granted, "expires_in": 82_800, "refresh_expires_in": 2_588_400}
    claims = jwt.decode(granted["refresh_token"], options={"verify_signature": False})
    assert (claims["is_refresh"], claims["linked_account_id"]) == (True, refold.linked_account)
    refreshing = refold.execute("hubspot/get_contact", {}, headers=bearer(granted["refresh_token"]))
    assert (refreshing.status_code, refreshing.json()["message"]) == (401, "Invalid session token")


@pytest.mark.contract("R-12")
def test_the_lifetime_of_a_token_can_be_set(refold: Refold, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze())
    sandbox.change_settings({"refold_session_lifetime": 604_800})
    body, headers = {"linked_account_id": refold.linked_account}, {"x-api-key": refold.key}
    granted = refold.request("POST", "/api/v2/public/session-token", json=body, headers=headers).json()
    assert granted["expires_in"] == 604_800
    sandbox.set("clock", sandbox.clock.advance(timedelta(seconds=604_799)))
    assert refold.execute("hubspot/get_contact", {}, headers=bearer(granted["token"])).status_code == 200
    sandbox.set("clock", sandbox.clock.advance(timedelta(seconds=1)))
    assert refold.execute("hubspot/get_contact", {}, headers=bearer(granted["token"])).status_code == 401


@pytest.mark.contract("R-12", "R-09")
def test_only_a_key_mints_tokens(refold: Refold) -> None:
    body = {"linked_account_id": refold.linked_account}
    response = refold.request("POST", "/api/v2/public/session-token", json=body, headers=bearer(refold.token))
    assert refusal(response) == NO_CREDENTIALS


# -- the envelope ----------------------------------------------------------------------------------------------


@pytest.mark.contract("R-04")
@pytest.mark.parametrize("way", ["setting", "host"])
def test_the_short_form_can_be_chosen(refold: Refold, sandbox: Sandbox, way: str) -> None:
    headers = dict(refold.headers)
    if way == "setting":
        sandbox.change_settings({"refold_envelope": "short"})
    else:
        headers["host"] = "app.refold.ai"
    response = refold.execute("hubspot/get_contact", {"limit": "1"}, headers=headers)
    document = response.json()
    errored = refold.execute("hubspot/get_contact_by_id", {"contact_id": "9"}, headers=headers).json()
    assert list(document) == ["node_status", "data"]
    assert document["node_status"] == "Success"
    assert (list(errored), errored["node_status"]) == (["node_status", "data"], "Errored")


@pytest.mark.contract("R-04")
@pytest.mark.parametrize("host", ["localhost", "app.refold.ai"])
def test_the_form_of_the_guides_can_be_chosen(refold: Refold, sandbox: Sandbox, host: str) -> None:
    sandbox.change_settings({"refold_envelope": "success"})
    headers = {**refold.headers, "host": host}
    document = refold.execute("hubspot/get_contact", {"limit": "1"}, headers=headers).json()
    errored = refold.execute("hubspot/get_contact_by_id", {"contact_id": "9"}, headers=headers).json()
    assert (list(document), document["success"]) == (["success", "data"], True)
    assert (list(errored), errored["success"]) == (["success", "data"], False)


@pytest.mark.contract("R-04", "R-13")
def test_a_planned_failure_of_the_node_says_failed(refold: Refold, sandbox: Sandbox) -> None:
    before = sandbox.state
    sandbox.set("faults", sandbox.faults.plant({"match": "refold/hubspot/*", "outcome": "node-failed"}))
    response = refold.execute("hubspot/create_contact", {"email": "new@example.com"})
    document = response.json()
    assert (response.status_code, document["node_status"], document["http_status"]) == (200, "Failed", 429)
    assert document["data"]["category"] == "RATE_LIMITS"
    assert sandbox.state.tables is before.tables


@pytest.mark.contract("R-07", "R-10", "R-11")
@pytest.mark.parametrize("way", ["setting", "host"])
def test_the_words_of_the_third_version_can_be_chosen(refold: Refold, sandbox: Sandbox, way: str) -> None:
    headers = dict(refold.headers)
    if way == "setting":
        sandbox.change_settings({"refold_errors": "v3"})
    else:
        headers["host"] = "app.refold.ai"
    action = refold.execute("hubspot/conjure", {}, headers=headers).json()
    slug = refold.request("GET", "/api/v2/integration-schema/unknown/actions", headers=headers).json()
    assert action["message"] == "Action conjure not found in Application hubspot"
    assert slug["message"] == "Application app_type 'unknown' not found"
    assert action["error"] == action["error_code"] == "SERVER_ERROR"


@pytest.mark.contract("R-04")
def test_the_older_host_has_the_full_form(refold: Refold) -> None:
    headers = {**refold.headers, "host": "api.gocobalt.io"}
    document = refold.execute("hubspot/get_contact", {"limit": "1"}, headers=headers).json()
    assert list(document) == ["data", "node_status", "http_status"]


ERRORED: list[tuple[str, dict[str, Any], int, Any]] = [
    (
        "salesforce/delete_account",
        {"account_id": "0015g0000009999AAA"},
        404,
        [{"message": "The requested resource does not exist", "errorCode": "NOT_FOUND"}],
    ),
    (
        "salesforce/create_lead",
        {"LastName": "A", "Company": "B", "additional_fields": {"Colour": "red"}},
        400,
        [{"message": "No such column 'Colour' on sobject of type Lead", "errorCode": "INVALID_FIELD"}],
    ),
    (
        "hubspot/get_contact_by_id",
        {"contact_id": "9"},
        404,
        {
            "status": "error",
            "message": "resource not found",
            "category": "OBJECT_NOT_FOUND",
            "context": {"id": ["9"]},
        },
    ),
    (
        "hubspot/create_contact",
        {"email": "contact@example.com"},
        409,
        {"status": "error", "message": "Contact already exists. Existing ID: 51", "category": "CONFLICT"},
    ),
    (
        "marketo/add_leads_to_list",
        {"list_id": "77", "lead_ids": [100]},
        200,
        {"success": False, "errors": [{"code": "1013", "message": "Object not found"}]},
    ),
]
"""What an application refuses: action, body, and the application's status and error."""


@pytest.mark.contract("R-13")
@pytest.mark.parametrize("case", ERRORED, ids=lambda case: case[0])
def test_an_error_of_the_application_is_an_answer_with_its_status_and_body(
    refold: Refold, sandbox: Sandbox, case: tuple[str, dict[str, Any], int, Any]
) -> None:
    key, body, status, data = case
    before = sandbox.state
    response = refold.execute(key, body)
    document = response.json()
    shown = document["data"]
    if isinstance(shown, dict):
        shown = {name: value for name, value in shown.items() if name not in ("correlationId", "requestId")}
    assert response.status_code == 200
    assert list(document) == ["data", "node_status", "http_status"]
    assert (document["node_status"], document["http_status"], shown) == ("Errored", status, data)
    assert sandbox.state is before


@pytest.mark.contract("R-07")
def test_each_refusal_has_an_id_of_its_own(refold: Refold) -> None:
    ids = {refold.execute("hubspot/create_contact", {}).json()["request_id"] for _ in range(5)}
    assert len(ids) == 5


# -- documented shapes -----------------------------------------------------------------------------------------


@pytest.mark.contract("R-05", "R-06", "R-19", "R-20", "O-60")
def test_a_created_contact_has_the_documented_properties_and_oktopost_finds_it(refold: Refold, okto: Oktopost) -> None:
    body = {
        "email": "example@google.com",
        "lastname": "Smith",
        "firstname": "John",
        "company": "Google Inc.",
        "jobtitle": "Software Engineer",
    }
    contact = refold.data("hubspot/create_contact", body)
    documented = [
        *("createdate", "email", "firstname", "lastname", "hs_all_contact_vids", "hs_email_domain"),
        *("hs_full_name_or_email", "hs_is_contact", "hs_object_id", "hs_object_source", "hs_object_source_id"),
        *("hs_object_source_label", "hs_pipeline", "lastmodifieddate", "lifecyclestage", "num_notes"),
    ]
    properties = contact["properties"]
    assert list(contact) == ["id", "properties", "createdAt", "updatedAt", "archived"]
    assert list(properties) == [*documented, "company", "jobtitle"]
    assert {type(value) for value in properties.values()} == {str}
    assert {name: properties[name] for name in body} == body
    assert (properties["hs_email_domain"], properties["hs_full_name_or_email"]) == ("google.com", "John Smith")
    assert okto.result("hubspot/contact.getById", {"id": contact["id"]}) == {"contact": contact}


@pytest.mark.contract("R-20")
def test_what_oktopost_creates_refold_finds(refold: Refold, okto: Oktopost) -> None:
    lead = okto.result("salesforce/lead.create", {"data": {"LastName": "Byron", "Company": "Analytical"}})
    query = "SELECT Id, LastName FROM Lead WHERE Company = 'Analytical'"
    found = refold.data("salesforce/get_entity_with_soql", {"query": query})
    assert [record["Id"] for record in found["records"]] == [lead["id"]]
    person = okto.result("marketo/lead.create", {"data": {"Email": "ada@example.com"}})["result"][0]
    leads = refold.data("marketo/get_lead_by_email", {"email": "ada@example.com"})
    assert [record["id"] for record in leads["result"]] == [person["id"]]


@pytest.mark.contract("R-05", "R-22")
@pytest.mark.parametrize("limit", ["1", 1])
def test_a_number_is_taken_as_its_text(refold: Refold, limit: Any) -> None:
    data = refold.data("hubspot/get_contact", {"limit": limit})
    assert [contact["id"] for contact in data["results"]] == ["51"]
    assert "paging" in data


@pytest.mark.contract("R-22", "R-20")
def test_numbers_in_parameters_of_text_are_stored_as_texts(refold: Refold) -> None:
    contact = refold.data("hubspot/create_contact", {"email": "ada@example.com", "phone": 15550100, "firstname": 7})
    assert (contact["properties"]["phone"], contact["properties"]["firstname"]) == ("15550100", "7")
    saved = refold.data("salesforce/create_lead", {"LastName": 12, "Company": "B", "Phone": 15550100})
    query = "SELECT Id, LastName, Phone FROM Lead WHERE Company = 'B'"
    (lead,) = refold.data("salesforce/get_entity_with_soql", {"query": query})["records"]
    assert (lead["Id"], lead["LastName"], lead["Phone"]) == (saved["id"], "12", "15550100")


# -- refusals --------------------------------------------------------------------------------------------------


@pytest.mark.contract("R-10")
@pytest.mark.parametrize(
    ("slug", "action"),
    [
        ("hubspot", "no_such_action"),
        ("hubspot", "create_lead"),
        ("nothing", "create_contact"),
        ("HubSpot", "create_contact"),
        ("hubspot", "Create_Contact"),
        ("hub%20spot", "create_contact"),
    ],
)
def test_an_action_that_does_not_exist_is_404(refold: Refold, slug: str, action: str) -> None:
    assert refusal(refold.execute(f"{slug}/{action}", {})) == NO_ACTION


@pytest.mark.contract("R-15", "R-14")
@pytest.mark.parametrize(
    ("account", "slug", "action"),
    [
        (HUBSPOT_ONLY, "salesforce", "get_accounts"),
        (HUBSPOT_ONLY, "marketo", "get_lists"),
        ("nobody@example.com", "hubspot", "get_contact"),
    ],
)
def test_an_application_that_is_not_connected_is_400(refold: Refold, account: str, slug: str, action: str) -> None:
    headers = {**refold.headers, "linked_account_id": account}
    response = refold.execute(f"{slug}/{action}", {}, headers=headers)
    message = f"Application Authentication not found for linked_account_id {account} and app {slug}"
    assert refusal(response) == (400, "BAD_REQUEST", "SERVER_ERROR", message)


@pytest.mark.contract("R-08")
@pytest.mark.parametrize("value", ["", "  ", None, {}, []], ids=repr)
def test_an_empty_parameter_is_a_missing_one(refold: Refold, value: Any) -> None:
    expected = (400, "BAD_REQUEST", "VALIDATION_ERROR", "Required parameter 'email' is missing")
    assert refusal(refold.execute("hubspot/create_contact", {"email": value, "firstname": "Ada"})) == expected


@pytest.mark.contract("R-23", "R-08")
def test_of_several_missing_parameters_the_first_of_the_catalogue_is_named(refold: Refold) -> None:
    body = {"value": "x", "query": "y"}
    *_, message = refusal(refold.execute("hubspot/search_contacts", body))
    assert message == "Required parameter 'propertyName' is missing"


@pytest.mark.contract("R-22")
@pytest.mark.parametrize(
    ("key", "body", "message"),
    [
        (
            "hubspot/create_contact",
            {"email": True},
            "email: expected string or number, got true",
        ),
        (
            "hubspot/create_contact",
            {"email": "a@example.com", "firstname": ["Ada"]},
            'firstname: expected string or number or null, got ["Ada"]',
        ),
        (
            "hubspot/get_contact",
            {"limit": {"a": 1}},
            'limit: expected string or number or null, got {"a":1}',
        ),
        (
            "marketo/add_custom_activity",
            {"lead_id": "x", "activity_type_id": 100001, "primary_attribute_value": "x"},
            'lead_id: expected integer, got "x"',
        ),
        (
            "hubspot/create_contact",
            {"email": "a@example.com", "additional_fields": "{"},
            None,
        ),
    ],
)
def test_a_parameter_of_the_wrong_type_is_named(
    refold: Refold, key: str, body: dict[str, Any], message: str | None
) -> None:
    status, kind, code, text = refusal(refold.execute(key, body))
    assert (status, kind, code) == (400, "BAD_REQUEST", "VALIDATION_ERROR")
    assert text == message if message else text.startswith("additional_fields: expected an object")


@pytest.mark.contract("R-22", "R-01")
@pytest.mark.parametrize(
    ("body", "start"),
    [
        (b"[]", "The body must be a JSON object, one key per parameter"),
        (b"null", "The body must be a JSON object, one key per parameter"),
        (b'"text"', "The body must be a JSON object, one key per parameter"),
        (b"{", "The body is not valid JSON: "),
        (b'{"limit": NaN}', "The body is not valid JSON: "),
        (b"limit=1", "The body is not valid JSON: "),
        (b'{"limit": "\xff"}', "The body is not valid JSON: "),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "The body is JSON nested deeper than 100 levels"),
    ],
)
def test_a_body_that_is_no_object_is_400(refold: Refold, body: bytes, start: str) -> None:
    headers = {**refold.headers, "content-type": "application/json"}
    status, kind, code, text = refusal(refold.request("POST", GET_CONTACT, data=body, headers=headers))
    assert (status, kind, code) == (400, "BAD_REQUEST", "VALIDATION_ERROR")
    assert text.startswith(start)


@pytest.mark.contract("R-01")
@pytest.mark.parametrize("body", [b"", b"  \n", b"{}"])
def test_no_body_is_no_parameters(refold: Refold, body: bytes) -> None:
    assert refold.request("POST", GET_CONTACT, data=body).status_code == 200


@pytest.mark.contract("R-22")
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"])
def test_a_body_of_another_type_is_400(refold: Refold, kind: str) -> None:
    headers = {**refold.headers, "content-type": kind}
    *_, text = refusal(refold.request("POST", GET_CONTACT, data=b'{"limit": "1"}', headers=headers))
    assert text == f"The body must be application/json, it is {kind.partition(';')[0]}"


@pytest.mark.contract("R-23")
def test_unknown_parameters_are_ignored_and_reported(refold: Refold, sandbox: Sandbox) -> None:
    contact = refold.data("hubspot/create_contact", {"email": "ada@example.com", "colour": "red"})
    (finding,) = [*sandbox.journal][-1].as_json()["findings"]
    assert "colour" not in contact["properties"]
    assert (finding["pointer"], finding["keyword"]) == ("payload.colour", "undeclared")


@pytest.mark.contract("R-23")
def test_strict_mode_refuses_unknown_parameters(refold: Refold, sandbox: Sandbox) -> None:
    sandbox.change_settings({"strict": "fail"})
    status, _, code, text = refusal(refold.execute("hubspot/create_contact", {"email": "a@example.com", "colour": 1}))
    assert (status, code) == (400, "VALIDATION_ERROR")
    assert "payload.colour" in text


@pytest.mark.contract("R-08", "R-09", "R-10", "R-15")
def test_credentials_come_first_then_action_connection_and_parameters(refold: Refold) -> None:
    bad = {"x-api-key": "wrong", "linked_account_id": HUBSPOT_ONLY}
    good = {"x-api-key": refold.key, "linked_account_id": HUBSPOT_ONLY}
    assert refusal(refold.execute("nothing/nothing", [], headers=bad))[0] == 401
    assert refusal(refold.execute("nothing/nothing", [], headers=good)) == NO_ACTION
    assert refusal(refold.execute("salesforce/delete_account", [], headers=good))[3].startswith("Application Authent")
    assert refusal(refold.execute("salesforce/delete_account", []))[3].startswith("The body must be a JSON object")
    assert refusal(refold.execute("salesforce/delete_account", {"x": 1}))[3] == (
        "Required parameter 'account_id' is missing"
    )


@pytest.mark.contract("R-14")
def test_the_stored_connection_is_used_and_a_token_in_the_body_is_not(refold: Refold) -> None:
    body = {"account_id": ACCOUNT, "Industry": "Energy", "access_token": "x"}
    assert refold.data("salesforce/update_account", body)["success"] is True


@pytest.mark.contract("R-07")
def test_too_many_calls_are_429_when_the_sandbox_counts_them(refold: Refold, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze())
    sandbox.change_settings({"rate_limits": True})
    statuses = [refold.execute("hubspot/get_contact", {}).status_code for _ in range(20)]
    response = refold.execute("hubspot/get_contact", {})
    assert statuses == [200] * 20
    assert refusal(response) == (429, "TOO_MANY_REQUESTS", "SERVER_ERROR", "Rate limit exceeded, retry after 1 s")
    assert response.headers["retry-after"] == "1"
    sandbox.set("clock", sandbox.clock.advance(timedelta(seconds=1)))
    assert refold.execute("hubspot/get_contact", {}).status_code == 200


@pytest.mark.contract("X-01", "R-07")
def test_an_unexpected_error_is_500_in_the_envelope(
    refold: Refold, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> Any:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(dialect.actions()["hubspot", "get_contact"], "run", fails)
    before = sandbox.state
    expected = (500, "INTERNAL_SERVER_ERROR", "SERVER_ERROR", "Server Error")
    assert refusal(refold.execute("hubspot/get_contact", {})) == expected
    assert sandbox.state is before
