"""What the log answers: each function is (store, parameters) -> the members of the answer."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.store import Record, Store
from mockserver.crm.marketo import actions, activities, describe
from mockserver.crm.marketo.errors import not_found, refusal
from mockserver.crm.marketo.fields import instant, stamp
from mockserver.dialects.marketo import paging

Given = Mapping[str, Any]
Members = dict[str, Any]

MOST_TYPES: Final = 10
MOST_LEADS: Final = 30
NOBODY: Final = 0
"""An id that no person has."""


def list_types(store: Store, _given: Given) -> Members:
    """Every activity type."""
    return {"result": activities.activity_types(store)}


def list_custom_types(store: Store, _given: Given) -> Members:
    """The custom activity types."""
    return {"result": [_custom(kind) for kind in store.scan(activities.TYPES)]}


def describe_custom_type(store: Store, given: Given) -> Members:
    """The custom activity type of an API name, with its attributes."""
    found = store.find(activities.TYPES, "apiName", given["apiName"])
    if not found:
        raise not_found(store, "activity type", given["apiName"])
    return {"result": [found[0]]}


def get_paging_token(_store: Store, given: Given) -> Members:
    """The token of the log's first page from a time on."""
    since = given["sinceDatetime"]
    try:
        # An offset's plus sign comes as a blank from those who do not encode it.
        start = stamp(instant(since.replace(" ", "+")))
    except ValueError:
        reason = f"sinceDatetime {since}: expected ISO 8601, such as 2026-01-01T00:00:00Z"
        raise Refused("invalid-request", value=since, type="datetime", reason=reason, evidence="M-22 public") from None
    return {"nextPageToken": paging.token(start, 0)}


def list_activities(store: Store, given: Given) -> Members:
    """A page of the log of some types."""
    types = [int(number) for number in given["activityTypeIds"]]
    if len(types) > MOST_TYPES:
        raise refusal(store, "1027", "Max Activity Type Limit Reached")
    rows = _log(store, given, types)
    assets = given.get("assetIds")
    # Nothing that is logged here belongs to an asset.
    return paging.page_of_log([] if assets else rows, given)


def list_lead_changes(store: Store, given: Given) -> Members:
    """A page of new people, and of changes to some fields."""
    wanted = set(given["fields"])
    numbers = {one["rest"]["name"]: one["id"] for one in describe.describe(store)}
    rows = [
        row
        for row in _log(store, given, [activities.NEW_LEAD, activities.CHANGE_DATA_VALUE])
        if row["activityTypeId"] == activities.NEW_LEAD or row["primaryAttributeValue"] in wanted
    ]
    found = paging.page_of_log(rows, given)
    if "result" in found:
        found["result"] = [_change(row, numbers) for row in found["result"]]
    return found


def list_deleted_leads(store: Store, given: Given) -> Members:
    """A page of people who were deleted."""
    return paging.page_of_log(_log(store, given, [activities.DELETE_LEAD]), given)


def add_activities(store: Store, given: Given) -> Members:
    """Write custom activities."""
    rows = [{**entry, "attributes": _values(entry.get("attributes") or ())} for entry in given["input"]]
    return {"result": activities.add_activities(store, rows)}


def _log(store: Store, given: Given, types: Collection[int]) -> list[Record]:
    """The log's rows from the token's time on, of some types, of the people that the call narrows it to."""
    since, _ = paging.position(given)
    leads = [int(number) for number in given.get("leadIds", ())]
    if len(leads) > MOST_LEADS:
        raise refusal(store, "1003", f"Invalid data: at most {MOST_LEADS} leadIds in one call, got {len(leads)}")
    if "listId" in given:
        members = {lead["id"] for lead in actions.leads_of_list(store, given["listId"])}
        leads = [*(members & set(leads) if leads else members)] or [NOBODY]
    rows, _ = activities.find_activities(store, type_ids=types, lead_ids=leads, since=since, limit=sys.maxsize)
    return rows


def _change(row: Record, numbers: Mapping[str, int]) -> Record:
    values = {one["name"]: one["value"] for one in row["attributes"]}
    name = row.get("primaryAttributeValue", "")
    change = {"name": name, "newValue": values.get("New Value"), "oldValue": values.get("Old Value")}
    causes = [{"name": cause, "value": values[cause]} for cause in ("Reason", "Source", "Lead ID") if cause in values]
    head = {key: row[key] for key in ("id", "marketoGUID", "leadId", "activityDate", "activityTypeId")}
    return {**head, "fields": [{"id": numbers.get(name, 0), **change}] if name else [], "attributes": causes}


def _custom(kind: Record) -> Record:
    return {name: value for name, value in kind.items() if name not in ("primaryAttribute", "attributes")}


def _values(attributes: Any) -> dict[str, Any]:
    """Attributes as name -> value; each may be named by its name or its API name."""
    return {str(one.get("apiName") or one.get("name")): one.get("value") for one in attributes}
