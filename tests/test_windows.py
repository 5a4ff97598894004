"""What is different on Windows, as its documents say, played through on the machine at hand."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import requests

from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.sandbox import Sandboxes
from mockserver.transport import server as server_module
from mockserver.transport.server import Server
from mockserver.world import fixtures as world

ROOT = Path(__file__).parent.parent


def unix_only(*_: Any) -> Any:
    raise NotImplementedError


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_a_server_whose_loop_takes_no_handlers(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    for name in ("add_signal_handler", "remove_signal_handler"):
        monkeypatch.setattr(asyncio.SelectorEventLoop, name, unix_only)
    before = signal.getsignal(number)
    running = Server(Gateway(Sandboxes(world.load())))
    answered = []

    def ready() -> None:
        answered.append(running.url)
        signal.raise_signal(number)

    running.run(ready=ready)
    assert answered == [running.url]
    assert signal.getsignal(number) == before
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{running.url}/v2/integration", timeout=5)


def test_a_signal_means_what_it_meant_once_the_server_is_gone() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    running = Server(Gateway(Sandboxes(world.load())))
    running.run(ready=running.stop)
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == before


def test_a_port_is_held_exclusively_where_reuse_would_share_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Watched(socket.socket):
        def setsockopt(self, *option: Any) -> None:
            asked.append(option)

    monkeypatch.setattr(socket, "socket", Watched)
    monkeypatch.setattr(server_module, "_REUSE", -5)  # Windows' SO_EXCLUSIVEADDRUSE, ~SO_REUSEADDR
    for listening in server_module.bind("127.0.0.1", 0):
        listening.close()
    assert (socket.SOL_SOCKET, -5, 1) in asked
    assert not [option for option in asked if option[1] == socket.SO_REUSEADDR]


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
@pytest.mark.parametrize(
    "command",
    [["actions"], ["actions", "--markdown"], ["openapi"], ["serve", "--help"], ["selfcheck"]],
    ids=" ".join,
)
def test_a_console_without_the_characters_gets_the_rest(encoding: str, command: list[str]) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    line = [sys.executable, "-m", "mockserver", *command]
    done = subprocess.run(line, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode(encoding)


def test_json_of_any_character_is_json_in_any_encoding() -> None:
    payload = '{"email": "żółć-\N{GRINNING FACE}@example.com"}'
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    line = [sys.executable, "-m", "mockserver", "call", "oktopost", "salesforce/contact.getByEmail", "-"]
    done = subprocess.run(
        line, cwd=ROOT, env=environment, input=payload.encode(), capture_output=True, check=False, timeout=120
    )
    assert "żółć-\N{GRINNING FACE}@example.com" in json.loads(done.stdout)["Errors"][0]


def test_what_is_subclassed_is_bounded_by_the_version_that_is_tested() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    (bound,) = (line for line in declared if line.startswith("uvicorn"))
    major, minor = version("uvicorn").split(".")[:2]
    assert bound.endswith(f"<{major}.{int(minor) + 1}")
