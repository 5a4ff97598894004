"""Turns the parameters of a Refold action into the fields of a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Final

import orjson

from mockserver.errors import InvalidPayload

NOT_FIELDS: Final = frozenset({"additional_fields", "associations"})


def fields(payload: Mapping[str, Any], *, without: Collection[str] = ()) -> dict[str, Any]:
    """Every parameter that has a value, except those in ``without``, with ``additional_fields`` laid over them.

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
    given = payload.get("additional_fields")
    if given is None:
        return {}
    if isinstance(given, str):
        given = _parsed(given)
    if not isinstance(given, Mapping):
        raise InvalidPayload("additional_fields: expected an object, or the JSON text of one")
    return dict(given)


def text(value: Any) -> Any:
    """A number as its JSON text (a parameter of type text may come as a number); anything else unchanged."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return orjson.dumps(value).decode()


def _parsed(document: str) -> Any:
    try:
        return orjson.loads(document)
    except orjson.JSONDecodeError as error:
        raise InvalidPayload(
            f"additional_fields: expected an object, or the JSON text of one ({error})"
        ) from error
