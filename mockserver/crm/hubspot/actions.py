"""What HubSpot does with its contacts, companies, deals and tasks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.clock import moment
from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot.catalogue import Catalogue, catalogue, check_associations, checked
from mockserver.crm.hubspot.errors import conflict, invalid, not_found, refusal
from mockserver.crm.parameters import fields, text

CONTACTS: Final = "hubspot/contact"
FIRST_IDS: Final[Mapping[str, int]] = {
    "contact": 118448752960,
    "company": 31790384512,
    "deal": 38101262417,
    "task": 80422671360,
}
"""The id of the first record that a call creates, for each object type."""
DEFAULT_LIMIT: Final = 10
LARGEST_PAGE: Final = 100


def busy(store: Store) -> CrmError:
    """The error that HubSpot gives for no fault of the caller's: too many calls in a second."""
    message = "You have reached your secondly limit."
    return refusal(store, 429, "RATE_LIMITS", message, policyName="SECONDLY")


def contact_by_email(store: Store, payload: Mapping[str, Any]) -> dict[str, Record | None]:
    """``{"contact": …}`` with the contact of ``email``, or null."""
    found = store.find(CONTACTS, "properties.email", payload["email"])
    return {"contact": found[0] if found else None}


def contact_by_id(store: Store, payload: Mapping[str, Any]) -> dict[str, Record | None]:
    """``{"contact": …}`` with the contact of ``id``, or null, whatever the id looks like."""
    return {"contact": store.get(CONTACTS, payload["id"])}


def contact_from_data(store: Store, payload: Mapping[str, Any]) -> dict[str, Record]:
    """``{"contact": …}`` with a new contact of the properties in ``data``; CrmError as create_record."""
    return {"contact": create_record(store, "contact", payload["data"])}


def create(store: Store, payload: Mapping[str, Any], *, object_type: str) -> Record:
    """A new record from parameters and ``additional_fields``; CrmError as create_record."""
    check_associations(store, object_type, payload.get("associations"))
    return create_record(store, object_type, fields(payload))


def create_record(store: Store, object_type: str, given: Mapping[str, Any]) -> Record:
    """Store a new record with these properties and those that HubSpot adds.

    CrmError 400 for a property it cannot take or when it has none to know the record by, 409 when a contact's
    e-mail address is taken.
    """
    known = catalogue(object_type)
    values = {name: value for name, value in checked(store, object_type, given).items() if value}
    _require(store, object_type, known, values)
    if object_type == "contact":
        _refuse_duplicate(store, values.get("email"))
    record_id, now = _new_id(store, object_type), moment(store.now())
    derived = _derived(known, record_id, now, now, values)
    record: Record = {
        "id": record_id,
        "properties": known.arranged({**known.defaults, **derived, **values}),
        "createdAt": now,
        "updatedAt": now,
        "archived": False,
    }
    store.insert(f"hubspot/{object_type}", record)
    return record


def update_contact(store: Store, payload: Mapping[str, Any]) -> Record:
    """The contact ``contactId`` with changed properties, where "" clears one; CrmError 404, 400 or 409."""
    contact = _contact(store, payload["contactId"])
    check_associations(store, "contact", payload.get("associations"))
    changes = checked(store, "contact", fields(payload, without=("contactId",)))
    _refuse_duplicate(store, changes.get("email"), but=contact["id"])
    updated = _changed(contact, changes, moment(store.now()))
    store.replace(CONTACTS, updated)
    return updated


def delete_contact(store: Store, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Archive the contact ``contactId``; HubSpot has nothing to say about it. CrmError 404."""
    store.delete(CONTACTS, _contact(store, payload["contactId"])["id"])
    return {}


def get_contact(store: Store, payload: Mapping[str, Any]) -> Record:
    """The contact ``contact_id``; CrmError 404."""
    return _contact(store, payload["contact_id"])


def list_contacts(store: Store, payload: Mapping[str, Any]) -> dict[str, Any]:
    """A page of contacts in order of creation, or the one of ``contact_id``; CrmError 400."""
    limit = whole_number(store, payload, "limit", default=DEFAULT_LIMIT, least=1, most=LARGEST_PAGE)
    offset = whole_number(store, payload, "after", default=0, least=0, most=10**12)
    if payload.get("contact_id") is not None:
        contact = store.get(CONTACTS, str(text(payload["contact_id"])))
        return {"results": [contact] if contact else [], "paging": {}}
    page = store.page(CONTACTS, offset, limit)
    return {"results": page, "paging": _paging(store, offset + limit, limit)}


def _paging(store: Store, after: int, limit: int) -> dict[str, Any]:
    if after >= store.count(CONTACTS):
        return {}
    link = f"https://api.hubapi.com/crm/v3/objects/contacts?limit={limit}&after={after}"
    return {"next": {"after": str(after), "link": link}}


def whole_number(store: Store, payload: Mapping[str, Any], name: str, *, default: int, least: int, most: int) -> int:
    """A parameter that is a whole number or the text of one; CrmError 400 when it is none in the range."""
    given = payload.get(name)
    if given is None:
        return default
    digits = str(text(given))
    if digits.isascii() and digits.isdigit() and len(digits) <= len(str(most)):
        number = int(digits)
        if least <= number <= most:
            return number
    message = f"{name} must be a whole number from {least} to {most}, not {digits}"
    raise invalid(store, message, errors=[{"message": message, "in": name}])


def _contact(store: Store, key: Any) -> Record:
    contact_id = str(text(key))
    contact = store.get(CONTACTS, contact_id)
    if contact is None:
        raise not_found(store, "contact", contact_id)
    return contact


def _require(store: Store, object_type: str, known: Catalogue, values: Mapping[str, str]) -> None:
    if not any(name in values for name in known.one_of):
        message = f"Error creating {object_type.upper()}. Some required properties were not set."
        raise invalid(store, message, context={"properties": list(known.one_of)})


def _refuse_duplicate(store: Store, email: str | None, *, but: str | None = None) -> None:
    for other in store.find(CONTACTS, "properties.email", email) if email else ():
        if other["id"] != but:
            raise conflict(store, other["id"])


def _new_id(store: Store, object_type: str) -> str:
    table = f"hubspot/{object_type}"
    while True:
        record_id = str(FIRST_IDS[object_type] - 1 + store.next(table))
        # A fixture may have brought a record with an id of ours.
        if store.get(table, record_id) is None and not store.deleted(table, record_id):
            return record_id


def _derived(known: Catalogue, record_id: str, created: str, updated: str, values: Mapping[str, str]) -> dict[str, str]:
    email = values.get("email", "")
    name = " ".join(values[part] for part in ("firstname", "lastname") if part in values)
    facts = {
        "id": record_id,
        "createdAt": created,
        "updatedAt": updated,
        "emailDomain": email.rpartition("@")[2],
        "nameOrEmail": name or email,
    }
    return {name: facts[fact] for name, fact in known.derived.items() if facts[fact]}


def _changed(contact: Record, changes: Mapping[str, str], now: str) -> Record:
    known = catalogue("contact")
    kept = {name: value for name, value in contact["properties"].items() if name not in known.derived}
    values = {name: value for name, value in {**kept, **changes}.items() if value}
    derived = _derived(known, contact["id"], contact["createdAt"], now, values)
    return contact | {"properties": known.arranged({**derived, **values}), "updatedAt": now}
