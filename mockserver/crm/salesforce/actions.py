"""What Salesforce does with its records: get, search, create, update, delete, for any of its objects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store
from mockserver.core.words import words_of
from mockserver.crm.salesforce import errors
from mockserver.crm.salesforce.deleted import delete_record, forget_deleted
from mockserver.crm.salesforce.describe import LOOKUPS
from mockserver.crm.salesforce.ids import normalise, well_formed
from mockserver.crm.salesforce.objects import API_VERSION, Field, answered, described, org_of, table_of, url_of
from mockserver.crm.salesforce.rules import created, updated
from mockserver.crm.salesforce.values import refuse_duplicates, writeable_values
from mockserver.crm.steps import Steps

SEARCH_LIMIT: Final = 2000
"""The most records a search answers, as in SOSL."""

LONGEST_SEARCH: Final = 10_000
"""A longer search finds nothing, as in SOSL."""

_NUMERIC: Final = frozenset({"int", "double"})
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?")

_Links = Mapping[str, tuple[tuple[str, str], ...]]

_OWNED: Final[_Links] = {
    "Account": (("Contact", "AccountId"), ("Opportunity", "AccountId"), ("Task", "WhatId")),
    "Contact": (("Task", "WhoId"),),
    "Lead": (("Task", "WhoId"),),
    "Opportunity": (("Task", "WhatId"),),
    "Case": (("CaseComment", "ParentId"), ("Task", "WhatId")),
}
"""Object -> (object, reference) of the records that are deleted with it."""

_LOOSE: Final[_Links] = {
    "Account": (("Account", "ParentId"),),
    "Contact": (("Contact", "ReportsToId"),),
    "Case": (("Case", "ParentId"),),
}
"""Object -> (object, reference) of the records that only lose their reference to it."""

_BLOCKING: Final = {"Account": "AccountId", "Contact": "ContactId"}
"""Object -> the reference of a case that forbids to delete it."""


def busy(store: Store) -> CrmError:
    """The error that Salesforce gives for no fault of the caller's: another transaction holds the record."""
    del store
    return errors.refusal("UNABLE_TO_LOCK_ROW", [("unable to obtain exclusive access to this record", [])])


def get(store: Store, sobject: str, key: str) -> Record:
    """The record of that id, every field in order; CrmError when the id is malformed, unknown or deleted."""
    return answered(store, sobject, find_record(store, sobject, key))


def search(store: Store, sobject: str, text: str) -> list[Record]:
    """The records in which every word of ``text`` begins a word, oldest first; CrmError when it holds too little."""
    term = text.strip()
    if len(term) < 2:
        raise errors.search_term_too_short(term)
    if len(term) > LONGEST_SEARCH:
        return []
    if not words_of(term):
        raise errors.no_search_term()
    found = sorted(store.search(table_of(sobject), term, SEARCH_LIMIT), key=creation)
    return [answered(store, sobject, record) for record in found]


def create(store: Store, sobject: str, data: Mapping[str, Any]) -> str:
    """The id of a new record of these fields; CrmError when the platform refuses them."""
    target = described(store, sobject)
    if target.fixed:
        raise errors.fixed(sobject, "inserted")
    values = writeable_values(store, target, data, creating=True)
    refuse_duplicates(store, target, values, None)
    record = created(store, target, values)
    store.insert(target.table, record)
    return str(record["Id"])


def update(store: Store, sobject: str, key: str, data: Mapping[str, Any]) -> str:
    """The record takes these fields, where null or a blank text clears one; its id, CrmError as for get and create."""
    record = find_record(store, sobject, key)
    target = described(store, sobject)
    if target.fixed:
        raise errors.fixed(sobject, "updated")
    values = writeable_values(store, target, data, creating=False)
    refuse_duplicates(store, target, values, record["Id"])
    store.replace(target.table, updated(store, target, record, values))
    return str(record["Id"])


def upsert(
    store: Store,
    sobject: str,
    name: str,
    value: str,
    data: Mapping[str, Any],
    *,
    update_only: bool = False,
    version: str = API_VERSION,
) -> tuple[str, bool]:
    """The id of the record whose external id ``name`` is ``value``, updated or created, and whether it was created.

    CrmError as for create and update, 404 for a field that is no external id or, with ``update_only``, for a value
    that nothing has, 300 when several records have it.
    """
    field = external_id(store, sobject, name)
    if any(given.lower() == field.name.lower() for given in data):
        raise errors.external_id_in_data(field.name)
    if field.name == "Id":
        return update(store, sobject, value, data), False
    found = _having(store, sobject, field, value)
    if len(found) > 1:
        raise errors.several([url_of(sobject, record["Id"], version) for record in found])
    if found:
        return update(store, sobject, found[0]["Id"], data), False
    if update_only:
        raise errors.not_found(f"{sobject} with {field.name} {errors.shown(value)}")
    return create(store, sobject, {**data, field.name: value}), True


def find_by(store: Store, sobject: str, name: str, value: str, version: str = API_VERSION) -> Record:
    """The stored record whose external id ``name`` is ``value``; CrmError 404 and 300 as for upsert."""
    field = external_id(store, sobject, name)
    if field.name == "Id":
        return find_record(store, sobject, value)
    found = _having(store, sobject, field, value)
    if not found:
        raise errors.not_found(f"{sobject} with {field.name} {errors.shown(value)}")
    if len(found) > 1:
        raise errors.several([url_of(sobject, record["Id"], version) for record in found])
    return found[0]


def external_id(store: Store, sobject: str, name: str) -> Field:
    """The field of that name in any case, when records can be looked up by it; CrmError 404."""
    field = described(store, sobject).named(name)
    looked_up = field is not None and (field.kind == "custom" or field.external_id)
    if field is None or (not looked_up and field.name not in LOOKUPS.get(sobject, ("Id",))):
        raise errors.no_external_id(name)
    return field


def _having(store: Store, sobject: str, field: Field, value: str) -> list[Record]:
    """The records that have a value, text in any case; only some fields have an index."""
    table = table_of(sobject)
    if field.kind in _NUMERIC and _NUMBER.fullmatch(value):
        return store.find(table, field.name, float(value))
    if field.indexed or field.name in store.state.spec(table).indexes:
        return store.find(table, field.name, value)
    wanted, records = value.lower(), Steps(errors.timed_out).each(store.scan(table), 1)
    return [record for record in records if str(record.get(field.name, "")).lower() == wanted]


def delete(store: Store, sobject: str, key: str) -> str:
    """Delete the record with what belongs to it; its id, CrmError when there is none or cases relate to it."""
    record = find_record(store, sobject, key)
    if described(store, sobject).fixed:
        raise errors.fixed(sobject, "deleted")
    _delete_with_owned(store, sobject, record["Id"])
    return str(record["Id"])


def erase(store: Store, sobject: str, key: str) -> str:
    """Delete the record, and let no query find what is left of it; its id, CrmError as for delete."""
    deleted = delete(store, sobject, key)
    forget_deleted(store, deleted)
    return deleted


def saved(key: str) -> Record:
    """``{"id", "success", "errors"}``: how Salesforce reports that a record was saved."""
    return {"id": key, "success": True, "errors": []}


def query_result(store: Store, sobject: str, records: Iterable[Record]) -> Record:
    """``{"totalSize", "done", "records"}`` of stored records, each with every field in order."""
    found = [answered(store, sobject, record) for record in records]
    return {"totalSize": len(found), "done": True, "records": found}


def find_record(store: Store, sobject: str, key: str) -> Record:
    """The stored record under an id of 15 or 18 characters; CrmError says why there is none."""
    table = table_of(sobject)
    record = store.get(table, key)
    if record is not None:
        return record
    full = _id_of(store, sobject, key)
    record = store.get(table, full)
    if record is None:
        refuse = errors.is_deleted if store.deleted(table, full) else errors.not_found
        raise refuse(f"{sobject} {key}")
    return record


def _id_of(store: Store, sobject: str, key: str) -> str:
    if not well_formed(key):
        raise errors.malformed_id(key)
    full, target = normalise(key), described(store, sobject)
    if full is None or not full.startswith(target.prefix):
        raise errors.wrong_id(target, key)
    return full


def creation(record: Record) -> tuple[str, str]:
    """What to sort by, to have the oldest first."""
    return record["CreatedDate"], record["Id"]


def _delete_with_owned(store: Store, sobject: str, key: str) -> None:
    pending = [(sobject, key)]
    while pending:
        name, key = pending.pop()
        record = store.get(table_of(name), key)
        if record is None:  # deleted with another one
            continue
        _refuse_with_cases(store, name, record)
        links = org_of(store).links.get(name, ())
        cascading = [(other, field.name) for other, field in links if field.cascade]
        for other, reference in (*_OWNED.get(name, ()), *cascading):
            pending += [(other, owned["Id"]) for owned in store.find(table_of(other), reference, key)]
        loose_links = [(other, field.name) for other, field in links if not field.cascade]
        for other, reference in (*_LOOSE.get(name, ()), *loose_links):
            for loose in store.find(table_of(other), reference, key):
                store.replace(table_of(other), {field: loose[field] for field in loose if field != reference})
        delete_record(store, name, record)


def _refuse_with_cases(store: Store, sobject: str, record: Record) -> None:
    reference = _BLOCKING.get(sobject)
    cases: list[Any] = store.find(table_of("Case"), reference, record["Id"]) if reference else []
    if cases:
        name = f"{record.get('Salutation', '')} {record['Name']}".strip()
        raise errors.delete_blocked(name, [case["CaseNumber"] for case in cases])
