"""The shape of an account of Oktopost: its integrations, as its API lists them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from mockserver.core.shape import Shape, Source

VARIABLES: Final = ("OKTOPOST_ACCOUNT_ID", "OKTOPOST_API_KEY")
"""The environment variables with the account's id and its key."""

_MEMBERS: Final = (
    "Id", "Created", "Modified", "Status", "State", "AccountId", "Type", "Version", "CnameId", "SettingsData",
)  # fmt: skip


def take(source: Source, shape: Shape) -> bool:
    """Take an answer of ``/v2/integration``; False for anything else."""
    document = source.document
    if not isinstance(document, Mapping) or "Result" not in document:
        return False
    items = document.get("Items") or [document.get("Integration")]
    if not all(isinstance(one, Mapping) and "SettingsData" in one for one in items):
        return False
    for one in items:
        known = {name: one[name] for name in _MEMBERS if name in one}
        record = {**known, "Assets": {"Credentials": [], "Boards": []}, "TokenExpired": False}
        shape.declare("oktopost/integration", one.get("Id"), record, f"Oktopost integration {one.get('Id')}")
    return True


def headers(account: str, key: str) -> dict[str, str]:
    """What lets a call in."""
    return {"Authorization": f"Basic {b64encode(f'{account}:{key}'.encode()).decode()}"}


def documents(get: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    """The name of each file and its document, by ``get(path)``, which answers JSON."""
    yield "oktopost/integrations.json", get("/v2/integration")
