"""What a shared sandbox sends to webhooks: kept in the engine, sent by the process whose transaction caused it.

One that is pending is left to that process for a while, which it extends; who comes later takes it over.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from threading import Lock
from typing import Any, Final, Protocol

from msgspec.structs import asdict

from mockserver.core.http import dump_json, load_json
from mockserver.core.store import Delivery, Told, Try
from mockserver.sandboxes.deliveries import Deliveries, Sent
from mockserver.sandboxes.deliveries import Owner as Sends
from mockserver.sandboxes.sandbox import Away
from mockserver.sandboxes.sender import Sender
from mockserver.sandboxes.shared.log import Log
from mockserver.sandboxes.shared.transaction import Owner

_LOOK: Final = 0.05
"""Seconds between two looks at deliveries that somebody waits for."""


class SharedDeliveries(Deliveries):
    """The last deliveries of one sandbox, in the engine."""

    __slots__ = ("_outbox", "_sandbox")

    def __init__(self, sandbox: Owner, outbox: Outbox) -> None:
        super().__init__()
        self._sandbox = sandbox
        self._outbox = outbox

    def look(self) -> list[Sent]:
        """All that are kept, oldest first, and those of the present transaction.

        ``dropped`` and ``numbered`` are then those of the same moment.
        """
        counts, kept, outcomes = self._sandbox.read(
            ("HMGET", "meta", ("deliveries", "sent dropped")), ("LRANGE", "sent", (0, -1)), ("HGETALL", "outcomes", ())
        )
        self.numbered, self.dropped = int(counts[0] or 0), int(counts[1] or 0)
        found = []
        for text in kept:
            number, _, told = text.partition(b"\n")
            found.append(_sent(int(number), load_json(told), load_json(outcomes[number])))
        own = self._sandbox.outgoing(self.numbered)
        for number, sent in enumerate(own, self.numbered + 1):
            sent.number = number
        return [*found, *own]

    def __len__(self) -> int:
        return len(self.look())

    def __iter__(self) -> Iterator[Sent]:
        return iter(self.look())

    def again(self, sent: Sent, hosts: Iterable[str]) -> bool:
        """Let a delivery be pending once more when the transaction counts; False when it is pending already."""
        is_new = super().again(sent, hosts)
        if is_new:
            self._sandbox.draft().again.append(sent)
        return is_new

    def claim(self, sent: Sent) -> bool:
        """Whether a try may begin: it was not forgotten, and no other process took it over."""
        return self._outbox.claim(self._name(sent))

    def leave(self, sent: Sent) -> None:
        """This process stops: any other one may send it at once."""
        self._outbox.leave(self._name(sent))

    def note(self, sent: Sent, tried: Try) -> None:
        """Keep what came of a try."""
        super().note(sent, tried)
        self._outbox.tell(self._name(sent))

    def settle(self, sent: Sent) -> None:
        """Let a delivery be pending no more."""
        super().settle(sent)
        self._outbox.tell(self._name(sent))

    def wait(self, seconds: float) -> None:
        """Return once none is pending, and after so many seconds at the latest."""
        end = time.monotonic() + seconds
        while any(sent.pending for sent in self.look()) and time.monotonic() < end:
            time.sleep(_LOOK)

    def clear(self) -> None:
        """Forget all; numbers go on."""
        self._sandbox.change(lambda draft: setattr(draft.part, "unsends", True))

    def _name(self, sent: Sent) -> tuple[str, int]:
        """What a delivery is called among those of all sandboxes."""
        return self._sandbox.id, sent.number


class Sending(Sends, Protocol):
    """A shared sandbox that sends."""

    id: str


class Outbox:
    """What one process has to send, of all sandboxes, until the engine knows what came of it."""

    def __init__(self, log: Log, sender: Sender) -> None:
        self._log = log
        self._sender = sender
        self._lock = Lock()
        self._held: dict[tuple[str, int], Sent] = {}

    def send(self, sandbox: Sending, sent: Sent, *, tried: int = 0) -> None:
        """Send a delivery that the engine left to this process."""
        with self._lock:
            self._held[sandbox.id, sent.number] = sent
        self._sender.send(sandbox, sent, tried=tried)

    def send_again(self, sandbox: Sending, sent: Sent) -> None:
        """Send, or refuse to send, a delivery once more."""
        with self._lock:
            self._held[sandbox.id, sent.number] = sent
        self.tell((sandbox.id, sent.number))
        if sent.pending:
            self._sender.send(sandbox, sent)

    def claim(self, place: tuple[str, int]) -> bool:
        """Whether a delivery is this process's still, and is so until a try is over."""
        with suppress(Away):  # it is left to whoever is there when its time is over
            if place in self._log.hold([place]):
                return True
        self._drop(place)
        return False

    def tell(self, place: tuple[str, int], lease: float | None = None) -> None:
        """Let the engine know what came of a delivery so far; ``tend`` does so later while the engine is away."""
        sent = self._held.get(place)
        if sent is None:
            return
        with suppress(Away):
            self._log.tell(*place, dump_json(outcome(sent)), is_pending=sent.pending, lease=lease)
            if not sent.pending:
                self._drop(place)

    def leave(self, place: tuple[str, int]) -> None:
        """Let any other process send a delivery."""
        self.tell(place, lease=0)
        self._drop(place)

    def tend(self) -> list[tuple[str, int]]:
        """Go on having what is to be sent, and answer what was taken over: (sandbox, number)."""
        with self._lock:
            held = dict(self._held)
        for place, sent in held.items():
            if not sent.pending:
                self.tell(place)
        return [place for place in self._log.hold(list(held), takes=True) if place not in held]

    def _drop(self, place: tuple[str, int]) -> None:
        with self._lock:
            self._held.pop(place, None)


def told(delivery: Delivery, at: datetime) -> bytes:
    """A delivery as the engine keeps it."""
    return dump_json(
        {
            "time": at.isoformat(),
            "dialect": delivery.dialect,
            "event": delivery.event,
            "url": delivery.url,
            "headers": list(delivery.headers),
            "body": delivery.body.decode("latin-1"),
            "pauses": list(delivery.pauses),
            "wait": delivery.wait,
            "told": [delivery.told.teller, delivery.told.key] if isinstance(delivery.told, Told) else None,
        }
    )


def outcome(sent: Sent) -> Any:
    """What came of a delivery so far."""
    return {"pending": sent.pending, "reason": sent.reason, "tries": [asdict(one) for one in list(sent.tries)]}


def _sent(number: int, kept: dict[str, Any], known: dict[str, Any]) -> Sent:
    at = datetime.fromisoformat(kept.pop("time"))
    headers = tuple((name, value) for name, value in kept.pop("headers"))
    teller = Told(*kept["told"]) if kept["told"] else None
    delivery = Delivery(**{**kept, "headers": headers, "body": kept["body"].encode("latin-1"), "told": teller})
    sent = Sent(number, at, delivery, known["pending"], known["reason"])
    sent.tries.extend(Try(**{**one, "time": datetime.fromisoformat(one["time"])}) for one in known["tries"])
    return sent
