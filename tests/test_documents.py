"""Every curl of the source documents, as a command line, against a fresh server: only host and credentials differ."""

import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
import pytest

from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")

ACTION = "curl https://api.oktopost.com/v2/integration-action -X POST"
LOGIN = "001000000000001:okto-sandbox-key"
REPLACED = {
    "https://api.oktopost.com": "{url}",
    "https://api.gocobalt.io": "{url}",
    "https://app.refold.ai": "{url}",
    "ACCOUNT_ID:API_KEY": LOGIN,
    "YOUR_SESSION_TOKEN": "sandbox-session-token",
    "YOUR_API_KEY": "tk-sandbox-key",
    "YOUR_LINKED_ACCOUNT_ID": "customer@example.com",
    "{slug}": "hubspot",
}
"""What a reader of the documents puts in place of what they show."""


@dataclass(frozen=True)
class Answered:
    """What curl printed: the status, and the body as JSON."""

    status: int
    document: Any


@pytest.fixture
def url() -> Iterator[str]:
    """Where a server of its own, with the default records, answers."""
    with Server(Gateway(Sandboxes(world.load()))) as server:
        yield server.url


def run(command: str, url: str, *more: str) -> Answered:
    """Run a curl of a document."""
    for shown, real in REPLACED.items():
        command = command.replace(shown, real)
    words = shlex.split(command.replace("\\\n", " ").replace("{url}", url))
    asked = [*words, *more, "--silent", "--show-error", "--noproxy", "*", "--write-out", "\n%{http_code}"]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60)
    body, _, status = done.stdout.rpartition("\n")
    return Answered(int(status), orjson.loads(body))


def act(command: str, url: str) -> Any:
    """The result of a curl of the page on actions, which leaves the credentials out."""
    answered = run(command, url, "-u", LOGIN)
    assert answered.status == 200, answered.document
    assert list(answered.document) == ["Result", "IntegrationAction"]
    assert answered.document["Result"] is True
    return answered.document["IntegrationAction"]


# -- Oktopost, Integration Actions -----------------------------------------------------------------------------


@pytest.mark.contract("O-01", "O-05", "O-37")
def test_a_salesforce_contact_by_e_mail(url: str) -> None:
    result = act(
        r"""curl https://api.oktopost.com/v2/integration-action -X POST \
-d id="014000000000001" \
-d actionName="contact.getByEmail" \
-d payload='{"email":"john@example.com"}'""",
        url,
    )
    documented = {"Email": "john@example.com", "FirstName": "John", "LastName": "Doe"}
    assert {name: result[name] for name in documented} == documented
    assert list(result)[:4] == ["Id", "Email", "FirstName", "LastName"]


@pytest.mark.contract("O-06", "O-07")
def test_a_missing_field(url: str) -> None:
    answered = run(f"""{ACTION} -d id=014000000000001 -d actionName=contact.getByEmail -u {LOGIN}""", url)
    assert answered == Answered(400, {"Result": False, "Errors": ["Missing required field: email"]})


@pytest.mark.contract("O-34")
def test_a_salesforce_lead_is_created(url: str) -> None:
    result = act(
        r"""curl https://api.oktopost.com/v2/integration-action -X POST \
-d id="014000000000001" \
-d actionName="lead.create" \
-d payload='{"data":{"LastName":"Doe","Company":"Acme","Email":"john@acme.com"}}'""",
        url,
    )
    assert result == {"id": result["id"], "success": True, "errors": []}
    assert (result["id"][:3], len(result["id"])) == ("00Q", 18)


@pytest.mark.contract("O-55")
def test_leads_are_added_to_a_marketo_list(url: str) -> None:
    result = act(
        r"""curl https://api.oktopost.com/v2/integration-action -X POST \
-d id="014000000000002" \
-d actionName="list.addLeads" \
-d payload='{"listId":"1234","leadIds":[100,200,300]}'""",
        url,
    )
    assert result["result"] == [{"id": number, "status": "added"} for number in (100, 200, 300)]


@pytest.mark.contract("O-57", "O-23")
def test_a_marketo_lead_is_created(url: str) -> None:
    result = act(
        r"""curl https://api.oktopost.com/v2/integration-action -X POST \
-d id="014000000000002" \
-d actionName="lead.create" \
-d payload='{"data":{"Email":"john@acme.com","FirstName":"John","LastName":"Doe","Company":"Acme"}}'""",
        url,
    )
    (entry,) = result["result"]
    assert (result["success"], entry) == (True, {"id": entry["id"], "status": "created"})


@pytest.mark.contract("O-58", "O-25")
def test_a_custom_activity_is_added(url: str) -> None:
    result = act(
        r"""curl https://api.oktopost.com/v2/integration-action -X POST \
-d id="014000000000002" \
-d actionName="activity.addCustom" \
-d payload='{"leadId":12345,"activityTypeId":100001,"primaryAttributeValue":"https://example.com/post","""
        r""""attributes":{"postUrl":"https://example.com/post","network":"LinkedIn"}}'""",
        url,
    )
    (entry,) = result["result"]
    assert entry == {"id": entry["id"], "marketoGUID": str(entry["id"]), "status": "added"}


@pytest.mark.contract("O-61", "O-24")
def test_a_hubspot_contact_is_created(url: str) -> None:
    result = act(
        r"""curl https://api.oktopost.com/v2/integration-action -X POST \
-d id="014000000000003" \
-d actionName="contact.create" \
-d payload='{"data":{"email":"john@acme.com","firstname":"John","lastname":"Doe","company":"Acme"}}'""",
        url,
    )
    given = {"email": "john@acme.com", "firstname": "John", "lastname": "Doe", "company": "Acme"}
    assert list(result) == ["contact"]
    assert {name: result["contact"]["properties"][name] for name in given} == given


@pytest.mark.contract("O-20")
def test_a_hubspot_look_up_without_a_match(url: str) -> None:
    command = f"""{ACTION} -d id=014000000000003 -d actionName=contact.getByEmail"""
    assert act(f"""{command} -d payload='{{"email":"nobody@example.com"}}'""", url) == {"contact": None}


@pytest.mark.contract("O-62", "O-26")
def test_a_timeline_event_is_put(url: str) -> None:
    result = act(
        r"""curl https://api.oktopost.com/v2/integration-action -X POST \
-d id="014000000000003" \
-d actionName="event.upsert" \
-d payload='{"id":"evt-001","eventTypeId":"12345","email":"john@acme.com","properties":{"postTitle":"My Post"}}'""",
        url,
    )
    event = result["event"]
    assert (event["id"], event["eventTemplateId"], event["tokens"]) == ("evt-001", "12345", {"postTitle": "My Post"})


@pytest.mark.contract("O-16", "O-18")
def test_the_page_s_own_calls_leave_the_credentials_out(url: str) -> None:
    answered = run(f"{ACTION} -d id=014000000000001 -d actionName=case.getAll", url)
    assert answered.status == 401


# -- Oktopost, Integrations ------------------------------------------------------------------------------------

FIELDS = ["Id", "Created", "Modified", "Status", "State", "AccountId", "Type", "Version", "CnameId", "SettingsData"]


@pytest.mark.contract("I-01", "I-02", "I-04")
def test_integrations_are_listed_by_type(url: str) -> None:
    answered = run(
        r"""curl -u ACCOUNT_ID:API_KEY \
  "https://api.oktopost.com/v2/integration?type=facebook" """,
        url,
    )
    document = answered.document
    (item,) = document["Items"]
    assert (answered.status, list(document)) == (200, ["Result", "Items", "Total"])
    assert (document["Result"], document["Total"]) == (True, 1)
    assert list(item) == FIELDS
    assert {name: item[name] for name in ("Created", "Modified", "Status", "State", "AccountId", "Type")} == {
        "Created": "2016-12-18 12:47:58",
        "Modified": "2017-05-21 11:02:55",
        "Status": "valid",
        "State": "active",
        "AccountId": "001000000000001",
        "Type": "facebook",
    }


@pytest.mark.contract("I-05")
def test_an_integration_is_read_with_its_assets(url: str) -> None:
    answered = run(
        r"""curl -u ACCOUNT_ID:API_KEY \
  "https://api.oktopost.com/v2/integration/014000000000001?withAssets=1" """,
        url,
    )
    integration = answered.document["Integration"]
    assert (answered.status, list(answered.document)) == (200, ["Result", "Integration"])
    assert list(integration) == [*FIELDS, "Assets"]
    assert list(integration["Assets"]) == ["Credentials", "Boards"]


@pytest.mark.contract("I-06")
def test_an_integration_is_connected(url: str) -> None:
    answered = run(
        r"""curl -u ACCOUNT_ID:API_KEY \
  https://api.oktopost.com/v2/integration -X POST \
  -d cnameId="0CN000000000000" \
  -d type="cd" """,
        url,
    )
    integration = answered.document["Integration"]
    assert (answered.status, answered.document["Result"]) == (200, True)
    assert integration == {"Id": integration["Id"], "Type": "cd", "Status": "valid", "State": "active"}


@pytest.mark.contract("I-07", "I-13")
def test_an_integration_is_disabled(url: str) -> None:
    answered = run(
        r"""curl -u ACCOUNT_ID:API_KEY \
  https://api.oktopost.com/v2/integration/014000000000001 -X POST \
  -d state="disabled" """,
        url,
    )
    assert answered == Answered(200, {"Result": True})


@pytest.mark.contract("I-08")
def test_an_integration_is_deleted(url: str) -> None:
    command = r"""curl -u ACCOUNT_ID:API_KEY \
  https://api.oktopost.com/v2/integration/014000000000001 -X DELETE"""
    assert run(command, url) == Answered(200, {"Result": True})
    assert run(command, url).status == 404


# -- Cobalt and Refold, Execute Action -------------------------------------------------------------------------

BODY = r"""'{
    "email": "example@google.com",
    "lastname": "Smith",
    "firstname": "John",
    "company": "Google Inc.",
    "jobtitle": "Software Engineer"
  }'"""


@pytest.mark.contract("R-01", "R-02", "R-04", "R-05", "R-06")
@pytest.mark.parametrize(
    "credentials",
    [
        '-H "Authorization: Bearer YOUR_SESSION_TOKEN"',
        '-H "x-api-key: YOUR_API_KEY" -H "linked_account_id: customer@example.com"',
    ],
)
def test_a_contact_is_created_by_action_id(url: str, credentials: str) -> None:
    answered = run(
        'curl -X POST "https://api.gocobalt.io/api/v2/integration-schema/hubspot/actions/create_contact/execute" '
        f'{credentials} -H "Content-Type: application/json" -d {BODY}',
        url,
    )
    document = answered.document
    contact = document["data"]
    properties = contact["properties"]
    assert (answered.status, list(document)) == (200, ["data", "node_status", "http_status"])
    assert (document["node_status"], document["http_status"]) == ("Success", 200)
    assert list(contact) == ["id", "properties", "createdAt", "updatedAt", "archived"]
    assert (properties["email"], properties["hs_email_domain"]) == ("example@google.com", "google.com")
    assert properties["createdate"] == properties["lastmodifieddate"] == contact["createdAt"] == contact["updatedAt"]
    assert properties["hs_object_id"] == properties["hs_all_contact_vids"] == contact["id"]


@pytest.mark.contract("R-07", "R-08")
def test_a_missing_parameter(url: str) -> None:
    answered = run(
        'curl -X POST "https://api.gocobalt.io/api/v2/integration-schema/hubspot/actions/create_contact/execute" '
        '-H "Authorization: Bearer YOUR_SESSION_TOKEN" -H "Content-Type: application/json" -d "{}"',
        url,
    )
    documented = {
        "status_code": 400,
        "http_error_type": "BAD_REQUEST",
        "error_code": "VALIDATION_ERROR",
        "message": "Required parameter 'email' is missing",
        "request_id": answered.document["request_id"],
    }
    assert answered == Answered(400, documented)


@pytest.mark.contract("R-07", "R-09")
def test_an_invalid_session_token(url: str) -> None:
    answered = run(
        'curl -X POST "https://api.gocobalt.io/api/v2/integration-schema/hubspot/actions/create_contact/execute" '
        f'-H "Authorization: Bearer expired" -H "Content-Type: application/json" -d {BODY}',
        url,
    )
    documented = {
        "status_code": 401,
        "http_error_type": "UNAUTHORIZED",
        "error_code": "SERVER_ERROR",
        "message": "Invalid session token",
        "request_id": answered.document["request_id"],
    }
    assert answered == Answered(401, documented)


@pytest.mark.contract("R-07", "R-10")
def test_an_action_that_does_not_exist(url: str) -> None:
    answered = run(
        'curl -X POST "https://api.gocobalt.io/api/v2/integration-schema/hubspot/actions/create_nothing/execute" '
        f'-H "Authorization: Bearer YOUR_SESSION_TOKEN" -H "Content-Type: application/json" -d {BODY}',
        url,
    )
    documented = {
        "status_code": 404,
        "http_error_type": "NOT_FOUND",
        "error_code": "SERVER_ERROR",
        "message": "Action not found for the specified slug and action_id",
        "request_id": answered.document["request_id"],
    }
    assert answered == Answered(404, documented)


@pytest.mark.contract("R-02", "R-04", "R-05", "R-22")
@pytest.mark.parametrize(
    ("more", "members"),
    [((), ["data", "node_status", "http_status"]), (("-H", "Host: app.refold.ai"), ["node_status", "data"])],
    ids=["the full form", "the short form of the host"],
)
def test_contacts_are_fetched(url: str, more: tuple[str, ...], members: list[str]) -> None:
    answered = run(
        r"""curl -X POST "https://app.refold.ai/api/v2/integration-schema/{slug}/actions/get_contact/execute" \
  -H "x-api-key: YOUR_API_KEY" \
  -H "linked_account_id: YOUR_LINKED_ACCOUNT_ID" \
  -H "Content-Type: application/json" \
  -d '{ "limit": "1" }'""",
        url,
        *more,
    )
    document = answered.document
    assert (answered.status, list(document), document["node_status"]) == (200, members, "Success")
    assert list(document["data"]) == ["results", "paging"]
    assert document["data"]["results"] == [
        {
            "id": "51",
            "properties": {
                "email": "contact@example.com",
                "firstname": "Brian",
                "lastname": "Halligan (Sample Contact)",
                "createdate": "2023-10-06T09:53:17.242Z",
            },
            "createdAt": "2023-10-06T09:53:17.242Z",
            "updatedAt": "2024-05-15T18:35:12.877Z",
            "archived": False,
        }
    ]
