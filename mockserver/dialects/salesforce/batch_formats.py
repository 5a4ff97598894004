"""The three formats of the Bulk API: batches are read, results written, in the format that the job was opened with."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from mockserver.core.http import MAX_VALUES, Malformed, dump_json, load_json
from mockserver.core.store import Record
from mockserver.dialects.bodies import JSON, read_xml
from mockserver.dialects.salesforce import bulk_rows

XML: Final = "application/xml"

_NAMESPACE: Final = "http://www.force.com/2009/06/asyncapi/dataload"
_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+\+0000", re.ASCII)
_NOBODY: Final = "Records not found for this query"


class Format(Struct, frozen=True):
    """One format of a job.

    ``media``: its media type; ``read(text)``: the records of a batch, Malformed when it holds none; ``results(rows)``:
    the body of what became of them; ``found(names, records)``: the body of what a query found.
    """

    media: str
    read: Callable[[str], list[Record]]
    results: Callable[[Sequence[Record]], bytes]
    found: Callable[[Sequence[str], Sequence[Record]], bytes]


def xml(name: str, content: Any) -> bytes:
    """A document of the Bulk API as XML; null is left out."""
    import xmltodict

    return xmltodict.unparse({name: {"@xmlns": _NAMESPACE, **_spoken(content)}}).encode()


def _spoken(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _spoken(inner) for name, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_spoken(inner) for inner in value]
    return str(value).lower() if isinstance(value, bool) else value


def _read_csv(text: str) -> list[Record]:
    try:
        names, rows = bulk_rows.read_csv(text)
    except csv.Error as error:
        raise Malformed(str(error)) from None
    return [bulk_rows.record_of(names, row) for row in rows]


def _csv_results(rows: Sequence[Record]) -> bytes:
    cells = [
        (
            row.get("id") or "",
            str(row["success"]).lower(),
            str(row.get("created", False)).lower(),
            bulk_rows.error_cell(row["errors"]) if row["errors"] else "",
        )
        for row in rows
    ]
    return bulk_rows.write_csv(["Id", "Success", "Created", "Error"], cells).encode()


def _csv_found(names: Sequence[str], records: Sequence[Record]) -> bytes:
    if not records:
        return _NOBODY.encode()
    paths = [name.split(".") for name in names]
    return bulk_rows.write_csv(names, [[bulk_rows.cell(record, path) for path in paths] for record in records]).encode()


def _read_json(text: str) -> list[Record]:
    records = load_json(text.encode(), most=MAX_VALUES)
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise Malformed("a batch of JSON is a list of objects")
    return [{name: value for name, value in record.items() if name != "attributes"} for record in records]


def result_of(row: Record) -> Record:
    """What became of a row, as the API tells it."""
    errors = [{**error, "extendedErrorDetails": None} for error in row["errors"]]
    created = row.get("created", False) and row["success"]
    return {"success": row["success"], "created": created, "id": row.get("id"), "errors": errors}


def _json_results(rows: Sequence[Record]) -> bytes:
    return dump_json([result_of(row) for row in rows])


def _json_found(_: Sequence[str], records: Sequence[Record]) -> bytes:
    return dump_json(_with_milliseconds(list(records)))


def _with_milliseconds(value: Any) -> Any:
    """A value with each of its moments as milliseconds since 1970."""
    if isinstance(value, dict):
        return {name: _with_milliseconds(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_milliseconds(inner) for inner in value]
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return int(datetime.fromisoformat(value).timestamp() * 1000)
    return value


def _read_xml(text: str) -> list[Record]:
    document = read_xml(text.encode()).get("sObjects")
    if not isinstance(document, dict):
        raise Malformed("a batch of XML is an element sObjects")
    records = document.get("sObject", [])
    records = records if isinstance(records, list) else [records]
    if not all(isinstance(record, dict) for record in records):
        raise Malformed("an element sObject holds fields")
    return [
        {name: _nothing(value) for name, value in record.items() if name != "type" and not name.startswith("@")}
        for record in records
    ]


def _nothing(value: Any) -> Any:
    """The content of a field's element: none where ``xsi:nil`` says so."""
    return None if isinstance(value, dict) and value.get("nil") == "true" else value


def _xml_results(rows: Sequence[Record]) -> bytes:
    return xml("results", {"result": [result_of(row) for row in rows]})


def _xml_found(_: Sequence[str], records: Sequence[Record]) -> bytes:
    told = [_element(record) for record in records]
    return xml("queryResult", {"@xmlns:xsi": _INSTANCE, "records": told})


def _element(record: Record) -> Record:
    found = {"@xsi:type": "sObject", "type": record["attributes"]["type"]}
    for name, value in record.items():
        if isinstance(value, dict):
            found |= {name: _element(value)} if name != "attributes" else {}
        else:
            found[name] = {"@xsi:nil": "true"} if value is None else value
    return found


FORMATS: Final[Mapping[str, Format]] = {
    "CSV": Format(bulk_rows.CSV, _read_csv, _csv_results, _csv_found),
    "JSON": Format(JSON, _read_json, _json_results, _json_found),
    "XML": Format(XML, _read_xml, _xml_results, _xml_found),
}
"""By the ``contentType`` of a job."""
