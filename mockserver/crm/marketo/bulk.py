"""Bulk jobs: people and activities written into files, and people read from them; each job is done at once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from sys import maxsize
from typing import Any, Final

import orjson

from mockserver.core.store import Record, Store
from mockserver.crm.marketo import actions, activities
from mockserver.crm.marketo.activities import new_id
from mockserver.crm.marketo.errors import no_such_field, not_found, refusal
from mockserver.crm.marketo.fields import field, instant, stamp

EXPORTS: Final = "marketo/exportJob"
IMPORTS: Final = "marketo/importJob"
DELIMITERS: Final = {"csv": ",", "tsv": "\t", "ssv": ";"}
ACTIVITY_COLUMNS: Final = (
    "marketoGUID", "leadId", "activityDate", "activityTypeId", "campaignId", "primaryAttributeValueId",
    "primaryAttributeValue", "attributes",
)  # fmt: skip
_EMPTY: Final = "null"
"""What a cell without a value holds."""


def create_export(store: Store, what: str, given: Mapping[str, Any]) -> Record:
    """A job that writes ``leads`` or ``activities`` into a file once it is enqueued.

    CrmError 1006 for an unknown field, 1035 for a filter that none of the kind can be found by.
    """
    fields = list(given.get("fields") or ())
    for name in fields:
        known = name in ACTIVITY_COLUMNS if what == "activities" else field(store, name) is not None
        if not known:
            raise no_such_field(store, name)
    if what == "leads" and not fields:
        raise refusal(store, "1003", "Invalid data: fields not specified")
    unknown = given["filter"].keys() - _FILTERS[what].keys()
    if unknown or not given["filter"]:
        raise refusal(store, "1035", "Unsupported filter type", about=", ".join(sorted(unknown)))
    file_format = str(given.get("format", "CSV")).upper()
    if file_format.lower() not in DELIMITERS:
        raise refusal(store, "1003", f"Invalid data: format '{file_format}' is none of CSV, TSV, SSV")
    job = {
        "id": store.record_uuid(),
        "object": what,
        "format": file_format,
        "status": "Created",
        "createdAt": stamp(store.now()),
        "fields": fields or list(ACTIVITY_COLUMNS),
        "filter": dict(given["filter"]),
        "columnHeaderNames": dict(given.get("columnHeaderNames") or {}),
    }
    store.insert(EXPORTS, job)
    return job


def find_export(store: Store, what: str, job_id: str) -> Record:
    """The job of an id; CrmError 1013."""
    found = store.get(EXPORTS, job_id)
    if found is None or found["object"] != what:
        raise not_found(store, "export", job_id)
    return found


def enqueue(store: Store, what: str, job_id: str) -> Record:
    """Have a job done; CrmError 1029 when it was enqueued before."""
    job = find_export(store, what, job_id)
    if job["status"] != "Created":
        raise refusal(store, "1029", "Job already queued")
    now = stamp(store.now())
    rows = _ROWS[what](store, job)
    text = _written(job, rows)
    done = {"queuedAt": now, "startedAt": now, "finishedAt": now, "numberOfRecords": len(rows), "file": text}
    store.replace(EXPORTS, {**job, "status": "Completed", **done})
    return {**job, "status": "Queued", "queuedAt": now}


def cancel(store: Store, what: str, job_id: str) -> Record:
    """Give a job up; a completed one stays as it is."""
    job = find_export(store, what, job_id)
    if job["status"] == "Created":
        job = {**job, "status": "Cancelled"}
        store.replace(EXPORTS, job)
    return job


def exports(store: Store, what: str) -> list[Record]:
    """The jobs of a kind, in order of creation."""
    return [job for job in store.scan(EXPORTS) if job["object"] == what]


def shown_export(job: Record) -> Record:
    """A job as Marketo shows it."""
    names = ("format", "status", "createdAt", "queuedAt", "startedAt", "finishedAt", "numberOfRecords")
    told = {"exportId": job["id"], **{name: job[name] for name in names if name in job}}
    if "file" not in job:
        return told
    content = job["file"].encode()
    return {**told, "fileSize": len(content), "fileChecksum": f"sha256:{sha256(content).hexdigest()}"}


def import_leads(
    store: Store, content: bytes, file_format: str, *, lookup_field: str = "email", list_id: str | None = None
) -> Record:
    """Create or update the people of a file with a row of field names, and put them into a list.

    CrmError 1006 for an unknown column, 1003 for a file that cannot be read, 1013 for an unknown list.
    """
    delimiter = DELIMITERS.get(file_format)
    if delimiter is None:
        raise refusal(store, "1003", f"Invalid data: format '{file_format}' is none of csv, tsv, ssv")
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise refusal(store, "1003", f"Invalid data: the file cannot be read: {error}") from None
    if list_id is not None:
        actions.find_list(store, list_id)
    failures = [(row, why) for row in rows if (why := _import(store, row, lookup_field, list_id))]
    number = new_id(store, IMPORTS)
    job = {
        "id": number,
        "format": file_format,
        "createdAt": stamp(store.now()),
        "processed": len(rows) - len(failures),
        "failed": len(failures),
        "failures": _failures(failures, delimiter),
    }
    store.insert(IMPORTS, job)
    return job


def find_import(store: Store, number: int) -> Record:
    """The job of a batch; CrmError 1013."""
    found = store.get(IMPORTS, number)
    if found is None:
        raise not_found(store, "batch", number)
    return found


def _import(store: Store, row: Mapping[str, Any], lookup_field: str, list_id: str | None) -> str:
    """Why a row cannot be taken; "" when it was."""
    if None in row or None in row.values():
        return "The row has another number of cells than the first one"
    data = {name: None if value == _EMPTY else value for name, value in row.items() if value}
    action = "updateOnly" if lookup_field == "id" else "createOrUpdate"
    [entry] = actions.sync_leads(store, [data], action=action, lookup_field=lookup_field)
    if entry["status"] == "skipped":
        return str(entry["reasons"][0]["message"])
    if list_id is not None:
        actions.add_to_list(store, list_id, [entry["id"]])
    return ""


def _failures(failed: Sequence[tuple[Mapping[Any, Any], str]], delimiter: str) -> str:
    if not failed:
        return ""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\n")
    names = [name for name in failed[0][0] if name is not None]
    writer.writerow([*names, "Import Failure Reason"])
    writer.writerows([*(row.get(name) or "" for name in names), why] for row, why in failed)
    return written.getvalue()


def _written(job: Record, rows: Sequence[Record]) -> str:
    written = io.StringIO()
    writer = csv.writer(written, delimiter=DELIMITERS[job["format"].lower()], lineterminator="\n")
    writer.writerow([job["columnHeaderNames"].get(name, name) for name in job["fields"]])
    writer.writerows([_cell(row.get(name)) for name in job["fields"]] for row in rows)
    return written.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return _EMPTY
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _leads(store: Store, job: Record) -> list[Record]:
    filters = job["filter"]
    rows = list(store.scan(actions.LEADS))
    for name in ("createdAt", "updatedAt"):
        if name in filters:
            rows = _between(store, rows, name, filters[name])
    wanted = [store.get(actions.LISTS, int(filters["staticListId"]))] if "staticListId" in filters else []
    if "staticListName" in filters:
        wanted += store.find(actions.LISTS, "name", filters["staticListName"]) or [None]
    for found in wanted:
        members = {lead["id"] for lead in actions.leads_of_list(store, found["id"])} if found else set()
        rows = [row for row in rows if row["id"] in members]
    return [actions.shown(store, row, job["fields"]) for row in sorted(rows, key=lambda row: row["id"])]


def _activities(store: Store, job: Record) -> list[Record]:
    types = [int(number) for number in job["filter"].get("activityTypeIds", ())]
    rows, _ = activities.find_activities(store, type_ids=types, limit=maxsize)
    if "createdAt" in job["filter"]:
        rows = _between(store, rows, "activityDate", job["filter"]["createdAt"])
    return [{**row, "attributes": {one["name"]: one["value"] for one in row["attributes"]}} for row in rows]


def _between(store: Store, rows: Sequence[Record], name: str, span: Mapping[str, str]) -> list[Record]:
    try:
        start, end = (stamp(instant(span[side])) if side in span else None for side in ("startAt", "endAt"))
    except ValueError:
        raise refusal(store, "704", "Invalid date format", about=name) from None
    return [row for row in rows if (start is None or row[name] >= start) and (end is None or row[name] <= end)]


_FILTERS: Final[Mapping[str, Mapping[str, type]]] = {
    "leads": {"createdAt": dict, "updatedAt": dict, "staticListId": int, "staticListName": str},
    "activities": {"createdAt": dict, "activityTypeIds": list},
}
"""What can be exported by which filters."""

_ROWS: Final[Mapping[str, Callable[[Store, Record], list[Record]]]] = {"leads": _leads, "activities": _activities}
