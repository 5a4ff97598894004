"""What the dearest calls known cost somebody else: plain calls at a steady pace while a neighbour makes one of them.

``python -m benchmarks.neighbours NAME…`` measures those calls only; with PORT, NAME and SECONDS it is that neighbour.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import quantiles
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.example import CALL, FORM
from benchmarks.places import PYTHON, ROOT, environment
from benchmarks.programs import Program, running

PACE: Final = 100
"""Plain calls a second; each counts from the moment at which it was due, so that a stall counts for all it delays."""

PEOPLE: Final = 5_000
"""Generated people of the world that both speak to; each is a lead, a contact and more."""

BOUND: Final = 50.0
"""Milliseconds below which the 99th percentile is to stay."""

_JSON: Final = {"Content-Type": "application/json"}
_KEY: Final = {**_JSON, "x-api-key": "tk-sandbox-key", "linked_account_id": "customer@example.com"}
_STATE: Final = "/__mock__/sandboxes/default/state"

_NAMES: Final = ["LastName", "FirstName", "Email", "Company"]
_UNLIKELY: Final = [f"LastName LIKE '%{number}%zz'" for number in range(50)]

Sent = tuple[str, str, Mapping[str, str], bytes]
"""Method, path, headers and body of one call."""


def _act(app: str, action: str, payload: Any) -> Sent:
    integration = {"salesforce": "014000000000001", "marketo": "014000000000002", "hubspot": "014000000000003"}[app]
    form = {**FORM, "id": integration, "actionName": action, "payload": json.dumps(payload)}
    return CALL.method, CALL.path, CALL.headers, urlencode(form).encode()


def _execute(slug: str, action: str, body: Any) -> Sent:
    return "POST", f"/api/v2/integration-schema/{slug}/actions/{action}/execute", _KEY, json.dumps(body).encode()


def _soql(query: str) -> Sent:
    return _execute("salesforce", "get_entity_with_soql", {"query": query})


def _search(operator: str, value: str) -> Sent:
    return _execute("hubspot", "search_contacts", {"propertyName": "email", "operator": operator, "value": value})


def _leads(count: int) -> bytes:
    times = {"createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z"}
    records = [{"id": number, "email": f"person.{number}@b.example", **times} for number in range(count)]
    return json.dumps({"format": 2, "tables": {"marketo/lead": {"records": [*records, {"id": 1}]}}}).encode()


CALLS: Final[Mapping[str, Callable[[], Sent]]] = {
    "nothing": lambda: ("GET", "/__mock__/health", {}, b""),
    "GET state": lambda: ("GET", _STATE, {}, b""),
    "a page of 1,000 records": lambda: (
        "GET",
        "/__mock__/sandboxes/default/records/salesforce/Lead?limit=1000",
        {},
        b"",
    ),
    "the journal": lambda: ("GET", "/__mock__/sandboxes/default/journal", {}, b""),
    "a new sandbox with 2,000 people": lambda: ("POST", "/__mock__/sandboxes", _JSON, b'{"populate": 2000}'),
    "the OpenAPI documents": lambda: ("GET", "/openapi.json", {}, b""),
    "PUT state, 100,000 bad records": lambda: (
        *("PUT", _STATE, _JSON),
        json.dumps({"format": 2, "tables": {"salesforce/Lead": {"records": [{"Id": 1}] * 100_000}}}).encode(),
    ),
    "PUT state, 30 MB, its last record bad": lambda: ("PUT", _STATE, _JSON, _leads(270_000)),
    "list.addLeads, 9 MB of wrong ids": lambda: _act(
        "marketo", "list.addLeads", {"listId": "1234", "leadIds": ["x"] * 900_000}
    ),
    "200,000 empty associations": lambda: _execute(
        "hubspot", "create_contact", {"email": "ada@example.com", "associations": [{}] * 200_000}
    ),
    "600,000 undeclared keys": lambda: _execute(
        "hubspot", "create_contact", {"email": "ada@example.com", **{f"x{n}": 1 for n in range(600_000)}}
    ),
    "an e-mail of 32,000 characters": lambda: _execute("hubspot", "create_contact", {"email": "a." * 16_000 + "@"}),
    "CONTAINS_TOKEN of 50,000 stars": lambda: _search("CONTAINS_TOKEN", "*" * 50_000 + "x"),
    "32 sort keys": lambda: _soql(" ".join(("SELECT Id FROM Lead ORDER BY", ", ".join(_NAMES * 8), "LIMIT 1"))),
    "50 ORs": lambda: _soql(" ".join(("SELECT Id FROM Lead WHERE", " OR ".join(_UNLIKELY), "LIMIT 1"))),
    "SOQL without a bound": lambda: _soql("SELECT Id, Email, FirstName, LastName, Company FROM Lead"),
    "a search that everybody fits": lambda: _act("salesforce", "lead.search", {"search": "a"}),
    "JSON of 9 MB": lambda: _execute(
        "hubspot", "create_contact", {"email": "ada@example.com", "x": list(range(10**6))}
    ),
    "JSON of 4 million brackets": lambda: ("POST", _soql("")[1], _KEY, b"[" * 4_000_000),
    "list.addLeads, 2 MB of wrong ids": lambda: _act(
        "marketo", "list.addLeads", {"listId": "1234", "leadIds": ["x" * 18] * 80_000}
    ),
    "JSON of 2 MB": lambda: _execute(
        "hubspot", "create_contact", {"email": "ada@example.com", "x": ["x" * 18] * 90_000}
    ),
    "a form of 2 MB": lambda: (CALL.method, CALL.path, CALL.headers, b"a=" + b"%41" * 690_000),
    "a text of 2 MB": lambda: _execute("hubspot", "create_contact", {"email": "x" * 2_000_000}),
    "a form of 9 MB": lambda: (CALL.method, CALL.path, CALL.headers, b"a=" + b"%41" * 3_000_000),
    "a text of 9 MB": lambda: _execute("hubspot", "create_contact", {"email": "x" * 9_000_000}),
    "a head of 60 KB": lambda: ("GET", CALL.path, {f"X-{n}": "x" * 300 for n in range(190)}, b""),
}


def _pipelined(port: int, seconds: float) -> None:
    """Thousands of calls at once on one connection, whose answers are read as they come."""
    head = "".join(f"{name}: {value}\r\n" for name, value in CALL.headers.items())
    one = f"{CALL.method} {CALL.path} HTTP/1.1\r\nHost: localhost\r\n{head}Content-Length: {len(CALL.body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setblocking(False)
        flood, until = (one + CALL.body).encode() * 200, time.monotonic() + seconds
        rest = flood
        while time.monotonic() < until:
            with contextlib.suppress(BlockingIOError):
                rest = rest[connection.send(rest) :] or flood
            with contextlib.suppress(BlockingIOError):
                connection.recv(1 << 20)


def _unfinished(port: int, seconds: float) -> None:
    """Two hundred bodies that do not come to their end, at the control API."""
    with contextlib.ExitStack() as opened:
        for _ in range(200):
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            head = "POST /__mock__/sandboxes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            connection.sendall(f"{head}Content-Length: 100\r\n\r\n{{".encode())
        time.sleep(seconds)


def _deaf(port: int, seconds: float) -> None:
    """Twenty clients that ask for the whole state and read nothing of it."""
    with contextlib.ExitStack() as opened:
        for _ in range(20):
            connection = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            connection.sendall(f"GET {_STATE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(seconds)


def _long_value(port: int, seconds: float) -> None:
    """A header's value of 190 MiB."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nX: ")
            for _ in range(190):
                connection.sendall(b"x" * (1 << 20))


CONNECTIONS: Final[Mapping[str, Callable[[int, float], None]]] = {
    "a flood of pipelined calls": _pipelined,
    "200 unfinished bodies": _unfinished,
    "20 clients that do not read": _deaf,
    "a header of 190 MiB": _long_value,
}


def annoy(port: int, name: str, seconds: float) -> int:
    """Be the neighbour for so long; how many calls were answered."""
    if name in CONNECTIONS:
        CONNECTIONS[name](port, seconds)
        return 0
    method, path, headers, body = CALLS[name]()
    until, answered = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request(method, path, body or None, dict(headers))
            connection.getresponse().read()
            answered += 1
        connection.close()
        if name == "nothing":
            time.sleep(0.1)
    return answered


def plain_calls(port: int, seconds: float) -> list[float]:
    """Milliseconds that each of the plain calls took from the moment at which it was due."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    taken, begun = [], time.perf_counter()
    for number in range(round(seconds * PACE)):
        due = begun + number / PACE
        time.sleep(max(0.0, due - time.perf_counter()))
        connection.request(CALL.method, CALL.path, CALL.body, CALL.headers)
        if connection.getresponse().read()[:1] != b"{":
            raise RuntimeError("a plain call was not answered with JSON")
        taken.append((time.perf_counter() - due) * 1000)
        if due - begun > seconds or time.perf_counter() - begun > 4 * seconds:
            break
    connection.close()
    return taken


def measure(seconds: float, names: Sequence[str] = ()) -> dict[str, Any]:
    """For each of the dearest calls, or those of ``names``, what the plain calls beside it took, in milliseconds."""
    rows: list[dict[str, Any]] = []
    for name in names or (*CALLS, *CONNECTIONS):
        taken = _beside(name, seconds)
        cuts = quantiles(taken if len(taken) > 1 else taken * 2, n=100)
        row: dict[str, Any] = {
            "name": name,
            "calls": len(taken),
            "p50": cuts[49],
            "p99": cuts[98],
            "longest": max(taken),
        }
        rows.append(row)
        figures = f"p50 {row['p50']:8.1f} ms  p99 {row['p99']:8.1f} ms  longest {row['longest']:8.1f} ms"
        sys.stderr.write(f"  {name:<34}{figures}{'' if row['p99'] < BOUND else '  over the bound'}\n")
    return {"pace": PACE, "people": PEOPLE, "seconds": seconds, "bound": BOUND, "rows": rows}


def _beside(name: str, seconds: float) -> list[float]:
    command = (PYTHON, "-m", "mockserver", "serve", "--port", "{port}", "--populate", str(PEOPLE))
    with running(Program("mockserver", command)) as found:
        plain_calls(found.port, 0.5)
        arguments = [PYTHON, "-m", "benchmarks.neighbours", str(found.port), name, str(seconds + 1)]
        neighbour = subprocess.Popen(arguments, cwd=ROOT, env=dict(environment()), stdout=subprocess.DEVNULL)
        try:
            time.sleep(1)
            return plain_calls(found.port, seconds)
        finally:
            neighbour.kill()
            neighbour.wait()


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1].isdecimal():
        sys.stdout.write(f"{annoy(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]))}\n")
    else:
        measure(3, sys.argv[1:])
