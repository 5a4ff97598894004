"""What Salesforce tells of its objects and their fields (sObject Describe): everything that SOQL serves of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.salesforce.objects import (
    API_VERSION,
    CUSTOM_FIELDS,
    CUSTOM_OBJECTS,
    Field,
    Org,
    SObject,
    described,
    org_of,
)
from mockserver.crm.salesforce.rules import PROBABILITIES

LOOKUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "Lead": ("Id", "Email"),
    "Contact": ("Id", "Email"),
    "Account": ("Id",),
    "Opportunity": ("Id", "Name"),
    "Case": ("Id", "CaseNumber"),
    "User": ("Id", "Email", "Username"),
}
"""Object -> the fields by which a record can be upserted, Id alone for the others."""

NAME_FIELDS: Final[Mapping[str, str]] = {"Case": "CaseNumber", "Task": "Subject"}
"""Object -> the field that names a record, where it is not Name."""
CHILDREN: Final[Mapping[tuple[str, str], str]] = {
    ("Account", "ParentId"): "ChildAccounts",
    ("Case", "AccountId"): "Cases",
    ("Case", "ContactId"): "Cases",
    ("Case", "ParentId"): "Cases",
    ("CaseComment", "ParentId"): "CaseComments",
    ("Contact", "AccountId"): "Contacts",
    ("Opportunity", "AccountId"): "Opportunities",
    ("Task", "WhoId"): "Tasks",
    ("Task", "WhatId"): "Tasks",
}
"""(object, reference) -> what the record referred to calls them; the others have no name."""
_CASCADING: Final = frozenset({
    ("CaseComment", "ParentId"),
    ("Contact", "AccountId"),
    ("Opportunity", "AccountId"),
    ("Task", "WhatId"),
    ("Task", "WhoId"),
})  # fmt: skip

_SOAP_TYPES: Final[Mapping[str, str]] = {
    "id": "tns:ID",
    "reference": "tns:ID",
    "boolean": "xsd:boolean",
    "int": "xsd:int",
    "double": "xsd:double",
    "currency": "xsd:double",
    "percent": "xsd:double",
    "date": "xsd:date",
    "datetime": "xsd:dateTime",
}
_NUMBERS: Final[Mapping[str, tuple[int, int, int]]] = {
    "int": (8, 0, 0),
    "double": (0, 18, 2),
    "currency": (0, 18, 2),
    "percent": (0, 3, 0),
}
"""Type -> digits, precision and scale."""
_TEXTS: Final = frozenset({"string", "picklist", "email", "phone", "url", "textarea", "multipicklist", "custom"})
_CUSTOM_LENGTH: Final = 255
_BYTES_OF_A_CHARACTER: Final = 3
_ID_LENGTH: Final = 18

_FIELD: Final[Mapping[str, Any]] = {
    "aiPredictionField": False,
    "calculated": False,
    "calculatedFormula": None,
    "compoundFieldName": None,
    "controllerName": None,
    "defaultValueFormula": None,
    "dependentPicklist": False,
    "deprecatedAndHidden": False,
    "displayLocationInDecimal": False,
    "encrypted": False,
    "extraTypeInfo": None,
    "filteredLookupInfo": None,
    "formulaTreatNullNumberAsZero": False,
    "highScaleNumber": False,
    "htmlFormatted": False,
    "inlineHelpText": None,
    "mask": None,
    "maskType": None,
    "queryByDistance": False,
    "referenceTargetField": None,
    "relationshipOrder": None,
    "restrictedDelete": False,
    "searchPrefilterable": False,
    "writeRequiresMasterRead": False,
}
"""What is the same of every field here."""

_ROW: Final[Mapping[str, Any]] = {
    "activateable": False,
    "associateEntityType": None,
    "associateParentEntity": None,
    "createable": True,
    "custom": False,
    "customSetting": False,
    "deepCloneable": False,
    "deletable": True,
    "deprecatedAndHidden": False,
    "feedEnabled": True,
    "hasSubtypes": False,
    "isInterface": False,
    "isSubtype": False,
    "layoutable": True,
    "mergeable": False,
    "mruEnabled": True,
    "queryable": True,
    "replicateable": True,
    "retrieveable": True,
    "searchable": True,
    "triggerable": True,
    "undeletable": True,
    "updateable": True,
}
"""What is the same of every object here, in the list of objects."""

_READ_ONLY: Final = dict.fromkeys(
    (
        "createable", "deletable", "feedEnabled", "layoutable", "mruEnabled", "replicateable", "searchable",
        "triggerable", "undeletable", "updateable",
    ),
    False,
)  # fmt: skip
"""What differs where no record is ever written."""

_DESCRIBED: Final[Mapping[str, Any]] = {
    "actionOverrides": [],
    "compactLayoutable": True,
    "defaultImplementation": None,
    "extendedBy": None,
    "extendsInterfaces": None,
    "implementedBy": None,
    "implementsInterfaces": None,
    "listviewable": None,
    "lookupLayoutable": None,
    "namedLayoutInfos": [],
    "networkScopeFieldName": None,
    "recordTypeInfos": [],
    "searchLayoutable": True,
}
"""What only the description of one object has besides."""
_RELEASED: Final = "2023-09-01T08:00:00.000+0000"
"""When the standard objects last changed."""

_MERGEABLE: Final = frozenset({"Account", "Contact", "Lead"})


def describe_global(store: Store, version: str = API_VERSION) -> Record:
    """``{"encoding", "maxBatchSize", "sobjects"}``: a row for each object; ``version`` (``v59.0``) is that of URLs."""
    rows = [_row(one, version) for one in org_of(store).objects.values()]
    return {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": sorted(rows, key=lambda row: row["name"])}


def described_since(store: Store) -> datetime:
    """When what is declared of the organisation last changed, to the second.

    What was taken away, and fields that settings name, have no time: then it is now.
    """
    tables = [table for table in map(store.state.tables.get, (CUSTOM_OBJECTS, CUSTOM_FIELDS)) if table is not None]
    if store.settings.get("salesforce_fields") or any(table.deleted_keys() for table in tables):
        return store.now().replace(microsecond=0)
    times = [one["lastModifiedDate"] for table in tables for one in table.scan() if "lastModifiedDate" in one]
    return datetime.fromisoformat(max(times, default=_RELEASED)).replace(microsecond=0)


def describe_row(store: Store, sobject: str, version: str = API_VERSION) -> Record:
    """One object as the list of objects shows it."""
    return _row(described(store, sobject), version)


def describe(store: Store, sobject: str, version: str = API_VERSION) -> Record:
    """One object with its fields and the objects that refer to it."""
    target = described(store, sobject)
    row = _row(target, version)
    shared = {name: value for name, value in row.items() if not name.startswith("associate")}
    fields = [_field(target, one) for one in target.fields.values()]
    told = {"childRelationships": _children(store, sobject), "fields": fields, "supportedScopes": _scopes(target)}
    full = {**shared, **_DESCRIBED, **told}
    return {name: full[name] for name in sorted(full)}


def _scopes(target: SObject) -> list[Record]:
    """What USING SCOPE takes."""
    names = {"everything": "All", "mine": "My"} if "OwnerId" in target.fields else {"everything": "All"}
    return [{"label": f"{word} {target.plural.lower()}", "name": name} for name, word in names.items()]


def _row(target: SObject, version: str) -> Record:
    path = f"/services/data/{version}/sobjects/{target.name}"
    urls = {"rowTemplate": f"{path}/{{ID}}", "describe": f"{path}/describe", "sobject": path}
    named = {"keyPrefix": target.prefix, "label": target.label, "labelPlural": target.plural, "name": target.name}
    row = {**_ROW, **named, "urls": urls, "custom": target.custom, "mergeable": target.name in _MERGEABLE}
    if target.fixed:
        row |= _READ_ONLY
    return {name: row[name] for name in sorted(row)}


def child_of(org: Org, sobject: str, relationship: str) -> tuple[str, str, str] | None:
    """The relationship of that name in any case: its name, the object that has it, its reference to ``sobject``."""
    wanted = relationship.lower()
    for (child, field), name in CHILDREN.items():
        if name.lower() == wanted and sobject in org.objects[child.lower()].fields[field].references:
            return name, child, field
    for child, linked in org.links.get(sobject, ()):
        if linked.children is not None and linked.children.lower() == wanted:
            return linked.children, child, linked.name
    return None


def _children(store: Store, sobject: str) -> list[Record]:
    return [
        {
            "cascadeDelete": one.cascade or (child.name, one.name) in _CASCADING,
            "childSObject": child.name,
            "deprecatedAndHidden": False,
            "field": one.name,
            "junctionIdListNames": [],
            "junctionReferenceTo": [],
            "relationshipName": one.children or CHILDREN.get((child.name, one.name)),
            "restrictedDelete": False,
        }
        for child in sorted(org_of(store).objects.values(), key=lambda child: child.name)
        for one in child.fields.values()
        if sobject in one.references
    ]


def _field(target: SObject, one: Field) -> Record:
    kind = "string" if one.kind == "custom" else one.kind
    length = _length(one)
    digits, precision, scale = _digits(one)
    is_name = one.name == NAME_FIELDS.get(target.name, "Name")
    field = {
        **_FIELD,
        "aggregatable": one.aggregatable,
        "autoNumber": one.name == "CaseNumber" or (is_name and target.number_format is not None),
        "byteLength": length * (1 if kind in ("id", "reference") else _BYTES_OF_A_CHARACTER),
        "createable": one.createable,
        "cascadeDelete": one.cascade,
        "caseSensitive": one.case_sensitive,
        "custom": one.custom,
        "defaultValue": one.default,
        "defaultedOnCreate": one.default is not None or (one.never_empty and not one.required),
        "digits": digits,
        "externalId": one.external_id,
        "filterable": one.filterable,
        "groupable": one.groupable,
        "idLookup": one.kind == "custom" or one.external_id or one.name in LOOKUPS.get(target.name, ("Id",)),
        "label": one.label,
        "length": length,
        "name": one.name,
        "nameField": is_name,
        "namePointing": len(one.references) > 1,
        "nillable": one.nullable,
        "permissionable": one.createable and not one.required and not is_name,
        "picklistValues": _picklist(one),
        "polymorphicForeignKey": len(one.references) > 1,
        "precision": precision,
        "referenceTo": list(one.references),
        "relationshipName": one.relationship,
        "restrictedPicklist": one.restricted,
        "scale": scale,
        "soapType": _SOAP_TYPES.get(kind, "xsd:string"),
        "sortable": one.sortable,
        "type": kind,
        "unique": one.unique,
        "updateable": one.updateable,
    }
    return {name: field[name] for name in sorted(field)}


def _digits(one: Field) -> tuple[int, int, int]:
    """Digits, precision and scale: an int has the first alone."""
    if one.precision is None:
        return _NUMBERS.get(one.kind, (0, 0, 0))
    return (one.precision, 0, 0) if one.kind == "int" else (0, one.precision, one.scale or 0)


def _length(one: Field) -> int:
    if one.kind in ("id", "reference"):
        return _ID_LENGTH
    if one.kind not in _TEXTS:
        return 0
    return one.length or one.max_bytes or _CUSTOM_LENGTH


def _picklist(one: Field) -> list[Record]:
    """The values that the engine knows: the stages of a sale, and the default of any other picklist."""
    if one.kind not in ("picklist", "multipicklist"):
        return []
    known = PROBABILITIES if one.name == "StageName" else one.values
    values = [*known, *([one.default] if one.default is not None and one.default not in known else [])]
    return [
        {"active": True, "defaultValue": value == one.default, "label": value, "validFor": None, "value": value}
        for value in values
    ]
