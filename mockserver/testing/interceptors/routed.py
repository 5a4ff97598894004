"""The vendors' real host names without a network: calls of requests, urllib3, httpx, httpx2, aiohttp led to a sandbox.

Each library is entered at a method that it documents for those who extend it, replaced while a context lasts:
``requests.adapters.HTTPAdapter.send``, ``urllib3.HTTPConnectionPool.urlopen``, ``httpx.HTTPTransport.handle_request``
with its asynchronous twin, the same two of httpx2, and ``aiohttp.BaseConnector.connect``; of requests also
``Session.merge_environment_settings``, which would look for proxies. Sessions and clients made before the context are
led as well. All but aiohttp answer without a socket; it has no seam above its connections, so it is connected to a
server on the loopback.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Final
from unittest.mock import patch

from mockserver.testing.interceptors.route import Route
from mockserver.testing.interceptors.sockets import guarded
from mockserver.testing.replacing import Seam, replaced
from mockserver.testing.worlds import Transport, can_listen

OTHERS: Final = ("pass", "refuse")
"""What becomes of calls to other hosts; loopback addresses are never refused."""

_PROXIES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_DISCARD: Final = 9
_LOOPBACK: Final = "localhost,127.0.0.1,::1"


@cache
def _libraries() -> Sequence[Callable[[Route], Sequence[Seam]]]:
    """For each installed library what tells where it is entered."""
    return list(_installed())


def _installed() -> Iterator[Callable[[Route], Sequence[Seam]]]:
    for name in filter(find_spec, ("urllib3", "requests", "aiohttp")):
        yield import_module(f"{__package__}.with_{name}").seams
    for name in filter(find_spec, ("httpx", "httpx2")):
        from mockserver.testing.interceptors.with_httpx import Seams

        yield Seams(import_module(name))


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
        stack.enter_context(replaced(seam for seams in _libraries() for seam in seams(route)))
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
