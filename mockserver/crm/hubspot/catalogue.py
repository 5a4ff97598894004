"""The portal's properties and associations, read from the record schemas, and what makes a value valid."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Final

import orjson
from msgspec import Struct

from mockserver.core import contracts
from mockserver.core.clock import moment
from mockserver.core.errors import MOST_VIOLATIONS
from mockserver.core.store import Store
from mockserver.crm.hubspot.errors import Issue, invalid_values

_DATE_TIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?", re.ASCII)
_MILLISECONDS: Final = re.compile(r"-?[0-9]{1,15}")
_LONGEST_TIME: Final = 64
CUSTOM: Final = "hubspot/property"
"""The properties that calls have made."""
PIPELINES: Final = "hubspot/pipeline"
"""The pipelines of a portal's own."""
_IN_PIPELINES: Final[Mapping[str, tuple[str, str]]] = {"deal": ("pipeline", "dealstage")}
"""Object type -> the properties whose options are the ids of its pipelines, and of their stages."""

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Property(Struct, frozen=True):
    """One property of an object type.

    ``kind``: string, number, integer, owner, datetime, email or enumeration, which has ``options``.
    """

    name: str
    kind: str = "string"
    options: tuple[str, ...] = ()
    read_only: bool = False


class Catalogue(Struct, frozen=True):
    """What the portal knows of one object type.

    ``defaults``: what a new record has; ``derived``: property -> the fact it shows; ``one_of``: a new record
    needs one of them.
    """

    properties: Mapping[str, Property]
    defaults: Mapping[str, str]
    derived: Mapping[str, str]
    one_of: tuple[str, ...]
    positions: Mapping[str, int]

    def arranged(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values in the catalogue's order, custom properties last."""
        last = len(self.positions)
        return dict(sorted(values.items(), key=lambda item: self.positions.get(item[0], last)))


@cache
def catalogue(object_type: str) -> Catalogue:
    """The catalogue of contact, company, deal or task."""
    schema = contracts.load().documents[f"records/hubspot/{object_type}"]
    declared: Mapping[str, Mapping[str, Any]] = schema["$defs"]["properties"]["properties"]
    return Catalogue(
        properties={name: _property(name, definition) for name, definition in declared.items()},
        defaults={name: entry["default"] for name, entry in declared.items() if "default" in entry},
        derived={name: entry["x-from"] for name, entry in declared.items() if "x-from" in entry},
        one_of=tuple(schema["x-requiresOneOf"]),
        positions={name: position for position, name in enumerate(declared)},
    )


def _property(name: str, definition: Mapping[str, Any]) -> Property:
    read_only = definition.get("readOnly", False)
    options = definition.get("enum") or definition.get("x-options")
    if options:
        return Property(name, "enumeration", tuple(options), read_only)
    return Property(name, definition["$ref"].rpartition("/")[2], (), read_only)


@cache
def _form(kind: str) -> Callable[[str], bool] | None:
    """Whether a text has the form that the record schema gives to a kind; None when it gives none."""
    kinds = contracts.load().documents["records/hubspot/contact"]["$defs"]
    return contracts.load().of("records/hubspot/contact", kind).is_valid if "pattern" in kinds.get(kind, {}) else None


def properties_of(store: Store, object_type: str) -> Mapping[str, Property]:
    """The standard properties, those that the sandbox's settings add, and those that calls have made."""
    standard = catalogue(object_type).properties
    in_pipelines = _in_pipelines(store, object_type)
    if in_pipelines:
        standard = {**standard, **in_pipelines}
    custom = store.settings.get("hubspot_properties", {}).get(object_type, ())
    made = store.find(CUSTOM, "objectType", object_type)
    if not custom and not made:
        return standard
    own = {row["definition"]["name"]: _made(row["definition"]) for row in made if not row["definition"]["archived"]}
    return {**own, **{name: Property(name) for name in custom}, **standard}


def _in_pipelines(store: Store, object_type: str) -> dict[str, Property]:
    """The properties that take what a portal's own pipelines say."""
    return {
        name: Property(name, "enumeration", tuple(one["id"] for one in options))
        for name, options in options_of_pipelines(store, object_type).items()
    }


def own_pipelines(store: Store, object_type: str) -> list[Any]:
    """The pipelines of a portal's own, as they are shown."""
    found = (row["pipeline"] for row in store.find(PIPELINES, "objectType", object_type))
    return sorted(found, key=lambda one: one["displayOrder"])


def options_of_pipelines(store: Store, object_type: str) -> dict[str, list[Any]]:
    """Property -> the pipelines or stages that it can name; empty without pipelines of a portal's own."""
    found = own_pipelines(store, object_type) if object_type in _IN_PIPELINES else []
    if not found:
        return {}
    line, stage = _IN_PIPELINES[object_type]
    return {line: found, stage: [stage for one in found for stage in one["stages"]]}


def defaults_of(store: Store, object_type: str) -> Mapping[str, str]:
    """What a new record has: of pipelines of a portal's own the first, and its first stage."""
    own = {name: options[0]["id"] for name, options in options_of_pipelines(store, object_type).items() if options}
    standard = catalogue(object_type).defaults
    return {**standard, **own} if own else standard


def declares(store: Store, names: Iterable[str]) -> bool:
    """Whether the portal itself declares any of these properties, or what they can be."""
    own = {row["definition"]["name"] for row in store.scan(CUSTOM)}
    own |= {name for kind in _IN_PIPELINES for name in options_of_pipelines(store, kind)}
    return any(name in own for name in names)


def custom_unique(store: Store, object_type: str) -> list[str]:
    """The properties made by calls whose value names one record."""
    made = (row["definition"] for row in store.find(CUSTOM, "objectType", object_type))
    return [definition["name"] for definition in made if definition["hasUniqueValue"] and not definition["archived"]]


def _made(definition: Mapping[str, Any]) -> Property:
    name, kind = definition["name"], definition["type"]
    options = tuple(option["value"] for option in definition["options"])
    if kind == "bool":
        return Property(name, "enumeration", options or ("true", "false"))
    if kind == "enumeration":
        return Property(name, "enumeration", options)
    return Property(name, {"number": "number", "date": "datetime", "datetime": "datetime"}.get(kind, "string"))


def checked(store: Store, object_type: str, given: Mapping[str, Any]) -> dict[str, str]:
    """The given values as HubSpot keeps them, "" for one to be cleared.

    CrmError 400 that lists the properties that do not exist, are read-only or have a value they cannot take.
    """
    known = properties_of(store, object_type)
    return without_issues(store, ((name, _outcome(known.get(name), name, value)) for name, value in given.items()))


def without_issues(store: Store, outcomes: Iterable[tuple[str, str | Issue]], what: str = "Property") -> dict[str, str]:
    """The outcomes by name when all are values; CrmError 400 that lists the first MOST_VIOLATIONS issues otherwise."""
    values: dict[str, str] = {}
    issues: list[Issue] = []
    for name, outcome in outcomes:
        if isinstance(outcome, str):
            values[name] = outcome
            continue
        issues.append(outcome)
        if len(issues) == MOST_VIOLATIONS:
            break
    if issues:
        raise invalid_values(store, issues, what)
    return values


def _outcome(known: Property | None, name: str, value: Any) -> str | Issue:
    if known is None:
        return Issue(name, "PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    if known.read_only:
        return Issue(name, "READ_ONLY_VALUE", f'"{name}" is a calculated property; its value cannot be set.')
    return taken(known, value)


def taken(known: Property, value: Any) -> str | Issue:
    """A JSON value as the property keeps it ("" for null or no text), or why it cannot take it."""
    if isinstance(value, list | dict):
        got = "an array" if isinstance(value, list) else "an object"
        return Issue(known.name, "INVALID_STRING", f'The value of "{known.name}" must be a string, not {got}.')
    if value is None:
        return ""
    text = as_text(value)
    return normalised(known, text) if text else ""


def as_text(value: Any) -> str:
    """The text of a JSON value: itself, or how JSON writes it."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def normalised(known: Property, text: str) -> str | Issue:
    """A text as the property keeps it (a time in UTC with milliseconds, e-mail in lower case) or an issue."""
    if known.kind not in {"string", "email"} and text != text.strip():
        message = f'"{text}" includes leading or trailing whitespace.'
        return Issue(known.name, "LEADING_TRAILING_WHITESPACE", message)
    if known.options and text not in known.options:
        message = f"{text} was not one of the allowed options: [{', '.join(known.options)}]"
        return Issue(known.name, "INVALID_OPTION", message)
    kept = _NORMAL_FORMS[known.kind](text) if known.kind in _NORMAL_FORMS else text
    has_form = _form(known.kind)
    if kept is None or (has_form and not has_form(kept)):
        code, message = _WRONG_FORMS[known.kind]
        return Issue(known.name, code, message.format(text))
    return kept


def _date_time(text: str) -> str | None:
    """From ISO 8601 (UTC when it names no offset) or milliseconds since 1970; None when it is neither."""
    try:
        if _MILLISECONDS.fullmatch(text):
            return moment(_EPOCH + timedelta(milliseconds=int(text)))
        if len(text) > _LONGEST_TIME or not _DATE_TIME.fullmatch(text):
            return None
        given = datetime.fromisoformat(text)
        return moment(given.astimezone(UTC) if given.tzinfo else given.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None


_NORMAL_FORMS: Final[Mapping[str, Callable[[str], str | None]]] = {"datetime": _date_time, "email": str.lower}
_NOT_A_LONG: Final = ("INVALID_LONG", "{} was not a valid long.")
_WRONG_FORMS: Final[Mapping[str, tuple[str, str]]] = {
    "number": _NOT_A_LONG,
    "integer": _NOT_A_LONG,
    "datetime": _NOT_A_LONG,
    "owner": ("INVALID_INTEGER", "{} was not a valid integer (for owner ID)."),
    "email": ("INVALID_EMAIL", "Email address {} is invalid"),
}
