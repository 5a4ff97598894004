"""Who sends what the sandboxes of a server deliver to webhooks."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockserver.sandboxes.deliveries import Owner, Sent
    from mockserver.sandboxes.posting import Loop


class Sender:
    """Sends what sandboxes have to send, in a thread that begins with the first delivery and ends with ``stop``."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: Loop | None = None

    @property
    def is_running(self) -> bool:
        """Whether the thread is there."""
        return self._loop is not None and self._loop.is_alive()

    def send(self, owner: Owner, sent: Sent, *, tried: int = 0) -> None:
        """Send a pending delivery soon, and again after its pauses while nobody takes it; returns at once.

        ``tried``: how often another process tried it, of whose pauses nothing is left.
        """
        from mockserver.sandboxes.posting import Loop

        with self._lock:
            if self._loop is None or not self._loop.is_alive():  # as in the child of a fork, whatever the parent's does
                self._loop = Loop()
                self._loop.start()
            self._loop.send(owner, sent, tried)

    def stop(self) -> None:
        """Let go of all that is pending, and end the thread; a later delivery begins another."""
        with self._lock:
            loop, self._loop = self._loop, None
        if loop is not None and loop.is_alive():
            loop.stop()
