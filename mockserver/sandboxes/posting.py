"""The thread that posts deliveries to webhooks; loaded with the first one, because asyncio takes its time."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Sequence
from threading import Thread
from time import perf_counter
from typing import Final
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import h11

from mockserver.core.clock import Clock
from mockserver.core.loops import steady_loop
from mockserver.core.store import Delivery, Try
from mockserver.sandboxes.deliveries import Owner, Sent

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
        self._loop = steady_loop()
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._turns: WeakKeyDictionary[Owner, asyncio.Lock] = WeakKeyDictionary()
        self._tasks: set[asyncio.Task[None]] = set()

    def run(self) -> None:
        """Send until the loop is stopped; what is pending then is cancelled."""
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._end())
        finally:
            self._loop.close()

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, owner: Owner, sent: Sent, tried: int) -> None:
        """Have a delivery sent that was tried so often elsewhere."""
        pauses = (sent.delivery.wait, *sent.delivery.pauses)
        if tried:
            pauses = (0, *pauses[tried + 1 :])
        self._loop.call_soon_threadsafe(self._begin, owner, sent, pauses)

    def stop(self) -> None:
        """End the thread, and wait for its end."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self.join()

    def _begin(self, owner: Owner, sent: Sent, pauses: Sequence[float]) -> None:
        task = self._loop.create_task(self._send(owner, sent, pauses))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _send(self, owner: Owner, sent: Sent, pauses: Sequence[float]) -> None:
        turn, deliveries, is_mine = self._turns.setdefault(owner, asyncio.Lock()), owner.deliveries, True
        try:
            for pause in pauses:
                if pause:
                    await asyncio.sleep(pause)
                async with turn, self._slots:
                    is_mine = deliveries.claim(sent)
                    if not is_mine:
                        return
                    tried = await _try(owner.clock, sent.delivery)
                _tell(owner, sent.delivery, tried)
                deliveries.note(sent, tried)
                if tried.succeeded:
                    return
        except asyncio.CancelledError:
            is_mine = False
            deliveries.leave(sent)
        finally:
            if is_mine:
                deliveries.settle(sent)


async def _try(clock: Clock, delivery: Delivery) -> Try:
    """Post a delivery once. With a frozen clock it takes no time."""
    begun, now = perf_counter(), clock.now()
    status, error, answer = None, None, b""
    try:
        async with asyncio.timeout(LIMIT):
            status, answer = await _post(delivery)
    except (h11.ProtocolError, OSError, ValueError) as failure:
        error = f"{type(failure).__name__}: {failure}".removesuffix(": ")
    seconds = 0.0 if clock.frozen else perf_counter() - begun
    return Try(now, seconds, status, error, answer.decode(errors="replace"))


async def _post(delivery: Delivery) -> tuple[int, bytes]:
    """The status and the beginning of what a receiver answers, over a connection of its own."""
    parts = urlsplit(delivery.url)
    is_secure = parts.scheme == "https"
    port = parts.port or (443 if is_secure else 80)
    reader, writer = await asyncio.open_connection(
        parts.hostname, port, ssl=ssl.create_default_context() if is_secure else None
    )
    try:
        http = h11.Connection(h11.CLIENT)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        writer.write(http.send(h11.Request(method="POST", target=target, headers=_headers(parts.netloc, delivery))))
        writer.write(http.send(h11.Data(delivery.body)) + http.send(h11.EndOfMessage()))
        await writer.drain()
        return await _answer(http, reader)
    finally:
        writer.close()


def _headers(host: str, delivery: Delivery) -> list[tuple[str, str]]:
    ours = {"host": host, "user-agent": "mockserver", "accept": "*/*", "accept-encoding": "identity"}
    theirs = {name.lower() for name, _ in delivery.headers}
    named = [(name, value) for name, value in ours.items() if name not in theirs]
    return [*named, *delivery.headers, ("content-length", str(len(delivery.body))), ("connection", "close")]


async def _answer(http: h11.Connection, reader: asyncio.StreamReader) -> tuple[int, bytes]:
    status, answer = 0, bytearray()
    while len(answer) < ANSWER:
        event = http.next_event()
        if event is h11.NEED_DATA:
            http.receive_data(await reader.read(ANSWER))
        elif isinstance(event, h11.Response):
            status = event.status_code
        elif isinstance(event, h11.Data):
            answer += event.data
        elif isinstance(event, h11.EndOfMessage):
            break
    return status, bytes(answer[:ANSWER])


def _tell(owner: Owner, delivery: Delivery, tried: Try) -> None:
    told = delivery.told
    if told is not None:
        try:
            owner.transact(lambda store: told(store, tried))
        except Exception:  # noqa: BLE001 - a defect of one dialect must not end what others send
            _log.exception("what came of an event %s could not be written", delivery.event)
