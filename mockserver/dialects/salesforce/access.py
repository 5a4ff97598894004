"""What names a sandbox in a call of Salesforce's API, and what a client has to know to make one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from mockserver.core.http import Call
from mockserver.crm.salesforce.ids import numbered_id
from mockserver.dialects.access import Access
from mockserver.sandboxes.sandbox import Sandbox, World

NAME: Final = "salesforce"

SOAP: Final = f"{NAME}/http/soap"

OPEN: Final = frozenset((SOAP, *(f"{NAME}/http/{name}" for name in ("grant_token", "revoke_token", "list_versions"))))
"""The routes that ask for no session."""

ORGANISATION: Final = numbered_id("00D", 1)
"""The id of every sandbox's organisation."""

_NAMING: Final = ("session", "username", "consumer_key", "refresh_token")
"""What a call may bring that tells whose it is."""


def secret(sandbox: Sandbox, name: str) -> str:
    """A sandbox's own form of one of the names in the world's credentials."""
    return sandbox.key(sandbox.world.names[NAME][name])


def _credentials(world: World, suffix: str) -> Iterator[tuple[tuple[str, str], str]]:
    """What a credential grants is its suffix: the secrets that go with it end in the same."""
    for name in _NAMING:
        yield (name, world.names[NAME][name] + suffix), suffix


def _describe(url: str, sandbox: Sandbox) -> dict[str, Any]:
    names = ("username", "password", "security_token", "consumer_key", "consumer_secret", "refresh_token")
    own = {name: secret(sandbox, name) for name in names}
    return {"base_url": url, "instance_url": url, "access_token": secret(sandbox, "session"), **own}


def _call(sandbox: Sandbox) -> Call:
    headers = {"authorization": f"Bearer {secret(sandbox, 'session')}", "host": "localhost"}
    return Call("GET", "/services/data/v59.0/limits", "", headers)


ACCESS: Final = Access(
    _credentials,
    _describe,
    {
        "SALESFORCE_INSTANCE_URL": "instance_url",
        "SALESFORCE_ACCESS_TOKEN": "access_token",
        "SALESFORCE_USERNAME": "username",
        "SALESFORCE_PASSWORD": "password",
        "SALESFORCE_SECURITY_TOKEN": "security_token",
        "SALESFORCE_CONSUMER_KEY": "consumer_key",
        "SALESFORCE_CONSUMER_SECRET": "consumer_secret",
        "SALESFORCE_REFRESH_TOKEN": "refresh_token",
    },
    _call,
)
