"""The control API: each question with its answer, each mistake with its refusal, over a real socket."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import requests
from flask.testing import FlaskClient

from mockserver import dialects
from mockserver.control.frame import CODES
from mockserver.control.routes import ROUTES, routes
from mockserver.core import contracts
from mockserver.dialects.gateway import Gateway, Options
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.app import create_app
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import BOTH, Control, Oktopost, Refold

pytestmark = BOTH

FILES = Path(__file__).parent.parent / "schemas" / "control"
JOHN = {"email": "john@acme.com"}


def test_every_row_has_its_schema_file_and_every_file_its_row() -> None:
    files = {path.stem for path in FILES.glob("*.json")} - {"common", "error"}
    assert files == set(ROUTES)


def test_no_two_rows_answer_the_same_question() -> None:
    questions = [(route.method, route.path) for route in routes()]
    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("key", [route.key for route in routes()])
def test_a_row_says_what_it_is_for_and_declares_the_parameters_of_its_path(key: str) -> None:
    file = contracts.load().documents[key]
    in_path = [step[1:-1] for step in file["route"]["path"].split("/") if step.startswith("{")]
    declared = file["$defs"]["request"]["properties"].get("path", {})
    assert file["title"].strip()
    assert file["description"].strip()
    assert list(declared.get("properties", {})) == declared.get("required", []) == in_path


def test_the_errors_schema_knows_the_codes_that_there_are() -> None:
    error = contracts.load().documents["control/error"]["$defs"]["response"]["properties"]["error"]
    assert error["properties"]["code"]["enum"] == list(CODES)


def test_the_state_document_has_a_place_for_every_table_and_every_setting(control: Control) -> None:
    documents = contracts.load().documents
    records = {key.removeprefix("records/"): document for key, document in documents.items() if "store" in document}
    tables = {table for table, document in records.items() if "family" not in document["store"]}
    name = re.compile(documents["control/common"]["$defs"]["table"]["pattern"])
    assert [table for table in tables if not name.search(table)] == []
    assert control.told("GET", "state")["tables"].keys() == tables
    assert list(documents["control/common"]["$defs"]["settings"]["properties"]) == list(dialects.settings())


@pytest.mark.parametrize(
    ("table", "record", "why"),
    [
        ("salesforce/Leed", {"Id": "1"}, "did you mean salesforce/Lead?"),
        ("salesforce/Lead", {"Id": "1"}, "json.tables.salesforce/Lead.records[0].Id: expected text matching"),
    ],
)
def test_a_state_with_an_unknown_table_or_a_broken_record_is_refused(
    control: Control, table: str, record: dict[str, Any], why: str
) -> None:
    before = control.told("GET", "state")
    status, error = control.refused("PUT", "state", {**before, "tables": {table: {"records": [record]}}})
    assert (status, error["code"]) == (400, "invalid-request")
    assert why in error["message"]
    assert control.told("GET", "state") == before


@pytest.mark.parametrize(
    ("method", "path", "body", "why"),
    [
        (
            "GET",
            "journal?dialect=acme",
            None,
            f'query.dialect: expected one of {", ".join(dialect.name for dialect in dialects.load())}, got "acme"',
        ),
        ("GET", "journal?outcome=odd", None, "query.outcome: expected one of ok, "),
        ("POST", "faults", {"outcome": "odd"}, "json.outcome: expected one of ok, "),
        ("POST", "faults", {"outcome": "unknown-outcome"}, "json.outcome: expected one of ok, "),
    ],
)
def test_a_name_that_nothing_has_is_refused_with_those_that_there_are(
    control: Control, method: str, path: str, body: Any, why: str
) -> None:
    status, error = control.refused(method, path, body)
    assert (status, error["code"]) == (400, "invalid-request")
    assert why in error["message"]
    assert error["violations"][0]["keyword"] == "enum"


# -- the server ------------------------------------------------------------------------------------------------


def test_health_and_ready(control: Control) -> None:
    assert control.told("GET", "/health") == {"status": "ok"}
    assert control.told("GET", "/ready")["status"] == "ready"


def test_the_actions_are_those_of_all_dialects(control: Control) -> None:
    listed = {row["action"]: row for row in control.told("GET", "/actions")["actions"]}
    assert listed["oktopost/salesforce/lead.update"]["required"] == ["id", "data"]
    assert "refold/hubspot/create_contact" in listed


def test_a_schema_is_answered_as_it_lies_in_the_source(control: Control) -> None:
    name = "records/salesforce/Lead"
    assert control.told("GET", f"/schemas/{name}") == contracts.load().documents[name]
    assert control.told("GET", f"/schemas/{name}.json") == contracts.load().documents[name]
    assert name in control.told("GET", "/schemas")["schemas"]


def test_a_misspelt_schema_is_met_with_the_one_that_was_meant(control: Control) -> None:
    status, error = control.refused("GET", "/schemas/records/salesforce/Leed")
    assert (status, error["code"]) == (404, "not-found")
    assert "did you mean records/salesforce/Lead?" in error["message"]


def test_what_control_does_is_in_no_journal(control: Control, sandbox: Sandbox) -> None:
    default = control.told("GET", "/sandboxes/default/journal")
    control.told("POST", "reset")
    assert len(sandbox.journal) == 0
    assert control.told("GET", "/sandboxes/default/journal")["kept"] == default["kept"]


# -- sandboxes -------------------------------------------------------------------------------------------------


def test_a_new_sandbox_answers_with_all_that_a_client_needs(control: Control, http: requests.Session) -> None:
    made = control.told("POST", "/sandboxes", {"name": "mine", "seed": 7, "ttl": 60})
    assert list(made) == ["id", *(dialect.name for dialect in dialects.load())]
    okto, refold = made["oktopost"], made["refold"]
    assert list(okto) == ["base_url", "account_id", "api_key", "readonly_api_key", "integrations"]
    assert list(refold) == ["base_url", "api_key", "linked_account_id", "session_token"]
    login = (okto["account_id"], okto["api_key"])
    found = http.get(f"{okto['base_url']}/integration", auth=login, timeout=30)
    assert found.headers["x-mock-sandbox"] == made["id"]
    bearer = {"Authorization": f"Bearer {refold['session_token']}"}
    listed = http.get(f"{refold['base_url']}/api/v2/public/application", headers=bearer, timeout=30)
    assert listed.headers["x-mock-sandbox"] == made["id"]
    shown = control.told("GET", f"/sandboxes/{made['id']}")
    assert (shown["name"], shown["seed"], shown["ttl"]) == ("mine", 7, 60)
    assert control.told("DELETE", f"/sandboxes/{made['id']}") == {"deleted": 1}
    assert control.refused("GET", f"/sandboxes/{made['id']}")[0] == 404
    assert http.get(f"{okto['base_url']}/integration", auth=login, timeout=30).status_code == 401


def test_a_sandbox_can_be_populated(control: Control) -> None:
    made = control.told("POST", "/sandboxes", {"populate": 5})["id"]
    more = control.told("GET", f"/sandboxes/{made}/records")["tables"]["salesforce/Contact"]
    assert more > control.told("GET", "records")["tables"]["salesforce/Contact"]
    control.told("DELETE", f"/sandboxes/{made}")


def test_a_whole_number_may_be_written_with_a_point(control: Control, refold: Refold) -> None:
    """JSON Schema's integers include 2.0, and some clients have no other numbers."""
    made = control.told("POST", "/sandboxes", {"populate": 2.0, "seed": 7.0})["id"]
    assert control.told("GET", f"/sandboxes/{made}")["seed"] == 7
    control.told("DELETE", f"/sandboxes/{made}")
    control.told("POST", "faults", {"match": "*", "outcome": "rate-limited", "retry_after": 3.0})
    assert refold.execute("hubspot/get_contact", {}).headers["retry-after"] == "3"
    state = control.told("GET", "state")
    state["seed"], state["sequences"]["refold/contact"] = 8.0, 4.0
    state["faults"] = {"made": 6.0, "rules": [{**state["faults"]["rules"][0], "times": 2.0, "fired": 1.0}]}
    control.told("PUT", "state", state)
    state = control.told("GET", "state")
    (rule,) = state["faults"]["rules"]
    numbers = [
        state["seed"],
        state["sequences"]["refold/contact"],
        state["faults"]["made"],
        rule["times"],
        rule["fired"],
    ]
    assert [(number, type(number)) for number in numbers] == [(number, int) for number in (8, 4, 6, 2, 1)]


def test_sandboxes_are_listed_by_the_page(control: Control) -> None:
    made = [control.told("POST", "/sandboxes")["id"] for _ in range(3)]
    page = control.told("GET", f"/sandboxes?offset=1&limit={1000}")
    listed = [row["id"] for row in page["sandboxes"]]
    assert [one for one in listed if one in made] == made
    assert page["total"] == len(listed) + 1
    for one in made:
        control.told("DELETE", f"/sandboxes/{one}")


def test_the_default_sandbox_cannot_be_deleted(control: Control) -> None:
    status, error = control.refused("DELETE", "/sandboxes/default")
    assert (status, error["code"]) == (409, "conflict")
    assert "reset it instead" in error["message"]


def test_settings_are_changed_one_by_one_and_reset_puts_them_back(control: Control, sandbox: Sandbox) -> None:
    told = control.told("PATCH", "", {"strict": "fail", "name": "renamed", "ttl": 9})
    assert (told["settings"]["strict"], told["name"], told["ttl"]) == ("fail", "renamed", 9)
    assert told["settings"] == {**dialects.settings(), "strict": "fail"}
    assert control.told("PATCH", "", {"rate_limits": True})["settings"]["strict"] == "fail"
    assert control.told("POST", "reset")["settings"] == dialects.settings()
    assert sandbox.name == "renamed"


def test_custom_fields_and_required_fields_reach_salesforce(control: Control, okto: Oktopost) -> None:
    data = {"LastName": "Doe", "Company": "Acme", "Score__c": "9"}
    assert okto.act("salesforce/lead.create", {"data": data}).status_code == 400
    settings = {"salesforce_fields": {"Lead": ["Score__c"]}, "salesforce_required": {"Lead": ["Phone"]}}
    control.told("PATCH", "", settings)
    refused = okto.act("salesforce/lead.create", {"data": data})
    assert "Phone" in refused.json()["Errors"][0]
    made = okto.result("salesforce/lead.create", {"data": {**data, "Phone": "1"}})
    assert control.told("GET", f"records/salesforce/Lead/{made['id']}")["Score__c"] == "9"


# -- snapshots and state ---------------------------------------------------------------------------------------


def test_a_snapshot_brings_back_the_records_and_their_ids(control: Control, okto: Oktopost) -> None:
    before = control.told("GET", "state")["tables"]
    taken = control.told("PUT", "snapshots/before")
    assert taken["records"]["salesforce/Lead"] == len(before["salesforce/Lead"]["records"])
    lead = {"data": {"LastName": "Doe", "Company": "Acme"}}
    first = okto.result("salesforce/lead.create", lead)["id"]
    assert control.told("POST", "snapshots/before/restore") == taken
    assert control.told("GET", "state")["tables"] == before
    assert okto.result("salesforce/lead.create", lead)["id"] == first
    assert [one["name"] for one in control.told("GET", "snapshots")["snapshots"]] == ["before"]
    assert control.told("DELETE", "snapshots/before") == {"deleted": 1}
    assert control.refused("POST", "snapshots/before/restore")[0] == 404


def test_snapshots_have_a_number_and_a_form_of_name(control: Control) -> None:
    for number in range(100):
        control.told("PUT", f"snapshots/s{number}")
    control.told("PUT", "snapshots/s1")
    status, error = control.refused("PUT", "snapshots/one-more")
    assert (status, error["code"]) == (409, "conflict")
    assert control.refused("PUT", "snapshots/a%0Ab")[0] == 400
    control.told("DELETE", "snapshots/s2")
    assert control.told("PUT", "snapshots/s1%20%C3%BC%3F")["name"] == "s1 ü?"


def test_a_state_is_exported_and_imported_byte_for_byte(control: Control, okto: Oktopost, refold: Refold) -> None:
    control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
    control.told("PATCH", "", {"strict": "off"})
    control.told("POST", "faults", {"match": "refold/*", "outcome": "unavailable", "after": 3})
    contact = okto.result("hubspot/contact.create", {"data": {"email": "new@example.com"}})["contact"]
    refold.data("hubspot/delete_contact", {"contactId": contact["id"]})
    token = {"linked_account_id": refold.linked_account}
    refold.request("POST", "/api/v2/public/session-token", json=token)
    exported = control.ask("GET", "state")
    again = {"email": "again@example.com"}
    first = okto.act("hubspot/contact.create", {"data": again}).content
    control.told("POST", "reset")
    assert control.ask("GET", "state").content != exported.content
    for names in (exported.json()[member] for member in ("settings", "sequences", "tables")):
        assert list(names) == sorted(names)
    control.told("PUT", "state", exported.json())
    assert control.ask("GET", "state").content == exported.content
    assert okto.act("hubspot/contact.create", {"data": again}).content == first


def test_what_a_state_leaves_out_is_as_in_the_beginning(control: Control) -> None:
    begun = control.told("GET", "state")
    control.told("PATCH", "", {"strict": "off"})
    control.told("POST", "faults", {"outcome": "unavailable"})
    control.told("POST", "records/salesforce/Lead", {"LastName": "Doe", "Company": "Acme"})
    control.told("PUT", "state", {"format": begun["format"], "tables": {}, "settings": {"rate_limits": True}})
    state = control.told("GET", "state")
    assert state["settings"] == {**begun["settings"], "rate_limits": True}
    assert [state[member] for member in ("seed", "faults", "sequences")] == [begun["seed"], begun["faults"], {}]
    assert {name: table["records"] for name, table in state["tables"].items()} == {name: [] for name in begun["tables"]}


def test_a_world_moves_from_one_sandbox_to_another(control: Control, okto: Oktopost) -> None:
    okto.result("salesforce/lead.create", {"data": {"LastName": "Mover", "Company": "Acme"}})
    exported = control.told("GET", "state")
    other = control.told("POST", "/sandboxes")["id"]
    control.told("PUT", f"/sandboxes/{other}/state", exported)
    assert control.told("GET", f"/sandboxes/{other}/state") == exported
    found = control.told("GET", f"/sandboxes/{other}/records/salesforce/Lead?search=Mover")
    assert found["total"] == 1
    control.told("DELETE", f"/sandboxes/{other}")


def _break_record(state: dict[str, Any]) -> None:
    state["tables"]["salesforce/Lead"]["records"][0]["Email"] = 5


def _repeat_record(state: dict[str, Any]) -> None:
    state["tables"]["marketo/list"]["records"] *= 2


def _misname_table(state: dict[str, Any]) -> None:
    state["tables"]["salesforce/Leads"] = {"records": []}


def _lose_the_calendar(state: dict[str, Any]) -> None:
    state["clock"]["offset"] = -5.8e16


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (_lose_the_calendar, "json.clock.offset"),
        (_break_record, "json.tables.salesforce/Lead.records[0].Email"),
        (_repeat_record, "json.tables.marketo/list"),
        (_misname_table, "json.tables.salesforce/Leads"),
    ],
)
def test_a_state_that_breaks_its_contract_changes_nothing(control: Control, change: Any, place: str) -> None:
    before = control.ask("GET", "state")
    document = before.json()
    change(document)
    status, error = control.refused("PUT", "state", document)
    assert (status, error["code"]) == (400, "invalid-request")
    assert error["message"].startswith(place)
    assert control.ask("GET", "state").content == before.content


# -- the clock -------------------------------------------------------------------------------------------------


def test_the_clock_is_frozen_moved_and_set_running(control: Control, okto: Oktopost) -> None:
    frozen = control.told("PUT", "clock", {"frozen": "2026-01-31T00:00:00+01:00"})
    assert frozen == {"now": "2026-01-30T23:00:00.000Z", "running": False}
    assert control.told("PUT", "clock", {"advance": "PT1H30M"})["now"] == "2026-01-31T00:30:00.000Z"
    assert control.told("PUT", "clock", {"advance": "P1M"})["now"] == "2026-02-28T00:30:00.000Z"
    assert control.told("PUT", "clock", {"advance": "-P1D"})["now"] == "2026-02-27T00:30:00.000Z"
    made = okto.result("hubspot/contact.create", {"data": {"email": "t@example.com"}})["contact"]
    assert made["createdAt"] == "2026-02-27T00:30:00.000Z"
    running = control.told("PUT", "clock", {"running": True})
    assert running["running"]
    assert running["now"].startswith("2026-02-27T00:30")
    assert not control.told("PUT", "clock", {"frozen": True})["running"]
    assert control.told("PUT", "clock", {"reset": True})["running"]
    assert not control.told("GET", "clock")["now"].startswith("2026-02-27")


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"frozen": "yesterday"},
        {"frozen": False},
        {"advance": "1h"},
        {"advance": "P9999Y"},
        {"advance": 5},
        {"running": False},
        {"frozen": "2026-01-01", "advance": "PT1H"},
        {"froze": True},
        [],
    ],
    ids=str,
)
def test_a_wish_that_no_clock_can_fulfil_leaves_it_as_it_was(control: Control, wish: Any) -> None:
    before = control.told("PUT", "clock", {"frozen": "2026-01-01T00:00:00Z"})
    status, error = control.refused("PUT", "clock", wish)
    assert (status, error["code"]) == (400, "invalid-request")
    assert control.told("GET", "clock") == before


# -- records ---------------------------------------------------------------------------------------------------


def test_tables_are_listed_and_paged(control: Control) -> None:
    tables = control.told("GET", "records")["tables"]
    everything = control.told("GET", "records/salesforce/Lead?limit=1000")
    assert everything["total"] == tables["salesforce/Lead"] == len(everything["records"])
    page = control.told("GET", "records/salesforce/Lead?offset=1&limit=2")
    assert page["records"] == everything["records"][1:3]
    found = control.told("GET", "records/salesforce/Lead?search=john%20acme")
    assert found["total"] == 1
    assert found["records"][0]["Email"] == "john@acme.com"


COMPLETED = [
    ("salesforce/Lead", {"LastName": "Doe", "Company": "Acme"}, {"Name": "Doe", "Status": "Open - Not Contacted"}),
    ("salesforce/Case", {"Subject": "Broken"}, {"Status": "New", "IsClosed": False}),
    ("hubspot/contact", {"email": "New@Example.com"}, {"archived": False}),
    ("hubspot/deal", {"properties": {"dealname": "Big"}}, {"archived": False}),
    ("hubspot/event", {"eventTemplateId": "12345", "email": "a@b.co", "objectId": "51"}, {"objectType": "contacts"}),
    ("hubspot/eventTemplate", {"name": "Post"}, {"tokens": []}),
    ("marketo/lead", {"email": "new@example.com"}, {"email": "new@example.com"}),
    ("marketo/list", {"name": "New"}, {"name": "New"}),
    ("marketo/membership", {"listId": 1234, "leadId": 7}, {"id": "1234:7"}),
    ("marketo/activity", {"leadId": 7, "activityTypeId": 100001, "primaryAttributeValue": "x"}, {"attributes": []}),
    ("oktopost/integration", {"Type": "facebook"}, {"Status": "valid", "State": "active"}),
    ("refold/linkedAccount", {"account_id": "new"}, {"name": "new", "integrations": []}),
    ("refold/application", {"slug": "pipedrive"}, {"type": "pipedrive"}),
]


@pytest.mark.parametrize(("table", "given", "expected"), COMPLETED, ids=[table for table, _, _ in COMPLETED])
def test_a_new_record_is_completed_as_its_application_would(
    control: Control, table: str, given: dict[str, Any], expected: dict[str, Any]
) -> None:
    made = control.told("POST", f"records/{table}", given)
    assert expected.items() <= made.items()
    assert contracts.load().record(table).is_valid(made)
    key = contracts.load().documents[f"records/{table}"]["store"]["key"]
    assert control.told("GET", f"records/{table}/{made[key]}") == made
    again = control.told("PUT", f"records/{table}/{made[key]}", made)
    assert again == made
    assert control.told("DELETE", f"records/{table}/{made[key]}") == {"deleted": 1}
    status, error = control.refused("GET", f"records/{table}/{made[key]}")
    assert (status, "it was deleted" in error["message"]) == (404, True)


def test_a_new_record_may_have_what_only_its_application_sets(control: Control, okto: Oktopost) -> None:
    lead = {
        "Id": "00Q5g00000FixedEA2",
        "LastName": "Doe",
        "Company": "Acme",
        "CreatedDate": "2020-01-01T00:00:00.000+0000",
    }
    made = control.told("POST", "records/salesforce/Lead", lead)
    assert lead.items() <= made.items()
    assert okto.result("salesforce/lead.getById", {"id": lead["Id"]})["CreatedDate"] == lead["CreatedDate"]
    contact = {"id": "777", "properties": {"email": "a@b.co", "createdate": "2020-01-01T00:00:00.000Z"}}
    shown = control.told("POST", "records/hubspot/contact", contact)["properties"]
    assert (shown["hs_object_id"], shown["createdate"]) == ("777", "2020-01-01T00:00:00.000Z")


REFUSED = [
    ("POST", "salesforce/Lead", {"Company": "Acme"}, 400, "REQUIRED_FIELD_MISSING"),
    ("POST", "salesforce/Lead", {"LastName": "D", "Company": "A", "Compny": "x"}, 400, "Compny"),
    ("POST", "hubspot/contact", {"emial": "x"}, 400, "emial"),
    ("POST", "marketo/lead", {"emial": "x"}, 400, "emial"),
    ("POST", "marketo/list", {"id": 1234, "name": "x"}, 409, "exists already"),
    ("POST", "oktopost/account", {"id": "1"}, 409, "fixtures"),
    ("POST", "salesforce/Leads", {}, 404, "did you mean salesforce/Lead?"),
    ("POST", "salesforce/Lead", [], 400, "object"),
    ("POST", "salesforce/Lead", None, 400, "json: expected a value"),
    ("PUT", "marketo/list/1234", {"id": 1234, "name": "x"}, 400, "createdAt"),
    ("PUT", "marketo/list/7", {"id": 8, "name": "x", "createdAt": "", "updatedAt": ""}, 400, "createdAt"),
    ("DELETE", "marketo/list/99", None, 404, "there is no marketo/list 99"),
    ("GET", "marketo/list/99", None, 404, "there is no marketo/list 99"),
]


@pytest.mark.parametrize("mistake", REFUSED, ids=lambda mistake: f"{mistake[0]} {mistake[1]} {mistake[4]}")
def test_a_record_that_cannot_be_is_refused_and_nothing_changes(control: Control, mistake: Any) -> None:
    method, path, body, status, reason = mistake
    before = control.ask("GET", "state").content
    answered, error = control.refused(method, f"records/{path}", body)
    assert answered == status
    assert reason in error["message"]
    assert control.ask("GET", "state").content == before


def test_a_record_stands_under_its_own_key(control: Control) -> None:
    known = control.told("GET", "records/marketo/list/1234")
    status, error = control.refused("PUT", "records/marketo/list/1235", known)
    assert (status, "id: expected 1235" in error["message"]) == (400, True)


# -- integrations ----------------------------------------------------------------------------------------------


@pytest.mark.contract("O-12", "O-16")
@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ({"status": "invalid"}, "integration-invalid"),
        ({"state": "disabled"}, "integration-disabled"),
        ({"token_expired": True}, "expired-integration-token"),
    ],
)
def test_an_integration_is_broken_and_mended(
    control: Control, okto: Oktopost, change: dict[str, Any], outcome: str
) -> None:
    changed = control.told("PATCH", "integrations/salesforce", change)
    assert change.items() <= changed.items()
    assert okto.act("salesforce/lead.getByEmail", JOHN).headers["x-mock-outcome"] == outcome
    control.told(
        "PATCH", f"integrations/{changed['id']}", {"status": "valid", "state": "active", "token_expired": False}
    )
    assert okto.act("salesforce/lead.getByEmail", JOHN).headers["x-mock-outcome"] == "ok"
    assert changed["id"] in [row["id"] for row in control.told("GET", "integrations")["integrations"]]


# -- what goes wrong -------------------------------------------------------------------------------------------


MISTAKES: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/nothing", {}, 404, "not-found"),
    ("DELETE", "/health", {}, 405, "method-not-allowed"),
    ("GET", "/health?full=1", {}, 400, "invalid-request"),
    ("GET", "/sandboxes?limit=0", {}, 400, "invalid-request"),
    ("GET", "/sandboxes?limit=1&limit=2", {}, 400, "invalid-request"),
    ("GET", "/sandboxes?limit=%FF", {}, 400, "invalid-request"),
    ("GET", "/sandboxes/nobody", {}, 404, "not-found"),
    ("POST", "/sandboxes", {"json": {"nam": "x"}}, 400, "invalid-request"),
    ("POST", "/sandboxes", {"json": {"seed": "x"}}, 400, "invalid-request"),
    ("POST", "/sandboxes", {"json": {"populate": -1}}, 400, "invalid-request"),
    ("POST", "/sandboxes", {"json": {"ttl": -1}}, 400, "invalid-request"),
    ("POST", "/sandboxes", {"json": ["x"]}, 400, "invalid-request"),
    ("POST", "/sandboxes", {"data": "{", "headers": {"Content-Type": "application/json"}}, 400, "invalid-request"),
    ("POST", "/sandboxes", {"data": {"name": "x"}}, 415, "wrong-content-type"),
    ("POST", "reset", {"json": {}}, 400, "invalid-request"),
    ("PATCH", "", {"json": {}}, 400, "invalid-request"),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=str)
def test_a_mistake_is_told_in_json(control: Control, mistake: tuple[str, str, dict[str, Any], int, str]) -> None:
    method, path, options, status, code = mistake
    response = control.ask(method, path, **options)
    assert response.headers["Content-Type"] == "application/json"
    error = response.json()["error"]
    assert (response.status_code, error["code"]) == (status, code)
    assert error["message"].strip()


def test_a_mistyped_name_is_met_with_the_one_that_was_meant(control: Control) -> None:
    assert "did you mean limit?" in control.refused("GET", "/sandboxes?lmit=3")[1]["message"]
    assert "did you mean outcome?" in control.refused("POST", "faults", {"outcom": "ok"})[1]["message"]


def test_a_wrong_method_is_told_the_right_ones(control: Control) -> None:
    assert control.ask("PUT", "/health").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_prefix_can_be_moved() -> None:
    options = Options(control="/tools/mock")
    with Server(Gateway(Sandboxes(world.load()), options)) as server:
        assert requests.get(f"{server.url}/tools/mock/health", timeout=30).json() == {"status": "ok"}
        assert requests.get(f"{server.url}/__mock__/health", timeout=30).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/", "mock", "/v2", "/v2/mock", "/api/v2/x", "/a b", "/{id}", "/a/"])
def test_a_prefix_that_cannot_be_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match=r"/__mock__|which an API owns"):
        Options(control=prefix)


@pytest.fixture
def client() -> FlaskClient:
    return create_app(Gateway(Sandboxes(world.load()))).test_client()


def test_flasks_own_test_client_is_answered_alike(client: FlaskClient) -> None:
    made = client.post("/__mock__/sandboxes", json={"name": "x"})
    assert made.status_code == 201
    assert made.json is not None
    assert made.json["oktopost"]["base_url"] == "http://localhost/v2"
    answer = client.get(f"/__mock__/sandboxes/{made.json['id']}/records/salesforce/Lead?limit=1")
    assert answer.json is not None
    assert len(answer.json["records"]) == 1


def test_the_outcomes_say_whose_defect_they_are(server: Server, http: requests.Session) -> None:
    outcomes = http.get(f"{server.url}/__mock__/outcomes", timeout=30).json()["outcomes"]
    blame = {outcome["name"]: outcome["blame"] for outcome in outcomes}
    assert (blame["missing-field"], blame["contract-broken"], blame["rate-limited"], blame["ok"]) == (
        "application", "mockserver", None, None,
    )  # fmt: skip
