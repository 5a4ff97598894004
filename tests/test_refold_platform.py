"""What surrounds Refold's execute call: the catalogue of actions, linked accounts, applications."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from mockserver.dialects.refold import routes as dialect
from mockserver.dialects.refold.access import org_id
from mockserver.dialects.refold.actions import ACTIONS
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Refold

SCHEMA = "/api/v2/integration-schema"
ACCOUNTS = "/api/v2/public/linked-account"
APPLICATIONS = "/api/v2/public/application"
ACTIVE = "/api/v2/public/session/active-linked-account"
CUSTOMER, HUBSPOT_ONLY = "customer@example.com", "hubspot-only@example.com"
UNCONNECTED = "unconnected@example.com"


def refusal(response: requests.Response) -> tuple[int, str, str, str]:
    """Status, type, code and message of an answer that must be the error envelope."""
    document = response.json()
    assert list(document) == ["status_code", "http_error_type", "error_code", "message", "request_id"]
    assert document["status_code"] == response.status_code
    return response.status_code, document["http_error_type"], document["error_code"], document["message"]


def found(response: requests.Response) -> Any:
    """The document of a success."""
    assert response.status_code == 200, response.text
    return response.json()


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def no_account(sandbox: Sandbox, account_id: str) -> tuple[int, str, str, str]:
    """The refusal of a linked account that does not exist."""
    message = f"Linked Account with account id {account_id} for org {org_id(sandbox)} in environment test not found"
    return 404, "NOT_FOUND", "SERVER_ERROR", message


# -- the catalogue ---------------------------------------------------------------------------------------------


@pytest.mark.contract("R-11", "R-16", "R-17", "R-18")
@pytest.mark.parametrize(
    ("slug", "ids"),
    [
        (
            "hubspot",
            [
                "httprequest",
                "create_contact",
                "create_task",
                "create_company",
                "create_deal",
                "update_contact",
                "delete_contact",
                "get_contact",
                "get_contact_by_id",
                "search_contacts",
            ],
        ),
        (
            "salesforce",
            [
                "httprequest",
                "get_entity_with_soql",
                "get_accounts",
                "create_account",
                "update_account",
                "delete_account",
                "create_contact",
                "create_lead",
                "create_opportunity",
            ],
        ),
        (
            "marketo",
            [
                "httprequest",
                "get_lists",
                "add_leads_to_list",
                "create_or_update_lead",
                "get_lead_by_email",
                "add_custom_activity",
            ],
        ),
    ],
)
def test_the_actions_of_a_slug_are_a_bare_array(refold: Refold, slug: str, ids: list[str]) -> None:
    listed = found(refold.request("GET", f"{SCHEMA}/{slug}/actions"))
    assert [item["action_id"] for item in listed] == ids
    assert {tuple(item) for item in listed} == {("name", "action_id", "description")}
    assert all(item["name"] and item["description"] for item in listed)


@pytest.mark.contract("R-11")
def test_the_names_and_descriptions_are_the_catalogue_s(refold: Refold) -> None:
    listed = {item["action_id"]: item for item in found(refold.request("GET", f"{SCHEMA}/hubspot/actions"))}
    assert listed["search_contacts"]["name"] == "Search Contact"
    assert listed["get_contact"]["description"] == "Get all contacts."
    assert listed["create_contact"]["description"] == "Creating a contact in Hubspot"


@pytest.mark.contract("R-11")
def test_an_unknown_slug_has_no_actions(refold: Refold) -> None:
    response = refold.request("GET", f"{SCHEMA}/pipedrive/actions")
    assert refusal(response) == (404, "NOT_FOUND", "SERVER_ERROR", "Integration slug not found")


@pytest.mark.contract("R-11", "R-19")
def test_the_parameters_of_create_contact_are_the_published_ten(refold: Refold) -> None:
    listed = found(refold.request("GET", f"{SCHEMA}/hubspot/actions/create_contact"))
    assert [(item["name"], item["label"], item["required"], item["type"]) for item in listed] == [
        ("firstname", "Enter First Name", False, "text"),
        ("lastname", "Enter Last Name", False, "text"),
        ("email", "Enter Email", True, "text"),
        ("phone", "Enter Phone Number", False, "text"),
        ("company", "Enter Company Name", False, "text"),
        ("website", "Enter Website URL", False, "text"),
        ("jobtitle", "Current job title", False, "text"),
        ("hubspot_owner_id", "Enter Owner Id", False, "text"),
        ("associations", "Associations", False, "json"),
        ("additional_fields", "Additional Fields", False, "json"),
    ]
    assert {tuple(item) for item in listed} == {("name", "label", "required", "type")}


@pytest.mark.contract("R-11", "R-19")
def test_the_parameters_of_search_contacts_are_the_published_five(refold: Refold) -> None:
    listed = found(refold.request("GET", f"{SCHEMA}/hubspot/actions/search_contacts"))
    assert [(item["name"], item["required"], item["type"]) for item in listed] == [
        ("propertyName", True, "text"),
        ("operator", True, "text"),
        ("value", True, "text"),
        ("query", False, "text"),
        ("limit", False, "text"),
    ]


@pytest.mark.contract("R-11")
@pytest.mark.parametrize("key", ACTIONS)
def test_every_action_tells_its_parameters(refold: Refold, key: str) -> None:
    slug, _, action_id = key.partition("/")
    listed = found(refold.request("GET", f"{SCHEMA}/{slug}/actions/{action_id}"))
    action = dialect.actions()[slug, action_id]
    assert {item["name"] for item in listed} == action.declared
    assert [item["name"] for item in listed if item["required"]] == list(action.required)


@pytest.mark.contract("R-10", "R-11")
def test_an_unknown_action_has_no_parameters(refold: Refold) -> None:
    response = refold.request("GET", f"{SCHEMA}/hubspot/actions/no_such_action")
    expected = (404, "NOT_FOUND", "SERVER_ERROR", "Action not found for the specified slug and action_id")
    assert refusal(response) == expected


@pytest.mark.contract("R-02", "R-09", "R-11")
@pytest.mark.parametrize("path", [f"{SCHEMA}/hubspot/actions", f"{SCHEMA}/hubspot/actions/get_contact", APPLICATIONS])
def test_reading_the_catalogue_takes_either_credential(refold: Refold, path: str) -> None:
    by_key = found(refold.request("GET", path))
    by_token = found(refold.request("GET", path, headers=bearer(refold.token)))
    nobody = refold.request("GET", path, headers={})
    assert by_key == by_token
    assert refusal(nobody) == (401, "UNAUTHORIZED", "INVALID_TOKEN", "Authorization Token Missing")


# -- linked accounts -------------------------------------------------------------------------------------------


@pytest.mark.contract("R-21")
def test_linked_accounts_come_in_a_page(refold: Refold, sandbox: Sandbox) -> None:
    page = found(refold.request("GET", ACCOUNTS))
    accounts = page.pop("docs")
    assert [account["account_id"] for account in accounts] == [CUSTOMER, HUBSPOT_ONLY, UNCONNECTED]
    assert {account["associated_org"] for account in accounts} == {org_id(sandbox)}
    assert page == {
        "totalDocs": 3,
        "limit": 10,
        "totalPages": 1,
        "page": 1,
        "pagingCounter": 1,
        "hasPrevPage": False,
        "hasNextPage": False,
        "prevPage": None,
        "nextPage": None,
    }


@pytest.mark.contract("R-21")
def test_pages_of_linked_accounts_follow_one_another(refold: Refold) -> None:
    for number in range(2):
        found(refold.request("POST", ACCOUNTS, json={"account_id": f"new-{number}"}))
    pages = [found(refold.request("GET", f"{ACCOUNTS}?page={page}&limit=2")) for page in range(1, 5)]
    names = [[account["account_id"] for account in page["docs"]] for page in pages]
    assert names == [[CUSTOMER, HUBSPOT_ONLY], [UNCONNECTED, "new-0"], ["new-1"], []]
    members = ("totalDocs", "totalPages", "page", "pagingCounter", "hasPrevPage", "hasNextPage", "prevPage", "nextPage")
    assert [tuple(page[member] for member in members) for page in pages] == [
        (5, 3, 1, 1, False, True, None, 2),
        (5, 3, 2, 3, True, True, 1, 3),
        (5, 3, 3, 5, True, False, 2, None),
        (5, 3, 4, 7, True, False, 3, None),
    ]


@pytest.mark.contract("R-21")
@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "limit=0", "limit=1.5", "limit=", "page=1e2"])
def test_a_page_is_a_whole_number_from_one(refold: Refold, query: str) -> None:
    status, kind, code, message = refusal(refold.request("GET", f"{ACCOUNTS}?{query}"))
    assert (status, kind, code) == (400, "BAD_REQUEST", "VALIDATION_ERROR")
    assert message.startswith(f"query.{query.partition('=')[0]}: expected ")


@pytest.mark.contract("R-21")
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("env_variable_name=plan", [CUSTOMER]),
        ("env_variable_name=plan&env_variable_value=team", [CUSTOMER]),
        ("env_variable_name=plan&env_variable_value=other", []),
        ("env_variable_name=nothing", []),
    ],
)
def test_linked_accounts_are_kept_by_a_field_of_their_own(refold: Refold, query: str, names: list[str]) -> None:
    page = found(refold.request("GET", f"{ACCOUNTS}?{query}"))
    assert [account["account_id"] for account in page["docs"]] == names
    assert page["totalDocs"] == len(names)


@pytest.mark.contract("R-21")
def test_a_linked_account_is_read_with_its_integrations_and_no_credentials(refold: Refold) -> None:
    account = found(refold.request("GET", f"{ACCOUNTS}/{CUSTOMER}"))
    names = ["_id", "associated_org", "account_id", "environment", "name", "udf", "integrations"]
    assert list(account) == [*names, "createdAt", "updatedAt", "__v"]
    assert [item["type"] for item in account["integrations"]] == ["hubspot", "salesforce", "marketo"]
    assert (account["account_id"], account["environment"]) == (CUSTOMER, "test")


@pytest.mark.contract("R-21")
def test_a_created_linked_account_is_answered_short_and_listed(refold: Refold, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)))
    body = {"account_id": "new@example.com", "name": "New", "udf": {"plan": "solo", "seats": 3, "trial": True}}
    created = found(refold.request("POST", ACCOUNTS, json=body))
    assert re.fullmatch("[0-9a-f]{24}", created["_id"])
    assert created == {
        "_id": created["_id"],
        "account_id": "new@example.com",
        "name": "New",
        "environment": "test",
        "integrations": None,
    }
    account = found(refold.request("GET", f"{ACCOUNTS}/new@example.com"))
    assert {item["key_name"]: item["key_value"] for item in account["udf"]} == {
        "plan": "solo",
        "seats": "3",
        "trial": "true",
    }
    assert (account["createdAt"], account["integrations"]) == ("2026-01-02T03:04:05.000Z", [])


@pytest.mark.contract("R-21")
@pytest.mark.parametrize(
    ("body", "account_id"),
    [
        ({"linked_account_id": "a"}, "a"),
        ({"account_id": 42}, "42"),
        ({"linked_account_id": "b", "account_id": "c", "name": None, "udf": None}, "b"),
    ],
)
def test_either_name_of_the_id_is_taken(refold: Refold, body: dict[str, Any], account_id: str) -> None:
    created = found(refold.request("POST", ACCOUNTS, json=body))
    assert (created["account_id"], created["name"]) == (account_id, account_id)


@pytest.mark.contract("R-21")
@pytest.mark.parametrize("body", [{}, {"name": "New"}, {"account_id": ""}, {"linked_account_id": None}])
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_linked_account_has_an_id(refold: Refold, sandbox: Sandbox, method: str, body: dict[str, Any]) -> None:
    before = sandbox.state
    response = refold.request(method, ACCOUNTS, json=body)
    expected = (400, "BAD_REQUEST", "INVALID_LINKED_ACCOUNT_ID", "linked_account_id required")
    assert refusal(response) == expected
    assert sandbox.state is before


@pytest.mark.contract("R-21", "R-22")
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"account_id": ["a"]}, "json.account_id"),
        ({"account_id": "a", "name": 7}, "json.name"),
        ({"account_id": "a", "udf": []}, "json.udf"),
        ({"account_id": "a", "udf": {"plan": None}}, "json.udf.plan"),
        ({"account_id": "a", "your_app": {}}, "json.your_app.auth_credentials"),
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT"])
def test_a_wrong_member_is_named(refold: Refold, method: str, body: dict[str, Any], pointer: str) -> None:
    status, kind, code, message = refusal(refold.request(method, ACCOUNTS, json=body))
    assert (status, kind, code) == (400, "BAD_REQUEST", "VALIDATION_ERROR")
    assert message.startswith(f"{pointer}: expected ")


@pytest.mark.contract("R-21")
def test_a_taken_id_is_refused(refold: Refold) -> None:
    response = refold.request("POST", ACCOUNTS, json={"account_id": CUSTOMER})
    expected = (
        400,
        "BAD_REQUEST",
        "SERVER_ERROR",
        f"Linked account with id {CUSTOMER} already exists in the test environment",
    )
    assert refusal(response) == expected


@pytest.mark.contract("R-21")
def test_an_upsert_creates_and_then_updates(refold: Refold, sandbox: Sandbox) -> None:
    sandbox.set("clock", sandbox.clock.freeze(datetime(2026, 1, 2, tzinfo=UTC)))
    body = {"account_id": "new", "name": "New", "udf": {"plan": "solo"}}
    created = found(refold.request("PUT", ACCOUNTS, json=body))
    sandbox.set("clock", sandbox.clock.advance(timedelta(hours=1)))
    changed = {"account_id": "new", "name": "not read", "payload": {"name": "Newer", "udf": {"seats": 3}}}
    updated = found(refold.request("PUT", ACCOUNTS, json=changed))
    names = ["_id", "associated_org", "account_id", "environment", "name", "udf", "createdAt", "updatedAt", "__v"]
    assert list(created) == list(updated) == [*names, "new_account"]
    assert (created["new_account"], updated["new_account"]) == (True, False)
    assert (created["_id"], created["createdAt"]) == (updated["_id"], updated["createdAt"])
    assert (updated["name"], updated["updatedAt"]) == ("Newer", "2026-01-02T01:00:00.000Z")
    assert {item["key_name"]: item["key_value"] for item in updated["udf"]} == {"plan": "solo", "seats": "3"}


@pytest.mark.contract("R-21")
@pytest.mark.parametrize("name", ["account_id", "linked_account_id"])
def test_an_upsert_takes_all_its_members_below_payload(refold: Refold, name: str) -> None:
    body = {"payload": {name: "nested", "name": "Nested", "udf": {"seats": 3}}}
    made = found(refold.request("PUT", ACCOUNTS, json=body))
    assert (made["account_id"], made["name"], made["new_account"]) == ("nested", "Nested", True)
    assert [(field["key_name"], field["key_value"]) for field in made["udf"]] == [("seats", "3")]


@pytest.mark.contract("R-21")
def test_an_upsert_keeps_what_it_does_not_name(refold: Refold) -> None:
    before = found(refold.request("GET", f"{ACCOUNTS}/{CUSTOMER}"))
    found(refold.request("PUT", ACCOUNTS, json={"account_id": CUSTOMER}))
    after = found(refold.request("GET", f"{ACCOUNTS}/{CUSTOMER}"))
    assert {**after, "updatedAt": before["updatedAt"]} == before


@pytest.mark.contract("R-21")
def test_with_a_session_token_the_token_says_whose_account_it_is(refold: Refold) -> None:
    body = {"account_id": HUBSPOT_ONLY, "name": "Mine"}
    updated = found(refold.request("PUT", ACCOUNTS, json=body, headers=bearer(refold.token)))
    assert (updated["account_id"], updated["name"]) == (CUSTOMER, "Mine")
    assert found(refold.request("GET", f"{ACCOUNTS}/{HUBSPOT_ONLY}"))["name"] == "HubSpot Only"


@pytest.mark.contract("R-21", "R-12", "R-09")
def test_a_deleted_linked_account_takes_its_tokens_along(refold: Refold, sandbox: Sandbox) -> None:
    path = "/api/v2/public/session-token"
    token = found(refold.request("POST", path, json={"linked_account_id": CUSTOMER}))["token"]
    deleted = refold.request("DELETE", f"{ACCOUNTS}/{CUSTOMER}")
    assert (deleted.status_code, deleted.text) == (200, '{"message":"User deleted successfully"}')
    for method in ("GET", "DELETE"):
        assert refusal(refold.request(method, f"{ACCOUNTS}/{CUSTOMER}")) == no_account(sandbox, CUSTOMER)
    found(refold.request("POST", ACCOUNTS, json={"account_id": CUSTOMER}))
    response = refold.request("GET", ACTIVE, headers=bearer(token))
    assert refusal(response) == (401, "UNAUTHORIZED", "INVALID_TOKEN", "Invalid token")
    assert found(refold.request("POST", path, json={"linked_account_id": CUSTOMER}))["token"] != token


@pytest.mark.contract("R-21", "R-02")
def test_the_fixed_token_ends_with_its_linked_account(refold: Refold) -> None:
    refold.request("DELETE", f"{ACCOUNTS}/{CUSTOMER}")
    response = refold.execute("hubspot/get_contact", {}, headers=bearer(refold.token))
    assert refusal(response) == (401, "UNAUTHORIZED", "SERVER_ERROR", "Invalid session token")


@pytest.mark.contract("R-21")
def test_a_token_tells_its_linked_account(refold: Refold) -> None:
    active = found(refold.request("GET", ACTIVE, headers=bearer(refold.token)))
    assert active == found(refold.request("GET", f"{ACCOUNTS}/{CUSTOMER}"))


@pytest.mark.contract("R-21")
def test_a_wrong_token_tells_nothing(refold: Refold) -> None:
    expected = (401, "UNAUTHORIZED", "INVALID_TOKEN", "Invalid token")
    assert refusal(refold.request("GET", ACTIVE, headers=bearer("nonsense"))) == expected


@pytest.mark.contract("R-21", "R-15")
def test_a_disconnected_application_has_no_actions_any_more(refold: Refold) -> None:
    path = f"{ACCOUNTS}/integration/marketo"
    account = found(refold.request("DELETE", f"{path}?auth_type=keybased"))
    assert [item["type"] for item in account["integrations"]] == ["hubspot", "salesforce"]
    message = f"Application Authentication not found for linked_account_id {CUSTOMER} and app marketo"
    assert refusal(refold.execute("marketo/get_lists", {})) == (400, "BAD_REQUEST", "SERVER_ERROR", message)
    assert found(refold.request("DELETE", path)) == account


@pytest.mark.contract("R-21", "R-03")
def test_the_account_to_disconnect_may_stand_in_the_query(refold: Refold, sandbox: Sandbox) -> None:
    headers = {"x-api-key": refold.key}
    path = f"{ACCOUNTS}/integration/hubspot?linked_account_id="
    account = found(refold.request("DELETE", path + HUBSPOT_ONLY, headers=headers))
    assert (account["account_id"], account["integrations"]) == (HUBSPOT_ONLY, [])
    assert refusal(refold.request("DELETE", f"{path}nobody", headers=headers)) == no_account(sandbox, "nobody")


@pytest.mark.contract("R-09", "R-21")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ACCOUNTS),
        ("POST", ACCOUNTS),
        ("PUT", ACCOUNTS),
        ("GET", f"{ACCOUNTS}/{CUSTOMER}"),
        ("DELETE", f"{ACCOUNTS}/{CUSTOMER}"),
        ("DELETE", f"{ACCOUNTS}/integration/hubspot"),
        ("GET", f"{APPLICATIONS}/hubspot"),
        ("POST", "/api/v2/public/session-token"),
    ],
)
def test_a_wrong_key_opens_nothing(refold: Refold, sandbox: Sandbox, method: str, path: str) -> None:
    before = sandbox.state
    headers = {"x-api-key": "tk-wrong", "linked_account_id": CUSTOMER}
    response = refold.request(method, path, json={"account_id": "new"}, headers=headers)
    assert refusal(response) == (401, "UNAUTHORIZED", "SERVER_ERROR", "Invalid Credentials")
    assert sandbox.state is before


# -- applications ----------------------------------------------------------------------------------------------


@pytest.mark.contract("R-21", "R-14")
def test_applications_tell_whether_the_linked_account_has_connected_them(refold: Refold) -> None:
    headers = {**refold.headers, "linked_account_id": HUBSPOT_ONLY}
    listed = found(refold.request("GET", APPLICATIONS, headers=headers))
    assert [(item["slug"], item["connected"], len(item["connected_accounts"])) for item in listed] == [
        ("hubspot", True, 1),
        ("salesforce", False, 0),
        ("marketo", False, 0),
    ]
    (connection,) = listed[0]["connected_accounts"]
    assert list(connection) == ["identifier", "connectedAt", "status", "auth_type"]
    assert (connection["status"], connection["auth_type"]) == ("active", "oauth2")
    assert connection["identifier"]["portalId"] == 62515


@pytest.mark.contract("R-21")
@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("slug=marketo", ["marketo"]),
        ("tags=CRM", ["hubspot", "salesforce"]),
        ("tags=Marketing", ["marketo"]),
        ("auth_type=keybased", ["marketo"]),
        ("ecosystem=false", ["hubspot", "salesforce", "marketo"]),
        ("ecosystem=true", []),
        ("slug=hubspot&auth_type=keybased", []),
    ],
)
def test_applications_are_filtered(refold: Refold, query: str, slugs: list[str]) -> None:
    listed = found(refold.request("GET", f"{APPLICATIONS}?{query}"))
    assert [item["slug"] for item in listed] == slugs


@pytest.mark.contract("R-21")
def test_ecosystem_is_true_or_false(refold: Refold) -> None:
    *_, message = refusal(refold.request("GET", f"{APPLICATIONS}?ecosystem=maybe"))
    assert message == 'query.ecosystem: expected one of true, false, got "maybe"'


@pytest.mark.contract("R-21")
@pytest.mark.parametrize("slug", ["hubspot", "salesforce", "marketo"])
def test_one_application_is_shown_as_in_the_list(refold: Refold, slug: str) -> None:
    shown = found(refold.request("GET", f"{APPLICATIONS}/{slug}"))
    assert [shown] == found(refold.request("GET", f"{APPLICATIONS}?slug={slug}"))


@pytest.mark.contract("R-21")
def test_an_unknown_application_is_404(refold: Refold, sandbox: Sandbox) -> None:
    message = f"Application with app_type 'pipedrive' not found for org {org_id(sandbox)}"
    expected = (404, "EXTERNAL_API_ERROR", "EXTERNAL_API_FAILURE", message)
    assert refusal(refold.request("GET", f"{APPLICATIONS}/pipedrive")) == expected
