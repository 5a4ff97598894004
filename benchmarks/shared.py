"""Worlds in an engine: ``python -m benchmarks.shared [PART]`` prints what docs/shared.md quotes, as JSON.

A part is one of PARTS, each of which takes less than two minutes. Needs redis-server and wrk.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
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
SECONDS: Final = 3.0
MIXED: Final = 2_000

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


def rates(seconds: float = SECONDS) -> list[dict[str, Any]]:
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


def trips() -> dict[str, float]:
    """How many round trips a call takes where calls go to any worker, and one in ten of them writes."""
    read, write = (_called(request) for request in (CALL, WRITE))
    found: dict[str, float] = {}
    for workers in (2, 4, 8):
        with engine(keeps=False) as (url, _):
            logs = [Log(url) for _ in range(workers)]
            gateways = [Gateway(SharedSandboxes(world.load(), log, world.variant_of)) for log in logs]
            for gateway in gateways:
                gateway.respond_to_any(read)
            chance, taken = Random(1), Counter[tuple[str, int]]()
            for _ in range(MIXED):
                place = chance.randrange(workers)
                kind, call = ("write", write) if chance.random() < 0.1 else ("read", read)
                before = logs[place].asked
                gateways[place].respond_to_any(call)
                taken[kind, logs[place].asked - before] += 1
            for kind in ("read", "write"):
                calls = sum(count for (of, _), count in taken.items() if of == kind)
                found[f"{kind}s of one round trip, {workers} workers"] = round(taken[kind, 1] / calls, 3)
                found[f"{kind}s of two round trips, {workers} workers"] = round(taken[kind, 2] / calls, 3)
    return found


def _called(request: Request) -> Call:
    headers = {name.lower(): value for name, value in request.headers.items()} | {"host": "localhost"}
    return Call("POST", request.path, "", headers, request.body.encode())


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
        call = _called(CALL)
        before = log.asked
        for _ in range(1_000):
            gateway.respond_to_any(call)
        found["round trips a read"] = (log.asked - before) / 1_000
        found["bytes an exchange in the journal"] = round((_memory(log) - start) / 1_000)
        written = _called(WRITE)
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


PARTS: Final[dict[str, Callable[[], Any]]] = {"sizes": sizes, "trips": trips, "rates": rates}


def main() -> int:
    """Measure, and print."""
    need_wrk()
    if shutil.which("redis-server") is None:
        raise RuntimeError("redis-server is not installed")
    found = {name: PARTS[name]() for name in sys.argv[1:] or PARTS}
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
