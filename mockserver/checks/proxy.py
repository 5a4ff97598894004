"""A server that hands every call on to another one, and holds both directions against the contract."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import Recorded
from mockserver.checks.findings import Verdict
from mockserver.checks.har import HarFile
from mockserver.core.http import Answer, Call
from mockserver.dialects.gateway import plain_error
from mockserver.transport.server import Receive, Scope, Send, deliver, read_call

if TYPE_CHECKING:
    import httpx

_HOP_BY_HOP: Final = frozenset(
    (
        "connection",
        "content-length",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Headers that are about one connection, or that are made anew on the other one."""

_NOT_SENT: Final = _HOP_BY_HOP | {"host"}
_NOT_ANSWERED: Final = _HOP_BY_HOP | {"content-encoding", "date"}
"""The body is answered decoded, and the date is this server's."""

_TIMEOUT: Final = 120.0


class Proxy:
    """The ASGI application of a proxy.

    ``target``: the URL that calls are handed on to; ``tell`` is given the verdict on each; ``recording``: where they
    are kept, without their secrets, None for nowhere.
    """

    def __init__(
        self, target: str, conformance: Conformance, tell: Callable[[Verdict], None], recording: HarFile | None = None
    ) -> None:
        self._target = target.rstrip("/")
        self._conformance = conformance
        self._tell = tell
        self._recording = recording
        self._client: httpx.AsyncClient | None = None
        self._count = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one call on, answer, and hold what was said."""
        call = await read_call(scope, receive)
        started, clock = time.time(), time.perf_counter()
        answer = await self._handed_on(call, scope["raw_path"])
        seconds = time.perf_counter() - clock
        await deliver(answer or plain_error(502, f"{self._target} does not answer"), scope, send)
        self._count += 1
        recorded = Recorded(f"#{self._count}", call, answer)
        self._tell(self._conformance.hold(recorded))
        if self._recording is not None:
            self._recording.write(recorded, started, seconds)

    def tick(self) -> None:
        """A second changes nothing here."""

    async def drain(self) -> None:
        """Let the connections to the other server go."""
        if self._client is not None:
            await self._client.aclose()

    async def _handed_on(self, call: Call, raw_path: bytes) -> Answer | None:
        """The other server's answer; None when there is none. A body beyond what is read here is refused."""
        import httpx

        if call.too_large:
            return plain_error(413, "the body is larger than 10 MiB")
        if self._client is None:
            self._client = httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=False)
        query = f"?{call.query}" if call.query else ""
        headers = [(name, value) for name, value in call.headers.items() if name not in _NOT_SENT]
        request = self._client.build_request(
            call.method, f"{self._target}{raw_path.decode('ascii')}{query}", headers=headers, content=call.body
        )
        try:
            response = await self._client.send(request)
        except httpx.TransportError:
            return None
        kept = [(name.lower(), value) for name, value in response.headers.multi_items()]
        return Answer(response.status_code, response.content, [pair for pair in kept if pair[0] not in _NOT_ANSWERED])
