"""The 32 Oktopost actions over HTTP: what each answers, and what is stored afterwards."""

import re
from typing import Any

import pytest

from mockserver.core.contracts import load
from mockserver.dialects.oktopost.actions import ACTIONS
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Oktopost
from tests.payloads import ACCOUNT, CASE, COMMENT, CONTACT, LEAD, OKTOPOST

READS = [
    key for key in OKTOPOST if key.partition(".")[2] in ("getById", "getByEmail", "search", "getAll", "getByCaseId")
]
WRITES = [key for key in OKTOPOST if key not in READS]


def test_the_payloads_cover_the_table() -> None:
    assert list(OKTOPOST) == list(ACTIONS)
    assert len(OKTOPOST) == 32


@pytest.mark.contract("O-03", "O-05", "X-01", *(f"O-{number}" for number in range(31, 63)))
@pytest.mark.parametrize("key", OKTOPOST)
def test_every_action_answers_its_contract(okto: Oktopost, key: str) -> None:
    result = okto.result(key, OKTOPOST[key])
    assert load().of(f"oktopost/{key}", "response").violations(result) == []


@pytest.mark.parametrize("key", READS)
def test_a_reading_action_stores_nothing(okto: Oktopost, sandbox: Sandbox, key: str) -> None:
    before = sandbox.state.as_json()
    okto.result(key, OKTOPOST[key])
    assert sandbox.state.as_json() == before


@pytest.mark.parametrize("key", WRITES)
def test_a_writing_action_stores_something(okto: Oktopost, sandbox: Sandbox, key: str) -> None:
    before = sandbox.state.as_json()
    okto.result(key, OKTOPOST[key])
    assert sandbox.state.as_json() != before


# -- Salesforce ------------------------------------------------------------------------------------------------

GETTERS = [
    pytest.param("lead", LEAD, marks=pytest.mark.contract("O-31")),
    pytest.param("contact", CONTACT, marks=pytest.mark.contract("O-36")),
    pytest.param("account", ACCOUNT, marks=pytest.mark.contract("O-41")),
    pytest.param("case", CASE, marks=pytest.mark.contract("O-46")),
    pytest.param("caseComment", COMMENT, marks=pytest.mark.contract("O-50")),
]


@pytest.mark.parametrize(("kind", "key"), GETTERS)
def test_a_record_is_found_by_either_form_of_its_id(okto: Oktopost, kind: str, key: str) -> None:
    record = okto.result(f"salesforce/{kind}.getById", {"id": key})
    assert record["Id"] == key
    assert okto.result(f"salesforce/{kind}.getById", {"id": key[:15]}) == record


@pytest.mark.contract("O-21")
@pytest.mark.parametrize(("kind", "key"), GETTERS)
def test_a_record_that_does_not_exist_is_named(okto: Oktopost, kind: str, key: str) -> None:
    absent = f"{key[:3]}5g0000009999"
    response = okto.act(f"salesforce/{kind}.getById", {"id": absent})
    sobject = kind[0].upper() + kind[1:]
    assert (response.status_code, response.json()) == (
        400,
        {"Result": False, "Errors": [f"NOT_FOUND: The requested resource does not exist: {sobject} {absent}"]},
    )


@pytest.mark.contract("O-21")
@pytest.mark.parametrize(("kind", "key"), GETTERS)
@pytest.mark.parametrize("wrong", ["54321", "not an id at all!", "0055g0000000001AAA"])
def test_an_id_that_is_none_of_the_object_is_malformed(okto: Oktopost, kind: str, key: str, wrong: str) -> None:
    response = okto.act(f"salesforce/{kind}.getById", {"id": wrong})
    assert response.status_code == 400
    (text,) = response.json()["Errors"]
    assert text.startswith("MALFORMED_ID: ")
    assert wrong in text
    assert key not in text


@pytest.mark.parametrize(
    ("kind", "email", "key"),
    [
        pytest.param("lead", "john@acme.com", LEAD, marks=pytest.mark.contract("O-32")),
        pytest.param("contact", "john@example.com", "12345", marks=pytest.mark.contract("O-37")),
    ],
)
def test_a_record_is_found_by_e_mail_in_any_case(okto: Oktopost, kind: str, email: str, key: str) -> None:
    assert okto.result(f"salesforce/{kind}.getByEmail", {"email": email.upper()})["Id"] == key


@pytest.mark.parametrize(
    "kind",
    [
        pytest.param("Lead", marks=pytest.mark.contract("O-32", "O-21")),
        pytest.param("Contact", marks=pytest.mark.contract("O-37", "O-21")),
    ],
)
def test_an_e_mail_of_nobody_is_named(okto: Oktopost, kind: str) -> None:
    response = okto.act(f"salesforce/{kind.lower()}.getByEmail", {"email": "nobody@example.com"})
    expected = f"NOT_FOUND: The requested resource does not exist: {kind} with Email nobody@example.com"
    assert (response.status_code, response.json()["Errors"]) == (400, [expected])


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        pytest.param("lead", LEAD, marks=pytest.mark.contract("O-33")),
        pytest.param("contact", CONTACT, marks=pytest.mark.contract("O-38")),
    ],
)
def test_a_search_answers_whole_records(okto: Oktopost, kind: str, key: str) -> None:
    found = okto.result(f"salesforce/{kind}.search", {"search": "john doe"})
    keys = [record["Id"] for record in found["searchRecords"]]
    assert key in keys
    assert found == {"searchRecords": [okto.result(f"salesforce/{kind}.getById", {"id": one}) for one in keys]}
    assert okto.result(f"salesforce/{kind}.search", {"search": "no such person"}) == {"searchRecords": []}


CREATED = [
    pytest.param("lead", {"LastName": "Byron", "Company": "Acme"}, marks=pytest.mark.contract("O-34", "O-22")),
    pytest.param("contact", {"LastName": "Byron", "AccountId": ACCOUNT}, marks=pytest.mark.contract("O-39", "O-22")),
    pytest.param("account", {"Name": "Analytical"}, marks=pytest.mark.contract("O-42", "O-22")),
    pytest.param("case", {"Subject": "No picture", "Priority": "High"}, marks=pytest.mark.contract("O-48")),
]


@pytest.mark.parametrize(("kind", "data"), CREATED)
def test_what_is_created_is_read_back(okto: Oktopost, kind: str, data: dict[str, Any]) -> None:
    saved = okto.result(f"salesforce/{kind}.create", {"data": data})
    assert list(saved) == ["id", "success", "errors"]
    assert (saved["success"], saved["errors"]) == (True, [])
    record = okto.result(f"salesforce/{kind}.getById", {"id": saved["id"]})
    assert {name: record[name] for name in ("Id", *data)} == {"Id": saved["id"], **data}


@pytest.mark.contract("O-45")
def test_a_created_task_is_stored(okto: Oktopost, sandbox: Sandbox) -> None:
    saved = okto.result("salesforce/task.create", {"data": {"Subject": "Call", "WhoId": CONTACT}})
    task = sandbox.state.tables["salesforce/Task"].get(saved["id"])
    assert task is not None
    assert {name: task[name] for name in ("Subject", "WhoId", "Status", "Priority")} == {
        "Subject": "Call",
        "WhoId": CONTACT,
        "Status": "Not Started",
        "Priority": "Normal",
    }


@pytest.mark.parametrize(
    ("kind", "key", "data"),
    [
        pytest.param("lead", LEAD, {"Title": "Head"}, marks=pytest.mark.contract("O-35")),
        pytest.param("contact", CONTACT, {"Title": "Head"}, marks=pytest.mark.contract("O-40")),
        pytest.param("account", ACCOUNT, {"Industry": "Engineering"}, marks=pytest.mark.contract("O-43")),
        pytest.param("case", CASE, {"Priority": "Low"}, marks=pytest.mark.contract("O-49")),
    ],
)
def test_an_update_changes_what_it_names_and_nothing_else(
    okto: Oktopost, kind: str, key: str, data: dict[str, Any]
) -> None:
    before = okto.result(f"salesforce/{kind}.getById", {"id": key})
    assert okto.result(f"salesforce/{kind}.update", {"id": key, "data": data}) == {
        "id": key,
        "success": True,
        "errors": [],
    }
    after = okto.result(f"salesforce/{kind}.getById", {"id": key})
    changed = {name for name in after if after[name] != before[name]}
    assert {name: after[name] for name in data} == data
    assert changed == {*data, "LastModifiedDate", "SystemModstamp"}


@pytest.mark.contract("O-21", "O-35", "O-40", "O-43", "O-49")
@pytest.mark.parametrize("kind", ["lead", "contact", "account", "case"])
def test_what_does_not_exist_cannot_be_updated(okto: Oktopost, kind: str) -> None:
    key = {"lead": LEAD, "contact": CONTACT, "account": ACCOUNT, "case": CASE}[kind][:3] + "5g0000009999"
    response = okto.act(f"salesforce/{kind}.update", {"id": key, "data": {"Description": "x"}})
    assert response.status_code == 400
    assert response.json()["Errors"] == [f"NOT_FOUND: The requested resource does not exist: {kind.capitalize()} {key}"]


@pytest.mark.contract("O-44", "O-21")
def test_a_deleted_account_is_gone_and_says_so(okto: Oktopost) -> None:
    assert okto.result("salesforce/account.delete", {"id": ACCOUNT}) == {"id": ACCOUNT, "success": True, "errors": []}
    for action in ("getById", "delete"):
        response = okto.act(f"salesforce/account.{action}", {"id": ACCOUNT})
        assert response.status_code == 400
        assert response.json()["Errors"] == [f"ENTITY_IS_DELETED: entity is deleted: Account {ACCOUNT}"]


@pytest.mark.contract("O-47")
def test_all_cases_come_in_one_answer(okto: Oktopost, sandbox: Sandbox) -> None:
    stored = [record["Id"] for record in sandbox.state.tables["salesforce/Case"].scan()]
    saved = okto.result("salesforce/case.create", {"data": {"Subject": "One more"}})
    found = okto.result("salesforce/case.getAll", {})
    assert list(found) == ["totalSize", "done", "records"]
    assert (found["totalSize"], found["done"]) == (len(stored) + 1, True)
    assert [record["Id"] for record in found["records"]] == [*stored, saved["id"]]


@pytest.mark.contract("O-51", "O-52")
def test_a_comment_is_added_to_its_case(okto: Oktopost) -> None:
    before = okto.result("salesforce/caseComment.getByCaseId", {"caseId": CASE})
    saved = okto.result("salesforce/caseComment.create", {"caseId": CASE[:15], "data": {"CommentBody": "Found."}})
    after = okto.result("salesforce/caseComment.getByCaseId", {"caseId": CASE})
    comment = okto.result("salesforce/caseComment.getById", {"id": saved["id"]})
    assert (comment["ParentId"], comment["CommentBody"]) == (CASE, "Found.")
    assert after == {
        "totalSize": before["totalSize"] + 1,
        "done": True,
        "records": [*before["records"], comment],
    }


@pytest.mark.contract("O-53")
def test_a_comment_is_changed_by_its_case_and_its_own_id(okto: Oktopost) -> None:
    payload = {"caseId": CASE, "commentId": COMMENT, "data": {"CommentBody": "Solved."}}
    assert okto.result("salesforce/caseComment.update", payload) == {"id": COMMENT, "success": True, "errors": []}
    assert okto.result("salesforce/caseComment.getById", {"id": COMMENT})["CommentBody"] == "Solved."


@pytest.mark.contract("O-53", "O-21")
def test_another_case_s_comment_is_not_changed(okto: Oktopost) -> None:
    other = okto.result("salesforce/case.create", {"data": {"Subject": "Another"}})["id"]
    response = okto.act(
        "salesforce/caseComment.update", {"caseId": other, "commentId": COMMENT, "data": {"CommentBody": "x"}}
    )
    expected = f"NOT_FOUND: The requested resource does not exist: CaseComment {COMMENT} of Case {other}"
    assert (response.status_code, response.json()["Errors"]) == (400, [expected])


@pytest.mark.contract("O-22", "O-15")
@pytest.mark.parametrize(
    ("key", "payload", "text"),
    [
        (
            "lead.create",
            {"data": {"FirstName": "Ada"}},
            "REQUIRED_FIELD_MISSING: Required fields are missing: [LastName, Company]",
        ),
        (
            "contact.create",
            {"data": {"Email": "a@example.com"}},
            "REQUIRED_FIELD_MISSING: Required fields are missing: [LastName]",
        ),
        (
            "account.create",
            {"data": {"Industry": "Food"}},
            "REQUIRED_FIELD_MISSING: Required fields are missing: [Name]",
        ),
        (
            "lead.create",
            {"data": {"LastName": "A", "Company": "B", "Colour": "red"}},
            "INVALID_FIELD: No such column 'Colour' on sobject of type Lead",
        ),
        (
            "lead.create",
            {"data": {"LastName": "A", "Company": "B", "Email": "john"}},
            "INVALID_EMAIL_ADDRESS: Email: invalid email address: john",
        ),
        (
            "caseComment.create",
            {"caseId": "5005g0000009999AAA", "data": {"CommentBody": "x"}},
            "NOT_FOUND: The requested resource does not exist: Case 5005g0000009999AAA",
        ),
    ],
)
def test_salesforce_s_own_refusals_are_400_with_its_words(
    okto: Oktopost, sandbox: Sandbox, key: str, payload: dict[str, Any], text: str
) -> None:
    before = sandbox.state
    response = okto.act(f"salesforce/{key}", payload)
    assert (response.status_code, response.json()) == (400, {"Result": False, "Errors": [text]})
    assert sandbox.state is before


@pytest.mark.contract("O-22")
def test_an_org_can_require_more(okto: Oktopost, sandbox: Sandbox) -> None:
    sandbox.change_settings({"salesforce_required": {"Lead": ["Phone"]}})
    response = okto.act("salesforce/lead.create", {"data": {"LastName": "A", "Company": "B"}})
    assert response.json()["Errors"] == ["REQUIRED_FIELD_MISSING: Required fields are missing: [Phone]"]


# -- Marketo ---------------------------------------------------------------------------------------------------


def marketo(okto: Oktopost, action: str, payload: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries of a Marketo answer, whose envelope is checked."""
    answer = okto.result(f"marketo/{action}", payload)
    assert list(answer) == ["requestId", "success", "result"]
    assert re.fullmatch(r"[0-9a-f]+#[0-9a-f]+", answer["requestId"])
    assert answer["success"] is True
    found: list[dict[str, Any]] = answer["result"]
    return found


@pytest.mark.contract("O-54")
def test_all_lists_are_answered(okto: Oktopost, sandbox: Sandbox) -> None:
    assert marketo(okto, "list.getAll", {}) == list(sandbox.state.tables["marketo/list"].scan())


@pytest.mark.contract("O-55")
def test_leads_are_added_to_a_list_once(okto: Oktopost, sandbox: Sandbox) -> None:
    payload = {"listId": "1234", "leadIds": [100, 999]}
    assert marketo(okto, "list.addLeads", payload) == [
        {"id": 100, "status": "added"},
        {"id": 999, "status": "skipped", "reasons": [{"code": "1004", "message": "Lead not found"}]},
    ]
    assert sandbox.state.tables["marketo/membership"].get("1234:100") is not None
    assert marketo(okto, "list.addLeads", {"listId": "1234", "leadIds": [100]}) == [{"id": 100, "status": "added"}]


@pytest.mark.contract("O-55", "O-15")
def test_an_unknown_list_fails_the_call(okto: Oktopost) -> None:
    response = okto.act("marketo/list.addLeads", {"listId": "77", "leadIds": [100]})
    assert (response.status_code, response.json()["Errors"]) == (400, ["1013: Object not found: list 77"])


@pytest.mark.contract("O-56")
def test_a_lead_is_created_and_then_updated_by_e_mail(okto: Oktopost, sandbox: Sandbox) -> None:
    (created,) = marketo(okto, "lead.createUpdate", {"email": "ada@example.com", "data": {"firstName": "Ada"}})
    (updated,) = marketo(okto, "lead.createUpdate", {"email": "ADA@example.com", "data": {"lastName": "Byron"}})
    lead = sandbox.state.tables["marketo/lead"].get(created["id"])
    assert (created["status"], updated) == ("created", {"id": created["id"], "status": "updated"})
    assert lead is not None
    assert (lead["firstName"], lead["lastName"]) == ("Ada", "Byron")


@pytest.mark.contract("O-57", "O-23")
def test_the_documented_names_of_lead_create_are_marketo_s_own(okto: Oktopost, sandbox: Sandbox) -> None:
    data = {
        "Email": "ada@example.com",
        "Company": "Analytical",
        "FirstName": "Ada",
        "LastName": "Byron",
        "Phone": "1",
        "StreetAddress": "2 Road",
        "City": "London",
        "State": "LN",
        "Country": "UK",
        "ZipCode": "N1",
        "JobTitle": "Countess",
        "WorkPhone": "2",
        "WorkEmail": "ada@work.example",
        "socialScore__c": 7,
    }
    (created,) = marketo(okto, "lead.create", {"data": data})
    lead = sandbox.state.tables["marketo/lead"].get(created["id"])
    assert lead is not None
    assert (lead["postalCode"], lead["title"], lead["address"], lead["socialScore__c"]) == (
        "N1",
        "Countess",
        "2 Road",
        7,
    )
    assert marketo(okto, "lead.create", {"data": data}) == [
        {"status": "skipped", "reasons": [{"code": "1005", "message": "Lead already exists"}]}
    ]


@pytest.mark.contract("O-23", "O-15")
@pytest.mark.parametrize("name", ["email", "Colour", "unknown__c"])
def test_a_name_that_lead_create_does_not_know_fails_the_call(okto: Oktopost, name: str) -> None:
    response = okto.act("marketo/lead.create", {"data": {"Email": "ada@example.com", name: "x"}})
    assert (response.status_code, response.json()["Errors"]) == (400, [f"1006: Field '{name}' not found"])


@pytest.mark.contract("O-58", "O-25")
def test_an_activity_is_stored_with_its_attributes_and_the_time_of_the_call(okto: Oktopost, sandbox: Sandbox) -> None:
    payload = {
        "leadId": 12345,
        "activityTypeId": 100001,
        "primaryAttributeValue": "https://example.com/post",
        "attributes": {"postUrl": "https://example.com/post", "network": "LinkedIn"},
    }
    sandbox.set("clock", sandbox.clock.freeze())
    (added,) = marketo(okto, "activity.addCustom", payload)
    stored = sandbox.state.tables["marketo/activity"].get(added["id"])
    assert added == {"id": added["id"], "marketoGUID": str(added["id"]), "status": "added"}
    assert stored is not None
    assert stored["activityDate"] == f"{sandbox.clock.now():%Y-%m-%dT%H:%M:%SZ}"
    assert {item["name"]: item["value"] for item in stored["attributes"]} == {
        "Post URL": "https://example.com/post",
        "Network": "LinkedIn",
    }


@pytest.mark.contract("O-25")
def test_an_activity_has_the_date_that_it_is_given(okto: Oktopost, sandbox: Sandbox) -> None:
    payload = {**OKTOPOST["marketo/activity.addCustom"], "activityDate": "2025-05-01T10:00:00+02:00"}
    (added,) = marketo(okto, "activity.addCustom", payload)
    stored = sandbox.state.tables["marketo/activity"].get(added["id"])
    assert stored is not None
    assert stored["activityDate"] == "2025-05-01T08:00:00Z"


@pytest.mark.contract("O-25", "O-15")
def test_a_date_that_is_none_fails_the_call(okto: Oktopost) -> None:
    payload = {**OKTOPOST["marketo/activity.addCustom"], "activityDate": "yesterday"}
    response = okto.act("marketo/activity.addCustom", payload)
    expected = ["704: Invalid date format: activityDate yesterday"]
    assert (response.status_code, response.json()["Errors"]) == (400, expected)


@pytest.mark.contract("O-58")
def test_an_activity_of_an_unknown_lead_is_skipped(okto: Oktopost) -> None:
    assert marketo(okto, "activity.addCustom", {**OKTOPOST["marketo/activity.addCustom"], "leadId": 999}) == [
        {"status": "skipped", "errors": [{"code": "1004", "message": "Lead not found"}]}
    ]


# -- HubSpot ---------------------------------------------------------------------------------------------------


@pytest.mark.contract("O-59", "O-60")
def test_a_contact_is_found_by_address_and_by_id(okto: Oktopost) -> None:
    by_email = okto.result("hubspot/contact.getByEmail", {"email": "contact@example.com"})
    assert list(by_email) == ["contact"]
    assert by_email["contact"]["id"] == "51"
    assert by_email["contact"]["properties"]["lastname"] == "Halligan (Sample Contact)"
    assert okto.result("hubspot/contact.getById", {"id": "51"}) == by_email


@pytest.mark.contract("O-20", "O-59", "O-60")
@pytest.mark.parametrize(("action", "payload"), [("getByEmail", {"email": "x@y.example"}), ("getById", {"id": "9"})])
def test_no_match_is_null(okto: Oktopost, action: str, payload: dict[str, str]) -> None:
    response = okto.act(f"hubspot/contact.{action}", payload)
    assert (response.status_code, response.text) == (200, '{"Result":true,"IntegrationAction":{"contact":null}}')


@pytest.mark.contract("O-61", "O-24")
def test_a_created_contact_is_found_again(okto: Oktopost) -> None:
    data = {"email": "john@acme.com", "firstname": "John", "lastname": "Doe", "company": "Acme"}
    created = okto.result("hubspot/contact.create", {"data": data})
    properties = created["contact"]["properties"]
    assert {name: properties[name] for name in data} == data
    assert okto.result("hubspot/contact.getById", {"id": created["contact"]["id"]}) == created


@pytest.mark.contract("O-24", "O-15")
def test_an_address_that_is_taken_is_hubspot_s_conflict(okto: Oktopost) -> None:
    response = okto.act("hubspot/contact.create", {"data": {"email": "contact@example.com"}})
    expected = ["CONFLICT: Contact already exists. Existing ID: 51"]
    assert (response.status_code, response.json()["Errors"]) == (400, expected)


@pytest.mark.contract("O-24", "O-15")
def test_a_property_that_does_not_exist_is_hubspot_s_error(okto: Oktopost) -> None:
    response = okto.act("hubspot/contact.create", {"data": {"Email": "ada@example.com"}})
    (text,) = response.json()["Errors"]
    assert response.status_code == 400
    assert text.startswith("VALIDATION_ERROR: Property values were not valid: [")
    assert "PROPERTY_DOESNT_EXIST" in text


@pytest.mark.contract("O-62", "O-26")
def test_the_same_id_again_updates_the_event(okto: Oktopost, sandbox: Sandbox) -> None:
    base = {"id": "evt-001", "eventTypeId": "12345", "email": "contact@example.com"}
    first = okto.result("hubspot/event.upsert", {**base, "properties": {"postTitle": "One"}})["event"]
    again = {**base, "properties": {"postTitle": "Two"}, "extraData": {"clicks": 3}}
    second = okto.result("hubspot/event.upsert", again)["event"]
    assert (first["id"], first["eventTemplateId"], first["objectId"]) == ("evt-001", "12345", "51")
    assert (first["tokens"], "extraData" in first) == ({"postTitle": "One"}, False)
    assert (second["tokens"], second["extraData"]) == ({"postTitle": "Two"}, {"clicks": 3})
    assert second["createdAt"] == first["createdAt"]
    assert [event["id"] for event in sandbox.state.tables["hubspot/event"].scan()] == ["evt-001"]


@pytest.mark.contract("O-26", "O-15")
@pytest.mark.parametrize("name", ["extraData", "properties"])
def test_extra_data_and_properties_are_objects(okto: Oktopost, name: str) -> None:
    response = okto.act("hubspot/event.upsert", {**OKTOPOST["hubspot/event.upsert"], name: "text"})
    expected = [f'Invalid payload: {name}: expected object or null, got "text"']
    assert (response.status_code, response.json()["Errors"]) == (400, expected)


@pytest.mark.contract("O-62", "O-15")
def test_an_unknown_event_type_is_hubspot_s_404_as_400(okto: Oktopost) -> None:
    response = okto.act("hubspot/event.upsert", {**OKTOPOST["hubspot/event.upsert"], "eventTypeId": "9"})
    expected = ["OBJECT_NOT_FOUND: resource not found: event template 9"]
    assert (response.status_code, response.json()["Errors"]) == (400, expected)
