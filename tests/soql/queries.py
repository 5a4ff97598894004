"""Any SOQL query at all, and a query as text."""

from datetime import UTC

from hypothesis import strategies as st

from mockserver.crm.salesforce.soql.syntax import (
    Aggregate,
    Aliased,
    Child,
    Comparison,
    Condition,
    Conjunction,
    Count,
    Disjunction,
    Entry,
    From,
    Function,
    Group,
    Literal,
    Negation,
    Ordering,
    Path,
    Query,
    TypeOf,
)

_RESERVED = (
    "all and asc desc else end excludes first for from group having in includes last like limit not null nulls offset "
    "or order select then update using when"
)
_WORDS = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True).filter(
    lambda word: word.lower() not in {*_RESERVED.split(), "where", "with", "true", "false"}
)
_PATHS = st.lists(_WORDS, min_size=1, max_size=3).map(lambda parts: Path(tuple(parts)))
_LITERALS = st.one_of(
    st.text(st.characters(exclude_characters="'\\"), max_size=9).map(lambda text: Literal("string", text)),
    st.sampled_from([r"\'", r"\\", r"\n", "%_", r"\%"]).map(lambda text: Literal("string", text)),
    st.from_regex(r"[+-]?[0-9]{1,5}(\.[0-9]{0,3})?", fullmatch=True).map(lambda text: Literal("number", text)),
    st.sampled_from(["true", "FALSE", "True"]).map(lambda text: Literal("boolean", text)),
    st.sampled_from(["null", "NULL"]).map(lambda text: Literal("null", text)),
    st.dates().map(lambda day: Literal("date", day.isoformat())),
    st.datetimes(timezones=st.just(UTC)).map(lambda moment: Literal("datetime", moment.isoformat())),
    st.builds(Literal, st.just("named"), _WORDS, st.none() | st.integers(0, 999)),
)
_PARTS = st.sampled_from(["CALENDAR_YEAR", "DAY_ONLY", "WEEK_IN_YEAR", "HOUR_IN_DAY", "FISCAL_QUARTER"])
_TERMS = st.one_of(_PATHS, st.builds(Function, _PARTS, _PATHS, st.none(), st.booleans()))
_COMPARISONS = st.one_of(
    st.builds(Comparison, _TERMS, st.sampled_from(["=", "!=", "<"]), st.tuples(_LITERALS)),
    st.builds(Comparison, _PATHS, st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "LIKE"]), st.tuples(_LITERALS)),
    st.builds(
        Comparison,
        _PATHS,
        st.sampled_from(["IN", "NOT IN", "INCLUDES", "EXCLUDES"]),
        st.lists(_LITERALS, min_size=1, max_size=4).map(tuple),
    ),
)


def conditions(comparisons: st.SearchStrategy[Comparison]) -> st.SearchStrategy[Condition]:
    def extended(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            inner.map(Negation),
            st.builds(Conjunction, several),
            st.builds(Disjunction, several),
        )

    return st.recursive(comparisons, extended, max_leaves=8)


_AGGREGATES = st.builds(
    Aggregate, st.sampled_from(["COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX"]), _PATHS, st.none() | _WORDS
)

_FUNCTIONS = st.builds(
    Function, st.sampled_from(["FORMAT", "TOLABEL", "DAY_ONLY", "GROUPING"]), _PATHS, st.none() | _WORDS, st.booleans()
)
_PATH_LISTS = st.lists(_PATHS, min_size=1, max_size=3).map(tuple)
_CHOICES = st.builds(
    TypeOf,
    _PATHS,
    st.lists(st.tuples(_PATHS, _PATH_LISTS), min_size=1, max_size=2).map(tuple),
    st.just(()) | _PATH_LISTS,
)
_SOURCES = st.lists(st.builds(From, _PATHS, st.none() | _WORDS), min_size=1, max_size=3).map(tuple)

QUERIES = st.builds(
    Query,
    selection=st.one_of(
        st.lists(st.one_of(_PATHS, st.builds(Group, _WORDS), _FUNCTIONS, _CHOICES), min_size=1, max_size=4).map(tuple),
        st.builds(Count, st.none() | _PATHS),
        st.lists(_AGGREGATES, min_size=2, max_size=4).map(tuple),
    ),
    sources=_SOURCES,
    where=st.none() | conditions(_COMPARISONS),
    order_by=st.lists(st.builds(Ordering, _TERMS, st.booleans(), st.booleans()), max_size=3).map(tuple),
    limit=st.none() | st.integers(0, 10**6),
    offset=st.none() | st.integers(0, 3000),
    all_rows=st.booleans(),
    scope=st.none() | _WORDS.map(lambda word: Path((word,))),
)
GROUPED = st.builds(
    Query,
    selection=st.lists(st.one_of(_PATHS, _AGGREGATES, _FUNCTIONS), min_size=1, max_size=4).map(tuple),
    sources=_SOURCES,
    group_by=st.lists(_TERMS, min_size=1, max_size=3).map(tuple),
    subtotals=st.sampled_from([None, "ROLLUP", "CUBE"]),
    having=st.none() | conditions(_COMPARISONS),
)
"""Queries for rows of groups."""


def written(query: Query) -> str:
    """A query as text, the inverse of parsing."""
    where = [] if query.where is None else ["WHERE", _condition(query.where)]
    order = ["ORDER BY", ", ".join(map(_ordering, query.order_by))] if query.order_by else []
    limit = [] if query.limit is None else ["LIMIT", str(query.limit)]
    offset = [] if query.offset is None else ["OFFSET", str(query.offset)]
    rows = ["ALL ROWS"] if query.all_rows else []
    keys = ", ".join(map(_path, query.group_by))
    group = ["GROUP BY", f"{query.subtotals}({keys})" if query.subtotals else keys] if keys else []
    having = [] if query.having is None else ["HAVING", _condition(query.having)]
    scope = [] if query.scope is None else ["USING SCOPE", _path(query.scope)]
    head = ["SELECT", _selection(query.selection), "FROM", ", ".join(map(_source, query.sources))]
    return " ".join([*head, *scope, *where, *group, *having, *order, *limit, *offset, *rows])


def _source(source: From) -> str:
    return _path(source.path) + (f" {source.alias}" if source.alias else "")


def _selection(selection: tuple[Entry, ...] | Count) -> str:
    if isinstance(selection, Count):
        return f"COUNT({_path(selection.path) if selection.path else ''})"
    return ", ".join(map(_entry, selection))


def _entry(entry: Entry) -> str:
    if isinstance(entry, Group):
        return f"FIELDS({entry.name})"
    if isinstance(entry, Child):
        return f"({written(entry.query)})"
    if isinstance(entry, Aliased):
        return f"{_path(entry.path)} {entry.alias}"
    if isinstance(entry, TypeOf):
        whens = " ".join(f"WHEN {_path(name)} THEN {_paths(paths)}" for name, paths in entry.whens)
        otherwise = f" ELSE {_paths(entry.otherwise)}" if entry.otherwise else ""
        return f"TYPEOF {_path(entry.relationship)} {whens}{otherwise} END"
    alias = f" {entry.alias}" if isinstance(entry, Aggregate | Function) and entry.alias else ""
    return _path(entry) + alias


def _paths(paths: tuple[Path, ...]) -> str:
    return ", ".join(map(_path, paths))


def _path(path: Path | Aggregate | Function) -> str:
    if isinstance(path, Function):
        inner = _path(path.argument)
        return f"{path.name}({f'convertTimezone({inner})' if path.zoned else inner})"
    return f"{path.function}({_path(path.path)})" if isinstance(path, Aggregate) else ".".join(path.names)


def _condition(condition: Condition) -> str:
    if isinstance(condition, Comparison):
        values = ", ".join(map(_literal, condition.literals))
        listed = f"({values})" if condition.operator.endswith(("IN", "CLUDES")) else values
        return f"{_path(condition.path)} {condition.operator} {listed}"
    if isinstance(condition, Negation):
        return f"NOT {_enclosed(condition.part)}"
    return (" AND " if isinstance(condition, Conjunction) else " OR ").join(map(_enclosed, condition.parts))


def _enclosed(condition: Condition) -> str:
    text = _condition(condition)
    return text if isinstance(condition, Comparison) else f"({text})"


def _literal(literal: Literal) -> str:
    text = f"'{literal.text}'" if literal.kind == "string" else literal.text
    return text if literal.count is None else f"{text}:{literal.count}"


def _ordering(ordering: Ordering) -> str:
    return f"{_path(ordering.path)} {'DESC' if ordering.descending else 'ASC'} NULLS " + (
        "LAST" if ordering.nulls_last else "FIRST"
    )
