"""Oktopost's plain resources: what a call does with a record of any, told by a row of the table in ``account``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from msgspec import Struct

from mockserver.core import contracts
from mockserver.core.contracts import Contracts
from mockserver.core.errors import Refused
from mockserver.core.store import Record, Store
from mockserver.dialects.frame import CallContext, Route
from mockserver.dialects.oktopost.access import Grant
from mockserver.dialects.oktopost.guards import authenticate, find_record, hold_parts, need_writing, read_form
from mockserver.sandboxes.engine import perform

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})
_FLAGS: Final = frozenset(("IsEnabled", "IsHidden", "NativePostsEnabled"))
"""Members that a form carries as text and a record as 0 or 1."""

READING: Final = ("authentication", "request", "record")
WRITING: Final = ("authentication", "permission", "request", "record")


class Resource(Struct, frozen=True):
    """One kind of an account's records, and the routes that it has.

    ``name``: what answers call one; ``routes``: list, get, create, update or delete -> the name of the schema file;
    ``key``: how a new id is written. ``fields``: form field -> member; ``begin(store, given)``: what a new one has
    besides; ``derive(record)``: it with what follows from other members. ``filters``: query field -> (record, value);
    ``defaults``: query field -> its value where a call has none; ``orders``: value of ``_order`` -> member.
    ``show(store, record)``: members that no record holds. ``listed`` and ``updated``: which definition of the record's
    schema file says what a list and an update show. ``parent``: (table, name, member) where the path names what the
    listed ones belong to; ``named``: query field -> member that a deletion must name too. ``belongings``: (table,
    member) of what goes with a deleted one.
    """

    table: str
    name: str
    routes: Mapping[str, str]
    key: str
    fields: Mapping[str, str] = _NOTHING
    begin: Callable[[Store, Record], Record] = lambda _store, _given: {}
    derive: Callable[[Record], Record] = lambda record: record
    filters: Mapping[str, Callable[[Record, str], bool]] = _NOTHING
    defaults: Mapping[str, str] = _NOTHING
    orders: Mapping[str, str] = _NOTHING
    show: Callable[[Store, Record], Record] = lambda _store, _record: {}
    listed: str = "answer"
    updated: str = "answer"
    parent: tuple[str, str, str] | None = None
    named: Mapping[str, str] = _NOTHING
    belongings: Sequence[tuple[str, str]] = ()

    def shown(self, store: Store, record: Record, form: str = "answer") -> Record:
        """A record as it is answered, its members in the order of the schema file's definition ``form``."""
        members = contracts.load().documents[f"records/{self.table}"]["$defs"][form]["properties"]
        facts = {**record, **self.show(store, record)}
        return {name: facts[name] for name in members}

    def given(self, form: Mapping[str, str]) -> Record:
        """The members that a form gives values."""
        named = {self.fields[name]: value for name, value in form.items() if name in self.fields}
        return {name: int(value) if name in _FLAGS else value for name, value in named.items()}

    def completed(self, store: Store, given: Record) -> Record:
        """The given members of a new record with those that it has besides."""
        return self.derive({**self.begin(store, given), **given})


def routes(rows: Iterable[Resource], loaded: Contracts) -> list[Route]:
    """The routes of the resources, ready to answer."""
    return [
        Route(f"oktopost/http/{key}", partial(_VIEWS[act], resource), _checks(resource, act), loaded)
        for resource in rows
        for act, key in resource.routes.items()
    ]


# -- the five views --------------------------------------------------------------------------------------------


def _list(resource: Resource, context: CallContext) -> Any:
    grant = authenticate(context)
    query = hold_parts(context, query=context.query())["query"]
    if resource.parent is not None:
        table, name, _ = resource.parent
        find_record(context, grant, table, name, context.arguments[0])
    context.admit()
    return answer(context, partial(_page, resource, grant, context.arguments), query)


def _get(resource: Resource, context: CallContext) -> Any:
    grant = authenticate(context)
    hold_parts(context, query=context.query())
    record = find_record(context, grant, resource.table, resource.name, context.arguments[0])
    context.admit()
    return answer(context, lambda store, _: {resource.name: resource.shown(store, record)})


def _create(resource: Resource, context: CallContext) -> Any:
    grant = authenticate(context)
    need_writing(context, grant)
    form = hold_parts(context, form=read_form(context))["form"]
    context.admit(form)
    return answer(context, partial(_add, resource, grant), form)


def _update(resource: Resource, context: CallContext) -> Any:
    grant = authenticate(context)
    need_writing(context, grant)
    form = hold_parts(context, form=read_form(context))["form"]
    record = find_record(context, grant, resource.table, resource.name, context.arguments[0])
    context.admit(form)
    return answer(context, partial(_change, resource, record["Id"]), form)


def _delete(resource: Resource, context: CallContext) -> Any:
    grant = authenticate(context)
    need_writing(context, grant)
    query = hold_parts(context, query=context.query())["query"]
    record = find_record(context, grant, resource.table, resource.name, context.arguments[0])
    if any(query.get(name) != record[member] for name, member in resource.named.items()):
        raise Refused("record-not-found", **context.facts)
    context.admit()
    return answer(context, partial(_remove, resource), record["Id"])


_VIEWS: Final[Mapping[str, Callable[[Resource, CallContext], Any]]] = {
    "list": _list,
    "get": _get,
    "create": _create,
    "update": _update,
    "delete": _delete,
}


def _checks(resource: Resource, act: str) -> Sequence[str]:
    """The checks of a view in their order; where no record is meant yet, none is looked for."""
    checks = READING if act in ("list", "get") else WRITING
    return checks[:-1] if act == "create" or (act == "list" and resource.parent is None) else checks


def answer(context: CallContext, run: Callable[[Store, Any], dict[str, Any]], payload: Any = None) -> Any:
    """The envelope around the members that ``run`` answers."""
    return perform(context.sandbox, run, payload, seal=_envelope, wire=context.route.response)


def _envelope(members: dict[str, Any]) -> dict[str, Any]:
    return {"Result": True, **members}


# -- what they do with records ---------------------------------------------------------------------------------


def _page(
    resource: Resource, grant: Grant, arguments: Sequence[str], store: Store, query: dict[str, str]
) -> dict[str, Any]:
    asked = {**resource.defaults, **query}
    found = [
        record
        for record in _candidates(resource, grant, arguments, store, asked)
        if record["AccountId"] == grant.account_id
        and all(admits(record, asked[name]) for name, admits in resource.filters.items() if name in asked)
    ]
    if "_order" in asked:
        found.sort(key=lambda record: record[resource.orders[asked["_order"]]])
    return page(found, asked, lambda record: resource.shown(store, record, resource.listed))


def page(found: Sequence[Record], asked: Mapping[str, str], show: Callable[[Record], Record]) -> dict[str, Any]:
    """O-70: the asked page of what was found."""
    count = int(asked.get("_count", 25))
    start = int(asked.get("_page", 0)) * count
    return {"Items": [show(record) for record in found[start : start + count]], "Total": len(found)}


def _candidates(
    resource: Resource, grant: Grant, arguments: Sequence[str], store: Store, asked: Mapping[str, str]
) -> Iterable[Record]:
    """The records that an index finds, of which a list then shows those that it asks for."""
    if resource.parent is not None:
        return store.find(resource.table, resource.parent[2], arguments[0])
    if asked.get("search", "").strip():
        return store.search(resource.table, asked["search"])
    return store.find(resource.table, "AccountId", grant.account_id)


def _add(resource: Resource, grant: Grant, store: Store, form: dict[str, str]) -> dict[str, Any]:
    now = f"{store.now():%Y-%m-%d %H:%M:%S}"
    own = {"Id": fresh_id(store, resource.table, resource.key), "AccountId": grant.account_id}
    facts = {**own, "Created": now, "Modified": now, **resource.completed(store, resource.given(form))}
    members = contracts.load().documents[f"records/{resource.table}"]["properties"]
    record = {name: facts[name] for name in members}
    store.insert(resource.table, record)
    return {resource.name: resource.shown(store, record)}


def _change(resource: Resource, key: str, store: Store, form: dict[str, str]) -> dict[str, Any]:
    record = _existing(resource, store, key)
    changed = resource.derive({**record, **resource.given(form)})
    if "Modified" in record:
        changed["Modified"] = f"{store.now():%Y-%m-%d %H:%M:%S}"
    store.replace(resource.table, changed)
    return {resource.name: resource.shown(store, changed, resource.updated)}


def _remove(resource: Resource, store: Store, key: str) -> dict[str, Any]:
    _existing(resource, store, key)
    store.delete(resource.table, key)
    for table, member in resource.belongings:
        for belonging in store.find(table, member, key):
            store.delete(table, belonging["Id"])
    return {}


def _existing(resource: Resource, store: Store, key: str) -> Record:
    record = store.get(resource.table, key)
    if record is None:  # deleted by another call between its check and this act
        raise Refused("record-not-found", kind=resource.name, id=key)
    return record


def fresh_id(store: Store, table: str, form: str) -> str:
    """An id that no record of a table has or had."""
    while True:
        candidate = form.format(store.next(table))
        if store.get(table, candidate) is None and not store.deleted(table, candidate):
            return candidate
