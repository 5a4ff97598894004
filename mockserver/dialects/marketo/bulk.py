"""What bulk jobs answer: members of an answer from (store, parameters), and files."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from mockserver.core.action import Run
from mockserver.core.errors import Refused
from mockserver.core.http import Malformed
from mockserver.core.store import Record, Store
from mockserver.crm.marketo import bulk
from mockserver.dialects.bodies import MULTIPART, file_of, media_type
from mockserver.dialects.frame import CallContext, Reply
from mockserver.dialects.marketo import paging

Given = Mapping[str, Any]
Members = dict[str, Any]

_RANGE: Final = re.compile("bytes=([0-9]{1,12})-([0-9]{0,12})")


def create_export(store: Store, given: Given, *, what: str) -> Members:
    """A new job."""
    return _job(bulk.create_export(store, what, given))


def enqueue_export(store: Store, given: Given, *, what: str) -> Members:
    """Have a job done."""
    return _job(bulk.enqueue(store, what, given["exportId"]))


def get_export(store: Store, given: Given, *, what: str) -> Members:
    """How far a job is."""
    return _job(bulk.find_export(store, what, given["exportId"]))


def cancel_export(store: Store, given: Given, *, what: str) -> Members:
    """Give a job up."""
    return _job(bulk.cancel(store, what, given["exportId"]))


def list_exports(store: Store, given: Given, *, what: str) -> Members:
    """The jobs that there were."""
    wanted = given.get("status")
    jobs = [job for job in bulk.exports(store, what) if not wanted or job["status"] in wanted]
    return paging.page([bulk.shown_export(job) for job in jobs], given)


def get_import(store: Store, given: Given) -> Members:
    """What became of an import."""
    job = bulk.find_import(store, int(given["batchId"]))
    message = f"Import completed, {job['processed']} records imported, {job['failed']} failed"
    return {
        "result": [
            {
                "batchId": job["id"],
                "importId": str(job["id"]),
                "status": "Complete",
                "numOfLeadsProcessed": job["processed"],
                "numOfRowsFailed": job["failed"],
                "numOfRowsWithWarning": 0,
                "message": message,
            }
        ]
    }


def import_leads(store: Store, given: Given) -> Members:
    """Take the people of a file."""
    job = bulk.import_leads(
        store,
        given["file"],
        given.get("format", "csv"),
        lookup_field=given.get("lookupField", "email"),
        list_id=given.get("listId"),
    )
    return {"result": [{"batchId": job["id"], "importId": str(job["id"]), "status": "Importing"}]}


def file_in(context: CallContext) -> bytes:
    """The part ``file`` of a multipart body; Refused when there is none."""
    kind = context.call.headers.get("content-type", "")
    if media_type(kind) != MULTIPART:
        raise Refused("invalid-content-type", content_type=media_type(kind) or "of no type")
    try:
        found = file_of(context.call.body, kind, "file")
    except Malformed as error:
        raise Refused("invalid-multipart", reason=str(error)) from None
    if found is None:
        raise Refused("invalid-multipart", reason="the form has no file with the name file")
    return found


def exported(context: CallContext, given: Given, *, what: str) -> Reply:
    """The file of a completed job, or the part of it that a ``Range`` asks for; 404 in plain text for any other."""
    job = bulk.find_export(context.sandbox.store(), what, given["exportId"])
    if "file" not in job:
        return Reply(status=404, body=b"Export file not found", media="text/plain")
    content = job["file"].encode()
    asked = _RANGE.fullmatch(context.call.headers.get("range", ""))
    if asked is None or int(asked[1]) >= len(content):
        return Reply(body=content, media="text/csv")
    start, end = int(asked[1]), min(int(asked[2] or len(content)), len(content) - 1)
    told = ("content-range", f"bytes {start}-{end}/{len(content)}")
    return Reply(status=206, headers=[told], body=content[start : end + 1], media="text/csv")


def failures(context: CallContext, given: Given) -> Reply:
    """The rows of an import that were not taken, with the reasons."""
    job = bulk.find_import(context.sandbox.store(), int(given["batchId"]))
    return Reply(body=job["failures"].encode(), media="text/csv")


def warnings(context: CallContext, given: Given) -> Reply:
    """The rows of an import that were taken with a warning: none."""
    bulk.find_import(context.sandbox.store(), int(given["batchId"]))
    return Reply(body=b"", media="text/csv")


def _job(job: Record) -> Members:
    return {"result": [bulk.shown_export(job)]}


_OF_EACH: Final[Mapping[str, Callable[..., Members]]] = {
    "create_{}_export": create_export,
    "enqueue_{}_export": enqueue_export,
    "get_{}_export": get_export,
    "cancel_{}_export": cancel_export,
    "list_{}_exports": list_exports,
}

JOBS: Final[Mapping[str, Run]] = {
    **{
        name.format(one): partial(act, what=what)
        for one, what in (("lead", "leads"), ("activity", "activities"))
        for name, act in _OF_EACH.items()
    },
    "get_import": get_import,
}
"""Schema file below ``schemas/marketo/http`` -> what answers with a document."""

FILES: Final[Mapping[str, Callable[[CallContext, Given], Reply]]] = {
    "get_lead_export_file": partial(exported, what="leads"),
    "get_activity_export_file": partial(exported, what="activities"),
    "get_import_failures": failures,
    "get_import_warnings": warnings,
}
"""What answers with a file."""
