"""Bulk API 2.0: jobs that read or write many records as CSV, done as soon as they are asked for."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from mockserver.core.errors import Refused, cut
from mockserver.core.offload import load
from mockserver.core.store import Record, Store
from mockserver.dialects.bodies import media_type
from mockserver.dialects.frame import CallContext, Reply
from mockserver.dialects.salesforce import jobs
from mockserver.dialects.salesforce.bulk_rows import CSV, ROWS, cell, error_cell, read_csv, record_of, write_csv
from mockserver.dialects.salesforce.collections import perform_rows
from mockserver.dialects.salesforce.guards import (
    act,
    answer_with,
    enter,
    hold_json,
    hold_query,
    named_object,
    read_text,
)

DELIMITERS: Final[Mapping[str, str]] = {
    "BACKQUOTE": "`", "CARET": "^", "COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "TAB": "\t",
}  # fmt: skip
ENDINGS: Final[Mapping[str, str]] = {"LF": "\n", "CRLF": "\r\n"}


def create_ingest_job(context: CallContext) -> Any:
    """S-21: POST jobs/ingest."""
    version = enter(context)
    body = hold_json(context)
    sobject = named_object(context, body["object"])
    context.admit(body)
    if body["operation"] == "upsert" and not body.get("externalIdFieldName"):
        raise Refused("invalid-payload", reason="an upsert needs externalIdFieldName")

    def create(store: Store) -> Record:
        job = _new_job(store, context, body, sobject)
        job["contentUrl"] = f"services/data/{version}/jobs/ingest/{job['id']}/batches"
        job["externalIdFieldName"] = body.get("externalIdFieldName")
        return jobs.keep(store, job)

    return act(context, create)


def upload_batch(context: CallContext) -> Any:
    """S-21: PUT jobs/ingest/{id}/batches, once, while the job is open."""
    enter(context)
    key = context.arguments[1]
    _job(context.sandbox.store(), key)
    kind = media_type(context.call.headers.get("content-type", CSV))
    if kind != CSV:
        raise Refused("wrong-content-type", content_type=kind)
    context.admit()
    text = read_text(context)

    def upload(store: Store) -> None:
        job = _job(store, key)
        if job["state"] != "Open" or "data" in job["_"]:
            raise Refused("invalid-job-state", state=job["state"])
        jobs.change(store, job, {"_": {"data": text}})

    context.sandbox.transact(upload)
    return Reply(status=201)


def change_ingest_job(context: CallContext) -> Any:
    """S-21: PATCH jobs/ingest/{id}: UploadComplete does the job, Aborted ends it."""
    enter(context)
    body = hold_json(context)
    key = context.arguments[1]
    context.admit(body)

    def change(store: Store) -> Record:
        job = _job(store, key)
        if job["state"] != "Open":
            raise Refused("invalid-job-state", state=job["state"])
        if body["state"] == "Aborted":
            return jobs.shown(jobs.change(store, job, {"state": "Aborted"}))
        return {**jobs.shown(jobs.change(store, job, _carried_out(store, job))), "state": "UploadComplete"}

    return act(context, change)


def get_job(context: CallContext) -> Any:
    """S-21: GET jobs/ingest/{id} and jobs/query/{id}."""
    enter(context)
    context.admit()
    return answer_with(context, jobs.shown(_job(context.sandbox.store(), context.arguments[1])))


def delete_job(context: CallContext) -> Any:
    """S-21: DELETE jobs/ingest/{id} and jobs/query/{id}, when it is over."""
    enter(context)
    key = context.arguments[1]
    context.admit()

    def delete(store: Store) -> None:
        _job(store, key)
        jobs.forget(store, key)

    context.sandbox.transact(delete)
    return Reply()


def list_results(context: CallContext) -> Any:
    """S-21: GET jobs/ingest/{id}/successfulResults, failedResults and unprocessedrecords, in any case."""
    enter(context)
    _, key, name = context.arguments
    kept = _RESULTS.get(name.lower())
    if kept is None:
        raise Refused("not-found", known=f"the results of a job are {', '.join(_RESULTS)}, not {cut(name)}")
    context.admit()
    job = _job(context.sandbox.store(), key)
    return Reply(body=job["_"].get(kept, "").encode(), media=CSV)


_RESULTS: Final = {"successfulresults": "done", "failedresults": "failed", "unprocessedrecords": "unprocessed"}


def create_query_job(context: CallContext) -> Any:
    """S-21: POST jobs/query."""
    version = enter(context)
    body = hold_json(context)
    context.admit(body)
    soql = load("mockserver.crm.salesforce.soql.query")

    def create(store: Store) -> Record:
        sobject, names = soql.columns(store, body["query"])
        found = soql.query(store, body["query"], deleted=body["operation"] == "queryAll", version=version)["records"]
        rows = [[cell(record, name.split(".")) for name in names] for record in found]
        job = _new_job(store, context, body, sobject)
        job |= {"state": "JobComplete", "numberRecordsProcessed": len(rows), "_": {"names": names, "rows": rows}}
        return {**jobs.keep(store, job), "state": "UploadComplete"}

    return act(context, create)


def list_query_results(context: CallContext) -> Any:
    """S-21: GET jobs/query/{id}/results, in pages of maxRecords."""
    enter(context)
    query = hold_query(context)
    context.admit()
    job = _job(context.sandbox.store(), context.arguments[1])
    rows: list[list[str]] = job["_"].get("rows", [])
    start = int(query.get("locator", 0))
    end = start + int(query.get("maxRecords", len(rows)))
    text = _written(job, job["_"].get("names", []), rows[start:end])
    more = str(end) if end < len(rows) else "null"
    headers = [("sforce-numberofrecords", str(len(rows[start:end]))), ("sforce-locator", more)]
    return Reply(body=text.encode(), media=CSV, headers=headers)


def _new_job(store: Store, context: CallContext, body: Mapping[str, Any], sobject: str) -> Record:
    return {
        **jobs.opened(store, body["operation"], sobject),
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": float(context.arguments[0]),
        "lineEnding": body.get("lineEnding") or "LF",
        "columnDelimiter": body.get("columnDelimiter") or "COMMA",
        "numberRecordsProcessed": 0,
        "numberRecordsFailed": 0,
        "retries": 0,
        "_": {},
    }


def _job(store: Store, key: str) -> Record:
    job = jobs.found(store, key)
    if job is None or "batches" in job["_"]:
        listed = "GET /services/data/v59.0/jobs/ingest lists them"
        raise Refused("not-found", known=f"there is no ingest job {cut(key)}: {listed}")
    return job


def _carried_out(store: Store, job: Record) -> Record:
    """What a job's rows come to: each by itself."""
    try:
        names, rows = read_csv(job["_"].get("data", ""), DELIMITERS[job["columnDelimiter"]])
    except csv.Error as error:
        return {"state": "Failed", "errorMessage": f"InvalidBatch : {error}"}
    records = [record_of(names, row) for row in rows]
    answers = perform_rows(store, [partial(ROWS[job["operation"]], job, one) for one in records], all_or_none=False)
    done: list[Sequence[Any]] = []
    failed: list[Sequence[Any]] = []
    for row, answer in zip(rows, answers, strict=True):
        if answer["success"]:
            done.append([answer["id"], str(answer.get("created", job["operation"] == "insert")).lower(), *row])
        else:
            failed.append(["", error_cell(answer["errors"]), *row])
    return {
        "state": "JobComplete",
        "numberRecordsProcessed": len(rows),
        "numberRecordsFailed": len(failed),
        "_": {
            "done": _written(job, ["sf__Id", "sf__Created", *names], done),
            "failed": _written(job, ["sf__Id", "sf__Error", *names], failed),
            "unprocessed": _written(job, names, []),
        },
    }


def _written(job: Record, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    return write_csv(names, rows, DELIMITERS[job["columnDelimiter"]], ENDINGS[job["lineEnding"]])
