"""Static lists as assets: how they are made, renamed and deleted, and the folder they lie in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.store import Record, Store
from mockserver.crm.marketo.actions import LISTS, MEMBERSHIPS
from mockserver.crm.marketo.activities import new_id
from mockserver.crm.marketo.errors import refusal
from mockserver.crm.marketo.fields import stamp

FOLDER: Final[Mapping[str, Any]] = {
    "name": "Group Lists",
    "description": "",
    "createdAt": "2023-09-01T08:00:00Z+0000",
    "updatedAt": "2023-09-01T08:00:00Z+0000",
    "url": "https://app.marketo.example/#ML12A1",
    "folderId": {"id": 12, "type": "Folder"},
    "folderType": "List",
    "parent": {"id": 9, "type": "Folder"},
    "path": "/Lead Database/Default/Group Lists",
    "isArchive": False,
    "isSystem": False,
    "accessZoneId": 1,
    "workspace": "Default",
    "id": 12,
}
"""The one folder of an instance here: the one in which lists lie."""


def asset(found: Record) -> Record:
    """A list as the asset API shows it."""
    described = {"description": found["description"]} if "description" in found else {}
    return {
        "id": found["id"],
        "name": found["name"],
        **described,
        "createdAt": f"{found['createdAt']}+0000",
        "updatedAt": f"{found['updatedAt']}+0000",
        "folder": FOLDER["folderId"],
        "computedUrl": f"https://app.marketo.example/#ST{found['id']}A1",
        "workspace": found.get("workspaceName", "Default"),
    }


def find_asset(store: Store, number: int) -> Record:
    """The stored list of an id; CrmError 702 with the words of the asset API."""
    found = store.get(LISTS, number)
    if found is None:
        raise refusal(store, "702", "Static List not found or it has been deleted")
    return found


def create_list(store: Store, name: str, folder: Mapping[str, Any], description: str | None) -> Record:
    """A new list in a folder; CrmError 709 when the name is taken, 710 and 711 for a folder that cannot hold it."""
    _check_name(store, name)
    if folder.get("type") not in ("Folder", "Program"):
        raise refusal(store, "711", "Incompatible Folder Type")
    if folder != FOLDER["folderId"]:
        raise refusal(store, "710", "Parent Folder Not Found")
    now = stamp(store.now())
    described = {} if description is None else {"description": description}
    row = {"id": new_id(store, LISTS, after=2000), "name": name, **described, "workspaceName": "Default"}
    row |= {"createdAt": now, "updatedAt": now}
    store.insert(LISTS, row)
    return row


def update_list(store: Store, number: int, changes: Mapping[str, str]) -> Record:
    """The list with another name or description; CrmError 709 when the name is taken."""
    found = find_asset(store, number)
    if changes.get("name", found["name"]) != found["name"]:
        _check_name(store, changes["name"])
    changed = {**found, **changes}
    if changed != found:
        changed["updatedAt"] = stamp(store.now())
        store.replace(LISTS, changed)
    return changed


def delete_list(store: Store, number: int) -> None:
    """Delete a list; the people in it stay."""
    found = find_asset(store, number)
    for row in store.find(MEMBERSHIPS, "listId", found["id"]):
        store.delete(MEMBERSHIPS, row["id"])
    store.delete(LISTS, found["id"])


def _check_name(store: Store, name: str) -> None:
    if not name.strip():
        raise refusal(store, "701", "name cannot be blank")
    if store.find(LISTS, "name", name):
        raise refusal(store, "709", f"Static List with name '{name}' already exists")
