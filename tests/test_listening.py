"""The addresses that a server listens on: both forms of a loopback address, one port, and nothing left in a fork."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
import requests

from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport.server import Server, bind
from mockserver.world import fixtures as world


def listens_on_both() -> bool:
    """Whether this machine has the loopback address of IPv6."""
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


BOTH = pytest.mark.skipif(not listens_on_both(), reason="this machine has no IPv6")


@pytest.fixture
def six_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which localhost is the address of IPv6 first."""
    resolve = socket.getaddrinfo

    def resolved(host: str, port: int, family: int = 0, *more: Any, **named: Any) -> Any:
        if host == "localhost" and not family:
            return resolve("::1", port, family, *more, **named) + resolve("127.0.0.1", port, family, *more, **named)
        return resolve(host, port, family, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", resolved)


@BOTH
@pytest.mark.usefixtures("six_first")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_a_loopback_address_is_both_of_its_forms(host: str) -> None:
    with Server(Gateway(Sandboxes(world.load())), host=host) as server:
        for address in ("127.0.0.1", "[::1]"):
            answer = requests.get(f"http://{address}:{server.port}/__mock__/health", timeout=30)
            assert answer.json() == {"status": "ok"}
        assert requests.get(f"{server.url}/__mock__/health", timeout=30).status_code == 200


@BOTH
@pytest.mark.usefixtures("six_first")
def test_localhost_is_the_address_of_version_four_first() -> None:
    first, twin = bind("localhost", 0)
    with closing(first), closing(twin):
        assert (first.family, twin.family) == (socket.AF_INET, socket.AF_INET6)
        assert first.getsockname()[1] == twin.getsockname()[1]


@pytest.fixture
def held() -> Iterator[tuple[int, int]]:
    """A pipe whose reader waits until the writer is closed."""
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*use of fork:DeprecationWarning")  # of threads, since Python 3.12
def test_the_child_of_a_fork_keeps_no_port_open(held: tuple[int, int]) -> None:
    reader, writer = held
    said, told = os.pipe()
    server = Server(Gateway(Sandboxes(world.load())))
    server.start()
    child = os.fork()
    if not child:
        server.let_go()
        os.close(writer)
        os.write(told, b".")
        os.read(reader, 1)
        os._exit(0)
    try:
        assert os.read(said, 1) == b"."
        server.stop()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", server.port), timeout=30).close()
    finally:
        os.close(writer)
        os.waitpid(child, 0)
        os.close(said)
        os.close(told)
