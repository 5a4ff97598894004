"""How records of Oktopost's own are made."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mockserver.core.store import Record, Store
from mockserver.sandboxes.sandbox import Sandbox
from mockserver.world.tables import Tables


def _times(now: datetime) -> Record:
    return dict.fromkeys(("Created", "Modified"), f"{now:%Y-%m-%d %H:%M:%S}")


def _new_integration(sandbox: Sandbox, store: Store, given: Record) -> Record:
    return {
        "Status": "valid",
        "State": "active",
        "AccountId": sandbox.world.names["oktopost"]["account_id"],
        "Version": 1,
        "CnameId": None,
        "SettingsData": {},
        "Assets": {"Credentials": [], "Boards": []},
        "TokenExpired": False,
    }


TABLES: Final = Tables(
    times=_times,
    beginnings={"oktopost/integration": _new_integration},
    keys={"oktopost/integration": "014{:012d}"},
    fixed={"oktopost/account": "holds the API keys that name sandboxes"},
)
