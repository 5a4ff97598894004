"""Rows of the Bulk APIs: what each asks for, and how it is read from CSV and written as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce import errors

CSV: Final = "text/csv"

_NULL: Final = "#N/A"


def read_csv(text: str, delimiter: str = ",") -> tuple[list[str], list[list[str]]]:
    """The header and the rows of a CSV, those without a cell left out; csv.Error when it is none."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names, *rows = [line for line in lines if line] or [[]]
    return names, rows


def record_of(names: Sequence[str], row: Sequence[str]) -> Record:
    """A row as a record: an empty cell says nothing, ``#N/A`` empties a field."""
    return {name: None if cell == _NULL else cell for name, cell in zip(names, row, strict=False) if cell != ""}


def write_csv(names: Sequence[str], rows: Iterable[Sequence[Any]], delimiter: str = ",", ending: str = "\n") -> str:
    """A CSV with every cell in quotes; one without names is nothing but its rows."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending, quoting=csv.QUOTE_ALL)
    if names:
        writer.writerow(names)
    writer.writerows(rows)
    return text.getvalue()


def cell(record: Any, path: Sequence[str]) -> str:
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


def error_cell(found: Sequence[Record]) -> str:
    """The errors of a row as a cell: the first of them."""
    first = found[0]
    return f"{first['statusCode']}:{first['message']}:{','.join(first['fields'])} --"


def _insert(job: Record, record: Record, store: Store) -> Record:
    return {**salesforce.saved(salesforce.create(store, job["object"], record)), "created": True}


def _update(job: Record, record: Record, store: Store) -> Record:
    data = {name: value for name, value in record.items() if name.lower() != "id"}
    return salesforce.saved(salesforce.update(store, job["object"], _id_of(record), data))


def _delete(job: Record, record: Record, store: Store) -> Record:
    return salesforce.saved(salesforce.delete(store, job["object"], _id_of(record)))


def _hard_delete(job: Record, record: Record, store: Store) -> Record:
    return salesforce.saved(salesforce.erase(store, job["object"], _id_of(record)))


def _upsert(job: Record, record: Record, store: Store) -> Record:
    field = salesforce.external_id(store, job["object"], job["externalIdFieldName"])
    value = next((value for name, value in record.items() if name.lower() == field.name.lower()), None)
    data = {name: given for name, given in record.items() if name.lower() != field.name.lower()}
    if value is None and field.name == "Id":
        return _insert(job, data, store)
    if value is None:
        raise errors.refusal("MISSING_ARGUMENT", [(f"{field.name} not specified", [])])
    key, fresh = salesforce.upsert(store, job["object"], field.name, str(value), data)
    return {**salesforce.saved(key), "created": fresh}


ROWS: Final[Mapping[str, Callable[[Record, Record, Store], Record]]] = {
    "insert": _insert,
    "update": _update,
    "upsert": _upsert,
    "delete": _delete,
    "hardDelete": _hard_delete,
}
"""What one row of a job does, by the job's operation: (job, record, store) -> the row of a collection."""


def _id_of(record: Record) -> str:
    key = next((value for name, value in record.items() if name.lower() == "id"), None)
    if not isinstance(key, str):
        raise errors.refusal("MISSING_ARGUMENT", [("Id not specified", [])])
    return key
