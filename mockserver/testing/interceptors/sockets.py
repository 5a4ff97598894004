"""The last line of ``other_hosts="refuse"``: nothing leaves this machine, whatever library sends it.

Python tells an audit hook of every look-up of a name and every connection before it is made, by any thread and of any
module, those written in C among them. A hook cannot be taken away: one is added when somebody first refuses, and
looks at what is refused at the time.
"""

from __future__ import annotations

import errno
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Final
from urllib.parse import urlsplit
from weakref import WeakSet

from mockserver.testing.interceptors.route import Route

_LOOKUPS: Final = frozenset(("socket.getaddrinfo", "socket.gethostbyname"))
_CONNECTIONS: Final = frozenset(("socket.connect", "socket.sendmsg", "socket.sendto"))
_ANY: Final = frozenset(("", "0.0.0.0", "::"))  # noqa: S104 - who asks for these addresses listens, or means this machine


class Guard:
    """What one context refuses; with ``server`` elsewhere the way there stays open."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.before: WeakSet[threading.Thread] = WeakSet(threading.enumerate())
        self.open = {socket.gethostname().lower()}
        if route.server.blocks:
            host = urlsplit(route.server.url).hostname or ""
            self.open |= {host, *(str(found[4][0]) for found in socket.getaddrinfo(host, None))}

    def refusal(self, host: str, place: str) -> str | None:
        if host in self.open or self.route.refusal(place, host) is None:
            return None
        return f"mockserver refuses {place}: other_hosts='refuse', and what this library sends is led nowhere"


_GUARDS: Final[list[Guard]] = []
_LATE: Final[WeakSet[threading.Thread]] = WeakSet()
"""Threads that outlived the context in which they began: the vendors' hosts stay closed to them."""


@contextmanager
def guarded(route: Route) -> Iterator[None]:
    """Refuse every way to another host while the context lasts, and to threads that it began the vendors' for good."""
    _listen()
    _check_names()
    guard = Guard(route)
    _GUARDS.append(guard)
    try:
        yield
    finally:
        _GUARDS.remove(guard)
        _LATE.update(thread for thread in threading.enumerate() if thread not in guard.before)


@cache
def _listen() -> None:
    sys.addaudithook(_heard)


def _check_names() -> None:
    """Look at what these are given: they look a name up themselves, and tell nobody before."""
    for name in ("connect", "connect_ex", "sendto"):
        present = getattr(socket.socket, name)
        if getattr(present, "__module__", None) != __name__:  # others take it out again, as pytest-socket does
            setattr(socket.socket, name, _checked(present))


def _checked(original: Callable[..., Any]) -> Callable[..., Any]:
    def act(own: socket.socket, *args: Any) -> Any:
        if args and isinstance(args[-1], tuple):
            _heard("socket.connect", (own, args[-1]))
        return original(own, *args)

    return act


def _heard(event: str, args: tuple[Any, ...]) -> None:
    if event in _LOOKUPS:
        refusal = _refusal(args[0], None)
        if refusal:
            raise socket.gaierror(socket.EAI_NONAME, refusal)
    elif event in _CONNECTIONS and isinstance(args[1], tuple):
        refusal = _refusal(*args[1][:2])
        if refusal:
            raise ConnectionRefusedError(errno.ECONNREFUSED, refusal)


def _refusal(asked: Any, port: Any) -> str | None:
    host = (asked.decode("latin-1") if isinstance(asked, bytes | bytearray) else str(asked or "")).lower().rstrip(".")
    if host in _ANY:
        return None
    place = host if port is None else f"{host}:{port}"
    for guard in _GUARDS:
        refusal = guard.refusal(host, place)
        if refusal:
            return refusal
    if _LATE and threading.current_thread() in _LATE and Route.is_vendor(host):
        return f"mockserver refuses {place}: the test that began this thread, and refused other hosts, is over"
    return None
