"""Credentials that an organisation holds already, taken over as a linked account's connection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockserver.core.errors import Refused
from mockserver.core.store import Store
from mockserver.dialects.frame import is_empty
from mockserver.dialects.refold import connections, linked_accounts
from mockserver.dialects.refold.acting import Asked, answering


def migrate(store: Store, asked: Asked) -> Any:
    """R-78: connect an application with credentials, flat or below the name of their kind."""
    slug, given = asked.body["slug"], asked.body["auth_object"]
    application = store.get(connections.APPLICATIONS, slug)
    if application is None:
        slugs = ", ".join(item["slug"] for item in store.scan(connections.APPLICATIONS))
        raise Refused("application-not-found", slug=slug, org=asked.org, applications=slugs)
    account = linked_accounts.find(store, asked.account)
    by_kind = bool(given) and given.keys() <= _KINDS
    for kind, credentials in given.items() if by_kind else [(application["auth_type"], given)]:
        fields = application["auth_type_options"].get(kind)
        if fields is None:
            ways = ", ".join(application["auth_type_options"])
            raise Refused("wrong-auth-type", slug=slug, auth_type=kind, ways=ways)
        _verify(fields, credentials)
        connections.connect(asked.sandbox, application, kind, store, asked.account)
    if by_kind:
        return {"success": True, "message": "Token migrated successfully"}
    known = any(one["type"] == slug for one in account["integrations"])
    return {"success": True, "message": f"Integration - {slug} {'updated' if known else 'created'}"}


_KINDS: Final = frozenset((connections.OAUTH2, connections.KEYBASED))


def _verify(fields: list[dict[str, Any]], credentials: Any) -> None:
    """Every field that the application needs has a value; Refused ``verification-failed`` when not."""
    held = credentials if isinstance(credentials, Mapping) else {}
    needed = [field["name"] for field in fields if field["required"]]
    missing = [name for name in needed if is_empty(held.get(name))]
    if missing or not held:
        raise Refused("verification-failed", reason=f"{missing[0] if missing else 'auth_object'} is empty")


VIEWS: Final = {"migrate_token": (answering(migrate), ("authentication", "request", "slug", "credentials"))}
