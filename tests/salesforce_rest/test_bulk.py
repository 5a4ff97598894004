"""The Bulk API 2.0: jobs that write and read CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from tests.salesforce_rest.conftest import VERSION, Rest


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


class Job:
    """A job that writes, by plain HTTP."""

    def __init__(self, rest: Rest, **fields: Any) -> None:
        self.rest = rest
        self.opened = rest.told("POST", "jobs/ingest", json=fields)
        self.path = f"jobs/ingest/{self.opened['id']}"

    def upload(self, text: str) -> int:
        token = self.rest.names["access_token"]
        headers = {"Authorization": f"Bearer {token}", "content-type": "text/csv; charset=UTF-8"}
        return self.rest.ask("PUT", f"{self.path}/batches", data=text.encode(), headers=headers).status_code

    def complete(self) -> dict[str, Any]:
        closed = self.rest.told("PATCH", self.path, json={"state": "UploadComplete"})
        assert closed["state"] == "UploadComplete"
        done: dict[str, Any] = self.rest.told("GET", self.path)
        return done

    def results(self, name: str) -> list[dict[str, str]]:
        return rows(self.rest.ask("GET", f"{self.path}/{name}").text)


@pytest.mark.contract("S-21")
def test_rows_are_inserted_each_by_itself(rest: Rest) -> None:
    job = Job(rest, object="lead", operation="insert", lineEnding="CRLF", columnDelimiter="SEMICOLON")
    assert (job.opened["state"], job.opened["object"]) == ("Open", "Lead")
    assert job.opened["contentUrl"] == f"{VERSION[1:]}/{job.path}/batches"
    assert job.upload('LastName;Company;NumberOfEmployees\r\n"A;B";X;7\r\n;Y;\r\n') == 201
    assert job.upload("LastName\nlate\n") == 400
    done = job.complete()
    assert (done["state"], done["numberRecordsProcessed"], done["numberRecordsFailed"]) == ("JobComplete", 2, 1)
    written = list(csv.DictReader(io.StringIO(rest.ask("GET", f"{job.path}/successfulResults").text), delimiter=";"))
    [failed] = csv.DictReader(io.StringIO(rest.ask("GET", f"{job.path}/failedresults").text), delimiter=";")
    assert (written[0]["LastName"], written[0]["sf__Created"]) == ("A;B", "true")
    assert failed["sf__Error"] == "REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --"
    assert rest.told("GET", f"sobjects/Lead/{written[0]['sf__Id']}")["NumberOfEmployees"] == 7
    assert job.results("unprocessedRecords") == []
    assert rest.refused("PATCH", job.path, json={"state": "Aborted"})[:2] == (400, "INVALIDJOBSTATE")
    assert rest.ask("DELETE", job.path).status_code == 204
    assert rest.refused("GET", job.path)[:2] == (404, "NOT_FOUND")


@pytest.mark.contract("S-21")
def test_rows_are_updated_upserted_and_deleted(rest: Rest) -> None:
    body = {"LastName": "Bulk", "Company": "C", "Email": "bulk@example.com", "City": "Rome"}
    key = rest.told("POST", "sobjects/Lead", json=body)["id"]
    update = Job(rest, object="Lead", operation="update")
    update.upload(f"Id,City,Company\n{key},#N/A,\nnonsense,x,\n")
    assert update.complete()["numberRecordsFailed"] == 1
    record = rest.told("GET", f"sobjects/Lead/{key}")
    assert (record["City"], record["Company"]) == (None, "C")
    upsert = Job(rest, object="Lead", operation="upsert", externalIdFieldName="Email")
    upsert.upload("Email,LastName,Company\nbulk@example.com,Again,C\nnew@example.com,New,C\n")
    upsert.complete()
    assert [row["sf__Created"] for row in upsert.results("successfulResults")] == ["false", "true"]
    by_id = Job(rest, object="Lead", operation="upsert", externalIdFieldName="Id")
    by_id.upload(f"Id,LastName,Company\n{key},Known,C\n,Fresh,C\n")
    by_id.complete()
    assert [row["sf__Created"] for row in by_id.results("successfulResults")] == ["false", "true"]
    delete = Job(rest, object="Lead", operation="delete")
    delete.upload(f"Id\n{key}\n")
    assert delete.complete()["numberRecordsFailed"] == 0
    assert rest.refused("GET", f"sobjects/Lead/{key}")[1] == "ENTITY_IS_DELETED"


@pytest.mark.contract("S-21")
def test_an_empty_job_completes_and_an_aborted_one_does_nothing(rest: Rest) -> None:
    empty = Job(rest, object="Lead", operation="insert")
    assert empty.complete()["state"] == "JobComplete"
    aborted = Job(rest, object="Lead", operation="insert")
    aborted.upload("LastName,Company\nNever,C\n")
    assert rest.told("PATCH", aborted.path, json={"state": "Aborted"})["state"] == "Aborted"
    assert rest.told("GET", "query?q=SELECT+Id+FROM+Lead+WHERE+LastName='Never'")["totalSize"] == 0


@pytest.mark.contract("S-21")
def test_simple_salesforce_reads_and_writes_in_bulk(sf: Any) -> None:
    records = [{"LastName": f"B{at}", "Company": "Bulky"} for at in range(3)]
    [done] = sf.bulk2.Lead.insert(records=records)
    assert (done["numberRecordsTotal"], done["numberRecordsFailed"]) == (3, 0)
    pages = list(sf.bulk2.Lead.query("SELECT LastName, Owner.Name FROM Lead WHERE Company = 'Bulky'", max_records=2))
    assert [row["LastName"] for page in pages for row in rows(page)] == ["B0", "B1", "B2"]
    assert list(rows(pages[0])[0]) == ["LastName", "Owner.Name"]


@pytest.mark.contract("S-21")
@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("jobs/ingest", {"object": "Nothing", "operation": "insert"}, (404, "NOT_FOUND")),
        ("jobs/ingest", {"object": "Lead", "operation": "burn"}, (400, "JSON_PARSER_ERROR")),
        ("jobs/ingest", {"object": "Lead", "operation": "upsert"}, (400, "JSON_PARSER_ERROR")),
        ("jobs/query", {"operation": "query", "query": "SELECT"}, (400, "MALFORMED_QUERY")),
        ("jobs/query", {"operation": "query", "query": "SELECT COUNT() FROM Lead"}, (400, "MALFORMED_QUERY")),
    ],
)
def test_a_job_that_cannot_be_is_refused(
    rest: Rest, path: str, body: dict[str, str], expected: tuple[int, str]
) -> None:
    assert rest.refused("POST", path, json=body)[:2] == expected
