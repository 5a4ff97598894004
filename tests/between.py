"""What stands between a server and its engine in a test: it delays, cuts and resets connections, or holds them up."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from contextlib import suppress
from random import Random
from typing import Self

from tests.engine import Engine


class Between:
    """A proxy on loopback. ``chance``: how often a piece is lost with its connection, or comes late."""

    def __init__(self, engine: Engine, *, chance: float = 0.0, seed: int = 0) -> None:
        self.chance = chance
        self.lose_answers = 0
        """So many of the next answers are lost with their connections, though the engine gave them."""
        self.cut = 0
        """How many connections were cut."""
        self._engine = engine
        self._random = Random(seed)
        self._loop = asyncio.new_event_loop()
        self._open = asyncio.Event()
        self._open.set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    @property
    def url(self) -> str:
        """The engine, through here."""
        return f"redis://127.0.0.1:{self.port}/0"

    def hold(self) -> None:
        """Pass nothing on until it is released."""
        self._loop.call_soon_threadsafe(self._open.clear)

    def release(self) -> None:
        """Pass on what was held, and all that comes."""
        self._loop.call_soon_threadsafe(self._open.set)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port: int = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        server.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there, back = await asyncio.open_unix_connection(f"{self._engine.folder}/engine.sock")
        except OSError:
            writer.transport.abort()
            return
        asked = asyncio.ensure_future(self._pass(reader, back, is_answer=False))
        answered = asyncio.ensure_future(self._pass(there, writer, is_answer=True))
        with suppress(asyncio.CancelledError):
            await asyncio.wait((asked, answered), return_when=asyncio.FIRST_COMPLETED)
        for task in (asked, answered):
            task.cancel()
        for one in (writer, back):
            one.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool) -> None:
        with suppress(OSError, asyncio.CancelledError):
            while piece := await reader.read(65_536):
                await self._open.wait()
                if self._is_lost(is_answer=is_answer):
                    self.cut += 1
                    connection = writer.get_extra_info("socket")
                    if is_answer and self._random.random() < 0.5:  # a reset, not an end
                        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return
                if self._random.random() < self.chance:
                    await asyncio.sleep(self._random.random() / 50)
                writer.write(piece)
                await writer.drain()

    def _is_lost(self, *, is_answer: bool) -> bool:
        if is_answer and self.lose_answers:
            self.lose_answers -= 1
            return True
        return self._random.random() < self.chance
