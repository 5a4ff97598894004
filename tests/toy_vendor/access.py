"""What a key of the toy's API opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from mockserver.core.http import Call
from mockserver.dialects.access import Access
from mockserver.sandboxes.sandbox import Sandbox, World


def _credentials(world: World, suffix: str) -> Iterator[tuple[str, bool]]:
    yield world.names["toy"]["key"] + suffix, True


def _describe(url: str, sandbox: Sandbox) -> dict[str, Any]:
    return {"base_url": f"{url}/toy/v1", "key": sandbox.key(sandbox.world.names["toy"]["key"])}


def _headers(sandbox: Sandbox) -> dict[str, str]:
    return {"x-api-key": sandbox.key(sandbox.world.names["toy"]["key"]), "host": "localhost"}


def _execute(sandbox: Sandbox, app: str, action: str, payload: str) -> Call:
    headers = {**_headers(sandbox), "content-type": "application/json"}
    return Call("POST", f"/toy/v1/apps/{app}/{action}", "", headers, payload.encode())


ACCESS: Final = Access(
    _credentials,
    _describe,
    {"TOY_URL": "base_url", "TOY_KEY": "key"},
    lambda sandbox: _execute(sandbox, "board", "pin", '{"text":"hello"}'),
    _execute,
    "https://api.toy.example",
)
