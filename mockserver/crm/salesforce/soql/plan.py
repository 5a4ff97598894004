"""A query held against the objects of the org: names become fields, literals become values, or CrmError."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from mockserver.crm.salesforce.objects import Field, SObject
from mockserver.crm.salesforce.soql.errors import Source, duplicate_field, plain
from mockserver.crm.salesforce.soql.literals import Operand, family_of, operand, pattern, type_name
from mockserver.crm.salesforce.soql.syntax import (
    Comparison,
    Condition,
    Conjunction,
    Count,
    Group,
    Literal,
    Negation,
    Ordering,
    Path,
    Query,
)

Catalogue = Mapping[str, SObject]
"""The objects of the org by their names in lower case."""

MAX_OFFSET: Final = 2000
MAX_FIELDS_LIMIT: Final = 200
MAX_KEYS: Final = 32
MAX_STEPS: Final = 5
"""How many parents a field path may climb; this bound and those above are Salesforce's."""

_LONG_TEXT: Final = 255
_ORDERS: Final = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class Step:
    """From a record to its parent: relationship, the field that holds the parent's id, the possible objects."""

    name: str
    reference: str
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A field of the record, or of the parent that the steps lead to."""

    steps: tuple[Step, ...]
    field: Field

    @property
    def name(self) -> str:
        """``Account.Owner.Name``, spelled as the org does."""
        return ".".join([*(step.name for step in self.steps), self.field.name])


@dataclass(frozen=True, slots=True)
class Criterion:
    """A comparison; operators as in the syntax, LIKE with a pattern."""

    column: Column
    operator: str
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True where the part is not."""

    part: Filter


@dataclass(frozen=True, slots=True)
class AllOf:
    """True where every part is."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True where one of the parts is."""

    parts: tuple[Filter, ...]


Filter = Criterion | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the order."""

    column: Column
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do for a query.

    ``columns`` are what a record answers; when ``counting``, records are counted: those in which the one column
    has a value, or all when there is none.
    """

    sobject: SObject
    columns: tuple[Column, ...]
    counting: bool
    where: Filter | None
    order_by: tuple[Key, ...]
    limit: int | None
    offset: int


def check(query: Query, text: str, catalogue: Catalogue) -> Plan:
    """The plan of a parsed query; CrmError for what the org does not know or does not allow."""
    return _Check(Source(text), query, catalogue).plan()


class _Check:
    """One query on its way from names to fields."""

    def __init__(self, source: Source, query: Query, catalogue: Catalogue) -> None:
        self.source = source
        self.query = query
        self.catalogue = catalogue
        sobject = catalogue.get(query.sobject.lower())
        if sobject is None:
            raise source.no_such_object(query.sobject, query.at)
        self.sobject = sobject

    def plan(self) -> Plan:
        """Checked in the order of the text, bounds last."""
        query = self.query
        counting = isinstance(query.selection, Count)
        columns = tuple(self._selected())
        where = None if query.where is None else self._filter(query.where)
        order_by = tuple(map(self._key, query.order_by))
        self._refuse_excess(counting=counting)
        return Plan(self.sobject, columns, counting, where, order_by, query.limit, query.offset or 0)

    def _selected(self) -> Iterable[Column]:
        selection = self.query.selection
        if isinstance(selection, Count):
            return [] if selection.path is None else [self._column(selection.path)]
        columns: dict[str, Column] = {}
        for entry in selection:
            for column in self._columns(entry):
                if column.name in columns:
                    raise duplicate_field(column.name)
                columns[column.name] = column
        return columns.values()

    def _columns(self, entry: Path | Group) -> Iterator[Column]:
        if isinstance(entry, Path):
            yield self._column(entry)
            return
        name = entry.name.upper()
        if name not in ("ALL", "STANDARD", "CUSTOM"):
            raise self.source.unexpected(entry.name, entry.at)
        limit = self.query.limit
        if name != "STANDARD" and (limit is None or limit > MAX_FIELDS_LIMIT):
            text = f"The SOQL FIELDS function must have a LIMIT of at most {MAX_FIELDS_LIMIT}"
            raise plain("MALFORMED_QUERY", text)
        for field in self.sobject.fields.values():
            if name == "ALL" or (field.kind == "custom") == (name == "CUSTOM"):
                yield Column((), field)

    def _column(self, path: Path) -> Column:
        names = self._without_own_name(path.names)
        steps, sobjects = self._climbed(names[:-1], path.at)
        field = _field(sobjects, names[-1])
        if field is None:
            raise self.source.no_such_column(names[-1], sobjects[0].name, path.at)
        return Column(steps, field)

    def _without_own_name(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The object's own name may stand before its fields, unless a relationship is called so."""
        own = len(names) > 1 and names[0].lower() == self.sobject.name.lower()
        return names[1:] if own and _step((self.sobject,), names[0]) is None else names

    def _climbed(self, names: tuple[str, ...], at: int) -> tuple[tuple[Step, ...], tuple[SObject, ...]]:
        if len(names) > MAX_STEPS:
            text = f"a field path may climb {MAX_STEPS} relationships at most, not {len(names)}"
            raise self.source.refusal("MALFORMED_QUERY", text, at)
        sobjects: tuple[SObject, ...] = (self.sobject,)
        steps: list[Step] = []
        for name in names:
            step = _step(sobjects, name)
            if step is None:
                raise self.source.no_such_relationship(name, at)
            steps.append(step)
            sobjects = tuple(self.catalogue[target.lower()] for target in step.targets)
        return tuple(steps), sobjects

    def _filter(self, condition: Condition) -> Filter:
        if isinstance(condition, Comparison):
            return self._criterion(condition)
        if isinstance(condition, Negation):
            return Not(self._filter(condition.part))
        parts = tuple(map(self._filter, condition.parts))
        return AllOf(parts) if isinstance(condition, Conjunction) else AnyOf(parts)

    def _criterion(self, comparison: Comparison) -> Criterion:
        column, at = self._column(comparison.path), comparison.path.at
        if _is_long(column.field):
            raise self.source.not_filterable(column.field.name, at)
        self._refuse_operator(column.field, comparison.operator, at)
        read = pattern if comparison.operator == "LIKE" else operand

        def value(literal: Literal) -> Operand:
            return read(self.source, column.field, literal, at)

        return Criterion(column, comparison.operator, tuple(map(value, comparison.literals)))

    def _refuse_operator(self, field: Field, operator: str, at: int) -> None:
        family = family_of(field)
        unlike = operator == "LIKE" and family not in ("text", "custom")
        if unlike or (operator in _ORDERS and family == "boolean"):
            raise self.source.invalid_operator(type_name(field), at)

    def _key(self, ordering: Ordering) -> Key:
        column = self._column(ordering.path)
        if isinstance(self.query.selection, Count):
            text = f"Ordered field must be grouped or aggregated: {column.name}"
            raise self.source.refusal("MALFORMED_QUERY", text, ordering.path.at)
        if _is_long(column.field):
            raise self.source.not_sortable(column.field.name, ordering.path.at)
        return Key(column, ordering.descending, ordering.nulls_last)

    def _refuse_excess(self, *, counting: bool) -> None:
        query = self.query
        if counting and query.selection != Count() and query.limit is not None:
            text = "Non-grouped query that uses overall aggregate functions cannot also use LIMIT"
            raise plain("MALFORMED_QUERY", text)
        if len(query.order_by) > MAX_KEYS:
            raise plain("MALFORMED_QUERY", f"ORDER BY takes {MAX_KEYS} fields at most")
        if (query.offset or 0) > MAX_OFFSET:
            text = f"Maximum SOQL offset allowed is {MAX_OFFSET}"
            raise plain("NUMBER_OUTSIDE_VALID_RANGE", text)


def _step(sobjects: Iterable[SObject], name: str) -> Step | None:
    """The relationship of that name: Account for AccountId, in any case."""
    for sobject in sobjects:
        field = sobject.named(f"{name}Id")
        if field is not None and field.references:
            return Step(field.name.removesuffix("Id"), field.name, field.references)
    return None


def _field(sobjects: Iterable[SObject], name: str) -> Field | None:
    """The field of that name; a reference to several objects offers the fields of all."""
    return next((field for field in (sobject.named(name) for sobject in sobjects) if field), None)


def _is_long(field: Field) -> bool:
    return field.kind == "textarea" and (field.length or field.max_bytes or 0) > _LONG_TEXT
