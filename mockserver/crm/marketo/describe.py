"""How an instance describes the fields of a person, and how new ones come into it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.marketo.activities import new_id
from mockserver.crm.marketo.errors import no_such_field, skipped
from mockserver.crm.marketo.fields import (
    CUSTOM_HERE,
    DESCRIBED,
    FILLED_BY_MARKETO,
    LOOKUP_FIELDS,
    READ_ONLY,
    SEARCHABLE_TYPES,
    field,
)

FIELDS: Final = "marketo/field"
NEW_FIELDS_AFTER: Final = 3000
_NAME: Final = re.compile("[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]*")


def describe(store: Store) -> list[Record]:
    """``{"id", "displayName", "dataType"[, "length"], "rest": {"name", "readOnly"}}`` of every field."""
    known = [
        {"id": number, "displayName": label, "dataType": kind, **_length(length), "rest": _rest(name, fixed=fixed)}
        for number, name, label, kind, length, fixed in DESCRIBED.values()
    ]
    return [*known, *store.scan(FIELDS)]


def describe_object(store: Store) -> Record:
    """The same fields in the later form, with the sets of them that people can be looked up by."""
    shown = [
        {
            "name": one["rest"]["name"],
            "displayName": one["displayName"],
            "dataType": one["dataType"],
            **_length(one.get("length")),
            "updateable": not one["rest"]["readOnly"] and one["rest"]["name"] not in READ_ONLY | FILLED_BY_MARKETO,
            "crmManaged": False,
        }
        for one in describe(store)
    ]
    custom = [one for one in store.scan(FIELDS) if one["dataType"] in SEARCHABLE_TYPES]
    searchable = [*([name] for name in LOOKUP_FIELDS), *([one["rest"]["name"]] for one in custom)]
    return {"name": "API Lead", "searchableFields": searchable, "fields": shown}


def fields(store: Store) -> list[Record]:
    """Every field as an administrator sees it."""
    own = {row[1] for row in CUSTOM_HERE} | {one["rest"]["name"] for one in store.scan(FIELDS)}
    return [_administered(one, is_custom=one["rest"]["name"] in own) for one in describe(store)]


def find_field(store: Store, name: str) -> Record:
    """One of :func:`fields` by its name; CrmError 1006."""
    found = next((one for one in fields(store) if one["name"] == name), None)
    if found is None:
        raise no_such_field(store, name)
    return found


def create_fields(store: Store, given: Sequence[Mapping[str, Any]]) -> list[Record]:
    """New custom fields of ``{"name", "displayName", "dataType"[, "length"]}``: an entry for each, in their order."""
    return [_create(store, one) for one in given]


def _create(store: Store, given: Mapping[str, Any]) -> Record:
    name = given["name"]
    if not _NAME.fullmatch(name):
        return skipped("1001", f"Invalid value '{name}'. Required of type 'string'")
    if field(store, name) is not None:
        return skipped("1017", "Object already exists")
    number = new_id(store, FIELDS, after=NEW_FIELDS_AFTER)
    length = given.get("length") or (255 if given["dataType"] in ("string", "email", "phone", "url") else None)
    row = {"id": number, "displayName": given["displayName"], "dataType": given["dataType"], **_length(length)}
    store.insert(FIELDS, row | {"rest": _rest(name, fixed=False)})
    return {"name": name, "status": "created"}


def _administered(one: Record, *, is_custom: bool) -> Record:
    return {
        "displayName": one["displayName"],
        "name": one["rest"]["name"],
        "description": None,
        "dataType": one["dataType"],
        **_length(one.get("length")),
        "isHidden": False,
        "isHtmlEncodingInEmail": True,
        "isSensitive": False,
        "isCustom": is_custom,
        "isApiCreated": one["id"] > NEW_FIELDS_AFTER,
    }


def _length(length: int | None) -> Record:
    return {} if length is None else {"length": length}


def _rest(name: str, *, fixed: bool) -> Record:
    return {"name": name, "readOnly": fixed}
