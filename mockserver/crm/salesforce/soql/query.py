"""SOQL, Salesforce's query language, over the records of a sandbox.

A query is parsed (``soql_syntax``), held against the objects of the org (``soql_plan``), and answered here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.salesforce.deleted import deleted_records
from mockserver.crm.salesforce.errors import timed_out
from mockserver.crm.salesforce.objects import KEY_PREFIXES, Field, described, url_of
from mockserver.crm.salesforce.soql.filters import cost, ordered, parent, predicate, value_of
from mockserver.crm.salesforce.soql.plan import AllOf, Catalogue, Column, Criterion, Filter, Plan, Step, check
from mockserver.crm.salesforce.soql.syntax import parse
from mockserver.crm.steps import Steps

_KEY: Final = 6
"""The steps that one key of the order takes for each record."""

_RECORD: Final = 16
"""The steps that an answered record takes, and another for each parent on the way to one of its columns."""

_COLUMNS: Final = 8
"""So many columns take another step."""


def query(store: Store, text: str, *, deleted: bool = False) -> Record:
    """``{"totalSize", "done", "records"}`` as the REST resource ``query`` answers it, always in one piece.

    ``deleted``: deleted records are found, too, as by the resource ``queryAll``.
    CrmError, with Salesforce's own code and text, for any text that is no query over this org.
    """
    return _answer(store, check(parse(text), text, _catalogue(store)), deleted=deleted)


def attributes(sobject: str, record: Record) -> Record:
    """What the API puts first into every record of a query."""
    return {"type": sobject, "url": url_of(sobject, record["Id"])}


def _catalogue(store: Store) -> Catalogue:
    return {name.lower(): described(store, name) for name in KEY_PREFIXES}


def _answer(store: Store, plan: Plan, *, deleted: bool) -> Record:
    steps = Steps(timed_out)
    found = _found(store, plan, steps)
    if deleted:
        found = chain(found, _found_deleted(store, plan, steps))
    if plan.counting and plan.columns:
        return _aggregate(store, plan.columns[0], found)
    if plan.order_by:
        per_record = sum(_KEY + len(key.column.steps) for key in plan.order_by)
        found = iter(ordered(store, steps.each(found, per_record), plan.order_by))
    end = None if plan.limit is None else min(plan.offset + plan.limit, sys.maxsize)
    page = islice(found, plan.offset, end)
    if plan.counting:
        return {"totalSize": sum(1 for _ in page), "done": True, "records": []}
    shape = _shape(plan.columns)
    per_record = _RECORD + len(plan.columns) // _COLUMNS + sum(len(column.steps) for column in plan.columns)
    records = [_record(store, plan.sobject.name, record, shape) for record in steps.each(page, per_record)]
    return {"totalSize": len(records), "done": True, "records": records}


def _aggregate(store: Store, column: Column, records: Iterable[Record]) -> Record:
    value = value_of(store, column)
    filled = sum(1 for record in records if value(record) is not None)
    row = {"attributes": {"type": "AggregateResult"}, "expr0": filled}
    return {"totalSize": 1, "done": True, "records": [row]}


def _found(store: Store, plan: Plan, steps: Steps) -> Iterator[Record]:
    if plan.where is None:
        return steps.each(store.scan(plan.sobject.table), 1)
    candidates = _candidates(store, plan.sobject.table, plan.where)
    return filter(predicate(store, plan.where, steps), steps.each(candidates, cost(plan.where)))


def _found_deleted(store: Store, plan: Plan, steps: Steps) -> Iterator[Record]:
    records = deleted_records(store, plan.sobject.name)
    if plan.where is None:
        return steps.each(records, 1)
    return filter(predicate(store, plan.where, steps), steps.each(records, cost(plan.where)))


def _candidates(store: Store, table: str, where: Filter) -> Iterable[Record]:
    """At least the records that the filter finds: by key or index when it asks for certain values."""
    for criterion in where.parts if isinstance(where, AllOf) else (where,):
        found = _looked_up(store, table, criterion) if isinstance(criterion, Criterion) else None
        if found is not None:
            return found
    return store.scan(table)


def _looked_up(store: Store, table: str, criterion: Criterion) -> list[Record] | None:
    column, operands = criterion.column, criterion.operands
    certain = all(operand.family in ("text", "id") for operand in operands)
    if column.steps or criterion.operator not in ("=", "IN") or not certain:
        return None
    values, name = {operand.value for operand in operands}, column.field.name
    if name == "Id":
        found = [record for record in (store.get(table, value) for value in values) if record]
    elif name in store.state.tables[table].base.spec.indexes:
        folded = {value.lower() for value in values}
        found = [record for value in folded for record in store.find(table, name, value)]
    else:
        return None
    return sorted(found, key=itemgetter("Id"))


@dataclass(frozen=True, slots=True)
class _Branch:
    """The parent that a step leads to, with what is asked of it."""

    step: Step
    shape: _Shape


_Shape = Mapping[str, Field | _Branch]
"""What an answered record holds, by name, in the order of the query."""


def _shape(columns: Sequence[Column], depth: int = 0) -> _Shape:
    """``columns`` share their first ``depth`` steps."""
    shape: dict[str, Field | _Branch] = {}
    for column in columns:
        step = column.steps[depth] if len(column.steps) > depth else None
        if step is None:
            shape[column.field.name] = column.field
        elif step.name not in shape:
            beyond = [other for other in columns if other.steps[depth : depth + 1] == (step,)]
            shape[step.name] = _Branch(step, _shape(beyond, depth + 1))
    return shape


def _record(store: Store, sobject: str, record: Record, shape: _Shape) -> Record:
    answer: Record = {"attributes": attributes(sobject, record)}
    for name, part in shape.items():
        answer[name] = _parent(store, record, part) if isinstance(part, _Branch) else _value(record, part)
    return answer


def _parent(store: Store, record: Record, branch: _Branch) -> Record | None:
    found = parent(store, branch.step, record)
    return None if found is None else _record(store, *found, branch.shape)


def _value(record: Record, asked: Field) -> Any:
    return record.get(asked.name, False if asked.kind == "boolean" else None)
