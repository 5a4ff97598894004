"""SOQL, Salesforce's query language, over the records of a sandbox.

A query is parsed (``syntax``), held against the objects of the org (``checking``), and answered here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, compress, islice
from operator import itemgetter
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from mockserver.core.store import Record, Store
from mockserver.crm.salesforce.deleted import deleted_records
from mockserver.crm.salesforce.errors import timed_out
from mockserver.crm.salesforce.objects import API_VERSION, POINTED, Field, org_of, url_of
from mockserver.crm.salesforce.rules import integration_user
from mockserver.crm.salesforce.soql.checking import plan_of
from mockserver.crm.salesforce.soql.errors import plain
from mockserver.crm.salesforce.soql.filters import comparable, cost, ordered, parent, predicate, value_of, way
from mockserver.crm.salesforce.soql.functions import reader, zone_of
from mockserver.crm.salesforce.soql.literals import Operand, family_of
from mockserver.crm.salesforce.soql.plan import (
    AllOf,
    AnyOf,
    Choice,
    Column,
    Criterion,
    Filter,
    Grouping,
    Kin,
    Membership,
    Not,
    Plan,
    Step,
)
from mockserver.crm.steps import Steps

_KEY: Final = 6
"""The steps that one key of the order takes for each record."""

_RECORD: Final = 16
"""The steps that an answered record takes, and another for each parent on the way to one of its columns."""

_KIN: Final = 16
"""The steps that a sub-query takes for each record, besides those of what it finds."""

_COLUMNS: Final = 8
"""So many columns take another step."""


def query(
    store: Store,
    text: str,
    *,
    deleted: bool = False,
    among: Sequence[Record] | None = None,
    version: str = API_VERSION,
) -> Record:
    """``{"totalSize", "done", "records"}`` as the REST resource ``query`` answers it, always in one piece.

    ``deleted``: deleted records are found, too, as by the resource ``queryAll``; ``among``: only these are asked, in
    their order; ``version`` (``v59.0``) is that of the
    records' URLs.
    CrmError, with Salesforce's own code and text, for any text that is no query over this org.
    """
    steps = Steps(timed_out)
    plan = _joined(store, plan_of(text, org_of(store)), steps)
    found = _found(store, plan, steps, among)
    if deleted or plan.all_rows:
        found = chain(found, _found_deleted(store, plan, steps))
    return _answer(store, plan, found, steps, version)


def explain(store: Store, text: str) -> Record:
    """``{"plans"}`` with how a query would be answered: by key or index where it can be, else by reading everything."""
    plan = plan_of(text, org_of(store))
    total = store.count(plan.sobject.table)
    leading = None if plan.where is None else _leading(store, plan.sobject.table, plan.where)
    found = total if leading is None else len(leading[1])
    told = {
        "cardinality": found,
        "fields": [] if leading is None else [leading[0]],
        "leadingOperationType": "TableScan" if leading is None else "Index",
        "relativeCost": found / total if total else 0.0,
        "sobjectCardinality": total,
        "sobjectType": plan.sobject.name,
    }
    return {"plans": [told]}


def columns(store: Store, text: str) -> tuple[str, list[str]]:
    """The object that a query asks and its columns' names; CrmError when it answers anything else than columns."""
    plan = plan_of(text, org_of(store))
    if plan.counting or plan.grouping or plan.kin:
        raise plain("MALFORMED_QUERY", "Aggregates, COUNT() and sub-queries are not supported by the Bulk API")
    return plan.sobject.name, [column.shown for column in plan.columns]


def attributes(sobject: str, record: Record, version: str = API_VERSION) -> Record:
    """What the API puts first into every record of a query."""
    return {"type": sobject, "url": url_of(sobject, record["Id"], version)}


def _joined(store: Store, plan: Plan, steps: Steps) -> Plan:
    """The plan with the values of the queries behind IN in their places, and the user in that of ``mine``."""
    if plan.mine is not None:
        owned = Criterion(plan.mine, "=", (Operand("id", integration_user(store)),))
        plan = replace(plan, where=owned if plan.where is None else AllOf((owned, plan.where)), mine=None)
    where = None if plan.where is None else _with_values(store, plan.where, steps)
    return plan if where is plan.where else replace(plan, where=where)


def _with_values(store: Store, where: Filter, steps: Steps) -> Filter:
    if isinstance(where, Membership):
        value = value_of(store, where.plan.columns[0])
        values = {
            value(record): None for record in _page(store, where.plan, _found(store, where.plan, steps, None), steps)
        }
        return Criterion(where.column, where.operator, tuple(Operand("id", one) for one in values if one is not None))
    if isinstance(where, Not):
        return Not(_with_values(store, where.part, steps))
    if isinstance(where, AllOf | AnyOf):
        return type(where)(tuple(_with_values(store, part, steps) for part in where.parts))
    return where


def _page(store: Store, plan: Plan, found: Iterator[Record], steps: Steps) -> Iterator[Record]:
    """What is found in the order of the plan, from its offset to its limit."""
    if plan.order_by:
        per_record = sum(_KEY + way(key.column) for key in plan.order_by)
        found = iter(ordered(store, steps.each(found, per_record), plan.order_by))
    end = None if plan.limit is None else min(plan.offset + plan.limit, sys.maxsize)
    return islice(found, plan.offset, end)


def _answer(store: Store, plan: Plan, found: Iterator[Record], steps: Steps, version: str) -> Record:
    if plan.grouping is not None:
        return _grouped(store, plan, plan.grouping, found, steps)
    if plan.counting and plan.columns:
        return _aggregate(store, plan.columns[0], found)
    page = _page(store, plan, found, steps)
    if plan.counting:
        return {"totalSize": sum(1 for _ in page), "done": True, "records": []}
    shape = {**_shape(store, plan.columns), **{one.name: _part(store, one) for one in plan.kin}}
    per_record = _RECORD + len(plan.columns) // _COLUMNS + sum(map(way, plan.columns))
    per_record += sum(map(_dearness, plan.kin))
    name = plan.sobject.name
    look = _Look(store, steps, version)
    records = [_record(look, name, record, shape) for record in steps.each(page, per_record)]
    return {"totalSize": len(records), "done": True, "records": records}


def _dearness(kin: Kin | Choice) -> int:
    """The steps that a record's related records take, or the parent whose fields depend on what it is."""
    if isinstance(kin, Kin):
        return _KIN
    return _RECORD + max(sum(map(way, columns)) for columns in (*kin.columns.values(), kin.otherwise))


def _aggregate(store: Store, column: Column, records: Iterable[Record]) -> Record:
    value = value_of(store, column)
    filled = sum(1 for record in records if value(record) is not None)
    row = {"attributes": {"type": "AggregateResult"}, "expr0": filled}
    return {"totalSize": 1, "done": True, "records": [row]}


def _found(store: Store, plan: Plan, steps: Steps, among: Sequence[Record] | None) -> Iterator[Record]:
    if plan.where is None:
        return steps.each(store.scan(plan.sobject.table) if among is None else among, 1)
    candidates = _candidates(store, plan.sobject.table, plan.where) if among is None else among
    return filter(predicate(store, plan.where, steps), steps.each(candidates, cost(plan.where)))


def _found_deleted(store: Store, plan: Plan, steps: Steps) -> Iterator[Record]:
    records = deleted_records(store, plan.sobject.name)
    if plan.where is None:
        return steps.each(records, 1)
    return filter(predicate(store, plan.where, steps), steps.each(records, cost(plan.where)))


def _candidates(store: Store, table: str, where: Filter) -> Iterable[Record]:
    """At least the records that the filter finds: by key or index when it asks for certain values."""
    leading = _leading(store, table, where)
    return store.scan(table) if leading is None else leading[1]


def _leading(store: Store, table: str, where: Filter) -> tuple[str, list[Record]] | None:
    """The first field that can be looked up by, with the records of its values."""
    for criterion in where.parts if isinstance(where, AllOf) else (where,):
        found = _looked_up(store, table, criterion) if isinstance(criterion, Criterion) else None
        if found is not None and isinstance(criterion, Criterion):
            return criterion.column.field.name, found
    return None


def _looked_up(store: Store, table: str, criterion: Criterion) -> list[Record] | None:
    column, operands = criterion.column, criterion.operands
    certain = all(operand.family in ("text", "id", "number") for operand in operands)
    if column.steps or column.call or criterion.operator not in ("=", "IN") or not certain:
        return None
    values, name = {operand.value for operand in operands}, column.field.name
    if name == "Id":
        found = [record for record in (store.get(table, value) for value in values) if record]
    elif column.field.indexed or name in store.state.spec(table).indexes:
        folded = {value.lower() if isinstance(value, str) else value for value in values}
        found = [record for value in folded for record in store.find(table, name, value)]
    else:
        return None
    return sorted(found, key=itemgetter("Id"))


class _Branch(Struct, frozen=True):
    """The parent that a step leads to, with what is asked of it."""

    step: Step
    shape: _Shape


class _Look(Struct, frozen=True):
    """What answering a record needs to know besides the record."""

    store: Store
    steps: Steps
    version: str


class _Fork(Struct, frozen=True):
    """The parent that a step leads to, and what is asked of it by the object that it is."""

    step: Step
    shapes: Mapping[str, _Shape]
    otherwise: _Shape


_Part = Field | _Branch | _Fork | Kin | Callable[[Record], Any]
_Shape = Mapping[str, _Part]
"""What an answered record holds, by name, in the order of the query."""


def _part(store: Store, kin: Kin | Choice) -> _Part:
    if isinstance(kin, Kin):
        return kin
    shapes = {name: _shape(store, columns) for name, columns in kin.columns.items()}
    return _Fork(kin.step, shapes, _shape(store, kin.otherwise))


def _shape(store: Store, columns: Sequence[Column], depth: int = 0) -> _Shape:
    """``columns`` share their first ``depth`` steps."""
    shape: dict[str, _Part] = {}
    for column in columns:
        step = column.steps[depth] if len(column.steps) > depth and column.alias is None else None
        if column.alias is not None:
            if not depth:
                shape[column.alias] = value_of(store, column)
        elif step is None and column.call is not None:
            shape[column.field.name] = value_of(store, replace(column, steps=()))
        elif step is None:
            shape[column.field.name] = column.field
        elif step.name not in shape:
            beyond = [other for other in columns if other.steps[depth : depth + 1] == (step,)]
            shape[step.name] = _Branch(step, _shape(store, beyond, depth + 1))
    return shape


def _record(look: _Look, sobject: str, record: Record, shape: _Shape) -> Record:
    answer: Record = {"attributes": attributes(sobject, record, look.version)}
    for name, part in shape.items():
        if isinstance(part, Field):
            answer[name] = sobject if part.kind == POINTED else _value(record, part)
        elif isinstance(part, Kin):
            answer[name] = _kin(look, record, part)
        elif isinstance(part, _Branch):
            answer[name] = _parent(look, record, part)
        else:
            answer[name] = _forked(look, record, part) if isinstance(part, _Fork) else part(record)
    return answer


def _forked(look: _Look, record: Record, fork: _Fork) -> Record | None:
    found = parent(look.store, fork.step, record)
    shape = None if found is None else fork.shapes.get(found[0], fork.otherwise)
    return _record(look, *found, shape) if found and shape else None


def _parent(look: _Look, record: Record, branch: _Branch) -> Record | None:
    found = parent(look.store, branch.step, record)
    return None if found is None else _record(look, *found, branch.shape)


def _kin(look: _Look, record: Record, kin: Kin) -> Record | None:
    """The related records as an answer of their own, or None when there are none."""
    store, key, plan = look.store, record["Id"], kin.plan
    table = plan.sobject.table
    if kin.indexed or kin.reference in store.state.spec(table).indexes:
        related = store.find(table, kin.reference, key)
    else:
        related = [one for one in look.steps.each(store.scan(table), 1) if one.get(kin.reference) == key]
    answer = _answer(store, plan, _found(store, plan, look.steps, related), look.steps, look.version)
    return answer if answer["records"] else None


def _grouped(store: Store, plan: Plan, grouping: Grouping, found: Iterator[Record], steps: Steps) -> Record:
    """A row for each group, in the order in which the groups first occur; subtotals behind what they sum up."""
    keys = [value_of(store, key) for key in grouping.keys]
    groups: list[dict[tuple[Any, ...], list[Record]]] = [{} for _ in grouping.levels]
    if not keys:
        groups[0][()] = []
    width = 1 + sum(1 + way(key) for key in grouping.keys) + len(grouping.measures)
    for record in steps.each(found, width * len(grouping.levels)):
        values = [value(record) for value in keys]
        folded = [one.lower() if isinstance(one, str) else one for one in values]
        for level, members in zip(grouping.levels, groups, strict=True):
            members.setdefault(tuple(compress(folded, level)), []).append(record)
    rows: Iterator[Record] = (
        _row(store, level, grouping, records)
        for level, members in zip(grouping.levels, groups, strict=True)
        for records in members.values()
    )
    if grouping.having is not None:
        rows = filter(predicate(store, grouping.having, steps), rows)
    read = {one.name: reader(one.call.name, one.call.kind, zone_of(store)) for one in grouping.outputs if one.call}
    answers = [
        {
            "attributes": {"type": "AggregateResult"},
            **{one.name: read[one.name](row[one.key]) if one.call else row[one.key] for one in grouping.outputs},
        }
        for row in _page(store, plan, rows, steps)
    ]
    return {"totalSize": len(answers), "done": True, "records": answers}


def _row(store: Store, level: Sequence[bool], grouping: Grouping, members: Sequence[Record]) -> Record:
    row: Record = {}
    for key, grouped in zip(grouping.keys, level, strict=True):
        row[key.name] = value_of(store, key)(members[0]) if grouped else None
        row[f"GROUPING({key.name})"] = 0 if grouped else 1
    for measure in grouping.measures:
        value = value_of(store, measure.column)
        values = [one for one in map(value, members) if one is not None]
        row[measure.field.name] = _MEASURES[measure.function](values, family_of(measure.column.field))
    return row


def _least(values: Sequence[Any], family: str) -> Any:
    return min(values, key=partial(comparable, family), default=None)


def _greatest(values: Sequence[Any], family: str) -> Any:
    return max(values, key=partial(comparable, family), default=None)


def _numbers(values: Sequence[Any]) -> list[float]:
    return [one for one in values if isinstance(one, int | float) and not isinstance(one, bool)]


def _sum(values: Sequence[Any], _: str) -> float | None:
    return sum(_numbers(values)) if values else None


def _average(values: Sequence[Any], _: str) -> float | None:
    numbers = _numbers(values)
    return sum(numbers) / len(numbers) if numbers else None


def _distinct(values: Sequence[Any], _: str) -> int:
    return len({one.lower() if isinstance(one, str) else one for one in values})


_MEASURES: Final[Mapping[str, Callable[[Sequence[Any], str], Any]]] = {
    "COUNT": lambda values, _: len(values),
    "COUNT_DISTINCT": _distinct,
    "SUM": _sum,
    "AVG": _average,
    "MIN": _least,
    "MAX": _greatest,
}
"""(the values that are not null, their family) -> what the row has."""


def _value(record: Record, asked: Field) -> Any:
    return record.get(asked.name, False if asked.kind == "boolean" else None)
