"""Which records a query finds, and in what order.

Null is a value like another: it equals null, it differs from everything else (so ``!=`` and NOT IN find records
without a value), and it is neither less nor more than anything. Text compares without regard to case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Final, NamedTuple

from mockserver.core.store import Record, Store
from mockserver.crm.salesforce.objects import POINTED, table_of
from mockserver.crm.salesforce.soql.dates import span
from mockserver.crm.salesforce.soql.functions import day_of, moment_of, reader, zone_of
from mockserver.crm.salesforce.soql.literals import Operand, Pattern, family_of, items_of
from mockserver.crm.salesforce.soql.plan import AllOf, Column, Criterion, Filter, Key, Membership, Not, Step
from mockserver.crm.steps import CHARACTERS, Steps

Predicate = Callable[[Record], bool]


_DEARER: Final[Mapping[str, int]] = {"date": 8, "datetime": 8, "custom": 4}
"""The steps that a value of a family takes, where it is not one."""


_FUNCTION: Final = 8
"""The steps that a function takes for a value."""

_ITEMS: Final = frozenset({"INCLUDES", "EXCLUDES"})


class _Bound(NamedTuple):
    """A point (``end`` None), or from ``start`` to before ``end``, among the comparable values of a family."""

    family: str
    start: Any
    end: Any = None


def cost(where: Filter) -> int:
    """The steps that a filter takes for each record: those of each value that it may look at, and of each parent."""
    if isinstance(where, Criterion | Membership):
        several = len(where.operands) if isinstance(where, Criterion) and where.operator in _ITEMS else 0
        return _DEARER.get(family_of(where.column.field), 1) + several + way(where.column)
    return sum(map(cost, (where.part,) if isinstance(where, Not) else where.parts))


def way(column: Column) -> int:
    """The steps from a record to a column's value: one for each parent, and those of a function."""
    return len(column.steps) + (_FUNCTION if column.call else 0)


def predicate(store: Store, where: Filter, steps: Steps) -> Predicate:
    """A function that says of a record whether the filter is true of it, today.

    It takes ``steps`` only for what :func:`cost` cannot know: patterns on long texts.
    """
    if isinstance(where, Criterion):
        return _criterion(store, where, steps)
    if isinstance(where, Membership):
        raise TypeError("the values of a query behind IN are looked up before records are asked")
    if isinstance(where, Not):
        inner = predicate(store, where.part, steps)
        return lambda record: not inner(record)
    parts = [predicate(store, part, steps) for part in where.parts]
    return _all_of(parts) if isinstance(where, AllOf) else _any_of(parts)


# Loops, for a generator costs as much as a condition, for every record.
def _all_of(parts: Sequence[Predicate]) -> Predicate:
    def holds(record: Record) -> bool:
        for part in parts:  # noqa: SIM110
            if not part(record):
                return False
        return True

    return holds


def _any_of(parts: Sequence[Predicate]) -> Predicate:
    def holds(record: Record) -> bool:
        for part in parts:  # noqa: SIM110
            if part(record):
                return True
        return False

    return holds


def ordered(store: Store, records: Iterable[Record], keys: Iterable[Key]) -> list[Record]:
    """The records in the order of the keys; those that are equal stay as they came."""
    found = list(records)
    for key in reversed(list(keys)):
        found = _by_key(store, found, key)
    return found


def value_of(store: Store, column: Column) -> Callable[[Record], Any]:
    """A function that gets a column's value from a record; None when it or its parent is absent."""
    if column.call is not None:
        call = column.call
        zone = zone_of(store) if call.zoned else UTC
        read, inner = reader(call.name, call.kind, zone), value_of(store, column.bare)
        return lambda record: read(inner(record))
    name, steps = column.field.name, column.steps
    # A checkbox is never null: one that was never stored is not checked.
    absent = False if column.field.kind == "boolean" else None
    if not steps:
        return lambda record: record.get(name, absent)

    points = column.field.kind == POINTED

    def climbed(record: Record) -> Any:
        sobject = ""
        for step in steps:
            found = parent(store, step, record)
            if found is None:
                return None
            sobject, record = found
        return sobject if points else record.get(name, absent)

    return climbed


def parent(store: Store, step: Step, record: Record) -> tuple[str, Record] | None:
    """The record that a step leads to, with its object's name; None when there is none."""
    key = record.get(step.reference)
    if key is None:
        return None
    for target in step.targets:
        found = store.get(table_of(target), key)
        if found is not None:
            return target, found
    return None


def _like(value: Callable[[Record], Any], pattern: Pattern, steps: Steps) -> Predicate:
    def matches(record: Record) -> bool:
        text = value(record)
        if not isinstance(text, str) or not text:
            return False
        steps.take(len(text) * pattern.length // CHARACTERS)
        return pattern.matches(text)

    return matches


def _includes(value: Callable[[Record], Any], operands: Iterable[Operand], *, found: bool) -> Predicate:
    """Whether all items of one of the operands are among those of a multi-select picklist."""
    wanted = [operand.value for operand in operands]

    def matches(record: Record) -> bool:
        held = items_of(value(record))
        return any(items <= held for items in wanted) == found

    return matches


def _criterion(store: Store, criterion: Criterion, steps: Steps) -> Predicate:
    value = value_of(store, criterion.column)
    if criterion.operator == "LIKE":
        return _like(value, criterion.operands[0].value, steps)
    if criterion.operator in _ITEMS:
        return _includes(value, criterion.operands, found=criterion.operator == "INCLUDES")
    today = store.now().date()
    family = family_of(criterion.column.field)
    bounds = [bound for one in criterion.operands for bound in _bounds(one, family, today)]
    if criterion.operator in _ORDERS:
        precedes = _ORDERS[criterion.operator]
        return lambda record: any(_ranked(value(record), bound, precedes) for bound in bounds)
    equal = _equality(bounds, null=any(one.family == "null" for one in criterion.operands))
    if criterion.operator in ("=", "IN"):
        return lambda record: equal(value(record))
    return lambda record: not equal(value(record))


def _bounds(operand: Operand, family: str, today: date) -> list[_Bound]:
    """None for null, two for a date literal beside a custom field, which may hold days or moments."""
    if operand.family == "null":
        return []
    if operand.family != "named":
        return [_Bound(operand.family, _folded(operand.value))]
    days = span(operand.value.name, operand.value.count, today)
    moments = [datetime.combine(day, time.min, UTC) for day in days]
    both = {"date": _Bound("date", *days), "datetime": _Bound("datetime", *moments)}
    return [both[family]] if family in both else list(both.values())


def _equality(bounds: Iterable[_Bound], *, null: bool) -> Callable[[Any], bool]:
    points: dict[str, set[Any]] = {}
    spans = [bound for bound in bounds if bound.end is not None]
    for bound in bounds:
        if bound.end is None:
            points.setdefault(bound.family, set()).add(bound.start)

    if len(points) == 1 and not spans:
        ((compared, members),) = ((_COMPARABLE[family], members) for family, members in points.items())
        return lambda value: null if value is None or value == "" else compared(value) in members

    def equal(value: Any) -> bool:
        if value is None or value == "":
            return null
        if any(_COMPARABLE[family](value) in members for family, members in points.items()):
            return True
        return any(_ranked(value, bound, _within) for bound in spans)

    return equal


def _ranked(value: Any, bound: _Bound, precedes: Callable[[Any, Any, Any], bool]) -> bool:
    comparable = _COMPARABLE[bound.family](value)
    return comparable is not None and precedes(comparable, bound.start, bound.end)


def _within(value: Any, start: Any, end: Any) -> bool:
    return bool(start <= value < end)


def _before(value: Any, start: Any, _end: Any) -> bool:
    return bool(value < start)


def _from(value: Any, start: Any, _end: Any) -> bool:
    return bool(value >= start)


def _after(value: Any, start: Any, end: Any) -> bool:
    return bool(value > start if end is None else value >= end)


def _until(value: Any, start: Any, end: Any) -> bool:
    return bool(value <= start if end is None else value < end)


_ORDERS: Final[Mapping[str, Callable[[Any, Any, Any], bool]]] = {
    "<": _before,
    "<=": _until,
    ">": _after,
    ">=": _from,
}


def _by_key(store: Store, records: list[Record], key: Key) -> list[Record]:
    value, comparable = value_of(store, key.column), _COMPARABLE[family_of(key.column.field)]
    ranked = [(comparable(value(record)), record) for record in records]
    nulls = [record for rank, record in ranked if rank is None]
    filled = [pair for pair in ranked if pair[0] is not None]
    filled.sort(key=lambda pair: pair[0], reverse=key.descending)
    rest = [record for _, record in filled]
    return rest + nulls if key.nulls_last else nulls + rest


def comparable(family: str, value: Any) -> Any:
    """A value of a family as it compares with others; None when it is nothing of that family."""
    return _COMPARABLE[family](value)


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _text(value: Any) -> str | None:
    return value.lower() if isinstance(value, str) and value else None


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _any(value: Any) -> tuple[int, Any] | None:
    """A custom field's values in one order: false, true, numbers, texts."""
    kinds = (_boolean(value), _number(value), _text(value))
    return next(((rank, kind) for rank, kind in enumerate(kinds) if kind is not None), None)


_COMPARABLE: Final[Mapping[str, Callable[[Any], Any]]] = {
    "text": _text,
    "id": _text,
    "number": _number,
    "boolean": _boolean,
    "date": day_of,
    "datetime": moment_of,
    "custom": _any,
}
"""A stored value as what a family compares, or None when it is nothing of that family."""
