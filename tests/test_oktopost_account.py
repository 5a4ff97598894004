"""What an Oktopost account has besides integrations: users, teams, domains, profiles, boards, leads and webhooks."""

from __future__ import annotations

import hmac
import json
from typing import Any

import pytest
import requests

from mockserver.core.store import Store
from mockserver.dialects.oktopost.account import LEFT_OUT, RESOURCES
from mockserver.dialects.oktopost.webhooks import LOG, MOST_LOGGED
from mockserver.sandboxes.sandbox import Sandbox
from tests.conftest import Control, Oktopost, Refold
from tests.receiver import Receiver

ADA, RITA = "00A000000000000", "00A000000000001"
JOHN = "0ld000000000001"
WEBHOOK = "0wh000000000001"
FOREIGN = {
    "user": "00A000000000101",
    "team": "0te000000000101",
    "cname": "0CN000000000101",
    "credential": "003-001000000000002-1",
    "board": "brd000000000101",
    "lead": "0ld000000000005",
    "webhook": "0wh000000000101",
    "webhook-log": "0wh000000000101",
    "team-entity": "00A000000000101",
}
"""What another account has."""


def told(response: requests.Response) -> Any:
    """The document of a success."""
    assert response.status_code == 200, response.text
    document = response.json()
    assert document.pop("Result") is True
    return document


def refused(response: requests.Response) -> tuple[int, str]:
    document = response.json()
    assert document["Result"] is False
    return response.status_code, document["Errors"]["API"]["Error"]


def listed(okto: Oktopost, path: str) -> list[str]:
    """The ids of a list."""
    document = told(okto.get(f"/v2/{path}"))
    assert list(document) == ["Items", "Total"]
    return [item["Id"] for item in document["Items"]]


# -- every list and every id -----------------------------------------------------------------------------------


@pytest.mark.contract("O-70", "O-71")
@pytest.mark.parametrize(
    ("path", "ids"),
    [
        ("user", [ADA, RITA, "00A000000000002"]),
        ("team", ["0te000000000001", "0te000000000002"]),
        (f"team-entity/{ADA}", ["0te000000000001"]),
        (f"team-entity/{RITA}", []),
        ("cname", ["0CN000000000000"]),
        ("board", ["brd000000000001"]),
        ("webhook", [WEBHOOK]),
        (f"webhook-log/{WEBHOOK}", ["0wl000000000001"]),
        ("lead-activity", ["0la000000000001", "0la000000000002", "0la000000000003"]),
        (f"lead-activity?leadId={JOHN}", ["0la000000000001", "0la000000000002"]),
        ("credential", ["003-001000000000001-1", "003-001000000000001-123456", "003-001000000000001-3"]),
        ("credential?network=Twitter", []),
        ("credential?network=Twitter&includeInvalid=1", ["003-001000000000001-2"]),
        ("webhook?event=newLead&name=New%20leads", [WEBHOOK]),
        ("webhook?event=postSent", []),
        ("webhook?name=New", []),
        ("webhook?_count=20&_order=created", [WEBHOOK]),
        ("user?_page=1", []),
    ],
)
def test_a_list_has_what_is_the_accounts_and_asked_for(okto: Oktopost, path: str, ids: list[str]) -> None:
    assert listed(okto, path) == ids


@pytest.mark.contract("O-70")
def test_pages_follow_one_another_and_the_total_counts_all(okto: Oktopost) -> None:
    for number in range(30):
        told(okto.post("/v2/team", {"name": f"Team {number}"}))
    first, second = told(okto.get("/v2/team")), told(okto.get("/v2/team?_page=1&_count=25"))
    assert (len(first["Items"]), len(second["Items"]), first["Total"], second["Total"]) == (25, 7, 32, 32)
    assert first["Items"][-1]["Name"] == "Team 22"
    assert second["Items"][0]["Name"] == "Team 23"


@pytest.mark.contract("O-70")
@pytest.mark.parametrize("path", ["user", "lead", "webhook", f"webhook-log/{WEBHOOK}", f"team-entity/{ADA}"])
def test_a_page_of_another_size_is_refused_in_the_vendors_words(okto: Oktopost, path: str) -> None:
    assert refused(okto.get(f"/v2/{path}?_count=7")) == (400, "Page size 7 is not valid.")
    assert refused(okto.get(f"/v2/{path}?_page=x"))[0] == 400


@pytest.mark.contract("O-86")
@pytest.mark.parametrize("path", FOREIGN)
@pytest.mark.parametrize("form", ["{}", "x", "{}0", "%2e%2e"])
def test_an_id_that_is_not_the_accounts_is_404(okto: Oktopost, path: str, form: str) -> None:
    if path == "cname":
        response = okto.post(f"/v2/cname/{form.format(FOREIGN[path])}", {"cname": "a.example"})
    else:
        response = okto.get(f"/v2/{path}/{form.format(FOREIGN[path])}")
    status, text = refused(response)
    assert (status, text.partition(" not found: ")[1]) == (404, " not found: ")


@pytest.mark.contract("O-85")
@pytest.mark.parametrize(
    ("method", "path", "form"),
    [
        ("POST", "user", {"firstName": "A"}),
        ("POST", f"team-entity/{ADA}", {"teamIds": "0te000000000001"}),
        ("DELETE", f"team-entity/{ADA}", {"teamIds": "0te000000000001"}),
        ("PUT", "credential/003-001000000000001-1", {"displayName": "A"}),
        ("DELETE", f"lead/{JOHN}", {}),
        ("POST", f"webhook/{WEBHOOK}", {"isEnabled": "0"}),
        ("POST", "lead-link-replace", {}),
    ],
)
def test_a_key_without_permissions_reads_only(
    okto: Oktopost, control: Control, method: str, path: str, form: dict[str, str]
) -> None:
    reader = (okto.account, okto.readonly_key)
    before = control.told("GET", "state")
    response = okto.request(method, f"/v2/{path}", data=form, auth=reader)
    assert refused(response) == (403, "The API key may only read")
    assert control.told("GET", "state") == before
    assert told(okto.get("/v2/me", auth=reader))["User"]["Id"] == RITA


@pytest.mark.contract("O-72")
def test_me_is_the_first_user_of_the_account_where_no_key_names_one(okto: Oktopost) -> None:
    told(okto.request("DELETE", f"/v2/user/{ADA}"))
    assert told(okto.get("/v2/me"))["User"]["Id"] == RITA
    for user in listed(okto, "user"):
        told(okto.request("DELETE", f"/v2/user/{user}"))
    assert refused(okto.get("/v2/me"))[0] == 404


@pytest.mark.contract("O-87")
@pytest.mark.parametrize("name", sorted(LEFT_OUT))
@pytest.mark.parametrize("path", ["/v2/{}", "/v2/{}/1"])
def test_what_the_vendor_has_and_the_sandbox_leaves_out_is_404_with_a_hint(
    okto: Oktopost, name: str, path: str
) -> None:
    response = okto.get(path.format(name))
    assert (response.status_code, response.json()) == (404, {"Result": False, "Errors": []})
    assert response.headers["X-Mock-Hint"].startswith(f"the vendor has /v2/{name}, and this server leaves it out")


@pytest.mark.contract("O-87")
def test_a_misspelt_path_is_met_with_the_one_that_was_meant(okto: Oktopost) -> None:
    hint = okto.get("/v2/webhoks").headers["X-Mock-Hint"]
    assert hint.startswith("nothing is served at /v2/webhoks: did you mean webhook? below /v2 there are board, ")


# -- writing ---------------------------------------------------------------------------------------------------


@pytest.mark.contract("O-73", "O-01")
def test_json_bodies_are_taken_like_forms(okto: Oktopost) -> None:
    fields = {
        "firstName": "Pat",
        "lastName": "Publisher",
        "email": "pat@acme.example",
        "password": "first-password",
        "role": "publisher",
        "timezone": "UTC",
    }
    made = told(okto.request("POST", "/v2/user", json=fields))["User"]
    assert (made["Name"], made["LastLogin"]) == ("Pat Publisher", "0000-00-00 00:00:00")
    assert "password" not in json.dumps(told(okto.get(f"/v2/user/{made['Id']}"))).lower()
    webhook = {"event": "newLead", "name": "A", "url": "http://localhost:1/", "isEnabled": 0}
    assert told(okto.request("POST", "/v2/webhook", json=webhook))["Webhook"]["IsEnabled"] == 0


@pytest.mark.contract("O-73", "O-82", "O-76")
@pytest.mark.parametrize(
    ("path", "form", "text"),
    [
        ("user", {"firstName": "A"}, "Missing required field: lastName"),
        ("webhook", {"name": "A"}, "Missing required field: event"),
        ("cname", {}, "Missing required field: cname"),
        ("cname/0CN000000000000", {"cname": " "}, "Missing required field: cname"),
        (f"team-entity/{ADA}", {}, "Missing required field: teamIds"),
        (f"webhook/{WEBHOOK}", {"event": "newLeads"}, "Invalid request: form.event: expected one of "),
        (f"webhook/{WEBHOOK}", {"isEnabled": "2"}, "Invalid request: form.isEnabled: expected one of 0, 1"),
        (f"user/{ADA}", {"firstName": ""}, "Invalid request: form.firstName: "),
    ],
)
def test_a_form_that_says_too_little_or_wrong_is_400(
    okto: Oktopost, path: str, form: dict[str, str], text: str
) -> None:
    status, got = refused(okto.post(f"/v2/{path}", form))
    assert status == 400
    assert got.startswith(text)


@pytest.mark.contract("O-73", "O-74", "O-76", "O-77", "O-82")
def test_an_update_moves_modified_and_nothing_else(okto: Oktopost, control: Control) -> None:
    control.told("PUT", "clock", {"frozen": "2026-01-02T03:04:05Z"})
    before = told(okto.get(f"/v2/user/{ADA}"))["User"]
    after = told(okto.post(f"/v2/user/{ADA}", {"lastName": "Lovelace"}))["User"]
    changes = {"LastName": "Lovelace", "Name": "Ada Lovelace", "Modified": "2026-01-02 03:04:05"}
    assert after == {**before, **changes}
    assert told(okto.post("/v2/team/0te000000000001", {}))["Team"]["Name"] == "Americas"
    put = okto.request("PUT", "/v2/credential/003-001000000000001-1", data={"nativePostsEnabled": "0"})
    assert told(put)["Credential"]["NativePostsEnabled"] == 0
    assert okto.post("/v2/credential/003-001000000000001-1", {}).status_code == 405


@pytest.mark.contract("O-74", "O-75")
def test_nobody_belongs_to_a_deleted_team(okto: Oktopost) -> None:
    told(okto.post(f"/v2/team-entity/{ADA}", {"teamIds": "0te000000000002, 0te000000000001"}))
    assert listed(okto, f"team-entity/{ADA}") == ["0te000000000001", "0te000000000002"]
    told(okto.request("DELETE", "/v2/team/0te000000000001"))
    assert listed(okto, f"team-entity/{ADA}") == ["0te000000000002"]
    missing = okto.post(f"/v2/team-entity/{ADA}", {"teamIds": "0te000000000001"})
    assert refused(missing) == (404, "Team not found: 0te000000000001")
    assert listed(okto, "team-entity/brd000000000001") == []


# -- leads -----------------------------------------------------------------------------------------------------


def links(okto: Oktopost, lead: str = JOHN) -> dict[str, str]:
    """A lead's links: integration to the id of the person."""
    remote = told(okto.get(f"/v2/lead/{lead}"))["Lead"]["RemoteLeads"]
    assert {link["LinkedLeadId"] for link in remote} <= {lead}
    return {link["IntegrationID"]: link["RemoteIdentifier"] for link in remote}


@pytest.mark.contract("O-79")
def test_leads_are_listed_with_a_valid_address_or_all(okto: Oktopost) -> None:
    some, every = listed(okto, "lead?_count=100"), listed(okto, "lead?_count=100&all_leads=true")
    assert [lead for lead in every if lead not in some] == ["0ld000000000004"]
    assert listed(okto, "lead?search=john") == [JOHN]
    assert listed(okto, "lead?search=john+example.com") == [JOHN]
    assert listed(okto, "lead?search=visitor") == []
    assert listed(okto, "lead?search=visitor&all_leads=1") == ["0ld000000000004"]
    assert listed(okto, "lead?search=grace&all_leads=1") == []


@pytest.mark.contract("O-79")
def test_a_lead_follows_the_people_of_the_applications(okto: Oktopost, refold: Refold, control: Control) -> None:
    assert links(okto) == {"014000000000001": "0035g0000000001AAA", "014000000000002": "12345"}
    made = refold.data("hubspot/create_contact", {"email": "john@example.com"})["id"]
    assert links(okto)["014000000000003"] == made
    refold.data("hubspot/update_contact", {"contactId": made, "email": "other@example.com"})
    assert "014000000000003" not in links(okto)
    control.told("PATCH", "integrations/salesforce", {"state": "disabled"})
    assert list(links(okto)) == ["014000000000002"]
    control.told("PATCH", "integrations/marketo", {"token_expired": True})
    assert links(okto) == {}


@pytest.mark.contract("O-81")
def test_a_link_is_replaced_by_hand(okto: Oktopost) -> None:
    form = {
        "integrationId": "014000000000001",
        "linkedRecordId": "0035g0000000001AAA",
        "newLinkedRecordId": "0035g0000000002AAA",
    }
    told(okto.post("/v2/lead-link-replace", form))
    assert links(okto)["014000000000001"] == "0035g0000000002AAA"
    again = {**form, "linkedRecordId": "0035g0000000002AAA", "newLinkedRecordId": "0035g0000000001AAA"}
    jane = told(okto.get("/v2/lead/0ld000000000002"))["Lead"]
    assert jane["RemoteLeads"][0]["RemoteIdentifier"] == "0035g0000000002AAA"
    told(okto.post("/v2/lead-link-replace", again))
    assert refused(okto.post("/v2/lead-link-replace", {**form, "linkedRecordId": "0035g0000000009AAA"})) == (
        404,
        "Linked record not found: 0035g0000000009AAA",
    )
    assert refused(okto.post("/v2/lead-link-replace", {**again, "newLinkedRecordId": "nobody"}))[0] == 404
    assert refused(okto.post("/v2/lead-link-replace", {**form, "integrationId": "014000000000101"})) == (
        404,
        "Integration not found: 014000000000101",
    )
    assert refused(okto.post("/v2/lead-link-replace", {}))[0] == 400


@pytest.mark.contract("O-79", "O-80")
def test_a_deleted_lead_takes_its_activities_along(okto: Oktopost) -> None:
    wrong = okto.request("DELETE", "/v2/lead-activity/0la000000000001")
    assert refused(wrong) == (404, "LeadActivity not found: 0la000000000001")
    told(okto.request("DELETE", f"/v2/lead/{JOHN}"))
    assert listed(okto, "lead-activity") == ["0la000000000003"]
    assert refused(okto.get(f"/v2/lead/{JOHN}"))[0] == 404


# -- webhooks --------------------------------------------------------------------------------------------------


def webhook(okto: Oktopost, url: str, event: str = "newLead", **more: str) -> dict[str, Any]:
    made: dict[str, Any] = told(okto.post("/v2/webhook", {"event": event, "name": "A", "url": url, **more}))["Webhook"]
    return made


@pytest.mark.contract("O-83", "O-84")
def test_a_new_lead_is_sent_signed_and_logged(okto: Oktopost, control: Control, receiver: Receiver) -> None:
    control.told("PUT", "clock", {"frozen": "2026-01-02T03:04:05Z"})
    made = webhook(okto, f"{receiver.url}/leads")
    fields = {"Email": "john@acme.com", "FirstName": "Jo", "LastName": "Doe"}
    lead = control.told("POST", "records/oktopost/lead", fields)
    received = receiver.next()
    event = json.loads(received.body)
    assert event == {
        "event": "newLead",
        "timestamp": 1767323045,
        "webhookId": made["Id"],
        "data": told(okto.get(f"/v2/lead/{lead['Id']}"))["Lead"],
    }
    assert event["data"]["RemoteLeads"][0]["RemoteIdentifier"] == "00Q5g0000000001EAA"
    signature = hmac.new(made["Secret"].encode(), received.body, "sha1").hexdigest()
    headers = received.headers
    assert (headers["x-oktopost-secret"], headers["x-oktopost-signature"]) == (signature, signature)
    assert headers["x-oktopost-webhook"] == made["Id"]
    assert headers["content-type"] == "application/json"
    control.told("GET", "deliveries?wait=10")
    assert told(okto.get(f"/v2/webhook-log/{made['Id']}"))["Items"] == [
        {
            "Id": "0wl000000000003",
            "WebhookPayloadId": headers["x-oktopost-payload"],
            "Created": "2026-01-02 03:04:05",
            "ResponseCode": 204,
            "ExecutionTime": 0.0,
            "Payload": {"event": "newLead", "data": event["data"]},
        }
    ]
    assert told(okto.get(f"/v2/webhook/{made['Id']}"))["Webhook"]["LastExecutionDate"] == "2026-01-02 03:04:05"
    default, sent = control.told("GET", "deliveries")["deliveries"]
    assert (default["status"], default["url"]) == ("not-sent", "https://hooks.acme.example/oktopost")
    assert (sent["status"], sent["dialect"], sent["event"]) == ("delivered", "oktopost", "newLead")


@pytest.mark.contract("O-84")
def test_an_activity_is_sent_to_the_webhooks_of_its_event(okto: Oktopost, control: Control, receiver: Receiver) -> None:
    receiver.answers = [(500, {}, b"")]
    made = webhook(okto, receiver.url, "newLeadActivity")
    webhook(okto, receiver.url, "newLeadActivity", isEnabled="0")
    activity = control.told("POST", "records/oktopost/leadActivity", {"LeadId": JOHN, "Type": "click"})
    assert json.loads(receiver.next().body)["data"] == activity
    (sent,) = control.told("GET", "deliveries?wait=10")["deliveries"]
    assert (sent["status"], len(sent["tries"])) == ("failed", 1)
    (entry,) = told(okto.get(f"/v2/webhook-log/{made['Id']}"))["Items"]
    assert entry["ResponseCode"] == 500


@pytest.mark.contract("O-84")
def test_nobody_else_is_told(okto: Oktopost, control: Control) -> None:
    control.told("PUT", f"records/oktopost/lead/{JOHN}", control.told("GET", f"records/oktopost/lead/{JOHN}"))
    other = {**control.told("GET", "records/oktopost/lead/0ld000000000005"), "Id": "0ld000000000900"}
    control.told("PUT", "records/oktopost/lead/0ld000000000900", other)
    (sent,) = control.told("GET", "deliveries")["deliveries"]
    assert sent["url"] == "https://hooks.globex.example/oktopost"
    status, _ = control.refused("POST", "records/oktopost/lead", {"Email": 5})
    assert status == 400
    assert control.told("GET", "deliveries")["kept"] == 1


@pytest.mark.contract("O-82", "O-83")
def test_a_log_has_an_end_and_goes_with_its_webhook(okto: Oktopost, control: Control, sandbox: Sandbox) -> None:
    for _ in range(MOST_LOGGED + 3):
        control.told("POST", "records/oktopost/lead", {"Email": "a@acme.example"})
    assert told(okto.get(f"/v2/webhook-log/{WEBHOOK}"))["Total"] == MOST_LOGGED
    told(okto.request("DELETE", f"/v2/webhook/{WEBHOOK}"))
    assert refused(okto.get(f"/v2/webhook-log/{WEBHOOK}"))[0] == 404

    def left(store: Store) -> int:
        return store.count(LOG)

    assert sandbox.transact(left) == 0


@pytest.mark.contract("O-82")
def test_the_list_of_webhooks_is_sorted_and_keeps_their_secrets(okto: Oktopost) -> None:
    webhook(okto, "http://localhost:1/", "postSent")
    told(okto.post("/v2/webhook", {"event": "newCampaign", "name": "Z", "url": "http://localhost:1/"}))
    by_name = told(okto.get("/v2/webhook?_order=name"))["Items"]
    assert [item["Name"] for item in by_name] == ["A", "New leads", "Z"]
    by_event = told(okto.get("/v2/webhook?_order=event"))["Items"]
    assert [item["Event"] for item in by_event] == ["newCampaign", "newLead", "postSent"]
    assert not any("Secret" in item for item in by_name)


def test_every_resource_can_be_added_by_the_owner_of_the_sandbox(okto: Oktopost, control: Control) -> None:
    given = {
        "User": {"FirstName": "A", "LastName": "B", "Email": "a@b.example"},
        "Credential": {"Name": "A", "Network": "LinkedIn"},
        "LeadActivity": {"LeadId": JOHN},
        "Webhook": {"Name": "A", "Event": "newLead", "Url": "http://localhost:1/"},
        "WebhookLog": {
            "WebhookId": WEBHOOK,
            "WebhookPayloadId": "0wp000000000099",
            "ResponseCode": 200,
            "ExecutionTime": 0.1,
            "Payload": {"event": "newLead", "data": {}},
        },
    }
    for resource in RESOURCES:
        added = control.told("POST", f"records/{resource.table}", given.get(resource.name, {"Name": "A"}))
        assert added["AccountId"] == okto.account
