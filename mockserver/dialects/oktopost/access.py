"""What an Oktopost API key opens, and what a client has to know to send one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from mockserver.dialects.frame import Access
from mockserver.sandboxes.sandbox import Sandbox


@dataclass(frozen=True, slots=True)
class Grant:
    """What an API key may do: for which account, with which permissions."""

    account_id: str
    key: str
    permissions: frozenset[str]


def _credentials(sandbox: Sandbox) -> Iterator[tuple[tuple[str, str], Grant]]:
    """Each (account, key) of the world's accounts."""
    for account in sandbox.world.state.tables["oktopost/account"].scan():
        for key in account["keys"]:
            grant = Grant(account["id"], key["key"], frozenset(key["permissions"]))
            yield (grant.account_id, sandbox.key(grant.key)), grant


def _describe(url: str, sandbox: Sandbox) -> dict[str, Any]:
    names = sandbox.world.names["oktopost"]
    return {
        "base_url": f"{url}/v2",
        "account_id": names["account_id"],
        "api_key": sandbox.key(names["api_key"]),
        "readonly_api_key": sandbox.key(names["readonly_api_key"]),
        "integrations": dict(names["integrations"]),
    }


ACCESS: Final = Access(
    _credentials,
    _describe,
    {"OKTOPOST_BASE_URL": "base_url", "OKTOPOST_ACCOUNT_ID": "account_id", "OKTOPOST_API_KEY": "api_key"},
)
