"""What a query finds is what a plain reading of the rules finds."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.core.store import Record
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.soql import query as soql
from mockserver.crm.salesforce.soql.dates import span
from mockserver.crm.salesforce.soql.syntax import (
    Aggregate,
    Aliased,
    Comparison,
    Condition,
    Conjunction,
    Disjunction,
    From,
    Function,
    Literal,
    Negation,
    Ordering,
    Path,
    Query,
)
from tests.soql.org import NOW, store_of
from tests.soql.queries import conditions, written

_TEXTS = ["", "a", "A", "ab", "aBc", "b", "%", "a_", "é"]
_DAYS = [date(2026, 1, 14), date(2026, 1, 15), date(2025, 12, 31)]
_MOMENTS = [datetime(2026, 1, 14, 23, tzinfo=UTC), datetime(2026, 1, 15, tzinfo=UTC), NOW]
_IDS = [numbered_id("001", number) for number in range(1, 5)]
_NUMBERS = [-1, 0, 1, 1.5, 2]


def _optional(name: str, values: Iterable[Any]) -> st.SearchStrategy[Record]:
    return st.sampled_from([{}, *({name: value} for value in values if value != "")])


def _stored_moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


_FIELDS: dict[str, st.SearchStrategy[Record]] = {
    "Name": _optional("Name", _TEXTS),
    "StageName": _optional("StageName", _TEXTS),
    "Amount": _optional("Amount", _NUMBERS),
    "IsClosed": _optional("IsClosed", [True, False]),
    "CloseDate": _optional("CloseDate", [day.isoformat() for day in _DAYS]),
    "CreatedDate": _optional("CreatedDate", map(_stored_moment, _MOMENTS)),
    "AccountId": _optional("AccountId", _IDS[:3]),
    "Tags__c": _optional("Tags__c", ["a", "A;b", "b;c", "a;b;c"]),
}


@st.composite
def orgs(draw: st.DrawFn) -> dict[str, list[Record]]:
    """A few opportunities and accounts; some of the accounts that are referred to do not exist."""
    opportunities = [
        {"Id": numbered_id("006", number)}
        | {name: value for field in _FIELDS.values() for name, value in draw(field).items()}
        for number in range(1, draw(st.integers(0, 8)) + 1)
    ]
    accounts = [{"Id": key} | draw(_optional("Name", _TEXTS)) for key in _IDS[: draw(st.integers(0, 3))]]
    return {"salesforce/Opportunity": opportunities, "salesforce/Account": accounts}


def _text_literal(text: str) -> Literal:
    return Literal("string", text)


_NULL = Literal("null", "null")
_ORDERS = ["=", "!=", "<", "<=", ">", ">="]
_BY_TYPE: list[tuple[list[tuple[str, ...] | Function], list[str], list[Literal]]] = [
    ([("Name",), ("StageName",), ("Account", "Name")], _ORDERS, [_text_literal(text) for text in _TEXTS]),
    ([("Amount",)], _ORDERS, [Literal("number", str(number)) for number in _NUMBERS]),
    ([("IsClosed",)], ["=", "!="], [Literal("boolean", "true"), Literal("boolean", "false")]),
    (
        [("CloseDate",)],
        _ORDERS,
        [
            *(Literal("date", day.isoformat()) for day in _DAYS),
            Literal("named", "TODAY"),
            Literal("named", "LAST_N_DAYS", 1),
        ],
    ),
    (
        [("CreatedDate",)],
        _ORDERS,
        [
            *(Literal("datetime", moment.isoformat()) for moment in _MOMENTS),
            Literal("named", "YESTERDAY"),
            Literal("named", "THIS_MONTH"),
        ],
    ),
    (
        [("AccountId",), ("Id",), ("Account", "Id")],
        _ORDERS,
        [_text_literal(key[:length]) for key in _IDS for length in (15, 18)],
    ),
    (
        [
            *(Function(name, Path(("CreatedDate",))) for name in ("CALENDAR_YEAR", "DAY_IN_WEEK", "HOUR_IN_DAY")),
            *(Function(name, Path(("CloseDate",))) for name in ("FISCAL_QUARTER", "DAY_IN_YEAR", "WEEK_IN_YEAR")),
        ],
        _ORDERS,
        [Literal("number", str(number)) for number in (1, 4, 10, 23, 53, 365, 2025, 2026)],
    ),
    (
        [Function("DAY_ONLY", Path(("CreatedDate",)))],
        _ORDERS,
        [*(Literal("date", day.isoformat()) for day in _DAYS), Literal("named", "YESTERDAY")],
    ),
]
_READ: dict[str, Callable[[Any], Any]] = {
    "CALENDAR_YEAR": lambda day: int(f"{day:%Y}"),
    "DAY_IN_WEEK": lambda day: int(f"{day:%w}") + 1,
    "HOUR_IN_DAY": lambda day: int(f"{day:%H}"),
    "FISCAL_QUARTER": lambda day: {1: 1, 2: 1, 3: 1, 10: 4, 11: 4, 12: 4}.get(int(f"{day:%m}")),
    "DAY_IN_YEAR": lambda day: int(f"{day:%j}"),
    "WEEK_IN_YEAR": lambda day: sum(1 for at in range(int(f"{day:%j}")) if at % 7 == 0),
    "DAY_ONLY": lambda day: date(int(f"{day:%Y}"), int(f"{day:%m}"), int(f"{day:%d}")),
}


def _term(term: tuple[str, ...] | Function) -> Path | Function:
    return term if isinstance(term, Function) else Path(term)


@st.composite
def well_typed(draw: st.DrawFn) -> Comparison:
    if draw(st.integers(0, 9)) == 0:
        items = st.sampled_from(["a", "B", "a;c", "b;a", "x"]).map(_text_literal)
        operator = draw(st.sampled_from(["INCLUDES", "EXCLUDES"]))
        return Comparison(Path(("Tags__c",)), operator, tuple(draw(st.lists(items, min_size=1, max_size=2))))
    paths, operators, literals = draw(st.sampled_from(_BY_TYPE))
    path, literal = _term(draw(st.sampled_from(paths))), st.sampled_from([*literals, _NULL])
    if draw(st.booleans()):
        return Comparison(path, draw(st.sampled_from(operators)), (draw(literal),))
    if literals[0].kind == "string" and isinstance(path, Path) and "Id" not in path.names[-1] and draw(st.booleans()):
        return Comparison(path, "LIKE", (_text_literal(draw(st.text("aAb%_é", max_size=5))),))
    values = draw(st.lists(literal, min_size=1, max_size=3))
    return Comparison(path, draw(st.sampled_from(["IN", "NOT IN"])), tuple(values))


_MEMBERSHIP = {"=": True, "IN": True, "INCLUDES": True, "!=": False, "NOT IN": False, "EXCLUDES": False}


class Oracle:
    """What a filter means, read off its rules as plainly as it can be said."""

    def __init__(self, org: dict[str, list[Record]]) -> None:
        self.accounts = {account["Id"]: account for account in org["salesforce/Account"]}

    def holds(self, condition: Condition, record: Record) -> bool:
        if isinstance(condition, Negation):
            return not self.holds(condition.part, record)
        if isinstance(condition, Conjunction):
            return all(self.holds(part, record) for part in condition.parts)
        if isinstance(condition, Disjunction):
            return any(self.holds(part, record) for part in condition.parts)
        assert not isinstance(condition.path, Aggregate)
        value, operator = self.value(condition.path, record), condition.operator
        if operator not in _MEMBERSHIP:
            return self.precedes(value, operator, condition.literals[0])
        same = self.includes if operator.endswith("CLUDES") else self.equal
        return any(same(value, literal) for literal in condition.literals) == _MEMBERSHIP[operator]

    def value(self, path: Path | Function, record: Record) -> Any:
        if isinstance(path, Function):
            assert isinstance(path.argument, Path)
            value = self.value(path.argument, record)
            return None if value is None else _READ[path.name](value)
        owner: Record | None = record if len(path.names) == 1 else self.accounts.get(record.get("AccountId", ""))
        value = None if owner is None else owner.get(path.names[-1])
        if path.names[-1] == "IsClosed":
            return bool(value)
        if path.names[-1] == "CreatedDate" and value:
            return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z")
        if path.names[-1] == "CloseDate" and value:
            return date.fromisoformat(value)
        return value

    def includes(self, value: Any, literal: Literal) -> bool:
        return all(item in (value or "").lower().split(";") for item in literal.text.lower().split(";"))

    def equal(self, value: Any, literal: Literal) -> bool:
        if literal.kind == "null" or literal.text == "" or value is None:
            return value is None and (literal.kind == "null" or literal.text == "")
        low, high = self.bounds(value, literal)
        return bool(low <= self.folded(value) <= high)

    def precedes(self, value: Any, operator: str, literal: Literal) -> bool:
        if operator == "LIKE":
            pattern = re.escape(literal.text).replace("%", ".*").replace("_", ".")
            return value is not None and re.fullmatch(pattern, value, re.IGNORECASE | re.DOTALL) is not None
        if value is None or literal.kind == "null" or literal.text == "":
            return False
        low, high = self.bounds(value, literal)
        folded = self.folded(value)
        return bool({"<": folded < low, "<=": folded <= high, ">": folded > high, ">=": folded >= low}[operator])

    def folded(self, value: Any) -> Any:
        return value.lower() if isinstance(value, str) else value

    def arranged(
        self, records: list[Record], path: Path | Function, *, descending: bool, nulls_last: bool
    ) -> list[Record]:
        ranked = [(self.folded(self.value(path, record)), record) for record in records]
        filled = [pair for pair in ranked if pair[0] is not None]
        filled.sort(key=lambda pair: pair[0], reverse=descending)
        nulls = [record for rank, record in ranked if rank is None]
        sorted_ = [record for _, record in filled]
        return sorted_ + nulls if nulls_last else nulls + sorted_

    def bounds(self, value: Any, literal: Literal) -> tuple[Any, Any]:
        """The least and the greatest value that the literal equals."""
        if literal.kind == "named":
            first, after = span(literal.text, literal.count, NOW.date())
            if isinstance(value, datetime):
                midnights = [datetime(day.year, day.month, day.day, tzinfo=UTC) for day in (first, after)]
                return midnights[0], midnights[1] - timedelta(microseconds=1)
            return first, after - timedelta(days=1)
        exact = self.exact(literal)
        return exact, exact

    def exact(self, literal: Literal) -> Any:
        readers: dict[str, Callable[[str], Any]] = {
            "number": float,
            "boolean": lambda text: text == "true",
            "date": date.fromisoformat,
            "datetime": datetime.fromisoformat,
            "string": lambda text: next((key for key in _IDS if text in (key, key[:15])), text).lower(),
        }
        return readers[literal.kind](literal.text)


@pytest.mark.contract("R-17")
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(org=orgs(), where=conditions(well_typed()))
def test_a_query_finds_what_a_plain_reading_finds(org: dict[str, list[Record]], where: Condition) -> None:
    oracle, store = Oracle(org), store_of(org)
    expected = [record["Id"] for record in org["salesforce/Opportunity"] if oracle.holds(where, record)]
    text = written(Query((Path(("Id",)),), (From(Path(("Opportunity",))),), where))
    assert [record["Id"] for record in soql.query(store, text)["records"]] == expected


@pytest.mark.contract("R-17")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    org=orgs(),
    keys=st.lists(
        st.tuples(st.sampled_from([path for paths, _, _ in _BY_TYPE for path in paths]), st.booleans(), st.booleans()),
        min_size=1,
        max_size=3,
    ),
    limit=st.none() | st.integers(0, 9),
    offset=st.integers(0, 9),
)
def test_an_ordered_page_is_a_slice_of_the_sorted_records(
    org: dict[str, list[Record]],
    keys: list[tuple[tuple[str, ...] | Function, bool, bool]],
    limit: int | None,
    offset: int,
) -> None:
    oracle, store = Oracle(org), store_of(org)
    expected = org["salesforce/Opportunity"]
    for path, descending, nulls_last in reversed(keys):
        expected = oracle.arranged(expected, _term(path), descending=descending, nulls_last=nulls_last)
    order = tuple(Ordering(_term(path), descending, last) for path, descending, last in keys)
    text = written(Query((Path(("Id",)),), (From(Path(("Opportunity",))),), None, order, limit, offset))
    end = None if limit is None else offset + limit
    found = soql.query(store, text)["records"]
    assert [record["Id"] for record in found] == [record["Id"] for record in expected[offset:end]]


_KEYS = [Path(("StageName",)), Path(("IsClosed",)), Path(("Account", "Name")), _BY_TYPE[-2][0][0], _BY_TYPE[-1][0][0]]


@pytest.mark.contract("S-40")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    org=orgs(),
    keys=st.lists(st.sampled_from(_KEYS), min_size=1, max_size=3, unique=True),
    subtotals=st.sampled_from([None, "ROLLUP", "CUBE"]),
)
def test_groups_and_subtotals_are_those_of_a_plain_reading(
    org: dict[str, list[Record]], keys: list[Any], subtotals: str | None
) -> None:
    oracle, records = Oracle(org), org["salesforce/Opportunity"]
    levels = {
        None: [len(keys)],
        "ROLLUP": range(len(keys) + 1),
        "CUBE": range(2 ** len(keys)),
    }[subtotals]
    expected = []
    for level in levels:
        kept = [bool(level >> at & 1) if subtotals == "CUBE" else at < level for at in range(len(keys))]
        groups: dict[Any, list[Record]] = {}
        for record in records:
            pairs = zip(keys, kept, strict=True)
            values = [oracle.folded(oracle.value(key, record)) if keep else None for key, keep in pairs]
            groups.setdefault(tuple(values), []).append(record)
        for values, members in groups.items():
            amounts = [one["Amount"] for one in members if "Amount" in one]
            row = [*map(str, values), *(int(not keep) for keep in kept), len(members)]
            expected.append([*row, sum(amounts) if amounts else None, max(amounts, default=None)])
    columns = [
        *(_aliased(key, f"k{at}") for at, key in enumerate(keys)),
        *(Function("GROUPING", key, f"g{at}") for at, key in enumerate(keys) if isinstance(key, Path)),
        Aggregate("COUNT", Path(("Id",)), "n"),
        Aggregate("SUM", Path(("Amount",)), "s"),
        Aggregate("MAX", Path(("Amount",)), "m"),
    ]
    source = (From(Path(("Opportunity",))),)
    found = soql.query(store_of(org), written(Query(tuple(columns), source, group_by=tuple(keys), subtotals=subtotals)))
    paths = [at for at, key in enumerate(keys) if isinstance(key, Path)]
    wanted = [[*row[: len(keys)], *(row[len(keys) + at] for at in paths), *row[-3:]] for row in expected]
    got = [[oracle.folded(value) for name, value in row.items() if name != "attributes"] for row in found["records"]]
    answered = [[*map(str, row[: len(keys)]), *row[len(keys) :]] for row in got]
    assert sorted(answered, key=repr) == sorted(wanted, key=repr)


def _aliased(key: Path | Function, alias: str) -> Aliased | Function:
    return Aliased(key, alias) if isinstance(key, Path) else replace(key, alias=alias)
