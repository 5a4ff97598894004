"""httpx and httpx2, which has the same names, at their transports, synchronous and asynchronous."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import anyio
import anyio.to_thread

from mockserver.core.http import Answer, Call, Effect
from mockserver.testing import places
from mockserver.testing.interceptors.route import Route, pieces, read_call, sent_body, sent_headers, wait
from mockserver.testing.replacing import Seam

if TYPE_CHECKING:
    import httpx

_NOTHING: Final = Effect()


class Seams:
    """One of the two libraries: what it is given is answered with its own classes and errors."""

    def __init__(self, library: ModuleType) -> None:
        self._library = library
        self._body = type("Body", (_Body, library.SyncByteStream, library.AsyncByteStream), {})

    def __call__(self, route: Route) -> Sequence[Seam]:
        """Answer the calls of every client's own transport."""

        def make(original: Any) -> Any:
            def handle_request(transport: Any, request: httpx.Request) -> httpx.Response:
                if not self._is_taken(route, request):
                    response: httpx.Response = original(transport, request)
                    return response
                call = _call(request, request.read())
                with self._in_time(request):
                    answer = route.respond(call, _patience(request))
                wait(_wait(answer, request))
                return self._response(call, answer, request)

            return handle_request

        def make_async(original: Any) -> Any:
            async def handle_async_request(transport: Any, request: httpx.Request) -> httpx.Response:
                if not self._is_taken(route, request):
                    response: httpx.Response = await original(transport, request)
                    return response
                call = _call(request, await request.aread())
                respond = partial(route.server.respond, call, _patience(request))
                with self._in_time(request):
                    answer = await anyio.to_thread.run_sync(respond) if route.server.blocks else respond()
                places.note(dict(answer.headers))
                await wait_aside(_wait(answer, request))
                return self._response(call, answer, request)

            return handle_async_request

        return [
            (self._library.HTTPTransport, "handle_request", make),
            (self._library.AsyncHTTPTransport, "handle_async_request", make_async),
        ]

    def _is_taken(self, route: Route, request: httpx.Request) -> bool:
        if route.takes(request.url.host):
            return True
        refusal = route.refusal(str(request.url), request.url.host)
        if refusal:
            raise self._library.ConnectError(refusal, request=request)
        return False

    @contextmanager
    def _in_time(self, request: httpx.Request) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            raise self._timed_out(request) from None

    def _timed_out(self, request: httpx.Request) -> Exception:
        error: Exception = self._library.ReadTimeout("The read operation timed out", request=request)
        return error

    def _response(self, call: Call, answer: Answer, request: httpx.Request) -> httpx.Response:
        effect = answer.effect or _NOTHING
        if effect.delay > _wait(answer, request):
            raise self._timed_out(request)
        if effect.wire == "connection-reset":
            raise self._library.ReadError("[Errno 104] Connection reset by peer", request=request)
        if effect.wire == "empty-response":
            raise self._library.RemoteProtocolError("Server disconnected without sending a response.", request=request)
        stream = self._body(answer, sent_body(call, answer), self._library.RemoteProtocolError)
        response: httpx.Response = self._library.Response(
            answer.status, headers=sent_headers(answer), stream=stream, extensions={"http_version": b"HTTP/1.1"}
        )
        return response


def _call(request: httpx.Request, body: bytes) -> Call:
    return read_call(request.method, str(request.url), request.headers, body)


def _wait(answer: Answer, request: httpx.Request) -> float:
    """Seconds before the first byte; as many as the client has patience for when it has less."""
    delay = (answer.effect or _NOTHING).delay
    patience = _patience(request)
    return delay if patience is None else min(delay, patience)


def _patience(request: httpx.Request) -> float | None:
    read = request.extensions.get("timeout", {}).get("read")
    return None if read is None else float(read)


async def wait_aside(seconds: float) -> None:
    """Sleep in a thread: a loop's own time stands still where a test has frozen the clocks."""
    if seconds:
        await anyio.to_thread.run_sync(wait, seconds, abandon_on_cancel=True)


class _Body:
    """A body as it arrives: in pieces when it is slow, with an error of the library at its end when it is cut."""

    def __init__(self, answer: Answer, body: bytes, error: type[Exception]) -> None:
        self._pieces = pieces(answer, body)
        effect = answer.effect or _NOTHING
        self._pause = effect.pause if effect.wire == "slow-body" else 0.0
        self._is_cut = effect.wire == "truncated-body"
        self._error = error

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            yield piece
            wait(self._pause)
        self._end()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece
            await wait_aside(self._pause)
        self._end()

    def _end(self) -> None:
        if self._is_cut:
            raise self._error("peer closed connection without sending complete message body")
