"""Oktopost's integrations in the control API."""

from __future__ import annotations

from typing import Final

from mockserver.control.vendor import Integrations

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
