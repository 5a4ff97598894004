"""What an Oktopost API key opens, and what a client has to know to send one."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import Struct

from mockserver.core.http import Call
from mockserver.dialects.access import Access, Line
from mockserver.sandboxes.sandbox import Sandbox, World


class Grant(Struct, frozen=True):
    """What an API key may do: for which account, with which permissions; ``user`` is whose key it is, if known."""

    account_id: str
    key: str
    permissions: frozenset[str]
    user: str = ""


def _credentials(world: World, suffix: str) -> Iterator[tuple[tuple[str, str], Grant]]:
    """Each (account, key) of the world's accounts."""
    for account in world.state.tables["oktopost/account"].scan():
        for key in account["keys"]:
            grant = Grant(account["id"], key["key"], frozenset(key["permissions"]), key.get("user", ""))
            yield (grant.account_id, grant.key + suffix), grant


def _describe(url: str, sandbox: Sandbox) -> dict[str, Any]:
    names = sandbox.world.names["oktopost"]
    return {
        "base_url": f"{url}/v2",
        "account_id": names["account_id"],
        "api_key": sandbox.key(names["api_key"]),
        "readonly_api_key": sandbox.key(names["readonly_api_key"]),
        "integrations": dict(names["integrations"]),
    }


def _lines(described: Mapping[str, Any]) -> Iterator[Line]:
    yield Line(
        [
            (f"{described['account_id']}:{described['api_key']}", "account and key"),
            (described["readonly_api_key"], "read-only key"),
        ]
    )
    yield Line([(number, app) for app, number in described["integrations"].items()], "integrations")


def _table(world: World) -> Iterator[tuple[str, str]]:
    """A row for each account, for the integrations that answer, and for those that refuse."""
    integrations = list(world.state.tables["oktopost/integration"].scan())
    own = world.names["oktopost"]
    for account in world.state.tables["oktopost/account"].scan():
        keys = ", ".join(f"`{key['key']}` ({_permission(key['permissions'])})" for key in account["keys"])
        yield f"Oktopost account `{account['id']}`", f"key {keys}"
        held = [record for record in integrations if record["AccountId"] == account["id"]]
        named = own["integrations"].values() if account["id"] == own["account_id"] else [one["Id"] for one in held]
        good = [f"`{record['Id']}` {record['Type']}" for record in held if record["Id"] in named]
        bad = [f"`{record['Id']}` {_trouble(record)}" for record in held if record["Id"] not in named]
        yield "its integrations", ", ".join(good)
        if bad:
            yield "integrations that refuse", ", ".join(bad)


def _permission(permissions: Iterable[str]) -> str:
    return "may connect integrations" if "Integration Add" in permissions else "may not connect integrations"


def _trouble(record: Mapping[str, Any]) -> str:
    if record["State"] == "disabled":
        return "disabled"
    if record["Status"] == "invalid":
        return "invalid"
    return "expired token" if record["TokenExpired"] else f"{record['Type']} (no actions)"


def login(sandbox: Sandbox) -> dict[str, str]:
    """The header that says who calls: HTTP Basic with the account and its key."""
    names = sandbox.world.names["oktopost"]
    user = f"{names['account_id']}:{sandbox.key(names['api_key'])}"
    return {"authorization": f"Basic {b64encode(user.encode()).decode()}"}


def execute(sandbox: Sandbox, app: str, action: str, payload: str) -> Call:
    """The call of an action on the sandbox's own integration of an application, or on one by its id."""
    integrations = sandbox.world.names["oktopost"]["integrations"]
    headers = {**login(sandbox), "host": "localhost", "content-type": "application/x-www-form-urlencoded"}
    form = {"id": integrations.get(app, app), "actionName": action, "payload": payload}
    return Call("POST", "/v2/integration-action", "", headers, urlencode(form).encode())


ACCESS: Final = Access(
    _credentials,
    _describe,
    {"OKTOPOST_BASE_URL": "base_url", "OKTOPOST_ACCOUNT_ID": "account_id", "OKTOPOST_API_KEY": "api_key"},
    lambda sandbox: execute(sandbox, "salesforce", "contact.getByEmail", '{"email":"john@example.com"}'),
    execute,
    "https://api.oktopost.com",
    _lines,
    _table,
)
