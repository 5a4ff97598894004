"""Opening a source of sandboxes: the one server of this process, or one that runs elsewhere; and what a fork leaves."""

from __future__ import annotations

import os
from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakSet

from mockserver.testing.remote import Remote
from mockserver.testing.worlds import Describe, Source, Version

if TYPE_CHECKING:
    from mockserver.core.http import Answer, Call
    from mockserver.testing.calls import RecordedCall
    from mockserver.testing.local import Local


def open_source(url: str | None, *, real_hosts: bool = False) -> Source:
    """The server at ``url``, or the one of this process, which listens once somebody asks where.

    With ``real_hosts`` the sandboxes tell the vendors' own addresses.
    """
    if url is None:
        HERE.open()
        return Source(HERE, real_hosts=real_hosts)
    remote = Remote(url)
    remote.ask("GET", "/ready")
    _REMOTES.add(remote)
    return Source(remote, real_hosts=real_hosts)


class Here:
    """The one server of this process, from the first who opens it to the last who closes it.

    The child of a fork uses its parent's, over HTTP: what it calls is seen where the test is.
    """

    shared = False
    ttl = None

    def __init__(self) -> None:
        self._lock = Lock()
        self._users = 0
        self._server: Local | Remote | None = None

    def open(self) -> None:
        with self._lock:
            self._users += 1
            if self._server is None:
                from mockserver.testing.local import Local

                self._server = Local()

    def close(self) -> None:
        with self._lock:
            self._users -= 1
            if self._users == 0 and self._server is not None:
                self._server.close()
                self._server = None

    @property
    def _open(self) -> Local | Remote:
        if self._server is None:
            raise RuntimeError("the server of this process was closed")
        return self._server

    @property
    def blocks(self) -> bool:
        return self._open.blocks

    @property
    def url(self) -> str:
        return self._open.url

    def ask(self, method: str, path: str, body: bytes = b"") -> Any:
        return self._open.ask(method, path, body)

    def create(self, given: Mapping[str, Any]) -> tuple[str, Describe]:
        return self._open.create(given)

    def drop(self, sandbox: str) -> None:
        self._open.drop(sandbox)

    def journal(self, sandbox: str, since: int) -> list[dict[str, Any]]:
        return self._open.journal(sandbox, since)

    def recorded(self, sandbox: str, since: int, *, claimed: bool) -> list[RecordedCall]:
        return self._open.recorded(sandbox, since, claimed=claimed)

    def tallies(self, sandbox: str) -> list[dict[str, Any]]:
        return self._open.tallies(sandbox)

    def version(self, sandbox: str) -> Version | None:
        return self._open.version(sandbox)

    def respond(self, call: Call, patience: float | None = None) -> Answer:
        return self._open.respond(call, patience)

    def lend(self, sandbox: str | None) -> str | None:
        return self._open.lend(sandbox)

    def alias(self, sandbox: str, key: str, other: str) -> None:
        self._open.alias(sandbox, key, other)

    def before_fork(self) -> None:
        """Listen, so that a child can be answered."""
        if self._server is not None:
            _ = self._server.url

    def after_fork(self) -> None:
        """In the child: from now on everything is asked of the parent."""
        self._lock = Lock()
        if self._server is not None:
            url = self._server.url
            self._server.let_go()
            self._server = Remote(url, shared=False)


HERE: Final = Here()
_REMOTES: Final[WeakSet[Remote]] = WeakSet()


def _after_fork() -> None:
    HERE.after_fork()
    for remote in _REMOTES:
        remote.let_go()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=HERE.before_fork, after_in_child=_after_fork)
