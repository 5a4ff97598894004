"""Sandboxes of a server that runs elsewhere, over its control API."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead, RemoteDisconnected
from threading import Lock
from typing import Any, Final, Self
from urllib.parse import quote, urlencode, urlsplit

from mockserver.core.http import Answer, Call, Effect
from mockserver.testing import durations
from mockserver.testing.protocol import Oktopost, Refold
from mockserver.testing.worlds import REAL_HOSTS, Wish

TTL: Final = 3600
"""Seconds after its last call until the server drops a sandbox that its test run left behind."""

_TIMEOUT: Final = 60
_PAGE: Final = 500
_CLOSED: Final = ("token-required", "host-refused", "origin-refused")
"""What the control API calls the refusal of a client, whatever it asks."""


class Unreachable(ConnectionError):
    """The server cannot be asked, or its control API refuses this client."""


class Control:
    """The control API of one server, over one connection; ``prefix`` is where it lies."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        self.url = f"{parts.scheme}://{parts.netloc}"
        self.prefix = parts.path.rstrip("/") or "/__mock__"
        self._https = parts.scheme == "https"
        self._address = parts.netloc
        self._token = os.environ.get("MOCKSERVER_TOKEN")
        self._connection: HTTPConnection | None = None
        self._lock = Lock()

    def connect(self) -> HTTPConnection:
        """A connection of its own to the server."""
        kind = HTTPSConnection if self._https else HTTPConnection
        return kind(self._address, timeout=_TIMEOUT)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def ask(self, method: str, path: str, document: Any = None) -> Any:
        """The JSON answer; ValueError with the server's own words when it refuses, Unreachable when it is not there."""
        headers = {"content-type": "application/json"} if document is not None else {}
        if self._token:
            headers["x-mock-token"] = self._token
        body = None if document is None else json.dumps(document)
        with self._lock:
            status, text = self._send(method, self.prefix + path, body, headers)
        return self._read(status, text)

    def _send(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> tuple[int, bytes]:
        for attempt in (1, 2):  # a connection that idled may have been closed at the other end
            reused = self._connection is not None
            self._connection = self._connection or self.connect()
            try:
                self._connection.request(method, path, body, dict(headers))
                response = self._connection.getresponse()
                return response.status, response.read()
            except (OSError, HTTPException) as error:
                self._connection.close()
                self._connection = None
                if attempt == 2 or not reused:
                    raise Unreachable(f"no mockserver answers at {self.url}: {error}") from None
        raise AssertionError("unreachable")  # pragma: no cover

    def _read(self, status: int, text: bytes) -> Any:
        try:
            document = json.loads(text)
        except ValueError:
            raise Unreachable(f"what answers at {self.url}{self.prefix} is no mockserver") from None
        if status < 400:
            return document
        error = document.get("error", {})
        message = error.get("message", text.decode(errors="replace"))
        if error.get("code") in (None, *_CLOSED):
            raise Unreachable(f"{self.url}{self.prefix} does not let this client in: {message}")
        raise ValueError(message)


class RemoteSandbox:
    """One sandbox, reached by the control API."""

    def __init__(self, control: Control, made: Mapping[str, Any], hosts: tuple[str, str] | None) -> None:
        self._control = control
        self.id: str = made["id"]
        oktopost, refold = dict(made["oktopost"]), dict(made["refold"])
        if hosts:
            oktopost["base_url"], refold["base_url"] = f"{hosts[0]}/v2", hosts[1]
        self.oktopost = Oktopost(**oktopost)
        self.refold = Refold(**refold)

    def _ask(self, method: str, path: str = "", document: Any = None) -> Any:
        return self._control.ask(method, f"/sandboxes/{self.id}{path}", document)

    def journal(self, since: int) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = []
        after: int | None = since
        while after is not None:
            page = self._ask("GET", f"/journal?{urlencode({'after': after})}")
            entries += page["entries"]
            after = page["next"]
        return entries

    def records(self, table: str) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = []
        while True:
            query = urlencode({"offset": len(records), "limit": _PAGE})
            page = self._ask("GET", f"/records/{quote(table)}?{query}")
            records += page["records"]
            if len(records) >= page["total"] or not page["records"]:
                return records

    def add(self, table: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        record: dict[str, Any] = self._ask("POST", f"/records/{quote(table)}", fields)
        return record

    def plant(self, rule: Mapping[str, Any]) -> None:
        self._ask("POST", "/faults", rule)

    def freeze(self, moment: datetime | None) -> None:
        self._ask("PUT", "/clock", {"frozen": True if moment is None else moment.isoformat()})

    def advance(self, by: timedelta) -> None:
        self._ask("PUT", "/clock", {"advance": durations.iso(by)})

    def keep(self, name: str) -> None:
        self._ask("PUT", f"/snapshots/{quote(name)}")

    def restore(self, name: str) -> None:
        self._ask("POST", f"/snapshots/{quote(name)}/restore")

    def integration(self, app: str, changes: Mapping[str, Any]) -> None:
        self._ask("PATCH", f"/integrations/{app}", changes)

    def strict(self, mode: str) -> None:
        self._ask("PATCH", "", {"strict": mode})

    def drop(self) -> None:
        self._ask("DELETE")


class RemoteSource:
    """A server that others may use too; only the sandboxes made here are looked at."""

    blocks = True

    def __init__(self, url: str, *, real_hosts: bool = False) -> None:
        self._control = Control(url)
        self._hosts = REAL_HOSTS if real_hosts else None

    @property
    def url(self) -> str:
        return self._control.url

    def create(self, wish: Wish) -> RemoteSandbox:
        asked = {"name": wish.name, "seed": wish.seed, "populate": wish.populate or None, "ttl": TTL, **wish.settings}
        given = {name: value for name, value in asked.items() if value is not None}
        return RemoteSandbox(self._control, self._control.ask("POST", "/sandboxes", given), self._hosts)

    def unclaimed(self) -> tuple[dict[str, Any], ...]:
        return ()

    def respond(self, call: Call) -> Answer:
        """Pass the call on as it is; how the connection ended is told by the answer's effect."""
        connection = self._control.connect()
        try:
            headers = {name: value for name, value in call.headers.items() if name != "content-length"}
            path = quote(call.path, safe="/%") + (f"?{call.query}" if call.query else "")
            connection.request(call.method, path, call.body or None, headers)
            response = connection.getresponse()
            received = [(name.lower(), value) for name, value in response.getheaders()]
            kept = [(name, value) for name, value in received if name not in ("content-length", "transfer-encoding")]
            return _read(response.status, kept, response)
        except RemoteDisconnected:
            return Answer(0, b"", effect=Effect(wire="empty-response"))
        except ConnectionError as error:
            if isinstance(error, ConnectionRefusedError):
                raise Unreachable(f"no mockserver answers at {self.url}: {error}") from None
            return Answer(0, b"", effect=Effect(wire="connection-reset"))
        finally:
            connection.close()

    def __enter__(self) -> Self:
        self._control.ask("GET", "/ready")
        return self

    def __exit__(self, *_: object) -> None:
        self._control.close()


def _read(status: int, headers: list[tuple[str, str]], response: Any) -> Answer:
    try:
        return Answer(status, response.read(), headers)
    except IncompleteRead as error:
        # The half that came, with as much behind it as was promised: who delivers it cuts it at the same place.
        whole = error.partial + b" " * (error.expected or 0)
        return Answer(status, whole, headers, Effect(wire="truncated-body"))
