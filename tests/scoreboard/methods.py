"""Every public method of simple-salesforce, each called once with what it is for.

The client finds objects by the names of its attributes, which its types say nothing of.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from simple_salesforce.bulk import SFBulkHandler

_LEAD = {"LastName": "Hopper", "Company": "Navy"}
_LEADS = [_LEAD, {**_LEAD, "LastName": "Lovelace"}]


def _made(sf: Any) -> str:
    return str(sf.Lead.create(_LEAD)["id"])


def _several(sf: Any) -> list[dict[str, str]]:
    return [{"Id": _made(sf)}, {"Id": _made(sf)}]


def _bulk(sf: Any) -> Any:
    return sf.bulk.Lead


def _bulk2(sf: Any) -> Any:
    return sf.bulk2.Lead


def _job(sf: Any) -> str:
    (told,) = _bulk2(sf).insert(records=[*_LEADS, {"LastName": "Nobody"}])
    return str(told["job_id"])


def _all(told: Any, number: int = 2) -> bool:
    return [one["success"] for one in told] == [True] * number


def _done(told: Any, number: int = 2) -> bool:
    return sum(int(one["numberRecordsProcessed"]) - int(one["numberRecordsFailed"]) for one in told) == number


def _upserts(told: Any) -> bool:
    return [one["created"] for one in told] == [False, False]


def _changes(sf: Any) -> list[dict[str, str]]:
    return [{**one, "City": "Oslo"} for one in _several(sf)]


def _window(sf: Any, name: str) -> Any:
    now = datetime.now(UTC)
    return getattr(sf.Lead, name)(now - timedelta(hours=1), now + timedelta(hours=1))


def _attachment(sf: Any, path: str) -> str:
    made = sf.Attachment.upload_base64(path)
    return str(made.json()["id"])


def _worked(sf: Any) -> Any:
    """``worker`` waits for a batch, which the client makes by two methods of its own."""
    bulk = _bulk(sf)
    job = bulk._create_job(operation="insert", use_serial=False)["id"]  # noqa: SLF001
    return next(iter(bulk.worker(bulk._add_batch(job, _LEADS, "insert"), "insert")))  # noqa: SLF001


METHODS: dict[str, Callable[[Any, str], bool]] = {
    "Salesforce.describe": lambda sf, _: "sobjects" in (sf.describe() or {}),
    "Salesforce.is_sandbox": lambda sf, _: isinstance(sf.is_sandbox(), bool),
    "Salesforce.set_password": lambda sf, _: sf.set_password(
        sf.query("SELECT Id FROM User LIMIT 1")["records"][0]["Id"], "another-Passw0rd"
    ) is None,
    "Salesforce.restful": lambda sf, _: "sobjects" in (sf.restful("sobjects") or {}),
    "Salesforce.search": lambda sf, _: "searchRecords" in sf.search("FIND {John} RETURNING Lead(Id)"),
    "Salesforce.quick_search": lambda sf, _: "searchRecords" in sf.quick_search("John"),
    "Salesforce.limits": lambda sf, _: "DailyApiRequests" in sf.limits(),
    "Salesforce.query": lambda sf, _: sf.query("SELECT Id FROM Lead LIMIT 1")["totalSize"] == 1,
    "Salesforce.query_more": lambda sf, _: _pages(sf),
    "Salesforce.query_all_iter": lambda sf, _: len(list(sf.query_all_iter("SELECT Id FROM Lead LIMIT 2"))) == 2,
    "Salesforce.query_all": lambda sf, _: sf.query_all("SELECT Id FROM Lead LIMIT 2")["done"],
    "Salesforce.oauth2": lambda sf, _: "user_id" in (sf.oauth2("userinfo") or {}),
    "Salesforce.parse_api_usage": lambda sf, _: bool(sf.limits()) and "api-usage" in sf.api_usage,
    "Salesforce.parse_result_to_json": lambda sf, _: "DailyApiRequests" in sf.parse_result_to_json(
        sf._call_salesforce("GET", f"{sf.base_url}limits")  # noqa: SLF001 - the method takes what this one answers
    ),
    "Salesforce.toolingexecute": lambda sf, _: "records" in (
        sf.toolingexecute("query/?q=SELECT+Id+FROM+ApexClass") or {}
    ),
    "Salesforce.apexecute": lambda sf, _: bool(sf.apexecute("anything")),
    "Salesforce.deploy": lambda sf, path: bool(sf.deploy(path, sandbox=True)),
    "Salesforce.checkDeployStatus": lambda sf, _: bool(sf.checkDeployStatus("0Af000000000001AAA")),
    "Salesforce.mdapi": lambda sf, _: bool(sf.mdapi.describe_metadata()),
    "SFType.metadata": lambda sf, _: "objectDescribe" in sf.Lead.metadata(),
    "SFType.describe": lambda sf, _: sf.Lead.describe()["name"] == "Lead",
    "SFType.describe_layout": lambda sf, _: bool(sf.Lead.describe_layout("012000000000000AAA")),
    "SFType.get": lambda sf, _: sf.Lead.get(_made(sf))["LastName"] == "Hopper",
    "SFType.get_by_custom_id": lambda sf, _: (
        _upserted(sf) and sf.Lead.get_by_custom_id("Number__c", "7")["Company"] == "Navy"
    ),
    "SFType.create": lambda sf, _: sf.Lead.create(_LEAD)["success"],
    "SFType.upsert": lambda sf, _: _upserted(sf),
    "SFType.update": lambda sf, _: sf.Lead.update(_made(sf), {"City": "Oslo"}) == 204,
    "SFType.delete": lambda sf, _: sf.Lead.delete(_made(sf)) == 204,
    "SFType.deleted": lambda sf, _: "deletedRecords" in _window(sf, "deleted"),
    "SFType.updated": lambda sf, _: "ids" in _window(sf, "updated"),
    "SFType.parse_result_to_json": lambda sf, _: "objectDescribe" in sf.Lead.parse_result_to_json(
        sf._call_salesforce("GET", f"{sf.base_url}sobjects/Lead")  # noqa: SLF001 - as above
    ),
    "SFType.upload_base64": lambda sf, path: bool(_attachment(sf, path)),
    "SFType.update_base64": lambda sf, path: bool(
        sf.Attachment.update_base64(_attachment(sf, path), path)
    ),
    "SFType.get_base64": lambda sf, path: sf.Attachment.get_base64(_attachment(sf, path)) == b"A file.",
    "SFBulkHandler.submit_dml": lambda sf, _: _all(
        sf.bulk.submit_dml("Lead", "insert", _LEADS)
    ) and isinstance(sf.bulk, SFBulkHandler),
    "SFBulkType.insert": lambda sf, _: _all(_bulk(sf).insert(_LEADS)),
    "SFBulkType.update": lambda sf, _: _all(_bulk(sf).update(_changes(sf))),
    "SFBulkType.upsert": lambda sf, _: _upserts(_bulk(sf).upsert(_changes(sf), "Id")),
    "SFBulkType.delete": lambda sf, _: _all(_bulk(sf).delete(_several(sf))),
    "SFBulkType.hard_delete": lambda sf, _: _all(_bulk(sf).hard_delete(_several(sf))),
    "SFBulkType.query": lambda sf, _: bool(_made(sf)) and len(_bulk(sf).query("SELECT Id FROM Lead LIMIT 1")) == 1,
    "SFBulkType.query_all": lambda sf, _: len(list(_bulk(sf).query_all("SELECT Id FROM Lead LIMIT 1"))) == 1,
    "SFBulkType.submit_dml": lambda sf, _: _all(_bulk(sf).submit_dml("insert", _LEADS)),
    "SFBulkType.worker": lambda sf, _: _all(_worked(sf)),
    "SFBulk2Type.insert": lambda sf, _: _done(_bulk2(sf).insert(records=_LEADS)),
    "SFBulk2Type.update": lambda sf, _: _done(_bulk2(sf).update(records=_changes(sf))),
    "SFBulk2Type.upsert": lambda sf, _: _done(_bulk2(sf).upsert(records=_changes(sf), external_id_field="Id")),
    "SFBulk2Type.delete": lambda sf, _: _done(_bulk2(sf).delete(records=_several(sf))),
    "SFBulk2Type.hard_delete": lambda sf, _: _done(_bulk2(sf).hard_delete(records=_several(sf))),
    "SFBulk2Type.query": lambda sf, _: '"Id"' in next(iter(_bulk2(sf).query("SELECT Id FROM Lead LIMIT 1"))),
    "SFBulk2Type.query_all": lambda sf, _: '"Id"' in next(iter(_bulk2(sf).query_all("SELECT Id FROM Lead LIMIT 1"))),
    "SFBulk2Type.download": lambda sf, path: bool(
        _bulk2(sf).download("SELECT Id FROM Lead LIMIT 1", path.rpartition("/")[0])
    ),
    "SFBulk2Type.get_failed_records": lambda sf, _: "Nobody" in _bulk2(sf).get_failed_records(_job(sf)),
    "SFBulk2Type.get_unprocessed_records": lambda sf, _: "Company" in _bulk2(sf).get_unprocessed_records(_job(sf)),
    "SFBulk2Type.get_successful_records": lambda sf, _: "Lovelace" in _bulk2(sf).get_successful_records(_job(sf)),
    "SFBulk2Type.get_all_ingest_records": lambda sf, _: len(
        _bulk2(sf).get_all_ingest_records(_job(sf))["successfulRecords"]
    ) == 2,
}  # fmt: skip
"""A method -> whether it did what it is for, with a client and the path of a file."""


def _pages(sf: Any) -> bool:
    """``query_more`` reads the page after the first."""
    for _ in range(2):
        sf.bulk2.Lead.insert(records=[_LEAD] * 1001)
    first = sf.query("SELECT Id FROM Lead")
    return bool(sf.query_more(first["nextRecordsUrl"], identifier_is_url=True)["records"])


def _upserted(sf: Any) -> bool:
    return sf.Lead.upsert("Number__c/7", _LEAD) in (200, 201, 204)
