"""Searching HubSpot's contacts: one filter and a text, in a bounded number of steps."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.core.words import words_of
from mockserver.crm.hubspot.actions import CONTACTS, DEFAULT_LIMIT, whole_number
from mockserver.crm.hubspot.catalogue import Property, normalised, properties_of
from mockserver.crm.hubspot.errors import Issue, invalid, invalid_values, timed_out
from mockserver.crm.parameters import text
from mockserver.crm.steps import CHARACTERS, Steps

LARGEST_RESULT: Final = 200
MOST_CHARACTERS: Final = 3_000
"""How many characters a search may have, as in HubSpot."""

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
OPERATORS: Final = (*_COMPARISONS, *_PRESENCE, *_TOKENS)
_LISTS: Final = frozenset({"IN", "NOT_IN", "BETWEEN"})
_NUMBERS: Final = frozenset({"number", "integer", "owner"})
_STRICT: Final = _NUMBERS | {"datetime"}
_OPERANDS: Final = 16
"""So many operands take one step."""

_FOUND: Final = 12
"""The steps of a contact that the words of a query found."""

_WORDS: Final = 4
"""The steps it takes to find the words of a text."""


def search_contacts(store: Store, payload: Mapping[str, Any]) -> dict[str, Any]:
    """``{"total", "results"[, "paging"]}`` with the contacts that pass the filter, in order of creation.

    CrmError 400 for an unknown property or operator and for a value that does not fit the property.
    """
    _refuse_long(store, payload)
    limit = whole_number(store, payload, "limit", default=DEFAULT_LIMIT, least=1, most=LARGEST_RESULT)
    steps = Steps(lambda: timed_out(store))
    matches = _filter(store, payload["propertyName"], payload["operator"], str(text(payload["value"])), steps)
    per_contact = 1 if payload.get("query") is None else _FOUND
    found = [contact for contact in steps.each(_candidates(store, payload), per_contact) if matches(contact)]
    result: dict[str, Any] = {"total": len(found), "results": found[:limit]}
    if len(found) > limit:
        result["paging"] = {"next": {"after": str(limit)}}
    return result


def _refuse_long(store: Store, payload: Mapping[str, Any]) -> None:
    given = (text(payload.get(name)) for name in ("propertyName", "operator", "value", "query"))
    characters = sum(len(value) for value in given if isinstance(value, str))
    if characters > MOST_CHARACTERS:
        raise invalid(store, f"A search has {MOST_CHARACTERS} characters at most, not {characters}")


def _candidates(store: Store, payload: Mapping[str, Any]) -> Iterable[Record]:
    """As few contacts as the indexes allow, all that could match among them."""
    query = str(text(payload.get("query") or "")).strip()
    if payload["propertyName"] != "email" or payload["operator"] != "EQ":
        return store.search(CONTACTS, query) if query else store.scan(CONTACTS)
    found = store.find(CONTACTS, "properties.email", str(text(payload["value"])))
    if not query:
        return found
    among = {contact["id"] for contact in store.search(CONTACTS, query)}
    return [contact for contact in found if contact["id"] in among]


def _filter(store: Store, name: str, operator_name: str, value: str, steps: Steps) -> Test:
    known = properties_of(store, "contact").get(name)
    if known is None:
        raise invalid(store, f'Property "{name}" does not exist')
    if operator_name in _PRESENCE:
        return lambda contact: (_value(contact, name) is not None) is _PRESENCE[operator_name]
    if operator_name in _TOKENS:
        return _token_test(name, _TOKENS[operator_name], value, steps)
    if operator_name in _COMPARISONS:
        operands = _operands(store, known, operator_name, value)
        return _comparison_test(known, _COMPARISONS[operator_name], operands, steps)
    raise invalid(store, f'operator "{operator_name}" is not one of [{", ".join(sorted(OPERATORS))}]')


def _value(contact: Record, name: str) -> str | None:
    value: str | None = contact["id"] if name == "hs_object_id" else contact["properties"].get(name)
    return value


def _comparison_test(known: Property, compare: Comparison, operands: Sequence[Any], steps: Steps) -> Test:
    def matches(contact: Record) -> bool:
        value = _value(contact, known.name)
        steps.take(len(operands) // _OPERANDS + len(value or "") // CHARACTERS)
        return value is not None and compare(_comparable(known, value), operands)

    return matches


def _operands(store: Store, known: Property, operator_name: str, value: str) -> list[Any]:
    """What to compare with: several values are separated by semicolons or, without any, by commas."""
    texts = [value]
    if operator_name in _LISTS:
        parts = value.split(";" if ";" in value else ",")
        texts = [part.strip() for part in parts if part.strip()]
    if operator_name == "BETWEEN" and len(texts) != 2:
        raise invalid(store, f'BETWEEN needs a lower and an upper value, such as "1;9", not "{value}"')
    return [_comparable(known, _strict(store, known, one)) for one in texts]


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

    def matches(contact: Record) -> bool:
        held = _value(contact, name)
        # A word is looked up; what has a star is held against each word and each stretch.
        steps.take(_WORDS + len(patterns) + (stars + 1) * len(held or "") // 4)
        return held is not None and wanted(_contains(held.lower(), patterns))

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
