"""What a shared sandbox sends to webhooks: kept in the engine, sent by the process whose transaction caused it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from mockserver.core.http import dump_json, load_json
from mockserver.core.store import Delivery, Try
from mockserver.sandboxes.deliveries import Deliveries, Sent
from mockserver.sandboxes.sandbox import Away
from mockserver.sandboxes.shared.transaction import Owner

_LOOK: Final = 0.05
"""Seconds between two looks at deliveries that somebody waits for."""


class SharedDeliveries(Deliveries):
    """The last deliveries of one sandbox, in the engine."""

    __slots__ = ("_sandbox",)

    def __init__(self, sandbox: Owner) -> None:
        super().__init__()
        self._sandbox = sandbox

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

    def note(self, sent: Sent, tried: Try) -> None:
        """Keep what came of a try."""
        super().note(sent, tried)
        self.tell(sent)

    def settle(self, sent: Sent) -> None:
        """Let a delivery be pending no more."""
        super().settle(sent)
        self.tell(sent)

    def wait(self, seconds: float) -> None:
        """Return once none is pending, and after so many seconds at the latest."""
        end = time.monotonic() + seconds
        while any(sent.pending for sent in self.look()) and time.monotonic() < end:
            time.sleep(_LOOK)

    def clear(self) -> None:
        """Forget all; numbers go on."""
        self._sandbox.change(lambda draft: setattr(draft.part, "unsends", True))

    def tell(self, sent: Sent) -> None:
        """Let the engine know what came of a delivery so far."""
        try:
            self._sandbox.read(("HSET", "outcomes", (sent.number, dump_json(outcome(sent)))))
        except Away:  # what came of it is then not told; the webhook has it
            return


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
        }
    )


def outcome(sent: Sent) -> Any:
    """What came of a delivery so far."""
    return {"pending": sent.pending, "reason": sent.reason, "tries": [asdict(one) for one in list(sent.tries)]}


def _sent(number: int, kept: dict[str, Any], known: dict[str, Any]) -> Sent:
    at = datetime.fromisoformat(kept.pop("time"))
    headers = tuple((name, value) for name, value in kept.pop("headers"))
    delivery = Delivery(**{**kept, "headers": headers, "body": kept["body"].encode("latin-1")})
    sent = Sent(number, at, delivery, known["pending"], known["reason"])
    sent.tries.extend(Try(**{**one, "time": datetime.fromisoformat(one["time"])}) for one in known["tries"])
    return sent
