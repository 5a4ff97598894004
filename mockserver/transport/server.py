"""The HTTP server around the gateway: a free port, one event loop, start and stop without waiting."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import io
import logging
import math
import signal
import socket
import ssl
import struct
import sys
import threading
import typing
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from functools import partial
from typing import Any, Final, Self, TypeVar

from msgspec import Struct
from uvicorn.config import Config

from mockserver.console.feed import FEED, HEADERS, HEARTBEAT, Feed, Feeds
from mockserver.core.http import EFFECT, MAX_BODY, MAX_STATE, TRANSPORT, Answer, Call, Effect
from mockserver.core.loops import steady_loop
from mockserver.core.offload import NeedsThread, attempt
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Away, Sandboxes
from mockserver.transport.certificates import Secured
from mockserver.transport.protocol import KEEP_ALIVE, LARGE_BODY, Door, Protocol, State

_log: Final = logging.getLogger("mockserver")

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Any], Awaitable[None]]

T = TypeVar("T")

_THREADS: Final = 4
_LONG_THREADS: Final = 2
"""How many questions to the control API are answered at once, and how many large calls: none waits for a client."""

_SHARED_THREADS: Final = 16
"""The same where sandboxes are shared: each call waits for the engine in a thread."""

_SWITCH: Final = 0.0005
"""Seconds after which a thread that computes lets the event loop go on, in a process that does nothing else."""

_SLOW_PIECES: Final = 8
_STOPPING: Final = ("SIGINT", "SIGTERM", "SIGBREAK")
_WINDOWS: Final = sys.platform == "win32"
# With SO_REUSEADDR, Windows would let two programs have one port; it frees the port of an ended one by itself.
_REUSE: Final[int] = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
_LINGER: Final = "hh" if _WINDOWS else "ii"
"""How a struct linger is laid out: two shorts there, two ints elsewhere."""
_SHORTAGES: Final = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
_PATIENCE: Final = 60.0
"""Seconds between two words about the same shortage."""

_LAST_TURNS: Final = 10
"""Turns of the loop before a stop begins: what has arrived by then is read, and its sender meets no reset."""


class Application:
    """The ASGI application: Flask in threads, and the dialect calls that the lean door does not take.

    With ``lean`` off, dialect calls pass through Flask too, so that hooks which a user added to the app see them;
    the answers are the same. A thread is taken once a request is there as a whole, and given back before its answer
    is sent: clients that neither send nor read hold none.
    """

    def __init__(self, gateway: Gateway, *, lean: bool = True) -> None:
        self.gateway = gateway
        self.lean = lean
        self._feeds = Feeds()
        self._flask: Any = None
        self._loading = threading.Lock()
        few, many = (_SHARED_THREADS, _SHARED_THREADS) if gateway.sandboxes.is_shared else (_LONG_THREADS, _THREADS)
        self._control = ThreadPoolExecutor(many, thread_name_prefix="mockserver-control")
        self._calls = ThreadPoolExecutor(many, thread_name_prefix="mockserver-calls")
        self._long = ThreadPoolExecutor(few, thread_name_prefix="mockserver-long")
        self._worlds = ThreadPoolExecutor(1, thread_name_prefix="mockserver-worlds")
        self._tending: asyncio.Future[None] | None = None
        self._threaded: set[asyncio.Future[Any]] = set()
        self._instant = frozenset(f"{gateway.options.control}/{name}" for name in ("health", "ready"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; at a stop, when nobody waits for the answer any more, end without a word."""
        with contextlib.suppress(asyncio.CancelledError):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        dialect = self.gateway.dialect_of(scope["path"])
        if dialect is None and scope["path"].endswith("/events"):
            await self._stream(scope, receive, send)
        elif dialect is None:
            threads = self._worlds if self._is_world(scope["path"]) else self._control
            await self._through_flask(threads, scope, receive, send)
        elif self.lean:
            call = await read_call(scope, receive)
            answer: Answer | NeedsThread
            if len(call.body) > LARGE_BODY:
                answer = await self._in_thread(self._long, partial(self.gateway.respond, call, dialect))
            else:
                answer = attempt(self.gateway.respond, call, dialect)
            await self.deliver(answer, scope, send)
        else:
            answer = await self._buffered(self._calls, scope, receive)
            await deliver(answer, scope, send)

    async def deliver(self, answer: Answer | NeedsThread, scope: Scope, send: Send) -> None:
        """Send an answer, and before that give the one that took too long for the loop."""
        if isinstance(answer, NeedsThread):
            answer = await self._in_thread(self._long, partial(self.gateway.respond_anew, answer))
        await deliver(answer, scope, send)

    def limit(self, method: str, path: str) -> int:
        """How many bytes the body of a request may have; a whole world is the one that is larger than others."""
        return MAX_STATE if method == "PUT" and self._is_world(path) else MAX_BODY

    def _is_world(self, path: str) -> bool:
        """Whether a question is about a whole world: one is read or written after the other, a piece at a time.

        Each thread that computes lets the event loop wait for its turn.
        """
        return path.startswith(f"{self.gateway.options.control}/sandboxes/") and path.endswith("/state")

    def load(self) -> None:
        """Load Flask, and all that only the control API and the console need; the first call of theirs does it too."""
        with self._loading:
            if self._flask is None:
                from mockserver.transport.app import create_app

                self._flask = create_app(self.gateway)

    async def _through_flask(self, threads: ThreadPoolExecutor, scope: Scope, receive: Receive, send: Send) -> None:
        if self._flask is None:
            await self._in_thread(threads, self.load)
        run = partial(_run, self._flask, scope, await self._body(scope, receive))
        # Somebody who asks whether the server lives must not wait for the threads.
        response = (
            run()
            if scope["path"] in self._instant
            else await self._in_thread(threads, partial(self._within, scope, run))
        )
        await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
        try:
            while (piece := await self._next(threads, response)) is not None:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                if scope["extensions"][TRANSPORT]["transport"].is_closing():
                    break
        finally:
            response.close()
        await send({"type": "http.response.body", "body": response.rest})

    async def _body(self, scope: Scope, receive: Receive) -> bytes | Pieces:
        """The body of a request: in pieces where it came so, unless it may be read a second time."""
        pieces = scope["extensions"][TRANSPORT]["pieces"]
        if pieces and not self.gateway.sandboxes.is_shared:
            return Pieces(pieces)
        return b"".join(pieces) if pieces else await _read_body(receive)

    def _within(self, scope: Scope, run: Callable[[], _Response]) -> _Response:
        """What a request comes to, which counts as a whole where sandboxes are shared."""
        try:
            return self.gateway.sandboxes.within(run)
        except Away as away:
            answer = self.gateway.refuse_away(Call(scope["method"], scope["path"]), away)
            headers = [*answer.headers, ("content-length", str(len(answer.body)))]
            return _Response(answer.status, _encoded(headers), answer.body, None, lambda: None)

    async def _next(self, threads: ThreadPoolExecutor, response: _Response) -> bytes | None:
        """The next piece of an answer that is made while it is sent."""
        if response.pieces is None:
            return None
        return await self._in_thread(threads, partial(next, response.pieces, None))

    async def _in_thread(self, threads: ThreadPoolExecutor, act: Callable[[], T]) -> T:
        # A thread cannot be cancelled: whoever waits for it may go, but it still needs the loop to come to its end.
        threaded = asyncio.get_running_loop().run_in_executor(threads, act)
        self._threaded.add(threaded)
        threaded.add_done_callback(self._threaded.discard)
        return await asyncio.shield(threaded)

    def tick(self) -> None:
        """Do what is due in the sandboxes, whether or not anybody asks for one."""
        sandboxes = self.gateway.sandboxes
        if not sandboxes.is_shared:
            sandboxes.tend()
        elif self._tending is None or self._tending.done():
            self._tending = asyncio.get_running_loop().run_in_executor(self._control, _tend, sandboxes)

    async def drain(self) -> None:
        """Wait for the threads that still answer; their clients are gone, so that they end by themselves."""
        await asyncio.gather(*self._threaded, return_exceptions=True)
        await asyncio.to_thread(self.gateway.sandboxes.sender.stop)
        self._control.shutdown(wait=False)
        self._calls.shutdown(wait=False)
        self._long.shutdown(wait=False)
        self._worlds.shutdown(wait=False)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Events until the client goes: Flask says who may listen, but none of its threads waits."""
        answer = await self._buffered(self._control, scope, receive)
        feed = scope.get(FEED)
        if feed is None:
            await deliver(answer, scope, send)
            return
        scope["extensions"][TRANSPORT]["endless"] = True
        await send({"type": "http.response.start", "status": 200, "headers": _encoded(HEADERS)})
        gone = asyncio.ensure_future(_disconnected(receive))
        try:
            await _feed(feed, self._feeds, gone, send)
        finally:
            gone.cancel()

    async def _buffered(self, threads: ThreadPoolExecutor, scope: Scope, receive: Receive) -> Answer:
        answer = Answer(500, b"")

        async def keep(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                answer.headers = [
                    (name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]
                ]
            else:
                answer.body += message.get("body", b"")

        await self._through_flask(threads, scope, receive, keep)
        answer.effect = scope.get(EFFECT)
        return answer


class _Response(Struct):
    """A WSGI application's answer: ``rest`` is the body, unless it is made in ``pieces``."""

    status: int
    headers: list[tuple[bytes, bytes]]
    rest: bytes
    pieces: Iterator[bytes] | None
    close: Callable[[], None]


def _tend(sandboxes: Sandboxes) -> None:
    with contextlib.suppress(Away):
        sandboxes.tend()


def _run(application: Any, scope: Scope, received: bytes | Pieces) -> _Response:
    """Call a WSGI application; a body of known length is complete, another one is made while it is sent."""
    environ = _environ(scope, received if isinstance(received, Pieces) else io.BytesIO(received))
    status, headers = 500, []

    def start_response(line: str, fields: list[tuple[str, str]], error: Any = None) -> None:
        nonlocal status, headers
        del error
        status, headers = int(line[:3]), _encoded([(name.lower(), value) for name, value in fields])

    body = application(environ, start_response)
    close = getattr(body, "close", lambda: None)
    if any(name == b"content-length" for name, _ in headers) or environ["REQUEST_METHOD"] == "HEAD":
        return _Response(status, headers, b"".join(body), None, close)
    return _Response(status, headers, b"", iter(body), close)


class Pieces(io.RawIOBase):
    """A stream of bytes that are not joined; each piece is let go of once it was read."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        super().__init__()
        self._pieces = deque(pieces)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: Any) -> int:
        """Fill what is given as far as there are pieces; how many bytes they were."""
        filled, room = 0, len(into)
        while self._pieces and filled < room:
            piece = self._pieces.popleft()
            taken = piece[: room - filled]
            into[filled : filled + len(taken)] = taken
            filled += len(taken)
            if len(taken) < len(piece):
                self._pieces.appendleft(piece[len(taken) :])
        return filled


def _environ(scope: Scope, body: io.RawIOBase | io.BytesIO) -> dict[str, Any]:
    """A request as PEP 3333 describes it, with the ASGI scope in ``asgi.scope``."""
    host, port = scope.get("server") or ("localhost", 80)
    environ = {
        "asgi.scope": scope,
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port or 0),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.input_terminated": True,  # it ends by itself, so that bodies sent in chunks are read too
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in scope["headers"]:
        upper = name.decode("latin-1").upper().replace("-", "_")
        key = upper if upper in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{upper}"
        text = value.decode("latin-1")
        environ[key] = f"{environ[key]},{text}" if key in environ else text
    return environ


async def _read_body(receive: Receive) -> bytes:
    message = await receive()
    pieces = [message.get("body", b"")]
    while message.get("more_body"):
        message = await receive()
        pieces.append(message.get("body", b""))
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


async def read_call(scope: Scope, receive: Receive) -> Call:
    """The request as a value; a body beyond MAX_BODY is thrown away."""
    body = await _read_body(receive)
    too_large = len(body) > MAX_BODY
    sent = scope.get("raw_path", b"").decode("latin-1")
    return Call(
        scope["method"],
        scope["path"],
        scope["query_string"].decode("latin-1"),
        {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        b"" if too_large else body,
        too_large,
        sent if "%" in sent else "",
        scope.get("extensions", {}).get(TRANSPORT, {}).get("reused", False),
        scope["scheme"],
    )


async def deliver(answer: Answer, scope: Scope, send: Send) -> None:
    """Send an answer, with whatever a planted fault does to its delivery."""
    effect = answer.effect
    if effect is None:
        await _send_head(answer, send)
        await send({"type": "http.response.body", "body": answer.body})
        return
    if effect.delay:
        await asyncio.sleep(effect.delay)
    if effect.wire == "connection-reset":
        await _hang_up(scope, reset=True)
    elif effect.wire == "empty-response":
        await _hang_up(scope, reset=False)
    elif effect.wire == "truncated-body":
        await _send_head(answer, send)
        await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
        await _hang_up(scope, reset=False)
    else:
        await _send_head(answer, send)
        await _send_body(answer.body, effect, send)


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _feed(feed: Feed, feeds: Feeds, gone: asyncio.Future[None], send: Send) -> None:
    """Tell the news until the client or the sandbox is gone; who reads slowly gets fewer, larger pieces."""
    with feeds.reading(feed) as woken:
        gone.add_done_callback(lambda _: woken.set())
        while not gone.done():
            woken.clear()
            is_over, news = feed.channel.is_over, feed.news()
            await send({"type": "http.response.body", "body": news or b":\n\n", "more_body": not is_over})
            if is_over:
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await woken.wait()


def _encoded(headers: Sequence[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


async def _send_head(answer: Answer, send: Send) -> None:
    headers = _encoded(answer.headers)
    if answer.status != 204 and not any(name == b"content-length" for name, _ in headers):
        headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})


async def _send_body(body: bytes, effect: Effect, send: Send) -> None:
    if effect.wire == "slow-body":
        size = max(1, -(-len(body) // _SLOW_PIECES))
        for start in range(0, len(body), size):
            await send({"type": "http.response.body", "body": body[start : start + size], "more_body": True})
            await asyncio.sleep(effect.pause)
        body = b""
    await send({"type": "http.response.body", "body": body})


async def _hang_up(scope: Scope, *, reset: bool) -> None:
    transport: asyncio.Transport = scope["extensions"][TRANSPORT]["transport"]
    if reset:
        # A linger of zero seconds makes the kernel send RST instead of FIN.
        connection = transport.get_extra_info("socket")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(_LINGER, 1, 0))
        transport.abort()
    else:
        transport.close()
    # uvicorn answers 500 for an application that sent nothing, unless it knows that the client is gone.
    await asyncio.sleep(0.01)


def bind(host: str, port: int, *, is_shared: bool = False, is_patient: bool = False) -> list[socket.socket]:
    """Listening sockets for an address; a loopback address listens on both of its forms where it can.

    OSError when the port is taken. Port 0 takes any free one. ``is_shared``: others that say so too may listen on the
    same port, and the system gives each connection to one of them. ``is_patient``: where the system can, a connection
    is accepted once something was sent on it, or after some seconds.
    """
    ways = {"is_shared": is_shared, "is_patient": is_patient}
    first = _listen(host, port, **ways)
    bound = [first]
    twin = {"127.0.0.1": "::1", "localhost": "::1", "::1": "127.0.0.1"}.get(host)
    if twin is not None:
        with contextlib.suppress(OSError):
            bound.append(_listen(twin, first.getsockname()[1], **ways))
    return bound


def _listen(host: str, port: int, *, is_shared: bool, is_patient: bool) -> socket.socket:
    family, kind, number, _, address = socket.getaddrinfo(
        host, port, family=socket.AF_INET if host == "localhost" else 0, type=socket.SOCK_STREAM
    )[0]
    listening = socket.socket(family, kind, number)
    try:
        listening.setsockopt(socket.SOL_SOCKET, _REUSE, 1)
        if is_shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if is_patient and hasattr(socket, "TCP_DEFER_ACCEPT"):
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 1)
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(address)
        listening.listen(1024)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


class Served(typing.Protocol):
    """What a listener serves: an ASGI application that can end what it still does."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

    def tick(self) -> None:
        """A second went by."""

    async def drain(self) -> None:
        """Wait for what is under way, and let go of what was held."""


class Listener:
    """Listens from the moment it is made, and answers from ``start`` or ``run`` to ``stop``.

    ``with`` runs it in a thread; ``url`` is where. ``door``: who answers calls that need no ASGI, None for nobody;
    ``grace``: seconds that calls under way have at a stop; ``secured``: what it needs to speak TLS besides,
    at ``secured_url``; ``sockets``: what listens already.
    """

    def __init__(
        self,
        application: Served,
        *,
        host: str,
        port: int,
        door: Door | None = None,
        grace: float = 0.0,
        secured: Secured | None = None,
        sockets: Sequence[socket.socket] | None = None,
    ) -> None:
        self.application = application
        self.grace = grace
        self._door = door
        self._sockets = bind(host, port) if sockets is None else sockets
        self.host = host
        self.port: int = self._sockets[0].getsockname()[1]
        self.secured = secured
        self.loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self.state = self._state()

    @property
    def url(self) -> str:
        """``http://host:port``, without a path."""
        return f"http://{self._named()}:{self.port}"

    @property
    def secured_url(self) -> str | None:
        """``https://host:port``, without a path; None without TLS."""
        if self.secured is None:
            return None
        return f"https://{self._named()}:{self.secured.sockets[0].getsockname()[1]}"

    def _named(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    def run(self, *, ready: Callable[[], None] | None = None) -> None:
        """Answer in this thread until SIGINT, SIGTERM or ``stop``; ``ready`` is called once calls are answered."""
        sys.setswitchinterval(_SWITCH)
        asyncio.run(self._serve(ready or (lambda: None), signals=True))

    def start(self) -> None:
        """Answer in a thread; returns once calls are answered."""
        self._thread = threading.Thread(target=self._run_in_thread, name="mockserver", daemon=True)
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """Stop: nobody is let in, calls under way are answered within the grace period, and then cut."""
        if self.loop is not None and self._stopping is not None:
            with contextlib.suppress(RuntimeError):  # the loop ended already
                self.loop.call_soon_threadsafe(self._stopping.set)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def let_go(self) -> None:
        """In the child of a fork: close its copies of the listening sockets; the parent goes on."""
        for listening, _ in self._listening():
            listening.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _listening(self) -> Iterator[tuple[socket.socket, ssl.SSLContext | None]]:
        """Each socket that listens, with its TLS."""
        for listening in self._sockets:
            yield listening, None
        if self.secured is not None:
            for listening in self.secured.sockets:
                yield listening, self.secured.context

    def _state(self) -> State:
        """What the connections share."""
        return State()

    def _run_in_thread(self) -> None:
        with asyncio.Runner(loop_factory=steady_loop) as runner:
            runner.run(self._serve(self._ready.set, signals=False))

    async def _serve(self, ready: Callable[[], None], *, signals: bool) -> None:
        loop = self.loop = asyncio.get_running_loop()
        stopping = self._stopping = asyncio.Event()
        loop.set_exception_handler(Shortages(stopping))
        with _stopped_by_signals(loop, stopping) if signals else contextlib.nullcontext():
            await self._answer_until(stopping, loop, ready)

    async def _answer_until(
        self, stopping: asyncio.Event, loop: asyncio.AbstractEventLoop, ready: Callable[[], None]
    ) -> None:
        config = Config(
            self.application,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_keep_alive=KEEP_ALIVE,
            server_header=False,
            ws="none",
        )
        state = self.state
        servers = [
            await loop.create_server(lambda: Protocol(config, state, self._door), sock=listening, ssl=context)
            for listening, context in self._listening()
        ]
        clock = loop.create_task(_keep_time(state, self.application))
        ready()
        await stopping.wait()
        for _ in range(_LAST_TURNS):
            await asyncio.sleep(0)
        for server in servers:
            server.close()
        state.stop()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(state.deserted.wait(), self.grace)
        clock.cancel()
        for connection in list(state.connections):
            connection.transport.abort()
        # Until each knows that its client is gone, and asks for no answer any more.
        while state.connections:  # noqa: ASYNC110 - uvicorn has no event for it
            await asyncio.sleep(0)
        for task in list(state.tasks):
            task.cancel()
        await asyncio.gather(*state.tasks, return_exceptions=True)
        await self.application.drain()


class Server(Listener):
    """``with Server(gateway) as server:`` serves the APIs in a thread; ``server.url`` is where."""

    application: Application

    def __init__(
        self,
        gateway: Gateway,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        lean: bool = True,
        grace: float = 0.0,
        secured: Secured | None = None,
        sockets: Sequence[socket.socket] | None = None,
    ) -> None:
        self.gateway = gateway
        application = Application(gateway, lean=lean)
        door = Door(gateway, application.deliver) if lean else None
        super().__init__(application, host=host, port=port, door=door, grace=grace, secured=secured, sockets=sockets)

    def _state(self) -> State:
        return State(self.gateway.refuse_unread, self.application.limit)


@contextlib.contextmanager
def _stopped_by_signals(loop: asyncio.AbstractEventLoop, stopping: asyncio.Event) -> Iterator[None]:
    """Let Ctrl-C and its like set the event, on every platform; afterwards they mean what they meant before."""
    numbers = [getattr(signal, name) for name in _STOPPING if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    for number in numbers:
        try:
            loop.add_signal_handler(number, stopping.set)
        except NotImplementedError:  # the loops of Windows have none, but a signal wakes them
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopping.set))
    try:
        yield
    finally:
        for number in numbers:
            with contextlib.suppress(NotImplementedError):
                loop.remove_signal_handler(number)
            signal.signal(number, before[number] or signal.SIG_DFL)


class Shortages:
    """A loop's exception handler that tells of too few files once in a while, not with every connection that waits."""

    def __init__(self, stopping: asyncio.Event) -> None:
        self._stopping = stopping
        self._told = -math.inf

    def __call__(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """Log what went wrong on the loop."""
        error = context.get("exception")
        if isinstance(error, ValueError) and self._stopping.is_set() and self._told > -math.inf:
            return  # asyncio listens again a second after a shortage, on a socket that may be closed by then
        if not isinstance(error, OSError) or error.errno not in _SHORTAGES:
            loop.default_exception_handler(context)
        elif loop.time() - self._told > _PATIENCE:
            self._told = loop.time()
            _log.error("new connections wait: %s (close some, or raise the limit of the process)", error.strerror)


async def _keep_time(state: State, application: Served) -> None:
    while True:
        state.tick(formatdate(usegmt=True))
        application.tick()
        await asyncio.sleep(1)
