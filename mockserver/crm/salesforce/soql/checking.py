"""A query held against the objects of the org: names become fields, literals become values, or CrmError."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from typing import Final

from msgspec.structs import replace

from mockserver.core.errors import CrmError
from mockserver.core.offload import require_thread
from mockserver.crm.salesforce.describe import child_of
from mockserver.crm.salesforce.objects import POINTED, Field, Org, SObject
from mockserver.crm.salesforce.soql.errors import Source, duplicate_field, plain
from mockserver.crm.salesforce.soql.functions import PARTS
from mockserver.crm.salesforce.soql.literals import Operand, family_of, items, operand, pattern, type_name
from mockserver.crm.salesforce.soql.plan import (
    AllOf,
    AnyOf,
    Call,
    Choice,
    Column,
    Criterion,
    Filter,
    Grouping,
    Key,
    Kin,
    Measure,
    Membership,
    Not,
    Output,
    Plan,
    Step,
)
from mockserver.crm.salesforce.soql.syntax import (
    Aggregate,
    Aliased,
    Child,
    Comparison,
    Condition,
    Conjunction,
    Count,
    Entry,
    Function,
    Group,
    Literal,
    Negation,
    Ordering,
    Path,
    Query,
    TypeOf,
    parse,
)

MAX_OFFSET: Final = 2000
MAX_FIELDS_LIMIT: Final = 200
MAX_KEYS: Final = 32
MAX_STEPS: Final = 5
"""How many parents a field path may climb; this bound and those above are Salesforce's."""

MAX_CHILDREN: Final = 20
"""How many sub-queries a query may have among its columns, as in Salesforce."""

MAX_SEMI_JOINS: Final = 2
"""How many queries may stand behind IN, as in Salesforce."""

MAX_SUBTOTALS: Final = 3
"""How many fields ROLLUP and CUBE take, as in Salesforce."""

_ORDERS: Final = frozenset({"<", "<=", ">", ">="})
_SCOPES: Final = frozenset({"everything", "mine"})
_READERS: Final = {"LIKE": pattern, "INCLUDES": items, "EXCLUDES": items}
_POINTED: Final = Field("Type", "Object Type", POINTED, createable=False, updateable=False)


_LONGEST_KNOWN: Final = 1_000
"""Characters of the longest query that is remembered, and read on the event loop.

What the memory holds must not be the callers' to choose.
"""


def plan_of(text: str, org: Org) -> Plan:
    """The plan of a query; CrmError for a text that is none, for what the org does not know or does not allow."""
    if len(text) <= _LONGEST_KNOWN:
        return _known(text, org)
    require_thread()  # to read it takes several milliseconds
    return _planned(text, org)


def _planned(text: str, org: Org) -> Plan:
    return _Check(Source(text), parse(text), org).plan()


_known: Final = lru_cache(maxsize=128)(_planned)
"""Clients ask the same again and again, and to read a query takes several times as long as to answer it."""


class _Check:
    """One query on its way from names to fields; ``depth`` counts the queries around it."""

    def __init__(self, source: Source, query: Query, org: Org, sobject: SObject | None = None, depth: int = 0) -> None:
        self.source = source
        self.query = query
        self.org = org
        self.depth = depth
        self.joins = 0
        sobject = sobject or org.objects.get(query.sobject.lower())
        if sobject is None:
            raise source.no_such_object(query.sobject, query.at)
        self.sobject = sobject
        self.aliases: dict[str, tuple[str, ...]] = {}
        self._name_sources(inner=depth > 0)

    def _name_sources(self, *, inner: bool) -> None:
        """The names of FROM: the object's own, then those of parents."""
        first, *others = self.query.sources
        if len(first.path.names) > 1 and not inner:
            raise self.source.no_such_object(".".join(first.path.names), first.path.at)
        if first.alias is not None:
            self.aliases[first.alias.lower()] = ()
        for one in others:
            names = self._without_own_name(one.path.names)
            try:
                self._climbed(names, one.path.at)
            except CrmError:
                raise self.source.no_such_child(names[-1], one.path.at) from None
            if one.alias is not None:
                self.aliases[one.alias.lower()] = names

    def plan(self) -> Plan:
        """Checked in the order of the text, bounds last."""
        query = self.query
        mine = self._mine()
        if query.group_by or self._has_aggregates():
            return replace(self._grouped(), mine=mine)
        if query.having is not None:
            raise plain("MALFORMED_QUERY", "HAVING is used without GROUP BY")
        counting = isinstance(query.selection, Count)
        columns, kin = self._selected()
        where = None if query.where is None else self._filter(query.where)
        order_by = tuple(map(self._key, query.order_by))
        self._refuse_excess(counting=counting)
        limit, offset = query.limit, query.offset or 0
        return Plan(
            self.sobject, columns, counting, where, order_by, limit, offset, kin, all_rows=query.all_rows, mine=mine
        )

    def _mine(self) -> Column | None:
        """The owner, when the query asks for the user's own records only."""
        scope = self.query.scope
        if scope is None:
            return None
        name = scope.names[0].lower()
        owner = self.sobject.named("OwnerId")
        if self.depth or name not in _SCOPES or (name == "mine" and owner is None):
            text = f"The filter scope '{scope.names[0]}' is not supported for the entity '{self.sobject.name}'"
            raise self.source.refusal("MALFORMED_QUERY", text, scope.at)
        return Column((), owner) if name == "mine" and owner is not None else None

    def _has_aggregates(self) -> bool:
        selection = self.query.selection
        if isinstance(selection, Count):
            return False
        inner = (entry.argument if isinstance(entry, Function) else entry for entry in selection)
        return any(isinstance(entry, Aggregate) for entry in inner)

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
        keys = tuple(map(self._group_key, query.group_by))
        if query.subtotals and len(keys) > MAX_SUBTOTALS:
            text = f"{query.subtotals} takes {MAX_SUBTOTALS} fields at most, not {len(keys)}"
            raise self.source.refusal("MALFORMED_QUERY", text, query.group_by[MAX_SUBTOTALS].at)
        rows = _Rows(self, keys)
        outputs = tuple(map(rows.output, selection))
        where = None if query.where is None else self._filter(query.where)
        having = None if query.having is None else self._filter(query.having, rows)
        order_by = tuple(self._key(one, rows) for one in query.order_by)
        if not keys and query.limit is not None:
            text = "Non-grouped query that uses overall aggregate functions cannot also use LIMIT"
            raise plain("MALFORMED_QUERY", text)
        self._refuse_excess(counting=False)
        grouping = Grouping(keys, _levels(query.subtotals, len(keys)), tuple(rows.measures.values()), outputs, having)
        limit, offset = query.limit, query.offset or 0
        return Plan(self.sobject, (), False, where, order_by, limit, offset, grouping=grouping, all_rows=query.all_rows)

    def _group_key(self, term: Path | Function) -> Column:
        column = self._term(term, None)
        if not column.field.groupable or (column.call is not None and column.call.name not in PARTS):
            text = f"field '{column.name}' can not be grouped in a query call"
            raise self.source.refusal("INVALID_FIELD", text, term.at)
        return column

    def _selected(self) -> tuple[tuple[Column, ...], tuple[Kin | Choice, ...]]:
        selection = self.query.selection
        if isinstance(selection, Count):
            return () if selection.path is None else (self._column(selection.path),), ()
        columns: dict[str, Column] = {}
        kin: dict[str, Kin | Choice] = {}
        for entry in selection:
            if isinstance(entry, Child | TypeOf):
                one = self._kin(entry) if isinstance(entry, Child) else self._choice(entry)
                firsts = {column.steps[0].name: column for column in columns.values() if column.steps}
                self._refuse_duplicate(one.name, kin, columns, firsts)
                kin[one.name] = one
                continue
            for column in self._columns(entry):
                first = column.steps[0].name if column.steps and not column.alias else column.shown
                self._refuse_duplicate(first, kin)
                self._refuse_duplicate(column.shown, columns)
                columns[column.shown] = column
        if len(kin) > MAX_CHILDREN:
            raise plain("MALFORMED_QUERY", f"at most {MAX_CHILDREN} sub-queries may be selected")
        return tuple(columns.values()), tuple(kin.values())

    def _refuse_duplicate(self, name: str, *selected: Mapping[str, object]) -> None:
        if any(name in one for one in selected):
            raise duplicate_field(name)

    def _choice(self, entry: TypeOf) -> Choice:
        """The fields of each object that the reference may lead to."""
        at = entry.relationship.at
        names = self._without_own_name(entry.relationship.names)
        (step, *further), targets = self._climbed(names, at)
        if further or len(targets) == 1:
            text = f"TYPEOF takes a relationship to several objects, which {'.'.join(names)} is not"
            raise self.source.refusal("MALFORMED_QUERY", text, at)
        columns: dict[str, tuple[Column, ...]] = {}
        for when, paths in entry.whens:
            target = next((one for one in targets if one.name.lower() == ".".join(when.names).lower()), None)
            if target is None or target.name in columns:
                raise self.source.no_such_object(".".join(when.names), when.at)
            columns[target.name] = tuple(self._reached((target,), path.names, path.at) for path in paths)
        otherwise = tuple(self._reached(targets, path.names, path.at) for path in entry.otherwise)
        return Choice(step.name, step, columns, otherwise)

    def _kin(self, child: Child) -> Kin:
        query = child.query
        above = query.sources[0].path.names[:-1]
        if len(above) > 1 or (above and self._without_own_name((above[0], "")) != ("",)):
            raise self.source.no_such_child(".".join(query.sources[0].path.names), child.at)
        if self.depth:
            raise self.source.refusal("MALFORMED_QUERY", "a sub-query may not hold another", child.at)
        found = child_of(self.org, self.sobject.name, query.sobject)
        if found is None:
            raise self.source.no_such_child(query.sobject, child.at)
        name, sobject, reference = found
        inner = _Check(self.source, query, self.org, self.org.objects[sobject.lower()], self.depth + 1)
        plan = inner.plan()
        if plan.grouping or plan.counting or any(isinstance(one, Choice) for one in plan.kin):
            raise self.source.refusal("MALFORMED_QUERY", "a sub-query may not aggregate", child.at)
        indexed = inner.sobject.fields[reference].indexed
        return Kin(name, reference, plan, indexed=indexed)

    def _membership(self, column: Column, operator: str, child: Child) -> Membership:
        self.joins += 1
        if self.depth or self.joins > MAX_SEMI_JOINS:
            text = f"at most {MAX_SEMI_JOINS} queries may stand behind IN, and none in another"
            raise self.source.refusal("MALFORMED_QUERY", text, child.at)
        plan = _Check(self.source, child.query, self.org, None, self.depth + 1).plan()
        if len(plan.columns) != 1 or plan.counting or plan.kin:
            raise self.source.refusal("MALFORMED_QUERY", "the query behind IN must select one field", child.at)
        inner = plan.columns[0].field
        if family_of(column.field) != "id" or family_of(inner) != "id":
            text = f"a query behind IN joins ids, not {column.name} and {inner.name}"
            raise self.source.refusal("MALFORMED_QUERY", text, child.at)
        return Membership(column, operator, plan)

    def _columns(self, entry: Path | Group | Aliased | Aggregate | Function) -> Iterator[Column]:
        if isinstance(entry, Aliased):
            raise self.source.unexpected(entry.alias, entry.path.at)
        if isinstance(entry, Aggregate):
            raise TypeError("a query with an aggregate is a grouped one")
        if isinstance(entry, Group):
            yield from self._fields(entry)
        elif isinstance(entry, Path):
            yield self._column(entry)
        else:
            yield self._shown(entry)

    def _shown(self, entry: Function) -> Column:
        """A function among the columns of records."""
        column = self.applied(entry)
        if entry.name in PARTS or entry.name == "GROUPING":
            text = f"Field must be grouped or aggregated: {column.name}"
            raise self.source.refusal("MALFORMED_QUERY", text, entry.at)
        return column

    def _fields(self, entry: Group) -> Iterator[Column]:
        name = entry.name.upper()
        if name not in ("ALL", "STANDARD", "CUSTOM"):
            raise self.source.unexpected(entry.name, entry.at)
        limit = self.query.limit
        if name != "STANDARD" and (limit is None or limit > MAX_FIELDS_LIMIT):
            text = f"The SOQL FIELDS function must have a LIMIT of at most {MAX_FIELDS_LIMIT}"
            raise plain("MALFORMED_QUERY", text)
        for field in self.sobject.fields.values():
            if name == "ALL" or field.name.endswith("__c") == (name == "CUSTOM"):
                yield Column((), field)

    def column(self, path: Path) -> Column:
        """The column that a path leads to; CrmError when it leads nowhere."""
        return self._column(path)

    def _column(self, path: Path) -> Column:
        return self._reached((self.sobject,), self._without_own_name(path.names), path.at)

    def _reached(self, begun: tuple[SObject, ...], names: tuple[str, ...], at: int) -> Column:
        """The field that a path from one of some objects leads to."""
        steps, sobjects = self._climbed(names[:-1], at, begun)
        if steps and names[-1].lower() == "type" and (len(sobjects) > 1 or steps[-1].reference == "OwnerId"):
            return Column(steps, _POINTED)
        field = _field(sobjects, names[-1])
        if field is None:
            raise self.source.no_such_column(names[-1], sobjects[0].name, at)
        return Column(steps, field)

    def applied(self, function: Function) -> Column:
        """The column of a function around a path; CrmError when the function cannot be made of the field."""
        name, argument = function.name, function.argument
        if isinstance(argument, Aggregate):
            raise self.source.refusal("MALFORMED_QUERY", f"{name} is not made of {argument.function}", function.at)
        column = self._column(argument)
        kind, family = column.field.kind, family_of(column.field)
        part = PARTS.get(name)
        if part is None:
            wrong = function.zoned or (name == "TOLABEL" and family != "text")
        else:
            moments = part.of_moments or function.zoned
            wrong = family != "datetime" and (moments or family != "date")
        if wrong:
            text = f"field {column.name} does not support the function {name}"
            raise self.source.refusal("INVALID_FIELD", text, argument.at)
        field = column.field if part is None else replace(column.field, kind=part.kind)
        call = Call(name, kind, zoned=function.zoned or name == "FORMAT")
        return Column(column.steps, field, call, function.alias)

    def _without_own_name(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The object's own name or alias may stand before its fields, unless a relationship is called so."""
        if len(names) > 1 and names[0].lower() in self.aliases:
            return *self.aliases[names[0].lower()], *names[1:]
        own = len(names) > 1 and names[0].lower() == self.sobject.name.lower()
        return names[1:] if own and _step((self.sobject,), names[0]) is None else names

    def _climbed(
        self, names: tuple[str, ...], at: int, begun: tuple[SObject, ...] = ()
    ) -> tuple[tuple[Step, ...], tuple[SObject, ...]]:
        if len(names) > MAX_STEPS:
            text = f"a field path may climb {MAX_STEPS} relationships at most, not {len(names)}"
            raise self.source.refusal("MALFORMED_QUERY", text, at)
        sobjects = begun or (self.sobject,)
        steps: list[Step] = []
        for name in names:
            step = _step(sobjects, name)
            if step is None:
                raise self.source.no_such_relationship(name, at)
            steps.append(step)
            sobjects = tuple(self.org.objects[target.lower()] for target in step.targets)
        return tuple(steps), sobjects

    def _filter(self, condition: Condition, rows: _Rows | None = None) -> Filter:
        """``rows``: the condition is about rows of groups."""
        if isinstance(condition, Comparison):
            return self._criterion(condition, rows)
        if isinstance(condition, Negation):
            return Not(self._filter(condition.part, rows))
        parts = tuple(self._filter(part, rows) for part in condition.parts)
        return AllOf(parts) if isinstance(condition, Conjunction) else AnyOf(parts)

    def _term(self, term: Path | Aggregate | Function, rows: _Rows | None) -> Column:
        if rows is not None:
            return rows.column(term)
        if isinstance(term, Aggregate):
            raise self.source.refusal("MALFORMED_QUERY", f"{term.function} stands in HAVING and ORDER BY only", term.at)
        if isinstance(term, Function):
            if term.name in ("FORMAT", "GROUPING"):
                text = f"{term.name} does not stand here"
                raise self.source.refusal("MALFORMED_QUERY", text, term.at)
            return self.applied(term)
        return self._column(term)

    def _criterion(self, comparison: Comparison, rows: _Rows | None) -> Criterion | Membership:
        column, at = self._term(comparison.path, rows), comparison.path.at
        if not column.field.filterable:
            raise self.source.not_filterable(column.field.name, at)
        if comparison.child is not None:
            return self._membership(column, comparison.operator, comparison.child)
        self._refuse_operator(column.field, comparison.operator, at)
        read = _READERS.get(comparison.operator, operand)

        def value(literal: Literal) -> Operand:
            return read(self.source, column.field, literal, at)

        return Criterion(column, comparison.operator, tuple(map(value, comparison.literals)))

    def _refuse_operator(self, field: Field, operator: str, at: int) -> None:
        family = family_of(field)
        several = field.kind == "multipicklist"
        unlike = operator == "LIKE" and (several or family not in ("text", "custom"))
        whole = operator in ("INCLUDES", "EXCLUDES") and not several and family != "custom"
        if unlike or whole or (operator in _ORDERS and (several or family == "boolean")):
            raise self.source.invalid_operator(type_name(field), at)

    def _key(self, ordering: Ordering, rows: _Rows | None = None) -> Key:
        column = self._term(ordering.path, rows)
        if isinstance(self.query.selection, Count):
            text = f"Ordered field must be grouped or aggregated: {column.name}"
            raise self.source.refusal("MALFORMED_QUERY", text, ordering.path.at)
        if not column.field.sortable or (column.call is not None and column.call.name == "TOLABEL"):
            raise self.source.not_sortable(column.name, ordering.path.at)
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

    def output(self, entry: Entry) -> Output:
        """What one entry of the selection is called in the answer, and in a row."""
        if isinstance(entry, Group | Child | TypeOf):
            raise self.check.source.refusal(
                "MALFORMED_QUERY", "a grouped query selects fields and aggregates", entry.at
            )
        call = None
        if isinstance(entry, Function) and entry.name in ("FORMAT", "TOLABEL"):
            column = self.column(entry.argument)
            if isinstance(entry.argument, Path):
                self.check.applied(entry)
            call = Call(entry.name, column.field.kind, zoned=True)
            name = entry.alias or (self._fresh() if isinstance(entry.argument, Aggregate) else _last(column))
        elif isinstance(entry, Aggregate | Function):
            column = self.column(entry)
            name = entry.alias or self._fresh()
        else:
            column = self.column(entry.path if isinstance(entry, Aliased) else entry)
            name = entry.alias if isinstance(entry, Aliased) else _last(column)
        self._aliases[name.lower()] = column
        return Output(name, column.field.name, call)

    def _fresh(self) -> str:
        self._unnamed += 1
        return f"expr{self._unnamed - 1}"

    def column(self, term: Path | Aggregate | Function) -> Column:
        """The column of a row that a key, an aggregate or an alias names; CrmError for anything else."""
        if isinstance(term, Aggregate):
            return self._measured(term)
        if isinstance(term, Path) and len(term.names) == 1 and term.names[0].lower() in self._aliases:
            return self._aliases[term.names[0].lower()]
        grouping = isinstance(term, Function) and term.name == "GROUPING"
        if isinstance(term, Function) and not grouping:
            column = self.check.applied(term)
        else:
            column = self.check.column(_argument(term))
        if column.name not in self.keys:
            text = f"Field must be grouped or aggregated: {column.name}"
            raise self.check.source.refusal("MALFORMED_QUERY", text, term.at)
        if grouping:
            name = f"GROUPING({column.name})"
            return Column((), Field(name, name, "int"))
        return Column((), replace(column.field, name=column.name))

    def _measured(self, term: Aggregate) -> Column:
        column = self.check.column(term.path)
        function, family = term.function, family_of(column.field)
        number = family in ("number", "custom")
        if (function in ("SUM", "AVG") and not number) or not column.field.aggregatable:
            text = f"field {column.name} does not support aggregate operator {function}"
            raise self.check.source.refusal("MALFORMED_QUERY", text, term.at)
        name = f"{function}({column.name})"
        kept = column.field.kind if column.field.kind in ("currency", "percent") else "double"
        kinds = {"COUNT": "int", "COUNT_DISTINCT": "int", "SUM": kept, "AVG": kept}
        field = Field(name, name, kinds.get(function, column.field.kind))
        self.measures.setdefault(name, Measure(function, column, field))
        return Column((), field)


def _step(sobjects: Iterable[SObject], name: str) -> Step | None:
    """The relationship of that name in any case: Account for AccountId, Parent__r for Parent__c."""
    reference = f"{name[:-1]}c" if name.lower().endswith("__r") else f"{name}Id"
    for sobject in sobjects:
        field = sobject.named(reference)
        if field is not None and field.relationship is not None:
            return Step(field.relationship, field.name, field.references)
    return None


def _field(sobjects: Iterable[SObject], name: str) -> Field | None:
    """The field of that name; a reference to several objects offers the fields of all."""
    return next((field for field in (sobject.named(name) for sobject in sobjects) if field), None)


def _argument(term: Path | Function) -> Path:
    inner = term.argument if isinstance(term, Function) else term
    if isinstance(inner, Aggregate):
        return inner.path
    return inner


def _last(column: Column) -> str:
    """The last name of a key's path."""
    return column.field.name.rpartition(".")[2]


def _levels(subtotals: str | None, count: int) -> tuple[tuple[bool, ...], ...]:
    """Which keys make the groups: all of them, and for subtotals fewer and fewer, or every choice of them."""
    if subtotals == "CUBE":
        return tuple(product((True, False), repeat=count))
    least = 0 if subtotals else count
    return tuple(tuple(at < size for at in range(count)) for size in range(count, least - 1, -1))
