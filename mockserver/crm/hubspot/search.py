"""Searching HubSpot's records: groups of filters and a text, in a bounded number of steps."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.core.words import words_of
from mockserver.crm.hubspot.actions import DEFAULT_LIMIT
from mockserver.crm.hubspot.associations import PLURALS, associated
from mockserver.crm.hubspot.catalogue import Property, as_text, normalised, properties_of
from mockserver.crm.hubspot.errors import Issue, invalid, invalid_values, timed_out
from mockserver.crm.steps import CHARACTERS, Steps

LARGEST_RESULT: Final = 200
LAST_RESULT: Final = 10_000
"""Search shows no results beyond this one."""
MOST_CHARACTERS: Final = 3_000
"""How many characters a search may have, as in HubSpot."""
MOST_GROUPS: Final = 5
MOST_IN_A_GROUP: Final = 6
MOST_FILTERS: Final = 18

Filter = Mapping[str, Any]
"""``{"propertyName", "operator"[, "value"][, "highValue"][, "values"]}``."""
Test = Callable[[Record], bool]
Comparison = Callable[[Any, Sequence[Any]], bool]

_COMPARISONS: Final[Mapping[str, Comparison]] = {
    "EQ": lambda value, operands: value == operands[0],
    "NEQ": lambda value, operands: value != operands[0],
    "LT": lambda value, operands: value < operands[0],
    "LTE": lambda value, operands: value <= operands[0],
    "GT": lambda value, operands: value > operands[0],
    "GTE": lambda value, operands: value >= operands[0],
    "BETWEEN": lambda value, operands: operands[0] <= value <= operands[1],
    "IN": lambda value, operands: value in operands,
    "NOT_IN": lambda value, operands: value not in operands,
}
_TOKENS: Final[Mapping[str, Callable[[bool], bool]]] = {
    "CONTAINS_TOKEN": operator.truth,
    "NOT_CONTAINS_TOKEN": operator.not_,
}
_PRESENCE: Final[Mapping[str, bool]] = {"HAS_PROPERTY": True, "NOT_HAS_PROPERTY": False}
_TOLD: Final = (
    "IN", "NOT_HAS_PROPERTY", "LT", "EQ", "GT", "NOT_IN", "GTE", "CONTAINS_TOKEN", "HAS_PROPERTY", "LTE",
    "NOT_CONTAINS_TOKEN", "BETWEEN", "NEQ",
)  # fmt: skip
"""The operators in the order in which HubSpot names them to who asks for another."""
LISTS: Final = frozenset({"IN", "NOT_IN"})
"""The operators that compare with ``values``."""
_NEGATIVE: Final = frozenset({"NEQ", "NOT_IN", "NOT_CONTAINS_TOKEN"})
"""The operators that a record without the property passes (so recorded answers show it)."""
_ASSOCIATIONS: Final = "associations."
_NUMBERS: Final = frozenset({"number", "integer", "owner"})
_STRICT: Final = _NUMBERS | {"datetime"}
_OPERANDS: Final = 16
"""So many operands take one step."""

_FOUND: Final = 11
"""The further steps of a record that the words of a query found."""

_KEY: Final = 6
"""The steps of a record that is sorted."""

_ASSOCIATED: Final = 8
"""The steps of a record that another is associated with."""

_WORDS: Final = 4
"""The steps it takes to find the words of a text."""


def search(
    store: Store,
    object_type: str,
    *,
    filter_groups: Sequence[Sequence[Filter]] = (),
    query: str = "",
    sort: tuple[str, bool] | None = None,
    limit: int = DEFAULT_LIMIT,
    after: int = 0,
) -> dict[str, Any]:
    """``{"total", "results"[, "paging"]}``: the live records that pass every filter of a group, and the query.

    In order of creation, or sorted by a property (``sort``: its name, and whether downwards), records without it
    last. CrmError 400 for an unknown property or operator, a value that does not fit the property, and too much of
    anything.
    """
    _refuse_excess(store, filter_groups, after + limit)
    filters = [one for group in filter_groups for one in group]
    refuse_long(store, len(query) + sum(map(_characters, filters)))
    steps = Steps(lambda: timed_out(store))
    groups = [[_test(store, object_type, one, steps) for one in group] for group in filter_groups]
    per_record = max(1, len(filters)) + (_FOUND if query.strip() else 0)
    found = [
        record
        for record in steps.each(_candidates(store, object_type, filter_groups, query.strip()), per_record)
        if not groups or any(all(passes(record) for passes in group) for group in groups)
    ]
    if sort:
        found = _sorted(store, object_type, found, sort, steps)
    result: dict[str, Any] = {"total": len(found), "results": found[after : after + limit]}
    if len(found) > after + limit:
        result["paging"] = {"next": {"after": str(after + limit)}}
    return result


def refuse_long(store: Store, characters: int) -> None:
    """CrmError 400 when a search has more characters than HubSpot takes."""
    if characters > MOST_CHARACTERS:
        raise invalid(store, f"A search has {MOST_CHARACTERS} characters at most, not {characters}")


def _characters(one: Filter) -> int:
    operands = (one.get("value"), one.get("highValue"), *(one.get("values") or ()))
    return len(one["propertyName"]) + len(one["operator"]) + sum(len(as_text(each)) for each in operands if each)


def _refuse_excess(store: Store, groups: Sequence[Sequence[Filter]], last: int) -> None:
    if len(groups) > MOST_GROUPS:
        raise invalid(store, f"a search takes at most {MOST_GROUPS} filterGroups, not {len(groups)}")
    largest, total = max(map(len, groups), default=0), sum(map(len, groups))
    if largest > MOST_IN_A_GROUP or total > MOST_FILTERS:
        message = f"a search takes at most {MOST_IN_A_GROUP} filters in a group and {MOST_FILTERS} in all"
        raise invalid(store, f"{message}, not {largest} and {total}")
    if last > LAST_RESULT:
        raise invalid(store, f"a search shows the first {LAST_RESULT} results, not those up to {last}")


def _candidates(store: Store, object_type: str, groups: Sequence[Sequence[Filter]], query: str) -> Iterable[Record]:
    """As few records as the indexes allow, all that could match among them."""
    table = f"hubspot/{object_type}"
    found = _looked_up(store, table, groups[0]) if len(groups) == 1 else None
    if found is None:
        return store.search(table, query) if query else store.scan(table)
    if not query:
        return found
    among = {record["id"] for record in store.search(table, query)}
    return [record for record in found if record["id"] in among]


def _looked_up(store: Store, table: str, group: Sequence[Filter]) -> list[Record] | None:
    """The records that have the value of an indexed property, when a filter asks for one."""
    indexes = store.state.tables[table].base.spec.indexes
    for one in group:
        path = f"properties.{one['propertyName']}"
        if one["operator"] == "EQ" and path in indexes and isinstance(one.get("value"), str):
            return store.find(table, path, one["value"])
    return None


def _sorted(store: Store, object_type: str, found: list[Record], sort: tuple[str, bool], steps: Steps) -> list[Record]:
    name, downwards = sort
    known = _property(store, object_type, name)
    steps.take(_KEY * len(found))
    filled = [record for record in found if _value(record, name) is not None]
    empty = [record for record in found if _value(record, name) is None]
    return sorted(filled, key=lambda record: _comparable(known, _value(record, name) or ""), reverse=downwards) + empty


def _property(store: Store, object_type: str, name: str) -> Property:
    known = properties_of(store, object_type).get(name)
    if known is None:
        raise invalid(store, f'Property "{name}" does not exist')
    return known


def _test(store: Store, object_type: str, one: Filter, steps: Steps) -> Test:
    name, operator_name = one["propertyName"], one["operator"]
    if name.startswith(_ASSOCIATIONS):
        return _association_test(store, object_type, name.removeprefix(_ASSOCIATIONS), one, steps)
    known = _property(store, object_type, name)
    if operator_name in _PRESENCE:
        return lambda record: (_value(record, name) is not None) is _PRESENCE[operator_name]
    if operator_name in _TOKENS:
        return _token_test(name, _TOKENS[operator_name], _text(store, one, "value"), steps)
    if operator_name in _COMPARISONS:
        return _comparison_test(known, operator_name, _operands(store, known, one), steps)
    message = f"Invalid input JSON on line 1, column 1: Enum type must be one of: [{', '.join(_TOLD)}]"
    raise invalid(store, message, about=f"operator {operator_name}")


def _association_test(store: Store, object_type: str, target: str, one: Filter, steps: Steps) -> Test:
    """Whether a record is associated with one of the given records of the type ``target``."""
    operator_name = one["operator"]
    if target not in PLURALS or operator_name not in ("EQ", "IN"):
        raise invalid(store, f"{_ASSOCIATIONS}{target} {operator_name}: only EQ and IN of {', '.join(PLURALS)}")
    keys = _texts(store, one) if operator_name == "IN" else [_text(store, one, "value")]
    ends: set[str] = set()
    for key in dict.fromkeys(keys):
        found = associated(store, f"{target}/{key}", object_type)
        steps.take(_ASSOCIATED * (1 + len(found)))
        ends.update(found)
    return lambda record: record["id"] in ends


def _value(record: Record, name: str) -> str | None:
    value: str | None = record["id"] if name == "hs_object_id" else record["properties"].get(name)
    return value


def _comparison_test(known: Property, operator_name: str, operands: Sequence[Any], steps: Steps) -> Test:
    compare, absent = _COMPARISONS[operator_name], operator_name in _NEGATIVE

    def matches(record: Record) -> bool:
        value = _value(record, known.name)
        steps.take(len(operands) // _OPERANDS + len(value or "") // CHARACTERS)
        return absent if value is None else compare(_comparable(known, value), operands)

    return matches


def _operands(store: Store, known: Property, one: Filter) -> list[Any]:
    """What to compare with, as the property compares."""
    if one["operator"] in LISTS:
        texts = _texts(store, one)
    else:
        names = ("value", "highValue") if one["operator"] == "BETWEEN" else ("value",)
        texts = [_text(store, one, name) for name in names]
    return [_comparable(known, _strict(store, known, each)) for each in texts]


def _text(store: Store, one: Filter, name: str) -> str:
    if one.get(name) is None:
        raise invalid(store, f"{one['propertyName']} {one['operator']} needs a {name}")
    return as_text(one[name])


def _texts(store: Store, one: Filter) -> list[str]:
    if one.get("values") is None:
        raise invalid(store, f"{one['propertyName']} {one['operator']} needs values")
    return [as_text(value) for value in one["values"]]


def _strict(store: Store, known: Property, value: str) -> str:
    """The value in the form in which the property is stored; CrmError 400 when a number or a time is none."""
    if known.kind not in _STRICT:
        return value
    kept = normalised(known, value)
    if isinstance(kept, Issue):
        raise invalid_values(store, [kept])
    return kept


def _comparable(known: Property, value: str) -> Any:
    """A number for numbers, else text in any case; the stored form of a time sorts as text."""
    return Decimal(value) if known.kind in _NUMBERS else value.lower()


def _token_test(name: str, wanted: Callable[[bool], bool], value: str, steps: Steps) -> Test:
    patterns = list(dict.fromkeys(value.lower().split()))
    stars = sum("*" in pattern for pattern in patterns)

    def matches(record: Record) -> bool:
        held = _value(record, name)
        # A word is looked up; what has a star is held against each word and each stretch.
        steps.take(_WORDS + len(patterns) + (stars + 1) * len(held or "") // 4)
        return wanted(held is not None and _contains(held.lower(), patterns))

    return matches


def _contains(held: str, patterns: Sequence[str]) -> bool:
    """Whether every pattern is there: its words, or, with ``*``, a word or a stretch between blanks."""
    words = set(words_of(held))
    stretches = words.union(held.split())
    return all(
        any(_fits(pattern, stretch) for stretch in stretches) if "*" in pattern else words.issuperset(words_of(pattern))
        for pattern in patterns
    )


def _fits(pattern: str, stretch: str) -> bool:
    """Whether the pattern, where ``*`` is any text, is the whole stretch; linear, whatever the pattern."""
    first, *middle, last = pattern.split("*")
    if len(stretch) < len(first) + len(last) or not (stretch.startswith(first) and stretch.endswith(last)):
        return False
    at, end = len(first), len(stretch) - len(last)
    for part in middle:
        found = stretch.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True
