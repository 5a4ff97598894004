"""The Bulk API with its batches, as clients that have no other use it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from salesforce_bulk import CsvDictsAdapter, SalesforceBulk
from salesforce_bulk.salesforce_bulk import BulkApiError, BulkBatchFailed
from simple_salesforce.exceptions import SalesforceGeneralError, SalesforceMalformedRequest

from tests.conftest import Control
from tests.salesforce_rest.conftest import Rest, content_of

ASYNC = "/services/async/59.0/job"
NAMESPACE = "http://www.force.com/2009/06/asyncapi/dataload"

pytestmark = pytest.mark.contract("S-23")


def lead(name: str, **more: Any) -> dict[str, Any]:
    return {"LastName": name, "Company": "Batches", **more}


def names(rest: Rest) -> list[str]:
    soql = "SELECT LastName FROM Lead WHERE Company = 'Batches' ORDER BY LastName"
    return [record["LastName"] for record in rest.told("GET", "query", params={"q": soql})["records"]]


# -- simple-salesforce -----------------------------------------------------------------------------------------


def test_simple_salesforce_does_all_its_operations_in_bulk(sf: Any, rest: Rest) -> None:
    made = sf.bulk.Lead.insert([lead("a"), lead("b"), {"LastName": "c"}], batch_size=2, use_serial=True)
    assert [(row["success"], row["created"]) for row in made] == [(True, True), (True, True), (False, False)]
    [error] = made[2]["errors"]
    assert (error["statusCode"], error["fields"]) == ("REQUIRED_FIELD_MISSING", ["Company"])
    one, two = (row["id"] for row in made[:2])
    changed = sf.bulk.Lead.update([{"Id": one, "City": "Oslo"}, {"Id": "nonsense", "City": "Oslo"}])
    assert [row["success"] for row in changed] == [True, False]
    emails = [lead("a", Email="a@batches.example"), lead("d", Email="d@batches.example")]
    sf.bulk.Lead.update([{"Id": one, "Email": "a@batches.example"}])
    upserted = sf.bulk.Lead.upsert(emails, "Email", batch_size="auto")
    assert [(row["id"] == one, row["created"]) for row in upserted] == [(True, False), (False, True)]
    assert [row["success"] for row in sf.bulk.Lead.delete([{"Id": one}])] == [True]
    assert [row["success"] for row in sf.bulk.Lead.hard_delete([{"Id": two}])] == [True]
    assert names(rest) == ["d"]
    assert {"bypass_results": True} in sf.bulk.Lead.insert([lead("e")], bypass_results=True)
    [detailed] = sf.bulk.Lead.insert([lead("f")], include_detailed_results=True)
    assert (detailed["LastName"], detailed["success"]) == ("f", True)


def test_simple_salesforce_queries_in_bulk_what_is_there_and_what_was_deleted(sf: Any) -> None:
    gone, erased, _ = sf.bulk.Lead.insert([lead("gone"), lead("erased"), lead("here", NumberOfEmployees=7)])
    sf.bulk.Lead.delete([{"Id": gone["id"]}])
    sf.bulk.Lead.hard_delete([{"Id": erased["id"]}])
    soql = "SELECT LastName, NumberOfEmployees, Owner.Name, CreatedDate FROM Lead WHERE Company = 'Batches'"
    [found] = sf.bulk.Lead.query(soql)
    assert (found["LastName"], found["NumberOfEmployees"]) == ("here", 7)
    assert found["Owner"]["attributes"]["type"] == "User"
    assert isinstance(found["CreatedDate"], int)
    assert {row["LastName"] for row in sf.bulk.Lead.query_all(soql)} == {"here", "gone"}
    assert sf.bulk.Lead.query("SELECT Id FROM Lead WHERE Company = 'Nobody'") == []
    lazily = sf.bulk.Lead.query(soql, lazy_operation=True)
    assert [row["LastName"] for page in lazily for row in page] == ["here"]


def test_simple_salesforce_is_told_why_a_job_or_a_query_is_none(sf: Any) -> None:
    with pytest.raises(SalesforceMalformedRequest) as refused:
        sf.bulk.Nothing.insert([lead("x")])
    assert content_of(refused) == {
        "exceptionCode": "InvalidJob",
        "exceptionMessage": "Unable to find object: Nothing",
    }
    with pytest.raises(SalesforceGeneralError) as failed:
        sf.bulk.Lead.query("SELECT Nothing FROM Lead")
    assert str(content_of(failed)).startswith("InvalidBatch : Failed to process query: INVALID_FIELD: ")
    with pytest.raises(SalesforceGeneralError) as failed:
        sf.bulk.Lead.query("SELECT Id FROM Contact")
    assert content_of(failed) == "InvalidBatch : The query asks for Contact, the job for Lead"


# -- salesforce-bulk -------------------------------------------------------------------------------------------


@pytest.fixture
def bulk(rest: Rest) -> SalesforceBulk:
    return SalesforceBulk(sessionId=rest.names["access_token"], host=rest.url)


def rows(pages: Iterator[Any]) -> list[dict[str, str]]:
    return [row for page in pages for row in csv.DictReader(io.TextIOWrapper(page, "utf-8"))]


def test_salesforce_bulk_writes_and_reads_csv(bulk: SalesforceBulk, rest: Rest) -> None:
    job = bulk.create_insert_job("Lead", concurrency="Parallel")
    batch = bulk.post_batch(job, CsvDictsAdapter(iter([lead('Quote "x"'), {"LastName": "y", "Company": ""}])))
    bulk.wait_for_batch(job, batch)
    bulk.close_job(job)
    good, bad = bulk.get_batch_results(batch)
    assert (good.success, good.created, good.error) == ("true", "true", "")
    assert bad == ("", "false", "false", "REQUIRED_FIELD_MISSING:Required fields are missing: [Company]:Company --")
    assert names(rest) == ['Quote "x"']
    status = bulk.job_status(job)
    assert (status["state"], status["numberBatchesTotal"], status["numberRecordsFailed"]) == ("Closed", "1", "1")
    [told] = bulk.get_batch_list(job)
    assert (told["state"], told["jobId"]) == ("Completed", job)
    with pytest.raises(BulkApiError, match="InvalidJobState"):
        bulk.post_batch(job, b"LastName\nlate")
    query = bulk.create_query_job("Lead")
    asked = bulk.query(query, "SELECT LastName, Owner.Name FROM Lead WHERE Company = 'Batches'")
    bulk.close_job(query)
    assert [row["LastName"] for row in rows(bulk.get_all_results_for_query_batch(asked))] == ['Quote "x"']
    assert bulk.get_query_batch_request(asked).startswith("SELECT LastName")
    none = bulk.query(bulk.create_query_job("Lead"), "SELECT Id FROM Lead WHERE Company = 'Nobody'")
    assert next(bulk.get_all_results_for_query_batch(none)).read() == b"Records not found for this query"


def test_salesforce_bulk_writes_and_reads_json(bulk: SalesforceBulk, rest: Rest) -> None:
    job = bulk.create_insert_job("Lead", contentType="JSON")
    batch = bulk.post_batch(job, json.dumps([lead("j"), {"LastName": "k"}]))
    good, bad = bulk.get_batch_results(batch)
    assert (good.success, good.created, good.error) == (True, True, [])
    assert bad.error[0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    asked = bulk.query(bulk.create_query_job("Lead", contentType="JSON"), "SELECT Id FROM Lead WHERE LastName = 'j'")
    [result] = bulk.get_all_results_for_query_batch(asked)
    assert [row["Id"] for row in json.loads(result.read())] == [good.id]


def test_salesforce_bulk_writes_and_reads_xml(bulk: SalesforceBulk, rest: Rest) -> None:
    key = rest.told("POST", "sobjects/Lead", json=lead("before", City="Rome"))["id"]
    job = bulk.create_update_job("Lead", contentType="XML")
    document = (
        f'<sObjects xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<sObject><Id>{key}</Id><LastName>x &amp; y</LastName><City xsi:nil="true"/></sObject>'
        "<sObject><Id>nonsense</Id><LastName>z</LastName></sObject></sObjects>"
    )
    batch = bulk.post_batch(job, document)
    good, bad = bulk.get_batch_results(batch)
    assert (good.success, good.created, good.error) == (True, False, [])
    assert (bad.success, bad.error[0]["statusCode"]) == (False, "MALFORMED_ID")
    record = rest.told("GET", f"sobjects/Lead/{key}")
    assert (record["LastName"], record["City"]) == ("x & y", None)
    asked = bulk.query(
        bulk.create_query_job("Lead", contentType="XML"), "SELECT City FROM Lead WHERE LastName LIKE 'x%'"
    )
    [result] = bulk.get_all_results_for_query_batch(asked)
    assert b'<type>Lead</type><City xsi:nil="true"></City>' in result.read()


def test_salesforce_bulk_is_told_what_went_wrong(bulk: SalesforceBulk) -> None:
    unknown = SalesforceBulk(sessionId="wrong", host=bulk.endpoint.partition("/services")[0])
    with pytest.raises(BulkApiError, match=r"\[400\][^$]*<exceptionCode>InvalidSessionId</exceptionCode>"):
        unknown.create_insert_job("Lead")
    job = bulk.create_insert_job("Lead")
    with pytest.raises(BulkBatchFailed, match="InvalidBatch : "):
        bulk.wait_for_batch(job, bulk.post_batch(job, b'LastName\n"open'))
    bulk.abort_job(job)
    assert bulk.job_state(job) == "Aborted"
    with pytest.raises(BulkApiError, match="InvalidJob"):
        bulk.job_status("750000000000000AAA")


# -- by plain HTTP ---------------------------------------------------------------------------------------------


def ask(rest: Rest, method: str, path: str, **options: Any) -> requests.Response:
    headers = {"X-SFDC-Session": rest.names["access_token"], **options.pop("headers", {})}
    return rest.ask(method, f"{ASYNC}{path}", headers=headers, **options)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"operation": "insert"}, "ClientInputError"),
        ({"operation": "burn", "object": "Lead"}, "ClientInputError"),
        ({"operation": "upsert", "object": "Lead"}, "InvalidJob"),
        ({"operation": "insert", "object": "Lead", "contentType": "ZIP_CSV"}, "ClientInputError"),
        ([], "ClientInputError"),
    ],
)
def test_a_job_that_cannot_be_is_refused(rest: Rest, body: Any, code: str) -> None:
    response = ask(rest, "POST", "", json=body)
    assert (response.status_code, response.json()["exceptionCode"]) == (400, code)


@pytest.mark.parametrize(
    "body", [b"", b"<jobInfo>", b"<other/>", b"<jobInfo/>", b'<!DOCTYPE x [<!ENTITY a "b">]><jobInfo/>']
)
def test_xml_that_is_no_job_is_refused_in_xml(rest: Rest, body: bytes) -> None:
    response = ask(rest, "POST", "", data=body, headers={"content-type": "application/xml"})
    assert response.status_code == 400
    assert b"<exceptionCode>ClientInputError</exceptionCode>" in response.content


def test_what_is_not_there_is_refused(rest: Rest) -> None:
    made = ask(rest, "POST", "", json={"operation": "insert", "object": "lead", "contentType": "JSON"})
    assert (made.status_code, made.json()["object"]) == (201, "Lead")
    job = f"/{made.json()['id']}"
    none = ask(rest, "POST", f"{job}/batch", data=b"\n", headers={"content-type": "application/json"})
    assert (none.status_code, none.json()["exceptionCode"]) == (400, "ClientInputError")
    batch = ask(rest, "POST", f"{job}/batch", data=b"{}").json()
    assert batch["state"] == "Queued"
    assert ask(rest, "GET", f"{job}/batch/{batch['id']}").json()["stateMessage"] == (
        "InvalidBatch : a batch of JSON is a list of objects"
    )
    for path, status, code in (
        (f"{job}/batch/{batch['id']}/result", 400, "InvalidBatch"),
        (f"{job}/batch/{batch['id']}/result/752x", 400, "InvalidBatch"),
        (f"{job}/batch/751x", 400, "InvalidBatch"),
        ("/750x", 400, "InvalidJob"),
        ("/750x/spec", 404, "InvalidUrl"),
    ):
        refused = ask(rest, "GET", path, headers={"content-type": "application/json"})
        assert (refused.status_code, refused.json()["exceptionCode"]) == (status, code)
    assert rest.refused("GET", f"jobs/ingest{job}")[:2] == (404, "NOT_FOUND")
    wrong = ask(rest, "DELETE", job, headers={"content-type": "application/json"})
    assert (wrong.status_code, wrong.json()["exceptionCode"]) == (405, "MethodNotAllowed")


def test_a_planted_fault_is_told_in_the_words_of_this_api(rest: Rest, control: Control) -> None:
    control.told("POST", "faults", {"match": "salesforce/http/*", "outcome": "unauthenticated", "times": 1})
    refused, after = (ask(rest, "GET", "/750x") for _ in range(2))
    assert (refused.status_code, after.status_code) == (400, 400)
    assert b"<exceptionCode>InvalidSessionId</exceptionCode>" in refused.content
    assert b"<exceptionCode>InvalidJob</exceptionCode>" in after.content
