"""Turns the parameters of an action into the fields of a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar

import orjson

from mockserver.core.errors import InvalidPayload
from mockserver.core.http import MAX_VALUES, Malformed, load_json

_Shape = TypeVar("_Shape", dict[str, Any], list[Any])

NOT_FIELDS: Final = frozenset({"additional_fields", "associations"})


def fields(payload: Mapping[str, Any], *, without: Collection[str] = ()) -> dict[str, Any]:
    """Every parameter that has a value, but those in ``without``, with ``additional_fields`` laid over them.

    A null in ``additional_fields`` stays, so that an update can empty a field. Raises InvalidPayload when
    ``additional_fields`` is a text that is not the JSON of an object.
    """
    named = {
        name: value
        for name, value in payload.items()
        if value is not None and name not in NOT_FIELDS and name not in without
    }
    return named | additional_fields(payload)


def additional_fields(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The object in the parameter ``additional_fields``, which may be its JSON text; empty when absent."""
    return dict(document(payload, "additional_fields", dict) or {})


def document(payload: Mapping[str, Any], name: str, shape: type[_Shape]) -> _Shape | None:
    """The value of a parameter of type json, which may be its JSON text; None when absent or blank.

    Raises InvalidPayload when it is not of ``shape``: dict for an object, list for an array.
    """
    given = payload.get(name)
    if isinstance(given, str):
        given = _parsed(name, given, shape) if given.strip() else None
    if given is None or isinstance(given, shape):
        return given
    raise InvalidPayload(_expected(name, shape))


def text(value: Any) -> Any:
    """A number as its JSON text (a parameter of type text may come as a number); anything else unchanged."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return orjson.dumps(value).decode()


def _parsed(name: str, given: str, shape: type[Any]) -> Any:
    try:
        return load_json(given, most=MAX_VALUES)
    except Malformed as error:
        raise InvalidPayload(f"{_expected(name, shape)} ({error})") from error


def _expected(name: str, shape: type[Any]) -> str:
    wanted = "an array" if shape is list else "an object"
    return f"{name}: expected {wanted}, or the JSON text of one"
