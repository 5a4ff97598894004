"""A query held against the objects of the org: names become fields, literals become values, or CrmError."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from mockserver.crm.salesforce.describe import child_of
from mockserver.crm.salesforce.objects import Field, SObject
from mockserver.crm.salesforce.soql.errors import Source, duplicate_field, plain
from mockserver.crm.salesforce.soql.literals import Operand, family_of, operand, pattern, type_name
from mockserver.crm.salesforce.soql.syntax import (
    Aggregate,
    Aliased,
    Child,
    Comparison,
    Condition,
    Conjunction,
    Count,
    Entry,
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

MAX_CHILDREN: Final = 20
"""How many sub-queries a query may have among its columns, as in Salesforce."""

MAX_SEMI_JOINS: Final = 2
"""How many queries may stand behind IN, as in Salesforce."""

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
class Membership:
    """Whether a column's value is among those of another query's one column; ``operator`` is IN or NOT IN."""

    column: Column
    operator: str
    plan: Plan


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


Filter = Criterion | Membership | Not | AllOf | AnyOf


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the order."""

    column: Column
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True)
class Kin:
    """Related records among the columns: under ``name``, those whose ``reference`` is the record's id."""

    name: str
    reference: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Measure:
    """What an aggregate makes of the values of a column; in rows of groups it stands under ``field``."""

    function: str
    column: Column
    field: Field


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows of groups in place of records.

    A row has the values of ``keys`` under their dotted names and those of ``measures``; ``outputs`` are what it
    answers: the name in the answer and the name in the row. ``having`` and the plan's order are about rows.
    """

    keys: tuple[Column, ...]
    measures: tuple[Measure, ...]
    outputs: tuple[tuple[str, str], ...]
    having: Filter | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do for a query.

    ``columns`` are what a record answers; when ``counting``, records are counted: those in which the one column
    has a value, or all when there is none. ``grouping``: rows of groups are answered in place of records.
    """

    sobject: SObject
    columns: tuple[Column, ...]
    counting: bool
    where: Filter | None
    order_by: tuple[Key, ...]
    limit: int | None
    offset: int
    kin: tuple[Kin, ...] = ()
    grouping: Grouping | None = None
    all_rows: bool = False


def check(query: Query, text: str, catalogue: Catalogue) -> Plan:
    """The plan of a parsed query; CrmError for what the org does not know or does not allow."""
    return _Check(Source(text), query, catalogue).plan()


class _Check:
    """One query on its way from names to fields; ``depth`` counts the queries around it."""

    def __init__(
        self, source: Source, query: Query, catalogue: Catalogue, sobject: SObject | None = None, depth: int = 0
    ) -> None:
        self.source = source
        self.query = query
        self.catalogue = catalogue
        self.depth = depth
        self.joins = 0
        sobject = sobject or catalogue.get(query.sobject.lower())
        if sobject is None:
            raise source.no_such_object(query.sobject, query.at)
        self.sobject = sobject

    def plan(self) -> Plan:
        """Checked in the order of the text, bounds last."""
        query = self.query
        if query.group_by or self._has_aggregates():
            return self._grouped()
        if query.having is not None:
            raise plain("MALFORMED_QUERY", "HAVING is used without GROUP BY")
        counting = isinstance(query.selection, Count)
        columns, kin = self._selected()
        where = None if query.where is None else self._filter(query.where)
        order_by = tuple(map(self._key, query.order_by))
        self._refuse_excess(counting=counting)
        limit, offset = query.limit, query.offset or 0
        return Plan(self.sobject, columns, counting, where, order_by, limit, offset, kin, all_rows=query.all_rows)

    def _has_aggregates(self) -> bool:
        selection = self.query.selection
        return not isinstance(selection, Count) and any(isinstance(entry, Aggregate) for entry in selection)

    def _grouped(self) -> Plan:
        """Names of rows are those of columns, or aggregates as they are written."""
        query = self.query
        if isinstance(query.selection, Count):
            selection: tuple[Entry, ...] = (
                () if query.selection.path is None else (Aggregate("COUNT", query.selection.path),)
            )
            if not selection:
                raise plain("MALFORMED_QUERY", "Grouped query cannot use COUNT() without a field")
        else:
            selection = query.selection
        keys = tuple(map(self._column, query.group_by))
        for key, path in zip(keys, query.group_by, strict=True):
            if _is_long(key.field) or family_of(key.field) == "datetime":
                raise self.source.refusal("INVALID_FIELD", f"field '{key.field.name}' can not be grouped", path.at)
        rows = _Rows(self, keys)
        outputs = tuple(map(rows.output, selection))
        where = None if query.where is None else self._filter(query.where)
        having = None if query.having is None else self._filter(query.having, rows)
        order_by = tuple(self._key(one, rows) for one in query.order_by)
        if not keys and query.limit is not None:
            text = "Non-grouped query that uses overall aggregate functions cannot also use LIMIT"
            raise plain("MALFORMED_QUERY", text)
        self._refuse_excess(counting=False)
        grouping = Grouping(keys, tuple(rows.measures.values()), outputs, having)
        limit, offset = query.limit, query.offset or 0
        return Plan(self.sobject, (), False, where, order_by, limit, offset, grouping=grouping, all_rows=query.all_rows)

    def _selected(self) -> tuple[tuple[Column, ...], tuple[Kin, ...]]:
        selection = self.query.selection
        if isinstance(selection, Count):
            return () if selection.path is None else (self._column(selection.path),), ()
        columns: dict[str, Column] = {}
        kin: dict[str, Kin] = {}
        for entry in selection:
            found = [self._kin(entry)] if isinstance(entry, Child) else self._columns(entry)
            for one in found:
                if one.name in columns or one.name in kin:
                    raise duplicate_field(one.name)
                if isinstance(one, Kin):
                    kin[one.name] = one
                else:
                    columns[one.name] = one
        if len(kin) > MAX_CHILDREN:
            raise plain("MALFORMED_QUERY", f"at most {MAX_CHILDREN} sub-queries may be selected")
        return tuple(columns.values()), tuple(kin.values())

    def _kin(self, child: Child) -> Kin:
        query = child.query
        if self.depth:
            raise self.source.refusal("MALFORMED_QUERY", "a sub-query may not hold another", child.at)
        found = child_of(self.sobject.name, query.sobject)
        if found is None:
            raise self.source.no_such_child(query.sobject, child.at)
        name, sobject, reference = found
        inner = _Check(self.source, query, self.catalogue, self.catalogue[sobject.lower()], self.depth + 1)
        plan = inner.plan()
        if plan.grouping or plan.counting:
            raise self.source.refusal("MALFORMED_QUERY", "a sub-query may not aggregate", child.at)
        return Kin(name, reference, plan)

    def _membership(self, column: Column, operator: str, child: Child) -> Membership:
        self.joins += 1
        if self.depth or self.joins > MAX_SEMI_JOINS:
            text = f"at most {MAX_SEMI_JOINS} queries may stand behind IN, and none in another"
            raise self.source.refusal("MALFORMED_QUERY", text, child.at)
        plan = _Check(self.source, child.query, self.catalogue, None, self.depth + 1).plan()
        if len(plan.columns) != 1 or plan.counting or plan.kin:
            raise self.source.refusal("MALFORMED_QUERY", "the query behind IN must select one field", child.at)
        inner = plan.columns[0].field
        if family_of(column.field) != "id" or family_of(inner) != "id":
            text = f"a query behind IN joins ids, not {column.name} and {inner.name}"
            raise self.source.refusal("MALFORMED_QUERY", text, child.at)
        return Membership(column, operator, plan)

    def _columns(self, entry: Path | Group | Aliased | Aggregate) -> Iterator[Column]:
        if isinstance(entry, Aliased):
            raise self.source.unexpected(entry.alias, entry.path.at)
        if isinstance(entry, Aggregate):
            raise TypeError("a query with an aggregate is a grouped one")
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

    def column(self, path: Path) -> Column:
        """The column that a path leads to; CrmError when it leads nowhere."""
        return self._column(path)

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

    def _filter(self, condition: Condition, rows: _Rows | None = None) -> Filter:
        """``rows``: the condition is about rows of groups."""
        if isinstance(condition, Comparison):
            return self._criterion(condition, rows)
        if isinstance(condition, Negation):
            return Not(self._filter(condition.part, rows))
        parts = tuple(self._filter(part, rows) for part in condition.parts)
        return AllOf(parts) if isinstance(condition, Conjunction) else AnyOf(parts)

    def _term(self, term: Path | Aggregate, rows: _Rows | None) -> Column:
        if rows is not None:
            return rows.column(term)
        if isinstance(term, Aggregate):
            raise self.source.refusal("MALFORMED_QUERY", f"{term.function} stands in HAVING and ORDER BY only", term.at)
        return self._column(term)

    def _criterion(self, comparison: Comparison, rows: _Rows | None) -> Criterion | Membership:
        column, at = self._term(comparison.path, rows), comparison.path.at
        if _is_long(column.field):
            raise self.source.not_filterable(column.field.name, at)
        if comparison.child is not None:
            return self._membership(column, comparison.operator, comparison.child)
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

    def _key(self, ordering: Ordering, rows: _Rows | None = None) -> Key:
        column = self._term(ordering.path, rows)
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


class _Rows:
    """The rows of a grouped query: which columns they have, under which names."""

    def __init__(self, check: _Check, keys: tuple[Column, ...]) -> None:
        self.check = check
        self.keys = {key.name: key for key in keys}
        self.measures: dict[str, Measure] = {}
        self._aliases: dict[str, Column] = {}
        self._unnamed = 0

    def output(self, entry: Entry) -> tuple[str, str]:
        """What one entry of the selection is called in the answer, and in a row."""
        if isinstance(entry, Group | Child):
            raise self.check.source.refusal(
                "MALFORMED_QUERY", "a grouped query selects fields and aggregates", entry.at
            )
        if isinstance(entry, Aggregate):
            column = self.column(entry)
            name = entry.alias
            if name is None:
                name = f"expr{self._unnamed}"
                self._unnamed += 1
        else:
            path = entry.path if isinstance(entry, Aliased) else entry
            column = self.column(path)
            name = entry.alias if isinstance(entry, Aliased) else column.field.name.rpartition(".")[2]
        self._aliases[name.lower()] = column
        return name, column.field.name

    def column(self, term: Path | Aggregate) -> Column:
        """The column of a row that a key, an aggregate or an alias names; CrmError for anything else."""
        if isinstance(term, Aggregate):
            return self._measured(term)
        if len(term.names) == 1 and term.names[0].lower() in self._aliases:
            return self._aliases[term.names[0].lower()]
        column = self.check.column(term)
        if column.name not in self.keys:
            text = f"Field must be grouped or aggregated: {column.name}"
            raise self.check.source.refusal("MALFORMED_QUERY", text, term.at)
        return Column((), replace(column.field, name=column.name))

    def _measured(self, term: Aggregate) -> Column:
        column = self.check.column(term.path)
        function, family = term.function, family_of(column.field)
        number = family in ("number", "custom")
        if (function in ("SUM", "AVG") and not number) or (function in ("MIN", "MAX") and family == "boolean"):
            text = f"field {column.name} does not support aggregate operator {function}"
            raise self.check.source.refusal("MALFORMED_QUERY", text, term.at)
        name = f"{function}({column.name})"
        kinds = {"COUNT": "int", "COUNT_DISTINCT": "int", "SUM": "double", "AVG": "double"}
        field = Field(name, name, kinds.get(function, column.field.kind))
        self.measures.setdefault(name, Measure(function, column, field))
        return Column((), field)


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
