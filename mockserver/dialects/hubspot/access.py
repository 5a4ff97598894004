"""Which tokens name a sandbox in a call of HubSpot's API, and what a client has to know to make one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from mockserver.core.http import Call
from mockserver.dialects.access import Access
from mockserver.dialects.hubspot import scopes
from mockserver.sandboxes.sandbox import Sandbox, World


def _credentials(world: World, suffix: str) -> Iterator[tuple[tuple[str, str], Any]]:
    """The tokens of two private apps with what they allow, and the app that tokens of OAuth are granted to."""
    names = world.names["hubspot"]
    yield ("token", names["access_token"] + suffix), scopes.all_scopes()
    yield ("token", names["readonly_access_token"] + suffix), scopes.reading()
    yield ("developer", names["developer_api_key"] + suffix), scopes.OF_ROUTES["list_event_templates"]
    yield ("client", names["client_id"] + suffix), True
    yield ("refresh", names["refresh_token"] + suffix), True


def _describe(url: str, sandbox: Sandbox) -> dict[str, Any]:
    names = sandbox.world.names["hubspot"]
    return {"base_url": url, **{name: sandbox.key(value) for name, value in names.items()}}


def login(sandbox: Sandbox) -> dict[str, str]:
    """The header that says who calls."""
    return {"authorization": f"Bearer {sandbox.key(sandbox.world.names['hubspot']['access_token'])}"}


def _call(sandbox: Sandbox) -> Call:
    return Call("GET", "/crm/v3/objects/contacts", "", {**login(sandbox), "host": "localhost"})


ACCESS: Final = Access(
    _credentials,
    _describe,
    {
        "HUBSPOT_BASE_URL": "base_url",
        "HUBSPOT_ACCESS_TOKEN": "access_token",
        "HUBSPOT_READONLY_ACCESS_TOKEN": "readonly_access_token",
        "HUBSPOT_DEVELOPER_API_KEY": "developer_api_key",
        "HUBSPOT_CLIENT_ID": "client_id",
        "HUBSPOT_CLIENT_SECRET": "client_secret",
        "HUBSPOT_REFRESH_TOKEN": "refresh_token",
    },
    _call,
)
