"""The shape of a portal of HubSpot: the answers of its properties API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.core.shape import Shape, Source
from mockserver.crm.hubspot.actions import TYPE_IDS
from mockserver.crm.hubspot.associations import PLURALS
from mockserver.crm.hubspot.catalogue import PIPELINES
from mockserver.crm.hubspot.definitions import STANDARD_GROUPS

_MEMBERS: Final = (
    "name", "label", "type", "fieldType", "description", "groupName", "options", "displayOrder", "calculated",
    "externalOptions", "hasUniqueValue", "hidden", "hubspotDefined", "formField", "archived", "dataSensitivity",
    "referencedObjectType", "createdAt", "updatedAt",
)  # fmt: skip
_OPTION: Final = ("label", "value", "displayOrder", "hidden", "description")
_PIPELINE: Final = ("id", "label", "displayOrder", "createdAt", "updatedAt")
_STAGE: Final = (*_PIPELINE, "metadata", "writePermissions")
_AT: Final = {"createdAt": "1970-01-01T00:00:00Z", "updatedAt": "1970-01-01T00:00:00Z"}
_CHANGEABLE: Final = {"archivable": True, "readOnlyDefinition": False, "readOnlyValue": False}


def take(source: Source, shape: Shape) -> bool:
    """Take a list of properties or of their groups; False for anything else."""
    document = source.document
    found = document.get("results") if isinstance(document, Mapping) else None
    if not isinstance(found, list) or not found or not all(isinstance(one, Mapping) for one in found):
        return False
    if all("stages" in one for one in found):
        _take_pipelines(source.path, found, shape)
        return True
    is_property = all({"fieldType", "groupName"} <= one.keys() for one in found)
    if not is_property and not all({"name", "label", "displayOrder"} <= one.keys() for one in found):
        return False
    kind = _kind(source.path)
    if kind is None:
        shape.leave_out(source.path, f"its path names no kind of record: {', '.join(PLURALS.values())}")
    for one in found if kind else ():
        if is_property:
            _take_property(str(kind), one, shape)
        else:
            group = {name: one[name] for name in ("name", "label", "displayOrder")}
            record = {"id": f"{kind}/{one['name']}", "objectType": kind, "group": {**group, "archived": False}}
            shape.declare("hubspot/propertyGroup", record["id"], record, f"HubSpot group {record['id']}")
    return True


def finish(shape: Shape) -> None:
    """Declare the groups that properties name and nobody listed."""
    groups = shape.records.setdefault("hubspot/propertyGroup", {})
    for record in shape.records.get("hubspot/property", {}).values():
        kind, name = record["objectType"], record["definition"]["groupName"]
        if name not in STANDARD_GROUPS[kind]:
            group = {"name": name, "label": name, "displayOrder": -1, "archived": False}
            groups.setdefault(f"{kind}/{name}", {"id": f"{kind}/{name}", "objectType": kind, "group": group})


def _take_property(kind: str, given: Mapping[str, Any], shape: Shape) -> None:
    """A property that the portal's people made; HubSpot's own are there."""
    key = f"{kind}/{given['name']}"
    if given.get("hubspotDefined"):
        return None
    if given.get("calculated"):
        return shape.leave_out(f"HubSpot property {key}", "calculated properties are not computed")
    definition = {name: given[name] for name in _MEMBERS if given.get(name) is not None}
    definition["options"] = [{one: o[one] for one in _OPTION if one in o} for o in given.get("options") or ()]
    definition |= {"description": given.get("description") or "", "archived": False}
    definition["hasUniqueValue"] = bool(given.get("hasUniqueValue"))
    definition["modificationMetadata"] = given.get("modificationMetadata") or _CHANGEABLE
    record = {"id": key, "objectType": kind, "definition": definition}
    shape.declare("hubspot/property", key, record, f"HubSpot property {key}")
    return None


def _take_pipelines(path: str, found: Sequence[Mapping[str, Any]], shape: Shape) -> None:
    """The pipelines of a kind of record that has stages here: HubSpot's own one among them."""
    kind = _kind(path)
    if kind != "deal":
        return shape.leave_out(f"HubSpot pipelines ({path})", "deals alone have pipelines here")
    for one in found:
        stages = [_known(stage, _STAGE) for stage in one["stages"] if not stage.get("archived")]
        pipeline = {**_known(one, _PIPELINE), "stages": stages}
        key = f"{kind}/{one.get('id')}"
        record = {"id": key, "objectType": kind, "pipeline": pipeline}
        if one.get("archived") or not stages:
            shape.leave_out(f"HubSpot pipeline {key}", "it is archived or has no stages")
        else:
            shape.declare(PIPELINES, key, record, f"HubSpot pipeline {key}")
    return None


def _known(given: Mapping[str, Any], members: Sequence[str]) -> dict[str, Any]:
    return {**_AT, **{name: given[name] for name in members if given.get(name) is not None}, "archived": False}


def _kind(path: str) -> str | None:
    """The kind of record that a path names last: ``properties/contacts.json``, ``/crm/v3/properties/0-1``."""
    names = {**{plural: kind for kind, plural in PLURALS.items()}, **{kind: kind for kind in PLURALS}}
    names |= {number: kind for kind, number in TYPE_IDS.items() if kind in PLURALS}
    steps = path.lower().removesuffix(".json").replace(".", "/").split("/")
    return next((names[step] for step in reversed(steps) if step in names), None)
