"""What the routes tell of the pages of an object: layouts, list views, tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.offload import load
from mockserver.core.store import Record, Store
from mockserver.crm.salesforce import layouts
from mockserver.dialects.frame import Visit
from mockserver.dialects.salesforce.guards import act, answer_with, enter, hold_query, instance_url, named_object

_NAMED: Final = {"User": frozenset(("useralt",))}
"""Object -> the names of its alternative layouts."""

_PAGE: Final = 25
_LARGEST_PAGE: Final = 2000


def _told(visit: Visit, tell: Callable[[Store, str], Any]) -> Any:
    enter(visit)
    name = named_object(visit, visit.arguments[1])
    visit.admit()
    return answer_with(visit, tell(visit.sandbox.store(), name))


def list_layouts(visit: Visit) -> Any:
    """S-44: GET sobjects/{name}/describe/layouts."""
    return _told(visit, layouts.layouts)


def get_layout(visit: Visit) -> Any:
    """S-44: GET sobjects/{name}/describe/layouts/{recordType}."""

    def tell(store: Store, name: str) -> Record:
        if visit.arguments[2][:15] != layouts.MAIN_TYPE[:15]:
            raise Refused("not-found")
        return layouts.layout(store, name)

    return _told(visit, tell)


def list_named_layouts(visit: Visit) -> Any:
    """S-44: GET sobjects/{name}/describe/namedLayouts/{layout}."""

    def tell(store: Store, name: str) -> Record:
        if visit.arguments[2].lower() not in _NAMED.get(name, ()):
            raise Refused("not-found")
        return layouts.layouts(store, name)

    return _told(visit, tell)


def list_compact_layouts(visit: Visit) -> Any:
    """S-44: GET sobjects/{name}/describe/compactLayouts."""
    return _told(visit, layouts.compact_layouts)


def list_approval_layouts(visit: Visit) -> Any:
    """S-44: GET sobjects/{name}/describe/approvalLayouts."""
    return _told(visit, lambda _store, _name: {"approvalLayouts": []})


def list_list_views(visit: Visit) -> Any:
    """S-45: GET sobjects/{name}/listviews."""
    version = visit.arguments[0]

    def tell(store: Store, name: str) -> Record:
        view = layouts.list_view(store, name)
        path = f"/services/data/v{version}/sobjects/{name}/listviews/{view['id']}"
        urls = {"describeUrl": f"{path}/describe", "resultsUrl": f"{path}/results", "url": path}
        row = {**{part: view[part] for part in ("id", "developerName", "label")}, "soqlCompatible": True, **urls}
        return {"done": True, "listviews": [row], "nextRecordsUrl": None, "size": 1, "sobjectType": name}

    return _told(visit, tell)


def describe_list_view(visit: Visit) -> Any:
    """S-45: GET sobjects/{name}/listviews/{id}/describe."""

    def tell(store: Store, name: str) -> Record:
        view = _found(visit, store, name)
        shown = {part: view[part] for part in ("columns", "id", "orderBy", "query")}
        return {**shown, "scope": "everything", "sobjectType": name, "whereCondition": {}}

    return _told(visit, tell)


def list_view_results(visit: Visit) -> Any:
    """S-45: GET sobjects/{name}/listviews/{id}/results."""
    version = enter(visit)
    name = named_object(visit, visit.arguments[1])
    asked = hold_query(visit)
    visit.admit()
    limit, offset = min(int(asked.get("limit", _PAGE)), _LARGEST_PAGE), int(asked.get("offset", 0))
    soql = load("mockserver.crm.salesforce.soql.query")

    def run(store: Store) -> Record:
        view = _found(visit, store, name)
        records = soql.query(store, view["query"], version=version)["records"]
        rows = [_row(record, view["columns"]) for record in records[offset : offset + limit]]
        shown = {part: view[part] for part in ("columns", "developerName", "id", "label")}
        return {**shown, "done": len(records) <= offset + limit, "records": rows, "size": len(rows)}

    return act(visit, run)


def _found(visit: Visit, store: Store, name: str) -> Record:
    view = layouts.list_view(store, name)
    if visit.arguments[2][:15] != view["id"][:15]:
        raise Refused("not-found")
    return view


def _row(record: Record, columns: list[Record]) -> Record:
    values = {column["fieldNameOrPath"]: record[column["fieldNameOrPath"]] for column in columns}
    return {
        "columns": [
            {"fieldNameOrPath": name, "value": None if value is None else str(value)} for name, value in values.items()
        ]
    }


def list_tabs(visit: Visit) -> Any:
    """S-44: GET tabs."""
    enter(visit)
    visit.admit()
    return answer_with(visit, layouts.tabs(visit.sandbox.store(), instance_url(visit)))


def get_theme(visit: Visit) -> Any:
    """S-44: GET theme."""
    enter(visit)
    visit.admit()
    return answer_with(visit, layouts.theme(visit.sandbox.store()))
