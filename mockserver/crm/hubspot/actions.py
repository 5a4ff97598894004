"""What HubSpot does with its contacts, companies, deals and tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from mockserver.core.clock import moment
from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot import associations, history
from mockserver.crm.hubspot.catalogue import Catalogue, catalogue, checked, custom_unique, defaults_of, properties_of
from mockserver.crm.hubspot.errors import conflict, invalid, not_found, refusal

CONTACTS: Final = "hubspot/contact"
ARCHIVED: Final = "hubspot/archived"
FIRST_IDS: Final[Mapping[str, int]] = {
    "contact": 118448752960,
    "company": 31790384512,
    "deal": 38101262417,
    "task": 80422671360,
}
"""The id of the first record that a call creates, for each object type."""
TYPE_IDS: Final[Mapping[str, str]] = {"contact": "0-1", "company": "0-2", "deal": "0-3", "task": "0-27"}
"""HubSpot's id of each object type."""
UNIQUE: Final[Mapping[str, tuple[str, ...]]] = {"contact": ("email",)}
"""The properties whose value names one record of the type; every one is indexed."""
SHOWN: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": ("email", "firstname", "lastname"),
    "company": ("domain", "name"),
    "deal": ("amount", "closedate", "dealname", "dealstage", "pipeline"),
    "task": (),
}
"""What an answer shows of each type when no properties are asked for, besides the times and the id."""
DEFAULT_LIMIT: Final = 10
LARGEST_PAGE: Final = 100


def busy(store: Store) -> CrmError:
    """The error that HubSpot gives for no fault of the caller's: too many calls in a second."""
    message = "You have reached your secondly limit."
    return refusal(store, 429, "RATE_LIMITS", message, policyName="SECONDLY")


def create(
    store: Store, object_type: str, given: Mapping[str, Any], associated: Iterable[Mapping[str, Any]] = ()
) -> Record:
    """Store a new record with these properties and those that HubSpot adds, associated as ``associated`` says.

    An entry of ``associated`` is ``{"to": {"id"}, "types": [{"associationTypeId"}]}``. CrmError 400 for a property
    or an association it cannot take or when it has none to know the record by, 409 when a contact's e-mail address
    is taken.
    """
    links = associations.checked(store, object_type, associated)
    known = catalogue(object_type)
    values = {name: value for name, value in checked(store, object_type, given).items() if value}
    _require(store, object_type, known, values)
    _refuse_duplicate(store, object_type, values)
    record_id, now = _new_id(store, object_type), moment(store.now())
    derived = _derived(known, record_id, now, now, values)
    record: Record = {
        "id": record_id,
        "properties": known.arranged({**defaults_of(store, object_type), **derived, **values}),
        "createdAt": now,
        "updatedAt": now,
        "archived": False,
    }
    store.insert(_table(object_type), record)
    associations.associate_all(store, object_type, record_id, links)
    return record


def read(store: Store, object_type: str, key: str, *, id_property: str | None = None, archived: bool = False) -> Record:
    """The record under an id, or under the value of a unique property; CrmError 404, 400 when it is not unique.

    ``archived``: among the archived records instead of the live ones.
    """
    record = find(store, object_type, key, id_property=id_property, archived=archived)
    if record is None:
        raise not_found(store, object_type, key)
    return record


def find(
    store: Store, object_type: str, key: str, *, id_property: str | None = None, archived: bool = False
) -> Record | None:
    """As :func:`read`, None when there is no such record."""
    if id_property and id_property != "hs_object_id":
        _refuse_not_unique(store, object_type, id_property)
        if not archived:
            return next(iter(_holding(store, object_type, id_property, key)), None)
        value = key.lower()
        found = (one for one in archived_records(store, object_type) if one["properties"].get(id_property) == value)
        return next(found, None)
    if not archived:
        return store.get(_table(object_type), key)
    held = store.get(ARCHIVED, f"{object_type}/{key}")
    return held["record"] if held else None


def update(
    store: Store,
    object_type: str,
    key: str,
    given: Mapping[str, Any],
    associated: Iterable[Mapping[str, Any]] = (),
    *,
    id_property: str | None = None,
) -> Record:
    """The record with changed properties, where null or "" clears one; CrmError 404, 400 or 409."""
    record = read(store, object_type, key, id_property=id_property)
    links = associations.checked(store, object_type, associated, but=record["id"])
    if not given and not links:
        message = "No properties found to update, please provide at least one."
        raise invalid(store, message, context={"properties": ["{}"]})
    changes = checked(store, object_type, given)
    _refuse_duplicate(store, object_type, changes, but=record["id"])
    updated = changed(object_type, record, changes, moment(store.now()))
    store.replace(_table(object_type), updated)
    history.note(store, object_type, record, changes, updated)
    associations.associate_all(store, object_type, record["id"], links)
    return updated


def archive(store: Store, object_type: str, key: str) -> None:
    """Archive a record: it is out of every list and search, its associations end; nothing when there is none."""
    record = store.get(_table(object_type), key)
    if record is None:
        return
    associations.forget(store, object_type, key)
    store.delete(_table(object_type), key)
    now = moment(store.now())
    gone = {**record, "updatedAt": now, "archived": True, "archivedAt": now}
    store.insert(ARCHIVED, {"id": f"{object_type}/{key}", "objectType": object_type, "record": gone})


def archived_records(store: Store, object_type: str) -> list[Record]:
    """The archived records of a type, sorted by id."""
    return [held["record"] for held in store.find(ARCHIVED, "objectType", object_type)]


def list_page(
    store: Store, object_type: str, *, limit: int = DEFAULT_LIMIT, after: int = 0, archived: bool = False
) -> dict[str, Any]:
    """``{"results"[, "paging"]}``: a page of records in order of creation (archived ones by id) from ``after`` on.

    ``paging`` is ``{"next": {"after"}}`` and absent on the last page.
    """
    if archived:
        all_archived = archived_records(store, object_type)
        page, total = all_archived[after : after + limit], len(all_archived)
    else:
        page, total = store.page(_table(object_type), after, limit), store.count(_table(object_type))
    following = {"paging": {"next": {"after": str(after + limit)}}} if after + limit < total else {}
    return {"results": page, **following}


def projected(store: Store, object_type: str, record: Record, asked: Sequence[str] = ()) -> Record:
    """The record with the properties asked for, sorted, null for one without a value; unknown ones are left out.

    The times and the id are always there; without ``asked`` those of :data:`SHOWN` are, too.
    """
    known = catalogue(object_type)
    always = tuple(name for name, fact in known.derived.items() if fact in _ALWAYS and name not in _ALL_IDS)
    there = properties_of(store, object_type)
    wanted = {name for name in (asked or SHOWN[object_type]) if name in there} | set(always)
    held = {**{name: record[known.derived[name]] for name in always}, **record["properties"]}
    return {**record, "properties": {name: held.get(name) for name in sorted(wanted)}}


_ALWAYS: Final = frozenset({"id", "createdAt", "updatedAt"})
_ALL_IDS: Final = frozenset({"hs_all_contact_vids"})


def page_size(store: Store, given: Any, *, most: int = LARGEST_PAGE) -> int:
    """The parameter ``limit``, a whole number or its text; CrmError 400 when it is none in the range."""
    return _whole_number(store, "limit", given, default=DEFAULT_LIMIT, least=1, most=most)


def page_start(store: Store, given: Any) -> int:
    """The parameter ``after``, a whole number or its text; CrmError 400 when it is none."""
    return _whole_number(store, "after", given, default=0, least=0, most=10**12)


def _whole_number(store: Store, name: str, given: Any, *, default: int, least: int, most: int) -> int:
    if given is None:
        return default
    digits = str(given)
    if digits.isascii() and digits.isdigit() and len(digits) <= len(str(most)):
        number = int(digits)
        if least <= number <= most:
            return number
    message = f"{name} must be a whole number from {least} to {most}, not {digits}"
    raise invalid(store, message, errors=[{"message": message, "in": name}])


def _table(object_type: str) -> str:
    return f"hubspot/{object_type}"


def _require(store: Store, object_type: str, known: Catalogue, values: Mapping[str, str]) -> None:
    if not any(name in values for name in known.one_of):
        message = f"Error creating {object_type.upper()}. Some required properties were not set."
        raise invalid(store, message, context={"properties": list(known.one_of)})


def _refuse_duplicate(store: Store, object_type: str, values: Mapping[str, str], *, but: str | None = None) -> None:
    for name in _unique(store, object_type):
        value = values.get(name)
        for other in _holding(store, object_type, name, value) if value else ():
            if other["id"] != but:
                raise conflict(store, other["id"])


def _unique(store: Store, object_type: str) -> tuple[str, ...]:
    return (*UNIQUE.get(object_type, ()), *custom_unique(store, object_type))


def _holding(store: Store, object_type: str, name: str, value: str) -> list[Record]:
    """The records with this value of a unique property; one that a call has made has no index."""
    table = _table(object_type)
    if name in UNIQUE.get(object_type, ()):
        return store.find(table, f"properties.{name}", value)
    wanted = value.lower()
    return [record for record in store.scan(table) if record["properties"].get(name, "").lower() == wanted]


def _refuse_not_unique(store: Store, object_type: str, name: str) -> None:
    if name not in _unique(store, object_type):
        message = f"Unable to perform update/upsert by non-unique {TYPE_IDS[object_type]} property {name}"
        raise invalid(store, message)


def _new_id(store: Store, object_type: str) -> str:
    table = _table(object_type)
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


def changed(object_type: str, record: Record, changes: Mapping[str, str], now: str) -> Record:
    """The record with these values, where an empty one clears a property, and what follows from them."""
    known = catalogue(object_type)
    kept = {name: value for name, value in record["properties"].items() if name not in known.derived}
    values = {name: value for name, value in {**kept, **changes}.items() if value}
    derived = _derived(known, record["id"], record["createdAt"], now, values)
    return record | {"properties": known.arranged({**derived, **values}), "updatedAt": now}
