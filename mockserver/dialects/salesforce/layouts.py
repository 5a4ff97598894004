"""What the routes tell of the pages of an object: layouts, list views, tabs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.offload import load
from mockserver.core.store import Record, Store
from mockserver.crm.salesforce import layouts
from mockserver.dialects.frame import CallContext
from mockserver.dialects.salesforce.guards import act, answer_with, enter, hold_query, instance_url, named_object

_NAMED: Final = {"User": frozenset(("useralt",))}
"""Object -> the names of its alternative layouts."""

_PAGE: Final = 25
_LARGEST_PAGE: Final = 2000


def _told(context: CallContext, tell: Callable[[Store, str], Any]) -> Any:
    enter(context)
    name = named_object(context, context.arguments[1])
    context.admit()
    return answer_with(context, tell(context.sandbox.store(), name))


def list_layouts(context: CallContext) -> Any:
    """S-44: GET sobjects/{name}/describe/layouts."""
    return _told(context, layouts.layouts)


def get_layout(context: CallContext) -> Any:
    """S-44: GET sobjects/{name}/describe/layouts/{recordType}."""

    def tell(store: Store, name: str) -> Record:
        if context.arguments[2][:15] != layouts.MAIN_TYPE[:15]:
            raise Refused("not-found")
        return layouts.layout(store, name)

    return _told(context, tell)


def list_named_layouts(context: CallContext) -> Any:
    """S-44: GET sobjects/{name}/describe/namedLayouts/{layout}."""

    def tell(store: Store, name: str) -> Record:
        if context.arguments[2].lower() not in _NAMED.get(name, ()):
            raise Refused("not-found")
        return layouts.layouts(store, name)

    return _told(context, tell)


def list_compact_layouts(context: CallContext) -> Any:
    """S-44: GET sobjects/{name}/describe/compactLayouts."""
    return _told(context, layouts.compact_layouts)


def list_approval_layouts(context: CallContext) -> Any:
    """S-44: GET sobjects/{name}/describe/approvalLayouts."""
    return _told(context, lambda _store, _name: {"approvalLayouts": []})


def list_list_views(context: CallContext) -> Any:
    """S-45: GET sobjects/{name}/listviews."""
    version = context.arguments[0]

    def tell(store: Store, name: str) -> Record:
        view = layouts.list_view(store, name)
        path = f"/services/data/v{version}/sobjects/{name}/listviews/{view['id']}"
        urls = {"describeUrl": f"{path}/describe", "resultsUrl": f"{path}/results", "url": path}
        row = {**{part: view[part] for part in ("id", "developerName", "label")}, "soqlCompatible": True, **urls}
        return {"done": True, "listviews": [row], "nextRecordsUrl": None, "size": 1, "sobjectType": name}

    return _told(context, tell)


def describe_list_view(context: CallContext) -> Any:
    """S-45: GET sobjects/{name}/listviews/{id}/describe."""

    def tell(store: Store, name: str) -> Record:
        view = _found(context, store, name)
        shown = {part: view[part] for part in ("columns", "id", "orderBy", "query")}
        return {**shown, "scope": "everything", "sobjectType": name, "whereCondition": {}}

    return _told(context, tell)


def list_view_results(context: CallContext) -> Any:
    """S-45: GET sobjects/{name}/listviews/{id}/results."""
    version = enter(context)
    name = named_object(context, context.arguments[1])
    asked = hold_query(context)
    context.admit()
    limit, offset = min(int(asked.get("limit", _PAGE)), _LARGEST_PAGE), int(asked.get("offset", 0))
    soql = load("mockserver.crm.salesforce.soql.query")

    def run(store: Store) -> Record:
        view = _found(context, store, name)
        records = soql.query(store, view["query"], version=version)["records"]
        rows = [_row(record, view["columns"]) for record in records[offset : offset + limit]]
        shown = {part: view[part] for part in ("columns", "developerName", "id", "label")}
        return {**shown, "done": len(records) <= offset + limit, "records": rows, "size": len(rows)}

    return act(context, run)


def _found(context: CallContext, store: Store, name: str) -> Record:
    view = layouts.list_view(store, name)
    if context.arguments[2][:15] != view["id"][:15]:
        raise Refused("not-found")
    return view


def _row(record: Record, columns: list[Record]) -> Record:
    values = {column["fieldNameOrPath"]: record[column["fieldNameOrPath"]] for column in columns}
    return {
        "columns": [
            {"fieldNameOrPath": name, "value": None if value is None else str(value)} for name, value in values.items()
        ]
    }


def list_tabs(context: CallContext) -> Any:
    """S-44: GET tabs."""
    enter(context)
    context.admit()
    return answer_with(context, layouts.tabs(context.sandbox.store(), instance_url(context)))


def get_theme(context: CallContext) -> Any:
    """S-44: GET theme."""
    enter(context)
    context.admit()
    return answer_with(context, layouts.theme(context.sandbox.store()))
