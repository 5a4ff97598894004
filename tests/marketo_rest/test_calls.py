"""Marketo's own API call by call: tokens, the forms that parameters come in, envelopes, limits, refusals."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from mockserver.core.http import Call
from mockserver.dialects.gateway import Gateway
from mockserver.dialects.limits import Tally
from mockserver.dialects.marketo import access, routes
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from tests.conftest import Control, Oktopost, Refold
from tests.marketo_rest.conftest import Rest
from tests.raw import Connection, request

LEADS, LIST = "/rest/v1/leads.json", "/rest/v1/lists/1234/leads.json"


# -- tokens ----------------------------------------------------------------------------------------------------


@pytest.mark.contract("M-01", "M-02")
def test_a_token_is_the_same_until_it_expires(rest: Rest, control: Control) -> None:
    def ask(method: str, **options: Any) -> dict[str, Any]:
        response = rest.http.request(method, f"{rest.url}/identity/oauth/token", timeout=30, **options)
        assert response.headers["cache-control"] == "no-store"
        document: dict[str, Any] = response.json()
        return document

    control.told("PUT", "clock", json={"frozen": "2026-01-01T00:00:00Z"})
    first = ask("GET", params=rest.client)
    assert list(first) == ["access_token", "token_type", "expires_in", "scope"]
    assert (first["token_type"], first["expires_in"]) == ("bearer", 3600)
    control.told("PUT", "clock", json={"advance": "PT59M"})
    assert ask("POST", data=rest.client) == {**first, "expires_in": 60}
    control.told("PUT", "clock", json={"advance": "PT1M"})
    assert ask("POST", params=rest.client)["access_token"] != first["access_token"]
    headers = {"authorization": f"Bearer {first['access_token']}"}
    assert rest.codes("GET", LEADS, headers=headers) == ["602"]


@pytest.mark.contract("M-04")
@pytest.mark.parametrize(
    ("header", "code"),
    [(None, "600"), ("Basic eDp5", "600"), ("Bearer", "600"), ("Bearer x", "601"), ("Bearer {uuid}:int", "601")],
)
def test_a_call_without_a_token_of_ours_is_refused(rest: Rest, header: str | None, code: str) -> None:
    uuid = "cdf01657-110d-4155-99a7-f986b2ff13a0"
    headers = {} if header is None else {"authorization": header.format(uuid=uuid)}
    assert rest.codes("GET", f"/rest/v1/lead/100.json?access_token={rest.token()}", headers=headers) == [code]


@pytest.mark.contract("M-04")
def test_a_token_of_another_sandbox_opens_only_that_one(rest: Rest, server: Server) -> None:
    other = server.gateway.sandboxes.create()
    token = Rest(rest.http, rest.url, other).token()
    tampered = token[:-8] + ("0" if token[-8] != "0" else "1") + token[-7:]
    assert rest.codes("GET", LEADS, headers={"authorization": f"Bearer {tampered}"}) == ["601"]
    answer = rest.ask("GET", "/rest/v1/lists/1234.json", headers={"authorization": f"Bearer {token}"})
    assert answer.headers["x-mock-sandbox"] == other.id
    server.gateway.sandboxes.delete(other.id)


@pytest.mark.contract("M-03")
@pytest.mark.parametrize(
    ("change", "status", "error"),
    [
        ({"client_id": "nobody"}, 401, ("unauthorized", "No client with requested id: nobody")),
        ({"client_secret": "x"}, 401, ("invalid_client", "Bad client credentials")),
        ({"grant_type": "password"}, 400, ("unsupported_grant_type", "Unsupported grant type: password")),
    ],
)
def test_wrong_credentials(rest: Rest, change: dict[str, str], status: int, error: tuple[str, str]) -> None:
    response = rest.ask("GET", "/identity/oauth/token", params={**rest.client, **change}, headers={})
    assert response.status_code == status
    assert response.json() == dict(zip(("error", "error_description"), error, strict=True))


# -- the forms of parameters -----------------------------------------------------------------------------------


@pytest.mark.contract("M-06", "M-17")
@pytest.mark.parametrize(
    "options",
    [
        {"params": {"id": "100,200"}},
        {"params": [("id", "100"), ("id", "200")]},
        {"json": {"input": [{"id": 100}, {"id": "200"}]}},
        {"data": {"id": "100,200"}},
        {"data": {"id[0]": "100", "id[1]": "200"}},
        {"params": {"id": "100"}, "json": {"input": [{"id": 200}], "asyncProcessing ": False}},
    ],
    ids=["commas", "repeated", "JSON", "form", "brackets", "both"],
)
def test_ids_come_in_many_forms(rest: Rest, options: dict[str, Any]) -> None:
    assert [entry["id"] for entry in rest.result("POST", LIST, **options)] == [100, 200]
    asked = rest.result("POST", f"{LIST.removesuffix('.json')}/ismember.json?_method=GET", **options)
    assert [entry["status"] for entry in asked] == ["memberof", "memberof"]


@pytest.mark.contract("M-06", "M-08")
def test_query_and_form_count_together(rest: Rest) -> None:
    found = rest.result("POST", f"{LEADS}?_method=GET&filterType=id", data={"filterValues": "100", "fields": "email"})
    assert found == [{"id": 100, "email": "maria@globex.example"}]
    assert rest.result("POST", LEADS, data={"_method": "get", "filterType": "id", "filterValues": "100"})


@pytest.mark.contract("M-11")
@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("DELETE", LEADS, {"json": {"input": [{"id": 100}]}}),
        ("POST", f"{LEADS}?_method=DELETE", {"json": {"input": [{"id": 100}]}}),
        ("POST", "/rest/v1/leads/delete.json", {"json": {"input": [{"id": 100}]}}),
        ("POST", "/rest/v1/leads/delete.json?id=100", {}),
    ],
)
def test_people_are_deleted_in_every_form(rest: Rest, method: str, path: str, options: dict[str, Any]) -> None:
    assert rest.result(method, path, **options) == [{"id": 100, "status": "deleted"}]


@pytest.mark.contract("M-06", "M-31")
def test_a_path_that_goes_up_from_rest_is_the_same_path(rest: Rest, server: Server) -> None:
    headers = {"Authorization": f"Bearer {rest.token()}"}
    with Connection(server.url) as connection:  # the usual clients would tidy the path up
        reply = connection.ask(request("GET", "/rest/../bulk/v1/leads/export.json", headers))
    assert reply.json()["result"] == []


@pytest.mark.contract("M-15", "M-23")
def test_an_empty_filter_is_none(rest: Rest) -> None:
    assert len(rest.result("GET", "/rest/v1/lists.json?name=&id=")) == 3
    token = rest.ask("GET", "/rest/v1/activities/pagingtoken.json?sinceDatetime=2020-01-01").json()["nextPageToken"]
    path = f"/rest/v1/activities.json?nextPageToken={token}&activityTypeIds=100001&leadIds="
    assert len(rest.result("GET", path)) > 20


# -- pages -----------------------------------------------------------------------------------------------------


@pytest.mark.contract("M-22", "M-23")
def test_the_last_page_of_the_log_leads_to_an_empty_one(rest: Rest) -> None:
    token = rest.ask("GET", "/rest/v1/activities/pagingtoken.json?sinceDatetime=2026-01-01").json()["nextPageToken"]
    rest.result("POST", LEADS, json={"input": [{"email": f"{number}@new.example"} for number in range(3)]})
    path = "/rest/v1/activities.json?activityTypeIds=12&batchSize=2&nextPageToken="
    pages = [rest.ask("GET", path + token).json()]
    for _ in range(3):
        pages.append(rest.ask("GET", path + pages[-1]["nextPageToken"]).json())
    first, last, empty, again = pages
    assert [(len(page["result"]), page["moreResult"]) for page in (first, last)] == [(2, True), (1, False)]
    for page in (empty, again):
        assert list(page) == ["requestId", "success", "nextPageToken", "moreResult"]
        assert (page["moreResult"], page["nextPageToken"]) == (False, last["nextPageToken"])
    assert rest.codes("GET", path + "MFRGG===") == ["1001"]


@pytest.mark.contract("M-16", "M-08")
@pytest.mark.parametrize("path", ["/rest/v1/lists/1234/leads.json", "/rest/v1/list/1234/leads.json"])
def test_a_page_of_members_has_a_token_only_when_more_follows(rest: Rest, path: str) -> None:
    found: list[int] = []
    token = ""
    for _ in range(50):
        page = rest.ask("GET", f"{path}?batchSize=4&nextPageToken={token}").json()
        found += [lead["id"] for lead in page["result"]]
        token = page.get("nextPageToken", "")
        assert page.get("moreResult", False) == bool(token)
        if not token:
            break
    assert found == sorted(found)
    assert found == [lead["id"] for lead in rest.result("GET", path)]


# -- envelopes and refusals ------------------------------------------------------------------------------------


@pytest.mark.contract("M-05", "M-19", "M-20")
def test_the_two_envelopes(rest: Rest) -> None:
    database = rest.ask("GET", "/rest/v1/lists/1236.json")
    assert database.headers["content-type"] == "application/json;charset=UTF-8"
    assert list(database.json()) == ["requestId", "success", "result"]
    nothing = rest.ask("GET", "/rest/asset/v1/staticList/byName.json?name=x").json()
    assert list(nothing) == ["success", "errors", "requestId", "warnings"]
    assert nothing["warnings"] == ["No assets found for the given search criteria."]
    elsewhere = {"name": "x", "folder": '{"id":13,"type":"Folder"}'}
    assert rest.codes("POST", "/rest/asset/v1/staticLists.json", data=elsewhere) == ["710"]


@pytest.mark.contract("M-05", "M-06", "M-13", "M-18", "M-21", "M-25", "M-29")
@pytest.mark.parametrize(
    ("method", "path", "options", "code"),
    [
        ("GET", "/rest/v1/nothing.json", {}, "610"),
        ("GET", "/rest/v1/lead/x.json", {}, "610"),
        ("PUT", LEADS, {}, "605"),
        ("POST", LEADS, {"data": b"{", "type": "application/json"}, "609"),
        ("POST", LEADS, {"data": b"[]", "type": "application/json"}, "609"),
        ("POST", LEADS, {"data": b"<x/>", "type": "text/xml"}, "612"),
        ("POST", LEADS, {"json": {}}, "1002"),
        ("POST", LEADS, {"json": {"input": 5}}, "1001"),
        ("POST", LEADS, {"json": {"input": [], "action": "conjure"}}, "1001"),
        ("POST", LEADS, {"json": {"input": [{"email": "a@b.example"}], "partitionName": "Other"}}, "1008"),
        ("POST", LEADS, {"json": {"input": [{"id": 100}], "lookupField": "id"}}, "1003"),
        ("GET", f"{LEADS}?filterType=email", {}, "1002"),
        ("GET", f"{LEADS}?filterType=email&filterValues=a@b.example&batchSize=x", {}, "1001"),
        ("GET", "/rest/v1/activities.json?activityTypeIds=12", {}, "1002"),
        ("GET", "/rest/v1/activities/external/type/none/describe.json", {}, "1013"),
        ("GET", "/rest/v1/leads/schema/fields/none.json", {}, "1006"),
        ("GET", "/rest/v1/leads/5/listMembership.json", {}, "1004"),
        ("POST", "/rest/v1/leads/100/merge.json", {}, "1003"),
        ("POST", "/rest/v1/campaigns/3001/trigger.json", {"json": {}}, "1002"),
        ("POST", "/bulk/v1/leads.json?format=csv", {"json": {}}, "612"),
    ],
)
def test_a_refusal_has_its_code(rest: Rest, method: str, path: str, options: dict[str, Any], code: str) -> None:
    headers = {"authorization": f"Bearer {rest.token()}"}
    if "type" in options:
        headers["content-type"] = options["type"]
    sent = {name: value for name, value in options.items() if name != "type"}
    assert rest.codes(method, path, headers=headers, **sent) == [code]


@pytest.mark.contract("M-34")
def test_too_long_a_path_and_too_large_a_body(rest: Rest) -> None:
    long = rest.ask("GET", f"{LEADS}?filterType=id&filterValues={'1,' * 5000}")
    assert (long.status_code, long.json()["errors"][0]["code"]) == (414, "414")
    large = rest.ask("POST", LEADS, data=b" " * (1024 * 1024 + 1))
    assert (large.status_code, large.json()["errors"][0]["code"]) == (413, "413")


@pytest.mark.contract("M-33")
def test_more_than_a_hundred_calls_in_twenty_seconds(rest: Rest, sandbox: Sandbox, control: Control) -> None:
    control.told("PUT", "clock", json={"frozen": "2026-01-01T00:00:00Z"})
    sandbox.change_settings({"rate_limits": True})
    headers = {"authorization": f"Bearer {rest.token()}"}
    for _ in range(100):
        assert rest.ask("GET", "/rest/v1/lead/100.json", headers=headers).json()["success"]
    assert rest.codes("GET", "/rest/v1/lead/100.json", headers=headers) == ["606"]
    assert rest.token()
    control.told("PUT", "clock", json={"advance": "PT20S"})
    assert rest.ask("GET", "/rest/v1/lead/100.json", headers=headers).json()["success"]


@pytest.mark.contract("M-33")
def test_the_day_has_a_quota_until_midnight_in_central_standard_time(
    rest: Rest, sandbox: Sandbox, control: Control
) -> None:
    control.told("PUT", "clock", json={"frozen": "2026-01-02T05:59:00Z"})
    control.told("PATCH", "", json={"rate_limits": True})
    headers = {"authorization": f"Bearer {rest.token()}"}
    used = Tally(day=date(2026, 1, 1), today=50_000 - 1)
    sandbox.set("windows", sandbox.state.windows.set("marketo", used))
    path = "/rest/v1/lead/100.json"
    for outcome, code in (("unavailable", "608"), ("request-timeout", "604"), ("server-error", "611")):
        assert rest.codes("GET", path, headers={**headers, "x-mock-outcome": outcome}) == [code]
    assert rest.ask("GET", path, headers=headers).json()["success"]
    refused = rest.ask("GET", path, headers=headers)
    assert (refused.status_code, refused.json()["errors"]) == (200, [{"code": "607", "message": "Daily quota reached"}])
    assert "retry-after" not in refused.headers
    control.told("PUT", "clock", json={"advance": "PT1M"})
    assert rest.ask("GET", path, headers=headers).json()["success"]


@pytest.mark.contract("M-33")
def test_ten_calls_may_be_under_way_at_once() -> None:
    """The delays of answers are the door's business, so that here none of them passes but by the timer."""
    seconds = [0.0]
    gateway = Gateway(Sandboxes(world.load(), timer=lambda: seconds[0]))
    gateway.sandboxes.default.change_settings({"rate_limits": True})
    headers = access.login(gateway.sandboxes.default)

    def code(**more: str) -> str:
        call = Call("GET", "/rest/v1/lead/100.json", "", {**headers, **more})
        document = json.loads(gateway.respond(call, routes.dialect()).body)
        return "" if document["success"] else str(document["errors"][0]["code"])

    delayed = {"x-mock-delay": "5"}
    assert [code(**delayed) for _ in range(10)] == [""] * 10
    assert (code(), code(**delayed)) == ("615", "615")
    seconds[0] = 5.0
    assert code() == ""


@pytest.mark.contract("M-05", "M-33")
@pytest.mark.parametrize(
    ("outcome", "status", "code"),
    [
        ("daily-quota", 200, "607"),
        ("too-many-at-once", 200, "615"),
        ("unavailable", 200, "608"),
        ("request-timeout", 200, "604"),
        ("transient-error", 200, "713"),
        ("bad-gateway", 502, "502"),
    ],
)
def test_faults_are_planned_by_name(rest: Rest, control: Control, outcome: str, status: int, code: str) -> None:
    control.told("POST", "faults", json={"match": "marketo/*/find_leads", "outcome": outcome})
    response = rest.ask("GET", f"{LEADS}?filterType=id&filterValues=100")
    assert response.status_code == status
    assert [error["code"] for error in response.json()["errors"]] == [code]


@pytest.mark.contract("M-06")
def test_strict_mode_refuses_what_nobody_declares(rest: Rest, sandbox: Sandbox) -> None:
    sandbox.change_settings({"strict": "fail"})
    assert rest.codes("GET", "/rest/v1/lists.json?colour=red") == ["1003"]
    body = {"input": [{"email": "a@b.example"}], "asyncProcessing ": False}
    assert rest.result("POST", LEADS, json=body)[0]["status"] == "created"


# -- one world -------------------------------------------------------------------------------------------------


@pytest.mark.contract("M-09", "R-20")
def test_a_person_is_the_same_one_in_three_apis(rest: Rest, okto: Oktopost, refold: Refold) -> None:
    (made,) = rest.result("POST", LEADS, json={"input": [{"email": "ada@new.example", "title": "Countess"}]})
    seen = refold.data("marketo/get_lead_by_email", {"email": "ada@new.example"})
    assert [lead["id"] for lead in seen["result"]] == [made["id"]]
    okto.result("marketo/lead.createUpdate", {"email": "ada@new.example", "data": {"firstName": "Ada"}})
    path = f"/rest/v1/lead/{made['id']}.json?fields=firstName,title"
    assert rest.result("GET", path) == [{"id": made["id"], "firstName": "Ada", "title": "Countess"}]


@pytest.mark.contract("M-08", "M-12")
def test_people_are_found_by_every_field_that_describe_names(rest: Rest) -> None:
    everybody = {"filterType": "leadPartitionId", "filterValues": "1"}
    assert len(rest.result("GET", LEADS, params=everybody)) > 40
    assert rest.result("GET", LEADS, params={**everybody, "filterValues": "2"}) == []
    (described,) = rest.result("GET", "/rest/v1/leads/describe2.json")
    for (name,) in described["searchableFields"]:
        assert rest.result("GET", LEADS, params={"filterType": name, "filterValues": "0"}) == []
    rest.result("POST", LEADS, json={"input": [{"email": "maria@globex.example", "cookies": "id:1&token:x"}]})
    found = rest.result("GET", LEADS, params={"filterType": "cookies", "filterValues": "id:1&token:x"})
    assert [lead["id"] for lead in found] == [100]


@pytest.mark.contract("M-13", "M-09")
@pytest.mark.parametrize("name", ["favouriteColour__c", "favourite_colour"])
def test_a_field_that_is_created_holds_values(rest: Rest, name: str) -> None:
    fields = {"input": [{"name": name, "displayName": "Favourite colour", "dataType": "string"}]}
    path = "/rest/v1/leads/schema/fields.json"
    assert rest.result("POST", path, json=fields) == [{"name": name, "status": "created"}]
    assert rest.result("POST", path, json=fields)[0]["reasons"][0]["code"] == "1017"
    (told,) = rest.result("GET", f"/rest/v1/leads/schema/fields/{name}.json")
    assert (told["isCustom"], told["length"]) == (True, 255)
    rest.result("POST", LEADS, json={"input": [{"email": "maria@globex.example", name: "red"}]})
    shown = rest.result("GET", f"{LEADS}?filterType={name}&filterValues=red&fields={name}")
    assert shown == [{"id": 100, name: "red"}]
    (page,) = [rest.result("GET", f"{path}?batchSize=1")]
    assert [field["name"] for field in page] == ["company"]


@pytest.mark.contract("M-25", "M-18")
def test_custom_types_and_the_lists_of_a_person(rest: Rest) -> None:
    (kind,) = rest.result("GET", "/rest/v1/activities/external/types.json")
    (told,) = rest.result("GET", f"/rest/v1/activities/external/type/{kind['apiName']}/describe.json")
    assert told["primaryAttribute"]["name"] == "Post Link"
    (row,) = rest.result("GET", "/rest/v1/leads/12345/listMembership.json")
    assert row == {"listId": 1235, "createdAt": "2023-09-28T17:00:00Z", "updatedAt": "2023-09-28T17:00:00Z"}


@pytest.mark.contract("M-31")
def test_a_file_of_an_export_in_parts(rest: Rest) -> None:
    body = {"fields": ["id"], "filter": {"staticListId": 1234}, "columnHeaderNames": {"id": "Number"}}
    (job,) = rest.result("POST", "/bulk/v1/leads/export/create.json", json=body)
    path = f"/bulk/v1/leads/export/{job['exportId']}"
    early = rest.ask("GET", f"{path}/file.json")
    assert (early.status_code, early.headers["content-type"]) == (404, "text/plain")
    rest.result("POST", f"{path}/enqueue.json")
    assert rest.codes("POST", f"{path}/enqueue.json") == ["1029"]
    whole = rest.ask("GET", f"{path}/file.json")
    assert (whole.headers["content-type"], whole.content[:7]) == ("text/csv", b"Number\n")
    headers = {"authorization": f"Bearer {rest.token()}", "range": "bytes=0-5"}
    part = rest.ask("GET", f"{path}/file.json", headers=headers)
    assert (part.status_code, part.content) == (206, b"Number")
    assert part.headers["content-range"] == f"bytes 0-5/{len(whole.content)}"


def test_every_answer_of_a_route_is_of_a_sandbox_that_its_client_names() -> None:
    """The names of the default world are the fixed ones."""
    sandboxes = Sandboxes(world.load())
    names = sandboxes.default.world.names["marketo"]
    assert names == {
        "munchkin_id": "123-ABC-456",
        "client_id": "sandbox-marketo-client-id",
        "client_secret": "sandbox-marketo-client-secret",
    }
    hosts = ("123-ABC-456.mktorest.com", "999-xyz-000.MKTOREST.com:443")
    assert [Gateway(sandboxes).dialect_of_host(host) for host in hosts] == [routes.dialect()] * 2
