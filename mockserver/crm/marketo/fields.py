"""The fields of a Marketo person: which ones an instance knows, and what a value must be to fit one."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

import orjson
from msgspec import Struct

from mockserver.core.store import Store
from mockserver.crm.marketo import standard

CUSTOM_HERE: Final = (
    (2011, "workEmail", "Work Email", "email", 255, False),
    (2012, "workPhone", "Work Phone", "phone", 255, False),
)
"""Rows like the standard ones for what Marketo has not: lead.create of Oktopost fills them."""

DESCRIBED: Final = {row[1]: row for row in (*standard.ROWS, *CUSTOM_HERE)}
"""The fields that every instance here knows, by name."""

READ_ONLY: Final = frozenset({"id", "createdAt", "updatedAt"})

FILLED_BY_MARKETO: Final = frozenset(
    name for name, (_, _, _, kind, _, fixed) in DESCRIBED.items() if fixed or kind == "reference"
)
"""Fields that nobody can write."""

STANDARD: Final[Mapping[str, str]] = {
    name: row[3] for name, row in DESCRIBED.items() if name not in FILLED_BY_MARKETO - READ_ONLY
}
"""Field name -> data type of what a person's record can hold here."""

LOOKUP_FIELDS: Final = (
    "email", "id", "cookies", "leadPartitionId", "sfdcAccountId", "sfdcContactId", "sfdcLeadId", "sfdcLeadOwnerId",
    "sfdcOpptyId", "twitterId", "facebookId", "linkedInId",
)  # fmt: skip
"""The standard fields that people can be looked up by; nobody here has an id of Salesforce or of a social network."""

SEARCHABLE_TYPES: Final = frozenset({"string", "email", "integer"})
"""The types of the custom fields that people can be looked up by."""

_CHARACTERS: Final = 255
_TEXT_BYTES: Final = 30_000
_LARGEST_INTEGER: Final = 2**31 - 1
_SHOWN: Final = 60
_TIME: Final = 64
"""More characters than any time has."""

_EMAIL: Final = re.compile(r"[!-?A-~]+@[!-?A-~]+")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]+)?")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT: Final = re.compile(_DATE.pattern + r"(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?")


class Field(Struct, frozen=True):
    """What Describe says of a field; ``length`` is None where the data type alone decides."""

    data_type: str
    length: int | None = None
    read_only: bool = False
    custom: bool = False


class Unfit(Exception):
    """A value that its field cannot hold: a record-level ``code`` and ``message`` of Marketo's."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def field(store: Store, name: str) -> Field | None:
    """The field of that exact name, standard or custom to this instance; None when it knows none."""
    if name in DESCRIBED:
        _, _, _, kind, length, _ = DESCRIBED[name]
        return Field(kind, length, read_only=name in READ_ONLY | FILLED_BY_MARKETO)
    for entry in store.find("marketo/field", "rest.name", name):
        if entry["rest"]["name"] == name:
            return Field(entry["dataType"], entry.get("length"), entry["rest"]["readOnly"], custom=True)
    return None


def fitted(name: str, value: Any, kind: Field) -> Any:
    """The value as a field of this kind stores it; None when it is empty. Raises :class:`Unfit`."""
    if value is None or value == "":
        return None
    try:
        held = _CONVERTERS[kind.data_type](value)
    except ValueError:
        raise Unfit("1003", f"Invalid value for field '{name}' and value '{_shown(value)}'") from None
    if isinstance(held, str):
        _check_length(name, held, kind)
    return held


def instant(value: str) -> datetime:
    """The UTC time of an ISO 8601 text: a day, or a day and a time with or without an offset.

    Without an offset it is UTC, and a day is its first moment. Raises ValueError.
    """
    if len(value) > _TIME or not _MOMENT.fullmatch(value):
        raise ValueError(value)
    parsed = datetime.fromisoformat(value)
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(value) from error


def stamp(time: datetime) -> str:
    """A UTC time as Marketo writes it: 2026-01-01T00:00:00Z."""
    return time.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _check_length(name: str, held: str, kind: Field) -> None:
    if kind.data_type == "text":
        size, limit, unit = len(held.encode()), kind.length or _TEXT_BYTES, "bytes"
    else:
        size, limit, unit = len(held), kind.length or _CHARACTERS, "characters"
    if size > limit:
        raise Unfit("1003", f"Invalid data: '{name}' holds at most {limit} {unit}, got {size}")


def _shown(value: Any) -> str:
    shown = value if isinstance(value, str) else orjson.dumps(value).decode()
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}…"


def _string(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return orjson.dumps(value).decode()
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - every misfit is a ValueError here
    return value


def _email(value: Any) -> str:
    held = _string(value)
    # What is too long for its field is refused as such, whatever it looks like.
    if len(held) <= _CHARACTERS and not _EMAIL.fullmatch(held):
        raise ValueError
    return held


def _integer(value: Any) -> int:
    held = _number(value)
    if abs(held) > _LARGEST_INTEGER or held != int(held):
        raise ValueError
    return int(held)


def _number(value: Any) -> float:
    if isinstance(value, str):
        value = float(value) if len(value) <= _CHARACTERS and _NUMBER.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError
    return value


def _boolean(value: Any) -> bool:
    held = {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else value
    if not isinstance(held, bool):
        raise ValueError  # noqa: TRY004 - every misfit is a ValueError here
    return held


def _date(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _TIME or not _DATE.fullmatch(value):
        raise ValueError
    return date.fromisoformat(value).isoformat()


def _datetime(value: Any) -> str:
    return stamp(instant(_string(value)))


_CONVERTERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "string": _string,
    "text": _string,
    "phone": _string,
    "url": _string,
    "link": _string,
    "email": _email,
    "integer": _integer,
    "score": _integer,
    "percent": _integer,
    "float": _number,
    "currency": _number,
    "boolean": _boolean,
    "date": _date,
    "datetime": _datetime,
}
