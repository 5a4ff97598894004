"""The lean door: uvicorn's HTTP/1.1 protocol, which answers a dialect's calls at once, without a task for each.

Every request is read to its end here, within limits and deadlines, before anything is done for it: no thread ever
waits for a client. uvicorn keeps the parser (httptools) and everything that is not a plain call of a dialect: the
control API, streams, planned delays, wire faults, large bodies, clients that do not read. Such a call becomes a cycle
of uvicorn's own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import quote_from_bytes, unquote

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from mockserver.core.http import (
    MAX_BODY,
    MAX_HEAD,
    MAX_HEADERS,
    MAX_URL,
    TRANSPORT,
    Answer,
    Call,
    Headers,
    known_headers,
)
from mockserver.core.offload import NeedsThread, attempt
from mockserver.dialects.frame import Dialect
from mockserver.dialects.gateway import Gateway, plain_error

KEEP_ALIVE: Final = 75
"""Seconds after which a connection that nobody uses is closed, and one whose client does not read is cut."""

PATIENCE: Final = 30
"""Seconds that a head may take as a whole, and that may go by between two pieces of a body."""

LINGER: Final = 5
"""Seconds for which a client that was refused may go on sending, so that it comes to read why."""

LARGE_BODY: Final = 64 * 1024
"""Bytes of a body beyond which a call is answered in a thread: reading it takes too long for the loop."""

MAX_HELD: Final = 1024 * 1024 * 1024
"""Bytes that all unfinished requests may hold together."""

_MOST_DISCARDED: Final = 64 * 1024 * 1024
"""So much beyond its limit a body is read and thrown away, to answer on a connection that stays."""

_PIECE: Final = 4 * 1024
"""Bytes that are read of one connection before the others have their turn."""

_PIPELINED: Final = 512
"""The same once several calls came in one piece: a call or two, so that whoever sends many holds up nobody else."""

_USUAL_HEAD: Final = 2 * 1024
"""Bytes of a head up to which its headers are remembered: what the memory holds must not be the callers' to choose."""

_URL_SAFE: Final = "".join(map(chr, range(0x21, 0x7F)))
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class Door(NamedTuple):
    """Who answers calls at once, and ``deliver(answer, ASGI scope, ASGI send)``, which sends what takes time.

    That is an answer with all that a planted fault does to it, or one that is still to be given, away from the loop.
    """

    gateway: Gateway
    deliver: Callable[[Answer | NeedsThread, Any, Any], Awaitable[None]]


class Unreadable(Exception):
    """A request that is read no further: a status and the reason for the client."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


def refuse_plainly(call: Call, status: int, reason: str) -> Answer:
    """The answer to an unreadable request where no vendor is imitated."""
    del call
    return plain_error(status, reason)


class State(ServerState):
    """What the connections of a server share: uvicorn's state, the date as a header, and a clock of seconds.

    ``refuse``: (call as far as it is known, status, reason) to the answer to an unreadable request; ``limit``:
    (method, path) to the bytes that a body may have where no dialect says it.
    """

    def __init__(
        self,
        refuse: Callable[[Call, int, str], Answer] = refuse_plainly,
        limit: Callable[[str, str], int] = lambda _method, _path: MAX_BODY,
    ) -> None:
        super().__init__()
        self.refuse = refuse
        self.limit = limit
        self.date = b""
        self.seconds = 0
        self.held = 0
        self.stopping = False
        self.deserted = asyncio.Event()
        """Set when the last connection of a server that stops is gone."""

    def tick(self, date: str) -> None:
        """One second went by: a new date, and a look at every connection."""
        self.seconds += 1
        self.default_headers = [(b"date", date.encode())]
        self.date = b"date: " + date.encode() + b"\r\n"
        for connection in list(self.connections):
            if isinstance(connection, Protocol):
                connection.look(self.seconds)

    def stop(self) -> None:
        """Close what is idle or never ends; every other connection ends with the answers that are due on it."""
        self.stopping = True
        for connection in list(self.connections):
            if isinstance(connection, Protocol):
                connection.leave()
        if not self.connections:
            self.deserted.set()


class Protocol(HttpToolsProtocol, asyncio.BufferedProtocol):
    """One connection. ``door`` None keeps the lean door closed: every request goes to the ASGI application."""

    def __init__(self, config: Config, state: State, door: Door | None) -> None:
        super().__init__(config, state, {})
        self._state = state
        self._gateway = door.gateway if door else None
        self._deliver = door.deliver if door else None
        self._view = memoryview(bytearray(_PIECE))
        # The request that is read.
        self.url = b""
        self.headers = []
        self._dialect: Dialect | None = None
        self._call = Call("", "")
        self._pieces: list[bytes] = []
        self._size = 0
        self._held = 0
        self._most = MAX_BODY
        self._promised = 0
        self._head = 0
        self._is_reading = False
        self._is_headed = False
        self._is_named = False
        self._unheard = 0
        """Bytes that the parser took since the request began, or since it last told of a part of the body."""
        self._answered = 0
        """Calls of the present piece that were answered at once."""
        # The connection.
        self._extension: dict[str, Any] = {}
        self._calls = 0
        self._began = self._moved = self._read = self._parted = state.seconds
        self._unread = 0
        self._is_half_closed = False
        self._farewell: bytes | None = None
        """The last answer here, after which nothing is read any more."""

    # -- time ------------------------------------------------------------------------------------------------------

    def look(self, seconds: int) -> None:
        """Close or cut the connection when nobody uses it, or when its client neither sends nor reads."""
        unread = self.transport.get_write_buffer_size()
        if unread == 0 or unread < self._unread:
            self._read = seconds
        self._unread = unread
        if seconds - self._read > KEEP_ALIVE or (self._farewell is not None and seconds - self._parted > LINGER):
            self.transport.abort()
        elif self._farewell is not None or not self._is_free():
            return
        elif not self._is_reading:
            if seconds - self._moved > KEEP_ALIVE:
                self.transport.close()
        elif seconds - self._moved > PATIENCE or (not self._is_headed and seconds - self._began > PATIENCE):
            missing = "body" if self._is_headed else "head"
            self._refuse(Unreadable(408, f"the {missing} of the request did not arrive within {PATIENCE} seconds"))

    def _is_free(self) -> bool:
        cycle: Any = self.cycle  # None before the first, though uvicorn declares that it never is
        return cycle is None or cycle.response_complete

    def leave(self) -> None:
        """The server stops: end once the answers that are due here are given; at once when none is."""
        if self._is_free() and not self._is_reading and self._farewell is None:
            self.transport.close()
        elif self._is_endless():
            self.transport.abort()
        elif not self._is_free():
            self.cycle.keep_alive = False

    def _is_endless(self) -> bool:
        return not self._is_free() and bool(self._extension.get("endless"))

    def eof_received(self) -> bool:  # type: ignore[override] # uvicorn declares None, asyncio takes both
        """The client sends no more. Whether the connection stays open, for the answers that are due."""
        self._is_half_closed = True
        return not self._is_free() and not self._is_endless()

    def connection_lost(self, exc: Exception | None) -> None:
        """Let go of what was read."""
        super().connection_lost(exc)
        self._release()
        if self._state.stopping and not self._state.connections:
            self._state.deserted.set()

    def on_response_complete(self) -> None:
        """A cycle has answered; the next request may be under way already."""
        super().on_response_complete()
        self._moved = self._began = self._state.seconds
        if not self._is_free():
            return
        if self._farewell is not None:
            self._part(self._farewell)
        elif self._is_half_closed or (self._state.stopping and not self._is_reading):
            self.transport.close()

    # -- bytes -----------------------------------------------------------------------------------------------------

    def get_buffer(self, sizehint: int) -> memoryview:
        """Where asyncio puts what it reads: a small piece, so that no connection holds up the others.

        A view, for asyncio's TLS writes to slices of it, and a slice of a bytearray is a copy.
        """
        del sizehint
        return self._view

    def buffer_updated(self, nbytes: int) -> None:
        """Some bytes arrived."""
        self._answered = 0
        self.data_received(self._view[:nbytes])
        if self._answered > 1:
            self._view = self._view[:_PIPELINED]

    def data_received(self, data: bytes | memoryview) -> None:
        """Let the parser read; what it cannot read is refused."""
        if self._farewell is not None:
            self._discard(len(data))
            return
        self._unset_keepalive_if_required()
        self._moved = self._state.seconds
        self._unheard += len(data)
        try:
            self._parse(data)
        except Unreadable as unreadable:
            self._refuse(unreadable)
        except httptools.HttpParserError as error:
            cause = error.__context__
            self._refuse(cause if isinstance(cause, Unreadable) else Unreadable(400, "not a valid HTTP request"))

    def _parse(self, data: bytes | memoryview) -> None:
        while data:
            try:
                self.parser.feed_data(data)
            except httptools.HttpParserUpgrade as upgrade:
                data = memoryview(data)[upgrade.args[0] :]
                self._ignore_upgrade()
            else:
                break
        if self._unheard > MAX_HEAD and self._is_reading:
            # A header's value of many pieces costs its square: the parser tells of it only when it is complete.
            raise Unreadable(431, f"the head is larger than {MAX_HEAD} bytes")

    def _ignore_upgrade(self) -> None:
        """Read a request again that asked for another protocol, as if it had not.

        The parser gives the connection up at such a request, its body unread. A client that asks for h2c, as Java's
        does by itself, goes on in HTTP/1.1 where nobody agrees.
        """
        method, version = self.parser.get_method(), self.parser.get_http_version().encode()
        if method == b"CONNECT":
            raise Unreadable(400, "CONNECT is not served here: this is no proxy for other hosts")
        lines = [name + b": " + value + b"\r\n" for name, value in self.headers if name != b"upgrade"]
        self.parser = httptools.HttpRequestParser(self)
        self.parser.feed_data(b"%b %b HTTP/%b\r\n%b\r\n" % (method, self.url, version, b"".join(lines)))

    def _discard(self, size: int) -> None:
        self._size += size
        if self._size > _MOST_DISCARDED:
            self.transport.abort()

    # -- the parser's callbacks ------------------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A request starts."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._dialect = None
        self._pieces = []
        self._size = self._promised = self._head = self._unheard = 0
        self._is_reading, self._is_headed, self._is_named = True, False, False
        self._began = self._state.seconds

    def on_url(self, url: bytes) -> None:
        """Accept bytes in a path that should have been escaped: they get an answer, not a closed connection."""
        self.url += url if url.isascii() else quote_from_bytes(url, safe=_URL_SAFE).encode()
        self._head += len(url)
        if self._head > MAX_URL:
            raise Unreadable(414, f"the URL is longer than {MAX_URL} bytes")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; what comes behind the body (a trailer) is read and forgotten, it overrides nothing."""
        self._head += len(name) + len(value) + 4
        if self._head > MAX_HEAD:
            raise Unreadable(431, f"the head is larger than {MAX_HEAD} bytes")
        if self._is_headed:
            return
        name = name.lower()
        self.headers.append((name, value))
        if name == b"host":
            if self._is_named:
                raise Unreadable(400, "the request has two Host headers")
            self._is_named = True
        elif name == b"content-length":
            self._promised = int(value)
        elif name == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue"

    def on_headers_complete(self) -> None:
        """Find whose call this is, and let the client send its body, unless it is larger than anybody reads."""
        if self.parser.should_upgrade():
            return
        if len(self.headers) > MAX_HEADERS:
            raise Unreadable(431, f"the head has more than {MAX_HEADERS} headers")
        self._is_headed = True
        self._unheard = 0
        self._calls += 1
        call = self._call = self._begun()
        call.reused = self._calls > 1
        self._dialect = self._gateway.dialect_of(call.path) if self._gateway is not None else None
        self._most = MAX_BODY if self._dialect is not None else self._state.limit(call.method, call.path)
        if self._promised > self._most + _MOST_DISCARDED:
            raise Unreadable(413, f"the body is larger than {self._most} bytes")
        if self.expect_100_continue and self._is_free():
            self.transport.write(_CONTINUE)

    def _begun(self) -> Call:
        raw, _, query = self.url.partition(b"?")
        path, escaped = raw.decode("ascii"), ""
        if "%" in path:
            path, escaped = unquote(path), path
        method = self.parser.get_method().decode("ascii")
        return Call(method, path, query.decode("ascii"), raw=escaped, scheme=self.scheme or "http")

    def on_body(self, body: bytes) -> None:
        """Keep what fits of a body, and the piece that shows that it does not."""
        self._unheard = 0
        if self._size <= self._most:
            self._pieces.append(body)
            self._held += len(body)
            self._state.held += len(body)
            if self._state.held > MAX_HELD:
                raise Unreadable(503, "the server holds too many unfinished requests: try again")
        self._size += len(body)
        if self._size > self._most + _MOST_DISCARDED:
            raise Unreadable(413, f"the body is larger than {self._most} bytes")

    def on_message_complete(self) -> None:
        """The request is here: answer."""
        if self.parser.should_upgrade():
            return
        self._is_reading = False
        self._unheard = 0
        pieces = self._pieces
        self._release()
        if self._size > MAX_BODY < self._most:  # to join them would hold up the loop for as long
            self._begin_cycle(b"", self.app, pieces)
            return
        body = b"".join(pieces)
        if self._dialect is None or not self._is_plain():
            self._begin_cycle(body, self.app)
            return
        call = self._call
        call.headers = known_headers(tuple(self.headers)) if self._head <= _USUAL_HEAD else Headers.of(self.headers)
        call.too_large = self._size > MAX_BODY
        if not call.too_large:
            call.body = body
        answer = attempt(self._gateway.respond, call, self._dialect)  # type: ignore[union-attr] # it named the dialect
        if not isinstance(answer, NeedsThread) and answer.effect is None and not self.flow.write_paused:
            self._write(answer, is_head=call.method == "HEAD")
        else:
            self._begin_cycle(b"", self._delivering(answer))

    def _is_plain(self) -> bool:
        """Whether the answer can be given at once: no earlier one is due, and it takes no time to read the body."""
        return self._is_free() and self._size <= LARGE_BODY and self.url[:1] == b"/" and b"#" not in self.url

    def _release(self) -> None:
        self._pieces = []
        self._state.held -= self._held
        self._held = 0

    # -- answers ---------------------------------------------------------------------------------------------------

    def _write(self, answer: Answer, *, is_head: bool) -> None:
        self._answered += 1
        is_kept = self.parser.get_http_version() != "1.0" and self.parser.should_keep_alive()
        is_kept = is_kept and not self._state.stopping
        # One write: two small ones cost a client 40 ms where the network delays acknowledgements.
        self.transport.write(self._encoded(answer, is_head=is_head, is_kept=is_kept))
        if not is_kept:
            self.transport.close()

    def _encoded(self, answer: Answer, *, is_head: bool, is_kept: bool) -> bytes:
        lines = [f"{name}: {value}\r\n" for name, value in answer.headers]
        if answer.status != 204:
            lines.append(f"content-length: {len(answer.body)}\r\n")
        lines.append("\r\n" if is_kept else "connection: close\r\n\r\n")
        head = STATUS_LINE[answer.status] + self._state.date + "".join(lines).encode("latin-1")
        return head if is_head else head + answer.body

    def _refuse(self, unreadable: Unreadable) -> None:
        """Answer a request that is read no further, once all earlier ones are answered, and end."""
        self._is_reading = False
        self._release()
        self._size = 0
        self._parted = self._state.seconds
        call = self._begun()
        answer = self._state.refuse(call, unreadable.status, unreadable.reason)
        self._farewell = self._encoded(answer, is_head=call.method == "HEAD", is_kept=False)
        if self._is_free():
            self._part(self._farewell)

    def _part(self, farewell: bytes) -> None:
        """Say the last word, and read on for a while: a connection that is closed on a sender loses it."""
        if self.transport.is_closing():
            return
        self._parted = self._state.seconds
        self.transport.write(farewell)
        if self._is_half_closed or not self.transport.can_write_eof():
            self.transport.close()
        else:
            self.transport.write_eof()

    def _delivering(self, answer: Answer | NeedsThread) -> Any:
        """An ASGI application that gives an answer which takes time, or the connection itself."""
        deliver = self._deliver
        assert deliver is not None  # noqa: S101 - there is no answer without a door

        async def delivered(scope: Any, receive: Any, send: Any) -> None:
            del receive
            with contextlib.suppress(asyncio.CancelledError):  # at a stop, when nobody waits for the answer any more
                await deliver(answer, scope, send)

        return delivered

    def _begin_cycle(self, body: bytes, application: Any, pieces: Sequence[bytes] = ()) -> None:
        """Hand the request on to uvicorn, whole, for an ASGI application to answer."""
        url, headers, usual = self.url, self.headers, self.app
        super().on_message_begin()
        self.url, self.headers = url, headers
        self.scope["headers"] = headers
        self._extension = {"transport": self.transport, "reused": self._calls > 1, "pieces": pieces}
        self.scope["extensions"] = {TRANSPORT: self._extension}  # type: ignore[dict-item] # uvicorn knows no such values
        self.app = application
        try:
            super().on_headers_complete()
        finally:
            self.app = usual
        if self._state.stopping:
            self.cycle.keep_alive = False
        self.cycle.body = body  # type: ignore[assignment] # uvicorn would copy a bytearray once more
        self.cycle.more_body = False
        self.cycle.message_event.set()
