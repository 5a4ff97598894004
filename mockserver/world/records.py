"""The records of a sandbox as its owner edits them: held against their schemas, not against an application."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.errors import CrmError, Violation, did_you_mean
from mockserver.core.store import Key, Record, Store, TableSpec
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.world import tables
from mockserver.world.tables import arranged

_LONGEST_NUMBER: Final = 18
_ADDRESS: Final = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


class RecordError(ValueError):
    """A record cannot be had or stored as asked; ``kind`` is ``not-found``, ``conflict`` or ``invalid-request``."""

    def __init__(self, kind: str, message: str, *, violations: Sequence[Violation] = ()) -> None:
        super().__init__(message)
        self.kind = kind
        self.violations = tuple(violations)


def check_table(sandbox: Sandbox, name: str) -> str:
    """The name, when it is a table's; RecordError says which there are."""
    return _spec(sandbox, name).name


def get(sandbox: Sandbox, table: str, key: str) -> Record:
    """The record whose key reads like ``key``; RecordError when there is none."""
    return _found(sandbox.store(), check_table(sandbox, table), key)


def add(sandbox: Sandbox, table: str, given: Mapping[str, Any]) -> Record:
    """Store a new record of the given members and of what its application adds; RecordError when it is none."""
    spec = _writable(sandbox, table)
    return sandbox.transact(lambda store: _add(sandbox, store, spec, dict(given)))


def add_lookalike(sandbox: Sandbox, table: str, key: str) -> Record:
    """Store a second record like one, with another key and other e-mail addresses; RecordError when it cannot be."""
    spec = _writable(sandbox, table)

    def copy(store: Store) -> Record:
        record = _found(store, spec.name, key)
        given = _unlike(record, record[spec.key], store.next("lookalike") + 1)
        return _add(sandbox, store, spec, given)

    return sandbox.transact(copy)


def put(sandbox: Sandbox, table: str, key: str, record: Record) -> Record:
    """Store a whole record under its key, new or in place of the one there was; RecordError when it is none."""
    spec = _writable(sandbox, table)
    _hold(spec, record)
    if str(record[spec.key]) != key:
        raise RecordError("invalid-request", f"{spec.key}: expected {key}, as in the path, got {record[spec.key]}")
    return sandbox.transact(lambda store: _put(store, spec, record))


def delete(sandbox: Sandbox, table: str, key: str) -> Record:
    """Remove a record and nothing that belongs to it; answers what it was, RecordError when there is none."""
    spec = _writable(sandbox, table)
    return sandbox.transact(lambda store: _delete(store, spec, key))


def _spec(sandbox: Sandbox, name: str) -> TableSpec:
    try:
        return sandbox.state.spec(name)
    except KeyError:
        pass
    names = [spec.name for spec in sandbox.world.specs]
    raise RecordError("not-found", f"there is no table {name}: {did_you_mean(name, names)}there are {', '.join(names)}")


def _writable(sandbox: Sandbox, name: str) -> TableSpec:
    why = tables.of(name).fixed.get(name)
    if why is not None:
        raise RecordError("conflict", f"{name} {why}: change it in the fixtures")
    return _spec(sandbox, name)


def _found(store: Store, table: str, text: str) -> Record:
    for key in _keys(text):
        record = store.get(table, key)
        if record is not None:
            return record
    gone = any(store.deleted(table, key) for key in _keys(text))
    raise RecordError("not-found", f"there is no {table} {text}" + (": it was deleted" if gone else ""))


def _keys(text: str) -> list[Key]:
    """What a key written as text may be: some tables number their records."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return [text, int(text)] if is_number else [text]


def _unlike(record: Record, key: Key, number: int) -> Record:
    """The members of a record without those that repeat its key, with a number in its e-mail addresses."""
    return {
        name: _unlike(value, key, number) if isinstance(value, dict) else _other_address(value, number)
        for name, value in record.items()
        if str(value) != str(key)
    }


def _other_address(value: Any, number: int) -> Any:
    """Another e-mail address like this one; any other value as it is."""
    if not isinstance(value, str) or not _ADDRESS.fullmatch(value):
        return value
    local, _, host = value.rpartition("@")
    return f"{local}.{number}@{host}"


def _put(store: Store, spec: TableSpec, record: Record) -> Record:
    if store.get(spec.name, record[spec.key]) is None:
        _insert(store, spec, record)
    else:
        store.replace(spec.name, record)
    return record


def _insert(store: Store, spec: TableSpec, record: Record) -> None:
    """Store a new record, and let happen what its vendor does then."""
    store.insert(spec.name, record)
    added = tables.of(spec.name).added.get(spec.name)
    if added is not None:
        added(store, record)


def _delete(store: Store, spec: TableSpec, text: str) -> Record:
    record = _found(store, spec.name, text)
    store.delete(spec.name, record[spec.key])
    return record


def _add(sandbox: Sandbox, store: Store, spec: TableSpec, given: Record) -> Record:
    create = tables.of(spec.name).create.get(spec.schema)
    try:
        record = create(store, spec, given) if create else _completed(sandbox, store, spec, given)
    except CrmError as error:
        app = spec.name.partition("/")[0]
        raise RecordError("invalid-request", f"{app} would refuse it: {error.message}") from None
    _hold(spec, record)
    if store.get(spec.name, record[spec.key]) is not None:
        raise RecordError("conflict", f"{spec.name} {record[spec.key]} exists already: put another in its place")
    _insert(store, spec, record)
    return record


def _hold(spec: TableSpec, record: Record) -> None:
    contract = contracts.load().record(spec.schema)
    if not contract.is_valid(record):
        violations = contract.violations(record)
        sentences = "; ".join(violation.sentence() for violation in violations)
        raise RecordError("invalid-request", f"no {spec.name}: {sentences}", violations=violations)


def _completed(sandbox: Sandbox, store: Store, spec: TableSpec, given: Record) -> Record:
    """The given members, completed by a key, the present time and what a new record of the table has."""
    declared = contracts.load().documents[f"records/{spec.schema}"]["properties"]
    owner = tables.of(spec.name)
    begin = owner.beginnings.get(spec.name)
    facts = {**owner.times(store.now()), **(begin(sandbox, store, given) if begin else {}), **given}
    if spec.key not in facts:
        facts[spec.key] = _fresh_key(store, spec, declared[spec.key])
    if spec.name in owner.by_key:
        facts = {**owner.by_key[spec.name](facts[spec.key]), **facts}
    return arranged({name: value for name, value in facts.items() if name in declared or name in given}, declared)


def _fresh_key(store: Store, spec: TableSpec, declared: Mapping[str, Any]) -> Key:
    owner = tables.of(spec.name)
    form = owner.keys.get(spec.name, "{}")
    while True:
        text = form.format(owner.first.get(spec.name, 0) + store.next(spec.name))
        key: Key = int(text) if declared.get("type") == "integer" else text
        if store.get(spec.name, key) is None and not store.deleted(spec.name, key):
            return key
