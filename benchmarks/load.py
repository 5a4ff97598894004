"""Load by wrk, one thread and sixteen connections that stay open, and what a stretch of it shows."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from typing import Final

from benchmarks.example import Request
from benchmarks.programs import Running

CONNECTIONS: Final = 16

_DONE: Final = """
done = function(summary, latency, requests)
  local e = summary.errors
  io.write(string.format('{"calls":%d,"seconds":%f,"errors":%d,"p50":%f,"p99":%f}',
    summary.requests, summary.duration / 1e6, e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some seconds of load: calls a second, latencies in milliseconds, processor microseconds a call."""

    rate: float
    p50: float
    p99: float
    errors: int
    calls: int
    processor: float


def need_wrk() -> None:
    """RuntimeError when the load generator is not installed."""
    if shutil.which("wrk") is None:
        raise RuntimeError("wrk is not installed: on Debian, apt-get install wrk")


def load(found: Running, seconds: float, request: Request | None = None) -> Stretch:
    """Call the program for so long, with its own request or another one."""
    request = request or found.program.request
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_script(request))
        script.flush()
        before = found.processor()
        command = [
            "wrk",
            "-t1",
            f"-c{CONNECTIONS}",
            f"-d{max(1, round(seconds))}s",
            "-s",
            script.name,
            found.url_of(request),
        ]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        used = found.processor() - before
    shown = json.loads(done.stdout[done.stdout.rindex('{"calls"') :])
    return Stretch(
        rate=shown["calls"] / shown["seconds"],
        p50=shown["p50"],
        p99=shown["p99"],
        errors=shown["errors"],
        calls=shown["calls"],
        processor=used / max(1, shown["calls"]) * 1e6,
    )


def _script(request: Request) -> str:
    lines = [f"wrk.method = {json.dumps(request.method)}"]
    if request.body:
        lines.append(f"wrk.body = {json.dumps(request.body)}")
    lines += [f"wrk.headers[{json.dumps(name)}] = {json.dumps(value)}" for name, value in request.headers.items()]
    return "\n".join(lines) + _DONE
