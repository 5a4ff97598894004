"""What Salesforce tells of the pages of an object: its layouts, list views and tab. Nobody has changed any of them."""

from __future__ import annotations

from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.salesforce.describe import NAME_FIELDS, describe
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.crm.salesforce.objects import SObject, described, org_of

MAIN_TYPE: Final = "012000000000000AAA"
"""The record type of objects without any."""

_VIEWS: Final = "00B"
"""How the ids of list views begin."""
_COLUMNS: Final = 2
_LISTED: Final = 4
"""How many fields a list view shows."""
_UNLISTED: Final = frozenset(("Id", "IsDeleted", "SystemModstamp"))


def layout(store: Store, name: str) -> Record:
    """The one layout of an object."""
    told = describe(store, name)
    fields = [field for field in told["fields"] if field["name"] not in _UNLISTED]
    writable = [field for field in fields if field["createable"]]
    return {
        "id": _id(store, name, "00h"),
        "buttonLayoutSection": {"detailButtons": []},
        "detailLayoutSections": [_section(fields)],
        "editLayoutSections": [_section(writable)],
        "feedView": None,
        "highlightsPanelLayoutSection": None,
        "multirowEditLayoutSections": [],
        "offlineLinks": [],
        "quickActionList": {"quickActionListItems": []},
        "relatedContent": None,
        "relatedLists": [_related(child) for child in told["childRelationships"] if child["relationshipName"]],
        "saveOptions": [],
    }


def layouts(store: Store, name: str) -> Record:
    """All layouts of an object, and which record type has which."""
    one = layout(store, name)
    mapping = {
        "active": True, "available": True, "defaultRecordTypeMapping": True, "developerName": "Master",
        "layoutId": one["id"], "master": True, "name": "Master", "picklistsForRecordType": None,
        "recordTypeId": MAIN_TYPE,
    }  # fmt: skip
    return {"layouts": [one], "recordTypeMappings": [mapping], "recordTypeSelectorRequired": [False]}


def _section(fields: list[Record]) -> Record:
    rows = [fields[start : start + _COLUMNS] for start in range(0, len(fields), _COLUMNS)]
    return {
        "collapsed": False,
        "columns": _COLUMNS,
        "heading": "Information",
        "layoutRows": [{"layoutItems": [_item(field) for field in row], "numItems": len(row)} for row in rows],
        "rows": len(rows),
        "tabOrder": "LeftToRight",
        "useCollapsibleSection": False,
        "useHeading": True,
    }


def _item(field: Record) -> Record:
    return {
        "editableForNew": field["createable"],
        "editableForUpdate": field["updateable"],
        "label": field["label"],
        "layoutComponents": [
            {"details": field, "displayLines": 1, "tabOrder": 1, "type": "Field", "value": field["name"]}
        ],
        "placeholder": False,
        "required": field["createable"] and not field["nillable"] and not field["defaultedOnCreate"],
    }


def _related(child: Record) -> Record:
    return {
        "accessLevelRequiredForCreate": None, "buttons": [], "columns": [], "custom": False, "field": child["field"],
        "label": child["relationshipName"], "limitRows": 5, "name": child["relationshipName"],
        "sobject": child["childSObject"], "sort": [],
    }  # fmt: skip


def compact_layouts(store: Store, name: str) -> Record:
    """The compact layout that an organisation begins with."""
    target = described(store, name)
    titled = _titled(target)
    items = [_item(field) for field in describe(store, name)["fields"] if field["name"] == titled]
    system = {"id": None, "label": "System Default", "name": "SYSTEM", "objectType": target.name}
    mapping = {
        "available": True, "compactLayoutId": None, "compactLayoutName": "SYSTEM", "recordTypeId": MAIN_TYPE,
        "recordTypeName": "Master",
    }  # fmt: skip
    return {
        "compactLayouts": [{"actions": [], "fieldItems": items, "imageItems": [], **system}],
        "defaultCompactLayoutId": None,
        "recordTypeCompactLayoutMappings": [mapping],
    }


def _titled(target: SObject) -> str:
    """The field that records are known by: not every object has a name."""
    named = NAME_FIELDS.get(target.name, "Name")
    return named if named in target.fields else "Id"


# -- list views ------------------------------------------------------------------------------------------------


def list_view(store: Store, name: str) -> Record:
    """The list view of all records: id, developerName, label, columns, orderBy and its query."""
    target = described(store, name)
    titled = _titled(target)
    shown = sorted((one for one in target.fields if one not in _UNLISTED), key=lambda one: one != titled)[:_LISTED]
    columns = [_column(target, one, 0 if one == titled else None) for one in shown]
    return {
        "id": _id(store, name, _VIEWS),
        "developerName": f"All{target.plural.replace(' ', '')}",
        "label": f"All {target.plural}",
        "columns": [*columns, _column(target, "Id", None, hidden=True)],
        "orderBy": [{"fieldNameOrPath": titled, "nullsPosition": "first", "sortDirection": "ascending"}],
        "query": " ".join(["SELECT", ", ".join([*shown, "Id"]), "FROM", name, "ORDER BY", titled, "ASC NULLS FIRST"]),
    }


def query_of(store: Store, key: str) -> str | None:
    """The query of the list view with an id, None when there is none."""
    if not key.startswith(_VIEWS):
        return None
    found = (list_view(store, one.name) for one in org_of(store).objects.values())
    return next((str(view["query"]) for view in found if key[:15] == view["id"][:15]), None)


def _column(target: SObject, name: str, at: int | None, *, hidden: bool = False) -> Record:
    field = target.fields[name]
    return {
        "ascendingLabel": "Z-A", "descendingLabel": "A-Z", "fieldNameOrPath": name, "hidden": hidden,
        "label": field.label, "searchable": not hidden, "selectListItem": name,
        "sortDirection": None if at is None else "ascending", "sortIndex": at, "sortable": field.sortable,
        "type": "string" if field.kind == "custom" else field.kind,
    }  # fmt: skip


def _id(store: Store, name: str, prefix: str) -> str:
    """An id of what every object has one of, by the object's place."""
    return numbered_id(prefix, list(org_of(store).objects).index(name.lower()) + 1)


# -- tabs ------------------------------------------------------------------------------------------------------


def tabs(store: Store, url: str) -> list[Record]:
    """A tab for each object that records can be written of; ``url``: where the organisation's pages are."""
    return [
        {
            "colors": [], "custom": one.custom, "iconUrl": f"{url}/img/icon/{one.name}.png", "icons": [],
            "label": one.plural, "miniIconUrl": f"{url}/img/icon/{one.name}_16.png",
            "name": f"standard-{one.name}" if not one.custom else one.name, "sobjectName": one.name,
            "timelineEnabled": False, "url": f"{url}/{one.prefix}/o",
        }
        for one in _written(store)
    ]  # fmt: skip


def theme(store: Store) -> dict[str, Any]:
    """Nothing but the names of the objects."""
    return {"themeItems": [{"colors": [], "icons": [], "name": one.name} for one in _written(store)]}


def _written(store: Store) -> list[SObject]:
    return [one for one in org_of(store).objects.values() if not one.fixed]
