"""The records of a sandbox as its owner edits them: held against their schemas, not against an application."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.errors import CrmError, Violation, did_you_mean
from mockserver.core.store import Key, Record, State, Store, TableSpec
from mockserver.crm.hubspot import actions as hubspot
from mockserver.crm.hubspot.catalogue import Property, catalogue, moment
from mockserver.crm.marketo import actions as marketo
from mockserver.crm.marketo.fields import stamp
from mockserver.crm.salesforce import actions as salesforce
from mockserver.crm.salesforce.objects import KEY_PREFIXES, described
from mockserver.sandboxes.sandbox import Sandbox

FIXED: Final = "oktopost/account"
"""The table that only fixtures fill: its API keys name sandboxes, so they are made with them."""

_HUBSPOT_OBJECTS: Final = ("contact", "company", "deal", "task")
_LONGEST_NUMBER: Final = 18


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
    return sandbox.change(lambda store: _add(sandbox, store, spec, dict(given)))


def put(sandbox: Sandbox, table: str, key: str, record: Record) -> Record:
    """Store a whole record under its key, new or in place of the one there was; RecordError when it is none."""
    spec = _writable(sandbox, table)
    _hold(spec, record)
    if str(record[spec.key]) != key:
        raise RecordError("invalid-request", f"{spec.key}: expected {key}, as in the path, got {record[spec.key]}")
    return sandbox.change(lambda store: _put(store, spec, record))


def delete(sandbox: Sandbox, table: str, key: str) -> Record:
    """Remove a record and nothing that belongs to it; answers what it was, RecordError when there is none."""
    spec = _writable(sandbox, table)
    return sandbox.change(lambda store: _delete(store, spec, key))


def _spec(sandbox: Sandbox, name: str) -> TableSpec:
    for spec in sandbox.world.specs:
        if spec.name == name:
            return spec
    names = [spec.name for spec in sandbox.world.specs]
    raise RecordError("not-found", f"there is no table {name}: {did_you_mean(name, names)}there are {', '.join(names)}")


def _writable(sandbox: Sandbox, name: str) -> TableSpec:
    if name == FIXED:
        raise RecordError("conflict", f"{FIXED} holds the API keys that name sandboxes: change it in the fixtures")
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


def _put(store: Store, spec: TableSpec, record: Record) -> Record:
    exists = store.get(spec.name, record[spec.key]) is not None
    (store.replace if exists else store.insert)(spec.name, record)
    return record


def _delete(store: Store, spec: TableSpec, text: str) -> Record:
    record = _found(store, spec.name, text)
    store.delete(spec.name, record[spec.key])
    return record


def _add(sandbox: Sandbox, store: Store, spec: TableSpec, given: Record) -> Record:
    app, _, name = spec.name.partition("/")
    try:
        if app == "salesforce" and name in KEY_PREFIXES:
            record = _salesforce(store, spec, name, given)
        elif app == "hubspot" and name in _HUBSPOT_OBJECTS:
            record = _hubspot(store, spec, name, given)
        else:
            record = _other(sandbox, store, spec, given)
    except CrmError as error:
        raise RecordError("invalid-request", f"{app} would refuse it: {error.message}") from None
    _hold(spec, record)
    if store.get(spec.name, record[spec.key]) is not None:
        raise RecordError("conflict", f"{spec.name} {record[spec.key]} exists already: put another in its place")
    store.insert(spec.name, record)
    return record


def _hold(spec: TableSpec, record: Record) -> None:
    contract = contracts.load().record(spec.name)
    if not contract.is_valid(record):
        violations = contract.violations(record)
        sentences = "; ".join(violation.sentence() for violation in violations)
        raise RecordError("invalid-request", f"no {spec.name}: {sentences}", violations=violations)


def _created(store: Store, spec: TableSpec, create: Callable[[Store], str]) -> Record:
    """The record that the application creates, not stored yet; the numbers it drew count as drawn."""
    trial = Store(store.state, store.clock, store.uuid, store.settings)
    key = create(trial)
    record = trial.get(spec.name, key)
    if record is None:
        raise RuntimeError(f"creating a {spec.name} answered the id {key}, which nothing has")
    store.state = State(store.state.tables, trial.state.sequences)
    return record


def _salesforce(store: Store, spec: TableSpec, name: str, given: Record) -> Record:
    """Created by Salesforce from the fields that a client may write; the others are then set as given."""
    fields = described(store, name).by_lower_name
    fixed = {
        fields[key.lower()].name: value
        for key, value in given.items()
        if key.lower() in fields and not fields[key.lower()].createable
    }
    data = {key: value for key, value in given.items() if key.lower() not in {known.lower() for known in fixed}}
    record = _created(store, spec, lambda trial: salesforce.create(trial, name, data))
    return _arranged({**record, **fixed}, described(store, name).fields)


def _hubspot(store: Store, spec: TableSpec, name: str, given: Record) -> Record:
    """Created by HubSpot from properties (flat, or below ``properties``); read-only ones are then set as given."""
    nested = isinstance(given.get("properties"), dict)
    properties = given["properties"] if nested else given
    around = {key: value for key, value in given.items() if key != "properties"} if nested else {}
    known = catalogue(name)
    fixed = {key: value for key, value in properties.items() if _read_only(known.properties, key)}
    data = {key: value for key, value in properties.items() if key not in fixed}
    record = {**_created(store, spec, lambda trial: str(hubspot.create(trial, name, data)["id"])), **around}
    shown = {key: record[fact] for key, fact in known.derived.items() if fact in record}
    return {**record, "properties": known.arranged({**record["properties"], **shown, **fixed})}


def _read_only(known: Mapping[str, Property], name: str) -> bool:
    return name in known and known[name].read_only


def _other(sandbox: Sandbox, store: Store, spec: TableSpec, given: Record) -> Record:
    """The given members, completed by a key, the present time and what a new record of the table has."""
    declared = contracts.load().documents[f"records/{spec.name}"]["properties"]
    facts = {**_times(spec.name, store), **_BEGINNINGS.get(spec.name, _nothing)(sandbox, store, given), **given}
    if spec.key not in facts:
        key = _fresh_key(store, spec, declared[spec.key])
        facts |= {spec.key: key} | ({"marketoGUID": str(key)} if spec.name == "marketo/activity" else {})
    return _arranged({name: value for name, value in facts.items() if name in declared or name in given}, declared)


def _arranged(record: Record, order: Mapping[str, Any]) -> Record:
    """The members in their schema's order, undeclared ones last."""
    return {name: record[name] for name in (*(one for one in order if one in record), *record)}


def _times(table: str, store: Store) -> Record:
    now, app = store.now(), table.partition("/")[0]
    if app == "oktopost":
        return dict.fromkeys(("Created", "Modified"), f"{now:%Y-%m-%d %H:%M:%S}")
    text = stamp(now) if app == "marketo" else moment(now)
    return dict.fromkeys(("createdAt", "updatedAt", "activityDate", "timestamp"), text)


def _fresh_key(store: Store, spec: TableSpec, declared: Mapping[str, Any]) -> Key:
    form = _KEYS.get(spec.name, "{}")
    while True:
        text = form.format(_FIRST.get(spec.name, 0) + store.next(spec.name))
        key: Key = int(text) if declared.get("type") == "integer" else text
        if store.get(spec.name, key) is None and not store.deleted(spec.name, key):
            return key


_FIRST: Final[Mapping[str, int]] = {"marketo/lead": marketo.NEW_LEADS_AFTER, "marketo/activityType": 100_000}
"""What the first number of a table is added to."""

_KEYS: Final[Mapping[str, str]] = {"oktopost/integration": "014{:012d}"}
"""How a table writes its numbers as keys, where it is not plainly."""


def _nothing(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {}


def _integration(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {
        "Status": "valid",
        "State": "active",
        "AccountId": sandbox.world.names["oktopost"]["account_id"],
        "Version": 1,
        "CnameId": None,
        "SettingsData": {},
        "Assets": {"Credentials": [], "Boards": []},
        "TokenExpired": False,
    }


def _linked_account(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {
        "_id": _object_id(store),
        "associated_org": sandbox.world.names["refold"]["org_id"],
        "environment": "test",
        "name": given.get("account_id", ""),
        "udf": [],
        "integrations": [],
        "__v": 0,
    }


def _application(sandbox: Sandbox, store: Store, given: Record) -> Record:
    slug = given.get("slug", "")
    return {
        "name": slug,
        "icon": "",
        "description": "",
        "auth_type": "oauth2",
        "type": slug,
        "app_id": _object_id(store),
        "tags": [],
        "ecosystem": False,
        "auth_type_options": {},
        "auth_input_map": [],
    }


def _object_id(store: Store) -> str:
    return f"{0x6600000000000000:016x}{store.next('refold/objectId'):08x}"


def _membership(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"id": f"{given.get('listId')}:{given.get('leadId')}"}


def _event(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"objectType": "contacts", "tokens": {}}


def _event_template(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"objectType": "contacts", "tokens": []}


def _activity(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"attributes": []} | ({"marketoGUID": str(given["id"])} if "id" in given else {})


def _activity_type(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {"attributes": []}


_BEGINNINGS: Final[Mapping[str, Callable[[Sandbox, Store, Record], Record]]] = {
    "oktopost/integration": _integration,
    "refold/linkedAccount": _linked_account,
    "refold/application": _application,
    "marketo/membership": _membership,
    "marketo/activity": _activity,
    "marketo/activityType": _activity_type,
    "hubspot/event": _event,
    "hubspot/eventTemplate": _event_template,
}
"""What a new record of a table has besides its key and its times, where nobody says otherwise."""
