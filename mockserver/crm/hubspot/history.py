"""What HubSpot's properties held before: written when a value changes, so that what never changed costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from mockserver.core.store import Record, Store

TABLE: Final = "hubspot/history"
MOST: Final = 20
"""How many values of a property are kept, the present one among them."""

_SOURCE: Final = {"sourceType": "INTEGRATION", "sourceId": "3630854"}


def note(store: Store, object_type: str, before: Record, changes: Iterable[str], after: Record) -> None:
    """Keep what these properties held before a change, and what they hold since."""
    key = f"{object_type}/{before['id']}"
    row = store.get(TABLE, key)
    versions: dict[str, Any] = dict(row["versions"]) if row else {}
    for name in changes:
        value = after["properties"].get(name, "")
        if value != before["properties"].get(name, ""):
            earlier = versions.get(name) or _present(before, name)
            versions[name] = [{"value": value, "timestamp": after["updatedAt"]}, *earlier][:MOST]
    if versions:
        (store.replace if row else store.insert)(TABLE, {"id": key, "versions": versions})


def shown(store: Store, object_type: str, record: Record, names: Iterable[str]) -> dict[str, list[Mapping[str, Any]]]:
    """The values of each property that has or had one, the newest first."""
    row = store.get(TABLE, f"{object_type}/{record['id']}")
    versions = row["versions"] if row else {}
    found = {name: versions.get(name) or _present(record, name) for name in names}
    return {name: [{**one, **_SOURCE} for one in values] for name, values in found.items() if values}


def _present(record: Record, name: str) -> list[dict[str, Any]]:
    value = record["properties"].get(name)
    return [{"value": value, "timestamp": record["createdAt"]}] if value else []
