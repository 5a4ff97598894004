"""Worlds in an engine: ``python -m benchmarks.shared [SECONDS]`` prints what docs/shared.md quotes, as JSON.

Needs redis-server and wrk.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.example import CALL, FORM, Request
from benchmarks.load import load, need_wrk
from benchmarks.programs import Program, Running, running
from mockserver.core.http import Call
from mockserver.core.store import Record, Store
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.shared.log import Log
from mockserver.sandboxes.shared.sandboxes import SharedSandboxes
from mockserver.world import fixtures as world

COMMITS: Final = 100_000

WRITE: Final[Request] = replace(
    CALL,
    body=urlencode(
        {
            **FORM,
            "id": "014000000000001",
            "actionName": "lead.update",
            "payload": json.dumps({"id": "00Q5g0000000001EAA", "data": {"Title": "Head of Marketing"}}),
        }
    ),
)


@contextmanager
def engine(*, keeps: bool) -> Iterator[tuple[str, Running]]:
    """An engine on a socket, with an append-only file or with none."""
    with TemporaryDirectory(prefix="bench") as folder:
        command = [
            "redis-server",
            "--port",
            "0",
            "--unixsocket",
            f"{folder}/engine.sock",
            "--dir",
            folder,
            "--save",
            "",
        ]
        command += ["--appendonly", "yes" if keeps else "no"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            while not Path(folder, "engine.sock").exists():
                time.sleep(0.01)
            yield f"unix://{folder}/engine.sock", Running(Program("engine", ()), process, 0)
        finally:
            process.terminate()
            process.wait()


def rates(seconds: float) -> list[dict[str, Any]]:
    """Calls a second and processor microseconds a call, engine counted in."""
    rows = []
    for name, workers in (("memory", 0), ("engine, 1 worker", 1), ("engine, 2 workers", 2), ("engine, 4 workers", 4)):
        for kind, request in (("read", CALL), ("write", WRITE)):
            with engine(keeps=True) as (url, store):
                options = ("--store", url, "--workers", str(workers)) if workers else ()
                command = (sys.executable, "-m", "mockserver", "serve", "--port", "{port}", *options)
                with running(Program(name, command, request)) as server:
                    load(server, 1)
                    before = store.processor()
                    found = load(server, seconds)
                    used = (store.processor() - before) / max(1, found.calls) * 1e6
            rows.append(
                {
                    "store": name, "calls": kind, "a second": round(found.rate), "p50 ms": round(found.p50, 2),
                    "p99 ms": round(found.p99, 2), "errors": found.errors,
                    "server µs a call": round(found.processor), "engine µs a call": round(used) if workers else 0,
                }
            )  # fmt: skip
            sys.stderr.write(f"{rows[-1]}\n")
    return rows


def sizes() -> dict[str, Any]:
    """Catching up after many commits, and what the engine holds."""
    found: dict[str, Any] = {}
    with engine(keeps=False) as (url, _):
        log = Log(url)
        sandboxes = SharedSandboxes(world.load(), log, world.variant_of)
        gateway = Gateway(sandboxes)
        start = _memory(log)
        for _ in range(1_000):
            sandboxes.create()
        found["bytes a sandbox"] = round((_memory(log) - start) / 1_000)
        sandbox, start = sandboxes.default, _memory(log)
        for _ in range(1_000):
            sandbox.transact(lambda store: store.next("n"))
        sandboxes.folded()
        found["bytes a commit of a counter"] = round((_memory(log) - start) / 1_000)
        start = _memory(log)
        call = Call("POST", CALL.path, "", {k.lower(): v for k, v in CALL.headers.items()} | {"host": "localhost"},
                    CALL.body.encode())  # fmt: skip
        before = log.asked
        for _ in range(1_000):
            gateway.respond_to_any(call)
        found["round trips a read"] = (log.asked - before) / 1_000
        found["bytes an exchange in the journal"] = round((_memory(log) - start) / 1_000)
        written = Call("POST", CALL.path, "", call.headers, WRITE.body.encode())
        before = log.asked
        for _ in range(1_000):
            gateway.respond_to_any(written)
        found["round trips a write"] = (log.asked - before) / 1_000
        for number in range(COMMITS):
            sandbox.transact(partial(_put, number))
        sandboxes.folded()
        late = SharedSandboxes(world.load(), Log(url), world.variant_of)
        begun = time.perf_counter()
        late.default.transact(lambda store: store.count("refold/session"))
        found[f"ms to catch up after {COMMITS} commits"] = round((time.perf_counter() - begun) * 1e3, 1)
    return found


def _put(number: int, store: Store) -> None:
    """Write one of a thousand records."""
    record: Record = {"token": f"t{number % 1_000}", "account_id": "a", "number": number, "revoked": False}
    (store.insert if store.get("refold/session", record["token"]) is None else store.replace)("refold/session", record)


def _memory(log: Log) -> int:
    used: int = log.ask(lambda client: client.info("memory"))["used_memory"]
    return used


def main() -> int:
    """Measure, and print."""
    need_wrk()
    if shutil.which("redis-server") is None:
        raise RuntimeError("redis-server is not installed")
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 3.0
    found = {"sizes": sizes(), "rates": rates(seconds)}
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
