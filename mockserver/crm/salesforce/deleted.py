"""What is left of deleted records, and which records were changed or deleted in a stretch of time."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mockserver.core.store import Record, Store
from mockserver.crm.salesforce import errors
from mockserver.crm.salesforce.objects import table_of
from mockserver.crm.salesforce.values import timestamp

DELETED: Final = "salesforce/deleted"


def delete_record(store: Store, sobject: str, record: Record) -> None:
    """Take a record out of its table and keep what it was, with the time."""
    now = timestamp(store.now())
    left = {**record, "IsDeleted": True, "LastModifiedDate": now, "SystemModstamp": now}
    store.delete(table_of(sobject), record["Id"])
    store.insert(DELETED, {"Id": record["Id"], "sobject": sobject, "deletedDate": now, "record": left})


def forget_deleted(store: Store, key: str) -> None:
    """Keep nothing of what a deleted record was."""
    store.delete(DELETED, key)


def deleted_records(store: Store, sobject: str) -> list[Record]:
    """The deleted records of an object as they were, marked as deleted, sorted by id."""
    return [row["record"] for row in store.find(DELETED, "sobject", sobject)]


def deleted_between(store: Store, sobject: str, start: datetime, end: datetime) -> Record:
    """``{"deletedRecords": [{"id", "deletedDate"}], "earliestDateAvailable", "latestDateCovered"}``.

    CrmError when ``start`` is not before ``end``.
    """
    first, last = _stretch(start, end)
    rows = sorted(store.find(DELETED, "sobject", sobject), key=lambda row: (row["deletedDate"], row["Id"]))
    found = [row for row in rows if first <= row["deletedDate"] <= last]
    return {
        "deletedRecords": [{"id": row["Id"], "deletedDate": row["deletedDate"]} for row in found],
        "earliestDateAvailable": rows[0]["deletedDate"] if rows else first,
        "latestDateCovered": _covered(store, last),
    }


def updated_between(store: Store, sobject: str, start: datetime, end: datetime) -> Record:
    """``{"ids", "latestDateCovered"}`` of the live records saved from ``start`` to ``end``, the earliest first.

    CrmError when ``start`` is not before ``end``.
    """
    first, last = _stretch(start, end)
    found = [record for record in store.scan(table_of(sobject)) if first <= record.get("SystemModstamp", "") <= last]
    found.sort(key=lambda record: (record["SystemModstamp"], record["Id"]))
    return {"ids": [record["Id"] for record in found], "latestDateCovered": _covered(store, last)}


def _stretch(start: datetime, end: datetime) -> tuple[str, str]:
    if start >= end:
        raise errors.replication_date(timestamp(start), timestamp(end))
    return timestamp(start), timestamp(end)


def _covered(store: Store, last: str) -> str:
    return min(last, timestamp(store.now()))
