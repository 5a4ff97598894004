"""Records through simple-salesforce and plain HTTP: what is written by one API is read by the others."""

# ruff: noqa: S608 - the queries are the subject

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from simple_salesforce.exceptions import (
    SalesforceError,
    SalesforceMalformedRequest,
    SalesforceMoreThanOneRecord,
    SalesforceResourceNotFound,
)

from mockserver.core.contracts import load
from mockserver.crm.salesforce.objects import KEY_PREFIXES
from tests.conftest import Control, Oktopost, Refold
from tests.salesforce_rest.conftest import VERSION, Rest, content_of

GRACE = {"FirstName": "Grace", "LastName": "Hopper", "Company": "Navy", "Email": "grace@navy.example"}


@pytest.mark.contract("S-08")
def test_a_record_lives_from_create_to_delete(sf: Any) -> None:
    created = sf.Lead.create(GRACE)
    assert created.keys() == {"id", "success", "errors"}
    key = created["id"]
    read = sf.Lead.get(key)
    assert list(read)[:2] == ["attributes", "Id"]
    assert read["attributes"] == {"type": "Lead", "url": f"/services/data/v59.0/sobjects/Lead/{key}"}
    assert (read["Name"], read["Status"]) == ("Grace Hopper", "Open - Not Contacted")
    assert sf.Lead.update(key, {"Company": "US Navy"}) == 204
    assert sf.Lead.get(key)["Company"] == "US Navy"
    assert sf.Lead.delete(key) == 204
    with pytest.raises(SalesforceResourceNotFound) as gone:
        sf.Lead.get(key)
    assert content_of(gone) == [{"message": "entity is deleted", "errorCode": "ENTITY_IS_DELETED", "fields": []}]


@pytest.mark.contract("S-08")
def test_the_three_apis_share_one_world(sf: Any, okto: Oktopost, refold: Refold) -> None:
    by_oktopost = okto.result("salesforce/lead.create", {"data": {"LastName": "Okto", "Company": "A"}})["id"]
    assert sf.query(f"SELECT Name FROM Lead WHERE Id = '{by_oktopost}'")["records"][0]["Name"] == "Okto"
    by_salesforce = sf.Lead.create({"LastName": "Force", "Company": "B", "Email": "force@example.com"})["id"]
    assert okto.result("salesforce/lead.getByEmail", {"email": "force@example.com"})["Id"] == by_salesforce
    found = refold.data("salesforce/get_entity_with_soql", {"query": "SELECT Id FROM Lead WHERE LastName = 'Force'"})
    assert found["records"][0]["Id"] == by_salesforce


@pytest.mark.contract("S-08")
def test_a_create_says_where_and_a_read_takes_fields(rest: Rest) -> None:
    created = rest.ask("POST", "sobjects/lead/", json=GRACE)
    assert created.status_code == 201
    place = created.headers["location"]
    assert place == f"/services/data/v59.0/sobjects/Lead/{created.json()['id']}"
    read = rest.told("GET", f"{place}?fields=email,Company")
    assert list(read) == ["attributes", "Email", "Company"]
    assert rest.refused("GET", f"{place}?fields=Colour")[:2] == (400, "INVALID_FIELD")
    changed = rest.ask("POST", f"{place}?_HttpMethod=PATCH", json={"Company": "X"})
    assert (changed.status_code, changed.content) == (204, b"")
    assert rest.told("GET", place.replace("v59.0", "v66.0"))["attributes"]["url"] == place.replace("v59.0", "v66.0")


@pytest.mark.contract("S-08", "S-12")
@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"LastName": "Doe"}, "REQUIRED_FIELD_MISSING"),
        ({**GRACE, "Colour": "red"}, "INVALID_FIELD"),
        ({**GRACE, "Email": "nobody"}, "INVALID_EMAIL_ADDRESS"),
        ({**GRACE, "LastName": "x" * 81}, "STRING_TOO_LONG"),
        ({**GRACE, "CreatedDate": "2026-01-01T00:00:00Z"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
        ({**GRACE, "Id": "00Q5g0000000001EAA"}, "INVALID_FIELD"),
        ({**GRACE, "Email": []}, "JSON_PARSER_ERROR"),
    ],
)
def test_bad_fields_get_salesforces_error_and_change_nothing(sf: Any, data: dict[str, object], code: str) -> None:
    before = sf.query("SELECT COUNT() FROM Lead")["totalSize"]
    with pytest.raises(SalesforceMalformedRequest) as refused:
        sf.Lead.create(data)
    assert [error["errorCode"] for error in content_of(refused)] == [code]
    assert sf.query("SELECT COUNT() FROM Lead")["totalSize"] == before


@pytest.mark.contract("S-12")
@pytest.mark.parametrize(
    ("method", "path", "options", "expected"),
    [
        ("POST", "sobjects/Lead", {"data": b""}, (400, "JSON_PARSER_ERROR")),
        ("POST", "sobjects/Lead", {"data": b"{"}, (400, "JSON_PARSER_ERROR")),
        ("POST", "sobjects/Lead", {"data": b"[1]"}, (400, "JSON_PARSER_ERROR")),
        ("POST", "sobjects/Lead", {"data": b"\xff"}, (400, "JSON_PARSER_ERROR")),
        ("POST", "sobjects/Lead", {"data": b"a=1", "type": "text/plain"}, (415, "UNSUPPORTED_MEDIA_TYPE")),
        ("GET", "sobjects/Lead/bad", {}, (404, "NOT_FOUND")),
        ("GET", "sobjects/Lead/0035g0000000001AAA", {}, (400, "MALFORMED_ID")),
        ("GET", "sobjects/Lead/00Q5g00000zzzzzEAA", {}, (404, "NOT_FOUND")),
        ("GET", "sobjects/Nothing", {}, (404, "NOT_FOUND")),
        ("GET", "nothing", {}, (404, "NOT_FOUND")),
        ("GET", "/services/data/v99.0/limits", {}, (404, "NOT_FOUND")),
        ("GET", "/services/data/v59/limits", {}, (404, "NOT_FOUND")),
        ("GET", "/services/nothing", {}, (404, "NOT_FOUND")),
        ("PUT", "sobjects/Lead/00Q5g0000000001EAA", {}, (405, "METHOD_NOT_ALLOWED")),
    ],
)
def test_what_is_no_request_gets_the_list_of_errors(
    rest: Rest, method: str, path: str, options: dict[str, object], expected: tuple[int, str]
) -> None:
    headers = {
        "Authorization": f"Bearer {rest.names['access_token']}",
        "content-type": str(options.get("type", "application/json")),
    }
    assert rest.refused(method, path, data=options.get("data"), headers=headers)[:2] == expected


@pytest.mark.contract("S-09")
def test_an_external_id_reads_upserts_and_deletes(sf: Any, control: Control) -> None:
    control.told("PATCH", "", {"salesforce_fields": {"Lead": ["Key__c"]}})
    value = "a b/c%d"
    assert sf.Lead.upsert(f"Key__c/{value.replace('%', '%25').replace('/', '%2F').replace(' ', '%20')}", GRACE) == 201
    assert sf.Lead.get_by_custom_id("Key__c", value)["Email"] == "grace@navy.example"
    again = sf.Lead.upsert("Key__c/a%20b%2Fc%25d", {"Company": "Y"}, raw_response=True)
    assert (again.status_code, again.json()["created"]) == (200, False)
    sf.Lead.create({**GRACE, "Key__c": value})
    with pytest.raises(SalesforceMoreThanOneRecord) as several:
        sf.Lead.get_by_custom_id("Key__c", value)
    assert len(content_of(several)) == 2
    with pytest.raises(SalesforceResourceNotFound):
        sf.Lead.get_by_custom_id("Company", "Y")


@pytest.mark.contract("S-09")
def test_an_upsert_answers_as_its_version_does(rest: Rest) -> None:
    for version, statuses, told in (("45.0", [201, 204], False), ("46.0", [201, 200], True)):
        place = f"/services/data/v{version}/sobjects/Lead/Email/by{version}@example.com"
        answers = [rest.ask("PATCH", place, json={"LastName": "X", "Company": "Y"}) for _ in statuses]
        assert [answer.status_code for answer in answers] == statuses
        assert ("created" in answers[0].json()) is told
    none = rest.refused("PATCH", "sobjects/Lead/Email/new@example.com?updateOnly=true", json={"LastName": "X"})
    assert none[:2] == (404, "NOT_FOUND")
    assert rest.ask("DELETE", "sobjects/Lead/Email/by45.0@example.com").status_code == 204
    assert rest.ask("POST", "sobjects/Lead/Id", json=GRACE).status_code == 201


@pytest.mark.contract("S-10")
@pytest.mark.parametrize("name", KEY_PREFIXES)
def test_every_field_that_is_described_can_be_queried_and_every_field_of_a_record_is_described(
    sf: Any, name: str
) -> None:
    described = getattr(sf, name).describe()
    assert len(described) == 42
    names = [field["name"] for field in described["fields"]]
    found = sf.query(f"SELECT {', '.join(names)} FROM {name} LIMIT 1")["records"]
    assert [list(record) for record in found] == [["attributes", *names]] * len(found)
    for record in found:
        assert list(getattr(sf, name).get(record["Id"])) == ["attributes", *names]
    for field in described["fields"]:
        if field["relationshipName"]:
            path = f"{field['relationshipName']}.Id"
            assert sf.query(f"SELECT {path} FROM {name} LIMIT 1")["done"]


@pytest.mark.contract("S-10")
def test_all_objects_are_described(sf: Any) -> None:
    described = sf.describe()
    assert described is not None
    assert {row["name"] for row in described["sobjects"]} == set(KEY_PREFIXES)
    assert {len(row) for row in described["sobjects"]} == {28}
    metadata = sf.Lead.metadata()
    assert metadata["objectDescribe"]["name"] == "Lead"
    assert len(metadata["recentItems"]) == 5


@pytest.mark.contract("S-05")
def test_versions_and_resources_are_listed(rest: Rest) -> None:
    versions = rest.told("GET", "/services/data/", headers={})
    assert [versions[0]["version"], versions[-1]["version"], len(versions)] == ["31.0", "67.0", 37]
    resources = rest.told("GET", "/services/data/v61.0")
    assert resources["sobjects"] == "/services/data/v61.0/sobjects"
    assert rest.told("GET", resources["identity"].removeprefix(rest.url))["username"] == rest.names["username"]
    served = {
        file["route"]["path"]
        for key, file in load().documents.items()
        if key.startswith("salesforce/http/") and "route" in file
    }
    for name, path in resources.items():
        generic = path.replace("v61.0", "v{version}")
        assert name == "identity" or any(place.startswith(generic) for place in served)


@pytest.mark.contract("S-11")
def test_calls_are_counted_and_told(sf: Any, rest: Rest, control: Control) -> None:
    before = sf.limits()["DailyApiRequests"]
    after = sf.limits()["DailyApiRequests"]
    assert before["Remaining"] - after["Remaining"] == 1
    used = 15_000 - after["Remaining"]
    assert rest.ask("GET", "limits").headers["sforce-limit-info"] == f"api-usage={used + 1}/15000"
    assert sf.api_usage["api-usage"].used == used
    control.told("PUT", "clock", {"advance": "P1D"})
    assert sf.limits()["DailyApiRequests"]["Remaining"] == 14_999


@pytest.mark.contract("S-13")
def test_what_was_updated_and_deleted_is_told(sf: Any) -> None:
    start = datetime.now(UTC) - timedelta(days=1)
    end = start + timedelta(days=2)
    kept, gone = (sf.Lead.create(GRACE)["id"] for _ in range(2))
    sf.Lead.delete(gone)
    updated = sf.Lead.updated(start, end)
    assert kept in updated["ids"]
    assert gone not in updated["ids"]
    assert [row["id"] for row in sf.Lead.deleted(start, end)["deletedRecords"]] == [gone]
    with pytest.raises(SalesforceMalformedRequest) as refused:
        sf.Lead.updated(end, start)
    assert content_of(refused)[0]["errorCode"] == "INVALID_REPLICATION_DATE"


@pytest.mark.contract("S-19")
def test_recent_records_and_counts(rest: Rest) -> None:
    key = rest.told("POST", "sobjects/Account", json={"Name": "Newest"})["id"]
    newest = rest.told("GET", "recent?limit=1")
    assert [(item["Id"], item["Name"]) for item in newest] == [(key, "Newest")]
    counted = rest.told("GET", "limits/recordCount?sObjects=account,Nothing")["sObjects"]
    assert counted == [
        {"count": rest.told("GET", "query?q=SELECT+COUNT()+FROM+Account")["totalSize"], "name": "Account"}
    ]


def test_the_describes_have_the_recorded_members(sf: Any) -> None:
    schema = json.loads((Path("schemas/salesforce/http/describe_object.json")).read_text(encoding="utf-8"))
    described = sf.Account.describe()
    assert sorted(described) == schema["$defs"]["response"]["required"]
    assert {tuple(sorted(field)) for field in described["fields"]} == {tuple(schema["$defs"]["field"]["required"])}


@pytest.mark.contract("S-41")
def test_the_organisation_is_read_and_never_written(sf: Any, rest: Rest) -> None:
    assert sf.is_sandbox() is False
    [found] = sf.query("SELECT Id, Name, IsSandbox, CreatedBy.Name FROM Organization")["records"]
    assert (found["Id"], found["Name"], found["CreatedBy"]["Name"]) == (
        "00D5g0000000001EAA",
        "Acme",
        "Integration User",
    )
    described = sf.Organization.describe()
    assert [described[name] for name in ("createable", "updateable", "deletable", "queryable")] == [False] * 3 + [True]
    for method, path in (("POST", ""), ("PATCH", f"/{found['Id']}"), ("DELETE", f"/{found['Id']}")):
        status, code, text = rest.refused(method, f"sobjects/Organization{path}", json={"Name": "x"})
        assert (status, code) == (400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY")
        assert text.startswith("entity type cannot be ")


@pytest.mark.contract("S-43")
@pytest.mark.parametrize("path", ["sobjects", "sobjects/Account/describe"])
def test_a_description_that_did_not_change_is_not_sent_again(rest: Rest, control: Control, path: str) -> None:
    token = {"Authorization": f"Bearer {rest.names['access_token']}"}
    first = rest.ask("GET", path)
    since = first.headers["last-modified"]
    same = rest.ask("GET", path, headers={**token, "If-Modified-Since": since})
    assert (same.status_code, same.content, same.headers["last-modified"]) == (304, b"", since)
    older = {**token, "If-Modified-Since": "Sun, 01 Jan 2006 00:00:00 GMT"}
    assert rest.ask("GET", path, headers=older).json() == first.json()
    assert rest.ask("GET", path, headers={**token, "If-Modified-Since": "long ago"}).status_code == 200
    control.told("POST", "records/salesforce/customField", {"fullName": "Account.New__c", "type": "string"})
    fresh = rest.ask("GET", path, headers={**token, "If-Modified-Since": since})
    assert fresh.status_code == 200
    since = fresh.headers["last-modified"]
    assert rest.ask("GET", path, headers={**token, "If-Modified-Since": since}).status_code == 304
    control.told("PUT", "clock", {"advance": "PT1M"})
    control.told("DELETE", "records/salesforce/customField/Account.New__c")
    assert rest.ask("GET", path, headers={**token, "If-Modified-Since": since}).status_code == 200


@pytest.mark.contract("S-43")
def test_a_record_that_did_not_change_is_not_sent_again(sf: Any, rest: Rest, control: Control) -> None:
    token = {"Authorization": f"Bearer {rest.names['access_token']}"}
    place = f"sobjects/Account/{sf.Account.create({'Name': 'Tagged'})['id']}"
    first = rest.ask("GET", place)
    tag, since = first.headers["etag"], first.headers["last-modified"]
    for known in ({"If-None-Match": f'"other", W/{tag}'}, {"If-None-Match": "*"}, {"If-Modified-Since": since}):
        same = rest.ask("GET", f"{place}?fields=Name", headers={**token, **known})
        assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    for unknown in ({"If-None-Match": '"other"', "If-Modified-Since": since}, {"If-None-Match": "none"}):
        assert rest.ask("GET", place, headers={**token, **unknown}).json() == first.json()
    control.told("PUT", "clock", {"advance": "PT1M"})
    assert sf.Account.update(place[-18:], {"Name": "Renamed"}) == 204
    for stale in ({"If-None-Match": tag}, {"If-Modified-Since": since}):
        assert rest.ask("GET", place, headers={**token, **stale}).json()["Name"] == "Renamed"
    lead = sf.Lead.create(GRACE)["id"]
    untagged = rest.ask("GET", f"sobjects/Lead/{lead}", headers={**token, "If-None-Match": "*"})
    assert (untagged.status_code, "etag" in untagged.headers) == (200, False)


@pytest.mark.contract("S-43")
def test_a_change_of_what_another_changed_is_refused(sf: Any, rest: Rest, control: Control) -> None:
    key = sf.Account.create({"Name": "Shared"})["id"]
    first = rest.ask("GET", f"sobjects/Account/{key}").headers
    mine = {"If-Match": first["etag"], "If-Unmodified-Since": first["last-modified"]}
    control.told("PUT", "clock", {"advance": "PT1M"})
    assert sf.Account.update(key, {"Phone": "1"}, headers=mine) == 204
    second = rest.ask("GET", f"sobjects/Account/{key}").headers
    refused = [
        ({"If-Match": first["etag"]}, 412, "PRECONDITION_FAILED"),
        ({"If-Unmodified-Since": first["last-modified"]}, 412, "PRECONDITION_FAILED"),
        ({"If-None-Match": second["etag"]}, 412, "PRECONDITION_FAILED"),
        ({"If-None-Match": "*"}, 412, "PRECONDITION_FAILED"),
        ({"If-Match": "yes"}, 400, "INVALID_ARGUMENT"),
        ({"If-Unmodified-Since": "long ago"}, 400, "INVALID_ARGUMENT"),
    ]
    for headers, status, code in refused:
        with pytest.raises(SalesforceError) as caught:
            sf.Account.update(key, {"Phone": "2"}, headers=headers)
        assert (caught.value.status, content_of(caught)[0]["errorCode"]) == (status, code)
    call = {"method": "PATCH", "url": f"{VERSION}/sobjects/Account/{key}", "referenceId": "a", "body": {"Phone": "3"}}
    composed = {"compositeRequest": [{**call, "httpHeaders": {"If-Match": first["etag"]}}]}
    [halted] = rest.told("POST", "composite", json=composed)["compositeResponse"]
    assert (halted["httpStatusCode"], sf.Account.get(key)["Phone"]) == (412, "1")
    assert sf.Account.update(key, {"Phone": "4"}, headers={"If-Match": f'"other", {second["etag"]}'}) == 204
    for path in ("sobjects", "sobjects/Account/describe", f"sobjects/Account/{key}"):
        since = {
            "Authorization": f"Bearer {rest.names['access_token']}",
            "If-Unmodified-Since": "Sun, 01 Jan 2006 00:00:00 GMT",
        }
        assert rest.refused("GET", path, headers=since)[:2] == (412, "PRECONDITION_FAILED")


@pytest.mark.contract("S-12")
def test_what_is_not_served_is_not_found_by_simple_salesforce(sf: Any, tmp_path: Path) -> None:
    key = sf.Account.create({"Name": "Sparse"})["id"]
    blob = tmp_path / "blob"
    blob.write_bytes(b"x")
    calls: list[Callable[[], Any]] = [
        lambda: sf.apexecute("Anything"),
        lambda: sf.toolingexecute("query/?q=SELECT+Id+FROM+ApexClass"),
        lambda: sf.checkDeployStatus("0Af000000000001"),
        lambda: sf.Account.describe_layout("012000000000001"),
        lambda: sf.Account.get_base64(key),
        lambda: sf.restful("chatter/users/me"),
    ]
    for call in calls:
        with pytest.raises(SalesforceResourceNotFound) as missing:
            call()
        assert content_of(missing)[0]["errorCode"] == "NOT_FOUND"
    with pytest.raises(SalesforceMalformedRequest):
        sf.Account.upload_base64(str(blob), "Body")
    assert sf.query_all("SELECT Id FROM Account", include_deleted=True)["done"]
