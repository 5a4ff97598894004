"""The server of this process: its control API and the vendors' as function calls, and a thread that listens."""

from __future__ import annotations

from threading import Lock
from typing import Any

from mockserver.control.frame import Denied
from mockserver.control.routes import ask
from mockserver.core.http import Answer, Call, dump_json, load_json
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import DEFAULT, Sandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world


class Local:
    """A server in this process; it listens on a free port of the loopback, in a thread, once somebody asks where."""

    blocks = False
    shared = False
    ttl = None

    def __init__(self) -> None:
        self.gateway = Gateway(Sandboxes(world.load()))
        self._server: Server | None = None
        self._starting = Lock()

    @property
    def url(self) -> str:
        with self._starting:
            if self._server is None:
                self._server = Server(self.gateway)
                self._server.start()
            return self._server.url

    def ask(self, method: str, path: str, body: bytes = b"") -> Any:
        url = "http://localhost" if self._server is None else self._server.url
        try:
            answer = ask(self.gateway, url, method, path, body)
        except Denied as denied:
            raise ValueError(str(denied)) from None
        return load_json(dump_json(answer))

    def version(self, sandbox: str) -> object:
        held = self.gateway.sandboxes.get(sandbox)
        return None if held is None else (held.journal.numbered, len(held.journal))

    def respond(self, call: Call, patience: float | None = None) -> Answer:
        return self.gateway.respond_to_any(call)

    def lend(self, sandbox: str | None) -> str | None:
        sandboxes = self.gateway.sandboxes
        before = sandboxes.lend(None if sandbox is None else sandboxes.get(sandbox)).id
        return None if before == DEFAULT else before

    def alias(self, sandbox: str, key: str, other: str) -> None:
        self.gateway.sandboxes.alias(sandbox, key, other)

    def close(self) -> None:
        if self._server is not None:
            self._server.stop()
        self.gateway.sandboxes.sender.stop()

    def let_go(self) -> None:
        """In the child of a fork: leave the sockets to the parent, whose server goes on."""
        if self._server is not None:
            self._server.let_go()
