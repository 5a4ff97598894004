"""How HubSpot describes its properties: the standard ones of the record schemas, and those that a portal makes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from mockserver.core import contracts
from mockserver.core.clock import moment
from mockserver.core.store import Record, Store
from mockserver.crm.hubspot.catalogue import CUSTOM, catalogue, options_of_pipelines, own_pipelines
from mockserver.crm.hubspot.errors import invalid, refusal

GROUPS: Final = "hubspot/propertyGroup"
STANDARD_GROUPS: Final[Mapping[str, tuple[str, str]]] = {
    "contact": ("contactinformation", "Contact information"),
    "company": ("companyinformation", "Company information"),
    "deal": ("dealinformation", "Deal information"),
    "task": ("task", "Task information"),
}
"""The group of an object type's standard properties: its name and its label."""
FIELD_TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    "string": ("text", "textarea", "html", "file", "phonenumber", "calculation_equation"),
    "number": ("number", "calculation_equation"),
    "bool": ("booleancheckbox", "calculation_equation"),
    "date": ("date",),
    "datetime": ("date",),
    "enumeration": ("select", "radio", "checkbox", "booleancheckbox", "calculation_equation"),
    "phone_number": ("phonenumber",),
}
"""The ways in which a form can ask for a value of each type; the first is that of standard properties."""

_TYPES: Final[Mapping[str, str]] = {
    "string": "string",
    "email": "string",
    "number": "number",
    "integer": "number",
    "datetime": "datetime",
    "enumeration": "enumeration",
    "owner": "enumeration",
}
"""HubSpot's type of each kind of property of the catalogue."""
_WRITABLE: Final = (
    "label",
    "type",
    "fieldType",
    "groupName",
    "description",
    "displayOrder",
    "hidden",
    "formField",
    "options",
)
_KEPT: Final = (*_WRITABLE, "hasUniqueValue", "externalOptions", "dataSensitivity")
_BOOLEAN: Final = {"true", "false"}


def properties(store: Store, object_type: str, *, archived: bool = False) -> list[Record]:
    """The definitions of a type's properties: HubSpot's own, then those that were made; or the archived ones."""
    made = [row["definition"] for row in store.find(CUSTOM, "objectType", object_type)]
    if archived:
        return [definition for definition in made if definition["archived"]]
    of_settings = store.settings.get("hubspot_properties", {}).get(object_type, ())
    named = (_of_setting(object_type, name) for name in of_settings)
    return [*_standard_in(store, object_type).values(), *named, *(one for one in made if not one["archived"])]


def read(store: Store, object_type: str, name: str, *, archived: bool = False) -> Record:
    """The definition of a property; CrmError 404 when there is none."""
    found = find(store, object_type, name, archived=archived)
    if found is None:
        raise refusal(store, 404, "OBJECT_NOT_FOUND", f"No property exists with name: {name}", about=object_type)
    return found


def find(store: Store, object_type: str, name: str, *, archived: bool = False) -> Record | None:
    """As :func:`read`, None when there is none."""
    row = store.get(CUSTOM, f"{object_type}/{name}")
    if row is not None:
        definition: Record = row["definition"]
        return definition if definition["archived"] is archived else None
    if archived:
        return None
    if name in store.settings.get("hubspot_properties", {}).get(object_type, ()):
        return _of_setting(object_type, name)
    return _standard_in(store, object_type).get(name)


def create(store: Store, object_type: str, given: Mapping[str, Any]) -> Record:
    """A new property; CrmError 409 when its name is taken, 400 when its type, form or group will not do."""
    name = given["name"]
    if find(store, object_type, name) is not None:
        raise refusal(store, 409, "OBJECT_ALREADY_EXISTS", f"A property named '{name}' already exists.")
    now = moment(store.now())
    kept = {part: given[part] for part in _KEPT if given.get(part) is not None}
    definition = {**_blank(name), **kept, "createdAt": now, "updatedAt": now}
    _refuse_unfit(store, object_type, definition)
    key = f"{object_type}/{name}"
    row = {"id": key, "objectType": object_type, "definition": definition}
    (store.replace if store.get(CUSTOM, key) else store.insert)(CUSTOM, row)
    return definition


def update(store: Store, object_type: str, name: str, given: Mapping[str, Any]) -> Record:
    """The property with another label, form, group, description or options; CrmError 404, 400."""
    row = _own(store, object_type, name)
    changes = {part: given[part] for part in _WRITABLE if given.get(part) is not None}
    definition: Record = {**row["definition"], **changes, "updatedAt": moment(store.now())}
    _refuse_unfit(store, object_type, definition)
    store.replace(CUSTOM, {**row, "definition": definition})
    return definition


def archive(store: Store, object_type: str, name: str) -> None:
    """Archive a property that was made; CrmError 404 when there is none, 400 for one of HubSpot's own."""
    row = _own(store, object_type, name)
    now = moment(store.now())
    gone = {**row["definition"], "archived": True, "archivedAt": now, "updatedAt": now}
    store.replace(CUSTOM, {**row, "definition": gone})


def groups(store: Store, object_type: str) -> list[Record]:
    """The groups of a type's properties, the standard one first."""
    name, label = STANDARD_GROUPS[object_type]
    made = store.find(GROUPS, "objectType", object_type)
    return [_group(name, label, 0), *(row["group"] for row in made)]


def read_group(store: Store, object_type: str, name: str) -> Record:
    """A group; CrmError 404 when there is none."""
    for group in groups(store, object_type):
        if group["name"] == name:
            return group
    raise refusal(store, 404, "OBJECT_NOT_FOUND", f"No property group exists with name: {name}", about=object_type)


def create_group(store: Store, object_type: str, given: Mapping[str, Any]) -> Record:
    """A new group; CrmError 409 when its name is taken."""
    name = given["name"]
    if any(group["name"] == name for group in groups(store, object_type)):
        raise refusal(store, 409, "OBJECT_ALREADY_EXISTS", f"A property group named '{name}' already exists.")
    group = _group(name, given["label"], given.get("displayOrder", -1))
    store.insert(GROUPS, {"id": f"{object_type}/{name}", "objectType": object_type, "group": group})
    return group


def update_group(store: Store, object_type: str, name: str, given: Mapping[str, Any]) -> Record:
    """The group with another label or place; CrmError 404, 400 for the standard one."""
    row = _own_group(store, object_type, name)
    group: Record = {**row["group"], **{part: given[part] for part in ("label", "displayOrder") if part in given}}
    store.replace(GROUPS, {**row, "group": group})
    return group


def archive_group(store: Store, object_type: str, name: str) -> None:
    """Remove a group that no property is in; CrmError 404, 400."""
    row = _own_group(store, object_type, name)
    if any(one["groupName"] == name for one in properties(store, object_type)):
        raise invalid(store, f"The property group {name} has properties, and cannot be deleted")
    store.delete(GROUPS, row["id"])


def _own(store: Store, object_type: str, name: str) -> Record:
    read(store, object_type, name)
    row = store.get(CUSTOM, f"{object_type}/{name}")
    if row is None:
        raise invalid(store, f"The property {name} is defined by HubSpot, and its definition is read only")
    return row


def _own_group(store: Store, object_type: str, name: str) -> Record:
    read_group(store, object_type, name)
    row = store.get(GROUPS, f"{object_type}/{name}")
    if row is None:
        raise invalid(store, f"The property group {name} is defined by HubSpot, and is read only")
    return row


def _refuse_unfit(store: Store, object_type: str, definition: Mapping[str, Any]) -> None:
    kind, field_type, options = definition["type"], definition["fieldType"], definition["options"]
    if field_type not in FIELD_TYPES[kind]:
        raise invalid(store, f"fieldType {field_type} does not fit the type {kind}: {', '.join(FIELD_TYPES[kind])}")
    if not any(group["name"] == definition["groupName"] for group in groups(store, object_type)):
        raise invalid(store, f"Property group {definition['groupName']} does not exist")
    values = [option["value"] for option in options]
    if len(set(values)) != len(values):
        raise invalid(store, "Property option values must be unique")
    if kind == "bool" and values and set(values) != _BOOLEAN:
        raise invalid(store, "A property of the type bool has the options true and false")


@cache
def _standard(object_type: str) -> dict[str, Record]:
    schema = contracts.load().documents[f"records/hubspot/{object_type}"]
    declared: Mapping[str, Mapping[str, Any]] = schema["$defs"]["properties"]["properties"]
    known = catalogue(object_type).properties
    return {
        name: _of_hubspot(object_type, name, declared[name]["title"], known[name].kind, known[name].options)
        | {"modificationMetadata": _metadata(archivable=False, read_only=known[name].read_only)}
        for name in sorted(declared)
    }


def _standard_in(store: Store, object_type: str) -> Mapping[str, Record]:
    """The standard properties, with the options that a portal's own pipelines give."""
    standard = _standard(object_type)
    own = {
        name: {
            **standard[name],
            "options": [{**_option(one["id"], place), "label": one["label"]} for place, one in enumerate(listed)],
        }
        for name, listed in options_of_pipelines(store, object_type).items()
    }
    return {**standard, **own} if own else standard


def _of_hubspot(object_type: str, name: str, label: str, kind: str, options: tuple[str, ...]) -> Record:
    boolean = set(options) == _BOOLEAN
    kind_name = "bool" if boolean else _TYPES[kind]
    owner = {"externalOptions": True, "referencedObjectType": "OWNER"} if kind == "owner" else {}
    return {
        **_blank(name),
        "label": label,
        "type": kind_name,
        "fieldType": FIELD_TYPES[kind_name][0],
        "groupName": STANDARD_GROUPS[object_type][0],
        "options": [_option(value, place) for place, value in enumerate(options)],
        "hasUniqueValue": (object_type, name) == ("contact", "email"),
        "hubspotDefined": True,
        **owner,
    }


def _of_setting(object_type: str, name: str) -> Record:
    """A property that the sandbox's settings add: a text."""
    text = {"label": name, "type": "string", "fieldType": "text", "groupName": STANDARD_GROUPS[object_type][0]}
    return {**_blank(name), **text}


def _blank(name: str) -> Record:
    return {
        "name": name,
        "label": name,
        "type": "string",
        "fieldType": "text",
        "description": "",
        "groupName": "",
        "options": [],
        "displayOrder": -1,
        "calculated": False,
        "externalOptions": False,
        "hasUniqueValue": False,
        "hidden": False,
        "hubspotDefined": False,
        "formField": False,
        "archived": False,
        "dataSensitivity": "non_sensitive",
        "modificationMetadata": _metadata(archivable=True, read_only=False),
    }


def _metadata(*, archivable: bool, read_only: bool) -> dict[str, bool]:
    return {"archivable": archivable, "readOnlyDefinition": not archivable, "readOnlyValue": read_only}


def _option(value: str, place: int) -> Record:
    label = value.replace("_", " ").capitalize()
    return {"label": label, "value": value, "displayOrder": place, "hidden": False, "description": ""}


def _group(name: str, label: str, place: int) -> Record:
    return {"name": name, "label": label, "displayOrder": place, "archived": False}


def pipelines(store: Store, object_type: str) -> list[Record]:
    """The pipelines of a type with their stages: those of the portal's own, else the standard one of deals."""
    own = own_pipelines(store, object_type)
    return own or ([_deal_pipeline()] if object_type == "deal" else [])


_STAGES: Final = (
    ("appointmentscheduled", "Appointment Scheduled", "0.2"),
    ("qualifiedtobuy", "Qualified To Buy", "0.4"),
    ("presentationscheduled", "Presentation Scheduled", "0.6"),
    ("decisionmakerboughtin", "Decision Maker Bought-In", "0.8"),
    ("contractsent", "Contract Sent", "0.9"),
    ("closedwon", "Closed Won", "1.0"),
    ("closedlost", "Closed Lost", "0.0"),
)
_EVER: Final = {"createdAt": "1970-01-01T00:00:00Z", "updatedAt": "1970-01-01T00:00:00Z", "archived": False}


def _deal_pipeline() -> Record:
    stages = [
        {
            "id": name,
            "label": label,
            "displayOrder": place,
            "metadata": {"isClosed": str(name.startswith("closed")).lower(), "probability": probability},
            "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
            **_EVER,
        }
        for place, (name, label, probability) in enumerate(_STAGES)
    ]
    return {"id": "default", "label": "Sales Pipeline", "displayOrder": 0, "stages": stages, **_EVER}
