"""urllib3, at its connection pools; requests, which is built on it, borrows what is here for its own adapters."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from http.client import IncompleteRead, RemoteDisconnected, responses
from inspect import Signature
from typing import Any, Final

import urllib3
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError

from mockserver.core.http import Answer, Call, Effect
from mockserver.testing.interceptors.route import Route, pieces, read_call, sent_body, sent_headers, wait
from mockserver.testing.replacing import Seam

_NOTHING: Final = Effect()
_PORTS: Final = {"http": 80, "https": 443}


def seams(route: Route) -> Sequence[Seam]:
    """Answer the calls of every pool of connections.

    What requests sends to a vendor never comes here: its own seam lies above the pools, and has answered it.
    """

    def make(original: Any) -> Any:
        def urlopen(pool: urllib3.HTTPConnectionPool, method: str, url: str, *others: Any, **named: Any) -> Any:
            whole = url if url.startswith(("http://", "https://")) else f"{_origin(pool)}{url}"
            host = urllib3.util.parse_url(whole).host
            if route.takes(host):
                given = _signature(original).bind(pool, method, url, *others, **named)
                given.apply_defaults()
                return _opened(route, pool, whole, given.arguments)
            refusal = route.refusal(whole, host)
            if refusal:
                raise MaxRetryError(pool, url, ProtocolError(refusal))
            return original(pool, method, url, *others, **named)

        return urlopen

    return [(urllib3.HTTPConnectionPool, "urlopen", make)]


@cache
def _signature(function: Any) -> Signature:
    return Signature.from_callable(function)


def _origin(pool: urllib3.HTTPConnectionPool) -> str:
    port = "" if pool.port in (None, _PORTS.get(pool.scheme or "")) else f":{pool.port}"
    return f"{pool.scheme}://{pool.host}{port}"


def _opened(
    route: Route, pool: urllib3.HTTPConnectionPool, url: str, given: Mapping[str, Any]
) -> urllib3.BaseHTTPResponse:
    """The answer to a call of a pool (``given``: its arguments), with the pool's own headers, retries and patience."""
    method, headers, timeout = given["method"], given["headers"], given["timeout"]
    retries = urllib3.Retry.from_int(given["retries"], redirect=given["redirect"], default=pool.retries)
    call = read_call(method, url, texts(pool.headers if headers is None else headers), body_bytes(given["body"]))
    own = isinstance(timeout, int | float | urllib3.Timeout) or timeout is None
    answer = with_retries(route, retries, call, timeout if own else pool.timeout, decode=given["decode_content"])
    if given["preload_content"]:
        answer.read(decode_content=given["decode_content"], cache_content=True)
    return answer


def with_retries(
    route: Route, retries: urllib3.Retry, call: Call, timeout: Any, *, decode: bool = False
) -> urllib3.HTTPResponse:
    """Send as often as the retries say, waiting as they wait."""
    method, url = call.method, call.path
    while True:
        try:
            patience = _patience(timeout)
            raw = _received(call, _responded(route, call, patience), patience, decode=decode)
        except (ProtocolError, ReadTimeoutError) as error:
            retries = retries.increment(method, url, error=error, _stacktrace=sys.exc_info()[2])
            retries.sleep()
            continue
        if not retries.is_retry(method, raw.status, "Retry-After" in raw.headers):
            return raw
        try:
            retries = retries.increment(method, url, response=raw)
        except MaxRetryError:
            if retries.raise_on_status:
                raise
            return raw
        retries.sleep(raw)


def _responded(route: Route, call: Call, patience: float | None) -> Answer:
    try:
        return route.respond(call, patience)
    except TimeoutError:
        raise _timed_out(call, patience) from None


def _timed_out(call: Call, patience: float | None) -> ReadTimeoutError:
    return ReadTimeoutError(None, call.path, f"Read timed out. (read timeout={patience or 0:g})")  # type: ignore[arg-type]


def _received(call: Call, answer: Answer, patience: float | None, *, decode: bool) -> urllib3.HTTPResponse:
    """What comes over the wire; ProtocolError or ReadTimeoutError when nothing usable does."""
    effect = answer.effect or _NOTHING
    if patience is not None and effect.delay > patience:
        time.sleep(patience)
        raise _timed_out(call, patience)
    wait(effect.delay)
    if effect.wire == "connection-reset":
        raise ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))
    if effect.wire == "empty-response":
        lost = RemoteDisconnected("Remote end closed connection without response")
        raise ProtocolError("Connection aborted.", lost)
    body = sent_body(call, answer)
    return urllib3.HTTPResponse(
        body=io.BytesIO(body) if answer.effect is None else _Wire(answer, body),
        headers=dict(sent_headers(answer)),
        status=answer.status,
        version=11,
        reason=responses.get(answer.status, ""),
        preload_content=False,
        decode_content=decode,
        request_method=call.method,
        request_url=call.path,
    )


class _Wire(io.RawIOBase):
    """The bytes of a body as they arrive, with the pauses of a slow one."""

    def __init__(self, answer: Answer, body: bytes) -> None:
        effect = answer.effect or _NOTHING
        self._pause = effect.pause if effect.wire == "slow-body" else 0.0
        self._missing = len(answer.body) - len(body) if effect.wire == "truncated-body" else 0
        self._pieces = pieces(answer, body)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._pieces:
            if self._missing:
                raise IncompleteRead(b"", self._missing)
            return 0
        piece = self._pieces.pop(0)
        taken = min(len(buffer), len(piece))
        buffer[:taken] = piece[:taken]
        if taken < len(piece):
            self._pieces.insert(0, piece[taken:])
        else:
            wait(self._pause)
        return taken


def _patience(timeout: Any) -> float | None:
    """The read timeout in seconds: of one number, of a pair, or of urllib3's own class."""
    read = timeout.read_timeout if isinstance(timeout, urllib3.Timeout) else timeout
    read = read[1] if isinstance(read, tuple) else read
    return float(read) if isinstance(read, int | float) else None


def texts(headers: Any) -> dict[str, str]:
    """Headers as texts, whichever of texts and bytes they are."""
    return {_text(name): _text(value) for name, value in (headers or {}).items()}


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def body_bytes(body: Any) -> bytes:
    """A body of any kind that the library sends, as one piece."""
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in body)
