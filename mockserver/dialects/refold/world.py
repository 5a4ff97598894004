"""How records of Refold's own are made."""

from __future__ import annotations

from typing import Final

from mockserver.core.store import Record, Store
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.world.tables import Tables


def _new_linked_account(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {
        "_id": _object_id(store),
        "associated_org": sandbox.world.names["refold"]["org_id"],
        "environment": "test",
        "name": given.get("account_id", ""),
        "udf": [],
        "integrations": [],
        "__v": 0,
    }


def _new_application(sandbox: Sandbox, store: Store, given: Record) -> Record:
    slug = given.get("slug", "")
    return {
        "name": slug,
        "icon": "",
        "description": "",
        "auth_type": "oauth2",
        "type": slug,
        "app_id": _object_id(store),
        "tags": [],
        "ecosystem": False,
        "auth_type_options": {},
        "auth_input_map": [],
    }


def _object_id(store: Store) -> str:
    return f"{0x6600000000000000:016x}{store.next('refold/objectId'):08x}"


TABLES: Final = Tables(
    beginnings={"refold/linkedAccount": _new_linked_account, "refold/application": _new_application},
)
