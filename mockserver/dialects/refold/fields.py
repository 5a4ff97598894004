"""The fields of a configuration: how each kind is shown, and what is wrong with a value of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final, TypeGuard
from urllib.parse import urlsplit

from mockserver.core.contracts import shown as told
from mockserver.core.store import Record
from mockserver.dialects.frame import is_empty

_OWN: Final = ("choices", "columns", "value")
"""Members of a definition that are ours: options by the parent's value, and the columns of a rule engine."""

_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+")


def fields_of(definition: Record, workflow_id: str | None) -> list[Record]:
    """The fields of an application, or of one of its workflows."""
    if workflow_id is None:
        fields: list[Record] = definition["fields"]
        return fields
    return next((flow["fields"] for flow in definition["workflows"] if flow["id"] == workflow_id), [])


def find(definition: Record, field_id: str, workflow_id: str | None) -> tuple[str | None, Record] | None:
    """A field with the workflow that it belongs to (None: the application); without ``workflow_id`` found anywhere."""
    places = [workflow_id] if workflow_id else [None, *(flow["id"] for flow in definition["workflows"])]
    for place in places:
        for field in fields_of(definition, place):
            if field["id"] == field_id:
                return place, field
    return None


def defaults(fields: list[Record]) -> Record:
    """The values that a new configuration begins with."""
    return {field["id"]: field["defaultValue"] for field in fields if "defaultValue" in field}


def shown(field: Record, values: Mapping[str, Any], labels: Any, *, with_options: bool = True) -> Record:
    """A field as it is answered: with its value where it has one, without options until its parent has a value."""
    answer = {name: value for name, value in field.items() if name not in _OWN}
    found = options(field, values)
    if not with_options or (found is None and "parent" in field):
        answer.pop("options", None)
    elif found is not None:
        answer["options"] = found
    if "labels" in field:
        answer["labels"] = _labels(field, labels)
    if field["id"] in values:
        answer["value"] = values[field["id"]]
    return answer


def options(field: Record, values: Mapping[str, Any]) -> list[Record] | None:
    """What a field can be chosen from now; None for one that nothing is chosen for, or not yet."""
    if "parent" not in field:
        known: list[Record] | None = field.get("options")
        return known
    parent = values.get(field["parent"])
    return None if is_empty(parent) else field["choices"].get(str(parent), [])


def _labels(field: Record, labels: Any) -> list[Record]:
    """The labels that a client gave for the field's slot, or those of the definition."""
    given = labels.get(field.get("dynamic_slot_identifier")) if isinstance(labels, dict) else None
    if _are_labels(given):
        return given
    known: list[Record] = field["labels"]
    return known


def _are_labels(given: Any) -> TypeGuard[list[Record]]:
    return isinstance(given, list) and all(isinstance(one, dict) and {"name", "value"} <= one.keys() for one in given)


# -- what is wrong with a value --------------------------------------------------------------------------------


def errors(fields: list[Record], values: Mapping[str, Any], labels: Any, *, needed: bool) -> Iterator[Record]:
    """A row of ``field_errors`` for each field with a wrong value and, when they are ``needed``, without one."""
    for field in fields:
        reason = _wrong(field, values, labels) if field["id"] in values else None
        if reason is None and needed and field["required"] and is_empty(values.get(field["id"])):
            reason = f"{field['name']} is required"
        if reason is not None:
            yield {"id": field["id"], "name": field["name"], "error": {"message": reason}}


def _wrong(field: Record, values: Mapping[str, Any], labels: Any) -> str | None:
    value = values[field["id"]]
    if is_empty(value):
        return None
    chosen = options(field, values)
    several = field.get("multiple", False) and isinstance(value, list)
    for one in value if several else [value]:
        if field["field_type"] == "map":
            reason = _wrong_map(one, [label["value"] for label in _labels(field, labels)], chosen)
        elif field["field_type"] == "select":
            reason = None if one in [option["value"] for option in chosen or ()] else "is none of its options"
        else:
            is_right, wanted = _FORMS[field["field_type"]]
            reason = None if is_right(one) else f"is not {wanted}"
        if reason is not None:
            return f"{told(one)} {reason}"
    return None


def _wrong_map(value: Any, labels: list[Any], chosen: list[Record] | None) -> str | None:
    if not isinstance(value, dict):
        return "is not an object of labels with options"
    unknown = [name for name in value if name not in map(str, labels)]
    if unknown:
        return f"maps {unknown[0]}, which is none of its labels"
    known = [option["value"] for option in chosen or ()]
    return next(
        (f"maps to {told(one)}, which is none of its options" for one in value.values() if one not in known), None
    )


def _is_date(value: Any) -> bool:
    try:
        date.fromisoformat(str(value)[:10])
    except ValueError:
        return False
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_rule(value: Any) -> bool:
    """Whether a value is a group of conditions, each of which may be a group again."""
    if not isinstance(value, dict) or value.get("logic") not in ("AND", "OR"):
        return False
    conditions = value.get("conditions")
    return isinstance(conditions, list) and all(
        _is_rule(one) if isinstance(one, dict) and "logic" in one else isinstance(one, dict) and "lhs" in one
        for one in conditions
    )


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and bool(urlsplit(value).scheme and urlsplit(value).netloc)


_TEXT: Final = (lambda value: isinstance(value, str | int | float), "a text")

_FORMS: Final[Mapping[str, tuple[Callable[[Any], bool], str]]] = {
    "text": _TEXT,
    "textarea": _TEXT,
    "date": (_is_date, "a date, such as 2024-05-01"),
    "number": (_is_number, "a number"),
    "email": (lambda value: isinstance(value, str) and bool(_ADDRESS.fullmatch(value)), "an e-mail address"),
    "url": (_is_address, "an address, such as https://example.com"),
    "json": (lambda _: True, "JSON"),
    "map_v2": (lambda value: isinstance(value, dict), "an object of left sides with right sides"),
    "rule_engine": (_is_rule, "a group of conditions with logic AND or OR"),
}
"""What a value of each kind has to be, and how that is said; a select and a map are checked against what they offer."""
