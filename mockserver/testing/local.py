"""Sandboxes of a server that runs in a thread of this process: no HTTP between a test and its sandbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Self

from mockserver.control.frame import Denied
from mockserver.control.views import check_rule
from mockserver.core.http import Answer, Call
from mockserver.core.store import Store
from mockserver.dialects.gateway import Gateway, credentials, plain_error
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.testing.protocol import Oktopost, Refold
from mockserver.testing.worlds import REAL_HOSTS, Wish
from mockserver.transport.server import Server
from mockserver.world import fixtures as world
from mockserver.world import records

_INTEGRATION_FIELDS = {"status": "Status", "state": "State", "token_expired": "TokenExpired"}


class LocalSandbox:
    """One sandbox, reached as an object."""

    def __init__(self, sandboxes: Sandboxes, sandbox: Sandbox, oktopost: str, refold: str) -> None:
        self._sandboxes = sandboxes
        self.sandbox = sandbox
        names: Any = credentials(refold, sandbox)
        self.id = sandbox.id
        self.oktopost = Oktopost(**{**names["oktopost"], "base_url": f"{oktopost}/v2"})
        self.refold = Refold(**names["refold"])

    def journal(self, since: int) -> list[dict[str, Any]]:
        return [entry.as_json() for entry in self.sandbox.journal.newest(since)]

    def records(self, table: str) -> list[dict[str, Any]]:
        return list(self.sandbox.state.tables[records.check_table(self.sandbox, table)].scan())

    def add(self, table: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        return records.add(self.sandbox, table, fields)

    def plant(self, rule: Mapping[str, Any]) -> None:
        try:
            check_rule(rule)
        except Denied as error:
            raise ValueError(str(error)) from None
        self.sandbox.faults.plant(rule)

    def freeze(self, moment: datetime | None) -> None:
        self.sandbox.clock.freeze(moment)

    def advance(self, by: timedelta) -> None:
        self.sandbox.clock.advance(by)

    def keep(self, name: str) -> None:
        self.sandbox.snapshots[name] = self.sandbox.snapshot()

    def restore(self, name: str) -> None:
        if name not in self.sandbox.snapshots:
            raise ValueError(f"there is no snapshot {name!r}, only {', '.join(self.sandbox.snapshots) or 'none'}")
        self.sandbox.restore(self.sandbox.snapshots[name])

    def integration(self, app: str, changes: Mapping[str, Any]) -> None:
        changed = {_INTEGRATION_FIELDS[name]: value for name, value in changes.items()}
        key = self.oktopost.integrations[app]

        def change(store: Store) -> None:
            known = store.get("oktopost/integration", key)
            if known is None:
                raise ValueError(f"the integration of {app} was deleted")
            store.replace("oktopost/integration", {**known, **changed})

        self.sandbox.change(change)

    def strict(self, mode: str) -> None:
        self.sandbox.settings["strict"] = mode

    def drop(self) -> None:
        self._sandboxes.delete(self.id)


class LocalSource:
    """A server of this process; it listens on a free port, in a thread, once somebody asks where."""

    blocks = False

    def __init__(self, *, real_hosts: bool = False) -> None:
        self.gateway = Gateway(Sandboxes(world.load()))
        self._real_hosts = real_hosts
        self._server: Server | None = None
        self._starting = Lock()
        self._seen = 0

    @property
    def url(self) -> str:
        with self._starting:
            if self._server is None:
                self._server = Server(self.gateway)
                self._server.start()
            return self._server.url

    def create(self, wish: Wish) -> LocalSandbox:
        sandboxes = self.gateway.sandboxes
        begun = world.variant(sandboxes.world, seed=wish.seed, populate=wish.populate)
        sandbox = sandboxes.create(wish.name, world=begun, settings=wish.settings)
        hosts = REAL_HOSTS if self._real_hosts else (self.url, self.url)
        return LocalSandbox(sandboxes, sandbox, *hosts)

    def unclaimed(self) -> Sequence[dict[str, Any]]:
        journal = self.gateway.sandboxes.default.journal
        if journal.numbered == self._seen:
            return ()
        entries = [entry.as_json() for entry in journal.newest(self._seen)]
        self._seen = entries[-1]["number"] if entries else journal.numbered
        return entries

    def respond(self, call: Call) -> Answer:
        dialect = self.gateway.dialect_of(call.path)
        if dialect is None:
            return plain_error(404, f"{call.method} {call.path}: nothing is served here")
        return self.gateway.respond(call, dialect)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._server is not None:
            self._server.stop()
