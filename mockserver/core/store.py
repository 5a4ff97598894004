"""The records of one sandbox: an immutable state, and the store that moves from one state to the next.

A table is a base that all sandboxes share (plain dicts, built once) and a persistent map of what this state
changed. Look-ups, writes, snapshots and resets therefore cost the same however many records there are.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import blake2b
from heapq import merge
from itertools import chain, islice
from operator import itemgetter
from random import Random
from types import MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple, Protocol, Self, TypeAlias

from immutables import Map
from msgspec import Struct
from msgspec.structs import replace

from mockserver.core.clock import Clock
from mockserver.core.faults import Faults
from mockserver.core.http import dump_json
from mockserver.core.memory import uncollected
from mockserver.core.words import Words, words_of

Record = dict[str, Any]
Key = str | int

UNINDEXED: Final = 64
"""So many changed records are read one by one in a search; when there are more, they are indexed."""

_ABSENT: Final[Any] = object()


class TableSpec(Struct, frozen=True):
    """How a kind of record is kept: its key, the fields to look it up by, the fields a search reads.

    Fields are dotted paths into the record (``properties.email``). Declared in the record's schema file. ``family`` is
    a regular expression: tables of such names are kept like this, which then is none itself; ``like`` names the family.
    """

    name: str
    key: str
    indexes: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    family: str | None = None
    like: str | None = None

    @property
    def schema(self) -> str:
        """The name of the schema of its records."""
        return self.like or self.name

    def covers(self, name: str) -> bool:
        """Whether a table of that name is one of this family."""
        return self.family is not None and re.fullmatch(self.family, name) is not None

    def named(self, name: str) -> TableSpec:
        """A table of this family."""
        return replace(self, name=name, family=None, like=self.name)

    @classmethod
    def from_schema(cls, name: str, schema: Mapping[str, Any]) -> TableSpec:
        """Read the ``store`` member of a record schema."""
        declared = schema["store"]
        indexes, search = tuple(declared.get("indexes", ())), tuple(declared.get("search", ()))
        return cls(name, declared["key"], indexes, search, declared.get("family"))


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path, or None."""
    if "." not in path:
        return record.get(path)
    value: Any = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _search_text(record: Mapping[str, Any], fields: Iterable[str]) -> str:
    texts = (value_at(record, field) for field in fields)
    return " ".join(text for text in texts if isinstance(text, str))


class Base:
    """Records that never change again, with their indexes; shared by every state built on it."""

    __slots__ = ("_places", "_words", "indexes", "keys", "rows", "spec")

    def __init__(self, spec: TableSpec, records: Iterable[Record] = ()) -> None:
        self.spec = spec
        self.rows: dict[Key, Record] = {record[spec.key]: record for record in records}
        self.keys: list[Key] = list(self.rows)
        self.indexes: dict[str, dict[Any, list[Key]]] = {field: self._index(field) for field in spec.indexes}
        self._places: dict[Key, int] | None = None
        self._words: Words | None = None

    def index(self, field: str) -> dict[Any, list[Key]]:
        """Folded value -> the keys that have it; where nobody declared the index of a field it is made when asked."""
        found = self.indexes.get(field)
        if found is None:
            found = self.indexes[field] = self._index(field)
        return found

    def _index(self, field: str) -> dict[Any, list[Key]]:
        index: dict[Any, list[Any]] = {}  # of keys, which sort because a table's are of one type
        steps = field.split(".")
        for key, record in self.rows.items():
            value: Any = record
            for step in steps:
                value = value.get(step) if value else None
            if value is not None:
                index.setdefault(_folded(value), []).append(key)
        for keys in index.values():
            if len(keys) > 1:
                keys.sort()
        return index

    @property
    def words(self) -> Words:
        """The words of the searchable fields by position; made on the first search."""
        if self._words is None:
            with uncollected():
                self._words = Words(_search_text(record, self.spec.search) for record in self.rows.values())
        return self._words

    def place(self, key: Key) -> int:
        """The position of a key; all positions are noted on the first question, which most worlds never ask."""
        if self._places is None:
            self._places = {known: place for place, known in enumerate(self.keys)}
        return self._places[key]


class Delta(NamedTuple):
    """What was written since a base was made, in persistent maps.

    ``records``: each written record by its key, None for a deleted one; ``added`` and ``places``: the keys that the
    base does not have by their place behind it, and back; ``by_value``: (field, value) -> keys that have or had it;
    ``gone``: the deleted keys; ``fields``: those by which records are found, whose values are noted.
    """

    records: Map[Key, Record | None] = Map()
    added: Map[int, Key] = Map()
    places: Map[Key, int] = Map()
    by_value: Map[tuple[str, Any], Map[Key, bool]] = Map()
    gone: Map[Key, bool] = Map()
    fields: tuple[str, ...] = ()

    def write(self, key: Key, old: Record | None, new: Record | None) -> Delta:
        """With ``new`` in the place of ``old`` under a key."""
        by_value = self.by_value
        for field in self.fields:
            was = _folded(value_at(old, field)) if old else None
            now = _folded(value_at(new, field)) if new else None
            if was is not None and was != now and (field, was) in by_value:
                by_value = by_value.set((field, was), _without(by_value[field, was], key))
            if now is not None:
                keys: Map[Key, bool] = by_value.get((field, now), _NO_KEYS)
                by_value = by_value.set((field, now), keys.set(key, True))
        return Delta(self.records.set(key, new), self.added, self.places, by_value, self.gone, self.fields)

    def indexed_by(self, field: str) -> Delta:
        """With one more field by which records are found."""
        values = Delta(fields=(field,))
        for key, record in self.records.items():
            values = values.write(key, None, record)
        return self._replace(by_value=self.by_value.update(values.by_value), fields=(*self.fields, field))

    def place(self, key: Key) -> Delta:
        """With a place for a new key, behind all others."""
        place = len(self.added)
        return self._replace(added=self.added.set(place, key), places=self.places.set(key, place))

    def delete(self, key: Key) -> Delta:
        """With a key deleted."""
        return self._replace(gone=self.gone.set(key, True))

    def undelete(self, key: Key) -> Delta:
        """With a deleted key there again: in its old place, so that an order of creation stays one order."""
        return self._replace(gone=self.gone.delete(key))


_NO_KEYS: Final[Map[Key, bool]] = Map()


def _without(keys: Map[Key, bool], key: Key) -> Map[Key, bool]:
    return keys.delete(key) if key in keys else keys


class _Run(NamedTuple):
    """Changed records that were indexed together; one that was written again since is no longer live."""

    records: list[Record]
    words: Words


class _Trail(Struct, frozen=True):
    """What searches know of a table's changes: indexed runs, and the keys written after them, the latest first."""

    runs: tuple[_Run, ...]
    written: tuple[Key, Any] | None = None
    length: int = 0

    def then(self, key: Key) -> _Trail:
        """With one more key written."""
        return _Trail(self.runs, (key, self.written), self.length + 1)

    def keys(self) -> Iterator[Key]:
        """The keys written after the runs."""
        link = self.written
        while link is not None:
            key, link = link
            yield key


class Table:
    """One kind of record in one state: a base and what changed since. Immutable; a write returns a new one.

    What only some questions need is made when they first ask, and handed on from state to state: ``holes``, the
    sorted places of deleted records, ``trail``, the words of what changed, and in ``delta`` further fields that records
    are found by.
    """

    __slots__ = ("_delta", "_holes", "_trail", "base")

    def __init__(
        self,
        base: Base,
        delta: Delta | None = None,
        holes: list[int] | None = None,
        trail: _Trail | None = None,
    ) -> None:
        self.base = base
        self._delta = Delta(fields=base.spec.indexes) if delta is None else delta
        self._holes = holes
        self._trail = trail

    def __len__(self) -> int:
        return len(self.base.rows) + len(self._delta.added) - len(self._delta.gone)

    def get(self, key: Key) -> Record | None:
        """The live record, or None."""
        record = self._delta.records.get(key, _ABSENT)
        return self.base.rows.get(key) if record is _ABSENT else record

    def find(self, field: str, value: Any) -> list[Record]:
        """The live records whose ``field`` is ``value`` (text in any case), sorted by key.

        The first question by a field whose index nobody declared reads all records; later ones cost what they find.
        """
        folded = _folded(value)
        if field not in self._delta.fields:
            self._delta = self._delta.indexed_by(field)
        rows, written = self.base.rows, self._delta.records
        unchanged = [rows[key] for key in self.base.index(field).get(folded, ()) if not written or key not in written]
        changed = self._delta.by_value.get((field, folded))
        if not changed:
            return unchanged
        live = (written[key] for key in changed)
        return sorted(chain(unchanged, (record for record in live if record)), key=itemgetter(self.base.spec.key))

    def scan(self) -> Iterator[Record]:
        """The live records in order of creation."""
        if not self._delta.records:
            return iter(self.base.rows.values())
        return self._scan_changed()

    def _scan_changed(self) -> Iterator[Record]:
        written, added = self._delta.records, self._delta.added
        for key, record in self.base.rows.items():
            live = written.get(key, record)
            if live is not None:
                yield live
        for place in range(len(added)):
            live = written[added[place]]
            if live is not None:
                yield live

    def page(self, offset: int, limit: int) -> list[Record]:
        """``limit`` live records from ``offset`` on, in order of creation."""
        ranks = range(offset, min(offset + limit, len(self)))
        places = map(self._place_of_rank, ranks) if self._delta.gone else ranks
        found = (self.get(self._key_at(place)) for place in places)
        return [record for record in found if record is not None]

    def _place_of_rank(self, rank: int) -> int:
        """Where the live record lies before which there are ``rank`` others."""
        if self._holes is None:
            self._holes = sorted(map(self._place, self._delta.gone))
        holes = self._holes
        return rank + bisect_right(range(len(holes)), rank, key=lambda at: holes[at] - at)

    def _key_at(self, place: int) -> Key:
        keys = self.base.keys
        return keys[place] if place < len(keys) else self._delta.added[place - len(keys)]

    def _place(self, key: Key) -> int:
        added = self._delta.places.get(key)
        return self.base.place(key) if added is None else len(self.base.keys) + added

    def search(self, text: str, limit: int | None = None) -> list[Record]:
        """The live records in which every word of ``text`` begins a word: in order of creation, the first ``limit``."""
        words = list(dict.fromkeys(words_of(text)))
        if not words:
            return []
        keys, rows, written = self.base.keys, self.base.rows, self._delta.records
        places = (place for place in self.base.words.having(words) if keys[place] not in written)
        unchanged = ((place, rows[keys[place]]) for place in places)
        changed = [(self._place(key), record) for key, record in self._search_changes(words).items()]
        found = merge(unchanged, sorted(changed, key=_PLACE), key=_PLACE)
        return [record for _, record in islice(found, limit)]

    def _search_changes(self, words: list[str]) -> dict[Key, Record]:
        spec, written = self.base.spec, self._delta.records
        fresh = list(written if self._trail is None else self._trail.keys())
        if len(fresh) > UNINDEXED:
            self._trail = self._indexed(fresh)
            fresh = []
        found = {}
        for run in self._trail.runs if self._trail else ():
            for record in map(run.records.__getitem__, run.words.having(words)):
                if written[record[spec.key]] is record:
                    found[record[spec.key]] = record
        for key in fresh:
            live = written[key]
            if live is not None and _holds_all(words_of(_search_text(live, spec.search)), words):
                found[key] = live
        return found

    def _indexed(self, fresh: Iterable[Key]) -> _Trail:
        """A trail that knows all: one more run, into which older ones go unless they are more than twice as long."""
        spec, written = self.base.spec, self._delta.records
        records = {key: record for key in fresh if (record := written[key]) is not None}
        runs = list(self._trail.runs) if self._trail else []
        while runs and len(runs[-1].records) <= 2 * len(records):
            for record in runs.pop().records:
                if written[record[spec.key]] is record:
                    records[record[spec.key]] = record
        words = Words(_search_text(record, spec.search) for record in records.values())
        return _Trail((*runs, _Run(list(records.values()), words)))

    def insert(self, record: Record) -> Table:
        """With a new record; ValueError when the key is taken."""
        key = record[self.base.spec.key]
        if self.get(key) is not None:
            raise ValueError(f"{self.base.spec.name} {key} exists already")
        delta = self._delta.write(key, None, record)
        return self._next(key, delta.undelete(key) if key in delta.gone else delta.place(key))

    def replace(self, record: Record) -> Table:
        """With another record under an existing key; KeyError when there is none."""
        key = record[self.base.spec.key]
        return self._next(key, self._delta.write(key, self._existing(key), record))

    def delete(self, key: Key) -> Table:
        """Without the record; KeyError when there is none."""
        delta = self._delta.write(key, self._existing(key), None)
        return self._next(key, delta.delete(key))

    def deleted(self, key: Key) -> bool:
        """Whether a record with this key existed and was deleted."""
        return key in self._delta.gone

    def deleted_keys(self) -> list[Key]:
        """Every key that :meth:`deleted` answers True for, sorted."""
        return sorted(self._delta.gone, key=str)

    def keys_changed_since(self, other: Table) -> set[Key]:
        """The keys whose records may differ from those of another state's table."""
        if self.base is other.base:
            return set(self._delta.records).union(other._delta.records)
        return set(self.base.rows).union(other.base.rows, self._delta.records, other._delta.records)

    def forget(self, key: Key) -> Table:
        """Remember ``key`` as deleted though it never was here (a state read from a document says so)."""
        return self._next(key, self._delta.write(key, None, None).place(key).delete(key))

    def writes(self) -> Iterator[Write]:
        """What leads from a table with this one's base alone to this one, as :meth:`State.apply` takes it."""
        name, written, added, places = self.base.spec.name, *self._delta[:3]
        for key, record in written.items():
            if key not in places:
                yield ("replace", name, record) if record is not None else ("delete", name, key)
        for place in range(len(added)):
            key = added[place]
            record = written[key]
            yield ("insert", name, record) if record is not None else ("forget", name, key)

    def as_json(self) -> dict[str, Any]:
        """The live records in order of creation, and the keys of those that are gone."""
        return {"records": list(self.scan()), "deleted": self.deleted_keys()}

    @classmethod
    def from_json(cls, spec: TableSpec, document: Mapping[str, Any]) -> Table:
        """The inverse of :meth:`as_json`; a member that is left out is empty."""
        table = cls(Base(spec, document.get("records", ())))
        for key in document.get("deleted", ()):
            table = table.forget(key)
        return table

    def _existing(self, key: Key) -> Record:
        record = self.get(key)
        if record is None:
            raise KeyError(f"{self.base.spec.name} {key} does not exist")
        return record

    def _next(self, key: Key, delta: Delta) -> Table:
        """The table after a write of ``key``, with what is still true of what this one knows."""
        holes = self._holes if delta.gone is self._delta.gone else None
        trail = self._trail
        if trail is not None:
            # Far more writes than records: the same ones over and over. The next search begins anew.
            trail = trail.then(key) if trail.length < len(delta.records) + UNINDEXED else None
        return Table(self.base, delta, holes, trail)


_PLACE: Final = itemgetter(0)


def _holds_all(words: Sequence[str], prefixes: Sequence[str]) -> bool:
    return all(any(word.startswith(prefix) for word in words) for prefix in prefixes)


Tables: TypeAlias = Map[str, Table]

Write: TypeAlias = tuple[str, str, Any]
"""One step from a state to the next: (``insert``, ``replace``, ``delete`` or ``forget``, table, record or key),
(``table``, its name, its document), (``sequence``, its name, number) or (``set``, one of the other members of a
state, value)."""


class Window(Protocol):
    """What a dialect has counted or remembers of a sandbox beside the records, as JSON and back.

    ``kind`` finds the class again: it is one of WINDOWS.
    """

    kind: ClassVar[str]

    def as_json(self, was: Self | None) -> Any:
        """What is to be told to whoever knows ``was``; all of it where nothing is known."""

    @classmethod
    def from_json(cls, document: Any, was: Self | None) -> Self:
        """The inverse of :meth:`as_json`."""


WINDOWS: Final[dict[str, type[Window]]] = {}
"""Every class of a window by its kind; a dialect that has one enters it."""


class State(NamedTuple):
    """Everything of a world that a call may change. Immutable.

    ``tables`` and ``sequences``: the records and the counters of their ids; ``seed``: what ids and chance are drawn
    with; ``windows``: what rate limits have counted, by dialect; ``families``: how tables are kept that come into being
    with their first record.
    """

    tables: Tables
    sequences: Map[str, int] = Map()
    seed: int = 0
    clock: Clock = Clock()
    settings: Mapping[str, Any] = MappingProxyType({})
    faults: Faults = Faults()
    windows: Map[str, Any] = Map()
    families: tuple[TableSpec, ...] = ()

    @classmethod
    def of(
        cls,
        specs: Iterable[TableSpec],
        records: Mapping[str, Iterable[Record]],
        sequences: Mapping[str, int] | None = None,
        **others: Any,
    ) -> State:
        """Build a state; tables without records are there and empty."""
        specs = tuple(specs)
        tables = {spec.name: Table(Base(spec, records.get(spec.name, ()))) for spec in specs if spec.family is None}
        families = tuple(spec for spec in specs if spec.family is not None)
        for spec in families:
            tables |= {name: Table(Base(spec.named(name), records[name])) for name in records if spec.covers(name)}
        return cls(Map(tables), Map(sequences or {}), families=families, **others)

    def table(self, name: str) -> Table:
        """The table of that name, an empty one of a family where it has no record yet; KeyError when there is none."""
        found = self.tables.get(name)
        return found if found is not None else Table(Base(self.spec(name)))

    def spec(self, name: str) -> TableSpec:
        """How the table of that name is kept; KeyError when there is none."""
        found = self.tables.get(name)
        if found is not None:
            return found.base.spec
        for family in self.families:
            if family.covers(name):
                return family.named(name)
        raise KeyError(name)

    def apply(self, writes: Iterable[Write]) -> State:
        """The state after the writes that a :class:`Store` recorded on this one."""
        state = self
        for kind, name, value in writes:
            state = _APPLIED[kind](state, name, value)
        return state

    def writes_since(self, begun: State) -> list[Write]:
        """What leads from the state that a sandbox begins with, whose tables nobody wrote to, to this one."""
        writes: list[Write] = []
        for name in sorted(self.tables):
            table, was = self.tables[name], begun.tables.get(name)
            if table is was:
                continue
            if table.base is was.base if was is not None else not table.base.rows:
                writes += table.writes()
            else:
                writes.append(("table", name, table.as_json()))
        if any(name not in self.sequences for name in begun.sequences):
            writes.append(("set", "sequences", self.sequences))
        else:
            changed = ((name, number) for name, number in self.sequences.items() if begun.sequences.get(name) != number)
            writes += [("sequence", name, number) for name, number in sorted(changed)]
        members = ("seed", "clock", "settings", "faults", "windows")
        return writes + [
            ("set", name, getattr(self, name)) for name in members if getattr(self, name) is not getattr(begun, name)
        ]

    def as_json(self) -> dict[str, Any]:
        """The whole state but its windows as one JSON document, always in the same order."""
        return {
            "seed": self.seed,
            "clock": self.clock.as_json(),
            "settings": {name: self.settings[name] for name in sorted(self.settings)},
            "faults": self.faults.as_json(),
            "tables": {name: self.tables[name].as_json() for name in sorted(self.tables)},
            "sequences": {name: self.sequences[name] for name in sorted(self.sequences)},
        }

    @classmethod
    def from_json(cls, begun: State, document: Mapping[str, Any]) -> State:
        """The inverse of :meth:`as_json`; a member that is left out is that of ``begun``, a table is empty."""
        tables = {}
        for name in {**begun.tables, **document["tables"]}:
            tables[name] = Table.from_json(begun.spec(name), document["tables"].get(name, {}))
        # JSON Schema's integers include 3.0, and a number of that form makes no id.
        sequences = {name: int(number) for name, number in document.get("sequences", {}).items()}
        return begun._replace(
            tables=Map(tables),
            sequences=Map(sequences),
            seed=int(document.get("seed", begun.seed)),
            clock=Clock.from_json(document["clock"]) if "clock" in document else begun.clock,
            settings={**begun.settings, **document.get("settings", {})},
            faults=Faults.from_json(document["faults"]) if "faults" in document else begun.faults,
        )


def _write_of(method: Callable[[Table, Any], Table]) -> Callable[[State, str, Any], State]:
    return lambda state, name, value: state._replace(tables=state.tables.set(name, method(state.table(name), value)))


def _with_table(state: State, name: str, document: Any) -> State:
    return state._replace(tables=state.tables.set(name, Table.from_json(state.spec(name), document)))


_APPLIED: Final[Mapping[str, Callable[[State, str, Any], State]]] = {
    "forget": _write_of(Table.forget),
    "table": _with_table,
    "insert": _write_of(Table.insert),
    "replace": _write_of(Table.replace),
    "delete": _write_of(Table.delete),
    "sequence": lambda state, name, value: state._replace(sequences=state.sequences.set(name, value)),
    "set": lambda state, name, value: state._replace(**{name: value}),
}


def written_bytes(begun: State, writes: Iterable[Write]) -> int:
    """The size of the records that were written or deleted, in bytes of JSON."""
    size = 0
    for kind, name, value in writes:
        if kind in ("insert", "replace"):
            size += len(dump_json(value))
        elif kind == "delete":
            size += len(dump_json(begun.table(name).get(value)))
    return size


def uuid_of(name: str) -> str:
    """The UUID (version 4 by its form) that always belongs to a name."""
    # As str(UUID(bytes=…, version=4)) writes it, in a third of the time: every call has an id.
    drawn = blake2b(name.encode(), digest_size=16).hexdigest()
    variant = "89ab"[int(drawn[16], 16) & 3]
    return f"{drawn[:8]}-{drawn[8:12]}-4{drawn[13:16]}-{variant}{drawn[17:20]}-{drawn[20:]}"


class Try(Struct, frozen=True):
    """What came of sending a delivery once.

    ``time`` is the sandbox's; ``status`` is None when no answer came, and ``error`` says why; ``answer`` is the
    beginning of the answer's body.
    """

    time: datetime
    seconds: float
    status: int | None = None
    error: str | None = None
    answer: str = ""

    @property
    def succeeded(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


TELLERS: Final[dict[str, Callable[[str, Store, Try], None]]] = {}
"""What writes into the records what came of a try, by a name: a function of the key of a log's entry."""


class Told(Struct, frozen=True):
    """One of TELLERS with its key, which another process finds again by name."""

    teller: str
    key: str

    def __call__(self, store: Store, tried: Try) -> None:
        """Write down what came of a try."""
        TELLERS[self.teller](self.key, store, tried)


class Delivery(Struct, frozen=True):
    """An event that a vendor sends to a webhook of its customer's, signed and ready to be sent.

    ``wait``: the seconds before the first try, ``pauses`` those before each further one while none succeeds;
    ``told(store, try)`` writes into the records what came of a try, where the vendor keeps a log.
    """

    dialect: str
    event: str
    url: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    pauses: Sequence[float] = ()
    told: Callable[[Store, Try], None] | None = None
    wait: float = 0.0


class Store:
    """One sandbox's world as an action sees it: ``state``, and the ``writes`` that led to it.

    Records that come out are shared with every snapshot: never change one, build a new dict instead. ``uuid`` draws
    from outside the state, for what an answer alone shows: two refusals have two ids, though neither changes anything.
    ``deliveries`` are sent once the state counts.
    """

    __slots__ = ("deliveries", "state", "uuid", "writes")

    def __init__(self, state: State, uuid: Callable[[], str]) -> None:
        self.state = state
        self.uuid = uuid
        self.writes: list[Write] = []
        self.deliveries: list[Delivery] = []

    @property
    def clock(self) -> Clock:
        """The sandbox's clock."""
        return self.state.clock

    @property
    def settings(self) -> Mapping[str, Any]:
        """What is set for the sandbox."""
        return self.state.settings

    def get(self, table: str, key: Key) -> Record | None:
        """The record, or None."""
        found = self.state.tables.get(table)  # what is asked most
        return self.state.table(table).get(key) if found is None else found.get(key)

    def find(self, table: str, field: str, value: Any) -> list[Record]:
        """Records by the value of a field, text in any case, sorted by key; the first one to ask has it indexed."""
        return self.state.table(table).find(field, value)

    def scan(self, table: str) -> Iterator[Record]:
        """All records in order of creation."""
        return self.state.table(table).scan()

    def page(self, table: str, offset: int, limit: int) -> list[Record]:
        """A stretch of :meth:`scan`."""
        return self.state.table(table).page(offset, limit)

    def count(self, table: str) -> int:
        """How many records there are."""
        return len(self.state.table(table))

    def search(self, table: str, text: str, limit: int | None = None) -> list[Record]:
        """Records in whose searchable fields every word of ``text`` begins a word; of many the first ``limit``."""
        return self.state.table(table).search(text, limit)

    def insert(self, table: str, record: Record) -> None:
        """Add a record; ValueError when its key is taken."""
        self._write("insert", table, record)

    def replace(self, table: str, record: Record) -> None:
        """Put another record under an existing key; KeyError when there is none."""
        self._write("replace", table, record)

    def delete(self, table: str, key: Key) -> None:
        """Remove a record and remember that it existed; KeyError when there is none."""
        self._write("delete", table, key)

    def set(self, name: str, value: Any) -> None:
        """Give another member of the state (its clock, settings, faults, windows) a value."""
        self._write("set", name, value)

    def deliver(self, delivery: Delivery) -> None:
        """Have an event sent to a webhook once what was written counts."""
        self.deliveries.append(delivery)

    def deleted(self, table: str, key: Key) -> bool:
        """Whether a record with this key existed and was deleted."""
        return self.state.table(table).deleted(key)

    def next(self, sequence: str) -> int:
        """The next number of a named sequence: 1, 2, 3, …"""
        number = self.state.sequences.get(sequence, 0) + 1
        self.set_sequence(sequence, number)
        return number

    def set_sequence(self, sequence: str, number: int) -> None:
        """Let a named sequence have come to a number."""
        self._write("sequence", sequence, number)

    def record_uuid(self) -> str:
        """A fresh UUID for a record: drawn from the state, so that a failed call does not shift it."""
        return uuid_of(f"record:{self.next('uuid')}")

    def random(self) -> Random:
        """A fresh source of chance, the same ones in the same order for the same seed."""
        return Random(f"{self.state.seed}:chance:{self.next('chance')}")

    def now(self) -> datetime:
        """The sandbox's time: aware, UTC, milliseconds."""
        return self.state.clock.now()

    def mark(self) -> tuple[State, int, int]:
        """Where :meth:`undo` can go back to."""
        return self.state, len(self.writes), len(self.deliveries)

    def undo(self, mark: tuple[State, int, int]) -> None:
        """Take back all that was written, and all that was to be sent, since a mark."""
        self.state, writes, deliveries = mark
        del self.writes[writes:]
        del self.deliveries[deliveries:]

    def _write(self, kind: str, name: str, value: Any) -> None:
        self.state = _APPLIED[kind](self.state, name, value)
        self.writes.append((kind, name, value))
