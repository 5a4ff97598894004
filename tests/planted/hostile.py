"""Servers that are out of order: what they send is no answer at all, or none that anybody can read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import httpx

from mockserver.dialects.gateway import Gateway
from tests.planted.servers import InProcess

Spoil = Callable[[httpx.Request, httpx.Response, int], httpx.Response]
"""Makes another response of the right one to the call of a number, or raises what the connection raises."""


class Hostile(InProcess):
    """A right server behind something that spoils what it sends."""

    def __init__(self, gateway: Gateway, spoil: Spoil) -> None:
        super().__init__(gateway)
        self._spoil = spoil
        self._calls = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The spoiled answer."""
        self._calls += 1
        return self._spoil(request, await super().handle_async_request(request), self._calls)


def sends(status: int, body: bytes = b"", **headers: str) -> Spoil:
    """The same answer to everything."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda *_: httpx.Response(status, headers=told, stream=httpx.ByteStream(body))


def loses(error: type[httpx.TransportError], every: int = 1) -> Spoil:
    """A connection that is lost on every so manyth call."""

    def spoil(request: httpx.Request, response: httpx.Response, number: int) -> httpx.Response:
        if number % every == 0:
            raise error("planted")
        return response

    return spoil


def after_login(spoil: Spoil) -> Spoil:
    """Right answers to the first two calls, by which a run logs in."""
    return lambda request, response, number: response if number <= 2 else spoil(request, response, number)


@dataclass(frozen=True)
class Case:
    """One server; ``readable``: whether what it sends can break a statement at all."""

    name: str
    spoil: Spoil
    readable: bool = False


_JSON: Final = "application/json"

HOSTILE: Final = (
    Case("refuses every connection", loses(httpx.ConnectError)),
    Case("hangs up on every call", loses(httpx.RemoteProtocolError)),
    Case("hangs up on every third call", loses(httpx.RemoteProtocolError, 3)),
    Case("hangs up on every other call", loses(httpx.ReadError, 2)),
    Case("is too slow for every fifth call", loses(httpx.ReadTimeout, 5)),
    Case("is too slow once it is logged in to", after_login(loses(httpx.ReadTimeout))),
    Case("is always busy", sends(429)),
    Case("is busy once it is logged in to", after_login(sends(429, retry_after="1"))),
    Case("is busy for a day", after_login(sends(429, retry_after="86400"))),
    Case("is busy until a date", after_login(sends(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"))),
    Case("is out of order", sends(503, b"{}", content_type=_JSON)),
    Case("has a broken gateway before it", sends(502, b"<html>", content_type="text/html")),
    Case("sends nothing", sends(200), readable=True),
    Case("sends {} to everything", sends(200, b"{}", content_type=_JSON), readable=True),
    Case("sends [] to everything", sends(200, b"[]", content_type=_JSON), readable=True),
    Case("sends null to everything", sends(200, b"null", content_type=_JSON), readable=True),
    Case("sends a number to everything", sends(200, b"5", content_type=_JSON), readable=True),
    Case("sends a page to everything", sends(200, b"<html>", content_type="text/html"), readable=True),
    Case("sends what is no UTF-8", sends(200, b"\xff\xfe\x00", content_type=_JSON), readable=True),
    Case("sends NaN", sends(200, b'{"Result": NaN}', content_type=_JSON), readable=True),
    Case("sends a nest", sends(200, b"[" * 5000 + b"]" * 5000, content_type=_JSON), readable=True),
    Case("says gzip and sends none", sends(200, b"plain", content_type=_JSON, content_encoding="gzip"), readable=True),
    Case("leads elsewhere", sends(302, b"", location="https://elsewhere.example/"), readable=True),
    Case("leads to itself", sends(308, b"", location="/v2/integration"), readable=True),
    Case("sends a status of its own", sends(299, b"{}", content_type=_JSON), readable=True),
    Case("makes a teapot of everything", sends(418, b"{}", content_type=_JSON), readable=True),
    Case("knows no path", sends(404, b'{"Result": false, "Errors": []}', content_type=_JSON), readable=True),
    Case(
        "has lists of nothing",
        sends(200, b'{"Result": true, "Items": [null, 5, {}], "Total": -1, "data": {"results": [null]}}'),
        readable=True,
    ),
)
"""One way of being out of order each."""
