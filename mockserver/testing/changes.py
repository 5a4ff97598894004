"""What a run did to the records: every change since a moment, and assertions that these were made and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from types import TracebackType
from typing import Any, Final, Self, TypeAlias

from msgspec import Struct

from mockserver.testing import comparison
from mockserver.testing.worlds import Held

Created: TypeAlias = Mapping[str, Mapping[str, Any] | Sequence[Mapping[str, Any]]]
"""A table to the fields of a new record, or of several."""

Updated: TypeAlias = Mapping[str, Mapping[str | int, Mapping[str, Any]]]
"""A table to the keys of its records, each with the new values of fields."""

Deleted: TypeAlias = Mapping[str, Sequence[str | int]]
"""A table to the keys of the records that are gone."""

_NEAREST: Final = 3


class Change(Struct, frozen=True):
    """One record that was ``created``, ``updated`` or ``deleted`` (``kind``).

    ``fields``: each field that differs to its values ``before`` and ``after``, one of which is absent where it had
    none; ``calls``: the numbers of the calls that did it; ``read_only``: the fields that the application itself sets.
    """

    kind: str
    table: str
    key: str | int
    fields: Mapping[str, Mapping[str, Any]]
    calls: Sequence[int]
    read_only: frozenset[str]

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Change:
        """The change that the control API tells."""
        kept = frozenset(told["read_only"])
        return cls(told["change"], told["table"], told["key"], told["fields"], told["calls"], kept)

    def __str__(self) -> str:
        by = f" by call {', '.join(map(str, self.calls))}" if self.calls else " by no call"
        return f"{self.kind} {self.table} {self.key}{by}"

    def lines(self) -> list[str]:
        """The change and what it did, for people to read."""
        return [str(self), *_rows(self, self.fields)]

    @property
    def after(self) -> dict[str, Any]:
        """The new values of the fields that differ, objects within objects as in the record."""
        return _nested({name: values["after"] for name, values in self.fields.items() if "after" in values})


class _Expected(Struct, frozen=True):
    """One change that has to be made; ``key`` None for any."""

    kind: str
    table: str
    key: str | int | None = None
    fields: Mapping[str, Any] | None = None

    def __str__(self) -> str:
        return f"{self.kind} {self.table}" + ("" if self.key is None else f" {self.key}")

    def compare(self, change: Change) -> Iterator[tuple[str, Any, Any, bool]]:
        """For each thing that is expected its name, what is expected, what came, and whether that fits."""
        if self.key is not None:
            yield "key", self.key, change.key, str(change.key) == str(self.key)
        for name, wanted in (self.fields or {}).items():
            got = change.after.get(name, comparison.ABSENT)
            yield from comparison.compare_values(name, wanted, got)

    def fits(self, change: Change) -> bool:
        """Whether the change is the expected one."""
        same = (change.kind, change.table) == (self.kind, self.table)
        return same and all(fits for *_, fits in self.compare(change))

    def more(self, change: Change) -> list[str]:
        """The fields that an update changed besides the expected ones and those that the application itself sets."""
        if self.kind != "updated":
            return []
        return [
            name
            for name in change.fields
            if name not in change.read_only and not _names(self.fields or {}, name.split("."))
        ]


class Changes:
    """Every change of the records since a moment: up to now, or up to the end of the ``with`` block that is over."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._mark = held.mark()
        self._found: list[Change] | None = None

    def __iter__(self) -> Iterator[Change]:
        return iter(self._changes())

    def __len__(self) -> int:
        return len(self._changes())

    @property
    def created(self) -> list[Change]:
        """The records that are new."""
        return [change for change in self if change.kind == "created"]

    @property
    def updated(self) -> list[Change]:
        """The records that have other values."""
        return [change for change in self if change.kind == "updated"]

    @property
    def deleted(self) -> list[Change]:
        """The records that are gone."""
        return [change for change in self if change.kind == "deleted"]

    def assert_changes(
        self, *, created: Created | None = None, updated: Updated | None = None, deleted: Deleted | None = None
    ) -> None:
        """Assert that these changes were made, whatever others were.

        A new record has at least the given fields, an updated one the given new values; values are compared as those
        of payloads are. A miss shows the nearest changes.
        """
        __tracebackhide__ = True
        self._match(_expected(created, updated, deleted))

    def assert_only(
        self,
        *,
        created: Created | None = None,
        updated: Updated | None = None,
        deleted: Deleted | None = None,
        allowed: Sequence[str] = (),
    ) -> None:
        """Assert that these changes were made and no others, no other field of an updated record among them.

        Fields that the application itself sets may change with any other. ``allowed``: shell patterns of changes that
        may be made besides, such as ``created APPLICATION/Task`` or ``* APPLICATION/*``.
        """
        __tracebackhide__ = True
        matched = self._match(_expected(created, updated, deleted))
        lines = []
        for change in self:
            expected = matched.get((change.table, change.key))
            if expected is None and not any(fnmatchcase(f"{change.kind} {change.table}", one) for one in allowed):
                lines += [f"  {line}" for line in change.lines()]
            elif expected is not None and expected.more(change):
                more = _rows(change, expected.more(change))
                lines += [f"  {change}: besides what was expected", *(f"  {line}" for line in more)]
        if lines:
            raise AssertionError("\n".join(["changes that nobody expected or allowed:", *lines]))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._found = self._changes()
        self._held.unmark(self._mark)

    def _changes(self) -> list[Change]:
        if self._found is not None:
            return self._found
        return [Change.of(told) for told in self._held.changes(f"snapshot:{self._mark}")]

    def _match(self, wanted: Sequence[_Expected]) -> dict[tuple[str, str | int], _Expected]:
        """Which expectation each change meets, one change for each; AssertionError when one is met by none."""
        __tracebackhide__ = True
        changes = self._changes()
        matched: dict[tuple[str, str | int], _Expected] = {}
        for expected in wanted:
            free = (one for one in changes if (one.table, one.key) not in matched)
            found = next(filter(expected.fits, free), None)
            if found is None:
                raise AssertionError(_miss(expected, changes))
            matched[found.table, found.key] = expected
        return matched


def _expected(created: Created | None, updated: Updated | None, deleted: Deleted | None) -> list[_Expected]:
    wanted = []
    for table, fields in (created or {}).items():
        several = [fields] if isinstance(fields, Mapping) else fields
        wanted += [_Expected("created", table, fields=one) for one in several]
    for table, records in (updated or {}).items():
        wanted += [_Expected("updated", table, key, fields) for key, fields in records.items()]
    for table, keys in (deleted or {}).items():
        wanted += [_Expected("deleted", table, key) for key in keys]
    return wanted


def _miss(expected: _Expected, changes: Sequence[Change]) -> str:
    """Why no change is the expected one: the nearest side by side, and all that were made."""
    same = [change for change in changes if change.table == expected.table] or changes
    nearest = sorted(same, key=lambda change: sum(fits for *_, fits in expected.compare(change)), reverse=True)
    made = ["changes that were made:", *(f"  {change}" for change in changes)] if changes else []
    if not made:
        return f"expected {expected}, but no record was changed"
    head = f"expected {expected}; of {len(changes)} changes none is like it, the nearest:"
    columns = {f"{one.kind} {one.key}": list(expected.compare(one)) for one in nearest[:_NEAREST]}
    return "\n".join([head, "", *comparison.side_by_side(columns), "", *made])


def _rows(change: Change, names: Sequence[str] | Mapping[str, Any]) -> list[str]:
    """A line for each field: what it was and what it is, those that only the application sets aside."""
    return [f"  {name}: {_turned(change.fields[name])}" for name in names if name not in change.read_only]


def _turned(values: Mapping[str, Any]) -> str:
    return " -> ".join(comparison.shown(values.get(when, comparison.ABSENT)) for when in ("before", "after"))


def _nested(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with their dotted paths taken apart."""
    record: dict[str, Any] = {}
    for path, value in fields.items():
        *outer, name = path.split(".")
        inner = record
        for step in outer:
            inner = inner.setdefault(step, {})
        inner[name] = value
    return record


def _names(fields: Mapping[str, Any], path: Sequence[str]) -> bool:
    """Whether nested fields name a path, or something that it lies in."""
    value: Any = fields
    for step in path:
        if not isinstance(value, Mapping):
            return True
        if step not in value:
            return False
        value = value[step]
    return True
