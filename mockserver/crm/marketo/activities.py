"""The log of Marketo's people: custom activities that callers add, and what Marketo itself notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import orjson

from mockserver.core.store import Record, Store
from mockserver.crm.marketo.errors import no_such_field, not_found, refusal, skipped, timed_out
from mockserver.crm.marketo.fields import READ_ONLY, Field, Unfit, fitted, instant, stamp
from mockserver.crm.steps import Steps

LOG: Final = "marketo/activity"
TYPES: Final = "marketo/activityType"
NEW_LEAD: Final = 12
CHANGE_DATA_VALUE: Final = 13
DELETE_LEAD: Final = 37
SOURCE: Final = "Web service API"
"""What Marketo calls the reason and the source of a change that comes through its API."""
MOST_ACTIVITIES: Final = 300
_MOST_ATTRIBUTE_BYTES: Final = 65_536


def _attribute(name: str, data_type: str = "string") -> Record:
    return {"name": name, "dataType": data_type}


STANDARD_TYPES: Final[Sequence[Record]] = (
    {
        "id": NEW_LEAD,
        "name": "New Lead",
        "description": "New person/record is added to the lead database",
        "attributes": [_attribute("Reason"), _attribute("Source"), _attribute("Lead ID", "integer")],
    },
    {
        "id": CHANGE_DATA_VALUE,
        "name": "Change Data Value",
        "description": "Changed attribute value for a person/record",
        "primaryAttribute": _attribute("Attribute Name"),
        "attributes": [_attribute(name) for name in ("New Value", "Old Value", "Reason", "Source")],
    },
    {
        "id": DELETE_LEAD,
        "name": "Delete Lead",
        "description": "Delete lead record from database",
        "primaryAttribute": _attribute("Lead Name"),
        "attributes": [_attribute("Reason"), _attribute("Source"), _attribute("Lead ID", "integer")],
    },
)
"""The types that Marketo itself logs here, as it describes them."""


def activity_types(store: Store) -> list[Record]:
    """Every type, the standard ones first: ``{"id", "name"[, "description"][, "primaryAttribute"], "attributes"}``."""
    return [*STANDARD_TYPES, *(_described(kind) for kind in store.scan(TYPES))]


def add_activities(store: Store, given: Sequence[Mapping[str, Any]]) -> list[Record]:
    """Write custom activities into people's logs: an entry for each, in their order.

    Each is ``{"leadId", "activityTypeId", "primaryAttributeValue"[, "attributes"][, "activityDate"]}``, attributes
    by their names or API names. CrmError for an unknown type or attribute, and a date that is none.
    """
    if len(given) > MOST_ACTIVITIES:
        message = f"Invalid data: at most {MOST_ACTIVITIES} activities in one call, got {len(given)}"
        raise refusal(store, "1003", message)
    return [_add(store, activity) for activity in given]


def find_activities(
    store: Store,
    *,
    type_ids: Collection[int] = (),
    lead_ids: Collection[int] = (),
    since: str = "",
    offset: int = 0,
    limit: int = 300,
) -> tuple[list[Record], bool]:
    """A page of the log from ``since`` (``2026-01-01T00:00:00Z``) on, the oldest first, and whether more follows.

    ``type_ids`` and ``lead_ids`` narrow it when they are not empty.
    """
    candidates: Iterable[Record]
    if lead_ids:
        candidates = [row for lead_id in set(lead_ids) for row in store.find(LOG, "leadId", lead_id)]
    elif type_ids:
        candidates = [row for type_id in set(type_ids) for row in store.find(LOG, "activityTypeId", type_id)]
    else:
        candidates = store.scan(LOG)
    found = [
        row
        for row in Steps(lambda: timed_out(store)).each(candidates, 1)
        if row["activityDate"] >= since and (not type_ids or row["activityTypeId"] in type_ids)
    ]
    found.sort(key=lambda row: (row["activityDate"], row["id"]))
    return found[offset : offset + limit], len(found) > offset + limit


def log_new_lead(store: Store, lead: Record) -> None:
    """Note that a person was created."""
    _log(store, lead["id"], NEW_LEAD, None, [*_cause(), {"name": "Lead ID", "value": lead["id"]}])


def log_changes(store: Store, before: Record, after: Record) -> None:
    """Note each field of a person that has another value now; an empty one is null."""
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name), after.get(name)
        if old != new and name not in READ_ONLY:
            values = [{"name": "New Value", "value": new}, {"name": "Old Value", "value": old}]
            _log(store, before["id"], CHANGE_DATA_VALUE, name, [*values, *_cause()])


def log_deleted_lead(store: Store, lead: Record) -> None:
    """Note that a person was deleted, under the name it had."""
    names = " ".join(lead[part] for part in ("firstName", "lastName") if part in lead)
    attributes = [*_cause(), {"name": "Lead ID", "value": lead["id"]}]
    _log(store, lead["id"], DELETE_LEAD, names or lead.get("email"), attributes)


def reassign(store: Store, lead_id: int, other_id: int) -> None:
    """Make one person's log a part of another's."""
    for row in store.find(LOG, "leadId", lead_id):
        store.replace(LOG, row | {"leadId": other_id})


def new_id(store: Store, table: str, *, after: int = 0) -> int:
    """The next number of a table that no record has or had (fixtures may bring their own)."""
    number = after + store.next(table)
    while store.get(table, number) is not None or store.deleted(table, number):
        number = after + store.next(table)
    return number


def _cause() -> list[Record]:
    return [{"name": "Reason", "value": SOURCE}, {"name": "Source", "value": SOURCE}]


def _log(store: Store, lead_id: int, type_id: int, primary: str | None, attributes: list[Record]) -> None:
    what = {} if primary is None else {"primaryAttributeValue": primary}
    _insert(store, lead_id, stamp(store.now()), {"activityTypeId": type_id, **what, "attributes": attributes})


def _insert(store: Store, lead_id: int, date: str, what: Record) -> Record:
    number = new_id(store, LOG)
    activity = {"id": number, "marketoGUID": str(number), "leadId": lead_id, "activityDate": date, **what}
    store.insert(LOG, activity)
    return activity


def _described(kind: Record) -> Record:
    shown: Record = {name: kind[name] for name in ("id", "name", "description") if name in kind}
    primary = _attribute(kind["primaryAttribute"]["name"], kind["primaryAttribute"]["dataType"])
    attributes = [_attribute(one["name"], one["dataType"]) for one in kind["attributes"]]
    return {**shown, "primaryAttribute": primary, "attributes": attributes}


def _add(store: Store, given: Mapping[str, Any]) -> Record:
    kind = store.get(TYPES, given["activityTypeId"])
    if kind is None:
        raise not_found(store, "activity type", given["activityTypeId"])
    named = _attributes(store, kind, given.get("attributes") or {})
    date = _date(store, given.get("activityDate"))
    lead = store.get("marketo/lead", given["leadId"])
    if lead is None:
        return skipped("1004", "Lead not found", "errors")
    primary = given["primaryAttributeValue"]
    try:
        fitted(kind["primaryAttribute"]["name"], primary, Field(kind["primaryAttribute"]["dataType"]))
        attributes = _fitted(named)
    except Unfit as unfit:
        return skipped(unfit.code, unfit.message, "errors")
    what = {"activityTypeId": kind["id"], "primaryAttributeValue": primary, "attributes": attributes}
    activity = _insert(store, lead["id"], date, what)
    return {"id": activity["id"], "marketoGUID": activity["marketoGUID"], "status": "added"}


def _date(store: Store, given: str | None) -> str:
    if not given:
        return stamp(store.now())
    try:
        return stamp(instant(given))
    except ValueError:
        raise refusal(store, "704", "Invalid date format", about=f"activityDate {given}") from None


def _attributes(store: Store, kind: Record, given: Mapping[str, Any]) -> list[tuple[Record, Any]]:
    """The type's attribute beside each value given for it, by its name or its API name."""
    declared = {attribute[key]: attribute for attribute in kind["attributes"] for key in ("apiName", "name")}
    for name in given:
        if name not in declared:
            raise no_such_field(store, name)
    return [(declared[name], value) for name, value in given.items()]


def _fitted(given: list[tuple[Record, Any]]) -> list[Record]:
    values = {
        attribute["name"]: fitted(attribute["name"], value, Field(attribute["dataType"])) for attribute, value in given
    }
    attributes = [{"name": name, "value": value} for name, value in values.items() if value is not None]
    if len(orjson.dumps(attributes)) > _MOST_ATTRIBUTE_BYTES:
        raise Unfit("1049", "Failed to Create Activity")
    return attributes
