"""Oktopost's integrations and events in the control API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from mockserver.control.vendor import Events, Integrations
from mockserver.core import contracts
from mockserver.core.store import Store
from mockserver.dialects.oktopost import account, webhooks
from mockserver.sandboxes.sandbox import Sandbox

INTEGRATIONS: Final = Integrations(
    table="oktopost/integration",
    fields={
        "id": "Id",
        "type": "Type",
        "account_id": "AccountId",
        "status": "Status",
        "state": "State",
        "token_expired": "TokenExpired",
    },
    named=lambda world: world.names["oktopost"]["integrations"],
    broken=(
        ("State", "disabled", "is disabled"),
        ("Status", "invalid", "is invalid"),
        ("TokenExpired", True, "has an expired token"),
    ),
    title=lambda record: f"{record['Type']} {record['Id']}",
)


def _shapes() -> dict[str, tuple[str, str]]:
    webhook = f"records/{webhooks.WEBHOOK}"
    every = contracts.load().documents[webhook]["properties"]["Event"]["enum"]
    known = {event: (f"records/{table}", "answer") for table, event in account.EVENTS.items()}
    return {event: known.get(event, (webhook, "data")) for event in every}


def _tell(sandbox: Sandbox, store: Store, event: str, data: Mapping[str, Any]) -> None:
    webhooks.fire(store, sandbox.world.names["oktopost"]["account_id"], event, data)


EVENTS: Final = Events(_shapes(), _tell)
