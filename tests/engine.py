"""An engine of one's own in a test: Redis on a socket of its own, or the reason why there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import redis

from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.shared.log import Log
from mockserver.sandboxes.shared.sandboxes import SharedSandboxes
from mockserver.transport.server import Server
from mockserver.world import fixtures as world

SERVER = shutil.which("redis-server") or shutil.which("valkey-server")
MISSING = "redis-server is not installed"
NEEDED = pytest.mark.skipif(SERVER is None and not os.environ.get("REQUIRE_REDIS"), reason=MISSING)


class Engine:
    """A Redis that keeps its append-only file in a folder; it can be killed and started again.

    ``more``: further words of its command line.
    """

    def __init__(self, folder: Path, *more: str) -> None:
        self.folder = folder
        self.more = more
        self.url = f"unix://{folder}/engine.sock"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; returns once it answers."""
        options = {"port": "0", "unixsocket": f"{self.folder}/engine.sock", "dir": str(self.folder), "save": "",
                   "appendonly": "yes", "appendfsync": "everysec"}  # fmt: skip
        words = [word for name, value in options.items() for word in (f"--{name}", value)]
        self._process = subprocess.Popen([SERVER or "redis-server", *words, *self.more], stdout=subprocess.DEVNULL)
        with self.client() as client:
            while self._process.poll() is None:
                try:
                    if client.ping():
                        return
                except redis.ConnectionError:
                    continue
        raise RuntimeError(f"redis-server ended with {self._process.returncode}")

    def client(self) -> redis.Redis:
        """A client of it."""
        return redis.Redis.from_url(self.url)

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def freeze(self) -> None:
        """Let it answer nobody, until it is stopped or thawed."""
        assert self._process is not None
        self._process.send_signal(19)

    def thaw(self) -> None:
        """Let it answer again."""
        assert self._process is not None
        self._process.send_signal(18)


@contextmanager
def running(*more: str) -> Iterator[Engine]:
    """An engine, and its end; skips where there is none."""
    if SERVER is None and not os.environ.get("REQUIRE_REDIS"):
        pytest.skip(MISSING)
    with TemporaryDirectory(prefix="engine") as folder:  # a socket's path must be short
        engine = Engine(Path(folder), *more)
        engine.start()
        try:
            yield engine
        finally:
            engine.kill()


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """One engine for the whole run of a worker; who uses it takes a prefix of its own."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def engine_server(engine: Engine) -> Iterator[Server]:
    """One whose sandboxes are in an engine."""
    with Server(Gateway(shared(engine, "server"))) as running:
        running.application.load()
        yield running


def shared(engine: Engine, prefix: str, **options: Any) -> SharedSandboxes:
    """The sandboxes of an engine, as another process would have them."""
    return SharedSandboxes(world.load(), Log(engine.url, prefix), world.variant_of, **options)
