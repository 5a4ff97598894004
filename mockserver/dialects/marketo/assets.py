"""What the asset API answers: each function is (store, parameters) -> the members of the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.http import Malformed, load_json
from mockserver.core.store import Record, Store
from mockserver.crm.marketo import actions, lists

Given = Mapping[str, Any]
Members = dict[str, Any]

NOTHING: Final = "No assets found for the given search criteria."
MOST: Final = 200
DEFAULT: Final = 20


def browse_static_lists(store: Store, given: Given) -> Members:
    """The lists of a folder, a page at a time."""
    rows = [row for row in actions.lists(store) if _is_between(row, given)]
    if "folder" in given and folder(given["folder"]) != lists.FOLDER["folderId"]:
        rows = []
    offset, size = int(given.get("offset", 0)), min(int(given.get("maxReturn", DEFAULT)), MOST)
    return _found([lists.asset(row) for row in rows[offset : offset + size]])


def get_static_list(store: Store, given: Given) -> Members:
    """The list of an id."""
    return _found([lists.asset(lists.find_asset(store, int(given["listId"])))])


def get_static_list_by_name(store: Store, given: Given) -> Members:
    """The list of that name."""
    return _found([lists.asset(row) for row in store.find(actions.LISTS, "name", given["name"])])


def create_static_list(store: Store, given: Given) -> Members:
    """A new list."""
    row = lists.create_list(store, given["name"], folder(given["folder"]), given.get("description"))
    return _found([lists.asset(row)])


def update_static_list(store: Store, given: Given) -> Members:
    """A list with another name or description."""
    changes = {name: given[name] for name in ("name", "description") if name in given}
    return _found([lists.asset(lists.update_list(store, int(given["listId"]), changes))])


def delete_static_list(store: Store, given: Given) -> Members:
    """Delete a list."""
    lists.delete_list(store, int(given["listId"]))
    return {"result": [{"id": int(given["listId"])}]}


def get_folder_by_name(_store: Store, given: Given) -> Members:
    """The folder of that name."""
    return _found([dict(lists.FOLDER)] if given["name"] == lists.FOLDER["name"] else [])


def folder(text: str) -> Mapping[str, Any]:
    """The id and the type that a ``folder`` parameter says in JSON; Refused when it says neither."""
    try:
        found = load_json(text)
    except Malformed:
        found = None
    if not isinstance(found, dict):
        reason = 'folder: expected JSON such as {"id":12,"type":"Folder"}'
        raise Refused("invalid-request", value=text, type="folder", reason=reason, evidence="M-19 documented")
    number = str(found.get("id"))
    return {"id": int(number) if number.isdecimal() else None, "type": found.get("type")}


def _found(rows: list[Record]) -> Members:
    return {"result": rows} if rows else {"warnings": [NOTHING]}


def _is_between(row: Record, given: Given) -> bool:
    earliest, latest = given.get("earliestUpdatedAt", ""), given.get("latestUpdatedAt", "~")
    return bool(earliest <= row["updatedAt"] <= latest)
