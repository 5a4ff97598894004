"""What became of a world between two of its states: the records that were created, updated and deleted, by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from mockserver.core.store import Key, Record, State, Table, Tables, TableSpec

_ABSENT: Final[Any] = object()


class Change(Struct, frozen=True):
    """One record that is another one: ``before`` is None where it was created, ``after`` where it was deleted."""

    table: str
    key: Key
    before: Record | None
    after: Record | None

    @property
    def kind(self) -> str:
        """``created``, ``updated`` or ``deleted``."""
        if self.before is None:
            return "created"
        return "deleted" if self.after is None else "updated"

    def fields(self) -> dict[str, dict[str, Any]]:
        """Each field that differs, with its value ``before`` and ``after``, without the one where it had none.

        A field is a dotted path (``properties.email``), as the vendor's API names it; lists are compared as wholes, as
        are objects with a name that has a dot.
        """
        before, after = dict(_leaves(self.before or {})), dict(_leaves(self.after or {}))
        return {
            name: {when: values[name] for when, values in (("before", before), ("after", after)) if name in values}
            for name in {**before, **after}
            if before.get(name, _ABSENT) != after.get(name, _ABSENT)
        }

    def as_json(self) -> dict[str, Any]:
        """The change as the control API shows it."""
        return {"change": self.kind, "table": self.table, "key": self.key, "fields": self.fields()}


def between(before: Tables, after: Tables) -> Iterator[Change]:
    """The changes that lead from the tables of one state to those of the other, by table and key.

    Costs what was written since the records were read that both states began with, however many those are; every
    record is compared only where a whole world was put in the place of another.
    """
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is not new:
            yield from _changes(name, old or _EMPTY, new or _EMPTY)


_EMPTY: Final = State.of([TableSpec("", "")], {}).table("")


def _changes(name: str, old: Table, new: Table) -> Iterator[Change]:
    for key in sorted(new.keys_changed_since(old), key=lambda key: (isinstance(key, str), key)):
        before, after = old.get(key), new.get(key)
        if before is not after and before != after:
            yield Change(name, key, before, after)


def _leaves(value: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    """The values of a record by their dotted paths."""
    for name, held in value.items():
        if isinstance(held, dict) and held and not any("." in inner for inner in held):
            yield from _leaves(held, f"{path}{name}.")
        else:
            yield f"{path}{name}", held
