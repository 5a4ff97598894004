"""The fields of the applications' records that a payload's ``data`` can hold, told to readers and generators.

The contracts leave ``data`` open, because it is for the application to judge: so nothing here is required, any
primitive value is allowed, and other names are allowed too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from mockserver.core.action import Action
from mockserver.core.contracts import Contracts

Fields = dict[str, dict[str, Any]]

_PRIMITIVE: Final = ["string", "number", "boolean", "null"]


def of_data(action: Action, contracts: Contracts) -> Fields:
    """The fields by name, in the record's order; none when the action has no ``data`` or its contract tells them."""
    told = action.schema["$defs"]["request"].get("properties", {}).get("data", {})
    reader = _READERS.get(action.app)
    if reader is None or not told or told.keys() & {"properties", "additionalProperties"}:
        return {}
    return reader(action, contracts)


def _salesforce(action: Action, contracts: Contracts) -> Fields:
    name, _, verb = action.name.partition(".")
    record = contracts.documents[f"records/salesforce/{name[0].upper()}{name[1:]}"]
    return {
        name: {"title": field["x-label"], "type": _PRIMITIVE, "description": _salesforce_kind(field)}
        for name, field in record["$defs"]["answer"]["properties"].items()
        if _is_writeable(field, verb)
    }


def _is_writeable(field: Mapping[str, Any], verb: str) -> bool:
    createable: bool = field.get("x-createable", True)
    return createable if verb == "create" else field.get("x-updateable", createable)


def _salesforce_kind(field: Mapping[str, Any]) -> str:
    kind: str = field["x-field-type"]
    if "x-references" in field:
        return f"{kind} to {' or '.join(field['x-references'])}"
    return f"{kind}, at most {field['maxLength']} characters" if "maxLength" in field else kind


def _hubspot(action: Action, contracts: Contracts) -> Fields:
    catalogue = contracts.documents["records/hubspot/contact"]["$defs"]["properties"]["properties"]
    return {
        name: {
            "title": declared["title"],
            "type": _PRIMITIVE,
            **({"examples": declared["enum"]} if "enum" in declared else {}),
        }
        for name, declared in catalogue.items()
        if not declared.get("readOnly", False)
    }


_READERS: Final[Mapping[str, Callable[[Action, Contracts], Fields]]] = {"salesforce": _salesforce, "hubspot": _hubspot}
