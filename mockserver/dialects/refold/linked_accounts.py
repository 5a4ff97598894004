"""What Refold keeps of an organisation's customers: linked accounts and the applications that each has connected."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from mockserver.core import clock
from mockserver.core.errors import Refused
from mockserver.core.http import dump_json
from mockserver.core.store import Record, Store
from mockserver.dialects.refold.access import org_id
from mockserver.sandboxes.sandbox import Sandbox

TABLE = "refold/linkedAccount"


def find(store: Store, account_id: str) -> Record:
    """The linked account; Refused ``linked-account-not-found`` when there is none."""
    account = store.get(TABLE, account_id)
    if account is None:
        raise Refused("linked-account-not-found", linked_account=account_id)
    return account


def create(org: str, account_id: str, store: Store, body: dict[str, Any]) -> Record:
    """A new linked account of an organisation; Refused ``linked-account-exists`` when the id is taken."""
    if store.get(TABLE, account_id) is not None:
        raise Refused("linked-account-exists", linked_account=account_id)
    now = moment(store)
    account = {
        "_id": new_id(store),
        "associated_org": org,
        "account_id": account_id,
        "environment": "test",
        "name": body.get("name") or account_id,
        "udf": _user_fields(store, body.get("udf"), []),
        "integrations": [],
        "createdAt": now,
        "updatedAt": now,
        "__v": 0,
    }
    store.insert(TABLE, account)
    return account


def upsert(org: str, account_id: str, store: Store, body: dict[str, Any]) -> tuple[Record, bool]:
    """The linked account with what ``body`` changes, and whether it is new."""
    known = store.get(TABLE, account_id)
    if known is None:
        return create(org, account_id, store, body), True
    account = {
        **known,
        "name": body.get("name") or known["name"],
        "udf": _user_fields(store, body.get("udf"), known["udf"]),
        "updatedAt": moment(store),
    }
    store.replace(TABLE, account)
    return account, False


def delete(store: Store, account_id: str) -> None:
    """Remove a linked account with all that was kept for it; Refused as :func:`find`."""
    find(store, account_id)
    store.delete(TABLE, account_id)
    for config in store.find("refold/config", "account_id", account_id):
        store.delete("refold/config", config["_id"])


def text_of(value: Any) -> str:
    """A text, or the JSON text of a number or of a boolean (R-22)."""
    return value if isinstance(value, str) else dump_json(value).decode()


def moment(store: Store) -> str:
    """The present time, as the vendor writes it."""
    return clock.moment(store.now())


def new_id(store: Store) -> str:
    """A new id of 24 hexadecimal digits."""
    return f"{0x6600000000000000:016x}{store.next('refold/objectId'):08x}"


def _user_fields(store: Store, given: Any, known: list[Record]) -> list[Record]:
    now = moment(store)
    fields = {field["key_name"]: field for field in known}
    for name, value in (given or {}).items():
        old = fields.get(name) or {"key_name": name, "_id": new_id(store), "createdAt": now}
        fields[name] = {
            "key_name": name,
            "key_value": text_of(value),
            "_id": old["_id"],
            "createdAt": old["createdAt"],
            "updatedAt": now,
        }
    return list(fields.values())


# -- as they are shown -----------------------------------------------------------------------------------------


def with_field(store: Store, query: dict[str, str]) -> list[Record]:
    """The linked accounts that have the user field a query asks for; all of them when it asks for none."""
    accounts = list(store.scan(TABLE))
    name, value = query.get("env_variable_name"), query.get("env_variable_value")
    if name is None:
        return accounts
    return [
        account
        for account in accounts
        if any(field["key_name"] == name and (value is None or field["key_value"] == value) for field in account["udf"])
    ]


def page_of(items: list[Any], page: int, limit: int) -> dict[str, Any]:
    """Page ``page`` (from 1) of a list, with the numbers that the vendor gives with it."""
    pages = max(1, -(-len(items) // limit))
    return {
        "docs": items[(page - 1) * limit : page * limit],
        "totalDocs": len(items),
        "limit": limit,
        "totalPages": pages,
        "page": page,
        "pagingCounter": (page - 1) * limit + 1,
        "hasPrevPage": page > 1,
        "hasNextPage": page < pages,
        "prevPage": page - 1 if page > 1 else None,
        "nextPage": page + 1 if page < pages else None,
    }


def shown(sandbox: Sandbox, account: Record) -> Record:
    """A linked account whole, its connections as they stand now."""
    integrations = [{**one, "reauth_required": is_expired(sandbox, one)} for one in account["integrations"]]
    return {**account, "associated_org": org_id(sandbox), "integrations": integrations}


def upserted(sandbox: Sandbox, result: tuple[Record, bool]) -> Record:
    """The answer to an upsert: without connections, and whether the account is new."""
    account, is_new = result
    answer = shown(sandbox, account)
    del answer["integrations"]
    return {**answer, "new_account": is_new}


def created(account: Record) -> dict[str, Any]:
    """The short answer to creating one."""
    names = ("_id", "account_id", "name", "environment")
    return {name: account[name] for name in names} | {"integrations": None}


def is_connected(store: Store, account_id: str, slug: str) -> bool:
    """Whether a linked account exists and has connected an application."""
    account = store.get(TABLE, account_id)
    return account is not None and any(item["type"] == slug for item in account["integrations"])


def is_expired(by: Sandbox | Store, connection: Record) -> bool:
    """Whether a connection needs its customer's consent again: it was marked so, or outlived its time (R-29).

    ``by``: whose settings and clock say when that is.
    """
    if connection["reauth_required"]:
        return True
    lifetime: int = by.settings["refold_connection_lifetime"]
    since = datetime.fromisoformat(connection["createdAt"])
    return lifetime > 0 and by.clock.now() >= since + timedelta(seconds=lifetime)


def application_seen_by(sandbox: Sandbox, account_id: str, item: Record) -> Record:
    """An application as one linked account sees it."""
    account = sandbox.state.tables[TABLE].get(account_id)
    connections = [known for known in (account["integrations"] if account else ()) if known["type"] == item["slug"]]
    connected = [
        {
            "identifier": known.get("identifier", account_id),
            "connectedAt": known["createdAt"],
            "status": "expired" if is_expired(sandbox, known) else "active",
            "auth_type": known.get("auth_type", item["auth_type"]),
        }
        for known in connections
    ]
    return {
        **item,
        "connected": bool(connected),
        "connected_accounts": connected,
        "reauth_required": any(one["status"] == "expired" for one in connected),
    }


def is_wanted(item: Record, query: dict[str, str]) -> bool:
    """Whether an application passes a query's filters."""
    tags = {tag for tag in query.get("tags", "").split(",") if tag}
    return (
        query.get("slug") in (None, item["slug"])
        and query.get("auth_type") in (None, item["auth_type"])
        and query.get("ecosystem", str(item["ecosystem"]).lower()) == str(item["ecosystem"]).lower()
        and tags <= set(item["tags"])
    )
