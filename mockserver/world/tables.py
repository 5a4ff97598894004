"""What the owner of tables, an application or a vendor, says of their records: the module ``world`` of its folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from mockserver import crm, dialects
from mockserver.core import contracts
from mockserver.core.clock import moment
from mockserver.core.shape import Shape, Source
from mockserver.core.store import Key, Record, Store, TableSpec
from mockserver.dialects.frame import Dialect
from mockserver.sandboxes.sandbox import Sandbox

if TYPE_CHECKING:
    from mockserver.world.people import Person

_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


def _times(now: datetime) -> Record:
    return dict.fromkeys(("createdAt", "updatedAt", "activityDate", "timestamp"), moment(now))


class Tables(Struct, frozen=True):
    """The tables of one owner, whose names begin with its own. What is said by table is said by its whole name.

    A new record: ``create(store, spec, given)`` is the application's own way, where it has one. Elsewhere a record has
    what ``times(now)`` and ``beginnings(sandbox, store, given)`` say where nobody says otherwise, and a key that is
    written as in ``keys`` from a number above ``first``; ``by_key(key)`` is what follows from the key. ``fixed`` are
    the tables that only fixtures fill, each with the reason. ``added(store, record)``: what happens when somebody puts
    in a new one; ``due(sandbox, store)``: what the clock has come to, when somebody sets it.

    The shape of somebody's own organisation: ``take_shape(source, shape)`` answers whether the source was one of the
    owner's, ``finish_shape(shape)`` settles what only all sources together say.

    Made-up people: what each of ten brings in ``mix``, ``makers(person, ids)`` of the records, and ``ids(number)`` of
    every sequence.
    """

    create: Mapping[str, Callable[[Store, TableSpec, Record], Record]] = _NOTHING
    times: Callable[[datetime], Record] = _times
    beginnings: Mapping[str, Callable[[Sandbox, Store, Record], Record]] = _NOTHING
    by_key: Mapping[str, Callable[[Key], Record]] = _NOTHING
    keys: Mapping[str, str] = _NOTHING
    first: Mapping[str, int] = _NOTHING
    fixed: Mapping[str, str] = _NOTHING
    added: Mapping[str, Callable[[Store, Record], None]] = _NOTHING
    take_shape: Callable[[Source, Shape], bool] = lambda _source, _shape: False
    finish_shape: Callable[[Shape], None] = lambda _shape: None
    due: Callable[[Sandbox, Store], None] = lambda _sandbox, _store: None
    mix: Sequence[Sequence[str]] = ()
    makers: Mapping[str, Callable[[Person, Mapping[str, Any]], Record]] = _NOTHING
    ids: Mapping[str, Callable[[int], Any]] = _NOTHING


def applications() -> tuple[Tables, ...]:
    """Those of the applications, in the order of their list."""
    return tuple(import_module(f"{package}.world").TABLES for package in crm.PACKAGES)


def populated() -> tuple[Tables, ...]:
    """Those with records of made-up people: the applications, then the dialects that have some."""
    owners = _owners(dialects.load()).values()
    return tuple(tables for tables in owners if tables.mix)


def all_owners() -> tuple[Tables, ...]:
    """Those of the applications, then of the dialects that have tables."""
    return tuple(_owners(dialects.load()).values())


def of(table: str) -> Tables:
    """What the owner of a table says of its tables, or the defaults."""
    return _owners(dialects.load()).get(table.partition("/")[0], _DEFAULT)


def come_due(sandbox: Sandbox, store: Store) -> None:
    """Do with the records of every owner what the clock, or what is set, has come to."""
    for tables in _owners(dialects.load()).values():
        tables.due(sandbox, store)


def fixed() -> dict[str, str]:
    """The tables that only fixtures fill, each with the reason."""
    return {table: why for tables in _owners(dialects.load()).values() for table, why in tables.fixed.items()}


@cache
def read_only(table: str) -> frozenset[str]:
    """The names of the fields that the application itself sets, and no client: as the schema says, and the times."""
    document = contracts.load().documents[f"records/{table}"]
    return frozenset(_read_only(document)).union(of(table).times(datetime.now(UTC)))


def _read_only(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for item in schema:
            yield from _read_only(item)
    elif isinstance(schema, dict):
        for name, declared in schema.get("properties", {}).items():
            if isinstance(declared, dict) and _is_read_only(declared):
                yield name
        for part in schema.values():
            yield from _read_only(part)


def _is_read_only(declared: Mapping[str, Any]) -> bool:
    return bool(declared.get("readOnly", not declared.get("x-createable", True) and not declared.get("x-updateable")))


@cache
def _owners(loaded: tuple[Dialect, ...]) -> dict[str, Tables]:
    names = [package.rpartition(".")[2] for package in crm.PACKAGES]
    found = dict(zip(names, applications(), strict=True))
    for dialect in loaded:
        module = dialect.part("world")
        if module is not None:
            found[dialect.name] = module.TABLES
    return found


_DEFAULT: Final = Tables()


def created(store: Store, spec: TableSpec, create: Callable[[Store], Key]) -> Record:
    """The record that the application creates, not stored yet; ``create`` answers its key, and drawn numbers count."""
    trial = Store(store.state, store.uuid)
    key = create(trial)
    record = trial.get(spec.name, key)
    if record is None:
        raise RuntimeError(f"creating a {spec.name} answered the id {key}, which nothing has")
    for kind, name, value in trial.writes:
        if kind == "sequence":
            store.set_sequence(name, value)
    return record


def arranged(record: Record, order: Mapping[str, Any]) -> Record:
    """The members in their schema's order, undeclared ones last."""
    return {name: record[name] for name in (*(one for one in order if one in record), *record)}
