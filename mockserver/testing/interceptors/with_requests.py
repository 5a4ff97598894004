"""requests, at its transport adapters."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import RemoteDisconnected, responses
from typing import Any, Final

import requests
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError, ResponseError

from mockserver.core.http import Answer, Call, Effect
from mockserver.testing.interceptors.route import Route, pieces, read_call, replaced, sent_body, sent_headers

_NOTHING: Final = Effect()


@contextmanager
def led(route: Route) -> Iterator[None]:
    """Answer the calls of every HTTP adapter, the application's own subclasses included, while the context lasts."""

    def make(original: Any) -> Any:
        def send(
            adapter: HTTPAdapter,
            request: requests.PreparedRequest,
            stream: bool = False,  # noqa: FBT001, FBT002 - the signature is the library's
            timeout: Any = None,
            **options: Any,
        ) -> requests.Response:
            url = request.url or ""
            host = urllib3.util.parse_url(url).host
            if route.takes(host):
                adapter.add_headers(request, stream=stream, timeout=timeout, **options)
                return _answered(route, adapter, request, timeout)
            refusal = route.refusal(url, host)
            if refusal:
                raise requests.ConnectionError(refusal, request=request)
            response: requests.Response = original(adapter, request, stream=stream, timeout=timeout, **options)
            return response

        return send

    with replaced(HTTPAdapter, "send", make):
        yield


def _answered(route: Route, adapter: HTTPAdapter, request: requests.PreparedRequest, timeout: Any) -> requests.Response:
    """The answer, in the errors of this library where there is none."""
    try:
        raw = _with_retries(route, adapter.max_retries, request, timeout)
    except ReadTimeoutError as error:
        raise requests.ReadTimeout(error, request=request) from error
    except ProtocolError as error:
        raise requests.ConnectionError(error, request=request) from error
    except MaxRetryError as error:
        kind = requests.exceptions.RetryError if isinstance(error.reason, ResponseError) else requests.ConnectionError
        raise kind(error, request=request) from error
    return adapter.build_response(request, raw)


def _with_retries(
    route: Route, retries: urllib3.Retry, request: requests.PreparedRequest, timeout: Any
) -> urllib3.HTTPResponse:
    """Send as often as the adapter's own retries say, waiting as they wait."""
    method, url = request.method or "GET", request.url or ""
    call = read_call(method, url, _texts(request.headers), _body(request.body))
    while True:
        try:
            raw = _received(call, route.server.respond(call), _patience(timeout))
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


def _received(call: Call, answer: Answer, patience: float | None) -> urllib3.HTTPResponse:
    """What comes over the wire; ProtocolError or ReadTimeoutError when nothing usable does."""
    effect = answer.effect or _NOTHING
    if patience is not None and effect.delay > patience:
        time.sleep(patience)
        raise ReadTimeoutError(None, call.path, f"Read timed out. (read timeout={patience:g})")  # type: ignore[arg-type]
    time.sleep(effect.delay)
    if effect.wire == "connection-reset":
        raise ProtocolError("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))
    if effect.wire == "empty-response":
        lost = RemoteDisconnected("Remote end closed connection without response")
        raise ProtocolError("Connection aborted.", lost)
    return urllib3.HTTPResponse(
        body=_Wire(answer, sent_body(call, answer)),
        headers=dict(sent_headers(answer)),
        status=answer.status,
        version=11,
        reason=responses.get(answer.status, ""),
        preload_content=False,
        decode_content=False,
        request_method=call.method,
        request_url=call.path,
    )


class _Wire(io.RawIOBase):
    """The bytes of a body as they arrive, with the pauses of a slow one."""

    def __init__(self, answer: Answer, body: bytes) -> None:
        effect = answer.effect or _NOTHING
        self._pause = effect.pause if effect.wire == "slow-body" else 0.0
        self._pieces = pieces(answer, body)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._pieces:
            return 0
        piece = self._pieces.pop(0)
        taken = min(len(buffer), len(piece))
        buffer[:taken] = piece[:taken]
        if taken < len(piece):
            self._pieces.insert(0, piece[taken:])
        else:
            time.sleep(self._pause)
        return taken


def _patience(timeout: Any) -> float | None:
    """The read timeout in seconds: of one number, of a pair, or of urllib3's own class."""
    read = timeout.read_timeout if isinstance(timeout, urllib3.Timeout) else timeout
    read = read[1] if isinstance(read, tuple) else read
    return float(read) if isinstance(read, int | float) else None


def _texts(headers: Any) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in headers.items()}


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _body(body: Any) -> bytes:
    if body is None:
        return b""
    if isinstance(body, str):
        return body.encode()
    if isinstance(body, bytes | bytearray):
        return bytes(body)
    return b"".join(piece.encode() if isinstance(piece, str) else piece for piece in body)
