"""Refold's workflows and what they ran: made, published, executed, and read while the sandbox's clock goes on."""

from typing import Any

import pytest
import requests

from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Control, Refold

PUBLIC = "/api/v2/public"
WORKFLOWS = f"{PUBLIC}/workflow"
EXECUTIONS = f"{PUBLIC}/execution"
SYNC_CONTACTS = "699d8648a81ba363578cc2f4"
DRAFT = "699d8648a81ba363578cc2f3"
CREATED = "64c8d0e22f6f5ad7ce6b4a62"
UNKNOWN = "000000000000000000000000"
START = "2025-01-01T00:00:00.000Z"


def found(response: requests.Response) -> Any:
    """The document of a success."""
    assert response.status_code == 200, response.text
    return response.json()


def refusal(response: requests.Response) -> tuple[int, str, str]:
    """Status, code and message of a refusal."""
    document = response.json()
    assert document["status_code"] == response.status_code
    return response.status_code, document["error_code"], document["message"]


def execute(refold: Refold, workflow: str = SYNC_CONTACTS, body: Any = None, **headers: str) -> requests.Response:
    """Execute a workflow; a slug of hubspot unless another one is given."""
    sent = {**refold.headers, "slug": "hubspot", **headers}
    return refold.request("POST", f"{WORKFLOWS}/{workflow}/execute", json=body, headers=sent)


def ran(refold: Refold, execution_id: str) -> Any:
    return found(refold.request("GET", f"{EXECUTIONS}/{execution_id}"))


def listed(refold: Refold, query: str = "") -> list[dict[str, Any]]:
    docs: list[dict[str, Any]] = found(refold.request("GET", f"{EXECUTIONS}?{query}"))["docs"]
    return docs


@pytest.fixture
def frozen(control: Control) -> Control:
    """The control API of a sandbox whose clock stands still."""
    control.told("PUT", "clock", {"frozen": START})
    return control


# -- workflows -------------------------------------------------------------------------------------------------


@pytest.mark.contract("R-60", "R-61", "R-62", "R-63", "R-64")
def test_a_workflow_is_made_published_unpublished_and_deleted(refold: Refold) -> None:
    asked = {"name": "Lead Sync", "description": "of leads", "slug": "salesforce"}
    draft = found(refold.request("POST", WORKFLOWS, json=asked))["workflow"]
    assert (draft["name"], draft["published"], draft["public_access_workflow"]) == ("Lead Sync", False, True)
    assert [(node["id"], node["type"], node["name"]) for node in draft["nodes"]] == [("1", "start", "Start")]
    assert draft["linked_account_id"] == refold.linked_account
    published_id = draft["associated_workflow"]
    assert draft["_id"] != published_id
    assert refusal(execute(refold, draft["_id"], slug="salesforce"))[:2] == (400, "INVALID_WORKFLOW_ID")
    published = found(refold.request("PUT", f"{WORKFLOWS}/{draft['_id']}/publish", json={"published": True}))
    assert (published["_id"], published["published"], published["current_version"]) == (published_id, True, 1)
    started = found(execute(refold, published_id, slug="salesforce"))
    assert started["message"] == "Workflow execution started"
    unpublish = {"published": False}
    by_draft = refold.request("PUT", f"{WORKFLOWS}/{draft['_id']}/publish", json=unpublish)
    expected = (400, "INVALID_WORKFLOW_ID", "Only public and published workflows can be unpublished")
    assert refusal(by_draft) == expected
    taken_back = found(refold.request("PUT", f"{WORKFLOWS}/{published_id}/publish", json=unpublish))
    assert (taken_back["published"], taken_back["current_version"]) == (False, 1)
    assert refusal(refold.request("PUT", f"{WORKFLOWS}/{published_id}/publish", json=unpublish)) == expected
    gone = found(refold.request("DELETE", f"{WORKFLOWS}/{draft['_id']}"))
    assert gone == {"success": True, "triggers_deregistered": True}
    for known in (draft["_id"], published_id):
        expected = (404, "INVALID_WORKFLOW_ID", "No workflow found with the provided ID.")
        assert refusal(refold.request("GET", f"{WORKFLOWS}/{known}")) == expected
    assert ran(refold, started["execution_id"])["associated_workflow"]["name"] == "Lead Sync"


@pytest.mark.contract("R-60")
def test_a_workflow_needs_a_name_and_an_application_that_there_is(refold: Refold) -> None:
    missing = refold.request("POST", WORKFLOWS, json={"slug": "hubspot"})
    assert refusal(missing) == (400, "VALIDATION_ERROR", "Required parameter 'name' is missing")
    unknown = refold.request("POST", WORKFLOWS, json={"name": "A", "slug": "pipedrive"})
    assert refusal(unknown) == (500, "SERVER_ERROR", "Application with slug pipedrive not found")
    own = found(refold.request("POST", WORKFLOWS, json={"name": "A"}))["workflow"]
    assert own["slug"] == own["associated_application"]["slug"] == "custom"


@pytest.mark.contract("R-61")
def test_workflows_come_in_a_page(refold: Refold, control: Control) -> None:
    page = found(refold.request("GET", WORKFLOWS))
    assert page["schema"] is None
    assert [(one["slug"], one["published"]) for one in page["docs"]] == [
        ("hubspot", True),
        ("salesforce", True),
        ("marketo", True),
    ]
    assert page["docs"][0]["_id"] == SYNC_CONTACTS
    assert (page["totalDocs"], page["limit"], page["page"], page["nextPage"]) == (3, 10, 1, None)
    second = found(refold.request("GET", f"{WORKFLOWS}?page=2&limit=2"))
    assert ([one["slug"] for one in second["docs"]], second["prevPage"]) == (["marketo"], 1)


@pytest.mark.contract("R-61")
@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("slug=hubspot", ["hubspot"]),
        ("name=LIST", ["salesforce", "marketo"]),
        ("published=false", []),
        ("published=true&limit=1", ["hubspot"]),
        ("start_date=2025-03-21", ["hubspot", "salesforce", "marketo"]),
        ("start_date=2025-03-22", []),
        ("end_date=2025-03-21", ["hubspot", "salesforce", "marketo"]),
        ("end_date=2025-03-21T09:25:48.383Z", []),
        ("end_date=2025-03-21T10:25:48.384%2B01:00", ["hubspot", "salesforce", "marketo"]),
        ("scope=private", ["hubspot", "salesforce", "marketo"]),
        ("scope=public", []),
    ],
)
def test_filters_keep_some_workflows(refold: Refold, query: str, slugs: list[str]) -> None:
    assert [one["slug"] for one in found(refold.request("GET", f"{WORKFLOWS}?{query}"))["docs"]] == slugs


@pytest.mark.contract("R-61")
@pytest.mark.parametrize(
    "query",
    [
        "published=maybe",
        "start_date=yesterday",
        "start_date=2025-13-01",
        "end_date=2025-02-30T00:00:00Z",
        "end_date=9999-12-31T23:59:59-14:00",
        "page=0",
    ],
)
def test_a_filter_of_no_meaning_is_refused(refold: Refold, query: str) -> None:
    assert refusal(refold.request("GET", f"{WORKFLOWS}?{query}"))[:2] == (400, "VALIDATION_ERROR")


@pytest.mark.contract("R-61", "R-62")
def test_a_linked_account_sees_its_own_workflows_and_the_organisation_s(refold: Refold, control: Control) -> None:
    other = {**refold.headers, "linked_account_id": "hubspot-only@example.com"}
    private = refold.request("GET", f"{WORKFLOWS}/{SYNC_CONTACTS}", headers=other)
    assert refusal(private) == (403, "SERVER_ERROR", "Workflow is private to another linked account")
    assert found(refold.request("GET", WORKFLOWS, headers=other))["docs"] == []
    control.told("POST", "records/refold/workflow", {"name": "Everybody's", "linked_account_id": None})
    assert [one["name"] for one in found(refold.request("GET", WORKFLOWS, headers=other))["docs"]] == ["Everybody's"]
    assert found(refold.request("GET", f"{WORKFLOWS}?scope=public"))["totalDocs"] == 1


@pytest.mark.contract("R-62")
def test_a_workflow_has_nodes_and_edges(refold: Refold) -> None:
    for known in (SYNC_CONTACTS, DRAFT):
        workflow = found(refold.request("GET", f"{WORKFLOWS}/{known}"))
        assert [(node["id"], node["type"]) for node in workflow["nodes"]] == [("1", "start"), ("2", "action")]
        assert workflow["edges"] == [{"source": "1", "target": "2"}]
        assert workflow["_id"] == SYNC_CONTACTS


@pytest.mark.contract("R-65")
def test_a_workflow_tells_what_it_expects(refold: Refold) -> None:
    path = f"{WORKFLOWS}/request-structure"
    asked = found(refold.request("GET", f"{path}/{SYNC_CONTACTS}"))
    assert asked["payload"] == {"email": "jane@example.com"}
    assert asked["schema"]["required"] == ["email"]
    assert asked["schema_interpreted"] == {"email": "string (required)"}
    draft = found(refold.request("POST", WORKFLOWS, json={"name": "Plain"}))["workflow"]
    plain = found(refold.request("GET", f"{path}/{draft['_id']}"))
    assert plain == {"payload": None, "schema": None, "schema_interpreted": None}


# -- executing -------------------------------------------------------------------------------------------------


@pytest.mark.contract("R-66", "R-68")
@pytest.mark.parametrize("path", ["/api/v1/workflow", WORKFLOWS])
@pytest.mark.parametrize("name", [SYNC_CONTACTS, DRAFT, "sync-contacts"])
def test_a_call_can_wait_for_the_end(refold: Refold, path: str, name: str) -> None:
    headers = {**refold.headers, "slug": "hubspot", "sync_execution": "true"}
    body = {"payload": {"email": "contact@example.com"}}
    ended = found(refold.request("POST", f"{path}/{name}/execute", json=body, headers=headers))
    assert (ended["errored"], ended["status_code"]) == (False, 200)
    assert [one["id"] for one in ended["return_value"]["results"]] == ["51"]
    execution = ran(refold, ended["execution_id"])
    assert (execution["status"], execution["type_of_execution"]) == ("COMPLETED", "SYNC")


@pytest.mark.contract("R-66")
@pytest.mark.parametrize(
    ("body", "value"),
    [
        (None, "jane@example.com"),
        ({"email": "ada@example.com"}, "ada@example.com"),
        ({"payload": {"email": "ada@example.com"}}, "ada@example.com"),
        ({"payload": {}}, "jane@example.com"),
    ],
)
def test_the_payload_may_be_wrapped_or_absent(refold: Refold, body: Any, value: str) -> None:
    ended = found(execute(refold, body=body, sync_execution="true"))
    assert ran(refold, ended["execution_id"])["nodes"][1]["input_data"]["value"] == value


@pytest.mark.contract("R-66")
def test_a_session_token_executes_too(refold: Refold) -> None:
    headers = {"authorization": f"Bearer {refold.token}", "slug": "hubspot", "sync_execution": "false"}
    response = refold.request("POST", f"{WORKFLOWS}/{SYNC_CONTACTS}/execute", headers=headers)
    assert found(response)["message"] == "Workflow execution started"


@pytest.mark.contract("R-67")
def test_a_workflow_is_executed_with_its_application(refold: Refold) -> None:
    nameless = execute(refold, slug="")
    assert refusal(nameless) == (400, "SERVER_ERROR", "Server Error")
    assert nameless.json()["error"] == "Workflow ID and slug are required"
    assert refusal(execute(refold, slug="salesforce"))[:2] == (404, "INVALID_WORKFLOW_ID")
    assert refusal(execute(refold, UNKNOWN))[:2] == (404, "INVALID_WORKFLOW_ID")
    draft = found(refold.request("POST", WORKFLOWS, json={"name": "Draft", "slug": "hubspot"}))["workflow"]
    unpublished = execute(refold, draft["_id"])
    assert refusal(unpublished) == (400, "INVALID_WORKFLOW_ID", f"Workflow {draft['_id']} is not published")
    assert refusal(execute(refold, body=[1]))[:2] == (400, "VALIDATION_ERROR")


@pytest.mark.contract("R-68")
def test_an_execution_acts_on_the_records_that_all_calls_share(refold: Refold, control: Control) -> None:
    nodes = [
        {"id": "1", "type": "start", "name": "Start"},
        {
            "id": "2",
            "type": "action",
            "name": "Create Contact",
            "action": "create_contact",
            "input": {"email": "{{payload.candidate.email}}", "firstname": "{{payload.first}}", "lastname": "Doe"},
        },
    ]
    workflow = control.told("POST", "records/refold/workflow", {"name": "Add", "slug": "hubspot", "nodes": nodes})
    candidate = {"candidate": {"email": "new@example.com"}}
    ended = found(execute(refold, workflow["_id"], candidate, sync_execution="true"))
    assert ended["return_value"]["properties"]["email"] == "new@example.com"
    search = {"propertyName": "email", "operator": "EQ", "value": "new@example.com"}
    assert len(refold.data("hubspot/search_contacts", search)["results"]) == 1
    assert ran(refold, ended["execution_id"])["nodes"][1]["input_data"] == {
        "email": "new@example.com",
        "lastname": "Doe",
    }
    again = found(execute(refold, workflow["_id"], candidate, sync_execution="true"))
    assert (again["errored"], again["status_code"], again["return_value"]) == (True, 500, None)
    assert again["execution_error"]["category"] == "CONFLICT"
    empty = found(execute(refold, workflow["_id"], {"none": 1}, sync_execution="true"))
    assert empty["execution_error"] == {"message": "Required parameter 'email' is missing"}
    assert ran(refold, empty["execution_id"])["status"] == "ERRORED"


@pytest.mark.contract("R-68")
def test_a_node_of_an_application_without_a_connection_fails(refold: Refold) -> None:
    found(refold.request("DELETE", f"{PUBLIC}/linked-account/integration/hubspot"))
    ended = found(execute(refold, sync_execution="true"))
    text = f"Application Authentication not found for linked_account_id {refold.linked_account} and app hubspot"
    assert ended["execution_error"] == {"message": text}


# -- executions ------------------------------------------------------------------------------------------------


@pytest.mark.contract("R-70", "R-71")
def test_the_clock_shows_one_node_after_another(refold: Refold, frozen: Control) -> None:
    execution_id = found(execute(refold))["execution_id"]

    def seen() -> tuple[str, int, list[str]]:
        execution = ran(refold, execution_id)
        assert listed(refold)[0]["status"] == execution["status"]
        return execution["status"], execution["completion_percentage"], [one["node_name"] for one in execution["nodes"]]

    assert seen() == ("RUNNING", 0, [])
    frozen.told("PUT", "clock", {"advance": "PT0.5S"})
    assert seen() == ("RUNNING", 50, ["Start"])
    frozen.told("PUT", "clock", {"advance": "PT0.5S"})
    assert seen() == ("COMPLETED", 100, ["Start", "Search Contact"])
    execution = ran(refold, execution_id)
    assert (execution["createdAt"], execution["updatedAt"]) == (START, "2025-01-01T00:00:01.000Z")
    assert execution["name"] == f"Execution for workflow {SYNC_CONTACTS}"
    assert {node["execution_time"] for node in execution["nodes"]} == {500}


@pytest.mark.contract("R-71")
def test_a_setting_says_how_long_a_node_takes(refold: Refold, frozen: Control) -> None:
    frozen.told("PATCH", "", {"refold_node_seconds": 0})
    assert ran(refold, found(execute(refold))["execution_id"])["status"] == "COMPLETED"


@pytest.mark.contract("R-71")
@pytest.mark.parametrize(
    ("outcome", "status", "node"),
    [
        ("execution-errored", "ERRORED", "Errored"),
        ("execution-stopped", "STOPPED", "Stopped"),
        ("execution-timed-out", "TIMED_OUT", "Timed_Out"),
    ],
)
def test_a_planted_fault_says_how_an_execution_ends(
    refold: Refold, frozen: Control, outcome: str, status: str, node: str
) -> None:
    frozen.told("POST", "faults", {"match": "refold/http/execute_workflow", "outcome": outcome})
    execution_id = found(execute(refold))["execution_id"]
    assert ran(refold, execution_id)["status"] == "RUNNING"
    frozen.told("PUT", "clock", {"advance": "PT1S"})
    execution = ran(refold, execution_id)
    assert (execution["status"], [one["node_status"] for one in execution["nodes"]]) == (status, ["Success", node])
    assert [one["_id"] for one in listed(refold, f"status={status}")] == [execution_id]
    assert listed(refold, "status=COMPLETED") == []


@pytest.mark.contract("R-69", "R-73")
def test_executions_are_listed_the_newest_first_and_filtered(refold: Refold, frozen: Control) -> None:
    called = found(execute(refold, sync_execution="true"))["execution_id"]
    frozen.told("PUT", "clock", {"advance": "P1D"})
    other = found(execute(refold, "list-accounts", slug="salesforce", config_id="mine"))["execution_id"]
    frozen.told("PUT", "clock", {"advance": "P1D"})
    fired = {"event": "candidate_created", "payload": {"email": "contact@example.com"}}
    found(refold.request("POST", f"{PUBLIC}/event", json=fired))
    event = listed(refold)[0]["_id"]
    assert [one["_id"] for one in listed(refold)] == [event, other, called]
    assert all("nodes" not in one for one in listed(refold))
    first = listed(refold)[0]
    assert (first["trigger_application_event"], first["associated_event_id"]) == ("candidate_created", CREATED)
    assert [one["config_id"] for one in listed(refold)] == [refold.linked_account, "mine", refold.linked_account]
    every = {
        "status=All&execution_type=All&execution_source=All": [event, other, called],
        "sortAsc=true": [called, other, event],
        "limit=1&page=2": [other],
        "status=RUNNING": [event],
        "status=COMPLETED": [other, called],
        "execution_type=SYNC": [called],
        "execution_type=ASYNC": [event, other],
        "execution_source=Event": [event],
        "execution_source=API%20Call": [other, called],
        "execution_source=API_CALL": [other, called],
        "execution_source=SCHEDULE": [],
        "execution_source=Schedule": [],
        f"workflow_id={SYNC_CONTACTS}": [event, called],
        "workflow_name=accounts": [other],
        "slug=salesforce,marketo": [other],
        f"execution_id={other}": [other],
        "start_date=2025-01-02": [event, other],
        "end_date=2025-01-02": [other, called],
        "start_date=2025-01-02T00:00:00.001Z": [event],
        "end_date=2025-01-01T23:59:59Z": [called],
    }
    assert {query: [one["_id"] for one in listed(refold, query)] for query in every} == every


@pytest.mark.contract("R-69")
@pytest.mark.parametrize(
    "query", ["status=completed", "execution_type=both", "execution_source=Mail", "limit=0", "start_date=2025-13-01"]
)
def test_a_filter_of_executions_without_meaning_is_refused(refold: Refold, query: str) -> None:
    assert refusal(refold.request("GET", f"{EXECUTIONS}?{query}"))[:2] == (400, "VALIDATION_ERROR")


@pytest.mark.contract("R-70")
def test_an_execution_that_there_is_not_is_404(refold: Refold, sandbox: Sandbox) -> None:
    expected = (404, "RESOURCE_NOT_FOUND", "Execution not found")
    assert refusal(refold.request("GET", f"{EXECUTIONS}/{UNKNOWN}")) == expected
    own = found(execute(refold))["execution_id"]
    other = {**refold.headers, "linked_account_id": "hubspot-only@example.com"}
    assert refusal(refold.request("GET", f"{EXECUTIONS}/{own}", headers=other)) == expected
    assert found(refold.request("GET", EXECUTIONS, headers=other))["docs"] == []


# -- events ----------------------------------------------------------------------------------------------------


@pytest.mark.contract("R-72")
@pytest.mark.parametrize("path", [f"{PUBLIC}/application/event", f"{PUBLIC}/event"])
def test_events_are_defined_once_and_read_by_both_paths(refold: Refold, path: str) -> None:
    key = {"x-api-key": refold.key}
    known = found(refold.request("GET", path, headers=key))
    assert [(one["_id"], one["name"]) for one in known] == [(CREATED, "candidate_created")]
    assert found(refold.request("GET", f"{path}/{CREATED}", headers=key)) == known[0]
    model = {"id": "1", "contact": {"email": "a@example.com", "tags": []}}
    define = f"{PUBLIC}/application/event"
    found(refold.request("POST", define, json={"name": "Add Contact", "response": model}, headers=key))
    after = found(refold.request("POST", define, json={"name": "By Text", "response": '{"id": ""}'}, headers=key))
    assert [one["name"] for one in after] == ["candidate_created", "Add Contact", "By Text"]
    assert after[1]["response"] == [
        {"key": "id", "type": "text"},
        {"key": "contact", "type": "object"},
        {"key": "contact.email", "type": "text"},
        {"key": "contact.tags", "type": "text"},
    ]
    assert after[2]["raw_response"] == '{"id":""}'
    change = {"event_id": after[2]["_id"], "name": "By Text", "response": {"other": 1}}
    changed = found(refold.request("PUT", f"{path}/{after[2]['_id']}", json=change, headers=key))
    assert changed[2]["response"] == [{"key": "other", "type": "text"}]
    left = found(refold.request("DELETE", f"{path}/{after[1]['_id']}", headers=key))
    assert [one["name"] for one in left] == ["candidate_created", "By Text"]


@pytest.mark.contract("R-72")
def test_what_is_wrong_with_an_event_is_told(refold: Refold) -> None:
    path = f"{PUBLIC}/application/event"
    for incomplete in ("{}", '{"name": "A"}', '{"response": {}}'):
        response = refold.request("POST", path, data=incomplete)
        assert refusal(response) == (400, "SERVER_ERROR", "name and response are required")
    taken = refold.request("POST", path, json={"name": "candidate_created", "response": {}})
    assert refusal(taken) == (400, "INVALID_EVENT_ID", "Trigger with name candidate_created already exists")
    for model in ("{", "[]", "1"):
        odd = refold.request("POST", path, json={"name": "A", "response": model})
        assert refusal(odd)[:2] == (400, "VALIDATION_ERROR")
    long = refold.request("POST", path, json={"name": "A", "response": {"k" * 150: {"k" * 100: 1}}})
    assert refusal(long)[:2] == (400, "VALIDATION_ERROR")
    for method in ("GET", "DELETE"):
        assert refusal(refold.request(method, f"{path}/{UNKNOWN}")) == (404, "RESOURCE_NOT_FOUND", "Event not found")


@pytest.mark.contract("R-73")
@pytest.mark.parametrize("path", ["event", "event/trigger", "event/hubspot"])
@pytest.mark.parametrize("name", ["event", "trigger"])
def test_an_event_starts_the_workflows_that_listen(refold: Refold, path: str, name: str) -> None:
    body = {name: "candidate_created", "payload": {"email": "contact@example.com"}}
    headers = {**refold.headers, "config_id": "mine"}
    fired = found(refold.request("POST", f"{PUBLIC}/{path}", json=body, headers=headers))
    assert fired == {"message": "Webhook Fired Success"}
    (one,) = listed(refold)
    assert (one["associated_workflow"]["_id"], one["config_id"]) == (SYNC_CONTACTS, "mine")


@pytest.mark.contract("R-73")
def test_an_event_of_one_application_starts_no_workflow_of_another(refold: Refold) -> None:
    body = {"event": "candidate_created"}
    found(refold.request("POST", f"{PUBLIC}/event/salesforce", json=body))
    found(refold.request("POST", f"{PUBLIC}/event", json=body, headers={**refold.headers, "slug": "marketo"}))
    assert listed(refold) == []


@pytest.mark.contract("R-73")
def test_an_event_that_nobody_defined_is_404(refold: Refold) -> None:
    for body in ({"event": "Candidate_Created"}, {}):
        response = refold.request("POST", f"{PUBLIC}/event", json=body)
        assert refusal(response) == (404, "INVALID_EVENT", "Trigger not found")
    body = {"event": "candidate_created"}
    assert refusal(refold.request("POST", f"{PUBLIC}/event/pipedrive", json=body))[:2] == (404, "EXTERNAL_API_FAILURE")
    other = {**refold.headers, "linked_account_id": "hubspot-only@example.com"}
    unconnected = refold.request("POST", f"{PUBLIC}/event/salesforce", json=body, headers=other)
    assert refusal(unconnected)[2].startswith("Application Authentication not found for linked_account_id hubspot-only")


# -- webhooks --------------------------------------------------------------------------------------------------


@pytest.mark.contract("R-74")
def test_webhooks_are_made_changed_and_removed(refold: Refold) -> None:
    path, key = f"{PUBLIC}/webhook", {"x-api-key": refold.key}
    assert found(refold.request("GET", path, headers=key)) == []
    asked = {"webhook_url": "http://127.0.0.1:9/hook", "webhook_events": ["Workflow Errored", "Connection Expired"]}
    made = found(refold.request("POST", path, json=asked, headers=key))
    assert {name: made[name] for name in asked} == asked
    assert (made["is_enabled"], made["webhook_type"], made["method"]) == (True, "default", "POST")
    other = found(refold.request("POST", path, json={**asked, "is_enabled": False}, headers=key))
    assert other["is_enabled"] is False
    assert [one["_id"] for one in found(refold.request("GET", path, headers=key))] == [made["_id"], other["_id"]]
    changes = {"is_enabled": False, "webhook_events": ["Workflow Completed"]}
    changed = found(refold.request("PUT", f"{path}/{made['_id']}", json=changes, headers=key))
    assert changed == {**made, **changes, "updatedAt": changed["updatedAt"]}
    assert found(refold.request("GET", f"{path}/{made['_id']}", headers=key)) == changed
    assert [one["_id"] for one in found(refold.request("DELETE", f"{path}/{made['_id']}", headers=key))] == [
        other["_id"]
    ]
    assert found(refold.request("DELETE", path, headers=key)) == []
    assert found(refold.request("GET", path, headers=key)) == []


@pytest.mark.contract("R-74")
def test_what_is_wrong_with_a_webhook_is_told(refold: Refold) -> None:
    path = f"{PUBLIC}/webhook"
    expected = (400, "INVALID_EVENT", "Invalid event. Check events list in documentation.")
    odd = {"webhook_url": "http://127.0.0.1/", "webhook_events": ["Everything"]}
    assert refusal(refold.request("POST", path, json=odd)) == expected
    no_url = refold.request("POST", path, json={"webhook_events": []})
    assert refusal(no_url) == (400, "VALIDATION_ERROR", "Required parameter 'webhook_url' is missing")
    no_address = refold.request("POST", path, json={"webhook_url": "file:///etc", "webhook_events": []})
    assert refusal(no_address)[:2] == (400, "VALIDATION_ERROR")
    for method in ("GET", "PUT", "DELETE"):
        unknown = refold.request(method, f"{path}/{UNKNOWN}")
        assert refusal(unknown) == (400, "RESOURCE_NOT_FOUND", "Webhook not found")


@pytest.mark.contract("R-75")
def test_the_older_calls_change_the_oldest_webhook(refold: Refold) -> None:
    path = f"{PUBLIC}/webhook"
    more = {"webhook_events": ["connection-created", "Workflow Completed"]}
    unknown = (400, "RESOURCE_NOT_FOUND", "Webhook not found")
    assert refusal(refold.request("POST", f"{path}/subscribe", json=more)) == unknown
    asked = {"webhook_url": "http://127.0.0.1:9/hook", "webhook_events": ["Workflow Completed"]}
    found(refold.request("POST", path, json=asked))
    subscribed = found(refold.request("POST", f"{path}/subscribe", json=more))
    assert subscribed == {**asked, "webhook_events": ["Workflow Completed", "Connection Created"]}
    less = {"webhook_event": "workflow-completed"}
    assert found(refold.request("POST", f"{path}/unsubscribe", json=less))["webhook_events"] == ["Connection Created"]
    assert found(refold.request("POST", f"{path}/unsubscribe", json=less))["webhook_events"] == ["Connection Created"]
