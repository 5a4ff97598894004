"""Programs that listen: started, timed to their first answer, weighed, and stopped."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from benchmarks.example import CALL, Request
from benchmarks.places import ROOT, environment

PATIENCE: Final = 60.0
"""Seconds that a program has for its first answer."""

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Program:
    """One program that answers HTTP.

    ``command``: its arguments, with ``{port}`` for the port; ``prepare``: what must be done, given the port, before
    it can answer ``request``; ``warm_up``: seconds of load before anything counts; ``note``: what a reader of the
    results must know.
    """

    name: str
    command: tuple[str, ...]
    request: Request = CALL
    prepare: Callable[[int], None] | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    warm_up: float = 2.0
    note: str = ""


class Running:
    """A program that answers; ``first_answer`` is how many seconds it took to its first."""

    def __init__(self, program: Program, process: subprocess.Popen[bytes], port: int) -> None:
        self.program = program
        self.process = process
        self.port = port
        self.first_answer = 0.0

    def url_of(self, request: Request) -> str:
        """The address of a call."""
        return f"http://127.0.0.1:{self.port}{request.path}"

    def memory(self) -> float:
        """Resident megabytes, children included."""
        pages = (int(_fields(pid, "statm")[1]) for pid in self._tree())
        return sum(pages) * _PAGE / 1e6

    def processor(self) -> float:
        """Seconds of processor time so far, children included."""
        return sum(sum(map(int, _stat(pid)[11:13])) for pid in self._tree()) / _TICKS

    def stop(self) -> float:
        """Ask it to end as Ctrl-C or a supervisor does; answers the seconds that it took."""
        begun = time.perf_counter()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return time.perf_counter() - begun

    def _tree(self) -> list[int]:
        """The process and all that came of it."""
        everybody = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
        parents = {pid: int(_stat(pid)[1]) for pid in everybody}
        found = [self.process.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat behind the program's name."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended meanwhile
        return ["Z", "0", *["0"] * 20]


def _fields(pid: int, name: str) -> list[str]:
    try:
        return (Path("/proc") / str(pid) / name).read_text().split()
    except OSError:
        return ["0", "0"]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


@contextlib.contextmanager
def running(program: Program) -> Iterator[Running]:
    """The program from its first good answer on; RuntimeError with the end of its output when none comes."""
    port = free_port()
    command = [argument.replace("{port}", str(port)) for argument in program.command]
    log = ROOT / "benchmarks" / ".peers" / "log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=log.parent,
            env={**environment(), **program.environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    found = Running(program, process, port)
    try:
        if program.prepare is not None:
            await_port(found, begun)
            program.prepare(port)
        await_answer(found, begun, log)
        found.first_answer = time.perf_counter() - begun
        yield found
    finally:
        if process.poll() is None:
            found.stop()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def await_port(found: Running, begun: float) -> None:
    """Return once somebody listens."""
    while time.perf_counter() - begun < PATIENCE:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", found.port), 1):
            return
        time.sleep(0.002)


def await_answer(found: Running, begun: float, log: Path) -> None:
    """Return once the call is answered with 200."""
    status = 0
    while time.perf_counter() - begun < PATIENCE and found.process.poll() is None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            status = ask(found.port, found.program.request)[0]
            if status == 200:
                return
        time.sleep(0.002)
    text = log.read_text(errors="replace")[-2000:]
    raise RuntimeError(f"{found.program.name} does not answer 200 (last: {status}):\n{text}")


def ask(port: int, request: Request, timeout: float = 10) -> tuple[int, bytes]:
    """Status and body of one call on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(request.method, request.path, request.body.encode() or None, request.headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()
