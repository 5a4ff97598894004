"""The Bulk API: jobs of batches in CSV, JSON or XML, each batch done as soon as it is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from mockserver.core.errors import CrmError, Refused
from mockserver.core.http import Malformed
from mockserver.core.offload import load
from mockserver.core.store import Record, Store
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.values import timestamp
from mockserver.dialects.bodies import JSON, media_type, read_xml
from mockserver.dialects.frame import CallContext, Refusal, Reply
from mockserver.dialects.salesforce import jobs
from mockserver.dialects.salesforce.batch_formats import FORMATS, XML, Format, result_of, xml
from mockserver.dialects.salesforce.bulk_rows import ROWS
from mockserver.dialects.salesforce.collections import perform_rows
from mockserver.dialects.salesforce.guards import (
    act,
    answer_with,
    enter,
    hold_request,
    named_object,
    read_object,
    read_text,
)

PREFIX: Final = "/services/async"

MOST_RECORDS: Final = 10_000
"""The most records of one batch."""

_DOCUMENTS: Final = (JSON, XML, "text/xml", "")
_QUERIES: Final = ("query", "queryAll")
_MODES: Final[Mapping[Any, str]] = {0: "Parallel", 1: "Serial", "0": "Parallel", "1": "Serial"}
_NO_TIME: Final = {"totalProcessingTime": 0, "apiActiveProcessingTime": 0, "apexProcessingTime": 0}


def create_job(context: CallContext) -> Any:
    """S-23: POST job."""
    version = enter(context)
    body = read_document(context)
    hold_request(context, json=body)
    try:
        sobject = named_object(context, body["object"])
    except Refused:
        raise Refused("invalid-job", reason=f"Unable to find object: {body['object']}") from None
    context.admit(body)
    if body["operation"] == "upsert" and not body.get("externalIdFieldName"):
        raise Refused("invalid-job", reason="External ID was blank for upsert operation")

    def create(store: Store) -> Record:
        job = {
            **jobs.opened(store, body["operation"], sobject),
            "concurrencyMode": _MODES.get(body.get("concurrencyMode", 0), body.get("concurrencyMode")),
            "contentType": body.get("contentType") or "XML",
            "externalIdFieldName": body.get("externalIdFieldName"),
            "assignmentRuleId": body.get("assignmentRuleId"),
            "apiVersion": float(version[1:]),
            "_": {"batches": {}},
        }
        return jobs.keep(store, job) and _job_info(job)

    return _told(context, "jobInfo", act(context, create))


def get_job(context: CallContext) -> Any:
    """S-23: GET job/{id}."""
    enter(context)
    context.admit()
    job = _job(context.sandbox.store(), context.arguments[1])
    return _told(context, "jobInfo", answer_with(context, _job_info(job)), job)


def change_job(context: CallContext) -> Any:
    """S-23: POST job/{id}: Closed takes no more batches, Aborted neither."""
    enter(context)
    body = read_document(context)
    hold_request(context, json=body)
    context.admit(body)

    def change(store: Store) -> Record:
        job = _open_job(store, context.arguments[1])
        return _job_info(jobs.change(store, job, {"state": body["state"]}))

    return _told(context, "jobInfo", act(context, change))


def add_batch(context: CallContext) -> Any:
    """S-23: POST job/{id}/batch: the batch is carried out, and told to be queued."""
    version = enter(context)
    text = read_text(context)
    key = context.arguments[1]
    job = _open_job(context.sandbox.store(), key)
    if not text.strip():
        raise Refused("invalid-payload", reason="the batch has no data: expected rows, or a query")
    context.admit()

    def add(store: Store) -> Record:
        job = _open_job(store, key)
        now = timestamp(store.now())
        done = _carried_out(store, job, text, version)
        batch = {
            "id": numbered_id("751", store.next("salesforce/batch")),
            "jobId": key,
            **{name: done[name] for name in ("state", "stateMessage")},
            "createdDate": now,
            "systemModstamp": now,
            "numberRecordsProcessed": len(done["rows"]),
            "numberRecordsFailed": sum(1 for row in done["rows"] if not row.get("success", True)),
            **_NO_TIME,
            "_": {"request": text, **done},
        }
        jobs.change(store, job, {"_": {"batches": {**job["_"]["batches"], batch["id"]: batch}}})
        queued = {"state": "Queued", "stateMessage": None, "numberRecordsProcessed": 0, "numberRecordsFailed": 0}
        return {**jobs.shown(batch), **queued}

    return _told(context, "batchInfo", act(context, add), job)


def list_batches(context: CallContext) -> Any:
    """S-23: GET job/{id}/batch."""
    enter(context)
    context.admit()
    job = _job(context.sandbox.store(), context.arguments[1])
    listed = {"batchInfo": [jobs.shown(batch) for batch in job["_"]["batches"].values()]}
    return _told(context, "batchInfoList", answer_with(context, listed), job)


def get_batch(context: CallContext) -> Any:
    """S-23: GET job/{id}/batch/{id}."""
    job, batch = _enter_batch(context)
    return _told(context, "batchInfo", answer_with(context, jobs.shown(batch)), job)


def get_batch_request(context: CallContext) -> Reply:
    """S-23: GET job/{id}/batch/{id}/request: what was sent."""
    job, batch = _enter_batch(context)
    return Reply(body=batch["_"]["request"].encode(), media=_format(job).media)


def list_batch_results(context: CallContext) -> Any:
    """S-23: GET job/{id}/batch/{id}/result: what became of the rows, or the ids of what a query found."""
    job, batch = _enter_batch(context)
    if batch["state"] != "Completed":
        raise Refused("no-batch-result", reason="Batch not completed")
    if job["operation"] not in _QUERIES:
        answer_with(context, [result_of(row) for row in batch["_"]["rows"]])
        return Reply(body=_format(job).results(batch["_"]["rows"]), media=_format(job).media)
    ids = answer_with(context, [_result_id(batch)])
    if _is_json(context, job):
        return ids
    return Reply(ids, body=xml("result-list", {"result": ids}), media=XML)


def get_batch_result(context: CallContext) -> Reply:
    """S-23: GET job/{id}/batch/{id}/result/{id}: what a query found."""
    job, batch = _enter_batch(context)
    if "names" not in batch["_"] or context.arguments[3] != _result_id(batch):
        raise Refused("no-batch-result", reason=f"Unable to find result: {context.arguments[3]}")
    form = _format(job)
    return Reply(body=form.found(batch["_"]["names"], batch["_"]["rows"]), media=form.media)


def refusal(refusal: Refusal, text: str, outcome: str, context: CallContext) -> Reply:
    """S-23: an error of this API, which has its own codes and statuses."""
    status, code, own = _REFUSALS.get(outcome, (refusal.status, _OTHER, None))
    document = {"exceptionCode": code, "exceptionMessage": own or text}
    if _is_json(context):
        return Reply(document, status)
    return Reply(document, status, body=xml("error", document), media=XML)


_OTHER: Final = "ClientInputError"
_REFUSALS: Final[Mapping[str, tuple[int, str, str | None]]] = {
    "unauthenticated": (400, "InvalidSessionId", "Invalid session id"),
    "not-found": (404, "InvalidUrl", None),
    "method-not-allowed": (405, "MethodNotAllowed", None),
    "invalid-job": (400, "InvalidJob", None),
    "invalid-job-state": (400, "InvalidJobState", None),
    "no-batch": (400, "InvalidBatch", None),
    "no-batch-result": (400, "InvalidBatch", None),
    "rate-limited": (403, "ExceededQuota", None),
    "row-locked": (400, "TooManyLockFailure", None),
    "server-error": (500, "Unknown", None),
    "contract-broken": (500, "Unknown", None),
    "unavailable": (503, "ServerTooBusy", None),
}
"""Outcome -> status, code, and this API's own text where it has one."""


def read_document(context: CallContext) -> Record:
    """The body of a call on a job, as JSON or as XML with the same members."""
    kind = media_type(context.call.headers.get("content-type", ""))
    if kind not in _DOCUMENTS:
        raise Refused("wrong-content-type", content_type=kind)
    body = read_object(context) if kind == JSON else _read_job_info(context)
    context.undeclared(body.keys() - context.route.declared["json"], "body", "member")
    return body


def _read_job_info(context: CallContext) -> Record:
    try:
        found = read_xml(context.call.body).get("jobInfo")
    except Malformed as error:
        raise Refused("invalid-payload", reason=str(error)) from None
    if not isinstance(found, dict):
        raise Refused("invalid-payload", reason="the document is an element jobInfo")
    body = {name: value for name, value in found.items() if not name.startswith("@")}
    context.exchange.payload = body
    return body


def _is_json(context: CallContext, job: Record | None = None) -> bool:
    """Whether JSON is answered: to JSON, and where a call says nothing of its own format for jobs in JSON."""
    kind = media_type(context.call.headers.get("content-type", ""))
    return kind == JSON or (not kind and job is not None and job["contentType"] == "JSON")


def _told(context: CallContext, name: str, document: Any, job: Record | None = None) -> Any:
    if _is_json(context, job):
        return document
    return Reply(document, body=xml(name, document), media=XML)


def _format(job: Record) -> Format:
    return FORMATS[job["contentType"]]


def _job(store: Store, key: str) -> Record:
    job = jobs.found(store, key)
    if job is None or "batches" not in job["_"]:
        raise Refused("invalid-job", reason=f"Unable to find job: {key}")
    return job


def _open_job(store: Store, key: str) -> Record:
    job = _job(store, key)
    if job["state"] != "Open":
        raise Refused("invalid-job-state", state=job["state"])
    return job


def _enter_batch(context: CallContext) -> tuple[Record, Record]:
    enter(context)
    context.admit()
    job = _job(context.sandbox.store(), context.arguments[1])
    batch = job["_"]["batches"].get(context.arguments[2])
    if batch is None:
        raise Refused("no-batch", reason=context.arguments[2])
    return job, batch


def _job_info(job: Record) -> Record:
    """A job with the numbers of its batches."""
    batches = list(job["_"]["batches"].values())
    states = [batch["state"] for batch in batches]
    return {
        **jobs.shown(job),
        "numberBatchesQueued": 0,
        "numberBatchesInProgress": 0,
        "numberBatchesCompleted": states.count("Completed"),
        "numberBatchesFailed": states.count("Failed"),
        "numberBatchesTotal": len(batches),
        "numberRecordsProcessed": sum(batch["numberRecordsProcessed"] for batch in batches),
        "numberRetries": 0,
        "numberRecordsFailed": sum(batch["numberRecordsFailed"] for batch in batches),
        **_NO_TIME,
    }


def _result_id(batch: Record) -> str:
    return f"752{batch['id'][3:]}"


def _carried_out(store: Store, job: Record, text: str, version: str) -> Record:
    """What a batch comes to: state, message, and the rows of its results."""
    work: Callable[[Store, Record, str, str], Record] = _queried if job["operation"] in _QUERIES else _written
    try:
        return {"state": "Completed", "stateMessage": None, **work(store, job, text, version)}
    except Malformed as error:
        reason = str(error)
    except CrmError as error:
        first = error.body[0]
        reason = f"Failed to process query: {first['errorCode']}: {first['message']}"
    return {"state": "Failed", "stateMessage": f"InvalidBatch : {reason}", "rows": []}


def _written(store: Store, job: Record, text: str, _: str) -> Record:
    records = _format(job).read(text)
    if len(records) > MOST_RECORDS:
        raise Malformed(f"Exceeded the most records of a batch: {MOST_RECORDS}")
    rows = [partial(ROWS[job["operation"]], job, record) for record in records]
    return {"rows": perform_rows(store, rows, all_or_none=False)}


def _queried(store: Store, job: Record, text: str, version: str) -> Record:
    soql = load("mockserver.crm.salesforce.soql.query")
    sobject, names = soql.columns(store, text)
    if sobject != job["object"]:
        raise Malformed(f"The query asks for {sobject}, the job for {job['object']}")
    found = soql.query(store, text, deleted=job["operation"] == "queryAll", version=version)
    return {"names": names, "rows": found["records"]}
