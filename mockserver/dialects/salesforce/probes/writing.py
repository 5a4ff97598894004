"""What the documents say of Salesforce's calls that write, as probes that take away again what they made."""

from __future__ import annotations

from typing import Final

from mockserver.checks.probes import table
from mockserver.dialects.salesforce.probes.run import ASYNC, SalesforceRun


def life_of_a_lead(run: SalesforceRun) -> None:
    """Create, read, change, delete; afterwards it is gone, but for queryAll."""
    key = run.created("Lead", "S-08", **run.lead())
    try:
        run.status(run.call("PATCH", f"sobjects/Lead/{key}", {"City": "Oslo"}), 204, "S-08")
        run.equal(run.call("GET", f"sobjects/Lead/{key}"), "City", "Oslo", "S-08")
        run.equal(run.leads("City", "Id", key), "records[0].City", "Oslo", "S-06")
    finally:
        gone = run.call("DELETE", f"sobjects/Lead/{key}")
    run.status(gone, 204, "S-08")
    run.error(run.call("GET", f"sobjects/Lead/{key}"), 404, "ENTITY_IS_DELETED", "S-08")
    found = run.leads("IsDeleted", "Id", key, "queryAll")
    run.equal(found, "records[0].IsDeleted", True, "S-07")


def bad_lead(run: SalesforceRun) -> None:
    """A record without a required field is refused by name."""
    reply = run.call("POST", "sobjects/Lead", {"LastName": run.client.mark})
    run.error(reply, 400, "REQUIRED_FIELD_MISSING", "S-08")
    run.equal(reply, "[0].fields", ["Company"], "S-08")


def large_number(run: SalesforceRun) -> None:
    """A number of too many digits."""
    reply = run.call("POST", "sobjects/Lead", run.lead(AnnualRevenue=1e30))
    run.error(reply, 400, "NUMBER_OUTSIDE_VALID_RANGE", "S-42")


def upsert_by_email(run: SalesforceRun) -> None:
    """201 for a new record, 200 for one that was there."""
    path = f"sobjects/Contact/Email/{run.client.mark}@example.com"
    made = run.call("PATCH", path, {"LastName": run.client.mark})
    run.status(made, 201, "S-09")
    key = run.found(made, "id", "S-09")
    try:
        again = run.call("PATCH", path, {"FirstName": "Zoe"})
        run.status(again, 200, "S-09")
        run.equal(again, "created", False, "S-09")
        run.equal(run.call("GET", path), "Id", key, "S-09")
    finally:
        run.status(run.call("DELETE", path), 204, "S-09")


def rows_of_a_collection(run: SalesforceRun) -> None:
    """Each row by itself, or all together."""
    good, bad = ({"attributes": {"type": "Lead"}, **fields} for fields in (run.lead(), {"LastName": "x"}))
    together = run.call("POST", "composite/sobjects", {"allOrNone": True, "records": [good, bad]})
    run.equal(together, "[0].errors[0].statusCode", "ALL_OR_NONE_OPERATION_ROLLED_BACK", "S-15 public")
    reply = run.call("POST", "composite/sobjects", {"records": [good, bad]})
    key = run.found(reply, "[0].id", "S-15")
    try:
        run.equal(reply, "[1].errors[0].statusCode", "REQUIRED_FIELD_MISSING", "S-15")
        changed = run.call("PATCH", "composite/sobjects", {"records": [{"attributes": {"type": "Lead"}, "id": key}]})
        run.equal(changed, "[0].success", True, "S-15")
    finally:
        gone = run.call("DELETE", f"composite/sobjects?ids={key}")
    run.equal(gone, "[0].success", True, "S-15")


def tree(run: SalesforceRun) -> None:
    """An account with its contact; one that is refused undoes both."""
    contact = {"attributes": {"type": "Contact", "referenceId": "child"}, "LastName": run.client.mark}
    account = {"attributes": {"type": "Account", "referenceId": "root"}, "Name": run.client.mark}
    refused = run.call("POST", "composite/tree/Account", {"records": [{**account, "Name": None}]})
    run.status(refused, 400, "S-18")
    run.equal(refused, "hasErrors", True, "S-18")
    reply = run.call("POST", "composite/tree/Account", {"records": [{**account, "Contacts": {"records": [contact]}}]})
    run.status(reply, 201, "S-18")
    keys = [run.found(reply, f"results[{at}].id", "S-18") for at in range(2)]
    for sobject, key in (("Contact", keys[1]), ("Account", keys[0])):
        run.call("DELETE", f"sobjects/{sobject}/{key}")


def composite_together(run: SalesforceRun) -> None:
    """With allOrNone one failure undoes what was made before it."""
    path = "/services/data/v59.0/sobjects/Lead"
    calls = [
        {"method": "POST", "url": path, "referenceId": "good", "body": run.lead()},
        {"method": "POST", "url": path, "referenceId": "bad", "body": {}},
    ]
    reply = run.call("POST", "composite", {"allOrNone": True, "compositeRequest": calls})
    run.equal(reply, "compositeResponse[0].body[0].errorCode", "PROCESSING_HALTED", "S-16")
    left = run.leads("Id", "LastName", run.client.mark)
    run.equal(left, "totalSize", 0, "S-16")


def life_of_a_job(run: SalesforceRun) -> None:
    """An upload of nothing is a job that completes; aborted ones do nothing, deleted ones are gone."""
    job = run.call("POST", "jobs/ingest", {"object": "Lead", "operation": "insert"})
    key = run.result(job, "id", "S-21")
    path = f"jobs/ingest/{key}"
    sent = run.call("PUT", f"{path}/batches", "LastName,Company\n", content_type="text/csv")
    run.status(sent, 201, "S-21")
    run.equal(run.call("GET", path), "state", "Open", "S-21")
    run.equal(run.call("PATCH", path, {"state": "Aborted"}), "state", "Aborted", "S-21")
    run.status(run.call("DELETE", path), 204, "S-21")
    asked = {"operation": "query", "query": "SELECT Id FROM User LIMIT 1"}
    query = run.call("POST", "jobs/query", asked)
    run.equal(query, "state", "UploadComplete", "S-21")
    run.call("DELETE", f"jobs/query/{run.result(query, 'id', 'S-21')}")


def life_of_a_batch(run: SalesforceRun) -> None:
    """A job of the Bulk API, with a batch whose one row is refused."""
    json = {"content_type": "application/json"}
    opened = run.call("POST", f"{ASYNC}/job", {"operation": "insert", "object": "Lead", "contentType": "JSON"}, **json)
    run.status(opened, 201, "S-23")
    job = f"{ASYNC}/job/{run.found(opened, 'id', 'S-23')}"
    added = run.call("POST", f"{job}/batch", [{"LastName": "x"}], **json)
    run.status(added, 201, "S-23")
    run.found(added, "id", "S-23")
    run.equal(run.call("GET", f"{job}/batch", **json), "batchInfo[0].id", added.at("id"), "S-23")
    run.equal(run.call("POST", job, {"state": "Closed"}, **json), "state", "Closed", "S-23")
    run.equal(run.call("POST", job, {"state": "Closed"}, **json), "exceptionCode", "InvalidJobState", "S-23 choice")


PROBES: Final = table(
    "salesforce",
    (
        ("the life of a lead", "S-08 S-06 S-07", life_of_a_lead),
        ("a record that is refused", "S-08", bad_lead),
        ("a number that is too large", "S-42", large_number),
        ("an upsert by e-mail address", "S-09", upsert_by_email),
        ("the rows of a collection", "S-15", rows_of_a_collection),
        ("a tree of records", "S-18", tree),
        ("a composite that is undone", "S-16", composite_together),
        ("jobs of the Bulk API 2.0", "S-21", life_of_a_job),
        ("a job with a batch", "S-23", life_of_a_batch),
    ),
    writes=True,
)
