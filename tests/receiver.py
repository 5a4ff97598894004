"""A webhook of a customer's: a pytest plugin with the fixture `receiver`, which hands over what it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from queue import SimpleQueue
from typing import Any

import pytest

from tests.serving import serving

PATIENCE = 30  # seconds, after which what was awaited never comes


@dataclass
class Received:
    """One request that a receiver got."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A webhook of a customer's: it answers with ``answers`` one after the other, and then with 204."""

    url: str = ""
    requests: SimpleQueue[Received] = field(default_factory=SimpleQueue)
    answers: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)

    def next(self) -> Received:
        return self.requests.get(timeout=PATIENCE)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    held = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            held.requests.put(Received(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            status, headers, answer = held.answers.pop(0) if held.answers else (204, {}, b"")
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: Any) -> None: ...

    with serving(Handler) as held.url:
        yield held
