"""What Marketo does with its static lists, people and custom activities."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson

from mockserver.core.contracts import shown
from mockserver.core.errors import CrmError, MissingFields
from mockserver.core.store import Record, Store
from mockserver.crm.marketo.fields import Field, Unfit, field, fitted, instant, stamp
from mockserver.crm.parameters import document, fields, text

OKTOPOST_NAMES: Final[Mapping[str, str]] = {
    "Email": "email",
    "Company": "company",
    "FirstName": "firstName",
    "LastName": "lastName",
    "Phone": "phone",
    "StreetAddress": "address",
    "City": "city",
    "State": "state",
    "Country": "country",
    "ZipCode": "postalCode",
    "JobTitle": "title",
    "WorkPhone": "workPhone",
    "WorkEmail": "workEmail",
}
"""What Oktopost's lead.create calls a field -> what Marketo calls it."""

REFOLD_FIELDS: Final = (
    "firstName",
    "lastName",
    "company",
    "title",
    "phone",
    "website",
    "address",
    "city",
    "state",
    "country",
    "postalCode",
)
"""The fields that Refold's create_or_update_lead takes as parameters of their own."""

DEFAULT_FIELDS: Final = ("id", "email", "updatedAt", "createdAt", "firstName", "lastName")
"""What Get Leads answers when no fields are asked for."""

NEW_LEADS_AFTER: Final = 1_000_000
"""New people get the ids above, clear of those that somebody writes into fixtures."""

_MOST_INPUTS: Final = 300
_MOST_MATCHES: Final = 1_000
_MOST_ATTRIBUTE_BYTES: Final = 65_536
_LIST_ID: Final = re.compile("[0-9]{1,18}")


def get_lists(store: Store, _payload: Mapping[str, Any]) -> Record:
    """Every static list, in order of creation."""
    return _answer(store, list(store.scan("marketo/list")))


def add_leads(store: Store, payload: Mapping[str, Any]) -> Record:
    """Put people into a static list: one entry for each of ``leadIds``, in their order."""
    found = _list(store, payload["listId"])
    ids = payload["leadIds"]
    _refuse_many(store, ids)
    return _answer(store, [_add_lead(store, found["id"], lead_id) for lead_id in ids])


def create(store: Store, payload: Mapping[str, Any]) -> Record:
    """Create the person that ``data`` describes in Oktopost's names; skipped when the e-mail is taken."""
    data = {_lead_create_name(store, name): value for name, value in payload["data"].items()}
    return _sync(store, data, create_only=True)


def create_update(store: Store, payload: Mapping[str, Any]) -> Record:
    """Update the person with this ``email``, or create one; ``data`` in Marketo's or Oktopost's names."""
    data = {OKTOPOST_NAMES.get(name, name): value for name, value in payload["data"].items()}
    return _sync(store, data | {"email": payload["email"]})


def add_activity(store: Store, payload: Mapping[str, Any]) -> Record:
    """Write a custom activity into a person's log; skipped when there is no such person."""
    kind = _activity_type(store, payload["activityTypeId"])
    given = _attributes(store, kind, payload.get("attributes") or {})
    date = _activity_date(store, payload.get("activityDate"))
    lead = store.get("marketo/lead", payload["leadId"])
    if lead is None:
        return _answer(store, [_skipped("1004", "Lead not found", "errors")])
    primary = payload["primaryAttributeValue"]
    try:
        fitted(kind["primaryAttribute"]["name"], primary, Field(kind["primaryAttribute"]["dataType"]))
        attributes = _fitted_attributes(given)
    except Unfit as unfit:
        return _answer(store, [_skipped(unfit.code, unfit.message, "errors")])
    number = _new_id(store, "marketo/activity")
    activity = {
        "id": number,
        "marketoGUID": str(number),
        "leadId": lead["id"],
        "activityDate": date,
        "activityTypeId": kind["id"],
        "primaryAttributeValue": primary,
        "attributes": attributes,
    }
    store.insert("marketo/activity", activity)
    return _answer(store, [{"id": number, "marketoGUID": str(number), "status": "added"}])


def add_leads_to_list(store: Store, payload: Mapping[str, Any]) -> Record:
    """:func:`add_leads` with Refold's parameters ``list_id`` and ``lead_ids``."""
    ids = document(payload, "lead_ids", list)
    if not ids:  # the JSON text of an empty array gets past the contract
        raise MissingFields(["lead_ids"])
    _refuse_many(store, ids)
    for value in ids:
        if isinstance(value, bool) or not isinstance(value, int):
            raise _error(store, "1001", f"Invalid value '{shown(value)}'. Required of type 'integer'")
    return add_leads(store, {"listId": text(payload["list_id"]), "leadIds": ids})


def create_or_update_lead(store: Store, payload: Mapping[str, Any]) -> Record:
    """Update the person with this ``email``, or create one, from Refold's parameters."""
    named = {name: payload[name] for name in (*REFOLD_FIELDS, "additional_fields") if name in payload}
    return _sync(store, fields(named) | {"email": text(payload["email"])})


def get_lead_by_email(store: Store, payload: Mapping[str, Any]) -> Record:
    """The people with this e-mail address, each with the ``fields`` asked for (comma-separated)."""
    names = _field_names(payload.get("fields"))
    for name in names:
        _known_field(store, name)
    leads = store.find("marketo/lead", "email", text(payload["email"]))
    if len(leads) > _MOST_MATCHES:
        raise _error(store, "1003", "Too many results match the filter")
    return _answer(store, [{name: lead.get(name) for name in names} for lead in leads])


def add_custom_activity(store: Store, payload: Mapping[str, Any]) -> Record:
    """:func:`add_activity` with Refold's parameters."""
    return add_activity(
        store,
        {
            "leadId": payload["lead_id"],
            "activityTypeId": payload["activity_type_id"],
            "primaryAttributeValue": text(payload["primary_attribute_value"]),
            "attributes": document(payload, "attributes", dict),
            "activityDate": text(payload.get("activity_date")),
        },
    )


def busy(store: Store) -> CrmError:
    """What Marketo answers when it cannot serve anyone."""
    return _error(store, "608", "API Temporarily Unavailable")


def _sync(store: Store, data: Mapping[str, Any], *, create_only: bool = False) -> Record:
    """Sync one person, under Marketo's field names."""
    kinds = {name: _writable_field(store, name) for name in data}
    try:
        values = {name: fitted(name, value, kinds[name]) for name, value in data.items()}
    except Unfit as unfit:
        return _answer(store, [_skipped(unfit.code, unfit.message)])
    return _answer(store, [_save(store, values, create_only=create_only)])


def _save(store: Store, values: Record, *, create_only: bool) -> Record:
    email = values.get("email")
    if email is None:
        return _skipped("1003", "Value for lookup field 'email' not found")
    found = store.find("marketo/lead", "email", email)
    if not found:
        return _create(store, values)
    if create_only:
        return _skipped("1005", "Lead already exists")
    if len(found) > 1:
        return _skipped("1007", "Multiple leads match the lookup criteria")
    return _update(store, found[0], values)


def _create(store: Store, values: Record) -> Record:
    number = _new_id(store, "marketo/lead", after=NEW_LEADS_AFTER)
    now = stamp(store.now())
    lead = {"id": number} | _without_nulls(values) | {"createdAt": now, "updatedAt": now}
    store.insert("marketo/lead", lead)
    return {"id": number, "status": "created"}


def _update(store: Store, lead: Record, values: Record) -> Record:
    store.replace("marketo/lead", _without_nulls(lead | values) | {"updatedAt": stamp(store.now())})
    return {"id": lead["id"], "status": "updated"}


def _without_nulls(values: Record) -> Record:
    return {name: value for name, value in values.items() if value is not None}


def _add_lead(store: Store, list_id: int, lead_id: int) -> Record:
    lead = store.get("marketo/lead", lead_id)
    if lead is None:
        return {"id": lead_id} | _skipped("1004", "Lead not found")
    number = lead["id"]
    key = f"{list_id}:{number}"
    if store.get("marketo/membership", key) is not None:
        return {"id": number, "status": "memberof"}
    membership = {"id": key, "listId": list_id, "leadId": number, "createdAt": stamp(store.now())}
    store.insert("marketo/membership", membership)
    return {"id": number, "status": "added"}


def _refuse_many(store: Store, ids: Sequence[Any]) -> None:
    if len(ids) > _MOST_INPUTS:
        raise _error(store, "1003", f"Invalid data: at most {_MOST_INPUTS} leads in one call, got {len(ids)}")


def _list(store: Store, list_id: str) -> Record:
    found = store.get("marketo/list", int(list_id)) if _LIST_ID.fullmatch(list_id) else None
    if found is None:
        raise _error(store, "1013", "Object not found", about=f"list {list_id}")
    return found


def _activity_type(store: Store, type_id: int) -> Record:
    found = store.get("marketo/activityType", type_id)
    if found is None:
        raise _error(store, "1013", "Object not found", about=f"activity type {type_id}")
    return found


def _activity_date(store: Store, given: str | None) -> str:
    if not given:
        return stamp(store.now())
    try:
        return stamp(instant(given))
    except ValueError:
        raise _error(store, "704", "Invalid date format", about=f"activityDate {given}") from None


def _attributes(store: Store, kind: Record, given: Mapping[str, Any]) -> list[tuple[Record, Any]]:
    """The type's attribute beside each value given for it, by its name or its API name."""
    declared = {attribute[key]: attribute for attribute in kind["attributes"] for key in ("apiName", "name")}
    for name in given:
        if name not in declared:
            raise _error(store, "1006", f"Field '{name}' not found")
    return [(declared[name], value) for name, value in given.items()]


def _fitted_attributes(given: list[tuple[Record, Any]]) -> list[Record]:
    values = {
        attribute["name"]: fitted(attribute["name"], value, Field(attribute["dataType"])) for attribute, value in given
    }
    attributes = [{"name": name, "value": value} for name, value in _without_nulls(values).items()]
    if len(orjson.dumps(attributes)) > _MOST_ATTRIBUTE_BYTES:
        raise Unfit("1049", "Failed to Create Activity")
    return attributes


def _lead_create_name(store: Store, name: str) -> str:
    """Marketo's name of a field of lead.create; a custom field has one name in both."""
    if name in OKTOPOST_NAMES:
        return OKTOPOST_NAMES[name]
    if not name.endswith("__c"):
        raise _error(store, "1006", f"Field '{name}' not found")
    return name


def _known_field(store: Store, name: str) -> Field:
    known = field(store, name)
    if known is None:
        raise _error(store, "1006", f"Field '{name}' not found")
    return known


def _writable_field(store: Store, name: str) -> Field:
    known = _known_field(store, name)
    if known.read_only:
        raise _error(store, "1003", f"Invalid data: field '{name}' is read-only")
    return known


def _field_names(asked: Any) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text(asked or "").split(",") if name.strip()))
    return ("id", *(name for name in names if name != "id")) if names else DEFAULT_FIELDS


def _new_id(store: Store, table: str, *, after: int = 0) -> int:
    number = after + store.next(table)
    while store.get(table, number) is not None or store.deleted(table, number):
        number = after + store.next(table)
    return number


def _answer(store: Store, result: list[Record]) -> Record:
    return {"requestId": _request_id(store), "success": True, "result": result}


def _skipped(code: str, message: str, why: str = "reasons") -> Record:
    """An entry that Marketo left out; activities tell why under ``errors``, all else under ``reasons``."""
    return {"status": "skipped", why: [{"code": code, "message": message}]}


def _error(store: Store, code: str, message: str, *, about: str = "") -> CrmError:
    """A refusal of the whole call, which Marketo sends with HTTP status 200."""
    body = {
        "requestId": _request_id(store),
        "success": False,
        "errors": [{"code": code, "message": message}],
    }
    named = f"{message}: {about}" if about else message
    return CrmError(f"{code}: {named}", status=200, body=body)


def _request_id(store: Store) -> str:
    """A fresh number and the time in milliseconds, both hexadecimal: e42b#14272d07d78."""
    fresh = int(store.uuid()[-5:], 16)
    return f"{fresh:x}#{round(store.now().timestamp() * 1000):x}"
