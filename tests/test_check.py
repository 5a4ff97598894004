"""`mockserver check`: recorded traffic against the contract, entry by entry."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
import requests

from mockserver.core.json_stream import MAX_VALUE, JsonStream
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Oktopost, Refold
from tests.recordings import JSON, OKTOPOST, REFOLD, Commands, act, entry, execute, har

SAMPLES = Path(__file__).parent / "samples"

EXECUTE = f"{OKTOPOST}/integration-action"
MISSING = {"Result": False, "Errors": ["Missing required field: email"]}
DENIED = {"Result": False, "Errors": {"API": {"Error": "Authentication failed"}}}
REQUEST_ID = "9f1c2a4e-0f3e-4a1c-8a6a-0a0a0a0a0a0a"


def refusal(status: int, kind: str, code: str, message: str) -> dict[str, Any]:
    """The failure envelope of Refold."""
    envelope = {"status_code": status, "http_error_type": kind, "error_code": code, "message": message}
    return {**envelope, "request_id": REQUEST_ID}


@pytest.fixture
def mockserver(capsys: pytest.CaptureFixture[str]) -> Commands:
    return Commands(capsys)


@pytest.fixture
def check(mockserver: Commands, tmp_path: Path) -> Any:
    """Checks one entry; answers its findings as the JSON report has them."""

    def run(recorded: dict[str, Any], *options: str) -> list[dict[str, Any]]:
        done = mockserver("check", har(tmp_path / "one.har", recorded), "--report", "json", *options)
        (verdict,) = json.loads(done.out)["verdicts"]
        findings: list[dict[str, Any]] = verdict["findings"]
        assert done.code == (1 if any(found["severity"] == "error" for found in findings) else 0), done.out
        return findings

    return run


def told(findings: list[dict[str, Any]]) -> list[str]:
    """Findings as ``O-31 request payload.id``."""
    return [f"{found['statement']} {found['side']} {found['pointer']}".rstrip() for found in findings]


# -- recordings of real programs -------------------------------------------------------------------------------


@pytest.mark.parametrize("recorder", ["chromium", "firefox", "mitmproxy", "playwright"])
@pytest.mark.contract("X-01")
def test_a_har_file_of_a_real_recorder_is_read_whole(mockserver: Commands, recorder: str) -> None:
    """Six calls, two of them wrong; preflights, pages and icons are nobody's calls."""
    done = mockserver("check", SAMPLES / f"{recorder}.har", "--report", "json")
    assert done.code == 1
    report = json.loads(done.out)
    calls = [verdict for verdict in report["verdicts"] if verdict["verdict"] != "not tried"]
    assert [(call["group"], call["verdict"]) for call in calls] == [
        ("oktopost/http/list_integrations", "kept"),
        ("oktopost/salesforce/contact.getByEmail", "kept"),
        ("oktopost/hubspot/contact.getByEmail", "kept"),
        ("oktopost/marketo/list.addLeads", "broken"),
        ("refold/hubspot/get_contact", "kept"),
        ("refold/hubspot/create_contact", "broken"),
    ]
    wrong, missing = (call["findings"] for call in calls if call["verdict"] == "broken")
    assert [(one["pointer"], one["expected"], one["got"]) for one in wrong] == [
        ("payload.leadIds[2]", "integer", '"x"')
    ]
    assert [(one["pointer"], one["expected"], one["got"]) for one in missing] == [
        ("payload.email", "a value", "nothing")
    ]


def test_the_journal_of_this_server_is_read_as_the_control_api_exports_it(
    mockserver: Commands, sandbox: Sandbox, okto: Oktopost, refold: Refold, tmp_path: Path
) -> None:
    """A redacted token is no violation; an undeclared field is a warning."""
    okto.act("salesforce/lead.getByEmail", {"email": "jane.roe@example.com", "colour": "blue"})
    okto.act("marketo/list.addLeads", {"listId": "1001", "leadIds": ["x"]})
    refold.request("POST", "/api/v2/public/session-token", json={"linked_account_id": "customer@example.com"})
    exported = tmp_path / "journal.json"
    exported.write_bytes(requests.get(f"{okto.url}/__mock__/sandboxes/{sandbox.id}/journal", timeout=30).content)
    done = mockserver("check", exported, "--report", "json")
    first, second, third = json.loads(done.out)["verdicts"]
    assert [found["severity"] for found in first["findings"]] == ["warning"]
    assert told(second["findings"]) == ["O-55 request payload.leadIds[0]"]
    assert (third["verdict"], third["findings"]) == ("kept", [])


@pytest.mark.contract("O-12")
def test_a_check_that_the_journal_says_was_failed_is_a_finding(
    mockserver: Commands, sandbox: Sandbox, okto: Oktopost, tmp_path: Path
) -> None:
    """What a client cannot be seen to do wrong; what was planted, and an application's error, are not its doing."""
    okto.act("014000000000004/case.getAll", {})
    okto.act("salesforce/lead.getByEmail", {"email": "nobody@example.com"})
    form = {"id": "014000000000001", "actionName": "case.getAll"}
    okto.request("POST", "/v2/integration-action", data=form, headers={"x-mock-outcome": "no-permission"})
    exported = tmp_path / "journal.json"
    exported.write_bytes(requests.get(f"{okto.url}/__mock__/sandboxes/{sandbox.id}/journal", timeout=30).content)
    done = mockserver("check", exported, "--report", "json")
    found = [verdict["findings"] for verdict in json.loads(done.out)["verdicts"]]
    assert [[(one["severity"], one["statement"], one["evidence"]) for one in findings] for findings in found] == [
        [("error", "O-12", "documented")],
        [("info", "O-21", "choice")],
        [],
    ]
    assert found[0][0]["expected"] == "to pass the check of its state"


def test_entries_of_one_line_each_are_a_journal_too(
    mockserver: Commands, sandbox: Sandbox, okto: Oktopost, tmp_path: Path
) -> None:
    okto.get("/v2/integration")
    okto.get("/v2/integration?_count=7")
    entries = requests.get(f"{okto.url}/__mock__/sandboxes/{sandbox.id}/journal", timeout=30).json()["entries"]
    lines = tmp_path / "journal.ndjson"
    lines.write_text("".join(f"{json.dumps(line)}\n" for line in entries))
    done = mockserver("check", lines)
    assert "#1 GET /v2/integration -> 200" in done.out
    assert 'request query._count: expected one of 25, 50, 100, got "7"' in done.out


FOUND = {"Result": True, "IntegrationAction": {"searchRecords": []}}
PAGE = {"Result": True, "Items": [], "Total": 0}


def with_headers(recorded: dict[str, Any], **headers: str) -> dict[str, Any]:
    """The entry as a recorder that keeps headers has it."""
    listed = [{"name": name, "value": value} for name, value in {"accept": "*/*", **headers}.items()]
    return {**recorded, "request": {**recorded["request"], "headers": listed}}


SAVED = {"Result": True, "IntegrationAction": {"id": "00Q000000000001AAA", "success": True, "errors": []}}
MARKETO = {"requestId": "c503a#19b76daa800", "success": True, "result": [{"id": 1, "status": "created"}]}


# -- what the client sent --------------------------------------------------------------------------------------

REQUESTS = {
    "a lead id that is no integer": (
        act("list.addLeads", {"listId": "1", "leadIds": [1, 2, "x"]}, app="marketo", status=400, answer=MISSING),
        ["O-55 request payload.leadIds[2]"],
    ),
    "a blank required field": (
        act("lead.getByEmail", {"email": " "}, status=400, answer=MISSING),
        ["O-08 request payload.email"],
    ),
    "two missing fields": (
        act("lead.createUpdate", {}, app="marketo", status=400, answer=MISSING),
        ["O-56 request payload.email", "O-56 request payload.data"],
    ),
    "a payload that is not JSON": (
        entry("POST", EXECUTE, "id=014000000000001&actionName=lead.search&payload=%7B", status=400, answer=MISSING),
        ["O-15 request payload"],
    ),
    "a payload that is no object": (
        act("lead.search", ["x"], status=400, answer=MISSING),
        ["O-33 request payload"],
    ),
    "JSON where a form belongs": (
        entry("POST", EXECUTE, "{}", kind=JSON, status=400, answer=MISSING),
        ["O-02 request form.id", "O-01 request headers.content-type"],
    ),
    "a form without an action": (
        entry("POST", EXECUTE, "id=014000000000001", status=400, answer=MISSING),
        ["O-03 request form.actionName"],
    ),
    "an action that nobody has": (
        act("lead.getByEmial", {}, status=400, answer={"Result": False, "Errors": ["no such action"]}),
        ["O-14 request form.actionName"],
    ),
    "a page that is no number": (
        entry("GET", f"{OKTOPOST}/integration?_page=one", status=400, answer=MISSING),
        ["I-03 request query._page"],
    ),
    "a method that the path has not": (
        entry("PUT", f"{OKTOPOST}/integration/014000000000001", status=405, answer=MISSING),
        ["X-02 request method"],
    ),
    "a parameter that is missing": (
        execute("hubspot/create_contact", {}, status=400,
                answer=refusal(400, "BAD_REQUEST", "VALIDATION_ERROR", "Required parameter 'email' is missing")),
        ["R-19 request payload.email"],
    ),
    "an unknown action of Refold": (
        execute("hubspot/create_contat", {}, status=404, answer=refusal(404, "NOT_FOUND", "SERVER_ERROR", "not found")),
        ["R-10 request path.action_id"],
    ),
    "a linked account without an id": (
        entry("POST", f"{REFOLD}/public/linked-account", "{}", kind=JSON, status=400,
              answer=refusal(400, "BAD_REQUEST", "INVALID_LINKED_ACCOUNT_ID", "linked_account_id required")),
        ["R-21 request json.linked_account_id"],
    ),
    "a label where a field's API name belongs": (
        act("lead.update", {"id": "00Q000000000001AAA", "data": {"Last Name": "Roe"}}, answer=SAVED),
        ["O-22 request payload.data.Last Name"],
    ),
    "a name that Marketo's lead.create does not list": (
        act("lead.create", {"data": {"Email": "a@b.co", "firstName": "Zoe", "Score__c": 5}}, app="marketo",
            answer={"Result": True, "IntegrationAction": MARKETO}),
        ["O-23 request payload.data.firstName"],
    ),
    "a property of HubSpot in capitals": (
        act("contact.create", {"data": {"email": "a@b.co", "FirstName": "Zoe", "own_property": "x"}}, app="hubspot",
            status=400, answer={"Result": False, "Errors": ["VALIDATION_ERROR: no such property"]}),
        ["O-24 request payload.data.FirstName"],
    ),
    "a moment that is not ISO 8601": (
        act("activity.addCustom", {"leadId": 1, "activityTypeId": 2, "primaryAttributeValue": "x",
                                   "activityDate": "1/2/2026"}, app="marketo",
            status=400, answer={"Result": False, "Errors": ["704: Invalid date format"]}),
        ["O-25 request payload.activityDate"],
    ),
    "a member that stands twice in the payload": (
        entry("POST", EXECUTE, "id=014000000000001&actionName=lead.search&payload=%7B%22search%22%3A%22a%22%2C"
              "%22search%22%3A%22b%22%7D", answer={"Result": True, "IntegrationAction": {"searchRecords": []}}),
        ["O-33 request payload.search"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REQUESTS)
@pytest.mark.contract("O-01", "O-04", "O-08", "O-14", "O-15", "O-22", "O-23", "O-24", "O-25", "R-08", "R-22")
def test_what_a_client_sends_wrong_is_found_at_its_place(check: Any, case: str) -> None:
    recorded, expected = REQUESTS[case]
    apps = ("--integration", "014000000000002=marketo", "--integration", "014000000000003=hubspot")
    assert told(check(recorded, *apps)) == expected


@pytest.mark.contract("O-08", "I-03", "R-22")
@pytest.mark.parametrize(
    "recorded",
    [
        REQUESTS["a blank required field"][0],
        REQUESTS["a page that is no number"][0],
        execute("hubspot/create_contact", {"email": "a@b.co", "phone": ["1"]}, status=400,
                answer=refusal(400, "BAD_REQUEST", "VALIDATION_ERROR", "phone")),
    ],
)  # fmt: skip
def test_what_only_a_choice_of_ours_refuses_is_no_documented_error(
    mockserver: Commands, tmp_path: Path, recorded: dict[str, Any]
) -> None:
    """The documents name the field, but not what the server has to refuse in it."""
    done = mockserver("check", har(tmp_path / "one.har", recorded), "--evidence", "public", "--report", "json")
    (verdict,) = json.loads(done.out)["verdicts"]
    assert [(one["evidence"], one["severity"]) for one in verdict["findings"]] == [("choice", "warning")]


def test_a_request_that_was_refused_can_be_forgiven(mockserver: Commands, tmp_path: Path) -> None:
    recorded = act("lead.getByEmail", {}, status=400, answer=MISSING)
    file = har(tmp_path / "calls.har", recorded, act("lead.search", {"search": "x"}, answer=FOUND))
    done = mockserver("check", file, "--refused-ok", "--report", "json")
    (found,) = json.loads(done.out)["verdicts"][0]["findings"]
    assert (done.code, found["severity"], found["pointer"]) == (0, "info", "payload.email")


def test_a_recording_of_refusals_alone_shows_nothing(mockserver: Commands, tmp_path: Path) -> None:
    refused = har(tmp_path / "calls.har", act("lead.getByEmail", {}, status=400, answer=MISSING))
    done = mockserver("check", refused, "--refused-ok")
    assert (done.code, done.err) == (
        2,
        "mockserver check: every call was refused, so that nothing shows what a success keeps\n",
    )


CREDENTIALS = {
    "another scheme": (
        with_headers(entry("GET", f"{OKTOPOST}/integration", answer=PAGE), authorization="Bearer x"),
        [("error", "O-18 request headers.authorization")],
    ),
    "none that was recorded, and a success": (
        with_headers(entry("GET", f"{OKTOPOST}/integration", answer=PAGE)),
        [("warning", "O-18 request headers.authorization")],
    ),
    "none, and a refusal": (
        with_headers(entry("GET", f"{OKTOPOST}/integration", status=401, answer=DENIED)),
        [("error", "O-18 request headers.authorization")],
    ),
    "a key without a linked account": (
        with_headers(
            execute("hubspot/get_contact", {}, status=400,
                    answer=refusal(400, "BAD_REQUEST", "MISSING_LINKED_ACCOUNT_ID", "x")),
            **{"x-api-key": "k"},
        ),
        [("error", "R-02 request headers.linked_account_id")],
    ),
    "a session token": (
        with_headers(
            execute("hubspot/get_contact", {}, status=404, answer=refusal(404, "NOT_FOUND", "SERVER_ERROR", "x")),
            authorization="Bearer [redacted]",
        ),
        [],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CREDENTIALS)
@pytest.mark.contract("O-18", "R-02")
def test_credentials_are_held_where_headers_were_recorded(mockserver: Commands, tmp_path: Path, case: str) -> None:
    recorded, expected = CREDENTIALS[case]
    done = mockserver("check", har(tmp_path / "calls.har", recorded), "--report", "json")
    (verdict,) = json.loads(done.out)["verdicts"]
    assert (
        list(zip((one["severity"] for one in verdict["findings"]), told(verdict["findings"]), strict=True)) == expected
    )


def test_a_name_that_two_applications_have_is_the_one_that_fits(
    check: Any, mockserver: Commands, tmp_path: Path
) -> None:
    """`lead.create` is Salesforce's and Marketo's; the list of integrations tells which, and so does an option."""
    saved = {"Result": True, "IntegrationAction": {"id": "00Q000000000001AAA", "success": True, "errors": []}}
    recorded = act("lead.create", {"data": {"LastName": "Roe", "Company": "Acme"}}, answer=saved)
    assert check(recorded) == []
    done = mockserver("check", har(tmp_path / "two.har", recorded), "--integration", "014000000000001=marketo")
    assert "response IntegrationAction.requestId: expected a value, got nothing" in done.out


def test_an_integration_that_is_told_wrongly_is_refused_in_one_line(mockserver: Commands) -> None:
    done = mockserver("check", SAMPLES / "firefox.har", "--integration", "salesforce")
    expected = "--integration salesforce: it is ID=APP, for example 014000000000001=salesforce"
    assert (done.code, done.err) == (2, f"mockserver check: {expected}\n")


# -- what the server answered ----------------------------------------------------------------------------------

LEAD = {"email": "jane@example.com"}

ANSWERS = {
    "a status that no document knows": (
        act("lead.search", {"search": "x"}, status=201, answer=FOUND),
        ["O-05 response status"],
    ),
    "an error under another name": (
        act("lead.getByEmail", LEAD, status=400, answer={"Result": False, "Error": ["x"]}),
        ["O-06 response Errors", "O-06 response Error"],
    ),
    "one text instead of several": (
        act("lead.getByEmail", LEAD, status=400, answer={"Result": False, "Errors": "x"}),
        ["O-06 response Errors"],
    ),
    "a page of HTML": (
        act("lead.getByEmail", LEAD, status=500, answer="<html>"),
        ["O-06 response"],
    ),
    "a missing field that is there": (
        act("lead.getByEmail", LEAD, status=400, answer=MISSING),
        ["O-07 response"],
    ),
    "the words of one refusal with the status of another": (
        execute("hubspot/create_contact", {"email": "a@b.co"}, status=404,
                answer=refusal(404, "NOT_FOUND", "SERVER_ERROR", "Invalid session token")),
        ["R-09 response status"],
    ),
    "a member that stands twice": (
        entry("GET", f"{OKTOPOST}/integration", answer='{"Result": true, "Items": [], "Total": 1, "Total": 0}'),
        ["I-01 response Total"],
    ),
    "success without its flag": (
        act("lead.search", {"search": "x"}, answer={"IntegrationAction": FOUND["IntegrationAction"]}),
        ["O-05 response Result"],
    ),
    "a contact that is not HubSpot's": (
        act("contact.getById", {"id": "51"}, app="hubspot",
            answer={"Result": True, "IntegrationAction": {"contact": {"id": 51, "properties": {}}}}),
        ["O-60 response IntegrationAction.contact.id", "O-60 response IntegrationAction.contact.createdAt",
         "O-60 response IntegrationAction.contact.updatedAt", "O-60 response IntegrationAction.contact.archived"],
    ),
    "an integration without a state": (
        entry("GET", f"{OKTOPOST}/integration?_count=25", answer={"Result": True, "Items": [{}], "Total": 1}),
        [f"I-01 response Items[0].{name}" for name in
         ("Id", "Created", "Modified", "Status", "State", "AccountId", "Type", "Version", "CnameId", "SettingsData")],
    ),
    "a refusal that was due": (
        act("list.addLeads", {"listId": "1", "leadIds": [True]}, app="marketo",
            answer={"Result": True, "IntegrationAction": {"requestId": "a#b", "success": True, "result": []}}),
        ["O-55 request payload.leadIds[0]", "O-15 response status"],
    ),
    "an unexpected error for what the request lacks": (
        act("list.addLeads", {"listId": "1", "leadIds": [True]}, app="marketo", status=500,
            answer={"Result": False, "Errors": ["?"]}),
        ["O-55 request payload.leadIds[0]", "O-15 response status"],
    ),
    "a status that the envelope contradicts": (
        execute("hubspot/get_contact", {"limit": "1"}, status=404,
                answer=refusal(400, "BAD_REQUEST", "SERVER_ERROR", "x")),
        ["R-07 response status_code", "R-07 response http_error_type"],
    ),
    "a success without its status": (
        execute("hubspot/get_contact", {"limit": "1"}, answer={"data": {"results": [], "paging": {}}}),
        ["R-04 response node_status"],
    ),
    "an application's error with a status of success": (
        execute("hubspot/get_contact", {}, answer={"data": {}, "node_status": "Errored", "http_status": 200}),
        ["R-13 response http_status"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ANSWERS)
@pytest.mark.contract("O-05", "O-06", "O-07", "I-01", "I-04", "R-04", "R-05", "R-07", "R-13", "X-01")
def test_what_a_server_answers_wrong_is_found_at_its_place(check: Any, case: str) -> None:
    recorded, expected = ANSWERS[case]
    assert told(check(recorded, "--integration", "014000000000003=hubspot")) == expected


def test_a_finding_names_the_document_and_the_line_that_ask_for_it(check: Any) -> None:
    (found,) = check(act("list.addLeads", {"listId": "1", "leadIds": ["x"]}, app="marketo", status=400, answer=MISSING))
    assert found["document"] == "Oktopost documentation, Integration Actions"
    assert (found["evidence"], found["schema"]) == ("documented", "schemas/oktopost/marketo/list.addLeads.json")
    lines = (SAMPLES.parent.parent / found["schema"]).read_text().splitlines()
    assert '"items": {"type": "integer"}' in lines[found["line"] - 1]


def test_a_finding_that_rests_on_a_choice_of_ours_can_be_a_warning(check: Any) -> None:
    """The documents do not show what Marketo's actions answer."""
    recorded = act("list.getAll", {}, app="marketo", answer={"Result": True, "IntegrationAction": {}})
    assert {found["severity"] for found in check(recorded)} == {"error"}
    assert {found["severity"] for found in check(recorded, "--evidence", "public")} == {"warning"}


def test_another_media_type_than_json_is_no_json(check: Any) -> None:
    recorded = entry("GET", f"{OKTOPOST}/integration", answer=PAGE)
    recorded["response"]["headers"] = [{"name": "Content-Type", "value": "text/html; charset=utf-8"}]
    assert told(check(recorded)) == ["I-01 response headers.content-type"]


def test_an_undeclared_member_is_an_information_and_in_strict_runs_a_warning(check: Any) -> None:
    recorded = entry("GET", f"{OKTOPOST}/integration", answer={**PAGE, "Took": 3})
    assert [(one["severity"], one["pointer"]) for one in check(recorded)] == [("info", "Took")]
    assert [one["severity"] for one in check(recorded, "--strict")] == ["warning"]


def test_the_state_of_a_node_is_no_closed_list(check: Any) -> None:
    """The documents say "Success, Failed, etc."."""
    answer = {"data": {}, "node_status": "Stalled", "http_status": 599}
    assert {one["severity"] for one in check(execute("hubspot/get_contact", {}, answer=answer))} <= {"info"}


# -- what cannot be held ---------------------------------------------------------------------------------------

UNHELD = {
    "no contract covers this path": entry("GET", f"{OKTOPOST}/nothing", answer={}),
    "a preflight, which the browser sends by itself": entry(
        "OPTIONS", f"{OKTOPOST}/integration", status=204, answer=""
    ),
    "no contract covers the action deal.getAll: --actions declares it": act("deal.getAll", {}, answer=FOUND),
    "no answer was recorded": entry("GET", f"{OKTOPOST}/integration", status=0, answer=""),
}


@pytest.mark.parametrize("reason", UNHELD)
def test_what_cannot_be_held_is_not_tried_and_says_why(mockserver: Commands, tmp_path: Path, reason: str) -> None:
    """A run that tried nothing is no success: exit code 2."""
    done = mockserver("check", har(tmp_path / "one.har", UNHELD[reason]))
    assert f"({reason})" in done.out
    assert done.code == 2


PERSON = execute(
    "pipedrive/create_person", {"name": "Zoe"}, answer={"data": {"id": 1}, "node_status": "Success", "http_status": 200}
)
NAMELESS = execute(
    "pipedrive/create_person",
    {},
    status=400,
    answer=refusal(400, "BAD_REQUEST", "VALIDATION_ERROR", "Required parameter 'name' is missing"),
)
LISTED = [{"name": "Create person", "action_id": "create_person", "description": "x"}]
PARAMETERS = [{"name": "name", "label": "Name", "required": True, "type": "text"}]  # fmt: skip


@pytest.mark.contract("R-10", "R-11", "R-16")
@pytest.mark.parametrize("form", ["list", "lists", "recording"])
def test_an_action_that_only_the_vendors_own_list_knows_is_held_once_it_is_declared(
    mockserver: Commands, tmp_path: Path, form: str
) -> None:
    """Its envelope is, and the parameters that it asks for; without the list nothing can be said of it."""
    url = f"{REFOLD}/integration-schema/pipedrive/actions"
    described = entry("GET", f"{url}/create_person", answer=PARAMETERS)
    file = har(tmp_path / "actions", entry("GET", url, answer=LISTED), described)
    documents = {"list": LISTED, "lists": {"pipedrive": [{**LISTED[0], "parameters": PARAMETERS}]}}
    if form in documents:
        file.write_text(json.dumps(documents[form]))
    wrong = execute("pipedrive/create_person", {"name": "Zoe"}, answer={"data": {}})
    calls = har(tmp_path / "calls.har", PERSON, NAMELESS, wrong)
    without = json.loads(mockserver("check", calls, "--report", "json").out)["verdicts"]
    declared = json.loads(mockserver("check", calls, "--actions", file, "--report", "json").out)["verdicts"]
    reason = "no contract covers the action create_person: --actions declares it"
    assert [(one["verdict"], one["reason"]) for one in without] == [("not tried", reason)] * 3
    asked = [] if form == "list" else ["R-08 request payload.name"]
    assert [told(one["findings"]) for one in declared] == [[], asked, ["R-04 response node_status"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [("5", "is not JSON"), ('{"hubspot": [5]}', "declares no action by '5'"), ("[]", "declares no action")],
)
def test_a_file_that_declares_no_actions_is_refused_in_one_line(
    mockserver: Commands, tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "actions.json"
    path.write_text(content)
    done = mockserver("check", SAMPLES / "firefox.har", "--actions", path)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert message in done.err


@pytest.mark.contract("O-14")
def test_a_declared_action_of_oktopost_is_held_by_its_envelope(mockserver: Commands, tmp_path: Path) -> None:
    """The documented ones keep their contracts, whatever a list says."""
    listed = tmp_path / "actions.json"
    listed.write_text(json.dumps({"salesforce": ["deal.getAll", "lead.getByEmail"]}))
    deal, lead = (
        act("deal.getAll", {}, answer={"Result": "yes"}),
        act("lead.getByEmail", {}, status=400, answer=MISSING),
    )
    integration = ("--integration", "014000000000001=salesforce")
    calls = har(tmp_path / "calls.har", deal, lead)
    done = mockserver("check", calls, "--actions", listed, "--report", "json", *integration)
    assert [told(one["findings"]) for one in json.loads(done.out)["verdicts"]] == [
        ["O-05 response IntegrationAction", "O-05 response Result"],
        ["O-32 request payload.email"],
    ]


def test_an_answer_whose_body_was_not_recorded_is_not_tried(mockserver: Commands, tmp_path: Path) -> None:
    recorded = entry("GET", f"{OKTOPOST}/integration", answer={})
    recorded["response"]["content"] = {"size": 700, "mimeType": JSON}
    done = mockserver("check", har(tmp_path / "one.har", recorded))
    assert "not tried #1 GET /v2/integration -> 200 (the recording holds no body of the answer)" in done.out


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<html>", "is not JSON"),
        ("{}", "is neither a HAR file (log.entries) nor an export of a journal (entries)"),
        ('{"log": {"entries": [{}]}}', "1 of its entries cannot be read"),
        ('{"log": {"entries": [', "breaks off after entry 0"),
        ('{"log": {"entries": null}}', '[ expected at byte 20, not "null}}"'),
        ('{"log": {1: 2}}', "no name of a member at byte 9"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_in_one_line(
    mockserver: Commands, tmp_path: Path, content: str, message: str
) -> None:
    path = tmp_path / "file"
    path.write_text(content)
    done = mockserver("check", path)
    assert done.code == 2
    assert message in done.err
    assert done.err.count("\n") == 1


def test_a_file_that_is_not_there_is_refused_in_one_line(mockserver: Commands, tmp_path: Path) -> None:
    done = mockserver("check", tmp_path / "none.har")
    assert (done.code, done.out) == (2, f"mockserver check {tmp_path / 'none.har'}: 0 kept, 0 broken, 0 not tried\n")
    assert done.err == f"mockserver check: {tmp_path / 'none.har'} cannot be read: No such file or directory\n"


def test_memory_does_not_grow_with_the_file(mockserver: Commands, tmp_path: Path) -> None:
    """Forty times the entries, and the peak moves by less than two of them."""
    recorded = json.dumps(entry("GET", f"{OKTOPOST}/nothing", answer={"text": "x" * 200_000}))
    peaks, path = [], tmp_path / "big.har"
    for count in (5, 200):
        path.write_text(f'{{"log": {{"entries": [{", ".join([recorded] * count)}]}}}}')
        tracemalloc.start()
        done = mockserver("check", path, "--quiet")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert f"0 kept, 0 broken, {count} not tried" in done.out
    assert path.stat().st_size > 40_000_000
    assert peaks[1] - peaks[0] < 2 * len(recorded)


# -- files that somebody made to hurt --------------------------------------------------------------------------

GOOD = entry("GET", f"{OKTOPOST}/nothing", answer={})
"""An entry that is read, and then held by nobody."""


def with_header(value: Any) -> bytes:
    """An entry whose one header has any value."""
    return orjson.dumps({**GOOD, "request": {**GOOD["request"], "headers": [{"name": "a", "value": value}]}})


UNREADABLE = {
    "an integer of 4,301 digits": (b'{"request": %b}' % (b"9" * 4301), "number is infinity"),
    "an integer of a million digits": (b'{"request": [-%b]}' % (b"9" * 1_000_000), "number is infinity"),
    "a number without end": (b'{"request": 1e999}', "number is infinity"),
    "a nest of arrays": (b'{"request": %b}' % (b"[" * 1_000_000 + b"]" * 1_000_000), "depth limit exceeded"),
    "a nest of objects": (b'{"a":' * 200 + b"1" + b"}" * 200, "nested deeper than 100 levels"),
    "brackets that do not match": (b'{"request": [}]', "not valid JSON"),
    "half a character": (b'{"request": "\\ud800"}', "not valid JSON"),
    "a header that is no text": (with_header({}), "no text as its header"),
    "a status that is no number": (
        orjson.dumps({**GOOD, "response": {"status": [1]}}),
        "no whole number as its status",
    ),
    "a URL that is none": (orjson.dumps({**GOOD, "request": {**GOOD["request"], "url": "http://["}}), "Invalid IPv6"),
    "a list": (b"[]", "the entry has no"),
    "a text": (b'"{"', "the entry has no"),
    "a body that is no base64": (
        orjson.dumps({**GOOD, "response": {"status": 200, "content": {"text": "x", "encoding": "base64"}}}),
        "base64",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_entry_that_cannot_be_read_does_not_hide_the_next(mockserver: Commands, tmp_path: Path, case: str) -> None:
    """It is told, and the run is no success."""
    text, reason = UNREADABLE[case]
    path = tmp_path / "hostile.har"
    path.write_bytes(b'{"log": {"entries": [%b, %b]}}' % (text, orjson.dumps(GOOD)))
    done = mockserver("check", path, "--report", "json")
    first, second = json.loads(done.out)["verdicts"]
    assert (done.code, first["verdict"], first["name"]) == (2, "not tried", "#1")
    assert reason in first["reason"]
    assert (second["name"], second["reason"]) == ("#2 GET /v2/nothing", "no contract covers this path")
    assert done.err == f"mockserver check: {path}: 1 of its entries cannot be read, so nothing can be said of them\n"


def test_an_entry_without_bounds_is_passed_over(mockserver: Commands, tmp_path: Path) -> None:
    """Its text is looked at once, piece by piece, and never held."""
    path = tmp_path / "long.har"
    with path.open("wb") as stream:
        stream.write(b'{"log": {"comment": "')
        for _ in range(64):
            stream.write(b'\\"[{' * (1 << 18))
        stream.write(b'", "entries": [{"request": "')
        for _ in range(80):
            stream.write(b"x\\\\\\n" * (1 << 18))
        stream.write(b'"}, %b]}}' % orjson.dumps(GOOD))
    tracemalloc.start()
    done = mockserver("check", path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "not tried #1 (the entry is larger than 64 MiB)\nnot tried #2 GET /v2/nothing" in done.out
    assert peak < 2 * MAX_VALUE


@pytest.mark.parametrize("size", range(1, 40))
def test_where_a_file_is_cut_into_pieces_makes_no_difference(size: int) -> None:
    """Escapes, brackets in texts, numbers and blanks across the seams."""
    text = rb' [ {"a\\\"]": [1, {"b": "}\\\\"}, []]} , -1.5e3 ,"\\\\\"[" ,null,[[ ]], {} ] '

    class Small(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            return super().read(size)

    values = list(JsonStream(Small(text)).items())
    assert [json.loads(value or b"") for value in values] == json.loads(text)


def test_a_recording_may_begin_with_a_byte_order_mark_and_have_null_headers(
    mockserver: Commands, tmp_path: Path
) -> None:
    path = tmp_path / "bom.har"
    path.write_bytes(b"\xef\xbb\xbf" + b'{"log": {"entries": [%b]}}' % with_header(None))
    done = mockserver("check", path)
    assert (done.out.splitlines()[0], done.err) == ("not tried #1 GET /v2/nothing (no contract covers this path)", "")


@pytest.mark.parametrize("form", ["text", "markdown", "junit", "json", "sarif"])
def test_nothing_that_steers_a_terminal_gets_into_a_report(mockserver: Commands, tmp_path: Path, form: str) -> None:
    """Neither from a recording nor from the name of its file."""
    evil = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"
    recorded = act("list.addLeads", {"listId": "1", "leadIds": [evil]}, app="marketo", status=400, answer=MISSING)
    stray = entry("GET", f"{OKTOPOST}/{quote(evil)}", answer={})
    path = har(tmp_path / f"{evil}.har", recorded, stray, {"request": evil})
    done = mockserver("check", path, "--report", form)
    assert done.code == 1
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", done.out + done.err)
    if form in ("text", "markdown"):
        assert "\u202e" not in done.out + done.err


def test_a_long_name_is_cut(mockserver: Commands, tmp_path: Path) -> None:
    done = mockserver("check", har(tmp_path / "long.har", entry("GET", f"{OKTOPOST}/{'x' * 1_000_000}", answer={})))
    assert len(done.out) < 1_000


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "markdown"])
def test_a_long_name_in_a_document_is_cut(mockserver: Commands, tmp_path: Path, form: str) -> None:
    """Of a field that nobody declares, in a form, in a payload and in an answer."""
    long = "x" * 1_000_000
    asked = act("lead.search", {"search": "a", long: 1}, answer={**FOUND, long: 2})
    listed = entry("GET", f"{OKTOPOST}/integration?{long}=1", answer=PAGE)
    done = mockserver("check", har(tmp_path / "long.har", asked, listed), "--report", form)
    assert (done.code, len(done.out) < 20_000) == (0, True)


def test_a_report_is_written_of_what_was_found_before_a_file_broke_off(mockserver: Commands, tmp_path: Path) -> None:
    path, report = tmp_path / "half.har", tmp_path / "report.xml"
    broken = act("list.addLeads", {"listId": "1", "leadIds": ["x"]}, app="marketo", status=400, answer=MISSING)
    path.write_bytes(b'{"log": {"entries": [%b, {"requ' % orjson.dumps(broken))
    done = mockserver("check", path, "--report", f"junit={report}")
    assert done.code == 1
    assert "breaks off after entry 1: it ends inside a value" in done.err
    assert 'errors="1"' in report.read_text()
    assert 'failures="1"' in report.read_text()
