"""From the JSON values a caller sends to the values of a record, checked as Salesforce checks them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, localcontext
from math import isfinite
from typing import Any, Final

from mockserver.core.errors import CrmError
from mockserver.core.store import Record, Store
from mockserver.crm.salesforce import errors
from mockserver.crm.salesforce.ids import normalise
from mockserver.crm.salesforce.objects import Field, SObject, described, org_of, table_of

_EMAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DATETIME: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_FRACTION: Final = re.compile(r"[.eE]")
_LONGEST: Final = 255
"""No text of more characters is read as a number or a time."""

_INT_BITS: Final = 31
_DIGITS: Final = 18


def writeable_values(store: Store, sobject: SObject, data: Mapping[str, Any], *, creating: bool) -> Record:
    """The values of ``data`` by canonical field name, references in 18 characters, None for what is cleared.

    CrmError names the first class of mistakes found, with every field that makes it.
    """
    fields = [_given(store, sobject, name, value) for name, value in data.items() if name != "attributes"]
    _refuse_read_only((field for field, _ in fields), creating=creating)
    values = {field.name: _rounded(field, _converted(field, value)) for field, value in fields}
    _refuse_missing(store, sobject, values, creating=creating)
    _refuse_limits(sobject, values)
    return values | {
        name: _reference(store, sobject.fields[name], value)
        for name, value in values.items()
        if sobject.fields[name].references and value is not None
    }


def refuse_duplicates(store: Store, sobject: SObject, values: Record, key: str | None) -> None:
    """CrmError when another record than that of ``key`` has a value that only one may have."""
    for name, value in values.items():
        field = sobject.fields[name]
        if not field.unique or value is None:
            continue
        for found in store.find(sobject.table, name, value):
            if found["Id"] != key and (not field.case_sensitive or found[name] == value):
                raise errors.duplicate_value(name, found["Id"])


def timestamp(moment: datetime) -> str:
    """An aware moment as Salesforce writes it: 2022-01-02T15:41:15.000+0000."""
    return f"{moment.astimezone(UTC).isoformat(timespec='milliseconds')[:-6]}+0000"


def _given(store: Store, sobject: SObject, name: str, value: Any) -> tuple[Field, Any]:
    """The field that a member names with its value; a relationship's is an external id in place of the id."""
    if isinstance(value, dict):
        for field in sobject.fields.values():
            if field.relationship is not None and field.relationship.lower() == name.lower():
                return field, _related(store, field, value)
    return _known(sobject, name), value


def _related(store: Store, field: Field, given: Mapping[str, Any]) -> str:
    """The id of the record that an external id names."""
    [(name, value), *others] = [(key, one) for key, one in given.items() if key != "attributes"] or [("", None)]
    for target in () if others or isinstance(value, list | dict) else field.references:
        known = described(store, target).named(name)
        if known is not None and known.external_id:
            found = store.find(table_of(target), known.name, value)
            if len(found) == 1:
                return str(found[0]["Id"])
            raise errors.unknown_foreign_key(known.name, value, target)
    raise errors.no_foreign_key(field, name)


def _known(sobject: SObject, name: str) -> Field:
    field = sobject.named(name)
    if field is None:
        raise errors.no_such_column(name, sobject)
    if field.name == "Id":
        raise errors.id_in_data()
    return field


def _refuse_read_only(fields: Iterable[Field], *, creating: bool) -> None:
    fixed = [field.name for field in fields if not (field.createable if creating else field.updateable)]
    if fixed:
        raise errors.not_writeable(fixed)


def _converted(field: Field, value: Any) -> Any:
    if value is None:
        return None
    convert: Callable[[Any], Any] = _CONVERTERS.get(field.kind, _text)
    try:
        return convert(value)
    except (TypeError, ValueError, OverflowError):
        raise errors.not_deserialized(field.kind, *_token(value)) from None


def _rounded(field: Field, value: Any) -> Any:
    """A number with as many digits behind its point as a custom field has."""
    if field.scale is None or not isinstance(value, float) or _is_too_big(field, value):
        return value
    with localcontext(prec=2 * _DIGITS + 1):
        return float(Decimal(repr(value)).quantize(Decimal(1).scaleb(-field.scale), ROUND_HALF_UP))


def _token(value: Any) -> tuple[str, str]:
    """The name that the platform's JSON parser gives a value, and what its message shows of it."""
    if isinstance(value, bool):
        return f"VALUE_{str(value).upper()}", str(value).lower()
    if isinstance(value, dict):
        return "START_OBJECT", "{"
    if isinstance(value, list):
        return "START_ARRAY", "["
    return _TOKENS[type(value)], str(value)


_TOKENS: Final[Mapping[type, str]] = {
    int: "VALUE_NUMBER_INT",
    float: "VALUE_NUMBER_FLOAT",
    str: "VALUE_STRING",
}


def _text(value: Any) -> str | None:
    if not isinstance(value, str):
        raise TypeError
    return value if value.strip() else None


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise ValueError


def _number(value: Any) -> float:
    """A number, or a text that spells one (the platform's own examples send "100")."""
    if isinstance(value, str) and len(value) <= _LONGEST and _NUMBER.fullmatch(value):
        value = float(value) if _FRACTION.search(value) else int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError
    return value


def _integer(value: Any) -> int:
    number = _number(value)
    if number != int(number) or int(number).bit_length() > _INT_BITS:
        raise ValueError
    return int(number)


def _date(value: Any) -> str:
    """A day; of a moment, its day."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError
    text = value[:10] if _DATETIME.fullmatch(value) else value
    if not _DATE.fullmatch(text):
        raise ValueError
    return date.fromisoformat(text).isoformat()


def _datetime(value: Any) -> str:
    """A moment in UTC; one without an offset is taken as UTC, a day as its midnight."""
    if (
        not isinstance(value, str)
        or len(value) > _LONGEST
        or not (_DATETIME.fullmatch(value) or _DATE.fullmatch(value))
    ):
        raise ValueError
    moment = datetime.fromisoformat(value)
    return timestamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def _scalar(value: Any) -> Any:
    """The value of a custom field, whose type nobody declared."""
    if isinstance(value, bool):
        return value
    return _text(value) if isinstance(value, str) else _number(value)


_CONVERTERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "boolean": _boolean,
    "int": _integer,
    "double": _number,
    "currency": _number,
    "percent": _number,
    "date": _date,
    "datetime": _datetime,
    "custom": _scalar,
}


def _refuse_missing(store: Store, sobject: SObject, values: Record, *, creating: bool) -> None:
    """A default fills what a create leaves out; an update keeps what it does not name."""
    asked = sobject.required | _asked_by_org(store, sobject)
    if creating:
        missing = {name for name in asked if values.get(name) is None}
    else:
        cleared = [sobject.fields[name] for name, value in values.items() if value is None]
        missing = {field.name for field in cleared if field.name in asked or field.never_empty}
    if missing:
        raise errors.required_missing([name for name in sobject.fields if name in missing])


def _asked_by_org(store: Store, sobject: SObject) -> set[str]:
    """The fields that the sandbox's setting ``salesforce_required`` adds to the platform's own."""
    names = store.settings.get("salesforce_required", {}).get(sobject.name, ())
    return {field.name for field in map(sobject.named, names) if field is not None}


def _refuse_limits(sobject: SObject, values: Record) -> None:
    """CrmError for the first kind of limit that some of the values break, which tells all that break it."""
    given = [(sobject.fields[name], value) for name, value in values.items()]
    for breaks, refusal in _LIMITS:
        broken = [(field, value) for field, value in given if breaks(field, value)]
        if broken:
            raise refusal(broken)


def _is_null_checkbox(field: Field, value: Any) -> bool:
    return value is None and field.kind == "boolean"


def _is_too_big(field: Field, value: Any) -> bool:
    digits = _DIGITS if field.precision is None else field.precision - (field.scale or 0)
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**digits


def _is_too_long(field: Field, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    if field.max_bytes is not None:
        return len(value.encode("utf-8", "surrogatepass")) > field.max_bytes
    return field.length is not None and len(value) > field.length


def _is_unlisted(field: Field, value: Any) -> bool:
    if not isinstance(value, str) or not field.restricted:
        return False
    chosen = value.split(";") if field.kind == "multipicklist" else [value]
    return not set(chosen) <= set(field.values)


def _is_no_email(field: Field, value: Any) -> bool:
    return isinstance(value, str) and field.kind == "email" and not _EMAIL.fullmatch(value)


_LIMITS: Final[Sequence[tuple[Callable[[Field, Any], bool], Callable[[Sequence[tuple[Field, Any]]], CrmError]]]] = (
    (_is_null_checkbox, errors.null_checkboxes),
    (_is_too_big, errors.out_of_range),
    (_is_too_long, errors.too_long),
    (_is_unlisted, errors.not_in_picklist),
    (_is_no_email, errors.invalid_emails),
)
"""What no value may be, in the platform's order, and how it is refused."""


def _reference(store: Store, field: Field, text: str) -> str:
    key = normalise(text)
    if key is None:
        raise errors.malformed_reference(field, text)
    name = org_of(store).by_prefix.get(key[:3])
    if name in field.references:
        if store.get(table_of(name), key) is None:
            raise errors.dangling_reference(field, key)
        return key
    raise errors.reference_of_wrong_type(field, text)
