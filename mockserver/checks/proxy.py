"""A server that hands every call on to another one, and holds both directions against the contract."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Final

from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import Recorded
from mockserver.checks.findings import Verdict
from mockserver.checks.foreign import CODINGS, MAX_SECONDS, TooLarge, Unanswered, ask, decode
from mockserver.checks.har import HarFile
from mockserver.core.http import MAX_BODY, Answer, Call, bare, is_loopback
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

_MAX_URL: Final = 16 * 1024

_NOT_SENT: Final = _HOP_BY_HOP | {"host", "accept-encoding"}
_NOT_ANSWERED: Final = _HOP_BY_HOP | {"date"}
"""The date is this server's."""


class Proxy:
    """The ASGI application of a proxy.

    ``target``: the URL that calls are handed on to; ``tell`` is given the verdict on each; ``recording``: where they
    are kept, without their secrets, None for nowhere; ``hosts``: Host names that are answered beside this machine's;
    ``transport``: what carries calls, None for the network.

    ValueError when the target is no URL that calls can be handed on to.
    """

    def __init__(
        self,
        target: str,
        conformance: Conformance,
        tell: Callable[[Verdict], None],
        recording: HarFile | None = None,
        *,
        hosts: Collection[str] = (),
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        import httpx

        self._target = target.rstrip("/")
        self._base = _base(self._target)
        self._conformance = conformance
        self._tell = tell
        self._recording = recording
        self._hosts = frozenset(host.lower() for host in hosts)
        # A cookie belongs to the client that it was set for: the connections keep none.
        jar = CookieJar(DefaultCookiePolicy(allowed_domains=()))
        self._client = httpx.AsyncClient(timeout=MAX_SECONDS, follow_redirects=False, cookies=jar, transport=transport)
        self._count = 0
        # One thread, so that exchanges are told in their order.
        self._keeping = ThreadPoolExecutor(1, thread_name_prefix="mockserver-keeping")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand one call on, answer, and hold what was said."""
        call = await read_call(scope, receive)
        refusal = self._refusal(call, scope["raw_path"])
        if refusal is not None:  # the other server has never seen this call: nothing is held or recorded
            await deliver(refusal, scope, send)
            return
        started, clock = time.time(), time.perf_counter()
        answer, lost = None, ""
        try:
            answer = await ask(self._client, self._request(call, scope))
        except Unanswered as error:
            lost = str(error)
        seconds = time.perf_counter() - clock
        await deliver(self._passed_on(answer, lost), scope, send)
        self._count += 1
        kept = self._keeping.submit(self._keep, f"#{self._count}", call, answer, started, seconds)
        await asyncio.shield(asyncio.wrap_future(kept))

    def _keep(self, name: str, call: Call, answer: Answer | None, started: float, seconds: float) -> None:
        """Hold an exchange and write it down: of large bodies that may take a second, in which others are answered."""
        recorded = _exchange_of(name, call, answer)
        self._tell(self._conformance.hold(recorded))
        if self._recording is not None:
            self._recording.write(recorded, started, seconds)

    def tick(self) -> None:
        """A second changes nothing here."""

    async def drain(self) -> None:
        """Come to the end of what is to be written, and let the connections to the other server go."""
        await asyncio.to_thread(self._keeping.shutdown)
        await self._client.aclose()

    def _refusal(self, call: Call, raw_path: bytes) -> Answer | None:
        """Why a call is not handed on, if it is not: it is meant for another host, or leaves the target's path."""
        host = call.headers.get("host", "")
        if not is_loopback(host) and bare(host) not in self._hosts:
            return plain_error(403, f"Host {host!r} is not this proxy: use localhost, or start it with --allow-host")
        if call.too_large:
            return plain_error(413, f"the body is larger than {MAX_BODY >> 20} MiB")
        steps = call.path.replace("\\", "/").split("/")
        if not raw_path.startswith(b"/") or "." in steps or ".." in steps:
            return plain_error(
                400, f"only paths below {self._target} are handed on: one begins with /, without . or .."
            )
        if len(raw_path) + len(call.query) > _MAX_URL:
            return plain_error(414, f"the path and its query are longer than {_MAX_URL} bytes")
        return None

    def _request(self, call: Call, scope: Scope) -> httpx.Request:
        """The call as the other server gets it; repeated headers stay repeated."""
        path: bytes = self._base.raw_path.rstrip(b"/") + scope["raw_path"]
        if scope["query_string"]:
            path += b"?" + scope["query_string"]
        headers = [pair for pair in scope["headers"] if pair[0].decode("latin-1").lower() not in _NOT_SENT]
        codings = CODINGS if "gzip" in call.headers.get("accept-encoding", "") else "identity"
        url = self._base.copy_with(raw_path=path)
        return self._client.build_request(
            call.method, url, headers=[*headers, (b"accept-encoding", codings.encode())], content=call.body
        )

    def _passed_on(self, answer: Answer | None, lost: str) -> Answer:
        """What the client gets: the other server's answer byte for byte, or why there is none."""
        if answer is None:
            return plain_error(502, f"{self._target} does not answer", reason=lost)
        if not 200 <= answer.status < 600:
            return plain_error(502, f"{self._target} answers with the status {answer.status}, which HTTP does not have")
        return Answer(answer.status, answer.body, [pair for pair in answer.headers if pair[0] not in _NOT_ANSWERED])


def _exchange_of(name: str, call: Call, answer: Answer | None) -> Recorded:
    """An exchange with its answer decoded, as far as that can be held."""
    if answer is None:
        return Recorded(name, call, None)
    told = Answer(answer.status, answer.body, [pair for pair in answer.headers if pair[0] not in _NOT_ANSWERED])
    try:
        return Recorded(name, call, decode(told))
    except TooLarge as error:
        return Recorded(name, call, Answer(told.status, b"", told.headers), lost=str(error))


def _base(target: str) -> httpx.URL:
    import httpx

    try:
        url = httpx.URL(target)
    except httpx.InvalidURL as error:
        raise ValueError(f"{target} is no URL: {error}") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"{target} is no URL: it begins with http:// or https://, and names a host")
    return url
