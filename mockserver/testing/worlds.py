"""Sandboxes by their server's control API, wherever the server is: in this process, or at an address."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, Protocol, Self
from urllib.parse import quote, urlencode

from msgspec import Struct
from msgspec.structs import replace

from mockserver import dialects
from mockserver.testing import durations, vendor
from mockserver.testing.calls import RecordedCall

if TYPE_CHECKING:
    from mockserver.core.http import Answer, Call

_PAGE: Final = 500
_NAME_LENGTH: Final = 100

Describe = Callable[[str], Mapping[str, Any] | None]
"""What the control API tells of a sandbox for a dialect of a name; None when the server has none of it."""


class Version(Struct, frozen=True):
    """Which state of a journal one is: how many calls it had, and how many of them it holds."""

    numbered: int
    kept: int


class Transport(Protocol):
    """The way to a server.

    ``blocks``: whether ``respond`` waits for a network; ``shared``: whether strangers call the server too; ``ttl``:
    seconds after its last call until the server drops a sandbox that was left behind, None for never.
    """

    @property
    def blocks(self) -> bool: ...

    @property
    def shared(self) -> bool: ...

    @property
    def ttl(self) -> float | None: ...

    @property
    def url(self) -> str:
        """Where the server listens, without a path."""

    def ask(self, method: str, path: str, body: bytes = b"") -> Any:
        """What the control API answers, a JSON value of the asker's own; ValueError in its words when it refuses."""

    def create(self, given: Mapping[str, Any]) -> tuple[str, Describe]:
        """The id of a fresh sandbox, and what is told of it; ValueError as ``ask``."""

    def drop(self, sandbox: str) -> None: ...

    def journal(self, sandbox: str, since: int) -> list[dict[str, Any]]:
        """The entries of a sandbox with a number above ``since``, oldest first."""

    def recorded(self, sandbox: str, since: int, *, claimed: bool) -> list[RecordedCall]:
        """The same as calls, ``claimed`` by a test or not."""

    def tallies(self, sandbox: str) -> list[dict[str, Any]]:
        """How many calls of a sandbox came to what, also of those that the journal no longer holds."""

    def version(self, sandbox: str) -> Version | None:
        """What is another value whenever the journal of a sandbox is another one; None where only reading it tells."""

    def respond(self, call: Call, patience: float | None = None) -> Answer:
        """The answer to a call that was meant for a vendor's host.

        TimeoutError when a network is in between and the client's patience, in seconds, ends before the answer comes.
        """

    def lend(self, sandbox: str | None) -> str | None:
        """Let the ready-made credentials name a sandbox, None for the default one; answers whom they named before.

        A server that strangers use keeps them for the default one.
        """

    def alias(self, sandbox: str, key: str, other: str) -> None:
        """Take another key in the place of a sandbox's own; ValueError where strangers' keys are kept as well."""

    def close(self) -> None: ...


class Asking:
    """What every transport answers by the control API alone; one that knows a shorter way to the same takes it."""

    def ask(self, method: str, path: str, body: bytes = b"") -> Any:
        raise NotImplementedError

    def create(self, given: Mapping[str, Any]) -> tuple[str, Describe]:
        made = self.ask("POST", "/sandboxes", encoded(given))
        return made["id"], made.get

    def drop(self, sandbox: str) -> None:
        self.ask("DELETE", f"/sandboxes/{sandbox}")

    def journal(self, sandbox: str, since: int) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = []
        after: int | None = since
        while after is not None:
            page = self.ask("GET", f"/sandboxes/{sandbox}/journal?{urlencode({'after': after})}")
            entries += page["entries"]
            after = page["next"]
        return entries

    def recorded(self, sandbox: str, since: int, *, claimed: bool) -> list[RecordedCall]:
        return [RecordedCall.from_json(entry, claimed=claimed) for entry in self.journal(sandbox, since)]

    def tallies(self, sandbox: str) -> list[dict[str, Any]]:
        tallies: list[dict[str, Any]] = self.ask("GET", f"/sandboxes/{sandbox}/tallies")["tallies"]
        return tallies

    def version(self, sandbox: str) -> Version | None:
        return None


class Wish(Struct, frozen=True):
    """What a new sandbox begins with; ``seed`` None means the server's own."""

    name: str | None = None
    seed: int | None = None
    populate: int = 0
    settings: Mapping[str, Any] = MappingProxyType({})


class Calls:
    """What the journal of a sandbox says, as JSON."""

    def __init__(self, transport: Transport, sandbox: str) -> None:
        self._transport = transport
        self.id = sandbox

    def _ask(self, method: str, path: str = "", document: Any = None) -> Any:
        return self._transport.ask(method, f"/sandboxes/{self.id}{path}", encoded(document))

    def version(self) -> Version | None:
        """What is another value whenever the journal is another one; None where only reading it tells."""
        return self._transport.version(self.id)

    def journal(self, since: int) -> list[dict[str, Any]]:
        """The entries with a number above ``since``, oldest first."""
        return self._transport.journal(self.id, since)

    def recorded(self, since: int, *, claimed: bool) -> list[RecordedCall]:
        """The same as calls, ``claimed`` by a test or not."""
        return self._transport.recorded(self.id, since, claimed=claimed)

    def changes(self, begin: str, end: str = "now", table: str | None = None) -> Iterator[dict[str, Any]]:
        """What became of the records, or of those of one table, between two marks, page after page."""
        query = {"from": begin, "to": end} | ({} if table is None else {"table": table})
        offset: int | None = 0
        while offset is not None:
            page = self._ask("GET", f"/changes?{urlencode({**query, 'offset': offset})}")
            yield from page["changes"]
            offset = page["next"]

    def tallies(self) -> list[dict[str, Any]]:
        """How many calls came to what, also of those that the journal no longer holds."""
        return self._transport.tallies(self.id)


class Held(Calls):
    """One sandbox, as plain operations; ValueError for what its server refuses.

    ``settings_made``: what was set there as states of a provider, each with the number of the call that it came after,
    or None where nobody asks.
    """

    settings_made: list[tuple[int, dict[str, Any]]] | None = None
    _marks = 0

    def __init__(self, transport: Transport, sandbox: str, describe: Describe, *, real_hosts: bool) -> None:
        super().__init__(transport, sandbox)
        self._describe = describe
        self._real_hosts = real_hosts or not (transport.blocks or can_listen())  # then interception alone leads to it
        self._clients: dict[str, Any] = {}

    def client(self, name: str) -> Any:
        """How to reach the sandbox by the API of a dialect; None when its server has none of that name."""
        if name not in self._clients and any(dialect.name == name for dialect in dialects.load()):
            described = self._describe(name)
            if described is None:
                return None
            dialect = dialects.named(name)
            url = dialect.access.url if self._real_hosts else self._transport.url
            self._clients[name] = vendor.client(dialect, described, url)
        return self._clients.get(name)

    @property
    def transport(self) -> Transport:
        """The way to the server of the sandbox."""
        return self._transport

    @property
    def url(self) -> str:
        """Where the server listens, without a path."""
        return self._transport.url

    def records(self, table: str) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = []
        while True:
            query = urlencode({"offset": len(records), "limit": _PAGE})
            page = self._ask("GET", f"/records/{quote(table)}?{query}")
            records += page["records"]
            if len(records) >= page["total"] or not page["records"]:
                return records

    def deliveries(self) -> list[dict[str, Any]]:
        deliveries: list[dict[str, Any]] = self._ask("GET", "/deliveries?wait=10")["deliveries"]
        return deliveries

    def add(self, table: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        record: dict[str, Any] = self._ask("POST", f"/records/{quote(table)}", fields)
        self._note("a record", {"table": table, **fields})
        return record

    def add_lookalike(self, table: str, key: str | int) -> dict[str, Any]:
        record: dict[str, Any] = self._ask("POST", f"/lookalikes/{quote(table)}/{quote(str(key), safe='')}")
        self._note("a record", {"table": table, **record})
        return record

    def plant(self, rule: Mapping[str, Any]) -> None:
        self._ask("POST", "/faults", rule)

    def freeze(self, moment: datetime | None) -> None:
        self._set_clock({"frozen": True if moment is None else moment.isoformat()})

    def advance(self, by: timedelta) -> None:
        self._set_clock({"advance": durations.iso(by)})

    def _set_clock(self, to: dict[str, Any]) -> None:
        self._ask("PUT", "/clock", to)
        self._note("the clock", to)

    def keep(self, name: str) -> None:
        """Keep a snapshot of the records under a name."""
        self._ask("PUT", f"/snapshots/{quote(name)}")

    def mark(self) -> str:
        """Remember the present records, for what changes from now on."""
        self._marks += 1
        name = f"changes-{self._marks}"
        self.keep(name)
        return name

    def unmark(self, name: str) -> None:
        """Forget the records of a mark."""
        self._ask("DELETE", f"/snapshots/{quote(name)}")

    def restore(self, name: str) -> None:
        self._ask("POST", f"/snapshots/{quote(name)}/restore")
        self.settings_made = None  # no state of a provider is what was there before

    def integration(self, app: str, changes: Mapping[str, Any]) -> None:
        """Change the account's integration: ``status``, ``state``, ``token_expired``."""
        self._ask("PATCH", f"/integrations/{app}", changes)
        self._note("an integration", {"integration": app, **changes})

    def strict(self, mode: str) -> None:
        self._ask("PATCH", "", {"strict": mode})
        self._note("settings", {"strict": mode})

    def rename_key(self, key: str) -> None:
        """Let every vendor's API key be one that the application has built in; ValueError on a shared server."""
        for dialect in dialects.load():
            client = self.client(dialect.name)
            if hasattr(client, "api_key"):
                self._transport.alias(self.id, client.api_key, key)
                self._clients[dialect.name] = replace(client, api_key=key)

    def drop(self) -> None:
        self._transport.drop(self.id)

    def _note(self, state: str, params: Mapping[str, Any]) -> None:
        """Remember what was set, and behind which call."""
        if self.settings_made is not None:
            last = self._ask("GET", "/journal?last=1")["entries"]
            number = last[0]["number"] if last else 0
            self.settings_made.append((number, {"name": state, "params": dict(params)}))


def can_listen() -> bool:
    """Whether this process may open sockets: pytest-socket puts a class of its own in the place of Python's."""
    return not socket.socket.__module__.startswith("pytest_socket")


class Source:
    """A server that sandboxes are made on. With ``real_hosts`` they tell the vendors' own addresses."""

    def __init__(self, transport: Transport, *, real_hosts: bool = False) -> None:
        self.transport = transport
        self._real_hosts = real_hosts

    @property
    def url(self) -> str:
        """Where the server listens, without a path."""
        return self.transport.url

    @property
    def strangers(self) -> Calls | None:
        """The calls whose credential named no sandbox; None where others call too."""
        return None if self.transport.shared else Calls(self.transport, "default")

    def create(self, wish: Wish) -> Held:
        """A fresh sandbox."""
        transport = self.transport
        asked = {
            "name": wish.name[-_NAME_LENGTH:] if wish.name else None,
            "seed": wish.seed,
            "populate": wish.populate or None,
            "ttl": transport.ttl,
            **wish.settings,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        return Held(transport, *transport.create(given), real_hosts=self._real_hosts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.transport.close()


def encoded(document: Any) -> bytes:
    """The body of a question; ValueError for what JSON cannot say."""
    if document is None:
        return b""
    try:
        return json.dumps(document, allow_nan=False).encode()
    except TypeError as error:
        raise ValueError(f"only what JSON can say is taken: {error}") from None
