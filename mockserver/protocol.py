"""The lean door: uvicorn's HTTP/1.1 protocol, which answers a dialect's calls at once, without a task for each.

uvicorn keeps the connection, the parser (httptools) and everything that is not a plain call of a dialect: the control
API, streams, planned delays, wire faults, clients that do not read. Such a call becomes a cycle of uvicorn's own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import quote_from_bytes, unquote

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from mockserver.dialects.frame import Dialect
from mockserver.gateway import Gateway
from mockserver.http import MAX_BODY, Answer, Call

TRANSPORT: Final = "mockserver.transport"
"""The ASGI extension under which an application finds the connection, for what the specification cannot say."""

KEEP_ALIVE: Final = 75
"""Seconds after which a connection that nobody uses is closed."""

_URL_SAFE: Final = "".join(map(chr, range(0x21, 0x7F)))
_NOT_HTTP: Final = b'{"error":{"message":"not a valid HTTP request"}}'

Deliver = Callable[[Answer, Any, Any], Awaitable[None]]
"""(answer, ASGI scope, ASGI send): sends an answer with all that a planted fault does to it."""


class State(ServerState):
    """What the connections of a server share: uvicorn's state, the date as a header, and a clock of seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.date = b""
        self.seconds = 0

    def tick(self, date: str) -> None:
        """One second went by: a new date, and connections idle for too long are closed."""
        self.seconds += 1
        self.default_headers = [(b"date", date.encode())]
        self.date = b"date: " + date.encode() + b"\r\n"
        for connection in list(self.connections):
            if isinstance(connection, Protocol) and connection.is_idle(self.seconds):
                connection.transport.close()


class Protocol(HttpToolsProtocol):
    """One connection. ``gateway`` None keeps the lean door closed: every request goes to the ASGI application."""

    def __init__(self, config: Config, state: State, gateway: Gateway | None, deliver: Deliver) -> None:
        super().__init__(config, state, {})
        self._state = state
        self._gateway = gateway
        self._deliver = deliver
        self._dialect: Dialect | None = None
        self._call = Call("", "")
        self._pieces: list[bytes] = []
        self._size = 0
        self._used = state.seconds
        self._calls = 0

    def is_idle(self, seconds: int) -> bool:
        """Whether nothing is going on here and nothing has for KEEP_ALIVE seconds."""
        return self._is_free() and seconds - self._used > KEEP_ALIVE

    def _is_free(self) -> bool:
        cycle: Any = self.cycle  # None before the first, though uvicorn declares that it never is
        return cycle is None or cycle.response_complete

    def on_message_begin(self) -> None:
        """A request starts."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._dialect = None

    def on_url(self, url: bytes) -> None:
        """Accept bytes in a path that should have been escaped: they get an answer, not a closed connection."""
        self.url += url if url.isascii() else quote_from_bytes(url, safe=_URL_SAFE).encode()

    def on_headers_complete(self) -> None:
        """Take a dialect's call for the lean door, or leave the request to uvicorn."""
        self._used = self._state.seconds
        self._calls += 1
        if self._gateway is not None and self._is_plain():
            raw, _, query = self.url.partition(b"?")
            path = raw.decode("ascii")
            if "%" in path:
                path = unquote(path)
            self._dialect = self._gateway.dialect_of(path)
            if self._dialect is not None:
                method = self.parser.get_method().decode("ascii")
                self._call = Call(method, path, query.decode("ascii"), reused=self._calls > 1)
                self._pieces, self._size = [], 0
                return
        self._begin_cycle()

    def _is_plain(self) -> bool:
        """Whether nothing about this request needs uvicorn's help: no earlier answer is due, no 100 is awaited."""
        return self._is_free() and not self.expect_100_continue and self.url[:1] == b"/" and b"#" not in self.url

    def on_body(self, body: bytes) -> None:
        """Keep what fits of a body."""
        if self._dialect is None:
            super().on_body(body)
            return
        self._size += len(body)
        if self._size <= MAX_BODY:
            self._pieces.append(body)

    def on_message_complete(self) -> None:
        """Answer."""
        if self._dialect is None or self._gateway is None:
            super().on_message_complete()
            return
        call = self._call
        call.headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self.headers}
        call.too_large = self._size > MAX_BODY
        if not call.too_large:
            call.body = b"".join(self._pieces)
        answer = self._gateway.respond(call, self._dialect)
        if answer.effect is None and not self.flow.write_paused:
            self._write(answer, is_head=call.method == "HEAD")
        else:
            self._deliver_in_cycle(answer)

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP at all."""
        head = b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: "
        self.transport.write(head + str(len(_NOT_HTTP)).encode() + b"\r\n\r\n" + _NOT_HTTP)
        self.transport.close()

    def _write(self, answer: Answer, *, is_head: bool) -> None:
        lines = [f"{name}: {value}\r\n" for name, value in answer.headers]
        if answer.status != 204:
            lines.append(f"content-length: {len(answer.body)}\r\n")
        keep_alive = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        lines.append("\r\n" if keep_alive else "connection: close\r\n\r\n")
        head = STATUS_LINE[answer.status] + self._state.date + "".join(lines).encode("latin-1")
        # One write: two small ones cost a client 40 ms where the network delays acknowledgements.
        self.transport.write(head if is_head else head + answer.body)
        if not keep_alive:
            self.transport.close()

    def _deliver_in_cycle(self, answer: Answer) -> None:
        """Hand an answer that takes time, or the connection itself, to a task."""

        async def delivered(scope: Any, receive: Any, send: Any) -> None:
            del receive
            with contextlib.suppress(asyncio.CancelledError):  # at a stop, when nobody waits for the answer any more
                await self._deliver(answer, scope, send)

        application = self.app
        self.app = delivered
        self._begin_cycle()
        self.app = application
        super().on_message_complete()

    def _begin_cycle(self) -> None:
        """Let uvicorn go on with this request as if it had seen it from its beginning."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.headers, self.expect_100_continue = url, headers, expects
        self.scope["headers"] = headers
        self.scope["extensions"] = {TRANSPORT: {"transport": self.transport, "reused": self._calls > 1}}
        super().on_headers_complete()
