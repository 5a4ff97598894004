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
    Group,
    Literal,
    Negation,
    Ordering,
    Path,
    Query,
)

_RESERVED = "and asc desc excludes first from group having in includes last like limit not null nulls or select using"
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
_COMPARISONS = st.one_of(
    st.builds(Comparison, _PATHS, st.sampled_from(["=", "!=", "<", "<=", ">", ">=", "LIKE"]), st.tuples(_LITERALS)),
    st.builds(
        Comparison,
        _PATHS,
        st.sampled_from(["IN", "NOT IN"]),
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

QUERIES = st.builds(
    Query,
    selection=st.one_of(
        st.lists(st.one_of(_PATHS, st.builds(Group, _WORDS)), min_size=1, max_size=4).map(tuple),
        st.builds(Count, st.none() | _PATHS),
        st.lists(_AGGREGATES, min_size=2, max_size=4).map(tuple),
    ),
    sobject=_WORDS,
    where=st.none() | conditions(_COMPARISONS),
    order_by=st.lists(st.builds(Ordering, _PATHS, st.booleans(), st.booleans()), max_size=3).map(tuple),
    limit=st.none() | st.integers(0, 10**6),
    offset=st.none() | st.integers(0, 3000),
    all_rows=st.booleans(),
)


def written(query: Query) -> str:
    """A query as text, the inverse of parsing."""
    where = [] if query.where is None else ["WHERE", _condition(query.where)]
    order = ["ORDER BY", ", ".join(map(_ordering, query.order_by))] if query.order_by else []
    limit = [] if query.limit is None else ["LIMIT", str(query.limit)]
    offset = [] if query.offset is None else ["OFFSET", str(query.offset)]
    rows = ["ALL ROWS"] if query.all_rows else []
    head = ["SELECT", _selection(query.selection), "FROM", query.sobject]
    return " ".join([*head, *where, *order, *limit, *offset, *rows])


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
    alias = f" {entry.alias}" if isinstance(entry, Aggregate) and entry.alias else ""
    return _path(entry) + alias


def _path(path: Path | Aggregate) -> str:
    return f"{path.function}({_path(path.path)})" if isinstance(path, Aggregate) else ".".join(path.names)


def _condition(condition: Condition) -> str:
    if isinstance(condition, Comparison):
        values = ", ".join(map(_literal, condition.literals))
        listed = f"({values})" if condition.operator.endswith("IN") else values
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
