"""A connection on which a test writes the bytes it likes and reads the answers, one after the other."""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPResponse
from types import TracebackType
from typing import Any, Self

import orjson


@dataclass(frozen=True)
class Reply:
    """One answer as it came; ``version`` is 11 for HTTP/1.1, header names are lower case."""

    version: int
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


class Connection:
    """One TCP connection to the server of a URL such as ``http://127.0.0.1:4010``."""

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").rpartition(":")
        self.socket = socket.create_connection((host, int(port)), timeout=30)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.socket.close()

    def ask(self, data: bytes, method: str = "GET") -> Reply:
        """Send bytes and read one answer; ``method`` says whether a body follows its head."""
        self.socket.sendall(data)
        with HTTPResponse(self.socket, method=method) as response:
            response.begin()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.version, response.status, headers, response.read())


def request(method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> bytes:
    """A whole HTTP/1.1 request for localhost; ``content-length`` is added when there is a body."""
    lines = {"Host": "localhost", **(headers or {})}
    if body:
        lines["Content-Length"] = str(len(body))
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"{method} {target} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body


class Scripted:
    """A server that answers every call with the same bytes, or with pieces without end; ``heads`` are what came."""

    def __init__(self, *pieces: bytes, endless: bytes = b"") -> None:
        self.heads: list[bytes] = []
        self._pieces, self._endless = pieces, endless
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                with connection, suppress(OSError):
                    self.heads.append(connection.recv(65_536))
                    for piece in self._pieces:
                        connection.sendall(piece)
                    while self._endless:
                        connection.sendall(self._endless)

    def close(self) -> None:
        self._listening.close()
