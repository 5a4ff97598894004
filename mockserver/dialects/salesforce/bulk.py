"""Bulk API 2.0: jobs that read or write many records as CSV, done as soon as they are asked for."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.store import Record, Store
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce import errors
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.rules import integration_user
from mockserver.crm.salesforce.values import timestamp
from mockserver.dialects.bodies import media_type
from mockserver.dialects.frame import Reply, Visit
from mockserver.dialects.salesforce.collections import perform_rows
from mockserver.dialects.salesforce.guards import act, answer_with, enter, hold_json, hold_query, named_object
from mockserver.dialects.salesforce.sessions import note, use

DELIMITERS: Final[Mapping[str, str]] = {
    "BACKQUOTE": "`", "CARET": "^", "COMMA": ",", "PIPE": "|", "SEMICOLON": ";", "TAB": "\t",
}  # fmt: skip
ENDINGS: Final[Mapping[str, str]] = {"LF": "\n", "CRLF": "\r\n"}

MOST_JOBS: Final = 100
"""How many jobs a sandbox keeps; the oldest goes."""

_NULL: Final = "#N/A"
_CSV: Final = "text/csv"


def create_ingest_job(visit: Visit) -> Any:
    """S-21: POST jobs/ingest."""
    version = enter(visit)
    body = hold_json(visit)
    sobject = named_object(visit, body["object"])
    visit.admit(body)
    if body["operation"] == "upsert" and not body.get("externalIdFieldName"):
        raise Refused("invalid-payload", reason="an upsert needs externalIdFieldName")

    def create(store: Store) -> Record:
        job = _new_job(store, visit, body, sobject)
        job["contentUrl"] = f"services/data/{version}/jobs/ingest/{job['id']}/batches"
        job["externalIdFieldName"] = body.get("externalIdFieldName")
        return _kept(store, job)

    return act(visit, create)


def upload_batch(visit: Visit) -> Any:
    """S-21: PUT jobs/ingest/{id}/batches, once, while the job is open."""
    enter(visit)
    job = _job(visit.sandbox.store(), visit.arguments[1])
    kind = media_type(visit.call.headers.get("content-type", _CSV))
    if kind != _CSV:
        raise Refused("wrong-content-type", content_type=kind)
    visit.admit()
    if job["state"] != "Open" or "data" in job["_"]:
        raise Refused("invalid-job-state", state=job["state"])
    try:
        text = visit.call.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refused("invalid-payload", reason=f"the body is not UTF-8: {error.reason}") from None
    visit.sandbox.transact(partial(_changed, job["id"], {"_": {**job["_"], "data": text}}))
    return Reply(status=201)


def change_ingest_job(visit: Visit) -> Any:
    """S-21: PATCH jobs/ingest/{id}: UploadComplete does the job, Aborted ends it."""
    enter(visit)
    body = hold_json(visit)
    key = visit.arguments[1]
    visit.admit(body)

    def change(store: Store) -> Record:
        job = _job(store, key)
        if job["state"] != "Open":
            raise Refused("invalid-job-state", state=job["state"])
        if body["state"] == "Aborted":
            return _shown(_changed(key, {"state": "Aborted"}, store))
        return {**_shown(_changed(key, _carried_out(store, job), store)), "state": "UploadComplete"}

    return act(visit, change)


def get_job(visit: Visit) -> Any:
    """S-21: GET jobs/ingest/{id} and jobs/query/{id}."""
    enter(visit)
    visit.admit()
    return answer_with(visit, _shown(_job(visit.sandbox.store(), visit.arguments[1])))


def delete_job(visit: Visit) -> Any:
    """S-21: DELETE jobs/ingest/{id} and jobs/query/{id}, when it is over."""
    enter(visit)
    key = visit.arguments[1]
    visit.admit()

    def delete(store: Store) -> None:
        _job(store, key)
        known = use(store)
        note(store, replace(known, jobs={name: job for name, job in known.jobs.items() if name != key}))

    visit.sandbox.transact(delete)
    return Reply()


def list_results(visit: Visit) -> Any:
    """S-21: GET jobs/ingest/{id}/successfulResults, failedResults and unprocessedrecords, in any case."""
    enter(visit)
    _, key, name = visit.arguments
    kept = _RESULTS.get(name.lower())
    if kept is None:
        raise Refused("not-found")
    visit.admit()
    job = _job(visit.sandbox.store(), key)
    return Reply(body=job["_"].get(kept, "").encode(), media=_CSV)


_RESULTS: Final = {"successfulresults": "done", "failedresults": "failed", "unprocessedrecords": "unprocessed"}


def create_query_job(visit: Visit) -> Any:
    """S-21: POST jobs/query."""
    from mockserver.crm.salesforce.soql import query as soql  # a fifth of the time of a start

    version = enter(visit)
    body = hold_json(visit)
    visit.admit(body)

    def create(store: Store) -> Record:
        sobject, names = soql.columns(store, body["query"])
        found = soql.query(store, body["query"], deleted=body["operation"] == "queryAll", version=version)["records"]
        rows = [[_cell(record, name.split(".")) for name in names] for record in found]
        job = _new_job(store, visit, body, sobject)
        job |= {"state": "JobComplete", "numberRecordsProcessed": len(rows), "_": {"names": names, "rows": rows}}
        return {**_kept(store, job), "state": "UploadComplete"}

    return act(visit, create)


def list_query_results(visit: Visit) -> Any:
    """S-21: GET jobs/query/{id}/results, in pages of maxRecords."""
    enter(visit)
    query = hold_query(visit)
    visit.admit()
    job = _job(visit.sandbox.store(), visit.arguments[1])
    rows: list[list[str]] = job["_"].get("rows", [])
    start = int(query.get("locator", 0))
    end = start + int(query.get("maxRecords", len(rows)))
    text = _written(job, job["_"].get("names", []), rows[start:end])
    more = str(end) if end < len(rows) else "null"
    headers = [("sforce-numberofrecords", str(len(rows[start:end]))), ("sforce-locator", more)]
    return Reply(body=text.encode(), media=_CSV, headers=headers)


def _new_job(store: Store, visit: Visit, body: Mapping[str, Any], sobject: str) -> Record:
    now = timestamp(store.now())
    return {
        "id": numbered_id("750", store.next("salesforce/job")),
        "operation": body["operation"],
        "object": sobject,
        "createdById": integration_user(store),
        "createdDate": now,
        "systemModstamp": now,
        "state": "Open",
        "concurrencyMode": "Parallel",
        "contentType": "CSV",
        "apiVersion": float(visit.arguments[0]),
        "lineEnding": body.get("lineEnding") or "LF",
        "columnDelimiter": body.get("columnDelimiter") or "COMMA",
        "numberRecordsProcessed": 0,
        "numberRecordsFailed": 0,
        "retries": 0,
        "_": {},
    }


def _kept(store: Store, job: Record) -> Record:
    known = use(store)
    latest = list({**known.jobs, job["id"]: job}.items())[-MOST_JOBS:]
    note(store, replace(known, jobs=dict(latest)))
    return _shown(job)


def _changed(key: str, changes: Mapping[str, Any], store: Store) -> Record:
    job = {**_job(store, key), **changes, "systemModstamp": timestamp(store.now())}
    _kept(store, job)
    return job


def _job(store: Store, key: str) -> Record:
    found = use(store).jobs.get(key)
    if found is None:
        raise Refused("not-found")
    return found


def _shown(job: Record) -> Record:
    return {name: value for name, value in job.items() if name != "_"}


def _carried_out(store: Store, job: Record) -> Record:
    """What a job's rows come to: each by itself."""
    lines = csv.reader(
        io.StringIO(job["_"].get("data", ""), newline=""), delimiter=DELIMITERS[job["columnDelimiter"]], strict=True
    )
    try:
        names, *rows = [line for line in lines if line] or [[]]
    except csv.Error as error:
        return {"state": "Failed", "errorMessage": f"InvalidBatch : {error}"}
    records = [_read(names, row) for row in rows]
    answers = perform_rows(store, [partial(_ROWS[job["operation"]], job, one) for one in records], all_or_none=False)
    done: list[Sequence[Any]] = []
    failed: list[Sequence[Any]] = []
    for row, answer in zip(rows, answers, strict=True):
        if answer["success"]:
            done.append([answer["id"], str(answer.get("created", job["operation"] == "insert")).lower(), *row])
        else:
            failed.append(["", _error(answer["errors"]), *row])
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


def _error(found: Sequence[Record]) -> str:
    first = found[0]
    return f"{first['statusCode']}:{first['message']}:{','.join(first['fields'])} --"


def _read(names: Sequence[str], row: Sequence[str]) -> Record:
    """A row as a record: an empty cell says nothing, ``#N/A`` empties a field."""
    return {name: None if cell == _NULL else cell for name, cell in zip(names, row, strict=False) if cell != ""}


def _insert(job: Record, record: Record, store: Store) -> Record:
    return {**salesforce.saved(salesforce.create(store, job["object"], record)), "created": True}


def _update(job: Record, record: Record, store: Store) -> Record:
    data = {name: value for name, value in record.items() if name.lower() != "id"}
    return salesforce.saved(salesforce.update(store, job["object"], _id_of(record), data))


def _delete(job: Record, record: Record, store: Store) -> Record:
    return salesforce.saved(salesforce.delete(store, job["object"], _id_of(record)))


def _upsert(job: Record, record: Record, store: Store) -> Record:
    field = salesforce.external_id(store, job["object"], job["externalIdFieldName"])
    value = next((value for name, value in record.items() if name.lower() == field.name.lower()), None)
    data = {name: given for name, given in record.items() if name.lower() != field.name.lower()}
    if value is None:
        raise errors.refusal("MISSING_ARGUMENT", [(f"{field.name} not specified", [])])
    key, fresh = salesforce.upsert(store, job["object"], field.name, value, data)
    return {**salesforce.saved(key), "created": fresh}


_ROWS: Final[Mapping[str, Callable[[Record, Record, Store], Record]]] = {
    "insert": _insert,
    "update": _update,
    "upsert": _upsert,
    "delete": _delete,
    "hardDelete": _delete,
}


def _id_of(record: Record) -> str:
    key = next((value for name, value in record.items() if name.lower() == "id"), None)
    if not isinstance(key, str):
        raise errors.refusal("MISSING_ARGUMENT", [("Id not specified", [])])
    return key


def _cell(record: Any, path: Sequence[str]) -> str:
    """A value of a queried record, or of one of its parents, as a cell."""
    value = record
    for name in path:
        value = value[name] if value is not None else None
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    return f"{text[:-5]}Z" if text.endswith("+0000") else text


def _written(job: Record, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=DELIMITERS[job["columnDelimiter"]],
        lineterminator=ENDINGS[job["lineEnding"]],
        quoting=csv.QUOTE_ALL,
    )
    if names:
        writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue()
