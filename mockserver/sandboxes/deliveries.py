"""What a sandbox sent, or is about to send, to webhooks: bounded, beside the journal."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from threading import Condition
from typing import Any, Final, Protocol, TypeVar

from msgspec import Struct, field

from mockserver.core.clock import Clock, moment
from mockserver.core.http import is_loopback
from mockserver.core.store import Delivery, Store, Try

T = TypeVar("T")

RING: Final = 200
"""How many deliveries a sandbox keeps."""

RING_BYTES: Final = 1024 * 1024
"""How many bytes of bodies they hold together, about: the newest one is kept whatever its size."""

_TRIES: Final = 20
"""How many tries of a delivery are kept, which may be sent again and again."""

STATUSES: Final = ("pending", "delivered", "failed", "not-sent")
"""What a delivery can be at: what is ``failed`` has had all its tries."""

_URL: Final = re.compile(
    r"https?://([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?([/?][\x21-\x7e]*)?", re.IGNORECASE
)
"""The addresses that every reader takes apart alike: no user, no sign that is not ASCII, no fragment's host."""


def why_not_sent(url: str, hosts: Iterable[str]) -> str | None:
    """Why nothing may be sent to an address; None when it is this machine's, or its host is one of ``hosts``."""
    found = _URL.fullmatch(url)
    if found is None:
        return "the address is not of the form http://host:port/path, in ASCII and without a user"
    host = found[1].lower()
    if is_loopback(host) or host in (allowed.lower() for allowed in hosts):
        return None
    return f"{host} is not this machine: add it to the sandbox's setting webhook_hosts to have events sent there"


class Sent(Struct, eq=False):
    """A delivery with its number in the sandbox, and what came of its tries; ``pending`` while there is one to come.

    ``reason``: why it was not sent, or not sent on.
    """

    number: int
    time: datetime
    delivery: Delivery
    pending: bool
    reason: str | None = None
    tries: deque[Try] = field(default_factory=lambda: deque(maxlen=_TRIES))

    @property
    def status(self) -> str:
        """One of STATUSES."""
        if self.pending:
            return "pending"
        if not self.tries:
            return "not-sent"
        return "delivered" if self.tries[-1].succeeded else "failed"

    def as_json(self) -> dict[str, Any]:
        """The delivery as the control API and the console show it."""
        delivery = self.delivery
        return {
            "number": self.number,
            "time": moment(self.time),
            "dialect": delivery.dialect,
            "event": delivery.event,
            "url": delivery.url,
            "headers": dict(delivery.headers),
            "body": delivery.body.decode(errors="replace"),
            "status": self.status,
            "reason": self.reason,
            "tries": [
                {
                    "time": moment(one.time),
                    "status": one.status,
                    "error": one.error,
                    "answer": one.answer,
                    "duration_ms": round(one.seconds * 1000, 3),
                }
                for one in list(self.tries)
            ],
        }


class Owner(Protocol):
    """The sandbox that sends."""

    @property
    def clock(self) -> Clock: ...

    @property
    def deliveries(self) -> Deliveries: ...

    def transact(self, run: Callable[[Store], T]) -> T: ...


class Deliveries:
    """The last RING deliveries of one sandbox, oldest first; ``dropped`` counts those that are gone."""

    __slots__ = ("_bytes", "_changed", "_kept", "dropped", "numbered")

    def __init__(self) -> None:
        self._kept: deque[Sent] = deque()
        self._changed = Condition()
        self._bytes = 0
        self.numbered = 0
        self.dropped = 0

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[Sent]:
        with self._changed:
            return iter(list(self._kept))

    def get(self, number: int) -> Sent | None:
        """The delivery of a number, while it is kept."""
        return next((sent for sent in self if sent.number == number), None)

    def add(self, delivery: Delivery, time: datetime, hosts: Iterable[str]) -> Sent:
        """Keep a delivery, which is then pending or may not be sent; the oldest ones make room."""
        reason = why_not_sent(delivery.url, hosts)
        with self._changed:
            self.numbered += 1
            sent = Sent(self.numbered, time, delivery, reason is None, reason)
            self._kept.append(sent)
            self._bytes += len(delivery.body)
            while len(self._kept) > RING or (self._bytes > RING_BYTES and len(self._kept) > 1):
                self._drop_oldest()
                self.dropped += 1
        return sent

    def again(self, sent: Sent, hosts: Iterable[str]) -> bool:
        """Let a delivery that was sent or refused be pending once more; False when it is pending already."""
        with self._changed:
            if sent.pending:
                return False
            sent.reason = why_not_sent(sent.delivery.url, hosts)
            sent.pending = sent.reason is None
        return True

    def claim(self, sent: Sent) -> bool:
        """Whether a try may begin: somebody still wants it sent, and nobody else sends it."""
        return sent.pending

    def leave(self, sent: Sent) -> None:
        """The server stops, and a delivery is not sent yet."""
        sent.reason = "the server stopped"
        self.settle(sent)

    def note(self, sent: Sent, tried: Try) -> None:
        """Keep what came of a try."""
        sent.tries.append(tried)

    def settle(self, sent: Sent) -> None:
        """Let a delivery be pending no more."""
        with self._changed:
            sent.pending = False
            self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Return once none is pending, and after so many seconds at the latest."""
        with self._changed:
            self._changed.wait_for(lambda: not any(sent.pending for sent in self._kept), seconds)

    def clear(self) -> None:
        """Forget all; what is pending is not sent any more. Numbers go on."""
        with self._changed:
            while self._kept:
                self._drop_oldest()
            self.dropped = 0
            self._changed.notify_all()

    def _drop_oldest(self) -> None:
        sent = self._kept.popleft()
        sent.pending = False
        self._bytes -= len(sent.delivery.body)
