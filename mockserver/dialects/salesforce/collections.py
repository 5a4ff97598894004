"""Many records in one call: collections and trees, of which each row succeeds or fails by itself, or all together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from msgspec import Struct, field

from mockserver.core.errors import CrmError, Refused
from mockserver.core.store import Record, Store
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce import describe, errors
from mockserver.crm.salesforce.objects import org_of
from mockserver.dialects.frame import NOTHING, CallContext, Reply
from mockserver.dialects.salesforce.guards import act, enter, hold_json, hold_query, is_true, named_object
from mockserver.dialects.salesforce.records import picked

MOST: Final = 200
"""The most records of one call."""

_ROLLED_BACK: Final = {
    "statusCode": "ALL_OR_NONE_OPERATION_ROLLED_BACK",
    "message": "Record rolled back because not all records were valid and the request was using AllOrNone header",
    "fields": [],
}

Row = Callable[[Store], Record]
"""One row of a call: what it does, and what it answers when that succeeds."""


def create_records(context: CallContext) -> Any:
    """S-15: POST composite/sobjects."""
    return _by_rows(context, _created)


def update_records(context: CallContext) -> Any:
    """S-15: PATCH composite/sobjects."""
    return _by_rows(context, _updated)


def upsert_records(context: CallContext) -> Any:
    """S-15: PATCH composite/sobjects/{name}/{field}."""
    version = enter(context)
    name = named_object(context, context.arguments[1])
    body = hold_json(context)
    context.admit(body)
    rows = [partial(_upserted, name, context.arguments[2], version, record) for record in body["records"]]
    return _done(context, rows, all_or_none=is_true(body.get("allOrNone")))


def delete_records(context: CallContext) -> Any:
    """S-15: DELETE composite/sobjects?ids=."""
    enter(context)
    query = hold_query(context)
    ids = query["ids"].split(",")
    if len(ids) > MOST:
        raise Refused("invalid-request", reason=f"query.ids: expected at most {MOST} ids, got {len(ids)}")
    context.admit()
    return _done(context, [partial(_deleted, key) for key in ids], all_or_none=is_true(query.get("allOrNone")))


def get_records(context: CallContext) -> Any:
    """S-15: GET composite/sobjects/{name}?ids=&fields=."""
    version = enter(context)
    name = named_object(context, context.arguments[1])
    query = hold_query(context)
    context.admit()
    return _retrieved(context, name, query["ids"].split(","), query["fields"].split(","), version)


def retrieve_records(context: CallContext) -> Any:
    """S-15: POST composite/sobjects/{name}, with ids and fields in the body."""
    version = enter(context)
    name = named_object(context, context.arguments[1])
    body = hold_json(context)
    context.admit(body)
    return _retrieved(context, name, body["ids"], body["fields"], version)


def _by_rows(context: CallContext, row: Callable[[Record, Store], Record]) -> Any:
    enter(context)
    body = hold_json(context)
    context.admit(body)
    rows = [partial(row, record) for record in body["records"]]
    return _done(context, rows, all_or_none=is_true(body.get("allOrNone")))


def _done(context: CallContext, rows: Sequence[Row], *, all_or_none: bool) -> Any:
    return act(context, lambda store: perform_rows(store, rows, all_or_none=all_or_none))


def perform_rows(store: Store, rows: Iterable[Row], *, all_or_none: bool) -> list[Record]:
    """What each row answers; one that fails changes nothing, and with ``all_or_none`` then none of them does."""
    begun = store.mark()
    answers: list[Record] = []
    for row in rows:
        before = store.mark()
        try:
            answers.append(row(store))
        except CrmError as error:
            store.undo(before)
            answers.append({"success": False, "errors": row_errors(error)})
    if all_or_none and not all(answer["success"] for answer in answers):
        store.undo(begun)
        answers = [{**answer, "success": False, "errors": answer["errors"] or [_ROLLED_BACK]} for answer in answers]
    return answers


def row_errors(error: CrmError) -> list[Record]:
    """An error as the row of a collection tells it."""
    if error.status == 300:
        return [{"statusCode": "DUPLICATE_EXTERNAL_ID", "message": error.message, "fields": []}]
    return [
        {"statusCode": one["errorCode"], "message": one["message"], "fields": one.get("fields") or []}
        for one in error.body
    ]


def _created(record: Record, store: Store) -> Record:
    return salesforce.saved(salesforce.create(store, _type_of(store, record), record))


def _updated(record: Record, store: Store) -> Record:
    data, key = _without(record, "Id")
    if not isinstance(key, str) or not key:
        raise errors.refusal("MISSING_ARGUMENT", [("Id not specified in an update call", [])])
    return salesforce.saved(salesforce.update(store, _type_of(store, record), key, data))


def _upserted(name: str, looked_up: str, version: str, record: Record, store: Store) -> Record:
    known = salesforce.external_id(store, name, looked_up)
    data, value = _without(record, known.name)
    if value is None and known.name == "Id":
        return {**salesforce.saved(salesforce.create(store, name, data)), "created": True}
    if value is None or value == "":
        raise errors.refusal("MISSING_ARGUMENT", [(f"{known.name} not specified", [])])
    key, fresh = salesforce.upsert(store, name, known.name, str(value), data, version=version)
    return {**salesforce.saved(key), "created": fresh}


def _deleted(key: str, store: Store) -> Record:
    name = org_of(store).by_prefix.get(key[:3])
    if name is None:
        raise errors.malformed_id(key)
    return salesforce.saved(salesforce.delete(store, name, key))


def _type_of(store: Store, record: Record) -> str:
    attributes = record.get("attributes")
    name = attributes.get("type") if isinstance(attributes, dict) else None
    known = org_of(store).objects.get(str(name).lower())
    if known is None:
        raise errors.no_such_object(str(name))
    return known.name


def _without(record: Record, name: str) -> tuple[Record, Any]:
    """The record without its field of that name in any case, and that field's value."""
    found = [value for key, value in record.items() if key.lower() == name.lower()]
    return {key: value for key, value in record.items() if key.lower() != name.lower()}, next(iter(found), None)


def _retrieved(context: CallContext, name: str, ids: Sequence[str], fields: Sequence[str], version: str) -> Any:
    def find(key: str, store: Store) -> Record | None:
        try:
            record = salesforce.find_record(store, name, key)
        except CrmError:
            return None
        return picked(store, name, record, fields, version)

    return act(context, lambda store: [find(key, store) for key in ids])


def create_tree(context: CallContext) -> Any:
    """S-18: POST composite/tree/{name}: records with their children, all of them or none."""
    enter(context)
    name = named_object(context, context.arguments[1])
    body = hold_json(context)
    context.admit(body)

    def create(store: Store) -> Record:
        tree = _Tree(store)
        tree.plant(name, body["records"])
        if tree.failures:
            text = "a record of the tree is refused"
            raise CrmError(text, status=400, body={"hasErrors": True, "results": tree.failures})
        return {"hasErrors": False, "results": tree.results}

    return Reply(act(context, create), 201)


class _Tree(Struct):
    """What became of the records of a tree."""

    store: Store
    results: list[Record] = field(default_factory=list)
    failures: list[Record] = field(default_factory=list)

    def plant(self, name: str, records: Any, links: Mapping[str, str] = NOTHING) -> None:
        """Create records and what hangs below them; ``links`` are their references to what stands above."""
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise Refused("invalid-payload", reason="records is a list of objects")
        if len(self.results) + len(self.failures) + len(records) > MOST:
            raise Refused("invalid-payload", reason=f"a tree has at most {MOST} records")
        for record in records:
            self._plant_one(name, record, links)

    def _plant_one(self, name: str, record: Record, links: Mapping[str, str]) -> None:
        attributes = record.get("attributes")
        reference = str(attributes.get("referenceId") or "") if isinstance(attributes, dict) else ""
        children = {key: value for key, value in record.items() if isinstance(value, dict) and "records" in value}
        data = {key: value for key, value in record.items() if key not in children}
        try:
            if not reference:
                raise errors.refusal("INVALID_INPUT", [("Include a reference ID for each record in the request.", [])])
            known = {key: _child(self.store, name, key) for key in children}
            created = salesforce.create(self.store, name, {**data, **links})
        except CrmError as error:
            self.failures.append({"referenceId": reference, "errors": row_errors(error)})
            return
        self.results.append({"referenceId": reference, "id": created})
        for key, (child, reference_field) in known.items():
            self.plant(child, children[key]["records"], {reference_field: created})


def _child(store: Store, name: str, relationship: str) -> tuple[str, str]:
    found = describe.child_of(org_of(store), name, relationship)
    if found is None:
        text = f"Didn't understand relationship '{errors.shown(relationship)}' of {name}"
        raise errors.refusal("INVALID_FIELD", [(text, [])])
    return found[1:]
