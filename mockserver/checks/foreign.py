"""Asking a server that is not ours: whatever it answers costs a bounded time and bounded memory."""

from __future__ import annotations

import asyncio
import os
import zlib
from typing import TYPE_CHECKING, Final

from mockserver.core.http import Answer

if TYPE_CHECKING:
    import httpx

MAX_ANSWER: Final = 32 * 1024 * 1024
"""The largest body that is read of an answer, in bytes, as it was sent and as it is decoded."""

MAX_SECONDS: Final = 60.0
"""How long a whole answer may take, its body included."""

CODINGS: Final = "gzip, deflate"
"""What may be asked for: the codings that :func:`decode` reads."""


class Unanswered(Exception):
    """No whole answer came; the text says why."""


class TooLarge(Exception):
    """A body grows beyond MAX_ANSWER when it is decoded."""


async def ask(client: httpx.AsyncClient, request: httpx.Request) -> Answer:
    """The answer as it was sent, its body still encoded, header names in lower case; Unanswered without one."""
    import httpx

    try:
        async with asyncio.timeout(MAX_SECONDS):
            response = await client.send(request, stream=True)
            try:
                body = await _body(response)
            finally:
                await response.aclose()
    except TimeoutError:
        raise Unanswered(f"no whole answer within {MAX_SECONDS:.0f} seconds") from None
    except httpx.TransportError as error:
        raise Unanswered(_reason(error)) from None
    headers = [(name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers.raw]
    return Answer(response.status_code, body, headers)


def _reason(error: BaseException) -> str:
    """What the system says, if it said something: the wrappings only tell that an attempt failed."""
    cause = error
    while deeper := cause.__cause__ or cause.__context__:
        cause = deeper
    if isinstance(cause, OSError) and cause.errno is not None and cause.errno > 0:
        return f"[Errno {cause.errno}] {os.strerror(cause.errno)}"
    return str(error) or type(error).__name__


async def _body(response: httpx.Response) -> bytes:
    pieces, size = [], 0
    async for piece in response.aiter_raw():
        size += len(piece)
        if size > MAX_ANSWER:
            raise Unanswered(f"the answer is larger than {MAX_ANSWER >> 20} MiB")
        pieces.append(piece)
    return b"".join(pieces)


def decode(answer: Answer) -> Answer:
    """An answer with its body decoded; one that cannot be is left as it is. TooLarge when it grows beyond bounds."""
    codings = [one.strip() for one in dict(answer.headers).get("content-encoding", "").lower().split(",")]
    body = answer.body
    try:
        for coding in reversed(codings):
            if coding in ("gzip", "x-gzip", "deflate") and body:
                body = _inflate(body)
    except zlib.error:
        return answer
    headers = [pair for pair in answer.headers if pair[0] not in ("content-encoding", "content-length")]
    return Answer(answer.status, body, headers)


def _inflate(body: bytes) -> bytes:
    # Some servers send "deflate" without zlib's head, whose first byte names the method 8.
    raw = body[0] & 0x0F != 8 and not body.startswith(b"\x1f\x8b")
    inflating = zlib.decompressobj(-zlib.MAX_WBITS if raw else zlib.MAX_WBITS | 32)
    text = inflating.decompress(body, MAX_ANSWER + 1)
    if len(text) > MAX_ANSWER:
        raise TooLarge(f"the answer's body is larger than {MAX_ANSWER >> 20} MiB once it is decoded")
    if not inflating.eof:
        raise zlib.error("the body breaks off")
    return text
