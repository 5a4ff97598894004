"""What one API makes, every other reads, with the same values under the names that docs/languages.md gives them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
import requests

from mockserver import dialects
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.transport.server import Server
from tests.conftest import Oktopost, Refold

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "languages.md"
APPS: Final = ("salesforce", "hubspot", "marketo")
OKTOPOST, REFOLD, HTTPREQUEST, OWN = "Oktopost", "Refold", "Refold's httprequest", "own"
SOBJECTS: Final = "/services/data/v59.0/sobjects"
EMAIL: Final = "ada@languages.example"
LIST: Final = "marketo list"
MARIA: Final = 100
"""A person of the fixtures."""

VALUES: Final[Mapping[str, Mapping[str, Any]]] = {
    "salesforce Lead": {
        "FirstName": "Ada", "LastName": "Byron", "Company": "Analytical", "Email": EMAIL, "Phone": "+44 1",
        "Title": "Countess", "City": "London", "LeadSource": "Web",
    },
    "salesforce Contact": {
        "FirstName": "Ada", "LastName": "Byron", "Email": EMAIL, "AccountId": "{Account}", "Department": "Sums",
        "MailingCity": "London",
    },
    "salesforce Account": {
        "Name": "Analytical", "Website": "https://a.example", "Industry": "Technology", "BillingCity": "London",
        "NumberOfEmployees": 3,
    },
    "salesforce Opportunity": {
        "Name": "Engine", "StageName": "Prospecting", "CloseDate": "2026-12-31", "Amount": 5000,
        "AccountId": "{Account}",
    },
    "salesforce Task": {"Subject": "Call", "WhoId": "{Contact}", "ActivityDate": "2026-12-31"},
    "salesforce Case": {"Subject": "Broken", "Description": "A wheel", "ContactId": "{Contact}", "Priority": "High"},
    "salesforce CaseComment": {"CommentBody": "Mended", "ParentId": "{Case}", "IsPublished": True},
    "hubspot contact": {
        "email": EMAIL, "firstname": "Ada", "lastname": "Byron", "phone": "+44 1", "company": "Analytical",
        "website": "https://a.example", "jobtitle": "Countess", "hubspot_owner_id": "1", "city": "London",
    },
    "hubspot company": {
        "name": "Analytical", "domain": "a.example", "industry": "COMPUTER_SOFTWARE", "city": "London",
        "numberofemployees": "3",
    },
    "hubspot deal": {
        "dealname": "Engine", "amount": "5000", "closedate": "2026-12-31T00:00:00.000Z",
        "dealstage": "appointmentscheduled", "pipeline": "default",
    },
    "hubspot task": {
        "hs_task_subject": "Call", "hs_timestamp": "2026-12-31T01:02:03.004Z", "hs_task_body": "Ask",
        "hs_task_priority": "HIGH",
    },
    "hubspot event": {
        "id": "e-1", "eventTemplateId": "12345", "email": EMAIL, "tokens": {"postTitle": "Hi"},
        "extraData": {"a": [1]},
    },
    "marketo lead": {
        "email": EMAIL, "firstName": "Ada", "lastName": "Byron", "company": "Analytical", "phone": "+44 1",
        "address": "1 Row", "city": "London", "state": "LDN", "country": "UK", "postalCode": "W1", "title": "Countess",
        "workPhone": "+44 2", "workEmail": "w@a.example", "oktopostCampaign__c": "Autumn",
    },
    "marketo list": {"id": "{new}", "name": "Languages", "description": "Five"},
    "marketo member": {"listId": 1235, "id": MARIA},
    "marketo activity": {
        "leadId": MARIA, "activityTypeId": 100001, "primaryAttributeValue": "https://a.example",
        "attributes": {"Network": "LinkedIn"}, "activityDate": "2026-01-02T03:04:05Z",
    },
}  # fmt: skip
"""A record of each object, under the names of the application's own API."""

Sent = Callable[..., Any]
"""(method, path, body) -> the document of a success, at an application's own API."""


@dataclass
class Speaker:
    """All five languages, to one sandbox."""

    okto: Oktopost
    refold: Refold
    own: dict[str, Sent]

    def sent(self, language: str, app: str) -> Sent:
        """What leads a call to the application's own API: itself, or Refold's httprequest."""
        if language == OWN:
            return self.own[app]

        def through(method: str, path: str, body: Any = None) -> Any:
            given = {} if body is None else {"body": body}
            return self.refold.data(f"{app}/httprequest", {"method": method, "url_path": path, **given})

        return through


@pytest.fixture
def speaker(okto: Oktopost, refold: Refold, server: Server, sandbox: Sandbox, http: requests.Session) -> Speaker:
    names = {name: dict(dialects.named(name).access.describe(server.url, sandbox)) for name in APPS}
    client = {name: names["marketo"][name] for name in ("client_id", "client_secret")}
    asked = {"grant_type": "client_credentials", **client}
    granted = http.get(f"{server.url}/identity/oauth/token", params=asked, timeout=30).json()
    tokens = {app: names[app].get("access_token") or granted["access_token"] for app in APPS}

    def sender(app: str) -> Sent:
        def send(method: str, path: str, body: Any = None) -> Any:
            form = {"data": body} if isinstance(body, str) else {"json": body}
            headers = {"authorization": f"Bearer {tokens[app]}"}
            if isinstance(body, str):
                headers["content-type"] = "application/x-www-form-urlencoded"
            response = http.request(method, server.url + path, headers=headers, timeout=30, **form)
            assert response.ok, response.text
            return response.json()

        return send

    return Speaker(okto, refold, {app: sender(app) for app in APPS})


# -- the document ----------------------------------------------------------------------------------------------


def rows() -> Iterator[tuple[str, list[str]]]:
    """(application, cells without their quotes) of every line of the document's tables."""
    app = ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            app = line.removeprefix("## ").lower()
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and cells[0] != "object":
            yield app, cells


def names() -> dict[str, list[dict[str, str]]]:
    """For each object the names of each field, by language; a language without the field has none."""
    found: dict[str, list[dict[str, str]]] = defaultdict(list)
    for app, (kind, *cells) in rows():
        plain = [re.fullmatch(r"`([\w.]+)`|(-)", cell) for cell in cells]
        if all(plain) and not _names_calls(cells):
            named = dict(zip((OKTOPOST, REFOLD, OWN), cells, strict=True))
            found[f"{app} {kind}"].append({one: name.strip("`") for one, name in named.items() if name != "-"})
    return dict(found)


def _names_calls(cells: list[str]) -> bool:
    return "/" in cells[-1]


NAMES: Final = names()


def test_the_document_tells_every_field_and_no_other() -> None:
    told = {kind: {field[OWN] for field in fields} for kind, fields in NAMES.items()}
    assert told == {kind: values.keys() for kind, values in VALUES.items()}


def test_the_document_names_actions_that_there_are() -> None:
    known = {
        OKTOPOST: {f"{action.app} {action.name}" for action in dialects.named("oktopost").actions.values()},
        REFOLD: {f"{action.app} {action.name}" for action in dialects.named("refold").actions.values()},
    }
    named = 0
    for app, (_, *cells) in rows():
        if _names_calls(cells):
            for language, cell in zip((OKTOPOST, REFOLD), cells, strict=False):
                for action in re.findall("`(.+?)`", cell):
                    assert f"{app} {action}" in known[language]
                    named += 1
    assert named > 20


# -- making and reading ----------------------------------------------------------------------------------------


def spoken(kind: str, language: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """A record under the names of a language; what it has no name for is left out."""
    said: dict[str, Any] = {}
    for field in NAMES[kind]:
        name = field.get(language, "")
        inner = name.removeprefix("additional_fields.")
        if name and inner != name:
            said.setdefault("additional_fields", {})[inner] = values[field[OWN]]
        elif name:
            said[name] = values[field[OWN]]
    return said


def made(speaker: Speaker, language: str, kind: str, values: Mapping[str, Any]) -> Any:
    """The key of a new record."""
    app, name = kind.split()
    if language in (HTTPREQUEST, OWN):
        return MAKING[app](speaker.sent(language, app), name, values)
    return {OKTOPOST: BY_OKTOPOST, REFOLD: BY_REFOLD}[language][kind](speaker, spoken(kind, language, values))


def _sobject(send: Sent, name: str, values: Mapping[str, Any]) -> Any:
    return send("POST", f"{SOBJECTS}/{name}", dict(values))["id"]


def _hubspot_object(send: Sent, name: str, values: Mapping[str, Any]) -> Any:
    if name == "event":
        return send("POST", "/integrators/timeline/v3/events", dict(values))["id"]
    return send("POST", f"/crm/v3/objects/{name}", {"properties": dict(values)})["id"]


def _marketo_object(send: Sent, name: str, values: Mapping[str, Any]) -> Any:
    if name == "lead":
        return send("POST", "/rest/v1/leads.json", {"input": [dict(values)]})["result"][0]["id"]
    if name == "member":
        path = f"/rest/v1/lists/{values['listId']}/leads.json"
        return send("POST", path, {"input": [{"id": values["id"]}]})["result"][0]["id"]
    attributes = [{"name": one, "value": value} for one, value in values["attributes"].items()]
    body = {"input": [{**values, "attributes": attributes}]}
    return send("POST", "/rest/v1/activities/external.json", body)["result"][0]["id"]


MAKING: Final[Mapping[str, Callable[[Sent, str, Mapping[str, Any]], Any]]] = {
    "salesforce": _sobject,
    "hubspot": _hubspot_object,
    "marketo": _marketo_object,
}


def _okto(action: str, key: str, **fixed: Any) -> Callable[[Speaker, dict[str, Any]], Any]:
    """Creates with ``data``, answers the member ``key`` of what comes back."""

    def make(speaker: Speaker, data: dict[str, Any]) -> Any:
        found = speaker.okto.result(action, {"data": data, **fixed})
        for step in key.split("."):
            found = found[int(step) if step.isdigit() else step]
        return found

    return make


def _comment(speaker: Speaker, data: dict[str, Any]) -> Any:
    case = data.pop("ParentId")
    return speaker.okto.result("salesforce/caseComment.create", {"caseId": case, "data": data})["id"]


def _members(speaker: Speaker, given: dict[str, Any]) -> Any:
    payload = {"listId": str(given["listId"]), "leadIds": [given["leadIds"]]}
    return speaker.okto.result("marketo/list.addLeads", payload)["result"][0]["id"]


BY_OKTOPOST: Final[Mapping[str, Callable[[Speaker, dict[str, Any]], Any]]] = {
    **{f"salesforce {name}": _okto(f"salesforce/{name.lower()}.create", "id") for name in
       ("Lead", "Contact", "Account", "Task", "Case")},
    "salesforce CaseComment": _comment,
    "hubspot contact": _okto("hubspot/contact.create", "contact.id"),
    "hubspot event": lambda speaker, given: speaker.okto.result("hubspot/event.upsert", given)["event"]["id"],
    "marketo lead": _okto("marketo/lead.create", "result.0.id"),
    "marketo member": _members,
    "marketo activity": lambda speaker, given: speaker.okto.result("marketo/activity.addCustom", given)["result"][0][
        "id"
    ],
}  # fmt: skip


def _refold(action: str, *steps: str | int) -> Callable[[Speaker, dict[str, Any]], Any]:
    def make(speaker: Speaker, given: dict[str, Any]) -> Any:
        found = speaker.refold.data(action, given)
        for step in steps:
            found = found[step]
        return found

    return make


BY_REFOLD: Final[Mapping[str, Callable[[Speaker, dict[str, Any]], Any]]] = {
    **{f"salesforce {name}": _refold(f"salesforce/create_{name.lower()}", "id") for name in
       ("Lead", "Contact", "Account", "Opportunity")},
    **{f"hubspot {name}": _refold(f"hubspot/create_{name}", "id") for name in ("contact", "company", "deal", "task")},
    "marketo lead": _refold("marketo/create_or_update_lead", "result", 0, "id"),
    "marketo member": lambda speaker, given: speaker.refold.data(
        "marketo/add_leads_to_list", {"list_id": str(given["list_id"]), "lead_ids": [given["lead_ids"]]}
    )["result"][0]["id"],
    "marketo activity": _refold("marketo/add_custom_activity", "result", 0, "id"),
}  # fmt: skip


def read(speaker: Speaker, language: str, kind: str, key: Any) -> Mapping[str, Any] | None:
    """A record under the names of the application's own API; None where the language cannot read one."""
    app, name = kind.split()
    fields = list(VALUES[kind])
    if language in (HTTPREQUEST, OWN):
        send = speaker.sent(language, app)
        if app == "salesforce":
            found: dict[str, Any] = send("GET", f"{SOBJECTS}/{name}/{key}")
            return found
        return _read_hubspot(send, name, key, fields) if app == "hubspot" else _read_marketo(send, name, key, fields)
    if language == REFOLD:
        return _read_by_refold(speaker, kind, key, fields)
    actions = dialects.named("oktopost").actions
    getter = f"{name[:1].lower()}{name[1:]}.getById"
    if kind == LIST:
        return _of_id(speaker.okto.result("marketo/list.getAll")["result"], key)
    if any((action.app, action.name) == (app, getter) for action in actions.values()):
        told = speaker.okto.result(f"{app}/{getter}", {"id": key})
        return told["contact"]["properties"] if app == "hubspot" else told  # type: ignore[no-any-return]
    return None


def _read_hubspot(send: Sent, name: str, key: str, fields: list[str]) -> dict[str, Any]:
    if name == "event":
        event: dict[str, Any] = send("GET", f"/integrators/timeline/v3/events/12345/{key}")
        return event
    found: dict[str, Any] = send("GET", f"/crm/v3/objects/{name}/{key}?properties={','.join(fields)}")["properties"]
    return found


def _read_marketo(send: Sent, name: str, key: Any, fields: list[str]) -> Mapping[str, Any]:
    if name == "lead":
        return _of_id(send("GET", f"/rest/v1/lead/{key}.json?fields={','.join(fields)}")["result"], key)
    if name == "list":
        return _of_id(send("GET", "/rest/v1/lists.json")["result"], key)
    if name == "member":
        found = send("GET", f"/rest/v1/lists/1235/leads/ismember.json?id={key}")["result"][0]
        assert found["status"] == "memberof"
        return {"id": _of_id(send("GET", "/rest/v1/list/1235/leads.json")["result"], key)["id"], "listId": 1235}
    token = send("GET", "/rest/v1/activities/pagingtoken.json?sinceDatetime=2026-01-01")["nextPageToken"]
    path = f"/rest/v1/activities.json?activityTypeIds=100001&leadIds={MARIA}&nextPageToken={token}"
    row = _of_id(send("GET", path)["result"], key)
    return {**row, "attributes": {one["name"]: one["value"] for one in row["attributes"]}}


def _read_by_refold(speaker: Speaker, kind: str, key: Any, fields: list[str]) -> Mapping[str, Any] | None:
    app, name = kind.split()
    if app == "salesforce":
        query = f"SELECT {', '.join(fields)} FROM {name} WHERE Id = '{key}'"  # noqa: S608 - SOQL of our own names
        (found,) = speaker.refold.data("salesforce/get_entity_with_soql", {"query": query})["records"]
        return found  # type: ignore[no-any-return]
    if kind == "hubspot contact":
        return speaker.refold.data("hubspot/get_contact_by_id", {"contact_id": key})["properties"]  # type: ignore[no-any-return]
    if kind == "marketo lead":
        asked = {"email": EMAIL, "fields": ",".join(fields)}
        return _of_id(speaker.refold.data("marketo/get_lead_by_email", asked)["result"], key)
    if kind == LIST:
        return _of_id(speaker.refold.data("marketo/get_lists", {})["result"], key)
    return None


def _of_id(found: list[dict[str, Any]], key: Any) -> dict[str, Any]:
    (one,) = [row for row in found if row["id"] == key]
    return one


# -- the tests -------------------------------------------------------------------------------------------------


def filled(speaker: Speaker, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with a new record's id in place of ``{Account}``."""
    found = dict(values)
    for name, value in values.items():
        wanted = re.fullmatch(r"\{(\w+)\}", str(value))
        if wanted:
            other = f"salesforce {wanted[1]}"
            found[name] = made(speaker, OWN, other, filled(speaker, VALUES[other]))
    return found


LANGUAGES: Final = (OKTOPOST, REFOLD, HTTPREQUEST, OWN)
MADE: Final = [
    *((kind, language) for kind in VALUES if kind != LIST for language in (HTTPREQUEST, OWN)),
    *((kind, OKTOPOST) for kind in BY_OKTOPOST),
    *((kind, REFOLD) for kind in BY_REFOLD),
]
"""Which objects each language can make; a list is made by a form, which a test of its own does."""


@pytest.mark.contract("R-20")
@pytest.mark.parametrize(("kind", "language"), MADE)
def test_what_one_makes_all_others_read(speaker: Speaker, kind: str, language: str) -> None:
    values = filled(speaker, VALUES[kind])
    key = made(speaker, language, kind, values)
    readings = {one: read(speaker, one, kind, key) for one in LANGUAGES}
    told = {one: {name: found.get(name) for name in values} for one, found in readings.items() if found is not None}
    assert {HTTPREQUEST, OWN} <= told.keys()
    assert told == dict.fromkeys(told, values)


@pytest.mark.contract("R-20")
def test_a_list_that_the_own_api_makes_is_one_of_all(speaker: Speaker) -> None:
    values = {"name": "Languages", "description": "Five"}
    folder = json.dumps({"id": 12, "type": "Folder"})
    form = f"name={values['name']}&description={values['description']}&folder={quote(folder)}"
    key = speaker.own["marketo"]("POST", "/rest/asset/v1/staticLists.json", form)["result"][0]["id"]
    for language in LANGUAGES:
        found = read(speaker, language, LIST, key)
        assert found is not None
        assert {name: found[name] for name in ("id", *values)} == {"id": key, **values}
