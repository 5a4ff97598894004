"""The thread that posts deliveries to webhooks; loaded with the first one, because asyncio takes its time."""

from __future__ import annotations

import asyncio
import logging
from threading import Thread
from time import perf_counter
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from mockserver.core.clock import Clock
from mockserver.core.store import Delivery, Try
from mockserver.sandboxes.deliveries import Owner, Sent

if TYPE_CHECKING:
    import httpx

_log: Final = logging.getLogger("mockserver")

LIMIT: Final = 10.0
"""Seconds that a receiver has for one try, its answer included."""

ANSWER: Final = 2_048
"""How many bytes of a receiver's answer are read."""

_AT_ONCE: Final = 16
"""How many receivers are spoken to at the same time."""


class Loop(Thread):
    """One event loop and its thread.

    What one sandbox sends goes out one after the other, in the order in which it happened; a pause before another try
    holds up nothing. Redirects are not followed, and no proxy of the machine is asked.
    """

    def __init__(self) -> None:
        super().__init__(name="mockserver-sender", daemon=True)
        self._loop = asyncio.new_event_loop()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._turns: WeakKeyDictionary[Owner, asyncio.Lock] = WeakKeyDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self) -> None:
        """Send until the loop is stopped; what is pending then is cancelled."""
        import httpx  # here, so that no call waits for it

        headers = {"user-agent": "mockserver", "accept-encoding": "identity"}
        self._client = httpx.AsyncClient(headers=headers, timeout=LIMIT, trust_env=False)
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._end())
        finally:
            self._loop.close()

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def send(self, owner: Owner, sent: Sent) -> None:
        """Have a delivery sent."""
        self._loop.call_soon_threadsafe(self._begin, owner, sent)

    def stop(self) -> None:
        """End the thread, and wait for its end."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self.join()

    def _begin(self, owner: Owner, sent: Sent) -> None:
        task = self._loop.create_task(self._send(owner, sent))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, owner: Owner, sent: Sent) -> None:
        turn = self._turns.setdefault(owner, asyncio.Lock())
        try:
            for pause in (sent.delivery.wait, *sent.delivery.pauses):
                if pause:
                    await asyncio.sleep(pause)
                async with turn, self._slots:
                    if not sent.pending:
                        return
                    tried = await _try(self._client, owner.clock, sent.delivery)
                _tell(owner, sent.delivery, tried)
                owner.deliveries.note(sent, tried)
                if tried.succeeded:
                    return
        except asyncio.CancelledError:
            sent.reason = "the server stopped"
        finally:
            owner.deliveries.settle(sent)


async def _try(client: httpx.AsyncClient, clock: Clock, delivery: Delivery) -> Try:
    """Post a delivery once. With a frozen clock it takes no time."""
    import httpx

    begun, now = perf_counter(), clock.now()
    status, error, answer = None, None, bytearray()
    try:
        async with (
            asyncio.timeout(LIMIT),
            client.stream("POST", delivery.url, content=delivery.body, headers=[*delivery.headers]) as response,
        ):
            status = response.status_code
            async for piece in response.aiter_raw():
                answer += piece
                if len(answer) >= ANSWER:
                    break
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as failure:
        status, error = None, f"{type(failure).__name__}: {failure}".removesuffix(": ")
    seconds = 0.0 if clock.frozen else perf_counter() - begun
    return Try(now, seconds, status, error, answer[:ANSWER].decode(errors="replace"))


def _tell(owner: Owner, delivery: Delivery, tried: Try) -> None:
    told = delivery.told
    if told is not None:
        try:
            owner.transact(lambda store: told(store, tried))
        except Exception:  # noqa: BLE001 - a defect of one dialect must not end what others send
            _log.exception("what came of an event %s could not be written", delivery.event)
