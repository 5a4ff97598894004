"""Many records in one call: what of it is done together, what each for itself, and what is told of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from mockserver.core.clock import moment
from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot import actions
from mockserver.crm.hubspot.errors import existing_id, invalid

MOST_INPUTS: Final = 100
TRACE: Final = "objectWriteTraceId"
"""The member of an input by which its failure is told; with it on every input each succeeds or fails for itself."""

_Write = Callable[[Mapping[str, Any]], Record]


class Batch(Struct, frozen=True):
    """What became of many inputs: the records of those that went well, and errors (status 207) about the others."""

    results: list[Record]
    errors: list[Record]

    def as_json(self, store: Store) -> Record:
        """HubSpot's envelope of a batch."""
        now = moment(store.now())
        envelope = {"status": "COMPLETE", "results": self.results, "startedAt": now, "completedAt": now}
        return {**envelope, "numErrors": len(self.errors), "errors": self.errors} if self.errors else envelope


def create(store: Store, object_type: str, inputs: Sequence[Mapping[str, Any]]) -> Batch:
    """New records of ``{"properties"[, "associations"][, "objectWriteTraceId"]}``.

    One that HubSpot cannot take fails the whole call, unless every input has a trace id.
    """
    _refuse_too_many(store, inputs)

    def write(one: Mapping[str, Any]) -> Record:
        record = actions.create(store, object_type, one["properties"], one.get("associations") or ())
        return _traced(record, one)

    return _written(store, inputs, write)


def read(
    store: Store, object_type: str, keys: Sequence[str], *, id_property: str | None = None, archived: bool = False
) -> Batch:
    """The records of these ids, or values of a unique property, in their order; one error names all that are missing.

    ``archived``: among the archived records instead of the live ones.
    """
    _refuse_too_many(store, keys)
    _refuse_repeated(store, keys)
    found = [(key, actions.find(store, object_type, key, id_property=id_property, archived=archived)) for key in keys]
    return Batch(
        [record for _, record in found if record is not None],
        _missing(object_type, [key for key, record in found if record is None]),
    )


def update(store: Store, object_type: str, inputs: Sequence[Mapping[str, Any]]) -> Batch:
    """Changed records of ``{"id", "properties"[, "idProperty"][, "objectWriteTraceId"]}``.

    One error names all that are missing; a value that HubSpot cannot take fails the whole call, unless every input
    has a trace id.
    """
    _refuse_too_many(store, inputs)
    _refuse_repeated(store, [one["id"] for one in inputs])
    known = {
        one["id"]: actions.find(store, object_type, one["id"], id_property=one.get("idProperty")) for one in inputs
    }

    def write(one: Mapping[str, Any]) -> Record:
        found = known[one["id"]]
        return _traced(actions.update(store, object_type, found["id"] if found else one["id"], one["properties"]), one)

    written = _written(store, [one for one in inputs if known[one["id"]]], write)
    missing = _missing(object_type, [key for key, record in known.items() if record is None])
    return Batch(written.results, [*written.errors, *missing])


def upsert(store: Store, object_type: str, inputs: Sequence[Mapping[str, Any]]) -> Batch:
    """Changed or new records of ``{"id", "idProperty", "properties"[, "objectWriteTraceId"]}``; ``new`` says which.

    As for :func:`create`, one input fails the whole call or only itself.
    """
    _refuse_too_many(store, inputs)
    _refuse_repeated(store, [one["id"] for one in inputs])

    def write(one: Mapping[str, Any]) -> Record:
        name = one.get("idProperty") or "hs_object_id"
        if name == "hs_object_id":
            type_id = actions.TYPE_IDS[object_type]
            raise invalid(store, f"Unable to perform update/upsert by non-unique {type_id} property {name}")
        found = actions.find(store, object_type, one["id"], id_property=name)
        if found is None:
            record = actions.create(store, object_type, {name: one["id"], **one["properties"]})
        else:
            record = actions.update(store, object_type, found["id"], one["properties"])
        return _traced(record, one) | {"new": found is None}

    return _written(store, inputs, write)


def archive(store: Store, object_type: str, keys: Sequence[str]) -> None:
    """Archive the records of these ids, those that are there."""
    _refuse_too_many(store, keys)
    for key in keys:
        actions.archive(store, object_type, key)


def each(
    store: Store,
    inputs: Iterable[Mapping[str, Any]],
    act: _Write,
    error_of: Callable[[CrmError, Mapping[str, Any]], Record],
) -> Batch:
    """Every input for itself: what is wrong with one changes nothing, and keeps no other from being done."""
    results, errors = [], []
    for one in inputs:
        before = store.mark()
        try:
            results.append(act(one))
        except CrmError as error:
            store.undo(before)
            errors.append(error_of(error, one))
    return Batch(results, errors)


def error_body(error: CrmError) -> Record:
    """HubSpot's body of an error without what identifies the call: an entry of ``errors``."""
    return {name: value for name, value in error.body.items() if name != "correlationId"}


def _written(store: Store, inputs: Sequence[Mapping[str, Any]], write: _Write) -> Batch:
    """Write all or, when an input fails, nothing; with trace ids all but those that fail."""
    if inputs and all(one.get(TRACE) is not None for one in inputs):
        return each(store, inputs, write, _traced_error)
    begun = store.mark()
    try:
        return Batch([write(one) for one in inputs], [])
    except CrmError:
        store.undo(begun)
        raise


def _traced(record: Record, one: Mapping[str, Any]) -> Record:
    return record | {TRACE: one[TRACE]} if one.get(TRACE) is not None else record


def _traced_error(error: CrmError, one: Mapping[str, Any]) -> Record:
    """A refusal as an entry of ``errors``, with what identifies the input."""
    body, existing = error_body(error), existing_id(error)
    named = {"existingId": [existing]} if existing else {}
    return {**body, "context": {**body.get("context", {}), TRACE: [str(one[TRACE])], **named}}


def _missing(object_type: str, keys: Sequence[str]) -> list[Record]:
    if not keys:
        return []
    message = (
        f"Could not get some {object_type.upper()} objects, they may be deleted or not exist. Check that ids are valid."
    )
    return [{"status": "error", "category": "OBJECT_NOT_FOUND", "message": message, "context": {"ids": list(keys)}}]


def _refuse_too_many(store: Store, inputs: Sequence[Any]) -> None:
    if len(inputs) > MOST_INPUTS:
        message = (
            f"The maximum number of inputs supported in a batch is {MOST_INPUTS}. "
            "Please reduce the number of items and try again"
        )
        raise invalid(store, message)


def _refuse_repeated(store: Store, keys: Iterable[str]) -> None:
    twice = [key for key, times in Counter(keys).items() if times > 1]
    if twice:
        message = f"Duplicate IDs found in batch input: [{', '.join(twice)}]. IDs must be unique"
        raise invalid(store, message, context={"ids": twice})
