"""The shape of an instance of Marketo: the answer of Describe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.core.shape import Shape, Source
from mockserver.crm.marketo.fields import DESCRIBED


def take(source: Source, shape: Shape) -> bool:
    """Take the answer of ``/rest/v1/leads/describe.json``; False for anything else."""
    found = source.document.get("result") if isinstance(source.document, Mapping) else None
    if not isinstance(found, list) or not all(isinstance(one, Mapping) and "dataType" in one for one in found):
        return False
    for one in found:
        _take_field(one, shape)
    return True


def finish(shape: Shape) -> None:
    """There is nothing that only all documents together say."""


def _take_field(given: Mapping[str, Any], shape: Shape) -> None:
    """A field of the instance's own; the standard ones are there."""
    rest = given.get("rest") or {}
    name = rest.get("name")
    if name in DESCRIBED:
        return
    if not name:
        shape.leave_out(f"Marketo field {given.get('displayName')}", "it has no name in the REST API")
        return
    record = {one: given[one] for one in ("id", "displayName", "dataType", "length") if given.get(one) is not None}
    record["rest"] = {"name": name, "readOnly": bool(rest.get("readOnly"))}
    shape.declare("marketo/field", record.get("id"), record, f"Marketo field {name}")
