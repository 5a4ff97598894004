"""A server that runs elsewhere, over HTTP."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection, IncompleteRead, RemoteDisconnected
from threading import Lock
from typing import Any, Final
from urllib.parse import quote, urlsplit

from mockserver.core.http import Answer, Call, Effect
from mockserver.testing.worlds import Asking

TTL: Final = 3600
"""Seconds after its last call until the server drops a sandbox that its test run left behind."""

_TIMEOUT: Final = 60
_CLOSED: Final = ("token-required", "host-refused", "origin-refused")
"""What the control API calls the refusal of a client, whatever it asks."""


class Unreachable(ConnectionError):
    """The server cannot be asked, or its control API refuses this client."""


class Remote(Asking):
    """A server at an address: its control API over one connection. A path in the URL is where the control API lies.

    ``shared``: whether strangers call it too.
    """

    blocks = True

    def __init__(self, url: str, *, shared: bool = True) -> None:
        self.shared = shared
        self.ttl = TTL if shared else None
        parts = urlsplit(url if "//" in url else f"http://{url}")
        self.url = f"{parts.scheme}://{parts.netloc}"
        self.prefix = parts.path.rstrip("/") or "/__mock__"
        self._https = parts.scheme == "https"
        self._address = parts.netloc
        self._token = os.environ.get("MOCKSERVER_TOKEN")
        self._connection: HTTPConnection | None = None
        self._lock = Lock()

    def connect(self, patience: float | None = _TIMEOUT) -> HTTPConnection:
        """A connection of its own to the server; with ``patience`` None it waits for ever."""
        kind = HTTPSConnection if self._https else HTTPConnection
        return kind(self._address, timeout=patience)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def ask(self, method: str, path: str, body: bytes = b"") -> Any:
        """The JSON answer; ValueError with the server's own words when it refuses, Unreachable when it is not there."""
        headers = {"content-type": "application/json"} if body else {}
        if self._token:
            headers["x-mock-token"] = self._token
        with self._lock:
            status, text = self._send(method, self.prefix + path, body, headers)
        return self._read(status, text)

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        for attempt in (1, 2):  # a connection that idled may have been closed at the other end
            reused = self._connection is not None
            self._connection = self._connection or self.connect()
            try:
                self._connection.request(method, path, body or None, dict(headers))
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

    def respond(self, call: Call, patience: float | None = None) -> Answer:
        """Pass the call on as it is; how the connection ended is told by the answer's effect."""
        connection = self.connect(patience)
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

    def lend(self, sandbox: str | None) -> str | None:
        """Whom others know by the ready-made credentials stays."""
        return None

    def alias(self, sandbox: str, key: str, other: str) -> None:
        raise ValueError(f"api_key: the server at {self.url} is shared, and keeps to the keys that it makes")

    def let_go(self) -> None:
        """In the child of a fork: leave the connection to the parent."""
        self._connection = None
        self._lock = Lock()


def _read(status: int, headers: list[tuple[str, str]], response: Any) -> Answer:
    try:
        return Answer(status, response.read(), headers)
    except IncompleteRead as error:
        # The half that came, with as much behind it as was promised: who delivers it cuts it at the same place.
        whole = error.partial + b" " * (error.expected or 0)
        return Answer(status, whole, headers, Effect(wire="truncated-body"))
