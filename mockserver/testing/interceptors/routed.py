"""The vendors' real host names without a network: calls of requests, urllib3, httpx, httpx2, aiohttp led to a sandbox.

Each library is entered at a method that it documents for those who extend it, replaced while a context lasts:
``requests.adapters.HTTPAdapter.send``, ``urllib3.HTTPConnectionPool.urlopen``, ``httpx.HTTPTransport.handle_request``
with its asynchronous twin, the same two of httpx2, and ``aiohttp.BaseConnector.connect``. Sessions and clients made
before the context are led as well. All but aiohttp answer without a socket; it has no seam above its connections, so it
is connected to a server on the loopback.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final
from unittest.mock import patch

from mockserver.testing.interceptors.route import Route
from mockserver.testing.interceptors.sockets import guarded
from mockserver.testing.worlds import Transport, can_listen

OTHERS: Final = ("pass", "refuse")
"""What becomes of calls to other hosts; loopback addresses are never refused."""

_PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_DISCARD: Final = 9
_LOOPBACK: Final = "localhost,127.0.0.1,::1"


@cache
def _seams() -> tuple[Callable[[Route], AbstractContextManager[None]], ...]:
    return tuple(_installed_seams())


def _installed_seams() -> Iterator[Callable[[Route], AbstractContextManager[None]]]:
    if find_spec("urllib3"):
        from mockserver.testing.interceptors.with_urllib3 import led as urllib3_led

        yield urllib3_led
    if find_spec("requests"):
        from mockserver.testing.interceptors.with_requests import led as requests_led

        yield requests_led
    for name in filter(find_spec, ("httpx", "httpx2")):
        from mockserver.testing.interceptors.with_httpx import Seam

        yield Seam(import_module(name))
    if find_spec("aiohttp"):
        from mockserver.testing.interceptors.with_aiohttp import led as aiohttp_led

        yield aiohttp_led


@contextmanager
def routed(transport: Transport, others: str) -> Iterator[None]:
    """Lead the calls of every installed library to a server while the context lasts."""
    if others not in OTHERS:
        raise ValueError(f"other_hosts is one of {', '.join(OTHERS)}, not {others!r}")
    route = Route(transport, refuse=others == "refuse")
    with ExitStack() as stack:
        if route.refuse:
            stack.enter_context(_refused_to_processes())
            stack.enter_context(guarded(route))
        for led in _seams():
            stack.enter_context(led(route))
        yield


@contextmanager
def _refused_to_processes() -> Iterator[None]:
    """Let the processes that are started find no way but to the loopback: a proxy in their environment that is none.

    Its port is taken, so that nobody else listens there, and refuses every connection.
    """
    with ExitStack() as stack:
        port = _DISCARD
        if can_listen():
            closed = stack.enter_context(socket.socket())
            closed.bind(("127.0.0.1", 0))
            port = closed.getsockname()[1]
        nowhere = f"http://127.0.0.1:{port}"
        names = {**dict.fromkeys(_PROXIES, nowhere), "NO_PROXY": _LOOPBACK}
        with patch.dict(os.environ, {**names, **{name.lower(): value for name, value in names.items()}}):
            yield
