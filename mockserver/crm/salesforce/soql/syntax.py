"""The syntax of SOQL: from the text of a query to a tree of frozen values.

The grammar stands in ``soql.lark``. A tree says what was written, not what it means: names as they were
typed, literals as their text. ``at`` is an offset into the text, for messages, and no part of a value's
identity.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path as FilePath
from typing import Any, Final, cast

from lark import Lark, Token, UnexpectedCharacters, UnexpectedToken

from mockserver.core.errors import CrmError
from mockserver.crm.salesforce.soql.errors import Source, plain, too_complicated

MAX_LENGTH: Final = 100_000
"""The most characters of a query, as in Salesforce."""

MAX_DEPTH: Final = 100
"""How deep conditions may nest; what walks them recurses."""

MAX_DIGITS: Final = 40
"""The most characters of a number; a longer one is no token."""

_WORD: Final = re.compile(r"[A-Za-z]\w*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Path:
    """A field, or a field of a parent: ``("Account", "Owner", "Name")``."""

    names: tuple[str, ...]
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """``FIELDS(name)``."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Count:
    """``COUNT()``, or ``COUNT(path)``."""

    path: Path | None = None


@dataclass(frozen=True, slots=True)
class Aliased:
    """A field under a name of the query's own."""

    path: Path
    alias: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``SUM(path) alias``; ``function`` is COUNT, COUNT_DISTINCT, SUM, AVG, MIN or MAX."""

    function: str
    path: Path
    alias: str | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Function:
    """``CALENDAR_YEAR(path)``, or ``FORMAT(SUM(path)) alias``.

    ``name`` is in capitals; ``zoned``: ``convertTimezone`` stands around the path.
    """

    name: str
    argument: Path | Aggregate
    alias: str | None = None
    zoned: bool = False
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TypeOf:
    """``TYPEOF What WHEN Account THEN Phone ELSE Name END``; a WHEN is an object's name with its fields."""

    relationship: Path
    whens: tuple[tuple[Path, tuple[Path, ...]], ...]
    otherwise: tuple[Path, ...] = ()
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Child:
    """``(SELECT ... FROM Contacts)``: among the columns the related records, behind IN the values of its one column."""

    query: Query
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value as written.

    ``kind`` is string (``text`` without its quotes, escapes as typed), number, date, datetime, boolean, null,
    or named (a date literal such as TODAY; ``count`` is the n of LAST_N_DAYS:n).
    """

    kind: str
    text: str
    count: int | None = None
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """``operator`` is one of = != < <= > >= LIKE, which have one literal, IN, NOT IN, INCLUDES, EXCLUDES.

    ``child``: the query that stands in the place of literals.
    """

    path: Path | Aggregate | Function
    operator: str
    literals: tuple[Literal, ...]
    child: Child | None = None


@dataclass(frozen=True, slots=True)
class Negation:
    """NOT."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Conjunction:
    """AND, of two parts or more."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """OR, of two parts or more."""

    parts: tuple[Condition, ...]


Condition = Comparison | Negation | Conjunction | Disjunction


@dataclass(frozen=True, slots=True)
class Ordering:
    """One key of ORDER BY; null comes first unless NULLS LAST is written, in both directions."""

    path: Path | Aggregate | Function
    descending: bool = False
    nulls_last: bool = False


@dataclass(frozen=True, slots=True)
class From:
    """``Account a``, or behind the first one ``a.Owner o``: what is asked, and a name of the query's own for it."""

    path: Path
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One SELECT; ``all_rows``: deleted records are found, too.

    ``sources`` are all that FROM names, the first of them the object; ``subtotals`` is ROLLUP or CUBE around the
    fields of GROUP BY; ``scope`` is what USING SCOPE names.
    """

    selection: tuple[Entry, ...] | Count
    sources: tuple[From, ...]
    where: Condition | None = None
    order_by: tuple[Ordering, ...] = ()
    limit: int | None = None
    offset: int | None = None
    group_by: tuple[Path | Function, ...] = ()
    having: Condition | None = None
    all_rows: bool = False
    subtotals: str | None = None
    scope: Path | None = None

    @property
    def sobject(self) -> str:
        """The name of the object, or of the relationship that leads to it."""
        return self.sources[0].path.names[-1]

    @property
    def at(self) -> int:
        """The place of the object's name."""
        return self.sources[0].path.at


Entry = Path | Group | Child | Aliased | Aggregate | Function | TypeOf


def parse(text: str) -> Query:
    """The tree of a query; CrmError in Salesforce's words when the text is none."""
    if not text.strip():
        raise plain("MALFORMED_QUERY", "SOQL statements cannot be empty or null")
    if len(text) > MAX_LENGTH:
        raise plain("MALFORMED_QUERY", f"SOQL statements cannot be longer than {MAX_LENGTH} characters.")
    query = _parsed(text)
    conditions = [one for one in (query.where, query.having) if one is not None]
    if sum(map(_depth, conditions)) > MAX_DEPTH:
        raise too_complicated()
    return query


def _parsed(text: str) -> Query:
    source = Source(text)
    try:
        query: Query = _PARSER.parse(text)  # type: ignore[assignment] # the builder's value, not a Tree
    except UnexpectedToken as error:
        raise source.unexpected(error.token, error.token.start_pos or 0) from None
    except UnexpectedCharacters as error:
        raise _unreadable(source, cast("int", error.pos_in_stream)) from None
    except _TooManyDigits as error:
        raise source.unexpected(error.token, error.token.start_pos or 0) from None
    return query


def _unreadable(source: Source, at: int) -> CrmError:
    """A reserved word in a wrong place is no token at all, but reads as one."""
    word = _WORD.match(source.text, at)
    return source.unexpected(word[0], at) if word else source.unreadable(at)


def _depth(condition: Condition) -> int:
    """How deep conditions nest, those of queries behind IN counted in."""
    depth, level = 0, [condition]
    while level:
        depth += 1
        level = [part for above in level for part in _parts(above)]
    return depth


def _parts(condition: Condition) -> Sequence[Condition]:
    if isinstance(condition, Comparison):
        inner = condition.child.query.where if condition.child else None
        return () if inner is None else (inner,)
    return (condition.part,) if isinstance(condition, Negation) else condition.parts


class _TooManyDigits(Exception):
    def __init__(self, token: Token) -> None:
        super().__init__(token)
        self.token = token


def _integer(token: Token | None) -> int | None:
    if token is None:
        return None
    if len(token) > MAX_DIGITS:
        raise _TooManyDigits(token)
    return int(token)


def _alone(selection: tuple[Entry, ...] | Count) -> tuple[Entry, ...] | Count:
    """A count of the records with a value, when that is all that is asked for."""
    if isinstance(selection, tuple) and len(selection) == 1:
        (entry,) = selection
        if isinstance(entry, Aggregate) and entry.function == "COUNT" and entry.alias is None:
            return Count(entry.path)
    return selection


class _Builder:
    """What Lark calls for each rule of the grammar, under its name, with the values of its parts."""

    @staticmethod
    def query(parts: list[Any]) -> Query:
        selection, sources, scope, where, _, grouped, having, order_by, limit, offset, _, all_rows = parts
        subtotals, group_by = grouped or (None, ())
        return Query(
            selection if group_by else _alone(selection),
            sources,
            where,
            order_by or (),
            _integer(limit),
            _integer(offset),
            group_by,
            having,
            all_rows is not None,
            subtotals,
            scope,
        )

    @staticmethod
    def sources(parts: list[From]) -> tuple[From, ...]:
        return tuple(parts)

    @staticmethod
    def source(parts: list[Any]) -> From:
        path, alias = parts
        return From(path, None if alias is None else str(alias))

    @staticmethod
    def function(parts: list[Any]) -> Function:
        function, argument, alias = parts
        return replace(_Builder.applied([function, argument]), alias=None if alias is None else str(alias))

    @staticmethod
    def applied(parts: list[Any]) -> Function:
        function, argument = parts
        if isinstance(argument, Function):
            return replace(argument, name=function.upper(), at=function.start_pos)
        return Function(function.upper(), argument, at=function.start_pos)

    @staticmethod
    def zoned(parts: list[Path]) -> Function:
        return Function("", parts[0], zoned=True)

    @staticmethod
    def type_of(parts: list[Any]) -> TypeOf:
        keyword, relationship, *whens, otherwise = parts
        return TypeOf(relationship, tuple(whens), otherwise or (), keyword.start_pos)

    @staticmethod
    def when(parts: list[Any]) -> tuple[Path, tuple[Path, ...]]:
        return parts[0], parts[1]

    @staticmethod
    def paths(parts: list[Path]) -> tuple[Path, ...]:
        return tuple(parts)

    @staticmethod
    def columns(parts: list[Entry]) -> tuple[Entry, ...]:
        return tuple(parts)

    @staticmethod
    def child(parts: list[Query]) -> Child:
        return Child(parts[0], parts[0].at)

    @staticmethod
    def aliased(parts: list[Any]) -> Aliased:
        return Aliased(parts[0], str(parts[1]))

    @staticmethod
    def aggregate(parts: list[Any]) -> Aggregate:
        function, path, alias = parts
        return Aggregate(function.upper(), path, None if alias is None else str(alias), function.start_pos)

    @staticmethod
    def measure(parts: list[Any]) -> Aggregate:
        return Aggregate(parts[0].upper(), parts[1], None, parts[0].start_pos)

    @staticmethod
    def groupings(parts: list[Any]) -> tuple[str | None, tuple[Path | Function, ...]]:
        return None, tuple(parts)

    @staticmethod
    def subtotals(parts: list[Any]) -> tuple[str | None, tuple[Path | Function, ...]]:
        return parts[0].upper(), tuple(parts[1:])

    @staticmethod
    def group(parts: list[Token]) -> Group:
        return Group(str(parts[0]), parts[0].start_pos or 0)

    @staticmethod
    def count(_: list[Any]) -> Count:
        return Count()

    @staticmethod
    def path(parts: list[Token]) -> Path:
        return Path(tuple(map(str, parts)), parts[0].start_pos or 0)

    @staticmethod
    def conjunction(parts: list[Condition]) -> Conjunction:
        return Conjunction(tuple(parts))

    @staticmethod
    def disjunction(parts: list[Condition]) -> Disjunction:
        return Disjunction(tuple(parts))

    @staticmethod
    def negation(parts: list[Condition]) -> Negation:
        return Negation(parts[0])

    @staticmethod
    def comparison(parts: list[Any]) -> Comparison:
        path, operator, *literals = parts
        written = " ".join(operator.upper().split())
        if isinstance(literals[0], Child):
            return Comparison(path, written, (), literals[0])
        return Comparison(path, "!=" if written == "<>" else written, tuple(literals))

    @staticmethod
    def value(parts: list[Any]) -> Literal:
        token = parts[0]
        if isinstance(token, Literal):
            return token
        if token.type == "NUMBER" and len(token) > MAX_DIGITS:
            raise _TooManyDigits(token)
        text = token[1:-1] if token.type == "STRING" else str(token)
        return Literal(token.type.lower(), text, at=token.start_pos)

    @staticmethod
    def named(parts: list[Any]) -> Literal:
        name, count = parts
        return Literal("named", str(name), _integer(count), name.start_pos)

    @staticmethod
    def orderings(parts: list[Ordering]) -> tuple[Ordering, ...]:
        return tuple(parts)

    @staticmethod
    def ordering(parts: list[Any]) -> Ordering:
        path, direction, place = parts
        return Ordering(
            path,
            descending=direction is not None and direction.upper() == "DESC",
            nulls_last=place is not None and place.upper() == "LAST",
        )


_PARSER: Final = Lark(
    FilePath(__file__).with_name("soql.lark").read_text(encoding="utf-8"),
    start="query",
    parser="lalr",
    transformer=_Builder,
    maybe_placeholders=True,
    g_regex_flags=re.IGNORECASE | re.ASCII,
)
