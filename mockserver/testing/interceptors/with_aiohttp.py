"""aiohttp, at its connectors: a connection to a vendor's host becomes one to a server on the loopback."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

import aiohttp
from yarl import URL

from mockserver.testing.interceptors.route import Route
from mockserver.testing.replacing import Seam


def seams(route: Route) -> Sequence[Seam]:
    """Lead every connector's connections.

    Only where a request connects to is changed: what it sends, its Host header included, stays the application's,
    and the server's answer with all its faults comes over a real connection.
    """

    def make(original: Any) -> Any:
        async def connect(
            connector: aiohttp.BaseConnector, req: aiohttp.ClientRequest, *others: Any, **named: Any
        ) -> Any:
            if route.takes(req.url.host):
                req = _to(URL(route.server.url), req)
            else:
                refusal = route.refusal(str(req.url), req.url.host)
                if refusal:
                    raise aiohttp.ClientConnectionError(refusal)
            return await original(connector, req, *others, **named)

        return connect

    return [(aiohttp.BaseConnector, "connect", make)]


def _to(address: URL, request: aiohttp.ClientRequest) -> aiohttp.ClientRequest:
    """A request that connects to another address, without a proxy."""
    elsewhere = copy(request)
    elsewhere.url = address
    elsewhere.proxy = None
    return elsewhere
