"""The records of one sandbox: an immutable state, and the store that moves from one state to the next.

A table is a base that all sandboxes share (plain dicts, built once) and a persistent map of what this state
changed. Look-ups, writes, snapshots and resets therefore cost the same however many records there are.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final

from immutables import Map

from mockserver.clock import Clock

Record = dict[str, Any]
Key = str | int

_WORD: Final = re.compile(r"[^\W_]+")
_ABSENT: Final[Any] = object()


@dataclass(frozen=True, slots=True)
class TableSpec:
    """How a kind of record is kept: its key, the fields to look it up by, the fields a search reads.

    Fields are dotted paths into the record (``properties.email``). Declared in the record's schema file.
    """

    name: str
    key: str
    indexes: tuple[str, ...] = ()
    search: tuple[str, ...] = ()

    @classmethod
    def from_schema(cls, name: str, schema: Mapping[str, Any]) -> TableSpec:
        """Read the ``store`` member of a record schema."""
        declared = schema["store"]
        return cls(name, declared["key"], tuple(declared.get("indexes", ())), tuple(declared.get("search", ())))


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path, or None."""
    value: Any = record
    for step in path.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def words_of(text: str) -> list[str]:
    """The words of a text as a search compares them: letters and digits, lower case."""
    return _WORD.findall(text.lower())


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _record_words(record: Mapping[str, Any], fields: Iterable[str]) -> set[str]:
    texts = (value_at(record, field) for field in fields)
    return set(words_of(" ".join(text for text in texts if isinstance(text, str))))


class Base:
    """Records that never change again, with their indexes; shared by every state built on it."""

    __slots__ = ("_postings", "_words", "indexes", "keys", "rows", "spec")

    def __init__(self, spec: TableSpec, records: Iterable[Record] = ()) -> None:
        self.spec = spec
        self.rows: dict[Key, Record] = {record[spec.key]: record for record in records}
        self.keys: list[Key] = list(self.rows)
        self.indexes: dict[str, dict[Any, list[Key]]] = {field: self._index(field) for field in spec.indexes}
        self._postings: dict[str, list[int]] | None = None
        self._words: list[str] = []

    def _index(self, field: str) -> dict[Any, list[Key]]:
        index: dict[Any, list[Key]] = {}
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

    def positions(self, prefix: str) -> set[int]:
        """Positions of the records with a word that begins with ``prefix`` (lower case)."""
        if self._postings is None:
            self._build_postings()
        found: set[int] = set()
        for at in range(bisect_left(self._words, prefix), len(self._words)):
            if not self._words[at].startswith(prefix):
                break
            found.update(self._postings[self._words[at]])  # type: ignore[index]
        return found

    def _build_postings(self) -> None:
        postings: dict[str, list[int]] = {}
        for position, record in enumerate(self.rows.values()):
            for word in _record_words(record, self.spec.search):
                postings.setdefault(word, []).append(position)
        self._words = sorted(postings)
        self._postings = postings


class Table:
    """One kind of record in one state: a base and what changed since. Immutable; a write returns a new one."""

    __slots__ = ("_added", "_changed_by", "_changes", "_gone", "base")

    def __init__(
        self,
        base: Base,
        changes: Map[Key, Record | None] | None = None,
        added: Map[int, Key] | None = None,
        changed_by: Map[tuple[str, Any], Map[Key, bool]] | None = None,
        gone: int = 0,
    ) -> None:
        self.base = base
        self._changes: Map[Key, Record | None] = Map() if changes is None else changes
        self._added: Map[int, Key] = Map() if added is None else added
        self._changed_by: Map[tuple[str, Any], Map[Key, bool]] = Map() if changed_by is None else changed_by
        self._gone = gone

    def __len__(self) -> int:
        return len(self.base.rows) + len(self._added) - self._gone

    def get(self, key: Key) -> Record | None:
        """The live record, or None."""
        record = self._changes.get(key, _ABSENT)
        return self.base.rows.get(key) if record is _ABSENT else record

    def find(self, field: str, value: Any) -> list[Record]:
        """The live records whose indexed ``field`` is ``value`` (text in any case), sorted by key."""
        folded = _folded(value)
        rows, changes = self.base.rows, self._changes
        unchanged = [rows[key] for key in self.base.indexes[field].get(folded, ()) if not changes or key not in changes]
        changed = self._changed_by.get((field, folded))
        if not changed:
            return unchanged
        name = self.base.spec.key
        live = (changes[key] for key in changed)
        return sorted(chain(unchanged, (record for record in live if record)), key=lambda record: record[name])

    def scan(self) -> Iterator[Record]:
        """The live records in order of creation."""
        if not self._changes:
            return iter(self.base.rows.values())
        return self._scan_changed()

    def _scan_changed(self) -> Iterator[Record]:
        changes = self._changes
        for key, record in self.base.rows.items():
            live = changes.get(key, record)
            if live is not None:
                yield live
        for ordinal in range(len(self._added)):
            live = changes[self._added[ordinal]]
            if live is not None:
                yield live

    def page(self, offset: int, limit: int) -> list[Record]:
        """``limit`` live records from ``offset`` on, in order of creation."""
        if self._gone:
            return list(islice(self.scan(), offset, offset + limit))
        size = len(self.base.keys)
        keys = self.base.keys[offset : offset + limit]
        late = range(max(offset - size, 0), min(offset + limit - size, len(self._added)))
        found = (self.get(key) for key in chain(keys, (self._added[ordinal] for ordinal in late)))
        return [record for record in found if record is not None]

    def search(self, text: str) -> list[Record]:
        """The live records in which every word of ``text`` begins a word: unchanged ones, then changed ones."""
        words = words_of(text)
        if not words:
            return []
        positions = set.intersection(*(self.base.positions(word) for word in words))
        keys = (self.base.keys[position] for position in sorted(positions))
        found = [self.base.rows[key] for key in keys if key not in self._changes]
        fields = self.base.spec.search
        changed = [
            record
            for record in self._changes.values()
            if record is not None and _holds_all(_record_words(record, fields), words)
        ]
        return found + sorted(changed, key=lambda record: record[self.base.spec.key])

    def insert(self, record: Record) -> Table:
        """With a new record; ValueError when the key is taken."""
        key = record[self.base.spec.key]
        if self.get(key) is not None:
            raise ValueError(f"{self.base.spec.name} {key} exists already")
        if self.deleted(key):  # it takes its old place again, so that an order of creation stays one order
            return self._with(key, None, record, self._added, self._gone - 1)
        return self._with(key, None, record, self._added.set(len(self._added), key), self._gone)

    def replace(self, record: Record) -> Table:
        """With another record under an existing key; KeyError when there is none."""
        key = record[self.base.spec.key]
        return self._with(key, self._existing(key), record, self._added, self._gone)

    def delete(self, key: Key) -> Table:
        """Without the record; KeyError when there is none."""
        return self._with(key, self._existing(key), None, self._added, self._gone + 1)

    def deleted(self, key: Key) -> bool:
        """Whether a record with this key existed and was deleted."""
        return self._changes.get(key, _ABSENT) is None

    def deleted_keys(self) -> list[Key]:
        """Every key that :meth:`deleted` answers True for, sorted."""
        return sorted((key for key, record in self._changes.items() if record is None), key=str)

    def forget(self, key: Key) -> Table:
        """Remember ``key`` as deleted though it never was here (a state read from a document says so)."""
        return Table(
            self.base,
            self._changes.set(key, None),
            self._added.set(len(self._added), key),
            self._changed_by,
            self._gone + 1,
        )

    def _existing(self, key: Key) -> Record:
        record = self.get(key)
        if record is None:
            raise KeyError(f"{self.base.spec.name} {key} does not exist")
        return record

    def _with(self, key: Key, old: Record | None, new: Record | None, added: Map[int, Key], gone: int) -> Table:
        changed_by = self._changed_by
        for field in self.base.spec.indexes:
            was = _folded(value_at(old, field)) if old else None
            now = _folded(value_at(new, field)) if new else None
            if was is not None and was != now and (field, was) in changed_by:
                changed_by = changed_by.set((field, was), _without(changed_by[field, was], key))
            if now is not None:
                keys: Map[Key, bool] = changed_by.get((field, now), _NO_KEYS)
                changed_by = changed_by.set((field, now), keys.set(key, True))
        return Table(self.base, self._changes.set(key, new), added, changed_by, gone)


_NO_KEYS: Final[Map[Key, bool]] = Map()


def _without(keys: Map[Key, bool], key: Key) -> Map[Key, bool]:
    return keys.delete(key) if key in keys else keys


def _holds_all(words: set[str], prefixes: list[str]) -> bool:
    return all(any(word.startswith(prefix) for word in words) for prefix in prefixes)


@dataclass(frozen=True, slots=True)
class State:
    """Everything a failed call must not change: the tables and the counters of ids."""

    tables: Map[str, Table]
    sequences: Map[str, int]

    @classmethod
    def of(
        cls,
        specs: Iterable[TableSpec],
        records: Mapping[str, Iterable[Record]],
        sequences: Mapping[str, int] | None = None,
    ) -> State:
        """Build a state; tables without records are there and empty."""
        tables = {spec.name: Table(Base(spec, records.get(spec.name, ()))) for spec in specs}
        return cls(Map(tables), Map(sequences or {}))

    def as_json(self) -> dict[str, Any]:
        """The whole state as one JSON document, always in the same order."""
        return {
            "tables": {
                name: {
                    "records": list(self.tables[name].scan()),
                    "deleted": self.tables[name].deleted_keys(),
                }
                for name in sorted(self.tables)
            },
            "sequences": {name: self.sequences[name] for name in sorted(self.sequences)},
        }

    @classmethod
    def from_json(cls, specs: Iterable[TableSpec], document: Mapping[str, Any]) -> State:
        """The inverse of :meth:`as_json`; tables that the document does not name are empty."""
        tables = {}
        for spec in specs:
            held = document["tables"].get(spec.name, {})
            table = Table(Base(spec, held.get("records", ())))
            for key in held.get("deleted", ()):
                table = table.forget(key)
            tables[spec.name] = table
        return cls(Map(tables), Map(document.get("sequences", {})))


class Store:
    """One sandbox's records as an action sees them.

    Records that come out are shared with every snapshot: never change one, build a new dict instead. ``uuid``
    draws from outside the state, so that a failed call does not shift the ids of later records.
    """

    __slots__ = ("clock", "settings", "state", "uuid")

    def __init__(self, state: State, clock: Clock, uuid: Callable[[], str], settings: Mapping[str, Any]) -> None:
        self.state = state
        self.clock = clock
        self.uuid = uuid
        self.settings = settings

    def get(self, table: str, key: Key) -> Record | None:
        """The record, or None."""
        return self.state.tables[table].get(key)

    def find(self, table: str, field: str, value: Any) -> list[Record]:
        """Records by a declared index, text in any case, sorted by key."""
        return self.state.tables[table].find(field, value)

    def scan(self, table: str) -> Iterator[Record]:
        """All records in order of creation."""
        return self.state.tables[table].scan()

    def page(self, table: str, offset: int, limit: int) -> list[Record]:
        """A stretch of :meth:`scan`."""
        return self.state.tables[table].page(offset, limit)

    def count(self, table: str) -> int:
        """How many records there are."""
        return len(self.state.tables[table])

    def search(self, table: str, text: str) -> list[Record]:
        """Records in whose searchable fields every word of ``text`` begins a word."""
        return self.state.tables[table].search(text)

    def insert(self, table: str, record: Record) -> None:
        """Add a record; ValueError when its key is taken."""
        self._put(table, self.state.tables[table].insert(record))

    def replace(self, table: str, record: Record) -> None:
        """Put another record under an existing key; KeyError when there is none."""
        self._put(table, self.state.tables[table].replace(record))

    def delete(self, table: str, key: Key) -> None:
        """Remove a record and remember that it existed; KeyError when there is none."""
        self._put(table, self.state.tables[table].delete(key))

    def deleted(self, table: str, key: Key) -> bool:
        """Whether a record with this key existed and was deleted."""
        return self.state.tables[table].deleted(key)

    def next(self, sequence: str) -> int:
        """The next number of a named sequence: 1, 2, 3, …"""
        number = self.state.sequences.get(sequence, 0) + 1
        self.state = State(self.state.tables, self.state.sequences.set(sequence, number))
        return number

    def now(self) -> datetime:
        """The sandbox's time: aware, UTC, milliseconds."""
        return self.clock.now()

    def _put(self, name: str, table: Table) -> None:
        self.state = State(self.state.tables.set(name, table), self.state.sequences)
