"""The shape of an organisation in Salesforce: descriptions of objects (REST API), and metadata as SFDX keeps it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from mockserver.core.shape import Shape, Source
from mockserver.crm.salesforce.objects import CUSTOM_FIELDS, CUSTOM_OBJECTS, KEY_PREFIXES, standard

_TYPES: Final = frozenset((
    "string", "textarea", "boolean", "int", "double", "currency", "percent", "date", "datetime", "email", "phone",
    "url", "picklist", "multipicklist", "reference",
))  # fmt: skip
"""The types of custom fields that a sandbox can hold."""

_METADATA_TYPES: Final = {
    "Text": "string", "TextArea": "textarea", "LongTextArea": "textarea", "Html": "textarea", "Checkbox": "boolean",
    "Number": "double", "Currency": "currency", "Percent": "percent", "Date": "date", "DateTime": "datetime",
    "Email": "email", "Phone": "phone", "Url": "url", "Picklist": "picklist", "MultiselectPicklist": "multipicklist",
    "Lookup": "reference", "MasterDetail": "reference",
}  # fmt: skip
"""A type in metadata -> the one in descriptions."""

_NAMESPACE: Final = "http://soap.sforce.com/2006/04/metadata"

_FREE: Final = "zzz"
"""The prefix of an object whose ids may begin as they like."""

_UNIQUE: Final = frozenset(("string", "email", "int", "double", "phone", "url"))
_NUMBERS: Final = frozenset(("int", "double", "currency", "percent"))
_TEXTS: Final = _UNIQUE - _NUMBERS | {"textarea"}


def take(source: Source, shape: Shape) -> bool:
    """Take an object's description, or a file of metadata; False for anything else."""
    document = source.document
    if not isinstance(document, Mapping):
        return False
    if {"fields", "keyPrefix", "name"} <= document.keys():
        _take_description(document, shape)
    elif "CustomField" in document:
        _take_field_file(source.path, document["CustomField"], shape)
    elif "CustomObject" in document:
        _take_object_file(source.path, document["CustomObject"], shape)
    elif any(isinstance(one, Mapping) and one.get("@xmlns") == _NAMESPACE for one in document.values()):
        shape.leave_out(
            f"Salesforce {next(iter(document))} ({source.path})", "metadata of this kind has no effect here"
        )
    else:
        # the list of all objects: each has a description of its own
        return "sobjects" in document
    return True


def finish(shape: Shape) -> None:
    """Give custom objects prefixes that are free, and leave out what lies at objects that there are not."""
    objects = shape.records.get(CUSTOM_OBJECTS, {})
    taken = {one["keyPrefix"] for one in objects.values()}
    free = (prefix for number in range(100) if (prefix := f"a{number:02}") not in taken)
    for name, one in objects.items():
        if one["keyPrefix"] == _FREE:
            objects[name] = {**one, "keyPrefix": next(free)}
    known = {*KEY_PREFIXES, *objects}
    fields = shape.records.get(CUSTOM_FIELDS, {})
    for key, declared in list(fields.items()):
        owner = key.partition(".")[0]
        targets = [target for target in declared.get("referenceTo", ()) if target in known]
        if owner not in known:
            why = f"{owner} is no object of the sandbox"
        elif "referenceTo" in declared and not targets:
            why = f"it refers to {' and '.join(declared['referenceTo'])}, which the sandbox does not have"
        else:
            if targets:
                fields[key] = {**declared, "referenceTo": targets, **shape.notes.get(key, {})}
            continue
        del fields[key]
        shape.leave_out(f"Salesforce field {key}", why)


# -- descriptions of the REST API ------------------------------------------------------------------------------


def _take_description(document: Mapping[str, Any], shape: Shape) -> None:
    name = document["name"]
    if document.get("custom"):
        shape.declare(CUSTOM_OBJECTS, name, _described_object(document), _object(name))
    elif name not in KEY_PREFIXES:
        shape.leave_out(_object(name), "the sandbox does not have this standard object")
        return
    for one in document["fields"]:
        if one.get("custom"):
            _take_field(f"{name}.{one['name']}", one, shape)
    if name in KEY_PREFIXES:
        _take_needed(name, [one["name"] for one in document["fields"] if _is_needed(one)], shape)
    for link in document.get("childRelationships") or ():
        key, name = f"{link.get('childSObject')}.{link.get('field')}", link.get("relationshipName")
        if name:
            _name_children(key, name.removesuffix("__r"), shape, cascade=bool(link.get("cascadeDelete")))


def _described_object(document: Mapping[str, Any]) -> dict[str, Any]:
    names = ("name", "keyPrefix", "label", "labelPlural")
    declared = {one: document[one] for one in names if document.get(one)}
    naming: Mapping[str, Any] = next((one for one in document["fields"] if one["name"] == "Name"), {})
    named = {"label": naming["label"][:40]} if naming.get("label") else {}
    # how a drawn number is written, a description does not say
    return {**declared, "nameField": {**named, "displayFormat": "{0}"} if naming.get("autoNumber") else named}


def _name_children(key: str, name: str, shape: Shape, *, cascade: bool) -> None:
    """Let a reference say what the record that it leads to calls the others, perhaps before it is declared."""
    shape.notes.setdefault(key, {}).update(relationshipName=name, cascadeDelete=cascade)


def _take_needed(name: str, needed: Sequence[str], shape: Shape) -> None:
    """Standard fields without which no record of a standard object is created."""
    known = standard(name)
    for one in needed:
        if one not in known.fields:
            shape.leave_out(f"Salesforce field {name}.{one}", "a standard field that the sandbox does not have")
    required = [one for one in needed if one in known.fields and one not in known.required]
    if required:
        settings = shape.settings.setdefault("salesforce_required", {})
        settings[name] = sorted({*settings.get(name, ()), *required})


def _is_needed(described: Mapping[str, Any]) -> bool:
    """Whether none is created without the field."""
    free = described.get("nillable") or described.get("defaultedOnCreate") or described.get("custom")
    return bool(described.get("createable") and not free)


def _take_field(key: str, described: Mapping[str, Any], shape: Shape) -> None:
    kind, what = described["type"], f"Salesforce field {key}"
    if described.get("calculated") or described.get("autoNumber"):
        shape.leave_out(what, "formulas and numbers that are drawn are not computed")
    elif kind not in _TYPES:
        shape.leave_out(what, f"a field of the type {kind} cannot be held")
    else:
        declared = {"fullName": key, "type": kind, "nillable": bool(described.get("nillable", True))}
        if described.get("defaultValue") is not None:
            declared["defaultValue"] = described["defaultValue"]
        if described.get("label"):
            declared["label"] = described["label"][:40]
        shape.declare(CUSTOM_FIELDS, key, {**declared, **_of_type(kind, described)}, what)


def _of_type(kind: str, described: Mapping[str, Any]) -> dict[str, Any]:
    """What a declaration of a type has besides."""
    found: dict[str, Any] = {}
    if kind in _TEXTS and described.get("length"):
        found["length"] = described["length"]
    if kind in _NUMBERS:
        digits = described.get("digits") if kind == "int" else described.get("precision")
        found |= {"precision": digits or 18, "scale": 0 if kind == "int" else described.get("scale") or 0}
    if kind in _UNIQUE:
        found |= {name: bool(described.get(name)) for name in ("unique", "externalId", "caseSensitive")}
    if kind in ("picklist", "multipicklist"):
        values = [one["value"] for one in described.get("picklistValues", ()) if one.get("active", True)]
        found |= {"picklistValues": values, "restrictedPicklist": bool(described.get("restrictedPicklist"))}
    if kind == "reference":
        found["referenceTo"] = list(described.get("referenceTo", ()))
    return found


# -- metadata --------------------------------------------------------------------------------------------------


def _take_field_file(path: str, metadata: Mapping[str, Any], shape: Shape) -> None:
    """A file ``objects/<object>/fields/<field>.field-meta.xml``."""
    found = re.search(r"(?:^|/)(\w+)/fields/[^/]+$", path)
    if found is None:
        return shape.leave_out(path, "a field's file lies at objects/<object>/fields/, which names its object")
    return _take_metadata(found[1], metadata, shape)


def _take_object_file(path: str, metadata: Mapping[str, Any], shape: Shape) -> None:
    """A file ``objects/<object>/<object>.object-meta.xml``."""
    name = path.rpartition("/")[2].partition(".")[0]
    if name.endswith("__c"):
        _take_custom_object(name, metadata, shape)
    elif name not in KEY_PREFIXES:
        shape.leave_out(_object(name), "the sandbox does not have this standard object")
        return
    for one in _several(metadata.get("fields")):
        _take_metadata(name, one, shape)
    for area in ("validationRules", "recordTypes", "fieldSets", "businessProcesses"):
        if area in metadata:
            shape.leave_out(f"{_object(name)}, {area}", "they have no effect here")


def _take_custom_object(name: str, metadata: Mapping[str, Any], shape: Shape) -> None:
    naming = metadata.get("nameField") or {}
    declared: dict[str, Any] = {"name": name, "label": metadata.get("label", name[:-3])}
    if metadata.get("pluralLabel"):
        declared["labelPlural"] = metadata["pluralLabel"]
    if naming.get("label"):
        declared["nameField"] = {"label": naming["label"]}
    if naming.get("type") == "AutoNumber":
        declared["nameField"] = {**declared.get("nameField", {}), "displayFormat": naming.get("displayFormat", "{0}")}
    # metadata names no prefix: it gets one once it is known which are free
    shape.declare(CUSTOM_OBJECTS, name, {**declared, "keyPrefix": _FREE}, _object(name))


def _take_metadata(name: str, metadata: Mapping[str, Any], shape: Shape) -> None:
    key = f"{name}.{metadata.get('fullName')}"
    kind = _METADATA_TYPES.get(str(metadata.get("type")))
    if not key.endswith("__c"):
        return shape.leave_out(f"Salesforce field {key}", "standard fields stay as the sandbox has them")
    if kind is None or "formula" in metadata:
        why = "formulas are not computed" if "formula" in metadata else f"the type {metadata.get('type')} is not known"
        return shape.leave_out(f"Salesforce field {key}", why)
    values = metadata.get("valueSet") or {}
    if "valueSetName" in values:
        shape.leave_out(f"Salesforce field {key}", f"the global value set {values['valueSetName']} is not read")
    listed = _several((values.get("valueSetDefinition") or {}).get("value"))
    described = {
        "type": kind,
        "label": metadata.get("label"),
        "nillable": not _is_true(metadata.get("required")) and metadata.get("type") != "MasterDetail",
        "length": _number(metadata.get("length")),
        "precision": _number(metadata.get("precision")),
        "scale": _number(metadata.get("scale")),
        **{one: _is_true(metadata.get(one)) for one in ("unique", "externalId", "caseSensitive")},
        "picklistValues": [{"value": one["fullName"]} for one in listed if _is_true(one.get("isActive", "true"))],
        "restrictedPicklist": _is_true(values.get("restricted")),
        "referenceTo": _several(metadata.get("referenceTo")),
        "defaultValue": _is_true(metadata.get("defaultValue")) if kind == "boolean" else None,
    }
    _take_field(key, described, shape)
    if kind == "reference" and metadata.get("relationshipName"):
        cascade = metadata.get("type") == "MasterDetail"
        _name_children(key, metadata["relationshipName"], shape, cascade=cascade)
    return None


def _object(name: str) -> str:
    return f"Salesforce object {name}"


def _several(value: Any) -> list[Any]:
    """An element that may stand once, several times or not at all."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_true(text: Any) -> bool:
    return str(text).lower() == "true"


def _number(text: Any) -> int | None:
    return int(text) if str(text).isdigit() else None
