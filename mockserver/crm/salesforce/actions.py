"""What Salesforce does with its records: get, search, create, update, delete, for any of its objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store
from mockserver.core.words import words_of
from mockserver.crm.salesforce import errors
from mockserver.crm.salesforce.ids import normalise, well_formed
from mockserver.crm.salesforce.objects import answered, described, table_of
from mockserver.crm.salesforce.rules import created, updated
from mockserver.crm.salesforce.values import writeable_values

SEARCH_LIMIT: Final = 2000
"""The most records a search answers, as in SOSL."""

LONGEST_SEARCH: Final = 10_000
"""A longer search finds nothing, as in SOSL."""

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


def get(store: Store, payload: Record, *, sobject: str) -> Record:
    """The record ``id``; CrmError when the id is malformed, unknown or deleted."""
    return answered(store, sobject, find_record(store, sobject, payload["id"]))


def get_by_email(store: Store, payload: Record, *, sobject: str) -> Record:
    """The record with that e-mail address in any case, of several the one created last; CrmError if none."""
    email = payload["email"]
    matches = store.find(table_of(sobject), "Email", email)
    if not matches:
        raise errors.not_found(f"{sobject} with Email {errors.shown(email)}")
    return answered(store, sobject, matches[0] if len(matches) == 1 else max(matches, key=_creation))


def search(store: Store, payload: Record, *, sobject: str) -> Record:
    """``{"searchRecords": [record, …]}``: those in which every word of ``search`` begins a word, oldest first."""
    text = payload["search"].strip()
    if len(text) < 2:
        raise errors.search_term_too_short(text)
    if len(text) > LONGEST_SEARCH:
        return {"searchRecords": []}
    if not words_of(text):
        raise errors.no_search_term()
    found = sorted(store.search(table_of(sobject), text, SEARCH_LIMIT), key=_creation)
    return {"searchRecords": [answered(store, sobject, record) for record in found]}


def create(store: Store, payload: Record, *, sobject: str) -> Record:
    """``{"id", "success", "errors"}`` of the new record; CrmError when the platform refuses ``data``."""
    target = described(store, sobject)
    values = writeable_values(store, target, payload["data"], creating=True)
    record = created(store, target, values)
    store.insert(target.table, record)
    return _saved(record)


def update(store: Store, payload: Record, *, sobject: str) -> Record:
    """The record ``id`` takes the fields of ``data``; null or a blank text clears one.

    CrmError as for get and create.
    """
    record = find_record(store, sobject, payload["id"])
    target = described(store, sobject)
    values = writeable_values(store, target, payload["data"], creating=False)
    store.replace(target.table, updated(store, target, record, values))
    return _saved(record)


def delete(store: Store, payload: Record, *, sobject: str) -> Record:
    """Delete the record ``id`` with what belongs to it; CrmError when cases relate to it."""
    record = find_record(store, sobject, payload["id"])
    _delete_with_owned(store, sobject, record)
    return _saved(record)


def get_all(store: Store, _payload: Record, *, sobject: str) -> Record:
    """``{"totalSize", "done", "records"}``: every record, in order of creation."""
    return _query(store, sobject, store.scan(table_of(sobject)))


def get_comments(store: Store, payload: Record) -> Record:
    """The comments of the case ``caseId``, oldest first; CrmError when there is no such case."""
    case = find_record(store, "Case", payload["caseId"])
    comments = store.find(table_of("CaseComment"), "ParentId", case["Id"])
    return _query(store, "CaseComment", sorted(comments, key=_creation))


def create_comment(store: Store, payload: Record) -> Record:
    """A comment on the case ``caseId``, whatever ParentId ``data`` names."""
    case = find_record(store, "Case", payload["caseId"])
    data = {name: value for name, value in payload["data"].items() if name.lower() != "parentid"}
    return create(store, {"data": {**data, "ParentId": case["Id"]}}, sobject="CaseComment")


def update_comment(store: Store, payload: Record) -> Record:
    """The comment ``commentId`` takes the fields of ``data``; CrmError unless it is one of ``caseId``."""
    case = find_record(store, "Case", payload["caseId"])
    comment = find_record(store, "CaseComment", payload["commentId"])
    if comment["ParentId"] != case["Id"]:
        raise errors.not_found(f"CaseComment {comment['Id']} of Case {case['Id']}")
    return update(store, {"id": comment["Id"], "data": payload["data"]}, sobject="CaseComment")


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


def _creation(record: Record) -> tuple[str, str]:
    return record["CreatedDate"], record["Id"]


def _saved(record: Record) -> Record:
    return {"id": record["Id"], "success": True, "errors": []}


def _query(store: Store, sobject: str, records: Iterable[Record]) -> Record:
    found = [answered(store, sobject, record) for record in records]
    return {"totalSize": len(found), "done": True, "records": found}


def _delete_with_owned(store: Store, sobject: str, record: Record) -> None:
    key = record["Id"]
    _refuse_with_cases(store, sobject, record)
    for name, reference in _OWNED.get(sobject, ()):
        for owned in store.find(table_of(name), reference, key):
            _delete_with_owned(store, name, owned)
    for name, reference in _LOOSE.get(sobject, ()):
        for loose in store.find(table_of(name), reference, key):
            store.replace(table_of(name), {field: loose[field] for field in loose if field != reference})
    store.delete(table_of(sobject), key)


def _refuse_with_cases(store: Store, sobject: str, record: Record) -> None:
    reference = _BLOCKING.get(sobject)
    cases: list[Any] = store.find(table_of("Case"), reference, record["Id"]) if reference else []
    if cases:
        name = f"{record.get('Salutation', '')} {record['Name']}".strip()
        raise errors.delete_blocked(name, [case["CaseNumber"] for case in cases])
