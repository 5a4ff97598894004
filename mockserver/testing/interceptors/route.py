"""What the seams share: which calls are led to a sandbox, and how an answer comes over a wire that is not there."""

from __future__ import annotations

import time
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from mockserver import dialects
from mockserver.core.http import MAX_BODY, Answer, Call, is_loopback
from mockserver.testing import places
from mockserver.testing.worlds import Transport


class Route(Struct, frozen=True):
    """Where calls go: to ``server`` those to the vendors' hosts, nowhere others when ``refuse`` is set."""

    server: Transport
    refuse: bool

    def takes(self, host: str | None) -> bool:
        return self.is_vendor(host or "")

    @staticmethod
    def is_vendor(host: str) -> bool:
        return dialects.of_host(host.lower()) is not None

    def respond(self, call: Call, patience: float | None) -> Answer:
        """The answer of the server, as ``Transport.respond`` gives it; where the call is made is remembered."""
        answer = self.server.respond(call, patience)
        places.note(dict(answer.headers))
        return answer

    def refusal(self, url: str, host: str | None) -> str | None:
        """Why a call to a host that is not a vendor's is refused; None when it may pass."""
        if not self.refuse or is_loopback(f"[{host}]" if ":" in (host or "") else host or ""):
            return None
        hosts = sorted(host for dialect in dialects.load() for host in dialect.hosts)
        return (
            f"mockserver refuses {url}: only {', '.join(hosts)} are answered here; "
            "let other hosts pass with other_hosts='pass'"
        )


def read_call(method: str, url: str, headers: Mapping[str, str], body: bytes) -> Call:
    """A library's request as the gateway takes it."""
    parts = urlsplit(url)
    named = {name.lower(): value for name, value in headers.items()}
    named["host"] = parts.netloc.rpartition("@")[2]
    too_large = len(body) > MAX_BODY
    raw = parts.path if "%" in parts.path else ""
    return Call(method, unquote(parts.path) or "/", parts.query, named, b"" if too_large else body, too_large, raw)


def sent_body(call: Call, answer: Answer) -> bytes:
    """The body as it comes over the wire: none for HEAD, half of it when the connection breaks off."""
    if call.method == "HEAD" or answer.status == 204:
        return b""
    cut = answer.effect is not None and answer.effect.wire == "truncated-body"
    return answer.body[: len(answer.body) // 2] if cut else answer.body


def sent_headers(answer: Answer) -> list[tuple[str, str]]:
    """The headers with the length of the whole body."""
    return [*answer.headers, ("content-length", str(len(answer.body)))]


def pieces(answer: Answer, body: bytes) -> list[bytes]:
    """The body in the pieces in which it arrives."""
    slow = answer.effect is not None and answer.effect.wire == "slow-body"
    size = max(1, -(-len(body) // 8)) if slow else max(1, len(body))
    return [body[start : start + size] for start in range(0, len(body), size)]


def wait(seconds: float) -> None:
    """Sleep, if at all: even a sleep of no length lets go of the processor."""
    if seconds:
        time.sleep(seconds)
