"""The server of this process: its control API and the vendors' as function calls, and a thread that listens."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from threading import Lock
from typing import Any, Final

from mockserver.control.frame import Denied
from mockserver.control.routes import ask
from mockserver.core.http import Answer, Call, dump_json, load_json
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import DEFAULT, Sandbox, Sandboxes, TooManySandboxes
from mockserver.testing.calls import RecordedCall
from mockserver.testing.worlds import Asking, Describe, Version
from mockserver.transport.server import Server, bind
from mockserver.world import fixtures as world

_HERE: Final = "http://localhost"


class Local(Asking):
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
                # To be woken for a connection, before there is a request, would only take the lock from who sends it.
                self._server = Server(self.gateway, sockets=bind("127.0.0.1", 0, is_patient=True))
                self._server.start()
            return self._server.url

    def ask(self, method: str, path: str, body: bytes = b"") -> Any:
        url = _HERE if self._server is None else self._server.url
        try:
            answer = ask(self.gateway, url, method, path, body)
        except Denied as denied:
            raise ValueError(str(denied)) from None
        return load_json(dump_json(answer))

    def create(self, given: Mapping[str, Any]) -> tuple[str, Describe]:
        """By the registry itself where nothing is asked for that has to be looked at."""
        if given.keys() - {"name"}:
            return super().create(given)
        try:
            sandbox = self.gateway.sandboxes.create(given.get("name"))
        except TooManySandboxes as error:
            raise ValueError(str(error)) from None
        return sandbox.id, partial(self._described, sandbox)

    def _described(self, sandbox: Sandbox, name: str) -> Mapping[str, Any] | None:
        for dialect in self.gateway.dialects:
            if dialect.name == name:
                described: Mapping[str, Any] = load_json(dump_json(dialect.access.describe(_HERE, sandbox)))
                return described
        return None

    def drop(self, sandbox: str) -> None:
        if not self.gateway.sandboxes.delete(sandbox):
            super().drop(sandbox)  # which says why not

    def journal(self, sandbox: str, since: int) -> list[dict[str, Any]]:
        held = self.gateway.sandboxes.get(sandbox)
        if held is None:
            return super().journal(sandbox, since)  # which says why not
        return [entry.as_json() for entry in held.journal.newest(since)]

    def recorded(self, sandbox: str, since: int, *, claimed: bool) -> list[RecordedCall]:
        """What a test seldom asks for is read from the entry when it does: most calls are counted, and no more."""
        held = self.gateway.sandboxes.get(sandbox)
        if held is None:
            return super().recorded(sandbox, since, claimed=claimed)  # which says why not
        return [_recorded(entry, claimed=claimed) for entry in held.journal.newest(since)]

    def tallies(self, sandbox: str) -> list[dict[str, Any]]:
        held = self.gateway.sandboxes.get(sandbox)
        return super().tallies(sandbox) if held is None else [tally.as_json() for tally in held.journal.tallies]

    def version(self, sandbox: str) -> Version | None:
        held = self.gateway.sandboxes.get(sandbox)
        return None if held is None else Version(held.journal.numbered, len(held.journal))

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


def _recorded(entry: Entry, *, claimed: bool) -> RecordedCall:
    seen = entry.exchange
    nothing: Mapping[str, Any] = {"violations": [], "findings": []} if entry.is_sound else {}
    return RecordedCall(
        entry.as_json,
        number=entry.number,
        dialect=seen.dialect,
        action=seen.action,
        status=entry.status,
        outcome=seen.outcome,
        evidence=seen.evidence,
        fault=seen.fault,
        claimed=claimed,
        **nothing,
    )
