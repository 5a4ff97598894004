"""What names a sandbox in a call of Refold's API, and what a client has to know to make one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any, Final

from mockserver.core.http import Call
from mockserver.dialects.access import Access, Line
from mockserver.sandboxes.sandbox import Sandbox, World


def org_id(sandbox: Sandbox) -> str:
    """The organisation: 24 hexadecimal digits."""
    return _org_id(sandbox.world, sandbox.suffix)


def _org_id(world: World, suffix: str) -> str:
    org: str = world.names["refold"]["org_id"]
    return org if not suffix else blake2b(f"{org}{suffix}".encode(), digest_size=12).hexdigest()


def secret(sandbox: Sandbox) -> bytes:
    """What session tokens are signed with: made of the API key, whose owner may have any of them."""
    key = sandbox.key(sandbox.world.names["refold"]["api_key"])
    return blake2b(key.encode(), digest_size=32, person=b"session tokens").digest()


def _credentials(world: World, suffix: str) -> Iterator[tuple[tuple[str, str], bool]]:
    """The API key, the ready-made session token, and the organisation that other session tokens name."""
    names = world.names["refold"]
    yield ("key", names["api_key"] + suffix), True
    yield ("token", names["session_token"] + suffix), True
    yield ("org", _org_id(world, suffix)), True


def _describe(url: str, sandbox: Sandbox) -> dict[str, Any]:
    names = sandbox.world.names["refold"]
    return {
        "base_url": url,
        "api_key": sandbox.key(names["api_key"]),
        "linked_account_id": names["linked_account_id"],
        "session_token": sandbox.key(names["session_token"]),
    }


def _lines(described: Mapping[str, Any]) -> Iterator[Line]:
    yield Line([(described["api_key"], "x-api-key"), (described["linked_account_id"], "linked_account_id")])
    yield Line([(described["session_token"], "Authorization: Bearer")], "or")


def _table(world: World) -> Iterator[tuple[str, str]]:
    """A row for the API key with each linked account, and one for the session token."""
    names = world.names["refold"]
    accounts = (
        f"`{account['account_id']}` ({', '.join(one['type'] for one in account['integrations']) or 'nothing'})"
        for account in world.state.tables["refold/linkedAccount"].scan()
    )
    yield "Refold", f"`x-api-key: {names['api_key']}` with `linked_account_id`: {' or '.join(accounts)}"
    minted = "or mint one at `/api/v2/public/session-token`"
    yield "Refold session token", f"`Authorization: Bearer {names['session_token']}`, {minted}"


def login(sandbox: Sandbox) -> dict[str, str]:
    """The headers that say who calls, and for which linked account."""
    names = sandbox.world.names["refold"]
    return {"x-api-key": sandbox.key(names["api_key"]), "linked_account_id": names["linked_account_id"]}


def execute(sandbox: Sandbox, app: str, action: str, payload: str) -> Call:
    """The call of an action on an application of the sandbox's own linked account."""
    headers = {**login(sandbox), "host": "localhost", "content-type": "application/json"}
    path = f"/api/v2/integration-schema/{app}/actions/{action}/execute"
    return Call("POST", path, "", headers, payload.encode())


ACCESS: Final = Access(
    _credentials,
    _describe,
    {
        "REFOLD_BASE_URL": "base_url",
        "REFOLD_API_KEY": "api_key",
        "REFOLD_LINKED_ACCOUNT_ID": "linked_account_id",
        "REFOLD_SESSION_TOKEN": "session_token",
    },
    lambda sandbox: execute(sandbox, "hubspot", "create_contact", '{"email":"ada@example.com"}'),
    execute,
    "https://api.gocobalt.io",
    _lines,
    _table,
)
