"""HTTP servers beneath our own application: the one that is used, and those that could be."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from benchmarks.example import CALL, Request
from benchmarks.load import load
from benchmarks.places import PYTHON, SERVERS_PYTHON
from benchmarks.programs import Program, Running, ask, running

DELAYED: Final = 8
"""So many calls wait at once, each for DELAY seconds, while another one is timed."""

DELAY: Final = 0.5

_APP: Final = "benchmarks.apps:wsgi()"
_REFOLD: Final = Request(
    "POST",
    "/api/v2/integration-schema/hubspot/actions/get_contact/execute",
    {"x-api-key": "tk-sandbox-key", "linked_account_id": "customer@example.com", "Content-Type": "application/json"},
    json.dumps({"limit": "1"}),
)
_LATE: Final = Request(CALL.method, CALL.path, {**CALL.headers, "X-Mock-Delay": str(DELAY)}, CALL.body)

_WERKZEUG: Final = """
from benchmarks.apps import wsgi
from werkzeug.serving import WSGIRequestHandler, run_simple
WSGIRequestHandler.protocol_version = "HTTP/1.1"
WSGIRequestHandler.log_request = lambda *_: None
run_simple("127.0.0.1", {port}, wsgi(), threaded=True)
"""
_CHEROOT: Final = """
from benchmarks.apps import wsgi
from cheroot.wsgi import Server
Server(("127.0.0.1", {port}), wsgi(), numthreads=10).start()
"""
_FASTPYSGI: Final = """
import fastpysgi
from benchmarks.apps import wsgi
fastpysgi.run(wsgi_app=wsgi(), host="127.0.0.1", port={port}, loglevel=0)
"""


def programs() -> list[Program]:
    """Ours in its forms, then the Flask application behind others."""
    python = SERVERS_PYTHON
    granian = ("granian", "--interface", "wsgi", "--factory", "--port", "{port}", "--no-access-log", "--log-level")
    gunicorn = ("gunicorn", "--bind", "127.0.0.1:{port}", "--worker-class", "gthread", "--threads", "4")
    return [
        Program("lean door, asyncio", (PYTHON, "-m", "mockserver", "serve", "--port", "{port}")),
        Program("lean door, uvloop", (PYTHON, "-m", "benchmarks.apps", "uvloop", "{port}")),
        Program("uvicorn, ASGI, no lean door", (PYTHON, "-m", "benchmarks.apps", "asgi", "{port}")),
        Program(
            "--closed-door, in threads", (PYTHON, "-m", "mockserver", "serve", "--closed-door", "--port", "{port}")
        ),
        Program("granian, 1 thread", (python, "-m", *granian, "error", "--blocking-threads", "1", _APP[:-2])),
        Program("fastpysgi", (python, "-c", _FASTPYSGI)),
        Program("gunicorn gthread", (python, "-m", *gunicorn, "--log-level", "error", _APP)),
        Program("waitress", (python, "-m", "waitress", "--listen", "127.0.0.1:{port}", "--call", _APP[:-2])),
        Program("cheroot", (python, "-c", _CHEROOT)),
        Program("werkzeug, HTTP/1.1", (python, "-c", _WERKZEUG)),
    ]


def measure(seconds: float) -> list[dict[str, Any]]:
    """One row for each server: speed, and whether it can do what a mock must."""
    rows = []
    for program in programs():
        try:
            rows.append(_row(program, seconds))
        except (OSError, RuntimeError) as error:
            sys.stderr.write(f"left out: {error}\n")
    return rows


def _row(program: Program, seconds: float) -> dict[str, Any]:
    with running(program):
        pass
    with running(program) as found:
        load(found, 1)
        stretch = load(found, seconds)
        row = {
            "name": program.name,
            "rate": stretch.rate,
            "p99": stretch.p99,
            "processor": stretch.processor,
            "errors": stretch.errors,
            "first_answer": found.first_answer,
            "memory": found.memory(),
            "underscores": ask(found.port, _REFOLD)[0] == 200,
            "keep_alive": _keeps_alive(found),
            "beside_delayed": _beside_delayed(found),
            "stop": found.stop(),
        }
    sys.stderr.write(f"  {program.name:<28}{stretch.rate:9.0f} calls/s\n")
    return row


def _keeps_alive(found: Running) -> bool:
    """Whether a second call goes over the first one's connection."""
    connection = http.client.HTTPConnection("127.0.0.1", found.port, timeout=10)
    connection.request(CALL.method, CALL.path, CALL.body, CALL.headers)
    response = connection.getresponse()
    response.read()
    kept = not response.will_close
    connection.close()
    return kept


def _beside_delayed(found: Running) -> float:
    """Seconds that a plain call takes while DELAYED others wait for their planned delay."""
    waiting = [threading.Thread(target=_quietly, args=(lambda: ask(found.port, _LATE, 60),)) for _ in range(DELAYED)]
    for thread in waiting:
        thread.start()
    time.sleep(DELAY / 4)
    begun = time.perf_counter()
    ask(found.port, CALL, 60)
    taken = time.perf_counter() - begun
    for thread in waiting:
        thread.join()
    return taken


def _quietly(act: Callable[[], Any]) -> None:
    try:
        act()
    except OSError:
        return
